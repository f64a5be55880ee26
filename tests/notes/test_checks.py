"""The gentle checks: what each says of examples as caseworkers write them, and of a note as a whole."""

import tomllib
from pathlib import Path

import pytest

from kontant.i18n import choose_language
from kontant.model.timeline import Exemption
from kontant.notes.checks import concerns
from kontant.notes.looks import LOOKS
from kontant.notes.names import CHECKS
from kontant.notes.other_names import OtherNames
from kontant.notes.template_file import available
from kontant.rules import doctor_questions, similar
from kontant.rules.concrete import is_concrete

from .made import Check, Condition, case, column, day, facts, note, question, template, words

TABLES = Path(__file__).parent / "tables"


def table(name: str) -> dict[str, list]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text("utf-8"))


def examples(name: str, *lists: str) -> list:
    found = table(name)
    return [example for each in lists for example in found[each]]


class TestReasons:
    @pytest.mark.parametrize("text", examples("personal", "general_da", "general_en"))
    def test_what_could_stand_in_any_case_is_told(self, text):
        assert similar.too_short(text) or similar.only_general(text)

    @pytest.mark.parametrize("text", examples("personal", "own_da", "own_en"))
    def test_what_is_about_one_person_is_not(self, text):
        assert not similar.too_short(text)
        assert not similar.only_general(text)

    @pytest.mark.parametrize(("text", "before"), examples("personal", "repeated"))
    def test_last_times_words_are_told(self, text, before):
        assert similar.repeats(text, [None, "", before])

    @pytest.mark.parametrize(("text", "before"), examples("personal", "anew"))
    def test_what_says_more_than_last_time_is_not(self, text, before):
        assert not similar.repeats(text, [before])

    def test_nothing_repeats_nothing(self):
        assert not similar.repeats("", [""])
        assert not similar.repeats("...", ["Fritages."])


class TestGoals:
    @pytest.mark.parametrize("text", examples("concrete", "vague_da", "vague_en"))
    def test_what_anybody_could_want_is_vague(self, text):
        assert not is_concrete(text)
        assert not is_concrete(text.upper())

    @pytest.mark.parametrize("text", examples("concrete", "concrete_da", "concrete_en"))
    def test_a_task_a_function_or_a_number_is_concrete(self, text):
        assert is_concrete(text)


class TestQuestionsToTheDoctor:
    @pytest.mark.parametrize("text", examples("doctor", "closed_da", "closed_en"))
    def test_what_can_be_answered_with_yes_or_no(self, text):
        assert doctor_questions.closed(text)

    @pytest.mark.parametrize("text", examples("doctor", "work_da", "work_en"))
    def test_what_the_municipality_must_assess_itself(self, text):
        assert doctor_questions.asks_work_ability(text)

    @pytest.mark.parametrize("text", examples("doctor", "open_da", "open_en"))
    def test_a_good_question_passes(self, text):
        assert not doctor_questions.closed(text)
        assert not doctor_questions.asks_work_ability(text)

    def test_one_closed_question_among_open_ones_is_found(self):
        good = " ".join(examples("doctor", "open_da")[:3])
        assert not doctor_questions.closed(good)
        assert doctor_questions.closed(good + " Er der skånehensyn?")
        assert doctor_questions.closed(good + "\n2. Er der skånehensyn?\n3. Hvilke undersøgelser mangler?")


def spoken(checks):
    """The example texts, in both languages, of the questions that the built-in templates put to these checks."""
    for form in available(None).values():
        for check in form.checks:
            if check.check in checks:
                example = form.question(check.question).example or []
                rows = example if isinstance(example, list) else [{check.column: example}]
                yield from (text for row in rows if row.get(check.column) for text in row[check.column])


def test_the_examples_of_the_templates_pass():
    """Written by others than the word lists: what they would wrongly be told of."""
    reasons, goals, asked = (list(spoken({name})) for name in ("personal", "concrete", "open_question"))
    assert min(map(len, (reasons, goals, asked))) >= 6
    assert [text for text in reasons if similar.too_short(text) or similar.only_general(text)] == []
    assert [text for text in goals if not is_concrete(text)] == []
    assert [text for text in asked if doctor_questions.closed(text) or doctor_questions.asks_work_ability(text)] == []


def test_there_are_twenty_examples_a_side_in_each_language():
    counts = {
        f"{name} {side}": len(rows)
        for name in ("personal", "concrete", "doctor")
        for side, rows in table(name).items()
        if side.endswith(("_da", "_en"))
    }
    assert min(counts.values()) >= 20, counts


class TestOtherNames:
    OTHERS = ("Bente Højgaard Møller", "Hodan Abdi Warsame", "Anna Holm Jensen", "Åse Kjær", "Jens-Ole Bæk")

    @pytest.mark.parametrize(
        ("text", "initials"),
        [
            ("Talte også med Bente Højgaard om praktikken", "B. H."),
            ("bente møller ringede", "B. M."),
            ("i Højgaard Møllers praktik", "H. M."),
            ("Åse Kjærs mentor", "Å. K."),
            ("ÅSE KJÆR, ny aftale", "Å. K."),
            ("A\u030ase Kjær", "Å. K."),
            ("spurgte Jens-Ole Bæk.", "J. B."),
            ("med Hodan\nWarsame", "H. W."),
        ],
    )
    def test_two_words_of_another_name_in_a_row(self, text, initials):
        assert OtherNames("Anna Holm Jensen", self.OTHERS).initials_in(text) == initials

    @pytest.mark.parametrize(
        "text",
        [
            "Bente fra kommunen og hr. Møller i afdelingen",
            "Møller Bente",
            "Anna Holm Jensen mødte op",
            "Anna Jensens kontaktperson",
            "Åse og Kjær er to personer",
            "en kær gammel ven",
            "",
        ],
    )
    def test_one_word_or_this_persons_own_name_is_none(self, text):
        assert OtherNames("Anna Holm Jensen", self.OTHERS).initials_in(text) is None

    def test_a_name_shared_with_this_person_is_no_slip_but_the_rest_of_it_is(self):
        others = ["Anna Holm Jensen Krogh"]
        assert OtherNames("Anna Holm Jensen", others).initials_in("Anna Holm mødte") is None
        assert OtherNames("Anna Holm Jensen", others).initials_in("Jensen Krogh mødte") == "J. K."


FORM = template(
    question("reason", "long_text"),
    question("goals", "list", columns=(column("title"), column("by", "date"))),
    question("barriers", "list", columns=(column("barrier"), column("can"))),
    question("ask", "long_text"),
    question("wishes", "text"),
    question("met", "yes_no"),
    question("hidden", "text", when=(Condition("answer", "met", "is", (True,)),)),
    checks=(
        Check("personal", "reason"),
        Check("has_rows", "goals"),
        Check("concrete", "goals", "title"),
        Check("date_in_rows", "goals", "by"),
        Check("each_row_has", "barriers", "can", reason=words("Own reason")),
        Check("open_question", "ask"),
        Check("any_of", questions=("wishes", "hidden")),
        Check("personal", "hidden"),
        Check(
            "warn",
            "met",
            when=(Condition("answer", "met", "is", (False,)), Condition("answer", "wishes", "filled", True)),
            says=words("A wish, and no meeting."),
            reason=words("Own reason"),
        ),
    ),
)
GOOD = {
    "reason": "Smerter i ryg og ben efter diskusprolaps, kan sidde højst 20 minutter",
    "goals": [{"title": "Cykelsmed", "by": "2026-12-24"}],
    "barriers": [{"barrier": "ryg", "can": "sidde ved kassen"}],
    "ask": "Hvilke løft bør undgås?",
    "wishes": "Værksted",
}


def found(answers, timeline=None, journal=(), others=()):
    told = concerns(FORM, answers, facts(timeline or case(), journal, form=FORM), others)
    return [(concern.question_id, concern.sentence) for concern in told]


class TestConcerns:
    def test_every_check_that_a_template_may_name_looks_at_something(self):
        assert LOOKS.keys() == CHECKS.keys()

    def test_a_good_note_raises_none(self):
        assert found(GOOD) == []

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            (
                {"reason": "Uændret."},
                ("reason", "Reason: could stand in any case; nothing in it is about this person."),
            ),
            ({"goals": []}, ("goals", "Goals: none.")),
            ({"goals": None}, ("goals", "Goals: none.")),
            (
                {"goals": [{"title": "Job", "by": "2026-12-24"}, *GOOD["goals"]]},
                ("goals", "Goals, Title: 1 of 2 names no task, function or number."),
            ),
            ({"goals": [{"title": "Bager"}, {"title": "Gartner"}]}, ("goals", "Goals, By: missing in 2 of 2 lines.")),
            ({"barriers": [{"barrier": "ryg"}]}, ("barriers", "Barriers, Can: missing in 1 of 1 line.")),
            (
                {"ask": "Er der skånehensyn?"},
                ("ask", "Ask: can be answered with yes or no; ask what, which, how or how much."),
            ),
            (
                {"ask": "Hvor stor er arbejdsevnen?"},
                ("ask", "Ask: asks the doctor whether the person can work; the municipality assesses that."),
            ),
            ({"wishes": None}, ("wishes", "Nothing is written under: Wishes.")),
            ({"wishes": "cpr 010190-1234"}, ("wishes", "Wishes: a CPR number seems to stand in the text.")),
            (
                {"barriers": [{"barrier": "som 0101901234", "can": "x"}]},
                ("barriers", "Barriers: a CPR number seems to stand in the text."),
            ),
            (
                {"wishes": "ligesom Bente Møller"},
                ("wishes", "Wishes: the name of somebody in another case seems to stand in the text (B. M.)."),
            ),
        ],
    )
    def test_each_lack_is_told_alone(self, changed, told):
        assert found(GOOD | changed, others=["Bente Højgaard Møller"]) == [told]

    def test_empty_optional_texts_and_lists_without_rows_are_no_lack_of_a_text_check(self):
        answers = {key: value for key, value in GOOD.items() if key not in {"reason", "ask", "barriers"}}
        assert found(answers) == []

    def test_a_question_that_is_not_asked_is_not_looked_at(self):
        assert (
            found(GOOD | {"wishes": None, "met": True, "hidden": "Han vil gerne tilbage til sit gamle værksted"}) == []
        )
        assert found(GOOD | {"_unasked": {"hidden": "010190-1234"}}) == []
        assert [where for where, _told in found(GOOD | {"met": True, "hidden": "Uændret"})] == ["hidden"]

    def test_the_last_reason_is_that_of_the_latest_note_or_exemption(self):
        journal = [note(1, "2026-01-01", {"reason": GOOD["reason"]})]
        repeated = [("reason", "Reason: nearly the same words as last time.")]
        assert found(GOOD, journal=journal) == repeated
        exemptions = [
            Exemption("activation", day("2025-01-01"), day("2025-12-31"), "health", GOOD["reason"] + "."),
            Exemption("activation", day("2026-01-01"), None, "health", None),
        ]
        assert found(GOOD, case(exemptions=exemptions)) == repeated
        newer = [*exemptions, Exemption("hours_225", day("2026-02-01"), None, "health", "Epilepsi med to anfald")]
        assert found(GOOD, case(exemptions=newer)) == []

    def test_the_order_is_that_of_the_questions_and_each_has_its_reason(self):
        told = concerns(
            FORM, {"barriers": [{"barrier": "ryg"}], "ask": "Kan borger arbejde?"}, facts(case(), form=FORM)
        )
        assert [concern.question_id for concern in told] == ["goals", "barriers", "ask", "ask", "wishes"]
        assert told[1].reason == "Own reason"
        assert all(concern.reason.endswith((".", "reason")) for concern in told)

    def test_the_words_of_a_template_are_those_of_the_language(self):
        choose_language("da")
        told = concerns(FORM, {"barriers": [{"barrier": "ryg"}]}, facts(case(), form=FORM))
        assert "Own reason (da)" in [concern.reason for concern in told]


@pytest.mark.parametrize(
    ("answers", "warned"),
    [
        ({"decision": "sanction", "furthers": True, "hearing_sent": "2026-11-20", "hearing_answer": "answered"}, 0),
        ({"decision": "sanction", "furthers": True, "hearing_sent": "2026-11-20", "hearing_answer": "waiting"}, 1),
        ({"decision": "sanction", "furthers": True}, 1),
        ({"decision": "sanction", "furthers": False}, 2),
        ({"decision": "sanction", "furthers": False, "circumstances": ["homelessness"]}, 3),
        ({"decision": "pending", "furthers": False}, 0),
    ],
)
def test_a_sanction_is_held_against_the_rest_of_the_note(answers, warned):
    form = available(None)["absence"]
    given = {"missed_on": "2026-11-18", "from_kind": "conversation", "reasonable_ground": False, **answers}
    told = concerns(form, given, facts(case(), (), form=form), ())
    assert len([concern for concern in told if concern.question_id == "decision"]) == warned
