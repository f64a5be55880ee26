"""The example answers of a template, in one language, as they would be typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.i18n import language
from kontant.notes.conditions import holds
from kontant.notes.template import Question, Template, Text
from kontant.notes.typed import BadAnswer
from kontant.notes.values import read

# Examples are read as on some day; which does not matter, since what depends on the day is left out.
SOME_DAY = date(2026, 1, 1)


def example_of(question: Question, code: str | None = None) -> Any:
    """The example in language ``code``, by default the one in use; None where the question has none."""
    return _spoken(question.example, code or language())


def not_asked(template: Template) -> set[str]:
    """The questions that the examples of earlier ones leave out; what depends on the case itself may be asked."""
    answers: dict[str, Any] = {}
    hidden = set()
    for question in template.questions:
        known = tuple(each for each in question.when if each.subject == "answer" and each.test != "differs_from")
        if holds(known, answers, _NoCase()):
            answers[question.id] = _answer(question)
        else:
            hidden.add(question.id)
    return hidden


def _answer(question: Question) -> Any:
    example = example_of(question)
    try:
        return read(question, question.default if example is None else example, SOME_DAY, SOME_DAY)
    except BadAnswer:
        return None


def _spoken(value: Any, code: str) -> Any:
    if isinstance(value, Text):
        return getattr(value, code)
    if isinstance(value, list):
        return [_spoken(each, code) for each in value]
    return {key: _spoken(each, code) for key, each in value.items()} if isinstance(value, dict) else value


class _NoCase:
    """Facts of no case at all."""

    def value(self, name: str, answers: Mapping[str, Any]) -> None:
        """Nothing."""

    def lines(self, name: str, answers: Mapping[str, Any]) -> list[str]:
        """Nothing."""
        return []

    def choices(self, table: str, which: str) -> list[tuple[str, str]]:
        """Nothing."""
        return []

    def last(self, question_id: str) -> None:
        """Nothing."""
