"""The gentle checks before a note is saved: what a good note has and this one lacks, each with its reason.

None of them blocks. They look at the answers of the questions that are asked, and know no template by name: which
check looks at which question is the template's to say. Two look at every text, whatever the template: a CPR number,
and the name of a person in another case.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kontant.i18n import _
from kontant.model.person import holds_cpr
from kontant.notes.facts import CaseFacts
from kontant.notes.looks import LOOKS, Answers, Seen, all_texts, label_of
from kontant.notes.names import UNASKED
from kontant.notes.other_names import OtherNames
from kontant.notes.template import Check, Template


class Concern(NamedTuple):
    """What a check has to say about one question, and why it matters."""

    question_id: str
    sentence: str
    reason: str


def concerns(template: Template, answers: Answers, facts: CaseFacts, other_names: Iterable[str] = ()) -> list[Concern]:
    """What the checks have to say about the final ``answers``, in the order of the questions.

    ``other_names`` are the names of the people in other cases.
    """
    standing = {question: answer for question, answer in answers.items() if question != UNASKED}
    seen = Seen(template, standing, facts)
    found = [concern for check in template.checks for concern in _checked(check, seen)]
    found += _slips(seen, OtherNames(facts.situation.t.case.name, other_names))
    place = {question.id: number for number, question in enumerate(template.questions)}
    return sorted(found, key=lambda concern: place[concern.question_id])


def _checked(check: Check, seen: Seen) -> Iterator[Concern]:
    asked = [q for q in map(seen.asked, check.questions or filter(None, [check.question])) if q is not None]
    if not asked:
        return
    look, usual = LOOKS[check.check]
    for sentence in look(check, asked, seen):
        yield Concern(asked[0].id, sentence, check.reason.here if check.reason else _(usual))


def _slips(seen: Seen, others: OtherNames) -> Iterator[Concern]:
    """A CPR number or another case's name in any text."""
    for question in seen.template.questions:
        said = list(all_texts(question, seen))
        label = label_of(question)
        if any(map(holds_cpr, said)):
            told = _("{label}: a CPR number seems to stand in the text.")
            reason = _("The case says who it is about; a number in a text cannot be masked everywhere it goes.")
            yield Concern(question.id, told.format(label=label), reason)
        initials = next(filter(None, map(others.initials_in, said)), None)
        if initials is not None:
            told = _("{label}: the name of somebody in another case seems to stand in the text ({initials}).")
            reason = _("Who reads this journal must not learn of another person's case.")
            yield Concern(question.id, told.format(label=label, initials=initials), reason)
