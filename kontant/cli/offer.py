"""``kontant offer``: offers, what they are for, and how they ended."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import OFFER, Values
from kontant.cli.record_options import From, ListFormat, RecordCommand, StartArg, one_start
from kontant.i18n import _

app = group(help=_("Record offers and how they ended."))

TypeArg = Annotated[
    str | None,
    typer.Argument(
        help=_("Type: work_placement, wage_subsidy, utility_work, guidance, education, mentor."), metavar=_("[TYPE]")
    ),
]
To = Annotated[str | None, typer.Option(help=_("The last day."), metavar=_("DATE"))]
Provider = Annotated[str | None, typer.Option(help=_("The company or provider."), metavar=_("TEXT"))]
Goal = Annotated[
    str | None, typer.Option(help=_("What it is for: tasks, hours; - reads the text from stdin."), metavar=_("TEXT"))
]
Hours = Annotated[str | None, typer.Option(help=_("Hours a week, such as 12,5."), metavar=_("HOURS"))]
Outcome = Annotated[
    str | None, typer.Option(help=_("How it ended: completed, interrupted, cancelled."), metavar=_("CODE"))
]


@app.command("add", cls=RecordCommand, help=_("Add an offer."))
def add(
    ctx: typer.Context,
    case: CaseText,
    type_: TypeArg = None,
    start: StartArg = None,
    from_: From = None,
    to: To = None,
    provider: Provider = None,
    goal: Goal = None,
    hours: Hours = None,
) -> None:
    """Add an offer."""
    typed = {"type": type_, "start": one_start(start, from_), "end": to}
    verbs.add(ctx.obj, OFFER, case, typed | {"provider": provider, "goal": goal, "hours_per_week": hours})


@app.command("change", cls=RecordCommand, help=_("Change what is given; an empty text empties it."))
def change(
    ctx: typer.Context,
    case: CaseText,
    type_: TypeArg = None,
    start: StartArg = None,
    to: To = None,
    outcome: Outcome = None,
    provider: Provider = None,
    goal: Goal = None,
    hours: Hours = None,
) -> None:
    """Change an offer; it keeps its type and first day."""
    typed = {"type": type_, "start": start, "end": to, "outcome": outcome}
    typed |= {"provider": provider, "goal": goal, "hours_per_week": hours}
    verbs.change(ctx.obj, OFFER, case, typed, fits=_has_no_outcome)


@app.command("end", cls=RecordCommand, help=_("An offer is over: how it ended, and its last day."))
def end(
    ctx: typer.Context,
    case: CaseText,
    type_: TypeArg = None,
    start: StartArg = None,
    outcome: Outcome = None,
    on: Annotated[
        str | None,
        typer.Option(help=_("The last day; the stated one if it has passed, else today."), metavar=_("DATE")),
    ] = None,
) -> None:
    """End an offer with its outcome."""
    typed = {"type": type_, "start": start, "outcome": outcome, "end": on}
    fixed = _with_last_day(ctx.obj)
    options = {"end": "--on"}
    verbs.change(
        ctx.obj, OFFER, case, typed, verb="end", fits=_has_no_outcome, asks=("outcome",), fixed=fixed, options=options
    )


@app.command("list", cls=ReadingCommand, help=_("The offers of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the offers of a case."""
    verbs.list_records(ctx.obj, OFFER, case, output)


def _has_no_outcome(offer: Any) -> bool:
    return offer.outcome is None


def _with_last_day(context: Context) -> Callable[[Any, Values], Values]:
    """An offer that is over has a last day: with none it would count as activity for ever."""

    def fixed(offer: Any, values: Values) -> Values:
        over = offer.end is not None and offer.end <= context.today
        if values.get("end") or over or values["outcome"] == "cancelled":
            return values
        return {**values, "end": context.today}

    return fixed
