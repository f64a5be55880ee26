"""``kontant case close``, ``reopen`` and ``assign`` off a terminal."""

import json

import pytest


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref="2020-1", name="Åse Ærøe")
    fill("assignments", case_ref="2020-1", role="coordinator", start="2020-01-01", caseworker="eva")


def assigned(contents):
    return [(role, start, who, end) for _ref, role, start, who, end, *_ in contents()["assignments"]]


def test_close_today(run):
    code, out, err = run("case", "close", "åse", "--reason", "Fleksjob")
    assert (code, err) == (0, "")
    assert out == (
        "Closed case 2020-1:\n"
        "  closed: (empty) -> 2026-11-22\n"
        "  close reason: (empty) -> flex job\n"
        "Undo with: kontant undo 3\n"
    )


def test_close_on_the_first_day_and_reopen(run, contents):
    before = [row[:-4] for row in contents()["cases"]]
    assert run("case", "close", "2020-1", "--reason", "moved", "--on", "2020-01-01")[0] == 0
    code, out, _err = run("case", "reopen", "2020-1")
    assert code == 0
    assert "  closed: 2020-01-01 -> (empty)\n  close reason: moved -> (empty)\n" in out
    assert [row[:-4] for row in contents()["cases"]] == before


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("close", "2020-1", "--reason", "job", "--on", "2019-12-31"), 1, "--on: 2019-12-31 lies before 2020-01-01"),
        (("close", "2020-1", "--reason", "boredom"), 2, "--reason: not known here; write one of: job, education"),
        (("close", "2020-1"), 2, "--reason is missing; write one of: job, education"),
        (("close", "2020-1", "--reason", "job", "--on", "never"), 2, "--on: 'never' is not a date"),
        (("reopen", "2020-1"), 1, "Case 2020-1 is open already."),
        (("assign", "2020-1"), 2, "CASEWORKER is missing"),
        (("assign", "2020-1", " "), 2, "CASEWORKER: something must stand here"),
        (("assign", "2020-1", "lbh", "--role", "king"), 2, "--role: not known here"),
        (("assign", "2020-1", "EVA"), 1, "eva is coordinating caseworker of case 2020-1 already, since 2020-01-01."),
        (
            ("assign", "2020-1", "lbh", "--from", "2020-01-01"),
            1,
            "eva begins as coordinating caseworker on that same day",
        ),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(run, contents, words, code, sentence):
    before = contents()
    got, out, err = run("case", *words)
    assert (got, out) == (code, "")
    assert err.startswith(f"kontant: {sentence}")
    assert len(err.splitlines()) == 1
    assert contents() == before


def test_closed_twice_is_refused(run):
    run("case", "close", "2020-1", "--reason", "job", "--on", "2026-01-01")
    code, _out, err = run("case", "close", "2020-1", "--reason", "job")
    assert (code, err) == (1, "kontant: Case 2020-1 is closed already, since 2026-01-01.\n")


def test_nobody_is_assigned_to_a_closed_case_but_before_its_closing(run):
    run("case", "close", "2020-1", "--reason", "job", "--on", "2026-11-01")
    code, _out, err = run("case", "assign", "2020-1", "lbh", "--from", "2026-11-01")
    assert code == 1
    assert "open it again first: kontant case reopen 2020-1" in err
    assert run("case", "assign", "2020-1", "lbh", "--from", "2026-10-31")[0] == 0


def test_assign_tells_what_it_changed_and_which_rules_it_raised(run, contents):
    code, out, err = run("case", "assign", "åse", "lbh")
    assert (code, err) == (0, "")
    assert out == (
        "lbh is coordinating caseworker of case 2020-1 from 2026-11-22.\n"
        "eva ends the day before.\n"
        "Undo with: kontant undo 3\n"
        "Raised: No handover, Not met by new caseworker\n"
    )
    assert assigned(contents) == [
        ("coordinator", "2020-01-01", "eva", "2026-11-21"),
        ("coordinator", "2026-11-22", "lbh", None),
    ]


def test_assign_clears_a_missing_caseworker(run, fill):
    fill("cases", case_ref="2026-2", name="Bo")
    _code, out, _err = run("case", "assign", "bo", "EVA")
    assert out.startswith("eva is coordinating caseworker of case 2026-2 from 2026-11-22.\n")
    assert "Cleared: No caseworker\n" in out


def test_assign_before_a_known_successor_ends_where_that_begins(run, contents):
    run("case", "assign", "2020-1", "lbh", "--from", "+10d")
    code, out, _err = run("case", "assign", "2020-1", "tso", "--from", "today")
    assert code == 0
    assert "It ends 2026-12-01, since another assignment begins the day after.\n" in out
    assert assigned(contents) == [
        ("coordinator", "2020-01-01", "eva", "2026-11-21"),
        ("coordinator", "2026-11-22", "tso", "2026-12-01"),
        ("coordinator", "2026-12-02", "lbh", None),
    ]


def test_another_role_leaves_the_coordinator(run, contents):
    _code, out, _err = run("case", "assign", "2020-1", "jop", "--role", "personlig jobformidler")
    assert out.startswith("jop is personal job broker of case 2020-1 from 2026-11-22.\nUndo with")
    assert ("coordinator", "2020-01-01", "eva", None) in assigned(contents)


def test_what_the_commands_wrote_is_what_case_show_reads(run):
    run("case", "assign", "2020-1", "lbh")
    run("case", "close", "2020-1", "--reason", "education", "--on", "tomorrow")
    shown = json.loads(run("case", "show", "2020-1", "--format", "json")[1])
    assert shown["coordinator"] == {"caseworker": "lbh", "since": "2026-11-22"}
    assert {"date": "2026-11-23", "what": "case_closes", "code": "education", "summary": "The case closes"} in shown[
        "next"
    ]
