"""Whether the names in an expression mean something, and of what kind its value is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kontant.i18n import _
from kontant.notes.expressions import OF_SEVERAL, OPERATORS, is_expression
from kontant.notes.names import CHOSEN, COLUMNS, FACTS, KEYS, TEXT_FACTS
from kontant.notes.template import RECORD_KINDS, Column, Condition, Question, Template
from kontant.notes.template_shape import unknown


@dataclass(frozen=True, slots=True)
class Names:
    """What may be named in one place: the questions asked before, and the list or records of ``for_each``."""

    template: Template
    before: Sequence[Question]
    each: Question | None = None

    def asked(self, question_id: str) -> Question | None:
        """The question asked before that has this id."""
        return next((question for question in self.before if question.id == question_id), None)

    def column_of_row(self, column_id: str) -> Column | None:
        """The column of the row, where there is a row of a list."""
        columns = () if self.each is None else self.each.columns
        return next((column for column in columns if column.id == column_id), None)

    def record_tables(self) -> list[str]:
        """The tables from which a record was chosen before."""
        return [question.table for question in self.before if question.kind == "record" and question.table]


def question_faults(key: str, question_id: str, names: Names) -> Iterator[str]:
    """That a question is not there, or is asked only later."""
    if names.asked(question_id) is not None:
        return
    ids = [question.id for question in names.template.questions]
    if question_id in ids:
        yield _("{key}: {id} is asked only later").format(key=key, id=question_id)
    else:
        yield f"{key}: {unknown(question_id, ids)}"


def expression_faults(key: str, expression: Any, names: Names, *, last: bool = False) -> Iterator[str]:
    """What in an expression is not there; ``last`` says whether ``$last`` may stand in it."""
    if isinstance(expression, Mapping):
        yield from _operator_faults(key, expression, names, last)
    elif is_expression(expression):
        yield from _name_faults(key, expression, names, last)


def _operator_faults(key: str, expression: Mapping[str, Any], names: Names, last: bool) -> Iterator[str]:
    if not is_expression(expression):
        yield _("{key}: a table must have one of {operators}, and nothing beside it").format(
            key=key, operators=", ".join(OPERATORS)
        )
        return
    operator, operand = next(iter(expression.items()))
    if operator in OF_SEVERAL and not (isinstance(operand, list) and operand):
        yield _("{key}: {operator} takes a list of expressions").format(key=key, operator=operator)
    elif operator not in OF_SEVERAL and not is_expression(operand):
        yield _("{key}: {operator} takes an expression, such as $answer.ID").format(key=key, operator=operator)
    else:
        for each in operand if operator in OF_SEVERAL else [operand]:
            yield from expression_faults(key, each, names, last=last)


def _name_faults(key: str, expression: str, names: Names, last: bool) -> Iterator[str]:
    head, _dot, name = expression[1:].partition(".")
    if expression in ("$note.date", "$note.caseworker", "$today") or (expression == "$last" and last):
        return
    if head == "answer" and name:
        yield from _answer_faults(key, name, names)
    elif head == "fact" and name:
        yield from _fact_faults(key, name, names)
    elif head == "row" and names.each is not None:
        yield from _row_faults(key, name, names.each)
    else:
        yield _("{key}: {expression} means nothing here").format(key=key, expression=expression)


def _answer_faults(key: str, name: str, names: Names) -> Iterator[str]:
    question_id, dot, column = name.partition(".")
    question = names.asked(question_id)
    if question is None:
        yield from question_faults(key, question_id, names)
    elif dot and column not in _parts(question):
        yield _("{key}: {question} has no column {column}").format(key=key, question=question_id, column=column)


def _parts(question: Question) -> Sequence[str]:
    """The columns that may stand after the question's id."""
    if question.kind == "list":
        return [column.id for column in question.columns]
    return KEYS[question.table] if question.kind == "record" and question.table else ()


def _fact_faults(key: str, name: str, names: Names) -> Iterator[str]:
    if name.startswith(CHOSEN):
        column, tables = name.removeprefix(CHOSEN), names.record_tables()
        if not tables:
            yield _("{key}: no record is chosen before this, so there is no {name}").format(key=key, name=name)
        elif not any(column in COLUMNS[table] for table in tables):
            yield _("{key}: {table} has no column {column}").format(key=key, table=tables[-1], column=column)
    elif name not in FACTS and name not in TEXT_FACTS:
        yield f"{key}: {unknown(name, [*FACTS, *TEXT_FACTS])}"


def _row_faults(key: str, name: str, each: Question) -> Iterator[str]:
    known = KEYS[each.table or ""] if each.kind in RECORD_KINDS else [column.id for column in each.columns]
    if name and name not in known:
        yield _("{key}: {question} has no column {column}").format(key=key, question=each.id, column=name)


def kind_of(expression: Any, names: Names) -> str | None:
    """The kind of value that a faultless expression gives; None where that cannot be told."""
    if isinstance(expression, Mapping):
        kinds = {"count": "number", "lines": "long_text", "first": None}
        return kinds.get(next(iter(expression)), "date")
    head, _dot, name = str(expression)[1:].partition(".")
    if head in ("today", "note"):
        return "text" if name == "caseworker" else "date"
    return _kind_of_fact(name, names) if head == "fact" else _kind_of_answer(head, name, names)


def _kind_of_fact(name: str, names: Names) -> str | None:
    if name in TEXT_FACTS:
        return "long_text"
    column = name.removeprefix(CHOSEN)
    if column == name:
        return FACTS[name]
    return next((COLUMNS[table][column] for table in reversed(names.record_tables()) if column in COLUMNS[table]), None)


def _kind_of_answer(head: str, name: str, names: Names) -> str | None:
    question_id, dot, column = name.partition(".") if head == "answer" else ("", name, name)
    question = names.asked(question_id) if head == "answer" else names.each
    if question is None or (question.kind in ("list", "records") and head == "answer"):
        return None if question is None else "list"
    if not dot:
        return "record" if head == "row" and question.kind == "records" else question.kind
    if question.kind in RECORD_KINDS:
        return COLUMNS[question.table or ""][column]
    return next((each.kind for each in question.columns if each.id == column), None)


def codes_of(expression: Any, names: Names, when: Sequence[Condition]) -> set[str]:
    """The codes that the choice named by an expression can give under ``when``; none where it names no choice."""
    head, _dot, name = str(expression)[1:].partition(".")
    named: Question | Column | None = {"answer": names.asked, "row": names.column_of_row}.get(head, _nothing)(name)
    codes = set() if named is None else {choice.code for choice in named.choices}
    for condition in when:
        if (condition.subject, condition.name) == (head, name) and condition.test in ("is", "is_not"):
            codes = codes & {*condition.value} if condition.test == "is" else codes - {*condition.value}
    return codes


def _nothing(_name: str) -> None:
    return None
