"""``kontant restore``: which backups there are, what going back to one would lose, and doing it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.backup_words import size_text, when_text
from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.screen import Line, Piece, clean, line, say, show, wrapped
from kontant.errors import NotFound, UsageError
from kontant.i18n import _, ngettext

if TYPE_CHECKING:
    from kontant.store.backups import Backup
    from kontant.store.differences import Difference, History
    from kontant.store.restoring import Plan

app = group()

# Events told one by one; the rest is a number.
_TOLD = 20


@app.command("restore", cls=Command, help=_("Go back to a backup; what is here now is kept."))
def restore(
    ctx: typer.Context,
    backup: Annotated[
        str | None,
        typer.Argument(
            help=_("The number of a backup in the list that the command shows without it, or a file."),
            metavar=_("[BACKUP]"),
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", help=_("Also restore unencrypted what was encrypted and is too damaged to stay so.")),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """List the backups, or show what going back to one would lose, ask, and do it."""
    context: Context = ctx.obj
    if backup is None:
        show(_list(context))
        return
    from kontant.store import restoring
    from kontant.store.condition import Condition

    planned = restoring.plan(context.path, _file(context, backup), plain=plain)
    show(_plan_lines(context, planned))
    if not (yes or _confirmed(context)):
        say(_("Nothing was restored."))
        return
    at = datetime.fromisoformat(context.now())
    done = restoring.restore(context.path, planned, who=context.who, at=at)
    say(_("Restored, by event {event}: {path}").format(event=done.event, path=context.path))
    if done.aside:
        say(_("The caseload as it was is kept: {path}").format(path=done.aside))
    if done.readings:
        told = ngettext(
            "{n} event of the log since then, by which somebody looked or took data out, is carried over.",
            "{n} events of the log since then, by which somebody looked or took data out, are carried over.",
            done.readings,
        )
        say(told.format(n=done.readings))
    if done.aside and planned.condition is Condition.SOUND:
        say(_("Go back to that with: {command}").format(command=f"{context.prefix} restore {done.aside.name}"))


def _list(context: Context) -> Iterator[Line]:
    from kontant.store import backups

    found = _numbered(context)
    if not found:
        told = _("There is no backup in {folder}. Make one with: {command}")
        folder = backups.default_folder(context.path)
        yield from wrapped(told.format(folder=folder, command=f"{context.prefix} backup"), "")
        told = _("One that lies elsewhere is restored by its path: {command}")
        yield from wrapped(told.format(command=f"{context.prefix} restore {_('FILE')}"), "")
        return
    for number, backup in enumerate(found, 1):
        yield _row(number, backup, len(str(len(found))))
    told = _("Go back to one by its number or its name, such as: {command}")
    yield from wrapped(told.format(command=f"{context.prefix} restore {found[0].path.name}"), "")


def _numbered(context: Context) -> "list[Backup]":
    """The backups in the order of their numbers: what a restore put aside comes last, and moves none by coming."""
    from kontant.store import backups

    return sorted(backups.known(context.path), key=lambda backup: backup.kept)


def _row(number: int, backup: "Backup", width: int) -> Line:
    why = _("damaged, kept as it was") if backup.damaged else _("as it was before a restore") if backup.kept else ""
    told = f"  {when_text(backup.at)}  {size_text(backup.path):>9}  {clean(backup.path.name)}  {why}".rstrip()
    return line(Piece(str(number).rjust(width), "bold"), told)


def _file(context: Context, asked: str) -> Path:
    """The file that is meant: by its number in the list, its name in the folder of backups, or its path."""
    found = _numbered(context)
    if asked.isdecimal() and not Path(asked).exists():
        if 1 <= int(asked[:9]) <= len(found):
            return found[int(asked[:9]) - 1].path
        told = _("There is no backup {number}; see those there are with: kontant restore")
        raise NotFound(told.format(number=asked[:9]))
    named = next((backup.path for backup in found if backup.path.name == asked), None)
    return named or Path(asked).expanduser()


def _confirmed(context: Context) -> bool:
    if not context.at_terminal:
        raise UsageError(_("Nothing was restored: off a terminal nobody can be asked; confirm with --yes."))
    from kontant.cli import asking

    return asking.confirm(_("Restore this backup?"))


def _plan_lines(context: Context, planned: "Plan") -> Iterator[Line]:
    from kontant.store.condition import Condition
    from kontant.store.reading import SCHEMA_VERSION

    yield line(Piece(_("Backup: {path}").format(path=planned.source), "bold"))
    if planned.checked is None:
        yield from wrapped(_("No checksum stands beside it; it was opened and found sound."), "")
    if planned.version < SCHEMA_VERSION:
        yield from wrapped(_("It is of an older kontant; it is brought up to date, and stays as it is itself."), "")
    if planned.condition is Condition.MISSING:
        yield from wrapped(_("There is no caseload at {path} now.").format(path=context.path), "")
    elif planned.condition is Condition.DAMAGED:
        told = _("The caseload {path} is damaged; its file is put aside as it is.")
        yield from wrapped(told.format(path=context.path), "")
    yield from _encryption_lines(planned)
    if planned.history:
        yield from _history_lines(context, planned.history)
    yield from _table_lines(planned.tables)
    if planned.condition is Condition.SOUND and not planned.tables:
        yield line(_("No record would change."))
    if planned.purges:
        told = _("Cases were erased since that backup: restoring brings them back. Erase them again with: {command}")
        command = f"{context.prefix} purge --closed-before {_('DATE')}"
        yield from wrapped(told.format(command=command), "", "yellow")


def _encryption_lines(planned: "Plan") -> Iterator[Line]:
    """What becomes of the encryption, wherever backup and caseload are not alike in it."""
    from kontant.store.condition import Condition

    backup, caseload = planned.backup_is_encrypted, planned.will_be_encrypted
    if backup and not caseload:
        told = _("The backup is encrypted; the caseload is not, and will not be.")
        yield from wrapped(told, "", "yellow")
    elif caseload and not backup:
        yield from wrapped(_("The backup is not encrypted; the caseload will be, under its own passphrase."), "")
    elif backup and planned.key_source == planned.source:
        yield from wrapped(
            _("The backup is encrypted, and so will the caseload be, under the backup's passphrase."), ""
        )
    elif not backup and (planned.was_encrypted or planned.condition is Condition.MISSING):
        yield from wrapped(_("The backup is not encrypted; the caseload will not be either."), "", "yellow")


def _history_lines(context: Context, history: "History") -> Iterator[Line]:
    from kontant.cli.log_show import heading

    if not history.shared:
        yield from wrapped(_("It has no event in common with this caseload: it is of another one."), "", "yellow")
    lost = [event for event in history.only_here if not event.is_reading]
    if looks := len(history.only_here) - len(lost):
        told = ngettext(
            "{n} event since then, by which somebody looked or took data out, stays in the log.",
            "{n} events since then, by which somebody looked or took data out, stay in the log.",
            looks,
        )
        yield from wrapped(told.format(n=looks), "")
    if not lost:
        yield line(_("No change since then would be lost."))
        return
    told = ngettext("{n} event since then would be lost:", "{n} events since then would be lost:", len(lost))
    yield line(told.format(n=len(lost)))
    for event in lost[:_TOLD]:
        yield line("  ", *heading(event))
    if (more := len(lost) - _TOLD) > 0:
        yield line("  " + ngettext("and {n} more event", "and {n} more events", more).format(n=more))


def _table_lines(tables: "list[Difference]") -> Iterator[Line]:
    """In how many rows the caseload would be another one."""
    from kontant.exchange.headers import table_label

    if tables:
        yield line(_("Rows that would change:"))
    for difference in tables:
        label = _("Drafts of notes") if difference.table == "drafts" else table_label(difference.table)
        parts = (
            (difference.only_here, _("{n} lost")),
            (difference.changed, _("{n} as they were")),
            (difference.only_there, _("{n} back again")),
        )
        told = ", ".join(text.format(n=count) for count, text in parts if count)
        yield line(f"- {label}: {told}")
