"""The clarification family: what a long time on benefit, or an age, asks of the municipality.

s, the start of the benefit, is the first day of the chain that seniority is counted from
(:mod:`kontant.rules.seniority`); off benefit these rules say nothing.

- ``clarification-due``: for the target groups its parameter names; 30 years or older on the day (an unknown age
  counts as that). base = the later of s and the first day of the parameter's record; the k-th deadline is base + 2k
  years. Looks at the latest deadline, k = 1 or more, of which deadline - 3 months has come. Cleared by a
  ``clarification`` note from deadline - 3 months to the day.
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
from kontant.rules.answers import answers, filled
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
        self._born_by = _latest_start(self.day, 12 * (self.number("clarification.age") or 0))
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
        """30 or older; the latest base + 2k years whose 3 months before have begun; no note since those began."""
        value = self._years[t.case.target_group]
        if value is None:
            return OTHER_GROUP
        born = self._born(t)
        if born is not None and born > self._born_by:
            return TOO_YOUNG
        since = self._chain(t)
        if since is None:
            return OFF_BENEFIT["clarification-due"]
        base = max(since, value.first)
        deadline, years = self._round(base, value.value)
        records = (value, *self._due_records)
        facts = {"since": since, "base": base, "years": years}
        begun = add_months(deadline, -self._lead_months)
        if begun > self.day:
            return Quiet("clarification-due", "later", facts, deadline, records)
        notes = [n.date for n in t.notes if n.template == "clarification" and n.date <= self.day]
        last = max(notes, default=None)
        if last is not None and last >= begun:
            return Quiet("clarification-due", "clarified", facts | {"last": last}, deadline, records)
        return self.dated(t, "clarification-due", deadline, None, facts | {"last": last}, *records)

    def _capacity_unassessed(self, t: Timeline) -> Judgement:
        """No clarification note, and no review that tells of the work capacity, since s. s + 12 months."""
        since = self._chain(t)
        if since is None:
            return OFF_BENEFIT["capacity-unassessed"]
        assessed = [
            n.date
            for n in t.notes
            if since <= n.date <= self.day
            and (
                n.template == "clarification"
                or (n.template == "exemption_review" and filled(answers(n).get("capacity")))
            )
        ]
        if assessed:
            return Quiet("capacity-unassessed", "assessed", {"last": max(assessed)})
        facts = {"since": since, "months": self._capacity_months}
        deadline = add_months(since, self._capacity_months)
        records = self.records("clarification.capacity_months", "clarification.capacity_asked")
        return self.dated(t, "capacity-unassessed", deadline, self.horizon, facts, *records)

    def _visitation_pending(self, t: Timeline) -> Judgement:
        """Neither job-ready nor activity-ready. Opened + 28 days."""
        if t.case.target_group in SETTLED:
            return IS_SETTLED
        facts = {"opened": t.case.opened, "within_days": self._visitation_days}
        deadline = t.case.opened + timedelta(days=self._visitation_days)
        records = self.records("clarification.visitation_days", "clarification.visitation_asked")
        return self.dated(t, "visitation-pending", deadline, self.horizon, facts, *records)

    def _milestone(self, t: Timeline) -> Judgement:
        """The next of 5, 7 and 10 years from s; lead 60 days, never overdue."""
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
        """The 30th birthday; lead 60 days, never overdue."""
        born = self._born(t)
        if born is None:
            return BORN_UNKNOWN
        if born <= self._turned_by:
            return HAS_TURNED
        deadline = add_months(born, 12 * TURNS)
        facts = {"years": TURNS, "target_group": t.case.target_group}
        return self.dated(t, "turning-30", deadline, self._birthday_latest, facts, *self._birthday_records)

    def _round(self, base: date, years: int) -> tuple[date, int]:
        """The latest deadline of which the months before have begun, or the first, and its years from ``base``."""
        span = years
        while add_months(add_months(base, 12 * (span + years)), -self._lead_months) <= self.day:
            span += years
        return add_months(base, 12 * span), span

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
