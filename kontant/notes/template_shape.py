"""Whether a template file has the shape of one: its keys, and what kind of value each holds.

A fault is a sentence that says where, which key, and what would be right. What the values refer to is looked at
by :mod:`kontant.notes.template_links`, once the shape is right.
"""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from kontant.i18n import _
from kontant.model.vocabulary import folded
from kontant.notes.names import CHECKS, SELECTIONS, SHOWN_KEY
from kontant.notes.template import COLUMN_KINDS, KINDS, RECORD_KINDS
from kontant.notes.template_build import SUBJECTS, TESTS, choices_of
from kontant.notes.template_keys import (
    CHANGE,
    CHECK,
    COLUMN,
    NEEDED_BY,
    ONLY_OF,
    QUESTION,
    TEMPLATE,
    TEMPLATE_NEEDED,
    Check,
    a_string,
    a_truth,
    the_choices,
)

# Questions, choices, columns: of the built-in templates none has thirty.
_MOST_ENTRIES = 200


def shape_faults(raw: Mapping[str, Any], stem: str) -> Iterator[str]:
    """The faults in the shape of the file whose name without its ending is ``stem``."""
    if _too_long(raw):
        yield _("a list in it has over {n} entries; no note asks so much").format(n=_MOST_ENTRIES)
        return
    yield from _keys(raw, TEMPLATE, TEMPLATE_NEEDED)
    if isinstance(raw.get("id"), str) and raw["id"] != stem:
        yield _("id: must be the file's name, {stem}").format(stem=stem)
    if isinstance(raw.get("note"), Mapping):
        yield from _within("note", _keys(raw["note"], {"scope": a_string}, ()))
    for number, question in enumerate(_tables(raw, "questions"), 1):
        yield from _within(_place(question, number), _question_faults(question))
    for number, change in enumerate(_tables(raw, "changes"), 1):
        where = _("change {number}").format(number=number)
        yield from _within(where, _keys(change, CHANGE, ("table", "do")))
        yield from _within(where, _when_faults(change, {*SUBJECTS}))
    for number, check in enumerate(_tables(raw, "checks"), 1):
        yield from _within(_("check {number}").format(number=number), _check_faults(check))


def _too_long(value: Any) -> bool:
    """Whether a list or table anywhere in ``value`` has more entries than can be compared with each other in time."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return len(value) > _MOST_ENTRIES or any(map(_too_long, inside))


def place_of(question_id: str) -> str:
    """How a fault names a question."""
    return _("question {id}").format(id=question_id)


def _place(question: Mapping[str, Any], number: int) -> str:
    known = question.get("id")
    return place_of(known) if isinstance(known, str) else _("question {number}").format(number=number)


def _within(where: str, faults: Iterator[str]) -> Iterator[str]:
    return (f"{where}: {fault}" for fault in faults)


def _tables(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    given = raw.get(key)
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _keys(raw: Mapping[str, Any], known: Mapping[str, Check], needed: Sequence[str]) -> Iterator[str]:
    """Unknown keys, missing ones, and values of the wrong kind."""
    for key in raw:
        if key not in known:
            yield unknown(key, known)
    for key in needed:
        if key not in raw:
            yield _("{key}: is missing; it must be {right}").format(key=key, right=known[key](None))
    for key, check in known.items():
        complaint = check(raw[key]) if key in raw else None
        if complaint:
            yield _("{key}: must be {right}").format(key=key, right=complaint)


def unknown(key: str, known: Sequence[str] | Mapping[str, Any] | frozenset[str]) -> str:
    """The fault of a key or name that is not known, with the nearest one, or all."""
    key = key[:SHOWN_KEY]
    near = difflib.get_close_matches(key, list(known), n=1)
    if near:
        return _("{key}: is not known here; did you mean {near}?").format(key=key, near=near[0])
    return _("{key}: is not known here; known: {known}").format(key=key, known=", ".join(sorted(known)))


def _question_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys(raw, QUESTION, ("id", "text", "label", "kind"))
    yield from _when_faults(raw, {"answer", "fact"})
    kind = raw.get("kind")
    if kind not in KINDS:
        return
    for key, kinds in ONLY_OF.items():
        if key in raw and kind not in kinds:
            yield _("{key}: does not belong to kind {kind}; leave it out").format(key=key, kind=kind)
    for key in NEEDED_BY.get(kind, ()):
        if key not in raw:
            yield _("{key}: is missing; kind {kind} needs it").format(key=key, kind=kind)
    yield from _choice_faults(raw)
    if kind == "list":
        yield from _columns_faults(_tables(raw, "columns"))
    if kind in RECORD_KINDS and isinstance(raw.get("which"), str) and isinstance(raw.get("table"), str):
        known = SELECTIONS.get(raw["table"], ())
        if known and raw["which"] not in known:
            yield _("which: must be one of {known}").format(known=", ".join(known))


def _columns_faults(columns: list[Mapping[str, Any]]) -> Iterator[str]:
    for number, column in enumerate(columns, 1):
        where = _("column {name}").format(name=column.get("id", number))
        yield from _within(where, _keys(column, COLUMN, ("id", "label", "kind")))
        if column.get("kind") == "choice" and "choices" not in column:
            yield _("{where}: choices: is missing; kind {kind} needs it").format(where=where, kind="choice")
        for key, kind in (("choices", "choice"), ("earliest", "date"), ("latest", "date")):
            if key in column and column.get("kind") in COLUMN_KINDS and column["kind"] != kind:
                fault = _("{key}: does not belong to kind {kind}; leave it out").format(key=key, kind=column["kind"])
                yield f"{where}: {fault}"
        yield from _within(where, _choice_faults(column))
    yield from repeated([str(column.get("id")) for column in columns])


def repeated(ids: Sequence[str]) -> Iterator[str]:
    """A fault for each id that stands more than once."""
    for name in (each for each, times in Counter(ids).items() if times > 1):
        yield _("id: {id} stands twice; each must have its own").format(id=name)


def _choice_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    """Own choices must be told apart by every name that they have."""
    if "choices" not in raw or the_choices(raw["choices"]):
        return
    choices = choices_of(raw["choices"])
    for one, other in combinations(choices, 2):
        names = [set(map(folded, (each.code, *each.text))) for each in (one, other)]
        if names[0] & names[1]:
            yield _("choices: {one} and {other} have a name in common; each must have its own").format(
                one=one.code, other=other.code
            )


def _when_faults(raw: Mapping[str, Any], subjects: set[str]) -> Iterator[str]:
    for number, condition in enumerate(_tables(raw, "when"), 1):
        where = _("when, condition {number}").format(number=number)
        yield from _within(where, _condition_faults(condition, subjects))


def _condition_faults(raw: Mapping[str, Any], subjects: set[str]) -> Iterator[str]:
    for key in raw:
        if key not in subjects and key not in TESTS:
            yield unknown(key, [*sorted(subjects), *TESTS])
    if len([key for key in subjects if isinstance(raw.get(key), str)]) != 1:
        yield _("must name one of {subjects}").format(subjects=", ".join(sorted(subjects)))
    tests = [key for key in TESTS if key in raw]
    if len(tests) != 1:
        yield _("must have one of {tests}").format(tests=", ".join(TESTS))
    elif complaint := _test_fault(tests[0], raw[tests[0]]):
        yield _("{key}: must be {right}").format(key=tests[0], right=complaint)


def _test_fault(test: str, value: Any) -> str | None:
    if test == "filled":
        return a_truth(value)
    if test == "differs_from":
        fits = isinstance(value, str) and (value == "$note.date" or value.startswith(("$fact.", "$answer.")))
        return None if fits else _("$fact.NAME, $answer.ID or $note.date")
    values = value if isinstance(value, list) else [value]
    fits = bool(values) and not any(isinstance(each, list | dict) for each in values)
    return None if fits else _("a value or a list of values")


def _check_faults(raw: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys(raw, CHECK, ("check",))
    keys = CHECKS.get(raw["check"]) if isinstance(raw.get("check"), str) else None
    if keys is None:
        return
    for key in keys.needed:
        if key not in raw:
            yield _("{key}: is missing; check {check} needs it").format(key=key, check=raw["check"])
    for key in raw:
        if key in CHECK and key not in ("check", "reason", *keys.needed, *keys.allowed):
            yield _("{key}: does not belong to check {check}; leave it out").format(key=key, check=raw["check"])
