"""``kontant export``: the caseload summary, the list of cases behind it, and a calendar file."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.export_ics import HELP as ICS_HELP
from kontant.cli.export_ics import ics
from kontant.cli.export_log import log_out
from kontant.cli.export_pseudonymised import HELP as PSEUDONYMISED_HELP
from kontant.cli.export_pseudonymised import pseudonymised
from kontant.cli.exporting import SHEETS, FileFormat, Force, Output, Target, format_option, target, write_out
from kontant.cli.judging import evaluator
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, when
from kontant.cli.read_log import ReadingCommand
from kontant.i18n import _, day_text, ngettext
from kontant.rules.evaluate import Evaluator

if TYPE_CHECKING:
    from kontant.exchange.pages.model import Page
    from kontant.exchange.sheets import Sheet
    from kontant.model.timeline import Timeline
    from kontant.report.judged import Judged
    from kontant.report.summary import Summary

app = group(help=_("The caseload summary, the list of cases behind it, and a calendar file."))


_PAGES = (FileFormat.HTML, FileFormat.PDF)
SUMMARY = (*SHEETS, *_PAGES)

Chosen = Annotated[FileFormat | None, format_option(SHEETS)]


class Export(NamedTuple):
    """An export ready to be written: ``sheets`` in words, ``json`` in codes, ``note`` on the people in it."""

    title: str
    as_of: date
    note: str
    sheets: "Sequence[Sheet]"
    json: dict[str, Any]
    # More lines on what the tables are of: a heading and a sentence each.
    about: "Sequence[tuple[str, str]]" = ()
    page: "Callable[[], Page] | None" = None


@app.command(
    cls=Command,
    help=_(
        "Count cases and flags, by group, by rule and by caseworker, with a dozen key figures beside the national "
        "ones. As HTML or PDF it is one page for a meeting."
    ),
    short_help=_("Count cases and flags, by group, by rule and by caseworker."),
)
def summary(
    ctx: typer.Context,
    *,
    as_of: AsOf = None,
    chosen: Annotated[FileFormat | None, format_option(SUMMARY)] = None,
    output: Output = None,
    force: Force = False,
    caseworker: Caseworker = None,
    identified: Annotated[
        bool, typer.Option("--identified", help=_("Show caseworkers by their initials, not as numbers."))
    ] = False,
) -> None:
    """Count the open cases and write the tables."""
    context: Context = ctx.obj
    place = target(output, chosen, force, SUMMARY)
    from kontant.report.summary import READS, summarise_with_figures

    with _read(context, as_of, READS) as (timelines, rules):
        found = summarise_with_figures(timelines, rules, caseworker=caseworker, identified=identified)
    note = _note(found)
    if identified:
        log_out(context, "export summary --identified", place, found.as_of, cases=found.cases_open)
    about = [(_("Key figures"), found.figures_of())]
    export = Export(_("Caseload summary"), found.as_of, note, found.sheets(), found.json(), about)
    _write(export._replace(page=lambda: _page(found, note)), place, force)


def _note(found: "Summary") -> str:
    """What the summary holds of people."""
    from kontant.report.over_time import DEFAULT_GROUP

    if found.identified:
        return _("Caseworkers stand by their initials.")
    if 0 < found.cases_open < DEFAULT_GROUP:
        return _("Without names and initials, but so few people can be recognised: keep it as safe as the caseload.")
    return _("Without personal data: caseworkers are numbered by size of caseload.")


@app.command(cls=ReadingCommand, help=_("List the open cases behind the summary, worst first."))
def cases(
    ctx: typer.Context,
    *,
    as_of: AsOf = None,
    chosen: Chosen = None,
    output: Output = None,
    force: Force = False,
    caseworker: Caseworker = None,
    identified: Annotated[
        bool,
        typer.Option("--identified", help=_("Show case numbers, names, dates of birth, masked CPR and initials.")),
    ] = False,
) -> None:
    """List the open cases with what is counted of each."""
    context: Context = ctx.obj
    place = target(output, chosen, force)
    with _judged(context, as_of, caseworker) as (judged_cases, rules):
        from kontant.report.case_list import case_list

        found = case_list(judged_cases, rules.law.day, identified=identified)
    note = (
        _("With case numbers, names and initials: keep it as safe as the caseload itself.")
        if identified
        else _("Without case numbers, names and initials; each row is still about one person, so keep it safe.")
    )
    if identified:
        refs = sorted(row[0] for row in found.table.rows)
        log_out(context, "export cases --identified", place, found.as_of, case_refs=refs)
    _write(Export(_("Open cases"), found.as_of, note, [found.sheet()], found.json()), place, force)


app.command(
    cls=ReadingCommand,
    help=ICS_HELP,
    short_help=_("Write deadlines and planned conversations as a calendar file (iCalendar)."),
)(ics)
app.command(
    cls=Command,
    help=PSEUDONYMISED_HELP,
    short_help=_("Write a copy of the caseload with invented people, for demonstrations and support."),
)(pseudonymised)


@contextmanager
def _judged(
    context: Context, as_of: str | None, caseworker: str | None
) -> "Iterator[tuple[Iterator[Judged], Evaluator]]":
    """The open cases of the day, judged as they are read, and the rules they are judged by."""
    from kontant.report.judged import TABLES, judged

    with _read(context, as_of, TABLES) as (timelines, rules):
        yield judged(timelines, rules, caseworker), rules


@contextmanager
def _read(
    context: Context, as_of: str | None, tables: frozenset[str]
) -> "Iterator[tuple[Iterator[Timeline], Evaluator]]":
    """The open cases of the day with all that the rules read and ``tables``, and the rules they are judged by."""
    from kontant.store.reading import reading
    from kontant.store.timelines import open_timelines

    rules = evaluator(context, when(context, as_of, "--as-of"))
    with reading(context.path) as connection:
        yield open_timelines(connection, rules.law.day, rules.reads() | tables), rules


def _write(export: Export, place: Target, force: bool) -> None:
    def told() -> str:
        if place.format in _PAGES:
            return f"{_('Wrote {path}.').format(path=place.path)} {export.note}"
        rows = sum(len(sheet.rows) for sheet in export.sheets)
        wrote = ngettext("Wrote {path}: {n} row.", "Wrote {path}: {n} rows.", rows).format(path=place.path, n=rows)
        return f"{wrote} {export.note}"

    write_out(
        place,
        force=force,
        texts={
            FileFormat.CSV: lambda: _csv(export),
            FileFormat.JSON: lambda: _json(export),
            FileFormat.MARKDOWN: lambda: _markdown(export),
            FileFormat.HTML: lambda: _html(export),
        },
        files={FileFormat.XLSX: lambda: _workbook(export), FileFormat.PDF: lambda: _pdf(export)},
        told=told,
    )


def _workbook(export: Export) -> bytes:
    import io

    from kontant.exchange.sheets import Sheet, write_xlsx

    about = Sheet(
        _("About"),
        (_("What"), _("Value")),
        [(_("Table"), export.title), (_("As of"), export.as_of), (_("Note"), export.note), *export.about],
    )
    file = io.BytesIO()
    write_xlsx(file, [*export.sheets, about], created=export.as_of)
    return file.getvalue()


def _markdown(export: Export) -> str:
    from kontant.exchange.sheets import as_markdown

    parts = [f"# {export.title} {day_text(export.as_of)}\n", f"{export.note}\n"]
    parts += [f"{heading}: {sentence}\n" for heading, sentence in export.about]
    for sheet in export.sheets:
        parts += [f"## {sheet.name}\n"] if len(export.sheets) > 1 else []
        parts.append(as_markdown(sheet))
    return "\n".join(parts)


def _csv(export: Export) -> str:
    from kontant.exchange.sheets import as_csv

    return as_csv(*export.sheets)


def _json(export: Export) -> str:
    from kontant.exchange.json_values import document_text

    return document_text(export.json) + "\n"


def _html(export: Export) -> str:
    from kontant.exchange.pages.html import as_html

    assert export.page is not None
    return as_html(export.page())


def _pdf(export: Export) -> bytes:
    from kontant.exchange.pages.pdf import as_pdf

    assert export.page is not None
    return as_pdf(export.page())


def _page(found: "Summary", note: str) -> "Page":
    from kontant.report.summary_page import summary_page

    return summary_page(found, note)
