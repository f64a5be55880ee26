"""Backups in words: when the last was made, how large a file is, and where the list of the morning reminds of it."""

from datetime import UTC, datetime
from pathlib import Path

from kontant.cli.context import Context
from kontant.i18n import _, day_text, decimal_text, ngettext


def reminder(context: Context) -> str:
    """One sentence where the last backup is more than a week old, or there is none; nothing for the demo."""
    if context.demo:
        return ""
    from kontant.store.backups import is_old, last
    from kontant.store.reading import reading

    with reading(context.path) as connection:
        at = last(connection)
    now = datetime.fromisoformat(context.now())
    if not is_old(at, now):
        return ""
    command = f"{context.short_prefix} backup"
    if at is None:
        return _("No backup has been made of this caseload yet. Make one with: {command}").format(command=command)
    days = (now - at).days
    told = ngettext(
        "The last backup is {n} day old. Make a new one with: {command}",
        "The last backup is {n} days old. Make a new one with: {command}",
        days,
    )
    return told.format(n=days, command=command)


def when_text(at: datetime) -> str:
    """The day and the minute of a backup, by the clock on the wall."""
    local = at.astimezone() if at.tzinfo is UTC else at
    return f"{day_text(local.date())} {local:%H:%M}"


def size_text(path: Path) -> str:
    """The size of a file in megabytes."""
    return f"{decimal_text(path.stat().st_size / 1_000_000)} MB"
