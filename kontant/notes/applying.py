"""Carrying out what a note changes, in the transaction that saves it: with the refusals of the record commands.

A step that would change nothing writes nothing. Every fault becomes ``Refused``, so that the note stays a draft.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydantic import ValidationError

from kontant.errors import NotFound, Refused
from kontant.exchange.headers import COLUMN_NAMES
from kontant.exchange.sentences import ORDERED, right
from kontant.i18n import language
from kontant.model.records import AssignmentFields
from kontant.model.vocabulary import RECORD, name_of
from kontant.notes.effects import Step
from kontant.store import records
from kontant.store.assignments import pass_on
from kontant.store.log import Change
from kontant.store.writes import Writer

Key = Mapping[str, Any]


def apply(writer: Writer, case_ref: str, steps: Sequence[Step], today: date) -> list[Change]:
    """Carry the steps out in order; returns what they changed, each as the log has it.

    Raises ``Refused`` at the first that cannot be; the caller rolls back.
    """
    changes: list[Change] = []
    for step in steps:
        with refused(step.table, step.values):
            done = _DO[step.do](writer, {"case_ref": case_ref, **step.key}, step, today)
            changes += [change for change in done if change]
    return changes


@contextmanager
def refused(table: str, given: Collection[str] = ()) -> Iterator[None]:
    """Turn what a record's model or the store has against a record of ``table`` into ``Refused``.

    ``given`` are the columns that are being set.
    """
    try:
        yield
    except ValidationError as error:
        raise Refused(_fault(table, given, error)) from None
    except NotFound as error:
        raise Refused(str(error)) from None


def _fault(table: str, given: Collection[str], error: ValidationError) -> str:
    """The first fault in words: record, column, what would be right; never the value."""
    found = error.errors(include_url=False, include_input=False)[0]
    kind = "missing" if found["type"] == "string_too_short" else found["type"]
    later = ORDERED.get(kind, ("", ("",)))[1]
    column = str(found["loc"][0]) if found["loc"] else next((name for name in later if name in given), later[0])
    names = COLUMN_NAMES[table].get(column)
    label = names[0] if names and language() == "da" else column.replace("_", " ")
    told = right(kind, table, column, found.get("ctx"))
    return f"{name_of(RECORD, table).capitalize()}: {label}: {told}"


def _add(writer: Writer, key: Key, step: Step, today: date) -> Iterator[Change | None]:
    yield records.add(writer, step.table, {**step.new, **step.values, **key}, today)


def _put(writer: Writer, key: Key, step: Step, today: date) -> Iterator[Change | None]:
    yield records.put(writer, step.table, key, step.values, step.new, today)


def _change(writer: Writer, key: Key, step: Step, today: date) -> Iterator[Change | None]:
    yield records.change(writer, step.table, key, step.values, today)


def _assign(writer: Writer, key: Key, step: Step, _today: date) -> Iterator[Change | None]:
    assigned = pass_on(writer, AssignmentFields.model_validate({**step.new, **step.values, **key}))
    yield from assigned.changes if assigned else ()


_DO: Mapping[str, Callable[[Writer, Key, Step, date], Iterator[Change | None]]] = {
    "add": _add,
    "put": _put,
    "change": _change,
    "assign": _assign,
}
