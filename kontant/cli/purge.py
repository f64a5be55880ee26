"""``kontant purge``: shows which closed cases would be erased for good, asks for their number, and erases them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import when
from kontant.cli.screen import Line, clean, line, say, show, tell, wrapped
from kontant.errors import Refused, StoreError, UsageError
from kontant.i18n import _, day_text, ngettext

if TYPE_CHECKING:
    from kontant.store.backups import Made
    from kontant.store.purging import Erased, Plan

app = group()

# Cases told one by one; of more the rest is a number.
_TOLD = 40


@app.command(
    cls=Command,
    help=_(
        "Erase the cases that were closed before a day, once the municipality may no longer keep them: their records, "
        "notes and drafts, and what the log holds of them. There is no way back."
    ),
    short_help=_("Erase closed cases once they may no longer be kept."),
)
def purge(
    ctx: typer.Context,
    *,
    closed_before: Annotated[
        str, typer.Option("--closed-before", help=_("Erase cases that were closed before this day."), metavar=_("DATE"))
    ],
    copies: Annotated[
        bool,
        typer.Option("--copies", help=_("Also make a new backup, and erase the older copies that kontant knows of.")),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Show what would go, ask, erase it, and name what still holds it."""
    from kontant.store import purging

    context: Context = ctx.obj
    planned = purging.plan(context.path, when(context, closed_before, "--closed-before"), context.today)
    held = _copies(context, planned)
    if not planned.cases and not (copies and held):
        _nothing(context, planned, held)
        return
    if copies and held:
        # Before the cases go: without a sound backup the copies of them stay.
        purging.refuse_unsound(context.path)
    show(_plan_lines(planned, held if copies else ()))
    if not (yes or _confirmed(context, len(planned.cases) or len(held))):
        say(_("Nothing was erased."))
        return
    if planned.cases:
        erased = purging.purge(context.path, planned, who=context.who, at=context.now())
        _tell_erased(context, erased, planned)
        _forget_words(context, erased)
    if copies:
        _erase_copies(context, planned, held)
    else:
        _tell_copies(context, planned, held)


def _copies(context: Context, planned: "Plan") -> list[Path]:
    """The copies that hold the cases; where none are left to erase, those that do not know of the last purge."""
    from kontant.store import backups, leftovers, purging
    from kontant.store.location import older_copies

    found = [*(backup.path for backup in backups.known(context.path)), *older_copies(context.path)]
    for folder in (context.path.parent, backups.default_folder(context.path)):
        found += leftovers.left(folder)
    if planned.cases:
        return found
    last = purging.last_purge(context.path)
    return [path for path in found if last and purging.holds_erased(path, last)]


def _nothing(context: Context, planned: "Plan", held: Sequence[Path]) -> None:
    """Nothing to erase; what an earlier purge could not clean, because the file was open elsewhere, is cleaned now."""
    from kontant.store import purging

    say(_("No case was closed before {date}.").format(date=day_text(planned.before)))
    if purging.last_purge(context.path) and not purging.clean(context.path):
        _tell_unclean(context, planned)
    _tell_copies(context, planned, held)


def _plan_lines(planned: "Plan", held: Sequence[Path]) -> Iterator[Line]:
    from kontant.exchange.headers import table_label

    if planned.cases:
        told = ngettext(
            "{n} case was closed before {date}:", "{n} cases were closed before {date}:", len(planned.cases)
        )
        yield line(told.format(n=len(planned.cases), date=day_text(planned.before)))
    for case in planned.cases[:_TOLD]:
        told = _("- {case}, closed {date}").format(case=clean(case.case_ref), date=day_text(case.closed))
        yield line(told)
    if more := len(planned.cases[_TOLD:]):
        yield line("  " + ngettext("and {n} more case", "and {n} more cases", more).format(n=more))
    if planned.rows:
        yield line(_("What would be erased:"))
    beside = {"drafts": _("Drafts of notes"), "changes": _("Copies of these records in the log")}
    for name, count in planned.rows.items():
        yield line(f"- {beside.get(name) or table_label(name)}: {count}")
    if held:
        together = _("And these copies, once there is a new backup:")
        yield line(together if planned.cases else _("These copies would be erased, once there is a new backup:"))
        yield from (line(f"- {clean(str(path))}") for path in held)
    yield from wrapped(_("This cannot be undone."), "")


def _confirmed(context: Context, count: int) -> bool:
    if not context.at_terminal:
        raise UsageError(_("Nothing was erased: off a terminal nobody can be asked; confirm with --yes."))
    asked = ngettext("Type {n} to erase it: ", "Type {n} to erase them: ", count)
    try:
        return input(asked.format(n=count)).strip() == str(count)
    except EOFError:
        return False


def _forget_words(context: Context, erased: "Erased") -> None:
    """Take away the files beside the caseload in which words of the erased may lie."""
    from kontant.cli import note_private

    try:
        for draft in erased.drafts:
            note_private.forget(context.path, draft)
        for written in erased.written:
            for path in note_private.corrections_left(context.path, written):
                note_private.remove(path)
    except OSError as error:
        told = _("The cases are erased, but words of their notes may be left in files beside: {reason}. See: {command}")
        reason = error.strerror or type(error).__name__
        raise StoreError(told.format(reason=reason, command=f"{context.prefix} doctor")) from None


def _tell_erased(context: Context, erased: "Erased", planned: "Plan") -> None:
    told = ngettext("Erased {n} case, by event {event}.", "Erased {n} cases, by event {event}.", len(planned.cases))
    say(told.format(n=len(planned.cases), event=erased.event))
    say(_("An extract that still holds such a case would bring it back: have it left out there too."))
    if not erased.clean:
        _tell_unclean(context, planned)


def _tell_unclean(context: Context, planned: "Plan") -> None:
    told = _(
        "The file could not be written anew (another program has it open, or the disk is full), so that traces may "
        "be left in it: see to that, then run once more: {command}"
    )
    tell(told.format(command=_command(context, planned)))


def _command(context: Context, planned: "Plan") -> str:
    return f"{context.prefix} purge --closed-before {planned.before}"


def _tell_copies(context: Context, planned: "Plan", held: Sequence[Path]) -> None:
    if not held:
        return
    tell(_("These copies of the caseload still hold what was erased:"))
    for path in held:
        tell(f"- {clean(str(path))}")
    command = f"{_command(context, planned)} --copies"
    tell(_("Make a new backup and erase them with: {command}").format(command=command))
    tell(_("Backups in other folders and on other disks are not known here: erase those yourself."))


def _erase_copies(context: Context, planned: "Plan", held: Sequence[Path]) -> None:
    """A backup of what is left, and only then the older copies go."""
    from kontant.store import backups, purging

    if not held:
        return
    made = _backed_up(context, planned)
    if not made.is_sound:
        told = _("The caseload itself is not in order, so no older copy was erased. See: {command}")
        raise Refused(told.format(command=f"{context.prefix} doctor"))
    for path in held:
        purging.overwrite(path)
        path.with_name(path.name + backups.CHECKSUM).unlink(missing_ok=True)
    told = ngettext("Erased {n} older copy.", "Erased {n} older copies.", len(held))
    say(told.format(n=len(held)))
    tell(_("Backups in other folders and on other disks are not known here: erase those yourself."))


def _backed_up(context: Context, planned: "Plan") -> "Made":
    """A new backup, in the log; that there is none must not read as if nothing had been erased."""
    from kontant.store import backups
    from kontant.store.log_export import log_reading

    at = context.now()
    try:
        made = backups.make(context.path, backups.default_folder(context.path), datetime.fromisoformat(at))
        details = {"verified": True, "cases": made.cases}
        log_reading(context.path, who=context.who, at=at, command="backup", details=details)
    except StoreError:
        told = _(
            "The older copies still hold what was erased: no new backup could be made and entered in the log, and "
            "without one they stay. See why with: {backup}; then run once more: {command}"
        )
        command = f"{_command(context, planned)} --copies"
        raise StoreError(told.format(backup=f"{context.prefix} backup", command=command)) from None
    say(_("Made a backup and checked it: {path}").format(path=made.backup.path))
    return made
