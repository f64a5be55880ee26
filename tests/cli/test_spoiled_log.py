"""A log in which somebody has spoiled a time or the details of an event is shown all the same, and verify tells."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from kontant.store import backups, seals
from kontant.store.log import time_text
from kontant.store.log_export import log_reading

REF = "2024-1"
READS = [
    ("log",),
    ("log", "--readings"),
    ("log", "--case", REF, "--readings"),
    ("log", "1"),
    ("log", "2"),
    ("log", "3"),
    ("log", "person", REF),
    ("log", "person", REF, "--format", "csv"),
    ("case", "access", REF, "--format", "markdown"),
    ("due",),
    ("due", "--since", "2026-11-01"),
]
# No JSON; JSON of another form; details of which each has another form than any that was written.
SPOILED = [
    "{{",
    "5",
    '{"a":' + "[" * 500 + "]" * 500 + "}",
    '{"reading":true,"look":true,"case_refs":"x","cases":"many","purpose":5,"to":["file"],"extract":{},"as_of":"once"}',
    '{"inserted":[1],"extract_date":"once","backup":"once","lost":"x","readings":[],"closed_before":7,"carried":{}}',
    '{"inserted":{"cases":"x"},"case_refs":[1,{}],"cases":{},"extract_date":20261122,"backup":5}',
]


@pytest.fixture(autouse=True)
def case(fill, caseload):
    """A case with an event that added it, a look, and a restore's and a backup's entry."""
    fill("cases", case_ref=REF, name="Åse Ærøe")
    for command in ("case show", "restore", "backup"):
        log_reading(caseload, who="x", at="2026-11-22T08:00:00+00:00", command=command, details={"case_refs": [REF]})


@pytest.fixture
def spoil(caseload):
    """Write something else into every event, as somebody does who can write to the file."""

    def write(column, value):
        with closing(sqlite3.connect(caseload, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            with seals.unguarded(connection):
                connection.execute(f"UPDATE events SET {column} = ?", (value,))
            connection.execute("COMMIT")

    return write


@pytest.mark.parametrize("details", SPOILED)
def test_details_that_were_spoiled_are_in_nobodys_way(run, spoil, details):
    spoil("details", details)
    for words in READS:
        code, out, err = run(*words)
        assert (code, "unexpectedly" in err) == (0, False), (words, err)
        assert out, words
    for words in (("log",), ("log", "1"), ("log", "person", REF), ("case", "access", REF)):
        code, out, err = run(*words, "--format", "json")
        assert (code, bool(json.loads(out))) == (0, True), (words, err)


@pytest.mark.parametrize("at", ["bogus\x1bc", "2026-13-45", "0001-01-01T00:00:00+14:00", "12:00"])
def test_a_time_that_was_spoiled_stands_as_it_is(run, spoil, at):
    spoil("at", at)
    for words in READS:
        code, out, err = run(*words)
        assert (code, "unexpectedly" in err) == (0, False), (words, err)
        if words[0] == "log" and words != ("log",):
            assert at.replace("\x1b", " ") in out, words
        assert "\x1b" not in out
    assert run("case", "access", REF, "--format", "json")[0] == 0


@pytest.mark.parametrize(("column", "value"), [("at", "bogus"), ("details", "{{")])
def test_verify_tells_of_each(run, spoil, column, value):
    spoil(column, value)
    code, out, _err = run("log", "verify")
    assert code == 1
    assert out.splitlines()[0] == "Event 1 does not say what it said when it was sealed: it was changed."
    assert run("doctor", "--format", "json")[0] == 1


def test_a_backup_whose_time_was_spoiled_does_not_hide_the_others(spoil, caseload):
    spoil("at", "bogus")
    with closing(sqlite3.connect(caseload)) as connection:
        assert backups.last(connection) is None
        log_reading(caseload, who="x", at="2026-11-22T09:00:00+00:00", command="backup", details={})
        assert backups.last(connection) == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_time_is_told_by_the_clock_on_the_wall():
    assert time_text("2026-11-22T08:00:00+00:00").startswith("2026-11-22 ")


def test_the_rest_of_what_was_asked_for_is_what_is_suggested(run, fill):
    run("case", "show", REF)
    *_rows, more = run("log", "--readings", "--limit", "1")[1].splitlines()
    assert more.endswith(": kontant log --readings --limit 5")
    *_rows, more = run("log", "--case", "Ærøe", "--readings", "--limit", "2")[1].splitlines()
    assert f": kontant log --case {REF} --readings --limit " in more
