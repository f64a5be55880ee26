"""``kontant forecast``: the weeks ahead, and a proposal that spreads their conversations evenly."""

from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.screen import emit_json, write_sheet
from kontant.i18n import _

if TYPE_CHECKING:
    from kontant.exchange.sheets import Sheet
    from kontant.report.forecast import Forecast
    from kontant.report.spread import Proposal

app = group()

DEFAULT_WEEKS, MOST_WEEKS = 12, 53


@app.command(
    cls=Command, help=_("The weeks ahead: deadlines and conversations, if nothing but what is planned is done.")
)
def forecast(
    ctx: typer.Context,
    as_of: AsOf = None,
    weeks: Annotated[
        int, typer.Option(min=1, max=MOST_WEEKS, help=_("How many weeks ahead."), metavar=_("WEEKS"))
    ] = DEFAULT_WEEKS,
    caseworker: Caseworker = None,
    move: Annotated[
        bool,
        typer.Option("--move", help=_("Propose days for the conversations, spread evenly before their deadlines.")),
    ] = False,
    output: Annotated[Format, typer.Option("--format", help=_("How the forecast comes out."))] = Format.TABLE,
) -> None:
    """Look ahead over the open cases."""
    context: Context = ctx.obj
    found = _forecast(context, as_of, weeks, caseworker)
    proposals = _spread(found) if move else None
    if output is Format.TABLE:
        _write_screen(context, found, proposals)
    elif output is Format.JSON:
        _write_json(context, found, proposals)
    else:
        write_sheet(_sheet(context, found, proposals), markdown=output is Format.MARKDOWN)


def _forecast(context: Context, as_of: str | None, weeks: int, caseworker: str | None) -> "Forecast":
    from kontant.cli.judging import parameters
    from kontant.report.forecast_reading import forecast_of

    return forecast_of(context.path, parameters(context), when(context, as_of, "--as-of"), weeks, caseworker)


def _spread(found: "Forecast") -> "list[Proposal]":
    from kontant.report.spread import spread

    return spread(found.needs, found.calendar.for_conversations, found.planned)


def _write_screen(context: Context, found: "Forecast", proposals: "list[Proposal] | None") -> None:
    from kontant.cli.screen import show

    if proposals is None:
        from kontant.cli.forecast_screen import screen

        show(screen(context, found))
    else:
        from kontant.cli.forecast_moves import moves_screen

        show(moves_screen(context, found, proposals))


def _write_json(context: Context, found: "Forecast", proposals: "list[Proposal] | None") -> None:
    from kontant.cli.forecast_output import forecast_json, proposal_json

    document = forecast_json(found)
    if proposals is not None:
        document["proposal"] = [proposal_json(proposal, context.short_prefix) for proposal in proposals]
    emit_json(document)


def _sheet(context: Context, found: "Forecast", proposals: "list[Proposal] | None") -> "Sheet":
    from kontant.cli.forecast_output import forecast_sheet, proposal_sheet

    return forecast_sheet(found) if proposals is None else proposal_sheet(proposals, context.short_prefix)
