"""The summary and the list behind it: each count by hand, the sums that must agree, and who is named."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.errors import NotFound
from kontant.i18n import choose_language
from kontant.model.timeline import Assignment, Benefit, Case, Conversation, Offer, PaidWork, Timeline
from kontant.model.vocabulary import CHALLENGE, TARGET_GROUP, TRACK
from kontant.report.capacity import Capacity, beside, capacity_table
from kontant.report.case_list import age_group, case_list
from kontant.report.judged import Judged, Raised, judged, numbered
from kontant.report.summary import summarise
from kontant.report.tables import HEADINGS, MEASURES
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load

DAY = date(2026, 11, 22)
PARAMETERS = load()
RULES = Evaluator(PARAMETERS, DAY)
STATUSES = ("overdue", "due", "notice", "none")


@pytest.fixture(autouse=True)
def english():
    choose_language("en")
    yield
    choose_language("en")


def head(ref: str = "r", **changes) -> Case:
    plain = Case(ref, "Anna", None, date(1980, 1, 1), None, date(2020, 1, 1), None, None, "job_ready", "job", "", None)
    return plain._replace(**changes)


def a_case(ref: str = "r", *flags: Raised, coordinator: str | None = None, years: int | None = 0, **changes) -> Judged:
    group = (
        "off_benefit"
        if years is None
        else "0-5"
        if years < 5
        else "5-7"
        if years < 7
        else "7-10"
        if years < 10
        else "10+"
    )
    return Judged(head(ref, **changes), 46, years, group, (years or 0) >= 5, coordinator, None, None, tuple(flags))


def raised(status: str = "overdue", rule: str = "conversation-due", deadline: date | None = DAY) -> Raised:
    return Raised(rule, status, "target", None if status == "notice" else deadline)


def table(cases, name: str, rules: Evaluator = RULES, **options) -> list[dict]:
    return summarise(cases, rules, **options).json()["tables"][name]


def row(rows: list[dict], column: str, value) -> dict:
    [found] = [each for each in rows if each[column] == value]
    return found


def test_cases_are_counted_by_group_and_worst_flag() -> None:
    cases = [
        a_case("1", raised("overdue"), raised("notice"), track="exempt", target_group="activity_ready", years=12),
        a_case("2", raised("due"), track="exempt", years=6),
        a_case("3", raised("notice"), years=None, challenges="physical|mental|family"),
        a_case("4", challenges="mental"),
    ]
    assert row(table(cases, "track"), "track", "exempt") == {
        "track": "exempt", "cases": 2, "percent": 50.0, "overdue": 1, "due": 1, "notice": 0, "none": 0,
    }  # fmt: skip
    assert row(table(cases, "track"), "track", "rehabilitation")["cases"] == 0
    assert row(table(cases, "target_group"), "target_group", "job_ready")["cases"] == 3
    assert [(r["seniority_group"], r["cases"]) for r in table(cases, "seniority")] == [
        ("0-5", 1), ("5-7", 1), ("7-10", 0), ("10+", 1), ("off_benefit", 1),
    ]  # fmt: skip
    assert [(r["challenges"], r["cases"]) for r in table(cases, "challenges")] == [(0, 2), (1, 1), (2, 0), (3, 1)]
    assert row(table(cases, "challenge_kinds"), "challenge", "mental")["cases"] == 2


def test_the_overview_counts_cases_and_flags_apart() -> None:
    cases = [
        a_case("1", raised("overdue"), raised("overdue", "offer-first"), raised("due"), coordinator="ab", years=5),
        a_case("2", raised("notice"), coordinator="ab"),
        a_case("3", coordinator="cd"),
        a_case("4"),
    ]
    overview = table(cases, "overview")
    assert overview == {
        "as_of": "2026-11-22", "horizon_days": 14, "cases_open": 4, "cases_with_flags": 2, "cases_without_flags": 2,
        "cases_overdue": 1, "cases_due": 0, "cases_notice": 1, "flags_overdue": 2, "flags_due": 1, "flags_notice": 1,
        "cases_long_term": 1, "caseworkers": 2, "cases_per_caseworker": 1.5, "recommended_adults": [40, 55],
        "recommended_young": [35, 50], "cases_without_caseworker": 1, "identified": False,
    }  # fmt: skip


def test_flags_are_counted_by_rule_and_status() -> None:
    cases = [a_case("1", raised("overdue"), raised("notice", "caseworker-churn")), a_case("2", raised("due"))]
    rules = table(cases, "rules")
    assert row(rules, "rule", "conversation-due") == {
        "rule": "conversation-due", "title": "Next conversation", "family": "contact", "basis": ["target"],
        "flags": 2, "overdue": 1, "due": 1, "notice": 0, "not_in_force_for": [],
    }  # fmt: skip
    assert row(rules, "rule", "caseworker-churn")["notice"] == 1
    nought = row(rules, "rule", "exemption-expiring")
    assert (nought["flags"], nought["basis"], nought["not_in_force_for"]) == (0, ["practice"], [])


def test_a_rule_that_is_silent_says_for_whom() -> None:
    start = row(table([], "rules"), "rule", "conversation-start")
    assert start["not_in_force_for"] == ["activity_ready"]
    early = table([], "rules", Evaluator(PARAMETERS, date(2015, 1, 1)))
    assert all(each["not_in_force_for"] and each["flags"] == 0 for each in early)


@pytest.mark.parametrize(
    ("cases", "young", "told"),
    [
        (39, False, "below"), (40, False, "within"), (55, False, "within"), (56, False, "above"),
        (34, True, "below"), (35, True, "within"), (50, True, "within"), (51, True, "above"),
    ],
)  # fmt: skip
def test_a_caseload_stands_beside_what_is_recommended(cases: int, young: bool, told: str) -> None:
    people = [a_case(str(n), coordinator="ab")._replace(age=29 if young else 30) for n in range(cases)]
    [found] = table(people, "caseworkers")
    assert (found["cases"], found["under_30"], found["beside_recommended"]) == (cases, cases * young, told)


def test_one_adult_makes_it_a_caseload_of_adults() -> None:
    people = [a_case(str(n), coordinator="ab")._replace(age=20) for n in range(50)]
    people.append(a_case("old", coordinator="ab")._replace(age=None))
    [found] = table(people, "caseworkers")
    assert (found["under_30"], found["beside_recommended"]) == (50, "within")
    assert beside(51, (35, 50)) == "above"


def test_nothing_is_recommended_before_the_first_record() -> None:
    early = Evaluator(PARAMETERS, date(2015, 1, 1))
    [found] = table([a_case(coordinator="ab")], "caseworkers", early)
    assert (found["recommended_adults"], found["beside_recommended"]) == (None, None)


def test_caseworkers_are_numbered_by_caseload_and_named_only_when_asked() -> None:
    cases = [a_case("1", coordinator="zz"), a_case("2", coordinator="zz"), a_case("3", coordinator="ab"), a_case("4")]
    assert [(r["caseworker"], r["cases"]) for r in table(cases, "caseworkers")] == [(1, 2), (2, 1), (None, 1)]
    named = table(cases, "caseworkers", identified=True)
    assert [r["caseworker"] for r in named] == ["zz", "ab", None]
    assert named[-1]["beside_recommended"] is None
    assert numbered({"b": 1, "a": 1, None: 9}, identified=False) == {None: None, "a": 1, "b": 2}


def test_a_caseworker_is_one_however_their_initials_are_written() -> None:
    cases = [a_case(str(n), coordinator=who) for n, who in enumerate(["ab", "AB", "AB", "cd", "Cd", None])]
    cases[0] = cases[0]._replace(age=20)
    rows = table(cases, "caseworkers", identified=True)
    assert [(each["caseworker"], each["cases"], each["under_30"]) for each in rows] == [
        ("AB", 3, 1),
        ("Cd", 2, 0),
        (None, 1, 0),
    ]
    overview = summarise(cases, RULES).json()["tables"]["overview"]
    assert (overview["caseworkers"], overview["cases_per_caseworker"]) == (2, 2.5)


def test_every_column_and_measure_has_a_name_and_sheets_say_it_in_words() -> None:
    found = summarise([a_case(coordinator="ab", challenges="social")], RULES)
    used = {column for each in found.tables.values() for column in each.columns}
    listed = {column for named in (True, False) for column in case_list([], DAY, identified=named).table.columns}
    shared_out = set(capacity_table(Capacity(DAY, 0, None, [])).columns)
    assert used | listed | shared_out == HEADINGS.keys()
    assert {measure for measure, _value in found.tables["overview"].rows} == MEASURES.keys()
    sheets = {sheet.name: sheet for sheet in found.sheets()}
    assert ["Recommended cases per caseworker, adults", "40–55"] in sheets["Overview"].rows
    assert [r[0] for r in sheets["Seniority"].rows] == [
        "under 5 years", "5–7 years", "7–10 years", "10 years or more", "off benefit",
    ]  # fmt: skip
    assert sheets["Caseworkers"].rows[0][0] == "Caseworker 1"
    choose_language("da")
    names = {sheet.columns and sheet.rows[0][0] for sheet in found.sheets()}
    assert {"jobrettet", "jobparat", "misbrug"} <= names


FLAGS = st.lists(
    st.tuples(st.sampled_from(STATUSES[:3]), st.sampled_from(["conversation-due", "offer-first"])), max_size=3
).map(lambda found: sorted((raised(*each) for each in found), key=lambda flag: STATUSES.index(flag.status)))
CASES = st.lists(
    st.builds(
        lambda flags, who, years, track, group, kinds: a_case(
            "x", *flags, coordinator=who, years=years, track=track, target_group=group, challenges="|".join(kinds)
        ),
        FLAGS,
        st.sampled_from([None, "ab", "cd"]),
        st.one_of(st.none(), st.integers(0, 30)),
        st.sampled_from(list(TRACK)),
        st.sampled_from(list(TARGET_GROUP)),
        st.sets(st.sampled_from(list(CHALLENGE))),
    ),
    max_size=12,
).map(lambda cases: [case._replace(case=case.case._replace(case_ref=f"c{n}")) for n, case in enumerate(cases)])


@given(CASES)
def test_every_sum_agrees(cases: list[Judged]) -> None:
    document = summarise(cases, RULES).json()
    tables, listed = document["tables"], case_list(cases, DAY).json()
    for name in ("track", "target_group", "seniority", "challenges", "caseworkers"):
        assert sum(each["cases"] for each in tables[name]) == len(cases)
        assert all(each["cases"] == sum(each[status] for status in STATUSES) for each in tables[name])
    for status in STATUSES[:3]:
        flags = tables["overview"][f"flags_{status}"]
        assert flags == sum(each[status] for each in tables["rules"]) == sum(each[status] for each in listed["cases"])
        assert tables["overview"][f"cases_{status}"] == sum(each[status] for each in tables["track"])
    assert document["cases_open"] == listed["cases_open"] == len(cases)


def test_a_timeline_is_judged_with_what_the_list_shows() -> None:
    t = Timeline(
        head(birth_date=None, cpr="0101004234", target_group="activity_ready", opened=date(2015, 1, 1)),
        conversations=[
            Conversation(date(2026, 10, 1), "job", "held", "ab"),
            Conversation(date(2026, 11, 1), "other", "held", "ab"),
            Conversation(date(2026, 11, 10), "job", "no_show", "ab"),
            Conversation(date(2026, 12, 1), "job", "held", "ab"),
        ],
        offers=[
            Offer("guidance", date(2026, 1, 1), date(2026, 2, 1), "completed", None, None, None),
            Offer("mentor", date(2026, 1, 1), None, None, None, None, None),
            Offer("education", date(2026, 3, 1), date(2026, 4, 1), "cancelled", None, None, None),
        ],
        assignments=[
            Assignment("coordinator", date(2015, 1, 1), "ab", date(2026, 11, 21)),
            Assignment("coordinator", date(2026, 11, 22), "cd", None),
            Assignment("mentor", date(2026, 11, 22), "ef", None),
        ],
        paid_work=[PaidWork(date(2026, 5, 1), 10.0), PaidWork(date(2026, 6, 1), 0.0)],
        benefits=[Benefit(date(2016, 11, 22), "cash_benefit", None)],
    )
    [found] = judged([t], RULES)
    assert (found.coordinator, found.age, found.years, found.seniority_group) == ("cd", 26, 10, "10+")
    assert (found.last_conversation, found.last_activity) == (date(2026, 10, 1), date(2026, 5, 31))
    assert [flag.rule for flag in found.flags] == [flag.rule for flag in RULES.flags(t)]
    assert list(judged([t], RULES, "CD")) == [found]
    with pytest.raises(NotFound, match="there are: cd"):
        list(judged([t], RULES, "ab"))


def test_an_offer_under_way_is_activity_today_and_a_person_off_benefit_has_no_seniority() -> None:
    t = Timeline(
        head(),
        offers=[Offer("guidance", date(2026, 1, 1), date(2027, 1, 1), None, None, None, None)],
        benefits=[Benefit(date(2010, 1, 1), "cash_benefit", DAY - timedelta(days=36))],
    )
    [found] = judged([t], RULES)
    assert (found.last_activity, found.years, found.seniority_group, found.coordinator) == (
        DAY,
        None,
        "off_benefit",
        None,
    )


@pytest.mark.parametrize(
    ("born", "cpr", "years"),
    [
        (date(1996, 11, 22), None, 30),
        (date(1996, 11, 23), None, 29),
        (date(2027, 1, 1), None, None),
        (None, None, None),
        (None, "3102001234", None),
    ],
)
def test_a_case_is_judged_with_the_age_on_the_day(born: date | None, cpr: str | None, years: int | None) -> None:
    [found] = judged([Timeline(head(birth_date=born, cpr=cpr))], RULES)
    assert found.age == years


@pytest.mark.parametrize(
    ("years", "group"),
    [(None, None), (17, "<25"), (24, "<25"), (25, "25-29"), (29, "25-29"), (30, "30-39"), (59, "50-59"), (60, "60+")],
)
def test_ages_fall_in_groups(years: int | None, group: str | None) -> None:
    assert age_group(years) == group


def test_the_list_is_worst_first_and_names_nobody_unasked() -> None:
    cases = [
        a_case("r-none"),
        a_case("r-notice", raised("notice")),
        a_case("r-due", raised("due", deadline=DAY + timedelta(days=1))),
        a_case("r-late", raised(deadline=DAY - timedelta(days=1)), raised("due"), coordinator="abc"),
        a_case("r-later", raised(deadline=DAY - timedelta(days=9)), cpr="0101801234"),
    ]
    named = case_list(cases, DAY, identified=True).json()["cases"]
    assert [each["case_ref"] for each in named] == ["r-later", "r-late", "r-due", "r-notice", "r-none"]
    assert (named[0]["cpr"], named[0]["deadline"], named[1]["caseworker"]) == ("010180-****", "2026-11-13", "abc")
    unnamed = case_list(cases, DAY)
    assert not {"case_ref", "name", "cpr", "birth_date"} & set(unnamed.table.columns)
    assert [each["number"] for each in unnamed.json()["cases"]] == [1, 2, 3, 4, 5]
    assert unnamed.json()["cases"][1]["caseworker"] == 1
    assert unnamed.json()["cases"][1]["age_group"] == "40-49"
    for hidden in ("Anna", "abc", "r-", "1980", "010180"):
        assert hidden not in str(unnamed.json())
