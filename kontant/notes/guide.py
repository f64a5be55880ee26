"""The guide through a template's questions: which comes next, what may be left, what is still missing.

A pure state machine: it asks nothing itself and keeps nothing on disk. After every answer, which questions are
asked is worked out anew; an answer to a question that is no longer asked stays where it is.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kontant.i18n import _
from kontant.notes.conditions import has_value, holds
from kontant.notes.expressions import Facts, Scope, resolve, resolve_date
from kontant.notes.names import FROM_CASE, NEW, RESERVED, SHOWN_KEY, UNASKED
from kontant.notes.single import is_empty
from kontant.notes.template import RECORD_KINDS, Question, Template
from kontant.notes.values import BadAnswer, BadAnswers, read

__all__ = ["Facts", "Guide"]

_NOT_KNOWN = object()
# Each is compared with all questions; nobody corrects more at a time.
_MOST_UNKNOWN = 40


class Guide:
    """One note under way.

    ``answers`` holds what was answered so far in JSON form, shown or not, and under ``_from_case`` the questions that
    the case answered; ``taken`` is what it answered in the person's place, in the order in which it was taken, for
    the screen to tell.
    """

    def __init__(
        self,
        template: Template,
        facts: Facts,
        answers: dict[str, Any],
        note_date: date,
        today: date,
        caseworker: str | None = None,
    ) -> None:
        """``answers`` are those of a draft, or none; what the case had answered in it is taken from the case anew."""
        self.template, self.facts, self.answers = template, facts, answers
        self.note_date, self.today, self.caseworker = note_date, today, caseworker
        self.taken: list[tuple[Question, Any]] = []
        self._take_anew()

    def shown(self) -> list[Question]:
        """The questions whose conditions hold now, in order."""
        return [question for question, _before in self._walk()]

    def next(self) -> Question | None:
        """The first shown question without an answer; takes what the case answers itself into ``taken``."""
        for question, before in self._walk():
            if not self._stands(question, before) and not self._take(question, before):
                return question
        return None

    def previous(self, question: Question) -> Question | None:
        """The shown question before this one that was put to the person; None at the first."""
        found = None
        for earlier, _before in self._walk():
            if earlier.id == question.id:
                break
            if earlier.id not in self._from_case():
                found = earlier
        return found

    def default(self, question: Question) -> Any:
        """What Enter accepts: the answer as it stands, else the template's default; None if there is none."""
        before = self._before(question)
        if self._stands(question, before):
            return self.answers[question.id]
        return self._proposed(question, question.default, before)

    def last(self, question: Question) -> Any:
        """What was answered in the latest note of the same form in the case, where the question shows that."""
        if not question.show_last:
            return None
        columns = tuple(column._replace(earliest=None, latest=None) for column in question.columns)
        free = replace(question, required=False, earliest=None, latest=None, columns=columns)
        return self._readable(free, self.facts.last(question.id), None)

    def choices(self, question: Question) -> list[tuple[str, str]]:
        """What may be chosen: the code (or key text, or ``new``) and the words, in the language in use."""
        if question.kind in RECORD_KINDS:
            new = [(NEW, _("a new record"))] if question.new else []
            return [*self._records(question), *new]
        return [(choice.code, choice.text.here) for choice in question.choices]

    def answer(self, question: Question, raw: Any) -> Any:
        """Validate and keep an answer, typed or from a file; returns its JSON form. Raises ``BadAnswer``."""
        value = self._read(question, raw, self._before(question))
        accepted = self._accepted_after(question) if self._chooses_another(question, value) else []
        self.answers[question.id] = value
        self._from_case_are([each for each in self._from_case() if each != question.id])
        self._forget_taken_after(question)
        self._forget_accepted(accepted)
        return value

    def fill(self, given: Mapping[str, Any]) -> None:
        """Answer from a file, question by question: what is left out takes its default, an empty text leaves it empty.

        An answer that cannot stand counts as left out, and all of them are told in the end: raises ``BadAnswers``.
        What is still required afterwards, ``missing`` tells.
        """
        faults = self._unknown(given)
        filled = {key: value for key, value in given.items() if not is_empty(value)}
        for question, before in self._walk():
            if self._answer_from(filled, question, faults) or self._stands(question, before):
                continue
            if not self._take(question, before):
                self._leave(question, question.id in given and question.id not in filled, before)
        shown = {question.id for question in self.shown()}
        for question in self.template.questions:
            if question.id not in shown:
                self._answer_from(filled, question, faults)
        if faults:
            raise BadAnswers(faults)

    def missing(self) -> list[Question]:
        """The shown required questions without an answer."""
        return [q for q, before in self._walk() if q.required and not self._stands(q, before)]

    def unasked(self) -> dict[str, Any]:
        """Answers to questions that are not shown now, or that the template no longer has."""
        shown = {question.id for question in self.shown()}
        return {
            key: value
            for key, value in self.answers.items()
            if key not in shown and key not in {FROM_CASE, *self._from_case()} and has_value(value)
        }

    def final(self) -> dict[str, Any]:
        """The answers of the note: those shown, in order, and the rest under ``_unasked`` where there is any."""
        standing = {q.id: self.answers[q.id] for q, before in self._walk() if self._stands(q, before)}
        unasked = self.unasked()
        return standing | ({UNASKED: unasked} if unasked else {})

    def _walk(self) -> Iterator[tuple[Question, dict[str, Any]]]:
        """The shown questions, each with the answers that stand before it; follows what is answered on the way."""
        before: dict[str, Any] = {}
        for question in self.template.questions:
            if holds(question.when, before, self.facts, note_date=self.note_date):
                yield question, before
                if self._stands(question, before):
                    before[question.id] = self.answers[question.id]

    def _before(self, question: Question) -> dict[str, Any]:
        found: dict[str, Any] = {}
        ids = {each.id for each in self.template.questions[: self._place(question)]}
        for each, before in self._walk():
            if each.id in ids and self._stands(each, before):
                found[each.id] = self.answers[each.id]
        return found

    def _place(self, question: Question) -> int:
        return next(place for place, each in enumerate(self.template.questions) if each.id == question.id)

    def _stands(self, question: Question, before: dict[str, Any]) -> bool:
        """Whether there is an answer that is still a valid one: a draft may be older than its template."""
        if question.id not in self.answers:
            return False
        try:
            return bool(self._read(question, self.answers[question.id], before) == self.answers[question.id])
        except BadAnswer:
            return False

    def _read(self, question: Question, raw: Any, before: dict[str, Any]) -> Any:
        records = self._records(question) if question.kind in RECORD_KINDS else None
        return read(self._bounded(question, before), raw, self.note_date, self.today, records)

    def _readable(self, question: Question, raw: Any, records: Any) -> Any:
        try:
            return read(question, raw, self.note_date, self.today, records)
        except BadAnswer:
            return None

    def _records(self, question: Question) -> list[tuple[str, str]]:
        return self.facts.choices(question.table or "", question.which or "")

    def _bounded(self, question: Question, before: dict[str, Any]) -> Question:
        """The question, and its columns, with their edges as days."""
        scope = self._scope(question, before)

        def day(edge: Any) -> str | None:
            found = resolve_date(edge, scope)
            return None if found is None else found.isoformat()

        columns = tuple(
            each._replace(earliest=day(each.earliest), latest=day(each.latest)) for each in question.columns
        )
        return replace(question, earliest=day(question.earliest), latest=day(question.latest), columns=columns)

    def _scope(self, question: Question, before: dict[str, Any]) -> Scope:
        return Scope(
            self.template,
            before,
            self.facts,
            self.note_date,
            caseworker=self.caseworker,
            question=question.id,
            today=self.today,
        )

    def _proposed(self, question: Question, expression: Any, before: dict[str, Any]) -> Any:
        """What an expression proposes as an answer; None where that would not be a valid one."""
        if expression is None:
            return None
        scope = self._scope(question, before)
        if question.kind == "date":
            day = resolve_date(expression, scope)
            raw: Any = None if day is None else day.isoformat()
        else:
            raw = resolve(expression, scope)
        try:
            return self._read(replace(question, required=False), raw, before)
        except BadAnswer:
            return None

    def _known(self, question: Question, before: dict[str, Any]) -> Any:
        """What the case itself answers: a known fact, the only record there is to choose, or that there is none."""
        known = self._proposed(question, question.known, before)
        if known is not None:
            return known
        if question.kind not in RECORD_KINDS:
            return _NOT_KNOWN
        choices = [key for key, _words in self.choices(question)]
        if not choices and not question.required:
            return None
        only = question.required and question.kind == "record" and len(choices) == 1
        return choices[0] if only else _NOT_KNOWN

    def _take(self, question: Question, before: dict[str, Any]) -> bool:
        value = self._known(question, before)
        if value is _NOT_KNOWN:
            return False
        self.answers[question.id] = value
        self._from_case_are(dict.fromkeys([*self._from_case(), question.id]))
        if has_value(value) and (question, value) not in self.taken:
            self.taken.append((question, value))
        return True

    def _from_case(self) -> Sequence[str]:
        """The questions that the case answered: asked of it anew when an earlier answer changes."""
        found: Sequence[str] = self.answers.get(FROM_CASE, ())
        return found

    def _from_case_are(self, questions: Iterable[str]) -> None:
        self.answers.pop(FROM_CASE, None)
        if kept := list(questions):
            self.answers[FROM_CASE] = kept

    def _take_anew(self) -> None:
        """The case may have moved since a draft was saved: what it answered then is not what the person said."""
        taken = self._from_case()
        self._forget_taken(taken)
        for question, before in self._walk():
            if question.id in taken and question.id not in self.answers:
                self._take(question, before)

    def _forget_taken_after(self, question: Question) -> None:
        later = {each.id for each in self.template.questions[self._place(question) + 1 :]}
        self._forget_taken([each for each in self._from_case() if each in later])

    def _forget_taken(self, questions: Sequence[str]) -> None:
        self._from_case_are([each for each in self._from_case() if each not in questions])
        for each in questions:
            self.answers.pop(each, None)

    def _chooses_another(self, question: Question, value: Any) -> bool:
        """Whether another record was chosen before."""
        return question.kind in RECORD_KINDS and self.answers.get(question.id, value) != value

    def _accepted_after(self, question: Question) -> list[Question]:
        """The later questions that were answered with what was proposed: what a change of record may make untrue."""
        later = self.template.questions[self._place(question) + 1 :]
        answered = [each for each in later if each.id in self.answers and each.id not in self._from_case()]
        return [each for each in answered if self._is_default(each)]

    def _forget_accepted(self, questions: Sequence[Question]) -> None:
        for each in questions:
            if not self._is_default(each):
                del self.answers[each.id]

    def _is_default(self, question: Question) -> bool:
        default = self._proposed(question, question.default, self._before(question))
        return bool(self.answers[question.id] == default)

    def _leave(self, question: Question, emptied: bool, before: dict[str, Any]) -> None:
        """A question that a file does not answer: its default, unless the file says that it is left empty."""
        default = None if emptied and not question.required else self._proposed(question, question.default, before)
        if default is not None or not question.required:
            self.answers[question.id] = default

    def _answer_from(self, filled: Mapping[str, Any], question: Question, faults: dict[str, str]) -> bool:
        """Whether a file answers the question, and well; what is wrong goes among ``faults``."""
        if question.id not in filled:
            return False
        try:
            self.answer(question, filled[question.id])
        except BadAnswer as error:
            faults[question.id] = f"{question.id}: {error}"
        return question.id not in faults

    def _unknown(self, given: Mapping[str, Any]) -> dict[str, str]:
        """What there is to say of keys that no question has."""
        known = [question.id for question in self.template.questions]
        found = [key for key in given if key not in known and key not in RESERVED]
        told = {key: self._no_question(key[:SHOWN_KEY], known) for key in found[:_MOST_UNKNOWN]}
        if len(found) > _MOST_UNKNOWN:
            told[found[_MOST_UNKNOWN]] = _("... and more; correct these first")
        return told

    def _no_question(self, key: str, known: list[str]) -> str:
        near = difflib.get_close_matches(key, [*known, *RESERVED], n=1)
        if near:
            return _("{key}: there is no such question; did you mean {near}?").format(key=key, near=near[0])
        return _("{key}: there is no such question; see: kontant note template {template}").format(
            key=key, template=self.template.id
        )
