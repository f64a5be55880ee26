"""What a record written here may not say, with the reason: what cannot be so on the day it is written.

The record's own model has said by now that each value may stand; here it is held against its case, the other records
of its kind and today. An import is not asked: the municipality's system knows what it holds. Of a record that is
changed only what the change touches is asked, so that what came that way can still be gone on with.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlmodel import SQLModel, col, select

from kontant.dates import month_end
from kontant.errors import NotFound, Refused
from kontant.i18n import N_, _, day_text
from kontant.model.tables import ROWS, CaseRow, key_columns
from kontant.model.vocabulary import CONVERSATION_STATUS, OFFER_OUTCOME, RECORD, folded, name_of
from kontant.store.writes import Writer


class _Facts(NamedTuple):
    """What a record is held against; ``stored`` is how it stands before it is changed."""

    writer: Writer
    table: str
    record: Any
    case: CaseRow
    today: date
    stored: Any = None

    def others(self) -> Iterator[Any]:
        """The other records of this kind in the case that stand."""
        row = ROWS[self.table]
        key = _key(self.table, self.record)
        for other in self.writer.session.exec(select(row).where(col(row.case_ref) == self.case.case_ref)):  # type: ignore[attr-defined]
            if _key(self.table, other) != key and getattr(other, "withdrawn", None) is None:
                yield other


class _Check(NamedTuple):
    """A reason to refuse (None: none), and the columns that must have changed for it to be asked of a change."""

    columns: frozenset[str]
    reason: Callable[[_Facts], str | None]


def refuse(writer: Writer, table: str, record: SQLModel, *, today: date, existing: bool = False) -> None:
    """Raise ``Refused`` with the reason where this validated record cannot be so; ``NotFound`` without its case.

    ``existing``: the record with this key is changed; what the change does not touch is not asked.
    """
    # The head of a case is its own case, which may not be there yet.
    case: Any = record if table == "cases" else writer.session.get(CaseRow, getattr(record, "case_ref"))  # noqa: B009
    if case is None:
        raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, "cases")))
    stored = writer.get(table, record.model_dump()) if existing else None
    facts = _Facts(writer, table, record, case, today, stored)
    for check in _CHECKS.get(table, ()):
        if stored is None or any(getattr(stored, name) != getattr(record, name) for name in check.columns):
            reason = check.reason(facts)
            if reason:
                raise Refused(reason)


def _key(table: str, record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in key_columns(table))


def _case_is_open(facts: _Facts, first: date, last: date) -> str | None:
    """A day of [first, last] must lie in the time that the case is open."""
    case, what = facts.case, name_of(RECORD, facts.table).capitalize()
    if last < case.opened:
        told = _("{what}: {day} lies before {opened}, the day on which case {case} was opened.")
        return told.format(what=what, day=day_text(first), opened=day_text(case.opened), case=case.case_ref)
    if case.closed is not None and first >= case.closed:
        told = _("{what}: case {case} is closed from {closed} on, and {day} lies in that time; open it again first.")
        return told.format(what=what, day=day_text(first), closed=day_text(case.closed), case=case.case_ref)
    return None


def _while_open(column: str, *more: str) -> _Check:
    """The day in ``column`` must lie in the time that the case is open."""

    def reason(facts: _Facts) -> str | None:
        day = getattr(facts.record, column)
        # What was called off needs no open case: so the appointments of a closed case are cleared away.
        called_off = getattr(facts.record, "status", None) == "cancelled"
        return None if called_off else _case_is_open(facts, day, day)

    return _Check(frozenset((column, *more)), reason)


def _month_while_open(facts: _Facts) -> str | None:
    month = facts.record.month
    return _case_is_open(facts, month, month_end(month))


_TO_COME: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("cases", "opened"): N_("A case cannot have been opened on {day} already: today is {today}."),
        ("cases", "birth_date"): N_("Nobody can have been born on {day} already: today is {today}."),
        ("cases", "cv_registered"): N_("A CV cannot have been registered on {day} already: today is {today}."),
        ("absences", "date"): N_("Nobody can have stayed away on {day} already: today is {today}."),
        ("absences", "hearing_sent"): N_("A hearing cannot have been sent on {day} already: today is {today}."),
        ("statements", "ordered"): N_("A statement cannot have been ordered on {day} already: today is {today}."),
        ("statements", "received"): N_("A statement cannot have been received on {day} already: today is {today}."),
        ("statements", "declined"): N_("A statement cannot have been declined on {day} already: today is {today}."),
        ("statements", "reminded"): N_("The doctor cannot have been reminded on {day} already: today is {today}."),
        ("goals", "set_on"): N_("A goal cannot have been set on {day} already: today is {today}."),
        ("goals", "reached"): N_("A goal cannot have been reached on {day} already: today is {today}."),
    }
)


def _not_to_come(table: str, column: str) -> _Check:
    """The day in ``column``, if any, must not lie after today."""

    def reason(facts: _Facts) -> str | None:
        return to_come(table, column, getattr(facts.record, column), facts.today)

    return _Check(frozenset((column,)), reason)


def to_come(table: str, column: str, day: date | None, today: date) -> str | None:
    """Why ``day`` cannot stand in this column, which tells of what has been; None where it can."""
    if day is None or day <= today:
        return None
    return _(_TO_COME[table, column]).format(day=day_text(day), today=day_text(today))


def _status_fits_the_day(facts: _Facts) -> str | None:
    """What is planned lies ahead, what was held or missed does not."""
    day, status, today = facts.record.date, facts.record.status, facts.today
    told = {"day": day_text(day), "today": day_text(today)}
    if status == "planned" and day < today:
        return _("A conversation cannot be planned for {day}: today is {today}; was it held?").format(**told)
    if status == "held" and day > today:
        return _("A conversation on {day} cannot have been held: today is {today}; is it planned?").format(**told)
    if status == "no_show" and day > today:
        return _("Nobody can have stayed away on {day} already: today is {today}.").format(**told)
    return None


def _not_planned_again(facts: _Facts) -> str | None:
    """What took place, or was missed, is not made a plan again: the new one lies on a day of its own."""
    stored = getattr(facts.stored, "status", None)
    if facts.record.status != "planned" or stored not in ("held", "no_show"):
        return None
    told = _("The conversation on {day} is recorded already ({status}); it cannot be planned again.")
    return told.format(day=day_text(facts.record.date), status=name_of(CONVERSATION_STATUS, stored))


def _outcome_of_a_begun_offer(facts: _Facts) -> str | None:
    offer = facts.record
    if offer.outcome in (None, "cancelled") or offer.start <= facts.today:
        return None
    told = _("An offer that begins {day} cannot be {outcome} already; it can only be: {cancelled}.")
    names = {"outcome": name_of(OFFER_OUTCOME, offer.outcome), "cancelled": name_of(OFFER_OUTCOME, "cancelled")}
    return told.format(day=day_text(offer.start), **names)


def _last_day_of_an_ended_offer(facts: _Facts) -> str | None:
    """One that is over but has no last day would count as activity for ever."""
    offer = facts.record
    if offer.outcome in (None, "cancelled") or offer.end is not None:
        return None
    told = _("An offer that is {outcome} has a last day; give it too.")
    return told.format(outcome=name_of(OFFER_OUTCOME, offer.outcome))


def _no_exemption_beside_it(facts: _Facts) -> str | None:
    new, before = facts.record, facts.stored
    for other in facts.others():
        # Two that overlapped before the change, as an extract may have them, can be changed until they do not.
        overlapped = before is not None and _meet(before, other)
        if other.scope == new.scope and _meet(new, other) and not overlapped:
            if other.end is None:
                told = _("There is an exemption of the same scope from {start} with no end; end it first.")
                return told.format(start=day_text(other.start))
            told = _("There is an exemption of the same scope from {start} to {end}; the two would overlap.")
            return told.format(start=day_text(other.start), end=day_text(other.end))
    return None


def _meet(one: Any, other: Any) -> bool:
    """Whether two periods have a day in common."""
    return (one.end is None or other.start <= one.end) and (other.end is None or one.start <= other.end)


def _no_such_goal(facts: _Facts) -> str | None:
    new = facts.record
    for other in facts.others():
        if other.kind == new.kind and folded(other.title) == folded(new.title):
            told = _("There is a goal with these words already, set on {date}.")
            return told.format(date=day_text(other.set_on))
    return None


def _month_has_begun(facts: _Facts) -> str | None:
    month = facts.record.month
    if month <= facts.today:
        return None
    told = _("Hours of {month} can be recorded once that month has begun; today is {today}.")
    return told.format(month=f"{month:%Y-%m}", today=day_text(facts.today))


def _hearing_after_the_absence(facts: _Facts) -> str | None:
    sent, day = facts.record.hearing_sent, facts.record.date
    if sent is None or sent >= day:
        return None
    return _("A hearing on {sent} would lie before the absence on {day}.").format(
        sent=day_text(sent), day=day_text(day)
    )


_CHECKS: Mapping[str, tuple[_Check, ...]] = MappingProxyType(
    {
        "cases": tuple(_not_to_come("cases", column) for column in ("opened", "birth_date", "cv_registered")),
        "conversations": (
            _while_open("date", "status"),
            _Check(frozenset(("status",)), _not_planned_again),
            _Check(frozenset(("status",)), _status_fits_the_day),
        ),
        "offers": (
            _while_open("start"),
            _Check(frozenset(("outcome",)), _outcome_of_a_begun_offer),
            _Check(frozenset(("outcome", "end")), _last_day_of_an_ended_offer),
        ),
        "exemptions": (_while_open("start"), _Check(frozenset(("start", "end")), _no_exemption_beside_it)),
        "paid_work": (
            _Check(frozenset(("month",)), _month_while_open),
            _Check(frozenset(("month",)), _month_has_begun),
        ),
        "absences": (
            _while_open("date"),
            _not_to_come("absences", "date"),
            _not_to_come("absences", "hearing_sent"),
            _Check(frozenset(("hearing_sent",)), _hearing_after_the_absence),
        ),
        "statements": (
            _while_open("ordered"),
            *(_not_to_come("statements", column) for column in ("ordered", "received", "declined", "reminded")),
        ),
        "goals": (
            _while_open("set_on"),
            _not_to_come("goals", "set_on"),
            _not_to_come("goals", "reached"),
            _Check(frozenset(("title",)), _no_such_goal),
        ),
        "coordination": (_while_open("date"),),
    }
)
