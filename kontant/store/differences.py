"""What one caseload file holds and another does not: events of the log, and rows table by table.

Both are read in the order of their keys and held side by side, so that ninety thousand cases cost no memory.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from kontant.store import log
from kontant.store.log import Event

# Beside the records: what nobody wrote as such.
_NO_RECORDS = ("alembic_version", "events", "changes", "seals", "reseals")
# When an extract last held a row, and which event wrote it, is no word about anybody.
_BOOKKEEPING = ("batch", "seen_on", "seen_before", "typed", "revision")
_RECORD_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite%'
    AND name NOT LIKE '%!_words!_%' ESCAPE '!'
"""
_EVENTS = "SELECT id, at, who, command, details, {chain} FROM events e {seals} ORDER BY id"
_SEALED = {"chain": "chain", "seals": "LEFT JOIN seals s ON s.event_id = e.id"}
_UNSEALED = {"chain": "NULL", "seals": ""}
_IS_SEALED = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'seals'"


class Difference(NamedTuple):
    """How many rows of a table stand only in this file, stand otherwise in the other, or only there."""

    table: str
    only_here: int
    changed: int
    only_there: int


class History(NamedTuple):
    """The events that only this file's log has, the newest first; how many only the other's has, and both."""

    only_here: list[Event]
    only_there: int
    shared: int


class Head(NamedTuple):
    """An event as it is told from all others; ``chain`` is its seal, where the file's schema has such."""

    id: int
    at: str
    who: str
    command: str
    details: str | None
    chain: str | None

    def is_same(self, other: "Head") -> bool:
        """Whether both files mean the same event; a purge takes from what it says, but leaves its seal."""
        return self[:-1] == other[:-1] or (self.chain is not None and self.chain == other.chain)


def heads(connection: sqlite3.Connection) -> Iterator[Head]:
    """The events of a log of any schema, in order."""
    (sealed,) = connection.execute(_IS_SEALED).fetchone()
    return (Head(*row) for row in connection.execute(_EVENTS.format(**(_SEALED if sealed else _UNSEALED))))


def histories(here: sqlite3.Connection, there: sqlite3.Connection) -> History:
    """Two logs, from the event on where they part."""
    shared = 0
    for ours, theirs in zip(heads(here), heads(there), strict=False):
        if not ours.is_same(theirs):
            break
        shared = ours.id
    (only_there,) = there.execute("SELECT count(*) FROM events WHERE id > ?", (shared,)).fetchone()
    return History([event for event in log.events(here) if event.id > shared], int(only_there), shared)


def differences(here: sqlite3.Connection, there: sqlite3.Connection) -> list[Difference]:
    """The tables of records in which the two differ, drafts among them; a table that only one has is left out."""
    names = sorted(_tables(here) & _tables(there))
    found = (_difference(here, there, name) for name in names)
    return [difference for difference in found if any(difference[1:])]


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute(_RECORD_TABLES)} - set(_NO_RECORDS)


def _difference(here: sqlite3.Connection, there: sqlite3.Connection, table: str) -> Difference:
    ours, theirs = _columns(here, table), _columns(there, table)
    key = sorted((name for name, place in ours.items() if place and name in theirs), key=lambda name: ours[name])
    rest = [name for name in ours if name in theirs and name not in key and name not in _BOOKKEEPING]
    listed = ", ".join(f'"{name}"' for name in (*key, *rest))
    statement = f'SELECT {listed} FROM "{table}" ORDER BY {", ".join(str(n + 1) for n in range(len(key)))}'
    counted = {"only_here": 0, "changed": 0, "only_there": 0}
    for kind in _side_by_side(here.execute(statement), there.execute(statement), len(key)):
        counted[kind] += 1
    return Difference(table, **counted)


def _columns(connection: sqlite3.Connection, table: str) -> dict[str, int]:
    """The columns of a table, each with its place in the key, 0 for one outside it."""
    return {name: place for _, name, _, _, _, place in connection.execute(f'PRAGMA table_info("{table}")')}


def _side_by_side(ours: Iterator[Any], theirs: Iterator[Any], width: int) -> Iterator[str]:
    """One word for each row that is not the same on both sides; ``width`` columns are the key, which orders both."""
    a, b = next(ours, None), next(theirs, None)
    while a or b:
        if b is None or (a is not None and a[:width] < b[:width]):
            yield "only_here"
            a = next(ours, None)
        elif a is None or b[:width] < a[:width]:
            yield "only_there"
            b = next(theirs, None)
        else:
            if a != b:
                yield "changed"
            a, b = next(ours, None), next(theirs, None)
