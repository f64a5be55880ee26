"""What the case's own records already answer of a review's control points."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping

from kontant.model.timeline import Timeline
from kontant.report.measuring import READS, case_answers, measure
from kontant.report.review.points import Point
from kontant.rules.law import Law
from kontant.store import timelines


def read_case(connection: sqlite3.Connection, case_ref: str) -> Timeline:
    """The case with all that the points are answered from."""
    found = timelines.timeline(connection, case_ref)
    # A sample holds on to its cases.
    assert found is not None
    return found


def missing_figures(connection: sqlite3.Connection, law: Law) -> frozenset[str]:
    """The figures for which the long-term cases of the law's day have no records, or none that reach back enough."""
    found = measure(timelines.open_timelines(connection, law.day, READS), law)
    return frozenset(figure for figure, result in found.results.items() if result.missing) | found.cautions.keys()


def filled_in(t: Timeline, law: Law, asked: Iterable[Point], missing: Collection[str]) -> Mapping[str, str]:
    """The answers that the records give, by point; what they cannot tell, or are not kept for, is left out."""
    said = {figure: answer for figure, answer in case_answers(t, law).items() if figure not in missing}
    given = ((point.id, point.filled_in(said)) for point in asked)
    return {point: answer for point, answer in given if answer is not None}
