"""``kontant backup``: a checked copy of the caseload, and how many of them are kept."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.backup_words import size_text
from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import say, tell
from kontant.errors import StoreError, UsageError
from kontant.i18n import _, ngettext

if TYPE_CHECKING:
    from kontant.store.backups import Backup, Made

app = group()


@app.command(
    "backup",
    cls=Command,
    help=_("Copy the caseload, check the copy, and keep a row of them.")
    + "\n\n"
    + _(
        "Kept are all of today's, and before that the newest of each of 7 days, 4 weeks and 12 months that have one; "
        "the others in the folder are removed when a new one is made."
    ),
)
def backup(
    ctx: typer.Context,
    to: Annotated[
        str | None,
        typer.Option(help=_("Another folder, best on another disk; it must be there."), metavar=_("FOLDER")),
    ] = None,
) -> None:
    """Make a backup, enter it in the log, and take away those that are not kept any more."""
    from kontant.store import backups, rotation

    context: Context = ctx.obj
    folder = (_named(to) if to is not None else backups.default_folder(context.path)).absolute()
    at = context.now()
    made = backups.make(context.path, folder, datetime.fromisoformat(at))
    _tell_made(made)
    _log(context, at, made)
    if made.is_sound:
        _tell_rotated(*rotation.rotate(context.path, folder, made.backup))
    _tell_state(context, made)
    if _is_on_same_disk(context.path, folder):
        told = _("It lies on the same disk as the caseload: keep one elsewhere too, with --to {folder}.")
        tell(told.format(folder=_("FOLDER")))


def _named(text: str) -> Path:
    """The folder that was typed: an empty name would be whatever folder one stands in."""
    if not text.strip():
        raise UsageError(_("--to: no folder is named; write one, or leave --to out."))
    return Path(text).expanduser()


def _tell_made(made: "Made") -> None:
    counted = ngettext("{n} case", "{n} cases", made.cases).format(n=made.cases)
    say(_("Made a backup and checked it: {path}").format(path=made.backup.path))
    say(_("It holds {cases}, {size}.").format(cases=counted, size=size_text(made.backup.path)))


def _log(context: Context, at: str, made: "Made") -> None:
    from kontant.store.log_export import log_reading

    details = {"verified": True, "cases": made.cases}
    try:
        log_reading(context.path, who=context.who, at=at, command="backup", details=details)
    except StoreError:
        # The copy is there and good, and a caseload that cannot be written is when it is needed most.
        tell(_("The caseload cannot be written: the backup is not entered in its log, and no older one was removed."))
        raise typer.Exit from None


def _tell_rotated(gone: "list[Backup]", left: "list[Backup]") -> None:
    if gone:
        told = ngettext("{n} older backup was removed", "{n} older backups were removed", len(gone))
        kept = _("kept are all of today, and the newest of 7 days, of 4 weeks and of 12 months")
        say(f"{told.format(n=len(gone))}; {kept}.")
    for backup in left:
        told = _("{path} was not removed: it cannot be read, or holds another caseload.")
        tell(told.format(path=backup.path))


def _tell_state(context: Context, made: "Made") -> None:
    """What is wrong with the caseload itself, and so with the copy of it; the earlier ones are worth keeping then."""
    if made.is_sound:
        return
    if not made.log_holds:
        told = _("The caseload's log has been tampered with; no older backup was removed. See: {command}")
        tell(told.format(command=f"{context.prefix} log verify"))
    if made.lost:
        told = _("The caseload has rows that belong to nothing; no older backup was removed. See: {command}")
        tell(told.format(command=f"{context.prefix} doctor"))


def _is_on_same_disk(caseload: Path, folder: Path) -> bool:
    return caseload.stat().st_dev == folder.stat().st_dev
