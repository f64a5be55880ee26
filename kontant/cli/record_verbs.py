"""What the record commands do, whatever their kind: add one, change one, list them.

The modules behind are imported when a verb is called, so that a list or a help text does not wait for them.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.options import Format
from kontant.cli.record_kinds import Kind, Values
from kontant.errors import Refused, UsageError
from kontant.i18n import _
from kontant.model.vocabulary import RECORD, name_of
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.store.log import Change
    from kontant.store.writes import Writer

Typed = Mapping[str, str | None]
"""What was typed, by column; None where it was left out."""


def whole_case(context: Context, text: str) -> str:
    """The reference of the case that was typed."""
    with reading(context.path) as connection:
        return find_case(connection, text)


def add(
    context: Context,
    kind: Kind,
    case: str,
    typed: Typed,
    also: "Callable[[Writer, str, Values], list[Change | None]] | None" = None,
) -> None:
    """Add a record; what is needed and was left out is asked for. ``also`` is what else the same event changes."""
    from kontant.cli.record_fields import read, with_asked
    from kontant.cli.record_writing import write
    from kontant.store import records

    case_ref = whole_case(context, case)
    values = with_asked(context, kind, read(context, kind, typed), _needed_off_terminal(context, kind))
    values = with_asked(context, kind, values, kind.key)
    _refuse_second(context, kind, case_ref, values)
    values = kind.defaults(values, context.today) | values
    values = with_asked(context, kind, values, _needed(kind))

    def steps(writer: "Writer") -> "list[Change | None]":
        added = records.add(writer, kind.table, {"case_ref": case_ref, **values}, context.today)
        return [added, *(also(writer, case_ref, values) if also else ())]

    write(context, kind, "add", case_ref, steps, values.keys())


def change(
    context: Context,
    kind: Kind,
    case: str,
    typed: Typed,
    *,
    verb: str = "change",
    fits: Callable[[Any], bool] = lambda _record: True,
    asks: tuple[str, ...] = (),
    fixed: Callable[[Any, Values], Values] = lambda _record, values: values,
    options: Mapping[str, str] | None = None,
) -> None:
    """Change one record of the case.

    Where the key was left out it is the one that ``fits``, or for a plain change any. ``asks`` are the columns
    without which the verb means nothing, ``fixed`` makes the new values of the record found and those typed,
    ``options`` name what gave them.
    """
    from kontant.cli.record_fields import read, with_asked
    from kontant.cli.record_finding import find_record, record_key
    from kontant.cli.record_writing import write
    from kontant.store import records

    case_ref = whole_case(context, case)
    given = read(context, kind, typed, options)
    key = {name: given.pop(name) for name in kind.key if name in given}
    if not given and not asks and verb == "change":
        raise UsageError(_nothing(kind, typed))
    found = find_record(context, kind, case_ref, key, fits, command=f"{kind.noun} {verb}", any_fits=verb == "change")
    values = fixed(found, with_asked(context, kind, given, asks))

    def steps(writer: "Writer") -> "list[Change | None]":
        whole = record_key(kind, case_ref, found)
        return [records.change(writer, kind.table, whole, values, context.today)]

    write(context, kind, verb, case_ref, steps, values.keys(), options)


def list_records(context: Context, kind: Kind, case: str, output: Format) -> None:
    """List the records of the case."""
    from kontant.cli.record_list import list_records as write_list

    write_list(context, kind, whole_case(context, case), output)


def _needed(kind: Kind) -> tuple[str, ...]:
    return tuple(column.name for column in kind.columns if column.needed)


def _needed_off_terminal(context: Context, kind: Kind) -> tuple[str, ...]:
    """All that is missing, told at once where nobody can be asked; at a terminal the key comes first."""
    defaulted = kind.defaults(dict.fromkeys(kind.key, context.today), context.today)
    return () if context.at_terminal else tuple(name for name in _needed(kind) if name not in defaulted)


def _refuse_second(context: Context, kind: Kind, case_ref: str, values: Values) -> None:
    """Refuse what is there already, before more is asked, and say how to change it."""
    from kontant.cli.record_finding import command_for, records_of

    for record in records_of(context, kind, case_ref):
        if all(getattr(record, name) == values[name] for name in kind.key):
            told = _("There is such a record ({table}) in case {case} already; change it with: {command}")
            command = command_for(context, kind, "change", case_ref, record)
            raise Refused(told.format(table=name_of(RECORD, kind.table), case=case_ref, command=command))


def _nothing(kind: Kind, typed: Typed) -> str:
    options = ", ".join(kind.column(name).typed for name in typed if name not in kind.key)
    return _("Nothing to change: give at least one of {options}.").format(options=options)
