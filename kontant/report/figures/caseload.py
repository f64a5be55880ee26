"""Caseload: how many open cases each coordinating caseworker has, whatever cases the report is of."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Self

from kontant.model.person import is_young
from kontant.model.vocabulary import folded
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.report.figures.result import Result


class Held(NamedTuple):
    """Who has a case, however their initials are written, and whether it is of a young person."""

    caseworker: str
    young: bool


class PerCaseworker:
    """The mean number of cases of all caseworkers; ``people`` are the cases."""

    def __init__(self, categories: Sequence[str]) -> None:
        """Nobody has a case."""
        self.cases = Counter[str]()
        self.young = Counter[str]()

    @property
    def people(self) -> int:
        """How many cases have a caseworker."""
        return self.cases.total()

    def add(self, held: Held) -> None:
        """Count a case to its caseworker."""
        self.cases[held.caseworker] += 1
        self.young[held.caseworker] += held.young

    def __iadd__(self, other: Self) -> Self:
        self.cases += other.cases
        self.young += other.young
        return self

    def result(self, figure: str) -> Result:
        """Cases per caseworker; ``n`` are the caseworkers."""
        return Result(figure, _mean(self.cases), n=len(self.cases), people=self.people)


class ByWhomTheyHave(PerCaseworker):
    """The same of the caseworkers who have adults among their cases, and of those who have young people only."""

    def __init__(self, categories: Sequence[str]) -> None:
        """Nobody has a case."""
        super().__init__(categories)
        self.categories = tuple(categories)

    def result(self, figure: str) -> Result:
        """A mean for each; that of simple cases is not recorded anywhere."""
        parts = {
            "adults": Counter({who: count for who, count in self.cases.items() if self.young[who] < count}),
            "young": Counter({who: count for who, count in self.cases.items() if self.young[who] == count}),
        }
        return Result(
            figure,
            values={code: _mean(parts.get(code, Counter())) for code in self.categories},
            n=len(self.cases),
            ns={code: len(parts.get(code, ())) for code in self.categories},
            people=self.people,
        )


def _mean(cases: Counter[str]) -> float | None:
    return cases.total() / len(cases) if cases else None


def _held(facts: CaseFacts) -> Held | None:
    return None if facts.coordinator is None else Held(folded(facts.coordinator), is_young(facts.age))


FIGURES = (
    figure("caseload.mean", _held, "coordinators", base="open", counted=PerCaseworker),
    figure("caseload.recommended", _held, "coordinators", base="open", counted=ByWhomTheyHave),
)
