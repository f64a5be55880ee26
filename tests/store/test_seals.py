"""The log is sealed entry by entry: whatever is done to it afterwards is told, once, and where."""

import sqlite3
from contextlib import closing, contextmanager
from datetime import date

import pytest
from support import AT, DATA, fill, imported

from kontant.errors import StoreError
from kontant.exchange.importing import import_extract
from kontant.store import guards, seals
from kontant.store.log_export import log_look, log_reading
from kontant.store.seals import Fault, Seal
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

LAST = 7


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A caseload with every kind of event: an import, records, an undoing, a look, an export, another import."""
    path = imported(tmp_path_factory.mktemp("sealed"), "caseload")
    fill(path, "goals", case_ref="2017-00001", kind="job", title="Gartner", set_on="2026-11-01")
    number = fill(path, "goals", case_ref="2017-00001", kind="sub", title="Cykle", set_on="2026-11-01")
    undo(path, plan(path, number), who="x", at=AT)
    details = {"case_refs": ["2017-00001"]}
    log_look(path, who="x", at=AT, command="case show", details=details)
    log_reading(path, who="x", at=AT, command="export cases --identified", details={**details, "to": "file"})
    fill(path, "goals", case_ref="2017-00001", kind="job", title="Dyrepasser", set_on="2026-11-02")
    return path


@pytest.fixture
def path(made, tmp_path):
    copy = tmp_path / "c.sqlite"
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


@contextmanager
def tampering(path, *, guards=True):
    """The file in the hands of somebody who knows SQL: the guards come off, and on again."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("BEGIN")
        if guards:
            with seals.unguarded(connection):
                yield connection
        else:
            yield connection
        connection.execute("COMMIT")


def faults(path):
    with closing(sqlite3.connect(path)) as connection:
        return seals.verify(connection)


def head(path):
    with closing(sqlite3.connect(path)) as connection:
        return seals.head(connection)


def everything(path, *tables):
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]


def test_every_event_is_sealed_and_the_log_holds(path):
    assert faults(path) == []
    events, sealed = everything(path, "events", "seals")
    assert [row[0] for row in events] == [row[0] for row in sealed] == list(range(1, LAST + 1))
    assert len({row[1] for row in sealed}) == LAST
    with closing(sqlite3.connect(path)) as connection:
        assert seals.late(connection) == 0
        assert seals.head(connection) == Seal(LAST, sealed[-1][3])


def test_a_second_import_and_a_dry_run(path, tmp_path):
    import shutil

    extract = tmp_path / "later"
    shutil.copytree(DATA / "caseload", extract)
    notes = (extract / "notes.csv").read_text(encoding="utf-8")
    (extract / "notes.csv").write_text(notes.replace("Vurdering.", "Ny vurdering."), encoding="utf-8")
    before = head(path)
    import_extract(path, extract, extract_date=date(2026, 11, 29), who="x", at=AT, dry_run=True)
    assert (head(path), faults(path)) == (before, [])
    report = import_extract(path, extract, extract_date=date(2026, 11, 29), who="x", at=AT)
    assert (head(path).event_id, faults(path)) == (report.event, [])
    (count,) = everything(path, "changes")
    assert sum(row[0] == report.event for row in count) > 0


def test_what_fails_leaves_neither_event_nor_seal(path):
    before = everything(path, "events", "seals", "changes")
    with pytest.raises(ZeroDivisionError), writing(path, command="test", who="x", at=AT):
        raise ZeroDivisionError
    assert everything(path, "events", "seals", "changes") == before


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE events SET who = 'y' WHERE id = 3", [Fault(3, "changed")]),
        ("UPDATE events SET details = NULL WHERE id = 5", [Fault(5, "changed")]),
        ("UPDATE events SET at = '2026-11-21T08:00:00+00:00' WHERE id = 7", [Fault(7, "changed")]),
        ("""UPDATE changes SET "after" = '{}' WHERE event_id = 2""", [Fault(2, "changed")]),
        ("DELETE FROM changes WHERE event_id = 2", [Fault(2, "changed")]),
        ("INSERT INTO changes VALUES (5, 1, 'goals', '{}', NULL, NULL)", [Fault(5, "changed")]),
        ("UPDATE seals SET digest = 'x' WHERE event_id = 4", [Fault(4, "changed")]),
        ("UPDATE seals SET nonce = 'x' WHERE event_id = 4", [Fault(4, "changed")]),
        ("UPDATE seals SET chain = 'x' WHERE event_id = 4", [Fault(4, "chain")]),
        ("UPDATE seals SET chain = 'x' WHERE event_id = 7", [Fault(7, "chain")]),
        ("DELETE FROM seals WHERE event_id = 4", [Fault(4, "unsealed")]),
        ("DELETE FROM events WHERE id = 4", [Fault(4, "gap", 4)]),
        ("DELETE FROM events WHERE id = 7", [Fault(7, "gap", 7)]),
        ("INSERT INTO reseals VALUES (7, 2, 'x')", [Fault(7, "changed")]),
        ("INSERT INTO events VALUES (8, 'x', 'x', 'x', NULL, NULL)", [Fault(8, "unsealed")]),
    ],
)  # fmt: skip
def test_one_thing_done_to_the_log_is_told_once(path, statement, found):
    with tampering(path) as connection:
        assert connection.execute(statement).rowcount
    assert faults(path) == found


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ("= 4", [Fault(4, "gap", 4)]),
        ("BETWEEN 2 AND 4", [Fault(2, "gap", 4)]),
        ("= 1", [Fault(1, "gap", 1)]),
        ("= 7", [Fault(7, "cut", 7)]),
        (">= 3", [Fault(3, "cut", 7)]),
        ("> 0", [Fault(1, "cut", 7)]),
    ],
)
def test_a_gap_and_a_cut_are_told(path, which, found):
    with tampering(path) as connection:
        for table, column in (("seals", "event_id"), ("changes", "event_id"), ("events", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} {which}")
    assert faults(path) == found


ONE_ROW = {"events": "id = 6", "changes": "event_id = 2", "seals": "event_id = 6", "reseals": "event_id = 2"}


@pytest.mark.parametrize("table", ONE_ROW)
def test_no_column_of_the_log_can_be_changed_unseen(path, table):
    purged(path)
    with closing(sqlite3.connect(path)) as connection:
        columns = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({table})")]
    for column, kind in columns:
        copy = path.with_name(f"{column}.sqlite")
        copy.write_bytes(path.read_bytes())
        value = "1" if column == "undoes" else "99" if kind == "INTEGER" else "'other'"
        with tampering(copy) as connection:
            assert connection.execute(f'UPDATE {table} SET "{column}" = {value} WHERE {ONE_ROW[table]}').rowcount
        assert faults(copy), column


def test_an_event_that_was_replaced_and_sealed_anew_does_not_fit_in_the_chain(path):
    with tampering(path) as connection:
        sealed_anew(connection, 4)
    assert faults(path) == [Fault(5, "chain")]


def test_a_log_rewritten_to_its_end_is_told_by_a_seal_noted_elsewhere(path):
    noted = head(path)
    with tampering(path) as connection:
        sealed_anew(connection, *range(4, LAST + 1))
    assert faults(path) == []
    with closing(sqlite3.connect(path)) as connection:
        assert not seals.stands(connection, noted)
        assert not seals.stands(connection, Seal(99, noted.chain))
        assert seals.stands(connection, seals.head(connection))


def sealed_anew(connection, first, *more):
    """Rewrite event ``first``, and seal it and ``more`` as kontant would."""
    connection.execute("UPDATE events SET who = 'somebody else' WHERE id = ?", (first,))
    for number in (first, *more):
        after = connection.execute("SELECT * FROM seals WHERE event_id > ?", (number,)).fetchall()
        connection.execute("DELETE FROM seals WHERE event_id >= ?", (number,))
        seals.seal(connection, number)
        connection.executemany("INSERT INTO seals VALUES (?, ?, ?, ?)", after)


def test_a_cut_stays_a_gap_when_the_log_goes_on(path):
    with tampering(path) as connection:
        for table, column in (("seals", "event_id"), ("changes", "event_id"), ("events", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} >= 6")
    assert log_look(path, who="x", at=AT, command="case show", details={}) == LAST + 1
    assert faults(path) == [Fault(6, "gap", 7)]


@pytest.mark.parametrize("trigger", sorted(name for name, *_ in guards.GUARDS))
def test_a_guard_that_was_taken_off_is_told(path, trigger):
    with tampering(path, guards=False) as connection:
        connection.execute(f"DROP TRIGGER {trigger}")
    assert faults(path) == [Fault(None, "guard")]


@pytest.mark.parametrize("trigger", sorted(name for name, *_ in guards.GUARDS))
@pytest.mark.parametrize(
    "instead",
    [
        "CREATE TRIGGER {name} BEFORE UPDATE ON cases BEGIN SELECT 1; END",
        "CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END",
    ],
)
def test_a_guard_that_bears_its_name_alone_is_told(path, trigger, instead):
    with tampering(path, guards=False) as connection:
        connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(instead.format(name=trigger, table=trigger.partition("_")[0]))
    assert faults(path) == [Fault(None, "guard")]


def test_a_trigger_that_does_something_else_with_the_log_is_told(path):
    with tampering(path, guards=False) as connection:
        connection.execute("CREATE TRIGGER more AFTER INSERT ON Events BEGIN UPDATE cases SET name = 'x'; END")
    assert faults(path) == [Fault(None, "guard")]


def test_the_guards_are_those_of_the_schema(path):
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    told = {(name, table, " ".join(sql.split())) for name, table, sql in rows if table in guards.GUARDED}
    assert told == guards.GUARDS


@pytest.mark.parametrize(
    "nonce", ["", "late-", "0" * 31, "0" * 33, "late" + "0" * 32, "A" * 32, "late-late-" + "0" * 32]
)
def test_a_nonce_is_of_one_form_and_without_it_nothing_can_be_rewritten(path, nonce):
    with tampering(path) as connection:
        connection.execute("UPDATE events SET who = 'somebody else' WHERE id = 4")
        digest = seals._digest(connection, 4, nonce)
        connection.execute("UPDATE seals SET nonce = ?, digest = ? WHERE event_id = 4", (nonce, digest))
    assert faults(path) == [Fault(4, "changed")]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() != ("ok",)


def test_an_empty_nonce_does_not_switch_the_chain_off(path):
    with tampering(path) as connection:
        connection.execute("UPDATE seals SET chain = 'x', nonce = '' WHERE event_id = 4")
    assert [fault.event_id for fault in faults(path)] == [4]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO seals VALUES (8, '{zeros}', 'x', 'x')",
        "INSERT INTO seals (nonce, digest, chain) VALUES ('{zeros}', 'x', 'x')",
        "INSERT INTO seals VALUES (-1, '{zeros}', 'x', 'x')",
        "INSERT INTO events VALUES (-1, 'x', 'x', 'x', NULL, NULL)",
        "INSERT INTO events VALUES (0, 'x', 'x', 'x', NULL, NULL)",
    ],
)
def test_the_guards_let_in_no_seal_without_its_event_nor_a_number_below_one(path, statement):
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement.format(zeros="0" * 32))


@pytest.mark.parametrize("number", [0, -1, -5])
def test_an_event_with_a_number_that_none_gets_is_told(path, number):
    with tampering(path) as connection:
        connection.execute("INSERT INTO events VALUES (?, 'x', 'x', 'x', NULL, NULL)", (number,))
        chain = seals._link("", number, digest := seals._digest(connection, number, "0" * 32))
        connection.execute("INSERT INTO seals VALUES (?, ?, ?, ?)", (number, "0" * 32, digest, chain))
    assert faults(path) == [Fault(number, "stray")]


def test_the_guards_come_off_inside_a_transaction_alone_and_on_again_whatever_happens(path):
    before = definitions(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(StoreError, match="inside a transaction"), seals.unguarded(connection):
            pass
        connection.execute("BEGIN")
        with pytest.raises(ZeroDivisionError), seals.unguarded(connection):
            raise ZeroDivisionError
        connection.execute("COMMIT")
        connection.execute("BEGIN")
        with pytest.raises(ZeroDivisionError), seals.unguarded(connection):
            connection.execute("ROLLBACK")  # as SQLite does where the disk is full
            raise ZeroDivisionError
    assert definitions(path) == before


@pytest.mark.parametrize("command", ["case show", "test"])
def test_no_other_event_than_a_purge_takes_from_what_another_said(path, command):
    with tampering(path) as connection:
        number = seals.enter(connection, at=AT, who="x", command=command, details=None)
        connection.execute("UPDATE events SET who = 'somebody else' WHERE id = 5")
        seals.reseal(connection, number, [5])
        seals.seal(connection, number)
        assert seals.redactions(connection) == {}
    assert faults(path) == [Fault(5, "changed")]


def purged(path):
    """What a purge does to the log: event 2 loses what it said of a person, in an event of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO events (at, who, command) VALUES (?, 'x', 'purge')", (AT,))
        with seals.unguarded(connection):
            connection.execute("""UPDATE changes SET "key" = '{}', "after" = NULL WHERE event_id = 2""")
            connection.execute("UPDATE events SET details = NULL WHERE id = 5")
            seals.reseal(connection, LAST + 1, (2, 5))
        seals.seal(connection, LAST + 1)
        connection.execute("COMMIT")


def test_after_a_purge_the_log_holds_and_nobody_can_guess_at_what_was_erased(path):
    before, (sealed,) = head(path), everything(path, "seals")
    triggers = definitions(path)
    purged(path)
    assert faults(path) == []
    assert definitions(path) == triggers
    with closing(sqlite3.connect(path)) as connection:
        assert seals.stands(connection, before)
        assert seals.redactions(connection) == {LAST + 1: [2, 5]}
    (now,) = everything(path, "seals")
    # The digest that went into the chain stays; what it was made with is gone.
    assert [(row[0], *row[2:]) for row in now[:LAST]] == [(row[0], *row[2:]) for row in sealed]
    assert [row[0] for row, old in zip(now, sealed, strict=False) if row[1] != old[1]] == [2, 5]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE changes SET table_name = 'x' WHERE event_id = 2", [2]),
        ("UPDATE events SET who = 'y' WHERE id = 5", [5]),
        ("UPDATE reseals SET digest = 'x' WHERE event_id = 2", [2, 8]),
        ("DELETE FROM reseals WHERE event_id = 5", [5, 8]),
    ],
)
def test_what_is_left_after_a_purge_is_sealed_too(path, statement, told):
    purged(path)
    with tampering(path) as connection:
        assert connection.execute(statement).rowcount
    assert faults(path) == [Fault(number, "changed") for number in told]


def test_a_second_purge_of_the_same_event_holds(path):
    purged(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO events (at, who, command) VALUES (?, 'x', 'purge')", (AT,))
        with seals.unguarded(connection):
            connection.execute("DELETE FROM changes WHERE event_id = 2")
            seals.reseal(connection, LAST + 2, (2,))
        seals.seal(connection, LAST + 2)
        connection.execute("COMMIT")
    assert faults(path) == []


@pytest.mark.parametrize(
    ("statement", "hidden_by"),
    [
        ("UPDATE events SET who = 'y' WHERE id = 4", [4]),
        ("DELETE FROM seals WHERE event_id = 4", [4]),
        ("DELETE FROM events WHERE id = 4", [4]),
        ("UPDATE seals SET chain = 'x' WHERE event_id = 4", [3, 4]),
    ],
)
def test_which_events_may_not_be_sealed_anew(path, statement, hidden_by):
    with tampering(path) as connection:
        connection.execute(statement)
    with closing(sqlite3.connect(path)) as connection:
        assert [number for number in range(1, LAST + 1) if seals.hidden_by(connection, [number])] == hidden_by
        assert seals.hidden_by(connection, [1, 6, *hidden_by])
        connection.execute("DROP TRIGGER events_no_UPDATE")
        assert seals.hidden_by(connection, [1]) == [Fault(None, "guard")]


def test_a_purge_that_fails_leaves_log_and_guards_as_they_were(path):
    before = everything(path, "events", "changes", "seals"), definitions(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(ZeroDivisionError), seals.unguarded(connection):
            connection.execute("DELETE FROM events")
            raise ZeroDivisionError
        connection.execute("ROLLBACK")
    assert (everything(path, "events", "changes", "seals"), definitions(path)) == before


def definitions(path):
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"))
