"""The absence family: days on which the person stayed away, and what must be done about them in time.

Looks at absences of the last 6 months up to the day. One is undecided while it has no decision, or a pending one.

- ``absence-contact-due``: undecided, no reasonable ground recorded, no attempt at contact recorded; no ``absence``
  note and no held conversation from the absence to the day. Deadline: the absence + 7 days; due whatever the lead.
- ``absence-hearing-due``: undecided, without a reasonable ground, no hearing sent by the day. Deadline: the absence
  + 14 days; due whatever the lead.
- ``absence-window-closing``: undecided, no reasonable ground recorded. Deadline: the last day of the third calendar
  month after that of the absence; lead 30 days. Once it has passed there is nothing left to decide, and no flag.
- ``absence-pattern`` (notice): 3 or more absences in the last 6 months.

One flag for each rule: the one with the earliest deadline.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from types import MappingProxyType
from typing import Any, ClassVar

from kontant.dates import add_months, month_end
from kontant.model.timeline import Absence, Timeline
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

UNDECIDED = (None, "pending")

NO_CONTACT_MISSING = Quiet("absence-contact-due", "none_undecided")
NO_HEARING_MISSING = Quiet("absence-hearing-due", "no_hearing_missing")
NO_WINDOW = Quiet("absence-window-closing", "none_undecided")
NO_PATTERN = Quiet("absence-pattern", "no_absence")


class Absences(Family):
    """The family on one day."""

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
        self._window_from = add_months(self.day.replace(day=1), -self._window_months)
        self._window_latest = self.day + timedelta(days=self.number("absence.window_lead_days") or 0)

    def _contact_due(self, t: Timeline) -> Judgement:
        """Undecided, ground not True, no attempts; no absence note or held conversation since. Absence + 7 days."""
        if not t.absences:
            return NO_CONTACT_MISSING
        unsought = [a for a in self._undecided(t) if a.reasonable_ground is not True and not a.contact_attempts]
        if not unsought:
            return NO_CONTACT_MISSING
        contact = max(self._contacts(t), default=None)
        waiting = [a for a in unsought if contact is None or contact < a.date]
        if not waiting:
            return Quiet("absence-contact-due", "in_contact", {"date": unsought[-1].date, "contact": contact})
        return self._counted(t, "absence-contact-due", waiting, self._contact_days, "absence.contact_days")

    def _hearing_due(self, t: Timeline) -> Judgement:
        """Undecided, ground False, no hearing sent by the day. Absence + 14 days."""
        if not t.absences:
            return NO_HEARING_MISSING
        waiting = [
            a
            for a in self._undecided(t)
            if a.reasonable_ground is False and (a.hearing_sent is None or a.hearing_sent > self.day)
        ]
        if not waiting:
            return NO_HEARING_MISSING
        return self._counted(t, "absence-hearing-due", waiting, self._hearing_days, "absence.hearing_days")

    def _window_closing(self, t: Timeline) -> Judgement:
        """Undecided, ground not True. The last day of the third calendar month after the absence's; lead 30 days."""
        if not t.absences:
            return NO_WINDOW
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
        """At least 3 absences dated after the day - 6 months."""
        if not t.absences:
            return NO_PATTERN
        recent = [a.date for a in t.absences if self._pattern_after < a.date <= self.day]
        if len(recent) < self._pattern_count:
            return Quiet("absence-pattern", "few", {"count": len(recent), "after": self._pattern_after})
        facts = {"count": len(recent), "first": min(recent), "last": max(recent), "after": self._pattern_after}
        return self.notice(
            t, "absence-pattern", facts, *self.records("absence.pattern_count", "absence.pattern_months")
        )

    def _undecided(self, t: Timeline) -> list[Absence]:
        """The absences in the look-back on which nothing is decided."""
        return [a for a in t.absences if self._after < a.date <= self.day and a.decision in UNDECIDED]

    def _contacts(self, t: Timeline) -> Iterator[date]:
        """The days on which the person was reached, or the absence was written of."""
        notes = (n.date for n in t.notes if n.template == "absence" and n.date <= self.day)
        held = (c.date for c in t.conversations if c.status == "held" and c.date <= self.day)
        return chain(notes, held)

    def _counted(self, t: Timeline, rule: str, waiting: list[Absence], days: int, name: str) -> Judgement:
        """The flag of the earliest of ``waiting``: so many days after it, due whatever the lead."""
        facts = _facts(waiting) | {"within_days": days}
        return self.dated(t, rule, facts["date"] + timedelta(days=days), None, facts, *self.records(name))


def _facts(waiting: list[Absence]) -> dict[str, Any]:
    """The earliest absence, and how many there are in all."""
    first = min(waiting, key=lambda a: a.date)
    return {"date": first.date, "from_kind": first.from_kind, "count": len(waiting)}
