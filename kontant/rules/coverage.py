"""Passive stretches: the days of a case on which nothing covers, by the passivity family's own definition.

Covered are the days of counting offers that were not cancelled (one without end runs on), of exemptions from
offers, and of every month with paid hours above nought. All lies in [opened, the law's day], and before a closing.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from kontant.dates import month_end
from kontant.model.timeline import Timeline
from kontant.rules.law import Law

ONE_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days in a row, both ends included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


def passive_stretches(t: Timeline, law: Law) -> list[Stretch]:
    """The stretches without a covered day from the opening of the case to the law's day, earliest first."""
    last = law.day if t.case.closed is None else min(law.day, t.case.closed - ONE_DAY)
    passive, free = [], t.case.opened
    for start, end in sorted(_covered(t, law, last)):
        if start > last:
            break
        if start > free:
            passive.append(Stretch(free, start - ONE_DAY))
        free = max(free, end + ONE_DAY)
    if free <= last:
        passive.append(Stretch(free, last))
    return passive


def _covered(t: Timeline, law: Law, last: date) -> Iterator[tuple[date, date]]:
    """Each covering period from the opening on; an ongoing one ends on ``last``."""
    for start, stated in _periods(t, law):
        end = last if stated is None else min(stated, last)
        if max(start, t.case.opened) <= end:
            yield start, end


def _periods(t: Timeline, law: Law) -> Iterator[tuple[date, date | None]]:
    counting, paid_hours = _measures(law)
    for offer in t.offers:
        if offer.type in counting and offer.outcome != "cancelled":
            yield offer.start, offer.end
    for x in t.exemptions:
        if x.scope == "activation":
            yield x.start, x.end
    for month in t.paid_work:
        if paid_hours and month.hours > 0:
            yield month.month, month_end(month.month)


# Before the first dated record the same definitions serve: a drawing is a measure, not a rule.
def _measures(law: Law) -> tuple[frozenset[str], bool]:
    offers, hours = (
        law.value(name) or law.parameters[name].values[0]
        for name in ("passivity.counting_offers", "passivity.paid_hours_count")
    )
    return frozenset(offers.value), bool(hours.value)
