"""Bulk reading: from a caseload file to timelines, through the DB-API and plain, portable SQL.

All SQL of the daily screens stands here; a test holds every table and column against SQLModel's metadata.
Each table is read front to back in order of case, and the cursors are merged case by case, so that a caseload
of any size takes the memory of a few cases.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.model.timeline import (
    Assignment,
    Benefit,
    Case,
    Conversation,
    Exemption,
    Goal,
    Note,
    Offer,
    PaidWork,
    Timeline,
)

CASE_COLUMNS = "case_ref, name, cpr, birth_date, gender, opened, closed, close_reason, target_group, track, challenges, cv_registered"


class Table(NamedTuple):
    """What is read of a table, in which order, and how a row becomes a record."""

    columns: str
    order: str
    record: Callable[..., Any]
    withdrawable: bool = False


class _Days(dict[str | None, Any]):
    """ISO text to date; the same few thousand days come back a million times."""

    def __missing__(self, text: str | None) -> date | None:
        found = None if text is None else date.fromisoformat(text)
        self[text] = found
        return found


_day = _Days()

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "conversations": Table(
            "date, kind, status, caseworker",
            "date, kind",
            lambda r: Conversation(_day[r[1]], r[2], r[3], r[4]),
            withdrawable=True,
        ),
        "offers": Table(
            'type, start, "end", outcome, provider, goal, hours_per_week',
            "type, start",
            lambda r: Offer(r[1], _day[r[2]], _day[r[3]], r[4], r[5], r[6], r[7]),
            withdrawable=True,
        ),
        "exemptions": Table(
            'scope, start, "end", reason, explanation',
            "scope, start",
            lambda r: Exemption(r[1], _day[r[2]], _day[r[3]], r[4], r[5]),
            withdrawable=True,
        ),
        "assignments": Table(
            'role, start, caseworker, "end"',
            "role, start",
            lambda r: Assignment(r[1], _day[r[2]], r[3], _day[r[4]]),
            withdrawable=True,
        ),
        "paid_work": Table("month, hours", "month", lambda r: PaidWork(_day[r[1]], r[2])),
        "notes": Table("date, template, scope", "date, template", lambda r: Note(_day[r[1]], r[2], r[3])),
        "benefits": Table('start, benefit, "end"', "start", lambda r: Benefit(_day[r[1]], r[2], _day[r[3]])),
        "goals": Table(
            "kind, title, set_on, due, reached",
            "kind, title",
            lambda r: Goal(r[1], r[2], _day[r[3]], _day[r[4]], _day[r[5]]),
        ),
    }
)


def statement(name: str, *, one_case: bool = False) -> str:
    """The SQL that reads table ``name`` in order of case, for one case (a parameter) or all."""
    table = TABLES[name]
    conditions = ["withdrawn IS NULL"] if table.withdrawable else []
    if one_case:
        conditions.append("case_ref = ?")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT case_ref, {table.columns} FROM {name}{where} ORDER BY case_ref, {table.order}"  # noqa: S608


ALL_CASES = f"SELECT {CASE_COLUMNS} FROM cases ORDER BY case_ref"  # noqa: S608
OPEN_CASES = f"SELECT {CASE_COLUMNS} FROM cases WHERE opened <= ? AND (closed IS NULL OR closed > ?) ORDER BY case_ref"  # noqa: S608
ONE_CASE = f"SELECT {CASE_COLUMNS} FROM cases WHERE case_ref = ?"  # noqa: S608


def open_timelines(connection: sqlite3.Connection, day: date, tables: Iterable[str]) -> Iterator[Timeline]:
    """The cases open on ``day``, each with its records of ``tables``, in order of case_ref."""
    cases = connection.execute(OPEN_CASES, (day.isoformat(), day.isoformat()))
    return _merged(connection, cases, tables)


def all_timelines(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[Timeline]:
    """All cases, open or closed, each with its records of ``tables``, in order of case_ref."""
    return _merged(connection, connection.execute(ALL_CASES), tables)


def timeline(connection: sqlite3.Connection, case_ref: str, tables: Iterable[str] = tuple(TABLES)) -> Timeline | None:
    """One case with its records of ``tables``; None if there is no such case."""
    row = connection.execute(ONE_CASE, (case_ref,)).fetchone()
    if row is None:
        return None
    found = Timeline(_case(row))
    for name in tables:
        rows = connection.execute(statement(name, one_case=True), (case_ref,))
        setattr(found, name, [TABLES[name].record(row) for row in rows])
    return found


def _merged(connection: sqlite3.Connection, cases: sqlite3.Cursor, tables: Iterable[str]) -> Iterator[Timeline]:
    readers = [(name, _by_case(connection, name)) for name in sorted(tables)]
    for row in cases:
        found = Timeline(_case(row))
        for name, records_of in readers:
            setattr(found, name, records_of(row[0]))
        yield found


def _by_case(connection: sqlite3.Connection, name: str) -> Callable[[str], list[Any]]:
    """A function that gives the records of a case; to be asked for cases in rising order only."""
    record = TABLES[name].record
    groups = groupby(connection.execute(statement(name)), key=itemgetter(0))
    end: tuple[str | None, Iterable[Any]] = (None, ())
    ref, rows = next(groups, end)

    def records_of(case_ref: str) -> list[Any]:
        nonlocal ref, rows
        while ref is not None and ref < case_ref:
            ref, rows = next(groups, end)
        if ref != case_ref:
            return []
        found = [record(row) for row in rows]
        ref, rows = next(groups, end)
        return found

    return records_of


def _case(row: tuple[Any, ...]) -> Case:
    ref, name, cpr, born, gender, opened, closed, reason, group, track, challenges, cv = row
    return Case(
        ref, name, cpr, _day[born], gender, _day[opened], _day[closed], reason, group, track, challenges, _day[cv]
    )
