"""How a note begins at a terminal: which form, which draft to go on with, and what was left outside the draft."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import date

from kontant.cli import note_private as private
from kontant.cli.context import Context
from kontant.cli.judging import evaluator
from kontant.cli.note_choice import Row, choose
from kontant.cli.note_context import draft_of, own_templates
from kontant.cli.note_desk import Desk
from kontant.cli.note_keeper import Keeper
from kontant.cli.note_prompts import GoBack
from kontant.cli.note_rows import Half, half
from kontant.cli.note_screen import INDENT, show_answer
from kontant.cli.note_words import answer_count, aside, time_text
from kontant.cli.screen import Piece, beside, line, say, show, tell
from kontant.errors import NotFound
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import NOTE_TEMPLATE, name_of
from kontant.notes.template import Template
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step
from kontant.store import drafts, timelines
from kontant.store.drafts import Draft
from kontant.store.reading import reading


def chosen_template(context: Context, desk: Desk, case_ref: str) -> Template:
    """The form that the person chooses, those that the case's flags call for first."""
    from kontant.cli.due_screen import when_text
    from kontant.notes.template_file import available

    known = available(own_templates(context), tell)
    called = called_for(context, case_ref)
    forms = [*(known[form] for form in called if form in known), *(t for t in known.values() if t.id not in called)]
    show([line(), line(Piece(_("Which note?"), "bold"))])
    rows = [
        Row(form.name.here, when_text(called[form.id], context.today) if form.id in called else "") for form in forms
    ]
    place = _chosen(desk, rows, 0 if called else None)
    show_answer(forms[place].name.here)
    return forms[place]


def called_for(context: Context, case_ref: str) -> Mapping[str, Flag]:
    """The forms that the case's flags ask for, each with its worst flag, the worst first."""
    rules = evaluator(context, context.today)
    with reading(context.path) as connection:
        t = timelines.timeline(connection, case_ref, rules.reads())
    found: dict[str, Flag] = {}
    for flag in rules.flags(t) if t else ():
        verb, *_case, form = next_step(flag, "").split()
        if verb == "note":
            found.setdefault(form, flag)
    return found


def draft_to_go_on_with(context: Context, desk: Desk, case_ref: str, form: str) -> Draft | None:
    """A draft of the same form in the same case, if there is one and the person wants it."""
    found = [draft for draft in _to_go_on_with(context) if (draft.case_ref, draft.form) == (case_ref, form)]
    if not found:
        return None
    show([line(), line(Piece(_("A draft of this note has been begun already."), "bold"))])
    rows = [Row(_("Go on with {draft}").format(draft=draft_text(draft))) for draft in found]
    place = _chosen(desk, [*rows, Row(_("Begin a new one; the draft stays"))], 0)
    return _as_it_is_now(context, found[place]) if place < len(found) else None


def _to_go_on_with(context: Context) -> list[Draft]:
    """The drafts in which there is something; one that another terminal has only just begun is no use here."""
    with reading(context.path) as connection:
        found = drafts.drafts(connection)
    return [d for d in found if d.answers or d.partial or private.lies_beside(context.path, d.id)]


def draft_to_resume(context: Context, desk: Desk, number: int | None, case_ref: str | None) -> Draft:
    """The draft of that number, restored if it had been discarded; without a number the only one, or one chosen."""
    if number is not None:
        return restored(context, draft_of(context, number, case_ref))
    waiting = [draft for draft in _to_go_on_with(context) if case_ref in (None, draft.case_ref)]
    if not waiting:
        raise NotFound(_("There is no draft to go on with."))
    if len(waiting) == 1:
        return waiting[0]
    show([line(), line(Piece(_("Which draft?"), "bold"))])
    return _as_it_is_now(context, waiting[_chosen(desk, [Row(_waiting(d)) for d in waiting], 0)])


def _as_it_is_now(context: Context, chosen: Draft) -> Draft:
    """The draft from the disk: while one was choosing, another terminal may have gone on with it."""
    return restored(context, draft_of(context, chosen.id))


def _waiting(draft: Draft) -> str:
    return f"{draft.case_ref}  {name_of(NOTE_TEMPLATE, draft.form)}: {draft_text(draft)}"


def restored(context: Context, draft: Draft) -> Draft:
    """The draft, taken up again where it had been discarded."""
    if draft.discarded is None:
        return draft
    drafts.restore(context.path, draft.id)
    return draft_of(context, draft.id)


def draft_text(draft: Draft) -> str:
    """Which draft it is, in a few words."""
    count = answer_count(draft)
    told = ngettext("{n} answer", "{n} answers", count).format(n=count)
    return _("draft {number} of {date}: {answers}, saved {time}").format(
        number=draft.id, date=day_text(draft.date), answers=told, time=time_text(draft.saved)
    )


def take_in(keeper: Keeper, template: Template) -> None:
    """Bring in what lies beside the draft: words that an editor still had, and what could not be saved."""
    path, number = keeper.path, keeper.draft.id
    spilled = private.spilled(path, number)
    if spilled is not None:
        keeper.take_in(spilled)
        keeper.keep()
        private.forget_spilled(path, number)
        aside(_("What could not be saved last time is here again."))
    for place, file in private.left_by_editor(path, number):
        words = private.read(file)
        if words is None:
            continue
        if words and _take_words(keeper, template, place, words):
            aside(_("The words that were in your editor are here again."))
        keeper.keep()
        # Only now: the words stand in the draft.
        private.take_in(file)
    _tell_homeless(keeper, template)


def _take_words(keeper: Keeper, template: Template, place: str, words: str) -> bool:
    """Put an editor's words at their question; False where they stand there already."""
    before = keeper.words.get(place)
    if any(q.id == place and q.kind == "list" for q in template.questions):
        words = (half(before) or Half([], {}, ""))._replace(words=words).text()
    if words == before:
        return False
    keeper.at(place)
    keeper.typed(words)
    return True


def _tell_homeless(keeper: Keeper, template: Template) -> None:
    """Words of questions that the form has no more are shown: the draft holds them, but nothing asks for them."""
    known = {question.id for question in template.questions}
    for place, words in keeper.words.items():
        if place not in known:
            aside(_("The form no longer asks what these words were written for:"))
            show(row for text in words.split("\n") for row in beside(Piece(INDENT), text))


def tell_version(template: Template, draft: Draft) -> None:
    """Say that the form has changed since the draft was begun."""
    if draft.version != template.version:
        say(_("The form has changed since this draft was begun; answers that no longer fit are asked for again."))


def _chosen(desk: Desk, rows: Sequence[Row], at: int | None) -> int:
    while True:
        with contextlib.suppress(GoBack):  # there is nothing before this
            return choose(desk, rows, at=at)


def new_draft(context: Context, case_ref: str, template: Template, day: date, caseworker: str | None) -> Draft:
    """A draft without answers."""
    return drafts.start(
        context.path,
        case_ref=case_ref,
        form=template.id,
        version=template.version,
        date=day,
        caseworker=caseworker,
        who=context.who,
        at=context.now(),
    )
