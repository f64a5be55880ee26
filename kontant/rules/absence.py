"""The absence family: days on which the person stayed away, and what must be done about them in time.

An absence is undecided while it has no decision, or a pending one. Its window, where one is in force, ends with the
last day of the third calendar month after that of the absence. The first two rules look at absences of the last 6
months up to the day whose window has not ended: afterwards there is nothing to hear or to decide. The last looks at
those of the last 6 months too.

- ``absence-contact-due``: undecided, no reasonable ground recorded, no attempt at contact recorded. From the absence to
  the day no conversation was held, and there is no ``absence`` note that tells of attempts at contact, or that has no
  answers at all (one of text alone may tell of them). Deadline: the absence + 7 days; due whatever the lead.
- ``absence-hearing-due``: undecided, without a reasonable ground, no hearing sent by the day. Deadline: the absence
  + 14 days; due whatever the lead.
- ``absence-window-closing``: undecided, no reasonable ground recorded. Deadline: the last day of the window; lead 30
  days. Once it has passed there is no flag.
- ``absence-pattern`` (notice): 3 or more absences in the last 6 months, and since the latest of them neither a
  conversation was held nor a conversation, round_table or plan_review note written: nobody has asked what is behind it.

One flag for each rule: the one with the earliest deadline.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from types import MappingProxyType
from typing import Any, ClassVar

from kontant.dates import add_months, month_end
from kontant.model.timeline import Absence, Note, Timeline
from kontant.rules.answers import answers, is_structured, tells
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

UNDECIDED = (None, "pending")
TAKES_UP = frozenset({"conversation", "round_table", "plan_review"})
"""The notes in which what is behind the absences can have been talked about."""

NO_CONTACT_MISSING = Quiet("absence-contact-due", "none_undecided")
NO_HEARING_MISSING = Quiet("absence-hearing-due", "no_hearing_missing")
NO_WINDOW = Quiet("absence-window-closing", "none_undecided")
NO_PATTERN = Quiet("absence-pattern", "no_absence")


class Absences(Family):
    """The family on one day."""

    of: ClassVar[str] = "absences"
    judges: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "absence-contact-due": "_contact_due",
            "absence-hearing-due": "_hearing_due",
            "absence-window-closing": "_window_closing",
            "absence-pattern": "_pattern",
        }
    )

    def _prepare(self) -> None:
        self._after = add_months(self.day, -(self.number("absence.look_back_months") or 0))
        self._pattern_after = add_months(self.day, -(self.number("absence.pattern_months") or 0))
        self._pattern_count = self.number("absence.pattern_count") or 0
        self._contact_days = self.number("absence.contact_days") or 0
        self._hearing_days = self.number("absence.hearing_days") or 0
        self._window_months = self.number("absence.reduction_whole_months") or 0
        # The first day on which an absence can lie for its window to be open still.
        first_day = add_months(self.day.replace(day=1), -self._window_months)
        self._window_from = first_day if self.value("absence.reduction_whole_months") else date.min
        self._window_latest = self.day + timedelta(days=self.number("absence.window_lead_days") or 0)

    def _contact_due(self, t: Timeline) -> Judgement:
        """The earliest that nobody has asked about; one contact serves for all absences before it."""
        unsought = [a for a in self._undecided(t) if a.reasonable_ground is not True and not a.contact_attempts]
        if not unsought:
            return NO_CONTACT_MISSING
        contact = max(self._contacts(t), default=None)
        waiting = [a for a in unsought if contact is None or contact < a.date]
        if not waiting:
            return Quiet("absence-contact-due", "in_contact", {"date": unsought[-1].date, "contact": contact})
        return self._while_open(t, "absence-contact-due", waiting, self._contact_days, "absence.contact_days")

    def _hearing_due(self, t: Timeline) -> Judgement:
        """The earliest without a hearing; a hearing sent after the day does not exist on it."""
        waiting = [
            a
            for a in self._undecided(t)
            if a.reasonable_ground is False and (a.hearing_sent is None or a.hearing_sent > self.day)
        ]
        if not waiting:
            return NO_HEARING_MISSING
        return self._while_open(t, "absence-hearing-due", waiting, self._hearing_days, "absence.hearing_days")

    def _window_closing(self, t: Timeline) -> Judgement:
        """The first to close of the windows that are open still."""
        undecided = [
            a for a in t.absences if a.date <= self.day and a.decision in UNDECIDED and a.reasonable_ground is not True
        ]
        waiting = [a for a in undecided if a.date >= self._window_from]
        if not waiting:
            latest = max((a.date for a in undecided), default=None)
            return Quiet("absence-window-closing", "window_closed", {"date": latest}) if latest else NO_WINDOW
        deadline = month_end(add_months(min(a.date for a in waiting), self._window_months))
        facts = _facts(waiting) | {"months": self._window_months}
        return self.dated(
            t,
            "absence-window-closing",
            deadline,
            self._window_latest,
            facts,
            *self.records("absence.reduction_whole_months", "absence.window_lead_days"),
        )

    def _pattern(self, t: Timeline) -> Judgement:
        """The count of the last months; a talk clears it until the next absence."""
        recent = [a.date for a in t.absences if self._pattern_after < a.date <= self.day]
        if len(recent) < self._pattern_count:
            few = {"count": len(recent), "after": self._pattern_after}
            return Quiet("absence-pattern", "few", few) if t.absences else NO_PATTERN
        if talked := max((day for day in self._talks(t) if day > max(recent)), default=None):
            return Quiet("absence-pattern", "talked", {"last": max(recent), "talked": talked})
        facts = {"count": len(recent), "first": min(recent), "last": max(recent), "after": self._pattern_after}
        return self.notice(
            t, "absence-pattern", facts, *self.records("absence.pattern_count", "absence.pattern_months")
        )

    def _undecided(self, t: Timeline) -> list[Absence]:
        """The absences in the look-back on which nothing is decided."""
        return [a for a in t.absences if self._after < a.date <= self.day and a.decision in UNDECIDED]

    def _contacts(self, t: Timeline) -> Iterator[date]:
        """The days on which the person was met, or attempts at contact were written of."""
        notes = (n.date for n in t.notes if n.template == "absence" and n.date <= self.day and tells_of_attempts(n))
        return chain(notes, self._held(t))

    def _talks(self, t: Timeline) -> Iterator[date]:
        """The days on which the absences can have been talked about."""
        return chain((n.date for n in t.notes if n.template in TAKES_UP and n.date <= self.day), self._held(t))

    def _held(self, t: Timeline) -> Iterator[date]:
        return (c.date for c in t.conversations if c.status == "held" and c.date <= self.day)

    def _while_open(self, t: Timeline, rule: str, waiting: list[Absence], days: int, name: str) -> Judgement:
        """The flag of the earliest of ``waiting`` that can be decided still; due whatever the lead."""
        still = [a for a in waiting if a.date >= self._window_from]
        if not still:
            return Quiet(rule, "too_late", {"date": max(a.date for a in waiting)})
        facts = _facts(still) | {"within_days": days}
        return self.dated(t, rule, facts["date"] + timedelta(days=days), None, facts, *self.records(name))


def tells_of_attempts(note: Note) -> bool:
    """Whether an absence note tells of attempts at contact, or is text alone and may."""
    return not note.answers or tells(answers(note).get("attempts")) or not is_structured(note)


def _facts(waiting: list[Absence]) -> dict[str, Any]:
    """The earliest absence, and how many there are in all."""
    first = min(waiting, key=lambda a: a.date)
    return {"date": first.date, "from_kind": first.from_kind, "count": len(waiting)}
