"""Whether what a template refers to is there: questions asked before, facts, columns, records; and its examples.

Works on a template whose file had the right shape. Every fault is a sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kontant.i18n import LANGUAGES, _
from kontant.notes.examples import SOME_DAY, example_of
from kontant.notes.expressions import is_expression
from kontant.notes.names import CHECKS, NEW
from kontant.notes.template import RECORD_KINDS, TEXT_KINDS, Check, Question, Template
from kontant.notes.template_changes import change_faults
from kontant.notes.template_conditions import when_faults
from kontant.notes.template_names import Names, expression_faults, question_faults
from kontant.notes.template_shape import place_of, repeated
from kontant.notes.typed import BadAnswer
from kontant.notes.values import read


def link_faults(template: Template) -> Iterator[str]:
    """What in the template refers to something that is not there, or cannot be."""
    yield from repeated([question.id for question in template.questions])
    for place, question in enumerate(template.questions):
        names = Names(template, template.questions[:place])
        for fault in _question_faults(question, names):
            yield f"{place_of(question.id)}: {fault}"
    whole = Names(template, template.questions)
    if template.scope is not None:
        yield from expression_faults("scope", template.scope, whole)
    for number, change in enumerate(template.changes, 1):
        for fault in change_faults(change, whole):
            yield _("change {number}: {fault}").format(number=number, fault=fault)
    for number, check in enumerate(template.checks, 1):
        for fault in _check_faults(check, whole):
            yield _("check {number}: {fault}").format(number=number, fault=fault)


def _question_faults(question: Question, names: Names) -> Iterator[str]:
    yield from when_faults(question.when, names)
    for key in ("default", "known"):
        yield from expression_faults(key, getattr(question, key), names, last=True)
    for key in ("earliest", "latest"):
        yield from _edge_faults(key, getattr(question, key), names)
        for column in question.columns:
            yield from (
                _("column {name}: {fault}").format(name=column.id, fault=fault)
                for fault in _edge_faults(key, getattr(column, key), names)
            )
    if question.default is not None and not is_expression(question.default):
        yield from _readable("default", question, question.default)
    if question.known is not None and not is_expression(question.known):
        yield _("known: must be an expression, such as $fact.NAME")
    yield from _example_faults(question)


def _edge_faults(key: str, edge: Any, names: Names) -> Iterator[str]:
    if is_expression(edge) or isinstance(edge, Mapping):
        yield from expression_faults(key, edge, names)
    elif isinstance(edge, str):
        yield from _readable(key, Question("", names.template.name, names.template.name, "date"), edge)


def _readable(key: str, question: Question, raw: Any) -> Iterator[str]:
    try:
        read(replace(question, required=False), raw, SOME_DAY, SOME_DAY)
    except BadAnswer as error:
        yield f"{key}: {error}"


def _example_faults(question: Question) -> Iterator[str]:
    if question.kind in RECORD_KINDS:
        if question.example is not None and not (question.new and question.example == NEW):
            yield _('example: a chosen record has none; only "new" may stand there, where new = true')
        return
    if question.example is None:
        if question.required and not question.when and question.default is None and question.known is None:
            yield _("example: is missing; a required question needs one")
        return
    if question.kind in TEXT_KINDS and not isinstance(question.example, tuple):
        yield _('example: must be the text in both languages: {{ en = "...", da = "..." }}').format()
        return
    for code in LANGUAGES:
        yield from _readable("example", question, example_of(question, code))


def _check_faults(check: Check, names: Names) -> Iterator[str]:
    asked = [check.question] if check.question is not None else list(check.questions)
    faults = [fault for name in asked for fault in question_faults("question", name, names)]
    yield from faults
    yield from when_faults(check.when, names)
    if faults or check.question is None:
        return
    question = names.template.question(check.question)
    if check.column is not None:
        yield from _column_faults(check, question)
    elif question.kind == "list" and "column" in CHECKS[check.check].allowed:
        yield _("column: is missing; {question} is a list").format(question=question.id)
    elif check.check == "has_rows" and question.kind != "list":
        yield _("question: {question} must be a list").format(question=question.id)
    elif check.check in ("personal", "concrete", "open_question") and question.kind not in (*TEXT_KINDS, "list"):
        yield _("question: {question} must be a text").format(question=question.id)


def _column_faults(check: Check, question: Question) -> Iterator[str]:
    known = {column.id: column for column in question.columns}
    if check.column not in known:
        yield _("column: {question} has no column {column}").format(question=question.id, column=check.column)
    elif check.check == "date_in_rows" and known[check.column].kind != "date":
        yield _("column: {column} must be of kind date").format(column=check.column)
