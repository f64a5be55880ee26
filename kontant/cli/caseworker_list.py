"""``kontant caseworker list``: the caseload of each beside the recommended one, and weighted by what is due."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from kontant.cli.columns import Columns
from kontant.cli.context import Context
from kontant.cli.export_log import log_out
from kontant.cli.exporting import FileFormat, Target
from kontant.cli.judging import evaluator
from kontant.cli.options import AsOf, Format, when
from kontant.cli.screen import (
    Line,
    clean,
    emit_json,
    line,
    show,
    tell,
    wrapped,
    write_sheet,
)
from kontant.i18n import _, day_text, decimal_text, ngettext
from kontant.report.capacity import DAYS_AHEAD, Capacity, Caseload, capacity_table
from kontant.report.capacity_reading import capacity_of
from kontant.report.tables import Table, as_json, as_sheet, in_words
from kontant.rules.evaluate import Evaluator

# Places of columns; on a narrow screen the expendable ones go first to last.
_WHO, _UNDER_30, _RECOMMENDED, _OVERDUE, _DUE, _WEIGHTED = 0, 2, 3, 5, 6, 7
_BESIDE = (4, 8)
_NUMBERS = (1, _UNDER_30, _OVERDUE, _DUE, _WEIGHTED)
# What is overdue goes last: the weighted number leaves it out, so that it must stand beside it.
_EXPENDABLE = (_UNDER_30, _RECOMMENDED, _DUE, _BESIDE[0], _OVERDUE)
_COLUMNS = Columns(_WHO, 8, _EXPENDABLE, _NUMBERS)
_STYLES = {"above": "bold red", "below": "cyan", "within": ""}


def list_caseworkers(
    ctx: typer.Context,
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
    identified: Annotated[
        bool, typer.Option("--identified", help=_("Initials rather than numbers in csv, json and markdown (logged)."))
    ] = False,
) -> None:
    """Count the cases and deadlines of each caseworker."""
    context: Context = ctx.obj
    rules = evaluator(context, when(context, as_of, "--as-of"), DAYS_AHEAD)
    found = capacity_of(context.path, rules)
    if output is not Format.TABLE:
        _put_out(context, found, output, identified)
    elif found.caseloads:
        show(_screen(found, rules))
    else:
        tell(_("No case is open on that day."))


def _put_out(context: Context, found: Capacity, output: Format, identified: bool) -> None:
    """The list as data, which is meant to travel: with initials only where that was asked for, and logged first.

    Without them, small caseloads are one, as in the report: what is due in two cases is about two people.
    """
    if identified:
        place = Target(None, FileFormat(output))
        log_out(context, "caseworker list --identified", place, found.day, cases=found.cases_open)
    table = capacity_table(found, identified=identified)
    if not identified:
        from kontant.report.few_cases import few_together
        from kontant.report.over_time import DEFAULT_GROUP

        table = few_together(table, DEFAULT_GROUP)
    if output is Format.JSON:
        emit_json(_document(found, table))
    else:
        write_sheet(as_sheet(_("Caseworkers"), table), markdown=output is Format.MARKDOWN)


def _document(found: Capacity, table: Table) -> dict[str, Any]:
    return {
        "as_of": found.day.isoformat(),
        "days_ahead": DAYS_AHEAD,
        "cases_open": found.cases_open,
        "due_per_case": None if found.due_per_case is None else round(found.due_per_case, 3),
        "caseworkers": as_json(table),
    }


def _screen(found: Capacity, rules: Evaluator) -> Iterator[Line]:
    rows = [_cells(load) for load in found.caseloads]
    headings = [_("Who"), _("Cases"), _("<30"), _("Recommended"), "", _("Overdue"), _("4 weeks"), _("Weighted")]
    table = [[*headings, ""], *rows]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    places = _COLUMNS.fitting(range(len(widths)), widths)
    yield _COLUMNS.row(table[0], places, widths, ["bold"] * len(widths))
    for load, row in zip(found.caseloads, rows, strict=True):
        yield _COLUMNS.row(row, places, widths, _row_styles(load))
    yield []
    yield from _footer(found, rules)


def _cells(load: Caseload) -> list[str]:
    return [
        clean(load.caseworker or _("nobody")),
        str(load.cases),
        str(load.under_30 or ""),
        str(in_words("recommended", load.recommended) or ""),
        _standing(load.beside),
        str(load.overdue or ""),
        str(load.due or ""),
        "" if load.weighted is None else decimal_text(load.weighted),
        _standing(load.weighted_beside),
    ]


def _standing(code: str | None) -> str:
    return str(in_words("beside_recommended", code) or "")


def _row_styles(load: Caseload) -> list[str]:
    styles = ["bold", *[""] * 8]
    for at, code in zip(_BESIDE, (load.beside, load.weighted_beside), strict=True):
        styles[at] = _STYLES.get(code or "", "")
    return styles


def _footer(found: Capacity, rules: Evaluator) -> Iterator[Line]:
    cases = ngettext("{n} open case", "{n} open cases", found.cases_open).format(n=found.cases_open)
    yield line(f"{cases}, {day_text(found.day)}")
    told = _("Overdue and 4 weeks: the deadlines that have passed, and those that fall within four weeks.")
    yield from wrapped(told, "", "dim")
    yield from _weighing(found)
    record = rules.law.value("caseload.recommended_adults")
    if record is not None:
        yield from wrapped(_("Recommended: {source}").format(source=record.cited), "", "dim")
    else:
        yield from wrapped(_("No recommended caseload is in force on that day."), "", "dim")


def _weighing(found: Capacity) -> Iterator[Line]:
    """What the weighted number says, and what it does not."""
    if found.due_per_case is None:
        return
    told = _(
        "Weighted: the cases times what falls due in one of them in the coming four weeks, divided by what does in a "
        "case on average ({mean}). Only these weeks count: what is overdue weighs nothing and stands beside it."
    )
    yield from wrapped(told.format(mean=decimal_text(found.due_per_case, 2)), "", "dim")
    if any(load.weighted == 0 for load in found.caseloads):
        told = _("{zero} says that nothing falls due in these four weeks, not that there is nothing to do.")
        yield from wrapped(told.format(zero=decimal_text(0.0)), "", "dim")
