"""Cases of which one record each lies the day before, on, and the day after the last day that a figure counts.

A case is long-term and has little else, so that a limit that is a day off changes the count of some figure.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from kontant.dates import add_months

Row = dict[str, Any]
Record = tuple[str, Row]


def limit_tables(days: Iterable[date]) -> dict[str, list[Row]]:
    """Each limit's case for each of ``days``, and its records, by table."""
    tables: dict[str, list[Row]] = {}
    for day in days:
        for beside in (-1, 0, 1):
            for name, changes, records in _limits(day, timedelta(days=beside)):
                case = {"case_ref": f"{day:%y}-{name}-{beside:+}"}
                for table, values in [("cases", _head(day) | changes), *_long_on_benefit(day, changes), *records]:
                    tables.setdefault(table, []).append(case | values)
    return tables


def _head(day: date) -> Row:
    return {
        "name": "Limit",
        "opened": add_months(day, -130),
        "birth_date": date(1970, 1, 1),
        "target_group": "activity_ready",
        "track": "job",
        "challenges": "physical",
    }


def _long_on_benefit(day: date, changes: Row) -> list[Record]:
    if "opened" in changes:
        return []
    return [("benefits", {"start": add_months(day, -130), "benefit": "cash_benefit"})]


def _limits(day: date, by: timedelta) -> Iterator[tuple[str, Row, list[Record]]]:
    """The name of a limit, what it changes in the head of the case, and its records, each moved ``by`` some days."""
    yield from _heads(day, by)
    for name, records in (*_windows(day, by), *_lengths(day, by), *_notes(day, by), *_others(day, by)):
        yield name, {}, records


def _heads(day: date, by: timedelta) -> Iterator[tuple[str, Row, list[Record]]]:
    for months in (12, 60, 120):
        yield f"years-{months}", {"opened": add_months(day, -months) + by}, []
    yield "opened", {"opened": day + by}, []
    yield "closed", {"closed": day + by}, []
    yield "cv", {"cv_registered": day + by}, []
    old = {"start": add_months(day, -90), "benefit": "cash_benefit"}
    yield "off", {"opened": add_months(day, -20)}, [("benefits", old | {"end": day - timedelta(35) + by})]
    gone = add_months(day, -30)
    later = {"start": gone + timedelta(36) + by, "benefit": "cash_benefit"}
    yield "break", {"opened": add_months(day, -20)}, [("benefits", old | {"end": gone}), ("benefits", later)]
    began = {"start": day + by, "benefit": "cash_benefit"}
    yield "began", {"opened": add_months(day, -130)}, [("benefits", began)]
    long = ("benefits", {"start": add_months(day, -130), "benefit": "cash_benefit"})
    for name, opened in (("year", add_months(day, -12)), ("longer", add_months(day, -12) - timedelta(1))):
        exempt_first = _exempt("activation", opened - timedelta(9), opened + by)
        yield f"passive-{name}", {"opened": opened}, [long, exempt_first]
    born = {"birth_date": add_months(day, -360) + by}
    yield "thirty", born, [_held("coordinator", add_months(day, -3), None, f"t{day:%y}{by.days}")]


def _windows(day: date, by: timedelta) -> Iterator[tuple[str, list[Record]]]:
    """What lies at either end of the window of 24 months."""
    for side, at in (("first", add_months(day, -24) + timedelta(1) + by), ("last", day + by)):
        begun = at - timedelta(40)
        yield f"offer-{side}", [_offer("guidance", begun, at, "completed")]
        yield f"company-{side}", [_offer("work_placement", begun, at, "completed")]
        yield f"stopped-{side}", [_offer("guidance", begun, at, "interrupted"), _absence(at, "offer")]
        yield f"broke-off-{side}", [_offer("guidance", begun, at, "interrupted")]
        yield f"exempt-{side}", [_exempt("activation", begun, at), _held("mentor", begun, None)]
        yield f"mentor-{side}", [_exempt("activation", begun, None), _held("mentor", begun, at)]
        yield f"mentored-{side}", [_exempt("activation", begun, None), _offer("mentor", begun, at, None)]
        for role in ("coordinator", "broker"):
            yield f"{role}-{side}", [_held(role, begun, at)]
        yield f"no-show-{side}", [_talk(at, "other", "no_show")]
        yield f"absence-{side}", [_absence(at, "conversation", decision="sanction")]
        yield (
            f"eight-{side}",
            [_talk(day - timedelta(n), "job", "held") for n in range(2, 9)] + [_talk(at, "job", "held")],
        )
        yield f"round-{side}", [_talk(at, "round_table", "held")]
        yield f"measure-{side}", [("coordination", {"date": at, "actor": "A", "form": "measure"})]
        yield f"received-{side}", [_statement(at - timedelta(9), at)]
        yield f"ordered-{side}", [_statement(at, None)]
        yield f"set-{side}", [_goal(at, None)]
        yield f"reached-{side}", [_goal(add_months(day, -40), at)]
        yield f"review-{side}", [_note(at, "plan_review", link="noget")]
        yield f"talked-{side}", [_note(at, "conversation", barriers="noget")]
        yield f"much-{side}", [_note(at, "offer_follow_up", attendance="stopped")]
        yield f"paid-{side}", [("paid_work", {"month": at.replace(day=1), "hours": 8})]
        yield f"starts-{side}", [_offer("guidance", at, None, None), _exempt("hours_225", at, None)]
    ended = add_months(day, -12) + timedelta(1) + by
    yield "now", [_offer("guidance", add_months(day, -20), ended, "completed")]
    yield "stands", [_exempt("hours_225", add_months(day, -9), day + by)]


def _lengths(day: date, by: timedelta) -> Iterator[tuple[str, list[Record]]]:
    """Days in offers, and days without any."""
    for kind, lengths in (("guidance", (189, 364)), ("work_placement", (91, 182, 364))):
        for length in lengths:
            first = add_months(day, -18)
            yield f"{kind}-{length}", [_offer(kind, first, first + timedelta(length - 1) + by, "completed")]
    before = _offer("guidance", add_months(day, -140), add_months(day, -60), "completed")
    free = add_months(day, -60) + timedelta(1)
    for name, again in (("offer", _offer("guidance", add_months(free, 12) + by, None, None)),
                        ("exempt", _exempt("activation", add_months(free, 12) + by, None))):  # fmt: skip
        yield f"passive-{name}", [before, again]
    yield "passive-last", [_exempt("activation", add_months(day, -140), add_months(day, -12) - timedelta(1) + by)]
    yield "passive-first", [_exempt("activation", add_months(day, -118) + by, None)]


def _notes(day: date, by: timedelta) -> Iterator[tuple[str, list[Record]]]:
    """Notes beside the first and the last day on which they can be about an offer or a statement."""
    start, end = add_months(day, -8), add_months(day, -4)
    offer, name = _offer("wage_subsidy", start, end, "completed"), f"wage_subsidy {start}"
    for side, at in (("start", start), ("end", end)):
        for named in (name, None):
            said = {"offer": named, "place_says": "noget"}
            yield f"follow-{side}-{bool(named)}", [offer, _note(at + by, "offer_follow_up", **said)]
            yield f"evaluate-{side}-{bool(named)}", [offer, _note(at + by, "offer_evaluation", offer=named, result="x")]
    yield "evaluate-14", [offer, _note(end - timedelta(14) + by, "offer_evaluation", result="noget")]
    for side, days in (("before", -14), ("after", 14)):
        begun = _note(start + timedelta(days) + by, "offer_start", sub_goals="noget", parallel="noget")
        yield f"begun-{side}", [offer, begun]
        yield f"begun-two-{side}", [offer, _offer("guidance", start - timedelta(3), end, "completed"), begun]
    for kind in ("guidance", "work_placement"):
        also = _offer(kind, start, end, "completed")
        yield f"tie-{kind}", [offer, also, _note(end + by, "offer_follow_up", offer=name)]
    got = add_months(day, -6)
    yield "used", [_statement(start, got), _note(got + by, "plan_review", link=None)]
    yield "told", [_statement(start, got), _note(got + by, "statement_received", statement=f"LÆ125 {start}")]


def _others(day: date, by: timedelta) -> Iterator[tuple[str, list[Record]]]:
    at = add_months(day, -5)
    for days in (0, 30):
        yield f"contacted-{days}", [_absence(at, "offer"), _talk(at + timedelta(days) + by, "other", "held")]
    for side, here in (("start", at), ("end", add_months(day, -2))):
        offer = _offer("education", at, add_months(day, -2), "interrupted")
        yield f"within-{side}", [offer, _absence(here + by, "offer")]
    yield (
        "prolonged",
        [
            _exempt("hours_225", add_months(day, -9), at - timedelta(1) + by),
            _exempt("hours_225", at, None),
        ],
    )
    yield (
        "overlap",
        [
            _exempt("activation", add_months(day, -9), at),
            _held("mentor", at + by, add_months(day, -3)),
            _held("broker", at, None),
        ],
    )
    month = at.replace(day=1)
    paid = ("paid_work", {"month": month, "hours": 8})
    yield "paid-note", [paid, _note(month + by, "offer_follow_up", met="phone")]
    yield "paid-talk", [paid, _talk(month + by, "job", "held")]
    for begun in (day, at):
        first = _held("coordinator", add_months(day, -9), None, "aa")
        yield f"takes-over-{begun:%m}", [first, _held("coordinator", begun + by, None, f"o{day:%y}")]


def _offer(kind: str, start: date, end: date | None, outcome: str | None) -> Record:
    return "offers", {"type": kind, "start": start, "end": end, "outcome": outcome, "goal": "Cykelsmed"}


def _exempt(scope: str, start: date, end: date | None) -> Record:
    return "exemptions", {"scope": scope, "start": start, "end": end, "reason": "health"}


def _held(role: str, start: date, end: date | None, who: str = "aa") -> Record:
    return "assignments", {"role": role, "start": start, "caseworker": who, "end": end}


def _talk(day: date, kind: str, status: str) -> Record:
    return "conversations", {"date": day, "kind": kind, "status": status}


def _absence(day: date, kind: str, **more: str) -> Record:
    return "absences", {"date": day, "from_kind": kind, **more}


def _statement(ordered: date, received: date | None) -> Record:
    return "statements", {
        "type": "LÆ125",
        "ordered": ordered,
        "received": received,
        "question": "Beskriv behandlingen.",
        "purpose": "Skånehensyn",
    }


def _goal(set_on: date, reached: date | None) -> Record:
    return "goals", {"kind": "job", "title": "Cykelsmed", "set_on": set_on, "reached": reached}


def _note(day: date, template: str, **answers: str | None) -> Record:
    return "notes", {"date": day, "template": template, "answers": json.dumps(answers, ensure_ascii=False)}
