"""Count what the open cases of a day answer to every figure: of all of them, and of each group.

A count holds neither cases nor law, so that counts of different cases, made in different processes, add up to that
of all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Self

from kontant.model.timeline import Timeline
from kontant.report.figures.catalogue import FIGURES
from kontant.report.figures.facts import CaseFacts, Ground
from kontant.report.figures.figure import BASES, Figure
from kontant.report.figures.groups import GROUPINGS
from kontant.report.figures.missing import NOT_IN_FORCE, Kept
from kontant.report.figures.tally import Tally
from kontant.report.spellings import Spellings
from kontant.rules.law import Law


class Part:
    """The tallies of the caseload, or of one group of it; ``cases`` are those of the population."""

    def __init__(self) -> None:
        """Nobody is counted."""
        self.cases = 0
        self.tallies: dict[str, Tally] = {each.id: each.tally() for each in FIGURES.values()}

    def __iadd__(self, other: Self) -> Self:
        self.cases += other.cases
        for figure, tally in other.tallies.items():
            self.tallies[figure] += tally
        return self

    @classmethod
    def of(cls, parts: Iterable[Self]) -> Self:
        """Several groups as one."""
        one = cls()
        for part in parts:
            one.__iadd__(part)
        return one


class Count:
    """What was counted: of the ``whole``, of each of the ``groups``, and which kinds of record are ``kept`` by base.

    ``spellings`` are those of the caseworkers, where the groups are theirs. ``opened`` is the first day of the
    population's oldest case, and ``reach`` that of its earliest activity.
    """

    def __init__(self, needs: Mapping[str, Iterable[str]]) -> None:
        """Nobody is counted; ``needs`` are the kinds of record to look for, by the base whose cases are looked at."""
        self.cases_open = 0
        self.whole = Part()
        self.groups: dict[str | None, Part] = {}
        self.spellings = Spellings()
        self.opened: date | None = None
        self.reach: date | None = None
        self.kept = {base: Kept(kinds) for base, kinds in needs.items()}

    def group(self, key: str | None) -> Part:
        """The part of one group."""
        if key not in self.groups:
            self.groups[key] = Part()
        return self.groups[key]

    def since(self, opened: date | None, activity: date | None) -> None:
        """Take down when a case of the population was opened, and when its first activity began."""
        self.opened = _earlier(self.opened, opened)
        self.reach = _earlier(self.reach, activity)

    def __iadd__(self, other: Self) -> Self:
        self.cases_open += other.cases_open
        self.whole += other.whole
        for key, part in other.groups.items():
            self.group(key).__iadd__(part)
        self.spellings += other.spellings
        self.since(other.opened, other.reach)
        for base, kept in other.kept.items():
            self.kept[base] += kept
        return self


class Counting:
    """Counts the cases of one day, by its law: the long-term ones or ``everyone``, divided ``by`` something or not."""

    def __init__(self, law: Law, *, everyone: bool = False, by: str | None = None) -> None:
        """Nobody is counted."""
        self.law, self.everyone, self.by = law, everyone, by
        self._ground = Ground(law)
        asked = [each for each in FIGURES.values() if each.in_force(law)]
        self._asked = {base: [each for each in asked if each.base == base] for base in BASES}
        self.count = Count(
            {base: [kind for each in asked for kind in each.needs] for base, asked in self._asked.items()}
        )

    def add(self, t: Timeline) -> None:
        """Count one case that is open on the day."""
        facts = CaseFacts(t, self._ground)
        self.count.cases_open += 1
        parts = [self.count.whole]
        if self.by:
            parts.append(self.count.group(GROUPINGS[self.by](facts)))
        if self.by == "caseworker":
            self.count.spellings.look(facts.coordinator)
        self._ask("open", facts, parts)
        if self.everyone or facts.long_term:
            self._ask("population", facts, parts)
            self.count.since(t.case.opened, facts.first_activity)
            for part in parts:
                part.cases += 1

    def _ask(self, base: str, facts: CaseFacts, parts: Sequence[Part]) -> None:
        """Count the answers of a case that belongs to the base."""
        for figure in self._asked[base]:
            answer = figure.measure(facts)
            if answer is not None:
                for part in parts:
                    part.tallies[figure.id].add(answer)
        self.count.kept[base].look(facts)

    def why_missing(self, figure: Figure) -> tuple[str, ...]:
        """The records that a figure lacks, or the law; nothing where it can be told."""
        if not figure.in_force(self.law):
            return (NOT_IN_FORCE,)
        return self.count.kept[figure.base].lacks(figure.needs)


def _earlier(one: date | None, other: date | None) -> date | None:
    return other if one is None or (other is not None and other < one) else one
