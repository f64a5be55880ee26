"""The plan of one invented case: what it is to show, and what has been made of it so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Stay(NamedTuple):
    """A period of something that the journal refers to: an offer by its type, an exemption, a coordinator."""

    what: str
    start: date
    end: date | None
    # An offer has its outcome; until it has one, its end is planned.
    outcome: str | None = None

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in it, first and last day included."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(eq=False)
class Plan:
    """What one case is to show; 24 months back where nothing else is said."""

    # Given by those who make each part as they make it, for the parts that come after.
    case_ref: str = ""
    opened: date = date.min
    coordinators: list[Stay] = field(default_factory=list)
    offer_stays: list[Stay] = field(default_factory=list)
    exemptions: list[Stay] = field(default_factory=list)
    round_tables: list[date] = field(default_factory=list)
    # Held conversations of counting kinds, with their kind and channel.
    held: dict[date, tuple[str, str | None]] = field(default_factory=dict)
    missed: list[date] = field(default_factory=list)
    # Medical statements that were answered: type, ordered, received.
    answered: list[tuple[str, date, date]] = field(default_factory=list)
    # From this day on the caseworker writes most notes by the guides; None where nobody does yet.
    guided: date | None = None
    # New on the caseload (some days, some months), young on benefit (some years), or long-term.
    age: str = "long"
    years: float = 0.0
    track: str = "job"
    challenges: tuple[str, ...] = ()
    conversations: int = 0
    job_focus: bool = False
    absent: bool = False
    sanctioned: bool = False
    exempt: bool = False
    exempt_now: bool = False
    # The exemption of the day prolongs an earlier one.
    prolonged: bool = True
    health: bool = False
    # Any offer that counts as activity; "stale": none in the last 12 months; "passive": a gap of over a year.
    offers: bool = True
    stale: bool = False
    passive: bool = False
    company: bool = False
    interrupted: bool = False
    paid_work: bool = False
    caseworkers: int = 1
    broker: bool = False
    mentor: bool = False
    job_goal: bool = False
    sub_goal: bool = False
    cv: bool = False
    statements: int = 0
    coordination: tuple[str, ...] = ()
    # What makes the morning's list worth reading: see _deal_moments.
    moments: frozenset[str] = frozenset()

    @property
    def settled(self) -> bool:
        """On the caseload throughout the 24 months."""
        return self.age in ("long", "young")
