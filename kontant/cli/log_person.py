"""``kontant log person``: who looked at a case and what was done with it, as the person may have it.

Dates, what was done in plain words, and what for. Who it was among the staff is left out unless asked for.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.export_log import log_out
from kontant.cli.exporting import FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, clean, line, on_terminal, show, wrapped
from kontant.i18n import _, ngettext
from kontant.report.log_words import what_was_done
from kontant.store import log as change_log
from kontant.store.brought import touched_with_new
from kontant.store.log import Event, time_text
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.exchange.sheets import Sheet

FORMATS = (FileFormat.TABLE, FileFormat.MARKDOWN, FileFormat.CSV, FileFormat.JSON)


class Entry(NamedTuple):
    """One event, and what it was to the case in words."""

    event: Event
    what: str

    @property
    def purpose(self) -> str | None:
        """What it was for, where somebody said so."""
        return self.event.details.get("purpose")


class _Listed(NamedTuple):
    case_ref: str
    entries: list[Entry]
    staff: bool


def person(
    ctx: typer.Context,
    case: CaseText,
    *,
    staff: Annotated[
        bool, typer.Option("--staff", help=_("With who it was among the staff, and the command."))
    ] = False,
    chosen: Annotated[FileFormat | None, format_option(FORMATS)] = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write who looked at a case and what was done with it, to the screen or a file."""
    context: Context = ctx.obj
    place = target(output, chosen, force, FORMATS, FileFormat.TABLE if on_terminal() else FileFormat.MARKDOWN)
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
        touched = touched_with_new(connection, case_ref)
        found = [
            Entry(event, what_was_done(event, touched.get(event.id, ())))
            for event in change_log.events_of_case(connection, case_ref)
        ]
    listed = _Listed(case_ref, found, staff)
    if place.format is FileFormat.TABLE:
        looked(context, "log person", [case_ref])
        show(_lines(listed))
        return
    log_out(context, "log person", place, context.today, case_refs=[case_ref])
    _write(listed, place, force)


def _write(listed: _Listed, place: Target, force: bool) -> None:
    from kontant.exchange.json_values import document_text
    from kontant.exchange.sheets import as_csv, as_markdown

    told = ngettext("Wrote {path}: {n} entry.", "Wrote {path}: {n} entries.", len(listed.entries))
    write_out(
        place,
        force=force,
        texts={
            FileFormat.CSV: lambda: as_csv(_sheet(listed)),
            FileFormat.MARKDOWN: lambda: f"# {_heading(listed)}\n\n{as_markdown(_sheet(listed))}",
            FileFormat.JSON: lambda: document_text(_json(listed)) + "\n",
        },
        told=lambda: told.format(path=place.path, n=len(listed.entries)),
    )


def _heading(listed: _Listed) -> str:
    return _("Who has looked at case {case}, and what was done").format(case=listed.case_ref)


def _sheet(listed: _Listed) -> "Sheet":
    from kontant.exchange.sheets import Sheet

    columns = [_("Time"), _("What was done"), _("Purpose")] + ([_("Who"), _("Command")] if listed.staff else [])
    rows = [
        [time_text(entry.event.at), entry.what, entry.purpose, *(_staff(entry) if listed.staff else ())]
        for entry in listed.entries
    ]
    return Sheet(_("Log"), columns, rows)


def _json(listed: _Listed) -> dict[str, Any]:
    return {"case_ref": listed.case_ref, "entries": [_entry_json(entry, listed.staff) for entry in listed.entries]}


def _entry_json(entry: Entry, staff: bool) -> dict[str, Any]:
    event = entry.event
    told = {"event": event.id, "at": event.at, "what": entry.what, "purpose": entry.purpose}
    return told | ({"who": event.who, "command": event.command} if staff else {})


def _staff(entry: Entry) -> tuple[str, str]:
    return entry.event.who, entry.event.command


def _lines(listed: _Listed) -> Iterator[Line]:
    yield line(Piece(clean(_heading(listed)), "bold"))
    if not listed.entries:
        yield line(_("Nothing yet."))
    for entry in listed.entries:
        yield line(Piece(time_text(entry.event.at), "bold"))
        yield from wrapped(entry.what, "  ")
        if entry.purpose:
            yield from wrapped(_("For: {purpose}").format(purpose=entry.purpose), "  ")
        if listed.staff:
            yield from wrapped(" · ".join(_staff(entry)), "  ", "dim")
