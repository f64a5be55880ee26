"""The change log as it is read: events, and the records each one changed."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

# In the details of an event that changed nothing: by it personal data left the caseload.
READING = "reading"

# One event with the number of its changes, and the event that undid it, if any.
_EVENTS = """
    SELECT e.id, e.at, e.who, e.command, e.details, e.undoes, u.id,
           (SELECT count(*) FROM changes c WHERE c.event_id = e.id)
    FROM events e LEFT JOIN events u ON u.undoes = e.id
"""

# The tables whose rows belong to a case and carry the event that last wrote them; an import's new rows are told by
# nothing else.
BATCHED = (
    "cases",
    "benefits",
    "conversations",
    "offers",
    "exemptions",
    "assignments",
    "paid_work",
    "absences",
    "statements",
    "goals",
    "coordination",
    "notes",
    "amendments",
    "snoozes",
    "review_cases",
    "review_answers",
)
_WROTE = " UNION ".join(f"SELECT batch FROM {name} WHERE case_ref = :ref" for name in BATCHED)
_OF_CASE = f"""
    WITH touched AS (SELECT event_id, "before" FROM changes WHERE json_extract("key", '$.case_ref') = :ref)
    {_EVENTS}
    WHERE e.id IN (SELECT event_id FROM touched
                   UNION SELECT json_extract("before", '$.batch') FROM touched UNION {_WROTE}
                   UNION SELECT r.id FROM events r, json_each(r.details, '$.case_refs') j WHERE j.value = :ref)
    ORDER BY e.id DESC
"""


class Event(NamedTuple):
    """One command that changed something; ``changes`` counts the records with an image in the log."""

    id: int
    at: str
    who: str
    command: str
    details: dict[str, Any]
    undoes: int | None
    undone_by: int | None
    changes: int

    @property
    def is_reading(self) -> bool:
        """Whether it changed nothing: personal data left the caseload by it."""
        return bool(self.details.get(READING))


class Change(NamedTuple):
    """One record before and after an event (None: it was not there)."""

    table: str
    key: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def events(connection: sqlite3.Connection, *, limit: int = -1) -> list[Event]:
    """The events, newest first; all of them by default."""
    rows = connection.execute(_EVENTS + " ORDER BY e.id DESC LIMIT ?", (limit,))
    return [_event(row) for row in rows]


def event(connection: sqlite3.Connection, number: int) -> Event | None:
    """One event, None if there is none of that number."""
    row = connection.execute(_EVENTS + " WHERE e.id = ?", (number,)).fetchone()
    return _event(row) if row else None


def changes(connection: sqlite3.Connection, number: int) -> Iterator[Change]:
    """The records that event ``number`` changed, in the order in which it did."""
    rows = connection.execute(
        'SELECT table_name, "key", "before", "after" FROM changes WHERE event_id = ? ORDER BY seq', (number,)
    )
    for table, key, before, after in rows:
        yield Change(table, json.loads(key), _loaded(before), _loaded(after))


def events_of_case(connection: sqlite3.Connection, case_ref: str) -> list[Event]:
    """The events that changed a record of the case, newest first.

    Imports that brought rows of it are among them, and what took data about it out of the caseload.
    """
    return [_event(row) for row in connection.execute(_OF_CASE, {"ref": case_ref})]


def form_now(connection: sqlite3.Connection, found: Event) -> Event | None:
    """The event by which ``found`` stands today: itself, or the redoing that brought it back; None if undone."""
    while found.undone_by is not None:
        undoing = event(connection, found.undone_by)
        redoing = event(connection, undoing.undone_by) if undoing and undoing.undone_by else None
        if redoing is None:
            return None
        found = redoing
    return found


def _event(row: tuple[Any, ...]) -> Event:
    number, at, who, command, details, undoes, undone_by, count = row
    return Event(number, at, who, command, _loaded(details) or {}, undoes, undone_by, count)


def _loaded(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)
