"""The guide's way through a template: what is asked, taken, kept and left out."""

import json
from dataclasses import replace

import pytest

from kontant.model.timeline import Offer
from kontant.notes.guide import Guide
from kontant.notes.template_file import load
from kontant.notes.values import BadAnswer, BadAnswers

from .a_case import DAY, ACase, guide, template, words
from .made import case as a_timeline
from .made import facts

TEXT = {"kind": '"text"'}
YES_NO = {"kind": '"yes_no"'}
OFFER = {"kind": '"record"', "table": '"offers"', "which": '"any"'}
ONE = [("work_placement 2026-06-01", "placement at Netto")]
TWO = [*ONE, ("mentor 2026-01-01", "mentor")]


def asked(made, case=None, answers=None, **more):
    return guide(made, case, answers, **more)


def ids(questions):
    return [question.id for question in questions]


@pytest.fixture
def branching(tmp_path):
    return template(
        tmp_path,
        words(id='"a"', **YES_NO),
        words(id='"b"', when='[{ answer = "a", is = true }]', **TEXT),
        words(id='"c"', when='[{ answer = "b", filled = true }]', **TEXT),
        words(id='"d"', required="true", example='{ en = "x", da = "y" }', **TEXT),
    )


def test_questions_come_in_order_as_answers_open_them(branching):
    way = asked(branching)
    assert way.next().id == "a"
    way.answer(way.next(), "ja")
    way.answer(way.next(), "something")
    assert way.next().id == "c" and ids(way.shown()) == ["a", "b", "c", "d"]
    way.answer(way.next(), "")
    assert way.answers["c"] is None and way.next().id == "d" and ids(way.missing()) == ["d"]
    way.answer(way.next(), "done")
    assert way.next() is None and way.missing() == []
    assert way.final() == {"a": True, "b": "something", "c": None, "d": "done"}


def test_changing_an_earlier_answer_loses_nothing(branching):
    way = asked(branching, answers={"a": True, "b": "x", "c": "y", "d": "z"})
    way.answer(branching.question("a"), "nej")
    assert ids(way.shown()) == ["a", "d"] and way.unasked() == {"b": "x", "c": "y"}
    assert way.final() == {"a": False, "d": "z", "_unasked": {"b": "x", "c": "y"}}
    way.answer(branching.question("a"), "ja")
    assert way.next() is None and way.final() == {"a": True, "b": "x", "c": "y", "d": "z"}


def test_a_wrong_answer_changes_nothing(branching):
    way = asked(branching, answers={"a": True})
    with pytest.raises(BadAnswer):
        way.answer(branching.question("a"), "maybe")
    with pytest.raises(BadAnswer):
        way.answer(branching.question("d"), " ")
    assert way.answers == {"a": True}


def test_one_step_back(branching):
    way = asked(branching, answers={"a": False})
    assert way.previous(branching.question("d")).id == "a" and way.previous(branching.question("a")) is None


def test_what_the_case_knows_is_taken_and_told_once(tmp_path):
    made = template(
        tmp_path,
        words(id='"job"', known='"$fact.job_goal"', **TEXT),
        words(id='"other"', **TEXT),
        words(id='"after"', known='"$fact.track"', **TEXT),
    )
    way = asked(made, ACase({"job_goal": "cook", "track": lambda answers: answers.get("other")}))
    assert way.next().id == "other" and [(q.id, v) for q, v in way.taken] == [("job", "cook")]
    assert way.previous(made.question("other")) is None
    way.answer(made.question("other"), "x")
    assert way.next() is None and way.final() == {"job": "cook", "other": "x", "after": "x"}
    way.answer(made.question("other"), "y")
    assert way.next() is None and way.answers["after"] == "y"
    assert [(q.id, v) for q, v in way.taken] == [("job", "cook"), ("after", "x"), ("after", "y")]


def test_a_taken_answer_may_be_changed_and_then_stays(tmp_path):
    made = template(tmp_path, words(id='"other"', **TEXT), words(id='"job"', known='"$fact.job_goal"', **TEXT))
    way = asked(made, ACase({"job_goal": "cook"}), {"other": "x", "job": "cook"})
    way.answer(made.question("job"), "baker")
    way.answer(made.question("other"), "y")
    assert way.next() is None and way.final() == {"other": "y", "job": "baker"}


def test_a_resumed_draft_knows_what_was_taken(tmp_path):
    made = template(tmp_path, words(id='"other"', **TEXT), words(id='"job"', known='"$fact.job_goal"', **TEXT))
    case = ACase({"job_goal": lambda answers: answers.get("other")})
    way = asked(made, case)
    way.answer(made.question("other"), "x")
    assert way.next() is None
    way = asked(made, case, json.loads(json.dumps(way.answers)))
    assert [(q.id, v) for q, v in way.taken] == [("job", "x")] and way.previous(made.question("job")).id == "other"
    way.answer(made.question("other"), "y")
    assert way.next() is None and way.final() == {"other": "y", "job": "y"}


def test_a_resumed_draft_says_what_the_case_says_now(tmp_path):
    made = template(
        tmp_path,
        words(id='"job"', known='"$fact.job_goal"', **TEXT),
        words(id='"own"', known='"$fact.track"', **TEXT),
        words(id='"more"', when='[{ answer = "job", filled = true }]', **TEXT),
        words(id='"gone"', known='"$fact.target_group"', **TEXT),
    )
    way = asked(made, ACase({"job_goal": "cook", "track": "job", "target_group": "x"}))
    way.answer(made.question("own"), "job")  # the very words of the case, but typed by the person
    assert way.next().id == "more"
    way.answer(made.question("more"), "m")
    assert way.next() is None
    draft = json.loads(json.dumps(way.answers))
    again = asked(made, ACase({"job_goal": "baker", "track": "education"}), draft)
    assert ids(again.shown()) == ["job", "own", "more", "gone"] and again.next().id == "gone"
    assert again.answers["job"] == "baker" and [(q.id, v) for q, v in again.taken] == [("job", "baker")]
    assert again.final() == {"job": "baker", "own": "job", "more": "m"} and again.unasked() == {}


def test_what_was_proposed_for_another_record_is_proposed_anew(tmp_path):
    goals = {"mentor 2026-01-01": "meet weekly", ONE[0][0]: "serve at the till"}
    made = template(
        tmp_path,
        words(id='"offer"', required="true", **OFFER),
        words(id='"goal"', default='"$fact.record.goal"', **TEXT),
        words(id='"place"', default='"$fact.record.provider"', **TEXT),
        words(id='"hidden"', default='"$fact.record.goal"', when='[{ answer = "place", is = "x" }]', **TEXT),
        words(id='"form"', kind='"choice"', choices='"channel"', default='"in_person"'),
        words(id='"empty"', **TEXT),
    )
    case = ACase({f"record.{name}": lambda answers: goals.get(answers.get("offer")) for name in ("goal", "provider")},
                 records={"offers": TWO})  # fmt: skip
    way = asked(made, case)
    way.answer(made.question("offer"), ONE[0][0])
    for answered in ("goal", "form", "empty"):
        way.answer(made.question(answered), way.default(made.question(answered)))
    way.answer(made.question("place"), "the person's own words")
    way.answer(made.question("hidden"), goals[ONE[0][0]])
    assert way.next() is None
    way.answer(made.question("offer"), ONE[0][0])
    assert way.next() is None  # the same record again
    way.answer(made.question("offer"), TWO[1][0])
    assert way.next().id == "goal" and way.default(made.question("goal")) == "meet weekly"
    assert way.final() == {
        "offer": TWO[1][0], "place": "the person's own words", "form": "in_person", "empty": None,
    }  # fmt: skip


def test_taken_answers_that_are_hidden_are_not_the_persons_words(tmp_path):
    made = template(
        tmp_path,
        words(id='"a"', **YES_NO),
        words(id='"job"', known='"$fact.job_goal"', when='[{ answer = "a", is = true }]', **TEXT),
    )
    way = asked(made, ACase({"job_goal": "cook"}))
    way.answer(made.question("a"), True)
    assert way.next() is None
    way.answer(made.question("a"), False)
    assert way.next() is None and way.final() == {"a": False}


def test_the_goal_of_one_offer_does_not_become_that_of_another():
    made = load("offer_start", None)
    netto = Offer("work_placement", DAY, None, None, "Netto", "serve at the till", 6.0)
    mentor = Offer("mentor", DAY, None, None, None, "meet weekly", None)
    way = Guide(made, facts(a_timeline(offers=[netto, mentor]), form=made), {}, DAY, DAY, "lbh")
    goal = made.question("goal")
    way.answer(made.question("offer"), "work_placement 2026-11-22")
    way.answer(goal, way.default(goal))
    way.answer(made.question("offer"), "mentor 2026-11-22")
    assert "goal" not in way.answers and way.default(goal) == "meet weekly"
    way.answer(goal, "meet weekly and take the bus")
    way.answer(made.question("offer"), "work_placement 2026-11-22")
    assert way.answers["goal"] == "meet weekly and take the bus"


@pytest.mark.parametrize(
    ("more", "records", "taken"),
    [
        ({"required": "true"}, ONE, ONE[0][0]),
        ({"required": "true", "new": "true"}, [], "new"),
        ({}, [], None),
    ],
)
def test_a_record_question_with_one_answer_is_not_asked(tmp_path, more, records, taken):
    made = template(tmp_path, words(id='"offer"', **OFFER, **more))
    way = asked(made, ACase(records={"offers": records}))
    assert way.next() is None and way.final() == {"offer": taken}
    assert len(way.taken) == (taken is not None)


@pytest.mark.parametrize(
    ("more", "records"),
    [({}, ONE), ({"required": "true"}, TWO), ({"required": "true"}, []), ({"required": "true", "new": "true"}, ONE)],
)
def test_other_record_questions_are_asked(tmp_path, more, records):
    made = template(tmp_path, words(id='"offer"', **OFFER, **more))
    way = asked(made, ACase(records={"offers": records}))
    assert way.next().id == "offer"
    assert ids(way.missing()) == (["offer"] if "required" in more else [])
    assert [key for key, _words in way.choices(way.next())] == [k for k, _ in records] + ["new"] * ("new" in more)


def test_a_record_that_is_gone_is_asked_again(tmp_path):
    made = template(tmp_path, words(id='"offer"', required="true", **OFFER))
    way = asked(made, ACase(records={"offers": TWO}), {"offer": "utility_work 2020-01-01"})
    assert way.next().id == "offer" and ids(way.missing()) == ["offer"]


def test_defaults(tmp_path):
    made = template(
        tmp_path,
        words(id='"form"', kind='"choice"', choices='"channel"', default='"in_person"'),
        words(id='"day"', kind='"date"', default='"+14d"', earliest='"$note.date"'),
        words(id='"job"', default='"$fact.job_goal"', **TEXT),
        words(id='"goals"', kind='"long_text"', default='"$fact.goals_text"'),
        words(
            id='"next"', kind='"date"', default='"$fact.next_conversation"', earliest='{ day_after = "$answer.day" }'
        ),
        words(id='"again"', kind='"choice"', choices='"channel"', default='"$last"'),
        words(id='"who"', default='"$note.caseworker"', **TEXT),
    )
    case = ACase(
        {"next_conversation": "2026-12-10"}, {"goals_text": ["one", "two"]}, last={"again": "video", "form": "x"}
    )
    way = asked(made, case, caseworker="mkj")
    proposed = [way.default(question) for question in made.questions]
    assert proposed == ["in_person", "2026-12-06", None, "one\ntwo", "2026-12-10", "video", "mkj"]
    way.answer(made.question("day"), "2026-12-10")
    assert way.default(made.question("next")) is None  # the proposal would lie too early
    with pytest.raises(BadAnswer):
        way.answer(made.question("next"), "2026-12-10")
    way.answer(made.question("form"), "telefon")
    assert way.default(made.question("form")) == "phone"
    way.answer(made.question("form"), "")
    assert way.default(made.question("form")) is None


def test_what_was_said_last_time(tmp_path):
    made = template(
        tmp_path,
        words(id='"a"', kind='"long_text"', required="true", example='{ en = "x", da = "y" }'),
        words(id='"b"', show_last="false", **TEXT),
        words(id='"c"', kind='"date"', show_last="true", earliest='"$note.date"'),
        words(id='"d"', kind='"choice"', choices='"channel"', show_last="true"),
    )
    way = asked(made, ACase(last={"a": "words\nhere", "b": "x", "c": "2025-01-01", "d": "pigeon"}))
    assert [way.last(question) for question in made.questions] == ["words\nhere", None, "2025-01-01", None]


def test_facts_see_only_the_answers_that_stand(branching):
    case = ACase({"track": "job"})
    made = replace(branching.question("d"), default="$fact.track")
    guided = asked(replace(branching, questions=(*branching.questions[:3], made)), case, {"a": False, "b": "hidden"})
    assert guided.default(made) == "job" and case.answers == {"a": False}


def test_a_draft_older_than_its_template(branching):
    way = asked(branching, answers={"a": "perhaps", "d": "z", "gone": "kept words"})
    assert way.next().id == "a"
    assert way.final() == {"d": "z", "_unasked": {"gone": "kept words"}}


def test_a_file_fills_in_order(branching):
    way = asked(branching)
    way.fill({"d": "end", "b": "why", "a": "ja", "template": "morning", "date": "today"})
    assert way.final() == {"a": True, "b": "why", "c": None, "d": "end"} and way.missing() == []


def test_a_file_takes_defaults_and_what_is_known(tmp_path):
    made = template(
        tmp_path,
        words(id='"form"', kind='"choice"', choices='"channel"', default='"in_person"'),
        words(id='"emptied"', kind='"choice"', choices='"channel"', default='"in_person"'),
        words(id='"needed"', kind='"choice"', choices='"channel"', default='"in_person"', required="true"),
        words(id='"job"', known='"$fact.job_goal"', **TEXT),
        words(id='"said"', known='"$fact.job_goal"', **TEXT),
        words(id='"must"', required="true", example='{ en = "x", da = "y" }', **TEXT),
    )
    way = asked(made, ACase({"job_goal": "cook"}))
    way.fill({"emptied": "", "needed": "", "job": "", "said": "baker", "must": ""})
    assert way.final() == {
        "form": "in_person", "emptied": None, "needed": "in_person", "job": "cook", "said": "baker",
    }  # fmt: skip
    assert ids(way.missing()) == ["must"]


def test_a_file_says_where_it_is_wrong(branching):
    for given, told in [
        ({"a": "maybe"}, "a: Answer yes or no."),
        ({"aa": 1}, "aa: there is no such question; did you mean a?"),
        ({"zzz": 1}, "zzz: there is no such question; see: kontant note template morning"),
        ({"a": False, "b": ["x"]}, "b: Only one value can stand here."),
    ]:
        with pytest.raises(BadAnswers) as caught:
            asked(branching).fill(given)
        assert str(caught.value) == told and list(caught.value.faults) == [told.partition(":")[0]]
    way = asked(branching)
    with pytest.raises(BadAnswers) as caught:  # all of it at once; the rest is filled in all the same
        way.fill({"d": "x", "b": ["x"], "a": True, "zzz": 1, "c": {}})
    assert list(caught.value.faults) == ["zzz", "b"] and way.final() == {"a": True, "b": None, "d": "x"}
    way = asked(branching)
    way.fill({"a": False, "b": "said all the same", "d": "x"})
    assert way.unasked() == {"b": "said all the same"}
