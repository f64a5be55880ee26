"""``kontant note amend``: a dated correction beneath a note; the note itself stays as it was written."""

from datetime import date
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.journal_words import MOST_NOTES, note_of
from kontant.cli.note_words import legible
from kontant.cli.options import when
from kontant.cli.screen import say, tell
from kontant.cli.stdin import stdin_text
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text
from kontant.model.person import holds_cpr
from kontant.store import timelines
from kontant.store.journal import JournalNote
from kontant.store.reading import reading


def amend(
    ctx: typer.Context,
    number: Annotated[
        int,
        typer.Argument(min=1, max=MOST_NOTES, help=_("The number of the note."), metavar=_("NUMBER")),
    ],
    text: Annotated[
        str | None,
        typer.Option(help=_("What is right; - reads it from stdin. Asked for if left out."), metavar=_("TEXT|-")),
    ] = None,
    caseworker: Annotated[
        str | None, typer.Option(help=_("Who writes; you, or the coordinator, if left out."), metavar=_("INITIALS"))
    ] = None,
    date_: Annotated[
        str | None, typer.Option("--date", help=_("The day of the correction; today if left out."), metavar=_("DATE"))
    ] = None,
) -> None:
    """Add a correction to a note."""
    from kontant.cli.note_context import writer_of

    context: Context = ctx.obj
    day = when(context, date_, "--date")
    with reading(context.path) as connection:
        note = note_of(connection, number, context.prefix)
        t = timelines.timeline(connection, note.case_ref, ("assignments",))
    assert t is not None
    _check_day(day, note, context.today)
    who = writer_of(context, caseworker, t, day)
    if text is None:
        words, event = _ask_and_write(context, note, t.case.name, day, who)
    else:
        words = _checked(stdin_text() if text == "-" else text)
        event = _write(context, note, day, who, words)
    _tell(context, note, day, words, event)


def _check_day(day: date, note: JournalNote, today: date) -> None:
    if day > today:
        raise Refused(
            _("--date: {day} has not come yet; a correction is dated today or before.").format(day=day_text(day))
        )
    if day < note.date:
        told = _("--date: {day} lies before the note itself, which is of {written}.")
        raise Refused(told.format(day=day_text(day), written=day_text(note.date)))


def _ask_and_write(context: Context, note: JournalNote, name: str, day: date, who: str | None) -> tuple[str, int]:
    """Ask for the words beneath the note as it stands, and put them beside it; returns them and the event."""
    if not context.at_terminal:
        raise UsageError(_("--text is missing: give the words of the correction, or - to read them from stdin."))
    from kontant.cli.journal_asking import Correction, asked
    from kontant.cli.note_desk import Desk
    from kontant.cli.note_leaving import leaving
    from kontant.cli.recrypting import take_in_earlier

    take_in_earlier(context)
    correction = Correction(context.path, note)
    desk = Desk(correction)
    with leaving(context, desk):
        words = _checked(asked(desk, correction, note, name))
        with desk.undisturbed():
            event = _write(context, note, day, who, words)
            correction.finished()
    return words, event


def _checked(words: str) -> str:
    """The words as they are kept: without what could redraw a screen; raises ``Refused`` where none are left."""
    from kontant.exchange.sheets import clean

    kept = "\n".join(row.rstrip() for row in clean(legible(words)).split("\n")).strip()
    if not kept:
        raise Refused(_("A correction without words says nothing; nothing was written."))
    return kept


def _write(context: Context, note: JournalNote, day: date, who: str | None, words: str) -> int:
    """Put the correction beside the note; returns the event."""
    from kontant.cli.case_fields import worded
    from kontant.store.journal import add_amendment
    from kontant.store.writes import writing

    options = {"text": "--text", "caseworker": "--caseworker"}
    with (
        worded("amendments", options),
        writing(context.path, command="note amend", who=context.who, at=context.now()) as writer,
    ):
        add_amendment(writer, note, written_on=day, caseworker=who, text=words)
    return writer.event_id


def _tell(context: Context, note: JournalNote, day: date, words: str, event: int) -> None:
    from kontant.cli.changes import undo_line

    told = _("Corrected note {n} of {written}, case {case}, on {day}; the note itself stands as it was.")
    say(told.format(n=note.id, written=day_text(note.date), case=note.case_ref, day=day_text(day)))
    say(undo_line(context, event))
    say(_("Read it with: {command}").format(command=f"{context.prefix} note show {note.id}"))
    if holds_cpr(words):
        tell(
            _("What looks like a CPR number stands in the correction; if it need not, undo this and write it without.")
        )
