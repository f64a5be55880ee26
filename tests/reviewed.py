"""A caseload for tests of the case review: ten long-term cases, two of them with records that answer points."""

from pathlib import Path

from support import AT, empty_caseload

# By the first day on benefit: four of 5-7 years, one of 7-10, five of 10 and more on 22 November 2026.
SINCE = {
    "R-01": "2021-01-01",
    "R-02": "2021-02-01",
    "R-03": "2020-03-01",
    "R-04": "2020-04-01",
    "R-05": "2018-05-01",
    "R-06": "2012-06-01",
    "R-07": "2012-07-01",
    "R-08": "2010-08-01",
    "R-09": "2010-09-01",
    "R-10": "2008-10-01",
    "S-99": "2025-01-01",
}
RICH, NAME = "R-01", "Åse Ærøskov 01"


def caseload(folder: Path) -> Path:
    """The caseload, to be copied; ``S-99`` is not long-term."""
    from kontant.model.tables import RECORDS
    from kontant.store.writes import writing

    path = empty_caseload(folder)
    with writing(path, command="test", who="tester", at=AT) as writer:
        for table, values in _records():
            writer.insert(table, RECORDS[table].model_validate(values))
    return path


def _records():
    for ref, since in SINCE.items():
        head = {"target_group": "activity_ready", "track": "job", "challenges": "mental|family"}
        yield "cases", {"case_ref": ref, "name": f"Åse Ærøskov {ref[-2:]}", "opened": since, **head}
        yield "benefits", {"case_ref": ref, "start": since, "benefit": "cash_benefit"}
    for month in range(1, 9):
        head = {"case_ref": RICH, "kind": "job", "status": "held", "caseworker": "eva"}
        yield "conversations", {**head, "date": f"2026-{month:02}-10"}
    yield "assignments", {"case_ref": RICH, "role": "coordinator", "start": "2021-01-01", "caseworker": "eva"}
    yield "goals", {"case_ref": RICH, "kind": "job", "title": "Kantinemedhjælper", "set_on": "2026-05-01"}
    offer = {"type": "work_placement", "start": "2026-01-05", "end": "2026-03-01", "outcome": "completed"}
    yield "offers", {"case_ref": RICH, **offer, "goal": "Kasse, ti timer"}
