"""Every figure against a caseload that was worked out by hand (``tables/figures.toml``)."""

from datetime import date, timedelta

import pytest

from kontant.report.benchmark import benchmarks
from kontant.report.figures.catalogue import FIGURES
from kontant.report.figures.missing import NO_CASE, NOT_BY_GROUP, NOT_IN_FORCE, WORDS, published
from kontant.report.figures.wilson import wilson
from kontant.report.measuring import Measured, Result, case_answers, difference, differs, measure, missing_words
from kontant.rules.law import Law
from kontant.rules.parameter_file import load

from .figure_cases import DOCUMENT, a_case, worked_out

DAY = DOCUMENT["day"]
PARAMETERS = load()
EXPECTED = {id_: told for id_, told in DOCUMENT["expected"].items() if id_ != "by_category"}
BY_CATEGORY = DOCUMENT["expected"]["by_category"]
LONG_TERM = ["C01", "C02", "C03", "C04", "C06", "C07", "C08", "C09", "C10", "C11", "C12"]


def on(day: date) -> Law:
    return Law(PARAMETERS, day)


def parts(told: str) -> tuple[float, int, int]:
    """``2 / 5 of 3``: so many of so many units, of so many cases."""
    above, _, below = told.partition(" / ")
    n, _, people = below.partition(" of ")
    return float(above), int(n), int(people or n)


@pytest.fixture(scope="module")
def found() -> Measured:
    return measure(iter(worked_out()), on(DAY))


def test_every_figure_is_worked_out() -> None:
    assert {*EXPECTED, *BY_CATEGORY} == set(benchmarks()) == set(FIGURES)
    assert list(FIGURES) == list(benchmarks())


def test_the_cases_are_those_open_and_the_population_the_long_term_ones(found: Measured) -> None:
    assert (found.cases, found.cases_open, found.everyone, found.by, found.groups) == (11, 15, False, None, ())


@pytest.mark.parametrize("figure", EXPECTED)
def test_a_figure_is_as_worked_out(found: Measured, figure: str) -> None:
    above, n, people = parts(EXPECTED[figure])
    is_share = benchmarks()[figure].kind == "share"
    result = found.results[figure]
    assert (result.n, result.people, result.missing, result.withheld) == (n, people, (), False)
    assert result.value == pytest.approx((100 if is_share else 1) * above / n)
    assert result.interval == (wilson(int(above), n) if is_share else None)
    assert (result.values, result.intervals, result.ns) == (None, None, None)


@pytest.mark.parametrize("figure", BY_CATEGORY)
def test_a_figure_by_category_is_as_worked_out(found: Measured, figure: str) -> None:
    result, kind = found.results[figure], benchmarks()[figure].kind
    told = {code: parts(each) if each else None for code, each in BY_CATEGORY[figure].items()}
    factor = 1 if kind == "range" else 100
    values = {code: each and pytest.approx(factor * each[0] / each[1]) for code, each in told.items()}
    assert result.values == values and result.value is None and result.missing == ()
    assert list(result.values) == list(benchmarks()[figure].values)
    ns = {code: each[1] if each else 0 for code, each in told.items()}
    if kind in ("shares", "range"):
        assert (result.ns, result.n) == (ns, sum(ns.values()))
    else:
        assert set(ns.values()) == {result.n} and result.ns is None
    if kind == "range":
        assert (result.intervals, result.people) == (None, 12)
    else:
        intervals = {code: wilson(int(each[0]), each[1]) for code, each in told.items() if each}
        assert (result.intervals, result.people) == (intervals, result.n)


def test_what_each_case_answers_adds_up_to_the_shares_of_cases(found: Measured) -> None:
    answers = {t.case.case_ref: case_answers(t, on(DAY)) for t in worked_out() if t.case.case_ref in LONG_TERM}
    shares = [figure for figure in benchmarks().values() if figure.kind == "share"]
    assert all(set(each) == {figure.id for figure in shares} for each in answers.values())
    for figure in shares:
        said = [each[figure.id] for each in answers.values() if each[figure.id] is not None]
        result = found.results[figure.id]
        if result.n == result.people and FIGURES[figure.id].base == "population":
            assert (100 * sum(said) / len(said), len(said)) == (pytest.approx(result.value), result.n)
    units = {"C06": False, "C07": True, "C08": False, "C02": None}
    assert {ref: answers[ref]["offers.goal_concrete"] for ref in units} == units


@pytest.mark.parametrize(
    ("goals", "said"),
    [(("Kasse", "Lager"), True), (("", ""), False), (("Kasse", ""), None), (("", "Kasse"), None), (("Kasse",), True)],
)
def test_a_case_whose_offers_say_different_things_is_left_to_who_reads_it(goals, said) -> None:
    starts = ("2025-01-05", "2025-06-05")
    offers = [
        {"offer": f"guidance {start} .. {start}", "goal": goal} for start, goal in zip(starts, goals, strict=False)
    ]
    case = a_case(opened=date(2015, 1, 1), offers=offers)
    assert case_answers(case, on(DAY))["offers.goal"] is said


def test_of_everyone_the_base_is_every_open_case() -> None:
    """C05 and C13-C15 join, with 59, 12 and 11 months and none; of these only C05 has challenges."""
    found = measure(worked_out(), on(DAY), everyone=True)
    assert (found.cases, found.cases_open) == (15, 15)
    mean, over = found.results["seniority.mean"], found.results["seniority.over_10"]
    assert (mean.value, mean.n) == (pytest.approx((1270 + 59 + 12 + 11) / 12 / 14), 14)
    assert (over.value, over.n) == (pytest.approx(400 / 15), 15)
    assert found.results["challenges.several"].n == 11
    assert found.results["offers.passive_now"].n == 13
    assert found.results["seniority.long_term"] == measure(worked_out(), on(DAY)).results["seniority.long_term"]


def test_the_225_hour_rule_is_measured_while_it_is_in_force(found: Measured) -> None:
    after = measure(worked_out(), on(DAY + timedelta(days=1))).results
    of_the_rule = {figure for figure in FIGURES if figure.startswith("rule_225.")}
    assert {figure for figure in FIGURES if "rule_225_not_in_force" in after[figure].missing} == of_the_rule
    assert all(after[figure] == Result(figure, missing=("rule_225_not_in_force",)) for figure in of_the_rule)
    answers = case_answers(worked_out()[0], on(DAY + timedelta(days=1)))
    assert {answers[figure] for figure in of_the_rule} == {None}
    assert case_answers(worked_out()[0], on(DAY))["rule_225.exempt"] is True


X = "2024-05-10"
ONE_DAY_IN_W = [
    (date(2024, 5, 9), False),
    (date(2024, 5, 10), True),
    (date(2026, 5, 9), True),
    (date(2026, 5, 10), False),
]
MONTH_IN_W = [
    (date(2024, 4, 30), False),
    (date(2024, 5, 1), True),
    (date(2026, 5, 30), True),
    (date(2026, 5, 31), False),
]
EIGHT = [f"2024-05-10 {kind} held" for kind in ("job", "follow_up", "round_table")] + [
    f"2024-06-{day:02} job held" for day in range(11, 16)
]
EIGHTH = [(date(2024, 6, 14), False), (date(2024, 6, 15), True), (date(2026, 5, 9), True), (date(2026, 5, 10), False)]
PASSING = [
    ("contact.absence", {"absences": [f"{X} offer"]}, ONE_DAY_IN_W),
    ("contact.absence", {"conversations": [f"{X} other no_show"]}, ONE_DAY_IN_W),
    ("contact.enough", {"conversations": EIGHT}, EIGHTH),
    ("offers.any", {"offers": [f"guidance {X} .. {X}"]}, ONE_DAY_IN_W),
    ("offers.interrupted", {"offers": [f"guidance {X} .. {X} interrupted"], "absences": [f"{X} offer"]}, ONE_DAY_IN_W),
    ("company.any", {"offers": [f"wage_subsidy {X} .. {X} completed"]}, ONE_DAY_IN_W),
    ("paid_work.any", {"paid_work": ["2024-05: 1 hours"]}, MONTH_IN_W),
    ("coordination.any", {"notes": [f"{X} round_table"]}, ONE_DAY_IN_W),
    ("coordination.cross_sector", {"coordination": [f"{X} measure Egen læge"]}, ONE_DAY_IN_W),
    ("coordination.meetings", {"coordination": [f"{X} meeting Egen læge"]}, ONE_DAY_IN_W),
    ("coordination.round_table", {"conversations": [f"{X} round_table held"]}, ONE_DAY_IN_W),
    ("continuity.broker", {"assignments": [f"broker ab {X} .. {X}"]}, ONE_DAY_IN_W),
    ("continuity.mentor", {"assignments": [f"mentor ab {X} .. {X}"]}, ONE_DAY_IN_W),
    ("continuity.mentor", {"offers": [f"mentor {X} .. {X}"]}, ONE_DAY_IN_W),
    ("exempt.any", {"exemptions": [f"activation {X} .. {X}"]}, ONE_DAY_IN_W),
    ("exempt.health", {"exemptions": [f"activation {X} .. {X}"]}, ONE_DAY_IN_W),
    ("plan.updated", {"goals": ["sub Bus | 2020-01-01", f"job Kok | {X}"]}, ONE_DAY_IN_W),
    ("plan.updated", {"goals": [f"sub Bus | 2020-01-01 reached {X}"]}, ONE_DAY_IN_W),
]


@pytest.mark.parametrize(
    ("figure", "records", "day", "yes"),
    [(figure, records, day, yes) for figure, records, days in PASSING for day, yes in days],
)
def test_a_record_counts_from_its_day_until_the_window_has_passed_it(
    figure: str, records, day: date, yes: bool
) -> None:
    assert case_answers(a_case(opened=date(2015, 1, 1), **records), on(day))[figure] is yes


FROM_ITS_DAY = [
    ("plan.cv", {"cv_registered": date(2024, 5, 10)}, False, True),
    ("plan.job_goal", {"goals": [f"job Kok | {X}"]}, None, True),
    ("plan.sub_goal", {"goals": [f"sub Bus | 2020-01-01 reached {X}"]}, True, False),
    ("rule_225.exempt", {"exemptions": [f"hours_225 {X} .."]}, False, True),
    ("seniority.over_10", {"benefits": ["cash_benefit 2014-05-10 .."]}, False, True),
    ("seniority.long_term", {"benefits": ["cash_benefit 2019-05-10 .."]}, False, True),
    ("offers.passive_now", {"benefits": ["cash_benefit 2023-05-10 .."]}, None, True),
    ("offers.passive_now", {"offers": ["guidance 2023-01-01 .. 2023-05-10"]}, False, True),
    ("offers.passive_year", {"offers": ["guidance 2010-01-01 .. 2023-05-09"]}, False, True),
    ("offers.passive_year", {"exemptions": ["activation 2010-01-01 .. 2023-05-09"]}, False, True),
    ("offers.passive_year", {"paid_work": ["2023-05: 1 hours"], "opened": date(2023, 5, 31)}, False, False),
]


@pytest.mark.parametrize(("figure", "records", "before", "then"), FROM_ITS_DAY)
def test_a_limit_is_met_on_its_day_and_not_the_day_before(figure: str, records, before, then) -> None:
    t = a_case(**{"opened": date(2010, 1, 1), **records})
    days = date(2024, 5, 9), date(2024, 5, 10)
    assert [case_answers(t, on(day))[figure] for day in days] == [before, then]


LACKING = {
    "absences": ({"absences": ()}, "absences", {"contact.absence_contacted", "contact.absence_sanctioned"}),
    "offers": ({"offers": ()}, "offers", {each for each in FIGURES if each.startswith(("offers.", "company."))}),
    "coordination": (
        {"coordination": ()}, "coordination",
        {"coordination.any", "coordination.cross_sector", "coordination.meetings"},
    ),
    "statements": ({"statements": ()}, "statements", {f"statements.{each}" for each in ("count", "mean", "used")}),
    "questions": ({"statements": ()}, "statement_questions", {"statements.clear_order"}),
    "paid_work": ({"paid_work": ()}, "paid_work", {"paid_work.any", "paid_work.followed_up"}),
    "conversations": ({"conversations": ()}, "conversations", {"contact.enough", "contact.mean"}),
    "no absence of any kind": (
        {"conversations": (), "absences": ()}, "absences_or_no_shows",
        {"contact.absence", "challenges.unstable_by_count"},
    ),
    "absences from offers": ({"absences": ()}, "offer_absences", {"offers.interrupted"}),
    "coordinators": (
        {"assignments": ()}, "coordinators", {"continuity.caseworkers", "caseload.mean", "caseload.recommended"},
    ),
    "brokers": ({"assignments": ()}, "brokers", {"continuity.broker"}),
    "mentors": ({"assignments": (), "offers": ()}, "mentors", {"continuity.mentor", "exempt.mentor"}),
    "exemptions from offers": (
        {"exemptions": ()}, "activation_exemptions", {each for each in FIGURES if each.startswith("exempt.")},
    ),
    "exemptions from the rule": (
        {"exemptions": ()}, "exemptions_225", {each for each in FIGURES if each.startswith("rule_225.")},
    ),
    "plans": (
        {"goals": (), "notes": ()}, "goals_or_plan_reviews",
        {"plan.job_goal", "plan.job_goal_concrete", "plan.sub_goal", "plan.updated"},
    ),
    "answers of conversations": (
        {"notes": ()}, "structured_conversation_notes", {"contact.job_focus", "contact.barriers_dominate"},
    ),
    "answers of plans": ({"notes": ()}, "structured_plan_or_start_notes", {"plan.linked"}),
    "answers of starts": ({"notes": ()}, "structured_start_notes", {"offers.sub_goals", "offers.parallel_health"}),
    "follow-ups": ({"notes": ()}, "follow_up_notes", {"offers.followed_up", "company.followed_up"}),
    "answers of follow-ups": (
        {"notes": ()}, "structured_follow_up_notes", {"offers.provider_involved", "company.involved"},
    ),
    "evaluations": ({"notes": ()}, "evaluation_notes", {"company.evaluated"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", LACKING)
def test_a_figure_whose_records_nobody_has_is_missing_and_says_which(kind: str) -> None:
    without, code, figures = LACKING[kind]
    bare = worked_out()
    for t in bare:
        for table, records in without.items():
            setattr(t, table, records)
    results = measure(bare, on(DAY)).results
    assert {figure for figure in FIGURES if code in results[figure].missing} == figures
    for figure in figures:
        missing = results[figure].missing
        assert results[figure] == Result(figure, missing=missing)
        assert not differs(results[figure], benchmarks()[figure])
        assert difference(results[figure], benchmarks()[figure]) is None


@pytest.mark.parametrize(
    ("figures", "change"),
    [
        ({"plan.cv"}, {"cv_registered": None}),
        ({"challenges.several", "challenges.four_or_more", "challenges.by_kind", "challenges.unstable_by_count"},
         {"challenges": ""}),
    ],
)  # fmt: skip
def test_what_nobody_has_on_the_case_itself_is_missing_too(figures: set[str], change) -> None:
    bare = worked_out()
    for t in bare:
        t.case = t.case._replace(**change)
    results = measure(bare, on(DAY)).results
    assert {figure for figure in FIGURES if results[figure].missing} == figures


def test_reasons_are_missing_by_scope() -> None:
    bare = worked_out()
    for t in bare:
        t.exemptions = [x._replace(explanation=" ") if x.scope == "hours_225" else x for x in t.exemptions]
    results = measure(bare, on(DAY)).results
    missing = {figure for figure in FIGURES if results[figure].missing == ("explanations",)}
    assert missing == {"rule_225.reasoned", "rule_225.standard_reason"}


def test_a_kind_of_record_is_there_however_long_ago_and_only_if_one_of_the_cases_asked_has_it() -> None:
    old = a_case(opened=date(2010, 1, 1), coordination=["2011-01-01 meeting Egen læge"])
    new = a_case(ref="C1", opened=date(2025, 1, 1), paid_work=["2025-02: 10 hours"])
    results = measure([old, new], on(DAY)).results
    assert (results["coordination.meetings"].value, results["coordination.meetings"].n) == (0, 1)
    assert results["paid_work.any"].missing == ("paid_work",)
    assert measure([old, new], on(DAY), everyone=True).results["paid_work.any"].value == 50


def test_a_figure_with_nobody_in_its_base_is_missing_though_there_are_records() -> None:
    t = a_case(opened=date(2010, 1, 1), absences=["2011-01-01 offer decision sanction"])
    result = measure([t], on(DAY)).results["contact.absence_sanctioned"]
    assert result == Result("contact.absence_sanctioned", missing=("no_case_in_base",))


def test_an_empty_caseload_has_no_figures() -> None:
    found = measure([], on(DAY), by="track")
    assert (found.cases, found.cases_open, found.groups) == (0, 0, ())
    assert all(result.missing for result in found.results.values())


def test_difference_and_mark_set_the_own_figure_beside_the_national_one(found: Measured) -> None:
    figures = benchmarks()
    mean = found.results["caseload.mean"]
    assert (difference(mean, figures["caseload.mean"]), differs(mean, figures["caseload.mean"])) == (
        pytest.approx(2.4 - 45), False,
    )  # fmt: skip
    # 2 of 11 is 18.2 %, between 5.1 and 47.7: 56 % lies outside, 18 % would not.
    enough, national = found.results["contact.enough"], figures["contact.enough"]
    assert difference(enough, national) == pytest.approx(200 / 11 - 56)
    assert differs(enough, national)
    assert not differs(found.results["contact.absence"], figures["contact.absence"])
    track = found.results["track"], figures["track"]
    assert difference(*track, "exempt") == pytest.approx(100 / 11 - 12)
    assert not differs(*track, "exempt") and difference(*track) is None
    assert difference(found.results["caseload.recommended"], figures["caseload.recommended"], "adults") is None


@pytest.mark.parametrize(
    ("own", "marked"), [((0.0, 55.9), True), ((0.0, 56.0), False), ((56.0, 90.0), False), ((56.1, 90.0), True)]
)
def test_the_mark_stands_only_where_the_interval_excludes_the_national_value(own, marked: bool) -> None:
    result = Result("contact.enough", 50.0, n=20, people=20, interval=own)
    assert differs(result, benchmarks()["contact.enough"]) is marked


@pytest.mark.parametrize(("people", "marked"), [(1, False), (4, False), (5, True), (20, True)])
def test_nothing_is_marked_of_a_few_people_however_many_offers_they_had(people: int, marked: bool) -> None:
    """One of one, or six offers of one person, are outside the national value without that saying anything."""
    share = Result("offers.goal", 0.0, n=60, people=people, interval=(0.0, 6.0))
    assert differs(share, benchmarks()["offers.goal"]) is marked
    unsteady = benchmarks()["challenges.unstable_by_count"]
    parts = Result(
        unsteady.id, values={"1": 0.0, "2": 0.0}, n=people + 30, ns={"1": people, "2": 30}, people=people + 30,
        intervals={"1": (0.0, 20.0), "2": (0.0, 11.0)},
    )  # fmt: skip
    assert differs(parts, unsteady, "1") is marked
    assert differs(parts, unsteady, "2")
    kinds = Result("track", values={"job": 0.0}, n=people, people=people, intervals={"job": (0.0, 20.0)})
    assert differs(kinds, benchmarks()["track"], "job") is marked


OLD = {"opened": date(2015, 1, 1)}


@pytest.mark.parametrize(
    ("records", "begins"),
    [
        ({"offers": ["guidance 2016-01-01 .. 2016-02-01"]}, None),
        ({"offers": ["guidance 2016-01-02 .. 2016-02-01"]}, date(2016, 1, 2)),
        (
            {"offers": ["guidance 2024-01-02 .. 2024-02-01"], "exemptions": ["activation 2014-05-01 .. 2014-06-01"]},
            None,
        ),
        (
            {"offers": ["guidance 2024-01-02 .. 2024-02-01"], "exemptions": ["hours_225 2014-05-01 .. 2014-06-01"]},
            date(2024, 1, 2),
        ),
        ({"offers": ["guidance 2024-01-02 .. 2024-02-01"], "paid_work": ["2019-03: 5 hours"]}, date(2019, 3, 1)),
        ({"offers": ["guidance 2024-01-02 .. 2024-02-01", "mentor 2015-01-02 .. 2015-02-01"]}, date(2024, 1, 2)),
        ({"offers": ["guidance 2027-01-02 .. 2027-02-01"]}, None),
        ({"paid_work": ["2019-03: 5 hours"]}, None),
    ],
)
def test_records_that_begin_more_than_a_year_after_a_case_are_told(records, begins: date | None) -> None:
    """Until then every older case looks passive: to the day, of all that counts as activity, where the figure is."""
    found = measure([a_case(**OLD, **records), a_case(opened=date(2020, 1, 1))], on(DAY))
    assert found.cautions == ({} if begins is None else {"offers.passive_year": begins})


def test_a_caseload_younger_than_its_records_needs_no_caution() -> None:
    young = a_case(opened=date(2023, 6, 1), offers=["guidance 2024-01-02 .. 2024-02-01"])
    found = measure([young, a_case(**OLD)], on(DAY), everyone=True)
    assert found.cautions == {"offers.passive_year": date(2024, 1, 2)}
    assert measure([young], on(DAY), everyone=True).cautions == {}
    assert measure([young], on(DAY)).cautions == {}, "the population is nobody"


def test_what_is_missing_is_said_in_words() -> None:
    needed = {code for figure in FIGURES.values() for code in published(figure.needs)}
    assert missing_words(("absences",)) == "no absences are recorded"
    assert missing_words(("offers", "explanations")) == (
        "no offers are recorded; no reasons are written for the exemptions"
    )
    assert needed | {NO_CASE, NOT_BY_GROUP, NOT_IN_FORCE} == set(WORDS)


# The intervals of Newcombe's comparison of methods (Statistics in Medicine 17, 1998), Wilson without correction.
@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        (81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.00, 16.11), (1, 29, 0.61, 17.18),
        (20, 20, 83.89, 100.00),
    ],
)  # fmt: skip
def test_the_interval_is_wilsons(yes: int, n: int, low: float, high: float) -> None:
    interval = wilson(yes, n)
    assert interval is not None
    assert tuple(round(bound, 2) for bound in interval) == (low, high)
    assert interval[0] <= 100 * yes / n <= interval[1]


def test_nobody_has_no_interval() -> None:
    assert wilson(0, 0) is None
