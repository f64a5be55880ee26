"""What the tests of notes share: a case made of tuples, its journal, a small template, and the facts of a note."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from kontant.model.timeline import Case, Timeline
from kontant.notes.facts import CaseFacts
from kontant.notes.template import Change, Check, Choice, Column, Condition, Question, Template, Text
from kontant.rules.law import Law
from kontant.rules.parameter_file import load
from kontant.store.journal import JournalNote

DAY = date(2026, 11, 22)
REF = "2020-00001"


@cache
def parameters():
    return load(None, today=DAY)


def day(text: str) -> date:
    return date.fromisoformat(text)


def case(**records: Sequence[Any]) -> Timeline:
    """An open case with these records."""
    head = Case(
        REF, "Anna Holm Jensen", None, None, None, date(2020, 1, 1), None, None, "activity_ready", "job", "", None
    )
    return Timeline(records.pop("head", head), **{kind: sorted(rows, key=str) for kind, rows in records.items()})  # type: ignore[arg-type]


def words(text: str) -> Text:
    return Text(text, f"{text} (da)")


def question(id: str, kind: str, **more: Any) -> Question:  # noqa: A002
    return Question(id, words(id), words(id.capitalize()), kind, **more)


def column(id: str, kind: str = "text", **more: Any) -> Column:  # noqa: A002
    return Column(id, words(id.capitalize()), kind, **more)


def template(*questions: Question, id: str = "free", kind: str = "free", **more: Any) -> Template:  # noqa: A002
    return Template(id, kind, 1, words(id), words(id), "test", questions, **more)


def note(number: int, on: str, answers: dict[str, Any], *, kind: str = "free", form: str | None = None) -> JournalNote:
    return JournalNote(number, REF, day(on), kind, 1, None, "lbh", "text", answers, form or kind, 1, ())


def facts(
    timeline: Timeline,
    journal: Sequence[JournalNote] = (),
    *,
    on: date = DAY,
    form: Template | None = None,
    today: date | None = None,
) -> CaseFacts:
    return CaseFacts(timeline, journal, Law(parameters(), on), on, form or template(), "lbh", today)


__all__ = ["Change", "Check", "Choice", "Column", "Condition", "Question", "Template", "Text"]
