"""Why no flag was raised: every rule says one thing of every case, and every reason can be told.

The table holds one case for each reason of the first four families, judged on 22 November 2026.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given

from kontant.i18n import choose_language
from kontant.model.timeline import Timeline
from kontant.rules import grounds
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Outcome
from kontant.rules.wording import arithmetic, facts_told, summary, why_quiet

from . import facts
from .drawn import judged

PARAMETERS = load()
DAY = date(2026, 11, 22)
HORIZON, FAR = 14, 3660
FIRST_FAMILIES = ("contact", "passivity", "exemptions", "continuity")

OLD: Mapping[str, Any] = {"opened": date(2020, 1, 1)}
NEW: Mapping[str, Any] = {"opened": date(2026, 9, 1), "target_group": "job_ready"}
MINE = {"assignments": ["lbh 2026-10-01 .."]}
TAKEN_OVER = {"assignments": ["mkj 2020-01-01 .. 2026-09-30", "lbh 2026-10-01 .."]}

# A case, a rule, and why the rule raises nothing in it, in words that tell it from any other reason.
WHY: list[tuple[Mapping[str, Any], str, str, str]] = [
    (OLD | {"exemptions": ["conversations 2026-01-01 .. 2026-12-31"]}, "conversation-due", "exempt",
     "until 2026-12-31"),
    (OLD | {"exemptions": ["conversations 2026-01-01 .."]}, "conversation-unrecorded", "exempt", "without an end date"),
    (OLD, "conversation-first", "not_new", "opened 2020-01-01"),
    (OLD, "conversation-start", "not_new", "new cases only"),
    (NEW | {"target_group": "activity_ready"}, "conversation-start", "no_value_then", "when|day the case was opened"),
    (NEW | {"conversations": ["2026-09-03 job held"]}, "conversation-first", "held_since_opening",
     "1 conversation has"),
    (NEW, "conversation-due", "first_comes_before", "its own rule"),
    (NEW | {"opened": date(2026, 11, 20), "conversations": ["2026-11-26 job planned"]}, "conversation-first",
     "planned", "planned for 2026-11-26"),
    (OLD | {"conversations": ["2026-08-25 job held", "2026-11-25 job planned"]}, "conversation-due", "planned",
     "planned for 2026-11-25"),
    (OLD | {"conversations": ["2026-11-01 job held"]}, "conversation-due", "later", "further ahead"),
    (NEW, "conversation-shortfall", "too_early", "began 2026-09-01"),
    (OLD | {"conversations": [f"2026-0{month}-01 job held" for month in (2, 3, 5, 7)]}, "conversation-shortfall",
     "enough", "held: 4; asked for: 4"),
    (NEW | {"conversations": [f"2026-09-0{day} job held" for day in (1, 2, 3, 4, 5)]}, "conversation-start", "enough",
     "held: 5; asked for: 4"),
    (NEW | {"exemptions": ["conversations 2026-09-01 .. 2026-09-05"]}, "conversation-start", "exempt_at_first",
     "from 2026-09-01 to 2027-03-01"),
    (NEW | {"conversations": [f"2026-09-0{day} job held" for day in (1, 2, 3)]}, "conversation-start", "later",
     "further ahead"),
    (OLD, "conversation-unrecorded", "none_passed", "No planned conversation"),
    (OLD | {"exemptions": ["activation 2026-11-22 .. 2026-11-22"]}, "offer-first", "covered", "exempt from offers"),
    (OLD | {"offers": ["guidance 2026-11-01 .."]}, "passive-period", "covered", "in an offer"),
    (OLD | {"offers": ["guidance 2026-01-01 .. 2026-02-01"]}, "offer-first", "had_activity", "latest 2026-02-01"),
    (OLD, "passive-period", "no_activity_yet", "first offer"),
    (OLD | {"offers": ["guidance 2025-12-01 .. 2025-12-24", "guidance 2026-12-24 .."]}, "passive-period", "coming",
     "begins 2026-12-24"),
    (OLD | {"offers": ["guidance 2026-06-01 .. 2026-07-01"]}, "passive-period", "later", "further ahead"),
    (NEW, "offer-first", "later", "further ahead"),
    (OLD | {"exemptions": ["activation 2026-12-01 .."]}, "exemption-expiring", "none_begun", "has begun"),
    (OLD, "exemption-ended", "not_in_force", "not in force"),
    (OLD | {"exemptions": ["activation 2026-01-01 .. 2026-02-01"]}, "exemption-expiring", "has_ended", "2026-02-01"),
    (OLD | {"exemptions": ["activation 2026-01-01 .. 2026-02-01"]}, "exemption-open-ended", "has_ended", "none covers"),
    (OLD | {"exemptions": ["activation 2026-11-01 .."]}, "exemption-expiring", "no_end", "no end date"),
    (OLD | {"exemptions": ["activation 2026-11-01 .. 2026-12-01"]}, "exemption-open-ended", "has_end", "2026-12-01"),
    (OLD | {"exemptions": ["activation 2026-11-01 .. 2026-12-01", "activation 2026-12-02 .."]}, "exemption-expiring",
     "followed", "takes over"),
    (OLD | {"exemptions": ["activation 2026-11-01 .. 2027-02-01"]}, "exemption-expiring", "later", "further ahead"),
    (OLD | {"exemptions": ["activation 2026-11-01 .."]}, "exemption-open-ended", "later", "further ahead"),
    (OLD | {"exemptions": ["activation 2026-11-01 .. 2026-12-01"]}, "exemption-ended", "covers",
     "runs until 2026-12-01"),
    (OLD | {"exemptions": ["activation 2026-11-01 .."]}, "exemption-ended", "covers", "runs without an end date"),
    (OLD | {"exemptions": ["activation 2025-01-01 .. 2025-02-01"]}, "exemption-ended", "long_ago", "too long ago"),
    (OLD | {"exemptions": ["activation 2026-01-01 .. 2026-11-01"], "notes": ["2026-11-02 exemption_review"]},
     "exemption-ended", "answered", "a review or an offer followed"),
    (OLD | MINE, "caseworker-missing", "has_coordinator", "lbh coordinates"),
    (OLD, "caseworker-change", "no_coordinator", "Nobody coordinates"),
    (OLD, "handover-missing", "no_coordinator", "Nobody coordinates"),
    (OLD | MINE, "caseworker-change", "no_change", "Nobody else"),
    (OLD | {"assignments": ["mkj 2020-01-01 .. 2026-01-31", "lbh 2026-02-01 .."]}, "handover-missing", "old_change",
     "changed 2026-02-01"),
    (OLD | TAKEN_OVER | {"conversations": ["2026-10-05 other held by lbh"]}, "caseworker-change", "met", "2026-10-05"),
    (OLD | TAKEN_OVER | {"notes": ["2026-09-20 handover"]}, "handover-missing", "handed_over", "from 2026-09-20"),
    (OLD | MINE, "caseworker-churn", "few", "Fewer"),
    (OLD | {"assignments": ["mkj 2020-01-01 .. 2020-05-01", "lbh 2020-05-02 .. 2020-06-01", "tso 2020-06-02 .."]},
     "caseworker-churn", "few", "Fewer"),
]  # fmt: skip


@cache
def _evaluator(day: date, horizon: int = HORIZON) -> Evaluator:
    return Evaluator(PARAMETERS, day, horizon)


def _key(said: Judgement) -> tuple[str, str]:
    return said.rule, str(said.facts.get("scope", ""))


@given(judged(always_open=True))
def test_every_rule_says_one_thing_of_each_scope_and_the_flags_are_those_of_the_list(
    drawn: tuple[Timeline, date],
) -> None:
    t, day = drawn
    said = _evaluator(day).account(t)
    assert len({_key(one) for one in said}) == len(said)
    assert list(dict.fromkeys(one.rule for one in said)) == list(RULES)
    raised = [one for one in said if isinstance(one, Flag)]
    assert sorted(raised, key=Flag.order) == _evaluator(day).flags(t)


@given(judged(always_open=True))
def test_every_reason_is_told_in_both_languages(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    said = _evaluator(day).account(t)
    for language in ("da", "en"):
        choose_language(language)
        for one in said:
            told = why_quiet(one) if isinstance(one, Quiet) else summary(one)
            texts = [told, arithmetic(one), *(text for fact in facts_told(one) for text in fact)]
            assert told
            assert texts == [text.strip() for text in texts], one
            # "None of the notes" is English; a bare None is a fact that was not told.
            assert not any("{" in text or "None" in text.replace("None of ", "") for text in texts), one


@given(judged(always_open=True))
def test_a_deadline_that_is_later_lies_beyond_the_lead(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    far = {_key(said): said for said in _evaluator(day, FAR).account(t)}
    for said in _evaluator(day).account(t):
        if not isinstance(said, Quiet) or said.reason != "later":
            continue
        assert said.deadline is not None, said
        assert said.law, said
        assert said.deadline > day, said
        then = far[_key(said)]
        if not (isinstance(then, Quiet) and then.reason == "later"):
            # The rule has the common lead: the list did not look so far ahead, and a list that does finds it.
            assert said.deadline > day + timedelta(days=HORIZON), said
            assert then.deadline == said.deadline


@given(judged(always_open=True))
def test_values_are_missing_where_a_rule_says_so_and_in_force_where_a_flag_rests_on_them(
    drawn: tuple[Timeline, date],
) -> None:
    t, day = drawn
    law = _evaluator(day).law
    for said in _evaluator(day).account(t):
        missing = grounds.missing(said.rule, t.case, law)
        if isinstance(said, Quiet) and said.reason in ("no_value", "no_value_then"):
            assert missing is not None, said
        if isinstance(said, Flag):
            told = grounds.grounds(said.rule, t.case, law)
            in_force = [ground.record for ground in told if ground.outcome is Outcome.IN_FORCE]
            assert all(record in in_force for record in said.law), said


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("entry", "rule", "reason", "words"), WHY)
def test_the_reason_is_the_right_one(entry: Mapping[str, Any], rule: str, reason: str, words: str) -> None:
    account = _evaluator(DAY).account(facts.timeline(entry))
    told = {said.reason: why_quiet(said) for said in account if said.rule == rule and isinstance(said, Quiet)}
    assert reason in told
    assert any(part in told[reason] for part in words.split("|")), told[reason]


@pytest.mark.parametrize("family", FIRST_FAMILIES)
def test_every_reason_of_the_first_families_stands_in_the_table(family: str) -> None:
    words = import_module(f"kontant.rules.words.{family}")
    assert set(words.QUIET) <= {reason for _entry, rule, reason, _words in WHY if RULES[rule].family == family}
