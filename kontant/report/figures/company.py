"""Company-based effort: work placements, wage subsidies and ordinary paid hours."""

from datetime import date, timedelta

from kontant.dates import month_end
from kontant.model.timeline import Note, Offer
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.report.figures.following_up import followed_up, latest, place_involved
from kontant.rules.answers import names_record

WEEKS = {"0-13": 13 * 7, "14-26": 26 * 7, "27-52": 52 * 7}
"""The most days of each group; more than that is over 52 weeks."""

AT_THE_END = timedelta(days=14)
"""An evaluation that names no offer can have been written so many days before the offer ended, not earlier."""

_OVER = ("completed", "interrupted")


def _any(facts: CaseFacts) -> bool:
    return bool(facts.company_offers)


def _weeks(facts: CaseFacts) -> str:
    days = facts.covered(facts.company_offers)
    return next((code for code, most in WEEKS.items() if days <= most), "over 52")


def _followed_up(facts: CaseFacts) -> bool | None:
    return followed_up(facts, latest(facts.company_offers))


def _involved(facts: CaseFacts) -> bool | None:
    return place_involved(facts, latest(facts.company_offers))


def _evaluated(facts: CaseFacts) -> bool | None:
    """The company-based offer that was over last in the window: whether an evaluation is about it."""
    over = [
        (o.end, o.start, o.type, o)
        for o in facts.company_offers
        if o.outcome in _OVER and o.end is not None and facts.ground.has(o.end)
    ]
    if not over:
        return None
    end, *_key, offer = max(over, key=lambda each: each[:3])
    return any(_is_about(note, offer, end) for note in facts.notes("offer_evaluation"))


def _is_about(note: Note, offer: Offer, end: date) -> bool:
    """Whether an evaluation names the offer, or names none and was written when it ended or later."""
    named = names_record(note, "offer", offer.type, offer.start)
    if named is None:
        return note.date >= end - AT_THE_END
    return named and note.date >= offer.start


def _paid_from(facts: CaseFacts) -> date | None:
    """The first day of the earliest month with paid hours that has a day in the window."""
    months = (p.month for p in facts.t.paid_work if p.hours > 0 and facts.ground.touches(p.month, month_end(p.month)))
    return min(months, default=None)


def _paid(facts: CaseFacts) -> bool:
    return _paid_from(facts) is not None


def _paid_followed_up(facts: CaseFacts) -> bool:
    since = _paid_from(facts)
    if since is None:
        return False
    return any(c.date >= since for c in facts.talks) or any(
        note.date >= since for note in facts.notes("offer_follow_up")
    )


FIGURES = (
    figure("company.any", _any, "offers"),
    figure("company.weeks", _weeks, "offers"),
    figure("company.followed_up", _followed_up, "offers", "follow_up_notes"),
    figure("company.involved", _involved, "offers", "structured_follow_up_notes"),
    figure("company.evaluated", _evaluated, "offers", "evaluation_notes"),
    figure("paid_work.any", _paid, "paid_work"),
    figure("paid_work.followed_up", _paid_followed_up, "paid_work"),
)
