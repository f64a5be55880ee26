"""``kontant caseworker handover``: cases pass to another caseworker, with a brief for each and a list of duties.

In this order, so that nothing is ever half done: everything is checked, and all that is wrong told at once; the folder
of the briefs is made; the cases move in one transaction; the briefs are written; what must happen by when is listed.
"""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from kontant.cli.caseworker_briefs import Briefs
from kontant.cli.caseworker_briefs import planned as planned_briefs
from kontant.cli.caseworker_choice import Choice, chosen
from kontant.cli.caseworker_duties import Done, document, duties_of, duty_lines, plan_lines
from kontant.cli.caseworker_move import COMMAND, move, tell_moved
from kontant.cli.context import Context
from kontant.cli.effects_told import once_saved
from kontant.cli.exporting import FileFormat, Force
from kontant.cli.judging import evaluator
from kontant.cli.options import when
from kontant.cli.read_log import looked
from kontant.cli.screen import clean, emit_json, say, show, tell
from kontant.errors import Refused, UsageError
from kontant.i18n import _, ngettext
from kontant.report.capacity import DAYS_AHEAD

# The brief of each case, or the list as data.
_FORMATS = (FileFormat.MARKDOWN, FileFormat.HTML, FileFormat.PDF, FileFormat.JSON)


class Asked(NamedTuple):
    """How it is to come out: what the briefs are, if any, whether the list is data, and whether nobody is asked."""

    briefs: FileFormat | None
    as_json: bool
    dry_run: bool
    yes: bool


def handover(
    ctx: typer.Context,
    former: Annotated[str, typer.Argument(help=_("Whose cases they are."), metavar=_("FROM"))],
    caseworker: Annotated[str, typer.Argument(help=_("Who takes them over."), metavar=_("TO"))],
    more: Annotated[list[str] | None, typer.Argument(hidden=True, metavar=_("[CASES]"))] = None,
    *,
    cases: Annotated[
        list[str] | None,
        typer.Option(
            help=_("Only these cases (repeatable, or with commas between them); all open ones if left out."),
            metavar=_("CASE"),
        ),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help=_("The first day; today if left out."), metavar=_("DATE"))
    ] = None,
    briefs: Annotated[
        Path | None,
        typer.Option(
            help=_(
                "Write the brief of each case into this folder; into a new one, named after the handover, if left out."
            ),
            metavar=_("FOLDER"),
        ),
    ] = None,
    no_briefs: Annotated[bool, typer.Option("--no-briefs", help=_("Write no briefs."))] = False,
    formats: Annotated[
        list[FileFormat] | None,
        typer.Option(
            "--format",
            help=_("What the briefs are: markdown, html or pdf; json gives the list as data (repeatable)."),
            metavar="|".join(_FORMATS),
        ),
    ] = None,
    force: Force = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show it all and change nothing."))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Check, ask, move the cases, write the briefs and list the duties."""
    context: Context = ctx.obj
    if briefs and no_briefs:
        raise UsageError(_("--briefs and --no-briefs do not go together; give one of them."))
    asked = _asked(formats, no_briefs, dry_run, yes)
    choice = chosen(context, former, caseworker, _named(cases, more), when(context, on, "--on"))
    planned = planned_briefs(briefs, asked.briefs, force, choice) if asked.briefs else None
    plan = [] if asked.as_json else list(plan_lines(context, choice, planned))
    if not asked.yes:
        looked(context, COMMAND, choice.refs)
        show(plan)
    if asked.dry_run:
        _list(context, choice, asked, None)
        tell(_("Nothing was changed: this was a dry run."))
    elif _confirmed(context, asked, planned):
        with planned.folder_made() if planned else nullcontext():
            moved = move(context, choice)
        if asked.yes:  # Shown only now: the log tells of it by the event itself.
            show(plan)
        tell_moved(context, choice, moved, tell if asked.as_json else say)
        _finish(context, choice, asked, planned, moved.event)


def _asked(formats: list[FileFormat] | None, no_briefs: bool, dry_run: bool, yes: bool) -> Asked:
    """The options that belong together; raises ``UsageError`` where they do not."""
    given = dict.fromkeys(formats or ())
    unknown = next((each for each in given if each not in _FORMATS), None)
    if unknown is not None:
        told = _("--format: {format} is not made here; choose one of {allowed}.")
        raise UsageError(told.format(format=unknown, allowed=", ".join(_FORMATS)))
    of_briefs = [each for each in given if each is not FileFormat.JSON]
    if len(of_briefs) > 1:
        raise UsageError(_("--format: the briefs can be one of {formats}.").format(formats=", ".join(of_briefs)))
    if of_briefs and no_briefs:
        told = _("--format {format} is for the briefs, which --no-briefs leaves out; give one of them.")
        raise UsageError(told.format(format=of_briefs[0]))
    as_json = FileFormat.JSON in given
    if as_json and not (dry_run or yes):
        raise UsageError(_("Data has no room for a question: give --yes or --dry-run with --format json."))
    return Asked(None if no_briefs else next(iter(of_briefs), FileFormat.MARKDOWN), as_json, dry_run, yes)


def _named(cases: list[str] | None, more: list[str] | None) -> list[str] | None:
    """The cases as they were typed after ``--cases``, further words on the line among them; None for all."""
    if more and not cases:
        told = _("There is more on the line than the command takes: {words}.").format(words=" ".join(more)[:80])
        raise UsageError(told)
    return None if cases is None else [*cases, *(more or ())]


def _confirmed(context: Context, asked: Asked, briefs: Briefs | None) -> bool:
    if asked.yes:
        return True
    if not context.at_terminal:
        raise UsageError(_("Nothing was handed over: off a terminal nobody can be asked; confirm with --yes."))
    from kontant.cli import asking

    question = _("Hand them over?")
    if briefs:
        question = _("Hand them over, and write the briefs in {folder}?").format(folder=clean(str(briefs.folder)))
    if asking.confirm(question):
        return True
    say(_("Nothing was handed over."))
    return False


def _finish(context: Context, choice: Choice, asked: Asked, briefs: Briefs | None, event: int) -> None:
    """What remains when the cases have moved: the briefs and the list."""
    failed = _write(context, briefs, tell if asked.as_json else say) if briefs else {}
    _list(context, choice, asked, Done(event, briefs, failed))
    if briefs and failed:
        for ref, reason in failed.items():
            told = _("{case}: {reason} Make it with: {command}")
            tell(told.format(case=ref, reason=reason, command=briefs.command(context, ref)))
        count = len(failed)
        told = ngettext("{n} brief was not written", "{n} briefs were not written", count).format(n=count)
        raise Refused(_("{what}; the cases are handed over all the same.").format(what=told))


def _write(context: Context, briefs: Briefs, told: Callable[[str], None]) -> dict[str, str]:
    """Write the briefs, with a count on a terminal while it lasts; why for each that was not written."""
    try:
        failed = briefs.write(context, _count_told)
    except KeyboardInterrupt:
        _count_told(1, 1)
        missing = _("The cases are handed over all the same; make the briefs that are missing with: {command}")
        tell(missing.format(command=briefs.command_of_any(context)))
        raise
    count = len(briefs.files) - len(failed)
    if count:
        wrote = ngettext("Wrote {n} brief in {folder}.", "Wrote {n} briefs in {folder}.", count)
        told(wrote.format(n=count, folder=briefs.folder) + " " + _("They hold personal data: keep them safe."))
    return failed


def _count_told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        told = _("Brief {n} of {total}").format(n=done, total=total)
        sys.stderr.write(f"\r{told}" if done < total else "\r" + " " * len(told) + "\r")
        sys.stderr.flush()


def _list(context: Context, choice: Choice, asked: Asked, done: Done | None) -> None:
    """What must happen by when, to four weeks after the first day: as the cases stand, or would after a dry run."""
    ahead = max((choice.start - context.today).days, 0)
    rules = evaluator(context, context.today, ahead + DAYS_AHEAD)
    with once_saved(context) if done else nullcontext():
        found = duties_of(context, rules, choice, moved=done is not None)
    if asked.as_json:
        emit_json(document(context, choice, found, done))
    else:
        show(duty_lines(context, choice, found))
