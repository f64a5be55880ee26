"""Whether an opened caseload file is sound: its pages, its references, its word index, the tables it should have.

Each check only reads, or takes back what it had to write to look. A backup is held against these before it counts as
one, a file before it is restored, and ``kontant doctor`` asks all of them.
"""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator

# More lines of damage than this say no more.
_MOST = 20
_WORD_INDEXES = ("note_words", "amendment_words")
# The parts of the word indexes and what SQLite keeps for itself come and go with the rest.
_OWN_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%' ORDER BY name
"""
# A draft may outlive no case, but is no record and so refers to nothing.
_LOST_DRAFTS = "SELECT count(*) FROM drafts WHERE case_ref NOT IN (SELECT case_ref FROM cases)"


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file's pages and indexes, in its own words; nothing where it is sound."""
    found: list[str] = []
    if connection.execute("PRAGMA cipher_version").fetchone():
        found += [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check").fetchmany(_MOST)]
    with contextlib.closing(connection.execute(f"PRAGMA integrity_check({_MOST})")) as rows:
        return found + [str(row[0]) for row in rows if row[0] != "ok"]


def lost_references(connection: sqlite3.Connection) -> Counter[str]:
    """How many rows of which table belong to something that is not there."""
    return Counter(row[0] for row in connection.execute("PRAGMA foreign_key_check"))


def lost_drafts(connection: sqlite3.Connection) -> int:
    """How many drafts are of a case that is not there."""
    return int(connection.execute(_LOST_DRAFTS).fetchone()[0])


def is_index_sound(connection: sqlite3.Connection) -> bool:
    """Whether the word index holds what the notes hold; writes nothing, but needs the right to."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for name in _WORD_INDEXES:
            # 1: held against the notes themselves too.
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
    except Exception as error:
        if "malformed" in str(error):
            return False
        raise
    finally:
        connection.execute("ROLLBACK")
    return True


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the word index anew from the notes."""
    connection.execute("BEGIN IMMEDIATE")
    for name in _WORD_INDEXES:
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
    connection.execute("COMMIT")


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has, the log's among them."""
    names = [name for (name,) in connection.execute(_OWN_TABLES)]
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}


def missing_parts(connection: sqlite3.Connection, right: sqlite3.Connection) -> Iterator[str]:
    """The tables, indexes, views and triggers of ``right`` that the file has not, or has otherwise."""
    there = set(_parts(connection))
    return (name for name, *rest in _parts(right) if (name, *rest) not in there)


def _parts(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return connection.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name"
    ).fetchall()
