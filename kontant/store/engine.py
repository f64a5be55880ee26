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
from kontant.store.reading import BUSY_SECONDS, check_sqlite, sentence

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # FULL, not NORMAL: what was saved must survive a pulled plug.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Staged rows of an import hold personal data: they stay in memory, never in a temporary file.
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
)


def make_engine(path: Path) -> Engine:
    """An engine for the caseload at ``path`` whose every transaction takes the write lock at once."""

    check_sqlite()

    def connect() -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode=rw"
        return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def plain_write_errors(path: Path) -> Iterator[None]:
    """Turn database errors of a write into one sentence; the statement and its values never get out."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(sentence(str(error.orig), path)) from None
    except sqlite3.Error as error:
        raise StoreError(sentence(str(error), path)) from None
