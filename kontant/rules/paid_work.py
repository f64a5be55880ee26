"""Paid hours that go on: months in a row, the last of them this month or the one before."""

from collections.abc import Sequence
from datetime import date

from kontant.dates import add_months
from kontant.model.timeline import PaidWork


def paid_since(paid_work: Sequence[PaidWork], day: date) -> date | None:
    """The first day of the unbroken run of paid months that reaches ``day``'s month or the last; None if none does.

    The hours of a month are often known only when it is over, so that a run is not broken before the next one is.
    """
    if not paid_work:
        return None
    paid = {p.month for p in paid_work if p.hours > 0}
    since = day.replace(day=1)
    if since not in paid:
        since = add_months(since, -1)
        if since not in paid:
            return None
    while (before := add_months(since, -1)) in paid:
        since = before
    return since
