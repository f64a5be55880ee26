"""What the oracle reads in notes: their answers, and which record they speak of."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kontant.model.timeline import Note, Offer, Timeline

from .oracle import Raised


def notes(t: Timeline, first: date, last: date, *templates: str) -> list[Note]:
    """Those of these templates (any, where none is named) from ``first`` to ``last``, oldest first."""
    found = [n for n in t.notes if first <= n.date <= last and (not templates or n.template in templates)]
    return sorted(found, key=lambda n: n.date)


def said(note: Note) -> dict[str, Any]:
    """The answers of a note that say something, by question."""
    try:
        told = json.loads(note.answers or "{}")
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {question: answer for question, answer in told.items() if _says(answer) and question[0] != "_"}


def _says(answer: Any) -> bool:
    if isinstance(answer, str):
        return answer.strip() != ""
    if isinstance(answer, list):
        return any(map(_says, answer))
    if isinstance(answer, dict):
        return any(map(_says, answer.values()))
    return answer is not None


def in_words(note: Note) -> dict[str, Any]:
    """The answers of a note, taken as words, that tell more than that there is nothing to tell."""
    return {question: answer for question, answer in said(note).items() if _tells(answer)}


def _tells(answer: Any) -> bool:
    if isinstance(answer, str):
        return not re.fullmatch(
            r"\W*((ingen|intet|nej|ikke|no|none|nothing)( (nye|relevant|new))?\W*)?", answer.casefold()
        )
    if isinstance(answer, list | dict):
        return any(map(_tells, answer.values() if isinstance(answer, dict) else answer))
    return answer is not None


def about_offer(note: Note, offer: Offer) -> bool:
    """The note names this offer, or none and was not written before it began."""
    named = said(note).get("offer")
    return offer.start <= note.date if named is None else named == f"{offer.type} {offer.start}"


def earliest(rule: str, deadlines: Iterable[date], latest: date | None) -> Raised:
    """One flag for the case: where several records qualify, that with the earliest deadline."""
    found = sorted(deadlines)
    if found:
        yield rule, None, found[0], latest


def notice(rule: str, *, when: bool) -> Raised:
    """A flag without a deadline."""
    if when:
        yield rule, None, None, None


def run_back(from_day: date, covered: set[date]) -> Iterator[date]:
    """``from_day`` and the days before it for as long as they are covered."""
    day = from_day
    while day in covered:
        yield day
        day = date.fromordinal(day.toordinal() - 1)
