"""``kontant note export``: one case's whole journal, oldest first, to stdout or into a private file."""

import html
import re
import stat

import pytest
from markdown_it import MarkdownIt

REF = "2020-00031"
TEXTS = {
    "2026-01-10": "Flyttet til Ålborg.\n* ikke en liste, _ikke_ kursiv\n1. eller en anden <b>liste</b> & mere",
    "2026-03-10": "CPR 010190-1234 \x1b[2J står her",
    "2026-11-20": "=2+3\n\nSmørrebrød på æblegrød: 100 % | tabel",
}


@pytest.fixture(autouse=True)
def journal(fill, run):
    """A case with three notes, the first of them corrected."""
    fill("cases", case_ref=REF, name="Åse *Ærøe*", cpr="010190-1234")
    fill("cases", case_ref="A9", name="Ib")
    for day, text in TEXTS.items():
        fill("notes", case_ref=REF, date=day, template="free", caseworker="eva", text=text)
    assert run("note", "amend", "1", "--text", "Ikke _Ålborg_,\nmen Åbenrå.", "--caseworker", "lbh")[0] == 0


def rendered(markdown):
    page = re.sub(r"<br />\n?|</p>|</h\d>", "\n", MarkdownIt("commonmark").render(markdown))
    return [row.strip() for row in html.unescape(re.sub(r"<[^>]+>", "", page)).split("\n") if row.strip()]


def test_markdown_is_the_journal_to_the_letter_oldest_first(run):
    code, out, err = run("note", "export", REF)
    assert (code, err) == (0, "")
    assert rendered(out) == [
        f"Journal of case {REF}",
        "Person: Åse *Ærøe*, 010190-****",
        "3 notes, 2026-01-10 to 2026-11-20; printed 2026-11-22",
        "2026-01-10 · free note · eva · note 1",
        *TEXTS["2026-01-10"].split("\n"),
        "Correction 2026-11-22 · lbh",
        "Ikke _Ålborg_,",
        "men Åbenrå.",
        "2026-03-10 · free note · eva · note 2",
        "CPR 010190-****  [2J står her",
        "2026-11-20 · free note · eva · note 3",
        "=2+3",
        "Smørrebrød på æblegrød: 100 % | tabel",
    ]


def test_text_is_the_same_without_markup(run):
    _, out, _ = run("note", "export", REF, "--format", "text")
    for text in (TEXTS["2026-01-10"], TEXTS["2026-11-20"]):
        assert f"\n{text}\n" in out
    assert "    Correction 2026-11-22 · lbh\n    Ikke _Ålborg_,\n    men Åbenrå.\n" in out
    assert "\x1b" not in out and all(len(row) <= 80 for row in out.split("\n"))


@pytest.mark.parametrize(("name", "start"), [("j.md", "# Journal of case"), ("j.txt", "Journal of case")])
def test_a_file_is_private_whole_and_of_the_format_of_its_ending(run, tmp_path, name, start):
    path = tmp_path / name
    code, out, err = run("note", "export", "ærøe", "--output", str(path))
    assert (code, out) == (0, "") and f"Wrote {path}: 3 notes." in err
    assert path.read_text(encoding="utf-8").startswith(start)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    code, out, err = run("note", "export", REF, "--output", str(path))
    assert (code, out, err.count("\n")) == (1, "", 1) and "--force" in err
    assert path.read_bytes() == before
    assert run("note", "export", REF, "--output", str(path), "--force", "--to", "2026-02-01")[0] == 0
    assert path.read_bytes() != before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".kontant")) == []


def test_the_days_that_were_asked_for(run):
    _, out, _ = run("note", "export", REF, "--from", "2026-03-10", "--to", "2026-03-31")
    assert rendered(out)[2] == "1 note, 2026-03-10 to 2026-03-31; printed 2026-11-22"
    assert "note 2" in out and "note 1" not in out and "note 3" not in out


def test_a_cpr_number_is_whole_only_where_asked_for(run):
    assert "1234" not in "".join(run("note", "export", REF)[1:])
    assert run("note", "export", REF, "--show-cpr")[1].count("010190-1234") == 2


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["A9"], 1, "no note"),
        ([REF, "--from", "2027-01-01"], 1, "no note"),
        ([REF, "--from", "2026-02-01", "--to", "2026-01-01"], 2, "--from"),
        ([REF, "--to", "engang"], 2, "not a date"),
        ([REF, "--output", "journal.pdf"], 2, ".txt"),
        ([REF, "--output", "/no/such/folder/j.md"], 1, "no such folder"),
        (["nobody"], 1, "No case"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_a_line(run, words, code, told):
    ran = run("note", "export", *words)
    assert ran[:2] == (code, "") and told in ran[2] and ran[2].count("\n") == 1
