"""A flag in words: a short reason, how its deadline came about, and the command that deals with it.

The words themselves stand with each family, in :mod:`kontant.rules.words`.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from shlex import quote
from types import ModuleType
from typing import Any

from kontant.i18n import _, day_text
from kontant.model.vocabulary import name_of
from kontant.rules.catalogue import RULES
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.words import RuleWords, facts

Facts = Mapping[str, Any]

# The rules of a family whose words fill more than one module.
_MODULES: Mapping[str, tuple[str, ...]] = {"exemptions": ("exemptions", "exemption_reasons")}


def words_of(rule: str) -> RuleWords:
    """A rule in words."""
    found: RuleWords = next(module.WORDS[rule] for module in _modules(RULES[rule].family) if rule in module.WORDS)
    return found


def summary(flag: Flag) -> str:
    """Why the flag stands, in one short sentence."""
    return words_of(flag.rule).summary(flag.facts, flag.deadline)


def why_quiet(quiet: Quiet) -> str:
    """Why the rule raised nothing, in one short sentence."""
    for module in (*_modules(RULES[quiet.rule].family), facts):
        if quiet.reason in module.QUIET:
            return str(module.QUIET[quiet.reason](quiet.facts))
    raise KeyError(quiet.reason)


def arithmetic(said: Judgement) -> str:
    """How the deadline came about, as a sum; empty where there is none."""
    worded = words_of(said.rule).arithmetic
    return worded(said.facts, said.deadline) if worded and said.deadline else ""


def facts_told(said: Judgement) -> list[tuple[str, str]]:
    """The facts that were looked at, each by its name; what is empty is left out."""
    family = RULES[said.rule].family
    return [(_(_name(family, name)), _fact(family, name, value)) for name, value in said.facts.items() if _told(value)]


def facts_text(said: Judgement) -> str:
    """The facts that were looked at, in one line."""
    return "; ".join(f"{name}: {value}" for name, value in facts_told(said))


def next_step(flag: Flag, prefix: str = "kontant") -> str:
    """The command to type next: the note that deals with it, else the record, else the case itself."""
    told = words_of(flag.rule).next_step.format(**{**flag.facts, "case": shell_word(flag.case_ref)})
    return f"{prefix} {told}"


def holds_code(rule: str, fact: str, value: str) -> bool:
    """Whether the fact is a code of a vocabulary, and so no word that somebody wrote."""
    tables = (getattr(module, "CODES", {}) for module in (*_modules(RULES[rule].family), facts))
    return any(value in codes[fact] for codes in tables if fact in codes)


def shell_word(text: str) -> str:
    """``text`` as one word of a command that a person types or pastes."""
    return text if text.replace("-", "").isalnum() else quote(text)


@cache
def _modules(family: str) -> tuple[ModuleType, ...]:
    """The words of a family; read when the first of its rules is to be told."""
    return tuple(import_module(f"kontant.rules.words.{name}") for name in _MODULES.get(family, (family,)))


def _name(family: str, fact: str) -> str:
    for module in (*_modules(family), facts):
        if fact in getattr(module, "FACTS", ()):
            return str(module.FACTS[fact])
    raise KeyError(fact)


def _told(value: Any) -> bool:
    return value is not None and value != []


def _fact(family: str, name: str, value: Any) -> str:
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:g}"
    for module in (*_modules(family), facts):
        if name in getattr(module, "CODES", ()):
            return name_of(module.CODES[name], value)
    return str(value)
