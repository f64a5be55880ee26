"""The flags that were put aside as a sheet: a row for each, for CSV and Markdown."""

from kontant.cli.context import Context
from kontant.cli.flag_sheet import flag_cells, flag_columns
from kontant.cli.snooze_words import past_text
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _
from kontant.model.person import masked
from kontant.report.morning import Morning, Snoozed


def snoozed_sheet(context: Context, morning: Morning, shown: list[Snoozed]) -> Sheet:
    """A row for each of ``shown``, in the order that the flags would have in the list."""
    columns = [*flag_columns(), _("Snoozed on"), _("Until"), _("By"), _("Why"), _("Past its deadline"), _("Undo")]
    return Sheet(_("Snoozed"), columns, [_row(context, morning, item) for item in shown])


def _row(context: Context, morning: Morning, item: Snoozed) -> list[Cell]:
    snooze = item.snooze
    return [
        *flag_cells(item.flag, morning.day),
        snooze.set_on,
        snooze.until,
        masked(snooze.caseworker or ""),
        masked(snooze.reason),
        past_text(item.flag, morning.day),
        f"{context.prefix} undo {snooze.event}",
    ]
