"""How a row is told to the person whom it is about: its columns and values in words, and where it is from."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from kontant.exchange.headers import COLUMN_NAMES, TABLE_NAMES, table_label
from kontant.i18n import N_, _, day_text
from kontant.model.tables import ROWS
from kontant.model.vocabulary import RECORD, name_of
from kontant.nesting import too_deep
from kontant.report.access.material import Access
from kontant.report.correction_words import LABELS
from kontant.report.field_words import column_label, value_text
from kontant.rules.catalogue import RULES
from kontant.rules.explained import title
from kontant.store.held import OWNER, Row
from kontant.store.log import Event, time_text

# Where a row is from, which is told in words.
KEPT = frozenset({"batch", "seen_on", "seen_before", "typed", "withdrawn"})
_LABELS = {
    "id": N_("Number"),
    "nr": N_("Number"),
    "form": N_("Template"),
    "version": N_("Version"),
    "fingerprint": N_("Mark of its facts"),
    "who": N_("Who"),
    "started": N_("Begun"),
    "saved": N_("Saved"),
    "place": N_("Last question"),
    "partial": N_("Not yet answered with"),
    "revision": N_("Saves"),
    "discarded": N_("Discarded"),
}
# The kinds of record that no file holds; such a file would have named them together.
_KINDS = {
    "snoozes": N_("Snoozes"),
    "reviews": N_("Case reviews"),
    "review_cases": N_("Reviewed cases"),
    "review_answers": N_("Review answers"),
}
_TIMES = frozenset({"started", "saved", "discarded"})


def label(table: str, column: str) -> str:
    """What a column is called, with a capital."""
    if column in LABELS and table not in ("notes", "amendments", "drafts"):
        return _(LABELS[column])
    if column in COLUMN_NAMES.get(table, {}):
        told = column_label(table, column)
        return told[:1].upper() + told[1:]
    return _(_LABELS[column]) if column in _LABELS else column.replace("_", " ")


def value(table: str, column: str, held: Any) -> str:
    """A value in words; nothing for an empty one."""
    if held is None or held == "":
        return ""
    if column in _TIMES:
        return time_text(held)
    if column == "rule" and held in RULES:
        return f"{title(held)} ({held})"
    return value_text(table, column, held, whole_cpr=True) if table in ROWS else str(held)


def own_columns(row: Row) -> list[str]:
    """The columns that say something of the person: not which case it is, and not where the row is from."""
    return [name for name in row if name != OWNER and name not in KEPT]


def kind_label(table: str) -> str:
    """What the records of a table are called together."""
    if table in _KINDS:
        return _(_KINDS[table])
    told = table_label(table) if table in TABLE_NAMES else name_of(RECORD, table)
    return told[:1].upper() + told[1:]


def origin(access: Access, row: Row) -> str:
    """Where a row is from, when it was written, and whether an extract has taken it back."""
    return "; ".join(_origin(access.events.get(row.get("batch", 0)), row))


def _origin(event: Event | None, row: Row) -> Iterator[str]:
    day = _extract_day(event)
    if event is not None and event.command == "import":
        yield _("read from the case system {date}").format(date=_day(day) if day else time_text(event.at)[:10])
    elif event is not None:
        told = _("changed here {date}") if row.get("seen_on") else _("written here {date}")
        yield told.format(date=time_text(event.at)[:10])
    if row.get("seen_on") and row["seen_on"] != day:
        yield _("last in its extract of {date}").format(date=_day(row["seen_on"]))
    if row.get("seen_before"):
        yield _("before that of {date}").format(date=_day(row["seen_before"]))
    if row.get("withdrawn"):
        yield _("withdrawn {date}").format(date=_day(row["withdrawn"]))


def leaves(held: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an answer, however deep, behind the names that lead to it."""
    if isinstance(held, dict):
        for name, inner in held.items():
            yield from leaves(inner, f"{path}, {name}" if path else str(name))
    elif isinstance(held, list):
        for number, inner in enumerate(held, start=1):
            yield from leaves(inner, f"{path} {number}" if len(held) > 1 else path)
    elif isinstance(held, bool):
        yield path, _("yes") if held else _("no")
    elif held is not None and held != "":
        yield path, str(held)


def from_json(text: str | None) -> Any:
    """What a column of JSON says; the text itself where it is none, or none that can be gone through."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return text
    return text if too_deep(found) else found


def _extract_day(event: Event | None) -> str | None:
    """The day of the extract that an import read."""
    day = event.details.get("extract_date") if event is not None and event.command == "import" else None
    return str(day) if day else None


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text))
