"""Fields and records in words, whatever their table: what a column is called, what a value says, which record it is."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from kontant.exchange.headers import COLUMN_NAMES
from kontant.i18n import _, day_text, language
from kontant.model.person import masked, shown_cpr
from kontant.model.tables import key_columns, table
from kontant.model.types import IsoDate, YesNo
from kontant.model.vocabulary import RECORD, VOCABULARIES, name_of
from kontant.report.correction_words import SCREEN_ARROW, stored_text

PLACES = ("nr", "seq")
"""Places among the notes of a day and the corrections of a note: told in a title, where there are several."""

# A snooze's word for the facts it holds on to: it says nothing to a person.
_DIGEST = "fingerprint"
_CORRECTIONS = "corrections"

Values = Mapping[str, Any]


class Field(NamedTuple):
    """A field with its value before and after, in words; nothing is an empty text."""

    label: str
    before: str
    after: str


def column_label(name: str, column: str) -> str:
    """What a column is called in the language in use."""
    if column == "withdrawn":
        return _("withdrawn")
    if (name, column) == (_CORRECTIONS, "record"):
        return _("record")  # its header in a file says that it is a key
    danish = COLUMN_NAMES[name][column][0]
    return danish if language() == "da" else column.replace("_", " ")


def fields(
    name: str,
    before: Values | None,
    after: Values | None,
    *,
    whole_cpr: bool = False,
    label: Callable[[str, str], str] = column_label,
) -> list[Field]:
    """The fields of a row of table ``name`` that differ between two images, in the order of its columns.

    ``label`` says what a column of a table is called.
    """
    columns = _told_columns(name, after or before or {})
    old, new = before or {}, after or {}
    return [
        Field(
            label(name, column),
            _text_in(name, column, old, whole_cpr),
            _text_in(name, column, new, whole_cpr),
        )
        for column in columns
        if old.get(column) != new.get(column) and not (column in key_columns(name) and not (before and after))
    ]


def field_text(field: Field, arrow: str = SCREEN_ARROW) -> str:
    """A changed field in a line."""
    return f"{field.label}: {field.before or _('(empty)')} {arrow} {field.after or _('(empty)')}"


def record_title(name: str, key: Values) -> str:
    """Which record it is: its kind and its key; a number only where there are several of a day."""
    parts = [value_text(name, column, key[column]) for column in key_columns(name) if column not in PLACES]
    # A log of the first schema knows a note without its number.
    if key.get("nr", 0) > 1:
        parts[-1] += f" ({key['nr']})"
    if "seq" in key:
        parts.append(_("no. {number}").format(number=key["seq"]))
    return f"{name_of(RECORD, name)} {', '.join(part for part in parts if part)}"


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


def _text_in(name: str, column: str, image: Values, whole_cpr: bool) -> str:
    """A value in words, which of a correction depend on what it corrects."""
    if name == _CORRECTIONS and image:
        told = stored_text(image, column, str if whole_cpr else masked, whole_cpr=whole_cpr)
        if told is not None:
            return told
    return value_text(name, column, image.get(column), whole_cpr=whole_cpr)


def _told_columns(name: str, image: Values) -> list[str]:
    """The columns that say something: not where a row came from, and not the numbers by which it is kept."""
    told = [c.name for c in table(name).columns if c.name in COLUMN_NAMES[name] or c.name == "withdrawn"]
    if name == _CORRECTIONS:
        # The record is told with its kind.
        return [column for column in told if column not in (*PLACES, "table_name")]
    # The words of a note that was asked for here hold its answers already.
    left_out = (*PLACES, "answers") if image.get("form") and name == "notes" else (*PLACES, _DIGEST)
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
