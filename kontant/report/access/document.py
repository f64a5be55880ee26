"""The document for machines: every row with every column as it lies in the caseload, keys in English."""

from typing import Any

from kontant.report.access.information import information
from kontant.report.access.material import Access
from kontant.report.access.words import from_json
from kontant.store.held import Entry, Row

# Columns that are JSON in the file, and are so here.
_JSON = frozenset({("notes", "answers"), ("drafts", "answers"), ("corrections", "record"), ("reviews", "pool"),
                   ("reviews", "missing")})  # fmt: skip


def document(access: Access) -> dict[str, Any]:
    """All of it; empty tables stand in it too, so that what is not held is told as well."""
    return {
        "case_ref": access.case_ref,
        "made": access.made.isoformat(),
        "information": {key: text for key, _label, text in information(access)},
        "records": {name: [_row(access, name, row) for row in rows] for name, rows in access.tables.items()},
        "beside": [{"of": of, "text": text} for of, text in access.beside],
        "log": [_entry(entry, access.staff) for entry in access.log],
    }


def _row(access: Access, table: str, row: Row) -> dict[str, Any]:
    """A row with where it came from."""
    told = {name: _value(table, name, value) for name, value in row.items()}
    event = access.events.get(row.get("batch", 0))
    if event is None:
        return told
    return told | {"source": {"event": event.id, "at": event.at, "command": event.command, **event.details}}


def _value(table: str, column: str, value: Any) -> Any:
    return from_json(value) if (table, column) in _JSON and value else value


def _entry(entry: Entry, staff: bool) -> dict[str, Any]:
    event = entry.event
    told = {
        "event": event.id,
        "at": event.at,
        "command": event.command,
        "reading": event.is_reading,
        "details": {name: value for name, value in event.details.items() if name not in ("reading", "look")},
        "undoes": event.undoes,
        "undone_by": event.undone_by,
        "changes": [change._asdict() for change in entry.changes],
    }
    return told | {"who": event.who} if staff else told
