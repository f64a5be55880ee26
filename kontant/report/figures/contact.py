"""Contact: how often the people are met, what is talked about, and what follows when somebody stays away."""

from datetime import timedelta

from kontant.model.timeline import Absence, Note
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.rules.absence import UNDECIDED, tells_of_attempts
from kontant.rules.answers import is_structured
from kontant.rules.focus import JOB_AND_RESOURCES, answers_any

ENOUGH = 8
"""Four conversations a year, over the two years of the window."""

SOON = timedelta(days=30)
"""A conversation held so soon after an absence is contact about it."""


def _enough(facts: CaseFacts) -> bool:
    return facts.recent_talks >= ENOUGH


def _mean(facts: CaseFacts) -> int:
    return facts.recent_talks


def _job_focus(facts: CaseFacts) -> bool | None:
    saying = facts.saying_notes
    return any(answers_any(note, *JOB_AND_RESOURCES) for note in saying) if saying else None


def _barriers_dominate(facts: CaseFacts) -> bool | None:
    saying = facts.saying_notes
    return 2 * sum(map(_only_barriers, saying)) > len(saying) if saying else None


def _only_barriers(note: Note) -> bool:
    return answers_any(note, "barriers") and not answers_any(note, *JOB_AND_RESOURCES, "sub_goals")


def _absence(facts: CaseFacts) -> bool:
    return bool(facts.absences) or facts.stayed_away


def _contacted(facts: CaseFacts) -> bool | None:
    if not facts.absences:
        return None
    notes = facts.recent_notes("absence")
    return any(_met_after(facts, absence) for absence in facts.absences) or any(
        is_structured(note) and tells_of_attempts(note) for note in notes
    )


def _met_after(facts: CaseFacts, absence: Absence) -> bool:
    """Whether contact was attempted, or the person was met soon after: in a conversation of any kind."""
    if absence.contact_attempts:
        return True
    latest = min(absence.date + SOON, facts.day)
    return any(c.status == "held" and absence.date < c.date <= latest for c in facts.t.conversations)


def _sanctioned(facts: CaseFacts) -> bool | None:
    """Whether one of the absences that are decided on led to a sanction; None while nothing is decided."""
    decisions = [absence.decision for absence in facts.absences if absence.decision not in UNDECIDED]
    return "sanction" in decisions if decisions else None


FIGURES = (
    figure("contact.enough", _enough, "conversations"),
    figure("contact.mean", _mean, "conversations"),
    figure("contact.job_focus", _job_focus, "structured_conversation_notes"),
    figure("contact.barriers_dominate", _barriers_dominate, "structured_conversation_notes"),
    figure("contact.absence", _absence, "absences_or_no_shows"),
    figure("contact.absence_contacted", _contacted, "absences"),
    figure("contact.absence_sanctioned", _sanctioned, "absences"),
)
