"""Expressions of a template: what stands after a ``$`` and how it is looked up.

``$note.date``, ``$note.caseworker``, ``$today``, ``$answer.ID``, ``$answer.ID.COLUMN``, ``$row``, ``$row.COLUMN``,
``$fact.NAME`` and ``$last``; and the value tables ``day_before``, ``day_after``, ``count``, ``first``, ``later``,
``earlier`` and ``lines``. Everything is in the JSON form of answers: a day is ISO text. What has no value is None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from kontant.dates import parse_when
from kontant.notes.keys import key_parts
from kontant.notes.names import NEW, TEXT_FACTS
from kontant.notes.template import Template

OPERATORS: tuple[str, ...] = ("day_before", "day_after", "count", "first", "later", "earlier", "lines")
"""The value tables: ``{ day_before = EXPR }`` and so on."""
OF_SEVERAL: tuple[str, ...] = ("first", "later", "earlier")
"""Those that take a list of expressions."""


class Facts(Protocol):
    """What the case says, to a template that names it."""

    def value(self, name: str, answers: Mapping[str, Any]) -> Any:
        """The fact called ``name``, in JSON form, given the answers so far; None where the case does not say."""
        ...

    def lines(self, name: str, answers: Mapping[str, Any]) -> list[str]:
        """The text fact called ``name``, line by line."""
        ...

    def choices(self, table: str, which: str) -> list[tuple[str, str]]:
        """The records of a selection: the key text and the words for each."""
        ...

    def last(self, question_id: str) -> Any:
        """What was answered to this question in the latest note of the same form in the case."""
        ...


@dataclass(frozen=True, slots=True)
class Scope:
    """What the names in an expression stand for.

    ``row`` is the row of ``for_each``: a mapping of a list's columns, or the key text of a chosen record of
    ``row_table``. ``question`` is the one that ``$last`` speaks of.
    """

    template: Template
    answers: Mapping[str, Any]
    facts: Facts
    note_date: date
    caseworker: str | None = None
    row: Any = None
    row_table: str | None = None
    question: str | None = None
    today: date | None = None


def is_expression(value: Any) -> bool:
    """Whether ``value`` is looked up; a text beginning with ``$$`` is one that begins with ``$``."""
    if isinstance(value, str):
        return value.startswith("$") and not value.startswith("$$")
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in OPERATORS


def literal(value: Any) -> Any:
    """A value that is no expression, as it is meant: without its second ``$``, a day as ISO text."""
    if isinstance(value, str) and value.startswith("$$"):
        return value[1:]
    return value.isoformat() if isinstance(value, date) else value


def resolve(expression: Any, scope: Scope) -> Any:
    """The value of ``expression`` in JSON form; None where it has none. Literals stand for themselves."""
    if not is_expression(expression):
        return literal(expression)
    if isinstance(expression, Mapping):
        operator, operand = next(iter(expression.items()))
        return _OPERATIONS[operator](operand, scope)
    head, _dot, name = expression[1:].partition(".")
    return _none_if_empty(_LOOKUPS[head](name, scope))


def resolve_date(expression: Any, scope: Scope) -> date | None:
    """The day that ``expression`` gives: an expression, ISO text, or a step such as ``+14d`` from the note's date."""
    value = resolve(expression, scope)
    try:
        return parse_when(value, scope.note_date) if isinstance(value, str) else None
    except ValueError:
        return None


def fact(name: str, answers: Mapping[str, Any], facts: Facts) -> Any:
    """The fact called ``name``, a text fact as its lines in one text; None where the case does not say."""
    if name in TEXT_FACTS:
        return "\n".join(facts.lines(name, answers)) or None
    return facts.value(name, answers)


def rows(expression: str, scope: Scope) -> list[Any]:
    """What ``for_each`` goes through: the rows of a list answer, or the key texts of chosen records."""
    found = resolve(expression, scope)
    return found if isinstance(found, list) else [] if found is None else [found]


def row_table(expression: str, template: Template) -> str | None:
    """The table whose records ``for_each`` goes through; None where its rows are those of a list."""
    return template.question(expression.removeprefix("$answer.")).table


def _none_if_empty(value: Any) -> Any:
    return None if value in ("", []) else value


def _note(name: str, scope: Scope) -> Any:
    return scope.note_date.isoformat() if name == "date" else scope.caseworker


def _today(_name: str, scope: Scope) -> str:
    return (scope.today or scope.note_date).isoformat()


def _answer(name: str, scope: Scope) -> Any:
    question, dot, column = name.partition(".")
    value = scope.answers.get(question)
    if not dot:
        return value
    if scope.template.question(question).kind == "list":
        return [row[column] for row in value or () if row.get(column) is not None]
    return _part(scope.template.question(question).table, value, column)


def _row(name: str, scope: Scope) -> Any:
    if not name:
        return scope.row
    if isinstance(scope.row, Mapping):
        return scope.row.get(name)
    return _part(scope.row_table, scope.row, name)


def _part(table: str | None, key: Any, column: str) -> Any:
    """One column of the key that a record answer names; nothing of a record not there yet."""
    if table is None or not isinstance(key, str) or key == NEW:
        return None
    try:
        return key_parts(table, key).get(column)
    except ValueError:
        return None


def _fact(name: str, scope: Scope) -> Any:
    return fact(name, scope.answers, scope.facts)


def _last(_name: str, scope: Scope) -> Any:
    return None if scope.question is None else scope.facts.last(scope.question)


_LOOKUPS: Mapping[str, Callable[[str, Scope], Any]] = MappingProxyType(
    {"note": _note, "today": _today, "answer": _answer, "row": _row, "fact": _fact, "last": _last}
)


def _shifted(days: int) -> Callable[[Any, Scope], Any]:
    def shift(operand: Any, scope: Scope) -> str | None:
        day = resolve_date(operand, scope)
        return None if day is None else (day + timedelta(days=days)).isoformat()

    return shift


def _count(operand: Any, scope: Scope) -> int | None:
    """How many rows; None where the question was not answered at all."""
    found = resolve(operand, scope)
    return len(found) if isinstance(found, list) else None if found is None else 1


def _first(operands: Any, scope: Scope) -> Any:
    return next((value for each in operands if (value := resolve(each, scope)) is not None), None)


def _of_days(chosen: Callable[[list[date]], date]) -> Callable[[Any, Scope], Any]:
    """The later or the earlier of those days that have a value."""

    def choose(operands: Any, scope: Scope) -> str | None:
        days = [day for each in operands if (day := resolve_date(each, scope)) is not None]
        return chosen(days).isoformat() if days else None

    return choose


def _lines(operand: Any, scope: Scope) -> str | None:
    """A list's column as one text, a line for each row."""
    found = resolve(operand, scope)
    return "\n".join(map(str, found)) if isinstance(found, list) else found


_OPERATIONS: Mapping[str, Callable[[Any, Scope], Any]] = MappingProxyType(
    {
        "day_before": _shifted(-1),
        "day_after": _shifted(1),
        "count": _count,
        "first": _first,
        "later": _of_days(max),
        "earlier": _of_days(min),
        "lines": _lines,
    }
)
