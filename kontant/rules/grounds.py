"""What a rule rests on in one case: each of its parameters, and what holds of it for this person on the day.

A value is looked up as the rule itself does: on the day of the law, or, for rules that say so, on the day the case
was opened; for the target group of the case.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kontant.model.timeline import Case
from kontant.rules.catalogue import RULES
from kontant.rules.law import Law
from kontant.rules.parameters import Outcome, Value

# A family of the first four is silent without all of its limits, but each of its rules counts with a few only.
_LIMITS_USED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conversation-first": ("contact.counting_kinds", "contact.new_case_months"),
        "conversation-due": ("contact.counting_kinds", "contact.new_case_months"),
        "conversation-shortfall": ("contact.counting_kinds",),
        "conversation-start": ("contact.counting_kinds", "contact.new_case_months", "contact.start_lead_days"),
        "conversation-unrecorded": (),
        "offer-first": ("passivity.counting_offers", "passivity.paid_hours_count", "passivity.first_lead_months"),
        "passive-period": ("passivity.counting_offers", "passivity.paid_hours_count", "passivity.repeat_lead_months"),
        "exemption-expiring": (),
        "exemption-ended": (
            "passivity.counting_offers",
            "exemption.ended_months",
            "exemption.review_before_end_days",
        ),
        "exemption-open-ended": (),
        "caseworker-missing": (),
        "caseworker-change": ("continuity.change_days",),
        "handover-missing": ("continuity.change_days", "continuity.handover_before_days"),
        "caseworker-churn": (),
    }
)


def used(rule: str) -> tuple[str, ...]:
    """The parameters that the rule counts with, what decides it first; not those that only its family needs."""
    return (*RULES[rule].parameters, *_LIMITS_USED.get(rule, ()))


class Ground(NamedTuple):
    """A parameter of a rule and what a look-up of it finds: the record in force, or the one that tells why none is."""

    name: str
    outcome: Outcome
    record: Value | None


def grounds(rule: str, case: Case, law: Law) -> list[Ground]:
    """All that the rule counts with in the case, what decides it first."""
    return [_ground(rule, name, case, law) for name in used(rule)]


def missing(rule: str, case: Case, law: Law) -> Ground | None:
    """The first parameter that is not in force, and so silences the rule."""
    found = (_ground(rule, name, case, law) for name in RULES[rule].all_parameters)
    return next((ground for ground in found if ground.outcome is not Outcome.IN_FORCE), None)


def _ground(rule: str, name: str, case: Case, law: Law) -> Ground:
    known = RULES[rule]
    day = case.opened if known.by_opening and name in known.parameters else law.law_day or law.day
    return Ground(name, *law.parameters.on(name, day, case.target_group))
