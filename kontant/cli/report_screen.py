"""The report on a screen: a table for each section, then what has changed, the lines over time and what stands out."""

from collections.abc import Iterator, Mapping, Sequence

from kontant.cli.report_caseloads import caseloads
from kontant.cli.report_grid import Grid, fitted
from kontant.cli.report_over_time import comparison, trend
from kontant.cli.screen import Line, Piece, hung, line, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report import report_words as words
from kontant.report.benchmark import Benchmark, section_title
from kontant.report.figure_rows import (
    MARK,
    NO_VALUE,
    Labels,
    Row,
    figure_name,
    group_rows,
    interval_text,
    missing_text,
    national_text,
    number_text,
    rows_of,
    signed_text,
)
from kontant.report.over_time import Reported
from kontant.report.stands_out import by_side, heading, stands_out

# The mark before a name, and how much further in a category and a group stand.
_LEAD, _STEP = 2, 2
# Of each side; a page tells all.
_MOST_TOLD = 6


def screen(found: Reported) -> Iterator[Line]:
    """All lines of the report."""
    yield from _header(found)
    grid = _grid(found)
    for section in found.sections():
        yield from _section(found, section, grid)
    if found.then:
        yield from comparison(found, found.then)
    if found.trend:
        yield from trend(found)
    yield from _standing_out(found)
    yield from _bearing_in_mind(found)


def _header(found: Reported) -> Iterator[Line]:
    yield line(Piece(f"{words.title()}, {day_text(found.now.day)}", "bold"))
    if told := words.nobody(found):
        yield from wrapped(told, "")
        return
    yield from wrapped(words.population(found), "")
    for sentence in words.how_to_read():
        yield from wrapped(sentence, "", "dim")
    if found.asked.by:
        yield from wrapped(words.small_groups(found), "", "dim")
    if told := words.few(found):
        yield from wrapped(told, "")


def _grid(found: Reported) -> Grid:
    """The columns of the main table, as wide as what stands in them."""
    headings = [_("Own"), "n", _("National"), _("Diff."), _("Interval")]
    cells = [_numbers(row) for row in _all_rows(found)]
    return fitted(headings, cells, list(_names(found)))


def _all_rows(found: Reported) -> Iterator[Row]:
    for figure in found.figures():
        yield from rows_of(figure, found.now.results[figure.id])
        if found.asked.by:
            for _group, own in group_rows(figure, found.now.groups, found.asked.by):
                yield from own


def _names(found: Reported) -> Iterator[str]:
    """Every name of the main table, with what stands before it."""
    groups = _labels(found)
    for figure in found.figures():
        yield " " * _LEAD + figure_name(figure)
        for row in rows_of(figure, found.now.results[figure.id]):
            yield " " * (_LEAD + _STEP) + row.name
        for label in groups.values():
            yield " " * (_LEAD + 2 * _STEP) + label


def _numbers(row: Row) -> list[str]:
    if row.missing or row.withheld:
        return [NO_VALUE, "", "", "", ""]
    return [
        number_text(row.own),
        str(row.n),
        national_text(row) if row.national is not None else "",
        signed_text(row.difference) if row.difference is not None else "",
        interval_text(row.interval) if row.interval else "",
    ]


def _section(found: Reported, section: str, grid: Grid) -> Iterator[Line]:
    """The section's table, what its records cannot answer, and the caseloads where they belong."""
    figures = found.figures(section)
    told = [figure for figure in figures if not found.now.results[figure.id].missing]
    shared = list(caseloads(found)) if section == "caseload" else []
    if not found.now.cases and not shared and not told:
        return
    yield []
    yield from grid.row("", section_title(section).upper(), grid.headings if told else [""] * len(grid.rooms), "bold")
    for figure in told:
        yield from _figure(found, figure, grid)
    for figure in figures:
        # Where there is nobody, it is not the records that lack something.
        if figure not in told and found.now.cases:
            row = rows_of(figure, found.now.results[figure.id])[0]
            yield from hung(
                _("{figure}: {reason}").format(figure=figure.name, reason=missing_text(row)), " " * _LEAD, "dim"
            )
    yield from shared


def _figure(found: Reported, figure: Benchmark, grid: Grid) -> Iterator[Line]:
    rows = rows_of(figure, found.now.results[figure.id])
    parts = rows[0].category is not None
    if parts:
        yield from grid.row(" " * _LEAD, figure_name(figure), [""] * len(grid.rooms))
    for row in rows:
        lead = _lead(row, _LEAD + (_STEP if parts else 0))
        yield from grid.row(lead, row.name, _numbers(row), "yellow" if row.differs else "")
    if told := words.cautions(found).get(figure.id):
        yield from hung(told, " " * (_LEAD + _STEP), "dim")
    if found.asked.by:
        yield from _groups(found, figure, grid)


def _lead(row: Row, room: int) -> str:
    return (MARK if row.differs else "").ljust(room)


def _groups(found: Reported, figure: Benchmark, grid: Grid) -> Iterator[Line]:
    """A row for each group; of a figure with parts a line that names them."""
    labels = _labels(found)
    groups = list(group_rows(figure, found.now.groups, found.asked.by or ""))
    reasons = {missing_text(row) for _group, own in groups for row in own}
    if len(reasons) == 1 and "" not in reasons:
        told = _("every group: {reason}").format(reason=reasons.pop())
        yield from hung(told, " " * (_LEAD + 2 * _STEP), "dim")
        return
    for place, (_group, own) in enumerate(groups):
        row, label = own[0], labels[place]
        if row.category is not None:
            yield from hung(_parts(label, own), " " * (_LEAD + 2 * _STEP))
        elif row.withheld or row.missing:
            yield from hung(f"{label}: {missing_text(row)}", " " * (_LEAD + 2 * _STEP), "dim")
        else:
            yield from grid.row(_lead(row, _LEAD + 2 * _STEP), label, _numbers(row))


def _parts(label: str, rows: Sequence[Row]) -> str:
    """A group's parts of a figure in one line; n once where it is the same for all."""
    each_has_own = len({row.n for row in rows}) > 1
    parts = [_part(row, each_has_own) for row in rows if row.n or row.withheld]
    return f"{label}{'' if each_has_own else f' (n {rows[0].n})'}: {'; '.join(parts)}"


def _part(row: Row, has_own_base: bool) -> str:
    if row.withheld:
        return _("{name} withheld").format(name=row.name)
    return f"{row.name} {number_text(row.own)}" + (f" (n {row.n})" if has_own_base else "")


def _labels(found: Reported) -> Mapping[int, str]:
    """What each group is called, by its place."""
    if not found.asked.by:
        return {}
    labels = Labels(found.asked.by, found.names, found.asked.identified)
    return {place: labels.of(group) for place, group in enumerate(found.now.groups)}


def _bearing_in_mind(found: Reported) -> Iterator[Line]:
    if not found.now.cases:
        return
    yield []
    for sentence in words.to_bear_in_mind(found):
        yield from wrapped(sentence, "", "dim")


def _standing_out(found: Reported) -> Iterator[Line]:
    """The sentences to read out, last, where the eye rests when the screen has gone by."""
    if not found.now.cases:
        return
    yield []
    told = stands_out(found)
    yield line(Piece(_("WHAT STANDS OUT"), "bold"), f"  {len(told)}")
    if not told:
        yield from wrapped(_("No figure differs from the national one by more than chance may explain."), "  ")
    for side, own in by_side(told):
        yield from wrapped(heading(side), "  ")
        for each in own[:_MOST_TOLD]:
            yield from wrapped(f"{MARK} {each.sentence}", "    ", further="  ")
        if (left := len(own) - _MOST_TOLD) > 0:
            yield from _left_out(left)


def _left_out(left: int) -> Iterator[Line]:
    told = ngettext("{n} more, as marked above.", "{n} more, as marked above.", left)
    yield from wrapped(told.format(n=left), "      ", "dim")
