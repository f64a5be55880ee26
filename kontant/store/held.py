"""All that a caseload holds on one case: every row of every table that has rows of cases, and every entry of its log.

The tables are asked of the file itself, so that one that a later schema brings is never forgotten. What is left out
holds nothing of its own: the word index repeats the notes, and a seal is a digest.
"""

import json
import sqlite3
from collections.abc import Mapping
from typing import Any, NamedTuple

from kontant.store import log
from kontant.store.log import Change, Event

# Which column tells whose a row is.
OWNER = "case_ref"
_TABLES = f"""
    SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND c.name = '{OWNER}' ORDER BY m.name
"""
_KEY = "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"
# A review belongs to no case; what it says of itself is told with the case that it drew.
_REVIEWS = "SELECT * FROM reviews WHERE number IN (SELECT review FROM review_cases WHERE case_ref = ?) ORDER BY number"
_CHANGES = """
    SELECT event_id, table_name, "key", "before", "after" FROM changes
    WHERE json_extract("key", '$.case_ref') = ? ORDER BY event_id, seq
"""

Row = Mapping[str, Any]


class Entry(NamedTuple):
    """An event of the log that concerns the case, with what it changed in the case's own records."""

    event: Event
    changes: tuple[Change, ...]


class Held(NamedTuple):
    """What is held on a case: its rows by table as they lie in the file, and its log, the oldest entry first."""

    case_ref: str
    tables: Mapping[str, list[Row]]
    log: list[Entry]


def held_on(connection: sqlite3.Connection, case_ref: str) -> Held:
    """All that is held on the case ``case_ref``, which is there."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    tables = {name: _rows(connection, _statement(connection, name), case_ref) for name in names}
    tables["reviews"] = _rows(connection, _REVIEWS, case_ref)
    return Held(case_ref, tables, _log(connection, case_ref))


def _statement(connection: sqlite3.Connection, table: str) -> str:
    order = ", ".join(f'"{name}"' for (name,) in connection.execute(_KEY, (table,)))
    return f'SELECT * FROM "{table}" WHERE {OWNER} = ? ORDER BY {order or "rowid"}'


def _rows(connection: sqlite3.Connection, statement: str, case_ref: str) -> list[Row]:
    found = connection.execute(statement, (case_ref,))
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found]


def _log(connection: sqlite3.Connection, case_ref: str) -> list[Entry]:
    changed: dict[int, list[Change]] = {}
    for event, table, key, *images in connection.execute(_CHANGES, (case_ref,)):
        before, after = (json.loads(image) if image else None for image in images)
        changed.setdefault(event, []).append(Change(table, json.loads(key), before, after))
    events = reversed(log.events_of_case(connection, case_ref))
    return [Entry(event, tuple(changed.get(event.id, ()))) for event in events]
