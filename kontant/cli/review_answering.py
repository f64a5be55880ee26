"""One case under review by one reviewer: what is asked, what the records say, and the answers, read and written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from kontant.cli.context import Context
from kontant.cli.note_words import legible
from kontant.model.person import masked
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.report.review.points import Point
from kontant.rules.law import Law
from kontant.store import reviews
from kontant.store.reading import reading
from kontant.store.reviews import Answer, Review, Sampled


@dataclass(frozen=True)
class Reviewing:
    """A case of a review in the hands of a reviewer; ``answers`` by point, ``filled`` what the records say.

    ``options`` are those that must be typed again to come back to the case, ``onward`` those that lead to the next.
    """

    context: Context
    review: Review
    law: Law
    case: Sampled
    place: int
    of: int
    t: Timeline
    reviewer: str
    asked: list[Point]
    filled: Mapping[str, str]
    answers: Mapping[str, Answer]
    options: str = ""
    onward: str = ""

    @property
    def command(self) -> str:
        """How to come back to this case."""
        return f"{self.context.prefix} review next {self.case.case_ref}{self.options}"

    @property
    def next_command(self) -> str:
        """How to go on with the next case."""
        return f"{self.context.prefix} review next{self.onward}"

    @property
    def unanswered(self) -> list[Point]:
        """The points without an answer, in the order of asking."""
        return [point for point in self.asked if self.answer(point) is None]

    def answer(self, point: Point) -> str | None:
        """What was answered to the point."""
        given = self.answers.get(point.id)
        return given.answer if given else None

    def remark(self, point: Point) -> str:
        """What was remarked on the point."""
        given = self.answers.get(point.id)
        return (given.remark if given else None) or ""

    def saying(self, point: Point, answer: str | None, remark: str | None) -> Answer:
        """This answer by this reviewer, today; a CPR number in the remark is masked, as it stays in the caseload."""
        kept = masked(tidy(remark)) if remark else None
        records = self.filled.get(point.id)
        return Answer(self.case.case_ref, self.reviewer, point.id, answer, kept or None, records, self.context.today)

    def write(self, *given: Answer) -> "tuple[Reviewing, int | None]":
        """Write answers in one event; returns the state after it, and the event (None: all stood so already).

        Raises ``StoreError`` where the caseload cannot be written, ``AnsweredMeanwhile`` where a point was answered in
        another window since this state was read: then nothing is written.
        """
        new = [each for each in given if not self._stands(each)]
        if not new:
            return self, None
        from kontant.cli.case_fields import worded
        from kontant.store.writes import writing

        context = self.context
        with (
            worded("review_answers", {"reviewer": "--reviewer"}),
            writing(context.path, command="review next", who=context.who, at=context.now()) as writer,
        ):
            for each in new:
                reviews.put(writer, self.review.number, each, self.answers.get(each.point))
        answers = dict(self.answers) | {each.point: each for each in new}
        return replace(self, answers=answers), writer.event_id

    def read_again(self) -> "Reviewing":
        """The same with the answers that are in the caseload now."""
        with reading(self.context.path) as connection:
            given = reviews.answers(connection, self.review.number)
        return replace(self, answers=answers_of(given, self.case, self.reviewer))

    def _stands(self, given: Answer) -> bool:
        before = self.answers.get(given.point)
        if before is None:
            return given.answer is None and given.remark is None
        return (before.answer, before.remark) == (given.answer, given.remark)


def answers_of(given: Iterable[Answer], case: Sampled, reviewer: str) -> Mapping[str, Answer]:
    """What this reviewer has said of the case, by point."""
    return {each.point: each for each in given if (each.case_ref, each.reviewer) == (case.case_ref, reviewer)}


def tidy(text: str) -> str:
    """A remark without what could redraw a screen, its lines kept."""
    from kontant.exchange.sheets import clean

    return "\n".join(row.rstrip() for row in clean(legible(text)).split("\n")).strip()


def spelled(reviewer: str, answers: list[Answer]) -> str:
    """The reviewer as the review has them already, whatever the case of the letters typed."""
    known = sorted({each.reviewer for each in answers})
    return next((name for name in known if folded(name) == folded(reviewer)), reviewer)
