"""Taking an event back: records return to their images before it, in one transaction with an event of its own.

Refused where something newer touched the same record: a record is put back only if it still is what the event
left. What an import inserted has no image of its own; its rows carry the event as their batch.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlmodel import col

from kontant.errors import NotFound, Refused
from kontant.i18n import _, day_text
from kontant.model.tables import CASE_TABLES, ROWS, ChangeRow, key_columns, table
from kontant.model.vocabulary import RECORD, name_of
from kontant.store import log
from kontant.store.engine import raw
from kontant.store.purging import refuse_erased
from kontant.store.reading import reading
from kontant.store.writes import Writer, completed, image, writing


class Plan(NamedTuple):
    """What undoing an event would do: records put back to an image, and imported rows taken out again."""

    event: log.Event
    put_back: list[log.Change]
    taken_out: Mapping[str, int]
    # The newest import after this one that still stands; None if there is none.
    later_import: int | None = None
    # The days of the other imports that stand.
    other_days: frozenset[str] = frozenset()


def plan(path: Path, number: int | None) -> Plan:
    """What undoing event ``number`` (the latest that still stands if None) would do; changes nothing.

    An event that was undone and redone is taken back through its redoing. Raises ``NotFound`` where there is no
    such event and ``Refused`` where it has been undone already.
    """
    with reading(path) as connection:
        event = _latest(connection) if number is None else _standing(connection, number)
        refuse_erased(connection, event)
        _refuse_restoring(event)
        put_back = list(log.changes(connection, event.id))
        taken_out = dict(_inserted(event))
        others = [e for e in log.events_of_command(connection, "import") if e.id != event.id]
        standing = [e for e in others if log.form_now(connection, e)]
        later = next((e.id for e in standing if e.id > event.id), None)
        days = frozenset(str(e.details.get("extract_date")) for e in standing)
        return Plan(event, put_back, taken_out, later, days)


def undo(path: Path, planned: Plan, *, who: str, at: str) -> int:
    """Take the planned event back; returns the new event's number.

    Raises ``Refused`` and changes nothing where a record is no longer as the event left it.
    """
    number = planned.event.id
    with writing(path, command="undo", who=who, at=at, undoes=number) as writer:
        refuse_erased(raw(writer.session.connection()), planned.event)
        for name in planned.taken_out:
            _refuse_touched(writer, name, number)
        for change in reversed(planned.put_back):
            _put_back(writer, change)
        for name in reversed(list(ROWS)):
            if name in planned.taken_out:
                _take_out(writer, name, planned)
        _unsee(writer, planned)
        return writer.event_id


def _latest(connection: sqlite3.Connection) -> log.Event:
    """The newest event that stands, undoings and what changed nothing apart; where it was redone, its redoing."""
    for event in log.changing_events(connection):
        standing = log.form_now(connection, event) if event.undoes is None else None
        if standing:
            return standing
    raise NotFound(_("There is nothing to undo."))


def _standing(connection: sqlite3.Connection, number: int) -> log.Event:
    event = log.event(connection, number)
    if event is None:
        raise NotFound(_("There is no event {number}; see: kontant log").format(number=number))
    if event.is_reading:
        told = _("Event {number} changed no record; there is nothing in it to take back.")
        if "to" in event.details:
            told = _(
                "Event {number} changed nothing in the caseload; what was exported by it cannot be taken back here."
            )
        raise Refused(told.format(number=number))
    standing = log.form_now(connection, event)
    if standing is None:
        raise Refused(_("Event {number} was undone already, by event {by}.").format(number=number, by=event.undone_by))
    return standing


def _refuse_restoring(event: log.Event) -> None:
    """Going back to a backup is taken back by going back to what was put aside then."""
    if event.command == "restore":
        told = _("Event {number} went back to a backup; go back to what it put aside with: kontant restore")
        raise Refused(told.format(number=event.id))


def _inserted(event: log.Event) -> Iterator[tuple[str, int]]:
    for name, count in event.details.get("inserted", {}).items():
        if count:
            yield name, count


def _put_back(writer: Writer, change: log.Change) -> None:
    """Return one record to its image before the change; refuse where it is no longer what the change left."""
    row = writer.get(change.table, change.key)
    now = image(row) if row else None
    if _substance(change.table, now) != _substance(change.table, change.after):
        raise _changed_later(change.table, change.key)
    if change.before is None:
        _refuse_seen(change, now)
        _refuse_children(writer, change)
        _refuse_amended(writer, change.table, table("notes").c.id == (now or {}).get("id"))
    elif change.after is None:
        _refuse_orphan(writer, change)
    then = change.before
    if now and then and change.after and now["seen_on"] != change.after["seen_on"]:
        then = then | {"seen_on": now["seen_on"]}
    writer.restore(change.table, now, then)


def _substance(name: str, values: dict[str, Any] | None) -> dict[str, Any] | None:
    """A row but for when an extract last held it and whether it agreed: being seen again is no change.

    Its number is left out, since images of the first schema do not hold it.
    """
    left_out = ("seen_on", "seen_before", "typed", "id")
    return values and {column: v for column, v in completed(name, values).items() if column not in left_out}


def _changed_later(name: str, key: Mapping[str, Any]) -> Refused:
    told = _("A record ({table}) of case {case} was changed again later; undo that event first (see: kontant log).")
    return Refused(told.format(table=name_of(RECORD, name), case=key.get("case_ref", "–")))


def _refuse_seen(change: log.Change, now: dict[str, Any] | None) -> None:
    """Refuse to take out what an extract has confirmed since: the next one would bring it back."""
    seen = (now or {}).get("seen_on")
    if seen is not None and seen != (change.after or {}).get("seen_on"):
        told = _("A record ({table}) of case {case} is in a later extract, of {date}, too; it cannot be undone here.")
        day = day_text(date.fromisoformat(seen))
        raise Refused(told.format(table=name_of(RECORD, change.table), case=change.key["case_ref"], date=day))


def _refuse_children(writer: Writer, change: log.Change) -> None:
    """Refuse to take out a case that still has records; those of the same event have gone before it."""
    for name in CASE_TABLES if change.table == "cases" else ():
        child = table(name)
        if writer.session.scalar(select(exists().where(child.c.case_ref == change.key["case_ref"]))):
            raise _has_followers(change.key["case_ref"], name)
    if change.table == "review_cases":
        _refuse_reviewed(writer, change.key)


def _refuse_orphan(writer: Writer, change: log.Change) -> None:
    """Refuse to put back a record whose case is gone, or a correction whose note is."""
    case_ref = change.key.get("case_ref")
    if change.table in CASE_TABLES and writer.get("cases", {"case_ref": case_ref}) is None:
        told = _("Case {case} is not in the caseload any more; undo its removal first (see: kontant log).")
        raise Refused(told.format(case=case_ref))
    sampled = {name: change.key.get(name) for name in key_columns("review_cases")}
    if change.table == "review_answers" and writer.get("review_cases", sampled) is None:
        told = _("Review {number} is not there any more; undo its removal first (see: kontant log).")
        raise Refused(told.format(number=change.key["review"]))
    if change.table == "amendments" and writer.get("notes", change.key) is None:
        told = _("A corrected note of case {case} is not there any more; undo its removal first (see: kontant log).")
        raise Refused(told.format(case=change.key["case_ref"]))


def _refuse_reviewed(writer: Writer, key: Mapping[str, Any]) -> None:
    """Refuse to take out the sample of a review that has answers."""
    answers = table("review_answers")
    if writer.session.scalar(select(exists().where(answers.c.review == key["review"]))):
        told = _("Review {number} has answers since; undo those events first (see: kontant log).")
        raise Refused(told.format(number=key["review"]))


def _refuse_amended(writer: Writer, name: str, which: ColumnElement[bool]) -> None:
    """Refuse to take out notes ``which`` that have a correction, which would be left without its note."""
    if name != "notes":
        return
    notes, amendments = table("notes"), table("amendments")
    corrected = select(notes.c.case_ref).where(
        which, exists().where(*(amendments.c[column] == notes.c[column] for column in key_columns("notes")))
    )
    found = writer.session.execute(corrected.limit(1)).scalar()
    if found is not None:
        told = _("A note of case {case} has a correction since; undo that event first (see: kontant log).")
        raise Refused(told.format(case=found))


def _has_followers(case_ref: str, name: str) -> Refused:
    told = _("Case {case} has got records ({table}) since; undo that event first (see: kontant log).")
    return Refused(told.format(case=case_ref, table=name_of(RECORD, name)))


def _refuse_touched(writer: Writer, name: str, number: int) -> None:
    """Refuse if a row that import ``number`` inserted has been changed or taken out by a later event."""
    later = (
        select(col(ChangeRow.key))
        .where(
            col(ChangeRow.event_id) > number,
            col(ChangeRow.table_name) == name,
            func.json_extract(ChangeRow.before, "$.batch") == number,
        )
        .distinct()
    )
    for (key,) in writer.session.execute(later):
        row = writer.get(name, json.loads(key))
        if row is None or image(row)["batch"] != number:
            raise _changed_later(name, json.loads(key))


def _take_out(writer: Writer, name: str, planned: Plan) -> None:
    """Remove what an import inserted in table ``name``, with an image of each row in the log.

    Refused where a later import that stands held the same records. A later extract that changed nothing is no
    event and stands in nobody's way: the next one brings its records back.
    """
    rows, number = table(name), planned.event.id
    ours = rows.c.batch == number
    if name == "cases":
        _refuse_followers(writer, number)
    _refuse_amended(writer, name, ours)
    if planned.later_import is not None:
        newest = writer.session.execute(select(func.max(rows.c.seen_on)).where(ours)).scalar()
        if newest is not None and newest.isoformat() > planned.event.details.get("extract_date", ""):
            told = _("Import {number} came later and held the same records; undo it first: kontant undo {number}")
            raise Refused(told.format(number=planned.later_import))
    writer.remove_all(name, ours)


def _unsee(writer: Writer, planned: Plan) -> None:
    """Rows that the import held unchanged were last seen in the extract before it."""
    day = planned.event.details.get("extract_date")
    for name in ROWS if day and day not in planned.other_days else ():
        rows = table(name)
        seen = rows.c.seen_on == date.fromisoformat(str(day))
        values = {"seen_on": rows.c.seen_before, "seen_before": None}
        writer.session.execute(update(rows).where(seen, rows.c.seen_before.is_not(None)).values(values))


def _refuse_followers(writer: Writer, number: int) -> None:
    """Refuse to take out a case that has got records from elsewhere since."""
    cases = table("cases")
    for name in CASE_TABLES:
        child = table(name)
        follower = select(child.c.case_ref).where(
            child.c.batch != number,
            exists().where(cases.c.case_ref == child.c.case_ref, cases.c.batch == number),
        )
        found = writer.session.execute(follower.limit(1)).scalar()
        if found is not None:
            raise _has_followers(found, name)
