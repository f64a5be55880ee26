"""Answers of every kind of question: read into the JSON form in which they are kept, and shown in words.

Text, codes and days are text (a day ISO), yes and no a truth value, several codes and several records lists, a list
rows of filled columns. An empty answer is None.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.i18n import _, day_text, decimal_mark
from kontant.notes import compound, typed
from kontant.notes.compound import Choices, read_cell
from kontant.notes.keys import key_words
from kontant.notes.names import NEW
from kontant.notes.single import is_empty, read_single
from kontant.notes.template import Choice, Column, Question
from kontant.notes.typed import BadAnswer, BadAnswers

__all__ = ["BadAnswer", "BadAnswers", "Choices", "lines", "read", "read_cell", "row_words", "shown"]


def read(question: Question, raw: Any, note_date: date, today: date, choices: Choices | None = None) -> Any:
    """The JSON form of ``raw``; None for an empty one. ``choices`` are the records that a record question offers.

    Raises ``BadAnswer`` where it cannot be an answer to this question, or is empty and required.
    """
    value = None if is_empty(raw) else _read(question, raw, note_date, today, choices)
    if value is None and question.required:
        raise BadAnswer(_missing(question, choices))
    return value


def _missing(question: Question, choices: Choices | None) -> str:
    if question.none is not None and not choices:
        return question.none.here
    return _("This must be answered.")


def _read(question: Question, raw: Any, note_date: date, today: date, choices: Choices | None) -> Any:
    if question.kind == "several":
        return typed.read_several(raw, question.choices)
    if question.kind == "list":
        return compound.read_rows(question, raw, note_date, today)
    if question.kind == "record":
        return compound.read_record(question, raw, choices)
    if question.kind == "records":
        return compound.read_records(question, raw, choices)
    return read_single(question, raw, note_date, today)


def shown(question: Question | Column, value: Any, choices: Choices = ()) -> str:
    """An answer in JSON form as one line of words in the language in use; empty for none."""
    if question.kind in ("several", "records"):
        return ", ".join(lines(question, value, choices))
    if question.kind == "list":
        return "; ".join(lines(question, value))
    return " ".join(line.strip() for line in lines(question, value, choices))


def lines(question: Question | Column, value: Any, choices: Choices = ()) -> list[str]:
    """An answer in JSON form as lines of words: a long text's own, one for each of several, each record, each row."""
    if value is None:
        return []
    if isinstance(question, Question) and question.kind == "list":
        return [row_words(question, row) for row in value]
    if question.kind == "several":
        return [_name(question.choices, code) for code in value]
    if isinstance(question, Question) and question.kind in ("record", "records"):
        keys = value if isinstance(value, list) else [value]
        return [_record(question.table or "", key, choices) for key in keys]
    return _single(question, value).split("\n")


def row_words(question: Question, row: Mapping[str, Any]) -> str:
    """A row of a list in one line: "Sara: sends her CV (by when 2026-12-01)"."""
    filled = [column for column in question.columns if row.get(column.id) is not None]
    if not filled:
        return ""
    head, *others = filled
    told = shown(head, row[head.id])
    if others and others[0].kind in ("text", "long_text", "choice"):
        told += f": {shown(others[0], row[others[0].id])}"
        others = others[1:]
    beside = "; ".join(_beside(column, row[column.id]) for column in others)
    return f"{told} ({beside})" if beside else told


def _beside(column: Column, value: Any) -> str:
    """A further column of a row: its label before it, with a colon where words follow."""
    label = column.label.here
    label = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    between = " " if column.kind in ("date", "number") else ": "
    return f"{label}{between}{shown(column, value)}"


def _single(question: Question | Column, value: Any) -> str:
    if question.kind == "date":
        return _day(value)
    if question.kind == "yes_no":
        return _("yes") if value else _("no")
    if question.kind == "number":
        return decimal_mark(str(value))
    return _name(question.choices, value) if question.kind == "choice" else str(value)


def _day(value: str) -> str:
    try:
        return day_text(date.fromisoformat(value))
    except ValueError:
        return value


def _name(choices: tuple[Choice, ...], code: str) -> str:
    return next((choice.text.here for choice in choices if choice.code == code), code)


def _record(table: str, key: str, choices: Choices) -> str:
    if key == NEW:
        return _("a new record")
    return dict(choices).get(key) or key_words(table, key)
