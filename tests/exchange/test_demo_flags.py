"""What the demo caseload asks of its caseworker: something from every family of rules, and no flood of any rule."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kontant.exchange.demo import write_extract
from kontant.exchange.importing import import_extract
from kontant.rules.catalogue import FAMILIES, RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Judgement
from kontant.rules.parameter_file import load
from kontant.store import schema
from kontant.store.reading import reading
from kontant.store.timelines import open_timelines

DAY = date(2026, 11, 22)
# What the audit itself found in a third of the cases or more, and so the demo shows it.
COMMON = {"conversation-due", "conversation-shortfall", "caseworker-churn", "offer-evaluation-missing"}
# One or two cases are dealt each of these; no chance is left to it.
CERTAIN = {
    "absence-contact-due",
    "absence-hearing-due",
    "absence-window-closing",
    "absence-pattern",
    "statement-declined",
    "plans-parallel",
    "discharge-mentor",
    "seniority-milestone",
    "turning-30",
    "goal-vague",
    "agreement-due",
}
# Dealt too, but chance may have had it talked about since, or let it grow into the next flag: then the rule says so.
DEALT = {"offers-interrupted": "talked_since", "statement-overdue": "remind"}


@pytest.fixture(scope="module", params=[2022, 3])
def account(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Judgement]:
    """All that the rules say of a demo caseload on its day, raised or not."""
    folder = tmp_path_factory.mktemp("demo")
    path: Path = folder / "demo.sqlite"
    write_extract(folder / "extract", seed=request.param, day=DAY)
    schema.create(path)
    import_extract(path, folder / "extract", extract_date=DAY, who="test", at="2026-11-22T08:00:00+00:00")
    evaluator = Evaluator(load(), DAY)
    with reading(path) as connection:
        return [said for t in open_timelines(connection, DAY, evaluator.reads()) for said in evaluator.account(t)]


@pytest.fixture(scope="module")
def flags(account: list[Judgement]) -> list[Flag]:
    """All flags of the caseload, as the morning's list finds them."""
    return [said for said in account if isinstance(said, Flag)]


def test_every_family_says_something(flags: list[Flag]) -> None:
    assert {RULES[flag.rule].family for flag in flags} == set(FAMILIES)


def test_what_is_dealt_to_a_case_shows(flags: list[Flag]) -> None:
    assert CERTAIN - {flag.rule for flag in flags} == set()


@pytest.mark.parametrize(("rule", "reason"), DEALT.items())
def test_what_is_dealt_shows_or_was_dealt_with(account: list[Judgement], rule: str, reason: str) -> None:
    said = [one for one in account if one.rule == rule]
    assert any(isinstance(one, Flag) or one.reason == reason for one in said)


def test_there_is_no_flood(flags: list[Flag]) -> None:
    by_rule, by_case = Counter(flag.rule for flag in flags), Counter(flag.case_ref for flag in flags)
    assert 150 < len(flags) < 250
    assert max(by_case.values()) <= 12
    assert {rule for rule, number in by_rule.items() if number > 15} <= COMMON
