"""Words that wait for an encrypted caseload: in a small encrypted file of the same key, never in a plain one."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import StoreError
from kontant.store.key import Key
from kontant.store.opening import connect, errors

_TABLE = "CREATE TABLE IF NOT EXISTS words (name TEXT PRIMARY KEY, text BLOB NOT NULL, at INTEGER NOT NULL) STRICT"
_PUT = "INSERT OR REPLACE INTO words VALUES (?, ?, ?)"
_UNREADABLE = ".unreadable"


class Vault(NamedTuple):
    """The words that wait for one caseload, each text under a name."""

    file: Path
    key: Key

    def put(self, name: str, text: str) -> None:
        """Keep a text, on disk when this returns. Raises ``OSError`` where it cannot be kept."""
        with self._opened(make=True) as connection:
            connection.execute(_PUT, (name, text.encode(errors="surrogatepass"), time.time_ns()))

    def get(self, name: str) -> str | None:
        """The text of that name; None where there is none."""
        with self._read("SELECT text FROM words WHERE name = ?", name) as rows:
            return str(rows[0][0].decode(errors="surrogatepass")) if rows else None

    def names(self, start: str = "") -> list[tuple[str, int]]:
        """The names that begin so, and when each was written (nanoseconds), the newest last."""
        # No LIKE: a name is compared to the letter.
        with self._read(
            "SELECT name, at FROM words WHERE substr(name, 1, length(?)) = ? ORDER BY at", start, start
        ) as rows:
            return [(name, at) for name, at in rows]

    def drop(self, *names: str) -> None:
        """Forget texts, overwritten in the file. Raises ``OSError`` where that cannot be."""
        if self.file.exists():
            with self._opened() as connection:
                connection.executemany("DELETE FROM words WHERE name = ?", [(name,) for name in names])

    @contextlib.contextmanager
    def _read(self, query: str, *values: str) -> Iterator[list[tuple[Any, ...]]]:
        if not self.file.exists():
            yield []
            return
        with self._opened() as connection:
            yield connection.execute(query, values).fetchall()

    @contextlib.contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction on the file; one that this key does not open is put aside, and a new one begun."""
        if make:
            os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        try:
            if not self._is_readable():
                self.file.replace(self.file.with_name(self.file.name + _UNREADABLE))
                os.close(os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with contextlib.closing(self._connected()) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(_TABLE)
                yield connection
                connection.execute("COMMIT")
        except StoreError as error:
            raise OSError(str(error)) from None
        except errors() as error:
            raise OSError(str(error)) from None

    def _is_readable(self) -> bool:
        with contextlib.closing(self._connected()) as connection:
            try:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except errors() as error:
                if type(error).__name__ == "DatabaseError":
                    return False
                raise
        return True

    def _connected(self) -> sqlite3.Connection:
        connection = connect(self.file, key=self.key)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection
