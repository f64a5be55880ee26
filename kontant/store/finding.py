"""Which case a person means: by its reference, a part of it, or a part of the name.

Names are compared in Python: SQLite folds ASCII letters only, and a caseload has Æ, Ø and Å in it.
"""

import sqlite3
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.person import holds_cpr

_HEADS = "SELECT case_ref, name, opened, closed FROM cases ORDER BY case_ref"
_EXACT = "SELECT case_ref FROM cases WHERE case_ref = ?"
_CASEWORKERS = "SELECT DISTINCT caseworker FROM assignments WHERE withdrawn IS NULL ORDER BY caseworker"

_SHOWN = 40


class Candidate(NamedTuple):
    """A case that may be meant."""

    case_ref: str
    name: str
    opened: date
    closed: date | None


class Ambiguous(NotFound):
    """More than one case is meant; ``candidates`` are they."""

    def __init__(self, message: str, candidates: list[Candidate]) -> None:
        """A finished sentence, and the cases it speaks of."""
        super().__init__(message)
        self.candidates = candidates


def find(connection: sqlite3.Connection, text: str) -> str:
    """The reference of the one case that ``text`` names.

    A whole reference comes before a whole name, that before a part of either, that before scattered words. Raises
    ``NotFound`` where there is no such case and ``Ambiguous`` where there are several.
    """
    if exists(connection, text):
        return text
    for found in _tiers(connection, text):
        if len(found) > 1:
            told = _("{text} means more than one case; write more of the name, or the case reference.")
            raise Ambiguous(told.format(text=_quoted(text)), found)
        if found:
            return found[0].case_ref
    raise NotFound(
        _("No case has {text} in its reference or name; look for it with: kontant case find").format(text=_quoted(text))
    )


def exists(connection: sqlite3.Connection, case_ref: str) -> bool:
    """Whether there is a case with exactly this reference."""
    return connection.execute(_EXACT, (case_ref,)).fetchone() is not None


def candidates(connection: sqlite3.Connection, text: str) -> list[Candidate]:
    """Every case whose reference or name holds ``text``, or whose name holds each of its words."""
    found = {case.case_ref: case for tier in _tiers(connection, text) for case in tier}
    return [found[ref] for ref in sorted(found)]


def caseworkers(connection: sqlite3.Connection) -> list[str]:
    """Everybody who holds or held a role in some case."""
    return [who for (who,) in connection.execute(_CASEWORKERS)]


def _tiers(connection: sqlite3.Connection, text: str) -> Iterable[list[Candidate]]:
    """The cases that ``text`` may mean, the surest way of meaning first."""
    wanted = _fold(text)
    words = wanted.split()
    if not words:
        return
    cases = [(_candidate(*row), _fold(row[0]), _fold(row[1])) for row in connection.execute(_HEADS)]
    ways: tuple[Callable[[str, str], bool], ...] = (
        lambda ref, name: wanted == ref,
        lambda ref, name: wanted == name,
        lambda ref, name: wanted in ref or wanted in name,
        lambda ref, name: all(word in name for word in words),
    )
    for means in ways:
        yield [case for case, ref, name in cases if means(ref, name)]


def _candidate(ref: str, name: str, opened: str, closed: str | None) -> Candidate:
    return Candidate(ref, name, date.fromisoformat(opened), None if closed is None else date.fromisoformat(closed))


def _fold(text: str) -> str:
    """``text`` whatever the case of its letters, how they were composed, and the spaces between them."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _quoted(text: str) -> str:
    """``text`` as an error may show it: what was typed may be a CPR number."""
    return _("(not shown)") if holds_cpr(text) else repr(text[:_SHOWN])
