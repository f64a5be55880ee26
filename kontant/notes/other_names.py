"""Whether the name of somebody in another case stands in a text: a slip of the pen that tells one person of another.

Two words in a row that are, in that order, words of one other person's name; a name shared with this person is no
slip.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations, pairwise

from kontant.model.vocabulary import folded

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")

Pair = tuple[str, str]


class OtherNames:
    """The names of the people in other cases, ready to be looked for in any number of texts."""

    def __init__(self, own: str, others: Iterable[str]) -> None:
        """``own`` is the name of the person whose case this is."""
        self._own = set(_pairs(own))
        self._others = others

    @cached_property
    def _split(self) -> list[list[str]]:
        """Each name as its words; done once a note, since a large caseload has many."""
        return [_words(name) for name in self._others]

    def initials_in(self, text: str) -> str | None:
        """The initials of the first other name that stands in ``text``, None if none does."""
        said = _said(text) - self._own
        words = {word for pair in said for word in pair}
        for parts in self._split if said else ():
            # Most names share no word with the text: one look says so.
            if words.isdisjoint(parts):
                continue
            for pair in combinations(parts, 2):
                if pair in said:
                    return " ".join(f"{word[0].upper()}." for word in pair)
        return None


def _said(text: str) -> set[Pair]:
    """Every two words in a row, the second one also as a genitive (Hansens) means it."""
    return {pair for first, second in pairwise(_words(text)) for pair in _forms(first, second)}


def _forms(first: str, second: str) -> Iterator[Pair]:
    yield first, second
    bare = second.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
    yield first, bare
    if bare.endswith("s"):
        yield first, bare[:-1]


def _pairs(name: str) -> Iterator[Pair]:
    return combinations(_words(name), 2)


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))
