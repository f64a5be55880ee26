"""Count a caseload file for the figures of one day or of several: read once, case by case, a large one in parts."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple

from kontant.report.coordinated import check_met, of_caseworker
from kontant.report.figures.counting import Count, Counting
from kontant.report.in_parts import in_parts
from kontant.report.measuring import READS
from kontant.rules.law import Law
from kontant.rules.parameters import Parameters
from kontant.store.timelines import Refs, open_timelines

# So many cases, each looked at on so many days: below this a second process costs more than it saves. A caseworker's
# caseload never comes to that, not even on the sixty days of the longest trend.
LARGE_WORK = 4_000


class Whose(NamedTuple):
    """Whose figures: of long-term cases or ``everyone``, of one ``caseworker``'s cases; ``by`` divides the day's."""

    everyone: bool = False
    by: str | None = None
    caseworker: str | None = None


def counted(path: Path, parameters: Parameters, days: Sequence[date], whose: Whose) -> list[Counting]:
    """The cases of each day counted, by the law of the day; only those of the first day are divided.

    Raises ``NotFound`` where one caseworker is asked for who coordinates nobody on the first day.
    """
    countings = _countings(parameters, days, whose)
    met: set[str] = set()
    for counts, coordinators in in_parts(path, -(-LARGE_WORK // len(days)), _counted, parameters, days, whose):
        met |= coordinators
        for counting, count in zip(countings, counts, strict=True):
            counting.count += count
    check_met(whose.caseworker, met)
    return countings


def _countings(parameters: Parameters, days: Sequence[date], whose: Whose) -> list[Counting]:
    laws = [Law(parameters, day) for day in days]
    return [Counting(law, everyone=whose.everyone, by=None if place else whose.by) for place, law in enumerate(laws)]


def _counted(
    connection: Connection, parameters: Parameters, days: Sequence[date], whose: Whose, refs: Refs
) -> tuple[list[Count], set[str]]:
    """The counts of a range of cases, and who coordinates them on the first day if one caseworker is asked for."""
    countings = _countings(parameters, days, whose)
    met: dict[date, set[str]] = {day: set() for day in days}
    for t in open_timelines(connection, max(days), READS, refs, since=min(days)):
        for counting in countings:
            day = counting.law.day
            # A case that closed before the day, or opens after it, is none of its cases.
            for own in of_caseworker((t,) if t.case.is_open(day) else (), whose.caseworker, met[day], day):
                counting.add(own)
    return [counting.count for counting in countings], met[days[0]]
