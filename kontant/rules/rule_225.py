"""The exemptions family, further: the 225-hour rule, while it is in force.

``standing`` is the exemption from the rule that covers the day and began last.

- ``exemption-contradicted`` (scope hours_225): something contradicts the standing exemption: a running offer in a
  company of 10 hours a week or more (from its start), or paid hours this month or the last (from the first of the
  months in a row that reach it); c is the later of the exemption's start and the earliest such day. Cleared by a
  review for the scope in [c, day]. Deadline: c + 14 days; due whatever the lead.
- ``rule-225-risk``: on benefit and not exempt, with fewer paid hours than required in the 12 calendar months that end
  with the day's. Deadline: the day on which the benefit days in 36 months reach 365, counted forward with benefit
  going on; where they have been reached, the first day of the unbroken time since; never before the rule itself.
  Lead 3 months.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Timeline
from kontant.rules.exemption_reasons import standing
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.paid_work import paid_since

# The rule counts one year of benefit within three.
WINDOW_MONTHS = 36

Spell = tuple[date, date]
"""The first and the last day of a time on benefit."""

_SCOPE = {"scope": "hours_225"}
_NOT_EXEMPT = Quiet("exemption-contradicted", "not_exempt", _SCOPE)
_NOTHING_AGAINST = Quiet("exemption-contradicted", "nothing_against", _SCOPE)
_REVIEWED = Quiet("exemption-contradicted", "reviewed_since", _SCOPE)
_OFF_BENEFIT = Quiet("rule-225-risk", "off_benefit")
_EXEMPT = Quiet("rule-225-risk", "exempt_from_225")


class Rule225(Family):
    """What the 225-hour rule asks of a case, on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "exemption-contradicted": "_contradicted",
        "rule-225-risk": "_risk",
    }

    def _prepare(self) -> None:
        self._company = self.codes("offers.company_types")
        self._contradicting = self.value("exemption.contradicting_hours")
        self._within = self.value("exemption.contradicted_days")
        self._hours = self.value("rule_225.hours")
        self._benefit_days = self.value("rule_225.benefit_days")
        self._risk_latest = add_months(self.day, self.number("rule_225.lead_months") or 0)
        self._this_month = self.day.replace(day=1)
        self._first_month = add_months(self._this_month, -11)
        # The day the rule was made, also where a municipality has written a record of its own since.
        self._rule_began = min(record.first for record in self.law.parameters["rule_225.hours"].values)

    def _contradicted(self, t: Timeline) -> Judgement:
        """The person does what the exemption from the 225-hour rule says cannot be done, and no review says why."""
        x = standing(t.exemptions, "hours_225", self.day)
        if x is None:
            return _NOT_EXEMPT
        found = min(self._against(t), default=None)
        if found is None:
            return _NOTHING_AGAINST
        since = max(x.start, found[0])
        if any(since <= day <= self.day for day in _reviews(t)):
            return _REVIEWED
        assert self._contradicting is not None and self._within is not None
        facts = {
            "scope": "hours_225",
            "start": x.start,
            "against": found[1],
            "hours": found[2],
            "against_since": since,
            "within_days": self._within.value,
        }
        deadline = since + timedelta(days=self._within.value)
        return self.dated(t, "exemption-contradicted", deadline, None, facts, self._contradicting, self._within)

    def _against(self, t: Timeline) -> Iterator[tuple[date, str, float]]:
        """What contradicts an exemption: since when, whether an offer or paid hours, and how many hours."""
        least = self._contradicting.value if self._contradicting else 0
        for o in t.offers:
            runs = o.outcome is None and o.start <= self.day and (o.end is None or o.end >= self.day)
            if runs and o.type in self._company and o.hours_per_week is not None and o.hours_per_week >= least:
                yield o.start, "offer", o.hours_per_week
        since = paid_since(t.paid_work, self.day)
        if since is not None:
            yield since, "paid_work", next(p.hours for p in t.paid_work if p.month == since and p.hours > 0)

    def _risk(self, t: Timeline) -> Judgement:
        """On benefit, not exempt, with too few paid hours, and a year on benefit within three is reached or near."""
        spells = self._spells(t)
        if not spells or spells[-1][1] < self.day:
            return _OFF_BENEFIT
        if standing(t.exemptions, "hours_225", self.day) is not None:
            return _EXEMPT
        assert self._hours is not None and self._benefit_days is not None
        paid = sum(p.hours for p in t.paid_work if self._first_month <= p.month <= self._this_month)
        required = self._hours.value
        if paid >= required:
            return Quiet("rule-225-risk", "hours_worked", {"paid": paid, "required": required})
        reached = _reached(spells, self.day, self._benefit_days.value)
        facts = {
            "paid": paid,
            "required": required,
            "hours_needed": required - paid,
            "benefit_days": self._benefit_days.value,
            "reached": reached,
            "weeks_left": max(0, (reached - self.day).days // 7),
        }
        deadline = max(reached, self._rule_began)
        return self.dated(t, "rule-225-risk", deadline, self._risk_latest, facts, self._hours, self._benefit_days)

    def _spells(self, t: Timeline) -> list[Spell]:
        """The times on benefit begun by the day, in order and apart; the last one that covers the day goes on."""
        begun = sorted((b.start, b.end or date.max) for b in t.benefits if b.start <= self.day)
        spells: list[Spell] = []
        for start, stated in begun or [(t.case.opened, date.max)]:
            end = date.max if stated >= self.day else stated
            if spells and start <= spells[-1][1]:
                spells[-1] = (spells[-1][0], max(spells[-1][1], end))
            else:
                spells.append((start, end))
        return spells


def _reviews(t: Timeline) -> Iterable[date]:
    """The days of reviews of an exemption from the 225-hour rule."""
    return (n.date for n in t.notes if n.template == "exemption_review" and n.scope in (None, "hours_225"))


def _reached(spells: Sequence[Spell], day: date, enough: int) -> date:
    """The first day of the time around ``day`` on which ``enough`` benefit days lie within the window.

    A day adds at most one benefit day, so that as many days as are missing can be stepped over; and going back, as
    many as there are too many.
    """
    spare = _benefit_days(spells, day) - enough
    if spare < 0:
        while spare < 0:
            day += timedelta(days=-spare)
            spare = _benefit_days(spells, day) - enough
        return day
    while spare >= 0:
        day -= timedelta(days=spare + 1)
        spare = _benefit_days(spells, day) - enough
    return day + ONE_DAY


def _benefit_days(spells: Iterable[Spell], last: date) -> int:
    """The benefit days of the window that ends with ``last``."""
    first = add_months(last, -WINDOW_MONTHS) + ONE_DAY
    return sum(max(0, (min(end, last) - max(start, first)).days + 1) for start, end in spells)
