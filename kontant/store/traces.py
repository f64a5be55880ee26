"""How the words of the log may tell of somebody who is being erased: a case number, a name, a CPR number.

A purpose is a line that somebody wrote, and an import of an older kontant named the file that it read, so that either
may name a person whose case the event does not name. A text that does is dropped whole.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kontant.model.vocabulary import folded

# What somebody chose the words of; everything else in an event's details is kontant's own.
_WRITTEN = ("purpose", "extract")
# Every name and CPR number that the cases of the table ``purged`` have been recorded with.
_PEOPLE = """
    SELECT name, cpr FROM cases WHERE case_ref IN (SELECT ref FROM purged)
    UNION SELECT json_extract("before", '$.name'), json_extract("before", '$.cpr') FROM changes
    WHERE table_name = 'cases' AND json_extract("key", '$.case_ref') IN (SELECT ref FROM purged)
    UNION SELECT json_extract("after", '$.name'), json_extract("after", '$.cpr') FROM changes
    WHERE table_name = 'cases' AND json_extract("key", '$.case_ref') IN (SELECT ref FROM purged)
    UNION SELECT CASE field WHEN 'name' THEN was END, CASE field WHEN 'cpr' THEN was END FROM corrections
    WHERE table_name = 'cases' AND case_ref IN (SELECT ref FROM purged)
"""
_DETAILS = "SELECT id, details FROM events WHERE json_valid(details) AND json_type(details) = 'object'"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\w[\w./-]*")
# A letter alone is an initial, which any text may hold.
_SHORTEST = 2


class _Traces(NamedTuple):
    """What tells of the erased: their case numbers, the words of their names, and the digits of their CPR numbers."""

    refs: frozenset[str]
    words: frozenset[str]

    def left_of(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """The details of an event without them; where it names one of the cases, without anything written too."""
        kept = {name: part if name in _WRITTEN else self._without(part) for name, part in details.items()}
        named = kept != details
        return {name: part for name, part in kept.items() if name not in _WRITTEN or not (named or self._tells(part))}

    def _tells(self, text: Any) -> bool:
        if not isinstance(text, str):
            return False
        plain = folded(text)
        # Danish has its genitive without an apostrophe: Leylas.
        words = {each for word in _WORD.findall(plain) for each in (word, word.removesuffix("s"))}
        numbers = {number.rstrip("./-") for number in _NUMBER.findall(plain)}
        return not (self.words.isdisjoint(words) and self.refs.isdisjoint(numbers | {plain}))

    def _without(self, value: Any) -> Any:
        """A JSON value without the texts that name one of the cases."""
        if isinstance(value, dict):
            return {name: self._without(part) for name, part in value.items() if not self._is_ref(name)}
        if isinstance(value, list):
            return [self._without(part) for part in value if not self._is_ref(part)]
        return None if self._is_ref(value) else value

    def _is_ref(self, value: Any) -> bool:
        return isinstance(value, str) and folded(value) in self.refs


def left_in_log(connection: sqlite3.Connection) -> dict[int, str]:
    """What is left of the details of each event that tells of a case in the table ``purged``, as JSON by its number."""
    traces = _of(connection)
    found = {}
    for number, text in connection.execute(_DETAILS):
        details = json.loads(text)
        if (left := traces.left_of(details)) != details:
            found[number] = json.dumps(left, ensure_ascii=False, separators=(",", ":"))
    return found


def _of(connection: sqlite3.Connection) -> _Traces:
    refs = frozenset(folded(ref) for (ref,) in connection.execute("SELECT ref FROM purged"))
    people = connection.execute(_PEOPLE).fetchall()
    return _Traces(refs, frozenset(word for name, cpr in people for word in _words(name, cpr)))


def _words(name: str | None, cpr: str | None) -> Iterator[str]:
    for word in _WORD.findall(folded(name or "")):
        if len(word) >= _SHORTEST:
            yield word
    if cpr:
        # A purpose is kept with the last four masked: the day of birth is what is left of the number.
        yield from (cpr, cpr[:6])
