"""The agreements in force: what earlier notes hold that somebody is still to do."""

from collections.abc import Mapping
from typing import Any

from kontant.i18n import _, day_text
from kontant.model.vocabulary import folded
from kontant.notes.record_words import squeezed
from kontant.notes.situation import Answers, Situation
from kontant.rules.agreements import QUESTION, day_of
from kontant.store.journal import JournalNote

# How far back an agreement without a date still holds.
MONTHS_BACK = 12

Row = Mapping[str, Any]


def in_force(s: Situation, _answers: Answers) -> list[str]:
    """Those of the latest 12 months whose date has not passed or that have none; each once, newest note first."""
    told: dict[str, str] = {}
    for note in s.notes_with(QUESTION):
        if note.date >= s.months_ago(MONTHS_BACK):
            for row in _rows(note):
                by = day_of(row.get("by"))
                if by is None or by >= s.day:
                    told.setdefault(folded(_line(row)), _line(row))
    return list(told.values())


def of_last_note(s: Situation, _answers: Answers) -> list[str]:
    """Those of the latest note that had any, whether or not their date has passed: what to follow up."""
    latest = next(s.notes_with(QUESTION), None)
    return [_line(row) for row in _rows(latest)] if latest else []


def _rows(note: JournalNote) -> list[Row]:
    rows = note.answers[QUESTION]
    return [row for row in rows if isinstance(row, dict) and row.get("what")] if isinstance(rows, list) else []


def _line(row: Row) -> str:
    by = day_of(row.get("by"))
    told = ": ".join(squeezed(part) for part in (row.get("who"), row.get("what")) if part)
    return told if by is None else _("{what} (by {date})").format(what=told, date=day_text(by))
