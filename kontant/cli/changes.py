"""A changed record as lines of a screen: which record, and each field before and after. For edit, log and undo."""

from collections.abc import Iterator

from kontant.cli.context import Context
from kontant.cli.screen import Line, Piece, line, wrapped
from kontant.i18n import _
from kontant.report.field_words import Field, Values, field_text, fields, record_title
from kontant.store.log import Change


def change_lines(change: Change, *, whole_cpr: bool = False, reverse: bool = False) -> Iterator[Line]:
    """A change of one record: a heading and a line for each field; ``reverse`` tells it as undoing it would be."""
    before, after = (change.after, change.before) if reverse else (change.before, change.after)
    sign, what = _kind(before, after)
    style = {"+": "green", "-": "red"}.get(sign, "yellow")
    yield line(Piece(sign, style), f" {record_title(change.table, change.key)}: {what}")
    for field in fields(change.table, before, after, whole_cpr=whole_cpr):
        yield from wrapped(_told(field, sign), "    ")


def undo_line(context: Context, event: int) -> str:
    """How to take back what was just done."""
    return _("Undo with: {command}").format(command=f"{context.prefix} undo {event}")


def _kind(before: Values | None, after: Values | None) -> tuple[str, str]:
    if before is None:
        return "+", _("added")
    if after is None:
        return "-", _("removed")
    return "~", _("changed")


def _told(field: Field, sign: str) -> str:
    return field_text(field) if sign == "~" else f"{field.label}: {field.before or field.after}"
