"""From the first schema to the second: a file that was worked in keeps every row, its log, and can be undone."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support import AT, DATA, kontant

from kontant.errors import Refused
from kontant.exchange.importing import import_extract
from kontant.store import journal, note_search, reading, schema
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

MIGRATIONS = Path(__file__).parents[2] / "migrations"
# What the second schema added to an image of a note.
ADDED = "'$.id', '$.nr', '$.form', '$.version'"
EVERY_THIRD = 3


def only_the_first(folder):
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[2-9]_*", "__pycache__"))
    return folder


@pytest.fixture
def worked_in(tmp_path):
    """A caseload as the present schema has it: two extracts, the second changing notes, and an undoing."""
    path, second = tmp_path / "now.sqlite", tmp_path / "second"
    schema.create(path)
    import_extract(path, DATA / "caseload", extract_date=date(2026, 11, 15), who="x", at=AT)
    shutil.copytree(DATA / "caseload", second)
    notes = (second / "notes.csv").read_text(encoding="utf-8")
    new = notes.splitlines()[1].replace("exemption_review", "free") + "\n"
    (second / "notes.csv").write_text(notes.replace("Vurdering.", "Vurdering på Århus Ø.") + new, encoding="utf-8")
    import_extract(path, second, extract_date=date(2026, 11, 16), who="x", at=AT)
    undo(path, plan(path, 2), who="x", at=AT)
    undo(path, plan(path, 3), who="x", at=AT)
    return path


@pytest.fixture
def old(tmp_path, worked_in, monkeypatch):
    """The same caseload in a file of the first schema, its notes under numbers with gaps."""
    path = tmp_path / "old.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: only_the_first(tmp_path / "first"))
        patch.setattr(reading, "SCHEMA_VERSION", 1)
        schema.create(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS now", (str(worked_in),))
        for name in ("events", *(name for name in schema_tables(connection) if name not in ("events", "changes"))):
            columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({name})"))
            number, source = (", rowid", f", id * {EVERY_THIRD}") if name == "notes" else ("", "")
            connection.execute(f"INSERT INTO {name} ({columns}{number}) SELECT {columns}{source} FROM now.{name}")
        images = (
            f"""iif(table_name = 'notes', json_remove("{c}", {ADDED}), "{c}")""" for c in ("key", "before", "after")
        )
        connection.execute(
            f"INSERT INTO changes SELECT event_id, seq, table_name, {', '.join(images)} FROM now.changes"
        )
        connection.commit()
    return path


def schema_tables(connection):
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name <> 'alembic_version'")
    return [name for (name,) in rows]


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


OLD_NOTES = (
    "SELECT {number}, case_ref, date, template, scope, caseworker, text, answers, batch, seen_on, seen_before, typed"
    " FROM notes ORDER BY 1"
)


def test_every_note_keeps_its_words_and_its_number(old):
    before = rows(old, OLD_NOTES.format(number="rowid"))
    log = rows(old, "SELECT * FROM changes")
    assert len(before) > 25 and log and before[0][0] == EVERY_THIRD
    copy = schema.migrate(old)
    assert rows(old, OLD_NOTES.format(number="id")) == before
    assert rows(old, "SELECT DISTINCT nr, form, version FROM notes") == [(0, None, None)]
    assert rows(old, "SELECT * FROM changes") == log
    assert rows(copy, OLD_NOTES.format(number="rowid")) == before
    assert rows(old, "PRAGMA user_version") == [(reading.SCHEMA_VERSION,)]
    assert rows(old, "PRAGMA integrity_check") == [("ok",)] and rows(old, "PRAGMA foreign_key_check") == []


def test_the_words_that_were_there_are_found(old):
    with reading.reading(old) as connection:
        found = note_search.find(connection, "aarhus ø", limit=-1)
        (count,) = connection.execute("SELECT count(*) FROM notes WHERE text LIKE '%Århus%'").fetchone()
    assert len(found) == count > 0


def contents(path, *, of="notes"):
    return rows(path, f"SELECT * FROM {of} ORDER BY 1, 2, 3")


def test_events_of_the_first_schema_are_undone_and_redone(old, worked_in):
    schema.migrate(old)
    for number in (None, 1):
        before = contents(old)
        undoing = undo(old, plan(old, number), who="x", at=AT)
        assert contents(old) != before
        undo(old, plan(old, undoing), who="x", at=AT)
        assert contents(old) == before
        undo(old, plan(old, number), who="x", at=AT)
    assert contents(old) == contents(old, of="cases") == []


def test_undoing_tells_and_keeps_the_index_right(old):
    schema.migrate(old)
    ran = kontant("undo", "--yes", db=old)
    assert ran.code == 0, ran.err
    assert "Vurdering på Århus Ø. -> Vurdering." in ran.out
    with reading.reading(old) as connection:
        assert note_search.find(connection, "århus") == []
        assert note_search.find(connection, "vurdering", limit=1)


def test_a_note_of_the_first_schema_that_was_corrected_since_stays(old):
    with reading.reading(old) as connection:
        note = journal.note(connection, EVERY_THIRD)
    with writing(old, command="note amend", who="x", at=AT) as writer:
        journal.add_amendment(writer, note, written_on=date(2026, 11, 22), caseworker=None, text="Det var fredag.")
    undo(old, plan(old, 2), who="x", at=AT)
    with pytest.raises(Refused, match="correction"):
        undo(old, plan(old, 1), who="x", at=AT)


def test_an_extract_goes_on_where_the_first_schema_left_off(old, tmp_path):
    report = import_extract(old, tmp_path / "second", extract_date=date(2026, 11, 17), who="x", at=AT)
    assert not report.changes
    assert rows(old, "SELECT count(*), count(DISTINCT id) FROM notes WHERE nr = 0") == [(len(contents(old)),) * 2]
