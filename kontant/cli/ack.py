"""``kontant ack``: put a flag aside for as long as the facts behind it stay as they are."""

import typer

from kontant.cli.case_options import CaseText
from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
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
from kontant.i18n import _

app = group()


@app.command("ack", cls=Command, help=_("Put a flag aside until its facts change, with a reason."))
def ack(
    ctx: typer.Context,
    case: CaseText,
    rule: RuleArg,
    reason: Reason = None,
    scope: Scope = None,
    horizon: Horizon = None,
) -> None:
    """Acknowledge a flag: it is back when a fact behind it changes, and not before."""
    context: Context = ctx.obj
    meant = standing_flag(context, case, rule, scope, horizon)
    refuse_missing(context, {"--reason": reason})
    put_aside(context, meant, None, asked_reason(reason), "ack")
