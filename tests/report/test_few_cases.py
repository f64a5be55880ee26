"""Caseloads of few cases as one row: which join, what is added up, and that no row is left that tells of a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.report.few_cases import few_together
from kontant.report.tables import Table, as_json, as_sheet

COLUMNS = ("caseworker", "cases", "under_30", "recommended", "deadlines_overdue", "weighted", "beside_recommended")


def table(*sizes: int, nobody: int = 0) -> Table:
    rows = [(number, size, 1, (40, 55), 2, 1.1, "below") for number, size in enumerate(sizes, start=1)]
    return Table(COLUMNS, [*rows, *([(None, nobody, 0, None, 3, None, None)] if nobody else [])])


def test_what_can_be_added_up_is_and_the_rest_is_left_open() -> None:
    found = few_together(table(9, 3, 2), 5)
    assert found.rows == [(1, 9, 1, (40, 55), 2, 1.1, "below"), [(2, 3), 5, 2, None, 4, 2.2, None]]
    assert as_json(found)[1]["caseworker"] == [2, 3]
    assert as_sheet("x", found).rows[1][:2] == ["2 small caseloads together", 5]


@pytest.mark.parametrize(
    ("sizes", "nobody", "together"),
    [
        ((9, 5), 0, None),
        ((9, 4), 0, (1, 2)),
        ((9, 8, 4), 0, (2, 3)),
        ((9, 8, 4), 1, (3, None)),
        ((9, 8), 3, (2, None)),
        ((9, 8), 5, None),
        ((2,), 0, (1,)),
    ],
)
def test_the_smallest_joins_where_the_few_alone_are_few(sizes, nobody: int, together) -> None:
    found = few_together(table(*sizes, nobody=nobody), 5)
    assert [row[0] for row in found.rows if isinstance(row[0], tuple)] == ([together] if together else [])


def test_nothing_is_put_together_where_every_caseload_may_be_seen() -> None:
    whole = table(9, 1)
    assert few_together(whole, 1) is few_together(whole, 0) is whole
    assert few_together(table(), 5).rows == []


@given(st.lists(st.integers(1, 20), min_size=1), st.integers(0, 9), st.integers(1, 12))
def test_no_row_is_of_a_few_unless_all_are(sizes: list[int], nobody: int, least: int) -> None:
    found = few_together(table(*sizes, nobody=nobody), least)
    cases = [row[1] for row in found.rows]
    assert sum(cases) == sum(sizes) + nobody
    assert min(cases) >= least or len(cases) == 1
