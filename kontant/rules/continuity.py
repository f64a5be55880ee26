"""The continuity family: cases without a caseworker, and changes of caseworker that were not followed through.

Looks at coordinator assignments begun on or before the day. Current is the one covering the day with the latest
start. The day of change c: from the current one back, in order of start, through those of the same caseworker
until one of another; c is the earliest start in that run (gaps do not break it). Only changes of the last 180
days are looked at.

- ``caseworker-missing``: none covers the day. Deadline: the later of opened and the day after the latest end.
- ``caseworker-change``: no conversation of any kind held from c to the day by the current caseworker (or with
  none recorded). Deadline: c + 30 days; due whatever the lead.
- ``handover-missing``: no ``handover`` note from 30 days before c to the day. Deadline: c + 14 days; due
  whatever the lead.
- ``caseworker-churn`` (notice): 3 or more coordinators with a day in the last 24 months.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kontant.dates import add_months
from kontant.model.timeline import Assignment, Timeline
from kontant.rules.flags import Flag, Status
from kontant.rules.law import Law

ONE_DAY = timedelta(days=1)


def coordinators(t: Timeline, day: date) -> list[Assignment]:
    """The coordinator assignments begun on or before ``day``, in order of start."""
    return sorted((a for a in t.assignments if a.role == "coordinator" and a.start <= day), key=lambda a: a.start)


def current_coordinator(begun: list[Assignment], day: date) -> Assignment | None:
    """The assignment that covers ``day`` with the latest start."""
    for a in reversed(begun):
        if a.end is None or a.end >= day:
            return a
    return None


def day_of_change(begun: list[Assignment], current: Assignment) -> tuple[date, str] | None:
    """The day on which the current caseworker took over, and from whom; None if there was nobody before."""
    start = current.start
    for a in reversed(begun[: begun.index(current)]):
        if a.caseworker != current.caseworker:
            return start, a.caseworker
        start = a.start
    return None


class Continuity:
    """The family on one day; ``flags`` judges one case."""

    def __init__(self, law: Law, horizon: date) -> None:
        """Resolve what the day decides."""
        self._day = law.day
        self._missing = law.value("continuity.coordinator")
        self._conversation = law.value("continuity.first_conversation_days")
        self._handover = law.value("continuity.handover_days")
        self._handover_before = timedelta(days=law.number("continuity.handover_before_days"))
        self._earliest_change = law.day - timedelta(days=law.number("continuity.change_days"))
        self._churn = law.value("continuity.churn_count")
        self._churn_after = add_months(law.day, -law.number("continuity.churn_months"))

    def flags(self, t: Timeline) -> Iterator[Flag]:
        """The continuity flags of a case that is open on the day."""
        begun = coordinators(t, self._day)
        current = current_coordinator(begun, self._day)
        if current is None:
            yield from self._without(t, begun)
        else:
            change = day_of_change(begun, current)
            if change and change[0] >= self._earliest_change:
                yield from self._change(t, current.caseworker, *change)
        yield from self._too_many(t, begun)

    def _without(self, t: Timeline, begun: list[Assignment]) -> Iterator[Flag]:
        if not (self._missing and self._missing.value):
            return
        last = max(begun, key=lambda a: a.end or date.min, default=None)
        deadline = t.case.opened if last is None or last.end is None else max(t.case.opened, last.end + ONE_DAY)
        status = Status.OVERDUE if deadline < self._day else Status.DUE
        facts = {"former": last.caseworker if last else None, "until": last.end if last else None, "from": deadline}
        yield Flag(t.case.case_ref, "caseworker-missing", status, deadline, facts, (self._missing,))

    def _change(self, t: Timeline, caseworker: str, changed: date, former: str) -> Iterator[Flag]:
        facts = {"changed": changed, "caseworker": caseworker, "former": former}
        if self._conversation and not self._met(t, caseworker, changed):
            deadline = changed + timedelta(days=self._conversation.value)
            told = facts | {"within_days": self._conversation.value}
            yield Flag(
                t.case.case_ref,
                "caseworker-change",
                self._whatever_lead(deadline),
                deadline,
                told,
                (self._conversation,),
            )
        if self._handover and not self._handed_over(t, changed):
            deadline = changed + timedelta(days=self._handover.value)
            told = facts | {"within_days": self._handover.value}
            yield Flag(
                t.case.case_ref, "handover-missing", self._whatever_lead(deadline), deadline, told, (self._handover,)
            )

    def _whatever_lead(self, deadline: date) -> Status:
        return Status.OVERDUE if deadline < self._day else Status.DUE

    def _met(self, t: Timeline, caseworker: str, changed: date) -> bool:
        """Whether the new caseworker, or one unrecorded, has held a conversation since the change."""
        return any(
            c.status == "held" and changed <= c.date <= self._day and c.caseworker in (None, caseworker)
            for c in t.conversations
        )

    def _handed_over(self, t: Timeline, changed: date) -> bool:
        earliest = changed - self._handover_before
        return any(n.template == "handover" and earliest <= n.date <= self._day for n in t.notes)

    def _too_many(self, t: Timeline, begun: list[Assignment]) -> Iterator[Flag]:
        if self._churn is None or len(begun) < self._churn.value:
            return
        recent = [a for a in begun if a.end is None or a.end > self._churn_after]
        who = sorted({a.caseworker for a in recent})
        if len(who) >= self._churn.value:
            facts = {"count": len(who), "caseworkers": who, "after": self._churn_after}
            yield Flag(t.case.case_ref, "caseworker-churn", Status.NOTICE, None, facts, (self._churn,))
