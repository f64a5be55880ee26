"""Words about a case that lie in files beside the caseload: not yet saved, but held all the same."""

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kontant.cli import note_private as private
from kontant.i18n import _
from kontant.report.access.words import leaves
from kontant.report.review.points import points
from kontant.store import drafts, journal

# The reviews that drew the case, and who has answered in them or in the case.
_REVIEWS = "SELECT review FROM review_cases WHERE case_ref = ?"
_REVIEWERS = f"SELECT DISTINCT reviewer FROM review_answers WHERE review IN ({_REVIEWS})"


def words_beside(path: Path, connection: sqlite3.Connection, case_ref: str, who: str) -> list[tuple[str, str]]:
    """The words of drafts, of corrections and of remarks that lie beside the caseload, each with what they are of.

    Remarks are those of whoever has answered in the review, and of ``who``, who is at the keyboard.
    """
    return [
        *_of_drafts(path, connection, case_ref),
        *_of_corrections(path, connection, case_ref),
        *_of_remarks(path, connection, case_ref, who),
    ]


def _of_drafts(path: Path, connection: sqlite3.Connection, case_ref: str) -> Iterator[tuple[str, str]]:
    for draft in (*drafts.drafts(connection), *drafts.drafts(connection, discarded=True)):
        if draft.case_ref != case_ref:
            continue
        of = _("Draft {n}").format(n=draft.id)
        if state := private.spilled(path, draft.id):
            yield of, "\n".join(f"{name}: {text}" for name, text in leaves(state))
        for place, file in private.left_by_editor(path, draft.id):
            if text := private.read(file):
                yield f"{of}, {place}", text


def _of_corrections(path: Path, connection: sqlite3.Connection, case_ref: str) -> Iterator[tuple[str, str]]:
    for note in journal.notes_of(connection, case_ref):
        which = (note.case_ref, note.date.isoformat(), note.template, note.nr)
        for file in private.corrections_left(path, which):
            if text := private.read(file):
                yield _("Correction of note {n}").format(n=note.id), text


def _of_remarks(path: Path, connection: sqlite3.Connection, case_ref: str, who: str) -> Iterator[tuple[str, str]]:
    reviews = [number for (number,) in connection.execute(_REVIEWS, (case_ref,)).fetchall()]
    reviewers = {who, *(name for (name,) in connection.execute(_REVIEWERS, (case_ref,)))}
    for number, reviewer, point in itertools.product(reviews, sorted(reviewers), points()):
        for file in private.corrections_left(path, (number, case_ref, reviewer, point)):
            if text := private.read(file):
                yield _("Review {number}, {point}").format(number=number, point=point), text
