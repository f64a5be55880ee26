"""What is told to a person of what is held on them: everything, but what is another's.

The person's own CPR numbers, the present one and those it was recorded as before, stand whole; any other number that
looks like one is masked. Who of the staff only looked, drafted or reviewed is left out unless it was asked for; who
handled the case is part of it and stays.
"""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kontant.model.person import masked_but
from kontant.store import journal
from kontant.store.corrections import Correction, corrections_of
from kontant.store.held import OWNER, Entry, Held, Row, held_on
from kontant.store.journal import JournalNote
from kontant.store.log import Change, Event

# These name a case and a set of facts; what looks like a CPR number in them is none.
_NO_NUMBERS = frozenset({OWNER, "fingerprint"})
# Columns that name somebody who only wrote a draft or reviewed the work.
_STAFF: Mapping[str, str] = {"drafts": "who", "review_answers": "reviewer"}
# What an event says of this case; the rest of its details is of others, or of how the event was made.
_DETAILS = ("extract", "extract_date", "as_of", "format", "to", "purpose", "cpr")


@dataclass(frozen=True)
class Access:
    """All that is held on a case, ready to be handed over; ``events`` are the entries of its log by number.

    ``beside`` are words that lie in files beside the caseload, each with what they are of.
    """

    case_ref: str
    made: date
    staff: bool
    tables: Mapping[str, list[Row]]
    log: list[Entry]
    notes: list[JournalNote]
    corrections: list[Correction]
    beside: list[tuple[str, str]]

    @property
    def events(self) -> Mapping[int, Event]:
        """The events that concern the case, by number."""
        return {entry.event.id: entry.event for entry in self.log}

    @property
    def head(self) -> Row:
        """The head of the case."""
        return self.tables["cases"][0]


def gather(
    connection: sqlite3.Connection,
    case_ref: str,
    *,
    made: date,
    staff: bool = False,
    beside: Collection[tuple[str, str]] = (),
) -> Access:
    """Read all that is held on the case ``case_ref``, which is there; ``made`` is today."""
    held = held_on(connection, case_ref)
    own = _own_numbers(held)
    return Access(
        case_ref=case_ref,
        made=made,
        staff=staff,
        tables={
            name: [_safe(_without_staff(name, row, staff), own) for row in rows] for name, rows in held.tables.items()
        },
        log=[_entry(entry, own, staff) for entry in held.log],
        notes=[_safe(note, own) for note in journal.notes_of(connection, case_ref)],
        corrections=[_safe(each, own) for each in corrections_of(connection, case_ref)],
        beside=[_safe(words, own) for words in beside],
    )


def _own_numbers(held: Held) -> frozenset[str]:
    """Every CPR number that the person has been recorded with."""
    images = (image for entry in held.log for change in entry.changes for image in (change.before, change.after))
    heads = [*held.tables["cases"], *(image for image in images if image and "cpr" in image)]
    return frozenset(head["cpr"] for head in heads if head["cpr"])


def _entry(entry: Entry, own: Collection[str], staff: bool) -> Entry:
    event = entry.event
    details = {name: event.details[name] for name in _DETAILS if event.details.get(name) is not None}
    told = event._replace(details={**_marks(event), **_safe(details, own)}, who=event.who if staff else "")
    return Entry(told, tuple(_change(change, own, staff) for change in entry.changes))


def _marks(event: Event) -> dict[str, Any]:
    """What tells a reading from a change."""
    return {name: event.details[name] for name in ("reading", "look") if name in event.details}


def _change(change: Change, own: Collection[str], staff: bool) -> Change:
    key, before, after = (
        None if image is None else _safe(_without_staff(change.table, image, staff), own)
        for image in (change.key, change.before, change.after)
    )
    return Change(change.table, key or {}, before, after)


def _without_staff(table: str, row: Row, staff: bool) -> Row:
    return row if staff or table not in _STAFF else {name: v for name, v in row.items() if name != _STAFF[table]}


def _safe(value: Any, own: Collection[str]) -> Any:
    """A row, a note or a text with other people's CPR numbers masked, however deep they stand."""
    if isinstance(value, str):
        return masked_but(value, own)
    if isinstance(value, Mapping):
        return {name: inner if name in _NO_NUMBERS else _safe(inner, own) for name, inner in value.items()}
    if hasattr(value, "_replace"):
        return value._replace(**_safe(value._asdict(), own))
    if isinstance(value, list | tuple):
        return type(value)(_safe(inner, own) for inner in value)
    return value
