"""The change log as it is read: events, and the records each one changed."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

# In the details of an event that changed nothing: by it personal data left the caseload, or was looked at.
READING = "reading"
# ... and in those of the latter.
LOOK = "look"

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
    "corrections",
)
_WROTE = " UNION ".join(f"SELECT batch FROM {name} WHERE case_ref = :ref" for name in BATCHED)
_OF_CASE = f"""
    WITH touched AS (SELECT event_id, "before" FROM changes WHERE json_extract("key", '$.case_ref') = :ref)
    {_EVENTS}
    WHERE e.id IN (SELECT event_id FROM touched
                   UNION SELECT json_extract("before", '$.batch') FROM touched UNION {_WROTE}
                   UNION SELECT id FROM events WHERE command = 'restore'
                   UNION SELECT r.id FROM events r, json_each(r.details, '$.case_refs') j WHERE j.value = :ref)
    ORDER BY e.id DESC
"""
_TOUCHED = """
    SELECT event_id, table_name, sum("before" IS NULL), sum("before" IS NOT NULL AND "after" IS NOT NULL),
           sum("after" IS NULL)
    FROM changes WHERE json_extract("key", '$.case_ref') = ? GROUP BY event_id, table_name
"""
_CHANGED = "coalesce(json_extract(e.details, '$.reading'), 0) = 0"
_NO_LOOK = "coalesce(json_extract(e.details, '$.look'), 0) = 0"


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
        """Whether it changed nothing: personal data left the caseload by it, or was looked at."""
        return bool(self.details.get(READING))

    @property
    def is_look(self) -> bool:
        """Whether somebody only looked."""
        return bool(self.details.get(LOOK))

    @property
    def case_refs(self) -> list[str]:
        """The cases that it is about, where it changed nothing and names them."""
        return list(self.details.get("case_refs") or ())


class Change(NamedTuple):
    """One record before and after an event (None: it was not there)."""

    table: str
    key: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def events(connection: sqlite3.Connection, *, limit: int = -1, looks: bool = True) -> list[Event]:
    """The events, newest first; all of them by default, without ``looks`` no mere looking at cases."""
    where = "1" if looks else _NO_LOOK
    rows = connection.execute(f"{_EVENTS} WHERE {where} ORDER BY e.id DESC LIMIT ?", (limit,))
    return [_event(row) for row in rows]


def count(connection: sqlite3.Connection, *, looks: bool = True) -> int:
    """How many events there are."""
    (found,) = connection.execute(f"SELECT count(*) FROM events e WHERE {'1' if looks else _NO_LOOK}").fetchone()
    return int(found)


def changing_events(connection: sqlite3.Connection) -> Iterator[Event]:
    """The events that changed something, newest first."""
    return map(_event, connection.execute(f"{_EVENTS} WHERE {_CHANGED} ORDER BY e.id DESC"))


def events_of_command(connection: sqlite3.Connection, command: str) -> Iterator[Event]:
    """The events of one command, newest first."""
    return map(_event, connection.execute(f"{_EVENTS} WHERE e.command = ? ORDER BY e.id DESC", (command,)))


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

    Imports that brought rows of it are among them, what took data about it out of the caseload, and every restore:
    that concerns all cases.
    """
    return [_event(row) for row in connection.execute(_OF_CASE, {"ref": case_ref})]


class Touched(NamedTuple):
    """How many records of a table an event added, changed or removed in one case."""

    table: str
    added: int
    changed: int
    removed: int


def touched_in_case(connection: sqlite3.Connection, case_ref: str) -> dict[int, list[Touched]]:
    """What each event did to the records of a case, as far as the log has images of it (an import's new rows none)."""
    rows = connection.execute(_TOUCHED, (case_ref,))
    found: dict[int, list[Touched]] = {}
    for number, *touched in rows:
        found.setdefault(number, []).append(Touched(*touched))
    return found


def cases_of(connection: sqlite3.Connection, number: int) -> list[str]:
    """The cases whose records event ``number`` changed."""
    rows = connection.execute(
        """SELECT DISTINCT json_extract("key", '$.case_ref') AS ref FROM changes WHERE event_id = ? ORDER BY ref""",
        (number,),
    )
    return [ref for (ref,) in rows if ref is not None]


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
    return Event(number, at, who, command, _details(details), undoes, undone_by, count)


def _details(text: str | None) -> dict[str, Any]:
    """What an event tells; nothing where that was spoiled: the seals say so, and must come to say it."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _loaded(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)
