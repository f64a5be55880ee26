"""Dated corrections of records: what a field held, what it holds now, why, and whether the person asked for it.

A correction lies beside its record as a note's does: written in the very event that changes the record, or alone,
where the record stays and what the person says of it is kept. Notes have corrections of their own
(:mod:`kontant.store.journal`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.model.vocabulary import RECORD, name_of

if TYPE_CHECKING:  # SQLModel, which reading does not wait for
    from kontant.store.log import Change
    from kontant.store.writes import Writer

COLUMNS = (
    "nr",
    "date",
    "table_name",
    "record",
    "field",
    "was",
    "became",
    "reason",
    "requested_by_person",
    "caseworker",
    "batch",
)
_READ = f"SELECT {', '.join(COLUMNS)} FROM corrections WHERE case_ref = ? AND (? IS NULL OR date <= ?) ORDER BY nr"


class Correction(NamedTuple):
    """A correction of the record of ``table`` with the key ``record``; ``event`` is the one that wrote it.

    Without a ``field`` the record stays as it was, and ``reason`` is what the person says of it. ``was`` and
    ``became`` are as a cell of an extract would hold them: codes, ISO days, ``true`` or ``false``; None is empty.
    """

    nr: int
    date: date
    table: str
    record: Mapping[str, Any]
    field: str | None
    was: str | None
    became: str | None
    reason: str
    by_person: bool
    caseworker: str | None
    event: int

    @property
    def is_contested(self) -> bool:
        """Whether the record stays as it was, with what the person says of it beside it."""
        return self.field is None


class Why(NamedTuple):
    """Why something is corrected, when, by whom, and whether the person asked for it."""

    reason: str
    by_person: bool
    day: date
    caseworker: str | None = None


def corrections_of(connection: sqlite3.Connection, case_ref: str, *, until: date | None = None) -> list[Correction]:
    """The corrections of the records of a case up to and with the day ``until``, in the order of their numbers."""
    last = until.isoformat() if until else None
    return [_correction(*row) for row in connection.execute(_READ, (case_ref, last, last))]


def correct(
    writer: Writer, table: str, key: Mapping[str, Any], field: str, value: Any, why: Why, today: date
) -> list[Change]:
    """Put a field of a record right and keep the correction beside it; nothing where the field holds that already.

    A record that is known by the field goes, and comes back under its right key. Raises ``NotFound`` where there is no
    such record, ``Refused`` where it cannot be so, pydantic's ``ValidationError`` for a value that cannot stand there.
    """
    from kontant.model.tables import key_columns
    from kontant.store import records

    if field == "case_ref":
        raise Refused(_("A record stays in its case, and a case keeps its reference."))
    if field in key_columns(table):
        changes = _under_new_key(writer, table, key, field, value, today)
    else:
        changed = records.change(writer, table, key, {field: value}, today)
        changes = [changed] if changed else []
    if not changes:
        return []
    old, new = changes[0].before or {}, changes[-1].after or {}
    now = {name: new[name] for name in key_columns(table)}
    said = {"field": field, "was": _text(old[field]), "became": _text(new[field])}
    return [*changes, _keep(writer, table, now, said, why)]


def contest(writer: Writer, table: str, key: Mapping[str, Any], why: Why) -> Change:
    """Keep what the person says of a record beside it; the record stays. Raises ``NotFound`` where there is none."""
    from kontant.model.tables import key_columns
    from kontant.store.writes import image

    now = image(_standing(writer, table, key))
    return _keep(writer, table, {name: now[name] for name in key_columns(table)}, {}, why)


def _keep(writer: Writer, table: str, key: Mapping[str, Any], said: Mapping[str, str | None], why: Why) -> Change:
    from kontant.model.records import CorrectionFields
    from kontant.store.log import Change
    from kontant.store.writes import json_text

    case_ref = key["case_ref"]
    head = {"case_ref": case_ref, "nr": _next_nr(writer, case_ref), "date": why.day, "table_name": table}
    told = {"reason": why.reason, "requested_by_person": why.by_person, "caseworker": why.caseworker}
    record = CorrectionFields.model_validate({**head, "record": json_text(key), **said, **told})
    after = writer.insert("corrections", record)
    return Change("corrections", {"case_ref": case_ref, "nr": head["nr"]}, None, after)


def _under_new_key(
    writer: Writer, table: str, key: Mapping[str, Any], field: str, value: Any, today: date
) -> list[Change]:
    """Take the record out and put it in again with another key: the old one was no record of anything."""
    from kontant.model.tables import RECORDS, key_columns
    from kontant.store import records
    from kontant.store.log import Change
    from kontant.store.writes import image

    row = _standing(writer, table, key)
    old = image(row)
    held = {name: getattr(row, name) for name in RECORDS[table].model_fields}
    record = RECORDS[table].model_validate(held | {field: value})
    if getattr(record, field) == held[field]:
        return []
    writer.restore(table, old, None)
    gone = Change(table, {name: old[name] for name in key_columns(table)}, old, None)
    return [gone, records.add(writer, table, record.model_dump(), today)]


def _standing(writer: Writer, table: str, key: Mapping[str, Any]) -> Any:
    row = writer.get(table, key)
    if row is None or getattr(row, "withdrawn", None) is not None:
        raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, table)))
    return row


def _next_nr(writer: Writer, case_ref: str) -> int:
    from sqlalchemy import func, select

    from kontant.model.tables import table

    corrections = table("corrections").c
    last = select(func.coalesce(func.max(corrections.nr), 0)).where(corrections.case_ref == case_ref)
    return int(writer.session.scalar(last) or 0) + 1


def _text(value: Any) -> str | None:
    """A value of an image as text."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}"


def _correction(nr: int, day: str, table: str, record: str, *more: Any) -> Correction:
    field, was, became, reason, by_person, caseworker, event = more
    return Correction(
        nr=nr,
        date=date.fromisoformat(day),
        table=table,
        record=json.loads(record),
        field=field,
        was=was,
        became=became,
        reason=reason,
        by_person=bool(by_person),
        caseworker=caseworker,
        event=int(event),
    )
