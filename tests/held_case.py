"""A case with a row in every table that holds rows of cases, for tests of what is held on a person."""

from datetime import date
from pathlib import Path

import support
from brief_case import CASE, full_case

from kontant.store import corrections, drafts, reviews
from kontant.store.corrections import Why
from kontant.store.reviews import Answer, Sampled
from kontant.store.writes import writing

OTHER = "2016-8"
DAY = date(2026, 11, 20)


def whole_case(path: Path) -> Path:
    """Write a case of which every table of the caseload at ``path`` has a row, and another case beside it."""
    full_case(path)
    support.fill(path, "cases", case_ref=OTHER, name="Nabo Nielsen", cpr="0202905678")
    note = {"case_ref": CASE, "date": "2026-11-03", "template": "free", "nr": 0}
    support.fill(
        path, "amendments", **note, seq=1, written_on="2026-11-05", caseworker="abc", text="Det var om lørdagen"
    )
    snooze = {"rule": "plan-stale", "set_on": "2026-11-01", "until": "2026-12-01", "reason": "Aftalt"}
    support.fill(path, "snoozes", case_ref=CASE, **snooze, fingerprint="f1", caseworker="abc")
    begun = drafts.start(
        path, case_ref=CASE, form="conversation", version=1, date=DAY, caseworker="abc", who="tester", at=support.AT
    )
    drafts.save(path, begun, answers={"wishes": "Et værelse"}, place="wishes", partial="Et vær", at=support.AT)
    with writing(path, command="review start", who="leder", at=support.AT) as writer:
        sample = [Sampled(CASE, "5")]
        number = reviews.begin(writer, as_of=DAY, begun_on=DAY, size=1, seed=1, pool={"5": 1}, cases=sample)
    with writing(path, command="review next", who="leder", at=support.AT) as writer:
        reviews.put(writer, number, Answer(CASE, "leder", "plan-cv", "yes", "Fint CV", "no", DAY), None)
    with writing(path, command="case correct", who="tester", at=support.AT) as writer:
        key = {"case_ref": CASE, "type": "guidance", "start": "2026-09-01"}
        why = Why("Det var et andet sted", True, DAY, "abc")
        corrections.correct(writer, "offers", key, "provider", "Aftenskolen", why, support.DAY)
    return path
