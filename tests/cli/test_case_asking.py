"""Questions at a real terminal: what is asked, what is checked on the spot, and that Ctrl-C leaves nothing behind."""

import json

import pexpect
import pytest

ENTER, DOWN, SPACE, CTRL_C = "\r", "\x1b[B", " ", "\x03"
# What is asked, and an answer to each.
QUESTIONS = (
    ("Case reference", "2026-9" + ENTER),
    ("Name", "Åse Ærøe" + ENTER),
    ("Opened", ENTER),
    ("Target group", DOWN + ENTER),
    ("Track", ENTER),
    ("Challenges", SPACE + ENTER),
)


def answer(child, questions):
    for question, keys in questions:
        child.expect_exact(question)
        child.send(keys)


def end(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def test_add_asks_for_all_that_is_required(typed, run):
    child = typed("case", "add")
    answer(child, QUESTIONS)
    child.expect_exact("Added case 2026-9")
    assert end(child) == 0
    case = json.loads(run("case", "show", "2026-9", "--format", "json", "--as-of", "2100-01-01")[1])["case"]
    assert (case["name"], case["target_group"], case["track"]) == ("Åse Ærøe", "activity_ready", "job")
    assert case["challenges"] == ["substance_abuse"]


def test_add_asks_only_for_what_is_missing(typed, run):
    words = ("--ref", "2026-9", "--opened", "2026-11-01", "--target-group", "job_ready", "--track", "job")
    child = typed("case", "add", *words, "--challenges", "mental")
    child.expect_exact("Name")
    child.send("Bo" + ENTER)
    child.expect_exact("Added case 2026-9")
    assert end(child) == 0
    assert "Challenges" not in child.before


@pytest.mark.parametrize("place", range(len(QUESTIONS)))
def test_ctrl_c_at_any_question_leaves_nothing(typed, contents, place):
    child = typed("case", "add")
    answer(child, QUESTIONS[:place])
    child.expect_exact(QUESTIONS[place][0])
    child.send(CTRL_C)
    assert end(child) == 130
    assert contents()["cases"] == []


def test_a_wrong_answer_is_told_on_the_spot(typed, fill):
    fill("cases", case_ref="2026-1", name="Bo")
    child = typed("case", "add")
    child.expect_exact("Case reference")
    child.send("2026-1" + ENTER)
    child.expect_exact("there is a case with this reference already")
    child.send("x" + ENTER)
    child.expect_exact("Name")
    child.send(ENTER)
    child.expect_exact("something must stand here")
    child.send("Ib" + ENTER)
    child.expect_exact("Opened")
    child.send("x" + ENTER)
    child.expect_exact("not a date")
    child.send(CTRL_C)
    assert end(child) == 130


def test_no_caseload_is_told_before_anything_is_asked(typed, caseload):
    caseload.unlink()
    child = typed("case", "add")
    child.expect_exact("There is no caseload")
    assert end(child) == 1


def test_close_asks_why(typed, fill, run):
    fill("cases", case_ref="a", name="Bo")
    child = typed("case", "close", "a", "--on", "2026-11-01")
    child.expect_exact("Why is it closed?")
    child.send(DOWN + ENTER)
    child.expect_exact("close reason: (empty) -> education")
    assert end(child) == 0


def test_assign_asks_who_and_knows_the_initials(typed, fill, contents):
    fill("cases", case_ref="a", name="Bo")
    fill("assignments", case_ref="a", role="coordinator", start="2020-01-01", caseworker="eva", end="2020-12-31")
    child = typed("case", "assign", "a", "--from", "2026-11-01")
    child.expect_exact("Who takes over?")
    child.send("EVA" + ENTER)
    child.expect_exact("eva is coordinating caseworker of case a from 2026-11-01.")
    assert end(child) == 0
    assert [row[3] for row in contents()["assignments"]] == ["eva", "eva"]


def test_ctrl_c_at_assign_leaves_nothing(typed, fill, contents):
    fill("cases", case_ref="a", name="Bo")
    child = typed("case", "assign", "a")
    child.expect_exact("Who takes over?")
    child.send("eva" + CTRL_C)
    assert end(child) == 130
    assert contents()["assignments"] == []


@pytest.mark.parametrize(
    ("keys", "code", "left"),
    [
        (ENTER, 0, 1),
        ("n" + ENTER, 0, 1),
        ("what" + ENTER, 0, 1),
        ("\x04", 0, 1),
        (CTRL_C, 130, 1),
        ("y" + ENTER, 0, 0),
        ("Ja" + ENTER, 0, 0),
    ],
)
def test_undo_asks_and_takes_only_a_clear_yes(typed, fill, contents, keys, code, left):
    fill("cases", case_ref="a", name="Bo")
    child = typed("undo")
    child.expect_exact("Undo this? [y/N]")
    child.send(keys)
    assert end(child) == code
    assert len(contents()["cases"]) == left
