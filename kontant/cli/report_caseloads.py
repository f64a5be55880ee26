"""How the cases are shared out, on the report's screen: a line for each of the largest caseloads."""

from collections.abc import Iterator, Sequence
from typing import Any

from kontant.cli.screen import Line, hung, wrapped
from kontant.i18n import _, ngettext
from kontant.report.figure_rows import number_text
from kontant.report.over_time import Reported
from kontant.report.tables import in_words

# A team's caseworkers; of a whole municipality's the largest caseloads are enough on a screen.
MOST_SHOWN = 12


def caseloads(found: Reported) -> Iterator[Line]:
    """The caseloads of the day, the largest first."""
    if found.capacity is None:
        return
    table = found.caseloads()
    for row in table.rows[:MOST_SHOWN]:
        yield from hung(_sentence(dict(zip(table.columns, row, strict=True))), "  ")
    if (left := len(table.rows) - MOST_SHOWN) > 0:
        yield from _left_out(left)


def _left_out(left: int) -> Iterator[Line]:
    told = ngettext("{n} more caseload: kontant caseworker list", "{n} more caseloads: kontant caseworker list", left)
    yield from wrapped(told.format(n=left), "  ", "dim")


def _sentence(load: dict[str, Any]) -> str:
    cases = ngettext("{n} case", "{n} cases", load["cases"]).format(n=load["cases"])
    parts = [
        f"{cases}{_beside(load)}",
        ngettext("{n} deadline overdue", "{n} deadlines overdue", load["deadlines_overdue"]).format(
            n=load["deadlines_overdue"]
        ),
        _("{n} within four weeks").format(n=load["deadlines_due"]),
    ]
    if load["weighted"] is not None:
        parts.append(_("weighted by these: as {n} cases").format(n=number_text(float(load["weighted"]))))
    who = _("Without caseworker") if load["caseworker"] is None else in_words("caseworker", load["caseworker"])
    return f"{who}: {', '.join(parts)}"


def _beside(load: dict[str, Any]) -> str:
    """Where the caseload lies beside what is recommended; nothing where nothing is."""
    range_: Sequence[int] | None = load["recommended"]
    if not range_:
        return ""
    told = _(" ({standing} the recommended {range})")
    return told.format(
        standing=in_words("beside_recommended", load["beside_recommended"]), range="–".join(map(str, range_))
    )
