"""The morning's list: which cases need something on a day, worst first, however large the caseload.

Keeps no more cases than are to be shown, so that ninety thousand cost the memory of a page. A large caseload is
judged in parts, one for each processor.
"""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from kontant.model.timeline import Assignment, Case, Timeline
from kontant.model.vocabulary import folded
from kontant.rules.continuity import coordinators, current_coordinator
from kontant.rules.evaluate import Evaluator, Recipe
from kontant.rules.flags import Flag
from kontant.store.reading import reading
from kontant.store.timelines import EVERY_CASE, Refs, case_count, open_timelines, parts

# Below this a second process costs more than it saves.
LARGE_CASELOAD = 20_000


class Needs(NamedTuple):
    """One case with its flags, the worst first."""

    case: Case
    assignments: Sequence[Assignment]
    flags: list[Flag]

    def order(self) -> tuple[int, date, str, str, str]:
        """The place of the case: that of its worst flag."""
        return self.flags[0].order()

    def coordinator(self, day: date) -> str | None:
        """Who coordinates the case on ``day``; found for the cases that are shown, not for all that are judged."""
        return _coordinator(Timeline(self.case, assignments=self.assignments), day)


def _coordinator(t: Timeline, day: date) -> str | None:
    current = current_coordinator(coordinators(t, day), day)
    return current.caseworker if current else None


@dataclass
class Morning:
    """What ``day`` asks for: the cases shown, and counts of all that were judged.

    ``by_status`` counts cases by their worst flag; ``caseworkers`` are the coordinators met, where one is asked for.
    """

    day: date
    horizon_days: int
    cases_open: int = 0
    shown: list[Needs] = field(default_factory=list)
    by_status: Counter[str] = field(default_factory=Counter)
    caseworkers: set[str] = field(default_factory=set)

    @property
    def cases_flagged(self) -> int:
        """How many cases have a flag."""
        return self.by_status.total()

    @property
    def left_out(self) -> int:
        """How many flagged cases are not shown."""
        return self.cases_flagged - len(self.shown)

    def add(self, other: "Morning", limit: int | None) -> None:
        """Take in the list of other cases on the same day."""
        self.cases_open += other.cases_open
        self.by_status.update(other.by_status)
        self.caseworkers |= other.caseworkers
        self.shown = sorted((*self.shown, *other.shown), key=Needs.order)[:limit]

    def all_flags(self) -> list[Flag]:
        """The flags of the shown cases in the list's order."""
        return sorted((flag for needs in self.shown for flag in needs.flags), key=Flag.order)


class Wanted(NamedTuple):
    """What of the list is asked for.

    ``caseworker`` keeps the cases whose coordinator on the day that is, whatever the case of its letters;
    ``statuses`` keeps flags of those (all if empty); ``limit`` keeps so many of the worst cases (all if None).
    """

    caseworker: str | None = None
    statuses: frozenset[str] = frozenset()
    limit: int | None = None


def gather(timelines: Iterable[Timeline], evaluator: Evaluator, asked: Wanted = Wanted()) -> Morning:  # noqa: B008
    """Judge the timelines and keep what is asked for."""
    day = evaluator.law.day
    morning = Morning(day, evaluator.horizon_days)
    _, statuses, limit = asked
    wanted = folded(asked.caseworker) if asked.caseworker else None
    for t in timelines:
        if wanted is not None:
            who = _coordinator(t, day)
            if who:
                morning.caseworkers.add(who)
            if who is None or folded(who) != wanted:
                continue
        morning.cases_open += 1
        flags = evaluator.flags(t)
        if statuses:
            flags = [flag for flag in flags if flag.status in statuses]
        if not flags:
            continue
        morning.by_status[flags[0].status] += 1
        morning.shown.append(Needs(t.case, t.assignments, flags))
        if limit is not None and len(morning.shown) >= 4 * limit + 1000:
            morning.shown = nsmallest(limit, morning.shown, key=Needs.order)
    morning.shown = sorted(morning.shown, key=Needs.order)[:limit]
    return morning


def morning_of(path: Path, evaluator: Evaluator, asked: Wanted = Wanted()) -> Morning:  # noqa: B008
    """The list of the caseload at ``path``; in parallel where it is large and only its worst cases are kept."""
    with reading(path) as connection:
        if asked.limit is None or case_count(connection) < LARGE_CASELOAD or processors() == 1:
            return gather(_timelines(connection, evaluator, EVERY_CASE), evaluator, asked)
        ranges = parts(connection, processors())
    return _in_parallel(path, evaluator, asked, ranges)


def processors() -> int:
    """How many processes to judge with: the processors this one may use, at most four."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 4)


def _in_parallel(path: Path, evaluator: Evaluator, asked: Wanted, ranges: list[Refs]) -> Morning:
    from concurrent.futures import ProcessPoolExecutor
    from signal import SIG_IGN, SIGINT, signal

    whole = Morning(evaluator.law.day, evaluator.horizon_days)
    # Ctrl-C is for this process to answer: each worker would answer it with a traceback.
    with ProcessPoolExecutor(len(ranges), initializer=signal, initargs=(SIGINT, SIG_IGN)) as pool:
        for part in pool.map(_part, *zip(*((path, evaluator.recipe(), asked, refs) for refs in ranges), strict=True)):
            whole.add(part, asked.limit)
    return whole


def _part(path: Path, recipe: Recipe, asked: Wanted, refs: Refs) -> Morning:
    """The list of one range of cases, in a process of its own."""
    evaluator = Evaluator(*recipe)
    with reading(path) as connection:
        return gather(_timelines(connection, evaluator, refs), evaluator, asked)


def _timelines(connection: Connection, evaluator: Evaluator, refs: Refs) -> Iterable[Timeline]:
    # Who coordinates a case is shown beside it, whatever the rules read.
    return open_timelines(connection, evaluator.law.day, evaluator.reads() | {"assignments"}, refs)
