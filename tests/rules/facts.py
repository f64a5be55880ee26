"""Cases in short readable strings, as the tables tell them, made into timelines.

``"2026-08-22 job held by lbh"`` is a conversation, ``"activation 2026-01-01 .. 2026-03-31"`` an exemption with both
ends, ``"activation 2026-01-01 .."`` an ongoing one, for reasons of health. A word too many or too few is a fault in
the table. The further kinds of record::

    goals = ["job Kok | 2026-01-01", "sub Tage bussen alene | 2026-01-01 due 2026-05-01 reached 2026-04-01"]
    absences = ["2026-10-01 conversation", "2026-10-01 offer attempts 2 ground no hearing 2026-10-10 decision pending"]
    statements = ["LÆ125 2026-10-01 consulted 2026-10-03 received 2026-11-01", "LÆ265 2026-10-01 declined 2026-10-09"]
    coordination = ["2026-10-01 meeting Egen læge"]
    challenges = ["physical", "mental"]
    born = 1990-01-01
    cv_registered = 2026-01-20

Where a string cannot tell it all, a table holds the string and the rest, beside plain strings in the same list::

    notes = ["2026-09-01 free", { note = "2026-10-01 conversation", answers = { barriers = [{ barrier = "ryg" }] } }]
    offers = [{ offer = "work_placement 2026-01-01 .. 2026-03-01", goal = "Prøve kassen", hours = 12 }]
    exemptions = [{ exemption = "activation 2026-01-01 ..", reason = "work_capacity", explanation = "..." }]
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from kontant.model.timeline import (
    Absence,
    Assignment,
    Benefit,
    Case,
    Conversation,
    Coordination,
    Exemption,
    Goal,
    Note,
    Offer,
    PaidWork,
    Statement,
    Timeline,
)

_DAY = r"(\d{4}-\d{2}-\d{2})"
_PERIOD = rf"{_DAY} \.\.(?: {_DAY})?"
_CONVERSATION = re.compile(rf"{_DAY} (\w+) (\w+)(?: by (\w+))?")
_OFFER = re.compile(rf"(\w+) {_PERIOD}(?: (\w+))?")
_EXEMPTION = re.compile(rf"(\w+) {_PERIOD}")
_ASSIGNMENT = re.compile(rf"(?:(\w+) )?(\w+) {_PERIOD}")
_PAID = re.compile(r"(\d{4}-\d{2}): ([\d.]+) hours")
_NOTE = re.compile(rf"{_DAY} (\w+)(?: (\w+))?")
_BENEFIT = re.compile(rf"(\w+) {_PERIOD}")
_GOAL = re.compile(rf"(job|sub) (.+?) \| {_DAY}(?: due {_DAY})?(?: reached {_DAY})?")
_ABSENCE = re.compile(
    rf"{_DAY} (conversation|offer)(?: attempts (\d+))?(?: ground (yes|no))?(?: hearing {_DAY})?"
    r"(?: decision (none|sanction|pending))?"
)
_STATEMENT = re.compile(
    rf"(LÆ\d+|other) {_DAY}(?: consulted {_DAY})?(?: received {_DAY})?(?: declined {_DAY})?(?: reminded {_DAY})?"
)
_COORDINATION = re.compile(rf"{_DAY} (meeting|round_table|measure) (.+)")

CASE_KEYS = frozenset({"opened", "closed", "target_group", "track", "challenges", "born", "cv_registered"})


def timeline(entry: Mapping[str, Any]) -> Timeline:
    """The case that ``entry`` of a table tells."""
    return Timeline(
        Case(
            case_ref="2020-00001",
            name="Niels Hansen",
            cpr=None,
            birth_date=entry.get("born"),
            gender=None,
            opened=entry["opened"],
            closed=entry.get("closed"),
            close_reason=None,
            target_group=entry.get("target_group", "activity_ready"),
            track=entry.get("track", "job"),
            challenges="|".join(entry.get("challenges", ())),
            cv_registered=entry.get("cv_registered"),
        ),
        **{kind: tuple(_READERS[kind](told) for told in entry[kind]) for kind in RECORD_KEYS & entry.keys()},
    )


def _parts(pattern: re.Pattern[str], text: str) -> tuple[Any, ...]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not of the form {pattern.pattern}")
    return match.groups()


def _told(record: str | Mapping[str, Any], kind: str, *more: str) -> tuple[str, Mapping[str, Any]]:
    """The string of a record, and what its table adds: only ``more``, since a misspelt key would test nothing."""
    if isinstance(record, str):
        return record, {}
    unknown = record.keys() - {kind, *more}
    if unknown or kind not in record:
        raise ValueError(f"{record!r} is not a table of {kind!r} and {more!r}")
    return record[kind], record


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _conversation(text: str) -> Conversation:
    day, kind, status, who = _parts(_CONVERSATION, text)
    return Conversation(date.fromisoformat(day), kind, status, who)


def _offer(record: str | Mapping[str, Any]) -> Offer:
    text, more = _told(record, "offer", "goal", "hours", "provider")
    kind, start, end, outcome = _parts(_OFFER, text)
    hours = None if more.get("hours") is None else float(more["hours"])
    return Offer(kind, date.fromisoformat(start), _day(end), outcome, more.get("provider"), more.get("goal"), hours)


def _exemption(record: str | Mapping[str, Any]) -> Exemption:
    text, more = _told(record, "exemption", "reason", "explanation")
    scope, start, end = _parts(_EXEMPTION, text)
    return Exemption(scope, date.fromisoformat(start), _day(end), more.get("reason", "health"), more.get("explanation"))


def _assignment(text: str) -> Assignment:
    role, who, start, end = _parts(_ASSIGNMENT, text)
    return Assignment(role or "coordinator", date.fromisoformat(start), who, _day(end))


def _paid(text: str) -> PaidWork:
    month, hours = _parts(_PAID, text)
    return PaidWork(date.fromisoformat(f"{month}-01"), float(hours))


def _note(record: str | Mapping[str, Any]) -> Note:
    text, more = _told(record, "note", "answers")
    day, template, scope = _parts(_NOTE, text)
    return Note(date.fromisoformat(day), template, scope, _json(more.get("answers")))


def _json(answers: Any) -> str | None:
    """Answers as a caseload keeps them, the dates in them as text; a plain string stands as it is."""
    return answers if answers is None or isinstance(answers, str) else json.dumps(answers, default=str)


def _benefit(text: str) -> Benefit:
    benefit, start, end = _parts(_BENEFIT, text)
    return Benefit(date.fromisoformat(start), benefit, _day(end))


def _goal(text: str) -> Goal:
    kind, title, set_on, due, reached = _parts(_GOAL, text)
    return Goal(kind, title, date.fromisoformat(set_on), _day(due), _day(reached))


def _absence(text: str) -> Absence:
    day, from_kind, attempts, ground, hearing, decision = _parts(_ABSENCE, text)
    return Absence(
        date.fromisoformat(day),
        from_kind,
        None if attempts is None else int(attempts),
        None if ground is None else ground == "yes",
        _day(hearing),
        decision,
    )


def _statement(text: str) -> Statement:
    kind, ordered, *days = _parts(_STATEMENT, text)
    consulted, received, declined, reminded = map(_day, days)
    return Statement(kind, date.fromisoformat(ordered), consulted, received, declined, reminded, None, None)


def _coordination(text: str) -> Coordination:
    day, form, actor = _parts(_COORDINATION, text)
    return Coordination(date.fromisoformat(day), actor, form)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "conversations": _conversation,
    "offers": _offer,
    "exemptions": _exemption,
    "assignments": _assignment,
    "paid_work": _paid,
    "notes": _note,
    "benefits": _benefit,
    "goals": _goal,
    "absences": _absence,
    "statements": _statement,
    "coordination": _coordination,
}

RECORD_KEYS = frozenset(_READERS)
