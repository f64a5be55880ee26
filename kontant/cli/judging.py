"""The rules as the command line uses them: built-in parameters, the municipality's own file, a day, a horizon."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kontant.cli.context import Context
from kontant.errors import UsageError
from kontant.i18n import _
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters
from kontant.store.location import data_folder

OWN_FILE = "parameters.toml"


def own_parameter_file() -> Path | None:
    """The municipality's own parameters: ``KONTANT_PARAMETERS``, else ``parameters.toml`` in the data folder."""
    given = os.environ.get("KONTANT_PARAMETERS")
    if given:
        return Path(given).expanduser()
    usual = data_folder() / OWN_FILE
    return usual if usual.exists() else None


def parameters(context: Context) -> Parameters:
    """The parameters in use; raises ``ParameterError`` where the own file is wrong."""
    return load(own_parameter_file(), today=context.today)


def evaluator(context: Context, day: date, horizon: int | None = None, rules: Iterable[str] = ()) -> Evaluator:
    """The rules of ``day``; raises ``UsageError`` for an unknown rule id."""
    asked = tuple(rules)
    check_rules(asked)
    return Evaluator(parameters(context), day, horizon, asked)


def check_rules(asked: Iterable[str]) -> None:
    """Raise ``UsageError`` for a rule id that there is not, naming the nearest."""
    for rule in asked:
        if rule not in RULES:
            from difflib import get_close_matches

            near = get_close_matches(rule, RULES, n=2)
            told = _("There is no rule {rule}; did you mean {near}?") if near else _("There is no rule {rule}.")
            told = told.format(rule=repr(rule[:40]), near=_(" or ").join(near))
            raise UsageError(_("{what} See: kontant rules").format(what=told))
