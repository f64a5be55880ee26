"""A finished note in words, as it stands in the journal."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.i18n import day_text
from kontant.notes.conditions import has_value
from kontant.notes.names import NEW
from kontant.notes.template import RECORD_KINDS, Question, Template
from kontant.notes.values import lines, shown


def text(template: Template, answers: Mapping[str, Any], *, note_date: date, caseworker: str | None) -> str:
    """The note in the language in use: a heading, then each label with its answer; ``answers`` are the final ones.

    A chosen record is named by its key in words: how it stood at that moment is what the note changes. That it was
    a new one is left out, since what it is follows.
    """
    told = [_heading(template, note_date, caseworker)]
    for question in template.questions:
        value = answers.get(question.id)
        if has_value(value) and not (question.new and value == NEW):
            told += _answer(question, value)
    return "\n".join(told)


def _heading(template: Template, note_date: date, caseworker: str | None) -> str:
    heading = f"{template.name.here} {day_text(note_date)}"
    return f"{heading}, {caseworker}" if caseworker else heading


def _answer(question: Question, value: Any) -> list[str]:
    """The label with its answer on one line; a longer one on lines of its own, each row of a list behind a dash."""
    label = question.label.here
    told = lines(question, value)
    if question.kind == "list" or (question.kind in RECORD_KINDS and len(told) > 1):
        return [f"{label}:", *(f"- {line}" for line in told)]
    if question.kind == "several":
        return [f"{label}: {shown(question, value)}"]
    return [f"{label}: {told[0]}"] if len(told) == 1 else [f"{label}:", *told]
