"""Count what the cases answer to a figure, and make its result of the counts.

A tally takes a case at a time and keeps no case; two tallies of different cases add up to that of all of them.
"""

from collections import Counter
from collections.abc import Sequence
from math import fsum
from typing import Any, Protocol, Self

from kontant.report.figures.result import Result
from kontant.report.figures.wilson import wilson


class Tally(Protocol):
    """What every kind of figure is counted by; ``people`` are the cases in the base so far."""

    @property
    def people(self) -> int:
        """How many different cases are in the base."""

    def add(self, answer: Any) -> None:
        """Count what a case in the base answers."""

    def __iadd__(self, other: Any) -> Self:
        """Count what another tally of the same figure has counted of other cases."""

    def result(self, figure: str) -> Result:
        """What the figure comes to."""


class Share:
    """How many units say yes: the case itself, or each of its offers or statements."""

    def __init__(self, categories: Sequence[str] = ()) -> None:
        """Nobody has answered; a share has no categories."""
        self.yes = self.n = self.people = 0

    def add(self, answer: bool | Sequence[bool]) -> None:
        """Count a case's yes or no, or one for each of its units."""
        if isinstance(answer, bool):
            self.yes += answer
            self.n += 1
            self.people += 1
        elif answer:
            self.yes += sum(answer)
            self.n += len(answer)
            self.people += 1

    def __iadd__(self, other: Self) -> Self:
        self.yes += other.yes
        self.n += other.n
        self.people += other.people
        return self

    def result(self, figure: str) -> Result:
        """The share in percent."""
        value = 100 * self.yes / self.n if self.n else None
        return Result(figure, value, n=self.n, people=self.people, interval=wilson(self.yes, self.n))


class Mean:
    """The mean of a number for each case."""

    def __init__(self, categories: Sequence[str] = ()) -> None:
        """Nobody has answered; a mean has no categories."""
        # How often each number came: a running total would depend on the order of the cases in its last digits.
        self.numbers = Counter[float]()

    @property
    def people(self) -> int:
        """How many cases have a number."""
        return self.numbers.total()

    def add(self, answer: float) -> None:
        """Count a case's number."""
        self.numbers[answer] += 1

    def __iadd__(self, other: Self) -> Self:
        self.numbers += other.numbers
        return self

    def result(self, figure: str) -> Result:
        """The mean; it has no interval."""
        n = self.people
        total = fsum(number * count for number, count in self.numbers.items())
        return Result(figure, total / n if n else None, n=n, people=n)


class Categories:
    """How many cases are in each category: every case in one, or in as many as it says."""

    def __init__(self, categories: Sequence[str]) -> None:
        """Nobody has answered."""
        self.counts = Counter(dict.fromkeys(categories, 0))
        self.people = 0

    def add(self, answer: str | Sequence[str]) -> None:
        """Count the category or the categories that a case is in."""
        self.counts.update((answer,) if isinstance(answer, str) else answer)
        self.people += 1

    def __iadd__(self, other: Self) -> Self:
        self.counts.update(other.counts)
        self.people += other.people
        return self

    def result(self, figure: str) -> Result:
        """The share of each category of all cases asked."""
        n = self.people
        return Result(
            figure,
            values={code: 100 * count / n if n else None for code, count in self.counts.items()},
            n=n,
            people=n,
            intervals={code: wilson(count, n) for code, count in self.counts.items()},
        )


class Shares:
    """A share for each category, each with a base of its own."""

    def __init__(self, categories: Sequence[str]) -> None:
        """Nobody has answered."""
        self.parts = {code: Share() for code in categories}

    @property
    def people(self) -> int:
        """How many different cases are in a base: a case is in one."""
        return sum(part.people for part in self.parts.values())

    def add(self, answer: tuple[str, bool]) -> None:
        """Count a case's category and its yes or no."""
        category, yes = answer
        self.parts[category].add(yes)

    def __iadd__(self, other: Self) -> Self:
        for code, part in other.parts.items():
            self.parts[code] += part
        return self

    def result(self, figure: str) -> Result:
        """The share within each category."""
        results = {code: part.result(figure) for code, part in self.parts.items()}
        return Result(
            figure,
            values={code: part.value for code, part in results.items()},
            n=sum(part.n for part in results.values()),
            ns={code: part.n for code, part in results.items()},
            people=self.people,
            intervals={code: part.interval for code, part in results.items()},
        )
