"""``kontant export``: the caseload summary, the list of cases behind it, and a calendar file."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.export_ics import HELP as ICS_HELP
from kontant.cli.export_ics import ics
from kontant.cli.judging import evaluator
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, when
from kontant.cli.screen import tell, write_csv
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.rules.evaluate import Evaluator

if TYPE_CHECKING:
    from kontant.exchange.sheets import Sheet
    from kontant.report.judged import Judged

app = group(help=_("The caseload summary, the list of cases behind it, and a calendar file."))


class FileFormat(StrEnum):
    """What an export can be."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


_SUFFIXES = {
    ".xlsx": FileFormat.XLSX,
    ".csv": FileFormat.CSV,
    ".json": FileFormat.JSON,
    ".md": FileFormat.MARKDOWN,
    ".markdown": FileFormat.MARKDOWN,
}

Chosen = Annotated[
    FileFormat | None,
    typer.Option("--format", help=_("What comes out; by the ending of --output if left out, else markdown.")),
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help=_("Write to this file."), metavar=_("FILE"))]
Force = Annotated[bool, typer.Option("--force", help=_("Replace the file if it exists."))]


class Export(NamedTuple):
    """An export ready to be written: ``sheets`` in words, ``json`` in codes, ``note`` on the people in it."""

    title: str
    as_of: date
    note: str
    sheets: "Sequence[Sheet]"
    json: dict[str, Any]


@app.command(cls=Command, help=_("Count cases and flags, by group, by rule and by caseworker."))
def summary(
    ctx: typer.Context,
    *,
    as_of: AsOf = None,
    chosen: Chosen = None,
    output: Output = None,
    force: Force = False,
    caseworker: Caseworker = None,
    identified: Annotated[
        bool, typer.Option("--identified", help=_("Show caseworkers by their initials, not as numbers."))
    ] = False,
) -> None:
    """Count the open cases and write the tables."""
    context: Context = ctx.obj
    target = _target(output, chosen, force)
    with _judged(context, as_of, caseworker) as (judged_cases, rules):
        from kontant.report.summary import summarise

        found = summarise(judged_cases, rules, identified=identified)
    note = (
        _("Caseworkers stand by their initials.")
        if identified
        else _("Without personal data: caseworkers are numbered by size of caseload.")
    )
    _write(Export(_("Caseload summary"), found.as_of, note, found.sheets(), found.json()), target, force)


@app.command(cls=Command, help=_("List the open cases behind the summary, worst first."))
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
    target = _target(output, chosen, force)
    with _judged(context, as_of, caseworker) as (judged_cases, rules):
        from kontant.report.case_list import case_list

        found = case_list(judged_cases, rules.law.day, identified=identified)
    note = (
        _("With case numbers, names and initials: keep it as safe as the caseload itself.")
        if identified
        else _("Without case numbers, names and initials; each row is still about one person, so keep it safe.")
    )
    _write(Export(_("Open cases"), found.as_of, note, [found.sheet()], found.json()), target, force)


app.command(
    cls=Command,
    help=ICS_HELP,
    short_help=_("Write deadlines and planned conversations as a calendar file (iCalendar)."),
)(ics)


class Target(NamedTuple):
    """Where an export goes (None: stdout), and as what."""

    path: Path | None
    format: FileFormat


def _target(output: Path | None, chosen: FileFormat | None, force: bool) -> Target:
    """Check the place and choose the format before any work; raises ``UsageError`` or ``Refused``."""
    if output is None:
        if chosen is FileFormat.XLSX:
            raise UsageError(_("A workbook goes to a file: give it a name, such as --output caseload.xlsx."))
        return Target(None, chosen or FileFormat.MARKDOWN)
    found = chosen or _SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            _("{path} does not tell the format; end it in .xlsx, .csv, .json or .md, or give --format.").format(
                path=output
            )
        )
    from kontant.exchange.files import check_target

    check_target(output, force=force)
    return Target(output, found)


@contextmanager
def _judged(
    context: Context, as_of: str | None, caseworker: str | None
) -> "Iterator[tuple[Iterator[Judged], Evaluator]]":
    """The open cases of the day, judged as they are read, and the rules they are judged by."""
    from kontant.report.judged import TABLES, judged
    from kontant.store.reading import reading
    from kontant.store.timelines import open_timelines

    rules = evaluator(context, when(context, as_of, "--as-of"))
    with reading(context.path) as connection:
        timelines = open_timelines(connection, rules.law.day, rules.reads() | TABLES)
        yield judged(timelines, rules, caseworker), rules


def _write(export: Export, target: Target, force: bool) -> None:
    if target.path is None:
        text = _TEXTS[target.format](export)
        if target.format is FileFormat.CSV:
            write_csv(text)
        else:
            sys.stdout.write(text)
        return
    from kontant.exchange.files import write_file

    write_file(target.path, _bytes(export, target.format), force=force)
    rows = sum(len(sheet.rows) for sheet in export.sheets)
    told = ngettext("Wrote {path}: {n} row.", "Wrote {path}: {n} rows.", rows).format(path=target.path, n=rows)
    tell(f"{told} {export.note}")


def _bytes(export: Export, chosen: FileFormat) -> bytes:
    if chosen is FileFormat.XLSX:
        return _workbook(export)
    # Excel takes a CSV file without the mark for Windows-1252, and spoils Æ, Ø and Å.
    encoding = "utf-8-sig" if chosen is FileFormat.CSV else "utf-8"
    return _TEXTS[chosen](export).encode(encoding)


def _workbook(export: Export) -> bytes:
    import io

    from kontant.exchange.sheets import Sheet, write_xlsx

    about = Sheet(
        _("About"),
        (_("What"), _("Value")),
        [(_("Table"), export.title), (_("As of"), export.as_of), (_("Note"), export.note)],
    )
    file = io.BytesIO()
    write_xlsx(file, [*export.sheets, about], created=export.as_of)
    return file.getvalue()


def _markdown(export: Export) -> str:
    from kontant.exchange.sheets import as_markdown

    parts = [f"# {export.title} {day_text(export.as_of)}\n", f"{export.note}\n"]
    for sheet in export.sheets:
        parts += [f"## {sheet.name}\n"] if len(export.sheets) > 1 else []
        parts.append(as_markdown(sheet))
    return "\n".join(parts)


def _csv(export: Export) -> str:
    from kontant.exchange.sheets import as_csv

    return as_csv(*export.sheets)


def _json(export: Export) -> str:
    import json

    return json.dumps(export.json, ensure_ascii=False, indent=1) + "\n"


_TEXTS: dict[FileFormat, Callable[[Export], str]] = {
    FileFormat.CSV: _csv,
    FileFormat.JSON: _json,
    FileFormat.MARKDOWN: _markdown,
}
