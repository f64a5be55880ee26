"""``kontant note list``: a line for each note of a case, newest first."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.journal_words import as_it_stood, corrected_on, first_words, note_json, shown_note
from kontant.cli.options import AsOf, Format, when
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, clean, emit_json, line, on_terminal, shorten, show, tell, width, write_sheet
from kontant.errors import UsageError
from kontant.exchange.journal_export import kind
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import EXEMPTION_SCOPE, NOTE_TEMPLATE, code_of, folded, name_of
from kontant.store import journal
from kontant.store.journal import JournalNote
from kontant.store.reading import reading

# How much of a note stands in a cell; on a terminal what there is room for, if that says anything.
_FIRST_WORDS = 80
_FEWEST = 12
_LONGEST_KIND = 32


def list_notes(
    ctx: typer.Context,
    case: CaseText,
    template: Annotated[
        str | None, typer.Option(help=_("Only notes of this template, by code or name."), metavar=_("TEMPLATE"))
    ] = None,
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
) -> None:
    """List the notes of a case."""
    context: Context = ctx.obj
    day = when(context, as_of, "--as-of")
    with reading(context.path) as connection:
        case_ref = find_case(connection, case)
        found = journal.notes_of(connection, case_ref, until=day)
    notes = [as_it_stood(shown_note(note), day) for note in _wanted(found, template)]
    looked(context, "note list", [case_ref])
    if output is Format.JSON:
        rows = [_as_json(note) for note in notes]
        emit_json({"as_of": day.isoformat(), "case_ref": case_ref, "notes": rows})
    elif output is Format.TABLE:
        _show(context, case_ref, notes)
    else:
        _write(notes, output)


def _wanted(notes: list[JournalNote], template: str | None) -> list[JournalNote]:
    """The notes of one template: a code or its name, or the municipality's own one that asked."""
    if template is None:
        return notes
    code = code_of(NOTE_TEMPLATE, template)
    own = {note.form for note in notes if note.form and folded(note.form) == folded(template)}
    if code is None and not own:
        told = _("--template: {text} is not a template; write one of: {codes}")
        raise UsageError(told.format(text=repr(template[:40]), codes=", ".join(NOTE_TEMPLATE)))
    return [note for note in notes if (code is not None and note.template == code) or note.form in own]


def _as_json(note: JournalNote) -> dict[str, object]:
    whole = note_json(note)
    told = {name: whole[name] for name in whole if name not in ("text", "answers", "amendments")}
    corrected = corrected_on(note)
    return told | {
        "first_words": first_words(note, _FIRST_WORDS),
        "amendments": len(note.amendments),
        "corrected": corrected.isoformat() if corrected else None,
    }


def _write(notes: list[JournalNote], output: Format) -> None:
    from kontant.exchange.sheets import Sheet

    columns = [
        _("Number"),
        _("Date"),
        _("Template"),
        _("Scope"),
        _("Caseworker"),
        _("First words"),
        _("Corrected"),
    ]
    rows: list[list[str | int | date | None]] = [
        [
            note.id,
            note.date,
            name_of(NOTE_TEMPLATE, note.template),
            name_of(EXEMPTION_SCOPE, note.scope),
            note.caseworker,
            first_words(note, _FIRST_WORDS),
            corrected_on(note),
        ]
        for note in notes
    ]
    sheet = Sheet(_("Notes"), columns, rows)
    write_sheet(sheet, markdown=output is Format.MARKDOWN)


def _show(context: Context, case_ref: str, notes: list[JournalNote]) -> None:
    if not notes:
        tell(_("No such note in case {case} on that day.").format(case=case_ref))
        return
    show(_lines(notes))
    show(_footer(context, notes))


def _lines(notes: list[JournalNote]) -> Iterator[Line]:
    """Columns side by side; on a terminal a note stays one line, and its first words get the room that is left."""
    rows = [(str(n.id), day_text(n.date), clean(kind(n)), clean(n.caseworker or ""), _mark(n)) for n in notes]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    if on_terminal():
        widths[2] = min(widths[2], _LONGEST_KIND, max(width() - widths[0] - widths[1] - 4, _FEWEST))
    for note, (number, day, what, who, mark) in zip(notes, rows, strict=True):
        told = [
            Piece(number.rjust(widths[0]), "bold"),
            Piece(f"  {day}  "),
            Piece(shorten(what, widths[2]).ljust(widths[2])),
            Piece(f"  {who.ljust(widths[3])}" if widths[3] else ""),
            Piece(f"  {mark}" if mark else "", "yellow"),
        ]
        yield line(*_fitted(told, first_words(note, 10_000)))


def _fitted(told: list[Piece], text: str) -> list[Piece]:
    """The columns with the first words after them, in what room there is."""
    if not on_terminal():
        return [*told, Piece(f"  {shorten(text, _FIRST_WORDS)}")]
    taken, kept = 0, []
    for piece in told:
        if taken + len(piece.text) > width():
            break
        taken += len(piece.text)
        kept.append(piece)
    room = width() - taken - 2
    return [*kept, Piece(f"  {shorten(text, room)}", "dim")] if room >= _FEWEST else kept


def _mark(note: JournalNote) -> str:
    """That a note was corrected, and when."""
    corrected = corrected_on(note)
    return _("corrected {date}").format(date=day_text(corrected)) if corrected else ""


def _footer(context: Context, notes: list[JournalNote]) -> list[Line]:
    count = ngettext("{n} note", "{n} notes", len(notes)).format(n=len(notes))
    told = _("{notes}. Read one: {command}")
    return [[], line(Piece(told.format(notes=count, command=f"{context.prefix} note show {notes[0].id}"), "dim"))]
