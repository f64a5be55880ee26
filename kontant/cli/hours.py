"""``kontant hours``: paid hours, month by month."""

from typing import Annotated

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import HOURS
from kontant.cli.record_options import ListFormat, RecordCommand
from kontant.i18n import _

app = group(help=_("Record paid hours, month by month."))

MonthArg = Annotated[
    str | None, typer.Argument(help=_("The month: 2026-10, 10-2026, or a day in it."), metavar=_("[MONTH]"))
]
Hours = Annotated[str | None, typer.Option(help=_("Paid hours in the month, such as 12,5."), metavar=_("HOURS"))]
Employer = Annotated[str | None, typer.Option(help=_("The employer."), metavar=_("TEXT"))]


@app.command("add", cls=RecordCommand, help=_("Add the paid hours of a month."))
def add(
    ctx: typer.Context, case: CaseText, month: MonthArg = None, hours: Hours = None, employer: Employer = None
) -> None:
    """Add paid hours."""
    verbs.add(ctx.obj, HOURS, case, {"month": month, "hours": hours, "employer": employer})


@app.command("change", cls=RecordCommand, help=_("Change the paid hours of a month."))
def change(
    ctx: typer.Context, case: CaseText, month: MonthArg = None, hours: Hours = None, employer: Employer = None
) -> None:
    """Change paid hours."""
    verbs.change(ctx.obj, HOURS, case, {"month": month, "hours": hours, "employer": employer})


@app.command("list", cls=ReadingCommand, help=_("The paid hours of a case, the latest month first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the paid hours of a case."""
    verbs.list_records(ctx.obj, HOURS, case, output)
