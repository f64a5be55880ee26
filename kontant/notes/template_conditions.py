"""Whether what the conditions of a template test is there, and can have the values that they ask for."""

from collections.abc import Iterator
from typing import Any

from kontant.i18n import _
from kontant.notes.names import CHOSEN, CODES, COLUMNS, FACTS, NEW
from kontant.notes.template import Condition, Question
from kontant.notes.template_names import Names, expression_faults


def when_faults(conditions: tuple[Condition, ...], names: Names) -> Iterator[str]:
    """What the conditions test that is not there, and values that it can never have."""
    for condition in conditions:
        yield from (f"when: {fault}" for fault in _condition_faults(condition, names))


def _condition_faults(condition: Condition, names: Names) -> Iterator[str]:
    subject = f"${condition.subject}.{condition.name}"
    faults = list(expression_faults(condition.subject, subject, names))
    yield from faults
    if condition.test == "differs_from":
        yield from expression_faults("differs_from", condition.value, names)
    elif condition.test in ("is", "is_not") and not faults:
        known = _possible(condition, names)
        for value in condition.value:
            if known is not None and value not in known:
                yield _("{test}: {subject} is never {value}; it can be: {known}").format(
                    test=condition.test, subject=condition.name, value=value, known=", ".join(map(_told, known))
                )


def _told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _possible(condition: Condition, names: Names) -> list[Any] | None:
    """The values that the condition's subject can have; None where they are not listed anywhere."""
    if condition.subject == "fact":
        return _possible_of_fact(condition.name, names)
    asked = names.column_of_row(condition.name) if condition.subject == "row" else names.asked(condition.name)
    if asked is None:
        return None
    if asked.kind == "yes_no":
        return [True, False]
    if asked.kind == "record" and isinstance(asked, Question):
        return [NEW] if asked.new else []
    return [choice.code for choice in asked.choices] or None


def _possible_of_fact(name: str, names: Names) -> list[Any] | None:
    if FACTS.get(name) == "yes_no":
        return [True, False]
    column = name.removeprefix(CHOSEN)
    if column == name:
        return None
    tables = [table for table in names.record_tables() if column in COLUMNS[table]]
    if any(COLUMNS[table][column] == "yes_no" for table in tables):
        return [True, False]
    vocabularies = [CODES[table, column] for table in tables if (table, column) in CODES]
    return [code for vocabulary in vocabularies for code in vocabulary] or None
