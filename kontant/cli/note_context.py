"""One note about to be written: in which case, by which form, of which day and by whom; what the case says to it."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.options import when
from kontant.cli.screen import tell
from kontant.errors import NotFound, Refused, UsageError
from kontant.i18n import _, day_text
from kontant.model.timeline import Case, Timeline
from kontant.model.vocabulary import folded
from kontant.notes.template import Template
from kontant.store import drafts, finding, journal, timelines
from kontant.store.drafts import Draft
from kontant.store.journal import JournalNote
from kontant.store.location import data_folder
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.notes.facts import CaseFacts
    from kontant.notes.guide import Guide

_OWN_FOLDER = "notes"
MOST_DRAFTS = 10**18
"""The highest number of a draft that may be asked for."""


def own_templates(context: Context) -> Path | None:
    """The folder of the municipality's own templates: ``KONTANT_NOTES``, else ``notes`` in the data folder."""
    given = os.environ.get("KONTANT_NOTES")
    if given:
        folder = Path(given).expanduser()
        if not folder.is_dir():
            raise UsageError(
                _("KONTANT_NOTES: {path} is not a folder; name the one with your note templates.").format(path=folder)
            )
        return folder
    usual = data_folder() / _OWN_FOLDER
    return usual if usual.is_dir() else None


def template_of(context: Context, text: str) -> Template:
    """The template that ``text`` names: its id, or its name in either language."""
    from kontant.notes.template_file import available, load

    own, wanted = own_templates(context), folded(text)
    with contextlib.suppress(NotFound):  # all of them are read only where it is not the id that was typed
        return load(wanted, own)
    known = available(own, tell)
    for template in known.values():
        if wanted in (template.id, *map(folded, template.name)) or wanted.replace(" ", "_") == template.id:
            return template
    from difflib import get_close_matches

    near = get_close_matches(wanted, known, n=2)
    told = (
        _("There is no note template {name}; did you mean {near}?") if near else _("There is no note template {name}.")
    )
    told = told.format(name=repr(text[:40]), near=_(" or ").join(near))
    raise UsageError(told + " " + _("See: {command}").format(command=f"{context.prefix} note template"))


@dataclass(frozen=True, slots=True)
class Writing:
    """One note to write."""

    context: Context
    template: Template
    case_ref: str
    day: date
    caseworker: str | None

    def situation(self) -> tuple[Timeline, list[JournalNote]]:
        """The case and its journal as they stand in the caseload now."""
        with reading(self.context.path) as connection:
            found = timelines.timeline(connection, self.case_ref)
            if found is None:
                raise NotFound(_("Case {case} is not in the caseload any more.").format(case=self.case_ref))
            return found, journal.notes_of(connection, self.case_ref, until=self.day)

    def facts(self) -> "CaseFacts":
        """What the case says to the form's questions now."""
        from kontant.cli.judging import parameters
        from kontant.notes.facts import CaseFacts
        from kontant.rules.law import Law

        timeline, notes = self.situation()
        law = Law(parameters(self.context), self.day)
        return CaseFacts(timeline, notes, law, self.day, self.template, self.caseworker, self.context.today)

    def guide(self, answers: Mapping[str, Any]) -> "Guide":
        """A guide through the form with these answers, and with the case as it is now."""
        from kontant.notes.guide import Guide

        return Guide(self.template, self.facts(), dict(answers), self.day, self.context.today, self.caseworker)


def case_named(context: Context, text: str) -> Timeline:
    """The case that a person typed, with its assignments."""
    with reading(context.path) as connection:
        found = timelines.timeline(connection, find_case(connection, text), ("assignments",))
    assert found is not None
    return found


def draft_of(context: Context, number: int, case_ref: str | None = None) -> Draft:
    """The draft of that number, in that case if one is named; raises ``NotFound`` where there is none."""
    with reading(context.path) as connection:
        found = drafts.draft(connection, number)
    if found is None or case_ref not in (None, found.case_ref):
        told = _("There is no draft {number}; see: {command}")
        raise NotFound(told.format(number=number, command=f"{context.prefix} note drafts"))
    return found


def note_day(context: Context, text: str | None, case: Case, option: str = "--date") -> date:
    """The day of a note: not one to come, and not before the case was opened."""
    day = when(context, text, option)
    if day > context.today:
        raise UsageError(_("{option}: a note is not written for a day to come.").format(option=option))
    if day < case.opened:
        told = _("{option}: case {case} was opened on {opened}; a note cannot lie before that.")
        raise Refused(told.format(option=option, case=case.case_ref, opened=day_text(case.opened)))
    return day


def writer_of(context: Context, given: str | None, case: Timeline, day: date) -> str | None:
    """Who writes: whoever is ``given``, else the person at the keyboard if a caseworker, else the coordinator."""
    with reading(context.path) as connection:
        known = finding.caseworkers(connection)
    if given is not None:
        from kontant.cli.case_fields import fault_in

        if fault := fault_in("assignments", "caseworker", given):
            raise UsageError(f"--caseworker: {fault}")
    who = given or context.who
    spelled = next((name for name in known if folded(name) == folded(who)), None)
    return spelled or given or _coordinator(case, day)


def _coordinator(case: Timeline, day: date) -> str | None:
    holding = [
        a for a in case.assignments if a.role == "coordinator" and a.start <= day and (a.end is None or a.end >= day)
    ]
    return max(holding, key=lambda a: a.start).caseworker if holding else None


def other_names(context: Context, case_ref: str) -> Sequence[str]:
    """The names of everybody else in the caseload."""
    with reading(context.path) as connection:
        return [t.case.name for t in timelines.all_timelines(connection, ()) if t.case.case_ref != case_ref]
