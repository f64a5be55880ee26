"""``kontant note export``: one case's whole journal, oldest first, for the municipality's records system."""

import sqlite3
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.case_options import CaseText, ShowCpr
from kontant.cli.context import Context
from kontant.cli.export_log import log_written
from kontant.cli.journal_words import shown_note
from kontant.cli.options import when
from kontant.cli.screen import tell
from kontant.errors import NotFound, UsageError
from kontant.exchange.journal_export import Journal, as_markdown, as_text
from kontant.i18n import _, day_text, ngettext
from kontant.model.person import masked, shown_cpr
from kontant.store import journal, timelines
from kontant.store.reading import reading


class JournalFormat(StrEnum):
    """What an exported journal can be."""

    MARKDOWN = "markdown"
    TEXT = "text"


_SUFFIXES = {".md": JournalFormat.MARKDOWN, ".markdown": JournalFormat.MARKDOWN, ".txt": JournalFormat.TEXT}
_TEXTS: dict[JournalFormat, Callable[[Journal], str]] = {
    JournalFormat.MARKDOWN: as_markdown,
    JournalFormat.TEXT: as_text,
}


def export_journal(
    ctx: typer.Context,
    case: CaseText,
    *,
    chosen: Annotated[
        JournalFormat | None,
        typer.Option("--format", help=_("What comes out; by the ending of --output if left out, else markdown.")),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=_("Write to this file."), metavar=_("FILE"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=_("Replace the file if it exists."))] = False,
    from_: Annotated[
        str | None, typer.Option("--from", help=_("Only notes from this day on."), metavar=_("DATE"))
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help=_("Only notes up to this day."), metavar=_("DATE"))] = None,
    show_cpr: ShowCpr = False,
) -> None:
    """Write the journal of a case to a file or to stdout."""
    context: Context = ctx.obj
    form = _format(output, chosen, force)
    span = _day(context, from_, "--from"), _day(context, to, "--to")
    if span[0] and span[1] and span[0] > span[1]:
        raise UsageError(_("--from lies after --to: write the earlier day as --from."))
    with reading(context.path) as connection:
        found = _journal(connection, find_case(connection, case), context.today, span, show_cpr)
    cpr = {"cpr": True} if show_cpr else {}
    details = {"case_refs": [found.case_ref], **cpr}
    log_written(context, "note export", span[1] or context.today, str(form), to_file=output is not None, **details)
    text = _TEXTS[form](found)
    if output is None:
        sys.stdout.write(text)
        return
    from kontant.exchange.files import write_file

    write_file(output, text.encode(), force=force)
    count = len(found.notes)
    told = ngettext("Wrote {path}: {n} note.", "Wrote {path}: {n} notes.", count).format(path=output, n=count)
    tell(told + " " + _("It names the person: keep it as safe as the caseload itself."))


def _format(output: Path | None, chosen: JournalFormat | None, force: bool) -> JournalFormat:
    """Check the place and choose the format before any work; raises ``UsageError`` or ``Refused``."""
    if output is None:
        return chosen or JournalFormat.MARKDOWN
    found = chosen or _SUFFIXES.get(output.suffix.lower())
    if found is None:
        told = _("{path} does not tell the format; end it in .md or .txt, or give --format.")
        raise UsageError(told.format(path=output))
    from kontant.exchange.files import check_target

    check_target(output, force=force)
    return found


def _day(context: Context, text: str | None, option: str) -> date | None:
    return None if text is None else when(context, text, option)


def _journal(
    connection: sqlite3.Connection,
    case_ref: str,
    today: date,
    span: tuple[date | None, date | None],
    whole_cpr: bool,
) -> Journal:
    t = timelines.timeline(connection, case_ref, ())
    assert t is not None
    first, last = span
    notes = [
        shown_note(note, whole_cpr=whole_cpr)
        for note in reversed(journal.notes_of(connection, case_ref, until=last))
        if first is None or first <= note.date
    ]
    if not notes:
        raise NotFound(_("Case {case} has no note on those days; nothing was written.").format(case=case_ref))
    cpr = shown_cpr(t.case.cpr, whole=whole_cpr)
    born = day_text(t.case.birth_date) if t.case.birth_date else None
    person = ", ".join(part for part in (masked(t.case.name), cpr or born) if part)
    return Journal(case_ref, person, today, first, last, notes)
