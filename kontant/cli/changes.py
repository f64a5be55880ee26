"""A changed record in words: which record, and each field before and after. For edit, log and undo."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from kontant.cli.context import Context
from kontant.cli.screen import Line, Piece, line, wrapped
from kontant.exchange.cells import VOCABULARIES
from kontant.exchange.headers import COLUMN_NAMES
from kontant.i18n import _, day_text, language
from kontant.model.person import masked, shown_cpr
from kontant.model.tables import key_columns, table
from kontant.model.types import IsoDate, YesNo
from kontant.model.vocabulary import RECORD, name_of
from kontant.store.log import Change

# Places among the notes of a day and the corrections of a note: told in the title, where there are several.
_PLACES = ("nr", "seq")
# A snooze's word for the facts it holds on to: it says nothing to a person.
_DIGEST = "fingerprint"

Values = Mapping[str, Any]


class Field(NamedTuple):
    """A field with its value before and after, in words; nothing is an empty text."""

    label: str
    before: str
    after: str


def fields(name: str, before: Values | None, after: Values | None, *, whole_cpr: bool = False) -> list[Field]:
    """The fields of a row of table ``name`` that differ between two images, in the order of its columns."""
    columns = _told_columns(name, after or before or {})
    old, new = before or {}, after or {}
    return [
        Field(
            column_label(name, column),
            value_text(name, column, old.get(column), whole_cpr=whole_cpr),
            value_text(name, column, new.get(column), whole_cpr=whole_cpr),
        )
        for column in columns
        if old.get(column) != new.get(column) and not (column in key_columns(name) and not (before and after))
    ]


def change_lines(change: Change, *, whole_cpr: bool = False, reverse: bool = False) -> Iterator[Line]:
    """A change of one record: a heading and a line for each field; ``reverse`` tells it as undoing it would be."""
    before, after = (change.after, change.before) if reverse else (change.before, change.after)
    sign, what = _kind(before, after)
    style = {"+": "green", "-": "red"}.get(sign, "yellow")
    yield line(Piece(sign, style), f" {record_title(change.table, change.key)}: {what}")
    for field in fields(change.table, before, after, whole_cpr=whole_cpr):
        yield from wrapped(_told(field, sign), "    ")


def field_text(field: Field) -> str:
    """A changed field in a line."""
    return f"{field.label}: {field.before or _('(empty)')} -> {field.after or _('(empty)')}"


def record_title(name: str, key: Values) -> str:
    """Which record it is: its kind and its key; a number only where there are several of a day."""
    parts = [value_text(name, column, key[column]) for column in key_columns(name) if column not in _PLACES]
    # A log of the first schema knows a note without its number.
    if key.get("nr", 0) > 1:
        parts[-1] += f" ({key['nr']})"
    if "seq" in key:
        parts.append(_("no. {number}").format(number=key["seq"]))
    return f"{name_of(RECORD, name)} {', '.join(part for part in parts if part)}"


def column_label(name: str, column: str) -> str:
    """What a column is called in the language in use."""
    if column == "withdrawn":
        return _("withdrawn")
    danish = COLUMN_NAMES[name][column][0]
    return danish if language() == "da" else column.replace("_", " ")


def value_text(name: str, column: str, value: Any, *, whole_cpr: bool = False) -> str:
    """A stored value in words; CPR numbers masked unless asked for whole."""
    if value is None or value == "":
        return ""
    if column == "cpr":
        return shown_cpr(value, whole=whole_cpr) or ""
    vocabulary = VOCABULARIES.get((name, column))
    if vocabulary:
        return ", ".join(name_of(vocabulary, code) for code in str(value).split("|"))
    return _plain(name, column, value, whole_cpr)


def undo_line(context: Context, event: int) -> str:
    """How to take back what was just done."""
    return _("Undo with: {command}").format(command=f"{context.prefix} undo {event}")


def _told_columns(name: str, image: Values) -> list[str]:
    """The columns that say something: not where a row came from, and not the numbers by which it is kept."""
    told = [c.name for c in table(name).columns if c.name in COLUMN_NAMES[name] or c.name == "withdrawn"]
    # The words of a note that was asked for here hold its answers already.
    left_out = (*_PLACES, "answers") if image.get("form") and name == "notes" else (*_PLACES, _DIGEST)
    return [column for column in told if column not in left_out]


def _plain(name: str, column: str, value: Any, whole_cpr: bool) -> str:
    kind = table(name).c[column].type
    if isinstance(kind, YesNo):
        return _("yes") if value else _("no")
    if isinstance(value, str) and isinstance(kind, IsoDate):
        return day_text(date.fromisoformat(value))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if whole_cpr else masked(str(value))


def _kind(before: Values | None, after: Values | None) -> tuple[str, str]:
    if before is None:
        return "+", _("added")
    if after is None:
        return "-", _("removed")
    return "~", _("changed")


def _told(field: Field, sign: str) -> str:
    return field_text(field) if sign == "~" else f"{field.label}: {field.before or field.after}"
