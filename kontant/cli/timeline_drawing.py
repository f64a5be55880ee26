"""The timeline of a case drawn on a terminal: a ruler of months and five lanes below it."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from kontant.cli import case_history as history
from kontant.cli.case_history import Period
from kontant.cli.case_show import MONTHS_BACK, Shown
from kontant.cli.screen import Line, Piece, clean, width, wrapped
from kontant.dates import add_months
from kontant.i18n import N_, _

MONTHS = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
# How a conversation is marked; where several share a column the first of these shows.
MARKS = {"held": ("●", "bold green"), "no_show": ("x", "bold red"), "planned": ("○", "cyan"), "cancelled": ("-", "dim")}
INDENT = 2
# A week a column is as fine as a glance needs.
WIDEST = 104
# A month and a year on the ruler with their tick, and a space.
LABEL_ROOM = 8


class Bars(NamedTuple):
    """How the periods of a lane are drawn: between ends, or as a plain run."""

    start: str
    run: str
    end: str
    style: str


SOLID = Bars("┣", "━", "┫", "green")
EXEMPT = Bars("┣", "━", "┫", "magenta")
PASSIVE = Bars("░", "░", "░", "red")
WHO = Bars("┣", "━", "┫", "blue")

Cells = list[Piece]


class Scale:
    """Days to columns: the window of the drawing spread over the room beside the lanes' names."""

    def __init__(self, shown: Shown, room: int) -> None:
        """Spread [first, day] over ``room`` columns."""
        self.first, self.last = shown.first, shown.day
        self.columns = min(room, WIDEST)
        self._days = (self.last - self.first).days + 1

    def column(self, day: date) -> int:
        """The column of a day; days outside the window fall on its edges."""
        inside = min(max(day, self.first), self.last)
        return (inside - self.first).days * self.columns // self._days

    def empty(self) -> Cells:
        """A lane with nothing on it."""
        return [Piece(" ")] * self.columns


def drawing(shown: Shown) -> Iterator[Line]:
    """The lines of the drawing: ruler, lanes, legend."""
    lanes = {
        _("Conversations"): None,
        _("Offers"): (history.offers(shown), SOLID),
        _("Exemptions"): (history.exemptions(shown), EXEMPT),
        _("Passive"): (history.passive(shown), PASSIVE),
        _("Caseworker"): (history.caseworkers(shown), WHO),
    }
    names = max(map(len, lanes)) + 2
    scale = Scale(shown, width() - INDENT - names)
    yield _row("", names, [Piece(mark, "dim") for mark in _ruler(scale)])
    for name, lane in lanes.items():
        rows = [_marks(shown, scale)] if lane is None else [_bars(row, scale, lane[1]) for row in _stacked(lane[0])]
        for label, cells in zip([name, *[""] * len(rows)], rows or [scale.empty()], strict=False):
            yield _row(label, names, cells)
    yield from wrapped(
        _("● held  x no show  ○ planned  - cancelled  ┣━┫ from and to  ░ nothing covers"), " " * INDENT, "dim"
    )


def _row(label: str, names: int, cells: Iterable[Piece]) -> Line:
    runs = (
        Piece("".join(cell.text for cell in run), style) for style, run in groupby(cells, key=lambda cell: cell.style)
    )
    return [Piece(" " * INDENT + label.ljust(names)), *runs]


def _ruler(scale: Scale) -> str:
    """Ticks with month and year, as many as there is room for."""
    step = next(months for months in (3, 6, 12) if months * scale.columns // MONTHS_BACK >= LABEL_ROOM or months == 12)
    marks = [" "] * scale.columns
    month = scale.first.replace(day=1)
    while month <= scale.last:
        if month >= scale.first and (month.month - 1) % step == 0:
            label = f"|{_(MONTHS[month.month - 1])} {month:%y}"
            at = scale.column(month)
            if at + len(label) <= scale.columns:
                marks[at : at + len(label)] = label
        month = add_months(month, 1)
    return "".join(marks)


def _marks(shown: Shown, scale: Scale) -> Cells:
    cells = scale.empty()
    ranks = list(MARKS)
    for c in sorted(history.conversations(shown), key=lambda c: ranks.index(c.status), reverse=True):
        cells[scale.column(c.date)] = Piece(*MARKS[c.status])
    return cells


def _stacked(periods: list[Period]) -> list[list[Period]]:
    """Periods that overlap go one below the other."""
    rows: list[list[Period]] = []
    for period in periods:
        row = next((row for row in rows if row[-1].end is not None and row[-1].end < period.start), None)
        if row is None:
            rows.append([period])
        else:
            row.append(period)
    return rows


def _bars(periods: list[Period], scale: Scale, bars: Bars) -> Cells:
    cells = scale.empty()
    for period in periods:
        first, last = scale.column(period.start), scale.column(period.end or scale.last)
        bar = list(bars.run * (last - first + 1))
        if period.end is not None and period.end <= scale.last:
            bar[-1] = bars.end
        if period.start >= scale.first:
            bar[0] = bars.start
        label = f" {clean(period.label)} "
        # The bar must stay visible on both sides of its name.
        if len(label) + 2 <= len(bar):
            bar[1 : 1 + len(label)] = label
        cells[first : last + 1] = [Piece(mark, bars.style) for mark in bar]
    return cells
