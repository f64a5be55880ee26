"""What stands on the screen around a question: the head of the note, the question with its help, what was answered."""

from collections.abc import Iterable, Iterator, Mapping

from kontant.cli.note_context import Writing
from kontant.cli.screen import Line, Piece, beside, clean, line, on_terminal, shorten, show, width, wrapped
from kontant.i18n import N_, _, day_text
from kontant.model.person import masked
from kontant.notes.guide import Guide
from kontant.notes.template import RECORD_KINDS, Question
from kontant.notes.values import lines as answer_lines
from kontant.notes.values import shown as answer_text

INDENT = "  "
LEAD = "> "
# Lines of the screen for a text of last time, and for all that stands beside a question; the rest is in the journal.
_LAST_LINES = 3
_BESIDE_LINES = 10

FACT_TITLES: Mapping[str, str] = {
    "goals_text": N_("Goals"),
    "agreements": N_("Agreements in force"),
    "agreements_last": N_("Agreements of last time"),
    "planned_text": N_("Planned"),
    "deadlines_text": N_("Deadlines and what comes"),
    "statements_text": N_("Statements"),
    "offers_text": N_("Offers"),
    "exemptions_text": N_("Exemptions"),
    "regards": N_("Regards to take"),
    "works_in_contact": N_("What works in contact"),
    "challenges_text": N_("Challenges"),
    "tried_text": N_("What has been tried"),
    "record_text": N_("Chosen"),
    "reduction_text": N_("Reduction"),
}
"""What each text fact is called beside a question."""


def head(writing: Writing, name: str, draft: int) -> Iterator[Line]:
    """Whose note this is, and how to move about in it."""
    yield line()
    yield from wrapped(f"{writing.template.name.here} · {name} · {writing.case_ref}", "", "bold")
    about = [day_text(writing.day)]
    if writing.caseworker:
        about.append(_("caseworker {who}").format(who=writing.caseworker))
    about.append(_("draft {number}").format(number=draft))
    yield from wrapped(" · ".join(about), "", "dim")
    ways = (
        _("Enter goes on"),
        _("Alt-Enter: new line"),
        _("Ctrl-O: your editor"),
        _("Shift-Tab or <: back"),
        _("Ctrl-C: stop, the draft is kept"),
    )
    yield from _spread(ways)


def answered_lines(guide: Guide) -> Iterator[Line]:
    """What stands in a draft already, a line for each question."""
    answered = [q for q in asked(guide) if guide.answers.get(q.id) is not None]
    if answered:
        yield line()
        yield line(Piece(_("Answered so far"), "bold"))
    for question in answered:
        told = answer_text(question, guide.answers[question.id], guide.choices(question))
        row = f"{question.label.here}: {masked(told)}"
        yield line(Piece(INDENT + (shorten(row, width() - len(INDENT)) if on_terminal() else clean(row)), "dim"))


def _spread(parts: Iterable[str]) -> Iterator[Line]:
    """Short sentences side by side, as many to a line as there is room for."""
    row = ""
    for part in parts:
        longer = f"{row} · {part}" if row else part
        if row and len(longer) > width():
            yield line(Piece(row, "dim"))
            longer = part
        row = longer
    yield line(Piece(row, "dim"))


def question_lines(question: Question, guide: Guide) -> Iterator[Line]:
    """A question with its place among those that are asked, its help, and what helps to answer it."""
    yield line()
    yield line(Piece(_place(question, guide), "cyan"), Piece(f"  {clean(question.label.here)}", "bold"))
    yield from wrapped(question.text.here, INDENT)
    if question.help is not None:
        yield from wrapped(question.help.here, INDENT, "dim")
    if question.show is not None:
        facts = guide.facts.lines(question.show, guide.answers)
        yield from _beside(_(FACT_TITLES.get(question.show, question.show)), facts)
    last = guide.last(question)
    if last is not None:
        yield from _beside(_("Last time"), answer_lines(question, last, guide.choices(question)))
    if question.kind in ("several", "records"):
        yield from wrapped(_("A number or the space bar marks; Enter goes on."), INDENT, "dim")


def taken_line(taken: Iterable[tuple[Question, object]], guide: Guide) -> Iterator[Line]:
    """What the case answered itself."""
    told = [
        f"{question.label.here}: {answer_text(question, value, guide.choices(question))}" for question, value in taken
    ]
    if told:
        yield line()
        yield from wrapped(_("From the case: {answers}").format(answers=" · ".join(map(masked, told))), "", "dim")


def answer_lines_shown(text: str, lead: str = LEAD) -> Iterator[Line]:
    """An answer as it stays on the screen."""
    for number, row in enumerate(text.split("\n")):
        yield from beside(Piece(lead if not number else " " * len(lead)), row)


def show_answer(text: str, lead: str = LEAD) -> None:
    """Leave an answer standing on the screen; an empty one as a dash."""
    show(answer_lines_shown(text or "–", lead))


def fault(text: str) -> None:
    """Say what is wrong, in a line of its own."""
    show(wrapped(text, INDENT, "red"))


def asked(guide: Guide) -> list[Question]:
    """The shown questions that are put to the person: not those that the case answers, or has nothing to offer for."""
    taken = {question.id for question, _value in guide.taken}
    return [q for q in guide.shown() if q.id not in taken and has_choice(q, guide)]


def has_choice(question: Question, guide: Guide) -> bool:
    """Whether there is anything to answer with: an optional question for a record has nothing where there is none."""
    return question.kind not in RECORD_KINDS or question.required or bool(guide.choices(question))


def _place(question: Question, guide: Guide) -> str:
    """Which of the questions this is; one that the case answered counts once it is asked after all."""
    ids = [each.id for each in guide.shown() if each in asked(guide) or each.id == question.id]
    return f"{ids.index(question.id) + 1}/{len(ids)}" if question.id in ids else ""


def _beside(title: str, told: list[str]) -> Iterator[Line]:
    """What stands beside a question, dim, cut where it is long."""
    rows = [row for text in told for row in masked(text).split("\n") if row.strip()]
    if not rows:
        return
    if len(rows) == 1:
        yield from _cut(f"{title}: {rows[0]}", INDENT)
        return
    yield line(Piece(f"{INDENT}{title}:", "dim"))
    lines = [cut for row in rows for cut in _cut(row, INDENT * 2)]
    yield from lines[:_BESIDE_LINES]
    if len(lines) > _BESIDE_LINES:
        yield line(Piece(f"{INDENT * 2}…", "dim"))


def _cut(text: str, indent: str) -> Iterator[Line]:
    """A text in three lines of the screen at most."""
    room = width() - len(indent)
    yield from wrapped(shorten(text, room * _LAST_LINES - room // 4), indent, "dim")
