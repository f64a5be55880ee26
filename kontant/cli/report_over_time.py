"""The report's other days on a screen: an earlier day beside the day, and a line for each figure over the months."""

from collections.abc import Iterator, Sequence

from kontant.cli.report_grid import fitted
from kontant.cli.screen import Line, Piece, beside, line, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report import report_words as words
from kontant.report.figure_rows import Row, changes, figure_name, number_text, signed_text
from kontant.report.measuring import Measured
from kontant.report.over_time import Reported, series

TICKS = "▁▂▃▄▅▆▇█"
GAP = " "


def comparison(found: Reported, then: Measured) -> Iterator[Line]:
    """Every figure of an earlier day and of the day, with what has changed."""
    if told := words.nobody_then(then):
        yield []
        yield line(Piece(_("THEN AND NOW"), "bold"))
        yield from wrapped(told, "  ")
        return
    rows = [each for each in changes(then, found.now, found.figures()) if not _is_empty(*each[:2])]
    headings = [day_text(then.day), "n", day_text(found.now.day), "n", _("Change")]
    cells = [
        [number_text(first.own), str(first.n), number_text(last.own), str(last.n), signed_text(change)]
        for first, last, change in rows
    ]
    yield []
    grid = fitted(headings, cells, [_("THEN AND NOW"), *("  " + last.full_name for _first, last, _change in rows)])
    yield from grid.row("", _("THEN AND NOW"), headings, "bold")
    for (_first, last, _change), numbers in zip(rows, cells, strict=True):
        yield from grid.row("  ", last.full_name, numbers)
    told = ngettext("{day}: {n} case.", "{day}: {n} cases.", then.cases).format(day=day_text(then.day), n=then.cases)
    # Of both, the lines below say once how other days are measured.
    for sentence in (told, words.not_tested(), *([] if found.trend else [words.as_recorded()])):
        yield from wrapped(sentence, "  ", "dim")


def _is_empty(first: Row, last: Row) -> bool:
    return first.own is None and last.own is None


def trend(found: Reported) -> Iterator[Line]:
    """A line for each figure of one value."""
    days = [day_text(found.trend[place].day) for place in (0, -1)]
    yield []
    yield line(
        Piece(_("OVER TIME"), "bold"),
        " ",
        _("{first} to {last}, a sign for each month").format(first=days[0], last=days[1]),
    )
    lines = {figure_name(figure): series(found.trend, figure.id) for figure in found.figures() if figure.values is None}
    lines = {name: values for name, values in lines.items() if any(value is not None for value in values)}
    for name, values in lines.items():
        ends = f"{number_text(values[0]):>5} → {number_text(values[-1]):>5}"
        yield from beside(Piece(f"  {sparkline(values)}  {ends}  "), name)
    told = _("Each line runs from its own lowest value to its highest; the numbers are its first and its last.")
    for sentence in (told, words.as_recorded()):
        yield from wrapped(sentence, "  ", "dim")


def sparkline(values: Sequence[float | None]) -> str:
    """A sign for each value, from the lowest of the line to its highest; a space where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return GAP * len(values)
    least, spread = min(known), max(known) - min(known)
    return "".join(GAP if value is None else _tick(value - least, spread) for value in values)


def _tick(above: float, spread: float) -> str:
    # A line that never moves runs through the middle: it is neither low nor high.
    share = above / spread if spread else 0.5
    return TICKS[round(share * (len(TICKS) - 1))]
