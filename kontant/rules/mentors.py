"""Whether a person has a mentor: decided in one place for the rules that ask for one."""

from collections.abc import Iterator
from datetime import date

from kontant.model.timeline import Assignment, Offer, Timeline


def has_mentor(t: Timeline, first: date, day: date) -> bool:
    """Whether a mentor is there on or after ``first``: an offer, also one that is yet to begin, or an assignment.

    A cancelled offer is none; an assignment counts once it has begun by ``day``.
    """
    return any(m.end is None or m.end >= first for m in mentors(t, day))


def mentors(t: Timeline, day: date) -> Iterator[Offer | Assignment]:
    """The mentor offers that were not cancelled, and the mentor assignments begun by ``day``."""
    yield from (o for o in t.offers if o.type == "mentor" and o.outcome != "cancelled")
    yield from (a for a in t.assignments if a.role == "mentor" and a.start <= day)
