"""Whether what a template would change in the case is there to be changed, and can hold what it would be given."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kontant.i18n import _
from kontant.notes.expressions import is_expression
from kontant.notes.names import CODES, COLUMNS, KEYS, RECORD_FACTS, REQUIRED
from kontant.notes.template import RECORD_KINDS, Change
from kontant.notes.template_conditions import when_faults
from kontant.notes.template_names import Names, codes_of, expression_faults, kind_of, question_faults
from kontant.notes.template_shape import unknown

# What a column of each kind can be given, by the kind of the expression.
_FITS = {
    "text": ("text", "long_text", "choice", "code"),
    "code": ("choice", "code"),
    "date": ("date",),
    "number": ("number",),
    "yes_no": ("yes_no",),
}


def change_faults(change: Change, names: Names) -> Iterator[str]:
    """What is wrong with one change."""
    if change.for_each is not None:
        faults = list(_each_faults(change.for_each, names))
        yield from faults
        if faults:
            return
        names = Names(names.template, names.before, names.template.question(change.for_each.removeprefix("$answer.")))
    yield from when_faults(change.when, names)
    yield from _do_faults(change)
    yield from _key_faults(change, names)
    for part in ("set", "new"):
        for column, value in getattr(change, part).items():
            yield from _column_faults(part, change, column, value, names)


def _each_faults(for_each: str, names: Names) -> Iterator[str]:
    name = for_each.removeprefix("$answer.")
    if name == for_each:
        yield _("for_each: must be $answer.ID of a list or of chosen records")
        return
    faults = list(question_faults("for_each", name, names))
    yield from faults
    if not faults and names.template.question(name).kind not in ("list", *RECORD_KINDS):
        yield _("for_each: {id} must be a list or chosen records").format(id=name)


def _do_faults(change: Change) -> Iterator[str]:
    if change.do == "assign" and change.table != "assignments":
        yield _("do: assign is only for table assignments")
    if change.table == "cases" and change.do != "change":
        yield _("do: a case can only be changed")
    given = {**change.set, **change.new}
    for column in REQUIRED.get(change.table, ()) if change.do != "change" else ():
        if column not in given:
            yield _("set: {column} is missing; a new record of {table} must have it").format(
                column=column, table=change.table
            )
    if change.do == "change" and change.new:
        yield _("new: means nothing where do = change; leave it out")


def _key_faults(change: Change, names: Names) -> Iterator[str]:
    needed = KEYS[change.table]
    if not isinstance(change.key, Mapping) or (is_expression(change.key) and not set(change.key) & {*needed}):
        yield from _key_expression_faults(change, names)
        return
    for column in needed:
        if column not in change.key:
            yield _("key: {column} is missing; the key of {table} is: {needed}").format(
                column=column, table=change.table, needed=", ".join(needed)
            )
    for column, value in change.key.items():
        if column not in needed:
            yield f"key: {unknown(column, needed)}" if needed else _("key: a case needs none; leave it out")
        else:
            yield from _value_faults("key", change, column, value, names)


def _key_expression_faults(change: Change, names: Names) -> Iterator[str]:
    faults = list(expression_faults("key", change.key, names))
    yield from faults
    if not is_expression(change.key):
        yield _("key: must be a table of the key's columns, or an expression that names a record")
    elif not faults and isinstance(change.key, str) and _table(change.key, names) != change.table:
        yield _("key: {expression} does not name a record of {table}").format(expression=change.key, table=change.table)


def _table(expression: str, names: Names) -> str | None:
    """The table whose record an expression names; None where it names none."""
    head, _dot, name = expression[1:].partition(".")
    if head == "fact":
        return RECORD_FACTS.get(name)
    question = names.each if expression == "$row" else names.asked(name) if head == "answer" else None
    return None if question is None else question.table


def _column_faults(part: str, change: Change, column: str, value: Any, names: Names) -> Iterator[str]:
    table = change.table
    if column in KEYS[table]:
        yield _("{part}: {column} belongs to the key").format(part=part, column=column)
    elif column not in COLUMNS[table]:
        yield f"{part}: {unknown(column, COLUMNS[table])}"
    else:
        yield from _value_faults(part, change, column, value, names)


def _value_faults(part: str, change: Change, column: str, value: Any, names: Names) -> Iterator[str]:
    where, table = f"{part}.{column}", change.table
    if not is_expression(value) and not isinstance(value, Mapping):
        yield from _literal_faults(where, table, column, value)
        return
    faults = list(expression_faults(where, value, names))
    yield from faults
    kind = None if faults else kind_of(value, names)
    if kind is not None and kind not in _FITS[COLUMNS[table][column]]:
        yield _("{where}: holds {right}, and {expression} is of kind {kind}").format(
            where=where, right=COLUMNS[table][column], expression=value, kind=kind
        )
    vocabulary = CODES.get((table, column))
    strange = set() if faults or vocabulary is None else codes_of(value, names, change.when) - vocabulary.keys()
    if vocabulary is not None and strange:
        yield _("{where}: cannot hold {strange}; it can be: {known}").format(
            where=where, strange=", ".join(sorted(strange)), known=", ".join(vocabulary)
        )


def _literal_faults(where: str, table: str, column: str, value: Any) -> Iterator[str]:
    kind, vocabulary = COLUMNS[table][column], CODES.get((table, column))
    if vocabulary is not None and not (isinstance(value, str) and value in vocabulary):
        yield _("{where}: must be one of {known}").format(where=where, known=", ".join(vocabulary))
    elif kind == "yes_no" and not isinstance(value, bool):
        yield _("{where}: must be true or false").format(where=where)
    elif kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield _("{where}: must be a number").format(where=where)
    elif kind == "text" and not isinstance(value, str):
        yield _("{where}: must be text").format(where=where)
    elif kind == "date" and not _is_day(value):
        yield _("{where}: must be a date or an expression").format(where=where)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, date) or date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False
