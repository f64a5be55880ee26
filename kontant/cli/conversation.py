"""``kontant conversation``: planned, held, called off and moved conversations."""

from typing import Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import CONVERSATION, Values
from kontant.cli.record_options import Caseworker, DayArg, ListFormat, RecordCommand
from kontant.i18n import _

app = group(help=_("Record conversations: planned, held, moved."))

Kind = Annotated[str, typer.Option(help=_("Kind: job, follow_up, round_table, broker, other."), metavar=_("CODE"))]
WhichKind = Annotated[
    str | None,
    typer.Option("--kind", help=_("Which, where there are several that day: job, follow_up ..."), metavar=_("CODE")),
]
Status = Annotated[str | None, typer.Option(help=_("Status: planned, held, no_show, cancelled."), metavar=_("CODE"))]
Channel = Annotated[str | None, typer.Option(help=_("How: in_person, video, phone."), metavar=_("CODE"))]


@app.command("add", cls=RecordCommand, help=_("Add a conversation: planned if the day is to come, else held."))
def add(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    kind: Kind = "job",
    status: Status = None,
    channel: Channel = None,
    caseworker: Caseworker = None,
) -> None:
    """Add a conversation."""
    typed = {"date": date, "kind": kind, "status": status, "channel": channel, "caseworker": caseworker}
    verbs.add(ctx.obj, CONVERSATION, case, typed)


@app.command("change", cls=RecordCommand, help=_("Change what is given; with the day alone, ask what became of it."))
def change(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    kind: WhichKind = None,
    status: Status = None,
    channel: Channel = None,
    caseworker: Caseworker = None,
) -> None:
    """Change a conversation; it keeps its day and kind."""
    typed = {"date": date, "kind": kind, "status": status, "channel": channel, "caseworker": caseworker}
    asks = ("status",) if channel is None and caseworker is None else ()
    verbs.change(ctx.obj, CONVERSATION, case, typed, asks=asks, fits=_has_come(ctx.obj))


@app.command("held", cls=RecordCommand, help=_("A planned conversation was held."))
def held(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    kind: WhichKind = None,
    channel: Channel = None,
    caseworker: Caseworker = None,
) -> None:
    """Record that a planned conversation was held."""
    typed = {"date": date, "kind": kind, "channel": channel, "caseworker": caseworker}
    verbs.change(ctx.obj, CONVERSATION, case, typed, verb="held", fits=_has_come(ctx.obj), fixed=_as("held"))


@app.command("cancel", cls=RecordCommand, help=_("A planned conversation is called off."))
def cancel(ctx: typer.Context, case: CaseText, date: DayArg = None, kind: WhichKind = None) -> None:
    """Call a planned conversation off."""
    typed = {"date": date, "kind": kind}
    verbs.change(ctx.obj, CONVERSATION, case, typed, verb="cancel", fits=_is_planned, fixed=_as("cancelled"))


@app.command("move", cls=RecordCommand, help=_("Move a planned conversation to another day."))
def move(
    ctx: typer.Context,
    case: CaseText,
    date: DayArg = None,
    to: Annotated[str | None, typer.Option(help=_("The new day."), metavar=_("DATE"))] = None,
    kind: WhichKind = None,
) -> None:
    """Move a planned conversation to another day.

    The old one stays, cancelled: an extract that still holds it as planned cannot bring it back.
    """
    from kontant.cli.record_moving import move_conversation

    move_conversation(ctx.obj, case, {"date": date, "kind": kind}, to, _is_planned)


@app.command("list", cls=ReadingCommand, help=_("The conversations of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the conversations of a case."""
    verbs.list_records(ctx.obj, CONVERSATION, case, output)


def _is_planned(conversation: Any) -> bool:
    return bool(conversation.status == "planned")


def _has_come(context: Context) -> Any:
    """Planned for a day that has come: those of which something is to be told."""
    return lambda conversation: _is_planned(conversation) and conversation.date <= context.today


def _as(status: str) -> Any:
    def fixed(_record: Any, values: Values) -> Values:
        return {**values, "status": status}

    return fixed
