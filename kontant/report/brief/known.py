"""A case as it was known on a day: what has begun since is left out, and what was only settled later stands open.

What still lies ahead today is a plan, and is shown as it is planned today: a conversation that is planned, a period
that begins after today. No record tells what else was planned on a day in the past. What has no day of its own stands
as it is today: the head of the case but its closing and its CV, and an absence's ground, attempts and decision.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from kontant.model.timeline import Absence, Case, Goal, Offer, Statement, Timeline

# What names a case or a person may look like a CPR number, and one of them is; its own rule shows it.
_NAMES = frozenset({"case_ref", "cpr"})


class Then(NamedTuple):
    """The day that is looked at, and the day of looking."""

    day: date
    made: date

    @property
    def is_past(self) -> bool:
        """Whether the day lies before that of looking, so that something may have happened since."""
        return self.day < self.made

    def knows(self, day: date) -> bool:
        """Whether something of ``day`` is known: it has come, or still lies ahead when it is looked at."""
        return day <= self.day or day > self.made

    def reached(self, day: date | None) -> date | None:
        """A day on which something was settled; None where it still lay ahead."""
        return day if day is not None and day <= self.day else None

    def stated(self, day: date | None) -> date | None:
        """A last day; None where it has come since, for it may have been settled since."""
        return day if day is None or self.knows(day) else None


def as_known(t: Timeline, then: Then) -> Timeline:
    """The case and its records (but the notes) as they were known then."""
    return Timeline(
        _head(t.case, then),
        conversations=[c for c in t.conversations if c.date <= then.day or c.status == "planned"],
        offers=[_offer(o, then) for o in t.offers if then.knows(o.start)],
        exemptions=[x for x in t.exemptions if then.knows(x.start)],
        assignments=[a._replace(end=then.stated(a.end)) for a in t.assignments if then.knows(a.start)],
        paid_work=[p for p in t.paid_work if p.month <= then.day],
        benefits=[b._replace(end=then.stated(b.end)) for b in t.benefits if b.start <= then.day],
        goals=[_goal(g, then) for g in t.goals if g.set_on <= then.day],
        absences=[_absence(a, then) for a in t.absences if a.date <= then.day],
        statements=[_statement(s, then) for s in t.statements if s.ordered <= then.day],
        coordination=[c for c in t.coordination if then.knows(c.date)],
    )


def _head(case: Case, then: Then) -> Case:
    closed = then.stated(case.closed)
    reason = case.close_reason if closed else None
    return case._replace(closed=closed, close_reason=reason, cv_registered=then.reached(case.cv_registered))


def _offer(offer: Offer, then: Then) -> Offer:
    """An outcome stands from the last day on; until then the end was another, or not known."""
    if offer.outcome is not None and then.stated(offer.end) != offer.end:
        return offer._replace(outcome=None, end=None)
    return offer


def _goal(goal: Goal, then: Then) -> Goal:
    return goal._replace(reached=then.reached(goal.reached))


def _absence(absence: Absence, then: Then) -> Absence:
    return absence._replace(hearing_sent=then.reached(absence.hearing_sent))


def _statement(s: Statement, then: Then) -> Statement:
    return s._replace(
        consulted=then.stated(s.consulted),
        received=then.reached(s.received),
        declined=then.reached(s.declined),
        reminded=then.reached(s.reminded),
    )


def with_texts(value: Any, safe: Callable[[str], str]) -> Any:
    """A record, a note or an answer with every text in it as ``safe`` lets it out; what names the case stays."""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, Mapping):
        return {name: with_texts(inner, safe) for name, inner in value.items()}
    if hasattr(value, "_replace"):
        changed = {name: with_texts(inner, safe) for name, inner in value._asdict().items() if name not in _NAMES}
        return value._replace(**changed)
    if isinstance(value, list | tuple):
        return type(value)(with_texts(inner, safe) for inner in value)
    return value


def timeline_with_texts(t: Timeline, safe: Callable[[str], str]) -> Timeline:
    """The case and its records with every text in them as ``safe`` lets it out."""
    return Timeline(**{kind: with_texts(getattr(t, kind), safe) for kind in t.__slots__})
