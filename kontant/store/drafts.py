"""Drafts of notes: what has been answered so far, on disk after each question.

A draft is no record: it is in no log, and goes in the very transaction that saves its note. Every save is one short
transaction of plain SQL. Two terminals may go on with the same draft: the one that comes second keeps its words in a
draft of its own.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.store.journal import json_object
from kontant.store.reading import changing

if TYPE_CHECKING:  # SQLModel, which a save does not wait for
    from kontant.store.writes import Writer


class Draft(NamedTuple):
    """A note that is being written; ``revision`` counts its saves.

    ``place`` is the question that was asked last and ``partial`` what was typed there and not yet answered with.
    ``started``, ``saved`` and ``discarded`` are UTC times.
    """

    id: int
    case_ref: str
    form: str
    version: int
    date: dt.date
    caseworker: str | None
    who: str
    started: str
    saved: str
    answers: dict[str, Any]
    place: str | None
    partial: str | None
    revision: int
    discarded: str | None


_COLUMNS = ", ".join(Draft._fields)
_NEW = f"INSERT INTO drafts ({_COLUMNS}) VALUES ({', '.join('?' * len(Draft._fields))})"
_SAVE = (
    "UPDATE drafts SET date = ?, caseworker = ?, saved = ?, answers = ?, place = ?, partial = ?,"
    " revision = revision + 1 WHERE id = ? AND revision = ?"
)
# Either is a step of its own, so that another terminal that still holds the draft does not write over it.
_DISCARD = "UPDATE drafts SET discarded = ?, revision = revision + 1 WHERE id = ? AND discarded IS NULL"
_RESTORE = "UPDATE drafts SET discarded = NULL, revision = revision + 1 WHERE id = ? AND discarded IS NOT NULL"


def start(
    path: Path, *, case_ref: str, form: str, version: int, date: dt.date, caseworker: str | None, who: str, at: str
) -> Draft:
    """A new draft without answers."""
    with changing(path) as connection:
        head = (case_ref, form, version, date, caseworker, who)
        return _new(connection, Draft(0, *head, at, at, {}, None, None, 1, None))


def save(
    path: Path, draft: Draft, *, answers: Mapping[str, Any], place: str | None, partial: str | None, at: str
) -> Draft:
    """Save what is answered so far; returns the draft as it now is.

    Where the draft on disk is not at ``draft.revision`` any more (another terminal went on with it, finished or
    discarded it), the words are saved as a new draft and that one is returned: nothing is lost on either side.
    """
    new = draft._replace(saved=at, answers=dict(answers), place=place, partial=partial, revision=draft.revision + 1)
    with changing(path) as connection:
        words = (draft.date.isoformat(), draft.caseworker, at, _json(new.answers), place, partial)
        saved = connection.execute(_SAVE, (*words, draft.id, draft.revision))
        return new if saved.rowcount else _new(connection, new._replace(revision=1, discarded=None))


def discard(path: Path, draft_id: int, *, at: str) -> None:
    """Put a draft aside; it can be restored. Raises ``NotFound`` where there is none of that number."""
    _change(path, _DISCARD, draft_id, at)


def restore(path: Path, draft_id: int) -> None:
    """Take a discarded draft up again. Raises ``NotFound`` where there is none of that number."""
    _change(path, _RESTORE, draft_id)


def drop(path: Path, draft: Draft) -> None:
    """Take away a draft in which nothing was ever written, unless another terminal has gone on with it."""
    with changing(path) as connection:
        connection.execute("DELETE FROM drafts WHERE id = ? AND revision = ?", (draft.id, draft.revision))


def drafts(connection: sqlite3.Connection, *, discarded: bool = False) -> list[Draft]:
    """The drafts that can be gone on with, or those that were discarded; the latest saved first."""
    which = "IS NOT NULL" if discarded else "IS NULL"
    rows = connection.execute(f"SELECT {_COLUMNS} FROM drafts WHERE discarded {which} ORDER BY saved DESC, id DESC")
    return [_draft(row) for row in rows]


def draft(connection: sqlite3.Connection, draft_id: int) -> Draft | None:
    """One draft, discarded or not; None if there is none of that number."""
    if abs(draft_id) >= 2**63:  # more than SQLite can be asked for
        return None
    row = connection.execute(f"SELECT {_COLUMNS} FROM drafts WHERE id = ?", (draft_id,)).fetchone()
    return _draft(row) if row else None


def finish(writer: Writer, draft: Draft) -> None:
    """Take the draft away in the transaction that saves its note.

    Raises ``Refused`` where another terminal has gone on with it, discarded it or finished it.
    """
    from sqlalchemy import text

    gone = text("DELETE FROM drafts WHERE id = :id AND revision = :revision")
    done = writer.session.connection().execute(gone, {"id": draft.id, "revision": draft.revision})
    if not done.rowcount:
        raise Refused(
            _("Draft {number} was changed in another terminal; nothing was saved. Look at it with: {command}").format(
                number=draft.id, command="kontant note drafts"
            )
        )


def _new(connection: sqlite3.Connection, new: Draft) -> Draft:
    values = new._replace(id=None, date=new.date.isoformat(), answers=_json(new.answers))  # type: ignore[arg-type]
    number = connection.execute(_NEW, tuple(values)).lastrowid
    assert number is not None
    return new._replace(id=number)


def _change(path: Path, statement: str, draft_id: int, *values: str) -> None:
    with changing(path) as connection:
        if draft(connection, draft_id) is None:
            raise NotFound(_("There is no draft {number}; see: kontant note drafts").format(number=draft_id))
        connection.execute(statement, (*values, draft_id))


def _draft(row: tuple[Any, ...]) -> Draft:
    found = Draft(*row)
    return found._replace(date=dt.date.fromisoformat(row[4]), answers=json_object(row[9]))


def _json(answers: Mapping[str, Any]) -> str:
    return json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":"))
