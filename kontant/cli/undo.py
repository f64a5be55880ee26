"""``kontant undo``: shows what taking an event back would change, asks, and does it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from kontant.cli.context import Context
from kontant.cli.lazy import Command, group
from kontant.cli.options import MOST_EVENTS
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, line, say, show
from kontant.errors import UsageError
from kontant.i18n import _, ngettext

if TYPE_CHECKING:
    from kontant.store.log import Change
    from kontant.store.undo import Plan

app = group()

# Records told one by one; of an import's thousands the rest is a number.
_TOLD = 20


@app.command("undo", cls=Command, help=_("Take back a change: the latest one, or the event of that number."))
def undo(
    ctx: typer.Context,
    event: Annotated[
        int | None,
        typer.Argument(
            min=1, max=MOST_EVENTS, help=_("The number of an event, as kontant log shows it."), metavar=_("[EVENT]")
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask."))] = False,
) -> None:
    """Show what would be taken back, ask, and take it back."""
    from kontant.store.undo import plan
    from kontant.store.undo import undo as take_back

    context: Context = ctx.obj
    planned = plan(context.path, event)
    if not (yes or _confirmed(context, planned)):
        say(_("Nothing was undone."))
        return
    number = take_back(context.path, planned, who=context.who, at=context.now())
    if yes:  # Shown only now: the log tells of it by the event itself.
        show(_plan_lines(planned))
    told = _("Undone: event {undone}, by event {number}.")
    say(told.format(undone=planned.event.id, number=number))
    say(_("Redo with: {command}").format(command=f"{context.prefix} undo {number}"))


def _confirmed(context: Context, planned: "Plan") -> bool:
    """Show what stands in the records, which is a look at the case, and ask."""
    from kontant.cli import asking

    shown = dict.fromkeys(str(change.key["case_ref"]) for change in _told(planned) if "case_ref" in change.key)
    looked(context, "undo", shown)
    show(_plan_lines(planned))
    if not context.at_terminal:
        raise UsageError(_("Nothing was undone: off a terminal nobody can be asked; confirm with --yes."))
    return asking.confirm(_("Undo this?"))


def _told(planned: "Plan") -> "list[Change]":
    """The changes that are told one by one, the latest first."""
    return planned.put_back[: -_TOLD - 1 : -1]


def _plan_lines(planned: "Plan") -> Iterator[Line]:
    from kontant.cli.changes import change_lines
    from kontant.cli.log_show import heading
    from kontant.exchange.headers import table_label

    yield heading(planned.event)
    yield line(_("Undoing it would change:"))
    for name, count in planned.taken_out.items():
        told = ngettext("{table}: {n} row taken out", "{table}: {n} rows taken out", count)
        yield line("- " + told.format(table=table_label(name), n=count))
    for change in _told(planned):
        yield from change_lines(change, reverse=True)
    more = len(planned.put_back) - _TOLD
    if more > 0:
        yield line("  " + ngettext("and {n} more record", "and {n} more records", more).format(n=more))
