"""The guide at the terminal: question after question, each answer on disk before the next is asked."""

from kontant.cli.note_asking import ask
from kontant.cli.note_context import Writing
from kontant.cli.note_desk import Desk
from kontant.cli.note_keeper import Keeper
from kontant.cli.note_prompts import GoBack
from kontant.cli.note_screen import asked, question_lines, taken_line
from kontant.cli.note_words import aside
from kontant.cli.screen import show
from kontant.errors import Refused
from kontant.i18n import _
from kontant.notes.guide import Guide
from kontant.notes.template import RECORD_KINDS, Question


class Interview:
    """One note while it is asked for."""

    def __init__(self, writing: Writing, desk: Desk, keeper: Keeper) -> None:
        """Go on with ``keeper``'s draft, whether anything is in it yet or not."""
        self.writing, self.desk, self.keeper = writing, desk, keeper
        self._draft = keeper.draft.id
        self._told: list[str] = []
        self.guide = writing.guide(keeper.answers)

    def run(self) -> None:
        """Ask, from where one stopped, until every question that is shown has its answer."""
        question = self._stopped_at() or self._next()
        while question is not None:
            self._stand_at(question)
            question = self._asked(question)
        self._stand_at(None)

    def change(self, question: Question) -> None:
        """Ask one question again, and then what its new answer brings."""
        self._stand_at(question)
        self._stand_at(self._asked(question))
        self.run()

    def refresh(self) -> None:
        """Look at the case again: another terminal may have changed it meanwhile."""
        self.guide = self.writing.guide(self.guide.answers)

    def last_asked(self) -> Question | None:
        """The last question that was put to the person."""
        return next(reversed(asked(self.guide)), None)

    def _stopped_at(self) -> Question | None:
        place = self.keeper.place
        return next((question for question in self.guide.shown() if question.id == place), None)

    def _asked(self, question: Question) -> Question | None:
        """Put one question; returns the one to go to from there, None at the end."""
        show(question_lines(question, self.guide))
        _refuse_without_records(question, self.guide)
        try:
            ask(self.desk, self.guide, question, self.keeper.words.get(question.id))
        except GoBack:
            return self._before(question)
        self.keeper.answered(self.guide.answers)
        return self._next()

    def _next(self) -> Question | None:
        question = self.guide.next()
        new = [(q, value) for q, value in self.guide.taken if q.id not in self._told]
        show(taken_line(new, self.guide))
        self._told += [q.id for q, _value in new]
        return question

    def _before(self, question: Question) -> Question:
        earlier = self.guide.previous(question)
        if earlier is None:
            aside(_("This is the first question."))
        return earlier or question

    def _stand_at(self, question: Question | None) -> None:
        """What is answered, and where one is now, go on disk before anything more is asked."""
        self.keeper.at(question.id if question else None)
        self.keeper.keep()
        if self.keeper.draft.id != self._draft:
            told = _("Draft {old} was gone on with elsewhere; your words are kept in draft {new}.")
            aside(told.format(old=self._draft, new=self.keeper.draft.id))
            self._draft = self.keeper.draft.id


def refuse_without_records(guide: Guide) -> None:
    """Raise ``Refused`` where the first question needs a record of the case and there is none."""
    question = guide.next()
    if question is not None:
        _refuse_without_records(question, guide)


def _refuse_without_records(question: Question, guide: Guide) -> None:
    if question.kind in RECORD_KINDS and question.required and not guide.choices(question):
        none = question.none
        raise Refused(none.here if none else _("There is none in the case that can be chosen here."))
