"""A caseload of the first schema that was released goes through every later one, step by step, with all rows equal."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from support import fill

from kontant.store import reading, schema, seals
from kontant.store.anchors import anchors

MIGRATIONS = Path(__file__).parents[2] / "migrations"
TEXTS = {"case_ref": "2017-1", "name": "Åse Ærø", "details": '{"extract":"a","inserted":{"cases":2}}', "answers": "{}"}
DAYS = ("2020-01-01", "2021-02-28", "2026-11-22")
# A value for each column whose CHECK or type asks for one; any other text column says which it is.
VALUES = {
    "cases": {"closed": DAYS[2], "opened": DAYS[0]},
    "events": {"undoes": None},
    "amendments": {"template": "notes template 1 æøå", "nr": 0},
    "snoozes": {"until": DAYS[2]},
}
_DAY = re.compile(r"opened|closed|start|end|date|month|seen|withdrawn|ordered|set_on|until|birth")


def migrations(folder, last):
    """The migrations up to the schema ``last``."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (folder / "versions").glob("0*.py"):
        if int(file.name[:4]) > last:
            file.unlink()
    return folder


def tables(connection):
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE '%!_words!_%' ESCAPE '!' AND name NOT IN ('alembic_version', 'sqlite_sequence')"
    )
    return [name for (name,) in rows]


def dump(path, columns):
    """The rows of these columns, by table, whatever came beside them since."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall(), key=repr)
            for table, names in columns.items()
        }


def columns_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: [f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in tables(connection)
        }


def value(table, column, kind, number):
    """Something for the column, another for each row."""
    if column in VALUES.get(table, {}):
        return VALUES[table][column]
    if kind == "INTEGER":
        return number
    if kind == "REAL":
        return number + 0.5
    if column in TEXTS:
        return TEXTS[column]
    return DAYS[number % 3] if _DAY.search(column) else f"{table} {column} {number} æøå"


@pytest.fixture
def first(tmp_path, monkeypatch):
    """A file of the first schema with rows in every table of it, written by plain SQL as the first kontant did."""
    path = tmp_path / "c.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: migrations(tmp_path / "first", 1))
        patch.setattr(reading, "SCHEMA_VERSION", 1)
        schema.create(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in tables(connection):
            described = connection.execute(f"PRAGMA table_info({table})").fetchall()
            for number in (1,) if table == "cases" else (1, 2):
                row = [value(table, column, kind, number) for _, column, kind, *_ in described]
                connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return path


def test_every_row_stays_at_every_step_and_the_log_holds(first, tmp_path, monkeypatch):
    columns = columns_of(first)
    before = dump(first, columns)
    assert len(before) == 14 and all(before.values())
    for version in range(2, reading.SCHEMA_VERSION + 1):
        with monkeypatch.context() as patch:
            folder = migrations(tmp_path / f"to-{version}", version)
            patch.setattr(schema, "migrations_folder", lambda folder=folder: folder)
            patch.setattr(reading, "SCHEMA_VERSION", version)
            copy = schema.migrate(first)
        assert copy.name == f"c.sqlite.schema-{version - 1}.1"
        assert dump(first, columns) == dump(copy, columns) == before, version
        with closing(sqlite3.connect(first)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        # What each step added is filled too, so that the next finds it populated.
        before = populated(first, columns)
    with reading.reading(first) as connection:
        assert seals.verify(connection) == []
        assert (seals.late(connection), seals.head(connection).event_id) == (2, 2)
        assert anchors(connection, first) == []
    event = fill(first, "goals", case_ref="2017-1", kind="sub", title="Cykle", set_on="2026-11-01")
    with reading.reading(first) as connection:
        assert seals.verify(connection) == []
        assert (seals.late(connection), seals.head(connection).event_id) == (2, event)


def populated(path, columns):
    """Put a row in each table that is new since ``columns``, which then names it too; gives all rows."""
    found = columns_of(path)
    with closing(sqlite3.connect(path)) as connection:
        for table in found.keys() - columns.keys() - {"seals", "reseals"}:
            described = connection.execute(f"PRAGMA table_info({table})").fetchall()
            row = [value(table, column, kind, 1) for _, column, kind, *_ in described]
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        connection.commit()
    columns |= {table: names for table, names in found.items() if table not in ("seals", "reseals")}
    return dump(path, columns)
