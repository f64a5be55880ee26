"""What each check that a template may name looks for in the answers, and the reason that goes with it."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.i18n import N_, _, ngettext
from kontant.notes.conditions import has_value, holds
from kontant.notes.facts import CaseFacts
from kontant.notes.template import TEXT_KINDS, Check, Question, Template
from kontant.rules import doctor_questions, similar
from kontant.rules.concrete import is_concrete

Answers = Mapping[str, Any]


class Seen(NamedTuple):
    """What a check looks at."""

    template: Template
    answers: Answers
    facts: CaseFacts

    def asked(self, question_id: str) -> Question | None:
        """The question, if it is asked."""
        question = self.template.question(question_id)
        shown = holds(question.when, self.answers, self.facts, note_date=self.facts.situation.day)
        return question if shown else None


def _rows(question: Question, seen: Seen) -> list[Mapping[str, Any]]:
    return seen.answers.get(question.id) or []


def label_of(question: Question, column: str | None = None) -> str:
    """What a question, or a column of its list, is called in a sentence."""
    label = question.label.here
    return f"{label}, {question.column(column).label.here}" if column else label


def _each_row_has(check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    assert check.column is not None
    rows = _rows(asked[0], seen)
    lacking = sum(not has_value(row.get(check.column)) for row in rows)
    if lacking:
        told = ngettext("{label}: missing in {n} of {all} line.", "{label}: missing in {n} of {all} lines.", len(rows))
        yield told.format(label=label_of(asked[0], check.column), n=lacking, all=len(rows))


def _has_rows(_check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    if not _rows(asked[0], seen):
        yield _("{label}: none.").format(label=label_of(asked[0]))


def _any_of(_check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    if not any(has_value(seen.answers.get(question.id)) for question in asked):
        labels = ", ".join(label_of(question) for question in asked)
        yield _("Nothing is written under: {labels}.").format(labels=labels)


def _personal(_check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    for text in _texts(asked[0], None, seen):
        if similar.repeats(text, _earlier(asked[0], seen)):
            yield _("{label}: nearly the same words as last time.").format(label=label_of(asked[0]))
        elif similar.too_short(text) or similar.only_general(text):
            yield _("{label}: could stand in any case; nothing in it is about this person.").format(
                label=label_of(asked[0])
            )


def _earlier(question: Question, seen: Seen) -> Iterator[str | None]:
    """What was said last: to this question, of the chosen exemption, and of the latest one."""
    last = seen.facts.last(question.id)
    yield last if isinstance(last, str) else None
    yield seen.facts.value("record.explanation", seen.answers)
    s = seen.facts.situation
    explained = [x for x in s.t.exemptions if x.explanation and x.start <= s.day]
    yield max(explained, key=lambda x: x.start).explanation if explained else None


def _concrete(check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    texts = list(_texts(asked[0], check.column, seen))
    vague = sum(not is_concrete(text) for text in texts)
    if vague:
        told = ngettext(
            "{label}: {n} of {all} names no task, function or number.",
            "{label}: {n} of {all} name no task, function or number.",
            vague,
        )
        yield told.format(label=label_of(asked[0], check.column), n=vague, all=len(texts))


def _open_question(check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    texts = list(_texts(asked[0], check.column, seen))
    label = label_of(asked[0], check.column)
    if any(map(doctor_questions.asks_work_ability, texts)):
        yield _("{label}: asks the doctor whether the person can work; the municipality assesses that.").format(
            label=label
        )
    if any(map(doctor_questions.closed, texts)):
        yield _("{label}: can be answered with yes or no; ask what, which, how or how much.").format(label=label)


def _warn(check: Check, asked: list[Question], seen: Seen) -> Iterator[str]:
    if check.says and holds(check.when, seen.answers, seen.facts, note_date=seen.facts.situation.day):
        yield f"{label_of(asked[0])}: {check.says.here}"


Look = Callable[[Check, list[Question], Seen], Iterator[str]]
LOOKS: Mapping[str, tuple[Look, str]] = MappingProxyType(
    {
        "each_row_has": (
            _each_row_has,
            N_("In 71 % of the cases barriers overshadowed what the person can do (BDO 2022 ch. 4.5)."),
        ),
        "has_rows": (_has_rows, N_("Without it, nobody knows afterwards who does what, and when.")),
        "date_in_rows": (_each_row_has, N_("What has no date is not followed up.")),
        "personal": (
            _personal,
            N_("What could stand in any case says nothing; 35 % of exemptions had such a reason (BDO 2022 ch. 4.6)."),
        ),
        "concrete": (
            _concrete,
            N_("Whether a goal was reached can be seen only if it says what is to be done (BDO 2022 ch. 7.3)."),
        ),
        "open_question": (
            _open_question,
            N_("An open question gives regards and treatment to plan by; yes or no gives neither."),
        ),
        "any_of": (
            _any_of,
            N_("What is not written down is not there for the next one who reads it."),
        ),
        # A warning gives its own reason.
        "warn": (_warn, ""),
    }
)
"""Each check with the reason that it has unless the template gives it another."""


def _texts(question: Question, column: str | None, seen: Seen) -> Iterator[str]:
    """The answer, or that column of its rows, where it is a text with words in it."""
    answer = seen.answers.get(question.id)
    found = [row.get(column) for row in _rows(question, seen)] if column else [answer]
    return (text for text in found if isinstance(text, str) and text.strip())


def all_texts(question: Question, seen: Seen) -> Iterator[str]:
    """Every free text that was answered to the question."""
    if question.kind in TEXT_KINDS:
        yield from _texts(question, None, seen)
    for column in question.columns:
        if column.kind in TEXT_KINDS:
            yield from _texts(question, column.id, seen)
