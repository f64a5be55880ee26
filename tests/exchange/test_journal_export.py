"""A journal on its way out: what a reader of Markdown sees, and what stands in the text, is what was written."""

import html
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kontant.exchange.journal_export import Journal, as_markdown, as_text
from kontant.store.journal import Amendment, JournalNote

DAY = date(2026, 11, 20)
READERS = {
    "commonmark": MarkdownIt("commonmark"),
    "github": MarkdownIt("gfm-like", {"linkify": False}),
}
SIGNS = [
    "# ikke en overskrift",
    "- ikke en liste",
    "+ plus",
    "* stjerne",
    "1. først",
    "2) dernæst",
    "> citat",
    "===",
    "---",
    "***",
    "___",
    "    fire mellemrum",
    "\tindrykket",
    "```python",
    "~~~",
    "| a | b |",
    "|---|---|",
    "a | b\n--- | ---\n1 | 2",
    "<script>alert(1)</script>",
    "<!-- væk -->",
    "&amp; &lt; & co &#65;",
    "[link](http://x) ![billede](y) [ref]",
    "[ref]: http://x",
    "*fed* _kursiv_ ~~slettet~~ `kode` **x**",
    "C:\\mappe\\fil",
    "slut\\",
    "snake_case_navn",
    "http://eksempel.dk <a@b.dk>",
    "Æ Ø Å é ß 漢",
    ": definition",
    "Overskrift\n===",
    "Overskrift\n---",
    "- a\n  - b\n    - c",
    "linje et\nlinje to\n\nnyt afsnit",
    "=1+2",
    "{: .klasse }",
]


def note(text, *, corrections=(), **more):
    values = {
        "id": 1, "case_ref": "A", "date": DAY, "template": "free", "nr": 1, "scope": None, "caseworker": "eva",
        "text": text, "answers": {}, "form": None, "version": None,
    }  # fmt: skip
    amendments = tuple(Amendment(n, DAY, "lbh", words) for n, words in enumerate(corrections, 1))
    return JournalNote(**{**values, **more}, amendments=amendments)


def journal(*notes):
    return Journal("A", "Åse", DAY, None, None, notes)


def lines(text):
    """The lines that hold something, white space single."""
    return [" ".join(row.split()) for row in text.split("\n") if row.strip()]


def seen(reader, markdown):
    """What a reader sees of each section: the heading, then the lines beneath it."""
    page = READERS[reader].render(markdown)
    assert set(re.findall(r"</?(\w+)", page)) <= {"h1", "h2", "h3", "p", "br"}
    plain = re.sub(r"<br />\n?|</p>|</h\d>", "\n", page)
    return lines(html.unescape(re.sub(r"<[^>]+>", "", plain)))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", SIGNS)
def test_markdown_comes_out_to_the_letter(reader, text):
    told = seen(reader, as_markdown(journal(note(text, corrections=[text]))))
    assert told[3:] == [
        "2026-11-20 · free note · eva · note 1",
        *lines(text),
        "Correction 2026-11-20 · lbh",
        *lines(text),
    ]


@given(
    st.text(
        st.one_of(
            st.sampled_from("#-+*_=<>|&[](){}`~:.!\\ \n1234567890abcæøå"), st.characters(exclude_categories=["C"])
        ),
        max_size=60,
    ).filter(str.strip)
)
def test_markdown_of_any_text_comes_out_to_the_letter(text):
    from kontant.exchange.sheets import clean

    for reader in READERS:
        assert seen(reader, as_markdown(journal(note(text))))[4:] == lines(clean(text))


@pytest.mark.parametrize("text", SIGNS)
def test_text_comes_out_to_the_letter(text):
    assert lines(as_text(journal(note(text))))[5:] == lines(text)


def test_text_is_wrapped_under_its_own_beginning_and_keeps_its_lines():
    words = "ord " * 40
    out = as_text(journal(note(f"Kort.\n\n- {words}\n  {words}\nhttp://{'x' * 100}", corrections=[words])))
    rows = out.split("\n")
    assert [row for row in rows if len(row) > 80 and " " in row.strip()] == []
    start = rows.index("Kort.")
    assert rows[start + 1] == "" and rows[start + 2].startswith("- ord") and rows[start + 3].startswith("  ord")
    assert any(row.startswith("    Correction 2026-11-20 · lbh") for row in rows)
    assert "".join(out.split()).count("ord" * 40) == 3


def test_a_note_without_text_shows_its_answers():
    answers = {"form": "phone", "came": True, "agreements": [{"who": "eva", "by": None}, {"who": "Åse", "by": "2026"}]}
    told = lines(as_text(journal(note(None, answers=answers))))
    assert told[5:] == ["form: phone", "came: yes", "agreements: eva; Åse, 2026"]
    assert "(without text)" in as_text(journal(note(" ")))


def test_the_heading_names_a_scope_and_the_municipality_s_own_template():
    out = as_markdown(journal(note("x", template="exemption_review", scope="hours_225", form="vores")))
    assert "## 2026-11-20 · review of exemption (exempt from the 225-hour rule, vores) · eva · note 1\n" in out
