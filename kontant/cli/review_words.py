"""What the review commands share in words: answers, and how far a review is."""

from kontant.i18n import ngettext
from kontant.model.vocabulary import REVIEW_ANSWER, name_of
from kontant.report.review.progress import Progress


def answer_text(answer: str | None) -> str:
    """An answer in words; a dash where there is none."""
    return name_of(REVIEW_ANSWER, answer) if answer else "–"


def far_text(found: Progress) -> str:
    """How far a review is, in a clause."""
    cases = ngettext("{done} of {n} case done", "{done} of {n} cases done", len(found.cases))
    answers = ngettext("{n} answer", "{n} answers", found.answers).format(n=found.answers)
    return f"{cases.format(done=found.done, n=len(found.cases))}, {answers}"
