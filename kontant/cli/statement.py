"""``kontant statement``: medical statements, from order to answer."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer

from kontant.cli import record_verbs as verbs
from kontant.cli.case_options import CaseText
from kontant.cli.lazy import group
from kontant.cli.options import Format
from kontant.cli.read_log import ReadingCommand
from kontant.cli.record_kinds import STATEMENT, Values
from kontant.cli.record_options import ListFormat, On, RecordCommand
from kontant.i18n import _

app = group(help=_("Record medical statements, from order to answer."))

TypeArg = Annotated[
    str | None, typer.Argument(help=_("Type: LÆ105, LÆ125 ... (105 will do), or other."), metavar=_("[TYPE]"))
]
OrderedArg = Annotated[str | None, typer.Argument(help=_("The day it was ordered."), metavar=_("[ORDERED]"))]
Consulted = Annotated[str | None, typer.Option(help=_("The day the doctor saw the person."), metavar=_("DATE"))]
Received = Annotated[str | None, typer.Option(help=_("The day it was received."), metavar=_("DATE"))]
Declined = Annotated[str | None, typer.Option(help=_("The day the doctor declined."), metavar=_("DATE"))]
Reminded = Annotated[str | None, typer.Option(help=_("The day the doctor was last reminded."), metavar=_("DATE"))]
Question = Annotated[
    str | None, typer.Option(help=_("The questions to the doctor; - reads the text from stdin."), metavar=_("TEXT"))
]
Purpose = Annotated[str | None, typer.Option(help=_("What it is for; - reads the text from stdin."), metavar=_("TEXT"))]


@app.command("add", cls=RecordCommand, help=_("Add a statement that was ordered."))
def add(
    ctx: typer.Context,
    case: CaseText,
    type_: TypeArg = None,
    ordered: OrderedArg = None,
    question: Question = None,
    purpose: Purpose = None,
    consulted: Consulted = None,
) -> None:
    """Add a statement."""
    typed = {"type": type_, "ordered": ordered, "consulted": consulted, "question": question, "purpose": purpose}
    verbs.add(ctx.obj, STATEMENT, case, typed)


@app.command("change", cls=RecordCommand, help=_("Change what is given; an empty text empties it."))
def change(
    ctx: typer.Context,
    case: CaseText,
    type_: TypeArg = None,
    ordered: OrderedArg = None,
    consulted: Consulted = None,
    received: Received = None,
    declined: Declined = None,
    reminded: Reminded = None,
    question: Question = None,
    purpose: Purpose = None,
) -> None:
    """Change a statement; it keeps its type and the day it was ordered."""
    typed = {"type": type_, "ordered": ordered, "consulted": consulted, "received": received, "declined": declined}
    typed |= {"reminded": reminded, "question": question, "purpose": purpose}
    verbs.change(ctx.obj, STATEMENT, case, typed, fits=_is_awaited)


@app.command("receive", cls=RecordCommand, help=_("A statement has come."))
def receive(
    ctx: typer.Context, case: CaseText, type_: TypeArg = None, ordered: OrderedArg = None, on: On = None
) -> None:
    """Record that a statement was received."""
    _came_to_be(ctx, case, type_, ordered, on, verb="receive", column="received")


@app.command("decline", cls=RecordCommand, help=_("The doctor has declined to give a statement."))
def decline(
    ctx: typer.Context, case: CaseText, type_: TypeArg = None, ordered: OrderedArg = None, on: On = None
) -> None:
    """Record that a statement was declined."""
    _came_to_be(ctx, case, type_, ordered, on, verb="decline", column="declined")


@app.command("remind", cls=RecordCommand, help=_("The doctor was reminded of a statement."))
def remind(
    ctx: typer.Context, case: CaseText, type_: TypeArg = None, ordered: OrderedArg = None, on: On = None
) -> None:
    """Record that the doctor was reminded."""
    _came_to_be(ctx, case, type_, ordered, on, verb="remind", column="reminded")


@app.command("list", cls=ReadingCommand, help=_("The statements of a case, the newest first."))
def list_(ctx: typer.Context, case: CaseText, output: ListFormat = Format.TABLE) -> None:
    """List the statements of a case."""
    verbs.list_records(ctx.obj, STATEMENT, case, output)


def _is_awaited(statement: Any) -> bool:
    return statement.received is None and statement.declined is None


def _came_to_be(
    ctx: typer.Context,
    case: str,
    type_: str | None,
    ordered: str | None,
    on: str | None,
    *,
    verb: str,
    column: str,
) -> None:
    """What happened to a statement that is awaited, on a day."""
    typed = {"type": type_, "ordered": ordered, column: on}
    fixed, options = _on_day(column, ctx.obj.today), {column: "--on"}
    verbs.change(ctx.obj, STATEMENT, case, typed, verb=verb, fits=_is_awaited, fixed=fixed, options=options)


def _on_day(column: str, today: date) -> Callable[[Any, Values], Values]:
    def fixed(_record: Any, values: Values) -> Values:
        return {column: values.get(column) or today}

    return fixed
