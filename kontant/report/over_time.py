"""What ``kontant report`` is asked and what it finds: the figures of a day, of an earlier one, and month by month.

Every day is measured by the same functions and by the law of that day, from the records that had begun by then:
the caseload as it is written down now, looked at on each day, and not what was written down at the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from kontant.dates import add_months
from kontant.model.vocabulary import folded
from kontant.report.benchmark import SECTIONS, Benchmark, benchmarks
from kontant.report.capacity import DAYS_AHEAD, Capacity, capacity_table
from kontant.report.capacity_reading import capacity_of
from kontant.report.few_cases import few_together
from kontant.report.figures.result import Result
from kontant.report.judged import numbered
from kontant.report.measuring import Measured, measured
from kontant.report.measuring_reading import Whose, counted
from kontant.report.tables import Table
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameters import Parameters

# A line needs two points; five years is as far back as an extract's records make sense.
LEAST_POINTS, MOST_POINTS = 2, 60
# As the authorities do with their own statistics: of fewer people somebody knows each.
DEFAULT_GROUP = 5

T = TypeVar("T")


class Asked(NamedTuple):
    """What the figures are to be of: day, population, groups, other days; ``sections`` none for all."""

    day: date
    everyone: bool = False
    by: str | None = None
    min_group: int = DEFAULT_GROUP
    then: date | None = None
    points: int = 0
    caseworker: str | None = None
    sections: tuple[str, ...] = ()
    identified: bool = False


Names = Mapping[str, int]
"""The number of each caseworker, by their initials as :func:`folded` gives them."""


class Reported(NamedTuple):
    """The figures as measured, and how the cases are shared out where that is shown.

    ``trend`` is oldest first and up to the day itself, empty where none was asked for.
    """

    asked: Asked
    now: Measured
    then: Measured | None
    trend: tuple[Measured, ...]
    names: Names
    capacity: Capacity | None

    def of_few(self, least: int) -> Measured | None:
        """The day, or the one it is compared with, whose figures are of fewer people than ``least``; None if neither.

        The days of a trend need no asking: see :func:`reported`.
        """
        days = [self.now, *([self.then] if self.then else ())]
        return next((each for each in days if 0 < people_of(each) < least), None)

    @property
    def cautions(self) -> dict[str, date]:
        """The figures shown that the records do not reach back far enough for, and the day on which they begin."""
        shown = {figure.id for figure in self.figures()}
        return {figure: day for figure, day in self.now.cautions.items() if figure in shown}

    def caseloads(self) -> Table:
        """How the cases are shared out; small caseloads as one, unless asked for by initials or for one alone."""
        assert self.capacity is not None
        table = capacity_table(self.capacity, identified=self.asked.identified)
        if self.asked.identified or self.asked.caseworker:
            return table
        return few_together(table, self.asked.min_group)

    def sections(self) -> list[str]:
        """The sections that are shown, in their order."""
        return [section for section in SECTIONS if not self.asked.sections or section in self.asked.sections]

    def figures(self, section: str | None = None) -> list[Benchmark]:
        """The figures that are shown, of one section or of all."""
        wanted = self.sections() if section is None else [section]
        return [figure for name in wanted for figure in benchmarks().values() if figure.section == name]


def reported(path: Path, parameters: Parameters, asked: Asked) -> Reported:
    """Measure the caseload at ``path``; raises ``NotFound`` where no case has the caseworker on the day.

    A day of the trend whose figures are of few people is a gap in it, unless they are asked for by name.
    """
    days = [asked.day, *_other_days(asked)]
    whose = Whose(asked.everyone, asked.by, asked.caseworker)
    on = dict(zip(days, counted(path, parameters, days, whose), strict=True))
    found = {day: measured(counting, asked.min_group) for day, counting in on.items()}
    trend = tuple(_told(found[day], asked) for day in trend_days(asked.day, asked.points))
    shared = _capacity(path, parameters, asked) if "caseload" in (asked.sections or SECTIONS) else None
    names = _numbers(on[asked.day].count.spellings.sizes())
    return Reported(asked, found[asked.day], found[asked.then] if asked.then else None, trend, names, shared)


def _told(measured: Measured, asked: Asked) -> Measured:
    """What a trend tells of a day."""
    if asked.identified or not 0 < people_of(measured) < asked.min_group:
        return measured
    return measured._replace(results={figure: Result(figure, withheld=True) for figure in measured.results})


def people_of(measured: Measured) -> int:
    """How many people the figures are of: the population, or where it has nobody those of the few figures of all."""
    return measured.cases or measured.cases_open


def trend_days(day: date, points: int) -> list[date]:
    """``day`` and the same day of the months before it, oldest first: as many as ``points``."""
    return [add_months(day, -back) for back in reversed(range(points))]


def series(trend: Iterable[Measured], figure: str) -> list[float | None]:
    """A figure's values over time; None where it could not be told."""
    return [measured.results[figure].value for measured in trend]


def evenly(found: Sequence[T], most: int) -> list[Sequence[T]]:
    """``found`` in as few parts of at most ``most`` as it takes, all of about one size: six lines are three twice."""
    parts = -(-len(found) // most)
    size = -(-len(found) // parts) if parts else 1
    return [found[first : first + size] for first in range(0, len(found), size)]


def _other_days(asked: Asked) -> list[date]:
    days = {asked.then, *trend_days(asked.day, asked.points)} - {None, asked.day}
    return sorted(day for day in days if day)


def _capacity(path: Path, parameters: Parameters, asked: Asked) -> Capacity:
    """How the cases are shared out; of one caseworker their own caseload, weighed against those of all."""
    found = capacity_of(path, Evaluator(parameters, asked.day, DAYS_AHEAD))
    if asked.caseworker is None:
        return found
    wanted = folded(asked.caseworker)
    own = [load for load in found.caseloads if load.caseworker is not None and folded(load.caseworker) == wanted]
    return replace(found, caseloads=own)


def _numbers(sizes: Mapping[str | None, int]) -> Names:
    """A number for each caseworker by size of caseload, as wherever caseloads are listed without initials."""
    return {folded(who): int(number or 0) for who, number in numbered(sizes, identified=False).items() if who}
