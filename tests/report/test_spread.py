"""The spread of conversations over working days: deadlines kept, as even as can be, the same every time."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.i18n import choose_language
from kontant.report.spread import LATE_DAYS, SLACK_DAYS, SOON_DAYS, Need, Proposal, spread
from kontant.report.working_days import first_working_day, working_days

MONDAY = date(2026, 11, 23)
DAYS = working_days(MONDAY, date(2027, 1, 10)).for_conversations


def need(ref: str, last: int, first: int = 0, basis: str = "target", **more) -> Need:
    """A need from so many days after Monday to so many."""
    end = MONDAY + timedelta(days=last)
    return Need(ref, "Anna", "conversation-due", basis, end, MONDAY + timedelta(days=first), end, **more)


def days_of(proposals: list[Proposal]) -> dict[str, date]:
    return {proposal.need.case_ref: proposal.day for proposal in proposals}


NEEDS = st.lists(
    st.tuples(st.integers(-10, 45), st.integers(0, 40), st.sampled_from(["statute", "target"])), max_size=40
).map(lambda found: [need(f"c{n:02}", last, min(first, max(last, 0)), b) for n, (last, first, b) in enumerate(found)])
PLANNED = st.dictionaries(st.sampled_from(DAYS), st.integers(1, 4), max_size=8)


def busiest(proposals: list[Proposal], planned: dict[date, int]) -> int:
    """The conversations on the busiest of the days that got a new one before its deadline."""
    load = Counter(planned) + Counter(proposal.day for proposal in proposals)
    return max((load[proposal.day] for proposal in proposals if not proposal.late), default=0)


def best_possible(needs: list[Need], taken: Counter[date]) -> int:
    """The lowest most a day for which every need finds room: day by day, the one that must be done first goes first."""
    most = 0
    while not _has_room(needs, taken, most):
        most += 1
    return most


def _has_room(needs: list[Need], taken: Counter[date], most: int) -> bool:
    waiting = sorted(needs, key=lambda each: each.last)
    for day in DAYS:
        room = max(0, most - taken[day])
        chosen = [each for each in waiting if each.first <= day <= each.last][:room]
        waiting = [each for each in waiting if each not in chosen]
    return not waiting


@given(NEEDS, PLANNED)
def test_no_other_spread_has_a_less_busy_busiest_day(needs: list[Need], planned: dict[date, int]) -> None:
    proposals = spread(needs, DAYS, planned)
    taken = Counter(planned) + Counter(proposal.day for proposal in proposals if proposal.late)
    assert busiest(proposals, planned) == best_possible([each.need for each in proposals if not each.late], taken)


@given(NEEDS, PLANNED)
def test_a_less_busy_day_is_never_left_for_a_busier_one(needs: list[Need], planned: dict[date, int]) -> None:
    proposals = spread(needs, DAYS, planned)
    load = Counter(planned) + Counter(proposal.day for proposal in proposals)
    for proposal in proposals:
        if not proposal.late:
            assert load[proposal.day] <= 1 + min(load[day] for day in DAYS if proposal.need.fits(day))


@given(NEEDS, PLANNED)
def test_deadlines_weekends_and_holidays_are_respected(needs: list[Need], planned: dict[date, int]) -> None:
    proposals = spread(needs, DAYS, planned)
    assert sorted(proposal.need.case_ref for proposal in proposals) == [each.case_ref for each in needs]
    for proposal in proposals:
        assert proposal.day in DAYS and proposal.day.weekday() < 5
        if proposal.late:
            assert not any(proposal.need.fits(day) for day in DAYS) and proposal.day > proposal.need.deadline
        else:
            assert proposal.need.first <= proposal.day <= proposal.need.deadline
    assert not {date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)} & {proposal.day for proposal in proposals}


@given(NEEDS, PLANNED, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_changes_nothing(needs: list[Need], planned: dict[date, int], random) -> None:
    shuffled = list(needs)
    random.shuffle(shuffled)
    assert spread(shuffled, DAYS, planned) == spread(needs, DAYS, planned)


@given(NEEDS, PLANNED)
def test_it_is_never_worse_than_everything_on_its_last_day(needs: list[Need], planned: dict[date, int]) -> None:
    fitting = [each for each in needs if any(each.fits(day) for day in DAYS)]
    naive = Counter(planned) + Counter(max(day for day in DAYS if each.fits(day)) for each in fitting)
    proposals = spread(fitting, DAYS, planned)
    ours = Counter(planned) + Counter(proposal.day for proposal in proposals)
    assert max(ours.values(), default=0) <= max(naive.values(), default=0)
    # Fewer meetings of two on a day as well: the sum of the squares is the least there is.
    assert sum(n * n for n in ours.values()) <= sum(n * n for n in naive.values())


def test_the_least_busy_spread_of_a_few_is_found_among_all() -> None:
    days = DAYS[:4]
    needs = [need("a", 0), need("b", 1), need("c", 1), need("d", 3, 1), need("e", 3, 3), need("f", 3, 3)]
    planned = {days[2]: 1}
    choices = [[day for day in days if each.fits(day)] for each in needs]

    def squares(chosen) -> int:
        load = Counter(planned) + Counter(chosen)
        return sum(n * n for n in load.values())

    found = days_of(spread(needs, days, planned))
    assert squares(found.values()) == min(squares(chosen) for chosen in product(*choices))


def test_one_moves_earlier_to_make_room_for_one_that_cannot() -> None:
    # a and b both have time until Thursday and would be last; c can only be held then.
    found = days_of(spread([need("a", 3, 2), need("b", 3, 2), need("c", 3, 3), need("d", 3, 3)], DAYS, {}))
    assert sorted(found.values()) == [DAYS[2], DAYS[2], DAYS[3], DAYS[3]]
    moved = days_of(spread([need("a", 4), need("b", 4, 4), need("c", 4, 4)], DAYS[:5], {DAYS[0]: 1}))
    assert moved["b"] == moved["c"] == DAYS[4] and moved["a"] != DAYS[4]


def test_what_is_planned_stays_and_its_day_counts_as_busy() -> None:
    found = days_of(spread([need("a", 1), need("b", 1)], DAYS, {DAYS[0]: 5}))
    assert set(found.values()) == {DAYS[1]}


@given(NEEDS, PLANNED)
def test_what_is_overdue_is_spread_evenly_over_the_first_days(needs: list[Need], planned: dict[date, int]) -> None:
    overdue = [proposal for proposal in spread(needs, DAYS, planned) if proposal.need.deadline < MONDAY]
    assert all(proposal.late and proposal.day in DAYS[:LATE_DAYS] for proposal in overdue)
    load = Counter(planned) + Counter(proposal.day for proposal in overdue)
    for proposal in overdue:
        assert load[proposal.day] <= 1 + min(load[day] for day in DAYS[:LATE_DAYS])


def test_what_is_late_comes_first_what_binds_most_before_what_is_longest_overdue() -> None:
    needs = [
        need("a", 2),
        need("b", -5),
        need("c", -30, basis="practice"),
        need("d", -9),
        need("e", -2, basis="statute"),
    ]
    proposals = spread(needs, DAYS, {})
    assert [proposal.need.case_ref for proposal in proposals] == ["e", "d", "b", "c", "a"]
    assert [proposal.day for proposal in proposals if proposal.late] == DAYS[:4]
    assert proposals[4].day not in DAYS[:2]


def test_what_is_late_goes_to_the_least_busy_day_first() -> None:
    planned = dict.fromkeys(DAYS[:LATE_DAYS], 1) | {DAYS[0]: 2, DAYS[4]: 0, DAYS[LATE_DAYS]: 0}
    found = days_of(spread([need(f"{n}", n - 30) for n in range(3)], DAYS, planned))
    assert found == {"0": DAYS[4], "1": DAYS[1], "2": DAYS[2]}
    many = spread([need(f"{n:02}", -30) for n in range(2 * LATE_DAYS)], DAYS, {})
    assert Counter(proposal.day for proposal in many) == dict.fromkeys(DAYS[:LATE_DAYS], 2)


def test_what_is_late_is_not_put_after_the_conversation_that_is_planned() -> None:
    days = working_days(date(2026, 12, 21), date(2027, 1, 31)).for_conversations
    planned = days[8]
    assert (planned - days[0]).days > SOON_DAYS
    waiting = need("a", -5, planned=planned, taken=frozenset({planned}))
    [found] = spread([waiting], days, dict.fromkeys(days[:9], 3))
    assert found.day == days[0]


def test_a_forecast_of_a_few_days_spreads_what_is_late_over_those() -> None:
    found = spread([need(f"{n}", -30) for n in range(4)], DAYS[:2], {})
    assert Counter(proposal.day for proposal in found) == {DAYS[0]: 2, DAYS[1]: 2}


def test_a_late_case_keeps_the_conversation_that_is_planned() -> None:
    coming = DAYS[3]
    [found] = spread([need("a", -5, planned=coming, taken=frozenset({coming}))], DAYS, {coming: 1})
    assert (found.day, found.stays, found.late) == (coming, True, True)


def test_a_late_case_does_not_wait_for_one_that_is_planned_far_ahead() -> None:
    for days, waits in ((SOON_DAYS, True), (SOON_DAYS + 1, False)):
        coming = MONDAY + timedelta(days=days)
        [found] = spread([need("a", -5, planned=coming, taken=frozenset({coming}))], DAYS, {coming: 1})
        assert (found.day, found.stays, found.late) == (coming if waits else MONDAY, waits, True)


def test_a_deadline_on_a_weekend_before_any_working_day_is_late_on_monday() -> None:
    [found] = spread([need("a", -1)], DAYS, {})
    assert (found.day, found.late) == (MONDAY, True)


def test_what_binds_most_gets_the_earlier_of_two_days() -> None:
    found = days_of(spread([need("a", 1, basis="target"), need("b", 1, basis="statute")], DAYS, {}))
    assert (found["b"], found["a"]) == (DAYS[0], DAYS[1])


def test_a_case_never_has_two_conversations_on_one_day() -> None:
    parts = [need("a", -3), need("a", 2), need("a", 9, 3)]
    days = [proposal.day for proposal in spread(parts, DAYS, {})]
    assert len(set(days)) == 3
    both = spread([need("a", -3), need("a", 0)], DAYS, {})  # Monday is all that either has
    assert [(proposal.day, proposal.late) for proposal in both] == [(DAYS[0], True), (DAYS[1], True)]
    [found] = spread([need("a", 1, taken=frozenset({DAYS[1]}))], DAYS, {DAYS[1]: 1})
    assert found.day == DAYS[0]


def test_what_has_time_is_neither_held_at_once_nor_put_off_to_its_last_day() -> None:
    [found] = spread([need("a", 30)], DAYS, {})
    assert SLACK_DAYS <= (found.need.deadline - found.day).days <= SLACK_DAYS + 4


def test_conversations_with_the_same_time_go_to_different_weeks() -> None:
    days = sorted(
        proposal.day.isocalendar().week for proposal in spread([need(f"{n}", 27) for n in range(3)], DAYS, {})
    )
    assert all(a < b for a, b in pairwise(days))


@pytest.mark.parametrize(
    ("year", "free", "works"),
    [
        (2023, date(2023, 5, 5), date(2023, 5, 4)),  # Great Prayer Day, for the last time
        (2024, date(2024, 5, 9), date(2024, 4, 26)),  # what would have been Great Prayer Day
        (2026, date(2026, 4, 2), date(2026, 4, 1)),  # Maundy Thursday
        (2026, date(2026, 4, 6), date(2026, 6, 5)),  # Easter Monday; Constitution Day is a half-holiday
        (2026, date(2026, 12, 25), date(2026, 12, 24)),
        (2026, date(2026, 5, 14), date(2026, 5, 1)),
    ],
)
def test_danish_holidays(year: int, free: date, works: date) -> None:
    found = working_days(date(year, 1, 1), date(year, 12, 31))
    assert free in found.holidays and free not in found.days
    assert works in found.days and works not in found.holidays
    assert not any(day.weekday() >= 5 for day in (*found.days, *found.holidays, *found.half_holidays))


def test_the_days_that_many_have_off_are_known_by_name_and_no_days_for_conversations() -> None:
    found = working_days(date(2026, 12, 20), date(2027, 1, 3))
    assert found.half_holidays == {date(2026, 12, 24): "Christmas Eve", date(2026, 12, 31): "New Year's Eve"}
    assert not set(found.half_holidays) & set(found.for_conversations)
    assert working_days(date(2026, 12, 31), date(2027, 1, 3)).for_conversations == [date(2026, 12, 31)]
    choose_language("da")
    assert working_days(date(2026, 12, 20), date(2027, 1, 3)).holidays == {
        date(2026, 12, 25): "Juledag", date(2027, 1, 1): "Nytårsdag",
    }  # fmt: skip


def test_the_first_working_day_over_easter() -> None:
    assert first_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert first_working_day(date(2026, 4, 1)) == date(2026, 4, 1)
