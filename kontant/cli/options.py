"""Options that several commands share, and how their values are read."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from kontant.cli.context import Context
from kontant.dates import parse_when
from kontant.errors import UsageError
from kontant.i18n import _


class Format(StrEnum):
    """How a list comes out."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class TableOrJson(StrEnum):
    """How something comes out that is no table of cells."""

    TABLE = "table"
    JSON = "json"


def when(context: Context, text: str | None, option: str) -> date:
    """The day that an option names, today if it was not given; raises ``UsageError`` for anything unreadable."""
    if text is None:
        return context.today
    try:
        return parse_when(text, context.today)
    except ValueError:
        raise UsageError(
            _("{option}: {text} is not a date; write 2026-11-22, 22-11-2026, today or +14d (years 1900-2200).").format(
                option=option, text=repr(text[:40])
            )
        ) from None


AsOf = Annotated[
    str | None, typer.Option("--as-of", help=_("The day to judge by; today if left out."), metavar=_("DATE"))
]
"""``--as-of``: the day D of every rule."""

Caseworker = Annotated[
    str | None, typer.Option(help=_("Only the cases of this coordinating caseworker."), metavar=_("INITIALS"))
]
"""``--caseworker``: whose cases, by the coordinator on the as-of day."""

MOST_EVENTS = 999_999_999
"""The highest number of an event that may be asked for: more than a caseload will ever have, and no CPR number."""
