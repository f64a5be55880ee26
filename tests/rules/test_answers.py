"""What an answer in one's own words tells, and which questions are taken for words."""

import pytest

from kontant.notes.template import TEXT_KINDS
from kontant.notes.template_file import available
from kontant.rules.answers import filled, tells
from kontant.rules.focus import ABOUT_THE_MEETING, IN_WORDS, JOB_AND_RESOURCES


@pytest.mark.parametrize(
    "answer",
    [
        "Ingen",
        "ingen.",
        "INGEN",
        "Intet",
        "nej",
        "Nej!",
        "Ikke relevant",
        "ingen nye",
        "Ingen  nye.",
        "None",
        "no",
        "No.",
        "N/A",
        "Not relevant",
        "nothing new",
        "-",
        "–",
        "---",
        "?",
        "0",
    ],
)
def test_that_there_is_none_tells_nothing_though_it_fills_the_answer(answer: str) -> None:
    assert filled(answer) and not tells(answer)
    assert not tells([answer]) and not tells([{"barrier": answer, "can": None}])


@pytest.mark.parametrize("answer", ["", "  ", None, [], {}, [{"title": ""}]])
def test_nothing_tells_nothing(answer: object) -> None:
    assert not filled(answer) and not tells(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "Ingen kontakt til lægen",
        "Nej, kun om formiddagen",
        "Ingen tunge løft",
        "No heavy lifting",
        "Mentor",
        "x" * 200,
        "12",
        0,
        False,
        [{"barrier": "Ingen", "can": "Stå i en time"}],
    ],
)
def test_what_tells_of_anything_more_tells(answer: object) -> None:
    assert tells(answer)


def test_the_questions_in_words_are_those_that_the_guide_asks_for_words() -> None:
    asked = available(None)["conversation"].questions
    in_words = {q.id for q in asked if q.kind in (*TEXT_KINDS, "list")} - ABOUT_THE_MEETING
    assert in_words == IN_WORDS


def test_no_code_of_a_choice_is_taken_for_words() -> None:
    """``no`` and ``none`` are codes of choices: such questions are not asked by what their words tell."""
    judged = {*JOB_AND_RESOURCES, "sub_goals", "barriers", "place_says", "link", "nearer_job", "parallel", "capacity"}
    for form in available(None).values():
        kinds = {q.id: q.kind for q in form.questions}
        assert all(kinds[name] in (*TEXT_KINDS, "list") for name in judged & kinds.keys()), form
