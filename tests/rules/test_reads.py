"""A family says the same of a case whether all of it was read or only the tables and columns that it declares.

What the readers leave out is left out here: the tables that no rule asked for needs, and of the others the details.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest

from kontant.model.timeline import Timeline
from kontant.rules.catalogue import FAMILIES, READS, READS_TOO, RULES
from kontant.rules.evaluate import Evaluator
from kontant.store.timelines import TABLES

from .drawn import THEMES, chosen_timeline
from .facts import timeline
from .test_oracle_later import PARAMETERS
from .test_tables import _entries

DAYS = [date(2018, 3, 31), date(2021, 6, 30), date(2025, 6, 15), date(2026, 3, 20), date(2027, 8, 1)]
CASES = 60  # on each theme


@cache
def _drawn() -> list[tuple[Timeline, date]]:
    """Cases on all themes, so that a family also meets records that it does not declare."""
    found = []
    for theme in THEMES:
        for number in range(CASES):
            random = Random(f"{theme} {number}")
            day = random.choice(DAYS)
            found.append((_with_others(chosen_timeline(random.choice, day, theme, always_open=True), random, day), day))
    return found


def _with_others(t: Timeline, random: Random, day: date) -> Timeline:
    """The case with the records of a case on another theme, of the kinds that it has none of."""
    other = chosen_timeline(random.choice, day, random.choice(THEMES), always_open=True)
    return replace(t, **{kind: getattr(t, kind) or getattr(other, kind) for kind in TABLES})


def _read(t: Timeline, reads: Collection[str]) -> Timeline:
    """The case as a reader gives it to somebody who asked for ``reads``."""
    parts: dict[str, Any] = {}
    for name, table in TABLES.items():
        empty = {column: None for column in table.details if f"{name}.{column}" not in reads}
        parts[name] = [row._replace(**empty) for row in getattr(t, name)] if name in reads else []
    return replace(t, **parts)


@cache
def _evaluator(day: date, rules: frozenset[str]) -> Evaluator:
    return Evaluator(PARAMETERS, day, 30, rules)


def _by_reads(family: str) -> Iterator[frozenset[str]]:
    """The rules of a family, those together that read the same."""
    rules = [rule for rule in RULES.values() if rule.family == family]
    for reads in {rule.reads for rule in rules}:
        yield frozenset(rule.id for rule in rules if rule.reads == reads)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_declared_is_enough(family: str) -> None:
    for rules in _by_reads(family):
        for t, day in _drawn():
            evaluator = _evaluator(day, rules)
            assert evaluator.account(_read(t, evaluator.reads())) == evaluator.account(t), (rules, day)


def _in_tables(family: str) -> Iterator[tuple[Timeline, date]]:
    """The cases of the tables, which hold each way of clearing a flag, each on its days."""
    stems = {"exemptions": ("exemptions", "exemption_reasons")}.get(family, (family,))
    for entry in (entry for stem in stems for entry in _entries(stem)):
        for day in map(date.fromisoformat, entry["days"]):
            if timeline(entry).case.is_open(day):
                yield timeline(entry), day


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_declared_is_needed(family: str) -> None:
    needed: set[str] = set()
    for rules in _by_reads(family):
        for t, day in (*_drawn(), *_in_tables(family)):
            evaluator = _evaluator(day, rules)
            said = evaluator.account(t)
            left = evaluator.reads() - needed
            needed |= {one for one in left if evaluator.account(_read(t, _without(evaluator, one))) != said}
    declared = READS[family].union(*(READS_TOO.get(r.id, frozenset()) for r in RULES.values() if r.family == family))
    assert needed == declared, "what nothing turns on need not be read"


def _without(evaluator: Evaluator, one: str) -> set[str]:
    return {name for name in evaluator.reads() if name != one and not name.startswith(f"{one}.")}
