"""The other record commands, verb by verb: what is written, what is told, what is refused, and undo."""

import io
import json
import sys

import pytest


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref="2020-1", name="Åse Ærøe")
    fill("assignments", case_ref="2020-1", role="coordinator", start="2020-01-01", caseworker="eva")


@pytest.fixture
def rows(contents):
    """The records of a table without case and bookkeeping, that many columns."""
    return lambda table, count: [row[1 : count + 1] for row in contents()[table]]


@pytest.fixture
def does(run, contents):
    """Run a command that changes something; undo brings back what was. Gives what it told."""

    def told(*words):
        before = contents()
        code, out, err = run(*words)
        assert (code, err) == (0, ""), err
        assert out.splitlines()[-1].startswith("Undo with: kontant undo ")
        after = contents()
        assert after != before
        assert run("undo", "--yes")[0] == 0
        assert contents() == before
        assert run("undo", out.split()[-1], "--yes")[0] == 1  # it was undone
        assert run("undo", str(int(out.split()[-1]) + 1), "--yes")[0] == 0
        assert [row[:3] for table in after.values() for row in table] == [
            row[:3] for table in contents().values() for row in table
        ]
        return out

    return told


@pytest.fixture
def refused(run, contents):
    """Run a command that is refused and changes nothing; gives its exit code and its sentence."""

    def told(*words):
        before = contents()
        code, out, err = run(*words)
        assert (code != 0, out) == (True, "")
        assert contents() == before
        return code, err.splitlines()[-1].removeprefix("kontant: ")

    return told


@pytest.fixture
def piped(monkeypatch):
    """What comes in on standard input."""

    def pipe(text, encoding="utf-8"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode(encoding)), encoding="utf-8"))

    return pipe


# offer


def test_offer_add_and_end(does, rows):
    words = ("--to", "2026-12-31", "--provider", "Brugsen", "--goal", "Stå i kassen", "--hours", "12,5")
    out = does("offer", "add", "2020-1", "praktik", "2026-11-01", *words)
    assert out.startswith(
        "Added: offer 2020-1, work placement, 2026-11-01\n"
        "  end: 2026-12-31\n  provider: Brugsen\n  goal: Stå i kassen\n  hours per week: 12.5\nCleared: First offer\n"
    )
    assert rows("offers", 7) == [("work_placement", "2026-11-01", "2026-12-31", None, "Brugsen", "Stå i kassen", 12.5)]
    out = does("offer", "end", "2020-1", "--outcome", "afbrudt")
    assert "  end: 2026-12-31 -> 2026-11-22\n  outcome: (empty) -> interrupted\n" in out
    assert rows("offers", 4) == [("work_placement", "2026-11-01", "2026-11-22", "interrupted")]


@pytest.mark.parametrize(
    ("end", "words", "stored"),
    [
        (None, (), "2026-11-22"),
        ("2026-11-10", (), "2026-11-10"),
        ("2026-12-10", (), "2026-11-22"),
        ("2026-12-10", ("--on", "2026-11-15"), "2026-11-15"),
        ("2026-12-10", ("--on", "-1d"), "2026-11-21"),
    ],
)
def test_the_last_day_of_an_offer_that_is_over(run, fill, rows, end, words, stored):
    fill("offers", case_ref="2020-1", type="guidance", start="2026-10-01", end=end)
    assert run("offer", "end", "2020-1", "--outcome", "completed", *words)[0] == 0
    assert rows("offers", 4) == [("guidance", "2026-10-01", stored, "completed")]


def test_an_offer_that_was_never_begun_keeps_its_days(run, fill, rows):
    fill("offers", case_ref="2020-1", type="guidance", start="2026-12-01", end="2027-01-31")
    assert run("offer", "end", "2020-1", "--outcome", "ikke påbegyndt")[0] == 0
    assert rows("offers", 4) == [("guidance", "2026-12-01", "2027-01-31", "cancelled")]


def test_offer_refusals(refused, fill):
    fill("offers", case_ref="2020-1", type="guidance", start="2026-12-01")
    fill("offers", case_ref="2020-1", type="education", start="2026-10-01")
    assert refused("offer", "add", "2020-1", "guidance", "1/12-2026")[1] == (
        "There is such a record (offer) in case 2020-1 already; "
        "change it with: kontant offer change 2020-1 guidance 2026-12-01"
    )
    assert refused("offer", "add", "2020-1", "guidance", "2026-12-02", "--to", "2026-12-01") == (
        2,
        "--to: the end lies before the start; a period ends on its first day at the earliest",
    )
    assert "given twice" in refused("offer", "add", "2020-1", "guidance", "today", "--from", "today")[1]
    assert refused("offer", "add", "2020-1") == (
        2,
        "Missing: TYPE, START; give them, or run the command at a terminal to be asked.",
    )
    assert refused("offer", "end", "2020-1", "--outcome", "completed") == (
        2,
        "Several records (offer) of case 2020-1 fit; say which with TYPE START.",
    )
    assert refused("offer", "end", "2020-1", "guidance", "--outcome", "completed")[0] == 2
    assert (
        "cannot be completed already"
        in refused("offer", "change", "2020-1", "guidance", "--outcome", "completed", "--to", "2026-12-31")[1]
    )
    assert "has a last day" in refused("offer", "change", "2020-1", "education", "--outcome", "completed")[1]
    assert refused("offer", "end", "2020-1", "education")[1].startswith("--outcome is missing; write one of: completed")
    assert refused("offer", "end", "2020-1", "education", "--outcome", "completed", "--on", "2026-09-30")[1].startswith(
        "--on: the end lies before the start"
    )
    assert refused("offer", "change", "2020-1", "education")[1].startswith(
        "Nothing to change: give at least one of --to"
    )
    assert refused("offer", "change", "2020-1", "education", "--hours", "x")[1].startswith("--hours: not a number")
    assert refused("offer", "change", "2020-1", "education", "--hours", "169")[1].startswith("--hours: too large")


# exemption


def test_exemption_from_add_to_end(does, rows, fill):
    fill("offers", case_ref="2020-1", type="guidance", start="2025-01-01", end="2025-03-01", outcome="completed")
    words = ("--from", "2026-11-01", "--to", "+6m", "--reason", "health", "--explanation", "Ryggen")
    out = does("exemption", "add", "2020-1", "Fritaget for tilbud", *words)
    assert "Cleared: A year without activity\n" in out
    assert rows("exemptions", 5) == [("activation", "2026-11-01", "2027-05-22", "health", "Ryggen")]
    out = does("exemption", "change", "2020-1", "--reason", "begrænset arbejdsevne", "--explanation", "")
    assert "  explanation: Ryggen -> (empty)\n" in out
    out = does("exemption", "end", "2020-1", "--on", "+3d")
    assert "  end: 2027-05-22 -> 2026-11-25\nRaised: Exemption expires (exempt from offers)\n" in out
    assert rows("exemptions", 5) == [("activation", "2026-11-01", "2026-11-25", "work_capacity", None)]


def test_an_exemption_ends_today_unless_said(run, fill, rows):
    fill("exemptions", case_ref="2020-1", scope="activation", start="2026-06-01", reason="health")
    fill("exemptions", case_ref="2020-1", scope="activation", start="2026-01-01", end="2026-05-31", reason="health")
    assert run("exemption", "end", "2020-1")[0] == 0
    assert [row[2] for row in rows("exemptions", 3)] == ["2026-05-31", "2026-11-22"]


def test_a_moved_deadline_is_told(run, fill):
    fill("exemptions", case_ref="2020-1", scope="activation", start="2026-06-01", end="2026-11-30", reason="health")
    _code, out, _err = run("exemption", "change", "2020-1", "--to", "2026-12-05")
    assert "Deadline moved: Exemption expires (exempt from offers), from 2026-11-30 to 2026-12-05\n" in out


def test_exemption_refusals(refused, fill):
    fill("exemptions", case_ref="2020-1", scope="activation", start="2026-11-01", end="2026-12-31", reason="health")
    overlap = "There is an exemption of the same scope from 2026-11-01 to 2026-12-31; the two would overlap."
    words = ("--from", "2026-12-31", "--reason", "health")
    assert refused("exemption", "add", "2020-1", "activation", *words) == (1, overlap)
    assert refused("exemption", "add", "2020-1", "activation", "2026-11-01", "--reason", "health")[1].startswith(
        "There is"
    )
    assert refused("exemption", "add", "2020-1", "activation", "2027-01-01")[1].startswith("--reason is missing")
    assert refused("exemption", "add", "2020-1", "x", "today", "--reason", "other")[1].startswith(
        "SCOPE: not known here"
    )
    assert (
        "2019-12-31 lies before 2020-01-01"
        in refused(
            "exemption", "add", "2020-1", "conversations", "2019-12-31", "--to", "2020-02-01", "--reason", "other"
        )[1]
    )
    assert refused("exemption", "end", "2020-1", "--on", "2026-10-31")[1].startswith("--on: the end lies before")
    assert refused("exemption", "change", "2020-1", "--reason", "")[1] == "--reason: something must stand here"


def test_a_long_text_comes_in_as_it_stands(run, piped, rows, refused):
    piped("Ryg og knæ: kan stå 20 minutter.\n\n  Måske 'delvis'; $HOME.\n")
    words = ("--from", "2026-11-01", "--reason", "health", "--explanation", "-")
    code, out, _err = run("exemption", "add", "2020-1", "activation", *words)
    assert code == 0
    assert rows("exemptions", 5)[0][4] == "Ryg og knæ: kan stå 20 minutter.\n\n  Måske 'delvis'; $HOME."
    assert "  explanation: Ryg og knæ: kan stå 20 minutter.    Måske 'delvis'; $HOME.\n" in out
    piped("Æbler fra en ældre Windows\r\n", "cp1252")
    assert run("exemption", "change", "2020-1", "--explanation", "-")[0] == 0
    assert rows("exemptions", 5)[0][4] == "Æbler fra en ældre Windows"
    piped("x")
    both = refused("statement", "add", "2020-1", "LÆ125", "today", "--question", "-", "--purpose", "-")
    assert both == (2, "Only one text can be read from standard input, not both of --question, --purpose.")


# absence


def test_absence_makes_the_planned_conversation_a_no_show(does, fill, rows):
    fill("conversations", case_ref="2020-1", date="2026-11-20", kind="job", status="planned")
    fill("conversations", case_ref="2020-1", date="2026-11-19", kind="job", status="planned")
    words = ("--from", "samtale", "--attempts", "3", "--ground", "nej", "--hearing", "21.11.2026")
    out = does("absence", "add", "2020-1", "-2d", *words)
    assert out.startswith(
        "Added: absence 2020-1, 2026-11-20\n"
        "  from kind: conversation\n  contact attempts: 3\n  reasonable ground: no\n  hearing sent: 2026-11-21\n"
        "Changed: conversation 2020-1, 2026-11-20, job conversation\n  status: planned -> no show\n"
    )
    assert rows("absences", 6) == [("2026-11-20", "conversation", 3, 0, "2026-11-21", None)]
    assert [row[2] for row in rows("conversations", 3)] == ["planned", "no_show"]
    does("absence", "change", "2020-1", "--attempts", "4", "--ground", "ja")
    out = does("absence", "decide", "2020-1", "--decision", "ingen sanktion")
    assert "  decision: (empty) -> no sanction\n" in out
    assert rows("absences", 6) == [("2026-11-20", "conversation", 4, 1, "2026-11-21", "none")]


def test_absence_from_an_offer_leaves_conversations_alone(run, fill, rows):
    fill("conversations", case_ref="2020-1", date="2026-11-20", kind="job", status="planned")
    assert run("absence", "add", "2020-1", "2026-11-20", "--from", "offer")[0] == 0
    assert [row[2] for row in rows("conversations", 3)] == ["planned"]


def test_absence_refusals(refused, fill):
    fill("absences", case_ref="2020-1", date="2026-11-02", from_kind="offer", decision="sanction")
    assert refused("absence", "add", "2020-1", "tomorrow", "--from", "offer")[1].startswith(
        "Nobody can have stayed away"
    )
    assert refused("absence", "add", "2020-1", "today")[1] == "--from is missing; write one of: conversation, offer"
    assert refused("absence", "add", "2020-1", "today", "--from", "offer", "--attempts", "1,5")[1].startswith(
        "--attempts: not a whole number"
    )
    assert refused("absence", "add", "2020-1", "today", "--from", "offer", "--ground", "perhaps")[1].startswith(
        "--ground: neither yes nor no"
    )
    assert (
        "would lie before the absence"
        in refused("absence", "add", "2020-1", "today", "--from", "offer", "--hearing", "-1d")[1]
    )
    assert refused("absence", "decide", "2020-1", "--decision", "pending")[0] == 1
    assert refused("absence", "decide", "2020-1", "2026-11-02")[1].startswith("--decision is missing")


# statement


@pytest.mark.parametrize("typed", ["LÆ125", "læ 125", "lae125", "LAE 125", "125"])
def test_statement_types_as_people_type_them(run, rows, typed):
    assert run("statement", "add", "2020-1", typed, "today")[0] == 0
    assert rows("statements", 2) == [("LÆ125", "2026-11-22")]


def test_statement_from_order_to_answer(does, rows):
    does("statement", "add", "2020-1", "LÆ265", "-30d", "--question", "Hvilke hensyn?", "--purpose", "Praktik")
    does("statement", "remind", "2020-1", "--on", "-3d")
    does("statement", "change", "2020-1", "--consulted", "+7d")
    out = does("statement", "receive", "2020-1")
    assert "  received: (empty) -> 2026-11-22\n" in out
    assert rows("statements", 8) == [
        ("LÆ265", "2026-10-23", "2026-11-29", "2026-11-22", None, "2026-11-19", "Hvilke hensyn?", "Praktik")
    ]
    does("statement", "change", "2020-1", "--received", "")
    does("statement", "decline", "2020-1", "LÆ265", "2026-10-23", "--on", "2026-11-01")
    assert rows("statements", 5)[0][3:] == (None, "2026-11-01")


def test_statement_refusals(refused, fill):
    fill("statements", case_ref="2020-1", type="LÆ125", ordered="2026-11-10")
    assert refused("statement", "add", "2020-1", "LÆ999", "today")[1].startswith(
        "TYPE: not known here; write one of: LÆ105"
    )
    assert "cannot have been ordered" in refused("statement", "add", "2020-1", "125", "tomorrow")[1]
    assert "cannot have been received" in refused("statement", "receive", "2020-1", "--on", "tomorrow")[1]
    assert refused("statement", "receive", "2020-1", "--on", "2026-11-09") == (
        2,
        "--on: this lies before the day on which the statement was ordered",
    )
    assert refused("statement", "change", "2020-1", "--reminded", "2026-11-09")[1].startswith("--reminded: this lies")
    assert refused("statement", "receive", "2020-1", "LÆ135")[1].startswith(
        "Case 2020-1 has no such record (statement)"
    )


# goal


def test_goal_set_changed_reached(does, rows):
    does("goal", "add", "2020-1", "Gartner", "--kind", "jobmål")
    out = does("goal", "add", "2020-1", "Ring  til mester", "--kind", "sub", "--due", "+1m")
    assert out.startswith("Added: goal 2020-1, sub-goal, Ring til mester\n  set on: 2026-11-22\n  due: 2026-12-22\n")
    does("goal", "change", "2020-1", "MESTER", "--due", "2027-01-15", "--set-on", "-1d")
    out = does("goal", "end", "2020-1", "mester")
    assert "  reached: (empty) -> 2026-11-22\n" in out
    assert rows("goals", 5) == [
        ("job", "Gartner", "2026-11-22", None, None),
        ("sub", "Ring til mester", "2026-11-21", "2027-01-15", "2026-11-22"),
    ]
    does("goal", "change", "2020-1", "mester", "--reached", "")
    does("goal", "end", "2020-1", "--kind", "job", "--on", "today")


def test_goal_refusals(refused, fill):
    fill("goals", case_ref="2020-1", kind="sub", title="Ring til mester", set_on="2026-02-01")
    fill("goals", case_ref="2020-1", kind="sub", title="Ring til værten", set_on="2026-03-01")
    doubled = refused("goal", "add", "2020-1", "RING TIL MESTER", "--kind", "sub")
    assert doubled == (1, "There is a goal with these words already, set on 2026-02-01.")
    same = refused("goal", "add", "2020-1", "Ring til mester", "--kind", "sub")
    assert same[1].endswith("change it with: kontant goal change 2020-1")
    assert "mester" not in doubled[1] + same[1]
    assert refused("goal", "add", "2020-1", "Ny")[1] == "--kind is missing; write one of: job, sub"
    assert refused("goal", "end", "2020-1", "ring")[0] == 2
    assert refused("goal", "end", "2020-1", "Ring til mester", "--on", "tomorrow")[0] == 1
    assert refused("goal", "end", "2020-1", "mester", "--on", "2026-01-31")[1] == (
        "--on: this lies before the day on which the goal was set"
    )
    assert refused("goal", "change", "2020-1", "mester", "--due", "2026-01-31")[1].startswith("--due: this lies before")
    assert refused("goal", "add", "2020-1", "x" * 401, "--kind", "sub")[1] == "TITLE: too long; at most 400 characters"


# hours


@pytest.mark.parametrize("typed", ["2026-10", "10-2026", "10/2026", "2026-10-31", "-1m", "1.10.2026"])
def test_months_as_people_type_them(run, rows, typed):
    assert run("hours", "add", "2020-1", typed, "--hours", "12,5")[0] == 0
    assert rows("paid_work", 2) == [("2026-10-01", 12.5)]


def test_hours_added_and_changed(does, rows):
    out = does("hours", "add", "2020-1", "2026-11", "--hours", "37", "--employer", "Føtex")
    assert "Cleared: First offer\n" in out
    does("hours", "change", "2020-1", "--hours", "40,5", "--employer", "")
    assert rows("paid_work", 3) == [("2026-11-01", 40.5, None)]


def test_hours_refusals(refused, fill):
    fill("paid_work", case_ref="2020-1", month="2026-10-01", hours=3)
    assert refused("hours", "add", "2020-1", "2026-10", "--hours", "1")[1].endswith(
        "change it with: kontant hours change 2020-1 2026-10"
    )
    assert refused("hours", "add", "2020-1", "2026-12", "--hours", "1")[1].startswith(
        "Hours of 2026-12 can be recorded"
    )
    assert refused("hours", "add", "2020-1", "2019-12", "--hours", "1")[0] == 1
    assert refused("hours", "add", "2020-1", "2026-13", "--hours", "1")[0] == 2
    assert refused("hours", "add", "2020-1", "2026-11", "--hours", "745")[1] == "--hours: too large; at most 744"
    assert refused("hours", "add", "2020-1", "2026-11", "--hours", "-1")[1] == "--hours: too small; at least 0"
    assert refused("hours", "add", "2020-1") == (
        2,
        "Missing: MONTH, --hours; give them, or run the command at a terminal to be asked.",
    )
    assert refused("hours", "change", "2020-1", "2026-10", "--hours", "")[1] == "--hours: something must stand here"


# coordination


def test_coordination_added_and_changed(does, rows):
    out = does("coordination", "add", "2020-1", "i går", "Psykiatrien", "--form", "møde")
    assert out.startswith("Added: coordination 2020-1, 2026-11-21, Psykiatrien\n  form: meeting\n")
    does("coordination", "change", "2020-1", "--form", "rundbordssamtale")
    assert rows("coordination", 3) == [("2026-11-21", "Psykiatrien", "round_table")]


def test_coordination_refusals(refused, fill):
    for actor in ("Psykiatrien", "Bostøtte"):
        fill("coordination", case_ref="2020-1", date="2026-11-01", actor=actor, form="meeting")
    assert refused("coordination", "change", "2020-1", "--form", "measure")[0] == 2
    assert refused("coordination", "change", "2020-1", "2026-11-01", "psyk")[1].startswith("Nothing to change")
    assert refused("coordination", "change", "2020-1", "2026-11-01", "psyk", "--form", "meeting")[1].startswith(
        "The record"
    )
    assert refused("coordination", "add", "2020-1", "today", "X", "--form", "chat")[1].startswith(
        "--form: not known here"
    )
    assert refused("coordination", "add", "2020-1", "today", " ", "--form", "meeting")[1].startswith("ACTOR: something")


# all


def test_a_mistyped_option_is_still_told(run):
    for words in (("-1x",), ("--formm", "x"), ("-3",)):
        code, _out, err = run("coordination", "add", "2020-1", *words)
        assert code == 2
        assert "There is no option" in err


def test_what_is_in_the_log_is_the_command_without_its_values(run):
    run("goal", "add", "2020-1", "Hemmelig", "--kind", "sub")
    event = json.loads(run("log", "--format", "json")[1])["events"][0]
    assert event["command"] == "goal add"
    assert "Hemmelig" not in json.dumps(event["details"])


def test_a_cpr_number_in_a_text_is_not_shown(run):
    out = run("goal", "add", "2020-1", "Ring 010190-1234", "--kind", "sub")[1]
    out += run("goal", "list", "2020-1")[1]
    assert "010190-****" in out
    assert "1234" not in out
