"""Texts that take the place of what somebody wrote: invented, and of the same kind by the measure of the rules.

A rule asks of a text whether it is empty, says nothing ("Ingen"), could stand in any case, names a task, or repeats
what was said before. Those are kept; the words are not.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any

from kontant.model.vocabulary import folded
from kontant.rules import similar
from kontant.rules.agreements import whose
from kontant.rules.answers import tells
from kontant.rules.concrete import is_concrete
from kontant.rules.exemption_reasons import not_own

NOTHING = "Ingen."


@cache
def words() -> Mapping[str, Any]:
    """The lists of names and parts of sentences."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def _sentences(kind: str) -> tuple[str, ...]:
    parts = words()[kind]
    # A rule that compares reasons takes two with the same beginning for different ones.
    between = "; " if kind == "own" else " "
    return tuple(between.join(both) for both in product(parts["first"], parts["last"]))


class Texts:
    """The texts of one case: the same words there are the same words here, and others are others."""

    def __init__(self, rng: Random, admission: Callable[[str], bool]) -> None:
        """Deal from ``rng``; ``admission`` is whether a rule takes an actor for an admission to psychiatry."""
        self._rng, self._admission = rng, admission
        self._decks: dict[str, Iterator[str]] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._spelled: dict[str, list[str]] = {}
        # Reasons and goals that may repeat each other: what was written, and what stands for it.
        self._told: dict[str, list[tuple[str, str]]] = {}

    def any(self, text: str) -> str:
        """A note, a remark: a text of which no rule asks more than whether it tells anything."""
        return self._plain("text", text)

    def named(self, kind: str, text: str) -> str:
        """A provider, an employer, what was agreed: others for others, the same for the same."""
        return self._plain(kind, text)

    def reason(self, text: str) -> str:
        """A reason for an exemption: the person's own, or one that could stand in any case."""
        return self._compared("reason", text, "general" if not_own(text, None) else "own")

    def goal(self, text: str) -> str:
        """The goal of an offer: concrete or not, and repeated where it was."""
        return self._compared("goal", text, "concrete" if is_concrete(text) else "vague")

    def title(self, text: str) -> str:
        """The title of a goal, which is its key: no two are the same."""
        return self._once("concrete" if is_concrete(text) else "vague", text, text)

    def actor(self, text: str) -> str:
        """Who was coordinated with: small and capital letters make no other."""
        kind = "admission" if self._admission(text) else "actor"
        same = self._once(kind, folded(text), text)
        spellings = self._spelled.setdefault(folded(text), [])
        if text not in spellings:
            spellings.append(text)
        return _respelled(same, spellings.index(text))

    def who(self, text: str) -> str:
        """Whose part an agreement is."""
        return str(words()["who"][whose(text)]) if text.strip() else text

    def _plain(self, kind: str, text: str) -> str:
        if not text.strip():
            return ""
        return self._once(kind, folded(text), text) if tells(text) else NOTHING

    def _once(self, kind: str, key: str, text: str) -> str:
        if not text.strip():
            return ""
        if (kind, key) not in self._given:
            self._given[kind, key] = self._next(kind)
        return self._given[kind, key]

    def _compared(self, group: str, text: str, kind: str) -> str:
        """For what repeats an earlier text of the group, the one that stands for that; else one that repeats none."""
        if not text.strip():
            return ""
        told = self._told.setdefault(group, [])
        for before, instead in reversed(told):
            if similar.repeats(text, (before,)):
                return instead
        used = [instead for _before, instead in told]
        new = next((new for new in self._some(kind) if not similar.repeats(new, used)), None) or self._next(kind)
        told.append((text, new))
        return new

    def _some(self, kind: str) -> Iterator[str]:
        """A few of the next texts of a kind."""
        return (self._next(kind) for _ in range(8))

    def _next(self, kind: str) -> str:
        if kind not in self._decks:
            self._decks[kind] = self._dealt(kind)
        return next(self._decks[kind])

    def _dealt(self, kind: str) -> Iterator[str]:
        """Every text of a kind in an order of chance; once they are all dealt, each again with one more letter."""
        deck = list(_sentences(kind))
        if kind in ("actor", "admission"):
            deck = [text for text in deck if self._admission(text) == (kind == "admission")]
        self._rng.shuffle(deck)
        yield from deck
        for number in count(1):
            yield from (f"{text} {_lettered(number)}" for text in deck or (kind.capitalize(),))


def _respelled(text: str, number: int) -> str:
    """The same word with other letters small or capital for every number: a key of its own, and yet the same."""
    letters = list(text)
    for place in range(number.bit_length()):
        if number >> place & 1:
            letters[place] = letters[place].swapcase()
    return "".join(letters)


def _lettered(number: int) -> str:
    """A, B, ..., Z, AA: no digit, which would make a vague goal a concrete one."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
