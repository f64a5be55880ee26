"""Key texts: how an answer names one record of the case ("work_placement 2026-06-01", "sub A shorter CV").

The columns of the record's key beside the case, in their order, with a space between; the last takes the rest.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kontant.i18n import day_text
from kontant.model.vocabulary import name_of
from kontant.notes.names import CODES, COLUMNS, KEYS


def key_text(table: str, values: Mapping[str, Any]) -> str:
    """The key text of the record of ``table`` whose columns are ``values`` (dates as dates or as ISO text)."""
    return " ".join(str(values[column]) for column in KEYS[table])


def key_parts(table: str, text: str) -> dict[str, str]:
    """The key's columns that ``text`` names, each as text (dates ISO); ``ValueError`` where it is no key text."""
    columns = KEYS[table]
    words = text.split(" ", len(columns) - 1) if columns else []
    if len(words) != len(columns) or not all(words):
        raise ValueError("not a key text")
    parts = dict(zip(columns, words, strict=True))
    for column, word in parts.items():
        if COLUMNS[table][column] == "date":
            _iso(word)
    return parts


def key_words(table: str, text: str) -> str:
    """The record that ``text`` names, in words: its codes' names and its dates as people write them."""
    try:
        parts = key_parts(table, text)
    except ValueError:
        return text
    return " ".join(_word(table, column, part) for column, part in parts.items())


def _iso(word: str) -> date:
    day = date.fromisoformat(word)
    if day.isoformat() != word:
        raise ValueError("not an ISO date")
    return day


def _word(table: str, column: str, part: str) -> str:
    if COLUMNS[table][column] == "date":
        return day_text(date.fromisoformat(part))
    vocabulary = CODES.get((table, column))
    return part if vocabulary is None else name_of(vocabulary, part)
