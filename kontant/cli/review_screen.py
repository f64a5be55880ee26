"""What stands on the screen while a case is reviewed: its head, what the records answer theme by theme, a point."""

from collections.abc import Iterator

from kontant.cli.note_choice import Row
from kontant.cli.review_answering import Reviewing
from kontant.cli.review_words import answer_text
from kontant.cli.screen import Line, Piece, beside, clean, line, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import CHALLENGE, TARGET_GROUP, TRACK, name_of
from kontant.report.benchmark import section_title
from kontant.report.review.points import ANSWERS, NO, NOT_RELEVANT, YES, Point
from kontant.report.review.review_words import group_text
from kontant.rules.continuity import coordinator_on

INDENT = "  "
# Each answer is also chosen by a letter, in either language.
_LETTERS = {YES: "yYjJ", NO: "nN", NOT_RELEVANT: "iI"}


def head_lines(state: Reviewing) -> Iterator[Line]:
    """Whose case it is, what one must know of it, and how to move about."""
    case = state.t.case
    yield line()
    told = _("Review {number} · case {place} of {of} · {name} · {case}")
    yield from wrapped(
        told.format(
            number=state.review.number, place=state.place, of=state.of, name=case.name, case=state.case.case_ref
        ),
        "",
        "bold",
    )
    yield from wrapped(" · ".join(_facts(state)), "", "dim")
    look = _("The whole case: {show}; its notes: {notes}")
    prefix = state.context.prefix
    yield from wrapped(
        look.format(
            show=f"{prefix} case show {case.case_ref} --as-of {state.review.as_of}",
            notes=f"{prefix} note list {case.case_ref} --as-of {state.review.as_of}",
        ),
        "",
        "dim",
    )
    ways = _(
        "Enter keeps what the pointer is at · y, n, i: yes, no, not relevant · Shift-Tab or <: back · "
        "q or Ctrl-C: leave, every answer is kept"
    )
    yield from wrapped(ways, "", "dim")


def _facts(state: Reviewing) -> Iterator[str]:
    case, day = state.t.case, state.review.as_of
    yield _("as of {date}").format(date=day_text(day))
    yield group_text(state.case.group)
    yield name_of(TARGET_GROUP, case.target_group)
    yield name_of(TRACK, case.track)
    challenges = [name_of(CHALLENGE, code) for code in case.challenges.split("|") if code]
    yield ", ".join(challenges) or _("no challenges")
    if who := coordinator_on(state.t, day):
        yield _("caseworker {who}").format(who=who)
    yield _("reviewer {who}").format(who=state.reviewer)


def theme_lines(state: Reviewing, theme: str, held: list[Point]) -> Iterator[Line]:
    """A theme begins: its name, and what the records answer of it."""
    yield line()
    counted = ngettext("{n} point", "{n} points", len(held)).format(n=len(held))
    yield line(Piece(f"{section_title(theme)}", "bold cyan"), f"  {counted}")
    filled = [point for point in held if point.id in state.filled]
    if not filled:
        yield from wrapped(_("The records answer none of them."), INDENT, "dim")
        return
    told = ngettext("The records answer {n} of them:", "The records answer {n} of them:", len(filled))
    yield from wrapped(told.format(n=len(filled)), INDENT, "dim")
    for point in filled:
        lead = answer_text(state.filled[point.id]).ljust(4)
        yield from beside(Piece(f"{INDENT}{lead} ", "dim"), point.text, "dim", INDENT)


def point_lines(state: Reviewing, point: Point) -> Iterator[Line]:
    """A point with its place, what to look for, the national value, and the remark on it."""
    yield line()
    place = f"{state.asked.index(point) + 1}/{len(state.asked)}"
    yield from beside(Piece(f"{place}  ", "cyan"), point.text, "bold")
    yield from wrapped(point.look_for, INDENT, "dim")
    if point.id in state.filled:
        told = _("The records say: {answer}").format(answer=answer_text(state.filled[point.id]))
        yield from wrapped(told, INDENT)
    if remark := state.remark(point):
        yield from beside(Piece(_("Remark:") + " "), clean(remark.replace("\n", " ")), indent=INDENT)


def answer_rows(state: Reviewing, point: Point) -> list[Row]:
    """The rows to choose from: the answers in order, then a remark, then leaving."""
    said = state.filled.get(point.id)
    rows = [
        Row(answer_text(answer).capitalize(), _("as the records say") if said == answer else "", _LETTERS[answer])
        for answer in ANSWERS
    ]
    remark = _("Change the remark") if state.remark(point) else _("Write a remark")
    return [*rows, Row(remark, letters="rRbB"), Row(_("Save and leave"), letters="qQ")]


def done_lines(state: Reviewing) -> Iterator[Line]:
    """Every point is answered."""
    yield line()
    told = _("All {n} points of case {case} are answered.")
    yield from wrapped(told.format(n=len(state.asked), case=state.case.case_ref), "", "bold")
