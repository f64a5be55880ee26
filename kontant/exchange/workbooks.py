"""An .xlsx workbook as an extract: one sheet a table, its typed cells as the text that a CSV file would hold."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontant.errors import Refused
from kontant.exchange.csv_files import Form, Row, Told
from kontant.exchange.faults import UnreadableError
from kontant.i18n import _

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_ROWS_BETWEEN = 5_000
# One may be named as often as somebody likes, and is read each time.
_MOST_SHEETS = 50
# Beyond this a float no longer holds every whole number.
_WHOLE = 1e15
# As many as a column of numbers takes.
_DECIMALS = 20


class Numeral(str):
    """A whole number from a numeric cell: a spreadsheet has eaten its leading zeros, if it had any."""

    __slots__ = ()


class Sheet:
    """One sheet of a workbook, read when its rows are asked for."""

    form: Form | None = None

    def __init__(self, book: "CalamineWorkbook", name: str, size: int) -> None:
        """``size`` is the sheet's share of the workbook's bytes, for the progress bar."""
        self.name = self.stem = name
        self.size = size
        self._book = book

    @property
    def empty(self) -> bool:
        """Whether the sheet holds nothing at all, as the spare sheets of a new workbook do."""
        return self._sheet().total_height == 0

    def rows(self, told: Told) -> Iterator[Row]:
        """The rows that are not blank, under their number in the sheet; the first is the header."""
        sheet = self._sheet()
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if number % _ROWS_BETWEEN == 0:
                told(self.size * number // sheet.total_height)
            row = [cell if type(cell) is str else as_text(cell) for cell in cells]
            if any(row):
                yield number, row

    def _sheet(self) -> "CalamineSheet":
        # Not kept: a large workbook is held one sheet at a time.
        try:
            return self._book.get_sheet_by_name(self.name)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise UnreadableError(_("the sheet is damaged and cannot be read; save the workbook again")) from None


def sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of the workbook at ``path``; raises ``Refused`` if it cannot be opened."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
    except BaseException as error:  # the reader's own panics are no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        raise Refused(
            _("{path} is not an .xlsx workbook, is damaged or has a password; save it again as .xlsx.").format(
                path=path
            )
        ) from None
    if len(names) > _MOST_SHEETS:
        told = _("{path} has over {n} sheets; an extract has one for each kind of record.")
        raise Refused(told.format(path=path, n=_MOST_SHEETS))
    share = path.stat().st_size // max(len(names), 1)
    for name in names:
        yield Sheet(book, name, share)


def _fraction(cell: float) -> str:
    """A number with its decimals; a tiny one is not written with an exponent, which no column knows."""
    text = repr(cell)
    return f"{cell:.{_DECIMALS}f}".rstrip("0").rstrip(".") if "e-" in text else text


def as_text(cell: Any) -> str:
    """A typed cell as the text that stands for it in a CSV file."""
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() | int():
            return Numeral(int(cell)) if abs(cell) < _WHOLE and cell == int(cell) else _fraction(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time.min else cell.isoformat(" ")
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)
