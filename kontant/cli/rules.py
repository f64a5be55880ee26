"""``kontant rules``: which rules and values are in force on a day, why, and whether an own file is right."""

from pathlib import Path
from typing import Annotated

import typer

from kontant.cli.case_options import CaseText, Output
from kontant.cli.context import Context
from kontant.cli.judging import check_rules, evaluator, own_parameter_file
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Format, TableOrJson, when
from kontant.cli.read_log import ReadingCommand, looked
from kontant.errors import UsageError
from kontant.i18n import _

app = group(help=_("Which rules and values are in force, and why."), invoke_without_command=True, no_args_is_help=False)


@app.callback()
def rules(
    ctx: typer.Context,
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
) -> None:
    """List the rules in force on a day, unless a verb follows."""
    if ctx.invoked_subcommand is not None:
        return
    context: Context = ctx.obj
    asked = evaluator(context, when(context, as_of, "--as-of"))
    from kontant.cli import rules_output as out
    from kontant.cli.screen import emit_json, show, write_sheet

    if output is Format.TABLE:
        show(out.overview(asked, own_parameter_file(), context.today))
    elif output is Format.JSON:
        emit_json(out.as_json(asked))
    else:
        write_sheet(out.sheet(asked), markdown=output is Format.MARKDOWN)


@app.command("show", cls=Command, help=_("Explain one rule in plain words."))
def show_rule(ctx: typer.Context, rule: Annotated[str, typer.Argument(metavar=_("RULE"))], as_of: AsOf = None) -> None:
    """Explain a rule: what it says, what clears it, and the values behind it in every period."""
    context: Context = ctx.obj
    check_rules((rule,))
    from kontant.cli.rules_output import explanation
    from kontant.cli.screen import show

    show(explanation(evaluator(context, when(context, as_of, "--as-of")), rule, context.today))


@app.command("explain", cls=ReadingCommand, help=_("Explain what one rule says of one case, raised or not."))
def explain_rule(
    ctx: typer.Context,
    rule: Annotated[str, typer.Argument(metavar=_("RULE"))],
    case: CaseText,
    as_of: AsOf = None,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Judge the case by the rule and show everything that was looked at."""
    from kontant.cli import rules_explain
    from kontant.cli.case_finding import find_case
    from kontant.store.reading import reading
    from kontant.store.snoozes import snoozes_of
    from kontant.store.timelines import timeline

    context: Context = ctx.obj
    asked = evaluator(context, when(context, as_of, "--as-of"), rules=(rule,))
    with reading(context.path) as connection:
        t = timeline(connection, find_case(connection, case))
        assert t is not None
        aside = snoozes_of(connection, t.case.case_ref, day=asked.law.day)
    looked(context, "rules explain", [t.case.case_ref])
    write = rules_explain.print_json if output is TableOrJson.JSON else rules_explain.show_explained
    write(context, asked, rule, t, aside)


@app.command(cls=Command, help=_("Check a municipality's own file of parameters."))
def check(ctx: typer.Context, file: Annotated[Path, typer.Argument(metavar=_("FILE"))]) -> None:
    """Name every fault of a file, or say what it overrides and how to use it."""
    from kontant.cli.screen import say
    from kontant.rules.parameter_file import load, own_values

    context: Context = ctx.obj
    if not file.exists():
        raise UsageError(_("There is no file {path}; give a TOML file of parameters.").format(path=file))
    values = own_values(file, load(), context.today)
    for name, records in values.items():
        for record in records:
            say(_("{name} = {value} from {date}").format(name=name, value=record.value, date=record.first))
    say(_("{path} is right. Use it with KONTANT_PARAMETERS={path}").format(path=file))
