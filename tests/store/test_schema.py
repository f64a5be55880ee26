"""Making a caseload file, and bringing an older one up to date without losing a row."""

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import SQLModel
from support import fill, imported, kontant

from kontant.errors import StoreError
from kontant.model import tables
from kontant.store import reading, schema, seals

MIGRATIONS = Path(__file__).parents[2] / "migrations"
SIXTH = '''
"""A sixth schema, for the test: a parent table rebuilt, which must not lose its children."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade():
    with op.batch_alter_table("cases", recreate="always") as batch:
        batch.add_column(sa.Column("municipality", sa.Text))
    {more}
'''


def dump(path):
    """Every row of every record table."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in tables.ROWS}


def definitions(connection):
    """How each table is made, but for what only the migrations make: drafts, the word index, the rowid's name."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {name: definition(name, sql) for name, sql in rows if name in SQLModel.metadata.tables}


def definition(name, sql):
    parts = " ".join(sql.replace('"', "").split()).replace("( ", "(").replace(" )", ")")
    if name in ("notes", "amendments"):
        key = ", ".join(tables.key_columns(name))
        parts = parts.replace("id INTEGER PRIMARY KEY AUTOINCREMENT", "id INTEGER").replace(", UNIQUE (id)", "")
        parts = parts.replace(f"UNIQUE ({key})", f"PRIMARY KEY ({key})")
    return parts


@pytest.fixture
def next_schema(tmp_path, monkeypatch):
    """A kontant whose schema is one step further."""

    def make(more="pass"):
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder)
        (folder / "versions" / "0006_sixth.py").write_text(SIXTH.format(more=more))
        monkeypatch.setattr(schema, "migrations_folder", lambda: folder)
        monkeypatch.setattr(reading, "SCHEMA_VERSION", 6)

    return make


def test_file_and_folder_are_the_users_alone(tmp_path):
    path = tmp_path / "new" / "folder" / "c.sqlite"
    schema.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["c.sqlite"]


def test_the_default_lies_in_the_data_folder(tmp_path):
    ran = kontant("init", XDG_DATA_HOME=str(tmp_path))
    assert ran.code == 0
    assert (tmp_path / "kontant" / "caseload.sqlite").exists()


def test_the_file_survives_a_pulled_plug(tmp_path):
    from kontant.store.engine import make_engine

    path = tmp_path / "c.sqlite"
    schema.create(path)
    with make_engine(path).connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_migrations_make_the_tables_of_the_models(tmp_path):
    schema.create(tmp_path / "c.sqlite")
    engine = create_engine(f"sqlite:///{tmp_path / 'models.sqlite'}")
    SQLModel.metadata.create_all(engine)
    with (
        closing(sqlite3.connect(tmp_path / "c.sqlite")) as migrated,
        closing(sqlite3.connect(tmp_path / "models.sqlite")) as modelled,
    ):
        assert definitions(migrated) == definitions(modelled)


def test_every_table_is_strict(tmp_path):
    schema.create(tmp_path / "c.sqlite")
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as connection:
        strict = {
            name: bool(s) for _, name, kind, _, _, s in connection.execute("PRAGMA table_list") if kind == "table"
        }
    assert all(strict[name] for name in (*tables.ROWS, "events", "changes"))


def test_the_schema_number_is_that_of_the_newest_migration(tmp_path):
    from alembic.script import ScriptDirectory

    assert int(ScriptDirectory(str(MIGRATIONS)).get_current_head()) == reading.SCHEMA_VERSION
    schema.create(tmp_path / "c.sqlite")
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (reading.SCHEMA_VERSION,)


def test_init_never_touches_a_file_that_is_there(tmp_path):
    path = tmp_path / "c.sqlite"
    schema.create(path)
    before = path.read_bytes()
    assert "up to date" in kontant("init", db=path).out
    with pytest.raises(StoreError, match="exists already"):
        schema.create(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        schema.create(tmp_path / "file" / "c.sqlite")


def test_an_older_file_is_copied_then_migrated_with_every_row(tmp_path, next_schema, caplog):
    path = imported(tmp_path, "caseload")
    before = dump(path)
    next_schema()
    with reading.reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM cases WHERE municipality IS NULL").fetchone() == (45,)
    after = dump(path)
    assert {name: rows for name, rows in after.items() if name != "cases"} == {
        name: rows for name, rows in before.items() if name != "cases"
    }
    assert [row[: len(before["cases"][0])] for row in after["cases"]] == before["cases"]
    copy = path.with_name("caseload.sqlite.schema-5.1")
    assert dump(copy) == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert caplog.messages == [f"{path} was brought up to date; a copy of it as it was: {copy}"]


def test_a_failing_migration_leaves_the_file_as_it_was(tmp_path, next_schema):
    path = imported(tmp_path, "caseload")
    before = dump(path)
    next_schema(more='op.execute("INSERT INTO nowhere VALUES (1)")')
    for number in (1, 2):
        with pytest.raises(StoreError):
            schema.migrate(path)
        assert path.with_name(f"caseload.sqlite.schema-5.{number}").exists()
    assert dump(path) == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (5,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0005",)]


def test_a_migration_that_orphans_a_row_is_refused(tmp_path, next_schema):
    path = imported(tmp_path, "caseload")
    before = dump(path)
    next_schema(more="op.execute(\"DELETE FROM cases WHERE case_ref = '2017-00001'\")")
    with pytest.raises(StoreError, match="belong to no case"):
        schema.migrate(path)
    assert dump(path) == before


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE events SET who = 'x'",
        "DELETE FROM events",
        "UPDATE changes SET before = NULL",
        "DELETE FROM changes",
        "UPDATE seals SET chain = 'x'",
        "DELETE FROM seals",
        "UPDATE reseals SET digest = 'x'",
        "DELETE FROM reseals",
        # A row that replaces another fires no trigger for the one that goes.
        "INSERT OR REPLACE INTO events VALUES (1, 'now', 'x', 'x', NULL, NULL)",
        "INSERT OR REPLACE INTO seals SELECT event_id, nonce, digest, 'x' FROM seals",
        "INSERT OR REPLACE INTO changes SELECT event_id, seq, 'x', key, NULL, NULL FROM changes",
        # What is sealed gets no more.
        "INSERT INTO changes VALUES (1, 1, 'cases', '{}', NULL, NULL)",
        "INSERT INTO reseals VALUES (1, 1, 'x')",
    ],
)
def test_the_change_log_cannot_be_rewritten(tmp_path, verb):
    path = imported(tmp_path, "caseload")
    fill(path, "goals", case_ref="2017-00001", kind="job", title="Gartner", set_on="2026-11-01")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN")
        with seals.unguarded(connection):
            connection.execute("INSERT INTO reseals VALUES (2, 1, 'x')")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(verb)


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path, monkeypatch):
    from kontant.store import engine

    path = tmp_path / "c.sqlite"
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "PRAGMA max_page_count = 3"))
    with pytest.raises(StoreError, match="full"):
        schema.create(path)
    assert list(tmp_path.iterdir()) == []
