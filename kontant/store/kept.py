"""What a person changed here and the extract has not: kept, while an extract only repeats what it said before.

Otherwise the next morning's extract would take back what was typed the day before, until the municipality's own
system has caught up. Where the extract itself says something new of a record, the extract holds.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, exists, select, update

from kontant.model.tables import extract_key, key_columns, table
from kontant.store.merge import TableMerge
from kontant.store.staging import same, staged
from kontant.store.writes import as_python, json_text

# What one record was before each of its changes, the latest first.
_HISTORY = 'SELECT "before" FROM changes WHERE table_name = ? AND "key" IN (?, ?) ORDER BY event_id DESC, seq DESC'


def keep_typed(connection: Connection, merge: TableMerge) -> int:
    """Let staged rows that repeat an earlier extract agree with what was typed since; returns how many."""
    _confirm(connection, merge)
    stage, stored = staged(merge.name), table(merge.name)
    columns = sorted(merge.given.difference(key_columns(merge.name)))
    typed = (
        select(*stored.c, *(stage.c[column].label(f"extract_{column}") for column in columns))
        .join(stage, same(merge.name))
        .where(stored.c.typed.is_(True), stored.c.seen_on.is_not(None))
    )
    kept = 0
    for row in connection.execute(typed).mappings().all():
        said = _said_before(connection, merge.name, row)
        if said is not None and all(row[f"extract_{column}"] == said[column] for column in columns):
            whose = [stage.c[column] == row[column] for column in extract_key(merge.name)]
            connection.execute(update(stage).where(*whose).values({column: row[column] for column in columns}))
            kept += 1
    return kept


def _confirm(connection: Connection, merge: TableMerge) -> None:
    """Where the extract has caught up with what was typed, it leads again."""
    stored = table(merge.name)
    agrees = exists().where(same(merge.name), ~merge.differs()).correlate(stored)
    connection.execute(update(stored).values(typed=None).where(stored.c.typed.is_(True), agrees))


def _said_before(connection: Connection, name: str, row: Mapping[Any, Any]) -> dict[str, Any] | None:
    """The record as an extract last agreed with it: as it was before the earliest change typed since."""
    # A log of the first schema knows a note without its number.
    now, then = (json_text({c: _plain(row[c]) for c in key(name)}) for key in (key_columns, extract_key))
    for (before,) in connection.exec_driver_sql(_HISTORY, (name, now, then)):
        said = json.loads(before) if before else None
        if said is None or not said["typed"]:
            return None if said is None else as_python(name, said)
    return None


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
