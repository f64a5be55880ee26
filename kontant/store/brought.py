"""What each event did to the records of a case, with those that an import brought, of which the log has no image.

A new row carries the number of its import until something changes it, and that change has its image from then on: so
either the row or the image still says which import brought it.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kontant.store.log import BATCHED, Touched, touched_in_case

_IMPORTS = "SELECT id FROM events WHERE command = 'import'"
_CHANGES = """
    SELECT event_id, table_name, json("key"), json_extract("before", '$.batch') FROM changes
    WHERE json_extract("key", '$.case_ref') = ?
"""


class _Record(NamedTuple):
    """A record as an event wrote it."""

    event: int
    table: str
    key: tuple[str, ...]


def touched_with_new(connection: sqlite3.Connection, case_ref: str) -> dict[int, list[Touched]]:
    """What each event did to the records of a case, an import's new rows included, table by table."""
    found = touched_in_case(connection, case_ref)
    for (event, table), count in sorted(_new(connection, case_ref).items()):
        others = [each for each in found.get(event, []) if each.table != table]
        same = next((each for each in found.get(event, []) if each.table == table), Touched(table, 0, 0, 0))
        found[event] = sorted([*others, same._replace(added=same.added + count)], key=_place)
    return found


def _place(touched: Touched) -> int:
    return BATCHED.index(touched.table) if touched.table in BATCHED else len(BATCHED)


def _new(connection: sqlite3.Connection, case_ref: str) -> Counter[tuple[int, str]]:
    """How many rows of each table each import brought; what it changed has an image of its own."""
    imports = {number for (number,) in connection.execute(_IMPORTS)}
    written, changed = set(_standing(connection, case_ref)), set()
    for event, table, key, wrote in connection.execute(_CHANGES, (case_ref,)):
        if table in BATCHED:
            named = json.loads(key)
            # A log of the first schema knows a note without its number.
            record = tuple(str(named.get(name, 0)) for name in _key(table))
            changed.add(_Record(event, table, record))
            written.add(_Record(wrote, table, record))
    return Counter((each.event, each.table) for each in written - changed if each.event in imports)


def _standing(connection: sqlite3.Connection, case_ref: str) -> Iterator[_Record]:
    """Every row of the case, under the event that last wrote it."""
    for table in BATCHED:
        columns = ", ".join(f'"{name}"' for name in _key(table))
        for event, *key in connection.execute(f"SELECT batch, {columns} FROM {table} WHERE case_ref = ?", (case_ref,)):
            yield _Record(event, table, tuple(map(str, key)))


def _key(table: str) -> tuple[str, ...]:
    from kontant.model.tables import key_columns  # SQLModel, which the rest of the log does not wait for

    return tuple(key_columns(table))
