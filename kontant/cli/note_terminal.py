"""Writing a note at a terminal, from the first question to the journal; and leaving it on the way without a loss."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn

from kontant.cli.context import Context
from kontant.cli.effects_told import raised
from kontant.cli.judging import evaluator
from kontant.cli.note_after import tell_saved
from kontant.cli.note_context import Writing, case_named, note_day, own_templates, template_of, writer_of
from kontant.cli.note_desk import Closed, Desk
from kontant.cli.note_guide import Interview, refuse_without_records
from kontant.cli.note_keeper import Keeper
from kontant.cli.note_review import saved_after_review
from kontant.cli.note_screen import answered_lines, head
from kontant.cli.note_start import (
    chosen_template,
    draft_to_go_on_with,
    draft_to_resume,
    new_draft,
    take_in,
    tell_version,
)
from kontant.cli.note_words import aside
from kontant.cli.screen import say, show
from kontant.i18n import _
from kontant.model.timeline import Case
from kontant.store.drafts import Draft

_INTERRUPTED = 130


def begin(context: Context, case_text: str, form: str | None, day_text: str | None, caseworker: str | None) -> None:
    """Write a new note, or go on with a draft of the same form in the same case."""
    found = case_named(context, case_text)
    day = note_day(context, day_text, found.case)
    desk = Desk()
    with _leaving(context, desk):
        template = template_of(context, form) if form else chosen_template(context, desk, found.case.case_ref)
        draft = draft_to_go_on_with(context, desk, found.case.case_ref, template.id)
        if draft is None:
            who = writer_of(context, caseworker, found, day)
            writing = Writing(context, template, found.case.case_ref, day, who)
            refuse_without_records(writing.guide({}))
            draft = new_draft(context, writing.case_ref, template, day, who)
        else:
            draft = _redated(context, draft, found.case, day_text, caseworker)
        _write(context, desk, draft, found.case)


def resume(
    context: Context, number: int | None, case_text: str | None, day_text: str | None, caseworker: str | None
) -> None:
    """Go on with a draft where one stopped."""
    case_ref = case_named(context, case_text).case.case_ref if case_text else None
    desk = Desk()
    with _leaving(context, desk):
        draft = draft_to_resume(context, desk, number, case_ref)
        case = case_named(context, draft.case_ref).case
        _write(context, desk, _redated(context, draft, case, day_text, caseworker), case)


def _redated(context: Context, draft: Draft, case: Case, day_text: str | None, caseworker: str | None) -> Draft:
    """The draft with the day and the caseworker that were typed this time."""
    if day_text is not None:
        draft = draft._replace(date=note_day(context, day_text, case))
    return draft if caseworker is None else draft._replace(caseworker=caseworker)


def _write(context: Context, desk: Desk, draft: Draft, case: Case) -> None:
    """Ask, review, save, tell."""
    from kontant.notes.template_file import load

    template = load(draft.form, own_templates(context))
    keeper = desk.keeper = Keeper(context.path, draft, context.now, desk.keyboard.interruptible)
    take_in(keeper, template)
    writing = Writing(context, template, draft.case_ref, draft.date, draft.caseworker)
    show(head(writing, case.name, keeper.draft.id))
    tell_version(template, draft)
    rules = evaluator(context, context.today)
    before = raised(context, rules, draft.case_ref)
    interview = Interview(writing, desk, keeper)
    show(answered_lines(interview.guide))
    saved = saved_after_review(interview)
    if saved is None:
        say(_kept(context, keeper))
    else:
        tell_saved(writing, saved, before, raised(context, rules, draft.case_ref))


@contextlib.contextmanager
def _leaving(context: Context, desk: Desk) -> Iterator[None]:
    """However the note is left, its words are on disk; where the person asked for it, one line says how to go on."""
    try:
        with desk.attended():
            yield
    except (KeyboardInterrupt, EOFError):
        _leave(context, desk, _INTERRUPTED)
    except Closed as closed:
        _leave(context, desk, closed.code)
    except BaseException:
        if desk.ended_by is not None:  # the terminal went away under a prompt
            _leave(context, desk, 128 + desk.ended_by)
        if desk.keeper is not None and not desk.keeper.is_finished:
            desk.keeper.leave()
            aside(_kept(context, desk.keeper))
        raise


def _leave(context: Context, desk: Desk, code: int) -> NoReturn:
    """End with ``code``. By ``SystemExit``: the words of an interruption elsewhere would be wrong here."""
    keeper = desk.keeper
    told = _("Interrupted; nothing had been written.")
    if keeper is not None and not keeper.is_finished:
        saved = keeper.leave()
        told = _kept(context, keeper) if saved else _kept_beside(context, keeper)
    elif keeper is not None:
        told = _("The note is saved.")
    try:
        sys.stdout.flush()
        aside(told)
        sys.stderr.flush()
    except OSError:
        _silence()
    raise SystemExit(code)


def _silence() -> None:
    """The terminal went away: nothing more can be said, and that is no failure at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nowhere, stream.fileno())


def _kept(context: Context, keeper: Keeper) -> str:
    command = f"{context.prefix} note --resume {keeper.draft.id}"
    return _("Draft {number} is kept; go on with: {command}").format(number=keeper.draft.id, command=command)


def _kept_beside(context: Context, keeper: Keeper) -> str:
    told = _("The caseload could not be written, so your words are kept beside it; go on with: {command}")
    return told.format(command=f"{context.prefix} note --resume {keeper.draft.id}")
