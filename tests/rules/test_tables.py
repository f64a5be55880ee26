"""The law as tables: each entry of ``tables/*.toml`` is one case and the flags expected on certain days.

An entry names the rules that it speaks of (``rules``) or a whole ``family``; on each of its days exactly the listed
flags of those rules must stand: ``rule [(scope)] status [deadline] [basis]``. ``[]`` means none of them. ``own`` holds
parameters to which the municipality gives another value.
Entries of ``seniority.toml`` expect a seniority instead.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontant.rules.catalogue import FAMILIES, RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.law import Law
from kontant.rules.parameters import Parameters
from kontant.rules.seniority import groups, is_long_term, seniority

from .facts import CASE_KEYS, RECORD_KEYS, timeline

TABLES = Path(__file__).with_name("tables")
KEYS = CASE_KEYS | RECORD_KEYS | {"title", "rules", "family", "horizon", "own", "days"}
FLAG = re.compile(
    r"(?P<rule>[a-z0-9-]+)(?: \((?P<scope>\w+)\))? "
    r"(?P<status>overdue|due|notice)(?: (?P<deadline>\d{4}-\d{2}-\d{2}))?(?: \[(?P<basis>\w+)\])?"
)


def _entries(stem: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((TABLES / f"{stem}.toml").read_text(encoding="utf-8"))["case"])


def _days(*stems: str) -> Iterator[Any]:
    for stem in stems:
        for entry in _entries(stem):
            for day, expected in entry["days"].items():
                yield pytest.param(entry, date.fromisoformat(day), expected, id=f"{stem}: {entry['title']}: {day}")


FLAG_TABLES = (
    "contact",
    "passivity",
    "exemptions",
    "exemption_reasons",
    "continuity",
    "plan",
    "offers",
    "focus",
    "absence",
    "statements",
    "coordination",
    "clarification",
    "agreements",
    "switched_on",
    "law_changes",
)


@pytest.mark.parametrize(("entry", "day", "expected"), [*_days(*FLAG_TABLES)])
def test_flags_on_the_day(entry: dict[str, Any], day: date, expected: list[str], parameters: Parameters) -> None:
    told = any("[" in text for text in expected)
    flags = Evaluator(_own(parameters, entry), day, entry.get("horizon")).flags(timeline(entry))
    found = [_text(flag, with_basis=told) for flag in flags if flag.rule in _rules(entry)]
    assert sorted(found) == sorted(expected)


def _own(parameters: Parameters, entry: dict[str, Any]) -> Parameters:
    """The parameters with the values that the entry's municipality has in their place."""
    own = entry.get("own", {})
    return parameters.with_local(
        {name: [replace(record, value=own[name]) for record in parameters[name].values] for name in own}
    )


def _rules(entry: dict[str, Any]) -> set[str]:
    named = set(entry.get("rules", ()))
    return named or {rule.id for rule in RULES.values() if rule.family == entry["family"] or entry["family"] == "all"}


def _text(flag: Flag, *, with_basis: bool) -> str:
    parts = [flag.rule, f"({flag.scope})" if flag.scope else "", flag.status, flag.deadline or ""]
    basis = f"[{flag.law[0].basis}]" if with_basis else ""
    return " ".join(str(part) for part in (*parts, basis) if part)


@pytest.mark.parametrize(("entry", "day", "expected"), [*_days("seniority")])
def test_seniority_on_the_day(entry: dict[str, Any], day: date, expected: str, parameters: Parameters) -> None:
    law = Law(parameters, day)
    found = seniority(timeline(entry), law)
    since = f"since {found.since}" if found.since else "off benefit"
    long_term = ", long-term" if is_long_term(found, law) else ""
    assert f"{since}: {found.years} years, group {found.group}{long_term}" == expected


@pytest.mark.parametrize("stem", [*FLAG_TABLES, "seniority"])
def test_a_table_is_well_formed(stem: str) -> None:
    entries = _entries(stem)
    titles = [entry["title"] for entry in entries]
    assert len(titles) == len(set(titles))
    for entry in entries:
        assert entry.keys() <= KEYS, entry["title"]
        assert len(entry["days"]) > 0, entry["title"]
        if stem != "seniority":
            assert _rules(entry) <= RULES.keys(), entry["title"]
            assert entry.get("family", "all") in (*FAMILIES, "all"), entry["title"]
            for text in (text for expected in entry["days"].values() for text in expected):
                match = FLAG.fullmatch(text)
                assert match, text
                assert match["rule"] in _rules(entry), text


def test_no_table_is_left_out() -> None:
    assert {path.stem for path in TABLES.glob("*.toml")} == {*FLAG_TABLES, "seniority"}


def test_every_rule_is_raised_and_cleared_in_the_tables() -> None:
    raised, cleared = set(), set()
    for stem in FLAG_TABLES:
        for entry in _entries(stem):
            for expected in entry["days"].values():
                named = {text.split(" ")[0] for text in expected}
                raised |= named
                cleared |= _rules(entry) - named
    assert raised == cleared == set(RULES)


def test_the_groups_of_seniority(parameters: Parameters) -> None:
    assert groups(Law(parameters, date(2026, 11, 22))) == ["0-5", "5-7", "7-10", "10+"]
