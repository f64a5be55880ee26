"""What is known when a note is written: the case, its journal, the law of the day; and the records in it.

Pure: made once for a note, asked by every fact. The law and the journal are those of the note's date. The timeline is
the case as it is recorded today: an offer or an exemption that begins after the note's date may have been planned on
it or not, which no record tells, and a note written up later shows what is known then. Facts that ask what stood on
the note's date look at the days themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kontant.dates import add_months
from kontant.model.timeline import Timeline
from kontant.notes.keys import key_text
from kontant.notes.names import NEW
from kontant.notes.template import Question, Template
from kontant.rules.law import Law
from kontant.store.journal import JournalNote

Answers = Mapping[str, Any]

# The question that every form asks by when it speaks of an absence.
MISSED_ON = "missed_on"
# And those that say of which kind the next conversation is: that of this one, unless it is said.
NEXT_KINDS = ("next_kind", "kind")


@dataclass(frozen=True, slots=True)
class Situation:
    """One note's. ``law`` is that of ``day``, the note's date; ``journal`` holds the notes up to it, newest first."""

    t: Timeline
    journal: Sequence[JournalNote]
    law: Law
    day: date
    today: date
    template: Template
    caseworker: str | None

    def months_ago(self, months: int) -> date:
        """The note's date so many months earlier."""
        return add_months(self.day, -months)

    def record(self, table: str, key: str) -> Any:
        """The record of ``table`` with this key text, None if the case has none."""
        return next((r for r in getattr(self.t, table) if key_of(table, r) == key), None)

    def chosen(self, answers: Answers) -> tuple[str, Any] | None:
        """The table and the record that the latest answered record question chose; None where it is a new one."""
        question = self._latest_record_question(answers)
        if question is None or question.table is None or answers[question.id] == NEW:
            return None
        found = self.record(question.table, answers[question.id])
        return None if found is None else (question.table, found)

    def _latest_record_question(self, answers: Answers) -> Question | None:
        asked = (q for q in reversed(self.template.questions) if q.kind == "record")
        return next((q for q in asked if answers.get(q.id) is not None), None)

    def event(self, answers: Answers) -> date:
        """The day of the absence that is spoken of: the one answered, else the note's date."""
        given = answers.get(MISSED_ON)
        return date.fromisoformat(given) if isinstance(given, str) else self.day

    def next_kind(self, answers: Answers) -> str | None:
        """The kind of the conversation to be planned, as far as it was answered."""
        return next((answers[name] for name in NEXT_KINDS if answers.get(name)), None)

    def notes_with(self, question_id: str) -> Iterator[JournalNote]:
        """The notes, newest first, in which a question of this id was answered."""
        return (note for note in self.journal if note.answers.get(question_id) not in (None, "", []))


def key_of(table: str, record: Any) -> str:
    """The key text of a timeline's record."""
    return key_text(table, record._asdict())


def jsonable(value: Any) -> Any:
    """A record's value in the JSON form of answers."""
    return value.isoformat() if isinstance(value, date) else value
