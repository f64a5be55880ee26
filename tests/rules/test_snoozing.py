"""When a snooze holds, and that what it holds on to changes with the facts of the case and not with the calendar."""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kontant.model.timeline import Case, Conversation, Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import MOVING, Flag
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Value
from kontant.rules.snoozing import holds, is_past, is_statutory, latest_end, parted
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze
from kontant.store.timelines import open_timelines

from .drawn import LAW, boundary_days, judged
from .facts import timeline
from .oracle import months

PARAMETERS = load()
ONE_DAY = timedelta(days=1)
DAY = date(2026, 11, 22)
UNTIL = date(2026, 12, 6)


@cache
def _evaluator(day: date) -> Evaluator:
    return Evaluator(PARAMETERS, day)


def _flags(t: Timeline, day: date) -> dict[tuple[str, str], Flag]:
    return {(flag.rule, flag.scope): flag for flag in _evaluator(day).flags(t)}


def _of_rule(t: Timeline, rule: str, day: date = DAY) -> Flag:
    (flag,) = [flag for flag in _flags(t, day).values() if flag.rule == rule]
    return flag


def _snooze(flag: Flag, until: date | None = UNTIL, set_on: date = DAY) -> Snooze:
    return Snooze(flag.rule, flag.scope, set_on, until, "Ferie", None, flag.deadline, flag.fingerprint(), 1)


def _case(*held: str, opened: date = date(2024, 1, 1)) -> Timeline:
    head = Case("1", "Åse", None, None, None, opened, None, None, "job_ready", "job", "", None)
    talks = [Conversation(date.fromisoformat(day), "follow_up", "held", None) for day in sorted(held)]
    return Timeline(head, conversations=talks)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (DAY - ONE_DAY, False),
        (DAY, True),
        (UNTIL - ONE_DAY, True),
        (UNTIL, False),
        (UNTIL + ONE_DAY, False),
    ],
)
def test_it_holds_from_its_first_day_until_its_day_comes(day: date, held: bool) -> None:
    flag = _of_rule(_case("2026-06-01"), "conversation-due")
    assert holds(_snooze(flag), flag, day) is held


def test_without_a_day_it_holds_until_the_facts_change() -> None:
    t = _case("2026-06-01")
    flag = _of_rule(t, "conversation-due")
    ack = _snooze(flag, until=None)
    for later in (DAY, UNTIL, date(2030, 1, 1)):
        assert holds(ack, _of_rule(t, "conversation-due", later), later)
    changed = _of_rule(_case("2026-06-01", "2026-08-01"), "conversation-due")
    assert not holds(ack, changed, DAY)


def test_it_holds_though_the_flag_turns_overdue() -> None:
    t = _case("2026-09-01")  # the next one by 1 December
    due, overdue = (_of_rule(t, "conversation-due", day) for day in (date(2026, 11, 30), date(2026, 12, 2)))
    assert (due.status, overdue.status) == ("due", "overdue")
    assert holds(_snooze(due, date(2026, 12, 20)), overdue, date(2026, 12, 2))


def test_a_flag_of_another_rule_or_scope_stands_beside_it() -> None:
    flags = list(_flags(_case("2026-06-01"), DAY).values())
    assert len(flags) > 1
    first, *others = flags
    standing, aside = parted(flags, {(first.rule, first.scope): _snooze(first)}, DAY)
    assert standing == others and aside == [(first, _snooze(first))]
    other_scope = {(first.rule, "activation"): _snooze(first)._replace(scope="activation")}
    assert parted(flags, other_scope, DAY) == (flags, [])
    assert parted([], {(first.rule, first.scope): _snooze(first)}, DAY) == ([], [])


def test_the_scope_is_part_of_the_fingerprint() -> None:
    flag = _of_rule(_case("2026-06-01"), "conversation-due")
    assert flag.fingerprint() != flag._replace(facts={**flag.facts, "scope": "activation"}).fingerprint()


@pytest.mark.parametrize(
    ("deadline", "past"), [(DAY - ONE_DAY, True), (DAY, False), (DAY + ONE_DAY, False), (None, False)]
)
def test_a_deadline_has_passed_from_the_day_after_it(deadline: date | None, past: bool) -> None:
    flag = _of_rule(_case("2026-06-01"), "conversation-due")._replace(deadline=deadline)
    assert is_past(flag, DAY) is past


def test_statutory_is_what_rests_on_the_law() -> None:
    flag = _of_rule(_case("2026-06-01"), "conversation-due")
    by_basis = {basis: flag._replace(law=(_resting_on(flag.law[0], basis),)) for basis in ("statute", "target")}
    assert {basis: is_statutory(flag) for basis, flag in by_basis.items()} == {"statute": True, "target": False}


def _resting_on(record: Value, basis: str) -> Value:
    return replace(record, basis=basis)


@pytest.mark.parametrize(("today", "latest"), [(DAY, date(2027, 11, 22)), (date(2028, 2, 29), date(2029, 2, 28))])
def test_twelve_calendar_months_is_the_longest(today: date, latest: date) -> None:
    assert latest_end(today) == latest


# The limits of the rules, by which a record comes into sight or goes out of it.
_WHOLE = {
    unit: {
        int(value.value)
        for name, parameter in PARAMETERS.by_name.items()
        if name.endswith(unit)
        for value in parameter.values
        if isinstance(value.value, int) and not isinstance(value.value, bool)
    }
    for unit in ("_months", "_days")
}
MONTHS = sorted({0, 3, *range(12, 169, 12)} | _WHOLE["_months"])
DAYS = sorted(_WHOLE["_days"])
# A duty that comes anew with every two years on benefit: its next deadline is another matter.
RENEWED = {"clarification-due"}


def _days_in(t: Timeline) -> set[date]:
    """Every day that the case speaks of, in its notes' answers too."""
    records = [record for each in fields(t) if each.name != "case" for record in getattr(t, each.name)]
    found = {value for record in (t.case, *records) for value in record if isinstance(value, date)}
    texts = " ".join(value for record in t.notes for value in record if isinstance(value, str))
    found |= {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", texts)}
    return found | boundary_days(t)


def _limits(day: date, sign: int) -> Iterator[date]:
    yield from (months(day, sign * count) for count in MONTHS)
    yield from (day + sign * timedelta(days=count) for count in DAYS)


def _side(first: date, second: date) -> int:
    return (first > second) - (first < second)


def _something_happens(t: Timeline, day: date) -> bool:
    """Whether from ``day`` to the next a record begins, ends, or passes a limit of some rule."""
    following = day + ONE_DAY
    for known in _days_in(t) | set(LAW):
        for sign in (1, -1):
            if any(_side(limit, day) != _side(limit, following) for limit in _limits(known, sign)):
                return True
            pairs = zip(_limits(day, sign), _limits(following, sign), strict=True)
            if any(_side(known, before) != _side(known, after) for before, after in pairs):
                return True
    return False


def _is_another(flag: Flag, later: Flag) -> bool:
    """Whether a snooze of ``flag`` would end, and not for a further record of the same kind that came into sight."""
    count = {name: value for name, value in flag.facts.items() if name == "count"}
    return flag.fingerprint() != later._replace(facts={**later.facts, **count}).fingerprint()


@given(judged(always_open=True), st.integers(0, 9))
def test_the_mere_passing_of_a_day_changes_no_fingerprint(drawn: tuple[Timeline, date], ahead: int) -> None:
    t, day = drawn
    day += timedelta(days=ahead)
    before, after = _flags(t, day), _flags(t, day + ONE_DAY)
    changed = {rule for (rule, scope), flag in before.items() if _is_another(flag, after.get((rule, scope), flag))}
    assert not changed - RENEWED or _something_happens(t, day), changed


@given(judged(always_open=True), st.integers(1, 400), st.sampled_from(["job", "follow_up", "round_table"]))
def test_a_held_conversation_changes_what_is_due(drawn: tuple[Timeline, date], later: int, kind: str) -> None:
    t, day = drawn
    before = _flags(t, day).get(("conversation-due", ""))
    assume(before is not None)
    assert before is not None
    known = [c.date for c in t.conversations if c.status == "held" and c.date <= day]
    held_on = max([*known, t.case.opened]) + timedelta(days=later)
    assume(held_on <= day)
    more = replace(t, conversations=[*t.conversations, Conversation(held_on, kind, "held", None)])
    after = _flags(more, day).get(("conversation-due", ""))
    assert after is None or after.fingerprint() != before.fingerprint()


@given(judged(always_open=True))
def test_a_snooze_of_today_puts_aside_each_flag_of_today(drawn: tuple[Timeline, date]) -> None:
    t, day = drawn
    flags = list(_flags(t, day).values())
    snoozes = {(flag.rule, flag.scope): _snooze(flag, day + ONE_DAY, day) for flag in flags}
    assert parted(flags, snoozes, day) == ([], [(flag, snoozes[flag.rule, flag.scope]) for flag in flags])
    assert parted(flags, snoozes, day + ONE_DAY) == (flags, [])


# What a case brings on its own while nobody does anything: a further deadline or planned day of its own comes, or the
# next of its records begins. Any other fact that changes is one that its rule should name as moving.
OF_ITS_OWN = {
    "conversation-unrecorded": {"count"},
    "offer-end-unrecorded": {"count"},
    "offer-follow-up-due": {"count"},
    "offer-evaluation-missing": {"count"},
    "exemption-standard-reason": {"start", "end", "reason", "why"},
}


def test_on_a_caseload_that_nobody_touches_no_snooze_ends_by_itself(sample: Path) -> None:
    with reading(sample) as connection:
        cases = list(open_timelines(connection, DAY, _evaluator(DAY).reads()))
    before = [_flags(t, DAY) for t in cases]
    seen = set()
    for ahead in range(1, 121):
        now = [_flags(t, DAY + timedelta(days=ahead)) for t in cases]
        for old, new in zip(before, now, strict=True):
            for key in old.keys() & new.keys():
                if old[key].fingerprint() != new[key].fingerprint() and old[key].deadline == new[key].deadline:
                    seen.add((key[0], frozenset(_changed(old[key], new[key]))))
        before = now
    assert not {(rule, facts) for rule, facts in seen if not facts <= OF_ITS_OWN.get(rule, set())}


def _changed(old: Flag, new: Flag) -> Iterator[str]:
    """The facts of a flag that a snooze holds on to and that are others now."""
    moving = MOVING.union(RULES[old.rule].moving)
    for name in old.facts.keys() | new.facts.keys():
        if name not in moving and old.facts.get(name) != new.facts.get(name):
            yield name


def _days_later(rule: str, entry: dict[str, Any], later: date, more: dict[str, list[str]]) -> list[Flag | None]:
    """The flag of the rule on the day, on a later one, and on that with more on record."""
    told = {"opened": date(2020, 1, 1), **entry}
    added = {**told, **{table: [*told.get(table, []), *rows] for table, rows in more.items()}}
    asked = [(told, DAY), (told, later), (added, later)]
    return [next((f for f in _flags(timeline(e), day).values() if f.rule == rule), None) for e, day in asked]


@pytest.mark.parametrize(
    ("rule", "entry", "later", "more"),
    [
        (
            "conversation-shortfall",
            {"conversations": ["2025-12-01 job held", "2026-06-01 job held"]},
            "2026-12-15",
            {"conversations": ["2026-12-10 job held"]},
        ),
        (
            "conversation-due",
            {"conversations": ["2026-06-01 job held", "2026-12-01 job planned"]},
            "2026-12-15",
            {"conversations": ["2026-08-10 job held"]},
        ),
        (
            "caseworker-churn",
            {
                "assignments": [
                    "aa 2020-01-01 .. 2024-12-01",
                    "bb 2024-12-02 .. 2025-12-01",
                    "cc 2025-12-02 .. 2026-03-01",
                    "dd 2026-03-02 .. 2026-12-20",
                ]
            },
            "2026-12-15",
            {"assignments": ["aa 2026-12-10 .."]},
        ),
        (
            "offers-interrupted",
            {"offers": [f"guidance {year}-11-01 .. {year}-12-01 interrupted" for year in (2024, 2025)]
                + ["guidance 2026-01-01 .. 2026-02-01 interrupted"]},
            "2026-12-15",
            {"offers": ["guidance 2026-12-01 .. 2026-12-10 interrupted"]},
        ),
        (
            "offer-no-progression",
            {"offers": [f"work_placement {day} .. {day} completed"
                for day in ("2023-12-01", "2024-06-01", "2025-02-01", "2025-09-01")]},
            "2026-12-15",
            {"offers": ["work_placement 2026-12-01 .. 2026-12-10 completed"]},
        ),
        (
            "notes-unstructured",
            {"notes": [f"{day} conversation" for day in ("2026-06-01", "2026-08-01", "2026-09-01", "2026-10-01")]},
            "2026-12-15",
            {"notes": ["2026-12-01 conversation"]},
        ),
        (
            "job-focus-missing",
            {"notes": [{"note": f"{day} conversation", "answers": {"barriers": [{"barrier": "ryg"}]}}
                for day in ("2026-06-01", "2026-08-01", "2026-10-01")]},
            "2026-12-15",
            {"notes": [{"note": "2026-12-01 conversation", "answers": {"barriers": [{"barrier": "ryg"}]}}]},
        ),
        (
            "absence-pattern",
            {"absences": [f"{day} conversation decision none"
                for day in ("2026-06-01", "2026-08-01", "2026-09-01", "2026-10-01")]},
            "2026-12-15",
            {"absences": ["2026-12-01 conversation decision none"]},
        ),
        (
            "plans-parallel",
            {"coordination": ["2024-12-01 measure Egen læge", "2025-02-01 measure Sygehus", "2025-03-01 measure Skat"]},
            "2026-12-15",
            {"coordination": ["2026-12-10 measure Skat"]},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and not value[0].isdigit() else "",
)  # fmt: skip
def test_what_a_look_back_drops_ends_no_snooze_and_what_is_done_does(
    rule: str, entry: dict[str, Any], later: str, more: dict[str, list[Any]]
) -> None:
    flag, dropped, done = _days_later(rule, entry, date.fromisoformat(later), more)
    assert flag is not None and dropped is not None and done is not None
    assert RULES[rule].moving and dropped.facts != flag.facts
    assert dropped.fingerprint() == flag.fingerprint()
    assert done.fingerprint() != flag.fingerprint()
