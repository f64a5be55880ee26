"""The dozen key figures of the caseload summary: which they are, and their table.

At least one of each section of the report, chosen for what a caseload most often lacks; ``kontant report`` has all.
"""

from collections.abc import Sequence
from typing import Any

from kontant.exchange.sheets import Cell, Sheet, SheetChart
from kontant.i18n import _
from kontant.report.benchmark import benchmarks, section_title
from kontant.report.figure_rows import PERCENT, Row, rows_of
from kontant.report.measuring import Measured, missing_words
from kontant.report.tables import Table

# A figure, and the one category of it that is shown where it has several.
CHOSEN: tuple[tuple[str, str | None], ...] = (
    ("challenges.several", None),
    ("contact.enough", None),
    ("contact.barriers_dominate", None),
    ("plan.sub_goal", None),
    ("offers.passive_year", None),
    ("offers.followed_up", None),
    ("company.any", None),
    ("coordination.any", None),
    ("continuity.caseworkers", "1"),
    ("exempt.any", None),
    ("exempt.general_reason", None),
    ("caseload.mean", None),
)
COLUMNS = (
    "id",
    "title",
    "category",
    "section",
    "value",
    "n",
    "interval",
    "benchmark",
    "difference",
    "differs",
    "missing",
)
# Where the sheet's chart finds the names, the caseload's own values and the national ones.
_NAME, _OWN, _NATIONAL = 0, 2, 6


def chosen_rows(measured: Measured) -> list[Row]:
    """The row of each chosen figure; a figure of categories that is missing has one row for them all."""
    return [_row(measured, figure, category) for figure, category in CHOSEN]


def _row(measured: Measured, figure: str, category: str | None) -> Row:
    rows = rows_of(benchmarks()[figure], measured.results[figure])
    return next((row for row in rows if row.category == category), rows[0])


def figure_table(measured: Measured) -> Table:
    """The chosen figures as codes, and numbers to one decimal."""
    categories = (category for _figure, category in CHOSEN)
    return Table(COLUMNS, [_cells(*each) for each in zip(chosen_rows(measured), categories, strict=True)])


def _cells(row: Row, category: str | None) -> tuple[Any, ...]:
    interval = tuple(round(bound, 1) for bound in row.interval) if row.interval else None
    apart = None if row.difference is None else round(row.difference, 1)
    own = None if row.own is None else round(row.own, 1)
    head = (row.figure.id, row.full_name, category, row.figure.section)
    return (*head, own, row.n, interval, row.national, apart, row.differs, row.missing or None)


def figure_sheet(name: str, table: Table) -> Sheet:
    """The table in words, with a chart of the shares beside the national ones."""
    headings = (
        _("Figure"),
        _("Section"),
        _("Own"),
        _("n"),
        _("Low"),
        _("High"),
        _("National"),
        _("Difference"),
        _("Differs"),
        _("Missing"),
    )
    return Sheet(name, headings, [_words(row) for row in table.rows], [_chart(table)])


def _words(row: Sequence[Any]) -> list[Cell]:
    _id, title, _category, section, own, n, interval, national, apart, marked, missing = row
    low, high = interval or (None, None)
    told = missing_words(missing) if missing else None
    return [title, section_title(section), own, n, low, high, national, apart, _("yes") if marked else _("no"), told]


def _chart(table: Table) -> SheetChart:
    """Bars of the figures that are shares: those that stand first."""
    shares = [benchmarks()[row[0]].unit == PERCENT for row in table.rows]
    return SheetChart(
        "bars",
        _("Own shares beside the national ones"),
        _("Bars of each key figure that is a share, the caseload's own above the national one."),
        _NAME,
        (_OWN, _NATIONAL),
        rows=(0, shares.index(False) if False in shares else len(shares)),
        value_axis=_("percent"),
        most=100,
    )
