"""``kontant due --since``: new, gone and turned overdue between two days, on the records as they are."""

import csv
import io
import json
from datetime import date

import pytest
from support import kontant

from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.store.reading import reading
from kontant.store.timelines import all_timelines

TODAY, DAY_BEFORE = "2026-11-22", "2026-11-21"
# Three months before each, so that the deadline of the next conversation is the day before the one judged.
OLD = {"opened": "2020-01-01", "target_group": "activity_ready"}
ASKED = ("--rule", "conversation-due", "--rule", "conversation-unrecorded", "--rule", "exemption-expiring")


@pytest.fixture(autouse=True)
def cases(fill):
    """One case for each thing that can have happened since yesterday, and one to which nothing did."""

    def case(ref, held, **head):
        fill("cases", case_ref=ref, name=f"Person {ref}", **(OLD | head))
        fill("assignments", case_ref=ref, role="coordinator", start="2020-01-01", caseworker="lbh")
        fill("conversations", case_ref=ref, date=held, kind="job", status="held")

    case("turned", "2026-08-21")  # deadline 2026-11-21: due yesterday, overdue today
    case("new", "2026-09-06")  # deadline 2026-12-06: within fourteen days since today
    case("held", "2026-07-01")  # overdue yesterday, a conversation today
    fill("conversations", case_ref="held", date=TODAY, kind="job", status="held")
    case("closed", "2026-07-01", closed=TODAY)
    case("same", "2026-05-01")


def since(run, *words, day=TODAY, from_day=DAY_BEFORE):
    _code, out, err = run("due", "--since", from_day, "--as-of", day, *ASKED, "--format", "json", *words)
    assert err == ""
    document = json.loads(out)
    return {kind: [flag["case_ref"] for flag in document[kind]] for kind in ("new", "turned_overdue", "gone")}


def test_what_is_new_gone_and_turned_overdue(run):
    assert since(run) == {"new": ["new"], "turned_overdue": ["turned"], "gone": ["closed", "held"]}


def test_yesterday_is_the_day_before_the_list(run):
    assert since(run, from_day="yesterday") == since(run)
    assert since(run, from_day="-1d") == since(run)
    earlier = since(run, day="2026-11-21", from_day="yesterday")
    assert earlier == since(run, day="2026-11-21", from_day="2026-11-20")
    assert earlier != since(run)


def test_what_is_gone_says_why(run):
    document = json.loads(run("due", "--since", DAY_BEFORE, *ASKED, "--format", "json")[1])
    assert (document["as_of"], document["since"]) == (TODAY, DAY_BEFORE)
    why = {flag["case_ref"]: flag["why_gone"] for flag in document["gone"]}
    assert why["held"] == "The deadline now is 2027-02-22."
    assert why["closed"].startswith("The case is not open on 2026-11-22: it was closed 2026-11-22.")
    # A flag that is gone is told as it stood then.
    assert next(f["days"] for f in document["gone"] if f["case_ref"] == "held") == -51


def test_on_a_terminal(on_screen, snapshot):
    assert "\n".join(on_screen(80, "due", "--since", "yesterday", *ASKED)) == snapshot


def test_another_deadline_is_another_flag(run, fill):
    """One exemption ran out two days ago with nothing to follow it; a later one runs out within thirty days too."""
    for start, end in (("2026-10-01", "2026-11-20"), (TODAY, "2026-12-10")):
        fill("exemptions", case_ref="same", scope="activation", start=start, end=end, reason="health")
    document = json.loads(run("due", "--since", "2026-11-14", "--rule", "exemption-expiring", "--format", "json")[1])
    assert [f["deadline"] for f in document["new"]] == ["2026-12-10"]
    assert [(f["deadline"], f["why_gone"]) for f in document["gone"]] == [
        ("2026-11-20", "Another deadline counts now.")
    ]


def test_filters_by_caseworker_case_and_status(run, fill):
    fill("assignments", case_ref="new", role="coordinator", start="2026-11-01", caseworker="eva")
    assert since(run, "--caseworker", "EVA") == {"new": ["new"], "turned_overdue": [], "gone": []}
    assert since(run, "--caseworker", "lbh")["gone"] == ["closed", "held"]  # a closed case had its caseworker too
    assert since(run, "held") == {"new": [], "turned_overdue": [], "gone": ["held"]}
    assert since(run, "--status", "due") == {"new": ["new"], "turned_overdue": [], "gone": []}
    code, out, err = run("due", "--since", "yesterday", "--caseworker", "nobody")
    assert (code, out) == (1, "")
    assert "there are: eva, lbh" in err


def snooze(run, case, rule="conversation-due", *more):
    code, _out, err = run("ack", case, rule, "--reason", "Waiting for the hospital", *more)
    assert (code, err) == (0, "")


def put_aside(fill, case, day, until, fingerprint):
    """A snooze as it was set on another day."""
    fill(
        "snoozes",
        case_ref=case,
        rule="conversation-due",
        set_on=day,
        until=until,
        reason="Waiting for the hospital",
        caseworker="lbh",
        fingerprint=fingerprint,
    )


@pytest.fixture
def fingerprints(caseload):
    """What a snooze of the conversation-due flag of each case holds on to, as it is today."""
    with reading(caseload) as connection:
        rules = Evaluator(load(), date(2026, 11, 22), rules=["conversation-due"])
        found = [flag for t in all_timelines(connection, rules.reads()) for flag in rules.flags(t)]
    return {flag.case_ref: flag.fingerprint() for flag in found}


def test_what_is_put_aside_on_both_days_is_not_told_but_counted(run, fill, fingerprints):
    for case in ("turned", "new", "same"):
        put_aside(fill, case, "2026-11-01", "2026-12-01", fingerprints[case])
    assert since(run) == {"new": [], "turned_overdue": [], "gone": ["closed", "held"]}
    out = run("due", "--since", "yesterday", *ASKED)[1]
    assert "3 snoozed flags are not among these. See: kontant due --snoozed" in out
    out = run("due", "--since", "yesterday", *ASKED, "--status", "overdue", "--format", "json")[1]
    assert json.loads(out)["snoozed"] == 2


def test_a_flag_that_came_and_was_put_aside_at_once_is_not_new(run):
    snooze(run, "new")
    assert since(run) == {"new": [], "turned_overdue": ["turned"], "gone": ["closed", "held"]}
    assert "1 snoozed flag is not among these." in run("due", "--since", "yesterday", *ASKED)[1]


def test_a_flag_that_was_put_aside_since_is_gone_with_its_reason(run):
    snooze(run, "turned")
    snooze(run, "same")
    document = json.loads(run("due", "--since", "yesterday", *ASKED, "--format", "json")[1])
    why = {flag["case_ref"]: flag["why_gone"] for flag in document["gone"]}
    assert why.keys() == {"closed", "held", "turned", "same"}
    told = "Snoozed until its facts change (tester, 2026-11-22): Waiting for the hospital"
    assert why["turned"] == why["same"] == told
    assert [flag["case_ref"] for flag in document["new"]] == ["new"]
    assert (document["turned_overdue"], document["snoozed"]) == ([], 0)


def test_a_flag_whose_snooze_ended_is_back(run, fill, fingerprints):
    put_aside(fill, "same", "2026-11-01", TODAY, fingerprints["same"])
    put_aside(fill, "turned", "2026-11-01", TODAY, fingerprints["turned"])
    document = json.loads(run("due", "--since", "yesterday", *ASKED, "--format", "json")[1])
    assert {f["case_ref"]: f["back"] for f in document["new"]} == {"same": True, "turned": True, "new": False}
    assert document["turned_overdue"] == []
    out = run("due", "--since", "yesterday", *ASKED)[1]
    assert out.count("Back on the list. Snoozed until 2026-11-22 (lbh, 2026-11-01): Waiting for the hospital") == 2
    assert "snoozed flag" not in out


def test_a_snooze_that_ended_before_both_days_or_holds_for_other_facts_changes_nothing(run, fill, fingerprints):
    put_aside(fill, "turned", "2026-11-01", "2026-11-15", fingerprints["turned"])
    put_aside(fill, "new", "2026-11-01", None, fingerprints["same"])
    assert since(run) == {"new": ["new"], "turned_overdue": ["turned"], "gone": ["closed", "held"]}


def test_snoozes_and_what_is_left_out_on_a_terminal(on_screen, run, fill, fingerprints, snapshot):
    put_aside(fill, "same", "2026-11-01", TODAY, fingerprints["same"])
    snooze(run, "new")
    fill("cases", case_ref="2024-00001", name="Anne-Marie Åse Bodil Christiane von Rosenkrantz-Hohenstein til Sæby")
    fill("assignments", case_ref="2024-00001", role="coordinator", start="2020-01-01", caseworker="lbh")
    fill("conversations", case_ref="2024-00001", date="2026-08-21", kind="job", status="held")
    words = ("due", "--since", "yesterday", *ASKED, "--limit", "2")
    assert "\n".join(on_screen(60, *words)) == snapshot


def test_limit_counts_cases_and_says_what_is_left_out(run):
    out = run("due", "--since", "yesterday", "--limit", "1", *ASKED)[1]
    assert "3 more cases are not shown (--limit)." in out
    assert "GONE" not in out


def test_csv_and_markdown_have_a_row_for_each(run):
    _code, out, _err = run("due", "--since", "yesterday", *ASKED, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
    assert [(r["Change"], r["Case"], r["Before"], r["Now"]) for r in rows] == [
        ("new", "new", "", "due"),
        ("turned overdue", "turned", "due", "overdue"),
        ("gone", "closed", "overdue", ""),
        ("gone", "held", "overdue", ""),
    ]
    out = run("due", "--since", "yesterday", *ASKED, "--format", "markdown")[1]
    assert len(out.strip().splitlines()) == 2 + len(rows)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "today"), "--since must lie before the day of the list, 2026-11-22."),
        (("--since", "2027-01-01"), "--since must lie before"),
        (("--since", "soon"), "'soon' is not a date"),
        (("--since", "yesterday", "--explain"), "leave out --explain and --snoozed"),
        (("--since", "yesterday", "--snoozed"), "leave out --explain and --snoozed"),
    ],
)
def test_bad_options_get_one_line(run, words, said):
    code, out, err = run("due", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize(("from_day", "day"), [("2026-10-22", TODAY), ("2025-06-30", "2025-07-01")])
def test_it_is_the_difference_of_the_two_lists(edges, from_day, day):
    """Also across the change of law of 1 July 2025, which took the 225-hour rule away."""

    def listed(on):
        flags = kontant("due", "--as-of", on, "--format", "json", db=edges).json()["flags"]
        return {(f["case_ref"], f["rule"], f["facts"].get("scope"), f["deadline"]): f["status"] for f in flags}

    document = kontant("due", "--since", from_day, "--as-of", day, "--format", "json", db=edges).json()
    found = {
        kind: {(f["case_ref"], f["rule"], f["facts"].get("scope"), f["deadline"]) for f in document[kind]}
        for kind in ("new", "turned_overdue", "gone")
    }
    before, after = listed(from_day), listed(day)
    both = before.keys() & after.keys()
    assert found == {
        "new": after.keys() - before.keys(),
        "gone": before.keys() - after.keys(),
        "turned_overdue": {key for key in both if before[key] != after[key]},
    }
    assert all(found.values())
