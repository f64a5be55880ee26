"""A single value of a question or of a list's column: which reader its kind asks for, and within which bounds."""

from datetime import date
from typing import Any

from kontant.dates import parse_when
from kontant.i18n import _
from kontant.notes import typed
from kontant.notes.template import Column, Question
from kontant.notes.typed import BadAnswer


def is_empty(raw: Any) -> bool:
    """Whether nothing was answered."""
    return raw is None or raw in ([], {}) or (isinstance(raw, str) and not raw.strip())


def read_single(question: Question | Column, raw: Any, note_date: date, today: date) -> Any:
    """The JSON form of one value of any kind but several, list and record; raises ``BadAnswer``."""
    if isinstance(raw, list | dict):
        raise BadAnswer(_("Only one value can stand here."))
    if question.kind == "date":
        earliest, latest = (bound(getattr(question, edge, None), note_date, today) for edge in ("earliest", "latest"))
        return typed.read_day(raw, today, earliest, latest)
    if question.kind == "number":
        return typed.read_number(raw, getattr(question, "min", None), getattr(question, "max", None))
    if question.kind == "choice":
        return typed.read_choice(raw, question.choices)
    if question.kind == "yes_no":
        return typed.read_yes_no(raw)
    return typed.read_long(raw) if question.kind == "long_text" else typed.read_line(raw)


def bound(edge: Any, note_date: date, today: date) -> date | None:
    """The edge of a date question that needs nothing but the two days; the guide resolves all others beforehand."""
    if not isinstance(edge, str):
        return edge if isinstance(edge, date) else None
    if edge.startswith("$"):
        return {"$note.date": note_date, "$today": today}.get(edge)
    try:
        return parse_when(edge, note_date)
    except ValueError:
        # The loader names a step that is none; here it is no edge.
        return None
