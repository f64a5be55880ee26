"""What the record commands share on the command line: days that begin with a minus, the case, the form of a list."""

import re
from typing import Annotated, Any

import typer

from kontant.cli.lazy import Command
from kontant.cli.options import Format
from kontant.errors import UsageError
from kontant.i18n import _

MINUS = "\N{MINUS SIGN}"
_DAYS_AGO = re.compile(r"-\d{1,4}[dwmy]", re.ASCII)


class RecordCommand(Command):
    """A command that takes ``-3d`` for a day where the parser of options would look for an option ``-3``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As Typer's, with a sign in front of such days that begins no option."""
        return super().parse_args(ctx, [MINUS + word[1:] if _DAYS_AGO.fullmatch(word) else word for word in args])


DayArg = Annotated[
    str | None, typer.Argument(help=_("The day: 2026-11-22, 22-11-2026, today, +14d, -3m ..."), metavar=_("[DATE]"))
]
StartArg = Annotated[str | None, typer.Argument(help=_("The first day."), metavar=_("[START]"))]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help=_("The first day, if it is not given before."),
        metavar=_("DATE"),
    ),
]
On = Annotated[str | None, typer.Option("--on", help=_("The day; today if left out."), metavar=_("DATE"))]
Caseworker = Annotated[str | None, typer.Option(help=_("The caseworker's initials."), metavar=_("INITIALS"))]
ListFormat = Annotated[Format, typer.Option("--format", help=_("How the list comes out."))]


def one_start(start: str | None, from_: str | None) -> str | None:
    """The first day, wherever on the line it was said; raises ``UsageError`` where it was said twice."""
    if start is not None and from_ is not None:
        raise UsageError(_("The first day is given twice, the second time with --from; give it once."))
    return start if from_ is None else from_
