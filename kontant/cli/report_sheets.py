"""``kontant report`` as tables: one of all figures for CSV, and a workbook with native charts.

What was withheld or could not be told is an empty cell, with the reason beside it.
"""

import io
from collections.abc import Iterator

from kontant.exchange.sheets import Cell, Sheet, SheetChart, write_xlsx
from kontant.i18n import _
from kontant.report.benchmark import Benchmark, section_title, unit_title
from kontant.report.figure_rows import (
    PERCENT,
    Labels,
    Row,
    changes,
    figure_name,
    group_rows,
    missing_text,
    number_text,
    rounded,
    rows_of,
)
from kontant.report.over_time import Reported, evenly, series
from kontant.report.report_words import about_rows

# Where the sheet of figures has what its charts draw.
_LABEL, _OWN, _NATIONAL = 2, 5, 9
# The place of other cells of a figure's row; the name of a group goes before _GROUP.
_CATEGORY, _GROUP, _NATIONAL_N, _MISSING = 3, 4, 10, 13
# A workbook has sources and definitions on a tab of their own.
_OF_CSV = -2
# More lines than these on one chart cannot be told apart.
LINES = 5


def figure_sheet(found: Reported) -> Sheet:
    """All figures, a row for each category where a figure has several."""
    columns = [_("Section"), _("Figure id"), _("Figure"), _("Category"), _("Unit"), _("Own"), "n", _("Low"), _("High")]
    columns += [_("National"), _("National n"), _("Difference"), _("Differs"), _("Missing"), _("Source")]
    columns += [_("Definition")]
    rows = [_figure_cells(row) for _section, rows in _by_section(found) for row in rows]
    return Sheet(_("Figures"), columns, rows)


def one_table(found: Reported) -> Sheet:
    """The figures and, where they were divided, those of each group below them, in one table with a column for it."""
    whole = figure_sheet(found)
    if not found.asked.by:
        return whole
    rows = [*(("", row) for row in whole.rows), *_labelled(found, found.asked.by)]
    columns = [*whole.columns[:_GROUP], _("Group"), *whole.columns[_GROUP:]]
    return Sheet(whole.name, columns, [[*row[:_GROUP], label, *row[_GROUP:]] for label, row in rows])


def workbook(found: Reported) -> bytes:
    """The workbook: figures, their charts, groups, earlier days, the caseloads, definitions, and what it is."""
    figures = figure_sheet(found)
    trend = _trend(found) if found.trend else None
    charts = [*_bars(found, figures.name), *(_lines(found, trend) if trend else ())]
    sheets = [figures._replace(columns=figures.columns[:_OF_CSV], rows=[row[:_OF_CSV] for row in figures.rows])]
    sheets += [Sheet(_("Charts"), (), (), charts)] if charts else []
    sheets += [_groups(found, found.asked.by)] if found.asked.by else []
    sheets += [_comparison(found)] if found.then and found.then.cases else []
    sheets += [trend] if trend else []
    sheets += [caseload_sheet(found)] if found.capacity else []
    sheets += [_definitions(found), Sheet(_("About"), (_("What"), _("Value")), about_rows(found))]
    file = io.BytesIO()
    write_xlsx(file, sheets, created=found.now.day)
    return file.getvalue()


def caseload_sheet(found: Reported) -> Sheet:
    """How the cases are shared out."""
    from kontant.report.tables import as_sheet

    return as_sheet(_("Caseload"), found.caseloads())


def _by_section(found: Reported) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each section; shares that have a value first, since a chart draws a run of rows."""
    for section in found.sections():
        rows = [row for figure in found.figures(section) for row in rows_of(figure, found.now.results[figure.id])]
        yield section, sorted(rows, key=lambda row: (not row.is_share, row.own is None))


def _figure_cells(row: Row) -> list[Cell]:
    figure = row.figure
    low, high = row.interval or (None, None)
    return [
        section_title(figure.section),
        figure.id,
        figure.name if row.category is None else row.full_name,
        _category(row.category),
        unit_title(figure.unit),
        rounded(row.own),
        None if row.withheld else row.n,
        rounded(low),
        rounded(high),
        number_text(row.national) if isinstance(row.national, str) else row.national,
        figure.n if row.national is not None else None,
        rounded(row.difference),
        _yes_no(row),
        missing_text(row) or None,
        figure.cited,
        figure.definition,
    ]


def _category(code: str | None) -> str | None:
    """A category's code; a range with a dash, since a spreadsheet takes 1-2 in a CSV file for a day in February."""
    return None if code is None else code.replace("-", "–")


def _yes_no(row: Row) -> str | None:
    """Whether the row is marked; nothing where there is no interval to tell by."""
    if row.interval is None or row.difference is None:
        return None
    return _("yes") if row.differs else _("no")


def _bars(found: Reported, sheet: str) -> Iterator[SheetChart]:
    """A chart of each section: its shares, own beside national."""
    first = 0
    for section, rows in _by_section(found):
        # Where there is no value there is no bar: beside the national one it would look like nought.
        shares = [row for row in rows if row.is_share and row.own is not None]
        if shares:
            title = _("{section}: own and national").format(section=section_title(section))
            alt = _("Bars of {n} shares in percent, the caseload's own beside the national ones.").format(n=len(shares))
            place, drawn = (first, first + len(shares)), (_OWN, _NATIONAL)
            yield SheetChart(
                "bars", title, alt, _LABEL, drawn, rows=place, value_axis=_("percent"), most=100, sheet=sheet
            )
        first += len(rows)


def _definitions(found: Reported) -> Sheet:
    columns = (_("Figure id"), _("Figure"), _("Unit"), _("Source"), _("Definition"))
    rows = [(each.id, each.name, unit_title(each.unit), each.cited, each.definition) for each in found.figures()]
    return Sheet(_("Definitions"), columns, rows)


def _groups(found: Reported, by: str) -> Sheet:
    columns = [_("Section"), _("Figure id"), _("Figure"), _("Group"), _("Unit"), _("Own"), "n", _("Low"), _("High")]
    columns += [_("National"), _("Missing")]
    rows = [[*row[:_CATEGORY], label, *row[_GROUP:_NATIONAL_N], row[_MISSING]] for label, row in _labelled(found, by)]
    return Sheet(_("Groups"), columns, rows)


def _labelled(found: Reported, by: str) -> Iterator[tuple[str, list[Cell]]]:
    """The cells of every figure in each group, with the name of the group."""
    labels = Labels(by, found.names, found.asked.identified)
    for figure in found.figures():
        for group, own in group_rows(figure, found.now.groups, by):
            yield from ((labels.of(group), _of_group(_figure_cells(row))) for row in own)


def _of_group(cells: list[Cell]) -> list[Cell]:
    """The cells without the number of cases behind the national value, which is that of all."""
    return [*cells[:_NATIONAL_N], None, *cells[_NATIONAL_N + 1 :]]


def _comparison(found: Reported) -> Sheet:
    assert found.then is not None
    columns = [_("Section"), _("Figure"), _("Unit"), _("Then"), _("n then"), _("Now"), _("n now"), _("Change")]
    rows = [
        [
            section_title(now.figure.section),
            now.full_name if now.category else now.figure.name,
            unit_title(now.figure.unit),
            rounded(then.own),
            then.n,
            rounded(now.own),
            now.n,
            rounded(change),
        ]
        for then, now, change in changes(found.then, found.now, found.figures())
    ]
    return Sheet(_("Then and now"), columns, rows)


def _trend(found: Reported) -> Sheet:
    """A row for each day and a column for each figure of one value."""
    figures = _over_time(found)
    values = [series(found.trend, figure.id) for figure in figures]
    rows: list[list[Cell]] = [
        [measured.day, measured.cases, *(rounded(each[place]) for each in values)]
        for place, measured in enumerate(found.trend)
    ]
    names = [figure_name(figure) for figure in figures]
    return Sheet(_("Trend"), [_("As of"), _("Cases"), *names], rows)


def _over_time(found: Reported) -> list[Benchmark]:
    """The figures that have a value on some day."""
    return [each for each in found.figures() if any(value is not None for value in series(found.trend, each.id))]


def _lines(found: Reported, trend: Sheet) -> Iterator[SheetChart]:
    """Charts of the shares over time, a few lines on each."""
    figures = _over_time(found)
    for section in found.sections():
        shares = [figure for figure in figures if figure.section == section and figure.unit == PERCENT]
        for lines in evenly(shares, LINES):
            title = _("{title}: over time").format(title=section_title(section))
            alt = _("Lines of {n} shares in percent, a point for each month.").format(n=len(lines))
            places = [figures.index(figure) + 2 for figure in lines]
            yield SheetChart("lines", title, alt, 0, places, value_axis=_("percent"), most=100, sheet=trend.name)
