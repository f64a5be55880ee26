"""The forecast of a caseload file: read case by case, a large one in parts."""

from datetime import date
from pathlib import Path
from sqlite3 import Connection

from kontant.report.coordinated import coordinated_by
from kontant.report.forecast import Forecast, Forecaster
from kontant.report.in_parts import in_parts
from kontant.rules.parameters import Parameters
from kontant.store.snoozes import snoozes
from kontant.store.timelines import Refs, open_timelines

# A case is judged for every week: below this a second process costs more than it saves.
LARGE_CASELOAD = 2_000


def forecast_of(path: Path, parameters: Parameters, day: date, weeks: int, caseworker: str | None = None) -> Forecast:
    """The weeks ahead of the cases open on ``day``, of one coordinating caseworker if named.

    Raises ``NotFound`` where nobody is called so.
    """
    # Whose a case is costs little to see: of those of one caseworker there are never many to judge.
    least = None if caseworker else LARGE_CASELOAD
    whole, *others = in_parts(path, least, _counted, parameters, day, weeks, caseworker)
    for part in others:
        whole.add(part)
    return whole


def _counted(
    connection: Connection, parameters: Parameters, day: date, weeks: int, caseworker: str | None, refs: Refs
) -> Forecast:
    forecaster = Forecaster(parameters, day, weeks, snoozes(connection, refs, day=day))
    timelines = open_timelines(connection, day, forecaster.reads(), refs)
    return forecaster.count(coordinated_by(timelines, day, caseworker))
