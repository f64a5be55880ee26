"""That what is told apart by letters alone is what rapidfuzz would tell apart, and nothing else."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kontant.rules.similar import repeats

BEFORE = "rygsmerter efter at have stået længe kan mødes med mentor ved opgangen"
WORDS = st.sampled_from([*BEFORE.split(), "ryg", "a", "b", "6", "timer"])
TEXTS = st.lists(WORDS, max_size=14).map(" ".join)
LETTERS = st.text("abcd ", max_size=40).map(lambda text: " ".join(text.split()))


def _repeats(text: str, other: str) -> bool:
    """Every ratio counted out, whatever the letters say."""
    if not text or text == other:
        return bool(text)
    close = max(fuzz.ratio(text, other), fuzz.token_sort_ratio(text, other)) >= 90
    return close or (len(text) <= len(other) and fuzz.token_set_ratio(text, other) >= 95)


@given(st.one_of(TEXTS, LETTERS), st.one_of(TEXTS, LETTERS))
@example("", "a")
@example("a b", "b a")
@example("a a a", "a b c")
@example("a", "b")
def test_the_letters_never_say_other_than_the_ratios(text: str, other: str) -> None:
    assert repeats(text, [other]) is (bool(other) and _repeats(text, other))


@given(st.text("abcdef gh", min_size=1, max_size=60), st.integers(0, 59), st.sampled_from(["", "x", "ab", " c"]))
def test_nor_of_texts_that_hardly_differ(text: str, place: int, put: str) -> None:
    other = " ".join((text[:place] + put + text[place + 1 :]).split())
    text = " ".join(text.split())
    assert repeats(text, [other]) is (bool(other) and _repeats(text, other))


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        (BEFORE, False),
        ("venter på svar fra hospitalet om en ny undersøgelse i foråret", False),
        (BEFORE.replace("længe", "lange"), True),
    ],
)
def test_rapidfuzz_is_read_for_close_calls_alone(text: str, loaded: bool) -> None:
    code = "import sys; from kontant.rules.similar import repeats; repeats(*sys.argv[1:2], sys.argv[2:]); "
    done = subprocess.run(
        [sys.executable, "-c", code + "print('rapidfuzz' in sys.modules)", text, BEFORE],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{loaded}\n"
