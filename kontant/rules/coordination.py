"""The coordination family: cases that need others than the job centre, and nobody has brought them together.

Cross-sector is what is dated in the last 24 months up to the day: any coordination on record, a held round-table
conversation, or a ``round_table`` note.

- ``challenges-uncoordinated`` (notice): nothing cross-sector, and so many kinds of challenge on the case: 4 or more
  from the first day, 3 or more from the opening + 24 months on.
- ``coordinator-not-offered``: for the target groups its parameter names; no coordinator assignment has begun by the
  day. Deadline: opened + 0 days; due whatever the lead.
- ``plans-parallel`` (notice): measures of 2 or more actors in the last 24 months, and since the second one's began no
  ``round_table`` or ``plan_review`` note answers whether there is to be one plan.
- ``discharge-mentor``: in the last 6 months coordination with an actor whose name holds both a word of psychiatry and
  one of admission or discharge; no mentor on or after that date (:mod:`kontant.rules.mentors`). Deadline: that date +
  14 days; due whatever the lead. The earliest, where several.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from types import MappingProxyType
from typing import ClassVar

from kontant.dates import add_months
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.rules.answers import answers, filled
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.free_text import shortened
from kontant.rules.mentors import has_mentor

# The notes that ask whether there is to be one plan across departments, and the question.
PLANS = frozenset({"round_table", "plan_review"})
ONE_PLAN = "one_plan"

FEW_CHALLENGES = Quiet("challenges-uncoordinated", "few_challenges")
NO_MEASURES = Quiet("plans-parallel", "few_actors")
NO_ADMISSION = Quiet("discharge-mentor", "no_admission")
OTHER_GROUP = Quiet("coordinator-not-offered", "other_group")
OFFERED = Quiet("coordinator-not-offered", "offered")


class Coordinated(Family):
    """The family on one day."""

    judges: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "challenges-uncoordinated": "_uncoordinated",
            "coordinator-not-offered": "_not_offered",
            "plans-parallel": "_parallel",
            "discharge-mentor": "_discharged",
        }
    )

    def _prepare(self) -> None:
        self._months = self.number("coordination.months") or 0
        self._after = add_months(self.day, -self._months)
        self._many = self.number("coordination.challenges_at_once") or 0
        self._some = self.number("coordination.challenges") or 0
        self._fewest = min(self._many, self._some)
        self._offer = self.law.by_group("coordination.coordinator_days")
        self._actors = self.number("coordination.parallel_actors") or 0
        self._admitted_after = add_months(self.day, -(self.number("coordination.discharge_months") or 0))
        self._psychiatric = self._words("coordination.psychiatric_words")
        self._admission = self._words("coordination.admission_words")
        self._mentor_days = self.number("coordination.discharge_days") or 0

    def _uncoordinated(self, t: Timeline) -> Judgement:
        """Many kinds of challenge from the first day, or some once the case is old; the job centre works alone."""
        kinds = t.case.challenges.count("|") + 1 if t.case.challenges else 0
        if kinds < self._fewest:
            return FEW_CHALLENGES
        at_once = kinds >= self._many
        if not at_once and (begins := add_months(t.case.opened, self._months)) > self.day:
            return Quiet("challenges-uncoordinated", "too_early", {"challenges": kinds, "begins": begins})
        latest = max(self._cross_sector(t), default=None)
        if latest:
            return Quiet("challenges-uncoordinated", "coordinated", {"last": latest})
        decisive = "coordination.challenges_at_once" if at_once else "coordination.challenges"
        facts = {"challenges": kinds, "opened": t.case.opened, "months": self._months}
        return self.notice(t, "challenges-uncoordinated", facts, *self.records(decisive, "coordination.months"))

    def _not_offered(self, t: Timeline) -> Judgement:
        """Nobody has ever been the coordinator; one who has left was offered all the same."""
        value = self._offer[t.case.target_group]
        if value is None:
            return OTHER_GROUP
        if any(a.role == "coordinator" and a.start <= self.day for a in t.assignments):
            return OFFERED
        facts = {"opened": t.case.opened, "within_days": value.value}
        deadline = t.case.opened + timedelta(days=value.value)
        return self.dated(t, "coordinator-not-offered", deadline, None, facts, value)

    def _parallel(self, t: Timeline) -> Judgement:
        """An answer from before the plans ran side by side was no answer about them."""
        if not t.coordination:
            return NO_MEASURES
        measures = [c for c in t.coordination if c.form == "measure" and self._after < c.date <= self.day]
        if len(measures) < self._actors:
            return NO_MEASURES
        actors = {folded(first.actor): first for first in reversed(measures)}  # the earliest of each actor's
        if len(actors) < self._actors:
            return NO_MEASURES
        began = sorted(first.date for first in actors.values())[self._actors - 1]
        considered = max(self._considered(t, began), default=None)
        if considered:
            return Quiet("plans-parallel", "considered", {"considered": considered})
        facts = {
            "actors": sorted(shortened(c.actor) for c in actors.values()),
            "count": len(actors),
            "last": max(c.date for c in measures),
            "after": self._after,
        }
        return self.notice(
            t, "plans-parallel", facts, *self.records("coordination.parallel_actors", "coordination.months")
        )

    def _discharged(self, t: Timeline) -> Judgement:
        """The earliest admission or discharge that no mentor reaches."""
        if not t.coordination:
            return NO_ADMISSION
        recent = [c for c in t.coordination if self._admitted_after < c.date <= self.day and self._tells(c.actor)]
        if not recent:
            return NO_ADMISSION
        waiting = [c for c in recent if not has_mentor(t, c.date, self.day)]
        if not waiting:
            return Quiet("discharge-mentor", "has_mentor", {"date": max(c.date for c in recent)})
        first = min(waiting, key=lambda c: c.date)
        facts = {
            "date": first.date,
            "actor": shortened(first.actor),
            "within_days": self._mentor_days,
            "count": len(waiting),
        }
        deadline = first.date + timedelta(days=self._mentor_days)
        records = self.records("coordination.discharge_days", "coordination.discharge_months")
        return self.dated(t, "discharge-mentor", deadline, None, facts, *records)

    def _cross_sector(self, t: Timeline) -> Iterator[date]:
        """The days in the last 24 months on which somebody beyond the job centre took part."""
        rows = (c.date for c in t.coordination)
        held = (c.date for c in t.conversations if c.kind == "round_table" and c.status == "held")
        notes = (n.date for n in t.notes if n.template == "round_table")
        return (day for day in chain(rows, held, notes) if self._after < day <= self.day)

    def _considered(self, t: Timeline, began: date) -> Iterator[date]:
        """The days from ``began`` on which a note answered whether there is to be one plan."""
        return (
            n.date
            for n in t.notes
            if n.template in PLANS and began <= n.date <= self.day and filled(answers(n).get(ONE_PLAN))
        )

    def _tells(self, actor: str) -> bool:
        """Whether the actor's name tells of an admission to psychiatry, or a discharge from it."""
        name = folded(actor)
        return any(word in name for word in self._psychiatric) and any(word in name for word in self._admission)

    def _words(self, name: str) -> tuple[str, ...]:
        found = self.value(name)
        return tuple(map(folded, found.value)) if found else ()
