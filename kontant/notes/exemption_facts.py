"""The exemption that stands on the note's date, and from when a chosen one would be prolonged."""

from datetime import date, timedelta

from kontant.model.timeline import Exemption
from kontant.notes.situation import Situation, key_of

ONE_DAY = timedelta(days=1)


def covering(s: Situation) -> list[Exemption]:
    """The exemptions of every scope that cover the note's date: from offers first, then by the latest start."""
    found = [x for x in s.t.exemptions if x.start <= s.day and (x.end is None or x.end >= s.day)]
    return sorted(found, key=lambda x: (x.scope != "activation", -x.start.toordinal(), x.scope))


def key_now(s: Situation) -> str | None:
    """The key text of the exemption that stands."""
    return next((key_of("exemptions", x) for x in covering(s)), None)


def end_now(s: Situation) -> date | None:
    """Its last day; None where it has none, or none stands."""
    return next((x.end for x in covering(s)), None)


def prolong_from(s: Situation, x: Exemption) -> date | None:
    """The day after ``x`` ends, or the note's date where that has passed; None for one without end."""
    return None if x.end is None else max(x.end + ONE_DAY, s.day)
