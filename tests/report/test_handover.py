"""Handing cases over, on timelines alone: who can pass, how a case stands afterwards, and what is due then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.model.timeline import Assignment, Case, Conversation, Timeline
from kontant.report.handover import duties, handed_over, last_met, obstacle, to_come
from kontant.rules.continuity import coordinator_on, coordinators, current_coordinator
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.store.snoozes import Snooze

DAY = date(2026, 11, 22)
RULES = Evaluator(load(), DAY, 28)
HEAD = Case("r", "Anna", None, None, None, date(2020, 1, 1), None, None, "job_ready", "job", "", None)
MET = [Conversation(date(2026, 11, 1), "job", "held", "lbh", None)]


def given_to(caseworker: str, start: str, end: str | None = None, role: str = "coordinator") -> Assignment:
    return Assignment(role, date.fromisoformat(start), caseworker, date.fromisoformat(end) if end else None)


LBH = given_to("lbh", "2024-01-01")


def a_case(*assignments: Assignment, **head) -> Timeline:
    return Timeline(HEAD._replace(**head), conversations=MET, assignments=sorted(assignments))


@pytest.mark.parametrize(
    ("t", "told"),
    [
        (a_case(LBH), None),
        (a_case(given_to("LBH", "2024-01-01")), None),
        (a_case(LBH, given_to("eva", "2026-12-01")), None),
        (a_case(LBH, closed=DAY + timedelta(days=1)), None),
        (a_case(LBH, closed=DAY), "Case r is closed on 2026-11-22; nobody can take it over then."),
        (a_case(given_to("eva", "2024-01-01")), "Case r is coordinated by eva on 2026-11-22, not by lbh."),
        (a_case(LBH, given_to("eva", "2025-01-01")), "Case r is coordinated by eva on 2026-11-22, not by lbh."),
        (a_case(given_to("lbh", "2024-01-01", "2026-11-21")), "Case r has no coordinating caseworker on 2026-11-22;"),
        (a_case(given_to("lbh", "2024-01-01", role="mentor")), "Case r has no coordinating caseworker on 2026-11-22;"),
        (a_case(given_to("lbh", "2026-11-22")), "Case r: lbh begins on that same day, 2026-11-22; choose another day."),
    ],
)
def test_what_stands_in_the_way(t: Timeline, told: str | None) -> None:
    found = obstacle(t, "lbh", DAY, DAY)
    assert found is None if told is None else found is not None and found.startswith(told)


def test_afterwards_the_former_ends_the_day_before_and_who_is_to_follow_still_does() -> None:
    others = [given_to("eva", "2026-12-01"), given_to("mmm", "2024-01-01", role="mentor")]
    t = a_case(given_to("old", "2020-01-01", "2023-12-31"), LBH, *others)
    assert list(handed_over(t, "mkj", DAY).assignments) == [
        given_to("old", "2020-01-01", "2023-12-31"),
        given_to("lbh", "2024-01-01", "2026-11-21"),
        given_to("mkj", "2026-11-22", "2026-11-30"),
        given_to("eva", "2026-12-01"),
        given_to("mmm", "2024-01-01", role="mentor"),
    ]
    assert t.assignments[1] == LBH


@pytest.mark.parametrize(
    ("t", "told"),
    [
        (a_case(LBH), None),
        (a_case(given_to("eva", "2024-01-01", "2026-11-05"), LBH), None),
        (a_case(LBH, closed=DAY), "Case r is closed on 2026-11-22; nobody can take it over then."),
        (a_case(LBH, given_to("eva", "2026-11-05")), "Case r is coordinated by eva on 2026-11-22, not by lbh."),
        (a_case(given_to("lbh", "2026-11-05")), "Case r: lbh has it since 2026-11-05 only; choose a later day than"),
        (a_case(LBH, given_to("lbh", "2026-11-02")), "Case r: lbh has it since 2026-11-02 only; choose a later day"),
        (
            a_case(LBH, given_to("eva", "2026-10-01", "2026-11-05")),
            "Case r is coordinated by eva on 2026-11-01, not by lbh.",
        ),
        (
            a_case(LBH, given_to("eva", "2026-11-01", "2026-11-05")),
            "Case r is coordinated by eva on 2026-11-01, not by lbh.",
        ),
        (a_case(given_to("lbh", "2026-11-01")), "Case r: lbh begins on that same day, 2026-11-01; choose another day."),
    ],
)
def test_what_stands_in_the_way_of_a_day_in_the_past(t: Timeline, told: str | None) -> None:
    found = obstacle(t, "lbh", date(2026, 11, 1), DAY)
    assert found is None if told is None else found is not None and found.startswith(told)


@pytest.mark.parametrize(
    ("t", "day"),
    [
        (a_case(LBH), None),
        (a_case(given_to("LBH", "2027-01-01"), given_to("lbh", "2026-12-01")), "2026-12-01"),
        (a_case(given_to("lbh", "2026-12-01"), closed=date(2026, 12, 1)), None),
        # Under somebody who stands in, and in a case that is not open yet.
        (a_case(LBH, given_to("eva", "2026-10-01", "2026-12-31")), "2027-01-01"),
        (a_case(LBH, opened=date(2026, 12, 15)), "2026-12-15"),
        (a_case(given_to("lbh", "2026-12-01", "2026-12-10"), opened=date(2026, 12, 15)), None),
        (a_case(given_to("eva", "2026-11-01"), given_to("lbh", "2024-01-01", "2026-12-10")), None),
    ],
)
def test_what_the_former_is_to_take_over_later(t: Timeline, day: str | None) -> None:
    assert to_come(t, "lbh", DAY) == (date.fromisoformat(day) if day else None)


def test_the_last_day_on_which_the_former_has_met_the_person_since() -> None:
    held = [(1, "held", "lbh"), (9, "held", "LBH"), (10, "held", "eva"), (11, "no_show", "lbh"), (12, "held", None)]
    t = Timeline(HEAD, conversations=[Conversation(date(2026, 11, d), "job", s, who, None) for d, s, who in held])
    assert last_met(t, "lbh", date(2026, 11, 2), DAY) == date(2026, 11, 9)
    assert last_met(t, "lbh", date(2026, 11, 9), DAY) == date(2026, 11, 9)
    assert last_met(t, "lbh", date(2026, 11, 10), DAY) is None
    assert last_met(t, "lbh", date(2026, 11, 1), date(2026, 11, 8)) == date(2026, 11, 1)


def continuity(found) -> list[tuple[str, date]]:
    return [(d.flag.rule, d.flag.deadline) for d in found if d.flag.rule in ("caseworker-change", "handover-missing")]


# A note within 14 days, a conversation within 30.
@pytest.mark.parametrize("start", [date(2026, 11, 20), DAY, date(2026, 12, 10)])
def test_the_handover_starts_deadlines_of_its_own_also_where_it_lies_ahead(start: date) -> None:
    found = duties([handed_over(a_case(LBH), "mkj", start)], RULES, start, {})
    assert continuity(found) == [
        ("handover-missing", start + timedelta(days=14)),
        ("caseworker-change", start + timedelta(days=30)),
    ]
    assert [d.order() for d in found] == sorted(d.order() for d in found)


def test_one_that_lies_ahead_takes_the_place_of_what_the_former_had_to_do_for_a_change() -> None:
    t = a_case(given_to("old", "2020-01-01", "2026-11-14"), given_to("lbh", "2026-11-15"))
    assert continuity(duties([t], RULES, DAY, {})) == [
        ("handover-missing", date(2026, 11, 29)),
        ("caseworker-change", date(2026, 12, 15)),
    ]
    ahead = date(2026, 12, 1)
    assert continuity(duties([handed_over(t, "mkj", ahead)], RULES, ahead, {})) == [
        ("handover-missing", date(2026, 12, 15)),
        ("caseworker-change", date(2026, 12, 31)),
    ]


def test_all_else_is_judged_today_and_notices_have_no_deadline() -> None:
    t = handed_over(a_case(LBH), "mkj", date(2026, 12, 10))
    found = {d.flag.rule: d.flag for d in duties([t], RULES, date(2026, 12, 10), {})}
    own = {f.rule: f for f in RULES.flags(a_case(LBH)) if f.deadline}
    assert {rule: flag for rule, flag in found.items() if rule in own} == own
    assert found.keys() - own.keys() == {"caseworker-change", "handover-missing"}
    assert own and all(flag.deadline for flag in found.values())


def test_what_is_put_aside_is_told_with_its_snooze() -> None:
    t = a_case(LBH)
    flag = next(f for f in RULES.flags(t) if f.deadline)
    snooze = Snooze(flag.rule, flag.scope, DAY, None, "ill", "lbh", flag.deadline, flag.fingerprint())
    found = duties([t], RULES, DAY, {"r": {(flag.rule, flag.scope): snooze}})
    assert [(d.flag.rule, d.snooze) for d in found if d.snooze] == [(flag.rule, snooze)]
    assert len(found) > 1


spans = st.tuples(st.integers(-400, 60), st.integers(0, 200), st.sampled_from("ab"), st.booleans())


@given(st.lists(spans, max_size=4, unique_by=lambda s: s[0]))
def test_whoever_can_pass_has_passed_and_days_before_are_as_they_were(drawn) -> None:
    def on(days: int) -> date:
        return DAY + timedelta(days=days)

    t = a_case(*(Assignment("coordinator", on(a), who, None if ongoing else on(a + n)) for a, n, who, ongoing in drawn))
    if obstacle(t, "a", DAY, DAY):
        return
    after = handed_over(t, "new", DAY)
    assert coordinator_on(after, DAY) == "new"
    assert all(coordinator_on(after, on(-n)) == coordinator_on(t, on(-n)) for n in range(1, 60))
    later = [a for a in t.assignments if a.start > DAY]
    assert all(a in after.assignments for a in later)
    holding = {a for a in t.assignments if a.start <= DAY}
    for n in range(300):
        before, now = (current_coordinator(coordinators(each, on(n)), on(n)) for each in (t, after))
        # Whoever is to follow does; where the former was to be, the new one is; nobody is left without.
        assert now == before if before in later else before not in holding or (now and now.caseworker == "new")
