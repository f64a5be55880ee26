"""Before a note is saved: how it will stand in the journal, what it changes, what speaks against it, and the choice."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING

from kontant.cli.effects_told import Flags
from kontant.cli.journal_words import text_lines
from kontant.cli.note_choice import Row, choose
from kontant.cli.note_context import Writing, other_names
from kontant.cli.note_guide import Interview
from kontant.cli.note_prompts import GoBack
from kontant.cli.note_screen import INDENT, fault, has_choice, show_answer
from kontant.cli.screen import Line, Piece, beside, line, shorten, show, width, wrapped
from kontant.errors import KontantError
from kontant.i18n import _
from kontant.model.person import masked
from kontant.notes.guide import Guide
from kontant.notes.template import Question
from kontant.notes.values import shown

if TYPE_CHECKING:
    from kontant.notes.checks import Concern
    from kontant.notes.saving import Saved

_CONCERN = "! "


class _Wish(Enum):
    SAVE = "save"
    CHANGE = "change"
    LEAVE = "leave"


def saved_after_review(interview: Interview, judged: Callable[[], Flags]) -> "tuple[Saved, Flags] | None":
    """Show the note, ask, and save it; None where it is left as a draft.

    With it come the flags as they were ``judged`` right before, so that the note claims nothing that others did
    while it was written.
    """
    while True:
        interview.run()
        interview.refresh()
        if interview.guide.next() is not None:
            continue
        show(_review(interview.writing, interview.guide))
        wish = _wish(interview)
        if wish is _Wish.SAVE and (saved := _save(interview, judged)) is not None:
            return saved
        if wish is _Wish.LEAVE:
            return None


def concerns_of(writing: Writing, guide: Guide) -> "list[Concern]":
    """What the gentle checks have to say."""
    from kontant.notes.checks import concerns

    return concerns(writing.template, guide.final(), writing.facts(), other_names(writing.context, writing.case_ref))


def concern_lines(found: "list[Concern]") -> Iterator[Line]:
    """Each concern with its reason; none of them is in the way of saving."""
    for concern in found:
        yield from beside(Piece(_CONCERN, "yellow"), concern.sentence, "yellow")
        yield from wrapped(concern.reason, " " * len(_CONCERN), "dim")


def unasked_text(guide: Guide) -> str:
    """Which answers stand beside the note, since in the end their questions are not asked; empty for none."""
    labels = [q.label.here for q in guide.template.questions if q.id in guide.unasked()]
    told = _("Kept with the note but not shown in it, since it is no longer asked: {labels}")
    return told.format(labels=", ".join(labels)) if labels else ""


def _review(writing: Writing, guide: Guide) -> Iterator[Line]:
    from kontant.notes.effects import Head, planned, told
    from kontant.notes.render import text

    answers = guide.final()
    facts = guide.facts
    yield line()
    yield line(Piece(_("The note as it will stand in the journal"), "bold"))
    words = text(writing.template, answers, note_date=writing.day, caseworker=writing.caseworker)
    yield from text_lines(masked(words), INDENT)
    if unasked := unasked_text(guide):
        yield line()
        yield from wrapped(unasked, "", "dim")
    steps = told(
        planned(writing.template, answers, facts, Head(writing.day, writing.caseworker, writing.context.today))
    )
    if steps:
        yield line()
        yield line(Piece(_("What it changes in the case"), "bold"))
    for step in steps:
        yield from beside(Piece(f"{INDENT}- "), masked(step))
    found = concerns_of(writing, guide)
    if found:
        yield line()
        yield line(Piece(_("Before you save"), "bold"))
        yield from concern_lines(found)


def _wish(interview: Interview) -> _Wish:
    """What the person wants; a changed answer comes back as ``CHANGE``, to be looked at again."""
    does = [
        (_Wish.SAVE, _("Save the note")),
        (_Wish.CHANGE, _("Change an answer")),
        (_Wish.LEAVE, _("Leave it as a draft")),
    ]
    show([line()])
    try:
        place = choose(interview.desk, [Row(text) for _wish, text in does], at=0)
        show_answer(does[place][1])
        if does[place][0] is _Wish.CHANGE:
            interview.change(_which(interview))
        return does[place][0]
    except GoBack:
        last = interview.last_asked()
        if last is not None:
            interview.change(last)
        return _Wish.CHANGE


def _which(interview: Interview) -> Question:
    guide = interview.guide
    questions = [q for q in guide.shown() if has_choice(q, guide)]
    room = width() - 10
    rows = [Row(shorten(f"{q.label.here}: {masked(_answered(guide, q))}", room)) for q in questions]
    return questions[choose(interview.desk, rows, at=None)]


def _answered(guide: Guide, question: Question) -> str:
    return shown(question, guide.answers.get(question.id), guide.choices(question)) or "–"


def _save(interview: Interview, judged: Callable[[], Flags]) -> "tuple[Saved, Flags] | None":
    """Save the note; where that is refused, the reason is said and everything stays as it was."""
    from kontant.notes.saving import save

    writing, keeper = interview.writing, interview.keeper
    keeper.keep()
    try:
        with interview.desk.undisturbed():
            before = judged()
            saved = save(
                writing.context.path,
                template=writing.template,
                answers=interview.guide.final(),
                # The case as the review showed it: what was changed elsewhere since is refused, not followed blindly.
                facts=interview.guide.facts,
                case_ref=writing.case_ref,
                note_date=writing.day,
                caseworker=writing.caseworker,
                draft=keeper.draft,
                who=writing.context.who,
                at=writing.context.now(),
                today=writing.context.today,
            )
            keeper.finished()
    except KontantError as error:
        fault(str(error))
        keeper.look_again()
        return None
    return saved, before
