"""Parameter files that mean harm: refused with sentences of some length, quickly, in little memory."""

from datetime import date

import pytest
from bounded import UNORDINARY, bounded, make_unordinary

from kontant.errors import ParameterError, UsageError
from kontant.rules.overriding import settings
from kontant.rules.parameter_file import FAULTS_TOLD, load
from kontant.toml_text import MOST_BYTES

pytestmark = pytest.mark.usefixtures("english")

DAY = date(2026, 11, 22)
LONG_KEY = " is not TOML: a key of too many parts (at line 1, column 1)"
TOO_DEEP = " is not TOML: lists or tables within each other, too deep"
NO_NUMBER = " is not TOML: a number or a date that cannot be"


def record(value: str) -> str:
    return f'[["due.horizon_days".values]]\nvalue = {value}\nfrom = 2026-01-01\nsource = "ours"\n'


@pytest.fixture
def refused(tmp_path):
    """The lines of a refusal, given within bounds."""

    def run(text: str | bytes) -> list[str]:
        path = tmp_path / "ours.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with bounded(), pytest.raises(ParameterError) as error:
            load(path, today=DAY)
        lines = str(error.value).split("\n")
        assert max(map(len, lines)) < len(str(path)) + 1_010
        return [line.removeprefix(f"{path}") for line in lines]

    return run


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a" + ".a" * 100_000 + " = 1\n", LONG_KEY),
        ("[[a" + '."a"' * 50_000 + "]]\n", LONG_KEY),
        ("x = " + "[" * 100_000 + "]" * 100_000, TOO_DEEP),
        ("x = " + "{a=" * 50_000 + "1" + "}" * 50_000, TOO_DEEP),
        (record("9" * 200_000), NO_NUMBER),
        (record("0x" + "f" * 200_000), NO_NUMBER),
        ("#" * (MOST_BYTES + 1), " is no file of parameters: it is larger than 256 KB."),
        (record("7") * 2_500, None),
        ("\n".join(f'["{"x" * 60}{n}"]' for n in range(3_000)), None),
        (f'["{"x" * 200_000}"]\n', None),
        (b"\x00" * 1_000, None),
    ],
)  # fmt: skip
def test_what_wears_a_reader_out(refused, text, told):
    lines = refused(text)
    assert len(lines) <= FAULTS_TOLD + 1
    assert told is None or lines == [told]


def test_more_faults_than_anybody_corrects(refused):
    lines = refused("\n".join(f"[x{n}]" for n in range(3_000)))
    assert len(lines) == FAULTS_TOLD + 1
    assert lines[-1] == ": ... and more; correct these first"


@pytest.mark.parametrize("kind", UNORDINARY)
def test_what_is_no_ordinary_file(tmp_path, kind):
    path = tmp_path / "ours.toml"
    make_unordinary(path, kind)
    with bounded(), pytest.raises(ParameterError, match="cannot be read; give a TOML file of parameters"):
        load(path, today=DAY)


@pytest.mark.parametrize(
    "value", ["[" * 50_000, "{a" + ".a" * 50_000 + "=1}", "9" * 50_000, "0x" + "f" * 50_000, "'''"]
)
def test_a_value_that_is_tried(value):
    with bounded(), pytest.raises(UsageError) as error:
        settings([f"due.horizon_days={value}"], load())
    assert len(str(error.value)) < 400
