"""What the commands of the journal share: the notes meant by a number, how one is masked, told, and given as JSON."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from kontant.cli.screen import Line, Piece, line, on_terminal, shorten, width, wrapped
from kontant.errors import NotFound
from kontant.exchange.journal_export import page, words
from kontant.exchange.json_values import plain
from kontant.i18n import _
from kontant.model.person import masked
from kontant.store import journal
from kontant.store.journal import JournalNote

# The highest number of a note that may be asked for: what SQLite counts to.
MOST_NOTES = 2**63 - 1
# A line that is no longer is a choice, a date or a name: no words to know a note by.
SHORT_ANSWER = 60


def note_of(connection: sqlite3.Connection, number: int, prefix: str) -> JournalNote:
    """The note of that number; raises ``NotFound`` where there is none."""
    found = journal.note(connection, min(number, MOST_NOTES))
    if found is None:
        told = _("There is no note {number}; the notes of a case: {command}")
        raise NotFound(told.format(number=number, command=f"{prefix} note list " + _("CASE")))
    return found


def shown_note(note: JournalNote, *, whole_cpr: bool = False) -> JournalNote:
    """The note as it may be shown: CPR numbers in what was typed are masked unless asked for whole."""
    if whole_cpr:
        return note
    return note._replace(
        caseworker=_safe(note.caseworker),
        text=_safe(note.text),
        answers={name: _safe(value) for name, value in note.answers.items()},
        amendments=tuple(a._replace(caseworker=_safe(a.caseworker), text=_safe(a.text)) for a in note.amendments),
    )


def _safe(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _safe(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_safe(inner) for inner in value]
    return masked(value) if isinstance(value, str) else value


def as_it_stood(note: JournalNote, day: date) -> JournalNote:
    """The note with the corrections that it had on ``day``."""
    return note._replace(amendments=tuple(a for a in note.amendments if a.written_on <= day))


def corrected_on(note: JournalNote) -> date | None:
    """The day of the latest correction, None where there is none."""
    return max((a.written_on for a in note.amendments), default=None)


def body(note: JournalNote) -> str:
    """What a note says beneath its heading: the first line of a guided one says only what stands beside it anyway."""
    told = words(note)
    _heading, _newline, rest = told.partition("\n")
    return rest.strip("\n") if note.form and rest.strip() else told


def first_words(note: JournalNote, room: int) -> str:
    """The beginning of what a note says, on one line; of a guided one from its first answer of some length."""
    rows = body(note).split("\n")
    first = next((at for at, row in enumerate(rows) if note.form and len(row) > SHORT_ANSWER), 0)
    return shorten(" ".join(" ".join(rows[first:]).split()), room)


def note_json(note: JournalNote) -> dict[str, Any]:
    """A note whole, with stable keys in English; mask it first."""
    return {
        "number": note.id,
        "case_ref": note.case_ref,
        "date": plain(note.date),
        "template": note.template,
        "scope": note.scope,
        "caseworker": note.caseworker,
        "form": note.form,
        "version": note.version,
        "text": note.text,
        "answers": dict(note.answers),
        "amendments": amendments_json(note),
    }


def amendments_json(note: JournalNote) -> list[dict[str, Any]]:
    """The corrections of a note, oldest first."""
    return [
        {"number": a.seq, "date": plain(a.written_on), "caseworker": a.caseworker, "text": a.text}
        for a in note.amendments
    ]


def text_lines(text: str, indent: str, style: str = "") -> Iterator[Line]:
    """Lines of running text: each kept as it is, and wrapped under its own beginning on a terminal only."""
    for row in text.split("\n"):
        if not row.strip():
            yield line()
        elif on_terminal():
            for part in page(row, indent, width()):
                yield line(Piece(part, style))
        else:
            yield from wrapped(row, indent, style)
