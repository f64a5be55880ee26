"""Target group: how long the people have been on benefit, and what stands in their way."""

from kontant.report.figures.facts import MANY_CHALLENGES, CaseFacts
from kontant.report.figures.figure import figure
from kontant.rules.answers import answers

# What a follow-up on an offer says of attendance where taking part is not steady.
_UNSTEADY = ("much_absence", "stopped")


def _seniority(facts: CaseFacts) -> float | None:
    return None if facts.months is None else facts.months / 12


def _over_10(facts: CaseFacts) -> bool:
    return facts.years >= 10


def _long_term(facts: CaseFacts) -> bool | None:
    return facts.long_term if facts.t.case.target_group == "activity_ready" else None


def _several(facts: CaseFacts) -> bool | None:
    return len(facts.challenges) >= 2 if facts.challenges else None


def _four_or_more(facts: CaseFacts) -> bool | None:
    return len(facts.challenges) >= MANY_CHALLENGES if facts.challenges else None


def _by_kind(facts: CaseFacts) -> list[str]:
    return facts.challenges


def _unstable(facts: CaseFacts) -> tuple[str, bool] | None:
    """The number of challenges, and whether the window shows that the person could not take part steadily."""
    if not facts.challenges:
        return None
    return facts.challenge_count, _took_unsteady_part(facts)


def _took_unsteady_part(facts: CaseFacts) -> bool:
    return (
        bool(facts.absences)
        or facts.stayed_away
        or any(o.outcome == "interrupted" and o.end is not None and facts.ground.has(o.end) for o in facts.offers)
        or any(answers(note).get("attendance") in _UNSTEADY for note in facts.recent_notes("offer_follow_up"))
    )


def _track(facts: CaseFacts) -> str:
    return facts.t.case.track


FIGURES = (
    figure("seniority.mean", _seniority),
    figure("seniority.over_10", _over_10),
    figure("seniority.long_term", _long_term, base="open"),
    figure("challenges.several", _several, "challenges"),
    figure("challenges.four_or_more", _four_or_more, "challenges"),
    figure("challenges.by_kind", _by_kind, "challenges"),
    figure("challenges.unstable_by_count", _unstable, "challenges", "absences_or_no_shows"),
    figure("track", _track),
)
