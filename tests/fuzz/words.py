"""Single words fuzzed: dates as extracts write them and people type them, codes, numbers, and every kind of cell."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fuzz.target import DAY, Call, Target, as_text

from kontant.dates import EARLIEST, LATEST, parse_date, parse_when
from kontant.errors import UsageError
from kontant.exchange.cells import CellError, converter
from kontant.exchange.faults import shown
from kontant.exchange.headers import COLUMN_NAMES, TABLE_NAMES, table_of, understood
from kontant.exchange.workbooks import Numeral
from kontant.i18n import choose_language, day_text
from kontant.model import vocabulary as terms
from kontant.model.person import holds_cpr, masked
from kontant.model.tables import RECORDS
from kontant.model.vocabulary import VOCABULARIES, code_of, name_of
from kontant.notes import typed
from kontant.notes.template import Choice, Text
from kontant.notes.typed import BadAnswer
from kontant.rules.overriding import settings
from kontant.rules.parameter_file import load

_VOCABULARIES = list({id(each): each for each in VOCABULARIES.values()}.values())
_CHOICES = [Choice(code, Text(*name)) for code, name in terms.CHALLENGE.items()]


def _prepare(folder: Path) -> Call:
    columns = [(name, column) for name in TABLE_NAMES for column in COLUMN_NAMES[name]]
    cells = [
        (name, column, converter(name, column)) for name, column in columns if column in RECORDS[name].model_fields
    ]
    known = load(None, today=DAY)

    def run(data: bytes) -> None:
        text = as_text(data)
        _dates(text)
        _codes(text)
        _answers(text)
        for name, column, convert in cells:
            _cell(name, column, convert, text)
        _header(text)
        if text.isprintable():
            _or(UsageError, lambda: settings([text], known))
        assert not holds_cpr(masked(text)), "a CPR number was left unmasked"

    return run


def _dates(text: str) -> None:
    for read in (parse_date, lambda each: parse_when(each, DAY)):
        found = _or(ValueError, lambda read=read: read(text))
        if found is None:
            continue
        assert type(found) is date and EARLIEST <= found <= LATEST
        for language in ("en", "da"):
            choose_language(language)
            assert parse_date(day_text(found)) == parse_date(found.isoformat()) == found
    choose_language("en")
    day = _or(BadAnswer, lambda: typed.read_day(text, DAY, DAY - timedelta(9), DAY + timedelta(9)))
    assert day is None or abs(date.fromisoformat(day) - DAY) <= timedelta(9)


def _codes(text: str) -> None:
    for vocabulary in _VOCABULARIES:
        code = code_of(vocabulary, text)
        assert code is None or code in vocabulary
        assert code is None or code_of(vocabulary, name_of(vocabulary, code)) == code


def _answers(text: str) -> None:
    _again(typed.read_line, text)
    _again(typed.read_long, text)
    _again(typed.read_yes_no, text)
    _again(lambda raw: typed.read_number(raw, -1e6, 1e6), text)
    _again(lambda raw: typed.read_choice(raw, _CHOICES), text)
    _again(lambda raw: typed.read_several(raw, _CHOICES), text)


def _again(read: Callable[[Any], Any], text: str) -> None:
    """What was read reads as itself."""
    found = _or(BadAnswer, lambda: read(text))
    assert found is None or read(found) == found


def _cell(name: str, column: str, convert: Callable[[str], Any], text: str) -> None:
    for cell in (text, Numeral(text)):
        value = _or(CellError, lambda cell=cell: convert(cell))
        assert value is None or isinstance(value, str | int | float | date)
    told = shown(column, text)
    assert told.isprintable() and len(told) <= 40 and not holds_cpr(told)


def _header(text: str) -> None:
    table = table_of(text) or "offers"
    heading, faults = understood(table, text.split(","))
    assert set(heading.places) <= set(COLUMN_NAMES[table])
    assert faults or heading.places


def _or(error: type[Exception], read: Callable[[], Any]) -> Any:
    try:
        return read()
    except error:
        return None


def _seeds() -> Iterator[bytes]:
    dates = (
        "2026-11-22",
        "22-11-2026",
        "22.11.2026",
        "22/11-2026",
        "2026-11-22T00:00:00",
        "i dag",
        "+14d",
        "-3m",
        "2/1/26",
    )
    for word in (*dates, "ja", "12,5", "1e400", "-1", "læse, skrive, regne", "010280-1234", "LÆ125", "sagsnr,navn,cpr"):
        yield word.encode()
    for setting in ("contact.per_12_months = 6", 'offers.company_types = ["mentor"]', "statement.days = { LÆ105 = 3 }"):
        yield setting.encode()
    for vocabulary in _VOCABULARIES:
        for code, name in vocabulary.items():
            yield from (code.encode(), name.da.encode())


_WORDS = (
    b"-", b".", b"/", b"T00:00", b"+9999y", b"i dag", b"0000", b"9999", b"2200-12-31", b"1900-01-01", b"02-29",
    b"\xc2\xb2", b"\xd9\xa1", b"\xe2\x80\xae", b"\xcc\x8a", b"\xef\xac\x81", b"\xc4\xb0", b"\xe1\xba\x9e", b"|", b",",
    b"e308", b"0x", b"_", b"[[[[", b"{a={", b"contact.per_12_months", b" = ", b'"""', b"000000-0000",
)  # fmt: skip

WORDS = Target("words", "dates, codes, numbers and cells", _prepare, _seeds, _WORDS)
