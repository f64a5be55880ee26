"""``kontant log [EVENT]``: what was changed, when, by whom and by which command; with ``--readings`` who looked."""

import shlex
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import Output, ShowCpr
from kontant.cli.context import Context
from kontant.cli.options import MOST_EVENTS, TableOrJson
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, clean, emit_json, line, show, wrapped
from kontant.errors import NotFound, Refused, UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import masked, shown_cpr
from kontant.store import log as change_log
from kontant.store.log import Change, Event, time_text
from kontant.store.reading import reading

# Events on a screen, unless asked for more.
SHOWN = 20
# What is told of an import, and of what left the caseload.
_DETAILS = ("extract", "extract_date", "as_of", "case_refs", "format", "to", "cpr", "purpose")


def show_log(
    ctx: typer.Context,
    event: Annotated[
        int | None, typer.Argument(min=1, max=MOST_EVENTS, help=_("The number of an event."), metavar=_("[EVENT]"))
    ] = None,
    case: Annotated[
        str | None, typer.Option(help=_("Only the events that concern this case."), metavar=_("CASE"))
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help=_("Show so many events."), metavar=_("EVENTS"))] = None,
    readings: Annotated[
        bool, typer.Option("--readings", help=_("Also who looked at which case, without changing anything."))
    ] = False,
    show_cpr: ShowCpr = False,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Show the change log, newest first, or one event."""
    context: Context = ctx.obj
    if event is not None and case is not None:
        raise UsageError(_("Give the number of an event or --case, not both."))
    with reading(context.path) as connection:
        if event is not None:
            _one(context, connection, event, output, show_cpr)
        else:
            _all(context, connection, _Asked(case, limit, readings), output)


class _Asked(NamedTuple):
    """Which events: of a case only, so many, and who looked as well."""

    case: str | None
    limit: int | None
    looks: bool


def counts_text(event: Event) -> str:
    """How many records an event changed, an import's inserted ones among them; or what it exported."""
    if event.is_reading:
        return _exported(event)
    if "closed_before" in event.details:  # a purge: nothing else of it is left
        erased = event.details.get("cases", 0)
        return ngettext("{n} case erased", "{n} cases erased", erased).format(n=erased)
    if event.command == "restore":
        return _went_back(event)
    total = _records(event)
    return ngettext("{n} record", "{n} records", total).format(n=total)


def _went_back(event: Event) -> str:
    made = event.details.get("backup")
    if made is None:
        return _("went back to a backup")
    at = datetime.fromisoformat(made)
    return _("went back to the backup of {time}").format(time=f"{day_text(at.date())} {at:%H:%M}")


def _exported(event: Event) -> str:
    count = event.details.get("cases")
    if event.is_look:
        return ngettext("looked at {n} case", "looked at {n} cases", count or 0).format(n=count or 0)
    if "to" not in event.details:
        return _("no record changed")
    if count is None:
        return _("exported")
    return ngettext("{n} case exported", "{n} cases exported", count).format(n=count)


def _records(event: Event) -> int:
    inserted: dict[str, int] = event.details.get("inserted", {})
    return event.changes + sum(inserted.values())


def inserted_lines(event: Event) -> Iterator[Line]:
    """What an import inserted, table by table: those rows have no image in the log."""
    from kontant.exchange.headers import table_label

    for name, count in event.details.get("inserted", {}).items():
        if count:
            told = ngettext("{table}: {n} new row", "{table}: {n} new rows", count)
            yield line("  " + told.format(table=table_label(name), n=count))


def _all(context: Context, connection: sqlite3.Connection, asked: _Asked, output: TableOrJson) -> None:
    limit = asked.limit or (-1 if output is TableOrJson.JSON else SHOWN)
    if asked.case is None:
        total = change_log.count(connection, looks=asked.looks)
        found = change_log.events(connection, limit=limit, looks=asked.looks)
    else:
        case_ref = find_case(connection, asked.case)
        of_case = change_log.events_of_case(connection, case_ref)
        whole = [event for event in of_case if asked.looks or not event.is_look]
        total, found = len(whole), whole[:limit] if limit > 0 else whole
        asked = asked._replace(case=case_ref)
        looked(context, "log", [case_ref])
    standing = {event.id for event in found if change_log.form_now(connection, event)}
    if output is TableOrJson.JSON:
        emit_json({"events": [_event_json(event, event.id in standing) for event in found]})
        return
    show(_table(found, standing))
    if total > len(found):
        show([_older(context, asked, total, total - len(found))])


def _table(found: list[Event], standing: set[int]) -> Iterator[Line]:
    if not found:
        yield line(_("Nothing has been changed yet."))
    rows = [
        (str(e.id), time_text(e.at), clean(e.who), _command(e), counts_text(e), _fate(e, e.id in standing))
        for e in found
    ]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(6)]
    for row in rows:
        number, at, who, command, counts, fate = (text.ljust(width) for text, width in zip(row, widths, strict=True))
        style = "dim" if fate.strip() else ""
        yield line(
            Piece(row[0].rjust(len(number)), "bold"), Piece(f"  {at}  {who}  {command}  {counts}  {fate}", style)
        )


def _older(context: Context, asked: _Asked, total: int, more: int) -> Line:
    """How to see the rest of what was asked for."""
    of_case = ["--case", shlex.quote(asked.case)] if asked.case else []
    looks = ["--readings"] if asked.looks else []
    command = " ".join([context.prefix, "log", *of_case, *looks, "--limit", str(total)])
    told = ngettext("{n} older event: {command}", "{n} older events: {command}", more)
    return line(told.format(n=more, command=command))


def _command(event: Event) -> str:
    return event.command if event.undoes is None else f"{event.command} {event.undoes}"


def _fate(event: Event, stands: bool) -> str:
    return "" if stands else _("undone by {event}").format(event=event.undone_by)


def _event_json(event: Event, stands: bool) -> dict[str, Any]:
    return {
        "event": event.id,
        "at": event.at,
        "who": event.who,
        "command": event.command,
        "details": event.details,
        "records": _records(event),
        "undoes": event.undoes,
        "undone_by": event.undone_by,
        "stands": stands,
    }


def _one(context: Context, connection: sqlite3.Connection, number: int, output: TableOrJson, whole_cpr: bool) -> None:
    event = change_log.event(connection, number)
    if event is None:
        raise NotFound(_("There is no event {number}; see: kontant log").format(number=number))
    stands = change_log.form_now(connection, event) is not None
    changes = change_log.changes(connection, number)
    concerned = dict.fromkeys([*event.case_refs, *change_log.cases_of(connection, number)])
    looked(context, "log", concerned, cpr=whole_cpr)
    if output is TableOrJson.JSON:
        shown = [_change_json(change, whole_cpr) for change in changes]
        emit_json({**_event_json(event, stands), "changes": shown})
        return
    show(_event_lines(context, connection, event, stands, changes, whole_cpr))


def _event_lines(
    context: Context,
    connection: sqlite3.Connection,
    event: Event,
    stands: bool,
    changes: Iterator[Change],
    whole_cpr: bool,
) -> Iterator[Line]:
    from kontant.cli.changes import change_lines

    yield heading(event)
    for name in _DETAILS:
        if event.details.get(name):
            yield from wrapped(_detail(name, event.details[name]), "  ")
    yield from inserted_lines(event)
    for change in changes:
        yield from change_lines(change, whole_cpr=whole_cpr)
    yield from _restored_lines(context, connection, event)
    yield from _end_lines(context, connection, event, stands)


def _restored_lines(context: Context, connection: sqlite3.Connection, event: Event) -> Iterator[Line]:
    """What a restore put aside, and that an event comes from a log that was."""
    from kontant.store import parting
    from kontant.store.seals import Seal

    if event.command == parting.COMMAND:
        lost, readings = parting.lost_by(event), event.details.get("readings", 0)
        if lost is not None:
            told = ngettext("{n} event that came after it is gone.", "{n} events that came after it are gone.", lost)
            yield line("  " + told.format(n=lost))
        told = ngettext("{n} event was carried over.", "{n} events were carried over.", readings)
        yield line("  " + told.format(n=readings))
        if parting.was_missing(event):
            yield line("  " + _("There was no caseload before it."))
            return
        file = next((found.file for found in parting.restores(connection, context.path) if found.event == event), None)
        yield from wrapped(kept_text(file), "  ")
    elif seal := Seal.read(event.details.get(parting.CARRIED)):
        told = _("carried over from the log that a restore put aside, where it was event {number}")
        yield from wrapped(told.format(number=seal.event_id), "  ")


def kept_text(file: Path | None) -> str:
    """Where the caseload lies that a restore put aside."""
    if file is None:
        return _("The caseload as it was is not among the backups any more.")
    return _("The caseload as it was is kept: {path}").format(path=file)


def _end_lines(context: Context, connection: sqlite3.Connection, event: Event, stands: bool) -> Iterator[Line]:
    """How an event is taken back, or why it is not."""
    from kontant.cli.changes import undo_line
    from kontant.store.purging import refuse_erased

    if event.is_reading:
        yield line(_("Nothing in the caseload was changed by it."))
    elif event.command == "restore":
        yield from wrapped(_("Take it back with: {command}").format(command=f"{context.prefix} restore"), "")
    elif not stands:
        yield line(_fate(event, stands))
    else:
        try:
            refuse_erased(connection, event)
        except Refused as why:
            yield from wrapped(str(why), "")
        else:
            yield line(undo_line(context, event.id))


def heading(event: Event) -> Line:
    """An event in a line: number, time, who, command."""
    told = f"{time_text(event.at)}  {clean(event.who)}  {_command(event)}  {counts_text(event)}"
    return line(Piece(_("Event {number}").format(number=event.id), "bold"), "  " + told)


def _detail(name: str, value: Any) -> str:
    if name in ("extract_date", "as_of"):
        return _("as of {date}").format(date=day_text(date.fromisoformat(value)))
    if name == "cpr":
        return _("CPR numbers whole")
    if name == "to":
        return _("to a file") if value == "file" else _("to the screen")
    told = ", ".join(value) if isinstance(value, list) else value
    return {
        "extract": _("extract: {name}"),
        "case_refs": _("cases: {name}"),
        "format": _("format: {name}"),
        "purpose": _("purpose: {name}"),
    }[name].format(name=told)


def _change_json(change: Change, whole_cpr: bool) -> dict[str, Any]:
    return {
        "table": change.table,
        "key": _safe(change.key, whole_cpr),
        "before": _safe(change.before, whole_cpr),
        "after": _safe(change.after, whole_cpr),
    }


def _safe(values: dict[str, Any] | None, whole_cpr: bool) -> dict[str, Any] | None:
    """An image with CPR numbers masked, in running text too."""
    if values is None:
        return None
    return {name: _masked(name, value, whole_cpr) for name, value in values.items()}


def _masked(name: str, value: Any, whole_cpr: bool) -> Any:
    if name == "cpr":
        return shown_cpr(value, whole=whole_cpr)
    return value if whole_cpr or not isinstance(value, str) else masked(value)
