"""``kontant case show``: gathers one case as it stood on a day, for the screen or as JSON."""

import sqlite3
from dataclasses import dataclass
from datetime import date

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText, Output, ShowCpr
from kontant.cli.context import Context
from kontant.cli.journal_words import as_it_stood
from kontant.cli.judging import evaluator
from kontant.cli.options import AsOf, TableOrJson, when
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, emit_json, show
from kontant.dates import add_months
from kontant.model.person import masked
from kontant.model.timeline import Timeline
from kontant.rules.continuity import coordinators, current_coordinator, day_of_change
from kontant.rules.coverage import Stretch, passive_stretches
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.seniority import Seniority, seniority
from kontant.rules.snoozing import parted
from kontant.store import journal, one_case, timelines
from kontant.store.corrections import Correction, corrections_of
from kontant.store.journal import JournalNote
from kontant.store.one_case import Withdrawn
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze, Snoozes, snoozes_of

# How far back the drawing looks, how far ahead deadlines are named, and how many notes are shown.
MONTHS_BACK = 24
DAYS_AHEAD = 120
NOTES = 3


@dataclass(frozen=True)
class Shown:
    """One case as it stood on ``day``, with all that the screen tells of it.

    ``snoozed`` are the flags that were put aside, ``snoozes`` all that their date leaves standing on the day.
    """

    day: date
    t: Timeline
    flags: list[Flag]
    deadlines: list[Flag]
    seniority: Seniority
    caseworker: str | None
    since: date | None
    passive: list[Stretch]
    notes: list[JournalNote]
    corrections: list[Correction]
    withdrawn: list[Withdrawn]
    snoozed: list[tuple[Flag, Snooze]]
    snoozes: Snoozes

    @property
    def first(self) -> date:
        """The first day of the drawn timeline."""
        return add_months(self.day, -MONTHS_BACK)


def show_case(
    ctx: typer.Context,
    case: CaseText,
    as_of: AsOf = None,
    show_cpr: ShowCpr = False,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Show one case."""
    context: Context = ctx.obj
    rules = evaluator(context, when(context, as_of, "--as-of"))
    with reading(context.path) as connection:
        shown = gather(connection, rules, find_case(connection, case))
    looked(context, "case show", [shown.t.case.case_ref], cpr=show_cpr)
    if output is TableOrJson.JSON:
        from kontant.cli.case_json import document

        emit_json(document(shown, context.short_prefix, whole_cpr=show_cpr))
        return
    from kontant.cli.case_screen import screen

    lines = screen(shown, context.prefix, whole_cpr=show_cpr)
    show(lines if show_cpr else (_without_cpr(row, shown.t.case.case_ref) for row in lines))


def _without_cpr(row: Line, case_ref: str) -> Line:
    """The line with any CPR number in it masked; what names the case stays, even if it looks like one."""
    return [piece if case_ref in piece.text else piece._replace(text=masked(piece.text)) for piece in row]


def gather(connection: sqlite3.Connection, rules: Evaluator, case_ref: str) -> Shown:
    """Read the case and judge it by ``rules`` and their day."""
    day = rules.law.day
    t = timelines.timeline(connection, case_ref)
    assert t is not None
    begun = coordinators(t, day)
    current = current_coordinator(begun, day)
    change = day_of_change(begun, current) if current else None
    snoozes = snoozes_of(connection, case_ref, day=day)
    standing, aside = parted(rules.flags(t), snoozes, day)
    ahead = Evaluator(rules.law.parameters, day, DAYS_AHEAD)
    return Shown(
        day=day,
        t=t,
        flags=standing,
        deadlines=[flag for flag in ahead.flags(t) if flag.deadline and flag.deadline >= day],
        seniority=seniority(t, rules.law),
        caseworker=current.caseworker if current else None,
        since=None if current is None else change[0] if change else begun[0].start,
        passive=passive_stretches(t, rules.law),
        notes=[as_it_stood(note, day) for note in journal.notes_of(connection, case_ref, until=day, limit=NOTES)],
        corrections=corrections_of(connection, case_ref, until=day),
        withdrawn=one_case.withdrawn(connection, case_ref),
        snoozed=aside,
        snoozes=snoozes,
    )
