"""Answers files that mean harm: refused with sentences of some length, quickly, in little memory."""

import json

import pytest
from bounded import bounded

from kontant.errors import KontantError, UsageError
from kontant.notes.answers_file import read_file
from kontant.notes.template_file import available
from kontant.notes.values import BadAnswers

from .a_case import ACase, guide, template, words

TEMPLATES = available(None)
RECORDS = {"offers": [(f"work_placement 2026-09-{day:02}", f"placement {day}") for day in range(1, 29)]}
LIST = '[{ id = "who", label = { en = "Who", da = "Hvem" }, kind = "text" }]'


@pytest.fixture
def made(tmp_path):
    return template(
        tmp_path,
        words(id='"form"', kind='"choice"', choices='"channel"'),
        words(id='"basis"', kind='"several"', choices='"challenge"'),
        words(id='"story"', kind='"long_text"'),
        words(id='"who"', kind='"list"', columns=LIST),
        words(id='"offers"', kind='"records"', table='"offers"', which='"any"'),
        words(id='"hours"', kind='"number"'),
    )


def faults(made, given) -> dict[str, str]:
    with bounded(), pytest.raises(BadAnswers) as error:
        guide(made, ACase(records=RECORDS)).fill(given)
    assert max(map(len, error.value.faults.values())) < 2_000
    return dict(error.value.faults)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" + ".a" * 200_000 + " = 1\n", "this cannot be read as TOML: a key of too many parts (at line 1, column 1)"),
        (
            "x = " + "[" * 200_000 + "]" * 200_000,
            "this cannot be read as TOML: lists or tables within each other, too deep",
        ),
        ("x = " + "[" * 17 + "]" * 17, "this cannot be read as TOML: lists or tables within each other, too deep"),
        ("x = 0x" + "f" * 400_000, "this cannot be read as TOML: a number or a date that cannot be"),
        ('{"x": ' + "[" * 200_000 + "]" * 200_000 + "}", "lists or tables lie too deep within each other"),
        ('{"x": ' + "[" * 900 + "]" * 900 + "}", "lists or tables lie too deep within each other"),
        ('{"x": ' + "9" * 400_000 + "}", "a number in it has too many digits"),
        ('{"' + "x" * 400_000 + '": 1, "' + "x" * 400_000 + '": 1}', "stands twice"),
        ("[" * 400_000, "lists or tables lie too deep within each other"),
        ("\0" * 400_000, "this is not TOML"),
    ],
)
def test_what_wears_a_reader_out(text, told):
    with bounded(), pytest.raises(UsageError) as error:
        read_file(text, "answers")
    assert told in str(error.value)
    assert len(str(error.value)) < 400


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("form", "x" * 500_000),
        ("form", ["x"] * 100_000),
        ("basis", "," * 500_000),
        ("basis", "misbrug," * 60_000),
        ("basis", ["misbrug"] * 100_000),
        ("basis", ["misbrug, " * 5_000] * 20),
        ("basis", [["misbrug"]] * 100),
        ("story", "x" * 500_000),
        ("story", {"a": "b"}),
        ("who", [{"who": "x"}] * 100_000),
        ("who", [{"y" * 300_000: "x"}]),
        ("who", "x" * 500_000),
        ("offers", "work_placement 2026-09-01, " * 20_000),
        ("offers", "a," * 59 + "b" * 5_000),
        ("offers", ["x"] * 100_000),
        ("hours", "9" * 500_000),
        ("hours", "1" + "e" * 500_000),
        ("hours", float("nan")),
        ("hours", 1e308),
    ],
)
def test_an_answer_out_of_all_proportion(made, key, raw):
    assert list(faults(made, {key: raw})) == [key]


def test_keys_that_nobody_asked_for(made):
    told = faults(made, {f"{n}{'x' * 40}": n for n in range(12_000)})
    assert len(told) == 41
    assert list(told.values())[-1] == "... and more; correct these first"
    (only,) = faults(made, {"x" * 500_000: 1}).values()
    assert only.startswith("x" * 60 + ":")


@pytest.mark.parametrize("code", TEMPLATES)
@pytest.mark.parametrize(
    "raw", ["x" * 20_000, "," * 20_000, "\u202e\x1b[2J\ud800", ["x"] * 5_000, [{"x": ["y"]}] * 50, 1e300, True]
)
def test_the_same_for_every_question_of_a_form(code, raw):
    """Whatever is answered to all its questions at once is refused, or taken and kept as JSON."""
    form = TEMPLATES[code]
    with bounded():
        way = guide(form, ACase())
        try:
            way.fill({question.id: raw for question in form.questions})
        except KontantError as error:
            assert all(len(line) < 2_000 for line in str(error).split("\n"))
        assert json.loads(json.dumps(way.final(), allow_nan=False, ensure_ascii=False).encode()) == way.final()
