"""The clarification family: what a long time on benefit, or an age, asks of the municipality.

s, the start of the benefit, is the first day of the chain that seniority is counted from
(:mod:`kontant.rules.seniority`); off benefit these rules say nothing.

- ``clarification-due``: for the target groups its parameter names; 30 years or older on the day (an unknown age
  counts as that). base = the later of s and the first day on which the law held for the group (a record of a
  municipality's own, or a later one, does not begin the count again); the k-th deadline is base + 2k years. Looks at
  the first one, k = 1 or more, on or after the 30th birthday, whose three months of warning begin after the latest
  ``clarification`` note up to the day; the first of all where there is no such note. Raised from deadline - 3 months;
  one that was missed stays overdue until a note is written.
- ``capacity-unassessed`` (off unless turned on: a proposal): deadline: s + 12 months. Cleared by a ``clarification``
  note dated s or later, or an ``exemption_review`` note dated s or later that tells of the work capacity.
- ``visitation-pending`` (off unless turned on): neither job-ready nor activity-ready. Deadline: opened + 28 days.
- ``seniority-milestone`` (due, never overdue): the next of 5, 7 and 10 years from s that has not passed; that day is
  the deadline; lead 60 days.
- ``turning-30`` (due, never overdue): the 30th birthday, where the day of birth is known and the day has not passed;
  lead 60 days.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar

from kontant.dates import add_months, month_end
from kontant.model.person import birth_date
from kontant.model.timeline import Timeline
from kontant.rules.answers import answers, tells
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.seniority import chain_start

SETTLED = frozenset({"job_ready", "activity_ready"})
TURNS = 30  # where the help for young people ends; the rule is named after it

OTHER_GROUP = Quiet("clarification-due", "other_group")
TOO_YOUNG = Quiet("clarification-due", "too_young")
OFF_BENEFIT = {
    rule: Quiet(rule, "off_benefit") for rule in ("clarification-due", "capacity-unassessed", "seniority-milestone")
}
IS_SETTLED = Quiet("visitation-pending", "settled")
PAST_THE_LAST = Quiet("seniority-milestone", "past_the_last")
BORN_UNKNOWN = Quiet("turning-30", "birth_unknown")
HAS_TURNED = Quiet("turning-30", "has_turned")


class Clarification(Family):
    """The family on one day."""

    judges: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "clarification-due": "_clarification_due",
            "capacity-unassessed": "_capacity_unassessed",
            "visitation-pending": "_visitation_pending",
            "seniority-milestone": "_milestone",
            "turning-30": "_turning",
        }
    )

    def _prepare(self) -> None:
        self._years = self.law.by_group("clarification.years")
        self._begun = {group: self.law.began("clarification.years", group) for group in self._years}
        self._age = self.number("clarification.age") or 0
        self._born_by = _latest_start(self.day, 12 * self._age)
        self._lead_months = self.number("clarification.lead_months") or 0
        self._capacity_months = self.number("clarification.capacity_months") or 0
        self._visitation_days = self.number("clarification.visitation_days") or 0
        bounds = self.value("seniority.groups")
        self._bounds: tuple[int, ...] = tuple(bounds.value) if bounds else ()
        self._milestone_latest = self._ahead("clarification.milestone_lead_days")
        self._birthday_latest = self._ahead("clarification.birthday_lead_days")
        self._turned_by = _latest_start(self.day - timedelta(days=1), 12 * TURNS)
        # Nearly every case comes by these three, so their records are found once.
        self._due_records = self.records("clarification.age", "clarification.lead_months")
        self._milestone_records = self.records("clarification.milestone_lead_days", "seniority.groups")
        self._birthday_records = self.records("clarification.birthday_lead_days")
        self._chain_of: tuple[Timeline | None, date | None] = (None, None)
        self._born_of: tuple[Timeline | None, date | None] = (None, None)

    def _clarification_due(self, t: Timeline) -> Judgement:
        """The first round that no clarification has answered; one that was missed is not forgiven by the next."""
        value = self._years[t.case.target_group]
        if value is None:
            return OTHER_GROUP
        born = self._born(t)
        if born is not None and born > self._born_by:
            return TOO_YOUNG
        since = self._chain(t)
        if since is None:
            return OFF_BENEFIT["clarification-due"]
        base = max(since, self._begun[t.case.target_group] or value.first)
        last = max((n.date for n in t.notes if n.template == "clarification" and n.date <= self.day), default=None)
        of_age = None if born is None else add_months(born, 12 * self._age)
        deadline, years = self._round(base, value.value, last, of_age)
        records = (value, *self._due_records)
        facts = {"since": since, "base": base, "years": years, "last": last}
        if add_months(deadline, -self._lead_months) > self.day:
            reason = "clarified" if last is not None and years > value.value else "later"
            return Quiet("clarification-due", reason, facts, deadline, records)
        return self.dated(t, "clarification-due", deadline, None, facts, *records)

    def _capacity_unassessed(self, t: Timeline) -> Judgement:
        """A review of an exemption that tells of the work capacity is an assessment too."""
        since = self._chain(t)
        if since is None:
            return OFF_BENEFIT["capacity-unassessed"]
        assessed = [
            n.date
            for n in t.notes
            if since <= n.date <= self.day
            and (
                n.template == "clarification"
                or (n.template == "exemption_review" and tells(answers(n).get("capacity")))
            )
        ]
        if assessed:
            return Quiet("capacity-unassessed", "assessed", {"last": max(assessed)})
        facts = {"since": since, "months": self._capacity_months}
        deadline = add_months(since, self._capacity_months)
        records = self.records("clarification.capacity_months", "clarification.capacity_asked")
        return self.dated(t, "capacity-unassessed", deadline, self.horizon, facts, *records)

    def _visitation_pending(self, t: Timeline) -> Judgement:
        """The days to settle the target group count from the opening."""
        if t.case.target_group in SETTLED:
            return IS_SETTLED
        facts = {"opened": t.case.opened, "within_days": self._visitation_days}
        deadline = t.case.opened + timedelta(days=self._visitation_days)
        records = self.records("clarification.visitation_days", "clarification.visitation_asked")
        return self.dated(t, "visitation-pending", deadline, self.horizon, facts, *records)

    def _milestone(self, t: Timeline) -> Judgement:
        """The next boundary between the groups of seniority; one that has passed is no longer news."""
        since = self._chain(t)
        if since is None:
            return OFF_BENEFIT["seniority-milestone"]
        for years in self._bounds:
            deadline = add_months(since, 12 * years)
            if deadline >= self.day:
                facts = {"since": since, "years": years}
                latest, records = self._milestone_latest, self._milestone_records
                return self.dated(t, "seniority-milestone", deadline, latest, facts, *records)
        return PAST_THE_LAST

    def _turning(self, t: Timeline) -> Judgement:
        """The birthday on which the help for young people ends."""
        born = self._born(t)
        if born is None:
            return BORN_UNKNOWN
        if born <= self._turned_by:
            return HAS_TURNED
        deadline = add_months(born, 12 * TURNS)
        facts = {"years": TURNS, "target_group": t.case.target_group}
        return self.dated(t, "turning-30", deadline, self._birthday_latest, facts, *self._birthday_records)

    def _round(self, base: date, years: int, last: date | None, of_age: date | None) -> tuple[date, int]:
        """The first deadline from ``of_age`` on that ``last`` came too early for; and its years from ``base``."""
        span = years
        while True:
            deadline = add_months(base, 12 * span)
            answered = last is not None and add_months(deadline, -self._lead_months) <= last
            if not answered and (of_age is None or deadline >= of_age):
                return deadline, span
            span += years

    def _chain(self, t: Timeline) -> date | None:
        """s, found once for a case: several rules ask for it."""
        if self._chain_of[0] is not t:
            self._chain_of = (t, chain_start(t, self.law))
        return self._chain_of[1]

    def _born(self, t: Timeline) -> date | None:
        """The day of birth, found once for a case: reading it from a CPR number takes its time."""
        if self._born_of[0] is not t:
            self._born_of = (t, birth_date(t.case))
        return self._born_of[1]

    def _ahead(self, name: str) -> date:
        return self.day + timedelta(days=self.number(name) or 0)


def _latest_start(day: date, months: int) -> date:
    """The latest day from which so many months have passed on ``day``: at the end of a month also the longer ones."""
    back = add_months(day, -months)
    return month_end(back) if day == month_end(day) else back
