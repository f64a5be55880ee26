"""``kontant exemption``: exemptions, from when to when and why."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import EXEMPTION, Values
from kontant.cli.record_options import From, ListFormat, RecordCommand, StartArg, one_start
from kontant.i18n import _

app = group(help=_("Record exemptions."))

ScopeArg = Annotated[
    str | None,
    typer.Argument(help=_("From what: activation, hours_225, conversations."), metavar=_("[SCOPE]")),
]
To = Annotated[str | None, typer.Option(help=_("The last day."), metavar=_("DATE"))]
Reason = Annotated[
    str | None,
    typer.Option(
        help=_("Reason: health, work_capacity, parental_leave, rehabilitation_plan, other."), metavar=_("CODE")
    ),
]
Explanation = Annotated[
    str | None,
    typer.Option(help=_("The person's own circumstances in words; - reads the text from stdin."), metavar=_("TEXT")),
]


@app.command("add", cls=RecordCommand, help=_("Add an exemption."))
def add(
    ctx: typer.Context,
    case: CaseText,
    scope: ScopeArg = None,
    start: StartArg = None,
    from_: From = None,
    to: To = None,
    reason: Reason = None,
    explanation: Explanation = None,
) -> None:
    """Add an exemption; no other of the same scope may have a day in common with it."""
    typed = {"scope": scope, "start": one_start(start, from_), "end": to, "reason": reason, "explanation": explanation}
    verbs.add(ctx.obj, EXEMPTION, case, typed)


@app.command("change", cls=RecordCommand, help=_("Change what is given; an empty text empties it."))
def change(
    ctx: typer.Context,
    case: CaseText,
    scope: ScopeArg = None,
    start: StartArg = None,
    to: To = None,
    reason: Reason = None,
    explanation: Explanation = None,
) -> None:
    """Change an exemption; it keeps its scope and first day."""
    typed = {"scope": scope, "start": start, "end": to, "reason": reason, "explanation": explanation}
    verbs.change(ctx.obj, EXEMPTION, case, typed, fits=_has_day_from(ctx.obj))


@app.command("end", cls=RecordCommand, help=_("End an exemption before its time, or one that has no end."))
def end(
    ctx: typer.Context,
    case: CaseText,
    scope: ScopeArg = None,
    start: StartArg = None,
    on: Annotated[
        str | None, typer.Option(help=_("The last day that it covers; today if left out."), metavar=_("DATE"))
    ] = None,
) -> None:
    """End an exemption."""
    context: Context = ctx.obj
    typed = {"scope": scope, "start": start, "end": on}
    fixed, options = _with_end(context.today), {"end": "--on"}
    verbs.change(context, EXEMPTION, case, typed, verb="end", fits=_has_day_from(context), fixed=fixed, options=options)


@app.command("list", cls=ReadingCommand, help=_("The exemptions of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the exemptions of a case."""
    verbs.list_records(ctx.obj, EXEMPTION, case, output)


def _has_day_from(context: Context) -> Callable[[Any], bool]:
    """It has begun, and today or a later day is covered by it."""
    return lambda x: x.start <= context.today and (x.end is None or x.end >= context.today)


def _with_end(today: date) -> Callable[[Any, Values], Values]:
    def fixed(_record: Any, values: Values) -> Values:
        return {**values, "end": values.get("end") or today}

    return fixed
