"""Conditions and expressions, over given answers and facts."""

from datetime import date

import pytest

from kontant.notes.conditions import holds
from kontant.notes.expressions import Scope, resolve, resolve_date, row_table, rows
from kontant.notes.template import Condition

from .a_case import DAY, ACase, template, words

CASE = ACase({"track": "job", "exemption_end": "2026-12-31", "open_ended": False}, {"regards": ["no lifts", "breaks"]})
ANSWERS = {
    "form": "phone",
    "basis": ["medical", "social"],
    "ok": False,
    "count": 0,
    "empty": None,
    "next": "2026-12-01",
}


@pytest.mark.parametrize(
    ("subject", "name", "test", "value", "outcome"),
    [
        ("answer", "form", "is", ("phone",), True),
        ("answer", "form", "is", ("video", "phone"), True),
        ("answer", "form", "is", ("video",), False),
        ("answer", "form", "is_not", ("video",), True),
        ("answer", "form", "is_not", ("phone", "video"), False),
        ("answer", "basis", "is", ("social", "offer"), True),
        ("answer", "basis", "is", ("offer",), False),
        ("answer", "basis", "is_not", ("medical",), False),
        ("answer", "gone", "is_not", ("x",), True),
        ("answer", "gone", "is", ("x",), False),
        ("answer", "ok", "is", (False,), True),
        ("answer", "ok", "is", (0,), False),
        ("answer", "count", "is", (False,), False),
        ("answer", "ok", "filled", True, True),
        ("answer", "count", "filled", True, True),
        ("answer", "empty", "filled", False, True),
        ("answer", "gone", "filled", True, False),
        ("fact", "track", "is", ("job",), True),
        ("fact", "open_ended", "is_not", (True,), True),
        ("fact", "regards", "filled", True, True),
        ("fact", "goals_text", "filled", True, False),
        ("answer", "next", "differs_from", "$fact.exemption_end", True),
        ("answer", "next", "differs_from", "$answer.next", False),
        ("answer", "next", "differs_from", "$fact.planned_conversation_date", True),
        ("answer", "empty", "differs_from", "$answer.next", False),
        ("fact", "exemption_end", "differs_from", "$note.date", True),
        ("row", "how", "is", ("sms",), True),
        ("row", "by", "filled", False, True),
    ],
)
def test_one_condition(subject, name, test, value, outcome):
    condition = Condition(subject, name, test, value)
    assert holds([condition], ANSWERS, CASE, {"how": "sms"}, note_date=DAY) is outcome


def test_the_note_date_and_all_of_several():
    today = Condition("fact", "last_conversation", "differs_from", "$note.date")
    assert not holds([today], {}, ACase({"last_conversation": "2026-11-22"}), note_date=DAY)
    assert holds([today], {}, ACase(), note_date=DAY)
    there, not_there = Condition("answer", "a", "filled", True), Condition("answer", "b", "filled", True)
    assert holds([], {}, CASE) and holds([there], {"a": 1}, CASE)
    assert not holds([there, not_there], {"a": 1}, CASE)


@pytest.fixture
def scope(tmp_path):
    made = template(
        tmp_path,
        words(id='"offer"', kind='"record"', table='"offers"', which='"any"', new="true"),
        words(id='"goals"', kind='"records"', table='"goals"', which='"open"'),
        words(
            id='"rows"',
            kind='"list"',
            columns='[{ id = "what", label = { en = "What", da = "Hvad" }, kind = "text" },'
            ' { id = "by", label = { en = "By", da = "Senest" }, kind = "date" }]',
        ),
        words(id='"form"', kind='"text"'),
    )
    answers = {
        "offer": "work_placement 2026-06-01",
        "goals": ["sub Cook for 20"],
        "rows": [{"what": "one", "by": "2026-12-01"}, {"what": "two"}],
        "form": "phone",
    }
    case = ACase({"exemption_end": "2026-12-31"}, {"regards": ["no lifts", "breaks"]}, last={"form": "video"})
    return Scope(made, answers, case, DAY, caseworker="mkj", question="form", today=date(2026, 11, 25))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$note.date", "2026-11-22"),
        ("$note.caseworker", "mkj"),
        ("$today", "2026-11-25"),
        ("$answer.form", "phone"),
        ("$answer.offer.type", "work_placement"),
        ("$answer.offer.start", "2026-06-01"),
        ("$answer.rows.what", ["one", "two"]),
        ("$answer.rows.by", ["2026-12-01"]),
        ("$fact.exemption_end", "2026-12-31"),
        ("$fact.track", None),
        ("$fact.regards", "no lifts\nbreaks"),
        ("$fact.goals_text", None),
        ("$last", "video"),
        ("plain", "plain"),
        ("$$5 a day", "$5 a day"),
        (True, True),
        (date(2026, 1, 1), "2026-01-01"),
        ({"day_before": "$note.date"}, "2026-11-21"),
        ({"day_after": "$fact.exemption_end"}, "2027-01-01"),
        ({"day_after": "$fact.track"}, None),
        ({"count": "$answer.rows"}, 2),
        ({"count": "$fact.track"}, None),
        ({"first": ["$fact.track", {"first": ["$fact.goals_text", "$answer.form"]}]}, "phone"),
        ({"first": ["$fact.track"]}, None),
        ({"later": ["$note.date", "$fact.track", "$today"]}, "2026-11-25"),
        ({"earlier": ["$fact.exemption_end", {"day_before": "$note.date"}]}, "2026-11-21"),
        ({"later": ["$fact.track"]}, None),
        ({"lines": "$answer.rows.what"}, "one\ntwo"),
    ],
)
def test_expressions(scope, expression, value):
    assert resolve(expression, scope) == value


def test_parts_of_a_record_that_is_not_there_yet(scope):
    new = Scope(scope.template, {"offer": "new"}, scope.facts, DAY)
    assert resolve("$answer.offer.start", new) is None and resolve("$today", new) == "2026-11-22"
    assert resolve("$answer.offer.start", Scope(scope.template, {"offer": "odd"}, scope.facts, DAY)) is None


def test_for_each_goes_through_rows_and_records(scope):
    assert [row["what"] for row in rows("$answer.rows", scope)] == ["one", "two"]
    assert rows("$answer.goals", scope) == ["sub Cook for 20"] and row_table("$answer.goals", scope.template) == "goals"
    assert rows("$answer.rows", Scope(scope.template, {"rows": None}, scope.facts, DAY)) == []
    goal = Scope(scope.template, {}, scope.facts, DAY, row="sub Cook for 20", row_table="goals")
    assert resolve("$row", goal) == "sub Cook for 20" and resolve("$row.title", goal) == "Cook for 20"
    listed = Scope(scope.template, {}, scope.facts, DAY, row={"what": "one"})
    assert resolve("$row.what", listed) == "one" and resolve("$row.by", listed) is None


def test_days_in_expressions(scope):
    assert resolve_date("+1m", scope) == date(2026, 12, 22)
    assert resolve_date("2026-12-24", scope) == date(2026, 12, 24)
    assert resolve_date("$answer.form", scope) is None and resolve_date(None, scope) is None
