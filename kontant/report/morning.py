"""The morning's list: which cases need something on a day, worst first, however large the caseload.

Keeps no more cases than are to be shown, so that ninety thousand cost the memory of a page. A large caseload is
judged in parts, one for each processor. Flags that somebody put aside leave the list; each was put aside by hand, so
all of them are kept beside it and counted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from pathlib import Path
from sqlite3 import Connection
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.model.timeline import Assignment, Case, Timeline
from kontant.report.coordinated import of_caseworker
from kontant.report.in_parts import in_parts
from kontant.rules.catalogue import RULES
from kontant.rules.continuity import coordinator_on
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Status
from kontant.rules.snoozing import is_past, is_statutory, parted
from kontant.store.snoozes import Snooze, Snoozes, snoozes
from kontant.store.timelines import Refs, open_timelines

# Below this a second process costs more than it saves.
LARGE_CASELOAD = 20_000

# In the order of their rank.
STATUSES = tuple(Status)


class Needs(NamedTuple):
    """One case with its flags, the worst first."""

    case: Case
    assignments: Sequence[Assignment]
    flags: list[Flag]

    def place(self) -> tuple[int, int, date, str, str, str]:
        """The place of the case: that of its worst flag on a screen."""
        return self.flags[0].screen_order()

    def coordinator(self, day: date) -> str | None:
        """Who coordinates the case on ``day``; found for the cases that are shown, not for all that are judged."""
        return coordinator_on(Timeline(self.case, assignments=self.assignments), day)


class Snoozed(NamedTuple):
    """A flag that was put aside, and still is."""

    case: Case
    flag: Flag
    snooze: Snooze

    def order(self) -> tuple[int, date, str, str, str]:
        """The place of the flag, as if it stood in the list."""
        return self.flag.order()


@dataclass
class Morning:
    """What ``day`` asks for: the cases shown, and counts of all that were judged.

    ``by_status`` counts cases by their worst flag; ``caseworkers`` are the coordinators met, where one is asked for.
    ``snoozed`` are all flags put aside, and ``cases_snoozed`` counts the cases that have none but such. Where it is
    ``narrowed`` to some rules or statuses, a case without a flag need not be in order.
    """

    day: date
    horizon_days: int
    cases_open: int = 0
    shown: list[Needs] = field(default_factory=list)
    by_status: Counter[str] = field(default_factory=Counter)
    caseworkers: set[str] = field(default_factory=set)
    snoozed: list[Snoozed] = field(default_factory=list)
    cases_snoozed: int = 0
    narrowed: bool = False

    @property
    def cases_flagged(self) -> int:
        """How many cases have a flag."""
        return self.by_status.total()

    @property
    def left_out(self) -> int:
        """How many flagged cases are not shown."""
        return self.cases_flagged - len(self.shown)

    @property
    def snoozed_past_statute(self) -> int:
        """How many flags are put aside though a deadline that the law itself sets has passed."""
        return sum(is_past(item.flag, self.day) and is_statutory(item.flag) for item in self.snoozed)

    def add(self, other: "Morning", asked: "Wanted") -> None:
        """Take in the list of other cases on the same day."""
        self.cases_open += other.cases_open
        self.by_status.update(other.by_status)
        self.caseworkers |= other.caseworkers
        self.cases_snoozed += other.cases_snoozed
        self.snoozed = sorted((*self.snoozed, *other.snoozed), key=Snoozed.order)
        self.shown = sorted((*self.shown, *other.shown), key=Needs.place)[: asked.limit]

    def all_flags(self) -> list[Flag]:
        """The flags of the shown cases as data lists them: by status, then by days, whatever they rest on."""
        return sorted((flag for needs in self.shown for flag in needs.flags), key=Flag.order)


class Wanted(NamedTuple):
    """What of the list is asked for.

    ``caseworker`` keeps the cases whose coordinator on the day that is, whatever the case of its letters;
    ``statuses`` keeps flags of those (all if empty); ``limit`` keeps so many of the worst cases (all if None), the
    same ones on a screen and as data: within an urgency what binds most is worst.
    """

    caseworker: str | None = None
    statuses: frozenset[str] = frozenset()
    limit: int | None = None


def gather(
    timelines: Iterable[Timeline],
    evaluator: Evaluator,
    asked: Wanted = Wanted(),  # noqa: B008
    aside: Mapping[str, Snoozes] = MappingProxyType({}),
) -> Morning:
    """Judge the timelines and keep what is asked for; ``aside`` are the snoozes by case_ref."""
    morning = _blank(evaluator, asked)
    statuses, limit = asked.statuses, asked.limit
    last_place: Any = None  # of the cases kept so far: what comes after it need not be kept
    mine = of_caseworker(timelines, asked.caseworker, morning.caseworkers, morning.day)
    for t, raised in evaluator.flags_of(mine, in_order=False):
        morning.cases_open += 1
        flags = [flag for flag in raised if flag.status in statuses] if statuses else raised
        if flags and t.case.case_ref in aside:
            flags = _set_aside(morning, t.case, flags, aside[t.case.case_ref])
        if not flags:
            continue
        worst = min(map(Flag.urgency, flags))
        morning.by_status[STATUSES[worst[0]]] += 1
        if last_place is not None and worst > last_place[:2]:
            continue
        flags.sort(key=Flag.screen_order)
        needs = Needs(t.case, t.assignments, flags)
        if last_place is not None and needs.place() > last_place:
            continue
        morning.shown.append(needs)
        if limit is not None and len(morning.shown) >= 4 * limit + 1000:
            morning.shown = nsmallest(limit, morning.shown, key=Needs.place)
            last_place = morning.shown[-1].place() if morning.shown else None
    morning.shown = sorted(morning.shown, key=Needs.place)[:limit]
    morning.snoozed.sort(key=Snoozed.order)
    return morning


def _blank(evaluator: Evaluator, asked: Wanted) -> Morning:
    """The list before any case is judged."""
    narrowed = bool(asked.statuses) or evaluator.rules != RULES.keys()
    return Morning(evaluator.law.day, evaluator.horizon_days, narrowed=narrowed)


def _set_aside(morning: Morning, case: Case, flags: list[Flag], snoozes: Snoozes) -> list[Flag]:
    """The flags that still stand; those put aside go to the list of such."""
    standing, aside = parted(flags, snoozes, morning.day)
    morning.snoozed += [Snoozed(case, flag, snooze) for flag, snooze in aside]
    morning.cases_snoozed += not standing
    return standing


def morning_of(path: Path, evaluator: Evaluator, asked: Wanted = Wanted()) -> Morning:  # noqa: B008
    """The list of the caseload at ``path``; in parts where it is large and only its worst cases are kept."""
    least = None if asked.limit is None else LARGE_CASELOAD
    whole, *others = in_parts(path, least, _gathered, evaluator, asked)
    for part in others:
        whole.add(part, asked)
    return whole


def morning_of_case(t: Timeline, evaluator: Evaluator, asked: Wanted, aside: Mapping[str, Snoozes]) -> Morning:
    """The list of one case alone, empty where it is not open on the day; ``aside`` are its snoozes by case_ref."""
    return gather([t] if t.case.is_open(evaluator.law.day) else [], evaluator, asked, aside)


def _gathered(connection: Connection, evaluator: Evaluator, asked: Wanted, refs: Refs) -> Morning:
    """The list of a range of cases."""
    day = evaluator.law.day
    # Who coordinates a case is shown beside it, whatever the rules read.
    timelines = open_timelines(connection, day, evaluator.reads() | {"assignments"}, refs)
    return gather(timelines, evaluator, asked, snoozes(connection, refs, day=day))
