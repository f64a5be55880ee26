"""Every built-in template: sound, in both languages, and with examples that pass."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontant.i18n import choose_language
from kontant.model.vocabulary import NOTE_TEMPLATE
from kontant.notes.answers_file import blank, read_file
from kontant.notes.examples import example_of
from kontant.notes.names import CHOSEN
from kontant.notes.render import text
from kontant.notes.template import Text
from kontant.notes.template_file import available
from kontant.notes.values import BadAnswer

from .a_case import DAY, ACase, guide

TEMPLATES = available(None)
# Words that are the same in both languages.
SAME = {"Plan", "Form", "Status", "Type", "Mentor", "Hours", "Digital Post", "Plan A", "Plan B", "Plan C"}
CASE = {
    "conversation_kind": "job",
    "coordinator": "mkj",
    "next_conversation": "2027-02-19",
    "last_conversation": "2026-09-01",
    "prolong_from": "2026-12-01",
    "open_ended": False,
    "absence_from": "conversation",
    f"{CHOSEN}reason": "work_capacity",
    f"{CHOSEN}scope": "activation",
    f"{CHOSEN}start": "2026-09-01",
}
RECORDS = {
    "offers": [("work_placement 2026-09-01", "placement")],
    "exemptions": [("activation 2026-09-01", "exempt from offers")],
    "statements": [("LÆ125 2026-10-01", "LÆ 125")],
}


def texts(value):
    """Every text in both languages that stands anywhere in a template."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        yield from texts(list(value.values()))
    elif hasattr(value, "__slots__"):
        yield from texts([getattr(value, name) for name in value.__slots__])


@pytest.fixture(params=["en", "da"])
def language(request):
    choose_language(request.param)
    yield request.param
    choose_language("en")


def test_there_is_one_for_each_kind():
    assert [*TEMPLATES] == [*NOTE_TEMPLATE]
    assert all(made.kind == code and made.own is None for code, made in TEMPLATES.items())


@pytest.mark.parametrize("code", TEMPLATES)
def test_both_languages_are_there_and_differ(code):
    found = [*texts(TEMPLATES[code])]
    assert len(found) > 5 and all(each.en.strip() and each.da.strip() for each in found)
    sentences = [each for each in found if " " in each.en and each.en not in SAME]
    assert [each for each in sentences if each.en == each.da] == []


@pytest.mark.parametrize("code", TEMPLATES)
def test_danish_texts_hold_no_english(code):
    words = {word for each in texts(TEMPLATES[code]) for word in each.da.lower().replace(",", " ").split()}
    assert words.isdisjoint({"the", "and", "of", "with", "which", "what", "is", "person's"})


@pytest.mark.parametrize("code", TEMPLATES)
def test_labels_are_short(code):
    assert all(len(word) <= 45 for question in TEMPLATES[code].questions for word in question.label)


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_question_names_what_it_answers_or_is_plain(code):
    assert TEMPLATES[code].source and any(question.source for question in TEMPLATES[code].questions)


@pytest.mark.parametrize("code", TEMPLATES)
def test_the_example_file_passes(code, language):
    made = TEMPLATES[code]
    given = read_file(blank(made, True), "example")
    way = guide(made, ACase(CASE, records=RECORDS), caseworker="mkj")
    way.fill(given)
    assert way.missing() == [] and way.next() is None and way.unasked() == {}
    said = {key for key, answer in given.items() if answer not in ("", [])} - {"template"}
    assert said <= set(way.final())
    labels = [question.label.here for question in way.shown()]
    assert len(set(labels)) == len(labels)
    told = text(made, way.final(), note_date=DAY, caseworker="mkj")
    for question in way.shown():
        example = example_of(question)
        if isinstance(question.example, Text) and question.id in given:
            assert example in told


@pytest.mark.parametrize("code", TEMPLATES)
def test_the_empty_file_is_valid_and_misses_what_is_required(code, language):
    made = TEMPLATES[code]
    way = guide(made, ACase(CASE, records=RECORDS), caseworker="mkj")
    way.fill(read_file(blank(made, False), "empty"))
    assert {question.id for question in way.missing()} <= {q.id for q in made.questions if q.required}
    assert way.unasked() == {}


@pytest.mark.parametrize("code", TEMPLATES)
def test_answering_one_by_one_comes_to_the_same(code):
    made = TEMPLATES[code]
    filled, asked = (guide(made, ACase(CASE, records=RECORDS), caseworker="mkj") for _ in range(2))
    given = read_file(blank(made, True), "example")
    filled.fill(given)
    while (question := asked.next()) is not None:
        asked.answer(question, given.get(question.id, asked.default(question)))
    standing = {key: value for key, value in filled.final().items() if key != "_unasked"}
    assert asked.final() == standing


def anything(question, way):
    """Some answer to a question of this kind, good or bad."""
    codes = [key for key, _words in way.choices(question)]
    days = st.dates(DAY - timedelta(days=400), DAY + timedelta(days=400)).map(str)
    rows = st.fixed_dictionaries({column.id: some_cell(column) for column in question.columns})
    of_kind = {
        "yes_no": st.booleans(),
        "number": st.integers(0, 20),
        "date": days,
        "list": st.lists(rows, max_size=2),
        "choice": st.sampled_from(codes or [""]),
        "record": st.sampled_from(codes or [""]),
        "several": st.lists(st.sampled_from(codes or [""]), max_size=3),
        "records": st.lists(st.sampled_from(codes or [""]), max_size=2),
    }
    return st.just("") | of_kind.get(question.kind, st.text(max_size=20))


def some_cell(column):
    days = st.dates(DAY, DAY + timedelta(days=400)).map(str)
    choices = st.sampled_from([choice.code for choice in column.choices] or [""])
    kinds = {"date": days, "yes_no": st.booleans(), "number": st.integers(0, 20), "choice": choices}
    return kinds.get(column.kind, st.text(max_size=10))


@pytest.mark.parametrize("code", TEMPLATES)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_no_way_through_loses_an_answer(code, data):
    made = TEMPLATES[code]
    way = guide(made, ACase(CASE, records=RECORDS), caseworker="mkj")
    said = {}
    for _step in range(data.draw(st.integers(1, 25))):
        onward = way.next()
        asked = data.draw(st.sampled_from([*way.shown(), *([onward] * 5 if onward else [])]))
        try:
            said[asked.id] = way.answer(asked, data.draw(anything(asked, way)))
        except BadAnswer as error:
            assert str(error).endswith((".", "?"))
    onward, final = way.next(), way.final()
    kept = final | final.get("_unasked", {})
    # An answer may no longer be valid after an earlier one changed: it is asked again, and stands there till then.
    assert all(kept.get(key, way.answers.get(key)) == value for key, value in said.items())
    shown = [question.id for question in way.shown()]
    assert [key for key in final if key != "_unasked"] == [key for key in shown if key in final]
    assert (onward is None) == (set(shown) <= set(final))
    assert onward is not None or way.missing() == []
    again = guide(made, ACase(CASE, records=RECORDS), dict(way.answers), caseworker="mkj")
    assert again.next() == onward and again.final() == final
