"""``kontant forecast``: the document, the screen at 80 and 120 columns, and a proposal whose commands run."""

import csv
import io
import json
import re
import shlex
import sys
from datetime import date, timedelta

import pytest

from kontant.i18n import choose_language


@pytest.fixture
def cases(fill):
    """Six cases: three whose next conversation falls due, one planned, one late, one of another caseworker."""
    talks = {"A-1": "2026-09-01", "A-2": "2026-09-10", "A-3": "2026-10-20", "A-4": "2026-09-05", "A-5": "2026-08-01"}
    for ref in (*talks, "B-1"):
        fill("cases", case_ref=ref, name=f"Person {ref}", track="rehabilitation", cv_registered="2021-01-01")
        fill(
            "assignments",
            case_ref=ref,
            role="coordinator",
            start="2020-01-01",
            caseworker="ab" if ref[0] == "A" else "cd",
        )
        fill("offers", case_ref=ref, type="mentor", start="2026-11-01")
        fill("conversations", case_ref=ref, date=talks.get(ref, "2026-09-01"), kind="job", status="held")
    fill("conversations", case_ref="A-4", date="2026-12-02", kind="job", status="planned")


def document(run, *words: str) -> dict:
    code, out, err = run("forecast", "--format", "json", *words)
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_document_has_the_keys_of_the_design(run, cases) -> None:
    found = document(run)
    assert found["as_of"] == "2026-11-22" and found["cases_open"] == 6 and len(found["weeks"]) == 12
    assert list(found["weeks"][0]) == [
        "week", "from", "to", "working_days", "holidays", "deadlines", "conversations", "conversations_per_working_day",
    ]  # fmt: skip
    second = found["weeks"][1]
    assert (second["week"], second["from"], second["to"]) == ("2026-W49", "2026-11-30", "2026-12-06")
    assert second["conversations"] == {"planned": 1, "due": 2}
    assert second["conversations_per_working_day"] == 0.6
    assert second["deadlines"]["conversation-due"] == 2
    assert found["overdue_now"]["conversation-due"] == 1
    assert found["weeks"][4]["holidays"] == ["2026-12-25"]


def test_the_number_of_weeks_and_the_day_are_chosen(run, cases) -> None:
    found = document(run, "--weeks", "2", "--as-of", "2026-12-01")
    assert [week["from"] for week in found["weeks"]] == ["2026-12-01", "2026-12-07"]
    assert run("forecast", "--weeks", "0")[0] == 2
    assert run("forecast", "--weeks", "54")[0] == 2


def test_only_the_cases_of_one_caseworker(run, cases) -> None:
    assert document(run, "--caseworker", "CD")["cases_open"] == 1
    assert {each["case_ref"] for each in document(run, "--move", "--caseworker", "cd")["proposal"]} == {"B-1"}
    code, out, err = run("forecast", "--caseworker", "xy")
    assert (code, out) == (1, "") and "there are: ab, cd" in err


def test_the_commands_of_a_proposal_run_and_leave_nothing_to_propose(run, cases, contents) -> None:
    before = contents()
    proposal = document(run, "--move", "--weeks", "8")["proposal"]
    assert contents() == before
    assert (proposal[0]["case_ref"], proposal[0]["late"]) == ("A-5", True)
    assert {each["case_ref"] for each in proposal} == {"A-1", "A-2", "A-5", "B-1"}
    for each in proposal:
        day = date.fromisoformat(each["day"])
        assert day.weekday() < 5 and (each["late"] or day <= date.fromisoformat(each["deadline"]))
        program, *words = shlex.split(each["command"])
        assert program == "kontant"
        assert run(*words)[0] == 0
    again = document(run, "--move", "--weeks", "8")
    assert [each["case_ref"] for each in again["proposal"] if each["command"]] == []
    assert not any(week["deadlines"].get("conversation-due") for week in again["weeks"])


def test_a_planned_conversation_keeps_its_day(run, cases) -> None:
    proposal = document(run, "--move", "--weeks", "8")["proposal"]
    assert "A-4" not in {each["case_ref"] for each in proposal}
    assert "2026-12-02" not in {each["day"] for each in proposal}


def test_a_case_number_with_a_blank_is_quoted(run, fill) -> None:
    fill("cases", case_ref="A 7", name="Person", opened="2026-11-20")
    [first, *_more] = document(run, "--move", "--weeks", "2")["proposal"]
    assert "conversation add 'A 7' 2026-11-2" in first["command"]


def test_csv_has_a_row_for_what_is_overdue_and_one_for_each_week(run, cases) -> None:
    _code, out, _err = run("forecast", "--format", "csv", "--weeks", "3")
    heading, overdue, *weeks = csv.reader(io.StringIO(out), delimiter=";")
    assert heading[:4] == ["Week", "From", "To", "Working days"] and "Next conversation" in heading
    place = heading.index("Next conversation")
    assert [row[place] for row in (overdue, *weeks)] == ["1", "0", "2", "1"]
    assert [row[0] for row in weeks] == ["2026-W48", "2026-W49", "2026-W50"]
    _code, out, _err = run("forecast", "--move", "--format", "csv", "--weeks", "3")
    heading, *rows = csv.reader(io.StringIO(out), delimiter=";")
    assert len(rows) == 4 and rows[0][:3] == ["2026-11-23", "A-5", "conversation-due"]
    assert run("forecast", "--format", "markdown")[1].startswith("| Week")


class Terminal(io.StringIO):
    """What is written to a terminal, line by line as it is sent."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("words", [("forecast",), ("forecast", "--move")], ids=" ".join)
@pytest.mark.parametrize("code", ["en", "da"])
def test_the_screen_fits(run, monkeypatch, cases, columns: int, words: tuple[str, ...], code: str) -> None:
    choose_language(code)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys, "stdout", Terminal())
    written = sys.stdout
    run(*words)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", written.getvalue()).split("\n")
    assert max(map(len, lines)) <= columns
    assert sum(line.startswith(("2026-W", "2027-W")) for line in lines) == (12 if len(words) == 1 else 0)


def test_what_is_late_is_listed_first_with_its_days(run, cases, fill) -> None:
    for n in range(3):
        fill("cases", case_ref=f"L-{n}", name="Person", opened="2020-01-01", track="rehabilitation")
        fill("conversations", case_ref=f"L-{n}", date=f"2026-07-0{n + 1}", kind="job", status="held")
    fill("conversations", case_ref="L-2", date="2026-11-26", kind="job", status="planned")
    proposal = [each for each in document(run, "--move", "--weeks", "8")["proposal"] if each["late"]]
    assert [(each["case_ref"], each["day"][5:], each["planned"]) for each in proposal] == [
        ("L-0", "11-23", False), ("L-1", "11-24", False), ("A-5", "11-25", False), ("L-2", "11-26", True),
    ]  # fmt: skip
    _code, out, _err = run("forecast", "--move", "--weeks", "8")
    late, on_time = out.split("BEFORE THE DEADLINE")
    assert "LATE  4 conversations\n" in late and "Spread over the first 10 working days" in late
    assert [row for row in late.splitlines() if row.startswith(("Mon", "Tue", "Wed", "Thu"))] == [
        "Monday 2026-11-23  1 conversation",
        "Tuesday 2026-11-24  1 conversation",
        "Wednesday 2026-11-25  1 conversation",
        "Thursday 2026-11-26  1 planned already",
    ]
    assert on_time.startswith("  3 conversations\n")
    assert "conversation add A-1" in on_time and "conversation add L-" not in on_time


def test_a_day_on_time_tells_what_is_late_on_it(run, fill) -> None:
    for ref, held in (("A-1", "2026-08-28"), ("B-1", "2026-08-01"), ("B-2", "2026-08-01")):
        fill("cases", case_ref=ref, name="Person", opened="2020-01-01", track="rehabilitation")
        fill("conversations", case_ref=ref, date=held, kind="job", status="held")
    _code, out, _err = run("forecast", "--move", "--weeks", "1")
    # A-1 has time until Saturday: a day without either late one is left, and none with five of them.
    assert "late conversation" not in out.split("BEFORE THE DEADLINE")[1]
    for n in range(3, 6):
        fill("cases", case_ref=f"B-{n}", name="Person", opened="2020-01-01", track="rehabilitation")
        fill("conversations", case_ref=f"B-{n}", date="2026-08-01", kind="job", status="held")
    _code, out, _err = run("forecast", "--move", "--weeks", "1")
    assert "  1 conversation, 1 late conversation\n" in out.split("BEFORE THE DEADLINE")[1]


def test_the_bars_show_planned_and_due(run, cases) -> None:
    _code, out, _err = run("forecast")
    row = next(line for line in out.splitlines() if line.startswith("2026-W49"))
    assert row.split() == ["2026-W49", "2026-11-30", "5", "2", "3", "0.6", "=##"]
    assert "1 late conversation comes on top" in out
    assert "Public holiday: Friday 2026-12-25 (Christmas Day)" in out
    assert "If nothing more is done than what is planned" in out


def test_long_bars_are_shortened_and_say_so(on_screen, fill) -> None:
    for n in range(60):
        fill("cases", case_ref=f"C-{n}", name="Person", opened="2026-11-16")
    lines = on_screen(80, "forecast", "--weeks", "2")
    assert any("# 3 that fall due" in line for line in lines)
    assert any(line.startswith("2026-W48") and line.endswith(" " + "#" * 20) for line in lines)


def test_snoozed_flags_are_counted_and_it_says_so(run, cases) -> None:
    assert "put aside" not in run("forecast")[1]
    assert run("ack", "A-1", "conversation-due", "--reason", "ill")[0] == 0
    assert "1 flag that is put aside keeps its deadline and is counted here." in run("forecast")[1]


def test_only_what_is_put_aside_among_the_cases_asked_for_is_told(run, cases) -> None:
    for ref in ("A-1", "A-5", "B-1"):
        assert run("ack", ref, "conversation-due", "--reason", "ill", "--horizon", "60")[0] == 0
    assert "3 flags that are put aside keep" in run("forecast")[1]
    assert "2 flags that are put aside keep" in run("forecast", "--caseworker", "ab")[1]
    assert "1 flag that is put aside keeps" in run("forecast", "--caseworker", "cd")[1]
    assert run("conversation", "add", "B-1", "2026-11-20", "--kind", "job", "--status", "held")[0] == 0
    assert "put aside" not in run("forecast", "--caseworker", "cd")[1]  # its facts have changed: it is back


def test_a_caseload_without_cases_says_what_to_do(run) -> None:
    code, out, _err = run("forecast")
    assert code == 0 and "No open case on that day" in out
    assert "No conversation falls due" in run("forecast", "--move")[1]


def test_weekdays_and_holidays_are_danish_in_danish(run, cases) -> None:
    choose_language("da")
    _code, out, _err = run("forecast")
    assert out.startswith("Søndag 22-11-2026") and "fredag 25-12-2026 (Juledag)" in out and "0,6" in out


def test_a_week_has_seven_days_but_the_first(run, cases) -> None:
    spans = [date.fromisoformat(w["to"]) - date.fromisoformat(w["from"]) for w in document(run)["weeks"]]
    assert spans == [timedelta(days=7), *[timedelta(days=6)] * 11]
