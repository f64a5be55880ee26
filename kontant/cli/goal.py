"""``kontant goal``: job goals and the sub-goals on the way to them."""

from typing import Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import GOAL, Values
from kontant.cli.record_options import ListFormat, On, RecordCommand
from kontant.i18n import _

app = group(help=_("Record job goals and sub-goals."))

TitleArg = Annotated[str | None, typer.Argument(help=_("The goal in words."), metavar=_("[TITLE]"))]
WhichTitle = Annotated[
    str | None, typer.Argument(help=_("The goal, or a part of its words that no other has."), metavar=_("[TITLE]"))
]
Kind = Annotated[str | None, typer.Option(help=_("Kind: job or sub."), metavar=_("CODE"))]
WhichKind = Annotated[
    str | None, typer.Option("--kind", help=_("Which, where two have the same words: job or sub."), metavar=_("CODE"))
]
SetOn = Annotated[str | None, typer.Option(help=_("The day it was set; today if left out."), metavar=_("DATE"))]
ChangedSetOn = Annotated[str | None, typer.Option("--set-on", help=_("The day it was set."), metavar=_("DATE"))]
Due = Annotated[str | None, typer.Option(help=_("By when, such as +1m."), metavar=_("DATE"))]
Reached = Annotated[str | None, typer.Option(help=_("The day it was reached; empty if not."), metavar=_("DATE"))]


@app.command("add", cls=RecordCommand, help=_("Add a job goal or a sub-goal."))
def add(
    ctx: typer.Context,
    case: CaseText,
    title: TitleArg = None,
    kind: Kind = None,
    due: Due = None,
    set_on: SetOn = None,
) -> None:
    """Add a goal."""
    verbs.add(ctx.obj, GOAL, case, {"kind": kind, "title": title, "set_on": set_on, "due": due})


@app.command("change", cls=RecordCommand, help=_("Change the days of a goal; an empty text empties one."))
def change(
    ctx: typer.Context,
    case: CaseText,
    title: WhichTitle = None,
    kind: WhichKind = None,
    due: Due = None,
    reached: Reached = None,
    set_on: ChangedSetOn = None,
) -> None:
    """Change a goal; it keeps its words."""
    typed = {"kind": kind, "title": title, "set_on": set_on, "due": due, "reached": reached}
    verbs.change(ctx.obj, GOAL, case, typed, fits=_is_open)


@app.command("end", cls=RecordCommand, help=_("A goal is reached."))
def end(ctx: typer.Context, case: CaseText, title: WhichTitle = None, kind: WhichKind = None, on: On = None) -> None:
    """Record that a goal is reached."""
    context: Context = ctx.obj

    def fixed(_record: Any, values: Values) -> Values:
        return {"reached": values.get("reached") or context.today}

    typed, options = {"kind": kind, "title": title, "reached": on}, {"reached": "--on"}
    verbs.change(context, GOAL, case, typed, verb="end", fits=_is_open, fixed=fixed, options=options)


@app.command("list", cls=ReadingCommand, help=_("The goals of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the goals of a case."""
    verbs.list_records(ctx.obj, GOAL, case, output)


def _is_open(goal: Any) -> bool:
    return goal.reached is None
