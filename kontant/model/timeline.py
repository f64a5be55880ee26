"""One case with its dated records, as plain tuples: what the rules see, and all that they see.

All dates are calendar days; a period includes its first and its last day, and an empty end is ongoing.
Withdrawn records (those a later extract took back before they happened) are never on a timeline.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Case(NamedTuple):
    """The head of a case; ``challenges`` holds codes separated by a bar."""

    case_ref: str
    name: str
    cpr: str | None
    birth_date: date | None
    gender: str | None
    opened: date
    closed: date | None
    close_reason: str | None
    target_group: str
    track: str
    challenges: str
    cv_registered: date | None

    def is_open(self, day: date) -> bool:
        """Opened on or before ``day`` and not closed on it or before."""
        return self.opened <= day and (self.closed is None or day < self.closed)


class Benefit(NamedTuple):
    """A period on a benefit."""

    start: date
    benefit: str
    end: date | None


class Conversation(NamedTuple):
    """A conversation, planned or past; ``caseworker`` is empty where none was recorded."""

    date: date
    kind: str
    status: str
    caseworker: str | None
    channel: str | None = None


class Offer(NamedTuple):
    """An offer (tilbud). Its end is planned until an outcome stands."""

    type: str
    start: date
    end: date | None
    outcome: str | None
    provider: str | None
    goal: str | None
    hours_per_week: float | None


class Exemption(NamedTuple):
    """An exemption (fritagelse) with its reason code and the caseworker's own explanation."""

    scope: str
    start: date
    end: date | None
    reason: str
    explanation: str | None


class Assignment(NamedTuple):
    """Who holds a role in the case, from when to when."""

    role: str
    start: date
    caseworker: str
    end: date | None


class PaidWork(NamedTuple):
    """Paid hours in the month whose first day is ``month``."""

    month: date
    hours: float
    employer: str | None = None


class Note(NamedTuple):
    """That a note was written, and its answers as the JSON they are kept as; its text is read where a note is shown."""

    date: date
    template: str
    scope: str | None
    answers: str | None = None


class Goal(NamedTuple):
    """A job goal or a sub-goal."""

    kind: str
    title: str
    set_on: date
    due: date | None
    reached: date | None


class Absence(NamedTuple):
    """A day on which the person stayed away, and what was done about it."""

    date: date
    from_kind: str
    contact_attempts: int | None
    reasonable_ground: bool | None
    hearing_sent: dt.date | None
    decision: str | None


class Statement(NamedTuple):
    """A medical statement (lægeerklæring), from order to answer."""

    type: str
    ordered: date
    consulted: date | None
    received: date | None
    declined: date | None
    reminded: date | None
    question: str | None
    purpose: str | None


class Coordination(NamedTuple):
    """A meeting, round table or measure with another department or sector."""

    date: date
    actor: str
    form: str


@dataclass(slots=True)
class Timeline:
    """One case and the records that were asked for, each kind in the order of its key.

    Conversations, notes, paid work, benefits, absences and coordination thereby come in order of their day; offers,
    exemptions, assignments, statements and goals by their type, scope, role or kind first.
    """

    case: Case
    conversations: Sequence[Conversation] = ()
    offers: Sequence[Offer] = ()
    exemptions: Sequence[Exemption] = ()
    assignments: Sequence[Assignment] = ()
    paid_work: Sequence[PaidWork] = ()
    notes: Sequence[Note] = ()
    benefits: Sequence[Benefit] = ()
    goals: Sequence[Goal] = ()
    absences: Sequence[Absence] = ()
    statements: Sequence[Statement] = ()
    coordination: Sequence[Coordination] = ()
