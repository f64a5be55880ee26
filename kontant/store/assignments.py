"""A change of caseworker: the role passes from whoever holds it to somebody else on a day."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import col, select

from kontant.errors import Refused
from kontant.i18n import _, day_text
from kontant.model.records import AssignmentFields
from kontant.model.tables import AssignmentRow
from kontant.model.vocabulary import ROLE, name_of
from kontant.store.writes import Writer

ONE_DAY = timedelta(days=1)


class Assigned(NamedTuple):
    """Whose assignments ended, and the last day of the new one where somebody is to follow."""

    ended: tuple[str, ...]
    until: date | None


def assign(writer: Writer, new: AssignmentFields) -> Assigned:
    """Give the role to ``new.caseworker`` from ``new.start``; whoever held it then ends the day before.

    Somebody who is to take over later still does. Raises ``Refused`` where the caseworker holds the role already,
    or another assignment begins on that very day.
    """
    rows = _of_role(writer, new)
    current = [a for a in rows if a.start <= new.start and (a.end is None or a.end >= new.start)]
    _refuse_same(current, new)
    _refuse_same_day(rows, new)
    for a in current:
        key = {"case_ref": a.case_ref, "role": a.role, "start": a.start}
        writer.update("assignments", key, {"end": new.start - ONE_DAY})
    later = min((a.start for a in rows if a.start > new.start), default=None)
    until = later - ONE_DAY if later else None
    writer.insert("assignments", new.model_copy(update={"end": until}))
    return Assigned(tuple(a.caseworker for a in current), until)


def _of_role(writer: Writer, new: AssignmentFields) -> list[AssignmentRow]:
    """The assignments to the role in the case, by first day; withdrawn ones left out."""
    wanted = select(AssignmentRow).where(
        col(AssignmentRow.case_ref) == new.case_ref,
        col(AssignmentRow.role) == new.role,
        col(AssignmentRow.withdrawn).is_(None),
    )
    return sorted(writer.session.exec(wanted), key=lambda a: a.start)


def _refuse_same(current: list[AssignmentRow], new: AssignmentFields) -> None:
    if current and current[-1].caseworker.casefold() == new.caseworker.casefold():
        raise Refused(
            _("{who} is {role} of case {case} already, since {date}.").format(
                who=current[-1].caseworker,
                role=name_of(ROLE, new.role),
                case=new.case_ref,
                date=day_text(current[-1].start),
            )
        )


def _refuse_same_day(rows: list[AssignmentRow], new: AssignmentFields) -> None:
    for a in rows:
        if a.start == new.start:
            raise Refused(
                _("{who} begins as {role} on that same day, {date}; choose another day with --from.").format(
                    who=a.caseworker, role=name_of(ROLE, new.role), date=day_text(a.start)
                )
            )
