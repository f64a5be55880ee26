"""The morning's list as one sheet, for CSV and Markdown: a row for each flag."""

from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _
from kontant.report.morning import Morning
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.flags import Flag
from kontant.rules.wording import arithmetic, next_step, summary


def flag_sheet(morning: Morning, prefix: str, *, explain: bool) -> Sheet:
    """A row for each flag, in the list's order; ``explain`` adds the sum and the source."""
    columns = [
        _("Case"),
        _("Rule"),
        _("Title"),
        _("Status"),
        _("Deadline"),
        _("Days"),
        _("Basis"),
        _("Reason"),
        _("Next"),
    ]
    if explain:
        columns += [_("Deadline is"), _("Source")]
    rows = [_row(flag, morning, prefix, explain) for flag in morning.all_flags()]
    return Sheet(_("Due"), columns, rows)


def _row(flag: Flag, morning: Morning, prefix: str, explain: bool) -> list[Cell]:
    row: list[Cell] = [
        flag.case_ref,
        flag.rule,
        title(flag.rule),
        status_title(flag.status),
        flag.deadline,
        flag.days(morning.day),
        basis_title(flag.law[0].basis),
        summary(flag),
        next_step(flag, prefix),
    ]
    return [*row, arithmetic(flag), flag.law[0].cited] if explain else row
