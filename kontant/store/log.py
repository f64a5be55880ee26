"""The change log as it is read: events, and the records each one changed.

What was spoiled in it is no obstacle to the rest: a log that was tampered with must be there to be looked at. The seals
tell what was done to it (:mod:`kontant.store.seals`).
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.i18n import day_text
from kontant.nesting import too_deep

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
# The details as SQLite can look into them.
_SOUND = "iif(json_valid({details}), {details}, '{{}}')"

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
                   UNION SELECT r.id FROM events r, json_each({_SOUND.format(details="r.details")}, '$.case_refs') j
                   WHERE j.value = :ref)
    ORDER BY e.id DESC
"""
_TOUCHED = """
    SELECT event_id, table_name, sum("before" IS NULL), sum("before" IS NOT NULL AND "after" IS NOT NULL),
           sum("after" IS NULL)
    FROM changes WHERE json_extract("key", '$.case_ref') = ? GROUP BY event_id, table_name
"""
_CHANGED = f"coalesce(json_extract({_SOUND.format(details='e.details')}, '$.reading'), 0) = 0"
_NO_LOOK = f"coalesce(json_extract({_SOUND.format(details='e.details')}, '$.look'), 0) = 0"


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


def time_of(at: str) -> datetime | None:
    """When an event was, by the clock on the wall; None where its time was spoiled."""
    try:
        return datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def time_text(at: str) -> str:
    """A time of the log as people write it; one that was spoiled as it stands, on one line."""
    found = time_of(at)
    if found is None:
        return "".join(sign if sign.isprintable() else " " for sign in at)
    return f"{day_text(found.date())} {found:%H:%M}"


def _is_text(told: Any) -> bool:
    return isinstance(told, str)


def _is_count(told: Any) -> bool:
    return isinstance(told, int)


def _are_texts(told: Any) -> bool:
    return isinstance(told, list) and all(map(_is_text, told))


def _are_counts(told: Any) -> bool:
    return isinstance(told, dict) and all(map(_is_count, told.values()))


# What the readers of the log put into words or count with.
_FORMS: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        **dict.fromkeys(("extract", "format", "to", "purpose"), _is_text),
        **dict.fromkeys(("cases", "lost", "readings"), _is_count),
        **dict.fromkeys(("extract_date", "as_of"), date.fromisoformat),
        "backup": datetime.fromisoformat,
        "case_refs": _are_texts,
        "inserted": _are_counts,
    }
)


def _event(row: tuple[Any, ...]) -> Event:
    number, at, who, command, details, undoes, undone_by, count = row
    return Event(number, at, who, command, _details(details), undoes, undone_by, count)


def _details(text: str | None) -> dict[str, Any]:
    """What an event tells, and of that only what is as it was written once."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict) or too_deep(found):
        return {}
    return {name: told for name, told in found.items() if _fits(name, told)}


def _fits(name: str, told: Any) -> bool:
    """Whether a detail is of the form in which it is written, so that readers can rely on it."""
    form = _FORMS.get(name)
    try:
        return form is None or bool(form(told))
    except (TypeError, ValueError):
        return False


def _loaded(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)
