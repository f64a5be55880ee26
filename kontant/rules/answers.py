"""What a note's answers say, as the rules ask it: which questions are filled, and which record a note names.

Answers come from the guide or from an extract, so nothing is taken for granted but that they are text.
"""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from kontant.model.timeline import Note
from kontant.model.vocabulary import folded

_NONE: Mapping[str, Any] = MappingProxyType({})

# What is written to get past a question of which there is nothing to tell, in the two languages of a journal.
_SAYS_NONE = frozenset(
    {
        "", "0", "n/a", "na", "ej relevant", "er ikke relevant", "ikke", "ikke aktuel", "ikke aktuelt", "ikke endnu",
        "ikke relevant", "ikke relevante", "ingen", "ingen aktuelle", "ingen andre", "ingen endnu", "ingen kendte",
        "ingen lige nu", "ingen nye", "ingen p.t", "ingen pt", "ingen særlige", "ingen yderligere", "ingenting",
        "intet", "intet aktuelt", "intet nyt", "intet særligt", "intet at bemærke", "nej", "nej, ingen", "nej, intet",
        "irrelevant", "no", "no, none", "no new", "no new ones", "no other", "none", "none at present", "none known",
        "none new", "none now", "none other", "none yet", "not any", "not applicable", "not at present", "not now",
        "not relevant", "not yet", "nothing", "nothing new", "nothing special", "nothing to add",
    }
)  # fmt: skip
_AROUND = " .,;:!?-–—_/()'\""
_LONGEST = 40
"""Longer words than these tell something, and are not compared."""


def answers(note: Note) -> Mapping[str, Any]:
    """The answers of a note by question; none where it has none, or where they are not a JSON object."""
    return _parsed(note.answers) if note.answers else _NONE


def is_structured(note: Note) -> bool:
    """Whether the note was written question by question: at least one answer is filled."""
    return any(filled(value) for question, value in answers(note).items() if not question.startswith("_"))


def filled(value: Any) -> bool:
    """Whether an answer says something: not empty, and of a list or a row at least one part."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list):
        return any(filled(part) for part in value)
    if isinstance(value, dict):
        return any(filled(part) for part in value.values())
    return value is not None


def tells(value: Any) -> bool:
    """Whether an answer in one's own words tells something: filled, and not only that there is none (``Ingen.``).

    Of a list or a row at least one part does. Only for questions that are answered in words: ``no`` and ``none`` are
    codes of a choice too, and there they are answers.
    """
    if isinstance(value, str):
        return len(value.strip()) > _LONGEST or folded(value).strip(_AROUND) not in _SAYS_NONE
    if isinstance(value, list):
        return any(map(tells, value))
    if isinstance(value, dict):
        return any(map(tells, value.values()))
    return value is not None


def names_record(note: Note, question: str, *key: str | date) -> bool | None:
    """Whether the note's answer to ``question`` names the record with this key; None where it names none."""
    named = answers(note).get(question)
    if not isinstance(named, str) or not named.strip():
        return None
    return named.split() == [str(part) for part in key]


# The rules of a family come back to the notes of one case, never to those of the case before.
@lru_cache(maxsize=1024)
def _parsed(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return _NONE
    return found if isinstance(found, dict) else _NONE
