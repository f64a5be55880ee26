"""What covers the days of a case, by the passivity family's own definition, and the stretches that nothing covers.

Covered are the days of counting offers that were not cancelled (one without end runs on), of exemptions from
offers, and of every month with paid hours above nought. All lies in [opened, the law's day], and before a closing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from kontant.dates import ONE_DAY, month_end
from kontant.model.timeline import Timeline
from kontant.rules.law import Law

Period = tuple[date, date | None]
"""The first and the last day of what covers; an ongoing one has no last."""


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
        if start > free:
            passive.append(Stretch(free, start - ONE_DAY))
        free = max(free, end + ONE_DAY)
    if free <= last:
        passive.append(Stretch(free, last))
    return passive


def last_activity(t: Timeline, law: Law) -> date | None:
    """The last day from the opening to the law's day that an offer or paid hours cover."""
    return max((end for _, end in _within(_activity(t, law), t.case.opened, law.day)), default=None)


def _covered(t: Timeline, law: Law, last: date) -> Iterator[tuple[date, date]]:
    """Each covering period from the opening to ``last``."""
    exempt = ((x.start, x.end) for x in t.exemptions if x.scope == "activation")
    return _within(chain(_activity(t, law), exempt), t.case.opened, last)


def _activity(t: Timeline, law: Law) -> Iterator[Period]:
    """The periods of counting offers that were not cancelled, and the months with paid hours."""
    counting = law.measure("passivity.counting_offers").value
    for offer in t.offers:
        if offer.type in counting and offer.outcome != "cancelled":
            yield offer.start, offer.end
    if law.measure("passivity.paid_hours_count").value:
        for month in t.paid_work:
            if month.hours > 0:
                yield month.month, month_end(month.month)


def _within(periods: Iterable[Period], first: date, last: date) -> Iterator[tuple[date, date]]:
    """Those of ``periods`` with a day from ``first`` to ``last``; they end on ``last`` at the latest."""
    for start, stated in periods:
        end = last if stated is None else min(stated, last)
        if max(start, first) <= end:
            yield start, end
