"""How wide each column of a table is on paper, where nothing scrolls: as its words need, else as they can share."""

from collections.abc import Sequence
from typing import NamedTuple

from kontant.exchange.pages.model import Table, plain

# The mean width of a letter in parts of its size, with room for bold ones, and the edges of a cell in points.
_LETTER, _EDGES = 0.54, 9
# A word of wide letters has this much more.
_WIDE = 1.1
# A word longer than this does not make its column wider; nor does a line longer than the second.
_LONGEST_WORD, _LONGEST_LINE = 24, 70


class Columns(NamedTuple):
    """The width of each column in points, and in each the letters that a word may have without being broken."""

    widths: Sequence[float]
    letters: Sequence[int]


def columns_of(table: Table, width: float, size: float) -> Columns:
    """The columns of ``table`` on ``width`` points of paper, set in ``size`` points."""
    letter = size * _LETTER
    texts = [[column.title, *(plain(row[place]) for row in table.rows)] for place, column in enumerate(table.columns)]
    least = [_longest(text.split(), _LONGEST_WORD) * letter * _WIDE + _EDGES for text in map("\n".join, texts)]
    lines = [_longest("\n".join(text).split("\n"), _LONGEST_LINE) * letter + _EDGES for text in texts]
    wanted = [*map(max, least, lines)]
    widths = _shared(least, wanted, width)
    return Columns(
        [round(each, 1) for each in widths], [max(1, int((each - _EDGES) / letter / _WIDE + 1e-6)) for each in widths]
    )


def _longest(parts: Sequence[str], most: int) -> int:
    return min(max(map(len, parts), default=1), most)


def _shared(least: Sequence[float], wanted: Sequence[float], width: float) -> list[float]:
    """Each what it wants where there is room, and the first the rest; else more than the least, by what each lacks."""
    room = width - sum(wanted)
    if room >= 0:
        return [wanted[0] + room, *wanted[1:]]
    spare = width - sum(least)
    if spare <= 0:
        return [each * width / sum(least) for each in least]
    lacking = [max(0.0, more - less) for less, more in zip(least, wanted, strict=True)]
    return [less + spare * each / sum(lacking) for less, each in zip(least, lacking, strict=True)]
