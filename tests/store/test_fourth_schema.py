"""From the third schema to the fourth: every row stays as it lay, and cases can be reviewed."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from support import AT, DATA, DAY, fill

from kontant.exchange.importing import import_extract
from kontant.store import drafts, journal, note_search, reading, reviews, schema, seals, snoozes
from kontant.store.reviews import Answer, Sampled
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

MIGRATIONS = Path(__file__).parents[2] / "migrations"
SNOOZE = snoozes.Snooze("offer-first", "", DAY, date(2026, 12, 1), "Ferie", None, None, "abc", 0)


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A file of the third schema that was worked in: an extract, a correction, a draft, a snooze, an undoing."""
    path = tmp_path / "old.sqlite"
    folder = tmp_path / "first-three"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[4-9]_*", "__pycache__"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr(reading, "SCHEMA_VERSION", 3)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        schema.create(path)
        import_extract(path, DATA / "caseload", extract_date=DAY, who="x", at=AT)
        with reading.reading(path) as connection:
            note = journal.note(connection, 1)
        with writing(path, command="note amend", who="x", at=AT) as writer:
            journal.add_amendment(writer, note, written_on=DAY, caseworker=None, text="Det var på Århus Ø.")
        with writing(path, command="snooze", who="x", at=AT) as writer:
            snoozes.put(writer, note.case_ref, SNOOZE)
        head = {"case_ref": note.case_ref, "form": "free", "version": 1, "date": DAY, "caseworker": None}
        drafts.start(path, **head, who="x", at=AT)
        for title in ("Dyrepasser", "Gartner"):
            event = fill(path, "goals", case_ref=note.case_ref, kind="job", title=title, set_on="2026-11-01")
    # Taking back needs no table that the third schema lacks.
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr(reading, "SCHEMA_VERSION", 3)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        patch.setattr("kontant.store.undo.refuse_erased", lambda *_: None)
        undo(path, plan(path, event), who="x", at=AT)
    return path


def dump(path):
    """Every row of every table that the third schema has, by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'review%'"
            " AND name NOT IN ('alembic_version', 'seals', 'reseals', 'corrections')"
        ).fetchall()
        # Of the numbers that were given, the seals' are new.
        return {
            name: sorted((row for row in connection.execute(f'SELECT * FROM "{name}"') if row[0] != "seals"), key=repr)
            for (name,) in names
        }


def test_every_row_stays_and_a_copy_is_kept(old):
    before = dump(old)
    assert all(before[n] for n in ("cases", "notes", "amendments", "drafts", "goals", "snoozes", "events", "changes"))
    copy = schema.migrate(old)
    assert dump(old) == before == dump(copy)
    assert copy.name == "old.sqlite.schema-3.1"
    with closing(sqlite3.connect(old)) as connection:
        for name in ("reviews", "review_cases", "review_answers"):
            assert connection.execute(f"SELECT * FROM {name}").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (reading.SCHEMA_VERSION,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_what_was_written_before_is_found_undone_and_redone(old):
    before = dump(old)
    with reading.reading(old) as connection:  # migrates
        (hit,) = note_search.find(connection, "aarhus ø")
        assert hit.amendment
        undoing = max(event for (event,) in connection.execute("SELECT id FROM events"))
    again = undo(old, plan(old, undoing), who="x", at=AT)
    assert {row[2] for row in dump(old)["goals"]} - {row[2] for row in before["goals"]} == {"Gartner"}
    undo(old, plan(old, again), who="x", at=AT)
    assert dump(old)["goals"] == before["goals"]
    with reading.reading(old) as connection:
        assert snoozes.snoozes(connection)


def test_a_case_can_be_reviewed_in_it(old):
    schema.migrate(old)
    with reading.reading(old) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    with writing(old, command="review start", who="x", at=AT) as writer:
        reviews.begin(writer, as_of=DAY, size=1, begun_on=DAY, seed=1, pool={"10+": 1}, cases=[Sampled(ref, "10+")])
    answer = Answer(ref, "lbh", "plan-cv", "yes", None, None, DAY)
    with writing(old, command="review next", who="x", at=AT) as writer:
        reviews.put(writer, 1, answer, None)
    with reading.reading(old) as connection:
        assert reviews.answers(connection, 1) == [answer]
