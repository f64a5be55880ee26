"""A correction of a record in words, for a screen and for a page: which record, which field, what it was and is, why.

Says what it says without SQLModel's tables, so that a case with a correction is shown as quickly as any other.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.i18n import N_, _, day_text, decimal_mark
from kontant.model.person import shown_cpr
from kontant.model.vocabulary import RECORD, VOCABULARIES, name_of
from kontant.store.corrections import Correction

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": N_("Name"),
        "cpr": N_("CPR number"),
        "birth_date": N_("Born"),
        "gender": N_("Gender"),
        "opened": N_("Opened"),
        "closed": N_("Closed"),
        "close_reason": N_("Closed because"),
        "target_group": N_("Target group"),
        "track": N_("Track"),
        "challenges": N_("Challenges"),
        "cv_registered": N_("CV registered"),
        "benefit": N_("Benefit"),
        "role": N_("Role"),
        "date": N_("Date"),
        "kind": N_("Kind"),
        "status": N_("Status"),
        "channel": N_("Channel"),
        "caseworker": N_("Caseworker"),
        "type": N_("Type"),
        "start": N_("Start"),
        "end": N_("End"),
        "outcome": N_("Outcome"),
        "provider": N_("Provider"),
        "goal": N_("Goal"),
        "hours_per_week": N_("Hours a week"),
        "scope": N_("Scope"),
        "reason": N_("Why"),
        "explanation": N_("Explanation"),
        "month": N_("Month"),
        "hours": N_("Hours"),
        "employer": N_("Employer"),
        "from_kind": N_("Absent from"),
        "contact_attempts": N_("Attempts"),
        "reasonable_ground": N_("Reasonable ground"),
        "hearing_sent": N_("Hearing sent"),
        "decision": N_("Decision"),
        "ordered": N_("Ordered"),
        "consulted": N_("Consulted"),
        "received": N_("Received"),
        "declined": N_("Declined"),
        "reminded": N_("Reminded"),
        "question": N_("Question"),
        "purpose": N_("Purpose"),
        "title": N_("Goal"),
        "set_on": N_("Set on"),
        "due": N_("Due by"),
        "reached": N_("Reached"),
        "actor": N_("Actor"),
        "form": N_("Form"),
    }
)
"""What each field that can be corrected is called, in English."""

SCREEN_ARROW = "->"
"""Between a value before and after, as it is typed."""
PAGE_ARROW = "→"
"""... and on a page, whose Markdown has to spell the other one "-&gt;"."""

_TRUTH = {"true": N_("yes"), "false": N_("no")}
_NUMBERS = frozenset({"hours", "hours_per_week"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Safe = Callable[[str], str]
"""A text as it may be shown."""


def heading(correction: Correction) -> str:
    """The day of a correction, and who entered it."""
    told = _("Correction of {date}").format(date=day_text(correction.date))
    return f"{told} · {correction.caseworker}" if correction.caseworker else told


def record_text(correction: Correction) -> str:
    """Which record it is about: its kind, and what tells it from the others of its case."""
    return _record_text(correction.table, correction.record)


def _record_text(table: str, key: Mapping[str, Any]) -> str:
    told = (value_text(table, name, str(value)) for name, value in key.items() if name != "case_ref")
    return ", ".join((name_of(RECORD, table), *told))


def _stored_record(table: str, text: str) -> str:
    """The record that a column of JSON names; the text itself where another program has spoiled it."""
    try:
        key = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _record_text(table, key) if isinstance(key, dict) else text


def change_text(correction: Correction, safe: Safe = str, *, whole_cpr: bool = False, arrow: str = SCREEN_ARROW) -> str:
    """What was put right; of a record that stays, that it does."""
    if correction.field is None:
        return _("{record}: stays as it is; the person says otherwise").format(record=safe(record_text(correction)))
    table, field = correction.table, correction.field
    was, now = (
        safe(value_text(table, field, value, whole_cpr=whole_cpr)) or _("(empty)")
        for value in (correction.was, correction.became)
    )
    return f"{safe(record_text(correction))}: {field_label(field)}: {was} {arrow} {now}"


def stored_text(row: Mapping[str, Any], column: str, safe: Safe = str, *, whole_cpr: bool = False) -> str | None:
    """A column of a correction as it lies in the file, in words; None where any table's words would do."""
    table, field, value = row["table_name"], row["field"], row[column]
    if column == "record":
        return safe(_stored_record(table, value))
    if column == "field":
        return field_label(value) if value else ""
    if column in ("was", "became") and field:
        return safe(value_text(table, field, value, whole_cpr=whole_cpr))
    return None


def reason_text(correction: Correction, safe: Safe = str) -> str:
    """Why it was corrected, or what the person says; and who asked for it."""
    if correction.field is None:
        return _("What the person says: {text}").format(text=safe(correction.reason))
    told = _("asked for by the person") if correction.by_person else _("not asked for by the person")
    return _("Why: {text} ({asked})").format(text=safe(correction.reason), asked=told)


def field_label(field: str) -> str:
    """What a field is called in the language in use."""
    return _(LABELS[field]) if field in LABELS else field.replace("_", " ")


def value_text(table: str, field: str, value: str | None, *, whole_cpr: bool = False) -> str:
    """A value as people read it; nothing for an empty one."""
    if not value:
        return ""
    if field == "cpr":
        return shown_cpr(value, whole=whole_cpr) or ""
    if vocabulary := VOCABULARIES.get((table, field)):
        return ", ".join(name_of(vocabulary, code) for code in value.split("|"))
    return _plain(field, value)


def _plain(field: str, value: str) -> str:
    if field in _NUMBERS:
        return decimal_mark(value)
    if _DAY.fullmatch(value):
        return value[:7] if field == "month" else day_text(date.fromisoformat(value))
    return _(_TRUTH[value]) if field == "reasonable_ground" else value
