"""Parameters with other values, as a person types them to see what would follow; nothing is kept of them.

A value that is tried holds on every day and for every target group that the parameter was ever meant for, so that
a value which is repealed, or not known, can be tried too. Whatever the value that it stands in for rests on, it
rests on no more than a municipality's own: no act says it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from kontant import toml_text
from kontant.errors import UsageError
from kontant.i18n import N_, _
from kontant.rules.parameter_file import CHECKS
from kontant.rules.parameters import Parameter, Parameters, Value

ORIGIN = "--set"
SOURCE = N_("tried with --set")


def settings(texts: Iterable[str], known: Parameters) -> dict[str, Any]:
    """The values that ``NAME=VALUE`` texts give, in TOML.

    Raises ``UsageError`` for the first that is wrong, and for a name that is given twice.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, value = _setting(text, known)
        if name in found:
            raise UsageError(_("--set: {name} is given twice; try one value of it at a time.").format(name=name))
        found[name] = value
    return found


def overridden(parameters: Parameters, tried: Mapping[str, Any]) -> Parameters:
    """These parameters with the values tried before all others."""
    return parameters.with_local({name: (_value(parameters[name], value),) for name, value in tried.items()})


def _setting(text: str, known: Parameters) -> tuple[str, Any]:
    name, equals, typed = (part.strip() for part in text.partition("="))
    if not equals:
        raise UsageError(_("--set: {text} has no value; write NAME=VALUE.").format(text=repr(text[:60])))
    if name not in known.by_name:
        raise UsageError(_unknown(name, known))
    try:
        value = toml_text.loads(f"value = {typed}")
    except tomllib.TOMLDecodeError:
        value = {}
    right = CHECKS[name](value.get("value"))
    if right or value.keys() != {"value"}:
        told = _("--set {name}: {text} does not fit; the value must be {right}")
        raise UsageError(
            told.format(name=name, text=repr(typed[:40]), right=right or _("one value, written as in TOML"))
        )
    return name, value["value"]


def _unknown(name: str, known: Parameters) -> str:
    near = get_close_matches(name, known.by_name, n=2)
    told = _("There is no parameter {name}; did you mean {near}?") if near else _("There is no parameter {name}.")
    told = told.format(name=repr(name[:60]), near=_(" or ").join(near))
    return _("{what} See: kontant rules").format(what=told)


def _value(parameter: Parameter, value: Any) -> Value:
    return Value(
        name=parameter.name,
        value=tuple(value) if isinstance(value, list) else value,
        first=date.min,
        last=None,
        groups=frozenset().union(*(record.groups for record in (*parameter.local, *parameter.values))),
        basis="local",
        source=SOURCE,
        checked=None,
        origin=ORIGIN,
        source_da=_(SOURCE),  # read in Danish only
    )
