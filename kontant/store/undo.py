"""Taking an event back: records return to their images before it, in one transaction with an event of its own.

Refused where something newer touched the same record: a record is put back only if it still is what the event
left. What an import inserted has no image of its own; its rows carry the event as their batch.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import exists, func, select
from sqlmodel import col

from kontant.errors import NotFound, Refused
from kontant.i18n import _, day_text
from kontant.model.tables import ROWS, ChangeRow, table
from kontant.store import log
from kontant.store.reading import reading
from kontant.store.writes import Writer, as_python, image, writing


class Plan(NamedTuple):
    """What undoing an event would do: records put back to an image, and imported rows taken out again."""

    event: log.Event
    put_back: list[log.Change]
    taken_out: Mapping[str, int]


def plan(path: Path, number: int | None) -> Plan:
    """What undoing event ``number`` (the latest that still stands if None) would do; changes nothing.

    Raises ``NotFound`` where there is no such event and ``Refused`` where it has been undone already.
    """
    with reading(path) as connection:
        event = log.event(connection, number) if number is not None else _latest(log.events(connection))
        if event is None:
            raise NotFound(_("There is nothing to undo.") if number is None else _no_event(number))
        if event.undone_by is not None:
            raise Refused(
                _("Event {number} was undone already, by event {by}.").format(number=event.id, by=event.undone_by)
            )
        put_back = list(log.changes(connection, event.id))
        taken_out = dict(_inserted(event))
    return Plan(event, put_back, taken_out)


def undo(path: Path, planned: Plan, *, who: str, at: str) -> int:
    """Take the planned event back; returns the new event's number.

    Raises ``Refused`` and changes nothing where a record is no longer as the event left it.
    """
    number = planned.event.id
    with writing(path, command="undo", who=who, at=at, undoes=number) as writer:
        for name in planned.taken_out:
            _refuse_touched(writer, name, number)
        for change in reversed(planned.put_back):
            _refuse_newer(writer, change)
            writer.restore(change.table, change.after, change.before)
        for name in reversed(list(ROWS)):
            if name in planned.taken_out:
                _take_out(writer, name, number, planned.event.details.get("extract_date"))
        return writer.event_id


def _latest(events: list[log.Event]) -> log.Event | None:
    """The newest event that stands and is not itself an undoing."""
    return next((e for e in events if e.undone_by is None and e.undoes is None), None)


def _no_event(number: int) -> str:
    return _("There is no event {number}; see: kontant log").format(number=number)


def _inserted(event: log.Event) -> Iterator[tuple[str, int]]:
    for name, count in event.details.get("inserted", {}).items():
        if count:
            yield name, count


def _refuse_newer(writer: Writer, change: log.Change) -> None:
    row = writer.get(change.table, change.after or change.key)
    if (image(row) if row else None) != change.after:
        raise Refused(
            _(
                "A record in {table} of case {case} was changed again later; undo that event first (see: kontant log)."
            ).format(table=change.table, case=change.key["case_ref"])
        )


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
            raise Refused(
                _(
                    "A record in {table} of case {case} was changed again later; undo that event first (see: kontant log)."
                ).format(table=name, case=json.loads(key)["case_ref"])
            )


def _take_out(writer: Writer, name: str, number: int, extract_date: str | None) -> None:
    """Remove what import ``number`` inserted in table ``name``, with an image of each row in the log."""
    rows = table(name)
    ours = rows.c.batch == number
    if name == "cases":
        _refuse_followers(writer, number)
    newer = writer.session.execute(select(func.max(rows.c.seen_on)).where(ours)).scalar()
    if extract_date is not None and newer is not None and newer > as_python(name, {"seen_on": extract_date})["seen_on"]:
        raise Refused(
            _("A later extract, of {date}, held the same records; undo that import first (see: kontant log).").format(
                date=day_text(newer)
            )
        )
    writer.remove_all(name, ours)


def _refuse_followers(writer: Writer, number: int) -> None:
    """Refuse to take out a case that has got records from elsewhere since."""
    cases = table("cases")
    for name in ROWS:
        if name == "cases":
            continue
        child = table(name)
        follower = select(child.c.case_ref).where(
            child.c.batch != number,
            exists().where(cases.c.case_ref == child.c.case_ref, cases.c.batch == number),
        )
        found = writer.session.execute(follower.limit(1)).scalar()
        if found is not None:
            raise Refused(
                _("Case {case} has got records in {table} since; undo that event first (see: kontant log).").format(
                    case=found, table=name
                )
            )
