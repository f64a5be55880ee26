"""``kontant case list``: a line for each case."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, NamedTuple

import typer

from kontant.cli.columns import Columns
from kontant.cli.context import Context
from kontant.cli.judging import evaluator
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.screen import Line, clean, emit_json, line, on_terminal, show, tell, write_sheet
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Case, Timeline
from kontant.model.vocabulary import TRACK, name_of
from kontant.report.coordinated import coordinated_by
from kontant.rules.continuity import coordinator_on
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Status
from kontant.rules.seniority import Seniority, seniority
from kontant.store.reading import reading
from kontant.store.timelines import all_timelines, open_timelines

# A name is cut, but not beyond recognition.
_SHORTEST_NAME = 12
_LONGEST_CASEWORKER = 8
# Places of columns; on a narrow screen the expendable ones go first to last.
_NAME, _TRACK, _YEARS, _CASEWORKER, _FLAGS, _CLOSED = 1, 2, 3, 4, (5, 6, 7), 8
_NUMBERS = (_YEARS, *_FLAGS)
_EXPENDABLE = (_TRACK, _YEARS, _CASEWORKER, 7)
_COLUMNS = Columns(_NAME, _SHORTEST_NAME, _EXPENDABLE, _NUMBERS)
_STYLES = ("bold", "", "", "", "", "bold red", "yellow", "cyan", "dim")


class Listed(NamedTuple):
    """A case as the list shows it."""

    case: Case
    seniority: Seniority
    coordinator: str | None
    flags: Counter[str]


def list_cases(
    ctx: typer.Context,
    as_of: AsOf = None,
    caseworker: Caseworker = None,
    closed: Annotated[bool, typer.Option("--closed", help=_("Closed cases too."))] = False,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
) -> None:
    """Judge the cases and list them."""
    context: Context = ctx.obj
    rules = evaluator(context, when(context, as_of, "--as-of"))
    tables = rules.reads() | {"benefits", "assignments"}
    day = rules.law.day
    with reading(context.path) as connection:
        found = all_timelines(connection, tables) if closed else open_timelines(connection, day, tables)
        cases = [_listed(t, rules) for t in coordinated_by(found, day, caseworker)]
    if output is not Format.TABLE:
        _log(context, cases, day, output)
    _write(cases, day, closed, output)


def _log(context: Context, cases: list[Listed], day: date, output: Format) -> None:
    """A list as data has names in it and goes somewhere else; the screen's is the morning's work and is not logged."""
    from kontant.cli.export_log import log_out
    from kontant.cli.exporting import FileFormat, Target

    refs = [listed.case.case_ref for listed in cases]
    log_out(context, "case list", Target(None, FileFormat(output)), day, case_refs=refs)


def _listed(t: Timeline, rules: Evaluator) -> Listed:
    flags = Counter(str(flag.status) for flag in rules.flags(t))
    return Listed(t.case, seniority(t, rules.law), coordinator_on(t, rules.law.day), flags)


def _write(cases: list[Listed], day: date, closed: bool, output: Format) -> None:
    if output is Format.JSON:
        document = {"as_of": day.isoformat(), "cases": [_as_json(listed) for listed in cases]}
        emit_json(document)
    elif output is Format.TABLE:
        if not cases:
            tell(_("No case to list on that day."))
            return
        show(_lines(cases, closed))
    else:
        from kontant.exchange.sheets import Sheet

        rows = [[*_cells(listed)[:-1], listed.case.closed] for listed in cases]
        sheet = Sheet(_("Cases"), _headings(), rows if closed else [row[:-1] for row in rows])
        sheet = sheet if closed else sheet._replace(columns=sheet.columns[:-1])
        write_sheet(sheet, markdown=output is Format.MARKDOWN)


def _as_json(listed: Listed) -> dict[str, object]:
    case, since = listed.case, listed.seniority.since
    return {
        "case_ref": case.case_ref,
        "name": case.name,
        "opened": case.opened.isoformat(),
        "closed": case.closed.isoformat() if case.closed else None,
        "target_group": case.target_group,
        "track": case.track,
        "seniority": {
            "since": since.isoformat() if since else None,
            "years": listed.seniority.years,
            "group": listed.seniority.group,
        },
        "coordinator": listed.coordinator,
        "flags": {str(status): listed.flags[status] for status in Status},
    }


def _headings() -> list[str]:
    return [
        _("Case"),
        _("Name"),
        _("Track"),
        _("Years"),
        _("Caseworker"),
        _("Overdue"),
        _("Due"),
        _("Notice"),
        _("Closed"),
    ]


def _cells(listed: Listed) -> list[str | int | None]:
    case = listed.case
    return [
        case.case_ref,
        case.name,
        name_of(TRACK, case.track),
        listed.seniority.years if listed.seniority.since else None,
        listed.coordinator,
        *(listed.flags[status] for status in Status),
        day_text(case.closed) if case.closed else None,
    ]


def _lines(cases: list[Listed], closed: bool) -> Iterator[Line]:
    """Columns side by side; on a terminal names are cut, and columns left out, so that a case stays one line."""
    headings = _headings()
    headings[_CASEWORKER] = _("Who")  # a heading wider than initials would cost the names their room
    rows = [[_text(at, cell) for at, cell in enumerate(_cells(listed))] for listed in cases]
    widths = [max(len(row[at]) for row in (headings, *rows)) for at in range(len(headings))]
    widths[_CASEWORKER] = min(widths[_CASEWORKER], _LONGEST_CASEWORKER) if on_terminal() else widths[_CASEWORKER]
    places = _COLUMNS.fitting([at for at in range(len(headings)) if closed or at != _CLOSED], widths)
    yield _COLUMNS.row(headings, places, widths, ["bold"] * len(headings))
    for row in rows:
        yield _COLUMNS.row(row, places, widths, _STYLES)
    yield []
    yield line(_footer(cases))


def _text(at: int, cell: str | int | None) -> str:
    """A cell in words; no flag is an empty cell, not a nought."""
    return "" if cell is None or (at in _FLAGS and cell == 0) else clean(str(cell))


def _footer(cases: list[Listed]) -> str:
    flagged = sum(bool(listed.flags) for listed in cases)
    told = ngettext("{n} case", "{n} cases", len(cases)).format(n=len(cases))
    return f"{told}, " + ngettext("{n} with flags", "{n} with flags", flagged).format(n=flagged)
