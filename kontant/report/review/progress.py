"""How far a case review is: which points of which cases each reviewer has answered.

A case is done by a reviewer who has answered all its points, and a review is finished when every case is done by
somebody. A remark without an answer does not answer a point.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from kontant.model.vocabulary import folded
from kontant.report.review.points import Point
from kontant.store.reviews import Answer, Sampled


class CaseProgress(NamedTuple):
    """A case of the sample, and how many of its points each reviewer has answered."""

    case: Sampled
    by_reviewer: Mapping[str, int]

    @property
    def furthest(self) -> int:
        """How many points the reviewer who is furthest has answered."""
        return max(self.by_reviewer.values(), default=0)

    def answered_by(self, reviewer: str) -> int:
        """How many points this reviewer has answered, whatever the case of the letters."""
        return {folded(who): n for who, n in self.by_reviewer.items()}.get(folded(reviewer), 0)


class Progress(NamedTuple):
    """The cases of a review in their order; ``asked`` points in each."""

    asked: int
    cases: tuple[CaseProgress, ...]

    @property
    def done(self) -> int:
        """How many cases are done by somebody."""
        return sum(each.furthest == self.asked for each in self.cases)

    @property
    def is_finished(self) -> bool:
        """Whether every case is done by somebody."""
        return self.done == len(self.cases)

    @property
    def answers(self) -> int:
        """How many answers there are in all, by whomever."""
        return sum(sum(each.by_reviewer.values()) for each in self.cases)

    def next_for(self, reviewer: str, *, second: bool = False) -> Sampled | None:
        """The case that this reviewer goes on with: one begun and not done, else the first that nobody has begun.

        One who reviews as a ``second`` takes the cases before that, which others have done and this one not begun.
        """
        counts = [(each.answered_by(reviewer), each) for each in self.cases]
        begun = (each.case for n, each in counts if 0 < n < self.asked)
        done_by_others = (each.case for n, each in counts if second and not n and each.furthest == self.asked)
        untouched = (each.case for each in self.cases if not each.by_reviewer)
        return next(chain(begun, done_by_others, untouched), None)


def progress(asked: Iterable[Point], sample: Sequence[Sampled], answers: Iterable[Answer]) -> Progress:
    """How far the review of these cases is."""
    ids = {point.id for point in asked}
    counts: dict[str, dict[str, int]] = {case.case_ref: {} for case in sample}
    for each in answers:
        if each.answer is not None and each.point in ids:
            of_case = counts[each.case_ref]
            of_case[each.reviewer] = of_case.get(each.reviewer, 0) + 1
    return Progress(len(ids), tuple(CaseProgress(case, counts[case.case_ref]) for case in sample))
