"""``kontant demo``: a caseload of invented people in a file of its own, and the morning's list of it."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, when
from kontant.cli.screen import tell
from kontant.errors import StoreError, UsageError
from kontant.i18n import _

app = group()

EXTRACT_FOLDER = "demo-extract"
# BDO's report is of 2022; any other number deals other people.
SEED = 2022


@app.command(cls=Command, help=_("Try kontant on a caseload of invented people."))
def demo(
    ctx: typer.Context,
    seed: Annotated[int, typer.Option(min=0, help=_("Another number makes other people."), metavar=_("SEED"))] = SEED,
    as_of: AsOf = None,
) -> None:
    """Write the demo extract, import it into a fresh demo caseload, and show what it needs."""
    # Whatever --db says: a demo never touches a real caseload.
    context = Context(demo=True)
    day = when(context, as_of, "--as-of")
    extract = _write_extract(seed, day)
    replaced = _start_afresh(context.path)
    _import(context, extract, day)
    _introduce(context, extract, replaced)
    _show_morning(context, day, f" --as-of {day}" if as_of else "")


def _write_extract(seed: int, day: date) -> Path:
    from kontant.exchange.demo import EARLIEST_DAY, LATEST_DAY, write_extract
    from kontant.store.location import data_folder, make_private_folder

    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise UsageError(
            _("--as-of: the demo caseload can be made for days from {first} to {last}.").format(
                first=EARLIEST_DAY, last=LATEST_DAY
            )
        )
    folder = data_folder() / EXTRACT_FOLDER
    try:
        make_private_folder(folder.parent)
        make_private_folder(folder)
        write_extract(folder, seed=seed, day=day)
    except OSError:
        raise StoreError(_("{path} cannot be written; check that the folder is yours.").format(path=folder)) from None
    return folder


def _start_afresh(path: Path) -> bool:
    """Make an empty demo caseload; True if an earlier one had to go."""
    from kontant.store.schema import create

    replaced = path.exists()
    try:
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    except OSError:
        raise StoreError(_("The earlier demo caseload {path} cannot be replaced.").format(path=path)) from None
    create(path)
    return replaced


def _import(context: Context, extract: Path, day: date) -> None:
    from kontant.exchange.importing import import_extract

    import_extract(context.path, extract, extract_date=day, who=context.who, at=context.now())


def _introduce(context: Context, extract: Path, replaced: bool) -> None:
    from kontant.exchange.demo import CASES

    tell(
        _("A demo caseload: {count} invented people. Its margins follow BDO's audit of long-term cases, 2022.").format(
            count=CASES
        )
    )
    if replaced:
        tell(_("It replaces the earlier demo caseload, with whatever was written there."))
    tell(_("The caseload: {path}").format(path=context.path))
    tell(_("The extract it was imported from: {path}").format(path=extract))
    tell("")


def _show_morning(context: Context, day: date, as_of: str) -> None:
    """The list, as ``kontant due`` shows it, and what to try next: the first case of the list, for one."""
    from kontant.cli.due import morning

    shown = morning(context, day).shown
    sys.stdout.flush()
    tell("")
    tell(_("Try next:"))
    tell(f"  {context.prefix} due{as_of}")
    for needs in shown[:1]:
        tell(f"  {context.prefix} case show {needs.case.case_ref}{as_of}")
    tell(f"  {context.prefix} export summary{as_of}")
