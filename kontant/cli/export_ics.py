"""``kontant export ics``: deadlines and planned conversations for a calendar."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.export_log import log_written
from kontant.cli.judging import evaluator
from kontant.cli.options import AsOf, Caseworker, when
from kontant.cli.screen import tell
from kontant.i18n import _, ngettext
from kontant.rules.evaluate import Evaluator

if TYPE_CHECKING:
    from kontant.exchange.calendar_file import Entry

_STDOUT = Path("-")

HELP = _(
    "Write deadlines and planned conversations as a calendar file (iCalendar). What is overdue stands on the as-of "
    "day. Read again, an entry whose day has moved is moved; one that is done with stays in the calendar until it is "
    "emptied."
)

# A calendar is looked at for longer than a morning's list: a quarter ahead.
DEFAULT_HORIZON = 90


def ics(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(help=_("Write to this file; to the screen if left out or -."), metavar=_("[FILE]")),
    ] = None,
    *,
    as_of: AsOf = None,
    horizon: Annotated[
        int, typer.Option(min=0, max=3660, help=_("Days to look ahead."), metavar=_("DAYS"))
    ] = DEFAULT_HORIZON,
    caseworker: Caseworker = None,
    names: Annotated[bool, typer.Option("--names", help=_("Put the person's name in each entry."))] = False,
    force: Annotated[bool, typer.Option("--force", help=_("Replace the file if it exists."))] = False,
) -> None:
    """Write the calendar; flags that somebody put aside stay out of it, as out of the morning's list."""
    from kontant.exchange.calendar_file import calendar_bytes

    context: Context = ctx.obj
    file = None if file == _STDOUT else file
    if file is not None:
        from kontant.exchange.files import check_target

        check_target(file, force=force)
    rules = evaluator(context, when(context, as_of, "--as-of"), horizon)
    named: dict[str, None] = {}
    data, count = calendar_bytes(_entries(context, rules, caseworker, names, named), rules.law.day)
    if names:
        to_file = file is not None
        log_written(context, "export ics --names", rules.law.day, "ics", to_file=to_file, case_refs=list(named))
    if file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    else:
        _write(file, data, count, names=names, force=force)


def _write(file: Path, data: bytes, count: int, *, names: bool, force: bool) -> None:
    from kontant.exchange.files import write_file

    write_file(file, data, force=force)
    told = ngettext("Wrote {path}: {n} entry.", "Wrote {path}: {n} entries.", count).format(path=file, n=count)
    note = (
        _("With people's names: keep it as safe as the caseload itself, and out of shared calendars.")
        if names
        else _("With case numbers and without names; each entry is still about one person, so keep it safe.")
    )
    tell(f"{told} {note}")


def _entries(
    context: Context, rules: Evaluator, caseworker: str | None, names: bool, named: dict[str, None]
) -> "Iterator[Entry]":
    """The entries, and in ``named`` the cases that have one."""
    from kontant.exchange.calendar_file import entries
    from kontant.report.coordinated import coordinated_by
    from kontant.rules.snoozing import parted
    from kontant.store.reading import reading
    from kontant.store.snoozes import snoozes
    from kontant.store.timelines import open_timelines

    day = rules.law.day
    with reading(context.path) as connection:
        timelines = open_timelines(connection, day, rules.reads() | {"assignments", "conversations"})
        aside = snoozes(connection, day=day)
        for t in coordinated_by(timelines, day, caseworker):
            standing, _snoozed = parted(rules.flags(t), aside.get(t.case.case_ref, {}), day)
            for entry in entries(t, standing, day, names=names, prefix=context.short_prefix):
                named[t.case.case_ref] = None
                yield entry
