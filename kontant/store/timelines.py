"""Bulk reading: from a caseload file to timelines, through the DB-API and plain, portable SQL.

All SQL of the daily screens stands here; a test holds every table and column against SQLModel's metadata.
Each table is read front to back in order of case, and the cursors are merged case by case, so that a caseload
of any size takes the memory of a few cases.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.model.timeline import (
    Absence,
    Assignment,
    Benefit,
    Case,
    Conversation,
    Coordination,
    Exemption,
    Goal,
    Note,
    Offer,
    PaidWork,
    Statement,
    Timeline,
)

CASE_COLUMNS = ", ".join(Case._fields)


class Table(NamedTuple):
    """What is read of a table, in which order, and how rows become records.

    ``details`` are the columns that few rules read: a judgement of all cases leaves them empty unless asked for.
    """

    columns: tuple[str, ...]
    order: str
    records: Callable[[Iterable[tuple[Any, ...]]], list[Any]]
    withdrawable: bool = False
    details: frozenset[str] = frozenset()


class _Days(dict[str | None, Any]):
    """ISO text to date; the same few thousand days come back a million times."""

    def __missing__(self, text: str | None) -> date | None:
        found = None if text is None else date.fromisoformat(text)
        self[text] = found
        return found


_day = _Days()
_yes_no = {None: None, 0: False, 1: True}

# One comprehension a table: a function call a row would cost a large caseload a second.
TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "conversations": Table(
            ("date", "kind", "status", "caseworker", "channel"),
            "date, kind",
            lambda rows: [Conversation(_day[date], kind, status, who, how) for _, date, kind, status, who, how in rows],
            withdrawable=True,
            details=frozenset({"channel"}),
        ),
        "offers": Table(
            ("type", "start", '"end"', "outcome", "provider", "goal", "hours_per_week"),
            "type, start",
            lambda rows: [Offer(kind, _day[start], _day[end], *more) for _, kind, start, end, *more in rows],
            withdrawable=True,
            details=frozenset({"provider", "goal", "hours_per_week"}),
        ),
        "exemptions": Table(
            ("scope", "start", '"end"', "reason", "explanation"),
            "scope, start",
            lambda rows: [
                Exemption(scope, _day[start], _day[end], why, text) for _, scope, start, end, why, text in rows
            ],
            withdrawable=True,
            details=frozenset({"explanation"}),
        ),
        "assignments": Table(
            ("role", "start", "caseworker", '"end"'),
            "role, start",
            lambda rows: [Assignment(role, _day[start], who, _day[end]) for _, role, start, who, end in rows],
            withdrawable=True,
        ),
        "paid_work": Table(
            ("month", "hours", "employer"),
            "month",
            lambda rows: [PaidWork(_day[month], hours, where) for _, month, hours, where in rows],
            details=frozenset({"employer"}),
        ),
        "notes": Table(
            ("date", "template", "scope", "answers"),
            "date, template, nr",
            lambda rows: [Note(_day[date], template, scope, said) for _, date, template, scope, said in rows],
            details=frozenset({"answers"}),
        ),
        "benefits": Table(
            ("start", "benefit", '"end"'),
            "start",
            lambda rows: [Benefit(_day[start], benefit, _day[end]) for _, start, benefit, end in rows],
        ),
        "goals": Table(
            ("kind", "title", "set_on", "due", "reached"),
            "kind, title",
            lambda rows: [
                Goal(kind, title, _day[set_on], _day[due], _day[reached])
                for _, kind, title, set_on, due, reached in rows
            ],
        ),
        "absences": Table(
            ("date", "from_kind", "contact_attempts", "reasonable_ground", "hearing_sent", "decision"),
            "date",
            lambda rows: [
                Absence(_day[date], kind, attempts, _yes_no[ground], _day[sent], decision)
                for _, date, kind, attempts, ground, sent, decision in rows
            ],
        ),
        "statements": Table(
            ("type", "ordered", "consulted", "received", "declined", "reminded", "question", "purpose"),
            "type, ordered",
            lambda rows: [
                Statement(kind, _day[ordered], _day[seen], _day[got], _day[no], _day[again], question, purpose)
                for _, kind, ordered, seen, got, no, again, question, purpose in rows
            ],
            details=frozenset({"question", "purpose"}),
        ),
        "coordination": Table(
            ("date", "actor", "form"),
            "date, actor",
            lambda rows: [Coordination(_day[date], actor, form) for _, date, actor, form in rows],
        ),
    }
)


class Refs(NamedTuple):
    """A range of case_refs: from ``first`` on, up to but without ``beyond`` (no end if None)."""

    first: str = ""
    beyond: str | None = None

    def sql(self) -> str:
        """The condition on case_ref; its parameters are those of :meth:`parameters`."""
        return "case_ref >= ?" + (" AND case_ref < ?" if self.beyond is not None else "")

    def parameters(self) -> tuple[str, ...]:
        """What the condition compares with."""
        return (self.first,) if self.beyond is None else (self.first, self.beyond)


EVERY_CASE = Refs()


def statement(name: str, condition: str, details: Collection[str] | None = None) -> str:
    """The SQL that reads the records of table ``name`` that stand and meet the condition, in order of case.

    Of the columns that are details, those in ``details`` are read (all if None); the others come out empty.
    """
    table = TABLES[name]
    left_out = frozenset() if details is None else table.details.difference(details)
    columns = ", ".join("NULL" if column in left_out else column for column in table.columns)
    stands = " AND withdrawn IS NULL" if table.withdrawable else ""
    return f"SELECT case_ref, {columns} FROM {name} WHERE {condition}{stands} ORDER BY case_ref, {table.order}"


CASES = f"SELECT {CASE_COLUMNS} FROM cases WHERE {{condition}} ORDER BY case_ref"
OPEN = "opened <= ? AND (closed IS NULL OR closed > ?)"
ONE_CASE = "case_ref = ?"
# The first case_ref of each of so many equal parts of the caseload.
PART_STARTS = "SELECT case_ref FROM cases ORDER BY case_ref LIMIT 1 OFFSET (SELECT count(*) FROM cases) * ? / ?"


def open_timelines(
    connection: sqlite3.Connection,
    day: date,
    tables: Iterable[str],
    refs: Refs = EVERY_CASE,
    *,
    since: date | None = None,
) -> Iterator[Timeline]:
    """The cases open on ``day``, each with its records of ``tables``, in order of case_ref.

    Of the details of a table only those that ``tables`` names too (``table.column``) are read. With ``since`` the
    cases open on some day from that one to ``day``.
    """
    condition = CASES.format(condition=f"{refs.sql()} AND {OPEN}")
    cases = connection.execute(condition, (*refs.parameters(), day.isoformat(), (since or day).isoformat()))
    return _merged(connection, cases, tables, refs)


def all_timelines(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[Timeline]:
    """All cases, open or closed, each with its records of ``tables`` without details, in order of case_ref."""
    cases = connection.execute(CASES.format(condition=EVERY_CASE.sql()), EVERY_CASE.parameters())
    return _merged(connection, cases, tables, EVERY_CASE)


def parts(connection: sqlite3.Connection, count: int) -> list[Refs]:
    """The caseload as ``count`` ranges of about as many cases each."""
    starts = [connection.execute(PART_STARTS, (part, count)).fetchone()[0] for part in range(1, count)]
    return [Refs(*bounds) for bounds in zip(["", *starts], [*starts, None], strict=True)]


def case_count(connection: sqlite3.Connection) -> int:
    """How many cases there are, open or closed."""
    (count,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    return int(count)


def timeline(connection: sqlite3.Connection, case_ref: str, tables: Iterable[str] = tuple(TABLES)) -> Timeline | None:
    """One case with its records of ``tables`` and all their details; None if there is no such case."""
    row = connection.execute(CASES.format(condition=ONE_CASE), (case_ref,)).fetchone()
    if row is None:
        return None
    found = Timeline(_case(row))
    for name in TABLES.keys() & set(tables):
        rows = connection.execute(statement(name, ONE_CASE), (case_ref,))
        setattr(found, name, TABLES[name].records(rows))
    return found


def _merged(
    connection: sqlite3.Connection, cases: sqlite3.Cursor, tables: Iterable[str], refs: Refs
) -> Iterator[Timeline]:
    asked = frozenset(tables)
    readers = [(name, _by_case(connection, name, refs, asked)) for name in sorted(asked & TABLES.keys())]
    for row in cases:
        found = Timeline(_case(row))
        for name, records_of in readers:
            setattr(found, name, records_of(row[0]))
        yield found


def _by_case(
    connection: sqlite3.Connection, name: str, refs: Refs, asked: Collection[str]
) -> Callable[[str], list[Any]]:
    """A function that gives the records of a case; to be asked for cases in rising order only."""
    records = TABLES[name].records
    sql = statement(name, refs.sql(), [column for column in TABLES[name].details if f"{name}.{column}" in asked])
    groups = groupby(connection.execute(sql, refs.parameters()), key=itemgetter(0))
    end: tuple[str | None, Iterable[Any]] = (None, ())
    ref, rows = next(groups, end)

    def records_of(case_ref: str) -> list[Any]:
        nonlocal ref, rows
        while ref is not None and ref < case_ref:
            ref, rows = next(groups, end)
        if ref != case_ref:
            return []
        found = records(rows)
        ref, rows = next(groups, end)
        return found

    return records_of


def _case(row: tuple[Any, ...]) -> Case:
    ref, name, cpr, born, gender, opened, closed, reason, group, track, challenges, cv = row
    return Case(
        ref, name, cpr, _day[born], gender, _day[opened], _day[closed], reason, group, track, challenges, _day[cv]
    )
