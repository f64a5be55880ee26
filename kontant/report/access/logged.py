"""The log of the case: who looked, when and what for; and what was changed, with what stood there before."""

from collections.abc import Iterator, Mapping
from typing import Any

from kontant.exchange.pages.model import Block, Column, Heading, Paragraph, Table
from kontant.i18n import _
from kontant.model.tables import key_columns
from kontant.report.access.material import Access
from kontant.report.access.words import label
from kontant.report.correction_words import PAGE_ARROW
from kontant.report.field_words import Field, field_text, fields, record_title
from kontant.report.log_words import what_was_done
from kontant.store.held import Entry
from kontant.store.log import Change, Event, time_text


def looked(access: Access) -> Iterator[Block]:
    """The section of what only read."""
    entries = [entry for entry in access.log if entry.event.is_reading]
    yield Heading(2, _("Who looked"))
    if not entries:
        yield Paragraph(_("Nobody is on record as having looked."))
        return
    columns = [_("When"), _("What was done"), _("What for"), *([_("Who")] if access.staff else [])]
    rows = [_reading(entry.event, access.staff) for entry in entries]
    yield Table(_("Readings and exports"), [*map(Column, columns)], rows)


def changed(access: Access) -> Iterator[Block]:
    """The section of what changed records of the case."""
    entries = [entry for entry in access.log if not entry.event.is_reading]
    yield Heading(2, _("What was changed"))
    if not entries:
        yield Paragraph(_("Nothing has been changed yet."))
        return
    columns = [_("When"), _("What was done"), *([_("Who")] if access.staff else []), _("Records")]
    yield Table(_("Changes"), [*map(Column, columns)], [_row(access, entry) for entry in entries])


def _reading(event: Event, staff: bool) -> list[str]:
    told = [time_text(event.at), what_was_done(event), str(event.details.get("purpose") or "–")]
    return [*told, event.who] if staff else told


def _row(access: Access, entry: Entry) -> list[str]:
    event = entry.event
    who = [event.who] if access.staff else []
    told = "\n".join(row for change in entry.changes for row in _lines(access, change))
    if not told and event.command == "import":
        told = _("new records, as they stand above")
    return [time_text(event.at), what_was_done(event), *who, told]


def _lines(access: Access, change: Change) -> Iterator[str]:
    """Which record, and what it held before; of one that was added, only what is told nowhere else."""
    title = _title(change)
    if change.before is None:
        yield _("{record}: added").format(record=title)
        if not _told_where_it_went(access, change):
            told = _fields(change.table, _now(access, change), change.after)
            yield from (f"{field.label}: {field.after}" for field in told if field.after)
    elif change.after is None:
        yield _("{record}: removed").format(record=title)
        yield from (f"{f.label}: {f.before}" for f in _fields(change.table, change.before, None) if f.before)
    else:
        yield _("{record}: changed").format(record=title)
        told = _fields(change.table, change.before, change.after)
        yield from (field_text(field, PAGE_ARROW) for field in told)


def _fields(table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Field]:
    return fields(table, before, after, whole_cpr=True, label=label)


def _told_where_it_went(access: Access, added: Change) -> bool:
    """Whether the log tells of this record, as it was added, with its removal."""
    changes = (change for entry in access.log for change in entry.changes)
    return any((each.table, each.before, each.after) == (added.table, added.after, None) for each in changes)


def _title(change: Change) -> str:
    whole = {name: change.key.get(name) for name in key_columns(change.table)}
    told = record_title(change.table, {**whole, "case_ref": ""} | {"nr": change.key.get("nr", 0)})
    return " ".join(told.split())


def _now(access: Access, change: Change) -> Mapping[str, Any] | None:
    """The row as it stands today; None where it is gone."""
    rows = access.tables.get(change.table, [])
    return next((row for row in rows if all(row.get(name) == value for name, value in change.key.items())), None)
