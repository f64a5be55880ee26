"""Answers files: what is printed can be read, filled in and read again."""

import tomllib

import pytest

from kontant.errors import UsageError
from kontant.i18n import choose_language
from kontant.notes.answers_file import blank, read_file

from .a_case import template, words

LIST = (
    '[{ id = "who", label = { en = "Who", da = "Hvem" }, kind = "text", required = true },'
    ' { id = "how", label = { en = "How", da = "Hvordan" }, kind = "choice", choices = "channel" },'
    ' { id = "by", label = { en = "By", da = "Senest" }, kind = "date" }]'
)


@pytest.fixture
def made(tmp_path):
    return template(
        tmp_path,
        words(
            id='"form"',
            text='{ en = "How did you meet?", da = "Hvordan mødtes I?" }',
            label='{ en = "Form", da = "Samtaleform" }',
            help='{ en = "Any way.", da = "På enhver måde." }',
            kind='"choice"',
            choices='"channel"',
            default='"in_person"',
            source='"BDO 2022 ch. 1.2"',
        ),
        words(
            id='"story"',
            kind='"long_text"',
            required="true",
            example=r'{ en = "He said \"no\" and '
            r"'''\"\"\" then:\nyes \\ indeed\u0007"
            r'", da = "Han sagde »nej«.\nSå ja." }',
        ),
        words(id='"who"', kind='"list"', columns=LIST, example='[{ who = { en = "Sara", da = "Sara" }, by = "+14d" }]'),
        words(id='"offer"', kind='"record"', table='"offers"', which='"any"', required="true"),
        words(
            id='"why"',
            kind='"text"',
            when='[{ answer = "form", is = ["phone", "video"] }]',
            example='{ en = "x", da = "y" }',
        ),
        words(id='"until"', kind='"date"', default='"$fact.exemption_end"'),
        words(
            id='"ok"',
            kind='"yes_no"',
            default="true",
            when='[{ fact = "exemption_now", filled = true }, { fact = "track", is_not = "job" }]',
        ),
        words(id='"basis"', kind='"several"', choices='"challenge"', example='["physical", "other"]'),
    )


def test_an_empty_file_explains_each_question(made):
    told = blank(made, False)
    assert tomllib.loads(told) == {
        "template": "morning",
        "form": "in_person",
        "story": "",
        "who": [],
        "why": "",
        "basis": [],
    }
    assert (
        "\n# How did you meet?\n# Any way.\n# One of: in_person (in person), video, phone.\n"
        '# Source: BDO 2022 ch. 1.2\nform = "in_person"\n'
    ) in told
    assert (
        "# Rows with the columns: who (Who, text, required); how (How, one of in_person (in person), video,\n# phone)"
        in told
    )
    assert "# Asked only if “Form” is “phone” or “video”.\n" in told
    assert "# Asked only if the case has an exemption on the day and the track is not “job”.\n" in told
    assert "# A record of the case by its key, such as: work_placement 2026-12-01.\n# Required.\n" in told
    assert '\n# offer = ""\n' in told and '\n# until = ""\n' in told and "\n# ok = true\n" in told
    assert all(len(line) <= 102 for line in told.splitlines())


def test_the_file_speaks_the_language_in_use(made):
    choose_language("da")
    try:
        empty, filled = blank(made, False), blank(made, True)
    finally:
        choose_language("en")
    assert "# Hvordan mødtes I?\n# På enhver måde.\n" in empty and "in_person (fremmøde)" in empty
    assert read_file(filled, "x")["story"] == "Han sagde »nej«.\nSå ja."


def test_an_example_reads_back(made):
    found = read_file(blank(made, True), "answers.toml")
    assert found["story"] == 'He said "no" and \'\'\'""" then:\nyes \\ indeed\x07'
    assert found["who"] == [{"who": "Sara", "by": "+14d"}] and found["basis"] == ["physical", "other"]
    assert "why" not in found and "offer" not in found  # not asked after these examples; taken from the case
    assert found["form"] == "in_person"


def test_json_and_a_byte_order_mark():
    assert read_file('\ufeff {"a": [1, {"b": null}]}', "x") == {"a": [1, {"b": None}]}
    assert read_file('\ufeffa = "æ"\r\n[[rows]]\nby = 2026-12-01\n', "x")["a"] == "æ"
    assert read_file("[[rows]]\nby = 'x'\n", "x") == {"rows": [{"by": "x"}]}
    assert read_file("", "x") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('a = "x"\nb = Sara said\n', "answers, line 2: this is not TOML: Invalid value."),
        ('a = "x"\nb = """never closed\n', "answers, line 3: this is not TOML: "),
        ("a = 1\na = 2\n", "answers, line 2: this is not TOML: Cannot overwrite a value."),
        ('{"a": 1,\n "b": }', "answers, line 2: this is not JSON: Expecting value."),
        ('{"a": 1, "a": 2}', "answers: a stands twice; keep one of them."),
        ('["a"]', 'answers: answers are a JSON object: {"question": "answer"}'),
        ("{" * 100_000, "answers, line 1: this is not JSON"),
        ("[" * 100_000 + '"', "answers"),
        ('{"a": ' + "9" * 5000 + "}", "answers: a number in it has too many digits."),
        ('{"a": ' + "[" * 100_000 + "}", "answers: lists or tables lie too deep within each other."),
        ("a = " + "[" * 100_000, "answers: this cannot be read as TOML: lists or tables within each other, too deep."),
        ("a = " + "9" * 5000, "answers: this cannot be read as TOML: a number or a date that cannot be."),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text, told):
    with pytest.raises(UsageError) as caught:
        read_file(text, "answers")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(("name", "told"), [("a.json", "JSON"), ("A.JSON", "JSON"), ("a.toml", "TOML"), ("a", "TOML")])
def test_what_a_file_is_called_says_what_it_should_be(name, told):
    with pytest.raises(UsageError, match=f"line 1: this is not {told}"):
        read_file("[[row]] was = ", name)


def test_a_deep_file_is_not_taken_for_the_other_kind():
    for name in ("a.json", "standard input"):
        with pytest.raises(UsageError, match="too deep within each other"):
            read_file("[" * 300 + "]" * 300, name)
