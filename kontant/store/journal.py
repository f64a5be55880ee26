"""The journal of a case: its notes with their dated corrections, and how another correction is added.

A note that was saved is never edited; what was wrong in it is told beside it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.errors import NotFound, Refused
from kontant.i18n import _

if TYPE_CHECKING:  # SQLModel, which reading does not wait for
    from kontant.store.writes import Writer

# A note's key, in the order in which both tables have it.
KEY = ("case_ref", "date", "template", "nr")
NOTE_COLUMNS = ("id", *KEY, "scope", "caseworker", "text", "answers", "form", "version")
AMENDMENT_COLUMNS = (*KEY, "seq", "written_on", "caseworker", "text")
_NOTES = f"SELECT {', '.join(NOTE_COLUMNS)} FROM notes"
_AMENDMENTS = f"SELECT {', '.join(AMENDMENT_COLUMNS)} FROM amendments WHERE case_ref = ? ORDER BY seq"
_NEWEST_FIRST = "ORDER BY date DESC, id DESC"


class Amendment(NamedTuple):
    """A dated correction of a note."""

    seq: int
    written_on: date
    caseworker: str | None
    text: str


class JournalNote(NamedTuple):
    """A note with all that it holds; ``id`` is the number by which a person names it.

    ``nr`` is 0 where an extract brought it. ``answers`` is empty where it has none; ``form`` and ``version`` name the
    template file that asked, for a note written here.
    """

    id: int
    case_ref: str
    date: date
    template: str
    nr: int
    scope: str | None
    caseworker: str | None
    text: str | None
    answers: Mapping[str, Any]
    form: str | None
    version: int | None
    amendments: tuple[Amendment, ...]


def notes_of(
    connection: sqlite3.Connection, case_ref: str, *, until: date | None = None, limit: int = -1
) -> list[JournalNote]:
    """The notes of a case up to and with the day ``until``, newest first; all of them by default."""
    last = until.isoformat() if until else None
    rows = connection.execute(
        f"{_NOTES} WHERE case_ref = ? AND (? IS NULL OR date <= ?) {_NEWEST_FIRST} LIMIT ?",
        (case_ref, last, last, limit),
    )
    return _with_amendments(connection, case_ref, rows)


def note(connection: sqlite3.Connection, number: int) -> JournalNote | None:
    """The note of that number; None if there is none."""
    if abs(number) >= 2**63:  # more than SQLite can be asked for
        return None
    rows = connection.execute(f"{_NOTES} WHERE id = ?", (number,)).fetchall()
    return _with_amendments(connection, rows[0][1], rows)[0] if rows else None


def next_nr(writer: Writer, case_ref: str, day: date, template: str) -> int:
    """Which of the notes written here of that case, day and template the next one is: 1, 2, ..."""
    from sqlalchemy import func, select

    from kontant.model.tables import table

    notes = table("notes").c
    same = (notes.case_ref == case_ref, notes.date == day, notes.template == template)
    return int(writer.session.scalar(select(func.coalesce(func.max(notes.nr), 0)).where(*same)) or 0) + 1


def add_amendment(writer: Writer, note: JournalNote, *, written_on: date, caseworker: str | None, text: str) -> None:
    """Put a correction beside ``note``, which stays as it is. Raises ``NotFound`` where the note is gone."""
    from kontant.model.records import AmendmentFields

    key = {column: getattr(note, column) for column in KEY}
    if not text.strip():
        raise Refused(_("A correction without words corrects nothing; write what is right."))
    if writer.get("notes", key) is None:
        raise NotFound(_("Note {number} is not in the journal any more.").format(number=note.id))
    said = {"written_on": written_on, "caseworker": caseworker, "text": text}
    writer.insert("amendments", AmendmentFields.model_validate(key | {"seq": _next_seq(writer, key)} | said))


def _next_seq(writer: Writer, key: Mapping[str, Any]) -> int:
    from sqlalchemy import func, select

    from kontant.model.tables import table

    amendments = table("amendments").c
    same = [amendments[column] == value for column, value in key.items()]
    return int(writer.session.scalar(select(func.coalesce(func.max(amendments.seq), 0)).where(*same)) or 0) + 1


def _with_amendments(
    connection: sqlite3.Connection, case_ref: str, rows: Iterable[tuple[Any, ...]]
) -> list[JournalNote]:
    beside: dict[tuple[Any, ...], list[Amendment]] = {}
    for *key, seq, written_on, caseworker, text in connection.execute(_AMENDMENTS, (case_ref,)):
        amendment = Amendment(seq, date.fromisoformat(written_on), caseworker, text)
        beside.setdefault(tuple(key), []).append(amendment)
    return [_note(row, tuple(beside.get(row[1:5], ()))) for row in rows]


def _note(row: tuple[Any, ...], amendments: tuple[Amendment, ...]) -> JournalNote:
    number, ref, day, template, nr, scope, caseworker, text, answers, form, version = row
    answered = json_object(answers)
    return JournalNote(
        number, ref, date.fromisoformat(day), template, nr, scope, caseworker, text, answered, form, version, amendments
    )


def json_object(text: str | None) -> dict[str, Any]:
    """The JSON object in ``text``; an empty one where there is none."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
