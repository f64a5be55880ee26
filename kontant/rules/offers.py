"""The offers family: what an offer is for, what comes after it, and how it ended.

An offer runs on a day that lies within it while no outcome stands. Followed types are all but mentor; company types
are those in a company. Mentors have a rule of their own.

- ``offer-goal-missing`` (notice): a running offer of a followed type has no goal.
- ``offer-ending``: a running offer of a followed type has an end, and nothing goes beyond it: no offer of a followed
  type without outcome and no exemption from offers (either may begin after the day). Deadline: the end; lead 21 days.
- ``offer-end-unrecorded``: an offer of any type without outcome whose end has passed, in the last 24 months.
  Deadline: the end. Where there is none, a notice: an offer begun in those months was completed or interrupted, and
  its last day is missing.
- ``offers-interrupted`` (notice): 2 or more offers were interrupted in the last 24 months. Cleared by a held
  conversation, or a note of conversation, review of plan or round table, dated after the latest of them.
- ``offer-no-progression`` (notice): 3 or more offers in companies began in the last 36 months, and from one to the
  next the known hours never rose, no paid hours came, no job goal was set after the first began, and the offers' own
  goals are nearly the same.
- ``mentor-expiring``: a running mentor reaches its end, or 6 months, whichever is first. Cleared by a later mentor
  offer that takes over, or that begins by the day after. Lead 30 days.

The rules of following up stand in :mod:`kontant.rules.offer_follow_up`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from operator import itemgetter
from typing import Any, ClassVar

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Offer, Timeline
from kontant.model.vocabulary import folded
from kontant.rules import similar
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.parameters import Value

FIRST = itemgetter(0, 1)
"""The order of (deadline, key of an offer, ...): the earliest deadline, ties by key."""

_MENTOR = frozenset({"mentor"})
_OVER = frozenset({"completed", "interrupted"})
# What is talked of with the person after an offer was broken off.
_TALKED = frozenset({"conversation", "plan_review", "round_table"})

_GOAL_NO_OFFER = Quiet("offer-goal-missing", "no_followed_offer")
_GOAL_STANDS = Quiet("offer-goal-missing", "goal_stands")
_ENDING_NONE = Quiet("offer-ending", "no_ending_offer")
_ENDING_FOLLOWED = Quiet("offer-ending", "followed_on")
_ALL_REGISTERED = Quiet("offer-end-unrecorded", "all_registered")
_NO_PLACEMENTS = Quiet("offer-no-progression", "few_placements", {"count": 0})
_NO_MENTOR = Quiet("mentor-expiring", "no_mentor")
_MENTOR_FOLLOWED = Quiet("mentor-expiring", "mentor_follows")


class Offers(Family):
    """What offers are for and how they end, on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "offer-goal-missing": "_goal_missing",
        "offer-ending": "_ending",
        "offer-end-unrecorded": "_end_unrecorded",
        "offers-interrupted": "_interrupted",
        "offer-no-progression": "_no_progression",
        "mentor-expiring": "_mentor_expiring",
    }

    def _prepare(self) -> None:
        self._followed = self.codes("offers.followed_types")
        self._company = self.codes("offers.company_types")
        self._goal, self._register = self.value("offers.goal"), self.value("offers.register")
        self._ending_lead = self.value("offers.ending_lead_days")
        self._ending_latest = self.day + timedelta(days=self.number("offers.ending_lead_days") or 0)
        self._register_after = self._ago("offers.look_back_months")
        self._interrupted_count = self.value("offers.interrupted_count")
        self._interrupted_after = self._ago("offers.interrupted_months")
        none = {"count": 0, "after": self._interrupted_after}
        self._none_interrupted = Quiet("offers-interrupted", "few_interrupted", none)
        self._progression_count = self.value("offers.progression_count")
        self._progression_after = self._ago("offers.progression_months")
        self._paid_from = (self._progression_after + ONE_DAY).replace(day=1)
        self._mentor = self.value("mentor.max_months")
        self._mentor_latest = self.day + timedelta(days=self.number("mentor.lead_days") or 0)
        self._open_of: tuple[Timeline | None, list[Offer]] = (None, [])

    def _ago(self, name: str) -> date:
        """The day that so many months lie after; without a value its rule is not bound, and asks for no day."""
        return add_months(self.day, -(self.number(name) or 0))

    def _goal_missing(self, t: Timeline) -> Judgement:
        """A running offer of a followed type has no goal, or a blank one."""
        found = running(self._open(t), self._followed, self.day)
        if not found:
            return _GOAL_NO_OFFER
        without = [o for o in found if not (o.goal and o.goal.strip())]
        if not without:
            return _GOAL_STANDS
        assert self._goal is not None
        return self.notice(t, "offer-goal-missing", facts_of(min(without, key=key), len(without)), self._goal)

    def _ending(self, t: Timeline) -> Judgement:
        """A running offer ends, and nothing reaches beyond it; the deadline is its end.

        Of those that run, only the one that reaches furthest can have nothing beyond it.
        """
        assert self._ending_lead is not None
        ending = [o for o in running(self._open(t), self._followed, self.day) if o.end is not None]
        if not ending:
            return _ENDING_NONE
        ends = [o.end for o in self._open(t) if o.type in self._followed]
        ends += [x.end for x in t.exemptions if x.scope == "activation"]
        if None in ends:
            return _ENDING_FOLLOWED
        last = max(end for end in ends if end is not None)
        found = [o for o in ending if o.end == last]
        if not found:
            return _ENDING_FOLLOWED
        facts = facts_of(min(found, key=key), len(found))
        return self.dated(t, "offer-ending", last, self._ending_latest, facts, self._ending_lead)

    def _end_unrecorded(self, t: Timeline) -> Judgement:
        """The end of an offer has passed and no outcome stands; the deadline is that end.

        Where none does, an outcome without a last day is told: to every other rule that offer goes on.
        """
        assert self._register is not None
        found = [
            (o.end, key(o), o) for o in self._open(t) if o.end is not None and self._register_after < o.end < self.day
        ]
        if found:
            end, _key, offer = min(found, key=FIRST)
            return self.dated(t, "offer-end-unrecorded", end, None, facts_of(offer, len(found)), self._register)
        endless = [
            o for o in t.offers if o.end is None and o.outcome in _OVER and self._register_after < o.start <= self.day
        ]
        if not endless:
            return _ALL_REGISTERED
        offer = min(endless, key=lambda o: (o.start, o.type))
        facts = facts_of(offer, len(endless)) | {"outcome": offer.outcome, "missing": "end"}
        return self.notice(t, "offer-end-unrecorded", facts, self._register)

    def _interrupted(self, t: Timeline) -> Judgement:
        """So many offers of any type were interrupted within the look-back, by their end (their start if empty)."""
        assert self._interrupted_count is not None
        after = self._interrupted_after
        days = [o.end or o.start for o in t.offers if o.outcome == "interrupted" and o.start <= self.day]
        if not days:
            return self._none_interrupted
        days = [day for day in days if after < day <= self.day]
        if len(days) < self._interrupted_count.value:
            return Quiet("offers-interrupted", "few_interrupted", {"count": len(days), "after": after})
        last = max(days)
        facts = {"count": len(days), "last": last, "after": after}
        if self._talked_after(t, last):
            return Quiet("offers-interrupted", "talked_since", facts)
        return self.notice(t, "offers-interrupted", facts, self._interrupted_count)

    def _talked_after(self, t: Timeline, last: date) -> bool:
        """Whether the person was talked with, or the plan looked at, later than ``last``."""
        return any(last < n.date <= self.day and n.template in _TALKED for n in t.notes) or any(
            last < c.date <= self.day and c.status == "held" for c in t.conversations
        )

    def _no_progression(self, t: Timeline) -> Judgement:
        """So many offers in companies, and neither hours, paid work nor goals went further from one to the next."""
        assert self._progression_count is not None
        after = self._progression_after
        found = [
            o for o in t.offers if o.type in self._company and after < o.start <= self.day and o.outcome != "cancelled"
        ]
        if len(found) < self._progression_count.value:
            return Quiet("offer-no-progression", "few_placements", {"count": len(found)}) if found else _NO_PLACEMENTS
        found.sort(key=lambda o: (o.start, o.type))
        facts = {"count": len(found), "start": found[0].start, "last": found[-1].start, "after": after}
        progress = self._progress(t, found)
        if progress:
            return Quiet("offer-no-progression", progress, facts)
        return self.notice(t, "offer-no-progression", facts, self._progression_count)

    def _progress(self, t: Timeline, placements: Sequence[Offer]) -> str | None:
        """What went further since the first of ``placements``, which are in order of start; None if nothing did."""
        hours = [o.hours_per_week for o in placements if o.hours_per_week is not None]
        if any(later > earlier for earlier, later in pairwise(hours)):
            return "hours_rose"
        if any(g.kind == "job" and placements[0].start < g.set_on <= self.day for g in t.goals):
            return "goal_set"
        if any(p.hours > 0 and self._paid_from <= p.month <= self.day for p in t.paid_work):
            return "paid_hours"
        return "goals_differ" if _differ(o.goal for o in placements) else None

    def _mentor_expiring(self, t: Timeline) -> Judgement:
        """A running mentor reaches its end or its longest time; the deadline is the last day that it can cover."""
        found = running(self._open(t), _MENTOR, self.day)
        if not found:
            return _NO_MENTOR
        assert self._mentor is not None
        mentors = [o for o in t.offers if o.type == "mentor" and o.outcome != "cancelled"]
        last_days = [(self._last_day(o, self._mentor), o) for o in found]
        expiring = [(last, key(o), o) for last, o in last_days if not _taken_over(o, last, mentors, self.day)]
        if not expiring:
            return _MENTOR_FOLLOWED
        last, _key, mentor = min(expiring, key=FIRST)
        facts = {"start": mentor.start, "end": mentor.end, "months": self._mentor.value}
        return self.dated(t, "mentor-expiring", last, self._mentor_latest, facts, self._mentor)

    def _open(self, t: Timeline) -> list[Offer]:
        """The offers without an outcome, found once for a case: most rules ask for them."""
        if self._open_of[0] is not t:
            self._open_of = (t, [o for o in t.offers if o.outcome is None])
        return self._open_of[1]

    def _last_day(self, mentor: Offer, longest: Value) -> date:
        """The last day of a mentor: its own end, or that of the longest time a mentor is given for."""
        limit = add_months(mentor.start, longest.value) - ONE_DAY
        return limit if mentor.end is None else min(mentor.end, limit)


def running(offers: Iterable[Offer], types: Iterable[str], day: date) -> list[Offer]:
    """Those of ``offers`` of one of ``types`` that run on ``day``: it lies within them and no outcome stands."""
    return [
        o
        for o in offers
        if o.outcome is None and o.start <= day and (o.end is None or o.end >= day) and o.type in types
    ]


def key(offer: Offer) -> tuple[str, date]:
    """What tells the offers of a case apart, and the order of those with the same deadline."""
    return offer.type, offer.start


def facts_of(offer: Offer, count: int) -> dict[str, Any]:
    """An offer as a fact, and how many there are like it in all."""
    return {"offer": offer.type, "start": offer.start, "end": offer.end, "count": count}


def _differ(goals: Iterable[str | None]) -> bool:
    """Whether two of the goals that are written differ by more than a few words."""
    written = {folded(goal) for goal in goals if goal and goal.strip()}
    return any(
        not similar.repeats(one, (other,)) and not similar.repeats(other, (one,))
        for one, other in combinations(written, 2)
    )


def _taken_over(mentor: Offer, last: date, mentors: Iterable[Offer], day: date) -> bool:
    """Whether a mentor that began later goes on after this one's ``last`` day; a late one may begin on ``day`` + 1."""
    latest = max(last, day) + ONE_DAY
    return any(mentor.start < other.start <= latest and (other.end is None or other.end > last) for other in mentors)
