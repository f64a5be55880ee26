"""The forecast of a caseload file: read case by case, a large one in parts, one for each processor."""

from datetime import date
from pathlib import Path
from sqlite3 import Connection

from kontant.report.coordinated import coordinated_by
from kontant.report.forecast import Forecast, Forecaster
from kontant.report.morning import processors
from kontant.rules.parameters import Parameters
from kontant.store.reading import reading
from kontant.store.snoozes import snoozes
from kontant.store.timelines import EVERY_CASE, Refs, case_count, open_timelines, parts

# A case is judged for every week: below this a second process costs more than it saves.
LARGE_CASELOAD = 2_000


def forecast_of(path: Path, parameters: Parameters, day: date, weeks: int, caseworker: str | None = None) -> Forecast:
    """The weeks ahead of the cases open on ``day``, of one coordinating caseworker if named.

    Raises ``NotFound`` where nobody is called so.
    """
    with reading(path) as connection:
        forecaster = Forecaster(parameters, day, weeks, snoozes(connection, day=day))
        # Whose a case is costs little to see: of those of one caseworker there are never many to judge.
        if caseworker or processors() == 1 or case_count(connection) < LARGE_CASELOAD:
            found = _counted(connection, forecaster, EVERY_CASE, caseworker)
            ranges = []
        else:
            found, ranges = forecaster.forecast, parts(connection, processors())
    if ranges:
        _add_in_parallel(found, path, parameters, weeks, ranges)
    return found


def _counted(connection: Connection, forecaster: Forecaster, refs: Refs, caseworker: str | None = None) -> Forecast:
    day = forecaster.forecast.day
    timelines = open_timelines(connection, day, forecaster.reads(), refs)
    return forecaster.count(coordinated_by(timelines, day, caseworker))


def _add_in_parallel(whole: Forecast, path: Path, parameters: Parameters, weeks: int, ranges: list[Refs]) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from signal import SIG_IGN, SIGINT, signal

    # Ctrl-C is for this process to answer: each worker would answer it with a traceback.
    with ProcessPoolExecutor(len(ranges), initializer=signal, initargs=(SIGINT, SIG_IGN)) as pool:
        asked = [(path, parameters, whole.day, weeks, refs) for refs in ranges]
        for part in pool.map(_part, *zip(*asked, strict=True)):
            whole.add(part)


def _part(path: Path, parameters: Parameters, day: date, weeks: int, refs: Refs) -> Forecast:
    """The forecast of one range of cases, in a process of its own."""
    with reading(path) as connection:
        return _counted(connection, Forecaster(parameters, day, weeks, snoozes(connection, refs, day=day)), refs)
