"""``kontant log verify``: one line and a seal where the log holds; else a line for each fault, and exit 1."""

import json
import re
import sqlite3
from contextlib import closing

import pytest

from kontant.store import anchors, backups, seals
from kontant.store.log_export import log_reading

AT = "2026-11-22T08:00:00+00:00"
HOLDS = re.compile(r"The log holds: 2 events, seal (2:[0-9a-f]{64})\n")


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref="2024-1", name="Åse Ærøe")
    fill("cases", case_ref="2024-2", name="Bo Øst")


def tamper(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        with seals.unguarded(connection):
            for statement in statements:
                connection.execute(statement)
        connection.execute("COMMIT")


def seal_of(run):
    return json.loads(run("log", "verify", "--format", "json")[1])["seal"]


def test_a_log_that_holds_gives_its_seal_to_be_noted_down(run):
    code, out, err = run("log", "verify")
    (seal,) = HOLDS.fullmatch(out).groups()
    assert (code, err.count("\n")) == (0, 1) and "--seal" in err
    assert run("log", "verify", "--seal", seal)[:2] == (0, out)
    assert run("log", "verify", "--seal", f" {seal.upper()} ")[:2] == (0, out)
    assert json.loads(run("log", "verify", "--format", "json", "--seal", seal)[1]) == {
        "holds": True,
        "events": 2,
        "sealed_late": 0,
        "seal": seal,
        "noted_seal_stands": True,
        "noted_seal_put_aside_by": None,
        "faults": [],
        "redacted": [],
        "restores": [],
        "backups": [],
    }


def test_it_is_about_nobody_and_enters_nothing(run):
    before = seal_of(run)
    run("log", "verify")
    assert seal_of(run) == before


def test_each_fault_has_a_line(run, caseload, fill):
    fill("goals", case_ref="2024-1", kind="job", title="Gartner", set_on="2026-11-01")
    fill("goals", case_ref="2024-1", kind="job", title="Maler", set_on="2026-11-01")
    tamper(
        caseload,
        "UPDATE events SET who = 'nobody' WHERE id = 1",
        "DELETE FROM seals WHERE event_id = 2",
        "DELETE FROM changes WHERE event_id = 4",
        "DELETE FROM seals WHERE event_id = 4",
        "DELETE FROM events WHERE id = 4",
    )
    code, out, err = run("log", "verify")
    assert code == 1
    assert out.splitlines() == [
        "Event 1 does not say what it said when it was sealed: it was changed.",
        "Event 2 has no seal: it was slipped in, or its seal was taken out.",
        "Event 4, the last, is missing: the log was cut.",
    ]
    assert err.startswith("kontant: The log does not hold") and err.count("\n") == 1
    found = json.loads(run("log", "verify", "--format", "json")[1])
    assert (found["holds"], found["faults"]) == (
        False,
        [
            {"event": 1, "what": "changed", "last": None},
            {"event": 2, "what": "unsealed", "last": None},
            {"event": 4, "what": "cut", "last": 4},
        ],
    )


def test_a_rewritten_log_is_told_by_a_seal_that_was_noted(run, caseload):
    noted = seal_of(run)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        with seals.unguarded(connection):
            connection.execute("UPDATE events SET who = 'nobody' WHERE id = 2")
            connection.execute("DELETE FROM seals WHERE event_id = 2")
            seals.seal(connection, 2)
        connection.execute("COMMIT")
    assert run("log", "verify")[0] == 0
    code, out, _err = run("log", "verify", "--seal", noted)
    assert (code, out) == (
        1,
        "The seal that you noted for event 2 is not in this log: it was rewritten or cut since.\n",
    )


@pytest.mark.parametrize("text", ["", "2", "2:abc", "x:" + "0" * 64, "2:" + "0" * 65])
def test_a_seal_that_is_none(run, text):
    code, out, err = run("log", "verify", "--seal", text)
    assert (code, out) == (2, "") and "--seal: write it as kontant log verify gave it" in err


def test_events_from_before_the_seals_are_told(run, caseload):
    tamper(caseload, "UPDATE seals SET nonce = 'late-' || nonce WHERE event_id = 1")
    with closing(sqlite3.connect(caseload)) as connection:
        assert seals.late(connection) == 1
    assert json.loads(run("log", "verify", "--format", "json")[1])["sealed_late"] == 1


def backup(caseload, name="caseload-2026-11-22T080000.sqlite"):
    path = backups.default_folder(caseload) / name
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(caseload)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def test_a_backup_that_agrees(run, caseload, fill):
    backup(caseload)
    fill("goals", case_ref="2024-1", kind="job", title="Gartner", set_on="2026-11-01")
    code, _out, err = run("log", "verify")
    assert (code, err.splitlines()[-1]) == (0, "1 backup agrees with it.")


def test_a_log_that_was_cut_with_its_numbers_is_told_by_the_backup(run, caseload):
    path = backup(caseload)
    tamper(
        caseload,
        "DELETE FROM seals WHERE event_id = 2",
        "DELETE FROM cases WHERE batch = 2",
        "DELETE FROM changes WHERE event_id = 2",
        "DELETE FROM events WHERE id = 2",
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'seals'",
    )
    code, out, _err = run("log", "verify")
    assert (code, out) == (
        1,
        f"The backup {path.name} ends with event 2, and so does not this log: it was rewritten or cut since.\n",
    )


def test_a_backup_that_cannot_be_read_is_told_and_is_no_fault(run, caseload):
    path = backup(caseload)
    path.write_bytes(b"\x01" * 8192)
    code, _out, err = run("log", "verify")
    assert code == 0 and f"The backup {path.name} could not be read" in err


def test_a_backup_from_before_the_seals_is_not_compared(run, caseload):
    path = backup(caseload)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 4")
    assert json.loads(run("log", "verify", "--format", "json")[1])["backups"] == [{"name": path.name, "state": "older"}]


def test_what_a_restore_has_put_aside_is_no_fault(run, caseload, fill):
    first = backup(caseload)
    fill("goals", case_ref="2024-1", kind="job", title="Gartner", set_on="2026-11-01")
    later = backup(caseload, "caseload-2026-11-22T090000.sqlite")
    replaced = seal_of(run)
    kept = backup(caseload, "caseload-before-restore-2026-11-22T100000.sqlite")
    with closing(sqlite3.connect(first)) as source, closing(sqlite3.connect(caseload)) as target:
        source.backup(target)
    assert run("log", "verify")[0] == 1
    log_reading(caseload, who="x", at=AT, command="restore", details={"replaced": replaced, "restored": "2:x"})
    states = {
        each["name"]: each["state"] for each in json.loads(run("log", "verify", "--format", "json")[1])["backups"]
    }
    assert states == {first.name: "stands", later.name: "apart", kept.name: "apart"}


def test_nobody_makes_a_backup_one_that_was_put_aside_by_its_name(run, caseload, fill):
    backup(caseload, "caseload-damaged-2026-11-22T090000.sqlite")
    tamper(caseload, "DELETE FROM changes WHERE event_id = 2", "DELETE FROM seals WHERE event_id = 2")
    with closing(sqlite3.connect(caseload)) as connection, connection:
        seals.seal(connection, 2)
    code, out, _err = run("log", "verify")
    assert (code, out.count("\n")) == (1, 1) and out.startswith("The backup caseload-damaged-2026-11-22T090000.sqlite")


@pytest.mark.parametrize("command", ["case show", "restore"])
@pytest.mark.parametrize(
    "details",
    ["nonsense", '{"carried', "[]", "5", "[" * 100_000, '{"apart": 5, "replaced": [], "lost": "x", "carried": 1}'],
)
@pytest.mark.parametrize("at", [AT, "x"])
def test_what_an_event_was_spoiled_to_keeps_nobody_from_being_told(run, caseload, command, details, at):
    with closing(sqlite3.connect(caseload, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        with seals.unguarded(connection):
            values = (command, details, at)
            connection.execute("UPDATE events SET command = ?, details = ?, at = ? WHERE id = 2", values)
        connection.execute("COMMIT")
    code, out, _err = run("log", "verify")
    told = "Event 2 does not say what it said when it was sealed: it was changed.\n"
    assert (code, out) == (1, told)
    assert json.loads(run("log", "verify", "--format", "json")[1])["faults"] == [
        {"event": 2, "what": "changed", "last": None}
    ]


def test_what_a_purge_took_is_told_and_a_backup_knows_whether_it_took_only(run, caseload):
    path = backup(caseload)

    def purge(statement):
        with closing(sqlite3.connect(caseload, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            number = seals.enter(connection, at=AT, who="x", command="purge", details=None)
            with seals.unguarded(connection):
                connection.execute(statement)
                seals.reseal(connection, number, [2])
            seals.seal(connection, number)
            connection.execute("COMMIT")

    purge("DELETE FROM changes WHERE event_id = 2")
    code, _out, err = run("log", "verify")
    assert code == 0 and "Event 3, a purge, has erased what event 2 said of the cases that went." in err
    found = json.loads(run("log", "verify", "--format", "json")[1])
    assert (found["redacted"], found["backups"][0]["state"]) == ([{"by": 3, "events": [2]}], "stands")
    purge("UPDATE events SET who = 'somebody else' WHERE id = 2")
    code, out, err = run("log", "verify")
    told = f"What is left of events 2 after a purge is not what the backup {path.name} knows of them.\n"
    assert (code, out) == (1, told) and "a purge" in err
    found = json.loads(run("log", "verify", "--format", "json")[1])
    assert found["backups"] == [{"name": path.name, "state": "contradicts", "events": [2]}]
    # Nor where a backup knows the event as an earlier purge has left it.
    path.unlink()
    later = backup(caseload, "caseload-2026-11-22T090000.sqlite")
    assert run("log", "verify")[0] == 0
    purge("UPDATE events SET details = 'nonsense' WHERE id = 2")
    assert later.name in run("log", "verify")[1]


@pytest.mark.parametrize(
    ("now", "then", "is_left"),
    [
        ({}, {"case_refs": ["a"]}, True),
        ({"case_refs": ["b"]}, {"case_refs": ["a", "b"], "purpose": "x"}, True),
        ({"purpose": None}, {"purpose": "x"}, True),
        ({"purpose": "y"}, {"purpose": "x"}, False),
        ({"more": 1}, {}, False),
        ({"case_refs": ["b", "a"]}, {"case_refs": ["a", "b"]}, False),
        (None, {"a": 1}, True),
        ({}, None, False),
    ],
)
def test_what_is_left_of_what_was_said(now, then, is_left):
    assert anchors._is_left_of(now, then) is is_left
