"""The review that a command is about, with its sample and answers: the latest, or the one whose number is given."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import Annotated

import typer

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.judging import parameters
from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.report.review.points import Point, points_on
from kontant.report.review.progress import Progress, progress
from kontant.rules.law import Law
from kontant.store import reviews
from kontant.store.reviews import Answer, Review, Sampled

MOST_REVIEWS = 1_000_000
"""The highest number of a review that may be asked for."""

Number = Annotated[
    int | None,
    typer.Option(
        "--review", min=1, max=MOST_REVIEWS, help=_("The review of that number; the latest if left out."), metavar="N"
    ),
]


class Held:
    """A review as it lies in the caseload now."""

    def __init__(self, context: Context, connection: sqlite3.Connection, review: Review) -> None:
        """Read the sample and the answers of ``review``."""
        self.review = review
        self._prefix = context.prefix
        self._is_latest = reviews.latest(connection) == review.number
        self.sample: list[Sampled] = reviews.sample(connection, review.number)
        self.answers: list[Answer] = reviews.answers(connection, review.number)
        self.law = Law(parameters(context), review.as_of)
        self.asked: list[Point] = points_on(self.law)

    @cached_property
    def progress(self) -> Progress:
        """How far it is."""
        return progress(self.asked, self.sample, self.answers)

    def command(self, words: str) -> str:
        """``kontant review`` with these words, and with the number of the review where it is not the latest."""
        number = "" if self._is_latest else f" --review {self.review.number}"
        return f"{self._prefix} review {words}{number}"

    def case(self, connection: sqlite3.Connection, text: str) -> Sampled:
        """The case of the sample that ``text`` names; raises ``Refused`` where it is not in the sample."""
        ref = find_case(connection, text)
        found = next((case for case in self.sample if case.case_ref == ref), None)
        if found is None:
            told = _("Case {case} is not in the sample of review {number}; its cases: {command}")
            raise Refused(told.format(case=ref, number=self.review.number, command=self.command("status")))
        return found


def held(context: Context, connection: sqlite3.Connection, number: int | None) -> Held:
    """The review meant; raises ``NotFound`` where there is none."""
    found = reviews.reviews(connection)
    if not found:
        told = _("There is no review in this caseload yet; draw a sample with: {command}")
        raise NotFound(told.format(command=f"{context.prefix} review start"))
    if number is None:
        return Held(context, connection, found[-1])
    meant = next((review for review in found if review.number == number), None)
    if meant is None:
        told = _("There is no review {number}; see: {command}")
        raise NotFound(told.format(number=number, command=f"{context.prefix} review list"))
    return Held(context, connection, meant)
