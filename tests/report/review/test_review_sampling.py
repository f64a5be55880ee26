"""The sample: as even as can be, filled up where a group is short, and the same by the same seed."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.model.timeline import Benefit, Case, Timeline
from kontant.report.review.sampling import (
    draw,
    even,
    filled_up,
    is_everything,
    long_term_cases,
    long_term_groups,
    shares,
)
from kontant.rules.law import Law
from kontant.rules.parameter_file import load

DAY = date(2026, 11, 22)
LAW = Law(load(None, today=DAY), DAY)
GROUPS = ("5-7", "7-10", "10+")


def caseload(*sizes):
    return {group: [f"{group}/{n:03}" for n in range(size)] for group, size in zip(GROUPS, sizes, strict=True)}


@pytest.mark.parametrize(
    ("pool", "size", "taken"),
    [
        ((20, 20, 20), 15, (5, 5, 5)),
        ((20, 20, 20), 16, (6, 5, 5)),
        ((20, 20, 20), 17, (6, 6, 5)),
        ((20, 20, 20), 1, (1, 0, 0)),
        ((2, 20, 20), 15, (2, 7, 6)),
        ((20, 2, 20), 15, (7, 2, 6)),
        ((1, 2, 20), 15, (1, 2, 12)),
        ((0, 0, 20), 15, (0, 0, 15)),
        ((2, 6, 20), 15, (2, 6, 7)),
        ((5, 7, 6), 17, (5, 6, 6)),
        ((3, 3, 3), 15, (3, 3, 3)),
        ((0, 0, 0), 15, (0, 0, 0)),
    ],
)
def test_shares_by_hand(pool, size, taken):
    assert tuple(shares(dict(zip(GROUPS, pool, strict=True)), size).values()) == taken


@pytest.mark.parametrize(
    ("pool", "size", "short"),
    [
        ((20, 20, 20), 15, []),
        ((2, 20, 20), 15, ["5-7"]),
        ((2, 3, 20), 15, ["5-7", "7-10"]),
        # All are taken: whatever the shares would be, no group gave for another.
        ((12, 13, 16), 41, []),
        ((12, 13, 16), 100, []),
        ((12, 13, 16), 40, ["5-7"]),
    ],
)
def test_which_groups_were_made_up_for(pool, size, short):
    assert filled_up(dict(zip(GROUPS, pool, strict=True)), size) == short


sizes = st.lists(st.integers(0, 30), min_size=3, max_size=3)


@given(sizes, st.integers(1, 60), st.integers(0, 2**31 - 1))
def test_any_sample(pool, size, seed):
    by_group = caseload(*pool)
    drawn = draw(by_group, size, seed)
    refs = [ref for ref, _group in drawn.cases]
    assert len(refs) == min(size, sum(pool))
    assert len(set(refs)) == len(refs)
    assert all(ref in by_group[group] for ref, group in drawn.cases)
    taken = Counter(group for _ref, group in drawn.cases)
    assert {group: taken[group] for group in GROUPS} == drawn.taken
    # As even as can be: nobody gives two more than a group that has cases left.
    with_more = [taken[group] for group in GROUPS if taken[group] < len(by_group[group])]
    assert all(taken[group] <= least + 1 for least in with_more for group in GROUPS)
    # A group is made up for where another gave more than its share; where all are taken nothing is made up.
    everything = is_everything(drawn.pool, size)
    gave_more = any(taken[group] > share for group, share in even(drawn.pool, size).items())
    assert bool(filled_up(drawn.pool, size)) == (gave_more and not everything)
    assert everything == (drawn.taken == drawn.pool)


@given(sizes, st.integers(1, 60), st.integers(0, 2**31 - 1), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_whatever_the_order_of_the_cases(pool, size, seed, mixed):
    by_group = caseload(*pool)
    shuffled = {group: mixed.sample(refs, len(refs)) for group, refs in by_group.items()}
    assert draw(by_group, size, seed) == draw(shuffled, size, seed)


def test_a_sample_that_is_known():
    """Held to the letter: a seed that was written down draws the same sample with a later kontant."""
    assert [ref for ref, _group in draw(caseload(4, 4, 4), 6, 4711).cases] == KNOWN


KNOWN = ["10+/000", "5-7/003", "7-10/002", "7-10/000", "10+/001", "5-7/001"]


def test_every_case_of_a_group_is_as_likely():
    counts = Counter(ref for seed in range(3_000) for ref, _group in draw(caseload(6, 0, 0), 2, seed).cases)
    assert len(counts) == 6
    # 1,000 expected of each; four standard deviations.
    assert all(abs(count - 1_000) < 104 for count in counts.values())


def person(ref, since):
    head = ("A", None, None, None, since, None, None, "activity_ready", "job", "", None)
    return Timeline(Case(ref, *head), benefits=[Benefit(since, "cash_benefit", None)])


def test_the_groups_are_those_of_five_years_or_more():
    assert long_term_groups(LAW) == list(GROUPS)
    found = long_term_cases(
        [
            person("under", date(2021, 11, 23)),
            person("five", date(2021, 11, 22)),
            person("seven", date(2019, 11, 22)),
            person("ten", date(2016, 11, 22)),
        ],
        LAW,
    )
    assert found == {"5-7": ["five"], "7-10": ["seven"], "10+": ["ten"]}
