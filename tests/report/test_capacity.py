"""Caseloads side by side: a small one worked by hand, the limits of what is recommended, and sums that must agree."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.model.timeline import Assignment, Case, Conversation, Timeline
from kontant.report.capacity import DAYS_AHEAD, Tally, beside, capacity, capacity_table, weighed
from kontant.report.capacity_reading import capacity_of
from kontant.report.tables import as_json, as_sheet
from kontant.rules.evaluate import Evaluator
from kontant.rules.law import Law
from kontant.rules.parameter_file import load

DAY = date(2026, 11, 22)
LAW = Law(load(), DAY)
# One rule alone, so that each deadline can be reckoned by hand: three months after the last conversation.
RULES = Evaluator(load(), DAY, DAYS_AHEAD, ["conversation-due"])
HEAD = Case("r", "Anna", None, date(1980, 1, 1), None, date(2020, 1, 1), None, None, "job_ready", "job", "", None)


def a_case(caseworker: str | None, last: date, **head) -> Timeline:
    held = Conversation(last, "job", "held", None, None)
    assigned = [Assignment("coordinator", date(2020, 1, 1), caseworker, None)] if caseworker else []
    return Timeline(HEAD._replace(**head), conversations=[held], assignments=assigned)


TODAY, LAST_DAY = date(2026, 8, 22), date(2026, 9, 20)  # due on the day itself, and 28 days after it
BEYOND, PASSED = date(2026, 9, 21), date(2026, 8, 21)  # due in 29 days, and yesterday
CASES = [
    a_case("lbh", TODAY),
    a_case("lbh", LAST_DAY, birth_date=date(1996, 11, 23)),  # 29 years old until tomorrow
    a_case("lbh", PASSED, birth_date=date(1996, 11, 22)),  # 30 today
    a_case("mkj", BEYOND, birth_date=None),
    a_case("MKJ", LAST_DAY),
    a_case("MKJ", PASSED),
    a_case("eva", BEYOND, birth_date=date(2000, 1, 1)),
    a_case(None, TODAY),
]


def test_a_caseload_worked_by_hand() -> None:
    found = capacity(CASES, RULES)
    assert (found.day, found.cases_open) == (DAY, 8)
    # Three deadlines within four weeks in the seven cases that somebody coordinates.
    assert found.due_per_case == pytest.approx(3 / 7)
    rows = {load.caseworker: load for load in found.caseloads}
    # Initials differ in their letters alone: one caseworker, spelled as most often.
    assert list(rows) == ["MKJ", "lbh", "eva", None]
    assert rows["lbh"][1:] == (3, 1, (40, 55), 1, 2, 4.7, "below", "below")  # 3 x (2/3) / (3/7) = 14/3
    assert rows["MKJ"][1:] == (3, 0, (40, 55), 1, 1, 2.3, "below", "below")  # 3 x (1/3) / (3/7) = 7/3
    # All of hers are under 30, and nothing of hers is due.
    assert rows["eva"][1:] == (1, 1, (35, 50), 0, 0, 0.0, "below", "below")
    assert rows[None][1:] == (1, 0, None, 0, 1, None, None, None)


def tally(**counts: tuple[int, int]) -> Tally:
    """Cases and what is due in them, by caseworker; ``nobody`` is none."""
    found = Tally()
    for who, (cases, due) in counts.items():
        name = None if who == "nobody" else who
        found.counts[name] = Counter(cases=cases, due=due)
        if name:
            for _case in range(cases):
                found.spellings.look(name)
    return found


def test_a_caseload_of_many_deadlines_weighs_more_than_a_larger_calm_one() -> None:
    # Half a deadline in a case on average: 40 x 0.75 / 0.5 = 60, and 60 x (1/3) / 0.5 = 40.
    found = weighed(tally(a=(40, 30), b=(60, 20), nobody=(5, 99)), LAW)
    assert found.due_per_case == 0.5
    told = [(load.caseworker, load.beside, load.weighted, load.weighted_beside) for load in found.caseloads]
    assert told == [("b", "above", 40.0, "within"), ("a", "within", 60.0, "above"), (None, None, None, None)]


def test_where_nothing_is_due_all_cases_weigh_alike() -> None:
    found = weighed(tally(a=(40, 0), b=(10, 0)), LAW)
    assert (found.due_per_case, [load.weighted for load in found.caseloads]) == (0, [40.0, 10.0])


def test_without_cases_or_without_caseworkers() -> None:
    assert capacity([], RULES).caseloads == []
    found = weighed(tally(nobody=(2, 1)), LAW)
    assert (found.due_per_case, found.cases_open) == (None, 2)


@pytest.mark.parametrize(
    ("cases", "standing"), [(39, "below"), (40, "within"), (55, "within"), (55.1, "above"), (56, "above")]
)
def test_beside_the_recommended_range(cases: float, standing: str) -> None:
    assert beside(cases, (40, 55)) == standing
    assert beside(cases, None) is None


def test_on_a_day_before_the_recommendation_there_is_none() -> None:
    (one,) = weighed(tally(a=(60, 1)), Law(load(), date(2016, 11, 21))).caseloads
    assert (one.recommended, one.beside, one.weighted_beside) == (None, None, None)


def test_in_exports_caseworkers_are_numbers_unless_named() -> None:
    found = weighed(tally(a=(40, 30), b=(60, 20), nobody=(5, 0)), LAW)
    assert [row["caseworker"] for row in as_json(capacity_table(found))] == [1, 2, None]
    assert as_json(capacity_table(found, identified=True))[0] == {
        "caseworker": "b",
        "cases": 60,
        "under_30": 0,
        "recommended": [40, 55],
        "deadlines_overdue": 0,
        "deadlines_due": 20,
        "weighted": 40.0,
        "beside_recommended": "above",
        "beside_weighted": "within",
    }
    assert as_sheet("x", capacity_table(found)).rows[0] == [
        "Caseworker 1", 60, 0, "40–55", 0, 20, 40.0, "above", "within",
    ]  # fmt: skip


loads = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.tuples(st.integers(1, 90), st.integers(0, 200)), min_size=1
)


@given(loads)
def test_the_weighted_numbers_add_up_to_the_cases(drawn: dict[str, tuple[int, int]]) -> None:
    found = weighed(tally(**drawn), LAW)
    weighted = [load.weighted for load in found.caseloads]
    assert sum(filter(None, weighted)) == pytest.approx(found.cases_open, abs=0.05 * len(weighted) + 1e-9)


@given(st.lists(st.sampled_from(CASES)), st.lists(st.sampled_from(CASES)))
def test_parts_counted_apart_are_the_whole(some: list[Timeline], others: list[Timeline]) -> None:
    whole = Tally().count(some, RULES)
    whole.add(Tally().count(others, RULES))
    assert weighed(whole, RULES.law) == capacity([*some, *others], RULES)


def test_a_large_file_is_read_in_parts(edges, monkeypatch) -> None:
    rules = Evaluator(load(), DAY, DAYS_AHEAD)
    whole = capacity_of(edges, rules)
    assert sum(load.cases for load in whole.caseloads) == whole.cases_open > 200
    monkeypatch.setattr("kontant.report.capacity_reading.LARGE_CASELOAD", 1)
    monkeypatch.setattr("kontant.report.in_parts.processors", lambda: 2)
    assert capacity_of(edges, rules) == whole


def test_the_horizon_is_four_weeks() -> None:
    assert timedelta(days=DAYS_AHEAD) == timedelta(weeks=4)
