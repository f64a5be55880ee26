"""``kontant whatif``: what would come, go and change under another value or law; the caseload stays as it is."""

import csv
import io
import json
import re

import pytest
from support import kontant

from kontant.i18n import choose_language

OLD = {"opened": "2020-01-01", "target_group": "activity_ready"}
ASKED = ("--rule", "conversation-due", "--rule", "exemption-ended")


@pytest.fixture(autouse=True)
def cases(fill):
    """Cases whose next conversation is later, due and overdue; one with an ended exemption from the 225-hour rule."""
    for ref, held in (("later", "2026-10-20"), ("due", "2026-08-30"), ("over", "2026-05-01")):
        fill("cases", case_ref=ref, name=f"Person {ref}", **OLD)
        fill("assignments", case_ref=ref, role="coordinator", start="2020-01-01", caseworker="lbh")
        fill("conversations", case_ref=ref, date=held, kind="job", status="held")
    fill("exemptions", case_ref="later", scope="hours_225", start="2026-01-01", end="2026-06-30", reason="health")


def tried(run, *words):
    code, out, err = run("whatif", *words, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)


def refs(document):
    return {
        "comes": [(flag["case_ref"], flag["deadline"]) for flag in document["comes"]],
        "goes": [flag["case_ref"] for flag in document["goes"]],
        "changes": [
            (c["before"]["case_ref"], c["before"]["deadline"], c["after"]["deadline"]) for c in document["changes"]
        ],
    }


def test_more_conversations_a_year_make_flags_come_and_come_earlier(run):
    found = refs(tried(run, "--set", "contact.per_12_months=12", *ASKED))
    assert found == {
        "comes": [("later", "2026-11-20")],
        "goes": [],
        "changes": [("over", "2026-08-01", "2026-06-01"), ("due", "2026-11-30", "2026-09-30")],
    }


def test_fewer_make_them_go_and_say_why(run):
    document = tried(run, "--set", "contact.per_12_months=2", *ASKED)
    assert refs(document) == {"comes": [], "goes": ["due"], "changes": [("over", "2026-08-01", "2026-11-01")]}
    assert document["goes"][0]["why_gone"] == "The deadline now is 2027-02-28."
    assert (document["set"], document["law_date"]) == ({"contact.per_12_months": 2}, None)
    assert document["by_rule"] == {"conversation-due": {"comes": 0, "goes": 1, "changes": 1}}


def test_the_law_of_another_day_judges_the_same_day(run):
    """The 225-hour rule was in force until 30 June 2025, so that an ended exemption from it called for a review."""
    document = tried(run, "--law-date", "2025-06-30", *ASKED)
    assert document["law_date"] == "2025-06-30"
    assert refs(document) == {"comes": [("later", "2026-06-30")], "goes": [], "changes": []}
    assert document["comes"][0]["facts"]["scope"] == "hours_225"
    assert refs(tried(run, "--law-date", "2025-07-01", *ASKED)) == {"comes": [], "goes": [], "changes": []}


def test_a_law_before_all_law_silences_everything_and_says_so(run):
    document = tried(run, "--law-date", "2016-01-01", *ASKED)
    assert refs(document) == {"comes": [], "goes": ["over", "due"], "changes": []}
    assert "contact.per_12_months: not known before 2016-11-22" in document["goes"][0]["why_gone"]


def test_a_repealed_value_can_be_tried(run):
    assert refs(tried(run, "--set", "rule_225.hours=225", *ASKED))["comes"] == [("later", "2026-06-30")]


def test_lists_and_switches_are_written_as_in_toml(run):
    found = tried(run, "--set", 'contact.counting_kinds=["follow_up"]', "--rule", "conversation-due")
    assert found["set"] == {"contact.counting_kinds": ["follow_up"]}
    assert {c["after"]["deadline"] for c in found["changes"]} | {c["deadline"] for c in found["comes"]} == {
        "2020-04-01"
    }


def test_a_rule_is_switched_off(run, fill):
    fill("conversations", case_ref="over", date="2026-11-10", kind="job", status="planned")
    off = tried(run, "--set", "contact.register=false", "--rule", "conversation-unrecorded")
    assert refs(off) == {"comes": [], "goes": ["over"], "changes": []}
    assert refs(tried(run, "--set", "contact.register=true", "--rule", "conversation-unrecorded"))["goes"] == []


def test_a_value_that_is_tried_rests_on_no_act_and_names_itself_alike_in_every_language(run):
    document = tried(run, "--set", "contact.per_12_months=12", *ASKED)
    (change, *_more) = document["changes"]
    assert (change["before"]["basis"], change["after"]["basis"]) == ("target", "local")
    assert change["after"]["sources"][0] == "tried with --set"
    danish = run("--lang", "da", "whatif", "--set", "contact.per_12_months=12", *ASKED, "--format", "json")[1]
    assert json.loads(danish)["changes"][0]["after"]["sources"] == change["after"]["sources"]


def test_a_value_of_the_law_is_no_longer_statute_when_it_is_tried(run):
    (comes,) = tried(run, "--set", "rule_225.hours=225", *ASKED)["comes"]
    assert "statute" not in comes["basis"]


def test_what_differs_by_target_group_is_said_to_be_tried_for_all(run):
    out = run("whatif", "--set", "contact.start_count=6", "--rule", "conversation-start")[1]
    assert "contact.start_count = 6, now 4 (job-ready); not in force (activity-ready)" in out
    told = "contact.start_count differs by target group now; what is tried holds for all of them alike."
    assert told in out
    assert "differs by target group" not in run("whatif", "--set", "contact.per_12_months=6", *ASKED)[1]


NEW = {"opened": "2026-01-15", "target_group": "job_ready"}


def test_rules_by_the_day_of_opening_are_not_touched_by_another_law_and_say_so(run, fill):
    fill("cases", case_ref="2026-1", name="Ny Vig", **NEW)
    rules = ("--rule", "conversation-first", "--rule", "conversation-start")
    document = tried(run, "--law-date", "2019-06-01", *rules)
    assert refs(document) == {"comes": [], "goes": [], "changes": []}
    assert document["by_law_of_opening"] == ["conversation-first", "conversation-start"]
    out = run("whatif", "--law-date", "2019-06-01", *rules)[1]
    assert (
        "conversation-first, conversation-start go by the law of the day on which a case was opened; "
        "--law-date does not change that." in out
    )
    assert "conversation-first goes by the law" in run("whatif", "--law-date", "2019-06-01", *rules[:2])[1]
    assert tried(run, "--law-date", "2019-06-01", *ASKED)["by_law_of_opening"] == []
    assert "of the day on which a case was opened" not in run("whatif", "--law-date", "2019-06-01", *ASKED)[1]


def test_but_a_value_that_is_tried_reaches_them(run, fill):
    fill("cases", case_ref="2026-1", name="Ny Vig", **NEW)
    found = tried(run, "--set", "contact.first_within_days=14", "--rule", "conversation-first")
    assert refs(found)["changes"] or refs(found)["comes"]
    assert found["by_law_of_opening"] == []


def test_beside_a_municipality_s_own_file(run, tmp_path, monkeypatch):
    """What is tried stands before the own value; under the law of another day the own value goes by its own period."""
    own = tmp_path / "own.toml"
    text = '[["contact.per_12_months".values]]\nvalue = 12\nfrom = 2026-01-01\nsource = "ours"\n'
    own.write_text(text, encoding="utf-8")
    monkeypatch.setenv("KONTANT_PARAMETERS", str(own))
    back = tried(run, "--set", "contact.per_12_months=4", *ASKED)
    assert refs(back) == {
        "comes": [],
        "goes": ["later"],
        "changes": [("over", "2026-06-01", "2026-08-01"), ("due", "2026-09-30", "2026-11-30")],
    }
    assert back["changes"][0]["before"]["sources"][0] == "ours"
    earlier = tried(run, "--law-date", "2025-12-31", "--rule", "conversation-due")
    assert refs(earlier) == refs(back)


def test_on_a_terminal(on_screen, snapshot):
    assert "\n".join(on_screen(80, "whatif", "--set", "contact.per_12_months=12", *ASKED)) == snapshot


def test_a_change_of_basis_alone_is_a_change(run):
    """In 2019 four conversations a year were the act's own; since 2020 they are a target."""
    words = ("--law-date", "2019-06-30", "--rule", "conversation-due")
    document = tried(run, *words)
    assert refs(document) == {
        "comes": [],
        "goes": [],
        "changes": [("over", "2026-08-01", "2026-08-01"), ("due", "2026-11-30", "2026-11-30")],
    }
    for change in document["changes"]:
        assert (change["before"]["basis"], change["after"]["basis"]) == ("target", "statute")
    out = run("whatif", *words)[1]
    assert "It rests on another basis: statute instead of target." in out
    assert "Before:" not in out
    rows = list(csv.DictReader(io.StringIO(run("whatif", *words, "--format", "csv")[1], newline=""), delimiter=";"))
    assert {(r["Change"], r["Basis before"], r["Basis now"]) for r in rows} == {("changes", "target", "statute")}


def test_the_other_value_that_keeps_a_rule_silent_is_named(run):
    words = ("--rule", "rule-225-risk", "--set", "rule_225.hours=225")
    out = run("whatif", *words)[1]
    assert "No flag would come" in out
    assert "rule-225-risk stays silent all the same; not in force on that day: rule_225.benefit_days." in out
    assert tried(run, *words)["held_back"] == {"rule-225-risk": ["rule_225.benefit_days"]}
    both = (*words, "--set", "rule_225.benefit_days=0")
    assert "silent all the same" not in run("whatif", *both)[1]
    assert "silent all the same" not in run("whatif", "--set", "contact.per_12_months=4")[1]


def test_the_counts_are_headed_and_named_in_the_language_in_use(run):
    words = ("whatif", "--set", "contact.per_12_months=12", *ASKED)
    assert re.search(r"^ +come +go +change$", run(*words)[1], re.MULTILINE)
    assert re.search(r"^  Next conversation +1 +0 +2$", run(*words)[1], re.MULTILINE)
    assert re.search(r"^  in 3 cases +1 +0 +2$", run(*words)[1], re.MULTILINE)
    choose_language("da")
    assert re.search(r"^  Næste samtale +1 +0 +2$", run(*words)[1], re.MULTILINE)


def test_that_nothing_would_follow_is_said(run):
    out = run("whatif", "--set", "contact.per_12_months=4", *ASKED)[1]
    assert "No flag would come, go or change." in out
    assert "Nothing was changed" in out


def test_csv_has_a_row_for_each_flag_that_differs(run):
    out = run("whatif", "--set", "contact.per_12_months=2", *ASKED, "--format", "csv")[1]
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
    assert [(r["Change"], r["Case"], r["Deadline before"], r["Deadline now"]) for r in rows] == [
        ("goes", "due", "2026-11-30", ""),
        ("changes", "over", "2026-08-01", "2026-11-01"),
    ]


def test_limit_and_caseworker(run, fill):
    fill("assignments", case_ref="over", role="coordinator", start="2026-11-01", caseworker="eva")
    found = tried(run, "--set", "contact.per_12_months=12", "--caseworker", "eva", *ASKED)
    assert refs(found) == {"comes": [], "goes": [], "changes": [("over", "2026-08-01", "2026-06-01")]}
    out = run("whatif", "--set", "contact.per_12_months=12", "--limit", "1", *ASKED)[1]
    assert "2 more cases are not shown (--limit)." in out
    assert "in 3 cases" in out  # the counts are of all


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say what to try"),
        (("--set", "contact.per_12_month=4"), "did you mean contact.per_12_months"),
        (("--set", "contact.per_12_months"), "write NAME=VALUE"),
        (("--set", "contact.per_12_months=5"), "must be 1, 2, 3, 4, 6 or 12"),
        (("--set", "contact.per_12_months=four"), "must be 1, 2, 3, 4, 6 or 12"),
        (("--set", "contact.per_12_months=4\nx=1"), "one value, written as in TOML"),
        (("--set", 'contact.counting_kinds=["chat"]'), "a list of codes"),
        (("--law-date", "then"), "--law-date: 'then' is not a date"),
        (("--set", "contact.register=true", "--set", "contact.register = false"), "contact.register is given twice"),
        (("--set", "contact.register=true", "--rule", "no-rule"), "There is no rule 'no-rule'"),
    ],
)
def test_what_does_not_fit_gets_one_line(run, words, said):
    code, out, err = run("whatif", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_it_is_the_difference_that_an_own_file_would_make(edges, tmp_path):
    own = tmp_path / "own.toml"
    name = "exemption.review_months"
    own.write_text(f'[["{name}".values]]\nvalue = 1\nfrom = 1900-01-01\nsource = "ours"\n', encoding="utf-8")

    def listed(**env):
        flags = kontant("due", "--as-of", "2026-11-22", "--format", "json", db=edges, **env).json()["flags"]
        return {(f["case_ref"], f["rule"], f["facts"].get("scope")): (f["status"], f["deadline"]) for f in flags}

    def keys(flags):
        return {(f["case_ref"], f["rule"], f["facts"].get("scope")) for f in flags}

    document = kontant(
        "whatif", "--set", f"{name}=1", "--as-of", "2026-11-22", "--format", "json", db=edges
    ).json()  # fmt: skip
    now, then = listed(), listed(KONTANT_PARAMETERS=str(own))
    assert keys(document["comes"]) == then.keys() - now.keys()
    assert keys(document["goes"]) == now.keys() - then.keys()
    changed = {key for key in now.keys() & then.keys() if now[key] != then[key]}
    assert keys(c["after"] for c in document["changes"]) == changed != set()
