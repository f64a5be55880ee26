"""The morning's list as data: the stable document of the design."""

from typing import Any

from kontant.cli.context import Context
from kontant.cli.flag_output import explained_json, flag_json
from kontant.report.morning import Morning
from kontant.rules.evaluate import Evaluator


def document(context: Context, rules: Evaluator, morning: Morning, *, explain: bool) -> dict[str, Any]:
    """The whole list; ``explain`` adds to each flag what is behind it."""
    cases = {needs.case.case_ref: needs.case for needs in morning.shown}
    flags = [
        flag_json(flag, morning.day, context.short_prefix)
        | ({"explain": explained_json(flag, cases[flag.case_ref], rules.law)} if explain else {})
        for flag in morning.all_flags()
    ]
    return {
        "as_of": morning.day.isoformat(),
        "horizon_days": morning.horizon_days,
        "cases_open": morning.cases_open,
        "flags": flags,
        "snoozed": _snoozed(context, morning),
    }


def _snoozed(context: Context, morning: Morning) -> list[dict[str, Any]]:
    if not morning.snoozed:
        return []
    # Here, since on most mornings nothing is put aside.
    from kontant.cli.snoozed_json import snoozed_json

    return snoozed_json(context, morning.snoozed, morning.day)
