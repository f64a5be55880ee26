"""Passive stretches, as a table: what covers, what does not, and the days at both ends."""

from datetime import date

import pytest

from kontant.model.timeline import Case, Exemption, Offer, PaidWork, Timeline
from kontant.rules.coverage import Stretch, passive_stretches
from kontant.rules.law import Law

FIRST, DAY = date(2026, 1, 1), date(2026, 6, 30)


def d(text):
    """A day of 2026, from month and day; None stays."""
    return None if text is None else date.fromisoformat(f"2026-{text}")


def offer(start, end, kind="work_placement", outcome=None):
    return Offer(kind, d(start), d(end), outcome, None, None, None)


def exempt(start, end, scope="activation"):
    return Exemption(scope, d(start), d(end), "health", None)


def paid(month, hours=10.0):
    return PaidWork(d(month), hours)


def case(opened, closed):
    return Case("a", "A", None, None, None, opened, closed, None, "job_ready", "job", "", None)


def stretches(law, *records, opened=FIRST, closed=None):
    return passive_stretches(
        Timeline(
            case(opened, closed),
            offers=[r for r in records if isinstance(r, Offer)],
            exemptions=[r for r in records if isinstance(r, Exemption)],
            paid_work=[r for r in records if isinstance(r, PaidWork)],
        ),
        law,
    )


@pytest.fixture(scope="module")
def law(parameters):
    return Law(parameters, DAY)


@pytest.mark.parametrize(
    ("records", "passive"),
    [
        ([], [("01-01", "06-30")]),
        ([offer("01-01", None)], []),
        ([offer("01-01", "06-30")], []),
        ([offer("01-01", "06-29")], [("06-30", "06-30")]),
        ([offer("01-02", "06-30")], [("01-01", "01-01")]),
        ([offer("02-01", "02-28")], [("01-01", "01-31"), ("03-01", "06-30")]),
        # Neighbours leave no day between them; a day between them is one day.
        ([offer("01-01", "03-31"), offer("04-01", None)], []),
        ([offer("01-01", "03-31"), offer("04-02", None)], [("04-01", "04-01")]),
        # One inside another, and one that overlaps.
        ([offer("01-01", "05-31"), offer("02-01", "02-28")], [("06-01", "06-30")]),
        ([offer("01-01", "03-31"), exempt("03-01", "04-30")], [("05-01", "06-30")]),
        # What does not count.
        ([offer("01-01", None, kind="mentor")], [("01-01", "06-30")]),
        ([offer("01-01", None, outcome="cancelled")], [("01-01", "06-30")]),
        ([exempt("01-01", None, scope="hours_225")], [("01-01", "06-30")]),
        ([exempt("01-01", None, scope="conversations")], [("01-01", "06-30")]),
        ([paid("02-01", 0.0)], [("01-01", "06-30")]),
        # An outcome does not shorten what has no end; one that was interrupted ends as stated.
        ([offer("01-01", None, outcome="completed")], []),
        ([offer("01-01", "01-31", outcome="interrupted")], [("02-01", "06-30")]),
        # A month with paid hours is covered whole.
        ([paid("02-01", 0.5)], [("01-01", "01-31"), ("03-01", "06-30")]),
        # The day itself is the last that is looked at.
        ([offer("07-01", None)], [("01-01", "06-30")]),
        ([offer("06-30", "12-31")], [("01-01", "06-29")]),
    ],
)
def test_stretches(law, records, passive):
    assert stretches(law, *records) == [Stretch(d(start), d(end)) for start, end in passive]


def test_nothing_before_the_opening_counts(law):
    assert stretches(law, offer("01-01", "03-31"), opened=d("03-15")) == [Stretch(d("04-01"), DAY)]
    assert stretches(law, offer("01-01", "03-14"), opened=d("03-15")) == [Stretch(d("03-15"), DAY)]


def test_nothing_from_the_closing_on_counts(law):
    assert stretches(law, closed=d("03-01")) == [Stretch(d("01-01"), d("02-28"))]
    assert stretches(law, offer("02-01", None), closed=d("03-01")) == [Stretch(d("01-01"), d("01-31"))]
    assert stretches(law, closed=d("01-01")) == []


def test_a_case_that_is_opened_later_has_none(law):
    assert stretches(law, opened=d("07-01")) == []
    assert stretches(law, opened=DAY) == [Stretch(DAY, DAY)]


def test_days_count_both_ends():
    assert Stretch(d("01-01"), d("01-01")).days == 1
    assert Stretch(d("01-01"), d("12-31")).days == 365


def test_the_same_definitions_serve_before_the_first_record_of_the_law(parameters):
    early = Law(parameters, date(2015, 6, 30))
    old = Offer("guidance", date(2015, 1, 1), date(2015, 6, 29), None, None, None, None)
    t = Timeline(case(date(2015, 1, 1), None), offers=[old])
    assert passive_stretches(t, early) == [Stretch(date(2015, 6, 30), date(2015, 6, 30))]
