"""The HTML page: one file that fetches nothing, well formed, for readers who see it and for those who hear it."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from kontant.exchange.pages.html import as_html
from kontant.exchange.pages.model import Bullets, Column, Heading, Page, Run, Table

# Elements without an end tag.
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Reader(HTMLParser):
    """Reads a document, and holds that every element that begins ends, in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside: list[str] = []
        self.styles = ""
        self.feed(text)
        self.close()
        assert self.inside == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "style":
            self.styles += data
        else:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _tag, attrs in self.elements if name in attrs]


@pytest.fixture(params=["plain_page", "hostile_page"])
def page(request: pytest.FixtureRequest) -> Page:
    found: Page = request.getfixturevalue(request.param)
    return found


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    read = Reader(as_html(page))
    tags = {tag for tag, _attrs in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image", "b"}
    assert not read.values("src") and not read.values("xlink:href") and not read.values("style")
    assert not [name for _tag, attrs in read.elements for name in attrs if name.startswith("on")]
    assert all(target.startswith("#") for target in read.values("href"))
    assert "url(" not in read.styles and "@import" not in read.styles and "//" not in read.styles
    assert any("default-src 'none'" in (meta.get("content") or "") for meta in read.all("meta"))


def test_what_is_pointed_at_is_there_once(page: Page) -> None:
    read = Reader(as_html(page))
    ids = read.values("id")
    assert not [each for each, count in Counter(ids).items() if count > 1]
    pointed = [target.removeprefix("#") for target in read.values("href")]
    pointed += [each for label in read.values("aria-labelledby") for each in label.split()]
    assert pointed
    assert set(pointed) <= set(ids)


def test_headings_come_in_order(page: Page) -> None:
    levels = [int(tag[1]) for tag, _attrs in Reader(as_html(page)).elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes(page: Page) -> None:
    read = Reader(as_html(page))
    assert len(read.all("caption")) == len(read.all("table")) > 1
    assert {each["scope"] for each in read.all("th")} == {"col", "row"}
    regions = [attrs for _tag, attrs in read.elements if attrs.get("role") == "region"]
    assert len(regions) == len(read.all("table"))
    assert all(region["tabindex"] == "0" for region in regions)


def test_every_drawing_has_a_name_and_words(page: Page) -> None:
    read = Reader(as_html(page))
    drawings = read.all("svg")
    assert drawings
    assert all(each["role"] == "img" and len((each["aria-labelledby"] or "").split()) == 2 for each in drawings)
    assert len(read.all("desc")) == len(drawings)


def test_the_words_arrive_as_they_are(hostile_page: Page, hostile: str) -> None:
    words = Reader(as_html(hostile_page)).words
    # Title in head and body, subtitle, line, heading, paragraph, points, facts, table, charts, note, footnote.
    assert sum(hostile in each for each in "".join(words).split("\n")) > 12
    assert "ab c d [2Jef" in "".join(words)
    assert "49" not in "".join(words)


def test_language_title_and_the_mark_of_a_private_page(plain_page: Page) -> None:
    text = as_html(plain_page)
    assert text.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<title>Key figures</title>" in text
    assert "Contains personal data" in text
    assert "Contains personal data" not in as_html(plain_page._replace(private=False))


def test_lines_and_footnotes_keep_their_places(plain_page: Page) -> None:
    text = as_html(plain_page)
    assert "<span>Two lines</span><span>\n</span><span>in one paragraph.</span>" in text
    assert "<span>    And one of its own, indented.</span>" in text
    # Two footnotes to the same words are parted; each leads to its note, and back to where it stands.
    assert '<a href="#note-1" id="ref-1-1">1</a></sup><sup>, </sup><sup><a href="#note-2" id="ref-2-1">2</a>' in text
    assert 'href="#ref-1-2"' in text and 'href="#ref-2-2"' in text


def test_contents_only_where_there_is_much_to_find(plain_page: Page) -> None:
    assert "<nav" not in as_html(plain_page)
    many = plain_page._replace(blocks=[Heading(2, f"Part {number}") for number in range(4)], footnotes=())
    assert as_html(many).count('<li><a href="#part-') == 4


def test_bold_words_and_what_stands_out(plain_page: Page) -> None:
    text = as_html(plain_page)
    assert "<strong>Barriers: </strong>" in text
    assert text.count('<tr class="mark">') == 1


def test_a_column_has_the_room_that_its_words_want(plain_page: Page) -> None:
    words = "A sentence of many words, which wants a column that is not one word wide."
    rows = [["Four conversations a year", "22-11-2026"], [words, "1"], ["x" * 25, "1"]]
    table = Table("Room", [Column("Figure"), Column("Own", right=True)], rows)
    text = as_html(plain_page._replace(blocks=[table]))
    looks = re.findall(r'<(th|td)(?: scope="row")? ?(?:class="([^"]*)")?>', text.partition("<tbody>")[2])
    assert [look for tag, look in looks if tag == "th"] == ["some", "many", "long some"]
    assert {look for tag, look in looks if tag == "td"} == {"right short"}


def test_a_short_table_is_kept_whole_and_a_broad_one_is_set_closer(plain_page: Page) -> None:
    def shown(rows: int, columns: int) -> str:
        table = Table("T", [Column(str(place)) for place in range(columns)], [["x"] * columns] * rows)
        return as_html(plain_page._replace(blocks=[table]))

    assert 'class="scroll whole"' in shown(14, 6) and '<table class="close">' not in shown(14, 6)
    assert 'class="scroll whole"' not in shown(15, 7) and '<table class="close">' in shown(15, 7)


def test_one_sheet_is_said_to_the_style_sheet(plain_page: Page) -> None:
    text = as_html(plain_page._replace(one_sheet=True))
    assert '<html lang="en" class="one-sheet">' in text and "margin: 9mm" in text
    assert "margin: 9mm" not in as_html(plain_page)


def test_a_footnote_that_nothing_refers_to_has_no_way_back(plain_page: Page) -> None:
    alone = plain_page._replace(blocks=[Bullets([[Run("x", note=2)]])])
    assert '<li id="note-1"><span class="day">2026-03-12</span>, conversation</li>' in as_html(alone)


def test_a_day_is_kept_on_one_line_and_what_looks_like_one_is_escaped(plain_page: Page) -> None:
    told = as_html(plain_page._replace(title="<22-11-2026> & 2026-11-22"))
    assert '<h1>&lt;<span class="day">22-11-2026</span>&gt; &amp; <span class="day">2026-11-22</span></h1>' in told


def test_same_page_same_bytes(page: Page) -> None:
    assert as_html(page) == as_html(page)
