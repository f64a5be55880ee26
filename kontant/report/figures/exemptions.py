"""Exemptions: from offers in the window, and from the 225-hour rule on the day, while that rule is in force."""

from datetime import date

from kontant.dates import ONE_DAY
from kontant.model.timeline import Exemption
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.rules.exemption_reasons import explained_before, not_own

RULE_225 = "rule_225.hours"
"""The parameter of the 225-hour rule: its figures are measured while it is in force."""


def _exempt_225(facts: CaseFacts) -> bool:
    return facts.exempt_225 is not None


def _reasoned(facts: CaseFacts) -> bool | None:
    return _why_not_own(facts, facts.exempt_225) is None if facts.exempt_225 else None


def _standard_reason(facts: CaseFacts) -> bool | None:
    """A reason that is written and not the person's own; none at all is neither."""
    return _why_not_own(facts, facts.exempt_225) not in (None, "empty") if facts.exempt_225 else None


def _prolonged(facts: CaseFacts) -> bool | None:
    """Whether the standing exemption carries on from one that was there the day before it began."""
    x = facts.exempt_225
    if x is None:
        return None
    earlier = (other for other in facts.t.exemptions if other.scope == x.scope and other.start < x.start)
    return any(other.end is None or other.end >= x.start - ONE_DAY for other in earlier)


def _any(facts: CaseFacts) -> bool:
    return bool(facts.exempt)


def _health(facts: CaseFacts) -> bool:
    return any(x.reason == "health" for x in facts.exempt)


def _general_reason(facts: CaseFacts) -> bool | None:
    """Whether the latest exemption from offers, parental leave apart, has no reason of the person's own."""
    reasoned = [x for x in facts.exempt if x.reason != "parental_leave"]
    if not reasoned:
        return None
    return _why_not_own(facts, max(reasoned, key=lambda x: x.start)) is not None


def _mentor(facts: CaseFacts) -> bool | None:
    if not facts.exempt:
        return None
    return any(_overlap(facts, x, m.start, m.end) for x in facts.exempt for m in facts.mentors)


def _overlap(facts: CaseFacts, x: Exemption, start: date, end: date | None) -> bool:
    """Whether a day of the window lies both in the exemption and in the period."""
    first = max(x.start, start, facts.ground.first)
    return first <= min(x.end or facts.day, end or facts.day, facts.day)


def _why_not_own(facts: CaseFacts, x: Exemption) -> str | None:
    return not_own(x.explanation, explained_before(facts.t.exemptions, x))


FIGURES = (
    figure("rule_225.exempt", _exempt_225, "exemptions_225", rule=RULE_225),
    figure("rule_225.reasoned", _reasoned, "exemptions_225", "explanations_225", rule=RULE_225),
    figure("rule_225.standard_reason", _standard_reason, "exemptions_225", "explanations_225", rule=RULE_225),
    figure("rule_225.prolonged", _prolonged, "exemptions_225", rule=RULE_225),
    figure("exempt.any", _any, "activation_exemptions"),
    figure("exempt.health", _health, "activation_exemptions"),
    figure("exempt.general_reason", _general_reason, "activation_exemptions", "explanations_activation"),
    figure("exempt.mentor", _mentor, "activation_exemptions", "mentors"),
)
