"""``kontant due``: what each case needs, worst first."""

import sys
from datetime import date
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.judging import evaluator
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.screen import write_csv
from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.vocabulary import folded
from kontant.report.morning import Morning, Wanted, morning_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Status

app = group()


@app.command(cls=Command, help=_("What each case needs, worst first: the morning's list."))
def due(
    ctx: typer.Context,
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
        bool, typer.Option("--explain", help=_("Show the facts, the law and the sum behind each flag."))
    ] = False,
) -> None:
    """Judge the open cases and show what they need."""
    context: Context = ctx.obj
    rules = evaluator(context, when(context, as_of, "--as-of"), horizon, rule or ())
    asked = Wanted(caseworker, frozenset(str(s) for s in status or ()), limit)
    morning = judge(context, rules, asked)
    _WRITERS[output](context, rules, morning, explain)


def morning(context: Context, day: date) -> Morning:
    """Print the list of ``day`` for people, as ``kontant due`` does, and hand it over."""
    rules = evaluator(context, day)
    found = judge(context, rules)
    _write_table(context, rules, found, False)
    return found


def judge(context: Context, rules: Evaluator, asked: Wanted = Wanted()) -> Morning:  # noqa: B008
    """The morning's list of the caseload; raises ``NotFound`` where nobody is called as the caseworker asked for."""
    found = morning_of(context.path, rules, asked)
    if asked.caseworker and folded(asked.caseworker) not in map(folded, found.caseworkers):
        known = ", ".join(sorted(found.caseworkers)) or _("nobody")
        raise NotFound(
            _("No open case has {who} as coordinating caseworker on that day; there are: {known}").format(
                who=repr(asked.caseworker[:40]), known=known
            )
        )
    return found


def _write_table(context: Context, rules: Evaluator, morning: Morning, explain: bool) -> None:
    from kontant.cli.due_screen import screen
    from kontant.cli.screen import show

    show(screen(context, rules, morning, explain=explain))


def _write_json(context: Context, rules: Evaluator, morning: Morning, explain: bool) -> None:
    import json

    from kontant.cli.flag_output import explained_json, flag_json

    flags = [
        flag_json(flag, morning.day, context.short_prefix) | ({"explain": explained_json(flag)} if explain else {})
        for flag in morning.all_flags()
    ]
    document = {
        "as_of": morning.day.isoformat(),
        "horizon_days": morning.horizon_days,
        "cases_open": morning.cases_open,
        "flags": flags,
    }
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _write_sheet(context: Context, rules: Evaluator, morning: Morning, explain: bool, *, markdown: bool) -> None:
    from kontant.cli.flag_sheet import flag_sheet
    from kontant.exchange.sheets import as_csv, as_markdown

    sheet = flag_sheet(morning, context.short_prefix, explain=explain)
    if markdown:
        sys.stdout.write(as_markdown(sheet))
    else:
        write_csv(as_csv(sheet))


_WRITERS = {
    Format.TABLE: _write_table,
    Format.JSON: _write_json,
    Format.CSV: lambda *parts: _write_sheet(*parts, markdown=False),
    Format.MARKDOWN: lambda *parts: _write_sheet(*parts, markdown=True),
}
