"""What is fuzzed: a target takes any bytes, and only a refusal that a person can read may come of them.

Each target stands in a module of its own; ``targets.py`` lists them. A target is made ready once in a folder of its
own and is then called again and again; what is wrong with kontant is what it raises.
"""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kontant.errors import KontantError
from kontant.model.person import holds_cpr

DAY = date(2026, 11, 22)
AT = "2026-11-22T08:00:00+00:00"
# Parts of one input: a byte that no text file of ours holds, so that mutations cut at it.
BETWEEN = b"\x1d"
# A refusal is read by a person: each of its lines is a sentence or two, and names at most what is known.
LONGEST_LINE = 4_000

Call = Callable[[bytes], None]


class Target(NamedTuple):
    """One way into kontant: how it is made ready, what is fed to it first, and words that mutations may put in."""

    name: str
    about: str
    prepare: Callable[[Path], Call]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[bytes, ...]


def refused_well(error: KontantError | str, *, of_people: bool = True) -> None:
    """Fail unless the refusal is one that may be shown: it says something, in lines of some length.

    Of what is written ``of_people`` it repeats no CPR number. A municipality's own files are not: there the command
    line masks what looks like one.
    """
    told = str(error)
    assert told.strip(), "an empty refusal"
    assert max(map(len, told.split("\n"))) <= LONGEST_LINE, f"a refusal of {len(told)} characters"
    assert not (of_people and holds_cpr(told)), "a CPR number in a refusal"


def pieces(data: bytes) -> list[bytes]:
    """The parts of an input."""
    return data.split(BETWEEN)


def as_text(data: bytes) -> str:
    """Any bytes as text; what is no UTF-8 becomes the letters of Windows-1252, as standard input does."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
