"""What a figure is: the records it needs, what it asks of a case, and how the answers are counted."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kontant.report.benchmark import benchmarks
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.tally import Categories, Mean, Share, Shares, Tally
from kontant.rules.law import Law

_TALLIES: dict[str, Callable[[Sequence[str]], Tally]] = {
    "share": Share,
    "mean": Mean,
    "distribution": Categories,
    "kinds": Categories,
    "shares": Shares,
}

BASES = ("open", "population")
"""Whose cases a figure asks: all open ones whatever the report is of, or those of its population."""


class Figure(NamedTuple):
    """A figure as it is measured.

    ``needs`` are the kinds of record without which a caseload cannot tell; ``base`` is one of :data:`BASES`.
    ``measure`` gives a case's answer, None where it has no part in the figure; ``rule`` is a parameter that must be in
    force.
    """

    id: str
    needs: tuple[str, ...]
    base: str
    measure: Callable[[CaseFacts], Any]
    counted: Callable[[Sequence[str]], Tally]
    rule: str | None = None

    def tally(self) -> Tally:
        """A fresh tally for its answers."""
        return self.counted(benchmarks()[self.id].categories)

    def in_force(self, law: Law) -> bool:
        """Whether the law of the day has what it is about."""
        return self.rule is None or law.value(self.rule) is not None


def figure(
    code: str,
    measure: Callable[[CaseFacts], Any],
    *needs: str,
    base: str = "population",
    counted: Callable[[Sequence[str]], Tally] | None = None,
    rule: str | None = None,
) -> Figure:
    """The figure ``code``, counted as its kind is unless told otherwise."""
    return Figure(code, needs, base, measure, counted or _TALLIES[benchmarks()[code].kind], rule)
