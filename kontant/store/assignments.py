"""A change of caseworker: the role passes from whoever holds it to somebody else on a day, in one case or in many."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import col, select

from kontant.dates import ONE_DAY
from kontant.errors import Refused
from kontant.i18n import _, day_text
from kontant.model.records import AssignmentFields
from kontant.model.succession import last_day
from kontant.model.tables import AssignmentRow, CaseRow, key_columns
from kontant.model.vocabulary import ROLE, folded, name_of
from kontant.store.log import Change
from kontant.store.writes import Writer, image


class Assigned(NamedTuple):
    """Whose assignments ended, and the last day of the new one where somebody is to follow; and each record changed."""

    ended: tuple[str, ...]
    until: date | None
    changes: tuple[Change, ...]


def assign(writer: Writer, new: AssignmentFields) -> Assigned:
    """Give the role to ``new.caseworker`` from ``new.start``; whoever held it then ends the day before.

    Somebody who is to take over later still does, and whoever was to have it back then is followed by the new one
    too. Raises ``Refused`` where the caseworker holds the role already,
    another assignment begins on that very day, or the case is closed on it.
    """
    assigned = pass_on(writer, new)
    if assigned is None:
        holding = _holding(_of_role(writer, new), new.start)[-1]
        told = _("{who} is {role} of case {case} already, since {date}.")
        role, since = name_of(ROLE, new.role), day_text(holding.start)
        raise Refused(told.format(who=holding.caseworker, role=role, case=new.case_ref, date=since))
    return assigned


def pass_on(writer: Writer, new: AssignmentFields) -> Assigned | None:
    """As :func:`assign`, but None where the caseworker holds the role already: nothing is to be written then."""
    return _pass_on(writer, new.model_copy(update={"caseworker": _spelled(writer, new.caseworker)}))


def hand_over(
    writer: Writer, case_refs: Iterable[str], former: str, new: AssignmentFields, today: date
) -> dict[str, Assigned]:
    """Give each case's role from ``former``, who holds it, to ``new.caseworker``; what changed, by case_ref.

    ``new`` is the assignment as it is to begin, whatever its case. Raises ``Refused`` as :func:`assign` does, and
    where somebody else than ``former`` holds the role by now, on its first day or, where that is past, today: the
    caller's transaction then writes nothing at all.
    """
    who = _spelled(writer, new.caseworker)
    found = {}
    for case_ref in case_refs:
        of_case = new.model_copy(update={"case_ref": case_ref, "caseworker": who})
        given = _pass_on(writer, of_case) if _is_held_by(writer, of_case, former, today) else None
        if given is None:
            told = _("Case {case} was changed meanwhile; nothing was handed over, look at it again.")
            raise Refused(told.format(case=case_ref))
        found[case_ref] = given
    return found


def _is_held_by(writer: Writer, new: AssignmentFields, former: str, today: date) -> bool:
    """Whether ``former`` holds the role on the first day of ``new``, and without a break to today where that is past.

    Raises ``Refused`` where the case is closed.
    """
    day = max(new.start, today)
    _refuse_closed(writer, new, day)
    rows = _of_role(writer, new)
    held = [_holding(rows, each)[-1:] for each in (new.start, day)]
    return all(a and folded(a[0].caseworker) == folded(former) and a[0].start <= new.start for a in held)


def _pass_on(writer: Writer, new: AssignmentFields) -> Assigned | None:
    """As :func:`pass_on`, with the initials as the caseload spells them."""
    _refuse_closed(writer, new, new.start)
    rows = _of_role(writer, new)
    holding = _holding(rows, new.start)
    if holding and folded(holding[-1].caseworker) == folded(new.caseworker):
        return None
    _refuse_same_day(rows, new)
    until = last_day(rows, new.start)
    ended = [_end(writer, a, new.start - ONE_DAY) for a in holding]
    begun = writer.insert("assignments", new.model_copy(update={"end": until}))
    return Assigned(tuple(a.caseworker for a in holding), until, (*ended, _change(None, begun)))


def _end(writer: Writer, row: AssignmentRow, last: date) -> Change:
    before = image(row)
    writer.update("assignments", {"case_ref": row.case_ref, "role": row.role, "start": row.start}, {"end": last})
    return _change(before, image(row))


def _change(before: dict[str, Any] | None, after: dict[str, Any]) -> Change:
    return Change("assignments", {name: after[name] for name in key_columns("assignments")}, before, after)


def _spelled(writer: Writer, caseworker: str) -> str:
    """The initials as the caseload spells them, so that lbh and LBH stay one caseworker."""
    known = writer.session.exec(select(AssignmentRow.caseworker).distinct().order_by(AssignmentRow.caseworker))
    return next((name for name in known if folded(name) == folded(caseworker)), caseworker)


def _of_role(writer: Writer, new: AssignmentFields) -> list[AssignmentRow]:
    """The assignments to the role in the case, by first day; withdrawn ones left out."""
    wanted = select(AssignmentRow).where(
        col(AssignmentRow.case_ref) == new.case_ref,
        col(AssignmentRow.role) == new.role,
        col(AssignmentRow.withdrawn).is_(None),
    )
    return sorted(writer.session.exec(wanted), key=lambda a: a.start)


def _holding(rows: Sequence[AssignmentRow], day: date) -> list[AssignmentRow]:
    """Those of ``rows`` that hold the role on the day."""
    return [a for a in rows if a.start <= day and (a.end is None or a.end >= day)]


def _refuse_closed(writer: Writer, new: AssignmentFields, day: date) -> None:
    case = writer.session.get(CaseRow, new.case_ref)
    if case is not None and case.closed is not None and case.closed <= day:
        told = _("Case {case} is closed on {day}; nobody can take it over then.")
        raise Refused(told.format(case=new.case_ref, day=day_text(day)))


def _refuse_same_day(rows: Sequence[AssignmentRow], new: AssignmentFields) -> None:
    for a in rows:
        if a.start == new.start:
            told = _("{who} begins as {role} on that same day, {date}; choose another day.")
            raise Refused(told.format(who=a.caseworker, role=name_of(ROLE, new.role), date=day_text(a.start)))
