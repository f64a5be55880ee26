"""Whether an offer was followed up while it ran, and whether the place took part: of any offer or a company's."""

from kontant.model.timeline import Note, Offer
from kontant.report.figures.facts import CaseFacts
from kontant.rules.answers import is_structured, names_record
from kontant.rules.focus import answers_any


def followed_up(facts: CaseFacts, offer: Offer | None) -> bool | None:
    """Whether there is a follow-up note about the offer from while it ran; None without an offer."""
    return None if offer is None else bool(_notes(facts, offer))


def place_involved(facts: CaseFacts, offer: Offer | None) -> bool | None:
    """Whether such a note tells what the place said; None where all of them are text alone, which may tell it."""
    if offer is None:
        return None
    notes = _notes(facts, offer)
    structured = [note for note in notes if is_structured(note)]
    if notes and not structured:
        return None
    return any(answers_any(note, "place_says") for note in structured)


def latest(offers: list[Offer]) -> Offer | None:
    """The offer that began last."""
    return max(offers, key=lambda o: (o.start, o.type), default=None)


def _notes(facts: CaseFacts, offer: Offer) -> list[Note]:
    last = min(offer.end or facts.day, facts.day)
    return [
        note
        for note in facts.notes("offer_follow_up")
        if offer.start <= note.date <= last and names_record(note, "offer", offer.type, offer.start) is not False
    ]
