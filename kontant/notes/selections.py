"""The named selections of records that a question lets one choose from, the likeliest record first."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.model.timeline import Absence, Conversation, Exemption, Goal, Offer, Statement
from kontant.notes.exemption_facts import covering, latest
from kontant.notes.record_words import words
from kontant.notes.situation import Situation, key_of

# How far back an offer or exemption that has ended can still be evaluated or taken up again.
MONTHS_BACK = 12


def select(s: Situation, table: str, which: str) -> list[tuple[str, str]]:
    """The key text and the words of each record of ``table`` in selection ``which``."""
    return [(key_of(table, record), words(table, record)) for record in _SELECTIONS[table, which](s)]


def _planned(s: Situation) -> list[Conversation]:
    """Planned conversations, the nearest to the note's date first."""
    found = [c for c in s.t.conversations if c.status == "planned"]
    return sorted(found, key=lambda c: (abs((c.date - s.day).days), c.date, c.kind))


def _running(s: Situation) -> list[Offer]:
    """Offers begun and without an outcome, whether or not their planned end has passed."""
    return _newest(o for o in s.t.offers if o.start <= s.day and o.outcome is None)


def _ended(s: Situation) -> list[Offer]:
    """Offers with an outcome, or whose planned end has passed, of the latest 12 months."""
    since = s.months_ago(MONTHS_BACK)
    over = [o for o in s.t.offers if o.start <= s.day and (o.outcome or (o.end and o.end < s.day))]
    return _newest(o for o in over if (o.end or o.start) >= since)


def _begun(s: Situation) -> list[Offer]:
    """Those that run, then those that have ended."""
    running = _running(s)
    return running + [offer for offer in _ended(s) if offer not in running]


def _unfinished(s: Situation) -> list[Offer]:
    """Offers without an outcome, also those still to begin."""
    return _newest(o for o in s.t.offers if o.outcome is None)


def _any(s: Situation) -> list[Offer]:
    return _newest(s.t.offers)


def _newest(offers: Iterable[Offer]) -> list[Offer]:
    return sorted(offers, key=lambda o: (o.start, o.type), reverse=True)


def _current_or_ended(s: Situation) -> list[Exemption]:
    """The exemptions that stand, and of every scope in which none does the latest that ended within 12 months.

    In the place of one that another has taken over from stands the last that has.
    """
    current = covering(s)
    ended: dict[str, Exemption] = {}
    for x in s.t.exemptions:
        if x.end is not None and s.months_ago(MONTHS_BACK) <= x.end < s.day:
            before = ended.get(x.scope)
            ended[x.scope] = x if before is None or _end(x) > _end(before) else before
    scopes = {x.scope for x in current}
    found = current + [x for scope, x in sorted(ended.items()) if scope not in scopes]
    return list(dict.fromkeys(latest(s, x) for x in found))


def _end(x: Exemption) -> tuple[date, date]:
    return x.end or date.max, x.start


def _waiting(s: Situation) -> list[Statement]:
    """Statements neither received nor declined, the one ordered last first."""
    found = [x for x in s.t.statements if x.ordered <= s.day and x.received is None and x.declined is None]
    return sorted(found, key=lambda x: (x.ordered, x.type), reverse=True)


def _goals(kind: str | None) -> Callable[[Situation], list[Goal]]:
    """Goals set and not reached, of one kind if given, the one set last first."""

    def find(s: Situation) -> list[Goal]:
        found = [g for g in s.t.goals if g.reached is None and g.set_on <= s.day and g.kind == (kind or g.kind)]
        return sorted(found, key=lambda g: (g.kind, -g.set_on.toordinal(), g.title))

    return find


def _undecided(s: Situation) -> list[Absence]:
    """Absences without a decision, the latest first."""
    found = [a for a in s.t.absences if a.date <= s.day and a.decision in (None, "pending")]
    return sorted(found, key=lambda a: a.date, reverse=True)


_SELECTIONS: Mapping[tuple[str, str], Callable[[Situation], list[Any]]] = MappingProxyType(
    {
        ("conversations", "planned"): _planned,
        ("offers", "running"): _running,
        ("offers", "ended"): _ended,
        ("offers", "begun"): _begun,
        ("offers", "unfinished"): _unfinished,
        ("offers", "any"): _any,
        ("exemptions", "current_or_ended"): _current_or_ended,
        ("statements", "waiting"): _waiting,
        ("goals", "open"): _goals(None),
        ("goals", "open_sub"): _goals("sub"),
        ("goals", "open_job"): _goals("job"),
        ("absences", "undecided"): _undecided,
    }
)
