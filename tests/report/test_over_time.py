"""The report of a caseload over time: which days are measured, and that each is measured as if it were the day."""

from datetime import date

import pytest
from support import DAY, empty_caseload, fill

from kontant.errors import NotFound
from kontant.report.benchmark import SECTIONS, benchmarks
from kontant.report.measuring import BY
from kontant.report.over_time import Asked, Reported, evenly, reported, series, trend_days
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters


@pytest.fixture(scope="module")
def parameters() -> Parameters:
    return load(None, today=DAY)


@pytest.fixture
def of_sample(sample, parameters):
    def report(**asked) -> Reported:
        return reported(sample, parameters, Asked(**{"day": DAY, **asked}))

    return report


def test_days_of_a_trend_are_a_month_apart_and_end_on_the_day() -> None:
    assert trend_days(date(2026, 3, 31), 3) == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert trend_days(DAY, 0) == []
    assert len(trend_days(DAY, 24)) == 24


def test_every_point_is_what_a_report_of_its_day_says(of_sample) -> None:
    for point in of_sample(points=3).trend:
        assert of_sample(day=point.day).now.results == point.results


def test_an_earlier_day_is_what_a_report_of_it_says(of_sample) -> None:
    then = date(2025, 11, 22)
    assert of_sample(then=then).then == of_sample(day=then).now


def test_nothing_more_is_measured_than_was_asked_for(of_sample) -> None:
    found = of_sample(sections=("contact",))
    assert (found.then, found.trend, found.capacity, found.now.groups) == (None, (), None, ())
    assert found.sections() == ["contact"]
    assert {figure.section for figure in found.figures()} == {"contact"}
    assert of_sample().sections() == list(SECTIONS)
    assert [figure.id for figure in of_sample().figures()] == list(benchmarks())


def test_a_series_has_a_gap_where_nothing_could_be_told(of_sample) -> None:
    trend = of_sample(points=3).trend
    assert series(trend, "statements.mean") == [None, None, None]
    assert all(value is not None for value in series(trend, "seniority.mean"))


ALL_AT_ONCE = [
    {"then": date(2019, 6, 30), "points": 3},
    {"everyone": True, "points": 14},
    *({"by": by, "everyone": by != "track", "min_group": 1 + 4 * (by == "age")} for by in BY),
]


@pytest.mark.parametrize("asked", ALL_AT_ONCE, ids=str)
def test_a_large_caseload_is_measured_in_parts_to_the_same_digit(edges, parameters, monkeypatch, asked) -> None:
    whole = reported(edges, parameters, Asked(DAY, **asked))
    assert whole.now.cases > 20 and whole.capacity is not None
    monkeypatch.setattr("kontant.report.measuring_reading.LARGE_WORK", 1)
    monkeypatch.setattr("kontant.report.capacity_reading.LARGE_CASELOAD", 1)
    for processors in (2, 3):
        monkeypatch.setattr("kontant.report.in_parts.processors", lambda count=processors: count)
        assert reported(edges, parameters, Asked(DAY, **asked)) == whole


def test_a_caseworker_is_met_in_whichever_part(tmp_path, parameters, monkeypatch) -> None:
    path = empty_caseload(tmp_path)
    for ref, who in (("A-1", "ab"), ("B-1", "cd"), ("C-1", "cd")):
        fill(path, "cases", case_ref=ref, name="Person", opened="2010-01-01")
        fill(path, "assignments", case_ref=ref, role="coordinator", start="2010-01-01", caseworker=who)
    monkeypatch.setattr("kontant.report.measuring_reading.LARGE_WORK", 1)
    monkeypatch.setattr("kontant.report.in_parts.processors", lambda: 3)
    assert [reported(path, parameters, Asked(DAY, caseworker=who)).now.cases for who in ("ab", "CD")] == [1, 2]
    with pytest.raises(NotFound, match=r"there are: ab, cd$"):
        reported(path, parameters, Asked(DAY, caseworker="ef"))


def test_of_one_caseworker_only_their_cases(of_sample) -> None:
    whole = of_sample(by="caseworker", min_group=1, everyone=True)
    who = next(group.key for group in whole.now.groups if group.key is not None)
    size = next(group.cases for group in whole.now.groups if group.key == who)
    own = of_sample(caseworker=str(who).lower(), everyone=True, points=2, then=date(2005, 1, 1))
    assert own.now.cases == size
    assert own.then is not None and own.then.cases == 0, "nobody then is no mistake"
    assert own.capacity is not None and [each.cases for each in own.capacity.caseloads] == [size]


def test_a_caseworker_whom_nobody_is_called_is_refused(of_sample) -> None:
    with pytest.raises(NotFound, match="coordinates none"):
        of_sample(caseworker="nobody-at-all")


def test_caseworkers_have_one_number_all_over_the_report(of_sample) -> None:
    from kontant.model.vocabulary import folded
    from kontant.report.capacity import capacity_table

    found = of_sample(by="caseworker", min_group=1, everyone=True)
    assert found.capacity is not None
    names, table = found.names, capacity_table(found.capacity)
    for own, row in zip(found.capacity.caseloads, table.rows, strict=True):
        if own.caseworker is not None:
            assert names[folded(own.caseworker)] == row[0]
    assert sorted(names.values()) == list(range(1, len(names) + 1))


@pytest.mark.parametrize("by", [None, *BY])
def test_every_case_is_in_one_part_of_a_distribution(edges, parameters, by: str | None) -> None:
    found = reported(edges, parameters, Asked(DAY, everyone=True, by=by, min_group=1)).now
    every = [found.results, *(group.results for group in found.groups)]
    told = [results[each.id] for results in every for each in benchmarks().values() if each.kind == "distribution"]
    told = [result for result in told if result.values is not None]
    assert len(told) >= 3 * len(every)
    for result in told:
        assert sum(value or 0 for value in (result.values or {}).values()) == pytest.approx(100)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (5, [5]), (6, [3, 3]), (13, [5, 5, 3]), (11, [4, 4, 3])]
)
def test_lines_are_shared_out_evenly_among_charts(count: int, sizes: list[int]) -> None:
    figures = list(benchmarks().values())[:count]
    parts = evenly(figures, 5)
    assert [len(part) for part in parts] == sizes
    assert [figure for part in parts for figure in part] == figures
