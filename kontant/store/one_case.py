"""What only the screen of a single case reads: what an extract took back before it happened."""

import sqlite3
from datetime import date
from typing import Any, NamedTuple

from kontant.store.timelines import TABLES


class Withdrawn(NamedTuple):
    """A record that an extract took back, and the day on which it had."""

    table: str
    record: Any
    day: date


def withdrawn_statement(name: str) -> str:
    """The SQL that reads what was taken back of a case from table ``name``, the day of it last."""
    table = TABLES[name]
    columns = ", ".join(table.columns)
    where = "withdrawn IS NOT NULL AND case_ref = ?"
    return f"SELECT case_ref, {columns}, withdrawn FROM {name} WHERE {where} ORDER BY {table.order}"


def withdrawn(connection: sqlite3.Connection, case_ref: str) -> list[Withdrawn]:
    """The records of a case that an extract has taken back before they happened, table by table."""
    found = []
    for name, table in TABLES.items():
        if table.withdrawable:
            rows = connection.execute(withdrawn_statement(name), (case_ref,)).fetchall()
            records = table.records(row[:-1] for row in rows)
            found += [Withdrawn(name, r, date.fromisoformat(row[-1])) for r, row in zip(records, rows, strict=True)]
    return found
