"""The capacity of a caseload file: read case by case, a large one in parts."""

from pathlib import Path
from sqlite3 import Connection

from kontant.report.capacity import TABLES, Capacity, Tally, weighed
from kontant.report.in_parts import in_parts
from kontant.rules.evaluate import Evaluator
from kontant.store.timelines import Refs, open_timelines

# Below this a second process costs more than it saves.
LARGE_CASELOAD = 2_000


def capacity_of(path: Path, evaluator: Evaluator) -> Capacity:
    """The caseloads of the cases open on the evaluator's day; it is one that looks four weeks ahead."""
    whole = Tally()
    for part in in_parts(path, LARGE_CASELOAD, _counted, evaluator):
        whole.add(part)
    return weighed(whole, evaluator.law)


def _counted(connection: Connection, evaluator: Evaluator, refs: Refs) -> Tally:
    timelines = open_timelines(connection, evaluator.law.day, evaluator.reads() | TABLES, refs)
    return Tally().count(timelines, evaluator)
