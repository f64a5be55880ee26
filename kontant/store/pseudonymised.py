"""A pseudonymised copy as files: reading a caseload case by case, and writing the new one from nothing.

What stands in the copy is :mod:`kontant.exchange.pseudonyms`'s. The file is never a copy of the other: no page of it
was ever part of the caseload.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import Refused, StoreError
from kontant.i18n import _
from kontant.model.tables import CASE_TABLES, ROWS, table
from kontant.store import disk, opening, reading, schema
from kontant.store.engine import raw
from kontant.store.leftovers import fresh_file
from kontant.store.log import READING
from kontant.store.writes import json_text, writing

COMMAND = "export pseudonymised"
# Nobody: who made the copy is in the log of the caseload alone.
_WHO = "kontant"

_NAMES = "SELECT name FROM cases"
_REFS = "SELECT case_ref FROM cases ORDER BY case_ref"
_OPEN = "SELECT case_ref FROM cases WHERE opened <= ? AND (closed IS NULL OR closed > ?) ORDER BY case_ref"
_WRITERS = ("caseworker", "reviewer")
_BESIDE = ("-wal", "-shm", "-journal")

Row = dict[str, Any]


class Everybody(NamedTuple):
    """Who and what must not be called the same in a copy."""

    names: list[str]
    refs: list[str]
    initials: list[str]


def everybody(connection: sqlite3.Connection) -> Everybody:
    """The names, case numbers and initials of the caseload."""
    found = [(name, column) for name in ROWS for column in _WRITERS if column in table(name).c]
    union = " UNION ".join(f"SELECT {column} FROM {name} WHERE {column} IS NOT NULL" for name, column in found)
    return Everybody(*([text for (text,) in connection.execute(query)] for query in (_NAMES, _REFS, union)))


def open_refs(connection: sqlite3.Connection, day: date) -> list[str]:
    """The cases that are open on a day."""
    return [ref for (ref,) in connection.execute(_OPEN, (day.isoformat(), day.isoformat()))]


def cases(connection: sqlite3.Connection, refs: Iterable[str]) -> Iterator[dict[str, list[Row]]]:
    """Each of these cases with its rows of every table, as they lie in the file."""
    for ref in refs:
        yield {name: rows_of(connection, name, ref) for name in ROWS if name == "cases" or name in CASE_TABLES}


def rows_of(connection: sqlite3.Connection, name: str, ref: str | None = None) -> list[Row]:
    """The rows of a table in the order of their keys, of one case if ``ref`` is given."""
    columns = [column.name for column in table(name).c]
    keys = ", ".join(f'"{column.name}"' for column in table(name).primary_key)
    quoted = ", ".join(f'"{column}"' for column in columns)
    condition = "" if ref is None else "WHERE case_ref = ?"
    found = connection.execute(
        f"SELECT {quoted} FROM {name} {condition} ORDER BY {keys}", () if ref is None else (ref,)
    )
    return [dict(zip(columns, row, strict=True)) for row in found]


def write(place: Path, tables: Iterable[tuple[str, list[Row]]], *, day: date, force: bool) -> None:
    """A new caseload at ``place`` with these rows, parents first, by one event of ``day``; whole or not at all.

    Raises ``Refused`` where the place is taken (or, with ``force``, in use), ``StoreError`` where it cannot be written.
    """
    target = place.expanduser().resolve()
    try:
        with fresh_file(target.parent, "pseudonyms") as fresh:
            _fill(fresh, place, tables, day)
            _place(fresh, target, force)
    except FileExistsError:
        told = _("{path} exists already; choose another name, or replace it with --force.")
        raise Refused(told.format(path=place)) from None
    except OSError:
        told = _("{path} was not written: its folder is read-only, or the file is open in another program.")
        raise Refused(told.format(path=place)) from None


def _fill(fresh: Path, place: Path, tables: Iterable[tuple[str, list[Row]]], day: date) -> None:
    """Make a caseload of the empty file, all of it in that one file; a fault is told of ``place``."""
    try:
        schema.upgrade(fresh, named=place)
        told = json_text({READING: True})
        with writing(fresh, command=COMMAND, who=_WHO, at=f"{day}T12:00:00+00:00", details=told) as writer:
            connection = raw(writer.session.connection())
            for name, rows in tables:
                _insert(connection, name, rows)
        with reading.plain_errors(fresh), contextlib.closing(opening.connect(fresh)) as opened:
            opening.settle(opened)
    except StoreError:
        told = _("{path} was not written: the disk is full, or fails. Free some space, or choose another place.")
        raise StoreError(told.format(path=place)) from None


def _insert(connection: sqlite3.Connection, name: str, rows: list[Row]) -> None:
    if rows:
        columns = list(rows[0])
        names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
        values = ([row[column] for column in columns] for row in rows)
        connection.executemany(f"INSERT INTO {name} ({names}) VALUES ({marks})", values)


def _place(fresh: Path, target: Path, force: bool) -> None:
    """Give the finished file its name; what SQLite has beside an open database would spoil the new one."""
    if any(target.with_name(target.name + end).exists() for end in _BESIDE):
        raise Refused(_("{path} is in use by another program; choose another name.").format(path=target))
    if force:
        fresh.replace(target)
    else:
        schema.put_in_place(fresh, target)
    disk.sync_folder(target.parent)
