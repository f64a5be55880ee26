"""Cases that pass from one coordinating caseworker to another: which can, how they stand then, and what is due.

Nothing is written here. What a handover would change is tried on the timelines alone, so that it can be shown before
anybody has said yes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from kontant.dates import ONE_DAY
from kontant.i18n import _, day_text
from kontant.model.succession import last_day
from kontant.model.timeline import Assignment, Case, Timeline
from kontant.model.vocabulary import folded
from kontant.rules.continuity import coordinator_on, coordinators, current_coordinator
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.snoozing import parted
from kontant.store.snoozes import Snooze, Snoozes

TABLES = frozenset({"assignments"})
"""What must be read of a case to say whether it can be handed over."""

STARTED = ("caseworker-change", "handover-missing")
"""The rules whose deadlines a change of caseworker itself starts."""

_NOTHING: Snoozes = {}


class Duty(NamedTuple):
    """A deadline in a case that was handed over; ``snooze`` where its flag is put aside."""

    case: Case
    flag: Flag
    snooze: Snooze | None

    def order(self) -> tuple[date, str, str, str]:
        """The place in the list: the earliest first."""
        return self.flag.deadline or date.max, self.flag.case_ref, self.flag.rule, self.flag.scope


def obstacle(t: Timeline, former: str, start: date, today: date) -> str | None:
    """Why the case cannot pass from ``former`` on ``start``, in a sentence that names it; None where it can.

    From a day in the past only what is still ``former``'s passes: what has been passed on or closed since is history.
    """
    day = max(start, today)
    return (
        _not_held(t, former, day) or _begun_later(t, start, day) or _not_held(t, former, start) or _same_day(t, start)
    )


def _not_held(t: Timeline, former: str, day: date) -> str | None:
    """Why the case is not one that ``former`` has on the day."""
    holder = coordinator_on(t, day)
    if t.case.closed is not None and t.case.closed <= day:
        told = _("Case {case} is closed on {day}; nobody can take it over then.")
    elif holder is None:
        told = _("Case {case} has no coordinating caseworker on {day}; give it one with: kontant case assign {case}")
    elif folded(holder) != folded(former):
        told = _("Case {case} is coordinated by {holder} on {day}, not by {former}.")
    else:
        return None
    return told.format(case=t.case.case_ref, day=day_text(day), holder=holder, former=former)


def _begun_later(t: Timeline, start: date, day: date) -> str | None:
    """That whoever has the case on ``day`` began after ``start``."""
    current = current_coordinator(coordinators(t, day), day)
    if current is None or current.start <= start:
        return None
    told = _("Case {case}: {holder} has it since {day} only; choose a later day than that.")
    return told.format(case=t.case.case_ref, holder=current.caseworker, day=day_text(current.start))


def _same_day(t: Timeline, start: date) -> str | None:
    """That an assignment begins on ``start`` already, so that no other can."""
    same = next((a for a in coordinators(t, start) if a.start == start), None)
    if same is None:
        return None
    told = _("Case {case}: {holder} begins on that same day, {day}; choose another day.")
    return told.format(case=t.case.case_ref, holder=same.caseworker, day=day_text(start))


def to_come(t: Timeline, former: str, start: date) -> date | None:
    """The first day after ``start`` on which the case is to be ``former``'s; None where that is not planned.

    On that day an assignment begins, the one that stood before it has ended, or the case opens.
    """
    mine, held = folded(former), [a for a in t.assignments if a.role == "coordinator"]
    if all(folded(a.caseworker) != mine for a in held):
        return None
    days = {t.case.opened, *(a.start for a in held), *(a.end + ONE_DAY for a in held if a.end)}
    return next((day for day in sorted(days) if day > start and _is_mine(t, mine, day)), None)


def _is_mine(t: Timeline, mine: str, day: date) -> bool:
    return t.case.is_open(day) and folded(coordinator_on(t, day) or "") == mine


def last_met(t: Timeline, former: str, start: date, today: date) -> date | None:
    """The last day from ``start`` to today on which ``former`` has held a conversation; None if there is none."""
    mine = (c for c in t.conversations if c.status == "held" and folded(c.caseworker or "") == folded(former))
    return max((c.date for c in mine if start <= c.date <= today), default=None)


def handed_over(t: Timeline, caseworker: str, start: date) -> Timeline:
    """The case as it stands afterwards: whoever holds the role ends the day before, whoever is to follow still does."""
    until = last_day([a for a in t.assignments if a.role == "coordinator"], start)
    new = Assignment("coordinator", start, caseworker, until)
    kept = [_ended(a, start) if a.role == "coordinator" else a for a in t.assignments]
    return replace(t, assignments=sorted((*kept, new), key=attrgetter("role", "start")))


def duties(timelines: Iterable[Timeline], rules: Evaluator, start: date, aside: Mapping[str, Snoozes]) -> list[Duty]:
    """The deadlines of cases as they stand after the handover, the earliest first, those of the change itself too.

    A change that lies ahead is judged on its own day, since no rule speaks of it before; all else today.
    """
    day = rules.law.day
    ahead = Evaluator(rules.law.parameters, start, rules.horizon_days, STARTED) if start > day else None
    found = [duty for t in timelines for duty in _of_case(t, rules, ahead, aside.get(t.case.case_ref, _NOTHING))]
    return sorted(found, key=Duty.order)


def _of_case(t: Timeline, rules: Evaluator, ahead: Evaluator | None, aside: Snoozes) -> Iterator[Duty]:
    flags = rules.flags(t)
    if ahead is not None:
        flags = [flag for flag in flags if flag.rule not in STARTED] + ahead.flags(t)
    standing, snoozed = parted(flags, aside, rules.law.day)
    for flag, snooze in (*((flag, None) for flag in standing), *snoozed):
        if flag.deadline is not None:
            yield Duty(t.case, flag, snooze)


def _ended(a: Assignment, start: date) -> Assignment:
    holds = a.start <= start and (a.end is None or a.end >= start)
    return a._replace(end=start - ONE_DAY) if holds else a
