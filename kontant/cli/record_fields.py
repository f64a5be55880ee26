"""The typed parts of a record as its model holds them; what is missing is asked for; faults name their option."""

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydantic import ValidationError

from kontant.cli import asking
from kontant.cli.case_fields import fault_in
from kontant.cli.context import Context
from kontant.cli.options import when
from kontant.cli.record_kinds import CODE, DAY, LONG_TEXT, MONTH, Column, Kind, Values
from kontant.cli.record_options import MINUS
from kontant.cli.record_words import words
from kontant.cli.screen import tell
from kontant.cli.stdin import stdin_text
from kontant.errors import UsageError
from kontant.exchange.cells import CellError, converter
from kontant.exchange.sentences import ORDERED, right
from kontant.i18n import _
from kontant.model.vocabulary import Vocabulary, code_of, folded

Options = Mapping[str, str]
"""The option or argument that gives a column, where it is not the one of the kind."""

# Fewer letters than these of a name mean nothing.
_SHORTEST_PART = 3
_MONTH = re.compile(r"(?:(\d{4})-(\d{1,2})|(\d{1,2})[-./](\d{4}))", re.ASCII)


def read(context: Context, kind: Kind, typed: Mapping[str, str | None], options: Options | None = None) -> Values:
    """The columns that were given; an empty text empties one. Raises ``UsageError`` naming the option at fault."""
    given = {name: text for name, text in typed.items() if text is not None}
    texts = [name for name, text in given.items() if text == "-" and kind.column(name).reads == LONG_TEXT]
    if len(texts) > 1:
        named = ", ".join(kind.column(name).typed for name in texts)
        raise UsageError(
            _("Only one text can be read from standard input, not both of {options}.").format(options=named)
        )
    return {name: _value(context, kind, kind.column(name), text, options or {}) for name, text in given.items()}


def with_asked(
    context: Context, kind: Kind, values: Values, columns: tuple[str, ...], options: Options | None = None
) -> Values:
    """``values`` with each of ``columns``: asked for at a terminal, refused elsewhere.

    A day that has an option of its own is another than today, which is proposed for all others.
    """
    missing = [kind.column(name) for name in columns if name not in values]
    if missing and not context.at_terminal:
        raise UsageError(_missing(missing, options or {}))
    for column in missing:
        values = {**values, column.name: _asked(context, kind, column, proposed=not options)}
    return values


@contextmanager
def worded(kind: Kind, given: Collection[str], options: Options | None = None) -> Iterator[None]:
    """Turn what the record's model has against the columns ``given`` into one sentence that names the option."""
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[0]
        name, code = str(found["loc"][0]) if found["loc"] else "", str(found["type"])
        named = [name] if name else _out_of_order(code, given)
        typed = ", ".join((options or {}).get(name) or kind.column(name).typed for name in named)
        told = right("missing" if code == "string_too_short" else code, kind.table, name, found.get("ctx"))
        raise UsageError(f"{typed}: {told}") from None


def _value(context: Context, kind: Kind, column: Column, text: str, options: Options) -> Any:
    typed = options.get(column.name, column.typed)
    if column.reads == LONG_TEXT:
        return _long_text(text)
    if not text.strip():
        if column.needed:
            raise UsageError(f"{typed}: {right('missing')}")
        return None
    return _reader(context, kind, column, typed)(text.strip())


def _long_text(text: str) -> str | None:
    """The text as it stands; ``-`` is all of standard input, line breaks and all."""
    if text == "-":
        if sys.stdin.isatty():
            tell(_("Write the text; Ctrl-D on a line of its own ends it."))
        text = stdin_text().rstrip("\n")
    return text.replace("\r\n", "\n") if text.strip() else None


def _reader(context: Context, kind: Kind, column: Column, typed: str) -> Callable[[str], Any]:
    if column.reads == DAY:
        return lambda text: when(context, text.replace(MINUS, "-", 1), typed)
    if column.reads == MONTH:
        return lambda text: _month(context, text.replace(MINUS, "-", 1), typed)
    if column.reads == CODE:
        return lambda text: _coded(kind, column, text, typed)
    if column.name == "caseworker":
        from kontant.cli.case_finding import known_spelling

        return lambda text: known_spelling(context, text)
    return lambda text: _cell(kind, column, text, typed)


def _coded(kind: Kind, column: Column, text: str, typed: str) -> str:
    assert column.codes is not None
    code = code_of(column.codes, text) or _statement(column, text) or _by_a_part(column.codes, text)
    if code is None:
        raise UsageError(f"{typed}: {right('unknown_code', kind.table, column.name)}")
    return code


def _statement(column: Column, text: str) -> str | None:
    """A statement by its number, or with its letters as a Danish keyboard is not always at hand for: LAE 125."""
    number = re.fullmatch(r"(?:l(?:æ|ae)[\s-]*)?(\d{3})", text.casefold())
    code = f"LÆ{number[1]}" if number else None
    return code if column.codes and code in column.codes else None


def _by_a_part(codes: Vocabulary, text: str) -> str | None:
    """The only code that has the text in one of its names: praktik for virksomhedspraktik."""
    wanted = folded(text)
    if len(wanted) < _SHORTEST_PART:
        return None
    found = [code for code, name in codes.items() if any(wanted in folded(n) for n in (code.replace("_", " "), *name))]
    return found[0] if len(found) == 1 else None


def _month(context: Context, text: str, typed: str) -> date:
    """The first day of a month: of 2026-10, 10-2026, or of the month that a day lies in."""
    match = _MONTH.fullmatch(text)
    if match is None:
        return when(context, text, typed).replace(day=1)
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return when(context, f"{year}-{int(month):02}-01", typed)


def _cell(kind: Kind, column: Column, text: str, typed: str) -> Any:
    try:
        return converter(kind.table, column.name)(text)
    except CellError as error:
        raise UsageError(f"{typed}: {right(error.code, kind.table, column.name)}") from None


def _missing(columns: list[Column], options: Options) -> str:
    typed = [options.get(column.name, column.typed) for column in columns]
    if len(columns) == 1 and columns[0].codes:
        codes = ", ".join(columns[0].codes)
        return _("{option} is missing; write one of: {codes}").format(option=typed[0], codes=codes)
    told = _("Missing: {options}; give them, or run the command at a terminal to be asked.")
    return told.format(options=", ".join(typed))


def _asked(context: Context, kind: Kind, column: Column, *, proposed: bool) -> Any:
    """What is answered; for a day today is proposed."""
    if column.codes:
        return asking.code(_(column.label), column.codes)

    def check(text: str) -> bool | str:
        try:
            value = _value(context, kind, column, text, {column.name: ""})
        except UsageError as error:
            return str(error).removeprefix(": ")
        return fault_in(kind.table, column.name, value) or True

    question = _(column.label) if proposed else _("New day")
    default = words(column, context.today) if proposed and column.reads in (DAY, MONTH) else ""
    return _value(context, kind, column, asking.text(question, default=default, check=check), {})


def _out_of_order(code: str, given: Collection[str]) -> list[str]:
    """The later days of a pair in the wrong order: those that were given, else all that it can be."""
    later = ORDERED[code][1]
    return [name for name in later if name in given] or list(later)
