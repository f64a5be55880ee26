"""The morning's list: which cases need something on a day, worst first, however large the caseload.

Keeps no more cases than are to be shown, so that ninety thousand cost the memory of a page.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from typing import NamedTuple

from kontant.model.timeline import Case, Timeline
from kontant.rules.continuity import coordinators, current_coordinator
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag


class Needs(NamedTuple):
    """One case with its flags, the worst first."""

    case: Case
    coordinator: str | None
    flags: list[Flag]

    def order(self) -> tuple[int, date, str, str, str]:
        """The place of the case: that of its worst flag."""
        return self.flags[0].order()


@dataclass
class Morning:
    """What ``day`` asks for: the cases shown, and counts of all that were judged.

    ``by_status`` counts cases by their worst flag, ``flags`` all flags; ``caseworkers`` are the coordinators met.
    """

    day: date
    horizon_days: int
    cases_open: int = 0
    shown: list[Needs] = field(default_factory=list)
    by_status: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    caseworkers: set[str] = field(default_factory=set)

    @property
    def cases_flagged(self) -> int:
        """How many cases have a flag."""
        return self.by_status.total()

    @property
    def left_out(self) -> int:
        """How many flagged cases are not shown."""
        return self.cases_flagged - len(self.shown)

    def all_flags(self) -> list[Flag]:
        """The flags of the shown cases in the list's order."""
        return sorted((flag for needs in self.shown for flag in needs.flags), key=Flag.order)


def gather(
    timelines: Iterable[Timeline],
    evaluator: Evaluator,
    *,
    caseworker: str | None = None,
    statuses: Collection[str] = (),
    limit: int | None = None,
) -> Morning:
    """Judge the timelines; keep the ``limit`` worst cases (all if None).

    ``caseworker`` keeps the cases whose coordinator on the day that is, whatever the case of its letters;
    ``statuses`` keeps flags of those.
    """
    day = evaluator.law.day
    morning = Morning(day, evaluator.horizon_days)
    wanted = caseworker.casefold() if caseworker else None
    for t in timelines:
        current = current_coordinator(coordinators(t, day), day) if t.assignments else None
        who = current.caseworker if current else None
        if who:
            morning.caseworkers.add(who)
        if wanted is not None and (who is None or who.casefold() != wanted):
            continue
        morning.cases_open += 1
        flags = evaluator.flags(t)
        if statuses:
            flags = [flag for flag in flags if flag.status in statuses]
        if not flags:
            continue
        morning.by_status[flags[0].status] += 1
        morning.flags.update(flag.status for flag in flags)
        morning.shown.append(Needs(t.case, who, flags))
        if limit is not None and len(morning.shown) >= 4 * limit + 1000:
            morning.shown = nsmallest(limit, morning.shown, key=Needs.order)
    morning.shown = sorted(morning.shown, key=Needs.order)[:limit]
    return morning
