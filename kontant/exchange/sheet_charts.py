"""A sheet's charts as the spreadsheet's own: horizontal bars and lines that read the cells of a table.

The numbers stand in the table alone; a chart names their cells, so that whoever corrects a cell sees the chart follow.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.exchange.sheets import Sheet, SheetChart, clean, day_format, harmless

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

# Told apart in grey and by those who see red and green alike; the first is the caseload's own.
_COLOURS = ("#1F4E79", "#E69F00", "#7F7F7F", "#56B4E9", "#009E73", "#CC79A7")
_GRID = "#D9D9D9"
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "plus")
_WIDTH = 900
_LINES_HEIGHT = 360
# Pixels: a bar, the space between two categories, and the title with the axis.
_BAR, _GAP, _AROUND = 14, 12, 130
# A row of a sheet, as Excel makes it.
_ROW = 20
# The start of a name of a cell, between whose parts a space is put.
_A_CELL = re.compile(r"(!)(\$?[A-Z])")
_SCREEN_FONT, _SMALL_FONT = 12, 10
# Printed, a chart is within the width of an A4 page at this scale, in percent, also where another font than Excel's
# makes the columns a quarter wider; the margin is in inches. Of a tab of charts alone a page holds so many rows.
_PRINTED, _MARGIN, _ROWS_OF_A_PAGE = 58, 0.4, 76


class Placed(NamedTuple):
    """A sheet and the tab it has been given."""

    sheet: Sheet
    tab: "Worksheet"


def draw(book: "Workbook", placed: Placed, others: Mapping[str, Placed]) -> None:
    """Put the charts of a sheet below its table, one under the other; ``others`` by the names of their sheets."""
    row = len(placed.sheet.rows) + 2 if placed.sheet.columns else 0
    tops = []
    for wanted in placed.sheet.charts:
        source = others[wanted.sheet] if wanted.sheet else placed
        first, last = wanted.rows or (0, len(source.sheet.rows))
        if last <= first:
            continue
        chart = _chart(book, wanted, source, first + 1, last)
        height = _height(wanted, last - first)
        chart.set_size({"width": _WIDTH, "height": height})
        # The chart moves with the rows above it and keeps its shape.
        placed.tab.insert_chart(row, 0, chart, {"description": harmless(wanted.alt), "object_position": 2})
        tops.append(row)
        row += height // _ROW + 2
    if not placed.sheet.columns:
        _paged(placed.tab, [*tops, row])


def _paged(tab: "Worksheet", tops: Sequence[int]) -> None:
    """Print a tab of charts alone so that none is cut by the end of a page; the last top is where the charts end."""
    tab.set_portrait()
    # Fitted to so many pages, as a table is, a spreadsheet would ignore the breaks.
    tab.set_print_scale(_PRINTED)
    tab.set_margins(left=_MARGIN, right=_MARGIN)
    page, breaks = 0, []
    for top, end in pairwise(tops):
        if end - page > _ROWS_OF_A_PAGE and top > page:
            breaks.append(top)
            page = top
    tab.set_h_pagebreaks(breaks)


def _height(wanted: SheetChart, categories: int) -> int:
    if wanted.kind == "lines":
        return _LINES_HEIGHT
    return _AROUND + categories * (_GAP + _BAR * len(wanted.values))


def _chart(book: "Workbook", wanted: SheetChart, source: Placed, first: int, last: int) -> "Chart":
    """The chart over rows ``first`` to ``last`` of a tab, counted as the spreadsheet does, its heading being 0."""
    bars = wanted.kind == "bars"
    chart = book.add_chart({"type": "bar" if bars else "line"})
    tab = source.tab.get_name()
    labels = [row[wanted.categories] for row in source.sheet.rows[first - 1 : last]]
    for number, column in enumerate(wanted.values):
        series: dict[str, Any] = {
            "name": [tab, 0, column],
            "categories": [tab, first, wanted.categories, last, wanted.categories],
            "values": [tab, first, column, last, column],
        }
        if any(isinstance(label, str) for label in labels):
            # The writer takes a column of words that Python reads as numbers, such as the initials NAN, for numbers.
            series["categories_data"] = [f"{clean(str(label or ''))} " for label in labels]
        chart.add_series(series | (_bar(number) if bars else _line(number)))
    chart.set_title({"name": _title(wanted.title), "overlay": False, "name_font": {"size": _SCREEN_FONT}})
    chart.set_legend({"position": "bottom"} if len(wanted.values) > 1 else {"none": True})
    chart.show_blanks_as("gap")
    _axes(chart, wanted, bars, day_format() if any(isinstance(label, date) for label in labels) else None)
    return chart


def _title(text: str) -> str:
    """A title that is only text: the writer takes whatever looks like a cell of a sheet, ``Trend!A1``, for one."""
    return _A_CELL.sub(r"\1 \2", harmless(text))


def _bar(number: int) -> dict[str, Any]:
    return {"fill": {"color": _COLOURS[number % len(_COLOURS)]}, "gap": 60}


def _line(number: int) -> dict[str, Any]:
    colour = _COLOURS[number % len(_COLOURS)]
    marker = {"type": _MARKERS[number % len(_MARKERS)], "size": 6, "fill": {"color": colour}}
    return {"line": {"color": colour, "width": 2.25}, "marker": marker | {"border": {"color": colour}}}


def _axes(chart: "Chart", wanted: SheetChart, bars: bool, days: str | None) -> None:
    values = _axis(wanted.value_axis) | {"num_format": wanted.number_format, "min": wanted.least, "max": wanted.most}
    values["major_gridlines"] = {"visible": True, "line": {"color": _GRID, "width": 0.75}}
    categories = _axis(wanted.category_axis) | ({"num_format": days} if days else {})
    if bars:
        # The first row on top, as in the table; the values' axis stays at the foot.
        chart.set_y_axis(categories | {"reverse": True})
        chart.set_x_axis(values | {"label_position": "high", "line": {"none": True}, "major_tick_mark": "none"})
    else:
        chart.set_x_axis(categories | {"text_axis": True})
        chart.set_y_axis(values)


def _axis(title: str) -> dict[str, Any]:
    font = {"size": _SMALL_FONT}
    return {"num_font": font} | ({"name": _title(title), "name_font": font | {"bold": False}} if title else {})
