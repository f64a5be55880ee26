"""Reviewing a case at the terminal: point after point, each answer in the caseload before the next is asked.

After an answer comes the next point without one, or the next one of the theme while a theme is gone through again. The
answer given before, else that of the records, is where the pointer stands, and Enter keeps it.
"""

import contextlib

from kontant.cli.note_choice import Row, choose
from kontant.cli.note_desk import Desk
from kontant.cli.note_kept import Left
from kontant.cli.note_leaving import leaving
from kontant.cli.note_prompts import GoBack
from kontant.cli.note_screen import LEAD, show_answer
from kontant.cli.note_typed import words
from kontant.cli.note_words import aside
from kontant.cli.recrypting import take_in_earlier
from kontant.cli.review_answering import Reviewing
from kontant.cli.review_keeper import RemarkKeeper
from kontant.cli.review_screen import answer_rows, done_lines, head_lines, point_lines, theme_lines
from kontant.cli.review_words import answer_text
from kontant.cli.screen import clean, line, show, wrapped
from kontant.errors import StoreError
from kontant.i18n import _
from kontant.report.benchmark import section_title
from kontant.report.review.points import ANSWERS, Point, by_theme
from kontant.store.reviews import Answer, AnsweredMeanwhile

# The rows below the answers.
_REMARK = len(ANSWERS)


def guide(state: Reviewing, point: str | None) -> None:
    """Ask what is not answered, beginning at ``point`` if given, until everything is or the reviewer leaves."""
    desk = Desk()
    interview = _Interview(state, desk)
    which = (state.review.number, state.case.case_ref, state.reviewer)
    take_in_earlier(state.context)
    desk.keeper = interview.keeper = RemarkKeeper(state.context.path, which, interview.told)
    with leaving(state.context, desk):
        show(head_lines(state))
        finished = interview.run(next((p for p in state.asked if p.id == point), None))
    if finished:
        show(wrapped(interview.told(), ""))
        show(wrapped(_("The next case: {command}").format(command=state.next_command), ""))
    else:
        _tell_left(interview)


def _tell_left(interview: "_Interview") -> None:
    """Where everything is when the reviewer has chosen to leave; a remark that could not be written too."""
    keeper = interview.keeper
    left = keeper.leave()
    show(wrapped(keeper.told(left, interview.state.context.prefix), ""))
    if left is Left.NOWHERE:
        show(line(f"  {clean(row)}") for row in keeper.unsaved())


class _Leave(Exception):
    """The reviewer wants to stop here."""


class _Interview:
    """One case while it is reviewed."""

    keeper: RemarkKeeper

    def __init__(self, state: Reviewing, desk: Desk) -> None:
        self.state, self.desk = state, desk
        self._theme: str | None = None
        self._again: list[Point] = []

    def run(self, point: Point | None) -> bool:
        """Ask, from ``point`` or the first without an answer; False where the reviewer left before the end."""
        try:
            point = point or self._next(None)
            while True:
                while point is not None:
                    point = self._asked(point)
                point = self._chosen_again()
                if point is None:
                    return True
        except _Leave:
            return False

    def told(self) -> str:
        """How far the case is, and how to go on."""
        left = len(self.state.unanswered)
        if not left:
            return _("Case {case} is done.").format(case=self.state.case.case_ref)
        answered = len(self.state.asked) - left
        told = _("{n} of {asked} points are answered; go on with: {command}")
        return told.format(n=answered, asked=len(self.state.asked), command=self.state.command)

    def _asked(self, point: Point) -> Point | None:
        """Put one point; returns the one to go to from there, None at the end."""
        if point.theme != self._theme:
            self._theme = point.theme
            held = [each for each in self.state.asked if each.theme == point.theme]
            show(theme_lines(self.state, point.theme, held))
        show(point_lines(self.state, point))
        try:
            place = choose(self.desk, answer_rows(self.state, point), at=self._pointer(point))
            if place > _REMARK:
                raise _Leave
            if place == _REMARK:
                self._remark(point)
                return point
        except GoBack:
            return self._before(point)
        if not self._write(self.state.saying(point, ANSWERS[place], self.state.remark(point))):
            return point
        show_answer(answer_text(ANSWERS[place]))
        return self._next(point)

    def _pointer(self, point: Point) -> int | None:
        at = self.state.answer(point) or self.state.filled.get(point.id)
        return ANSWERS.index(at) if at else None

    def _remark(self, point: Point) -> None:
        """Ask for the words of a remark; left empty, one that was there goes."""
        given = self.keeper.open(point.id, self.state.remark(point))
        try:
            typed = words(self.desk, LEAD, given=given, check=lambda _text: None, lines=True)
        except GoBack:  # to the point itself
            self._put_down()
            return
        answer = self.state.answer(point)
        if self._write(self.state.saying(point, answer, typed)):
            self.keeper.close()
            show_answer(self.state.remark(point))
        else:
            self._put_down()

    def _put_down(self) -> None:
        """Keep the words of a remark that is not written; they are there when it is opened again."""
        with contextlib.suppress(OSError):
            self.keeper.save()

    def _write(self, answer: Answer) -> bool:
        """Write what is said; where that cannot be, say why: the point is asked again."""
        try:
            with self.desk.undisturbed():
                self.state, _event = self.state.write(answer)
        except StoreError as error:
            aside(str(error))
            return False
        except AnsweredMeanwhile:
            aside(_("This point was answered in another window meanwhile: here it is as it stands there."))
            self.state = self.state.read_again()
            return False
        return True

    def _next(self, point: Point | None) -> Point | None:
        if self._again and point in self._again:
            later = self._again[self._again.index(point) + 1 :]
            return later[0] if later else None
        unanswered = self.state.unanswered
        at = -1 if point is None else self.state.asked.index(point)
        later = [each for each in unanswered if self.state.asked.index(each) > at]
        return next(iter(later or unanswered), None)

    def _before(self, point: Point) -> Point:
        at = self.state.asked.index(point)
        if at == 0:
            aside(_("This is the first point."))
        return self.state.asked[max(at - 1, 0)]

    def _chosen_again(self) -> Point | None:
        """Everything is answered: a theme to go through again, or None where the reviewer is content."""
        show(done_lines(self.state))
        themes = by_theme(self.state.asked)
        rows = [Row(_("Done"), letters="qQ"), *(Row(section_title(theme)) for theme, _held in themes)]
        try:
            place = choose(self.desk, rows, at=0, first=0, title=_("Done, or a theme to go through again:"))
        except GoBack:
            return self._before_end()
        if place == 0:
            return None
        self._again, self._theme = themes[place - 1][1], None
        return self._again[0]

    def _before_end(self) -> Point:
        self._again = []
        return self.state.asked[-1]
