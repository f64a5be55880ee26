"""What ``kontant import`` says when it is done: files read, what changed in each table, how to undo it."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kontant.cli.screen import Line, Piece, line, shorten, wrapped
from kontant.i18n import N_, _, day_text, ngettext

if TYPE_CHECKING:
    from kontant.exchange.importing import ImportReport
    from kontant.exchange.intake import FileRead

# Vanished rows that are named; the rest is a number.
VANISHED_TOLD = 20

_COLUMNS = {
    "new": N_("new"),
    "changed": N_("changed"),
    "restored": N_("restored"),
    "unchanged": N_("unchanged"),
    "vanished": N_("vanished"),
    "withdrawn": N_("withdrawn"),
}
_SEPARATORS = {",": N_("comma"), ";": N_("semicolon")}


def as_lines(report: "ImportReport", prefix: str) -> Iterator[Line]:
    """The report as lines for a person; ``prefix`` is how a suggested command begins."""
    said = (
        _("{extract}, as of {day}: only tried, nothing was changed.")
        if report.dry_run
        else _("{extract}, as of {day}:")
    )
    yield line(Piece(said.format(extract=report.extract, day=day_text(report.extract_date)), "bold"))
    for file in report.files:
        yield line("  " + _file_line(file))
    yield line("")
    yield from _count_lines(report)
    yield from _kept_lines(report)
    yield from _vanished_lines(report)
    yield from _case_lines(report)
    yield line("")
    yield from _ending(report, prefix)


def _file_line(file: "FileRead") -> str:
    rows = ngettext("{n} row", "{n} rows", file.rows).format(n=file.rows)
    if file.form is None:
        return f"{file.file}: {rows}"
    return f"{file.file}: {file.form.encoding}, {_(_SEPARATORS[file.form.separator])}, {rows}"


def _count_lines(report: "ImportReport") -> Iterator[Line]:
    from kontant.exchange.headers import table_label
    from kontant.store.merge import Counts

    rows = [[table_label(name), *map(str, counts)] for name, counts in report.counts.items()]
    titles = ["", *(_(_COLUMNS[key]) for key in Counts._fields)]
    room = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    for number, row in enumerate((titles, *rows)):
        text = f"{row[0]:<{room[0]}}" + "".join(
            f"  {cell:>{wide}}" for cell, wide in zip(row[1:], room[1:], strict=True)
        )
        yield line(Piece(text, "" if number else "bold"))


def _kept_lines(report: "ImportReport") -> Iterator[Line]:
    """What was changed here and the extract has not caught up with, and what a later extract has said."""
    total = sum(report.kept.values())
    if total:
        told = ngettext(
            "{n} record that was changed here is kept: the extract says of it only what it said before.",
            "{n} records that were changed here are kept: the extract says of them only what it said before.",
            total,
        )
        yield line("")
        yield from wrapped(told.format(n=total), "")
    if report.older:
        told = ngettext(
            "{n} row says something else than a later extract did; the later one holds, and the row was left.",
            "{n} rows say something else than a later extract did; the later one holds, and the rows were left.",
            report.older,
        )
        yield line("")
        yield from wrapped(told.format(n=report.older), "")


def _vanished_lines(report: "ImportReport") -> Iterator[Line]:
    """The rows that an earlier extract held and this one does not."""
    from kontant.report.field_words import record_title

    total = sum(counts.vanished for counts in report.counts.values())
    if not total:
        return
    yield line("")
    yield from wrapped(
        ngettext(
            "{n} record is no longer in the extract. It is kept; withdrawn if it had not happened yet:",
            "{n} records are no longer in the extract. They are kept; withdrawn if they had not happened yet:",
            total,
        ).format(n=total),
        "",
    )
    for gone in report.vanished[:VANISHED_TOLD]:
        told = record_title(gone.table, json.loads(gone.key))
        yield line("  " + shorten(told, 60), Piece(" (" + _("withdrawn") + ")") if gone.withdrawn else "")
    if total > VANISHED_TOLD:
        yield line("  " + _("... and {n} more (--format json lists them)").format(n=total - VANISHED_TOLD))


def _case_lines(report: "ImportReport") -> Iterator[Line]:
    if report.skipped:
        told = ngettext("{n} case left out for its faults: {refs}", "{n} cases left out for their faults: {refs}",
                        len(report.skipped))  # fmt: skip
        yield line("")
        yield from wrapped(told.format(n=len(report.skipped), refs=", ".join(report.skipped)), "")
    if report.open_cases_absent:
        told = ngettext(
            "{n} open case in the caseload is not in the extract; it was left as it is.",
            "{n} open cases in the caseload are not in the extract; they were left as they are.",
            report.open_cases_absent,
        )
        yield line("")
        yield from wrapped(told.format(n=report.open_cases_absent), "")


def _ending(report: "ImportReport", prefix: str) -> Iterator[Line]:
    if not report.changes and report.skipped:
        yield line(_("Nothing was changed: there is nothing new in the cases that could be taken."))
    elif not report.changes:
        yield line(_("Nothing to change: the caseload holds all of this already."))
    elif report.dry_run:
        yield line(_("Nothing was changed. Import it by leaving out --dry-run."))
    else:
        yield line(_("Undo with: {command}").format(command=f"{prefix} undo {report.event}"))
    if not report.dry_run:
        yield line(_("Next: {command}").format(command=f"{prefix} due"))


def as_json(report: "ImportReport") -> dict[str, Any]:
    """The report for a machine."""
    return {
        "extract": report.extract,
        "extract_date": report.extract_date.isoformat(),
        "dry_run": report.dry_run,
        "event": report.event,
        "files": [
            {
                "file": file.file,
                "table": file.table,
                "encoding": file.form and file.form.encoding,
                "separator": file.form and file.form.separator,
                "rows": file.rows,
            }
            for file in report.files
        ],
        "tables": {name: counts._asdict() for name, counts in report.counts.items()},
        "vanished": [
            {"table": gone.table, "key": json.loads(gone.key), "withdrawn": gone.withdrawn} for gone in report.vanished
        ],
        "kept": report.kept,
        "older": report.older,
        "skipped_cases": report.skipped,
        "open_cases_absent": report.open_cases_absent,
    }
