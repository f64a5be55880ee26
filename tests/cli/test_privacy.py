"""What must not get out: CPR numbers in errors and screens, and control characters that redraw a terminal."""

import json
import sqlite3
from contextlib import closing

import pytest
from support import kontant

CPR = "010190-1234"
ESCAPE = "\x1b[2J\x1b]0;owned\x07"


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "c.sqlite"
    assert kontant("init", db=path).code == 0
    head = ("--ref", "A1", "--name", "Åse", "--opened", "2020-01-01", "--target-group", "job_ready", "--track", "job")
    assert kontant("case", "add", *head, "--cpr", CPR, "--caseworker", "mkj", db=path).code == 0
    return path


def write(db, sql, *values):
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(sql, values)
        connection.commit()


@pytest.mark.parametrize(
    "words",
    [
        ["case", "add", "--birth-date", CPR],
        ["case", "show", "A1", CPR],
        ["case", "show", CPR],
        ["case", "edit", "A1", "--cpr", "310290-1234"],
        [CPR],
        ["rules", "show", CPR],
        ["import", f"/nowhere/{CPR}"],
        ["due", "--caseworker", CPR],
        ["due", "--as-of", CPR],
        ["export", "summary", "--caseworker", CPR],
    ],
    ids=" ".join,
)
def test_a_mistyped_cpr_number_is_masked_in_the_sentence(db, words):
    ran = kontant(*words, db=db)
    assert ran.code in (1, 2) and ran.err
    assert "1234" not in ran.err + ran.out


COMMANDS = [
    ["due", "--explain"],
    ["case", "show", "A1"],
    ["case", "show", "A1", "--format", "json"],
    ["case", "list"],
    ["case", "find", "A1"],
    ["log"],
    ["log", "1"],
    ["log", "1", "--format", "json"],
    ["export", "cases", "--identified"],
    ["undo"],
    ["note", "list", "A1"],
    ["note", "list", "A1", "--format", "csv"],
    ["note", "show", "1", "2"],
    ["note", "show", "1", "2", "--format", "json"],
    ["note", "find", "ring"],
    ["note", "find", "ring", "--format", "json"],
    ["note", "export", "A1"],
    ["note", "export", "A1", "--format", "text"],
]


@pytest.fixture
def spiked(db):
    """A caseload with CPR numbers and escape sequences in every text that a person can write."""
    event = "INSERT INTO events (id, at, who, command) VALUES (90, '2026-01-01T00:00:00+00:00', ?, 'x')"
    write(db, event, f"me{ESCAPE}")
    text = f"Ring {CPR} {ESCAPE}"
    write(db, "UPDATE cases SET name = ?", f"Åse {ESCAPE}")
    write(db, "INSERT INTO goals VALUES ('A1', 'job', ?, '2026-01-01', '2027-01-01', NULL, 90, NULL, NULL, NULL)", text)
    answers = json.dumps({"said": text})
    note = "INSERT INTO notes (case_ref, date, template, nr, caseworker, text, answers, batch)"
    write(db, f"{note} VALUES ('A1', '2026-01-01', 'free', 0, ?, ?, ?, 90)", text, text, answers)
    write(db, f"{note} VALUES ('A1', '2026-01-02', 'free', 0, NULL, NULL, ?, 90)", answers)
    correction = "INSERT INTO amendments (case_ref, date, template, nr, seq, written_on, caseworker, text, batch)"
    write(db, f"{correction} VALUES ('A1', '2026-01-01', 'free', 0, 1, '2026-01-03', ?, ?, 90)", text, text)
    offer = (
        "INSERT INTO offers VALUES ('A1', 'guidance', '2026-01-01', NULL, NULL, ?, ?, 5, 90, NULL, NULL, NULL, NULL)"
    )
    write(db, offer, text, text)
    image = json.dumps({"case_ref": "A1", "kind": "job", "title": text})
    write(db, "INSERT INTO changes VALUES (90, 1, 'goals', ?, NULL, ?)", image, image)
    return db


@pytest.mark.parametrize("words", [*COMMANDS, ["log", "90"], ["log", "90", "--format", "json"]], ids=" ".join)
def test_no_command_shows_a_whole_cpr_number_or_a_control_character(spiked, words):
    ran = (
        kontant(*words, "--as-of", "2026-11-22", db=spiked)
        if words[0] in ("due", "export")
        else kontant(*words, db=spiked)
    )
    shown = ran.out + ran.err
    assert shown
    assert "1234" not in shown
    assert "\x1b" not in shown and "\x07" not in shown


def test_the_whole_number_is_shown_only_where_it_is_asked_for(db):
    assert "010190-****" in kontant("case", "show", "A1", db=db).out
    assert CPR in kontant("case", "show", "A1", "--show-cpr", db=db).out


def test_a_reference_with_signs_of_the_shell_is_quoted(db):
    head = ("--ref", "x;touch y $(id)", "--name", "B", "--opened", "2020-01-01", "--target-group", "job_ready")
    added = kontant("case", "add", *head, "--track", "job", db=db)
    assert added.code == 0
    assert "case assign 'x;touch y $(id)'\n" in added.out
    steps = [f["next_step"] for f in kontant("due", "--format", "json", db=db).json()["flags"]]
    assert "kontant note 'x;touch y $(id)' offer_start" in steps


def test_letters_are_the_same_however_they_were_typed(db):
    import unicodedata

    apart = unicodedata.normalize("NFD", "sår")
    assert kontant("case", "assign", "A1", apart, db=db).code == 0
    assert kontant("due", "--caseworker", "SÅR", "--format", "json", db=db).json()["cases_open"] == 1
    again = kontant("case", "assign", "A1", "sår", "--from", "tomorrow", db=db)
    assert again.code == 1 and "already" in again.err


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999"])
def test_a_number_of_no_event_is_wrong_usage(db, number):
    for command in ("undo", "log"):
        ran = kontant(command, "--", number, db=db)
        assert ran.code == 2 and "write a whole number" in ran.err
