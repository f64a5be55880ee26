"""The evaluator against the oracle: on drawn timelines, and on the sample cases, both say the same."""

from datetime import date, timedelta
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from kontant.model.timeline import Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.coverage import last_activity, passive_stretches
from kontant.rules.evaluate import Evaluator
from kontant.rules.law import Law
from kontant.rules.parameter_file import load
from kontant.rules.seniority import seniority

from . import oracle
from .drawn import EARLIEST, FIRST, LATEST, boundary_days, judged

PARAMETERS = load()
ONE_DAY = timedelta(days=1)
FOURTEEN = frozenset(rule.id for rule in RULES.values() if rule.family in ("contact", "passivity", "continuity")) | {
    "exemption-expiring",
    "exemption-ended",
    "exemption-open-ended",
}


@cache
def _evaluator(day: date, horizon: int) -> Evaluator:
    return Evaluator(PARAMETERS, day, horizon, FOURTEEN)


@settings(max_examples=150)
@given(judged(themes=(FIRST,)), st.sampled_from([14, 14, 0, 1, 30, 90]), st.randoms(use_true_random=False))
def test_the_fourteen_rules(drawn: tuple[Timeline, date], horizon: int, random: Random) -> None:
    t, day = drawn
    beside = sorted(d for d in boundary_days(t) if EARLIEST < d < LATEST)
    for base in (day, *random.sample(beside, min(5, len(beside)))):
        for judged_on in (base - ONE_DAY, base, base + ONE_DAY):
            found = _evaluator(judged_on, horizon).flags(t)
            told = {(flag.rule, flag.scope or None, str(flag.status), flag.deadline) for flag in found}
            assert told == oracle.flags(t, judged_on, horizon), judged_on
            assert len(found) == len(told), "one flag for each rule and scope"


@given(judged())
def test_the_last_covered_day(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    covered = oracle.active_days(t, day) | oracle.exempt_days(t, day)
    for flag in Evaluator(PARAMETERS, day, rules=("offer-first", "passive-period")).flags(t):
        assert flag.facts["last"] == max(covered, default=None)
        assert (flag.rule == "passive-period") == bool(oracle.active_days(t, day))


@given(judged(always_open=True))
def test_what_covers_a_day_is_the_same_in_a_report_and_a_drawing(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    law = Law(PARAMETERS, day)
    active = oracle.active_days(t, day)
    assert last_activity(t, law) == max(active, default=None)
    passive = set().union(*(oracle.day_set(s.start, s.end) for s in passive_stretches(t, law)))
    assert passive == oracle.day_set(t.case.opened, day) - active - oracle.exempt_days(t, day)


@given(judged())
def test_seniority(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    found = seniority(t, Law(PARAMETERS, day))
    assert (found.since, found.years) == oracle.seniority(t, day)
