"""Case reviews in the file: begun with their sample, answered, changed, undone and redone, untouched by an import."""

import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from pydantic import ValidationError
from support import AT, DATA, DAY, imported

from kontant.errors import NotFound, Refused, StoreError
from kontant.exchange.importing import import_extract
from kontant.model.tables import EXTRACT_TABLES, table
from kontant.store import log, reviews
from kontant.store.reading import reading
from kontant.store.reviews import Answer, AnsweredMeanwhile, Sampled
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

POOL = {"5-7": 2, "7-10": 0, "10+": 9}
SAMPLE = [Sampled("b", "10+"), Sampled("a", "5-7")]
ANSWER = Answer("a", "lbh", "plan-cv", "yes", None, "no", DAY)


@pytest.fixture
def begun(caseload, fill):
    """A caseload of three cases, two of them in a review."""
    for ref in "abc":
        fill("cases", case_ref=ref, name=f"Åse {ref}")
    return caseload


def begin(path, sample=SAMPLE, seed=7, **more):
    head = {"as_of": date(2026, 11, 1), "begun_on": DAY, "size": 2, "seed": seed, "pool": POOL}
    with writing(path, command="review start", who="x", at=AT) as writer:
        number = reviews.begin(writer, **head | more, cases=sample)
    return number, writer.event_id


SEEN = object()


def put(path, *answers, review=1, seen=SEEN):
    """Write answers; what the writer has ``seen`` is what stands there, unless it is said."""
    there = {(each.case_ref, each.reviewer, each.point): each for each in stored(path, review)}
    with writing(path, command="review next", who="x", at=AT) as writer:
        changes = [
            reviews.put(writer, review, a, there.get((a.case_ref, a.reviewer, a.point)) if seen is SEEN else seen)
            for a in answers
        ]
    return writer.event_id, changes


def stored(path, number=1):
    with reading(path) as connection:
        return reviews.answers(connection, number)


def take_back(path, number=None):
    return undo(path, plan(path, number), who="x", at=AT)


def test_a_review_is_read_as_it_was_begun(begun):
    assert begin(begun)[0] == 1
    assert begin(begun, seed=2**31 - 1, sample=[Sampled("c", "10+")])[0] == 2
    with reading(begun) as connection:
        one, two = reviews.reviews(connection)
        assert (one.number, one.as_of, one.begun_on, one.size, one.seed, one.pool) == (
            1,
            date(2026, 11, 1),
            DAY,
            2,
            7,
            POOL,
        )
        assert two.seed == 2**31 - 1
        assert [tuple(case) for case in reviews.sample(connection, 1)] == [
            ("b", "10+", "Åse b"),
            ("a", "5-7", "Åse a"),
        ]


def test_an_answer_takes_the_place_of_what_the_same_reviewer_said(begun):
    begin(begun)
    _event, (first,) = put(begun, ANSWER)
    assert first.before is None
    _event, (second,) = put(begun, ANSWER._replace(answer="no", remark="Fra 2019"))
    assert (second.before["answer"], second.after["answer"]) == ("yes", "no")
    put(begun, ANSWER._replace(reviewer="eva", answer=None, remark="?"))
    assert stored(begun) == [
        ANSWER._replace(reviewer="eva", answer=None, remark="?"),
        ANSWER._replace(answer="no", remark="Fra 2019"),
    ]


@pytest.mark.parametrize("seen", [None, ANSWER, ANSWER._replace(remark="Et helt andet")])
def test_what_the_writer_has_not_seen_is_not_written_over(begun, seen):
    begin(begun)
    meanwhile = ANSWER._replace(answer="no", remark="Skrevet i et andet vindue")
    put(begun, meanwhile)
    for given in (ANSWER, ANSWER._replace(answer=None, remark=None)):
        with pytest.raises(AnsweredMeanwhile, match="plan-cv was answered in another window"):
            put(begun, given, seen=seen)
    assert stored(begun) == [meanwhile]
    # Who says the same has nothing to write over.
    assert put(begun, meanwhile._replace(answered_on=date(2026, 12, 1)), seen=seen)[1] == [None]
    put(begun, ANSWER, seen=meanwhile)
    assert stored(begun) == [ANSWER]


def test_an_answer_that_was_taken_back_meanwhile_is_not_written_unseen(begun):
    begin(begun)
    with pytest.raises(AnsweredMeanwhile):
        put(begun, ANSWER, seen=ANSWER._replace(remark="?"))
    assert stored(begun) == []


def test_two_reviews_are_not_begun_by_two_who_have_not_seen_each_other(begun):
    assert begin(begun, after=0)[0] == 1
    with pytest.raises(Refused, match="review 1 was begun meanwhile"):
        begin(begun, after=0)
    assert begin(begun, after=1)[0] == 2
    assert begin(begun, after=None)[0] == 3
    with reading(begun) as connection:
        assert len(reviews.reviews(connection)) == reviews.latest(connection) == 3


def test_a_case_that_was_taken_out_since_it_was_drawn(begun):
    with pytest.raises(Refused, match="a case of the sample was taken out meanwhile"):
        begin(begun, [*SAMPLE, Sampled("gone", "10+")])
    with reading(begun) as connection:
        assert (reviews.reviews(connection), reviews.latest(connection)) == ([], 0)


def test_saying_the_same_again_changes_nothing(begun):
    begin(begun)
    put(begun, ANSWER)
    assert put(begun, ANSWER._replace(records=None, answered_on=date(2026, 12, 1)))[1] == [None]
    assert stored(begun) == [ANSWER]


def test_who_says_nothing_any_more_has_no_answer(begun):
    begin(begun)
    put(begun, ANSWER._replace(answer=None, remark="?"))
    _event, (change,) = put(begun, ANSWER._replace(answer=None))
    assert (change.before["remark"], change.after) == ("?", None)
    assert stored(begun) == []
    take_back(begun)
    assert stored(begun) == [ANSWER._replace(answer=None, remark="?")]
    assert put(begun, ANSWER._replace(point="plan-sub-goal", answer=None))[1] == [None]


def test_only_a_case_of_the_sample_is_answered(begun):
    begin(begun)
    for case, review in (("c", 1), ("a", 2)):
        with pytest.raises(NotFound, match="reviewed case"):
            put(begun, ANSWER._replace(case_ref=case), review=review)


@pytest.mark.parametrize("wrong", [{"answer": "maybe"}, {"reviewer": ""}, {"reviewer": "x" * 61}, {"point": "x" * 41}])
def test_an_answer_that_cannot_be_is_refused(begun, wrong):
    begin(begun)
    with pytest.raises(ValidationError):
        put(begun, ANSWER._replace(**wrong))
    assert stored(begun) == []


def test_the_file_itself_takes_no_empty_answer(begun):
    begin(begun)
    put(begun, ANSWER)
    with closing(sqlite3.connect(begun)) as connection, pytest.raises(sqlite3.IntegrityError, match="says"):
        connection.execute("UPDATE review_answers SET answer = NULL")


def test_undo_and_redo_of_an_answer(begun):
    begin(begun)
    put(begun, ANSWER)
    changed, _changes = put(begun, ANSWER._replace(answer="not_relevant"))
    undoing = take_back(begun, changed)
    assert stored(begun) == [ANSWER]
    take_back(begun, undoing)
    assert stored(begun) == [ANSWER._replace(answer="not_relevant")]


def test_a_review_is_undone_before_it_has_answers_and_redone(begun):
    _number, event = begin(begun)
    undoing = take_back(begun, event)
    with reading(begun) as connection:
        assert reviews.reviews(connection) == []
    take_back(begun, undoing)
    with reading(begun) as connection:
        assert [review.number for review in reviews.reviews(connection)] == [1]
        assert [case.case_ref for case in reviews.sample(connection, 1)] == ["b", "a"]


def test_the_number_of_a_review_that_was_undone_is_not_given_again(begun):
    _number, event = begin(begun)
    undoing = take_back(begun, event)
    assert begin(begun)[0] == 2
    take_back(begun, undoing)
    with reading(begun) as connection:
        assert [review.number for review in reviews.reviews(connection)] == [1, 2]
    assert begin(begun)[0] == 3


def test_a_review_with_answers_is_not_undone_before_them(begun):
    _number, event = begin(begun)
    answered, _changes = put(begun, ANSWER)
    with pytest.raises(Refused, match="Review 1 has answers since"):
        take_back(begun, event)
    undone = take_back(begun, answered)
    take_back(begun, event)
    with pytest.raises(Refused, match="Review 1 is not there any more"):
        take_back(begun, undone)


def test_a_case_in_a_review_is_not_taken_out(tmp_path):
    path = imported(tmp_path, "caseload")
    with reading(path) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    begin(path, [Sampled(ref, "10+")])
    with pytest.raises(Refused, match="reviewed case"):
        take_back(path, 1)


def test_an_import_leaves_a_review_as_it_is(tmp_path):
    path = imported(tmp_path, "caseload")
    with reading(path) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    begin(path, [Sampled(ref, "10+")])
    put(path, ANSWER._replace(case_ref=ref))
    before = stored(path)
    import_extract(path, DATA / "caseload", extract_date=date(2026, 11, 29), who="x", at=AT)
    assert stored(path) == before
    assert not {"reviews", "review_cases", "review_answers"} & set(EXTRACT_TABLES)


def test_the_log_tells_the_events_of_a_case(begun):
    _number, start = begin(begun)
    answered, _changes = put(begun, ANSWER)
    with reading(begun) as connection:
        of_case = [event.id for event in log.events_of_case(connection, "a")]
        assert of_case[:2] == [answered, start]
        assert answered not in [event.id for event in log.events_of_case(connection, "b")]
        images = [json.dumps(change.after) for change in log.changes(connection, start)]
        assert len(images) == 1 + len(SAMPLE)


def test_the_statements_name_columns_that_are_there():
    for name, fields in (("review_answers", Answer._fields), ("reviews", reviews.Review._fields)):
        assert set(fields) <= set(table(name).c.keys())


def test_references_hold(begun):
    begin(begun)
    with pytest.raises(StoreError), writing(begun, command="x", who="x", at=AT) as writer:
        from kontant.model.records import ReviewAnswerFields

        writer.insert("review_answers", ReviewAnswerFields.model_validate({"review": 9, **ANSWER._asdict()}))
