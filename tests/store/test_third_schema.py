"""From the second schema to the third: every row stays as it lay, and flags can be put aside."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support import AT, DATA, DAY, fill

from kontant.exchange.importing import import_extract
from kontant.store import drafts, journal, note_search, reading, schema, seals, snoozes
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A file of the second schema that was worked in: an extract, a correction, a draft, an undoing."""
    path = tmp_path / "old.sqlite"
    folder = tmp_path / "first-two"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[3-9]_*", "__pycache__"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr(reading, "SCHEMA_VERSION", 2)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        schema.create(path)
        import_extract(path, DATA / "caseload", extract_date=DAY, who="x", at=AT)
        with reading.reading(path) as connection:
            note = journal.note(connection, 1)
        with writing(path, command="note amend", who="x", at=AT) as writer:
            journal.add_amendment(writer, note, written_on=DAY, caseworker=None, text="Det var på Århus Ø.")
        head = {"case_ref": note.case_ref, "form": "free", "version": 1, "date": DAY, "caseworker": None}
        drafts.start(path, **head, who="x", at=AT)
        fill(path, "goals", case_ref=note.case_ref, kind="job", title="Dyrepasser", set_on="2026-11-01")
    return path


def dump(path):
    """Every row of every table that a person's work lies in, by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version', 'snoozes',"
            " 'seals', 'reseals', 'corrections') AND name NOT LIKE 'review%'"
        ).fetchall()
        # Of the numbers that were given, the seals' are new.
        return {
            name: sorted((row for row in connection.execute(f'SELECT * FROM "{name}"') if row[0] != "seals"), key=repr)
            for (name,) in names
        }


def test_every_row_stays_and_a_copy_is_kept(old):
    before = dump(old)
    assert all(before[name] for name in ("cases", "notes", "amendments", "drafts", "goals", "events", "changes"))
    copy = schema.migrate(old)
    assert dump(old) == before == dump(copy)
    assert copy.name == "old.sqlite.schema-2.1"
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT * FROM snoozes").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (reading.SCHEMA_VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_written_before_is_found_and_undone(old):
    before = dump(old)["goals"]
    with reading.reading(old) as connection:  # migrates
        (hit,) = note_search.find(connection, "aarhus ø")
        assert hit.amendment
    assert undo(old, plan(old, None), who="x", at=AT)
    assert dump(old)["goals"] == [row for row in before if row[2] != "Dyrepasser"] != before


def test_a_flag_can_be_put_aside_in_it(old):
    schema.migrate(old)
    new = snoozes.Snooze("offer-first", "", DAY, date(2026, 12, 1), "Ferie", None, None, "abc", 0)
    with reading.reading(old) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    with writing(old, command="snooze", who="x", at=AT) as writer:
        snoozes.put(writer, ref, new)
    with reading.reading(old) as connection:
        assert list(snoozes.snoozes(connection)) == [ref]
