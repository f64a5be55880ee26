"""Tables on their way out: the same sheet as CSV for Danish Excel, as Markdown, or in an xlsx workbook.

A sheet holds plain values; how a date or a number is written is decided here, by format and language. Text from
a case can never become a formula, and a control character in it never reaches a file.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple

from kontant.exchange.signs import legible
from kontant.i18n import _, day_text, decimal_mark, language

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None

# What a spreadsheet takes for the start of a formula, at the beginning of a cell or after spaces, some of them without
# width; some spreadsheets take the wide signs of East Asian keyboards for it too.
_FORMULA_START = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\\-@＝＋－＠]")
# What would change the look of a Markdown table, or its columns.
_MARKDOWN = re.compile(r"([\\|<`*\[])")
_NOT_IN_TAB_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TAB_NAME = 31
_LONGEST_CELL = 32_767
_WIDEST_COLUMN = 60
# Excel's number for the paper.
_A4 = 9
# Room for the arrow of the filter beside a heading, and for the edges of a cell.
_FILTER_ROOM, _EDGES = 3, 2


class SheetChart(NamedTuple):
    """A chart of a table's cells in a workbook; columns and rows are counted from nought, the heading left out.

    ``values`` are the columns drawn, named by their headings; ``rows`` the first row and the one after the last, all
    if left out. ``sheet`` names another sheet of the workbook whose cells are meant. CSV and Markdown have no charts.
    """

    kind: Literal["bars", "lines"]
    title: str
    alt: str
    categories: int
    values: Sequence[int]
    rows: tuple[int, int] | None = None
    category_axis: str = ""
    value_axis: str = ""
    number_format: str = "0"
    least: float | None = 0
    most: float | None = None
    sheet: str = ""


class Sheet(NamedTuple):
    """One table: its name, the headings, and the rows, each as long as the headings."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    charts: Sequence[SheetChart] = ()


def clean(text: str) -> str:
    """``text`` as it looks, with its newlines: without a sign that nobody sees."""
    return legible(text)


def long_form(sheets: Iterable[Sheet]) -> Sheet:
    """Several tables as one: a row for each value, named by its table, the first cell of its row and its heading."""
    rows = [
        (sheet.name, row[0], heading, cell)
        for sheet in sheets
        for row in sheet.rows
        for heading, cell in zip(sheet.columns[1:], row[1:], strict=True)
    ]
    return Sheet("", (_("table"), _("row"), _("column"), _("value")), rows)


def as_csv(*sheets: Sheet) -> str:
    """CSV as Danish Excel opens it: semicolons, CRLF, every field quoted, ISO dates; the language's decimal mark.

    Several sheets become one table in long form. Whoever writes bytes adds the byte-order mark.
    """
    sheet = sheets[0] if len(sheets) == 1 else long_form(sheets)
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in sheet.columns])
    writer.writerows([_csv_text(cell) for cell in row] for row in sheet.rows)
    return file.getvalue()


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else cell.isoformat() if isinstance(cell, date) else _number(cell)


def harmless(text: str) -> str:
    """``text`` that no spreadsheet computes: a formula's start gets an apostrophe before it."""
    text = clean(text)
    return f"'{text}" if _FORMULA_START.match(text) else text


def _number(value: float) -> str:
    return decimal_mark(str(value))


def as_markdown(sheet: Sheet) -> str:
    """A Markdown table that is also readable as it stands: columns aligned, numbers to the right."""
    texts = [[_markdown_text(cell) for cell in row] for row in sheet.rows]
    headings = [_markdown_text(heading) for heading in sheet.columns]
    right = [_is_numeric(row[place] for row in sheet.rows) for place in range(len(headings))]
    widths = [max(3, *(len(row[place]) for row in (headings, *texts))) for place in range(len(headings))]
    rule = ["-" * (width - 1) + (":" if number else "-") for width, number in zip(widths, right, strict=True)]
    return "".join(_markdown_row(row, widths, right) for row in (headings, rule, *texts))


def _markdown_row(texts: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = (
        text.rjust(width) if number else text.ljust(width)
        for text, width, number in zip(texts, widths, right, strict=True)
    )
    return f"| {' | '.join(cells)} |\n"


def _markdown_text(cell: Cell) -> str:
    if isinstance(cell, str):
        return _MARKDOWN.sub(r"\\\1", " ".join(clean(cell).split()))
    return "" if cell is None else day_text(cell) if isinstance(cell, date) else _number(cell)


def _is_numeric(cells: Iterable[Cell]) -> bool:
    """Whether a column holds numbers alone, and at least one."""
    kinds = {isinstance(cell, int | float) for cell in cells if cell is not None}
    return kinds == {True}


def write_xlsx(file: BinaryIO, sheets: Sequence[Sheet], *, created: date) -> None:
    """Write a workbook with a tab for each sheet: real dates and numbers, a frozen heading with a filter.

    ``created`` goes into the file's properties, so that the same tables give the same bytes; no name does.
    """
    from xlsxwriter import Workbook

    from kontant.exchange.sheet_charts import Placed, draw

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        book.set_properties({"created": datetime(created.year, created.month, created.day)})
        formats = _Formats(
            heading=book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            day=book.add_format({"num_format": day_format(), "valign": "top"}),
            decimal=book.add_format({"num_format": "0.0", "valign": "top"}),
            text=book.add_format({"valign": "top"}),
            wrapped=book.add_format({"valign": "top", "text_wrap": True}),
        )
        placed = [
            Placed(sheet, book.add_worksheet(name)) for sheet, name in zip(sheets, _tab_names(sheets), strict=True)
        ]
        by_name = {each.sheet.name: each for each in placed}
        for each in placed:
            _fill(each.tab, each.sheet, formats)
        for each in placed:
            draw(book, each, by_name)


def day_format() -> str:
    """How a spreadsheet is to show a day in the language in use."""
    return "dd-mm-yyyy" if language() == "da" else "yyyy-mm-dd"


class _Formats(NamedTuple):
    """How the cells of a workbook look."""

    heading: "Format"
    day: "Format"
    decimal: "Format"
    text: "Format"
    wrapped: "Format"


def _fill(tab: "Worksheet", sheet: Sheet, formats: _Formats) -> None:
    for place, heading in enumerate(sheet.columns):
        tab.write_string(0, place, clean(heading), formats.heading)
    widths = [len(heading) + _FILTER_ROOM for heading in sheet.columns]
    for number, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            widths[place] = max(widths[place], _fill_cell(tab, number, place, cell, formats))
    for place, width in enumerate(widths):
        tab.set_column(place, place, min(width + _EDGES, _WIDEST_COLUMN))
    if sheet.columns:
        tab.freeze_panes(1, 0)
        tab.repeat_rows(0)
    # Printed, a table keeps all its columns on the width of an A4 page.
    tab.set_paper(_A4)
    tab.set_landscape()
    tab.fit_to_pages(1, 0)
    if sheet.rows:
        tab.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _fill_cell(tab: "Worksheet", row: int, place: int, cell: Cell, formats: _Formats) -> int:
    """Write one cell; returns the characters it takes."""
    if cell is None:
        return 0
    if isinstance(cell, date):
        tab.write_datetime(row, place, cell, formats.day)
        return len("22-11-2026")
    if not isinstance(cell, str):
        tab.write_number(row, place, cell, formats.decimal if isinstance(cell, float) else formats.text)
        return len(str(cell))
    text = clean(cell)
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - 1] + "…"
    longest = max(map(len, text.split("\n")))
    wraps = "\n" in text or longest + _EDGES > _WIDEST_COLUMN
    tab.write_string(row, place, text, formats.wrapped if wraps else formats.text)
    return longest


def _tab_names(sheets: Sequence[Sheet]) -> list[str]:
    """A name for each tab that Excel takes: short, without its special signs, each once whatever the case."""
    names: list[str] = []
    for sheet in sheets:
        base = _NOT_IN_TAB_NAMES.sub(" ", clean(sheet.name).replace("\n", " ")).strip(" '")[:_LONGEST_TAB_NAME]
        base = base or _("Sheet")
        name, number = base, 1
        while name.casefold() in (taken.casefold() for taken in names):
            number += 1
            ending = f" {number}"
            name = base[: _LONGEST_TAB_NAME - len(ending)] + ending
        names.append(name)
    return names
