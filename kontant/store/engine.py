"""The writing side's connection: SQLAlchemy over SQLite with the safety settings that a caseload needs."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from kontant.errors import StoreError
from kontant.store import opening
from kontant.store.reading import check_sqlite, sentence

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # FULL, not NORMAL: what was saved must survive a pulled plug.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted or replaced is overwritten in the file.
    "PRAGMA secure_delete = ON",
    "PRAGMA cache_size = -65536",
)


def make_engine(path: Path) -> Engine:
    """An engine for the caseload at ``path`` whose every transaction takes the write lock at once."""

    check_sqlite()
    module = opening.module_for(path)
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=lambda: opening.connect(path),
        poolclass=NullPool,
        # No value of a record in SQLAlchemy's own errors and log, whoever turns those on.
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def raw(connection: Connection) -> sqlite3.Connection:
    """The database's own connection behind SQLAlchemy's, in the same transaction."""
    found = connection.connection.dbapi_connection
    assert found is not None
    return found  # type: ignore[return-value] # a protocol that sqlite3's connection has


@contextmanager
def plain_write_errors(path: Path) -> Iterator[None]:
    """Turn database errors of a write into one sentence; the statement and its values never get out."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(sentence(str(error.orig), path)) from None
    except opening.errors() as error:
        raise StoreError(sentence(str(error), path)) from None
