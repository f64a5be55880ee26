"""A text cell as the value that its column holds: dates, codes, numbers, yes and no.

What a column holds is read off the tables; only which vocabulary its codes come from is said here. Whether a
value may stand there (its length, its range, its order with others) is for the record's model to say.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Integer

from kontant.dates import parse_date
from kontant.exchange.workbooks import Numeral
from kontant.model.tables import table
from kontant.model.types import IsoDate, Number, YesNo
from kontant.model.vocabulary import CHALLENGE, VOCABULARIES, Vocabulary, code_of

# Kept as they were written, with their line breaks and indents.
LONG_TEXTS = frozenset(("explanation", "goal", "question", "purpose", "text", "answers"))

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
# A spreadsheet writes 37/3 with all the decimals that its number has: 12.333333333333334.
_DECIMAL = re.compile(r"-?\d{1,12}(?:[.,]\d{1,20})?", re.ASCII)
_INTEGER = re.compile(r"(-?\d{1,12})(?:[.,]0+)?", re.ASCII)
_YES, _NO = ("ja", "yes", "true", "sand", "1"), ("nej", "no", "false", "falsk", "0")
_TRUTH = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
# Distinct dates and codes are few; this only bounds a column of nonsense.
_REMEMBERED = 100_000

Convert = Callable[[str], Any]


class CellError(ValueError):
    """A cell that cannot be read; carries the code of the fault."""

    def __init__(self, code: str) -> None:
        """``code`` is one of those that :mod:`kontant.exchange.sentences` words."""
        super().__init__(code)
        self.code = code


class Remembered(dict[str, Any]):
    """What each text of a column means: values repeat, so each is read once."""

    def __init__(self, convert: Convert) -> None:
        """``convert`` reads a text that has not been met before."""
        super().__init__()
        self._convert = convert

    def __missing__(self, cell: str) -> Any:
        """Read ``cell`` and keep what it means."""
        if len(self) > _REMEMBERED:
            self.clear()
        value = self[cell] = self._convert(cell)
        return value


def is_repeated(column: str) -> bool:
    """Whether the column's values come again and again, as all but a person's own number and long texts do."""
    return column not in LONG_TEXTS and column not in ("cpr", "name")


def converter(name: str, column: str) -> Convert:
    """How to read a cell of this column; it returns None for an empty one and raises ``CellError``."""
    read = _reader(name, column)

    def convert(cell: str) -> Any:
        text = cell.strip()
        return read(text) if text else None

    if column == "challenges":
        return _challenges
    if column == "cpr":
        return _cpr
    return _long_text if column in LONG_TEXTS else convert


def _reader(name: str, column: str) -> Convert:
    kind = _type(name, column)
    if vocabulary := VOCABULARIES.get((name, column)):
        return lambda text: _code(vocabulary, text)
    if isinstance(kind, IsoDate):
        return _month if column == "month" else _day
    if isinstance(kind, YesNo):
        return _yes_no
    if isinstance(kind, Number):
        return _number
    return _integer if isinstance(kind, Integer) else lambda text: text


def _type(name: str, column: str) -> Any:
    return table(name).c[column].type


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        told = str(error)
        known = {"not a date": "not_a_date", "year out of range": "year_out_of_range"}
        raise CellError(known.get(told, "no_such_day")) from None


def _month(text: str) -> date:
    return _day(f"{text}-01" if _MONTH.fullmatch(text) else text)


def _code(vocabulary: Vocabulary, text: str) -> str:
    code = code_of(vocabulary, text)
    if code is None:
        raise CellError("unknown_code")
    return code


def _challenges(cell: str) -> str:
    parts = (part.strip() for part in cell.split("|"))
    return "|".join(_code(CHALLENGE, part) for part in parts if part)


def _cpr(cell: str) -> str | None:
    text = cell.strip()
    # A spreadsheet keeps 0101901234 as a number, without its leading nought.
    return (text.zfill(10) if isinstance(cell, Numeral) else text) or None


def _long_text(cell: str) -> str | None:
    # The same words from another program may end their lines otherwise; that is no change.
    return None if not cell or cell.isspace() else cell.replace("\r\n", "\n")


def _number(text: str) -> float:
    if not _DECIMAL.fullmatch(text):
        raise CellError("not_a_number")
    return float(text.replace(",", "."))


def _integer(text: str) -> int:
    match = _INTEGER.fullmatch(text)
    if match is None:
        raise CellError("not_a_whole_number")
    return int(match[1])


def _yes_no(text: str) -> bool:
    truth = _TRUTH.get(text.casefold())
    if truth is None:
        raise CellError("not_yes_or_no")
    return truth
