"""The flags that were put aside as a sheet: a row for each, for CSV and Markdown."""

from kontant.cli.context import Context
from kontant.cli.snooze_words import past_text
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _
from kontant.model.person import masked
from kontant.report.morning import Morning, Snoozed
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.wording import summary


def snoozed_sheet(context: Context, morning: Morning, shown: list[Snoozed]) -> Sheet:
    """A row for each of ``shown``, in the order that the flags would have in the list."""
    columns = [
        _("Case"),
        _("Rule"),
        _("Title"),
        _("Status"),
        _("Deadline"),
        _("Days"),
        _("Basis"),
        _("Reason"),
        _("Snoozed on"),
        _("Until"),
        _("By"),
        _("Why"),
        _("Past its deadline"),
        _("Undo"),
    ]
    return Sheet(_("Snoozed"), columns, [_row(context, morning, item) for item in shown])


def _row(context: Context, morning: Morning, item: Snoozed) -> list[Cell]:
    flag, snooze = item.flag, item.snooze
    return [
        flag.case_ref,
        flag.rule,
        title(flag.rule),
        status_title(flag.status),
        flag.deadline,
        flag.days(morning.day),
        basis_title(flag.basis),
        summary(flag),
        snooze.set_on,
        snooze.until,
        masked(snooze.caseworker or ""),
        masked(snooze.reason),
        past_text(flag, morning.day),
        f"{context.prefix} undo {snooze.event}",
    ]
