"""What the answers of a finished note change in the case: planned as steps, told in words.

Planning is pure. A key or a required column for which there is no value skips its step, and any other value that is
not there is left out: what the case knows is never emptied by a question that was passed over.
:mod:`kontant.notes.applying` carries the steps out.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from kontant.i18n import _, day_text
from kontant.model.vocabulary import GOAL_KIND, RECORD, name_of
from kontant.notes.conditions import has_value, holds
from kontant.notes.expressions import Facts, Scope, is_expression, resolve, row_table, rows
from kontant.notes.keys import key_parts
from kontant.notes.names import CODES, COLUMNS, KEYS, REQUIRED, UNASKED
from kontant.notes.record_words import squeezed
from kontant.notes.template import Change, Template


class Head(NamedTuple):
    """What a note is beside its answers: its day, who writes it, and the day on which it is written."""

    day: date
    caseworker: str | None
    today: date


class Step(NamedTuple):
    """One record to add, put, change or assign. ``key`` is without the case; ``new`` counts only where it is added.

    Values are in the JSON form of answers: a day is ISO text.
    """

    table: str
    do: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]
    new: Mapping[str, Any]


def planned(template: Template, answers: Mapping[str, Any], facts: Facts, note: Head) -> list[Step]:
    """The steps that these answers ask for, in order. ``answers`` are the final ones of the guide."""
    standing = {question: answer for question, answer in answers.items() if question != UNASKED}
    return [step for change in template.changes for step in _steps(change, template, standing, facts, note)]


def told(steps: list[Step]) -> list[str]:
    """Each step in one line, as it is shown before saving."""
    return [_told(step) for step in steps]


def _steps(change: Change, template: Template, answers: Mapping[str, Any], facts: Facts, note: Head) -> Iterator[Step]:
    scope = Scope(template, answers, facts, note.day, caseworker=note.caseworker, today=note.today)
    if change.for_each is None:
        scopes = [scope]
    else:
        table = row_table(change.for_each, template)
        scopes = [
            Scope(template, answers, facts, note.day, note.caseworker, row, table, today=note.today)
            for row in rows(change.for_each, scope)
        ]
    for each in scopes:
        if holds(change.when, answers, facts, each.row, note_date=note.day):
            step = _step(change, each)
            if step is not None:
                yield step


def _step(change: Change, scope: Scope) -> Step | None:
    key = _key(change, scope)
    values, new = (_values(columns, scope) for columns in (change.set, change.new))
    asked = {**change.new, **change.set}
    needed = () if change.do == "change" else REQUIRED.get(change.table, ())
    if key is None or any(column in asked and column not in values | new for column in needed):
        return None
    if change.do == "change" and not values:
        return None
    return Step(change.table, change.do, key, values, {} if change.do == "change" else new)


def _key(change: Change, scope: Scope) -> dict[str, Any] | None:
    """The columns of the key; None where one of them has no value, or no record is named."""
    if is_expression(change.key):
        return _parts(change.table, resolve(change.key, scope))
    given = change.key or {}
    key = {column: resolve(given.get(column), scope) for column in KEYS[change.table]}
    return key if all(map(has_value, key.values())) else None


def _parts(table: str, text: Any) -> dict[str, Any] | None:
    try:
        return dict(key_parts(table, text)) if isinstance(text, str) else None
    except ValueError:
        return None


def _values(columns: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    found = {column: resolve(expression, scope) for column, expression in columns.items()}
    return {column: value for column, value in found.items() if has_value(value)}


def _told(step: Step) -> str:
    # What is only set on a new record (who planned it, when a goal was set) goes without saying.
    said = ", ".join(
        f"{_label(step.table, column)}: {_word(step.table, column, v)}" for column, v in step.values.items()
    )
    return f"{_what(step)}: {said}" if said else _what(step)


def _what(step: Step) -> str:
    """The record: what it is, and its key. A goal is called by its kind, as people do."""
    key = dict(step.key)
    name = name_of(GOAL_KIND, key.pop("kind")) if step.table == "goals" else name_of(RECORD, step.table)
    words = (_word(step.table, column, value) for column, value in key.items())
    return " ".join([name.capitalize(), *words])


def _label(table: str, column: str) -> str:
    # Here, since the headers of extracts bring SQLModel with them.
    from kontant.exchange.headers import COLUMN_NAMES
    from kontant.i18n import language

    return COLUMN_NAMES[table][column][0] if language() == "da" else column.replace("_", " ")


def _word(table: str, column: str, value: Any) -> str:
    """A value in JSON form in words."""
    vocabulary = CODES.get((table, column))
    if vocabulary is not None:
        return name_of(vocabulary, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if COLUMNS[table][column] == "date":
        return day_text(date.fromisoformat(value))
    return f"{value:g}" if isinstance(value, float) else squeezed(value)
