"""Who has how much: cases of each coordinating caseworker beside the recommended number, and weighted by what is due.

A caseload of calm cases is lighter than one of as many where a deadline falls every week. So beside the plain number
stands the weighted one: the cases times what falls due in one of them within four weeks, set against what does in a
case of all caseworkers. The weighted numbers add up to the plain ones. Deadlines are those that the rules raise on the
day, looking four weeks ahead; overdue ones are counted beside them and weigh nothing, since they tell of the past.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from kontant.model.person import age, is_young
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.report.judged import numbered
from kontant.report.spellings import Spellings
from kontant.report.tables import Table
from kontant.rules.continuity import coordinator_on
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.law import Law

DAYS_AHEAD = 28
"""How far a caseload is looked ahead: four weeks."""

# Beside what the rules read.
TABLES = frozenset({"assignments"})


class Caseload(NamedTuple):
    """The open cases of one coordinator (None: of nobody), and what is recommended for such a caseload.

    ``overdue`` and ``due`` count deadlines that have passed, and that fall within four weeks. ``beside`` and
    ``weighted_beside`` are ``below``, ``within`` or ``above`` the recommended number; None where there is none.
    """

    caseworker: str | None
    cases: int
    under_30: int
    recommended: tuple[int, int] | None
    overdue: int
    due: int
    weighted: float | None
    beside: str | None
    weighted_beside: str | None


@dataclass(frozen=True)
class Capacity:
    """The caseloads on ``day``, the largest first and nobody's last.

    ``due_per_case`` is the mean over the cases that somebody coordinates; None where nobody does.
    """

    day: date
    cases_open: int
    due_per_case: float | None
    caseloads: list[Caseload]


@dataclass
class Tally:
    """What is counted of each caseworker's cases while they stream by; the same initials whatever their letters."""

    counts: dict[str | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    spellings: Spellings = field(default_factory=Spellings)

    def count(self, timelines: Iterable[Timeline], evaluator: Evaluator) -> "Tally":
        """Judge and count the cases; the evaluator is one that looks four weeks ahead."""
        day = evaluator.law.day
        for t, flags in evaluator.flags_of(timelines, in_order=False):
            who = coordinator_on(t, day)
            counts = self.counts[None if who is None else folded(who)]
            self.spellings.look(who)
            counts.update(_counted(t, flags, day))
        return self

    def add(self, other: "Tally") -> None:
        """Take in what was counted of other cases."""
        for who, counts in other.counts.items():
            self.counts[who].update(counts)
        self.spellings += other.spellings


def _counted(t: Timeline, flags: Iterable[Flag], day: date) -> dict[str, int]:
    last = day + timedelta(days=DAYS_AHEAD)
    deadlines = [flag.deadline for flag in flags if flag.deadline]
    return {
        "cases": 1,
        "under_30": int(is_young(age(t.case, day))),
        "overdue": sum(deadline < day for deadline in deadlines),
        "due": sum(day <= deadline <= last for deadline in deadlines),
    }


def capacity(timelines: Iterable[Timeline], evaluator: Evaluator) -> Capacity:
    """The caseloads of the open cases; the evaluator is one that looks :data:`DAYS_AHEAD` days ahead."""
    return weighed(Tally().count(timelines, evaluator), evaluator.law)


def weighed(tally: Tally, law: Law) -> Capacity:
    """What was counted, set beside the recommendations of the law's day and beside each other."""
    owned = [counts for who, counts in tally.counts.items() if who is not None]
    cases, due = (sum(counts[name] for counts in owned) for name in ("cases", "due"))
    mean = due / cases if cases else None
    found = [_caseload(tally.spellings.usual(who), counts, mean, law) for who, counts in tally.counts.items()]
    found.sort(key=lambda load: (load.caseworker is None, -load.cases, load.caseworker or ""))
    return Capacity(law.day, sum(load.cases for load in found), mean, found)


def _caseload(who: str | None, counts: Counter[str], mean: float | None, law: Law) -> Caseload:
    cases, young, overdue, due = (counts[name] for name in ("cases", "under_30", "overdue", "due"))
    if who is None:
        return Caseload(None, cases, young, None, overdue, due, None, None, None)
    range_ = recommended(law, "young" if young == cases else "adults")
    # Where nothing is due to anybody all cases weigh alike; else it is cases x (due / cases) / mean.
    weighted = round(due / mean if mean else float(cases), 1)
    return Caseload(who, cases, young, range_, overdue, due, weighted, beside(cases, range_), beside(weighted, range_))


def recommended(law: Law, whom: str) -> tuple[int, int] | None:
    """The fewest and the most cases that are recommended for ``adults`` or ``young``; None where nothing is."""
    record = law.value(f"caseload.recommended_{whom}")
    return (record.value[0], record.value[1]) if record else None


def beside(cases: float, range_: tuple[int, int] | None) -> str | None:
    """Whether a caseload is ``below``, ``within`` or ``above`` what is recommended; None where nothing is."""
    if range_ is None:
        return None
    least, most = range_
    return "below" if cases < least else "above" if cases > most else "within"


def capacity_table(found: Capacity, *, identified: bool = False) -> Table:
    """A row for each caseload; caseworkers are numbered by size of caseload unless ``identified``."""
    names = numbered({load.caseworker: load.cases for load in found.caseloads}, identified=identified)
    rows = [(names[load.caseworker], *load[1:]) for load in found.caseloads]
    own = ("recommended", "deadlines_overdue", "deadlines_due", "weighted", "beside_recommended", "beside_weighted")
    return Table(("caseworker", "cases", "under_30", *own), rows)
