"""Erasing closed cases for good: their records, and what the change log holds of them.

All of it goes in one transaction, under an event that says how much went and names nobody. What the log still holds of
the events that had touched those cases (when, who, which command) is sealed anew, so that the chain goes on holding.
Where the seal of one of them does not hold, nothing is erased: a new one would hide what was done to it.
Then the file is written anew, so that no freed page keeps a word. What other files hold, backups above all, is not
this module's to erase: :func:`kontant.store.location.older_copies` finds those of older schemas.
"""

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import Refused, StoreError, UsageError
from kontant.i18n import _
from kontant.store import file_checks, key, opening, seals, traces
from kontant.store.location import parts
from kontant.store.log import BATCHED, Event
from kontant.store.reading import changing, plain_errors, reading

COMMAND = "purge"
"""The command of the event that is left."""
DRAFTS = "drafts"
LOG = "changes"
"""Beside the tables of records: what has been begun, and the images of records in the log."""

_CLOSED = "SELECT case_ref, closed FROM cases WHERE closed < ? ORDER BY case_ref"
_OF_THEM = "case_ref IN (SELECT ref FROM purged)"
_WRITTEN_OF = f"""
    SELECT case_ref, date, template, nr FROM notes WHERE {_OF_THEM}
    UNION ALL SELECT review, case_ref, reviewer, point FROM review_answers WHERE {_OF_THEM}
"""
# Children first; every one of these tables belongs to a case.
_TABLES = (*(name for name in reversed(BATCHED) if name != "cases"), "cases")
_INDEXES = ("note_words", "amendment_words")
_CHANGED = "json_extract(\"key\", '$.case_ref') IN (SELECT ref FROM purged)"
_ERASED_BY = "SELECT max(by_event) FROM reseals WHERE event_id = ?"
_LAST = "SELECT max(id) FROM events WHERE command = ?"
_KNOWS = "SELECT id FROM events WHERE id = ? AND command = ?"
_ZEROS = bytes(1 << 20)


class Closed(NamedTuple):
    """A case that may go."""

    case_ref: str
    closed: date


class Plan(NamedTuple):
    """What a purge would erase: the cases, and how many rows of each table, drafts and the log's images among them."""

    before: date
    cases: tuple[Closed, ...]
    rows: Mapping[str, int]


class Erased(NamedTuple):
    """What a purge erased, by its event: the drafts by number, and what words that lie in files may belong to.

    ``written`` are notes (case, date, template, nr) and points of reviews (review, case, reviewer, point). The file is
    not ``clean`` while another program has it open: freed pages may still lie in the write-ahead log then.
    """

    event: int
    drafts: tuple[int, ...]
    written: tuple[tuple[Any, ...], ...]
    clean: bool


def plan(path: Path, before: date, today: date) -> Plan:
    """The cases that were closed before a day, and what is held of them; changes nothing.

    Raises ``UsageError`` for a day that has not come, and ``Refused`` where the log was tampered with in a way that
    the purge would hide.
    """
    if before > today:
        raise UsageError(_("--closed-before: that day has not come yet; only cases that are closed can be erased."))
    with reading(path) as connection:
        cases = _closed(connection, before)
        # Temporary, in memory: the connection itself cannot write.
        connection.execute("PRAGMA query_only = OFF")
        with _named(connection, cases):
            if cases:
                _refuse_hiding(connection, _touched(connection) | traces.left_in_log(connection).keys())
            return Plan(before, cases, _counts(connection))


def purge(path: Path, planned: Plan, *, who: str, at: str) -> Erased:
    """Erase the planned cases; lands whole or not at all.

    Raises ``Refused`` where other cases than the planned ones, or more of them, would go by now, and where the log was
    tampered with in a way that this would hide.
    """
    with changing(path) as connection:
        cases = _closed(connection, planned.before)
        with _named(connection, cases):
            counts = _counts(connection)
            if (cases, counts) != (planned.cases, planned.rows):
                raise Refused(_("The cases were changed meanwhile; nothing was erased. Look at them again."))
            told = traces.left_in_log(connection)
            touched = sorted(_touched(connection) | told.keys())
            _refuse_hiding(connection, touched)
            drafts = tuple(n for (n,) in connection.execute(f"SELECT id FROM {DRAFTS} WHERE {_OF_THEM}"))
            written = tuple(connection.execute(_WRITTEN_OF))
            event = _entered(connection, planned, who, at)
            with seals.unguarded(connection):
                _erase_records(connection)
                _erase_log(connection, told)
                seals.reseal(connection, event, touched)
        seals.seal(connection, event)
    return Erased(event, drafts, written, clean(path))


def refuse_unsound(path: Path) -> None:
    """Raise ``Refused`` where no backup made now would be sound, so that no older copy could be erased after it."""
    with reading(path) as connection:
        if file_checks.damage(connection) or file_checks.lost_references(connection) or seals.verify(connection):
            raise Refused(
                _(
                    "Nothing was erased: the caseload itself is not in order, and without a sound backup of it no "
                    "older copy may go. See: kontant doctor, and: kontant log verify"
                )
            )


def clean(path: Path) -> bool:
    """Write the file anew, so that what was erased is in no freed page.

    False where that cannot be: another program has it open, or the disk has no room for it. The records are gone all
    the same, so that this is no failure of the purge.
    """
    with plain_errors(path), closing(opening.connect(path)) as connection:
        try:
            connection.execute("VACUUM")
            (busy, _pages, _done) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except opening.errors():
            return False
        return not busy


def last_purge(path: Path) -> int | None:
    """The event by which something was last erased; None if nothing ever was."""
    with reading(path) as connection:
        found: int | None = connection.execute(_LAST, (COMMAND,)).fetchone()[0]
        return found


def holds_erased(copy: Path, event: int) -> bool:
    """Whether a copy of the caseload may hold what ``event`` erased: it does not know of that, or cannot be read."""
    with (
        suppress(StoreError, *opening.errors()),
        key.unasked(),
        closing(opening.connect(copy, "immutable=1")) as connection,
    ):
        return connection.execute(_KNOWS, (event, COMMAND)).fetchone() is None
    return True


def overwrite(path: Path) -> None:
    """Take a database away after writing zeros over its files; on some disks the old blocks live on all the same.

    What has another name too only loses this one: an `init` that was killed leaves a second name of the caseload.
    Raises ``Refused`` where one of them cannot be written.
    """
    for part in reversed(parts(path)):
        try:
            if part.stat().st_nlink == 1:
                _write_zeros(part)
            part.unlink()
        except OSError:
            raise Refused(_("{path} could not be erased; erase it yourself.").format(path=part)) from None


def _write_zeros(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(_ZEROS[:left]) or 0
        os.fsync(file.fileno())


def refuse_erased(connection: sqlite3.Connection, event: Event) -> None:
    """Raise ``Refused`` where undoing ``event`` would need what a purge has erased."""
    if event.command == COMMAND:
        told = _("Event {number} erased cases for good; it cannot be undone. Other events: kontant log")
        raise Refused(told.format(number=event.id))
    (by,) = connection.execute(_ERASED_BY, (event.id,)).fetchone()
    if by is not None:
        told = _("Event {number} concerned cases that were erased since, by event {by}; it cannot be undone.")
        raise Refused(told.format(number=event.id, by=by))


def _refuse_hiding(connection: sqlite3.Connection, touched: Collection[int]) -> None:
    if seals.hidden_by(connection, touched):
        raise Refused(
            _(
                "Nothing was erased: what the log says of these cases was tampered with, or is damaged, and erasing "
                "them would hide it. See: kontant log verify"
            )
        )


def _closed(connection: sqlite3.Connection, before: date) -> tuple[Closed, ...]:
    rows = connection.execute(_CLOSED, (before.isoformat(),))
    return tuple(Closed(ref, date.fromisoformat(day)) for ref, day in rows)


@contextmanager
def _named(connection: sqlite3.Connection, cases: Iterable[Closed]) -> Iterator[None]:
    """The cases in a temporary table, ``purged``, for as long as the block runs."""
    connection.execute("CREATE TEMPORARY TABLE purged (ref TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO purged VALUES (?)", [(case.case_ref,) for case in cases])
    yield
    connection.execute("DROP TABLE temp.purged")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each table belong to the cases; tables without one are left out."""
    found = {name: _count(connection, name, _OF_THEM) for name in (*reversed(_TABLES), DRAFTS)}
    found[LOG] = _count(connection, LOG, _CHANGED)
    return {name: count for name, count in found.items() if count}


def _count(connection: sqlite3.Connection, name: str, condition: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {name} WHERE {condition}").fetchone()
    return int(count)


def _entered(connection: sqlite3.Connection, planned: Plan, who: str, at: str) -> int:
    """The event that is left: the day, and how much went."""
    rows = sum(planned.rows.values())
    told = {"closed_before": planned.before.isoformat(), "cases": len(planned.cases), "rows": rows}
    return seals.enter(connection, at=at, who=who, command=COMMAND, details=_json(told))


def _touched(connection: sqlite3.Connection) -> set[int]:
    """The events that changed or brought one of the cases."""
    found = {number for (number,) in connection.execute(f"SELECT DISTINCT event_id FROM changes WHERE {_CHANGED}")}
    for image in ("before", "after"):
        batch = f"json_extract(\"{image}\", '$.batch')"
        rows = connection.execute(f"SELECT DISTINCT {batch} FROM changes WHERE {_CHANGED} AND {batch} IS NOT NULL")
        found |= {number for (number,) in rows}
    for name in _TABLES:
        found |= {number for (number,) in connection.execute(f"SELECT DISTINCT batch FROM {name} WHERE {_OF_THEM}")}
    return found


def _erase_records(connection: sqlite3.Connection) -> None:
    for name in (DRAFTS, *_TABLES):
        connection.execute(f"DELETE FROM {name} WHERE {_OF_THEM}")
    for index in _INDEXES:
        # What was taken out of a word index stays in it, marked as gone, until it is made anew.
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _erase_log(connection: sqlite3.Connection, told: Mapping[int, str]) -> None:
    """Take the cases' images out of the log, and out of what its events tell all that tells of them."""
    connection.execute(f"DELETE FROM changes WHERE {_CHANGED}")
    for number, details in told.items():
        connection.execute("UPDATE events SET details = ? WHERE id = ?", (details, number))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
