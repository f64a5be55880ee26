"""What the answers of a case review come to: shares beside the national ones, what to do first, and agreement.

Rules:

- A case counts once to a point: by the answer that most of its reviewers gave. Where they are evenly divided the case
  is left out of the base and counted as divided. Points that are not answered yet are left out.
- The base of a share is the cases answered yes or no; not relevant is left out of it. The share is of those answered
  yes, with a 95 % Wilson score interval. Where the interval excludes the published value the share differs; where it
  does so on the side of the bad answer it is worse. A base of fewer than five cases never differs.
- What to do first: the points whose bad answer was given at all, in a base of at least five cases. Those that are worse
  than the published value come first; then by how large a share of the base has the bad answer, then by the size of the
  base, then in the order of asking.
- Agreement: each pair of reviewers who both answered a point of the same case is a pair of answers, among yes, no and
  not relevant; the reviewer whose name comes first is the first of the pair. Cohen's kappa is (po - pe) / (1 - pe): po
  the share of pairs that agree, pe the sum over the three answers of the product of the shares with which the firsts
  and the seconds gave them. It is undefined without pairs, and where both gave one and the same answer throughout.
- The records' answers are the same for all who review, and keeping them both is agreement. So agreement is also told
  for the answers of which the records said nothing. A case counts as reviewed by several where there is such a pair.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from kontant.model.vocabulary import folded
from kontant.report.figures.wilson import wilson
from kontant.report.measuring import FEWEST_TO_MARK
from kontant.report.review.points import ANSWERS, NO, NOT_RELEVANT, YES, Point
from kontant.store.reviews import Answer

LEAST = FEWEST_TO_MARK
"""The smallest base that says what to do, and the fewest cases among whom nobody can be made out."""

Pair = tuple[str, str]
"""What two reviewers answered to the same point of the same case."""


class Agreement(NamedTuple):
    """How well reviewers agree: pairs of answers, those that agree, and Cohen's kappa (None: undefined)."""

    pairs: int
    agreed: int
    kappa: float | None


class PointResult(NamedTuple):
    """What a point came to; ``overruled`` counts the answers that differ from what the records said."""

    point: Point
    yes: int
    no: int
    not_relevant: int
    divided: int
    overruled: int
    filled_in: int
    interval: tuple[float, float] | None
    agreement: Agreement

    @property
    def n(self) -> int:
        """The base of the share."""
        return self.yes + self.no

    @property
    def share(self) -> float | None:
        """The share of yes, in percent."""
        return 100 * self.yes / self.n if self.n else None

    @property
    def bad(self) -> int:
        """How many cases have the bad answer."""
        return {YES: self.yes, NO: self.no}.get(self.point.bad or "", 0)

    @property
    def bad_share(self) -> float:
        """The share of the bad answer, in percent; 0 without a base."""
        return 100 * self.bad / self.n if self.n else 0.0

    @property
    def difference(self) -> float | None:
        """Own share less the published one, in percentage points."""
        share, national = self.share, self.point.national
        return None if share is None or national is None else share - national

    @property
    def differs(self) -> bool:
        """Whether the interval of a base that is large enough excludes the published value."""
        if self.n < LEAST or self.interval is None or self.point.national is None:
            return False
        low, high = self.interval
        return not low <= self.point.national <= high

    @property
    def is_worse(self) -> bool:
        """Whether it does so on the side of the bad answer."""
        difference = self.difference
        if not self.differs or difference is None or self.point.bad is None:
            return False
        return difference < 0 if self.point.bad == NO else difference > 0


class Results(NamedTuple):
    """The whole of a review; ``unfilled`` is the agreement on what the records said nothing of.

    ``cases`` have an answer by somebody, ``cases_by_several`` one point at least that two have answered.
    """

    points: tuple[PointResult, ...]
    overall: Agreement
    unfilled: Agreement
    cases: int
    cases_by_several: int
    reviewers: int

    @property
    def is_small(self) -> bool:
        """Whether so few cases are reviewed that the people can be made out."""
        return self.cases < LEAST

    @property
    def says_enough(self) -> bool:
        """Whether any point was answered in enough cases to say what to do."""
        return any(each.n >= LEAST for each in self.points)

    def first(self) -> list[PointResult]:
        """What to do first."""
        concerned = [each for each in self.points if each.bad and each.n >= LEAST]
        return sorted(concerned, key=lambda each: (not each.is_worse, -each.bad_share, -each.n))


def results(asked: Sequence[Point], answers: Iterable[Answer]) -> Results:
    """What the answers come to, point by point in the order of asking."""
    ids = {point.id for point in asked}
    given = [each for each in answers if each.answer is not None and each.point in ids]
    by_point: dict[str, list[Answer]] = {point.id: [] for point in asked}
    for each in given:
        by_point[each.point].append(each)
    return Results(
        tuple(_result(point, by_point[point.id]) for point in asked),
        _agreement(by_point.values(), lambda _answer: True),
        _agreement(by_point.values(), lambda answer: answer.records is None),
        len({each.case_ref for each in given}),
        len({ref for answers in by_point.values() for ref, found in _by_case(answers).items() if len(found) > 1}),
        len({each.reviewer for each in given}),
    )


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa of these pairs; None where it is undefined."""
    if not pairs:
        return None
    n = len(pairs)
    firsts, seconds = Counter(a for a, _b in pairs), Counter(b for _a, b in pairs)
    # In whole numbers, so that full agreement by chance is told from nearly so.
    by_chance = sum(firsts[answer] * seconds[answer] for answer in ANSWERS)
    if by_chance == n * n:
        return None
    return (n * sum(a == b for a, b in pairs) - by_chance) / (n * n - by_chance)


def _result(point: Point, answers: Sequence[Answer]) -> PointResult:
    said = Counter(_of_case(found) for found in _by_case(answers).values())
    filled = [each for each in answers if each.records is not None]
    return PointResult(
        point,
        said[YES],
        said[NO],
        said[NOT_RELEVANT],
        said[None],
        sum(each.answer != each.records for each in filled),
        len(filled),
        wilson(said[YES], said[YES] + said[NO]),
        _agreement([answers], lambda _answer: True),
    )


def _of_case(answers: Sequence[Answer]) -> str | None:
    """What the case counts as: the answer of most reviewers; None where they are evenly divided."""
    (first, most), *others = Counter(each.answer for each in answers).most_common(2)
    return None if others and others[0][1] == most else first


def _by_case(answers: Iterable[Answer]) -> Mapping[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for each in answers:
        found.setdefault(each.case_ref, []).append(each)
    return found


def _agreement(of_points: Iterable[Sequence[Answer]], counts: Callable[[Answer], bool]) -> Agreement:
    pairs = [pair for answers in of_points for pair in _pairs([each for each in answers if counts(each)])]
    return Agreement(len(pairs), sum(a == b for a, b in pairs), kappa(pairs))


def _pairs(answers: Sequence[Answer]) -> Iterable[Pair]:
    """The pairs of answers to one point, case by case."""
    for found in _by_case(answers).values():
        in_order = sorted(found, key=lambda each: folded(each.reviewer))
        for one, other in combinations(in_order, 2):
            yield str(one.answer), str(other.answer)
