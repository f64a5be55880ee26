"""What the figures ask of one case on the law's day, each thing found once and only if it is asked for.

The window is the 24 months up to the day: the days after the day minus 24 months. Records dated or begun after the
day do not exist on it. An offer here is one of a type that counts as activity, and not one that never began.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from kontant.dates import ONE_DAY, add_months
from kontant.model.person import age
from kontant.model.timeline import Absence, Assignment, Conversation, Exemption, Goal, Note, Offer, Timeline
from kontant.rules.answers import is_structured, names_record
from kontant.rules.continuity import coordinator_on
from kontant.rules.exemption_reasons import covered_days, standing
from kontant.rules.focus import says_something
from kontant.rules.law import Law
from kontant.rules.mentors import mentors
from kontant.rules.seniority import Seniority, chain_start, is_long_term

WINDOW_MONTHS = 24
"""How far back all figures look that have a window: the national ones are of two years."""

MANY_CHALLENGES = 4
"""So many kinds of challenge and more are one group in the national figures."""

NEAR_THE_START = timedelta(days=14)
"""A note on the start of an offer is written within so many days of it, before or after."""


Found = TypeVar("Found")


class once(Generic[Found]):  # noqa: N801
    """A property that is found once for an object.

    As ``functools.cached_property``, whose lock (until Python 3.12) costs more than most facts of a case.
    """

    def __init__(self, find: Callable[[Any], Found]) -> None:
        """Find it by ``find``."""
        self._find, self.__doc__ = find, find.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> Found:
        found = instance.__dict__[self._name] = self._find(instance)
        return found


class Ground:
    """What the law's day decides for all cases."""

    def __init__(self, law: Law) -> None:
        """Resolve what the day decides."""
        self.law, self.day = law, law.day
        self.after = add_months(law.day, -WINDOW_MONTHS)
        self.counting_kinds: Collection[str] = law.measure("contact.counting_kinds").value
        self.counting_offers: Collection[str] = law.measure("passivity.counting_offers").value
        self.company_types: Collection[str] = law.measure("offers.company_types").value
        self.first = self.after + ONE_DAY
        self.window_days = (self.day - self.after).days

    def has(self, day: date) -> bool:
        """Whether ``day`` is in the window."""
        return self.after < day <= self.day

    def touches(self, start: date, end: date | None) -> bool:
        """Whether a period has a day in the window; one without end runs on."""
        return start <= self.day and (end is None or end > self.after)


class CaseFacts:
    """One open case, as the figures look at it."""

    def __init__(self, t: Timeline, ground: Ground) -> None:
        """Nothing is looked at before it is asked for."""
        self.t, self.ground = t, ground
        self.law, self.day = ground.law, ground.day

    @once
    def months(self) -> int | None:
        """Whole calendar months of benefit seniority; None off benefit."""
        since = chain_start(self.t, self.law)
        if since is None:
            return None
        months = 12 * (self.day.year - since.year) + self.day.month - since.month
        return months if add_months(since, months) <= self.day else months - 1

    @property
    def years(self) -> int:
        """Whole years of benefit seniority; nought off benefit."""
        return (self.months or 0) // 12

    @property
    def long_term(self) -> bool:
        """Whether the case belongs to those that the national figures are of."""
        return is_long_term(Seniority(None, self.years, ""), self.law)

    @once
    def age(self) -> int | None:
        """The person's age in whole years; None where it is not known."""
        return age(self.t.case, self.day)

    @once
    def coordinator(self) -> str | None:
        """Who coordinates the case, as it is written there."""
        return coordinator_on(self.t, self.day)

    @once
    def challenges(self) -> list[str]:
        """The kinds of challenge recorded."""
        return [code for code in self.t.case.challenges.split("|") if code]

    @property
    def challenge_count(self) -> str:
        """How many they are, as it is published: from four on they are one group."""
        count = len(self.challenges)
        return f"{MANY_CHALLENGES}+" if count >= MANY_CHALLENGES else str(count)

    @once
    def talks(self) -> list[Conversation]:
        """The held conversations of counting kinds, up to the day."""
        kinds = self.ground.counting_kinds
        return [c for c in self.t.conversations if c.status == "held" and c.kind in kinds and c.date <= self.day]

    @once
    def recent_talks(self) -> int:
        """How many of them lie in the window."""
        return sum(c.date > self.ground.after for c in self.talks)

    @once
    def stayed_away(self) -> bool:
        """Whether the window has a conversation that the person did not come to."""
        return any(c.status == "no_show" and self.ground.has(c.date) for c in self.t.conversations)

    @once
    def absences(self) -> list[Absence]:
        """The absences in the window."""
        return [a for a in self.t.absences if self.ground.has(a.date)]

    @once
    def offers(self) -> list[Offer]:
        """The offers begun by the day."""
        counting = self.ground.counting_offers
        return [o for o in self.t.offers if o.type in counting and o.outcome != "cancelled" and o.start <= self.day]

    @once
    def recent_offers(self) -> list[Offer]:
        """Those with a day in the window."""
        return [o for o in self.offers if self.ground.touches(o.start, o.end)]

    @once
    def company_offers(self) -> list[Offer]:
        """The recent ones in a company: work placements and wage subsidies."""
        return [o for o in self.recent_offers if o.type in self.ground.company_types]

    @once
    def days_in_offers(self) -> int:
        """How many days of the window were spent in offers."""
        return self.covered(self.recent_offers)

    def covered(self, periods: Iterable[Offer]) -> int:
        """How many days of the window these offers cover, each day counted once."""
        return covered_days(periods, self.ground.first, self.day)

    @once
    def exempt(self) -> list[Exemption]:
        """The exemptions from offers with a day in the window."""
        touches = self.ground.touches
        return [x for x in self.t.exemptions if x.scope == "activation" and touches(x.start, x.end)]

    @once
    def exempt_225(self) -> Exemption | None:
        """The exemption from the 225-hour rule that stands on the day."""
        return standing(self.t.exemptions, "hours_225", self.day)

    @once
    def first_activity(self) -> date | None:
        """The first day of all that counts as activity: an offer, an exemption from offers, a month with paid hours."""
        begun = [offer.start for offer in self.offers]
        begun += [x.start for x in self.t.exemptions if x.scope == "activation" and x.start <= self.day]
        begun += [work.month for work in self.t.paid_work if work.hours > 0 and work.month <= self.day]
        return min(begun, default=None)

    @once
    def goals(self) -> list[Goal]:
        """The goals set by the day."""
        return [goal for goal in self.t.goals if goal.set_on <= self.day]

    @once
    def mentors(self) -> list[Offer | Assignment]:
        """The mentors with a day in the window, whether offers or assignments."""
        return [m for m in mentors(self.t, self.day) if self.ground.touches(m.start, m.end)]

    def assigned(self, role: str) -> list[Assignment]:
        """Who has held the role on a day in the window."""
        return [a for a in self.t.assignments if a.role == role and self.ground.touches(a.start, a.end)]

    @once
    def _notes(self) -> dict[str, list[Note]]:
        found: dict[str, list[Note]] = {}
        for note in self.t.notes:
            if note.date <= self.day:
                found.setdefault(note.template, []).append(note)
        return found

    def notes(self, template: str) -> Sequence[Note]:
        """The notes of a template up to the day, oldest first."""
        return self._notes.get(template, ())

    def recent_notes(self, template: str) -> list[Note]:
        """The notes of a template in the window, oldest first."""
        return [note for note in self.notes(template) if note.date > self.ground.after]

    @once
    def saying_notes(self) -> list[Note]:
        """The conversation notes in the window that answer more than when and how the conversation was held."""
        return [note for note in self.recent_notes("conversation") if note.answers and says_something(note)]

    @once
    def start_notes(self) -> list[Note]:
        """The structured notes on the start of an offer."""
        return [note for note in self.notes("offer_start") if is_structured(note)]

    @once
    def told_starts(self) -> Mapping[Offer, list[Note]]:
        """The structured notes on the start of each offer: those that name it, or that can mean no other."""
        told: dict[Offer, list[Note]] = {}
        for note in self.start_notes:
            for offer in self._meant(note):
                told.setdefault(offer, []).append(note)
        return told

    def _meant(self, note: Note) -> list[Offer]:
        """The offer that a start note names; where it names none, the only one begun about then."""
        named = {offer: names_record(note, "offer", offer.type, offer.start) for offer in self.offers}
        if any(name is not None for name in named.values()):
            return [offer for offer, name in named.items() if name]
        near = [offer for offer in self.offers if abs(note.date - offer.start) <= NEAR_THE_START]
        return near if len(near) == 1 else []
