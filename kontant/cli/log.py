"""``kontant log``: what was changed and who looked; whether the log holds; what a person may know of it.

The first word that is no command is an event: ``kontant log 7`` is ``kontant log show 7``.
"""

from typing import Any

from kontant.cli import log_person, log_show, log_verify
from kontant.cli.lazy import Command, Group, group
from kontant.cli.read_log import ReadingCommand
from kontant.i18n import _

_SHOW = "show"
_HELP = ("--help", "-h")


class LogGroup(Group):
    """A group whose usual command need not be named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer's, with the usual command put in where none is named."""
        if not args or (args[0] not in _HELP and args[0] not in self.list_commands(ctx)):
            args = [_SHOW, *args]
        return super().parse_args(ctx, args)


app = group(
    cls=LogGroup,
    help=_(
        "What was changed, when and by whom. One event in full: kontant log EVENT. What concerns a case: "
        "kontant log --case CASE. Also who looked: kontant log --readings."
    ),
)

for name, kind, command, told in (
    (
        _SHOW,
        ReadingCommand,
        log_show.show_log,
        _("The change log, or one event; show can be left out."),
    ),
    ("verify", Command, log_verify.verify, _("Has the log been changed, cut or rewritten?")),
    ("person", ReadingCommand, log_person.person, _("Who looked at a case and what was done, for the person.")),
):
    app.command(name, cls=kind, help=told)(command)
