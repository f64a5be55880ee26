"""Finding words in the notes and their corrections.

The index of the file finds any three letters, so also a word inside a compound. ``å`` and ``aa``, ``æ`` and ``ae``,
``ø`` and ``oe`` are one and the same, and so are small and capital letters. What is asked for is always data: none
of the index's own query language gets through.
"""

import re
import sqlite3
import unicodedata
from datetime import date
from typing import Any, NamedTuple

# What the migration's views write for a letter; a test holds the two together.
LETTERS = (
    ("æ", "ae"),
    ("ø", "oe"),
    ("å", "aa"),
    ("a\u030a", "aa"),
    ("é", "e"),
    ("\u0301", ""),
    ("\r\n", " "),
    ("\n", " "),
)
# The shortest word that an index of three letters can find; shorter ones are looked for in the text itself.
INDEXED = 3
# How much of a text is shown around the first word found.
BEFORE, SHOWN = 30, 110

_QUOTES = str.maketrans(dict.fromkeys("“”„»«", '"'))
_WORDS = re.compile(r'"([^"]*)"|([^\s"]+)')

# The two kinds of text: a correction has its own day and writer, and the number of its note. ``{found}`` tells which.
_NOTES = """
    SELECT t.id, t.case_ref, c.name, t.date AS day, t.template, t.caseworker, t.text, 0 AS amendment, t.id AS part
    FROM notes t JOIN cases c ON c.case_ref = t.case_ref
    WHERE {found}
"""
_AMENDMENTS = """
    SELECT n.id, t.case_ref, c.name, t.written_on, t.template, t.caseworker, t.text, 1, t.id
    FROM amendments t JOIN cases c ON c.case_ref = t.case_ref
    JOIN notes n ON (n.case_ref, n.date, n.template, n.nr) = (t.case_ref, t.date, t.template, t.nr)
    WHERE {found}
"""
_NEWEST_FIRST = "ORDER BY day DESC, id DESC, amendment DESC, part DESC LIMIT :limit"


class Hit(NamedTuple):
    """A text that holds every word: a note, or a correction (``amendment``) with its own day and caseworker.

    ``id`` is the number of the note in either case; ``snippet`` is one line from around the first word found.
    """

    id: int
    case_ref: str
    name: str
    date: date
    template: str
    caseworker: str | None
    snippet: str
    amendment: bool


def find(connection: sqlite3.Connection, text: str, *, case_ref: str | None = None, limit: int = 50) -> list[Hit]:
    """The notes and corrections that hold every word of ``text``, newest first; a phrase stands in quotes.

    None for a text without a word. ``case_ref`` looks in one case only; a negative ``limit`` gives all.
    """
    words = words_of(text)
    if not words:
        return []
    values: dict[str, str | int | None] = {f"word{number}": word for number, word in enumerate(words)}
    values |= {"query": _query(words), "case_ref": case_ref, "limit": limit}
    notes = _NOTES.format(found=_found("note_words", "folded_notes", words, case_ref))
    amendments = _AMENDMENTS.format(found=_found("amendment_words", "folded_amendments", words, case_ref))
    rows = connection.execute(f"{notes} UNION ALL {amendments} {_NEWEST_FIRST}", values)
    return [_hit(row, words) for row in rows]


def words_of(text: str) -> list[str]:
    """The words and phrases asked for, folded as the index is; each once."""
    parts = (phrase or word for phrase, word in _WORDS.findall(text.translate(_QUOTES).replace("\0", " ")))
    return list(dict.fromkeys(word for part in parts if (word := " ".join(folded(part).split()))))


def folded(text: str) -> str:
    """``text`` in small letters with the Danish ones written out, as the index has it."""
    text = unicodedata.normalize("NFC", text).lower()
    for letter, written in LETTERS:
        text = text.replace(letter, written)
    return text


def _query(words: list[str]) -> str:
    """The index's query: every word that is long enough, quoted, so that nothing in it is an operator."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) >= INDEXED)


def _found(index: str, view: str, words: list[str], case_ref: str | None) -> str:
    conditions = [
        f"instr(lower((SELECT text FROM {view} WHERE id = t.id)), :word{number}) > 0"
        for number, word in enumerate(words)
        if len(word) < INDEXED
    ]
    if _query(words):
        conditions.append(f"t.id IN (SELECT rowid FROM {index} WHERE {index} MATCH :query)")
    if case_ref is not None:
        conditions.append("t.case_ref = :case_ref")
    return " AND ".join(conditions)


def _hit(row: tuple[Any, ...], words: list[str]) -> Hit:
    number, ref, name, day, template, caseworker, text, amendment, _part = row
    return Hit(number, ref, name, date.fromisoformat(day), template, caseworker, snippet(text, words), bool(amendment))


def snippet(text: str, words: list[str]) -> str:
    """One line of ``text`` from around the first of ``words`` that it holds."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    plain, places = _with_places(text)
    found = min((at for word in words if (at := plain.find(word)) >= 0), default=0)
    first = places[found] if found < len(places) else 0
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE) + 1
    # A word that is itself longer than what is shown is cut.
    start = max(start, first - 2 * BEFORE)
    end = start + SHOWN
    if end < len(text):
        end = max(text.rfind(" ", first, end), 0) or end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _with_places(text: str) -> tuple[str, list[int]]:
    """``text`` folded, and for each letter of that its place in ``text``."""
    parts: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        part = folded(letter)
        parts.append(part)
        places += [place] * len(part)
    return "".join(parts), places
