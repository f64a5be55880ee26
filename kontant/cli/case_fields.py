"""The fields of a record as they were typed: read by kind, validated by the record's model, faults named by option."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydantic import ValidationError

from kontant.cli.case_options import OPTIONS
from kontant.cli.context import Context
from kontant.cli.options import when
from kontant.errors import UsageError
from kontant.exchange.headers import required
from kontant.exchange.sentences import right
from kontant.i18n import _
from kontant.model.tables import RECORDS
from kontant.model.vocabulary import CHALLENGE, VOCABULARIES, Vocabulary, code_of

DAYS = frozenset({"birth_date", "opened", "closed", "cv_registered"})


def read_case(context: Context, typed: Mapping[str, str | None]) -> dict[str, Any]:
    """The fields of a case that were given, as its model holds them; an empty text empties a field.

    Raises ``UsageError`` for the first that cannot be read, naming its option.
    """
    return {field: _value(context, field, text.strip()) for field, text in typed.items() if text is not None}


def read_code(name: str, field: str, text: str, option: str) -> str:
    """The code that ``text`` means in a coded column; raises ``UsageError`` with all codes for any other."""
    code = code_of(VOCABULARIES[name, field], text)
    if code is None:
        raise UsageError(f"{option}: {right('unknown_code', name, field)}")
    return code


@contextmanager
def worded(name: str, options: Mapping[str, str] = OPTIONS) -> Iterator[None]:
    """Turn what a record's model has against its values into one sentence that names the option."""
    try:
        yield
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[0]
        column = str(found["loc"][0]) if found["loc"] else _column_of(found["type"])
        told = right(_code_of_fault(found["type"]), name, column, found.get("ctx"))
        raise UsageError(f"{options.get(column, column)}: {told}") from None


def fault_in(name: str, field: str, value: Any) -> str | None:
    """What is wrong with a single value of a record, in words; None if nothing is."""
    try:
        RECORDS[name].model_validate({field: value})
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            if found["loc"] == (field,):
                return right(_code_of_fault(found["type"]), name, field, found.get("ctx"))
    return None


def _column_of(fault: str) -> str:
    return {"closed_before_opened": "closed", "end_before_start": "end"}.get(fault, "")


def _code_of_fault(kind: str) -> str:
    return "missing" if kind == "string_too_short" else kind


def _value(context: Context, field: str, text: str) -> Any:
    if field == "challenges":
        return _challenges(text)
    if not text:
        if field in required("cases"):
            raise UsageError(f"{OPTIONS[field]}: {right('missing')}")
        return None
    return _reader(context, field)(text)


def _reader(context: Context, field: str) -> Callable[[str], str | date]:
    option = OPTIONS[field]
    if field in DAYS:
        return lambda text: when(context, text, option)
    if ("cases", field) in VOCABULARIES:
        return lambda text: read_code("cases", field, text, option)
    return str


def _challenges(text: str) -> str:
    """Codes with bars between them; commas do as well, though one Danish name has commas of its own."""
    parts = text.replace(";", "|").split("|")
    codes = [code for part in parts if part.strip() for code in _listed(CHALLENGE, part)]
    return "|".join(codes)


def _listed(vocabulary: Vocabulary, part: str) -> Iterator[str]:
    whole = code_of(vocabulary, part)
    if whole is not None:
        yield whole
        return
    words = [word.strip() for word in part.split(",")]
    while words:
        # The longest run of words that is a name: "læse, skrive, regne" is one.
        size = next((n for n in range(len(words), 0, -1) if code_of(vocabulary, ", ".join(words[:n]))), None)
        if size is None:
            raise UsageError(f"{OPTIONS['challenges']}: {right('unknown_code', 'cases', 'challenges')}")
        yield code_of(vocabulary, ", ".join(words[:size])) or ""
        words = words[size:]


def missing_sentence(fields: list[str]) -> str:
    """What to say, off a terminal, of required fields that were not given."""
    return _("Missing: {options}; give them, or run the command at a terminal to be asked.").format(
        options=", ".join(OPTIONS[field] for field in fields)
    )
