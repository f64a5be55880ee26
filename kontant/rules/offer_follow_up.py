"""The offers family, further: that an offer is followed up while it runs and evaluated when it is over.

A note is about an offer if it names that offer, or names none and is dated on or after the offer's start. Where
several offers overlap, an evaluation that names none is that of the ones that were ending: it evaluates an offer only
from 30 days before its end.

- ``offer-follow-up-due``: a running offer of a followed type. Deadline: 28 days after its start, or 56 days after the
  latest follow-up or evaluation note about it since; none where that lies beyond the offer's stated end.
- ``offer-company-silent`` (notice): the latest follow-up note about a running offer in a company, of those written
  question by question, has nothing from the place.
- ``offer-evaluation-missing``: an offer of a followed type was completed or interrupted in the last 12 months, and no
  evaluation note is about it. Deadline: 14 days after its end.
- ``paid-work-follow-up``: there are paid hours this month or the last. Deadline: 3 months after the latest held
  conversation or note (conversation, follow-up on offer, review of plan) since the run of paid months began, or
  after that beginning.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from kontant.dates import add_months
from kontant.model.timeline import Note, Offer, Timeline
from kontant.rules.answers import answers, is_structured, names_record, tells
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.offers import FIRST, facts_of, key, running
from kontant.rules.paid_work import paid_since

_FOLLOW_UPS = frozenset({"offer_follow_up", "offer_evaluation"})
_PAID_FOLLOW_UPS = frozenset({"conversation", "offer_follow_up", "plan_review"})
_OVER = frozenset({"completed", "interrupted"})

_NO_RUNNING = Quiet("offer-follow-up-due", "no_followed_offer")
_ENDS_FIRST = Quiet("offer-follow-up-due", "ends_first")
_NO_COMPANY = Quiet("offer-company-silent", "no_company_offer")
_COMPANY_HEARD = Quiet("offer-company-silent", "company_heard")
_NOTHING_OVER = Quiet("offer-evaluation-missing", "nothing_over")
_ALL_EVALUATED = Quiet("offer-evaluation-missing", "all_evaluated")
_NO_PAID_WORK = Quiet("paid-work-follow-up", "no_paid_hours")


class OfferFollowUp(Family):
    """How offers and paid hours are followed up, on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "offer-follow-up-due": "_follow_up_due",
        "offer-company-silent": "_company_silent",
        "offer-evaluation-missing": "_evaluation_missing",
        "paid-work-follow-up": "_paid_work_due",
    }

    def _prepare(self) -> None:
        self._followed = self.codes("offers.followed_types")
        self._company = self.codes("offers.company_types")
        self._first, self._next = self.value("offers.first_follow_up_days"), self.value("offers.follow_up_days")
        self._company_part = self.value("offers.company_part")
        self._evaluation = self.value("offers.evaluation_days")
        self._evaluation_after = add_months(self.day, -(self.number("offers.evaluation_look_back_months") or 0))
        self._before_end = timedelta(days=self.number("offers.evaluation_before_days") or 0)
        self._paid = self.value("paid_work.follow_up_months")
        self._notes_of: tuple[Timeline | None, list[Note]] = (None, [])

    def _follow_up_due(self, t: Timeline) -> Judgement:
        """A running offer, by the latest note about it since its start; none where its stated end comes first."""
        offers = running(t.offers, self._followed, self.day)
        if not offers:
            return _NO_RUNNING
        assert self._first is not None and self._next is not None
        notes = self._follow_ups(t)
        found = []
        for offer in offers:
            last = _latest(notes, offer)
            value = self._first if last is None else self._next
            deadline = (last or offer.start) + timedelta(days=value.value)
            if offer.end is None or deadline <= offer.end:
                found.append((deadline, key(offer), offer, last, value))
        if not found:
            return _ENDS_FIRST
        deadline, _key, offer, last, value = min(found, key=FIRST)
        facts = facts_of(offer, _by(max(deadline, self.day), [one[0] for one in found]))
        facts |= {"followed": last, "within_days": value.value}
        return self.dated(t, "offer-follow-up-due", deadline, self.horizon, facts, value)

    def _company_silent(self, t: Timeline) -> Judgement:
        """The latest structured follow-up note about a running offer in a company has no answer from the place."""
        offers = running(t.offers, self._company, self.day)
        if not offers:
            return _NO_COMPANY
        notes = [n for n in self._follow_ups(t) if n.template == "offer_follow_up" and is_structured(n)]
        silent = [(key(o), o, note) for o in offers if (note := _newest(notes, o)) and not _place_says(note)]
        if not silent:
            return _COMPANY_HEARD
        assert self._company_part is not None
        _key, offer, note = min(silent, key=lambda one: one[0])
        facts = facts_of(offer, len(silent)) | {"followed": note.date}
        return self.notice(t, "offer-company-silent", facts, self._company_part)

    def _evaluation_missing(self, t: Timeline) -> Judgement:
        """An offer that is over has no evaluation note about it since its start; the deadline counts from its end."""
        over = [
            (o.end, key(o), o)
            for o in t.offers
            if o.end is not None
            and self._evaluation_after < o.end <= self.day
            and o.outcome in _OVER
            and o.type in self._followed
        ]
        if not over:
            return _NOTHING_OVER
        notes = [n for n in self._follow_ups(t) if n.template == "offer_evaluation"]
        missing = [one for one in over if not self._evaluated(notes, one[2], one[0])] if notes else over
        if not missing:
            return _ALL_EVALUATED
        assert self._evaluation is not None
        end, _key, offer = missing[0] if len(missing) == 1 else min(missing, key=FIRST)
        within = timedelta(days=self._evaluation.value)
        deadline = end + within
        facts = facts_of(offer, _by(max(deadline, self.day) - within, [one[0] for one in missing]))
        facts |= {"outcome": offer.outcome, "within_days": self._evaluation.value}
        return self.dated(t, "offer-evaluation-missing", deadline, self.horizon, facts, self._evaluation)

    def _evaluated(self, notes: Iterable[Note], offer: Offer, end: date) -> bool:
        """Whether one of the evaluations is this offer's: it names it, or names none and was written at its end."""
        unnamed_from = max(offer.start, end - self._before_end)
        return any(
            n.date >= (unnamed_from if named is None else offer.start)
            for n in notes
            if (named := names_record(n, "offer", offer.type, offer.start)) is not False
        )

    def _paid_work_due(self, t: Timeline) -> Judgement:
        """Paid hours that go on are followed up; the deadline counts from the last talk of them, or their beginning."""
        since = paid_since(t.paid_work, self.day)
        if since is None:
            return _NO_PAID_WORK
        assert self._paid is not None
        talks = [note.date for note in t.notes if note.template in _PAID_FOLLOW_UPS and note.date <= self.day]
        talks += [c.date for c in t.conversations if c.status == "held" and c.date <= self.day]
        last = max((day for day in talks if day >= since), default=None)
        deadline = add_months(last or since, self._paid.value)
        facts = {"paid_since": since, "followed": last, "months": self._paid.value}
        return self.dated(t, "paid-work-follow-up", deadline, self.horizon, facts, self._paid)

    def _follow_ups(self, t: Timeline) -> list[Note]:
        """The follow-up and evaluation notes up to the day, found once for a case: three rules ask for them."""
        if self._notes_of[0] is not t:
            self._notes_of = (t, [n for n in t.notes if n.template in _FOLLOW_UPS and n.date <= self.day])
        return self._notes_of[1]


def _about(note: Note, offer: Offer) -> bool:
    """Whether the note names the offer, or names none and was written when the offer had begun."""
    named = names_record(note, "offer", offer.type, offer.start)
    return offer.start <= note.date if named is None else named


def _latest(notes: Iterable[Note], offer: Offer) -> date | None:
    """The latest day, since the offer began, of a note about it."""
    return max((note.date for note in notes if note.date >= offer.start and _about(note, offer)), default=None)


def _newest(notes: Iterable[Note], offer: Offer) -> Note | None:
    """The latest note about the offer; of two on one day the one written last."""
    newest = None
    for note in notes:
        if _about(note, offer) and (newest is None or note.date >= newest.date):
            newest = note
    return newest


def _place_says(note: Note) -> bool:
    """Whether the note tells what the place said."""
    return tells(answers(note).get("place_says"))


def _by(latest: date, days: Sequence[date]) -> int:
    """How many of ``days`` have come by ``latest``: with the one that is told, those that stand beside it."""
    return 1 if len(days) == 1 else sum(day <= latest for day in days)
