"""A record as it stands in a list or among choices: its columns in words, without what a rule or a key needs."""

from datetime import date
from typing import Any

from kontant.cli.record_kinds import LONG_TEXT, MONTH, Column, Kind
from kontant.i18n import _, day_text, decimal_mark
from kontant.model.person import masked
from kontant.model.vocabulary import name_of


def words(column: Column, value: Any) -> str:
    """A value of ``column`` as people read it; nothing for an empty one."""
    if value is None or value == "":
        return ""
    if column.codes:
        return name_of(column.codes, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return f"{value:%Y-%m}" if column.reads == MONTH else day_text(value)
    if isinstance(value, float):
        return decimal_mark(f"{value:g}")
    return masked(str(value))


def brief(kind: Kind, record: Any) -> str:
    """A record in a line: all of it but long texts."""
    told = (words(column, getattr(record, column.name)) for column in kind.columns if column.reads != LONG_TEXT)
    return ", ".join(text for text in told if text)
