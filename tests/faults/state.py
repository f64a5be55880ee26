"""What a caseload holds, as words that can be compared, and whether its file is sound."""

import hashlib
import importlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from faults.runner import NEW_PASSPHRASE, PASSPHRASE

from kontant.store import key, opening, reading, seals

# These differ from one run to the next of the same command.
OF_THE_MOMENT = {"at", "nonce", "digest", "chain", "started", "saved", "discarded"}


class State(NamedTuple):
    """All rows of all tables and the schema, line by line; ``events`` are the commands of the log, in order."""

    lines: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def mark(self) -> str:
        """The same for the same state."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:16]


NONE = State((), ())
"""No caseload there."""


def know_passphrases() -> None:
    """Have this process open the encrypted caseloads of the tests, by either passphrase."""

    def source(_path: Path, again: bool) -> str:
        return NEW_PASSPHRASE if again else PASSPHRASE

    key.ask_with(source)


def state_of(path: Path) -> State:
    """What the caseload at ``path`` holds; raises ``AssertionError`` where its file is not sound."""
    if not path.exists():
        return NONE
    with closing(opening.connect(path)) as connection:
        _check(connection, path)
        tables = _names(connection, "table")
        lines = [f"version {connection.execute('PRAGMA user_version').fetchone()[0]}"]
        lines += [f"{name}: {sql}" for name, sql in _schema(connection)]
        lines += [line for name in tables for line in _rows(connection, name)]
        events = [command for (command,) in connection.execute("SELECT command FROM events ORDER BY id")]
    return State(tuple(lines), tuple(events))


def _check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchall()
    assert found == [("ok",)], f"{path.name}: integrity_check says {found[:3]}"
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == [], f"{path.name}: references are broken"
    for index in _indexes(connection):
        # Raises where the index and the table that it is of do not agree.
        connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == reading.SCHEMA_VERSION:
        faults = list(seals.verify(connection))
        assert not faults, f"{path.name}: the log does not hold: {faults[:3]}"


def _names(connection: sqlite3.Connection, kind: str) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = ? ORDER BY name", (kind,))
    return [name for (name,) in rows]


def _indexes(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
    return [name for (name,) in rows]


def _schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    return [(name, " ".join(sql.split())) for name, sql in rows]


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The rows of a table as text, without what is of the moment; an index's own tables say nothing by their bytes."""
    if any(table.startswith(index) for index in _indexes(connection)):
        return
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    wanted = [name for name in columns if name not in OF_THE_MOMENT]
    listed = ", ".join(f'"{name}"' for name in wanted)
    for row in sorted(connection.execute(f'SELECT {listed} FROM "{table}"'), key=repr):
        yield f"{table} {tuple(map(_ordered, row))!r}"


def _ordered(value: Any) -> Any:
    """JSON with its keys in order: that in which a row's image has them differs from one process to the next."""
    if not isinstance(value, str) or not value.startswith("{"):
        return value
    try:
        return json.dumps(json.loads(value), ensure_ascii=False, sort_keys=True)
    except ValueError:
        return value


def difference(one: State, other: State, most: int = 6) -> str:
    """A few lines in which two states differ."""
    first, second = set(one.lines), set(other.lines)
    told = [f"- {line[:200]}" for line in sorted(first - second)[:most]]
    return "\n".join(told + [f"+ {line[:200]}" for line in sorted(second - first)[:most]])


def encrypted_copy(plain: Path, target: Path, passphrase: str = PASSPHRASE) -> None:
    """An encrypted copy of a plain caseload, by SQLCipher's own way and none of kontant's."""
    sqlcipher = importlib.import_module("sqlcipher3.dbapi2")
    with closing(sqlcipher.connect(str(plain), isolation_level=None)) as connection:
        version, application = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id")
        )
        # A key of its own from the passphrase, as any SQLCipher 4 derives it.
        connection.execute("ATTACH ? AS target KEY ?", (str(target), passphrase))
        connection.execute("SELECT sqlcipher_export('target')")
        connection.execute(f"PRAGMA target.user_version = {version}")
        connection.execute(f"PRAGMA target.application_id = {application}")
        connection.execute("DETACH target")
    target.chmod(0o600)
    with closing(opening.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def plain_words(folder: Path, words: Iterable[bytes]) -> list[str]:
    """The files under ``folder`` in which one of the ``words`` can be read."""
    wanted = list(words)
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{path.relative_to(folder)}: {word!r}" for word in wanted if word in data]
    return found
