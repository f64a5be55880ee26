"""``kontant import``: a municipality's extract into the caseload, with all its faults told at once."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kontant.cli.context import Context
from kontant.cli.import_report import as_json, as_lines
from kontant.cli.lazy import Command, group
from kontant.cli.options import TableOrJson, when
from kontant.cli.screen import emit_json, show, tell
from kontant.errors import UsageError
from kontant.i18n import _, day_text

if TYPE_CHECKING:
    from kontant.exchange.faults import Faults
    from kontant.exchange.intake import Progress

app = group()

# Faults that are written out; the rest is a number.
FAULTS_TOLD = 200
# A bar that comes and goes at once is only a flicker.
_QUIET_SECONDS = 0.5


@app.command(
    "import",
    cls=Command,
    help=_(
        "Read a municipality's extract into the caseload: a folder of CSV files, a .zip of them, or an .xlsx workbook."
    ),
)
def import_(
    ctx: typer.Context,
    *,
    extract: Annotated[Path, typer.Argument(help=_("Folder, .zip or .xlsx file."), metavar=_("EXTRACT"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only say what would change."))] = False,
    skip_bad_cases: Annotated[
        bool, typer.Option("--skip-bad-cases", help=_("Leave out the cases that have faults, and say which."))
    ] = False,
    extract_date: Annotated[
        str | None,
        typer.Option("--extract-date", help=_("The day the extract was made; today if left out."), metavar=_("DATE")),
    ] = None,
    output: Annotated[TableOrJson, typer.Option("--format", help=_("How the report comes out."))] = TableOrJson.TABLE,
) -> None:
    """Import, and report what was read and what changed."""
    from kontant.exchange.faults import ExtractRefused
    from kontant.exchange.importing import import_extract

    context: Context = ctx.obj
    day = when(context, extract_date, "--extract-date")
    if day > context.today:
        raise UsageError(
            _("--extract-date: {day} is in the future; give the day the extract was made.").format(day=day_text(day))
        )
    # A question would stand behind the bar.
    context.unlock()
    try:
        with _progress() as progress:
            report = import_extract(
                context.path,
                extract,
                extract_date=day,
                who=context.who,
                at=context.now(),
                dry_run=dry_run,
                skip_bad_cases=skip_bad_cases,
                progress=progress,
            )
    except ExtractRefused as refused:
        _tell_faults(refused.faults)
        raise
    _tell_faults(report.faults)
    if output is TableOrJson.JSON:
        emit_json(as_json(report))
    else:
        show(as_lines(report, context.prefix))


def _tell_faults(faults: "Faults") -> None:
    for number, fault in enumerate(faults):
        if number == FAULTS_TOLD:
            tell(_("... and {n} more faults").format(n=faults.count - FAULTS_TOLD))
            break
        tell(str(fault))


@contextmanager
def _progress() -> Iterator["Progress | None"]:
    """A bar on stderr, if that is a terminal and the work lasts."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    began = time.monotonic()

    class Bar(Progress):
        def get_renderables(self) -> Iterator[Any]:
            if time.monotonic() - began > _QUIET_SECONDS:
                yield from super().get_renderables()

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Reading"), total=None)

        def told(done: int, total: int) -> None:
            if done < total:
                bar.update(task, completed=done, total=total)
            else:
                bar.reset(task, description=_("Comparing and writing"), total=None)

        yield told
