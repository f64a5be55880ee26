"""Benefit seniority (ydelsesanciennitet): how long a person has been on benefit without a real break.

Benefit periods are merged into chains: a break of at most 35 days (next start - previous end - 1) does not break
one. Seniority runs from the first day of the chain that covers the day, or that ended at most 35 days before it,
to the day; with no such chain it is nought. A case without benefit rows begun by the day counts from its opening.
"""

from datetime import date
from typing import NamedTuple

from kontant.dates import whole_years
from kontant.model.timeline import Timeline
from kontant.rules.law import Law


class Seniority(NamedTuple):
    """Since when, in whole calendar years; ``since`` is None for a person off benefit."""

    since: date | None
    years: int
    group: str


def seniority(t: Timeline, law: Law) -> Seniority:
    """The seniority of a case on the law's day, with its group (``0-5``, ``5-7``, ``7-10``, ``10+``)."""
    bounds = _group_bounds(law)
    since = chain_start(t, law)
    years = whole_years(since, law.day) if since else 0
    return Seniority(since, years, group_of(years, bounds))


def chain_start(t: Timeline, law: Law) -> date | None:
    """Since when the person has been on benefit on the law's day; None off benefit."""
    begun = [benefit for benefit in t.benefits if benefit.start <= law.day]
    if not begun:
        return t.case.opened if t.case.opened <= law.day else None
    allowed = law.measure("seniority.break_days").value
    start: date | None = None
    end: date | None = None
    for benefit in sorted(begun):
        if start is None or (end is not None and (benefit.start - end).days - 1 > allowed):
            start, end = benefit.start, benefit.end
        elif end is not None:
            end = None if benefit.end is None else max(end, benefit.end)
    if start is None or (end is not None and (law.day - end).days > allowed):
        return None
    return start


def is_long_term(found: Seniority, law: Law) -> bool:
    """Five years or more (the first group's lower bound)."""
    return found.years >= _group_bounds(law)[0]


def groups(law: Law) -> list[str]:
    """The names of all groups, lowest first."""
    bounds = _group_bounds(law)
    return [group_of(years, bounds) for years in (0, *bounds)]


def group_of(years: int, bounds: tuple[int, ...]) -> str:
    """The group that whole ``years`` fall in; lower bounds are included."""
    below = 0
    for bound in bounds:
        if years < bound:
            return f"{below}-{bound}"
        below = bound
    return f"{below}+"


def _group_bounds(law: Law) -> tuple[int, ...]:
    return tuple(law.measure("seniority.groups").value)
