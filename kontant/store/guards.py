"""The triggers that keep the change log from being rewritten: what they are, and that they are there as they were made.

They stop a mistake, not a person who knows SQL and takes them off: the seals tell of that. Of the names alone nothing
follows; the whole of each trigger is held against what the schema makes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from kontant.errors import StoreError
from kontant.i18n import _

GUARDED = ("events", "changes", "seals", "reseals")
"""The tables that nothing may rewrite."""

# Each as (table, name, when it fires, on what condition), in the words of the migrations.
_ALWAYS = tuple((table, verb, f"BEFORE {verb}", "") for table in GUARDED for verb in ("UPDATE", "DELETE"))
_NEW = (
    (
        "events",
        "REPLACE",
        "BEFORE INSERT",
        "new.id IN (SELECT id FROM events) OR new.undoes IN (SELECT undoes FROM events)",
    ),
    ("events", "STRAY", "AFTER INSERT", "new.id < 1"),
    ("changes", "LATE", "BEFORE INSERT", "new.event_id IN (SELECT event_id FROM seals)"),
    (
        "seals",
        "STRAY",
        "BEFORE INSERT",
        "new.event_id IS NOT (SELECT max(id) FROM events) OR new.event_id <= (SELECT max(event_id) FROM seals)",
    ),
    ("reseals", "LATE", "BEFORE INSERT", "new.by_event IN (SELECT event_id FROM seals)"),
)
_FOUND = "SELECT name, lower(tbl_name), sql FROM sqlite_master WHERE type = 'trigger'"


def _guard(table: str, name: str, fires: str, condition: str) -> tuple[str, str, str]:
    when = f"WHEN {condition} " if condition else ""
    does = "BEGIN SELECT RAISE(ABORT, 'the change log is append-only'); END"
    return f"{table}_no_{name}", table, f"CREATE TRIGGER {table}_no_{name} {fires} ON {table} {when}{does}"


GUARDS = frozenset(_guard(*each) for each in (*_ALWAYS, *_NEW))
"""Each guard by its name, its table and what it says, the spaces apart."""


def stand(connection: sqlite3.Connection) -> bool:
    """Whether the log's tables have all their guards as they were made, and no other trigger."""
    return _found(connection) == GUARDS


@contextmanager
def unguarded(connection: sqlite3.Connection) -> Iterator[None]:
    """Let the log be rewritten inside this transaction, and guard it again exactly as it was. A purge's alone.

    Where the block fails, the transaction must be taken back. Raises ``StoreError`` outside of a transaction: what
    failed then would leave the log without its guards.
    """
    if not connection.in_transaction:
        raise StoreError(_("The log was not touched: it is rewritten only inside a transaction."))
    guards = [row for row in connection.execute(_FOUND).fetchall() if row[1] in GUARDED]
    for name, _table, _statement in guards:
        connection.execute(f'DROP TRIGGER "{name}"')
    try:
        yield
    finally:
        # SQLite itself may have taken the transaction back, and the guards' removal with it.
        there = {name for name, *_rest in connection.execute(_FOUND)}
        for name, _table, statement in guards:
            if name not in there:
                connection.execute(statement)


def _found(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    rows = connection.execute(_FOUND).fetchall()
    return frozenset((name, table, " ".join((sql or "").split())) for name, table, sql in rows if table in GUARDED)
