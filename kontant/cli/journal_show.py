"""``kontant note show``: notes whole, each with its corrections beneath, by number or the latest of a case."""

import sqlite3
from collections.abc import Iterator
from typing import Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import Output, ShowCpr
from kontant.cli.context import Context
from kontant.cli.journal_words import MOST_NOTES, note_json, note_of, shown_note, text_lines
from kontant.cli.options import TableOrJson
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, clean, emit_json, line, show, wrapped
from kontant.errors import NotFound
from kontant.exchange.journal_export import corrected_words, correction_heading, kind, number_text, words
from kontant.i18n import _, day_text
from kontant.model.person import masked
from kontant.store import journal, timelines
from kontant.store.finding import exists
from kontant.store.journal import JournalNote
from kontant.store.reading import reading

INDENT = "  "


def show_note(
    ctx: typer.Context,
    note: Annotated[
        list[str], typer.Argument(help=_("Numbers of notes, or a case: its latest note."), metavar=_("NUMBER|CASE..."))
    ],
    show_cpr: ShowCpr = False,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Show notes with their corrections."""
    context: Context = ctx.obj
    with reading(context.path) as connection:
        found = [shown_note(_meant(connection, text, context.prefix), whole_cpr=show_cpr) for text in note]
        names = {each.case_ref: _name(connection, each.case_ref) for each in found}
    looked(context, "note show", names, cpr=show_cpr)
    if output is TableOrJson.JSON:
        emit_json({"notes": [note_json(each) for each in found]})
        return
    for place, each in enumerate(found):
        show([[]] if place else [])
        show(note_lines(each, names[each.case_ref]))
        told = _("Correct it with: {command}").format(command=f"{context.prefix} note amend {each.id}")
        show([[], line(Piece(told, "dim"))])


def _meant(connection: sqlite3.Connection, text: str, prefix: str) -> JournalNote:
    """The note that ``text`` names: a number, unless only a case is called so; else a case, whose latest it is."""
    number = text.strip().removeprefix("#")
    if number.isascii() and number.isdecimal():
        found = journal.note(connection, _counted(number))
        if found or not exists(connection, text):
            return found or note_of(connection, _counted(number), prefix)
    case_ref = find_case(connection, text)
    latest = journal.notes_of(connection, case_ref, limit=1)
    if not latest:
        raise NotFound(_("Case {case} has no note yet.").format(case=case_ref))
    return latest[0]


def _counted(number: str) -> int:
    """The number, or one that no note has where it is beyond all counting."""
    return min(int(number[:20]), MOST_NOTES)


def _name(connection: sqlite3.Connection, case_ref: str) -> str:
    t = timelines.timeline(connection, case_ref, ())
    assert t is not None
    return t.case.name


def note_lines(note: JournalNote, name: str) -> Iterator[Line]:
    """A note for people: which it is, whose, where it came from, what it says, and how it was corrected."""
    told = f"{day_text(note.date)}  {clean(kind(note))}  "
    yield line(Piece(told, "bold"), Piece(number_text(note.id), "dim"))
    whose = " · ".join(part for part in (f"{note.case_ref} {masked(name)}", note.caseworker) if part)
    yield from wrapped(whose, INDENT)
    yield from wrapped(_origin(note), INDENT, "dim")
    yield []
    yield from text_lines(words(note) or _("(without text)"), INDENT)
    for amendment in note.amendments:
        yield []
        yield line(INDENT, Piece(clean(correction_heading(amendment)), "bold yellow"))
        yield from text_lines(corrected_words(amendment), INDENT * 2)


def _origin(note: JournalNote) -> str:
    if not note.nr:
        return _("from an extract")
    if note.form is None:
        return _("written here")
    return _("written here with template {form}, version {version}").format(form=note.form, version=note.version)
