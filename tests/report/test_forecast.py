"""The weeks ahead: each deadline in its week, planned conversations held on their days, nothing twice."""

from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.dates import add_months
from kontant.errors import NotFound
from kontant.model.timeline import Assignment, Case, Conversation, Exemption, Goal, Offer, Timeline
from kontant.report import forecast_reading
from kontant.report.coordinated import coordinated_by
from kontant.report.forecast import AFTERWARDS, Forecast, Forecaster, blank
from kontant.report.forecast_reading import forecast_of
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Status
from kontant.rules.parameter_file import load
from kontant.store.reading import reading
from kontant.store.timelines import open_timelines

DAY = date(2026, 11, 22)
PARAMETERS = load()
HEAD = Case("r", "Anna", None, None, None, date(2020, 1, 1), None, None, "job_ready", "rehabilitation", "", DAY)


def held(day: date, status: str = "held") -> Conversation:
    return Conversation(day, "job", status, "ab")


def a_case(*conversations: Conversation, ref: str = "r", opened: date = HEAD.opened, **records) -> Timeline:
    """A case with a coordinator since it was opened."""
    who = records.pop("assignments", [Assignment("coordinator", opened, "ab", None)])
    head = HEAD._replace(case_ref=ref, opened=opened)
    return Timeline(head, conversations=sorted(conversations), assignments=who, **records)


def ahead(*timelines: Timeline, day: date = DAY, weeks: int = 12) -> Forecast:
    return Forecaster(PARAMETERS, day, weeks).count(timelines)


def weeks_with(forecast: Forecast, rule: str) -> dict[str, int]:
    return {week.name: week.deadlines[rule] for week in forecast.weeks if week.deadlines[rule]}


def test_the_weeks_are_iso_weeks_without_gap_and_the_first_begins_on_the_day() -> None:
    weeks = blank(date(2026, 11, 25), 8).weeks
    assert (weeks[0].name, weeks[0].first, weeks[0].last) == ("2026-W48", date(2026, 11, 25), date(2026, 11, 29))
    assert [week.name for week in weeks[4:8]] == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairwise(weeks))
    assert [week.working_days for week in weeks] == [3, 5, 5, 5, 4, 4, 5, 5]
    assert weeks[4].holidays == [date(2026, 12, 25)] and weeks[5].holidays == [date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("day", "name", "last", "working"),
    [
        (date(2026, 11, 22), "2026-W48", date(2026, 11, 29), 5),  # a Sunday belongs to the week that comes
        (date(2026, 11, 21), "2026-W48", date(2026, 11, 29), 5),
        (date(2026, 11, 20), "2026-W47", date(2026, 11, 22), 1),
        (date(2026, 4, 2), "2026-W15", date(2026, 4, 12), 4),  # Maundy Thursday: the next working day is Tuesday
    ],
)
def test_the_first_week_holds_a_working_day(day: date, name: str, last: date, working: int) -> None:
    week = blank(day, 1).weeks[0]
    assert (week.first, week.name, week.last, week.working_days) == (day, name, last, working)


def test_a_deadline_is_counted_in_its_week_only() -> None:
    last = date(2026, 9, 15)  # + 3 months: Tuesday 15 December
    assert weeks_with(ahead(a_case(held(last))), "conversation-due") == {"2026-W51": 1}


@pytest.mark.parametrize("deadline", [DAY, date(2026, 11, 29), date(2026, 11, 30), date(2026, 12, 6)])
def test_the_first_and_the_last_day_of_a_week_belong_to_it(deadline: date) -> None:
    found = ahead(a_case(held(add_months(deadline, -3))))
    [name] = weeks_with(found, "conversation-due")
    assert name == ("2026-W48" if deadline <= date(2026, 11, 29) else "2026-W49")
    assert not found.overdue_now["conversation-due"]


def test_what_is_overdue_today_is_told_apart_and_not_again() -> None:
    found = ahead(a_case(held(date(2026, 8, 21))))
    assert found.overdue_now["conversation-due"] == 1
    assert not weeks_with(found, "conversation-due")


def test_a_planned_conversation_counts_as_held_on_its_day() -> None:
    t = a_case(held(date(2026, 9, 1)), held(date(2026, 11, 26), "planned"))
    found = ahead(t, weeks=16)
    assert weeks_with(found, "conversation-due") == {"2027-W08": 1}  # 26 February
    assert [week.planned for week in found.weeks[:2]] == [1, 0]
    assert not found.to_come["conversation-unrecorded"]


def test_a_planned_conversation_after_the_deadline_does_not_keep_it() -> None:
    t = a_case(held(date(2026, 9, 1)), held(date(2026, 12, 4), "planned"))
    found = ahead(t)
    assert weeks_with(found, "conversation-due") == {"2026-W49": 1}
    [need] = found.needs
    assert (need.deadline, need.planned, need.taken) == (date(2026, 12, 1), date(2026, 12, 4), {date(2026, 12, 4)})


def test_one_planned_for_a_day_that_has_passed_stays_unrecorded() -> None:
    found = ahead(a_case(held(date(2026, 9, 1)), held(date(2026, 11, 20), "planned")))
    assert found.overdue_now["conversation-unrecorded"] == 1
    assert weeks_with(found, "conversation-due") == {"2026-W49": 1}
    assert not any(week.planned for week in found.weeks)


def test_what_stands_only_until_its_day_is_seen_all_the_same() -> None:
    exempt = [Exemption("activation", date(2026, 6, 1), date(2026, 12, 16), "health", "text")]
    found = ahead(a_case(held(DAY), exemptions=exempt))
    assert weeks_with(found, "exemption-expiring") == {"2026-W51": 1}
    assert weeks_with(found, "exemption-ended") == {"2027-W02": 1}  # one month after its end: 16 January is a Saturday


def test_what_will_be_cleared_before_its_day_is_not_counted() -> None:
    # Exempt from conversations from the day before the deadline: on that day nothing is asked for.
    t = a_case(
        held(date(2026, 9, 10)),
        exemptions=[Exemption("conversations", date(2026, 12, 9), None, "other", "text")],
    )
    assert not weeks_with(ahead(t), "conversation-due")


def test_a_case_that_closes_is_no_longer_judged() -> None:
    t = a_case(held(date(2026, 9, 15)))
    t.case = t.case._replace(closed=date(2026, 12, 1))
    assert not weeks_with(ahead(t), "conversation-due")


def test_a_conversation_does_not_count_before_the_duty_begins() -> None:
    exempt = [Exemption("conversations", date(2026, 1, 1), date(2026, 12, 31), "other", "text")]
    found = ahead(a_case(held(date(2025, 12, 1)), exemptions=exempt), weeks=20)
    [need] = found.needs
    assert (need.first, need.deadline) == (date(2027, 1, 1), date(2027, 4, 1))


def test_several_missing_conversations_have_a_part_of_the_time_each() -> None:
    opened = date(2026, 7, 1)  # four before 1 January; the last of two was held on 10 October
    t = a_case(held(date(2026, 7, 5)), held(date(2026, 10, 10)), opened=opened)
    found = ahead(t)
    needs = [need for need in found.needs if need.rule == "conversation-start"]
    assert [(need.first, need.last) for need in needs] == [
        (DAY, date(2026, 12, 11)), (date(2026, 12, 12), date(2027, 1, 1)),
    ]  # fmt: skip
    assert {need.deadline for need in needs} == {date(2027, 1, 1)}
    # A third conversation would be due on 10 January, had none of these two been held.
    assert [week.due for week in found.weeks if week.due] == [2, 1]


def test_one_conversation_serves_two_rules() -> None:
    opened = date(2026, 7, 1)
    t = a_case(held(date(2026, 7, 5)), held(date(2026, 8, 1)), held(date(2026, 9, 5)), opened=opened)
    needs = ahead(t).needs
    assert [(need.rule, need.deadline) for need in needs] == [("conversation-due", date(2026, 12, 5))]


def test_a_case_that_is_late_needs_one_conversation_now() -> None:
    t = a_case(opened=date(2026, 10, 1))  # none held: first one late, four wanted before 1 April
    needs = ahead(t, weeks=20).needs
    assert [(need.rule, need.deadline < DAY) for need in needs] == [
        ("conversation-first", True), *[("conversation-start", False)] * 3,
    ]  # fmt: skip
    assert all(before.last < after.first for before, after in pairwise(needs))


def test_other_rules_are_counted_by_rule() -> None:
    offer = Offer("guidance", date(2026, 10, 1), date(2026, 12, 18), None, None, "goal", None)
    goals = [
        Goal("sub", "a", date(2026, 11, 1), date(2026, 12, 3), None),
        Goal("job", "b", date(2026, 11, 1), None, None),
    ]
    found = ahead(a_case(held(DAY), offers=[offer], goals=goals))
    assert weeks_with(found, "offer-ending") == {"2026-W51": 1}
    assert weeks_with(found, "sub-goal-due") == {"2026-W49": 1}


def test_what_can_only_be_said_afterwards_is_no_deadline_to_come() -> None:
    offers = [
        Offer("guidance", date(2026, 10, 1), end, None, None, "goal", None)
        for end in (date(2026, 11, 18), date(2026, 12, 16))
    ]
    found = ahead(a_case(held(DAY), held(date(2026, 11, 19), "planned"), offers=offers))
    assert {rule: found.overdue_now[rule] for rule in AFTERWARDS} == dict.fromkeys(AFTERWARDS, 1)
    assert not AFTERWARDS & found.to_come.keys()
    assert weeks_with(found, "offer-ending") == {"2026-W51": 1}
    # The rule does speak at the end of that week: it is left out, not absent.
    later = ahead(a_case(held(DAY), offers=offers[1:]), day=date(2026, 12, 17))
    assert later.overdue_now["offer-end-unrecorded"] == 1
    assert not ahead(a_case(held(DAY), offers=offers[1:])).to_come["offer-end-unrecorded"]


def test_the_weeks_add_up() -> None:
    cases = [a_case(held(DAY - timedelta(days=n)), ref=str(n)) for n in range(1, 90, 3)]
    found = ahead(*cases, weeks=13)
    assert found.cases_open == 30
    due = sum(week.due for week in found.weeks)
    assert found.to_come["conversation-due"] == due == 30
    assert len(found.needs) == due
    assert found.weeks[1].per_working_day == round(found.weeks[1].due / 5, 2)


@given(
    st.lists(
        st.tuples(st.integers(-400, 100), st.sampled_from(["held", "planned", "no_show"])), max_size=6, unique=True
    ),
    st.integers(-600, 0),
)
def test_each_deadline_is_one_that_its_own_day_knows(found: list[tuple[int, str]], age: int) -> None:
    talks = [held(DAY + timedelta(days=n), status) for n, status in found if status == "planned" or n <= 0]
    t = a_case(*talks, opened=DAY + timedelta(days=age))
    forecast = ahead(t, weeks=6)
    expected: Counter[str] = Counter()
    for n in range((forecast.last - DAY).days + 1):
        day = DAY + timedelta(days=n)
        lived = [c._replace(status="held") if c.status == "planned" and DAY <= c.date <= day else c for c in talks]
        flags = Evaluator(PARAMETERS, day, 0).flags(a_case(*lived, opened=t.case.opened))
        expected.update(flag.rule for flag in flags if flag.deadline == day)
    assert {rule: forecast.to_come[rule] for rule in expected} == expected
    # Whatever else is counted lay on no day of its own: nothing.
    assert forecast.to_come == expected


def test_the_sample_caseload_gives_the_same_picture_twice_and_agrees_with_the_morning(sample) -> None:
    def forecast() -> Forecast:
        forecaster = Forecaster(PARAMETERS, DAY, 12)
        with reading(sample) as connection:
            return forecaster.count(open_timelines(connection, DAY, forecaster.reads()))

    found = forecast()
    assert found == forecast()
    rules = Evaluator(PARAMETERS, DAY)
    with reading(sample) as connection:
        flags = [flag for t in open_timelines(connection, DAY, rules.reads()) for flag in rules.flags(t)]
    assert found.overdue_now == Counter(flag.rule for flag in flags if flag.status == Status.OVERDUE)
    soon = {(f.case_ref, f.rule, f.deadline) for f in flags if f.deadline and f.rule == "conversation-due"}
    assert (
        sum(d <= date(2026, 11, 29) for _c, _r, d in soon if d >= DAY) == found.weeks[0].deadlines["conversation-due"]
    )


def test_only_the_cases_of_one_caseworker(sample) -> None:
    with reading(sample) as connection, closing(connection.cursor()):
        everyone = list(open_timelines(connection, DAY, {"assignments"}))
    someone = next(a.caseworker for t in everyone for a in t.assignments if a.role == "coordinator")
    mine = list(coordinated_by(everyone, DAY, someone.upper()))
    assert 0 < len(mine) < len(everyone)
    assert list(coordinated_by(everyone, DAY, None)) == everyone
    with pytest.raises(NotFound, match="there are: "):
        list(coordinated_by(everyone, DAY, "nobody-such"))


def test_a_large_caseload_is_counted_in_parts(sample, monkeypatch) -> None:
    whole = forecast_of(sample, PARAMETERS, DAY, 12)
    monkeypatch.setattr(forecast_reading, "LARGE_CASELOAD", 10)
    monkeypatch.setattr("kontant.report.in_parts.processors", lambda: 3)
    apart = forecast_of(sample, PARAMETERS, DAY, 12)
    assert apart == whole and apart.needs == whole.needs and whole.cases_open == 43
