"""The exemption that stands on the note's date, the one that has taken over, and from when it would be prolonged."""

from datetime import date

from kontant.dates import ONE_DAY
from kontant.model.timeline import Exemption
from kontant.notes.situation import Situation, key_of


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
    """The day after ``x``, or what has taken over from it, ends, or a later note's date; None for one without end."""
    end = latest(s, x).end
    return None if end is None else max(end + ONE_DAY, s.day)


def latest(s: Situation, x: Exemption) -> Exemption:
    """The last of those that have taken over from ``x`` in its scope, also if it begins later; else ``x`` itself."""
    following = _successors(s, x)
    return latest(s, max(following, key=lambda other: (other.end or date.max, other.start))) if following else x


def _successors(s: Situation, x: Exemption) -> list[Exemption]:
    """As the rules count them: begun at the latest the day after ``x`` ends, or by now, and to end later than ``x``."""
    if x.end is None:
        return []
    by = max(x.end + ONE_DAY, s.today)
    same = [other for other in s.t.exemptions if other.scope == x.scope and other.start <= by]
    return [other for other in same if other.end is None or other.end > x.end]
