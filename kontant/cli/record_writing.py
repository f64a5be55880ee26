"""One command on the records of a case: written in one event, and told with its effect and how to undo it."""

from collections.abc import Callable, Collection, Iterable

from kontant.cli.changes import undo_line
from kontant.cli.context import Context
from kontant.cli.effects_told import raised, raised_now, tell_flags
from kontant.cli.judging import evaluator
from kontant.cli.record_fields import Options, worded
from kontant.cli.record_kinds import Kind
from kontant.cli.screen import Line, line, shorten, show, wrapped
from kontant.errors import Refused
from kontant.i18n import _
from kontant.report.field_words import Field, field_text, fields, record_title
from kontant.store.log import Change
from kontant.store.writes import Writer, writing

Steps = Callable[[Writer], Iterable[Change | None]]

# Of a long text its beginning tells what was written.
_LONGEST = 300


def write(
    context: Context,
    kind: Kind,
    verb: str,
    case_ref: str,
    steps: Steps,
    given: Collection[str] = (),
    options: Options | None = None,
) -> None:
    """Do ``steps`` in one event and tell of it; ``Refused`` where they change nothing.

    ``given`` are the columns that were typed, ``options`` what gave them, where that is not the usual one.
    """
    rules = evaluator(context, context.today)
    before = raised(context, rules, case_ref)
    command = f"{kind.noun} {verb}"
    with (
        worded(kind, given, options),
        writing(context.path, command=command, who=context.who, at=context.now()) as writer,
    ):
        changes = [change for change in steps(writer) if change]
        if not changes:
            raise Refused(_("The record has these values already; nothing was changed."))
    for change in changes:
        show(_told(change))
    tell_flags(before, raised_now(context, rules, case_ref))
    show([line(undo_line(context, writer.event_id))])


def _told(change: Change) -> Iterable[Line]:
    """Which record, and each field that is new or changed."""
    told = _("Added: {record}") if change.before is None else _("Changed: {record}")
    yield from wrapped(told.format(record=record_title(change.table, change.key)), "")
    for field in fields(change.table, change.before, change.after):
        short = Field(field.label, shorten(field.before, _LONGEST), shorten(field.after, _LONGEST))
        text = f"{field.label}: {short.after}" if change.before is None else field_text(short)
        yield from wrapped(text, "  ")
