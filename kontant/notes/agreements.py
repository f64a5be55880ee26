"""The agreements in force: what earlier notes hold that somebody is still to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.dates import parse_date
from kontant.i18n import _, day_text
from kontant.model.vocabulary import folded
from kontant.notes.record_words import squeezed
from kontant.notes.situation import Answers, Situation
from kontant.store.journal import JournalNote

# The question that every form asks them by, and how far back an agreement without a date still holds.
QUESTION = "agreements"
MONTHS_BACK = 12

Row = Mapping[str, Any]


def in_force(s: Situation, _answers: Answers) -> list[str]:
    """Those of the latest 12 months whose date has not passed or that have none; each once, newest note first."""
    told: dict[str, str] = {}
    for note in s.notes_with(QUESTION):
        if note.date >= s.months_ago(MONTHS_BACK):
            for row in _rows(note):
                by = _day(row.get("by"))
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
    by = _day(row.get("by"))
    told = ": ".join(squeezed(part) for part in (row.get("who"), row.get("what")) if part)
    return told if by is None else _("{what} (by {date})").format(what=told, date=day_text(by))


def _day(text: Any) -> date | None:
    try:
        return parse_date(text) if isinstance(text, str) else None
    except ValueError:
        return None
