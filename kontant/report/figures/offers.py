"""Offers: how much of the time is spent in them, how long people are passive, and how offers are begun and followed."""

from kontant.dates import add_months
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.report.figures.following_up import followed_up, latest, place_involved
from kontant.rules.concrete import is_concrete
from kontant.rules.coverage import passive_stretches
from kontant.rules.focus import answers_any

WEEKS_27, WEEKS_52 = 27 * 7, 52 * 7
YEAR = 12
"""Months without activity after which a person has been passive for too long."""


def _any(facts: CaseFacts) -> bool:
    return bool(facts.recent_offers)


def _weeks_share(facts: CaseFacts) -> float:
    return 100 * facts.days_in_offers / facts.ground.window_days


def _over_27_weeks(facts: CaseFacts) -> bool:
    return facts.days_in_offers > WEEKS_27


def _over_52_weeks(facts: CaseFacts) -> bool:
    return facts.days_in_offers > WEEKS_52


def _passive_year(facts: CaseFacts) -> bool:
    return any(add_months(each.start, YEAR) <= each.end for each in passive_stretches(facts.t, facts.law))


def _passive_now(facts: CaseFacts) -> bool | None:
    if facts.years < 1:
        return None
    after = add_months(facts.day, -YEAR)
    return not any(offer.end is None or offer.end > after for offer in facts.offers)


def _goal(facts: CaseFacts) -> list[bool]:
    return [bool(offer.goal and offer.goal.strip()) for offer in facts.recent_offers]


def _goal_concrete(facts: CaseFacts) -> list[bool]:
    return [bool(offer.goal) and is_concrete(offer.goal or "") for offer in facts.recent_offers]


def _sub_goals(facts: CaseFacts) -> list[bool]:
    """For each offer whose start is told of in answers, whether they give sub-goals."""
    told = (facts.told_starts.get(offer) for offer in facts.recent_offers)
    return [any(answers_any(note, "sub_goals") for note in notes) for notes in told if notes]


def _followed_up(facts: CaseFacts) -> bool | None:
    return followed_up(facts, latest(facts.recent_offers))


def _provider_involved(facts: CaseFacts) -> bool | None:
    return place_involved(facts, latest(facts.recent_offers))


def _parallel_health(facts: CaseFacts) -> bool | None:
    offer = latest(facts.recent_offers)
    notes = facts.told_starts.get(offer) if offer else None
    return any(answers_any(note, "parallel") for note in notes) if notes else None


def _interrupted(facts: CaseFacts) -> bool:
    """An offer broken off in the window, with an absence from an offer while it ran."""
    away = [a.date for a in facts.t.absences if a.from_kind == "offer"]
    return any(
        o.outcome == "interrupted"
        and o.end is not None
        and facts.ground.has(o.end)
        and any(o.start <= day <= o.end for day in away)
        for o in facts.recent_offers
    )


FIGURES = (
    figure("offers.any", _any, "offers"),
    figure("offers.weeks_share", _weeks_share, "offers"),
    figure("offers.over_27_weeks", _over_27_weeks, "offers"),
    figure("offers.over_52_weeks", _over_52_weeks, "offers"),
    figure("offers.passive_year", _passive_year, "offers"),
    figure("offers.passive_now", _passive_now, "offers", base="open"),
    figure("offers.goal", _goal, "offers"),
    figure("offers.goal_concrete", _goal_concrete, "offers"),
    figure("offers.sub_goals", _sub_goals, "offers", "structured_start_notes"),
    figure("offers.followed_up", _followed_up, "offers", "follow_up_notes"),
    figure("offers.provider_involved", _provider_involved, "offers", "structured_follow_up_notes"),
    figure("offers.parallel_health", _parallel_health, "offers", "structured_start_notes"),
    figure("offers.interrupted", _interrupted, "offers", "offer_absences"),
)
