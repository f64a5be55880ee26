"""What must hold of the rules for any case on any day, stated once and tried on drawn timelines."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kontant.model.timeline import Conversation, Timeline
from kontant.rules import wording
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import RANK, Flag, Status
from kontant.rules.law import Law
from kontant.rules.parameter_file import load
from kontant.rules.seniority import seniority

from .drawn import EARLIEST, FIRST, LATEST, LAW, RECORDS, THEMES, boundary_days, judged, timelines
from .oracle import counts, months
from .test_oracle import FOURTEEN

PARAMETERS = load()
ONE_DAY = timedelta(days=1)

# No flag is better than a due one, a due one better than an overdue one; a notice is as good as due.
NONE, DUE, OVERDUE = 0, 1, 2
WORSE = {Status.NOTICE: DUE, Status.DUE: DUE, Status.OVERDUE: OVERDUE}


@cache
def _evaluator(day: date) -> Evaluator:
    return Evaluator(PARAMETERS, day)


def _flags(t: Timeline, day: date) -> list[Flag]:
    return _evaluator(day).flags(t)


def _worst(flags: Iterable[Flag], *rules: str) -> int:
    return max((WORSE[flag.status] for flag in flags if flag.rule in rules), default=NONE)


# Where conversations, or what they clear, are drawn.
TALKED = (FIRST, FIRST, "offers", "absence", "coordination")


@given(judged(always_open=True, themes=TALKED), st.sampled_from(["job", "follow_up", "round_table"]), st.data())
def test_one_more_held_conversation_makes_no_contact_flag_worse(
    drawn: tuple[Timeline, date], kind: str, data: st.DataObject
) -> None:
    t, day = drawn
    held_on = data.draw(st.dates(day - timedelta(days=500), day) | st.sampled_from([day, t.case.opened]))
    more = replace(t, conversations=[*t.conversations, Conversation(held_on, kind, "held", None)])
    before, after = _flags(t, day), _flags(more, day)
    # The first conversation, once held, hands over to the next: the two are judged as one.
    for rules in (("conversation-first", "conversation-due"), ("conversation-shortfall",), ("conversation-start",)):
        assert _worst(after, *rules) <= _worst(before, *rules), rules
    deadline = {flag.rule: flag.deadline for flag in before}
    for flag in after:
        if flag.rule == "conversation-due" and flag.rule in deadline:
            assert flag.deadline >= deadline[flag.rule]
    # No other rule is the worse for it either.
    of_before = {(flag.rule, flag.scope): flag for flag in before}
    for flag in after:
        if RULES[flag.rule].family != "contact":
            was = of_before[flag.rule, flag.scope]
            assert (flag.deadline or date.max) >= (was.deadline or date.max), flag.rule


@given(judged(always_open=True), st.integers(1, 400))
def test_a_conversation_held_after_the_day_changes_nothing(drawn: tuple[Timeline, date], ahead: int) -> None:
    t, day = drawn
    later = Conversation(day + timedelta(days=ahead), "job", "held", None)
    more = replace(t, conversations=[*t.conversations, later])
    assert _flags(more, day) == _flags(t, day)


@given(judged(always_open=True, themes=(FIRST, "offers", "placements")), st.integers(1, 800) | st.none(), st.data())
def test_a_longer_offer_makes_no_passivity_flag_worse(
    drawn: tuple[Timeline, date], longer: int | None, data: st.DataObject
) -> None:
    t, day = drawn
    ended = [n for n, offer in enumerate(t.offers) if offer.end is not None]
    assume(ended)
    place = data.draw(st.sampled_from(ended))
    offers = list(t.offers)
    end = offers[place].end
    assert end is not None
    offers[place] = offers[place]._replace(end=end + timedelta(days=longer) if longer else None)
    rules = ("offer-first", "passive-period")
    before, after = _flags(t, day), _flags(replace(t, offers=offers), day)
    assert _worst(after, *rules) <= _worst(before, *rules)
    if not counts(offers[place]):
        assert [f for f in after if f.rule in rules] == [f for f in before if f.rule in rules]


# Rules that stop looking of themselves; the others stand until a fact clears them.
LOOK_BACK = {
    "conversation-first": "a year after the opening",
    "conversation-start": "a year after the opening",
    "exemption-ended": "a year after the end",
    "caseworker-change": "180 days after the change",
    "handover-missing": "180 days after the change",
    "offer-end-unrecorded": "24 months after the end",
    "offer-evaluation-missing": "a year after the end",
    "paid-work-follow-up": "when the paid month is no longer this or the last",
    "exemption-contradicted": "when the paid month is no longer this or the last",
    "absence-contact-due": "on the last day of the window; where there is none, 6 months after the absence",
    "absence-hearing-due": "on the last day of the window; where there is none, 6 months after the absence",
    "absence-window-closing": "on the last day of the window",
    "statement-unused": "a year after it was received",
    "discharge-mentor": "6 months after the row that tells of the admission",
    "clarification-due": "when the benefit has been away for more than 35 days",
    "seniority-milestone": "on the day itself",
    "agreement-due": "a year after the note",
}
# Of these one record is told, the oldest: when it is looked at no longer, the flag passes on to the next, and its
# deadline moves ahead.
PASSES_ON = {
    "offer-end-unrecorded",
    "offer-evaluation-missing",
    "exemption-contradicted",
    "absence-contact-due",
    "absence-hearing-due",
    "absence-window-closing",
    "statement-unused",
    "discharge-mentor",
    "agreement-due",
}
# Counts the paid hours of 12 calendar months: a month that falls out may bring it at once.
AT_ONCE = {"rule-225-risk"}


@pytest.mark.parametrize("theme", THEMES)
@settings(max_examples=60)
@given(st.data())
def test_a_day_that_passes_only_brings_a_deadline_nearer(theme: str, data: st.DataObject) -> None:
    """From a day to the next, where nothing begins or ends on either, no law changes and the case's first year
    does not end: no deadline moves, no flag becomes less urgent, and none becomes overdue but on the day after its
    deadline. Only rules that look back a fixed time may drop a flag, or pass it on to a later record.
    """
    t, day = data.draw(judged(always_open=True, themes=(theme,)))
    tomorrow = day + ONE_DAY
    assume(not boundary_days(t) & {day, tomorrow})
    assume(tomorrow not in LAW and tomorrow != months(t.case.opened, 12))
    before = {(f.rule, f.scope): f for f in _flags(t, day) if f.deadline}
    after = {(f.rule, f.scope): f for f in _flags(t, tomorrow) if f.deadline}
    for key, flag in after.items():
        was = before.get(key)
        if was is None:
            assert flag.status is Status.DUE or flag.rule in AT_ONCE, key
        elif flag.deadline != was.deadline:
            assert flag.rule in PASSES_ON, key
            assert flag.deadline > was.deadline, key
        else:
            assert RANK[flag.status] <= RANK[was.status], key
            if flag.status is not was.status:
                assert flag.deadline == day, key
    assert {rule for rule, _scope in before.keys() - after.keys()} <= LOOK_BACK.keys()


# Timelines hold these in the order of their day, which rules may rely on; the rest by type, scope, role or kind first.
BY_DAY = {"conversations", "notes", "paid_work", "benefits", "absences", "coordination"}


@given(judged(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(drawn: tuple[Timeline, date], random: Random) -> None:
    t, day = drawn

    def shuffled(*kinds: str) -> Timeline:
        return replace(t, **{kind: random.sample(list(getattr(t, kind)), len(getattr(t, kind))) for kind in kinds})

    assert _flags(shuffled(*set(RECORDS) - BY_DAY), day) == _flags(t, day)
    first = Evaluator(PARAMETERS, day, rules=FOURTEEN)
    mixed = shuffled(*RECORDS)
    assert first.flags(mixed) == first.flags(t)
    assert seniority(mixed, Law(PARAMETERS, day)) == seniority(t, Law(PARAMETERS, day))


@given(judged())
def test_status_deadline_and_days_agree(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    found = _flags(t, day)
    for flag in found:
        assert flag.case_ref == t.case.case_ref
        assert (flag.status is Status.NOTICE) == (flag.deadline is None)
        assert flag.days(day) == (None if flag.deadline is None else (flag.deadline - day).days)
        if flag.deadline is not None:
            assert (flag.status is Status.OVERDUE) == (flag.deadline < day)
        # Who is at risk of the 225-hour rule is not exempt from it.
        assert bool(flag.scope) == (RULES[flag.rule].family == "exemptions" and flag.rule != "rule-225-risk")
        assert flag.law
        assert all(record.source.strip() and record.basis for record in flag.law)
        assert not any(record.unknown for record in flag.law)
    assert [RANK[flag.status] for flag in found] == sorted(RANK[flag.status] for flag in found)
    for status in Status:
        same = [(flag.deadline or date.max, flag.rule, flag.scope) for flag in found if flag.status is status]
        assert same == sorted(same)


@given(st.dates(EARLIEST, LATEST), st.data())
def test_no_case_on_any_day_is_an_error(day: date, data: st.DataObject) -> None:
    t = data.draw(timelines(date(2026, 11, 22)) | timelines(max(day, date(1910, 1, 1))))
    evaluator = Evaluator(PARAMETERS, day)
    for flag in evaluator.flags(t):
        assert wording.summary(flag)
        assert bool(wording.arithmetic(flag)) == (flag.deadline is not None)
        assert flag.case_ref in wording.next_step(flag)
    assert seniority(t, evaluator.law).years >= 0 or not t.case.is_open(day)


@given(judged(), st.sets(st.sampled_from(sorted(RULES)), min_size=1, max_size=3))
def test_asking_for_some_rules_gives_those_and_no_others(drawn: tuple[Timeline, date], rules: set[str]) -> None:
    t, day = drawn
    some = Evaluator(PARAMETERS, day, rules=rules).flags(t)
    assert some == [flag for flag in _flags(t, day) if flag.rule in rules]


@given(judged(always_open=True), st.integers(0, 60), st.integers(0, 60))
def test_a_wider_horizon_only_adds_due_flags(drawn: tuple[Timeline, date], one: int, other: int) -> None:
    t, day = drawn
    narrow, wide = (Evaluator(PARAMETERS, day, days).flags(t) for days in sorted((one, other)))
    assert set(map(Flag.order, narrow)) <= set(map(Flag.order, wide))
    added = [flag for flag in wide if flag.order() not in set(map(Flag.order, narrow))]
    assert all(flag.status is Status.DUE for flag in added)
