"""A table on a screen with names to the left and numbers to the right: columns as wide as what stands in them.

It fits 80 columns; names take what is left of a wider terminal, and off a terminal nothing is cut.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from kontant.cli.screen import Line, Piece, clean, line, on_terminal, width

# A name is never squeezed below this.
_NARROWEST_NAME = 20


class Grid(NamedTuple):
    """The columns of numbers to the right of the names: their headings and rooms, and the room for names."""

    headings: Sequence[str]
    rooms: Sequence[int]
    name: int

    def row(self, lead: str, name: str, cells: Sequence[str], style: str = "") -> Iterator[Line]:
        """A row; a name too long for its room stands on several lines, the numbers beside its last."""
        numbers = "".join(f" {cell:>{room}}" for cell, room in zip(cells, self.rooms, strict=True))
        *above, last = _split(name, self.name - len(lead))
        for part in above:
            yield line(Piece(lead + part, style))
            lead = " " * len(lead)
        yield line(Piece((lead + last).ljust(self.name) + numbers, style))


def fitted(headings: Sequence[str], cells: Sequence[Sequence[str]], names: Sequence[str]) -> Grid:
    """The columns for these cells; names on a terminal get no more than they need and than is left."""
    rooms = [max(len(row[place]) for row in (headings, *cells)) for place in range(len(headings))]
    longest = max(map(len, names), default=0)
    left = width() - sum(rooms) - len(rooms)
    return Grid(headings, rooms, max(_NARROWEST_NAME, min(longest, left)) if on_terminal() else longest)


def _split(name: str, room: int) -> list[str]:
    name = clean(name)
    return (wrap(name, room, break_long_words=True) or [""]) if on_terminal() else [name]
