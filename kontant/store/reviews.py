"""Case reviews as they lie in the caseload: the reviews, the sample of each, and the answers to its control points.

A review, its sample and every answer are records like any other: each is written with its event in the change log,
and can be undone. A review's number is never given twice, even where its beginning was undone; a review that has
answers can be undone only after them. Two may review at once: nothing is written over what the writer has not seen.
What a point is, and what its answers come to, is :mod:`kontant.report.review`'s.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.model.vocabulary import RECORD, name_of

if TYPE_CHECKING:  # SQLModel, which reading does not wait for
    from kontant.store.log import Change
    from kontant.store.writes import Writer


class Review(NamedTuple):
    """A case review: the day it looks at, and how its sample was drawn; ``pool`` is what each group had to draw from.

    ``size`` is how many cases were asked for: more than there are gave all of them. With it, ``seed`` gives the same
    sample of the same caseload again. ``missing`` are the figures for which the caseload held no records when the
    review was begun: that a case has none either says nothing of it.
    """

    number: int
    as_of: date
    begun_on: date
    size: int
    seed: int
    pool: Mapping[str, int]
    missing: frozenset[str] = frozenset()


class Sampled(NamedTuple):
    """A case of a sample, in the order of review, and the seniority group that it was drawn from."""

    case_ref: str
    group: str
    name: str = ""


class Answer(NamedTuple):
    """What a reviewer says to a point of a case: a code, a remark, or both.

    ``records`` is what the case's records said to the point when it was answered, None where they said nothing.
    """

    case_ref: str
    reviewer: str
    point: str
    answer: str | None
    remark: str | None
    records: str | None
    answered_on: date


_REVIEWS = "SELECT number, as_of, begun_on, size, seed, pool, missing FROM reviews ORDER BY number"
_SAMPLE = """
    SELECT r.case_ref, r.seniority_group, c.name FROM review_cases r JOIN cases c ON c.case_ref = r.case_ref
    WHERE r.review = ? ORDER BY r.place
"""
_ANSWERS = """
    SELECT case_ref, reviewer, point, answer, remark, records, answered_on FROM review_answers
    WHERE review = ? ORDER BY case_ref, reviewer, point
"""
_LATEST = "SELECT max(number) FROM reviews"
# The log knows the number of a review whose beginning was undone too.
_LAST_GIVEN = "SELECT max(json_extract(\"key\", '$.number')) FROM changes WHERE table_name = 'reviews'"


class AnsweredMeanwhile(Refused):
    """A point was answered elsewhere, by the same reviewer, since the writer read it."""


def reviews(connection: sqlite3.Connection) -> list[Review]:
    """The reviews of the caseload, the oldest first."""
    return [
        Review(
            number,
            date.fromisoformat(as_of),
            date.fromisoformat(begun),
            size,
            seed,
            json.loads(pool),
            frozenset(json.loads(missing)),
        )
        for number, as_of, begun, size, seed, pool, missing in connection.execute(_REVIEWS)
    ]


def sample(connection: sqlite3.Connection, number: int) -> list[Sampled]:
    """The cases of review ``number``, in the order of review."""
    return [Sampled(*row) for row in connection.execute(_SAMPLE, (number,))]


def latest(connection: sqlite3.Connection) -> int:
    """The number of the latest review; 0 where there is none."""
    found: int | None = connection.execute(_LATEST).fetchone()[0]
    return found or 0


def answers(connection: sqlite3.Connection, number: int) -> list[Answer]:
    """Every answer of review ``number``, by case, reviewer and point."""
    return [
        Answer(ref, who, point, answer, remark, records, date.fromisoformat(day))
        for ref, who, point, answer, remark, records, day in connection.execute(_ANSWERS, (number,))
    ]


def begin(
    writer: Writer,
    *,
    as_of: date,
    begun_on: date,
    size: int,
    seed: int,
    pool: Mapping[str, int],
    cases: Iterable[Sampled],
    missing: Iterable[str] = (),
    after: int | None = None,
) -> int:
    """Write a new review with its sample; returns its number.

    ``after`` is the latest review that the writer has seen (0: none): raises ``Refused`` where another was begun since,
    as where a case of the sample was taken out since it was drawn. Left out, the review may stand beside any other.
    """
    from sqlalchemy import text

    from kontant.model.records import ReviewCaseFields, ReviewFields

    _refuse_another_since(writer, after)
    number = (writer.session.scalar(text(_LAST_GIVEN)) or 0) + 1
    review = {"number": number, "as_of": as_of, "begun_on": begun_on, "size": size, "seed": seed}
    held = {"pool": json.dumps(dict(pool)), "missing": json.dumps(sorted(missing))}
    writer.insert("reviews", ReviewFields.model_validate(review | held))
    for place, case in enumerate(cases, start=1):
        if writer.get("cases", {"case_ref": case.case_ref}) is None:
            raise Refused(_("Nothing was begun: a case of the sample was taken out meanwhile; draw it again."))
        row = {"review": number, "case_ref": case.case_ref, "place": place, "seniority_group": case.group}
        writer.insert("review_cases", ReviewCaseFields.model_validate(row))
    return number


def put(writer: Writer, number: int, answer: Answer, seen: Answer | None) -> Change | None:
    """Write what a reviewer says to a point, in place of what the same reviewer said before; None where it is so.

    One who says nothing any more has no answer there. ``seen`` is what the writer knows to stand there now. Raises
    ``AnsweredMeanwhile`` where something else does, ``NotFound`` where the case is not in the review's sample,
    pydantic's ``ValidationError`` for an answer that cannot be.
    """
    from kontant.model.records import ReviewAnswerFields
    from kontant.store.log import Change
    from kontant.store.writes import image

    if writer.get("review_cases", {"review": number, "case_ref": answer.case_ref}) is None:
        raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, "review_cases")))
    key: dict[str, Any] = {
        "review": number,
        "case_ref": answer.case_ref,
        "reviewer": answer.reviewer,
        "point": answer.point,
    }
    row = writer.get("review_answers", key)
    before = None if row is None else image(row)
    said = None if before is None else (before["answer"], before["remark"])
    if said == _said(answer):
        return None
    if said != _said(seen):
        told = _("Nothing was written: {point} was answered in another window meanwhile.")
        raise AnsweredMeanwhile(told.format(point=answer.point))
    if before is not None and _said(answer) is None:
        return _taken_back(writer, key, before)
    record = ReviewAnswerFields.model_validate({"review": number, **answer._asdict()})
    if row is None:
        return Change("review_answers", key, None, writer.insert("review_answers", record))
    writer.update("review_answers", key, record.model_dump())
    return Change("review_answers", key, before, image(row))


def _refuse_another_since(writer: Writer, after: int | None) -> None:
    from sqlalchemy import text

    now = writer.session.scalar(text(_LATEST)) or 0
    if after is not None and now != after:
        told = _("Nothing was begun: review {number} was begun meanwhile; go on with it, or begin another with --new.")
        raise Refused(told.format(number=now))


def _said(answer: Answer | None) -> tuple[str | None, str | None] | None:
    """The answer and the remark; None where nothing is said."""
    said = None if answer is None else (answer.answer, answer.remark)
    return None if said == (None, None) else said


def _taken_back(writer: Writer, key: dict[str, Any], before: dict[str, Any]) -> Change:
    from kontant.store.log import Change

    writer.restore("review_answers", before, None)
    return Change("review_answers", key, before, None)
