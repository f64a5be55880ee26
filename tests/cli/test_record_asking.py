"""The record commands at a real terminal: what is asked for, which record is meant, and that Ctrl-C leaves nothing."""

from datetime import date, timedelta

import pexpect
import pytest

ENTER, DOWN, CTRL_C, CTRL_D = "\r", "\x1b[B", "\x03", "\x04"
# A process of its own has the real clock, and a time zone in which the next day may have begun.
TODAY = date.today()
NEAR = {(TODAY + timedelta(days=days)).isoformat() for days in (-1, 0, 1)}
PROPOSED = "the day that was proposed"
TABLES = (
    "conversations",
    "offers",
    "exemptions",
    "absences",
    "statements",
    "goals",
    "paid_work",
    "coordination",
)


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref="2020-1", name="Åse Ærøe")


def answer(child, questions):
    for question, keys in questions:
        child.expect_exact(question)
        child.send(keys)


def end(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


# Words of the command, what is asked with an answer to each, the table, and the beginning of what is written.
ASKED = [
    (["conversation", "add", "åse"], [("Date", ENTER)], "conversations", [PROPOSED, "job", "held"]),
    (
        ["offer", "add", "2020-1"],
        [("Type", DOWN + ENTER), ("Start", "\x7f" * 10 + "2026-10-01" + ENTER)],
        "offers",
        ["wage_subsidy", "2026-10-01"],
    ),
    (
        ["exemption", "add", "2020-1", "--to", "+3m"],
        [("Scope", ENTER), ("Start", ENTER), ("Why", DOWN + ENTER)],
        "exemptions",
        ["activation", PROPOSED],
    ),
    (
        ["absence", "add", "2020-1", "2026-10-01"],
        [("Absent from", DOWN + ENTER)],
        "absences",
        ["2026-10-01", "offer"],
    ),
    (["statement", "add", "2020-1"], [("Type", ENTER), ("Ordered", ENTER)], "statements", ["LÆ105", PROPOSED]),
    (
        ["goal", "add", "2020-1"],
        [("Kind", DOWN + ENTER), ("Goal", "Ring til mester på Ærø" + ENTER)],
        "goals",
        ["sub", "Ring til mester på Ærø"],
    ),
    (
        ["hours", "add", "2020-1"],
        [("Month", "\x7f" * 7 + "10-2026" + ENTER), ("Hours", "12,5" + ENTER)],
        "paid_work",
        ["2026-10-01", 12.5],
    ),
    (
        ["coordination", "add", "2020-1", "2026-10-01"],
        [("Actor", "Bostøtte" + ENTER), ("Form", ENTER)],
        "coordination",
        ["2026-10-01", "Bostøtte", "meeting"],
    ),
]
NOUNS = [asked[0][0] for asked in ASKED]


@pytest.mark.parametrize(("words", "questions", "table", "written"), ASKED, ids=NOUNS)
def test_what_is_missing_is_asked_for(typed, contents, words, questions, table, written):
    child = typed(*words)
    answer(child, questions)
    child.expect_exact("Undo with")
    assert end(child) == 0
    (row,) = contents()[table]
    for value, expected in zip(row[1:], written, strict=False):
        assert value in NEAR if expected is PROPOSED else value == expected


@pytest.mark.parametrize(("words", "questions", "table", "written"), ASKED, ids=NOUNS)
def test_ctrl_c_at_the_last_question_leaves_nothing(typed, contents, words, questions, table, written):
    child = typed(*words)
    answer(child, questions[:-1])
    child.expect_exact(questions[-1][0])
    child.send(CTRL_C)
    assert end(child) == 130
    assert not any(contents()[name] for name in TABLES)


@pytest.mark.parametrize(
    ("words", "question", "wrong", "sentence"),
    [
        (["hours", "add", "2020-1", "2026-10"], "Hours", "many", "not a number; write 12,5 or 12.5"),
        (["hours", "add", "2020-1", "2026-10"], "Hours", "800", "too large; at most 744"),
        (["hours", "add", "2020-1", "2026-10"], "Hours", "", "something must stand here"),
        (["conversation", "add", "2020-1"], "Date", "x", "is not a date"),
        (["goal", "add", "2020-1", "--kind", "sub"], "Goal", "x" * 401, "too long; at most 400 characters"),
    ],
)
def test_a_wrong_answer_is_told_on_the_spot(typed, contents, words, question, wrong, sentence):
    child = typed(*words)
    child.expect_exact(question)
    child.send(wrong + ENTER)
    child.expect_exact(sentence)
    child.send(CTRL_C)
    assert end(child) == 130
    assert not any(contents()[name] for name in TABLES)


def test_what_is_there_already_is_told_before_more_is_asked(typed, fill):
    fill("exemptions", case_ref="2020-1", scope="activation", start="2026-10-01", reason="health")
    child = typed("exemption", "add", "2020-1", "activation", "2026-10-01")
    child.expect_exact("already; change it with")
    assert end(child) == 1
    assert "Why" not in child.before


def test_of_several_one_is_chosen(typed, fill, contents):
    fill("offers", case_ref="2020-1", type="mentor", start="2026-01-01", provider="Bro til Job")
    fill("offers", case_ref="2020-1", type="guidance", start="2026-02-01")
    fill("offers", case_ref="2020-1", type="guidance", start="2025-02-01", end="2025-03-01", outcome="completed")
    child = typed("offer", "end", "2020-1", "--on", "2026-06-30")
    child.expect_exact("Which one?")
    child.expect_exact("mentor, 2026-01-01, Bro til Job")
    child.send(DOWN + ENTER)
    child.expect_exact("Outcome")
    child.send(DOWN + ENTER)
    child.expect_exact("outcome: (empty) -> interrupted")
    assert end(child) == 0
    assert ("2020-1", "mentor", "2026-01-01", "2026-06-30", "interrupted") in [row[:5] for row in contents()["offers"]]


def test_ctrl_c_at_the_choice_leaves_nothing(typed, fill, contents):
    fill("goals", case_ref="2020-1", kind="sub", title="Ring", set_on="2026-01-01")
    fill("goals", case_ref="2020-1", kind="sub", title="Skriv", set_on="2026-01-01")
    before = contents()
    child = typed("goal", "end", "2020-1")
    child.expect_exact("Which one?")
    child.send(CTRL_C)
    assert end(child) == 130
    assert contents() == before


def test_a_conversation_that_has_passed_is_asked_for(typed, fill, contents):
    fill("conversations", case_ref="2020-1", date="2026-06-01", kind="job", status="planned")
    child = typed("conversation", "change", "2020-1", "2026-06-01")
    child.expect_exact("Status")
    child.send(DOWN + ENTER)
    child.expect_exact("status: planned -> held")
    assert end(child) == 0


def test_move_asks_for_the_new_day_and_proposes_none(typed, fill, contents):
    day = (TODAY + timedelta(days=30)).isoformat()
    fill("conversations", case_ref="2020-1", date=(TODAY + timedelta(days=3)).isoformat(), kind="job", status="planned")
    child = typed("conversation", "move", "2020-1")
    child.expect_exact("New day")
    child.send(day + ENTER)
    child.expect_exact("Undo with")
    assert end(child) == 0
    assert [row[3] for row in contents()["conversations"]] == ["cancelled", "planned"]


def test_a_text_is_typed_until_ctrl_d(typed, contents):
    child = typed("offer", "add", "2020-1", "guidance", "2026-10-01", "--goal", "-")
    child.expect_exact("Write the text; Ctrl-D on a line of its own ends it.")
    child.send("Ægte mål:\nto linjer\n" + CTRL_D)
    child.expect_exact("Undo with")
    assert end(child) == 0
    assert contents()["offers"][0][6] == "Ægte mål:\nto linjer"


def test_in_danish(typed, fill, contents):
    child = typed("--lang", "da", "goal", "add", "2020-1", "Gartner")
    child.expect_exact("delmål")
    child.send(DOWN + ENTER)
    child.expect_exact("mål 2020-1, delmål, Gartner")
    assert end(child) == 0


@pytest.mark.parametrize("words", [["goal", "add", "x"], ["offer", "end", "x"], ["hours", "list", "x"]])
def test_no_caseload_is_told_before_anything_is_asked(typed, caseload, words):
    caseload.unlink()
    child = typed(*words)
    child.expect_exact("There is no caseload")
    assert end(child) == 1
