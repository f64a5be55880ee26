"""What a note template is: its questions, what their answers change in the case, and its gentle checks.

Plain frozen values, named as the keys of the TOML file are; :mod:`kontant.notes.template_file` makes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from kontant.i18n import language

TEXT_KINDS = ("text", "long_text")
CHOICE_KINDS = ("choice", "several")
RECORD_KINDS = ("record", "records")
KINDS = (*TEXT_KINDS, *CHOICE_KINDS, "yes_no", "date", "number", "list", *RECORD_KINDS)
"""The kinds of question."""
COLUMN_KINDS = (*TEXT_KINDS, "date", "number", "choice", "yes_no")
"""The kinds of column that a list may have."""
DOES = ("add", "put", "change", "assign")
"""What a change may do with its record."""


class Text(NamedTuple):
    """The same words in English and in Danish."""

    en: str
    da: str

    @property
    def here(self) -> str:
        """The words in the language in use."""
        return str(getattr(self, language()))


class Choice(NamedTuple):
    """One answer that may be chosen."""

    code: str
    text: Text


class Column(NamedTuple):
    """A column of a list's rows."""

    id: str
    label: Text
    kind: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: Text | None = None
    earliest: Any = None
    latest: Any = None


class Condition(NamedTuple):
    """That an answer, a fact or a column of the row (``subject`` and ``name``) passes a test against ``value``.

    ``test`` is ``is``, ``is_not`` (``value``: a tuple), ``filled`` (a truth value) or ``differs_from`` (an expression).
    """

    subject: str
    name: str
    test: str
    value: Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``default``, ``known``, ``earliest`` and ``latest`` are expressions, not yet resolved."""

    id: str
    text: Text
    label: Text
    kind: str
    help: Text | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    default: Any = None
    known: Any = None
    when: tuple[Condition, ...] = ()
    show: str | None = None
    show_last: bool = False
    min: float | None = None
    max: float | None = None
    earliest: Any = None
    latest: Any = None
    source: str | None = None
    # Of text kinds a Text; of a list, rows whose texts are Text; else a literal.
    example: Any = None
    columns: tuple[Column, ...] = ()
    table: str | None = None
    which: str | None = None
    new: bool = False
    none: Text | None = None

    def column(self, column_id: str) -> Column:
        """The column of a list that has this id; ``KeyError`` if there is none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


@dataclass(frozen=True, slots=True)
class Change:
    """What answers change in one table. ``key`` and the values of ``set`` and ``new`` are expressions.

    ``key`` is an expression for a record's key text, or the key's columns; empty for the case itself.
    """

    table: str
    do: str
    key: Any = None
    set: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    for_each: str | None = None
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A gentle check before saving: its name and what it looks at."""

    check: str
    question: str | None = None
    column: str | None = None
    questions: tuple[str, ...] = ()
    reason: Text | None = None
    # Of a warning: when it is given, and what it says.
    when: tuple[Condition, ...] = ()
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A note template; ``scope`` is the expression of ``[note]``, ``own`` the municipality's file if it is one."""

    id: str
    kind: str
    version: int
    name: Text
    about: Text
    source: str
    questions: tuple[Question, ...]
    changes: tuple[Change, ...] = ()
    checks: tuple[Check, ...] = ()
    scope: str | None = None
    own: Path | None = None

    def question(self, question_id: str) -> Question:
        """The question that has this id; ``KeyError`` if there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)
