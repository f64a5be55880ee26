"""Who follows in a role: until when an assignment lasts that begins among others."""

from datetime import date
from typing import NamedTuple

import pytest

from kontant.model.succession import last_day

DAY = date(2026, 11, 22)


class Period(NamedTuple):
    start: date
    end: date | None


def period(start: str, end: str = "") -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)


NOW = period("2024-01-01")
ENDING = period("2024-01-01", "2026-11-25")
FOLLOWS = period("2027-03-01")
STANDS_IN = period("2026-12-01", "2026-12-31")


@pytest.mark.parametrize(
    ("role", "last"),
    [
        ([], None),
        ([NOW], None),
        ([ENDING], None),
        ([period("2020-01-01", "2026-11-21")], None),
        # Whoever is to follow begins the day after, also where the present one would have left a gap.
        ([NOW, FOLLOWS], "2027-02-28"),
        ([ENDING, FOLLOWS], "2027-02-28"),
        ([FOLLOWS], "2027-02-28"),
        ([FOLLOWS, STANDS_IN], "2026-11-30"),
        # One who stands in while the present one goes on is followed by the new one, as by the present one before.
        ([NOW, STANDS_IN], None),
        ([period("2024-01-01", "2027-06-30"), STANDS_IN], None),
        ([NOW, STANDS_IN, FOLLOWS], "2027-02-28"),
        ([ENDING, STANDS_IN], "2026-11-30"),
        ([period("2024-01-01", "2026-12-31"), STANDS_IN], "2026-11-30"),
        ([period("2024-01-01", "2027-01-01"), STANDS_IN], None),
        ([NOW, STANDS_IN, period("2026-12-20", "2027-01-20"), period("2027-01-10")], "2026-11-30"),
        # Only who holds the role on the first day counts as the present one.
        ([period("2020-01-01", "2026-11-21"), STANDS_IN], "2026-11-30"),
    ],
)
def test_the_last_day(role: list[Period], last: str | None) -> None:
    assert last_day(role, DAY) == (date.fromisoformat(last) if last else None)
