"""Conversations past and planned as a note sees them, and the day proposed for the next.

Only kinds that count toward the contact rules are looked at as the next or the latest one: a meeting with the
personal job broker is moved by nobody's note.
"""

from datetime import date, timedelta

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Conversation
from kontant.notes.situation import Situation, key_of

_FRIDAY, _MONDAY = 4, 0


def last_conversation(s: Situation) -> date | None:
    """The latest conversation held before the note's date."""
    return max((c.date for c in _counting(s) if c.status == "held" and c.date < s.day), default=None)


def planned_today(s: Situation) -> str | None:
    """The key text of a conversation planned on the note's date, one that counts before others."""
    found = _planned_today(s)
    return key_of("conversations", found) if found else None


def conversation_kind(s: Situation) -> str:
    """The kind of the conversation planned on the note's date, else the usual one."""
    found = _planned_today(s)
    return found.kind if found else "job"


def planned_conversation(s: Situation) -> str | None:
    """The key text of the nearest conversation planned after the note's date that can still be held."""
    found = _next_planned(s)
    return key_of("conversations", found) if found else None


def planned_conversation_date(s: Situation) -> date | None:
    """The day of that conversation."""
    found = _next_planned(s)
    return found.date if found else None


def planned_same_kind(s: Situation, kind: str | None) -> bool | None:
    """Whether that conversation is of the kind that the next one is to be."""
    found = _next_planned(s)
    return None if found is None else found.kind == kind


def next_conversation(s: Situation) -> date | None:
    """The day proposed: that of the planned one where it keeps the deadline, else the last weekday that does.

    Never before tomorrow; None where no number of conversations a year is in force or the duty rests.
    """
    deadline = next_deadline(s)
    if deadline is None:
        return None
    planned = planned_conversation_date(s)
    if planned is not None and s.today < planned <= deadline:
        return planned
    tomorrow = max(s.today, s.day) + ONE_DAY
    proposed = _weekday_before(deadline)
    return proposed if proposed >= tomorrow else _weekday_after(tomorrow)


def next_deadline(s: Situation) -> date | None:
    """By when the next must be held if one is held on the note's date, as rule conversation-due counts it."""
    value = s.law.value("contact.per_12_months", s.t.case.target_group)
    since = _duty_from(s)
    return None if value is None or since is None else add_months(since, 12 // value.value)


def missed(s: Situation) -> date | None:
    """The latest day of a conversation that was missed, or stands as planned, with no absence recorded for it."""
    recorded = {absence.date for absence in s.t.absences}
    days = (c.date for c in s.t.conversations if c.status in ("no_show", "planned") and c.date <= s.day)
    return max((day for day in days if day not in recorded), default=None)


def conversation_missed(s: Situation, day: date) -> str | None:
    """The key text of the conversation of ``day`` that was not held, one that counts before others."""
    open_ones = [c for c in s.t.conversations if c.date == day and c.status in ("planned", "no_show")]
    found = next(iter([c for c in _counting(s) if c in open_ones] or open_ones), None)
    return key_of("conversations", found) if found else None


def _duty_from(s: Situation) -> date | None:
    """The day the deadline counts from: the note's, or the end of an exemption from conversations; None without end."""
    start = s.day
    for x in s.t.exemptions:
        if x.scope == "conversations" and x.start <= s.day and (x.end is None or x.end >= s.day):
            if x.end is None:
                return None
            start = max(start, x.end + ONE_DAY)
    return start


def _counting(s: Situation) -> list[Conversation]:
    kinds = s.law.measure("contact.counting_kinds").value
    return [c for c in s.t.conversations if c.kind in kinds]


def _planned_today(s: Situation) -> Conversation | None:
    planned = [c for c in s.t.conversations if c.status == "planned" and c.date == s.day]
    counting = [c for c in _counting(s) if c in planned]
    return next(iter(counting or planned), None)


def _next_planned(s: Situation) -> Conversation | None:
    """The nearest to come; one whose day has passed since the note's date is no longer planned but unrecorded."""
    coming = [c for c in _counting(s) if c.status == "planned" and c.date > s.day and c.date >= s.today]
    return min(coming, default=None, key=lambda c: (c.date, c.kind))


def _weekday_before(day: date) -> date:
    """``day``, or the Friday before a Saturday or Sunday."""
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))


def _weekday_after(day: date) -> date:
    """``day``, or the Monday after a Saturday or Sunday."""
    return day if day.weekday() <= _FRIDAY else day + timedelta(days=7 - day.weekday() + _MONDAY)
