"""Which notes are about which offer.

A note that names an offer is about that one. One that names none is about the offer that it can mean, where there is
only one such: started up to 14 days after the note for a note on a start, running on its day for a follow-up, and
begun by its day and not over for more than half a year for an evaluation; of several the one that ended within a month
of it. Others are about no offer that is known: so is a note that names an offer which is not on record, because it
was never brought in, has been withdrawn, or has another type or first day by now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kontant.dates import add_months
from kontant.model.timeline import Offer
from kontant.store.journal import JournalNote

START, FOLLOW_UP, EVALUATION = "offer_start", "offer_follow_up", "offer_evaluation"
KINDS = (START, FOLLOW_UP, EVALUATION)

# The rules read a note on a start this near to the offer's first day as one about it.
_BEFORE_START = timedelta(days=14)
_MONTHS_AFTER_END = 6
# And an evaluation this near to its last day.
_NEAR_END = timedelta(days=30)
# The answer of a start note whose offer was not recorded yet.
_NEW = "new"


@dataclass(slots=True)
class AboutOffer:
    """The notes about one offer, newest first."""

    starts: list[JournalNote] = field(default_factory=list)
    follow_ups: list[JournalNote] = field(default_factory=list)
    evaluations: list[JournalNote] = field(default_factory=list)

    def add(self, note: JournalNote) -> None:
        """Put a note with its kind."""
        {START: self.starts, FOLLOW_UP: self.follow_ups, EVALUATION: self.evaluations}[note.template].append(note)


@dataclass(slots=True)
class Belonging:
    """The notes of each offer, in the order of the offers asked about, and those that no offer is known for."""

    of: list[AboutOffer]
    nobodys: list[JournalNote]


def belonging(offers: Sequence[Offer], notes: Iterable[JournalNote], day: date) -> Belonging:
    """Share the notes out among ``offers``."""
    found = Belonging([AboutOffer() for _offer in offers], [])
    for note in notes:
        if note.template not in KINDS:
            continue
        place = _place(offers, note, day)
        if place is None:
            found.nobodys.append(note)
        else:
            found.of[place].add(note)
    return found


def _place(offers: Sequence[Offer], note: JournalNote, day: date) -> int | None:
    """Which of the offers the note is about."""
    named = _named(note)
    if named:
        places = [place for place, offer in enumerate(offers) if named == [offer.type, offer.start.isoformat()]]
    else:
        places = [place for place, offer in enumerate(offers) if _may_mean(note, offer, day)]
        if note.template == EVALUATION and len(places) > 1:
            places = [place for place in places if abs(note.date - (offers[place].end or day)) <= _NEAR_END]
    return places[0] if len(places) == 1 else None


def _named(note: JournalNote) -> list[str]:
    """The key of the offer that the note names, by its words; none where it names none."""
    answer = note.answers.get("offer")
    if not isinstance(answer, str):
        return []
    if answer.strip() == _NEW:
        return [str(note.answers.get("type")), str(note.answers.get("start"))]
    return answer.split()


def _may_mean(note: JournalNote, offer: Offer, day: date) -> bool:
    if offer.outcome == "cancelled":
        return False
    end = offer.end or day
    if note.template == START:
        return abs(note.date - offer.start) <= _BEFORE_START
    if note.template == FOLLOW_UP:
        return offer.start <= note.date <= end
    return offer.start <= note.date <= add_months(end, _MONTHS_AFTER_END)
