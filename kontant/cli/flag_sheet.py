"""The morning's list as one sheet, for CSV and Markdown: a row for each flag."""

from datetime import date

from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _
from kontant.report.morning import Morning
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.flags import Flag
from kontant.rules.wording import arithmetic, next_step, summary


def flag_sheet(morning: Morning, prefix: str, *, explain: bool) -> Sheet:
    """A row for each flag, in the list's order; ``explain`` adds the sum and the source."""
    columns = [*flag_columns(), _("Next")]
    if explain:
        columns += [_("Deadline is"), _("Source")]
    rows = [_row(flag, morning, prefix, explain) for flag in morning.all_flags()]
    return Sheet(_("Due"), columns, rows)


def flag_columns() -> list[str]:
    """What heads the cells of :func:`flag_cells`."""
    return [_("Case"), _("Rule"), _("Title"), _("Status"), _("Deadline"), _("Days"), _("Basis"), _("Reason")]


def flag_cells(flag: Flag, day: date) -> list[Cell]:
    """What any sheet says of a flag as it stands on ``day``."""
    return [
        flag.case_ref,
        flag.rule,
        title(flag.rule),
        status_title(flag.status),
        flag.deadline,
        flag.days(day),
        basis_title(flag.basis),
        summary(flag),
    ]


def _row(flag: Flag, morning: Morning, prefix: str, explain: bool) -> list[Cell]:
    row = [*flag_cells(flag, morning.day), next_step(flag, prefix)]
    return [*row, arithmetic(flag), flag.law[0].cited] if explain else row
