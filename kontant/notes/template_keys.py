"""The keys that a template file may have, and what kind of value each holds.

A check of a value returns what would be right, or None.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from kontant.i18n import _
from kontant.model.vocabulary import NOTE_TEMPLATE
from kontant.notes.names import CHECKS, KEYS, RESERVED, SELECTIONS, TEXT_FACTS, VOCABULARIES
from kontant.notes.template import CHOICE_KINDS, COLUMN_KINDS, DOES, KINDS, RECORD_KINDS

_ID = re.compile(r"[a-z0-9][a-z0-9_]*", re.ASCII)

Check = Callable[[Any], str | None]


def a_string(value: Any) -> str | None:
    """Text that says something."""
    return None if isinstance(value, str) and value.strip() else _("text")


def _text(value: Any) -> str | None:
    fits = isinstance(value, Mapping) and set(value) == {"en", "da"} and not any(map(a_string, value.values()))
    return None if fits else _('the text in both languages: {{ en = "...", da = "..." }}').format()


def _code(value: Any) -> str | None:
    fits = isinstance(value, str) and _ID.fullmatch(value)
    return None if fits else _("an id of small letters a-z, digits and _")


def _question_id(value: Any) -> str | None:
    if value in RESERVED:
        return _("another id: {reserved} are said of the note itself").format(reserved=", ".join(RESERVED))
    return _code(value)


def a_truth(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else _("true or false")


def _number(value: Any) -> str | None:
    return None if isinstance(value, int | float) and not isinstance(value, bool) else _("a number")


def _version(value: Any) -> str | None:
    return None if type(value) is int and value > 0 else _("a whole number from 1 up")


def _one_of(known: Sequence[str] | Mapping[str, Any] | frozenset[str]) -> Check:
    def check(value: Any) -> str | None:
        fits = isinstance(value, str) and value in known
        return None if fits else _("one of {known}").format(known=", ".join(sorted(known)))

    return check


def _list_of_tables(value: Any) -> str | None:
    fits = isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)
    return None if fits else _("a list of tables")


def _strings(value: Any) -> str | None:
    fits = isinstance(value, list) and bool(value) and not any(map(a_string, value))
    return None if fits else _("a list of texts")


def the_choices(value: Any) -> str | None:
    """A vocabulary by its name, or own choices."""
    if isinstance(value, str) and value in VOCABULARIES:
        return None
    if isinstance(value, list) and value and all(_is_choice(each) for each in value):
        return None
    return _('one of {known}, or a list of {{ code = "...", en = "...", da = "..." }}').format(
        known=", ".join(VOCABULARIES)
    )


def _is_choice(value: Any) -> bool:
    fits = isinstance(value, Mapping) and set(value) == {"code", "en", "da"}
    return fits and not _code(value["code"]) and not any(map(a_string, value.values()))


def _table(value: Any) -> str | None:
    return None if isinstance(value, Mapping) else _("a table")


def _key_expression(value: Any) -> str | None:
    return None if isinstance(value, str | Mapping) else _("a table of the key's columns, or an expression")


def _edge(value: Any) -> str | None:
    fits = (
        isinstance(value, Mapping)
        or not a_string(value)
        or (isinstance(value, date) and not isinstance(value, datetime))
    )
    return None if fits else _("a date, a step such as +1y, or an expression")


def _anything(_value: Any) -> str | None:
    return None


TEMPLATE: Mapping[str, Check] = MappingProxyType(
    {
        "id": _code,
        "kind": _one_of(NOTE_TEMPLATE),
        "version": _version,
        "name": _text,
        "about": _text,
        "source": a_string,
        "note": _table,
        "questions": _list_of_tables,
        "changes": _list_of_tables,
        "checks": _list_of_tables,
    }
)
TEMPLATE_NEEDED = ("id", "kind", "version", "name", "about", "source", "questions")
QUESTION: Mapping[str, Check] = MappingProxyType(
    {
        "id": _question_id,
        "text": _text,
        "label": _text,
        "help": _text,
        "kind": _one_of(KINDS),
        "choices": the_choices,
        "required": a_truth,
        "default": _anything,
        "known": _anything,
        "when": _list_of_tables,
        "show": _one_of(TEXT_FACTS),
        "show_last": a_truth,
        "min": _number,
        "max": _number,
        "earliest": _edge,
        "latest": _edge,
        "source": a_string,
        "example": _anything,
        "columns": _list_of_tables,
        "table": _one_of(SELECTIONS),
        "which": a_string,
        "new": a_truth,
        "none": _text,
    }
)
ONLY_OF: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "choices": CHOICE_KINDS,
        "min": ("number",),
        "max": ("number",),
        "earliest": ("date",),
        "latest": ("date",),
        "columns": ("list",),
        "table": RECORD_KINDS,
        "which": RECORD_KINDS,
        "none": RECORD_KINDS,
        "new": ("record",),
    }
)
NEEDED_BY: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "choice": ("choices",),
        "several": ("choices",),
        "list": ("columns",),
        "record": ("table", "which"),
        "records": ("table", "which"),
    }
)
COLUMN: Mapping[str, Check] = MappingProxyType(
    {
        "id": _code,
        "label": _text,
        "help": _text,
        "kind": _one_of(COLUMN_KINDS),
        "required": a_truth,
        "choices": the_choices,
        "earliest": _edge,
        "latest": _edge,
    }
)
CHANGE: Mapping[str, Check] = MappingProxyType(
    {
        "table": _one_of(KEYS),
        "do": _one_of(DOES),
        "for_each": a_string,
        "when": _list_of_tables,
        "key": _key_expression,
        "set": _table,
        "new": _table,
    }
)
CHECK: Mapping[str, Check] = MappingProxyType(
    {
        "check": _one_of(CHECKS),
        "question": a_string,
        "column": a_string,
        "questions": _strings,
        "reason": _text,
        "when": _list_of_tables,
        "says": _text,
    }
)
