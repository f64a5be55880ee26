"""Template files that mean harm: refused with sentences of some length, quickly, in little memory."""

import pytest
from bounded import UNORDINARY, bounded, make_unordinary

from kontant.errors import ParameterError
from kontant.notes.answers_file import blank
from kontant.notes.guide import Guide
from kontant.notes.template_file import FAULTS_TOLD, MOST_BYTES, available, check_file

from .a_case import DAY, HEAD, ACase, words

LONG_KEY = " is not TOML: a key of too many parts"
TOO_DEEP = " is not TOML: lists or tables within each other, too deep"
NO_NUMBER = " is not TOML: a number or a date that cannot be"
TOO_MANY = ": a list in it has over 200 entries; no note asks so much"
CHOICES = '[{ code = "a%d", en = "a%d", da = "a%d" }'


@pytest.fixture
def refused(tmp_path):
    """The lines of a refusal, given within bounds."""

    def run(text: str | bytes) -> list[str]:
        path = tmp_path / "morning.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with bounded(), pytest.raises(ParameterError) as error:
            check_file(path)
        lines = str(error.value).split("\n")
        assert max(map(len, lines)) < len(str(path)) + 1_010
        return [line.removeprefix(f"{path}") for line in lines]

    return run


def many(count: int, each: str) -> str:
    return "[" + ", ".join(each % ((n,) * each.count("%d")) for n in range(count)) + "]"


def of(*parts: str) -> str:
    return HEAD.format(id="morning") + "\n".join(parts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" + ".a" * 30_000 + " = 1\n", f"{LONG_KEY} (at line 1, column 1)"),
        ("\n\n[a" + ".'a'" * 15_000 + "]\n", f"{LONG_KEY} (at line 3, column 1)"),
        ("x = { y = 1, a" + " . a" * 15_000 + " = 1 }\n", f"{LONG_KEY} (at line 1, column 1)"),
        ("x = " + "[" * 20_000 + "]" * 20_000, TOO_DEEP),
        ("x = " + "[" * 17 + "]" * 17, TOO_DEEP),
        ("x = " + "{a=" * 15_000 + "1" + "}" * 15_000, TOO_DEEP),
        ("version = " + "9" * 60_000, NO_NUMBER),
        ("version = 0x" + "f" * 60_000, NO_NUMBER),
        ("version = 9223372036854775808", NO_NUMBER),
        ("#" * (MOST_BYTES + 1), " is no note template: it is larger than 64 KB."),
        ("\n".join(f"k{n} = 1" for n in range(5_000)), TOO_MANY),
        (of(words(id='"q"', kind='"choice"', choices=many(201, CHOICES[1:]))), TOO_MANY),
        (of("[[questions]]\n" * 3_000), TOO_MANY),
    ],
)  # fmt: skip
def test_what_wears_a_reader_out(refused, text, told):
    assert refused(text) == [told]


def test_a_key_that_is_very_long_is_not_repeated_whole(refused):
    assert any(line.startswith(f": {'x' * 60}: is not known here") for line in refused(of("x" * 50_000 + " = 1")))


def test_a_file_with_more_faults_than_anybody_corrects(refused):
    lines = refused(of(*(f"[[questions]]\nid = 'q{n}'\nwhat = 1\nand_what = 2\n" for n in range(150))))
    assert len(lines) == FAULTS_TOLD + 1
    assert lines[-1] == ": ... and more; correct these first"


def test_a_pattern_means_nothing(refused):
    """Nothing in a template is taken for a pattern, so none can be one that never ends."""
    (line,) = refused(of(words(id='"q"', kind='"text"', pattern='"(a+)+$"', example='{ en = "a", da = "a" }')))
    assert "pattern: is not known here" in line


def test_texts_that_are_patterns_or_forms_are_only_texts(tmp_path):
    evil = '{ en = "(a+)+$ {0.__class__} %s {path} $answer.x", da = "(a+)+$ {0} %(x)s #set" }'
    path = tmp_path / "morning.toml"
    path.write_text(of(words(id='"q"', kind='"text"', text=evil, label=evil, help=evil, required="true", example=evil)))
    with bounded():
        made = check_file(path)
        way = Guide(made, ACase(), {}, DAY, DAY)
        way.answer(made.questions[0], "a" * 300 + "!")
        told = blank(made, True)
    assert "{0.__class__}" in told
    assert way.final() == {"q": "a" * 300 + "!"}


def test_a_hundred_questions_are_asked_in_time(tmp_path):
    questions = (words(id=f'"q{n}"', kind='"text"') for n in range(100))
    path = tmp_path / "morning.toml"
    path.write_text(of(*questions))
    with bounded():
        way = Guide(check_file(path), ACase(), {}, DAY, DAY)
        way.fill({f"q{n}": "x" for n in range(100)})
    assert len(way.final()) == 100


@pytest.mark.parametrize("kind", UNORDINARY)
def test_what_is_no_ordinary_file(tmp_path, kind):
    path = tmp_path / "small.toml"
    make_unordinary(path, kind)
    with bounded():
        with pytest.raises(ParameterError, match="cannot be read; give a TOML file of a template"):
            check_file(path)
        # Among others it is as if it were not there.
        assert "small" not in available(tmp_path)


def test_a_device_in_the_place_of_a_built_in_template(tmp_path):
    (tmp_path / "free.toml").symlink_to("/dev/zero")
    with bounded():
        assert available(tmp_path)["free"].own is None
