"""Dated parameters: what the built-in file holds, the four outcomes of a look-up, and which rules are silent."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kontant.rules import explained, parameter_file
from kontant.rules.catalogue import FAMILIES, LIMITS, READS, READS_TOO, RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import BASES
from kontant.rules.parameter_file import CHECKS
from kontant.rules.parameters import ALL_GROUPS, Outcome, Parameter, Parameters, Value

pytestmark = pytest.mark.usefixtures("english")

ONE_DAY = timedelta(days=1)
FIRST_FAMILIES = {"contact", "passivity", "exemptions", "continuity"}
DAY = date(2026, 11, 22)
START, LAST_2019, FIRST_2020 = date(2016, 11, 22), date(2019, 12, 31), date(2020, 1, 1)
JUNE_2026, JULY_2026 = date(2026, 6, 30), date(2026, 7, 1)
JOB, ACTIVITY, EDUCATION = {"job_ready"}, {"activity_ready"}, {"education_ready"}
ALL = JOB | ACTIVITY | EDUCATION
STATEMENTS = {"LÆ105": 14, "LÆ115": 14, "LÆ125": 14, "LÆ135": 30, "LÆ145": 30, "LÆ265": 30, "LÆ155": 60}

# The design's table: parameter, value (None: unknown), applies to, from, to, basis, a word of the source, unverified.
TABLE: list[tuple[str, Any, set[str], date, date | None, str, str, bool]] = [
    ("contact.per_12_months", 4, ALL, START, LAST_2019, "statute", "LAB § 17", False),
    ("contact.per_12_months", 4, ALL, FIRST_2020, None, "target", "fokusmål", False),
    ("contact.first_within_days", 7, ALL, START, None, "statute", "LAB § 31", False),
    ("contact.start_count", 4, JOB, FIRST_2020, JUNE_2026, "statute", "lov 548 of 7/5/2019", False),
    ("contact.start_count", 4, JOB, JULY_2026, None, "statute", "LOV 1750 of 29/12/2025", False),
    ("contact.start_count", 4, ACTIVITY, FIRST_2020, JUNE_2026, "statute", "LAB § 31", False),
    ("contact.start_count", None, ACTIVITY, JULY_2026, None, "statute", "LOV 1750", False),
    ("contact.start_months", 6, JOB, FIRST_2020, JUNE_2026, "statute", "lov 548 of 7/5/2019", False),
    ("contact.start_months", 6, JOB, JULY_2026, None, "statute", "LOV 1750 of 29/12/2025", False),
    ("contact.start_months", 6, ACTIVITY, FIRST_2020, JUNE_2026, "statute", "LAB § 31", False),
    ("contact.start_months", None, ACTIVITY, JULY_2026, None, "statute", "LOV 1750", False),
    ("passivity.first_offer_months", 6, JOB | EDUCATION, START, None, "statute", "LAB § 102(1)", False),
    ("passivity.first_offer_months", 6, ACTIVITY, START, JUNE_2026, "statute", "LAB § 102(1)", False),
    ("passivity.first_offer_months", 6, ACTIVITY, JULY_2026, None, "statute", "LAB § 102(1)", True),
    ("passivity.repeat_months", 12, ALL, START, LAST_2019, "statute", "BDO 2022 ch. 6.2", False),
    ("passivity.repeat_months", 12, ALL, FIRST_2020, None, "target", "BDO 2022 ch. 6.2 and 6.5", False),
    ("exemption.offer_after_months", 0, ALL, START, LAST_2019, "practice", "no statutory period before 2020", False),
    ("exemption.offer_after_months", 1, ALL, FIRST_2020, None, "statute", "LAB § 102(4)", False),
    ("exemption.review_months", 3, ALL, START, None, "practice", "BDO 2022 ch. 4.6", False),
    ("rule_225.hours", 225, ALL, date(2016, 10, 1), date(2025, 6, 30), "statute", "LOV 1655 of 30/12/2024", False),
    ("continuity.first_conversation_days", 30, ALL, START, None, "practice", "BDO 2022 ch. 4.8", False),
    ("continuity.handover_days", 14, ALL, START, None, "practice", "BDO 2022 ch. 4.8", False),
    ("continuity.churn_count", 3, ALL, START, None, "practice", "STAR 2022", False),
    ("continuity.churn_months", 24, ALL, START, None, "practice", "STAR 2022", False),
    ("clarification.years", 2, ACTIVITY, date(2025, 7, 1), None, "statute", "LAB § 36 a", True),
    ("absence.reduction_whole_months", 3, ALL, FIRST_2020, None, "statute", "LAS § 35(3)", False),
    ("statement.days", STATEMENTS, ALL, START, None, "agreement", "secondary sources", True),
    ("mentor.max_months", 6, ALL, START, None, "statute", "LAB on mentor", False),
    ("caseload.recommended_adults", (40, 55), ALL, START, None, "recommendation", "Socialrådgiverforening", False),
    ("caseload.recommended_young", (35, 50), ALL, START, None, "recommendation", "Socialrådgiverforening", False),
]

# The limits, leads and look-backs that the rules' text names: from 22 November 2016, basis practice, local or statute.
LIMIT_VALUES: dict[str, Any] = {
    "contact.counting_kinds": ("job", "follow_up", "round_table"),
    "contact.new_case_months": 12,
    "contact.start_lead_days": 30,
    "contact.shortfall_months": 12,
    "contact.register": True,
    "passivity.counting_offers": ("work_placement", "wage_subsidy", "utility_work", "guidance", "education"),
    "passivity.paid_hours_count": True,
    "passivity.first_lead_months": 2,
    "passivity.repeat_lead_months": 3,
    "exemption.expiring_lead_days": 30,
    "exemption.ended_months": 12,
    "exemption.review_before_end_days": 30,
    "continuity.coordinator": True,
    "continuity.handover_before_days": 30,
    "continuity.change_days": 180,
    "seniority.break_days": 35,
    "seniority.groups": (5, 7, 10),
    "due.horizon_days": 14,
}


# What the later families go by: value and basis; from 22 November 2016 but for what belongs to a later act.
LATER_VALUES: dict[str, tuple[Any, str]] = {
    "plan.missing_months": (3, "practice"),
    "plan.goal_concrete": (True, "practice"),
    "plan.sub_goal_days": (30, "practice"),
    "plan.sub_goals_followed": (True, "practice"),
    "plan.stale_months": (6, "practice"),
    "plan.cv_days": (21, "practice"),
    "focus.notes": (3, "practice"),
    "focus.look_back_months": (24, "practice"),
    "focus.months": (6, "practice"),
    "focus.unstructured_notes": (3, "practice"),
    "agreements.followed": (True, "practice"),
    "agreements.look_back_months": (12, "local"),
    "agreements.followed_before_days": (7, "local"),
    "offers.followed_types": (("work_placement", "wage_subsidy", "utility_work", "guidance", "education"), "practice"),
    "offers.company_types": (("work_placement", "wage_subsidy"), "practice"),
    "offers.goal": (True, "practice"),
    "offers.first_follow_up_days": (28, "practice"),
    "offers.follow_up_days": (56, "practice"),
    "offers.company_part": (True, "practice"),
    "offers.ending_lead_days": (21, "practice"),
    "offers.register": (True, "practice"),
    "offers.look_back_months": (24, "local"),
    "offers.evaluation_days": (14, "practice"),
    "offers.evaluation_look_back_months": (12, "local"),
    "offers.evaluation_before_days": (30, "local"),
    "offers.interrupted_count": (2, "practice"),
    "offers.interrupted_months": (24, "practice"),
    "offers.progression_count": (3, "practice"),
    "offers.progression_months": (36, "local"),
    "paid_work.follow_up_months": (3, "practice"),
    "mentor.lead_days": (30, "practice"),
    "exemption.own_reason": (True, "practice"),
    "exemption.contradicting_hours": (10, "practice"),
    "exemption.contradicted_days": (14, "local"),
    "exemption.mentor_months": (1, "practice"),
    "exemption.mentor_again_months": (12, "practice"),
    "exemption.long_months": (24, "practice"),
    "rule_225.benefit_days": (365, "statute"),
    "rule_225.lead_months": (3, "practice"),
    "absence.look_back_months": (6, "local"),
    "absence.contact_days": (7, "practice"),
    "absence.hearing_days": (14, "local"),
    "absence.window_lead_days": (30, "local"),
    "absence.pattern_count": (3, "practice"),
    "absence.pattern_months": (6, "local"),
    "statement.remind_days": ((7, 21), "local"),
    "statement.look_back_months": (12, "local"),
    "statement.unused_days": (30, "practice"),
    "statement.declined_months": (6, "practice"),
    "coordination.months": (24, "practice"),
    "coordination.challenges": (3, "practice"),
    "coordination.challenges_at_once": (4, "practice"),
    "coordination.coordinator_days": (0, "statute"),
    "coordination.parallel_actors": (2, "practice"),
    "coordination.discharge_months": (6, "practice"),
    "coordination.discharge_days": (14, "local"),
    "coordination.admission_words": (("indlæg", "indlagt", "udskriv", "admission", "discharge"), "local"),
    "coordination.psychiatric_words": (("psyk", "psych"), "local"),
    "clarification.age": (30, "statute"),
    "clarification.lead_months": (3, "practice"),
    "clarification.capacity_months": (12, "proposal"),
    "clarification.capacity_asked": (False, "proposal"),
    "clarification.visitation_days": (28, "practice"),
    "clarification.visitation_asked": (False, "local"),
    "clarification.milestone_lead_days": (60, "local"),
    "clarification.birthday_lead_days": (60, "local"),
}
BEGINS = {"rule_225.benefit_days": date(2016, 10, 1), "clarification.age": date(2025, 7, 1)}


# --- What the built-in file holds ---------------------------------------------------------------------------------


def test_the_built_in_file_has_no_faults() -> None:
    document = parameter_file._read(parameter_file.BUILT_IN)
    assert list(parameter_file._faults(document, None, own=False, today=None)) == []


def test_the_built_in_file_holds_the_table_and_the_limits_and_nothing_else(parameters: Parameters) -> None:
    named = {row[0] for row in TABLE} | LIMIT_VALUES.keys() | LATER_VALUES.keys()
    assert set(parameters.by_name) == named == set(CHECKS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[3]} {'+'.join(sorted(row[2]))}")
def test_a_row_of_the_table(row: tuple[Any, ...], parameters: Parameters) -> None:
    name, value, groups, first, last, basis, source, unverified = row
    for group in groups:
        for day in (first, first + ONE_DAY, last or date(2200, 12, 31)):
            outcome, record = parameters.on(name, day, group)
            assert outcome is (Outcome.UNKNOWN if value is None else Outcome.IN_FORCE)
            assert record is not None
            assert (record.value, record.basis, record.unverified) == (value, basis, unverified)
            assert source in record.source
            assert (record.first, record.last, record.origin) == (first, last, "kontant")


def test_outside_the_table_nothing_holds(parameters: Parameters) -> None:
    for name in {row[0] for row in TABLE}:
        for group in ALL_GROUPS:
            rows = [row for row in TABLE if row[0] == name and group in row[2]]
            days = (
                {row[3] - ONE_DAY for row in rows} | {row[4] + ONE_DAY for row in rows if row[4]} | {date(1990, 1, 1)}
            )
            for day in days:
                if not any(row[3] <= day and (row[4] is None or day <= row[4]) for row in rows):
                    assert parameters.on(name, day, group).outcome is not Outcome.IN_FORCE, (name, group, day)


@pytest.mark.parametrize("name", LIMIT_VALUES)
def test_a_limit(name: str, parameters: Parameters) -> None:
    found = parameters.on(name, START)
    assert found.outcome is Outcome.IN_FORCE
    assert found.record is not None
    assert found.record.value == LIMIT_VALUES[name]
    assert found.record.last is None
    assert found.record.groups == ALL_GROUPS
    assert found.record.basis in {"practice", "local"} | ({"statute"} if name == "continuity.coordinator" else set())
    assert parameters.on(name, START - ONE_DAY).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("name", LATER_VALUES)
def test_what_a_later_family_goes_by(name: str, parameters: Parameters) -> None:
    first = BEGINS.get(name, START)
    found = parameters.on(name, first, "activity_ready")
    assert found.outcome is Outcome.IN_FORCE
    assert found.record is not None
    assert (found.record.value, found.record.basis) == LATER_VALUES[name]
    assert parameters.on(name, first - ONE_DAY, "activity_ready").outcome is not Outcome.IN_FORCE
    if found.record.basis == "statute":
        assert found.record.unverified, "no law but the design's table was read"


def test_every_record_says_where_it_is_from_and_when_a_person_checked_it(parameters: Parameters) -> None:
    for parameter in parameters.by_name.values():
        assert parameter.title == parameter.en != parameter.da
        for record in parameter.values:
            assert record.source.strip()
            assert record.checked is not None
            assert date(2026, 1, 1) <= record.checked <= DAY


# --- The rules and what they rest on ------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_texts_and_a_deciding_parameter(rule: str, parameters: Parameters) -> None:
    for text in (explained.title(rule), explained.says(rule), explained.clears(rule)):
        assert text.strip() == text != ""
    assert set(RULES[rule].all_parameters) <= parameters.by_name.keys()
    assert RULES[rule].parameters[0] in parameters.by_name
    assert RULES[rule].family in FAMILIES


def test_the_rules_are_those_of_the_design() -> None:
    assert {rule.id: rule.family for rule in RULES.values() if rule.family in FIRST_FAMILIES and rule.limits} == {
        "conversation-first": "contact",
        "conversation-due": "contact",
        "conversation-shortfall": "contact",
        "conversation-start": "contact",
        "conversation-unrecorded": "contact",
        "offer-first": "passivity",
        "passive-period": "passivity",
        "exemption-expiring": "exemptions",
        "exemption-ended": "exemptions",
        "exemption-open-ended": "exemptions",
        "caseworker-missing": "continuity",
        "caseworker-change": "continuity",
        "handover-missing": "continuity",
        "caseworker-churn": "continuity",
    }
    assert set(LIMITS) == FIRST_FAMILIES
    assert set(READS) == set(FAMILIES)


def test_a_rule_belongs_to_a_family_and_rests_on_known_parameters(parameters: Parameters) -> None:
    for rule in RULES.values():
        assert rule.family in FAMILIES
        assert set(rule.all_parameters) <= parameters.by_name.keys()
        assert rule.switch is None or rule.switch in rule.parameters
    assert READS_TOO.keys() <= RULES.keys()


@pytest.mark.parametrize(
    ("rule", "basis", "source"),
    [
        ("conversation-unrecorded", "practice", "BDO 2022 ch. 1.2"),
        ("exemption-expiring", "practice", "BDO 2022 ch. 4.6"),
        ("caseworker-missing", "statute", "LAB § 36"),
        ("caseworker-change", "practice", "BDO 2022 ch. 4.8"),
        ("caseworker-churn", "practice", "BDO 2022 ch. 4.8"),
        ("handover-missing", "practice", "STAR 2022 qualitative study ch. 2.2"),
    ],
)
def test_a_rule_without_a_dated_number_still_names_its_basis(
    rule: str, basis: str, source: str, parameters: Parameters
) -> None:
    record = parameters.on(RULES[rule].parameters[0], START).record
    assert record is not None
    assert record.basis == basis
    assert source in record.source


def test_families_and_bases_have_titles(parameters: Parameters) -> None:
    titles = [explained.family_title(family) for family in FAMILIES]
    assert titles[:4] == ["Contact", "Passivity", "Exemptions", "Continuity"]
    assert len(set(titles)) == len(FAMILIES)
    assert all(explained.basis_title(basis) for basis in BASES)
    for parameter in parameters.by_name.values():
        assert all(explained.basis_title(record.basis) for record in parameter.values)


def test_a_family_reads_what_its_rules_need(parameters: Parameters) -> None:
    assert Evaluator(parameters, DAY, rules=["caseworker-missing"]).reads() == READS["continuity"]
    both = Evaluator(parameters, DAY, rules=["offer-first", "exemption-ended"]).reads()
    assert both == READS["passivity"] | READS["exemptions"]
    assert Evaluator(parameters, DAY).reads() == frozenset().union(*READS.values(), *READS_TOO.values())


# --- The four outcomes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "group", "day", "outcome"),
    [
        ("contact.per_12_months", "job_ready", date(2016, 11, 21), Outcome.UNKNOWN),
        ("contact.per_12_months", "job_ready", date(2016, 11, 22), Outcome.IN_FORCE),
        ("contact.per_12_months", None, date(2016, 11, 23), Outcome.IN_FORCE),
        ("rule_225.hours", "activity_ready", date(2016, 9, 30), Outcome.NOT_YET),
        ("rule_225.hours", "activity_ready", date(2016, 10, 1), Outcome.IN_FORCE),
        ("rule_225.hours", "activity_ready", date(2025, 6, 30), Outcome.IN_FORCE),
        ("rule_225.hours", "activity_ready", date(2025, 7, 1), Outcome.REPEALED),
        ("contact.start_count", "job_ready", date(2019, 12, 31), Outcome.NOT_YET),
        ("contact.start_count", "job_ready", date(2020, 1, 1), Outcome.IN_FORCE),
        ("contact.start_count", "job_ready", date(2026, 7, 1), Outcome.IN_FORCE),
        ("contact.start_count", "activity_ready", date(2026, 6, 30), Outcome.IN_FORCE),
        ("contact.start_count", "activity_ready", date(2026, 7, 1), Outcome.UNKNOWN),
        ("contact.start_count", "education_ready", date(2026, 6, 30), Outcome.UNKNOWN),
        ("clarification.years", "activity_ready", date(2025, 6, 30), Outcome.NOT_YET),
        ("clarification.years", "job_ready", date(2025, 7, 1), Outcome.UNKNOWN),
    ],
)
def test_the_outcome_on_a_day(
    name: str, group: str | None, day: date, outcome: Outcome, parameters: Parameters
) -> None:
    found = parameters.on(name, day, group)
    assert found.outcome is outcome
    if found.record is not None:
        assert found.record.source, "the whole record comes back, with its citation"


def test_a_repealed_value_names_the_record_that_held_last(parameters: Parameters) -> None:
    found = parameters.on("rule_225.hours", date(2030, 1, 1))
    assert found.record is not None
    assert found.record.last == date(2025, 6, 30)


def test_a_gap_between_records_is_repealed_and_a_group_without_records_unknown() -> None:
    early = Value("x", 1, date(2020, 1, 1), date(2020, 12, 31), frozenset(JOB), "local", "s", None)
    late = replace(early, value=2, first=date(2022, 1, 1), last=None)
    parameter = Parameter("x", "x", "x", (early, late))
    assert parameter.on(date(2021, 6, 1), "job_ready") == (Outcome.REPEALED, early)
    assert parameter.on(date(2022, 1, 1), "job_ready") == (Outcome.IN_FORCE, late)
    assert parameter.on(date(2022, 1, 1), "activity_ready") == (Outcome.UNKNOWN, None)
    assert parameter.concerns("job_ready")
    assert not parameter.concerns("activity_ready")


# --- Which rules are silent, and what the others rest on ----------------------------------------------------------


def _silent(parameters: Parameters, day: date, *rules: str) -> set[tuple[str, str, str, str]]:
    return {
        (s.rule, s.parameter, str(s.outcome), "+".join(s.groups))
        for s in Evaluator(parameters, day, rules=rules).silent()
    }


EVERYBODY = "job_ready+activity_ready+education_ready"


def test_silent_in_2026(parameters: Parameters) -> None:
    assert _silent(parameters, DAY) == {
        ("conversation-start", "contact.start_count", "unknown", "activity_ready"),
        ("conversation-start", "contact.start_months", "unknown", "activity_ready"),
        ("exemption-expiring", "rule_225.hours", "repealed", EVERYBODY),
        ("exemption-ended", "rule_225.hours", "repealed", EVERYBODY),
        ("exemption-open-ended", "rule_225.hours", "repealed", EVERYBODY),
        ("exemption-contradicted", "rule_225.hours", "repealed", EVERYBODY),
        ("rule-225-risk", "rule_225.hours", "repealed", EVERYBODY),
        ("rule-225-risk", "rule_225.benefit_days", "repealed", EVERYBODY),
    }


def test_silent_in_2019(parameters: Parameters) -> None:
    assert _silent(parameters, date(2019, 6, 30)) == {
        ("conversation-start", f"contact.start_{part}", "not_yet_in_force", group)
        for part in ("count", "months")
        for group in ("job_ready", "activity_ready")
    } | {
        ("clarification-due", "clarification.years", "not_yet_in_force", "activity_ready"),
        ("clarification-due", "clarification.age", "not_yet_in_force", EVERYBODY),
        ("absence-window-closing", "absence.reduction_whole_months", "unknown", EVERYBODY),
    }


def test_all_are_silent_in_2010(parameters: Parameters) -> None:
    silences = _silent(parameters, date(2010, 1, 1))
    assert {rule for rule, *_rest in silences} == set(RULES)
    introduced = {name for _rule, name, outcome, _groups in silences if outcome == "not_yet_in_force"}
    start, abolished, later = ("contact.start_count", "contact.start_months"), "rule_225", "clarification"
    assert introduced == {*start, f"{abolished}.hours", f"{abolished}.benefit_days", f"{later}.years", f"{later}.age"}
    assert {outcome for _rule, name, outcome, _groups in silences if name not in introduced} == {"unknown"}


def test_silent_speaks_only_of_the_rules_asked_for(parameters: Parameters) -> None:
    assert _silent(parameters, DAY, "conversation-due", "offer-first") == set()
    assert {rule for rule, *_rest in _silent(parameters, DAY, "exemption-ended", "offer-first")} == {"exemption-ended"}


def _relied(parameters: Parameters, day: date, *rules: str) -> list[Value]:
    return Evaluator(parameters, day, rules=rules).relied_on()


def test_relied_on_in_2026(parameters: Parameters) -> None:
    relied = _relied(parameters, DAY)
    names = {record.name for record in relied}
    repealed = {"rule_225.hours", "rule_225.benefit_days"}
    assert names == {name for rule in RULES.values() for name in rule.all_parameters} - repealed
    assert len(relied) == len({id(record) for record in relied})
    assert all(record.covers(DAY) and not record.unknown for record in relied)
    assert {r.name for r in relied if r.unverified} == {
        "passivity.first_offer_months",
        "exemption.mentor_months",
        "exemption.mentor_again_months",
        "absence.hearing_days",
        "statement.days",
        "coordination.coordinator_days",
        "clarification.years",
        "clarification.age",
    }
    assert {r.basis for r in relied if r.name in ("contact.per_12_months", "passivity.repeat_months")} == {"target"}


def test_relied_on_in_2019(parameters: Parameters) -> None:
    relied = _relied(parameters, date(2019, 6, 30))
    names = {record.name for record in relied}
    assert "rule_225.hours" in names
    assert not names & {"contact.start_count", "contact.start_months"}
    unverified = {record.name for record in relied if record.unverified}
    assert "rule_225.benefit_days" in unverified
    assert not unverified & {"passivity.first_offer_months", "clarification.years"}
    assert {r.basis for r in relied if r.name in ("contact.per_12_months", "passivity.repeat_months")} == {"statute"}
    assert [r.value for r in relied if r.name == "exemption.offer_after_months"] == [0]


def test_nothing_is_relied_on_in_2010(parameters: Parameters) -> None:
    assert _relied(parameters, date(2010, 1, 1)) == []


def test_relied_on_speaks_only_of_the_rules_asked_for(parameters: Parameters) -> None:
    names = {record.name for record in _relied(parameters, DAY, "caseworker-missing")}
    assert names == {"continuity.coordinator", *LIMITS["continuity"]}
