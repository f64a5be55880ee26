"""Management and continuity: how many caseworkers a person has had, and who else is there for them."""

from kontant.model.vocabulary import folded
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure

_MOST = 5


def _caseworkers(facts: CaseFacts) -> str | None:
    """How many different people have coordinated the case, however their initials are written."""
    count = len({folded(a.caseworker) for a in facts.assigned("coordinator")})
    if not count:
        return None
    return f"{_MOST}+" if count >= _MOST else str(count)


def _broker(facts: CaseFacts) -> bool:
    return bool(facts.assigned("broker"))


def _mentor(facts: CaseFacts) -> bool:
    return bool(facts.mentors)


FIGURES = (
    figure("continuity.caseworkers", _caseworkers, "coordinators"),
    figure("continuity.broker", _broker, "brokers"),
    figure("continuity.mentor", _mentor, "mentors"),
)
