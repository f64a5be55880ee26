"""Whether conditions hold: those under which a question is asked, or a change is made."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.notes.expressions import Facts, fact
from kontant.notes.template import Condition


def holds(
    conditions: Sequence[Condition],
    answers: Mapping[str, Any],
    facts: Facts,
    row: Any = None,
    *,
    note_date: date | None = None,
) -> bool:
    """Whether all ``conditions`` hold; ``row`` is the row of a list that a change is made for.

    ``note_date`` is what ``differs_from = "$note.date"`` means.
    """
    return all(_holds(condition, answers, facts, row, note_date) for condition in conditions)


def has_value(value: Any) -> bool:
    """Whether something was said: no and nought are something, empty text and an empty list are not."""
    return value is not None and value not in ("", [], {})


def _holds(condition: Condition, answers: Mapping[str, Any], facts: Facts, row: Any, note_date: date | None) -> bool:
    value = _subject(condition.subject, condition.name, answers, facts, row)
    if condition.test == "differs_from":
        if condition.value == "$note.date":
            return note_date is not None and value != note_date.isoformat()
        subject, _dot, name = condition.value.removeprefix("$").partition(".")
        return has_value(value) and bool(value != _subject(subject, name, answers, facts, row))
    test = _TESTS[condition.test]
    return test(value, condition.value)


def _subject(subject: str, name: str, answers: Mapping[str, Any], facts: Facts, row: Any) -> Any:
    if subject == "fact":
        return fact(name, answers, facts)
    if subject == "row":
        return row.get(name) if isinstance(row, Mapping) else None
    return answers.get(name)


def _is(value: Any, wanted: Sequence[Any]) -> bool:
    """Equal to one of ``wanted``; of several answers any. A truth value is never a number."""
    values = value if isinstance(value, list) else [value]
    return any(type(each) is type(one) and each == one for each in values for one in wanted)


def _is_not(value: Any, wanted: Sequence[Any]) -> bool:
    return not _is(value, wanted)


def _filled(value: Any, wanted: bool) -> bool:
    return has_value(value) is wanted


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({"is": _is, "is_not": _is_not, "filled": _filled})
