"""Saving a finished note: the note, what it changes and the end of its draft in one transaction, or nothing at all."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import Refused
from kontant.i18n import _, day_text
from kontant.model.records import NoteFields
from kontant.model.tables import CaseRow
from kontant.notes import render
from kontant.notes.applying import apply, refused
from kontant.notes.effects import Head, planned
from kontant.notes.expressions import Facts, Scope, resolve
from kontant.notes.names import UNASKED
from kontant.notes.template import Template
from kontant.store import drafts, journal
from kontant.store.drafts import Draft
from kontant.store.log import Change
from kontant.store.writes import Writer, writing

Answers = Mapping[str, Any]


class Saved(NamedTuple):
    """A note that was saved: its event, its number, and what it changed in the case beside the journal."""

    event_id: int
    note_id: int
    changes: list[Change]


def save(
    path: Path,
    *,
    template: Template,
    answers: Answers,
    facts: Facts,
    case_ref: str,
    note_date: date,
    caseworker: str | None,
    draft: Draft | None,
    who: str,
    at: str,
    today: date,
) -> Saved:
    """Write the note with its final ``answers`` and what they change; the draft, if there is one, is gone with it.

    Raises ``Refused`` where something cannot be so, and the draft is as it was.
    """
    note = Head(note_date, caseworker, today)
    steps = planned(template, answers, facts, note)
    fields = _fields(template, answers, facts, case_ref, note)
    with writing(path, command=f"note {template.id}", who=who, at=at) as writer:
        _refuse_outside(writer, case_ref, note)
        number = _insert(writer, template, fields)
        changes = apply(writer, case_ref, steps, today)
        if draft is not None:
            drafts.finish(writer, draft)
    # Nothing is read after the commit: a note that is saved must not look as if it were not.
    return Saved(writer.event_id, number, changes)


def _fields(template: Template, answers: Answers, facts: Facts, case_ref: str, note: Head) -> NoteFields:
    """The note as a record: its words in the language in use, and all its answers, those not asked in the end too."""
    standing = {question: answer for question, answer in answers.items() if question != UNASKED}
    scope = Scope(template, standing, facts, note.day, caseworker=note.caseworker, today=note.today)
    text = render.text(template, standing, note_date=note.day, caseworker=note.caseworker)
    with refused("notes"):
        return NoteFields.model_validate(
            {
                "case_ref": case_ref,
                "date": note.day,
                "template": template.kind,
                "scope": resolve(template.scope, scope),
                "caseworker": note.caseworker,
                "text": text,
                "answers": json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")),
            }
        )


def _refuse_outside(writer: Writer, case_ref: str, note: Head) -> None:
    """A note belongs to a case that there is, on a day on which it had been opened and that has come."""
    case = writer.session.get(CaseRow, case_ref)
    if case is None:
        raise Refused(_("Case {case} is not in the caseload any more.").format(case=case_ref))
    if note.day < case.opened:
        told = _("Case {case} was opened on {opened}; a note cannot lie before that.")
        raise Refused(told.format(case=case_ref, opened=day_text(case.opened)))
    if note.day > note.today:
        raise Refused(_("A note is not written for a day to come."))


def _insert(writer: Writer, template: Template, fields: NoteFields) -> int:
    nr = journal.next_nr(writer, fields.case_ref, fields.date, fields.template)
    with refused("notes"):
        row = writer.insert("notes", fields, extra={"nr": nr, "form": template.id, "version": template.version})
    return int(row["id"])
