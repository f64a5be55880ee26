"""Writing a note at a terminal, from the first question to the journal."""

from kontant.cli.context import Context
from kontant.cli.effects_told import raised, raised_now
from kontant.cli.judging import evaluator
from kontant.cli.note_after import tell_saved
from kontant.cli.note_context import Writing, case_named, note_day, own_templates, template_of, writer_of
from kontant.cli.note_desk import Desk
from kontant.cli.note_guide import Interview, refuse_without_records
from kontant.cli.note_keeper import Keeper
from kontant.cli.note_kept import Left
from kontant.cli.note_leaving import leaving
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
from kontant.cli.read_log import looked_once
from kontant.cli.recrypting import take_in_earlier
from kontant.cli.screen import hung, show
from kontant.model.timeline import Case
from kontant.store.drafts import Draft

COMMAND = "note"
"""What the log calls a note that is being written: its menu and its questions show what stands in the case."""


def begin(context: Context, case_text: str, form: str | None, day_text: str | None, caseworker: str | None) -> None:
    """Write a new note, or go on with a draft of the same form in the same case."""
    take_in_earlier(context)
    found = case_named(context, case_text)
    day = note_day(context, day_text, found.case)
    looked_once(context, COMMAND, found.case.case_ref)
    desk = Desk()
    with leaving(context, desk):
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
    take_in_earlier(context)
    case_ref = case_named(context, case_text).case.case_ref if case_text else None
    desk = Desk()
    with leaving(context, desk):
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

    looked_once(context, COMMAND, case.case_ref)
    template = load(draft.form, own_templates(context))
    keeper = desk.keeper = Keeper(context.path, draft, context.now, desk.keyboard.interruptible, desk.undisturbed)
    take_in(keeper, template)
    writing = Writing(context, template, draft.case_ref, draft.date, draft.caseworker)
    show(head(writing, case.name, keeper.draft.id))
    tell_version(template, draft)
    rules = evaluator(context, context.today)
    interview = Interview(writing, desk, keeper)
    show(answered_lines(interview.guide))
    done = saved_after_review(interview, lambda: raised(context, rules, draft.case_ref))
    if done is None:
        show(hung(keeper.told(Left.SAVED, context.prefix)))
    else:
        tell_saved(writing, *done, raised_now(context, rules, draft.case_ref))
