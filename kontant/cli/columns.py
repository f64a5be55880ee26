"""Columns side by side on a screen: on a terminal one text is cut and columns are left out, so that a row is a line."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from kontant.cli.screen import Line, Piece, on_terminal, shorten, width


class Columns(NamedTuple):
    """How the columns of a list give way: ``cut`` is the place of the one whose texts are shortened.

    It keeps ``shortest`` letters as long as one of the ``expendable`` columns can go, the first of them first.
    ``numbers`` stand to the right.
    """

    cut: int
    shortest: int
    expendable: Sequence[int]
    numbers: Collection[int]

    def fitting(self, places: Sequence[int], widths: list[int]) -> list[int]:
        """Those of ``places`` that there is room for; sets the width of the one that is cut to what is left."""
        kept = list(places)
        if not on_terminal():
            return kept
        room = 0
        for gone in (None, *self.expendable):
            kept = [at for at in kept if at != gone]
            room = width() - sum(widths[at] + 2 for at in kept if at != self.cut)
            if room >= min(self.shortest, widths[self.cut]):
                break
        widths[self.cut] = min(widths[self.cut], max(room, self.shortest))
        return kept

    def row(self, texts: Sequence[str], places: Sequence[int], widths: Sequence[int], styles: Sequence[str]) -> Line:
        """The texts at these places, each as wide as its column."""
        pieces = []
        for at in places:
            text = shorten(texts[at], widths[at])
            fitted = text.rjust(widths[at]) if at in self.numbers else text.ljust(widths[at])
            pieces.append(Piece(fitted + ("  " if at != places[-1] else ""), styles[at]))
        return pieces
