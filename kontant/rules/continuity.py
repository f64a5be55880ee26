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

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Assignment, Timeline
from kontant.rules.flags import Flag, Judgement, Quiet, Status
from kontant.rules.law import Law
from kontant.rules.parameters import Value

_OF_A_CHANGE = ("caseworker-change", "handover-missing")
# What is said of most cases.
NO_COORDINATOR = tuple(Quiet(rule, "no_coordinator") for rule in _OF_A_CHANGE)
NO_CHANGE = tuple(Quiet(rule, "no_change") for rule in _OF_A_CHANGE)
CHURN_NO_VALUE = Quiet("caseworker-churn", "no_value")
FEW = Quiet("caseworker-churn", "few")


def coordinators(t: Timeline, day: date) -> list[Assignment]:
    """The coordinator assignments begun on or before ``day``, in order of start."""
    begun = [a for a in t.assignments if a.role == "coordinator" and a.start <= day]
    if len(begun) > 1:
        begun.sort(key=attrgetter("start"))
    return begun


def current_coordinator(begun: list[Assignment], day: date) -> Assignment | None:
    """The assignment that covers ``day`` with the latest start."""
    for a in reversed(begun):
        if a.end is None or a.end >= day:
            return a
    return None


def coordinator_on(t: Timeline, day: date) -> str | None:
    """Who coordinates the case on ``day``."""
    current = current_coordinator(coordinators(t, day), day)
    return current.caseworker if current else None


def day_of_change(begun: list[Assignment], current: Assignment) -> tuple[date, str] | None:
    """The day on which the current caseworker took over, and from whom; None if there was nobody before."""
    start = current.start
    for a in reversed(begun[: begun.index(current)]):
        if a.caseworker != current.caseworker:
            return start, a.caseworker
        start = a.start
    return None


class Continuity:
    """The family on one day; ``judge`` judges one case."""

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

    def judge(self, t: Timeline) -> Iterator[Judgement]:
        """What each rule says of a case that is open on the day."""
        begun = coordinators(t, self._day)
        current = current_coordinator(begun, self._day)
        if current is None:
            yield self._without(t, begun)
            yield from NO_COORDINATOR
        else:
            yield _coordinated(current.caseworker)
            change = day_of_change(begun, current)
            if change is None:
                yield from NO_CHANGE
            elif change[0] < self._earliest_change:
                yield from _old_change(change[0], self._earliest_change)
            else:
                facts = {"changed": change[0], "caseworker": current.caseworker, "former": change[1]}
                yield self._unmet(t, facts)
                yield self._unhanded(t, facts)
        yield self._too_many(t, begun)

    def _without(self, t: Timeline, begun: list[Assignment]) -> Judgement:
        if self._missing is None or not self._missing.value:
            return Quiet("caseworker-missing", "switched_off" if self._missing else "no_value")
        last = max(begun, key=lambda a: a.end or date.min, default=None)
        deadline = t.case.opened if last is None or last.end is None else max(t.case.opened, last.end + ONE_DAY)
        facts = {"former": last.caseworker if last else None, "until": last.end if last else None, "from": deadline}
        return self._whatever_lead(t, "caseworker-missing", deadline, facts, self._missing)

    def _unmet(self, t: Timeline, facts: Mapping[str, Any]) -> Judgement:
        """Whether the new caseworker has met the person."""
        if self._conversation is None:
            return Quiet("caseworker-change", "no_value")
        if met := self._met(t, facts["caseworker"], facts["changed"]):
            return Quiet("caseworker-change", "met", {**facts, "held": met})
        deadline = facts["changed"] + timedelta(days=self._conversation.value)
        told = {**facts, "within_days": self._conversation.value}
        return self._whatever_lead(t, "caseworker-change", deadline, told, self._conversation)

    def _unhanded(self, t: Timeline, facts: Mapping[str, Any]) -> Judgement:
        """Whether the case was handed over."""
        if self._handover is None:
            return Quiet("handover-missing", "no_value")
        if note := self._handed_over(t, facts["changed"]):
            return Quiet("handover-missing", "handed_over", {**facts, "date": note})
        deadline = facts["changed"] + timedelta(days=self._handover.value)
        told = {**facts, "within_days": self._handover.value}
        return self._whatever_lead(t, "handover-missing", deadline, told, self._handover)

    def _whatever_lead(
        self, t: Timeline, rule: str, deadline: date, facts: Mapping[str, Any], value: Value
    ) -> Judgement:
        status = Status.OVERDUE if deadline < self._day else Status.DUE
        return Flag(t.case.case_ref, rule, status, deadline, facts, (value,))

    def _met(self, t: Timeline, caseworker: str, changed: date) -> date | None:
        """The first day since the change on which the new caseworker, or one unrecorded, held a conversation."""
        days = (
            c.date
            for c in t.conversations
            if c.status == "held" and changed <= c.date <= self._day and c.caseworker in (None, caseworker)
        )
        return min(days, default=None)

    def _handed_over(self, t: Timeline, changed: date) -> date | None:
        """The day of the handover note that goes with the change."""
        earliest = changed - self._handover_before
        days = (n.date for n in t.notes if n.template == "handover" and earliest <= n.date <= self._day)
        return min(days, default=None)

    def _too_many(self, t: Timeline, begun: list[Assignment]) -> Judgement:
        if self._churn is None:
            return CHURN_NO_VALUE
        if len(begun) < self._churn.value:
            return FEW
        recent = [a for a in begun if a.end is None or a.end > self._churn_after]
        who = sorted({a.caseworker for a in recent})
        facts = {"count": len(who), "caseworkers": who, "changed": begun[-1].start, "after": self._churn_after}
        if len(who) < self._churn.value:
            return Quiet("caseworker-churn", "few", facts)
        return Flag(t.case.case_ref, "caseworker-churn", Status.NOTICE, None, facts, (self._churn,))


# The same few caseworkers and days come back in any caseload.
@lru_cache(maxsize=4096)
def _coordinated(caseworker: str) -> Quiet:
    return Quiet("caseworker-missing", "has_coordinator", {"caseworker": caseworker})


@lru_cache(maxsize=4096)
def _old_change(changed: date, after: date) -> tuple[Quiet, ...]:
    facts = {"changed": changed, "after": after}
    return tuple(Quiet(rule, "old_change", facts) for rule in _OF_A_CHANGE)
