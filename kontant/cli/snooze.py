"""``kontant snooze``: put a flag aside until a day, with a reason."""

from datetime import date
from typing import Annotated

import typer

from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import when
from kontant.cli.putting_aside import (
    Horizon,
    Reason,
    RuleArg,
    Scope,
    asked_reason,
    put_aside,
    refuse_missing,
    standing_flag,
)
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.rules.snoozing import LONGEST_MONTHS, latest_end

app = group()


@app.command("snooze", cls=Command, help=_("Put a flag aside until a day, with a reason."))
def snooze(
    ctx: typer.Context,
    case: CaseText,
    rule: RuleArg,
    until: Annotated[
        str | None,
        typer.Option(help=_("The day on which the flag is back, at most a year ahead."), metavar=_("DATE")),
    ] = None,
    reason: Reason = None,
    scope: Scope = None,
    horizon: Horizon = None,
) -> None:
    """Put a flag aside until its day comes, or the facts behind it change before."""
    context: Context = ctx.obj
    day = None if until is None else _read_until(context, until)
    meant = standing_flag(context, case, rule, scope, horizon)
    refuse_missing(context, {"--until": until, "--reason": reason})
    put_aside(context, meant, day or _asked_until(context), asked_reason(reason), "snooze")


def _read_until(context: Context, text: str) -> date:
    """The day that was typed; raises ``UsageError`` where it is not after today, or more than a year ahead."""
    day, latest = when(context, text, "--until"), latest_end(context.today)
    if day <= context.today:
        told = _("--until: {day} is not after today, {today}; give the day on which the flag is to be back.")
        raise UsageError(told.format(day=day_text(day), today=day_text(context.today)))
    if day > latest:
        told = ngettext(
            "--until: {day} is more than {n} month ahead; the latest day is {latest}.",
            "--until: {day} is more than {n} months ahead; the latest day is {latest}.",
            LONGEST_MONTHS,
        )
        raise UsageError(told.format(day=day_text(day), n=LONGEST_MONTHS, latest=day_text(latest)))
    return day


def _asked_until(context: Context) -> date:
    from kontant.cli import asking

    def check(text: str) -> bool | str:
        try:
            _read_until(context, text)
        except UsageError as error:
            return str(error).removeprefix("--until: ")
        return True

    return _read_until(context, asking.text(_("Until which day?"), default="+14d", check=check))
