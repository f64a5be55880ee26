"""Carrying out what a note changes, in the transaction that saves it: with the refusals of the record commands.

A step that would change nothing writes nothing. Every fault becomes ``Refused``, so that the note stays a draft.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pydantic import ValidationError
from sqlmodel import col, select

from kontant.errors import NotFound, Refused
from kontant.exchange.headers import COLUMN_NAMES
from kontant.exchange.sentences import ORDERED, right
from kontant.i18n import _, day_text, language
from kontant.model.records import AssignmentFields
from kontant.model.tables import AssignmentRow, CaseRow
from kontant.model.vocabulary import RECORD, ROLE, folded, name_of
from kontant.notes.effects import Step
from kontant.store import records
from kontant.store.assignments import assign
from kontant.store.writes import Writer

Key = Mapping[str, Any]


def apply(writer: Writer, case_ref: str, steps: Sequence[Step], today: date) -> None:
    """Carry the steps out in order. Raises ``Refused`` at the first that cannot be; the caller rolls back."""
    for step in steps:
        with refused(step.table, step.values):
            _DO[step.do](writer, {"case_ref": case_ref, **step.key}, step, today)


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


def _add(writer: Writer, key: Key, step: Step, today: date) -> None:
    records.add(writer, step.table, {**step.new, **step.values, **key}, today)


def _put(writer: Writer, key: Key, step: Step, today: date) -> None:
    records.put(writer, step.table, key, step.values, step.new, today)


def _change(writer: Writer, key: Key, step: Step, today: date) -> None:
    records.change(writer, step.table, key, step.values, today)


def _assign(writer: Writer, key: Key, step: Step, today: date) -> None:
    new = AssignmentFields.model_validate({**step.new, **step.values, **key})
    new = new.model_copy(update={"caseworker": _spelled(writer, new.caseworker)})
    _refuse_closed(writer, new)
    held = _of_role(writer, new)
    if not _holds_already(held, new):
        _refuse_same_day(held, new)
        assign(writer, new)


def _spelled(writer: Writer, caseworker: str) -> str:
    """The initials as the caseload spells them, so that lbh and LBH stay one caseworker."""
    known = writer.session.exec(select(AssignmentRow.caseworker).distinct().order_by(AssignmentRow.caseworker))
    return next((name for name in known if folded(name) == folded(caseworker)), caseworker)


def _refuse_closed(writer: Writer, new: AssignmentFields) -> None:
    case = writer.session.get(CaseRow, new.case_ref)
    if case is not None and case.closed is not None and case.closed <= new.start:
        told = _("Case {case} is closed on {day}; nobody can take it over then.")
        raise Refused(told.format(case=new.case_ref, day=day_text(new.start)))


def _of_role(writer: Writer, new: AssignmentFields) -> list[AssignmentRow]:
    """The assignments to the role that stand, by first day."""
    standing = select(AssignmentRow).where(
        col(AssignmentRow.case_ref) == new.case_ref,
        col(AssignmentRow.role) == new.role,
        col(AssignmentRow.withdrawn).is_(None),
    )
    return sorted(writer.session.exec(standing), key=lambda a: a.start)


def _holds_already(held: Sequence[AssignmentRow], new: AssignmentFields) -> bool:
    """Whether that caseworker is the one who holds the role on that day."""
    holding = [a for a in held if a.start <= new.start and (a.end is None or a.end >= new.start)]
    return bool(holding) and folded(holding[-1].caseworker) == folded(new.caseworker)


def _refuse_same_day(held: Sequence[AssignmentRow], new: AssignmentFields) -> None:
    """The store refuses this too, naming the option of its own command."""
    for a in held:
        if a.start == new.start:
            told = _("{who} begins as {role} on that same day, {date}; choose another day.")
            raise Refused(told.format(who=a.caseworker, role=name_of(ROLE, new.role), date=day_text(a.start)))


_DO: Mapping[str, Callable[[Writer, Key, Step, date], None]] = {
    "add": _add,
    "put": _put,
    "change": _change,
    "assign": _assign,
}
