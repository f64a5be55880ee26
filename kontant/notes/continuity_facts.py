"""Who has the case on the note's date, and from whom they took over."""

from datetime import date, timedelta

from kontant.notes.situation import Situation
from kontant.rules.continuity import coordinator_on, coordinators, current_coordinator, day_of_change


def coordinator(s: Situation) -> str | None:
    """The initials of the coordinating caseworker on the note's date."""
    return coordinator_on(s.t, s.day)


def changed_on(s: Situation) -> date | None:
    """The day on which the coordinating caseworker took over, while the rules look at that change."""
    change = _change(s)
    return change[0] if change else None


def former_caseworker(s: Situation) -> str | None:
    """From whom they took over then."""
    change = _change(s)
    return change[1] if change else None


def _change(s: Situation) -> tuple[date, str] | None:
    days = s.law.value("continuity.change_days")
    begun = coordinators(s.t, s.day)
    current = current_coordinator(begun, s.day)
    change = day_of_change(begun, current) if current else None
    if days is None or change is None or change[0] < s.day - timedelta(days=days.value):
        return None
    return change
