"""Cases in short readable strings, as the tables tell them, made into timelines.

``"2026-08-22 job held by lbh"`` is a conversation, ``"activation 2026-01-01 .. 2026-03-31"`` an exemption with both
ends, ``"activation 2026-01-01 .."`` an ongoing one. A word too many or too few is a fault in the table.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.model.timeline import Assignment, Benefit, Case, Conversation, Exemption, Note, Offer, PaidWork, Timeline

_DAY = r"(\d{4}-\d{2}-\d{2})"
_PERIOD = rf"{_DAY} \.\.(?: {_DAY})?"
_CONVERSATION = re.compile(rf"{_DAY} (\w+) (\w+)(?: by (\w+))?")
_OFFER = re.compile(rf"(\w+) {_PERIOD}(?: (\w+))?")
_EXEMPTION = re.compile(rf"(\w+) {_PERIOD}")
_ASSIGNMENT = re.compile(rf"(?:(\w+) )?(\w+) {_PERIOD}")
_PAID = re.compile(r"(\d{4}-\d{2}): ([\d.]+) hours")
_NOTE = re.compile(rf"{_DAY} (\w+)(?: (\w+))?")
_BENEFIT = re.compile(rf"(\w+) {_PERIOD}")

RECORD_KEYS = frozenset({"conversations", "offers", "exemptions", "assignments", "paid_work", "notes", "benefits"})
CASE_KEYS = frozenset({"opened", "closed", "target_group", "track"})


def timeline(entry: Mapping[str, Any]) -> Timeline:
    """The case that ``entry`` of a table tells."""
    return Timeline(
        Case(
            case_ref="2020-00001",
            name="Niels Hansen",
            cpr=None,
            birth_date=None,
            gender=None,
            opened=entry["opened"],
            closed=entry.get("closed"),
            close_reason=None,
            target_group=entry.get("target_group", "activity_ready"),
            track=entry.get("track", "job"),
            challenges="",
            cv_registered=None,
        ),
        **{kind: tuple(_READERS[kind](text) for text in entry[kind]) for kind in RECORD_KEYS & entry.keys()},
    )


def _parts(pattern: re.Pattern[str], text: str) -> tuple[Any, ...]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not of the form {pattern.pattern}")
    return match.groups()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _conversation(text: str) -> Conversation:
    day, kind, status, who = _parts(_CONVERSATION, text)
    return Conversation(date.fromisoformat(day), kind, status, who)


def _offer(text: str) -> Offer:
    kind, start, end, outcome = _parts(_OFFER, text)
    return Offer(kind, date.fromisoformat(start), _day(end), outcome, None, None, None)


def _exemption(text: str) -> Exemption:
    scope, start, end = _parts(_EXEMPTION, text)
    return Exemption(scope, date.fromisoformat(start), _day(end), "health", None)


def _assignment(text: str) -> Assignment:
    role, who, start, end = _parts(_ASSIGNMENT, text)
    return Assignment(role or "coordinator", date.fromisoformat(start), who, _day(end))


def _paid(text: str) -> PaidWork:
    month, hours = _parts(_PAID, text)
    return PaidWork(date.fromisoformat(f"{month}-01"), float(hours))


def _note(text: str) -> Note:
    day, template, scope = _parts(_NOTE, text)
    return Note(date.fromisoformat(day), template, scope)


def _benefit(text: str) -> Benefit:
    benefit, start, end = _parts(_BENEFIT, text)
    return Benefit(date.fromisoformat(start), benefit, _day(end))


_READERS = {
    "conversations": _conversation,
    "offers": _offer,
    "exemptions": _exemption,
    "assignments": _assignment,
    "paid_work": _paid,
    "notes": _note,
    "benefits": _benefit,
}
