"""``kontant note CASE [TEMPLATE]``: write a guided note at a terminal, or from an answers file anywhere."""

from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.note_context import MOST_DRAFTS
from kontant.cli.options import TableOrJson
from kontant.errors import UsageError
from kontant.i18n import _

LATEST = "latest"
"""What ``--resume`` without a number asks for."""


def write(
    ctx: typer.Context,
    case: Annotated[
        str | None,
        typer.Argument(
            help=_("The case: its reference, a part of it, or a part of the name."),
            metavar=_("CASE"),
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Argument(help=_("Which note; chosen from a list if left out."), metavar=_("[TEMPLATE]")),
    ] = None,
    date: Annotated[
        str | None, typer.Option(help=_("The day of the note; today if left out."), metavar=_("DATE"))
    ] = None,
    caseworker: Annotated[
        str | None,
        typer.Option(help=_("Who writes; you, or the coordinating caseworker, if left out."), metavar=_("INITIALS")),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(help=_("Take the answers from a file, TOML or JSON; - is standard input."), metavar=_("FILE")),
    ] = None,
    resume: Annotated[
        str | None,
        typer.Option(help=_("Go on with a draft: the one of that number, else the latest."), metavar=_("[NUMBER]")),
    ] = None,
    output: Annotated[
        TableOrJson, typer.Option("--format", help=_("For people, or JSON for machines (with --answers)."))
    ] = TableOrJson.TABLE,
) -> None:
    """Hand over to the terminal or to the answers file."""
    context: Context = ctx.obj
    if answers is not None:
        _from_file(context, case, template, date, caseworker, answers, resume, output)
        return
    if output is TableOrJson.JSON:
        raise UsageError(_("--format json goes with --answers: at a terminal the note is written together with you."))
    if not context.at_terminal:
        raise UsageError(_unasked(context, template))
    from kontant.cli import note_terminal

    if resume is not None:
        if template is not None:
            raise UsageError(_("--resume goes on with a draft, whose form is chosen already: leave TEMPLATE out."))
        note_terminal.resume(context, _number(resume), case, date, caseworker)
    elif case is None:
        raise UsageError(_("Which case? Write: {command}").format(command=f"{context.prefix} note " + _("CASE")))
    else:
        note_terminal.begin(context, case, template, date, caseworker)


def _from_file(
    context: Context,
    case: str | None,
    template: str | None,
    day: str | None,
    caseworker: str | None,
    answers: str,
    resume: str | None,
    output: TableOrJson,
) -> None:
    from kontant.cli.note_answers import write_from_file

    if resume is not None:
        raise UsageError(_("--answers and --resume cannot go together: a draft is gone on with at a terminal."))
    if case is None:
        raise UsageError(_("CASE is missing: write whose note it is."))
    write_from_file(context, case, template, day, caseworker, answers, as_json=output is TableOrJson.JSON)


def _unasked(context: Context, template: str | None) -> str:
    told = _(
        "A note is asked for at a terminal; here, give its answers with --answers FILE (print an empty one: {command})"
    )
    return told.format(command=f"{context.prefix} note template {template or _('NAME')}")


def _number(text: str) -> int | None:
    if text == LATEST:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < MOST_DRAFTS:
        raise UsageError(_("--resume: write the number of a draft, or nothing for the latest."))
    return int(text)
