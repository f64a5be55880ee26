"""How caseworkers' initials are written: the same person whatever their letters, named as most cases write them."""

from collections import Counter, defaultdict
from typing import Self

from kontant.model.vocabulary import folded


class Spellings:
    """How the initials of each caseworker are written in the cases."""

    def __init__(self) -> None:
        """Nobody is met."""
        self._met: dict[str, Counter[str]] = defaultdict(Counter)

    def look(self, written: str | None) -> None:
        """Take down how the caseworker of a case is written there; None of a case that has none."""
        if written is not None:
            self._met[folded(written)][written] += 1

    def __iadd__(self, other: Self) -> Self:
        for key, met in other._met.items():
            self._met[key] += met
        return self

    def usual(self, key: str | None) -> str | None:
        """How most cases write them, of several the first in the alphabet; any other key as it is."""
        if key not in self._met:
            return key
        return min(self._met[key].items(), key=lambda each: (-each[1], each[0]))[0]

    def sizes(self) -> dict[str | None, int]:
        """How many cases each caseworker has, by how most cases write them."""
        return {self.usual(key): met.total() for key, met in self._met.items()}
