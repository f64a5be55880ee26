"""The focus family: what conversation notes are about, as their answers tell it.

A note is structured when at least one of its questions is answered; a note of text alone says nothing here of what
was talked about. A question answered in words is answered when they tell something: ``Ingen`` does not
(:func:`kontant.rules.answers.tells`). Only notes up to the day are looked at. Questions: job wishes (``wishes``),
openings (``openings``), new job goals (``job_goals``), resources (``resources``), new sub-goals (``sub_goals``),
``barriers``.

- ``barriers-dominate`` (notice): the last 3 structured ``conversation`` notes, all dated after the day minus 24
  months, each with barriers and none with wishes, openings, job goals, sub-goals or resources.
- ``job-focus-missing`` (notice): on the job track; there are ``conversation`` notes after the day minus 6 months that
  answer more than when and how it was held (:data:`ABOUT_THE_MEETING`), and no note of any kind after that day has
  wishes, openings, job goals or resources.
- ``notes-unstructured`` (notice): at least 3 ``conversation`` notes after the day minus 6 months, none structured.
"""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import ClassVar

from kontant.dates import add_months
from kontant.model.timeline import Note, Timeline
from kontant.rules.answers import answers, filled, is_structured, tells
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

JOB_AND_RESOURCES = ("wishes", "openings", "job_goals", "resources")
"""The questions whose answers are about work and about what the person can."""

ABOUT_THE_MEETING = frozenset({"form", "took_part", "kind", "next_date", "next_kind", "moved", "instead"})
"""The questions that tell when and how a conversation was held, and nothing of what was said."""

IN_WORDS = frozenset({"progress", *JOB_AND_RESOURCES, "sub_goals", "barriers", "words", "agreements"})
"""The questions about what was said that are answered in words, so that ``Ingen`` is no answer."""

_FEW_FOR_BARRIERS = Quiet("barriers-dominate", "few_answered")
_MORE_THAN_BARRIERS = Quiet("barriers-dominate", "more_than_barriers")
_NO_JOB_TRACK = Quiet("job-focus-missing", "not_job_track")
_NO_ANSWERS = Quiet("job-focus-missing", "no_answers")
_HAS_JOB_FOCUS = Quiet("job-focus-missing", "has_job_focus")
_FEW_NOTES = Quiet("notes-unstructured", "few_notes")
_STRUCTURED = Quiet("notes-unstructured", "structured")


class Focus(Family):
    """The family on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "barriers-dominate": "_barriers_dominate",
        "job-focus-missing": "_job_focus_missing",
        "notes-unstructured": "_notes_unstructured",
    }

    def _prepare(self) -> None:
        self._notes = self.value("focus.notes")
        self._back = self.value("focus.look_back_months")
        self._months = self.value("focus.months")
        self._unstructured = self.value("focus.unstructured_notes")
        self._barriers_after = add_months(self.day, -(self.number("focus.look_back_months") or 0))
        self._after = add_months(self.day, -(self.number("focus.months") or 0))
        self._notes_of: tuple[Timeline | None, list[Note]] = (None, [])

    def _barriers_dominate(self, t: Timeline) -> Judgement:
        """The last few notes with answers all tell of barriers, and none of them of work, goals or resources."""
        assert self._notes is not None and self._back is not None
        # Whether there are answers at all is seen without reading them.
        answered = (n for n in self._conversations(t, self._barriers_after) if n.answers and is_structured(n))
        last: list[Note] = []
        for note in islice(answered, self._notes.value):
            # Mostly the newest says it, and the older ones need not be read.
            if not answers_any(note, "barriers") or answers_any(note, *JOB_AND_RESOURCES, "sub_goals"):
                return _MORE_THAN_BARRIERS
            last.append(note)
        if len(last) < self._notes.value:
            return _FEW_FOR_BARRIERS
        facts = {"notes": len(last), "first": last[-1].date, "last": last[0].date}
        return self.notice(t, "barriers-dominate", facts, self._notes, self._back)

    def _job_focus_missing(self, t: Timeline) -> Judgement:
        """On the job track; conversation notes of the last months say something, and no note tells of work."""
        assert self._months is not None
        if t.case.track != "job":
            return _NO_JOB_TRACK
        saying = [n for n in self._conversations(t, self._after) if n.answers and says_something(n)]
        if not saying:
            return _NO_ANSWERS
        recent = (n for n in t.notes if n.answers and self._after < n.date <= self.day)
        if any(answers_any(note, *JOB_AND_RESOURCES) for note in recent):
            return _HAS_JOB_FOCUS
        facts = {"notes": len(saying), "last": saying[0].date, "after": self._after}
        return self.notice(t, "job-focus-missing", facts, self._months)

    def _notes_unstructured(self, t: Timeline) -> Judgement:
        """Several notes in the last months, and no question answered in any of them."""
        assert self._unstructured is not None and self._months is not None
        notes = self._conversations(t, self._after)
        if len(notes) < self._unstructured.value:
            return _FEW_NOTES
        if any(is_structured(note) for note in notes):
            return _STRUCTURED
        facts = {"notes": len(notes), "last": notes[0].date, "after": self._after}
        return self.notice(t, "notes-unstructured", facts, self._unstructured, self._months)

    def _conversations(self, t: Timeline, after: date) -> list[Note]:
        """The conversation notes dated after ``after`` and up to the day, the newest first."""
        if self._notes_of[0] is not t:
            # All that any of the rules looks at, found once for a case.
            self._notes_of = (t, [n for n in t.notes if n.template == "conversation" and n.date <= self.day][::-1])
        return [note for note in self._notes_of[1] if note.date > after]


def says_something(note: Note) -> bool:
    """Whether the note answers more than when and how the conversation was held."""
    told = answers(note).items()
    return any(
        (tells if name in IN_WORDS else filled)(value)
        for name, value in told
        if name not in ABOUT_THE_MEETING and not name.startswith("_")
    )


def answers_any(note: Note, *questions: str) -> bool:
    """Whether one of these questions, which are answered in words, is answered in the note."""
    told = answers(note)
    return any(tells(told.get(question)) for question in questions)
