"""From a template file's tables to a ``Template``; what is built here was checked for its shape before."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kontant.notes.expressions import literal
from kontant.notes.names import VOCABULARIES
from kontant.notes.template import TEXT_KINDS, Change, Check, Choice, Column, Condition, Question, Template, Text

_PLAIN = (
    *("id", "kind", "required", "known", "show", "min", "max", "earliest", "latest"),
    *("source", "table", "which", "new"),
)
SUBJECTS = ("answer", "fact", "row")
TESTS = ("is", "is_not", "filled", "differs_from")


def built(raw: Mapping[str, Any], own: Path | None) -> Template:
    """The template that ``raw`` describes; ``own`` is the municipality's file if it is one."""
    return Template(
        id=raw["id"],
        kind=raw["kind"],
        version=raw["version"],
        name=_text(raw["name"]),
        about=_text(raw["about"]),
        source=raw["source"],
        questions=tuple(_question(each) for each in raw["questions"]),
        changes=tuple(_change(each) for each in raw.get("changes", ())),
        checks=tuple(_check(each) for each in raw.get("checks", ())),
        scope=raw.get("note", {}).get("scope"),
        own=own,
    )


def choices_of(raw: Any) -> tuple[Choice, ...]:
    """The choices that a vocabulary's name or a list of own ones gives."""
    if isinstance(raw, str):
        return tuple(Choice(code, Text(*name)) for code, name in VOCABULARIES[raw].items())
    return tuple(Choice(each["code"], _text(each)) for each in raw)


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        text=_text(raw["text"]),
        label=_text(raw["label"]),
        help=_maybe_text(raw, "help"),
        none=_maybe_text(raw, "none"),
        choices=choices_of(raw.get("choices", ())),
        columns=tuple(_column(each) for each in raw.get("columns", ())),
        when=_conditions(raw),
        default=raw.get("default"),
        show_last=raw.get("show_last", raw["kind"] in (*TEXT_KINDS, "list")),
        example=_example(raw.get("example")),
        **{key: raw[key] for key in _PLAIN if key in raw},
    )


def _column(raw: Mapping[str, Any]) -> Column:
    return Column(
        id=raw["id"],
        label=_text(raw["label"]),
        kind=raw["kind"],
        required=raw.get("required", False),
        choices=choices_of(raw.get("choices", ())),
        help=_maybe_text(raw, "help"),
        earliest=raw.get("earliest"),
        latest=raw.get("latest"),
    )


def _change(raw: Mapping[str, Any]) -> Change:
    return Change(
        table=raw["table"],
        do=raw["do"],
        key=raw.get("key", {}),
        set=raw.get("set", {}),
        new=raw.get("new", {}),
        for_each=raw.get("for_each"),
        when=_conditions(raw),
    )


def _check(raw: Mapping[str, Any]) -> Check:
    return Check(
        check=raw["check"],
        question=raw.get("question"),
        column=raw.get("column"),
        questions=tuple(raw.get("questions", ())),
        reason=_maybe_text(raw, "reason"),
        when=_conditions(raw),
        says=_maybe_text(raw, "says"),
    )


def _conditions(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(_condition(each) for each in raw.get("when", ()))


def _condition(raw: Mapping[str, Any]) -> Condition:
    subject = next(key for key in SUBJECTS if key in raw)
    test = next(key for key in TESTS if key in raw)
    value = raw[test]
    if test in ("is", "is_not"):
        value = tuple(literal(each) for each in (value if isinstance(value, list) else [value]))
    return Condition(subject, raw[subject], test, value)


def _text(raw: Mapping[str, str]) -> Text:
    return Text(raw["en"], raw["da"])


def _maybe_text(raw: Mapping[str, Any], key: str) -> Text | None:
    return _text(raw[key]) if key in raw else None


def _example(raw: Any) -> Any:
    """An example with its texts as ``Text`` and its days as ISO text."""
    if isinstance(raw, list):
        return [_example(each) for each in raw]
    if isinstance(raw, Mapping):
        return _text(raw) if set(raw) == {"en", "da"} else {key: _example(value) for key, value in raw.items()}
    return raw.isoformat() if isinstance(raw, date) else raw
