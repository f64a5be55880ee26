"""The columns of a table on paper: all of the width is used, and numbers are not squeezed by words."""

import pytest

from kontant.exchange.pages.columns import columns_of
from kontant.exchange.pages.model import Column, Table


def table(*rows: list[str]) -> Table:
    return Table("T", [Column(f"c{place}") for place in range(len(rows[0]))], rows)


def test_the_first_takes_the_room_that_is_left() -> None:
    found = columns_of(table(["a few words", "1", "22"]), 480, 10)
    assert sum(found.widths) == pytest.approx(480, abs=1)
    assert found.widths[0] > 400


def test_words_share_what_numbers_leave() -> None:
    found = columns_of(table(["word " * 40, "12,4", "word " * 40]), 480, 10)
    assert sum(found.widths) == pytest.approx(480, abs=1)
    assert found.widths[0] == pytest.approx(found.widths[2])
    assert found.widths[1] >= 30


def test_too_many_long_words_are_broken() -> None:
    found = columns_of(table(["x" * 30] * 12), 480, 10)
    assert sum(found.widths) == pytest.approx(480, abs=1)
    assert all(letters < 10 for letters in found.letters)


@pytest.mark.parametrize("width", [481, 300])
def test_a_word_that_its_column_has_room_for_is_never_broken(width: float) -> None:
    headings = ["Sagsbehandler", "Sager", "Frister overskredet", "n"]
    table = Table("T", [Column(title, right=place > 0) for place, title in enumerate(headings)], [["x"] * 4])
    letters = columns_of(table, width, 8.5).letters
    assert all(most >= max(map(len, title.split())) for title, most in zip(headings, letters, strict=True))
