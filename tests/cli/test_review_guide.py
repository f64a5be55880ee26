"""``kontant review next`` at a terminal: every answer is kept at once, and nothing that was typed is lost."""

import json
import signal
import sqlite3
import time
from contextlib import closing

import pytest
import reviewed
from note_terminal import BACK, CTRL_C, CTRL_D, CTRL_U, DOWN, ENTER, UP, server
from reviewed import NAME, RICH

FIRST, SECOND = "Does the case show what stands in the way", "Are there challenges of more than one kind?"


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory):
    """The caseload that every test gets a copy of: ten long-term cases."""
    return reviewed.caseload(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture
def start(caseload, run, monkeypatch):
    """Start kontant on a terminal, all ten cases in a review; without colours so that texts can be looked for."""
    assert run("review", "start", "--seed", "1")[0] == 0
    monkeypatch.setenv("NO_COLOR", "1")
    yield server().start
    server().close_terminals()


def answers(caseload, *columns):
    named = ", ".join(columns or ("point", "answer"))
    with closing(sqlite3.connect(caseload)) as opened:
        return opened.execute(f"SELECT {named} FROM review_answers ORDER BY batch, point").fetchall()


def choose(child, letter):
    child.send(letter + ENTER)


def test_an_answer_is_on_disk_before_the_next_point_is_asked(start, caseload):
    child = start("review", "next", RICH)
    assert child.heading().startswith(FIRST)
    assert NAME in child.text()
    assert "eva" in child.text()
    choose(child, "n")
    assert child.heading() == SECOND
    assert answers(caseload, "case_ref", "reviewer", "point", "answer", "records", "answered_on") == [
        (RICH, "tester", "challenges-described", "no", None, "2026-11-22")
    ]
    assert child.kill(signal.SIGKILL) == -signal.SIGKILL
    assert len(answers(caseload)) == 1


def test_what_the_records_answer_is_shown_and_enter_keeps_it(start, caseload):
    child = start("review", "next", RICH)
    child.until("The records answer 2 of them: yes Are there challenges of more than one kind? no Are there")
    choose(child, "i")
    child.until("> 1 Yes as the records say")
    child.send(ENTER)
    child.until("> 2 No as the records say")
    choose(child, "y")
    child.until("4/63")
    assert answers(caseload, "point", "answer", "records") == [
        ("challenges-described", "not_relevant", None),
        ("challenges-several", "yes", "yes"),
        ("challenges-four", "yes", "no"),
    ]


def test_nothing_is_chosen_where_neither_records_nor_reviewer_have_said_anything(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    child.send(ENTER)
    child.until("Choose with a number or the arrow keys, then Enter.")
    child.send(DOWN + UP)
    child.until("> 5 Save and leave")
    child.send("2" + ENTER)
    child.heading()
    assert answers(caseload) == [("challenges-described", "no")]


@pytest.mark.parametrize("key", [BACK, "<"])
def test_going_back_and_changing(start, caseload, key):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "y")
    assert child.heading() == SECOND
    child.send(key)
    assert child.heading().startswith(FIRST)
    child.until("> 1 Yes")
    choose(child, "n")
    # Back where one was, not at the next that happens to stand in the list.
    assert child.heading() == SECOND
    assert answers(caseload) == [("challenges-described", "no")]
    child.send(key + key)
    child.until("This is the first point.")


def test_leaving_and_going_on(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "y")
    child.heading()
    choose(child, "q")
    assert child.end() == 0
    assert f"1 of 63 points are answered; go on with: kontant review next {RICH}" in child.text()
    child = start("review", "next", RICH)
    assert child.heading() == SECOND


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_an_interruption_keeps_what_was_answered(start, caseload, key):
    child = start("review", "next", RICH, "--reviewer", "eva")
    child.heading()
    choose(child, "y")
    child.heading()
    child.send(key)
    assert child.end() == 130
    assert f"go on with: kontant review next {RICH} --reviewer eva" in child.text()
    assert answers(caseload, "reviewer", "answer") == [("eva", "yes")]


def test_a_remark_before_beside_and_without_an_answer(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Står i notat af maj, ring 010190-1234" + ENTER)
    child.until("Remark: Står i notat af maj, ring 010190-****")
    assert answers(caseload, "answer", "remark") == [(None, "Står i notat af maj, ring 010190-****")]
    assert child.heading().startswith(FIRST)
    choose(child, "y")
    assert child.heading() == SECOND
    assert answers(caseload, "answer", "remark") == [("yes", "Står i notat af maj, ring 010190-****")]
    child.send(BACK)
    child.until("4 Change the remark")
    choose(child, "r")
    child.send(CTRL_U + ENTER)
    child.until("4 Write a remark")
    assert answers(caseload, "answer", "remark") == [("yes", None)]


def test_a_remark_that_is_taken_back_leaves_nothing(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Fejl" + ENTER)
    child.until("Remark: Fejl")
    choose(child, "r")
    child.send(CTRL_U + ENTER)
    child.until("4 Write a remark")
    assert answers(caseload) == []


def test_half_a_remark_is_there_when_one_goes_on(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Halvt skrevet æøå")
    child.until("Halvt skrevet æøå")
    child.send(CTRL_C)
    assert child.end() == 130
    assert "The remark is not written, but its words are kept." in child.text()
    assert answers(caseload) == []
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.until("> Halvt skrevet æøå", last=True)
    child.send(" nu" + ENTER)
    child.until("Remark: Halvt skrevet æøå nu")
    assert answers(caseload, "remark") == [("Halvt skrevet æøå nu",)]
    choose(child, "r")
    child.until("> Halvt skrevet æøå nu", last=True)


def test_not_even_a_crash_takes_a_remark(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Vigtigt")
    child.until("Vigtigt")
    time.sleep(2.5)
    child.kill(signal.SIGKILL)
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.until("> Vigtigt", last=True)


def test_going_back_from_a_remark_leaves_its_words_for_later(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Senere")
    child.until("Senere")
    child.send(BACK)
    assert child.heading().startswith(FIRST)
    choose(child, "y")
    assert child.heading() == SECOND
    child.send(BACK)
    child.until("> 1 Yes")
    choose(child, "r")
    child.until("> Senere", last=True)
    child.send(ENTER)
    child.until("Remark: Senere")
    assert answers(caseload, "answer", "remark") == [("yes", "Senere")]


def test_a_closed_terminal_takes_nothing(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "y")
    child.until("2/63")
    assert child.hang_up() == 128 + signal.SIGHUP
    assert answers(caseload) == [("challenges-described", "yes")]


@pytest.fixture
def nearly_done(start, caseload, run, tmp_path):
    """The case answered but for the last point."""
    points = json.loads(run("review", "points", "--format", "json")[1])["points"]
    path = tmp_path / "a.toml"
    path.write_text("\n".join(f'{point["id"]} = "yes"' for point in points[:-1]), encoding="utf-8")
    assert run("review", "next", RICH, "--answers", str(path))[0] == 0
    return caseload


def test_the_end_of_a_case(start, nearly_done):
    child = start("review", "next", RICH)
    assert child.heading() == "Has the case been discussed with colleagues or leader?"
    choose(child, "n")
    child.until(f"All 63 points of case {RICH} are answered.")
    child.until("> 0 Done")
    child.send(ENTER)
    assert child.end() == 0
    assert f"Case {RICH} is done." in child.text()
    assert "The next case: kontant review next" in child.text()
    assert dict(answers(nearly_done))["discussed"] == "no"


def test_a_theme_is_gone_through_again(start, nearly_done):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "y")
    child.until("> 0 Done")
    child.send("7" + ENTER)
    for expected in ("58/63", "59/63"):
        child.until(expected)
        child.until("> 1 Yes")
        choose(child, "n")
    for _point in range(4):
        child.expect(r"(\d+)/63")
        child.send(ENTER)
    child.expect("Done, or a theme")
    child.send(BACK)
    child.until("63/63")
    child.send(ENTER)
    child.until("> 0 Done")
    child.send(CTRL_C)
    assert child.end() == 130
    given = dict(answers(nearly_done))
    assert (given["same-caseworker"], given["handed-over"], given["broker"]) == ("no", "no", "yes")


def test_a_case_that_is_done_can_be_changed(start, nearly_done):
    child = start("review", "next", RICH, "--point", "discussed")
    child.heading()
    choose(child, "y")
    child.until("> 0 Done")
    child.send(ENTER)
    assert child.end() == 0
    child = start("review", "next", RICH, "--point", "plan-cv")
    assert child.heading() == "Is a CV registered?"
    child.until("> 1 Yes")
    choose(child, "n")
    child.until("> 0 Done")
    assert dict(answers(nearly_done))["plan-cv"] == "no"
    # Without a point, one comes to the end and chooses.
    child = start("review", "next", RICH)
    child.until("> 0 Done")


def test_the_next_case_follows_the_one_that_is_done(start, nearly_done):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "y")
    child.until("> 0 Done")
    child.send(ENTER)
    child.end()
    child = start("review", "next")
    assert child.heading().startswith(FIRST)
    assert RICH not in "\n".join(row for row in child.screen() if row.startswith("Review 1"))


def test_a_caseload_in_use_is_told_and_the_point_asked_again(start, caseload, monkeypatch):
    child = start("review", "next", RICH)
    child.heading()
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        choose(child, "y")
        child.until("is in use by another program")
        other.execute("ROLLBACK")
    assert child.heading().startswith(FIRST)
    choose(child, "y")
    assert child.heading() == SECOND
    assert answers(caseload) == [("challenges-described", "yes")]


def test_a_remark_that_could_not_be_written_is_there_when_it_is_opened_again(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Det tog en time")
    child.until("Det tog en time")
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        child.send(ENTER)
        child.until("is in use by another program")
        other.execute("ROLLBACK")
    # Not even another remark, or leaving, takes its place.
    assert child.heading().startswith(FIRST)
    choose(child, "y")
    assert child.heading() == SECOND
    choose(child, "r")
    child.send("Et andet")
    child.until("> Et andet", last=True)
    child.send(BACK)
    assert child.heading() == SECOND
    choose(child, "q")
    assert child.end() == 0
    child = start("review", "next", RICH, "--point", "challenges-described")
    child.heading()
    choose(child, "r")
    child.until("> Det tog en time", last=True)


def test_leaving_after_a_remark_that_could_not_be_written_says_that_it_is_kept(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        child.send("Vigtigt" + ENTER)
        child.until("is in use by another program")
        other.execute("ROLLBACK")
    choose(child, "q")
    assert child.end() == 0
    assert "The remark is not written, but its words are kept." in child.text()


def test_a_remark_that_is_written_and_opened_again_is_not_told_as_unwritten(start, caseload):
    child = start("review", "next", RICH)
    child.heading()
    choose(child, "r")
    child.send("Skrevet" + ENTER)
    child.until("Remark: Skrevet")
    choose(child, "r")
    child.until("> Skrevet", last=True)
    child.send(BACK)
    child.until("4 Change the remark")
    child.send(CTRL_C)
    assert child.end() == 130
    assert "is not written" not in child.text()
    assert answers(caseload, "remark") == [("Skrevet",)]


def test_what_was_answered_in_another_window_is_not_written_over(start, caseload, run, tmp_path):
    child = start("review", "next", RICH)
    child.heading()
    path = tmp_path / "a.toml"
    path.write_text('challenges-described = { answer = "no", remark = "Det tog en time" }', encoding="utf-8")
    assert run("review", "next", RICH, "--answers", str(path))[0] == 0
    choose(child, "y")
    child.until("This point was answered in another window meanwhile")
    child.until("Remark: Det tog en time")
    child.until("> 2 No")
    assert child.heading().startswith(FIRST)
    assert answers(caseload, "answer", "remark") == [("no", "Det tog en time")]
    choose(child, "y")
    assert child.heading() == SECOND
    assert answers(caseload, "answer", "remark") == [("yes", "Det tog en time")]


def test_the_notes_that_one_is_sent_to_are_those_of_the_day(start, caseload):
    child = start("review", "next", RICH, columns=160)
    child.heading()
    for command in ("case show", "note list"):
        assert f"kontant {command} {RICH} --as-of 2026-11-22" in child.text()


def test_in_danish(start, caseload):
    child = start("review", "next", RICH, env={"KONTANT_LANG": "da"})
    assert child.heading() == "Fremgår det, hvad der står i vejen ud over ledighed?"
    choose(child, "j")
    assert child.heading() == "Er der udfordringer af mere end én slags?"
    assert answers(caseload) == [("challenges-described", "yes")]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_it_fits_a_narrow_terminal(start, columns):
    child = start("review", "next", RICH, columns=columns)
    child.heading()
    choose(child, "y")
    child.heading()
    assert all(len(row) <= columns for row in child.screen())
    choose(child, "q")
    assert child.end() == 0
