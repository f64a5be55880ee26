"""Caseloads of few cases as one row: a table of caseworkers that tells of nobody's two or three cases."""

from collections.abc import Mapping, Sequence
from typing import Any

from kontant.report.figures.groups import merged
from kontant.report.tables import Table


def few_together(table: Table, least: int) -> Table:
    """``table``, a row for each caseworker, with those of fewer than ``least`` cases as one, its last row.

    Where even these are few the smallest of the others joins them. What can be added up is, and what a caseload has
    for itself it loses; the caseworkers of the row are the tuple of theirs.
    """
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    places = merged([row["cases"] for row in rows], least)
    if not places:
        return table
    apart = [row for place, row in enumerate(table.rows) if place not in places]
    return Table(table.columns, [*apart, one_row(table.columns, [rows[place] for place in sorted(places)])])


def one_row(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Several caseloads as one row."""
    return [
        tuple(row[name] for row in rows) if name == "caseworker" else _sum(row[name] for row in rows)
        for name in columns
    ]


def _sum(cells: Any) -> int | float | None:
    """What the cells come to; nothing where any is not a number, but for a caseload that is nobody's."""
    numbers = [cell for cell in cells if cell is not None]
    if not numbers or not all(isinstance(cell, int | float) for cell in numbers):
        return None
    total: int | float = sum(numbers)
    return round(total, 1) if any(isinstance(cell, float) for cell in numbers) else total
