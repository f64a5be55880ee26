"""A caseload by groups: who is in which, and that nobody can be made out, also not by subtraction."""

import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.model.timeline import Timeline
from kontant.report.benchmark import benchmarks
from kontant.report.figures.catalogue import FIGURES
from kontant.report.figures.counting import Counting
from kontant.report.figures.groups import merged
from kontant.report.figures.withholding import shown, withheld
from kontant.report.measuring import BY, Measured, Result, measure, measured
from kontant.rules.law import Law
from kontant.rules.parameter_file import load

from .figure_cases import a_case

DAY = date(2026, 11, 22)
LAW = Law(load(), DAY)
LONG_AGO = date(2010, 1, 1)


def cases(count: int, **entry) -> list[Timeline]:
    return [a_case(**{"opened": LONG_AGO, **entry}) for _ in range(count)]


def groups(found: Measured) -> list[tuple]:
    return [(group.key, group.merged, group.cases) for group in found.groups]


@pytest.mark.parametrize(
    ("sizes", "least", "expected"),
    [
        ([9, 9], 5, set()),
        ([9, 5], 5, set()),
        ([9, 4], 5, {0, 1}),
        ([9, 3, 2], 5, {1, 2}),
        ([9, 7, 3, 1], 5, {1, 2, 3}),
        ([3], 5, {0}),
        ([2, 1], 5, {0, 1}),
        ([2, 1], 1, set()),
        ([], 5, set()),
    ],
)
def test_small_groups_become_one_and_the_smallest_of_the_others_joins(sizes, least: int, expected: set[int]) -> None:
    assert merged(sizes, least) == expected


@pytest.mark.parametrize(
    ("people", "elsewhere", "expected"),
    [
        ([9, 9], 0, set()),
        ([9, 0], 0, set()),
        ([9, 8, 4], 0, {1, 2}),
        ([9, 8, 4, 0], 0, {1, 2, 3}),
        ([3, 2, 9], 0, {0, 1}),
        ([3, 0, 0], 0, {0, 1, 2}),
        ([9, 8], 2, {1}),
        ([9, 8], 5, set()),
        ([9, 4], 1, {1}),
        ([9, 3], 1, {0, 1}),
    ],
)
def test_small_cells_are_withheld_with_whatever_would_tell_of_them(people, elsewhere: int, expected) -> None:
    assert withheld(people, elsewhere, 5) == expected


def test_groups_stand_in_the_order_of_their_codes_and_the_small_ones_last_as_one() -> None:
    found = measure([*cases(5, track="exempt"), *cases(6), *cases(7, track="rehabilitation")], LAW, by="track")
    assert groups(found) == [("job", (), 6), ("rehabilitation", (), 7), ("exempt", (), 5)]
    found = measure([*cases(4, track="exempt"), *cases(6), *cases(7, track="rehabilitation")], LAW, by="track")
    assert groups(found) == [("rehabilitation", (), 7), (None, ("job", "exempt"), 10)]
    assert found.groups[1].results["plan.cv"].missing == ("cv",)


@pytest.mark.parametrize(
    ("by", "odd", "telling"),
    [
        ("track", {"track": "exempt"}, {"track"}),
        ("seniority", {"opened": date(2020, 1, 1)}, {"seniority.mean", "seniority.over_10", "seniority.long_term"}),
        (
            "challenges",
            {"challenges": ["physical", "mental"]},
            {"challenges.several", "challenges.four_or_more", "challenges.by_kind"},
        ),
    ],
)
def test_groups_put_together_do_not_tell_what_they_were_divided_by(by: str, odd, telling: set[str]) -> None:
    """Of ten put together, forty percent on one track would be the four whom the merger hides."""
    plain = {"challenges": ["physical"], "cv_registered": LONG_AGO}
    others = cases(7, **{**plain, "track": "rehabilitation", "challenges": [*"abc"], "opened": date(2018, 1, 1)})
    found = measure([*cases(4, **{**plain, **odd}), *cases(6, **plain), *others], LAW, by=by)
    together = next(group for group in found.groups if group.merged)
    assert together.cases == 10
    assert {figure for figure, result in together.results.items() if result.withheld} == telling
    assert together.results["plan.cv"].value == 100
    assert not any(result.withheld for group in found.groups if not group.merged for result in group.results.values())


def test_a_category_with_a_base_of_its_own_is_a_cell_of_its_own() -> None:
    """Two people with two kinds of challenge among ten of one track: their share is nowhere, nor is it the rest."""
    absent = {"absences": ["2026-05-05 offer"]}
    one, two, three = ({"challenges": [*"abc"][:count]} for count in (1, 2, 3))
    job = [*cases(8, **one), *cases(2, **two, **absent)]
    exempt = [*cases(6, **one, track="exempt"), *cases(7, **two, track="exempt")]
    others = [*cases(9, **one, track="rehabilitation", **absent), *cases(9, **three, track="rehabilitation")]
    found = measure([*job, *exempt, *others], LAW, by="track")
    cells = {group.key: group.results["challenges.unstable_by_count"] for group in found.groups}
    assert found.results["challenges.unstable_by_count"].ns == {"1": 23, "2": 9, "3": 9, "4+": 0}
    # The seven would tell of the two, and so would the eight of their own group, whose total other figures tell.
    assert cells["job"] == Result("challenges.unstable_by_count", withheld=True)
    assert cells["exempt"].ns == {"1": 6, "2": None, "3": 0, "4+": 0}
    shown = cells["rehabilitation"]
    assert (shown.ns, shown.n) == ({"1": 9, "2": None, "3": 9, "4+": 0}, 18)
    assert shown.values == {"1": 100, "2": None, "3": 0, "4+": None}
    assert shown.intervals is not None and shown.intervals["2"] is None


def test_a_caseload_too_small_for_any_group_tells_nothing_of_them() -> None:
    found = measure([*cases(2), *cases(2, track="exempt")], LAW, by="track")
    assert groups(found) == [(None, ("job", "exempt"), None)]
    assert all(result == Result(figure, withheld=True) for figure, result in found.groups[0].results.items())
    assert found.results["track"].n == 4
    assert groups(measure(cases(2), LAW, by="track", min_group=1)) == [("job", (), 2)]


def test_a_group_without_cases_of_the_population_is_no_group_but_counts_where_its_cases_do() -> None:
    """Two new cases on their own track would be told by the total of the activity-ready: a cell goes with them."""
    new = cases(2, track="exempt", opened=date(2025, 1, 1))
    found = measure([*cases(6), *cases(7, track="rehabilitation"), *new], LAW, by="track")
    assert groups(found) == [("job", (), 6), ("rehabilitation", (), 7)]
    assert found.results["seniority.long_term"].n == 15
    cells = {group.key: group.results["seniority.long_term"] for group in found.groups}
    assert (cells["job"].withheld, cells["rehabilitation"].n) == (True, 7)
    assert not any(group.results["seniority.over_10"].withheld for group in found.groups)


def test_a_cell_is_withheld_though_its_group_is_large() -> None:
    exempt = {"exemptions": ["activation 2026-01-01 .."]}
    found = measure([*cases(4), *cases(2, **exempt), *cases(9, track="exempt", **exempt)], LAW, by="track")
    assert groups(found) == [("job", (), 6), ("exempt", (), 9)]
    job, others = (group.results for group in found.groups)
    assert (job["exempt.any"].n, job["exempt.any"].withheld) == (6, False)
    # Two of the one track and nine of the other were exempt: the nine would tell of the two.
    assert job["exempt.general_reason"] == Result("exempt.general_reason", missing=("explanations",))
    assert (job["exempt.health"].value, others["exempt.health"].value) == (pytest.approx(100 / 3), 100)
    explained = {"exemptions": [{"exemption": "activation 2026-01-01 ..", "explanation": "Helbred"}]}
    found = measure([*cases(4), *cases(2, **explained), *cases(9, track="exempt", **explained)], LAW, by="track")
    cells = [group.results["exempt.general_reason"] for group in found.groups]
    assert cells == [Result("exempt.general_reason", withheld=True)] * 2
    assert found.results["exempt.general_reason"].n == 11


def test_what_nobody_in_a_group_has_is_nought_and_what_nobody_has_is_missing() -> None:
    found = measure([*cases(5, cv_registered=LONG_AGO), *cases(5, track="exempt")], LAW, by="track")
    assert [group.results["plan.cv"].value for group in found.groups] == [100, 0]
    assert {group.results["paid_work.any"].missing for group in found.groups} == {("paid_work",)}


def test_figures_of_caseworkers_are_not_divided() -> None:
    found = measure(cases(6, assignments=["ab 2020-01-01 .."]), LAW, by="caseworker")
    assert found.results["caseload.mean"].value == 6
    assert found.groups[0].results["caseload.mean"] == Result("caseload.mean", missing=("not_by_group",))


def test_caseworkers_are_one_however_written_and_stand_by_size_as_most_cases_write_them() -> None:
    ab = [*cases(3, assignments=["AB 2020-01-01 .."]), *cases(2, assignments=["ab 2020-01-01 .."])]
    found = measure([*cases(5), *ab, *cases(6, assignments=["cd 2020-01-01 .."])], LAW, by="caseworker")
    assert groups(found) == [("cd", (), 6), ("AB", (), 5), (None, (), 5)]
    few = measure([*cases(2), *ab[1:3], *cases(6, assignments=["cd 2020-01-01 .."])], LAW, by="caseworker")
    assert groups(few) == [(None, ("cd", "AB", None), 10)]


@pytest.mark.parametrize(
    ("by", "entry", "key"),
    [
        ("seniority", {"benefits": ["cash_benefit 2021-11-22 .."]}, "5-7"),
        ("seniority", {"benefits": ["cash_benefit 2016-11-22 .."]}, "10+"),
        ("age", {"born": DAY.replace(year=2001)}, "25-29"),
        ("age", {"born": DAY.replace(year=2001) + timedelta(days=1)}, "<25"),
        ("age", {}, None),
        ("gender", {"gender": "female"}, "female"),
        ("gender", {}, None),
        ("challenges", {}, "0"),
        ("challenges", {"challenges": ["physical", "mental", "social"]}, "3"),
        ("challenges", {"challenges": ["physical", "mental", "social", "family", "other"]}, "4+"),
        ("caseworker", {"assignments": ["ab 2020-01-01 .. 2026-11-21"]}, None),
        ("caseworker", {"assignments": ["ab 2020-01-01 .. 2026-11-22"]}, "ab"),
    ],
)
def test_a_case_is_in_its_group(by: str, entry, key) -> None:
    assert groups(measure(cases(1, **entry), LAW, by=by, min_group=1)) == [(key, (), 1)]


def test_the_unknown_come_last_and_the_youngest_first() -> None:
    born = [None, date(1950, 1, 1), date(2005, 1, 1), date(1999, 1, 1)]
    drawn = [a_case(opened=LONG_AGO, **({"born": day} if day else {})) for day in born]
    assert [group.key for group in measure(drawn, LAW, by="age", min_group=1).groups] == ["<25", "25-29", "60+", None]


DRAWN = st.builds(
    lambda track, long, sex, challenges, offer, exempt, cv, who, away: a_case(
        opened=LONG_AGO if long else date(2025, 1, 1),
        track=track,
        gender=sex,
        challenges=challenges,
        offers=["guidance 2026-01-01 .. 2026-03-01"] if offer else [],
        exemptions=["activation 2026-05-01 .. 2026-06-01"] if exempt else [],
        assignments=[f"{who} 2020-01-01 .."] if who else [],
        absences=["2026-05-05 offer"] if away else [],
        **({"cv_registered": LONG_AGO} if cv else {}),
    ),
    st.sampled_from(["job", "job", "rehabilitation", "exempt"]),
    st.sampled_from([True, True, False]),
    st.sampled_from(["female", "male", None]),
    st.sampled_from([(), ("physical",), ("mental", "social"), ("physical", "mental", "social", "family")]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["ab", "AB", "cd", None]),
    st.booleans(),
)


@given(st.lists(DRAWN, max_size=24), st.sampled_from(BY), st.booleans(), st.integers(1, 7))
def test_nobody_can_be_made_out_from_what_is_published(drawn, by: str, everyone: bool, least: int) -> None:
    """In no figure do the people behind what is unpublished come to fewer than asked for; nor do the groups' cases."""
    found = measure(drawn, LAW, by=by, everyone=everyone, min_group=least)
    told = [group.cases for group in found.groups if group.cases is not None]
    hidden = found.cases - sum(told)
    assert all(cases >= least for cases in told)
    assert hidden == 0 or (not told and found.cases < least)
    open_to_view = {each.key for each in found.groups if not each.merged}
    assert not open_to_view & {key for each in found.groups for key in each.merged if key is not None}
    for figure in FIGURES:
        cells = [group.results[figure] for group in found.groups]
        if found.results[figure].ns is not None:
            continue
        shown = [cell for cell in cells if not cell.withheld]
        assert all(cell.people == 0 or cell.people >= least for cell in shown)
        assert all(cell == Result(figure, withheld=True) for cell in cells if cell.withheld)
        unpublished = found.results[figure].people - sum(cell.people for cell in shown)
        if any(cell.withheld for cell in cells):
            # Fewer only where the figure has no more people in all: then no cell at all is shown.
            assert unpublished >= least or not shown
        elif any(cell.people for cell in shown):
            assert unpublished == 0 or unpublished >= least


@given(st.lists(DRAWN, max_size=30), st.sampled_from(BY), st.booleans(), st.integers(1, 7))
def test_nor_from_a_category_with_a_base_of_its_own(drawn, by: str, everyone: bool, least: int) -> None:
    """Neither across the groups, nor within one, whose own total another figure tells."""
    found = measure(drawn, LAW, by=by, everyone=everyone, min_group=least)
    whole = found.results["challenges.unstable_by_count"]
    cells = [group.results["challenges.unstable_by_count"] for group in found.groups]
    for category in whole.ns or ():
        bases = [0 if cell.missing else cell.ns[category] if cell.ns else None for cell in cells]
        published = [base for base in bases if base is not None]
        assert all(base == 0 or base >= least for base in published)
        left = whole.ns[category] - sum(published)
        assert left == 0 or left >= least or not any(published)
    for group, cell in zip(found.groups, cells, strict=True):
        several = group.results["challenges.several"]
        if cell.ns is None or several.withheld or several.missing:
            continue
        left = several.people - sum(base or 0 for base in cell.ns.values())
        assert left == 0 or left >= least
        assert (cell.n, cell.people) == (several.people - left, several.people - left)
        assert all((cell.values[name] is None) == (not base) for name, base in cell.ns.items())


@given(
    st.integers(1, 5).flatmap(lambda wide: st.lists(st.lists(st.integers(0, 12), min_size=wide, max_size=wide))),
    st.integers(1, 8),
    st.sets(st.integers(0, 3), max_size=2),
)
def test_cells_by_category_leave_nobody_or_enough(bases: list[list[int]], least: int, apart: set[int]) -> None:
    """Of any table of people by group and category, as the figure of the challenges is one."""
    groups = [_of(dict(zip("abcde", row, strict=False))) for row in bases]
    if not groups:
        return
    whole = {name: sum(group.ns[name] for group in groups) for name in groups[0].ns}
    apart &= set(range(len(groups)))
    told = shown([{group.id: group} for group in groups], {groups[0].id: _of(whole)}, least, "challenges", apart)
    cells = [each["challenges.unstable_by_count"] for each in told]
    assert not any(cells[place].people for place in apart)
    for name, total in whole.items():
        published = [cell.ns[name] for cell in cells if cell.ns and cell.ns[name] is not None]
        assert all(not base or base >= least for base in published)
        assert total - sum(published) == 0 or total - sum(published) >= least or not any(published)
    for group, cell in zip(groups, cells, strict=True):
        left = group.people - cell.people
        assert left == 0 or left >= least or not cell.people


def _of(ns: dict[str, int]) -> Result:
    """A figure of so many people in each category, all of whom say yes."""
    n = sum(ns.values())
    values = {name: 100.0 if base else None for name, base in ns.items()}
    intervals = dict.fromkeys(ns, (0.0, 100.0))
    return Result("challenges.unstable_by_count", values=values, n=n, ns=ns, people=n, intervals=intervals)


@given(st.lists(DRAWN, max_size=24), st.sampled_from(BY), st.integers(2, 7))
def test_groups_put_together_tell_nothing_of_what_divides_them(drawn, by: str, least: int) -> None:
    found = measure(drawn, LAW, by=by, everyone=True, min_group=least)
    for group in found.groups:
        for figure, result in group.results.items():
            if group.merged and benchmarks()[figure].theme == by:
                assert result.withheld or result.missing


@given(st.lists(DRAWN, min_size=1, max_size=16), st.sampled_from(BY))
def test_with_nothing_to_hide_the_groups_add_up_to_the_whole(drawn, by: str) -> None:
    found = measure(drawn, LAW, by=by, everyone=True, min_group=1)
    assert sum(group.cases or 0 for group in found.groups) == found.cases == found.cases_open
    for figure, whole in found.results.items():
        cells = [group.results[figure] for group in found.groups]
        if not figure.startswith("caseload."):
            assert (sum(cell.n for cell in cells), sum(cell.people for cell in cells)) == (whole.n, whole.people)
        assert not any(cell.withheld for cell in cells)


@given(st.lists(DRAWN, max_size=16), st.data(), st.sampled_from(BY), st.booleans(), st.integers(1, 5))
def test_parts_counted_apart_are_the_whole_in_whatever_order(drawn, data, by: str, everyone: bool, least: int) -> None:
    """As when several processes count a range of cases each: pickled, added up, and the same to the last digit."""
    cut = data.draw(st.integers(0, len(drawn)))
    whole, first, last = (Counting(LAW, everyone=everyone, by=by) for _ in range(3))
    for counting, part in ((whole, drawn), (first, drawn[:cut]), (last, drawn[cut:])):
        for t in part:
            counting.add(t)
    first.count += pickle.loads(pickle.dumps(last.count))
    assert measured(first, least) == measured(whole, least)
    assert first.count.spellings.sizes() == whole.count.spellings.sizes()
    assert measure(reversed(drawn), LAW, everyone=everyone).results == measured(whole, least).results
