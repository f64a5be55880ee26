"""``kontant coordination``: meetings and measures with other departments and sectors."""

from typing import Annotated

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import COORDINATION
from kontant.cli.record_options import DayArg, ListFormat, RecordCommand
from kontant.i18n import _

app = group(help=_("Record meetings and measures across departments."))

ActorArg = Annotated[
    str | None, typer.Argument(help=_("With whom: the department, hospital, school ..."), metavar=_("[ACTOR]"))
]
Form = Annotated[str | None, typer.Option(help=_("Form: meeting, round_table, measure."), metavar=_("CODE"))]


@app.command("add", cls=RecordCommand, help=_("Add a meeting, a round table or a measure with somebody else."))
def add(ctx: typer.Context, case: CaseText, date: DayArg = None, actor: ActorArg = None, form: Form = None) -> None:
    """Add a coordination."""
    verbs.add(ctx.obj, COORDINATION, case, {"date": date, "actor": actor, "form": form})


@app.command("change", cls=RecordCommand, help=_("Change the form of a coordination."))
def change(ctx: typer.Context, case: CaseText, date: DayArg = None, actor: ActorArg = None, form: Form = None) -> None:
    """Change a coordination; it keeps its day and actor."""
    verbs.change(ctx.obj, COORDINATION, case, {"date": date, "actor": actor, "form": form})


@app.command("list", cls=ReadingCommand, help=_("The coordination of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the coordination of a case."""
    verbs.list_records(ctx.obj, COORDINATION, case, output)
