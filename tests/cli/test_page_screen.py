"""A page on a terminal: it fits, keeps every word, and shows what stands out without colour."""

from datetime import date

import pytest

from kontant.cli import page_screen
from kontant.cli import screen as terminal
from kontant.exchange.pages.model import (
    Bullets,
    Chart,
    Column,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Quote,
    Run,
    Series,
    Table,
)

LONG = "ord " * 60


@pytest.fixture(autouse=True)
def _terminal(monkeypatch):
    monkeypatch.setattr(terminal, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")


def page(*blocks, footnotes=(), lines=()):
    return Page("Title", "Subtitle", lines, "en", date(2026, 11, 22), blocks, footnotes, private=True)


def shown(*blocks, **more):
    """The rows of a page below its head."""
    rows = ["".join(piece.text for piece in row).rstrip() for row in page_screen.screen(page(*blocks, **more))]
    assert all(len(row) <= 60 for row in rows), rows
    return rows[4:] if not more else rows


def styles(*blocks):
    return {piece.text.strip(): piece.style for row in page_screen.screen(page(*blocks)) for piece in row}


def test_the_head_and_the_footnotes():
    rows = shown(Paragraph([Run("a fact", note=1)]), lines=["As of today."], footnotes=["where it is from"])
    assert rows[:2] == ["Title", "Subtitle"]
    assert "As of today." in rows
    assert rows[-4:] == ["  a fact [1]", "", "SOURCES", "  [1] where it is from"]


def test_headings_are_bold_and_apart():
    assert shown(Heading(2, "Part"), Heading(3, "Piece"))[-4:] == ["", "PART", "", "Piece"]
    assert styles(Heading(2, "Part"))["PART"] == "bold"


def test_texts_are_wrapped_with_their_styles_and_lines_kept():
    text = [Run("Lead:", strong=True), Run(f" {LONG}\nsecond line", note=3)]
    rows = shown(Paragraph(text))
    assert len(rows) > 4
    assert rows[-1] == "  second line [3]"
    assert all(row.startswith("  ") for row in rows[-5:])
    found = styles(Paragraph(text))
    assert (found["Lead:"], found["[3]"]) == ("bold", "dim")


def test_two_footnotes_stand_apart_and_with_their_word():
    assert shown(Paragraph([Run("fact", note=1), Run("", note=2)]))[-1] == "  fact [1][2]"


def test_facts_stand_beside_their_terms_long_terms_above():
    rows = shown(Facts([("Name", "Åse"), ("A term that is much too long to stand beside", "value")]))
    assert rows[-3:] == ["  Name  Åse", "  A term that is much too long to stand beside", "    value"]


def test_a_table_that_fits_is_one_and_numbers_stand_right():
    columns = [Column("What"), Column("Count", right=True)]
    rows = shown(Table("Caption", columns, [["a", "1"], ["b", [Run("10", note=2)]]], mark=[1]))
    assert rows[-4:] == ["  Caption", "    What   Count", "    a          1", "  ● b     10 [2]"]


def test_a_table_that_does_not_fit_is_a_list_of_its_rows():
    columns = [Column("What"), Column("Why"), Column("Empty")]
    rows = shown(Table("Caption", columns, [["first", LONG, "–"], [[Run("second", note=1)], "short", "x"]], mark=[0]))
    assert rows[2] == "  ● first"
    assert rows[3].startswith("    Why    ord ord")
    assert not any("–" in row for row in rows)
    assert rows[-3:] == ["  - second [1]", "    Why    short", "    Empty  x"]


def test_code_is_shown_to_the_letter():
    assert shown(Paragraph([Run("kontant note 1 offer_start", code=True)]))[-1] == "  kontant note 1 offer_start"


def test_points_notes_charts_and_page_breaks():
    chart = Chart("Chart", "Alt", "bars", ["a"], [Series("Own", [1.5])], "%")
    rows = shown(Bullets([LONG]), PageBreak(), chart, Quote("Note", "note 1 · abc", "line one\n\nline two"))
    assert rows[0].startswith("  - ord")
    assert rows[1].startswith("    ord")
    assert "  Chart (%)" in rows
    assert rows[-5:] == ["  Note", "  note 1 · abc", "    line one", "", "    line two"]


def test_control_characters_do_not_reach_the_screen():
    rows = shown(Heading(2, "a\x1b[2Jb"), Paragraph("c\x1b]0;d"), Facts([("e\x07", "f\x1b")]))
    assert not any("\x1b" in row or "\x07" in row for row in rows)
