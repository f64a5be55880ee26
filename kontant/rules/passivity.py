"""The passivity family: a first offer that is due, and a year without any activity.

Covered days lie in [opened, day]: those of counting offers that were not cancelled (one without end runs on), of
exemptions from offers, and of every month with paid hours. A coming offer is a counting one that begins after
the day and is not cancelled.

- ``offer-first``: no covered day comes from an offer or paid hours, and the day is not covered. Deadline: 6 months
  after the last exempt day, or after opening if there is none; lead 2 months.
- ``passive-period``: some covered day does come from an offer or paid hours, and the day is not covered.
  Deadline: 12 months after the last covered day; lead 3 months.

A coming offer that begins on or before the deadline clears either.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from kontant.dates import add_months, month_end
from kontant.model.timeline import Timeline
from kontant.rules.flags import Flag, Judgement, Quiet, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value

NO_ACTIVITY_YET = Quiet("passive-period", "no_activity_yet")


class Passivity:
    """The family on one day; ``judge`` judges one case."""

    def __init__(self, law: Law, horizon: date) -> None:
        """Resolve what the day decides."""
        self._day = law.day
        self._offers = law.codes("passivity.counting_offers")
        hours = law.value("passivity.paid_hours_count")
        self._paid_hours = bool(hours and hours.value)
        self._first = law.by_group("passivity.first_offer_months")
        self._repeat = law.by_group("passivity.repeat_months")
        self._first_latest = add_months(law.day, law.number("passivity.first_lead_months"))
        self._repeat_latest = add_months(law.day, law.number("passivity.repeat_lead_months"))

    def judge(self, t: Timeline) -> Iterator[Judgement]:
        """What either rule says of a case that is open on the day; one of them always hands over to the other."""
        active = self._last_active(t)
        exempt = self._last_exempt(t)
        if active is None:
            yield self._without(t, "offer-first", self._first, self._first_latest, exempt, exempt)
            yield NO_ACTIVITY_YET
        else:
            yield Quiet("offer-first", "had_activity", {"last": active})
            last = active if exempt is None or exempt < active else exempt
            yield self._without(t, "passive-period", self._repeat, self._repeat_latest, last, exempt)

    def _without(
        self, t: Timeline, rule: str, by_group: Mapping[str, Value | None], latest: date, *days: date | None
    ) -> Judgement:
        """What ``rule`` says; ``days`` are the last covered and the last exempt one."""
        last, exempt = days
        if last == self._day:
            return Quiet(rule, "covered", {"exempt_to": exempt} if exempt == last else {"last": last})
        value = by_group[t.case.target_group]
        if value is None:
            return Quiet(rule, "no_value")
        base = last or t.case.opened
        deadline = add_months(base, value.value)
        facts = {"last": last, "exempt_to": exempt, "base": base, "months": value.value}
        status = status_of(deadline, self._day, latest)
        if status is None:
            return Quiet(rule, "later", facts, deadline, (value,))
        coming = facts["coming"] = self._coming(t)
        if coming and coming <= deadline:
            return Quiet(rule, "coming", facts, deadline, (value,))
        return Flag(t.case.case_ref, rule, status, deadline, facts, (value,))

    # kontant.rules.coverage says once what covers, period by period; asking it here would double the time that the
    # family takes, which ninety thousand cases feel. Property tests hold both to the same oracle.
    def _last_active(self, t: Timeline) -> date | None:
        """The last day up to the day that an offer or paid hours cover."""
        last = None
        for offer in t.offers:
            if offer.type in self._offers and offer.outcome != "cancelled":
                last = self._later(last, t.case.opened, offer.start, offer.end)
        if self._paid_hours:
            for month in t.paid_work:
                if month.hours > 0:
                    last = self._later(last, t.case.opened, month.month, month_end(month.month))
        return last

    def _last_exempt(self, t: Timeline) -> date | None:
        """The last day up to the day that an exemption from offers covers."""
        last = None
        for x in t.exemptions:
            if x.scope == "activation":
                last = self._later(last, t.case.opened, x.start, x.end)
        return last

    def _later(self, last: date | None, opened: date, start: date, end: date | None) -> date | None:
        """The later of ``last`` and the last day of the period that lies in [opened, day], if any does."""
        if start > self._day or (end is not None and end < opened):
            return last
        covered = self._day if end is None or end > self._day else end
        return covered if last is None or covered > last else last

    def _coming(self, t: Timeline) -> date | None:
        """The first day of the next coming offer."""
        starts = (
            o.start for o in t.offers if o.start > self._day and o.type in self._offers and o.outcome != "cancelled"
        )
        return min(starts, default=None)
