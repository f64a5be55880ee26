"""Measure a caseload: every figure of the national audit, for the long-term cases of a day or all its open ones.

Cases stream by and leave no more than their tallies, so that a caseload of any size takes the memory of a few cases.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from kontant.dates import add_months
from kontant.model.timeline import Timeline
from kontant.report.benchmark import Benchmark, benchmarks
from kontant.report.figures.catalogue import FIGURES
from kontant.report.figures.counting import Counting, Part
from kontant.report.figures.facts import CaseFacts, Ground
from kontant.report.figures.figure import Figure
from kontant.report.figures.groups import GROUPINGS, merged, ordered
from kontant.report.figures.missing import NO_CASE, NOT_BY_GROUP, missing_words
from kontant.report.figures.result import Interval, Result
from kontant.report.figures.tally import Tally
from kontant.report.figures.withholding import shown
from kontant.rules.law import Law

__all__ = [
    "BY",
    "FEWEST_TO_MARK",
    "PASSIVE_YEAR",
    "READS",
    "Group",
    "Interval",
    "Measured",
    "Result",
    "case_answers",
    "difference",
    "differs",
    "measure",
    "measured",
    "missing_words",
]

READS: frozenset[str] = frozenset(
    {
        "benefits",
        "conversations",
        "offers",
        "offers.goal",
        "exemptions",
        "exemptions.explanation",
        "assignments",
        "paid_work",
        "notes",
        "notes.answers",
        "goals",
        "absences",
        "statements",
        "statements.question",
        "statements.purpose",
        "coordination",
    }
)
"""The tables and details that the figures read, for ``open_timelines``."""

BY = tuple(GROUPINGS)
"""What a caseload can be divided by."""


FEWEST_TO_MARK = 5
"""People behind a share that is set against the national one.

Of fewer, the interval leaves a national value out already where one or two people happen to be alike: of one in one it
is 21 to 100, which 18 percent lies outside of, though that comes about in every sixth draw.
"""

PASSIVE_YEAR = "offers.passive_year"
# As long as a stretch must be to count in that figure: an older beginning of the records cannot make one.
_PASSIVE_MONTHS = 12


class Group(NamedTuple):
    """The figures of some of the cases.

    ``key`` is the group's code, None where it is not known (or nobody). Groups too small to stand alone are one:
    its key is None and ``merged`` has theirs. ``cases`` is None, and every result withheld, where even that is small.
    """

    key: str | int | None
    merged: tuple[str | int | None, ...]
    cases: int | None
    results: Mapping[str, Result]


class Measured(NamedTuple):
    """The figures of a caseload on ``day``: of its long-term cases, or of ``everyone``.

    ``opened`` is the day on which its oldest case was opened, and ``reach`` that of the earliest activity recorded of
    any: an offer, an exemption from offers or paid hours.
    """

    day: date
    everyone: bool
    cases: int
    cases_open: int
    results: Mapping[str, Result]
    by: str | None
    groups: tuple[Group, ...]
    opened: date | None = None
    reach: date | None = None

    @property
    def cautions(self) -> dict[str, date]:
        """The figures that the records tell less of than they seem to, and the day on which the records begin.

        An extract that holds no activity older than that day makes every older case look passive until then.
        """
        if self.reach is None or self.opened is None or add_months(self.opened, _PASSIVE_MONTHS) >= self.reach:
            return {}
        return {} if self.results[PASSIVE_YEAR].missing else {PASSIVE_YEAR: self.reach}


def measure(
    timelines: Iterable[Timeline], law: Law, *, everyone: bool = False, by: str | None = None, min_group: int = 5
) -> Measured:
    """The figures of the cases that are open on the law's day; ``by`` divides them too (:data:`BY`)."""
    counting = Counting(law, everyone=everyone, by=by)
    for t in timelines:
        if t.case.is_open(law.day):
            counting.add(t)
    return measured(counting, min_group)


def measured(counting: Counting, min_group: int = 5) -> Measured:
    """The figures that the counted cases come to."""
    count = counting.count
    results = _results(count.whole, counting.why_missing)
    groups = tuple(_shown(_groups(counting, min_group), results, min_group, counting.by))
    return Measured(
        counting.law.day,
        counting.everyone,
        count.whole.cases,
        count.cases_open,
        results,
        counting.by,
        groups,
        count.opened,
        count.reach,
    )


def case_answers(t: Timeline, law: Law) -> Mapping[str, bool | None]:
    """What one case says to each figure that is a share: yes, no, or None where it is outside the base.

    Where a case has several offers or statements and they say different things, it is None too: the published shares
    count such units, so a case of both kinds is neither. Whether the case is long-term is its drawer's matter.
    """
    facts = CaseFacts(t, Ground(law))
    shares = (each for each in FIGURES.values() if benchmarks()[each.id].kind == "share")
    return {each.id: _yes(each.measure(facts)) if each.in_force(law) else None for each in shares}


def difference(result: Result, benchmark: Benchmark, category: str | None = None) -> float | None:
    """Own value less the national one, of a category if given; None where either is not there."""
    own = result.value if category is None else (result.values or {}).get(category)
    national = benchmark.national(category)
    return None if own is None or national is None else own - national


def differs(result: Result, benchmark: Benchmark, category: str | None = None) -> bool:
    """Whether the interval of the own share excludes the national value, and enough people are behind it."""
    if _base(result, category) < FEWEST_TO_MARK:
        return False
    interval = result.interval if category is None else (result.intervals or {}).get(category)
    national = benchmark.national(category)
    return interval is not None and national is not None and not interval[0] <= national <= interval[1]


def _base(result: Result, category: str | None) -> int:
    """How many people are behind a value."""
    own = result.ns.get(category) if result.ns and category is not None else None
    return result.people if own is None else own


def _results(part: Part, why_missing: Callable[[Figure], tuple[str, ...]]) -> dict[str, Result]:
    """What each figure comes to."""
    return {each.id: _result(each, part.tallies[each.id], why_missing(each)) for each in FIGURES.values()}


def _result(figure: Figure, tally: Tally, missing: tuple[str, ...]) -> Result:
    """What a figure comes to; one that has nobody in its base is missing."""
    if not missing and not tally.people:
        missing = (NO_CASE,)
    return Result(figure.id, missing=missing) if missing else tally.result(figure.id)


def _groups(counting: Counting, least: int) -> list[Group]:
    """The groups that have cases of the population, the small ones as one."""
    if not counting.by:
        return []
    parts = {key: part for key, part in counting.count.groups.items() if part.cases}
    keys = ordered(counting.by, {key: part.cases for key, part in parts.items()}, counting.law)
    small = merged([parts[key].cases for key in keys], least)
    found = [_group(counting, key, (), parts[key]) for place, key in enumerate(keys) if place not in small]
    if small:
        together = [keys[place] for place in sorted(small)]
        found.append(_group(counting, None, together, Part.of(parts[key] for key in together)))
    return found


def _group(counting: Counting, key: str | None, keys: Iterable[str | None], part: Part) -> Group:
    def why_missing(figure: Figure) -> tuple[str, ...]:
        """As for the whole: what nobody records is missing everywhere, and what somebody does is counted."""
        divided = benchmarks()[figure.id].section != "caseload"
        return counting.why_missing(figure) or (() if divided else (NOT_BY_GROUP,))

    spelled = counting.count.spellings.usual
    return Group(spelled(key), tuple(map(spelled, keys)), part.cases, _results(part, why_missing))


def _shown(groups: Sequence[Group], total: Mapping[str, Result], least: int, by: str | None) -> Iterator[Group]:
    """The groups without the cells that are too small, or that would tell of one that is."""
    together = {place for place, group in enumerate(groups) if group.merged}
    told = shown([group.results for group in groups], total, least, by, together)
    for group, results in zip(groups, told, strict=True):
        if group.cases is not None and group.cases < least:
            yield group._replace(cases=None, results={each: Result(each, withheld=True) for each in results})
        else:
            yield group._replace(results=results)


def _yes(answer: bool | Sequence[bool] | None) -> bool | None:
    if answer is None or isinstance(answer, bool):
        return answer
    return answer[0] if len(set(answer)) == 1 else None
