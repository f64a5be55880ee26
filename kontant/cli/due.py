"""``kontant due``: what each case needs, worst first."""

from datetime import date
from typing import Annotated, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.judging import evaluator
from kontant.cli.lazy import group
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.read_log import ReadingCommand
from kontant.cli.screen import emit_json, write_sheet
from kontant.errors import UsageError
from kontant.i18n import _
from kontant.report.coordinated import check_met
from kontant.report.morning import Morning, Wanted, morning_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Status

app = group()


class Form(NamedTuple):
    """How the list comes out."""

    output: Format
    explain: bool
    incognito: bool = False


@app.command(cls=ReadingCommand, help=_("What each case needs, worst first: the morning's list."))
def due(
    ctx: typer.Context,
    case: Annotated[
        str | None,
        typer.Argument(help=_("Only this case: its reference, a part of it or of the name."), metavar=_("[CASE]")),
    ] = None,
    as_of: AsOf = None,
    horizon: Annotated[
        int | None, typer.Option(min=0, max=3660, help=_("Days to look ahead."), metavar=_("DAYS"))
    ] = None,
    caseworker: Caseworker = None,
    rule: Annotated[list[str] | None, typer.Option(help=_("Only this rule (repeatable)."), metavar=_("RULE"))] = None,
    status: Annotated[list[Status] | None, typer.Option(help=_("Only flags of this status (repeatable)."))] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=_("Show no more than so many cases."), metavar=_("CASES"))
    ] = None,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help=_("Show the facts, the law and the sum behind each flag; of one case also why others are not raised."),
        ),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(help=_("Only what is new, gone or turned overdue since that day."), metavar=_("DATE")),
    ] = None,
    snoozed: Annotated[
        bool, typer.Option("--snoozed", help=_("Only the flags that were put aside, with why and until when."))
    ] = False,
    incognito: Annotated[
        bool, typer.Option("--incognito", help=_("Case references only, for a screen that others see too."))
    ] = False,
) -> None:
    """Judge the open cases and show what they need."""
    context: Context = ctx.obj
    rules = evaluator(context, when(context, as_of, "--as-of"), horizon, rule or ())
    asked = Wanted(caseworker, frozenset(str(s) for s in status or ()), limit)
    form = Form(output, explain, incognito)
    if incognito:
        from kontant.cli.incognito import case_meant, naming_nobody

        with naming_nobody():
            _write(context, rules, case and case_meant(context, case), asked, form, since, snoozed=snoozed)
    else:
        _write(context, rules, case, asked, form, since, snoozed=snoozed)


def _write(
    context: Context, rules: Evaluator, case: str | None, asked: Wanted, form: Form, since: str | None, *, snoozed: bool
) -> None:
    """Write what was asked for: what changed, one case, what was put aside, or the morning's list."""
    if since is not None:
        _write_since(context, rules, since, case, asked, form, form.explain or snoozed)
    elif case is not None and not snoozed:
        _write_case(context, rules, case, asked, form)
    else:
        found = judge(context, rules, asked) if case is None else _judge_case(context, rules, case, asked)
        _write_list(context, rules, found, form, asked.limit, snoozed=snoozed)


def _write_list(
    context: Context, rules: Evaluator, found: Morning, form: Form, limit: int | None, *, snoozed: bool
) -> None:
    if form.incognito:
        from kontant.cli.incognito import hidden_morning

        found = hidden_morning(found)
    if snoozed:
        from kontant.cli.snoozed_list import write

        write(context, found, form.output, limit)
    else:
        _WRITERS[form.output](context, rules, found, form.explain)


def morning(context: Context, day: date) -> Morning:
    """Print the list of ``day`` for people, as ``kontant due`` does, and hand it over."""
    rules = evaluator(context, day)
    found = judge(context, rules)
    _write_table(context, rules, found, False)
    return found


def judge(context: Context, rules: Evaluator, asked: Wanted = Wanted()) -> Morning:  # noqa: B008
    """The morning's list of the caseload; raises ``NotFound`` where nobody is called as the caseworker asked for."""
    found = morning_of(context.path, rules, asked)
    check_met(asked.caseworker, found.caseworkers)
    return found


def _judge_case(context: Context, rules: Evaluator, text: str, asked: Wanted) -> Morning:
    from kontant.cli.due_case import judge_case

    return judge_case(context, rules, text, asked).morning


def _write_case(context: Context, rules: Evaluator, text: str, asked: Wanted, form: Form) -> None:
    from kontant.cli import due_case

    one = due_case.judge_case(context, rules, text, asked)
    if form.incognito:
        one = one.hidden()
    if form.output is Format.TABLE:
        due_case.show_case(context, rules, one, explain=form.explain)
    elif form.output is Format.JSON:
        due_case.print_json(context, rules, one, explain=form.explain)
    else:
        _WRITERS[form.output](context, rules, one.morning, form.explain)


def _write_since(
    context: Context, rules: Evaluator, text: str, case: str | None, asked: Wanted, form: Form, refused: bool
) -> None:
    from kontant.cli.due_since import day_before, write

    if refused:
        raise UsageError(_("--since shows what changed; leave out --explain and --snoozed."))
    write(context, rules, day_before(rules, text), case, asked, form.output, incognito=form.incognito)


def _write_table(context: Context, rules: Evaluator, morning: Morning, explain: bool) -> None:
    from kontant.cli.due_screen import screen
    from kontant.cli.screen import show

    show(screen(context, rules, morning, explain=explain))


def _write_json(context: Context, rules: Evaluator, morning: Morning, explain: bool) -> None:
    from kontant.cli.due_json import document

    emit_json(document(context, rules, morning, explain=explain))


def _write_sheet(context: Context, rules: Evaluator, morning: Morning, explain: bool, *, markdown: bool) -> None:
    from kontant.cli.flag_sheet import flag_sheet

    sheet = flag_sheet(morning, context.short_prefix, explain=explain)
    write_sheet(sheet, markdown=markdown)


_WRITERS = {
    Format.TABLE: _write_table,
    Format.JSON: _write_json,
    Format.CSV: lambda *parts: _write_sheet(*parts, markdown=False),
    Format.MARKDOWN: lambda *parts: _write_sheet(*parts, markdown=True),
}
