"""Every rule there is: its id, its family, and the dated parameters it rests on, the deciding one first.

The deciding parameter gives a rule its basis and source, and tells why it is silent on a day. ``by_opening``
rules use the value in force on the day the case was opened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FAMILIES = ("contact", "passivity", "exemptions", "continuity")

# The tables each family reads; a reader loads only what the asked-for rules need.
READS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "contact": frozenset({"conversations", "exemptions"}),
        "passivity": frozenset({"offers", "exemptions", "paid_work"}),
        "exemptions": frozenset({"exemptions", "offers", "notes"}),
        "continuity": frozenset({"assignments", "conversations", "notes"}),
    }
)

# Without these a family cannot judge at all: before the day they begin it says nothing.
LIMITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contact": (
            "contact.counting_kinds",
            "contact.new_case_months",
            "contact.shortfall_months",
            "contact.start_lead_days",
        ),
        "passivity": (
            "passivity.counting_offers",
            "passivity.paid_hours_count",
            "passivity.first_lead_months",
            "passivity.repeat_lead_months",
        ),
        "exemptions": (
            "passivity.counting_offers",
            "exemption.expiring_lead_days",
            "exemption.ended_months",
            "exemption.review_before_end_days",
        ),
        "continuity": (
            "continuity.handover_before_days",
            "continuity.change_days",
            "continuity.churn_months",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ``parameters`` decide it (the first gives basis and source)."""

    id: str
    family: str
    parameters: tuple[str, ...]
    by_opening: bool = False

    @property
    def all_parameters(self) -> tuple[str, ...]:
        """The deciding parameters, then the limits of its family."""
        return (*self.parameters, *(name for name in LIMITS[self.family] if name not in self.parameters))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Rule("conversation-first", "contact", ("contact.first_within_days",), by_opening=True),
            Rule("conversation-due", "contact", ("contact.per_12_months",)),
            Rule("conversation-shortfall", "contact", ("contact.per_12_months", "contact.shortfall_months")),
            Rule("conversation-start", "contact", ("contact.start_count", "contact.start_months"), by_opening=True),
            Rule("conversation-unrecorded", "contact", ("contact.register",)),
            Rule("offer-first", "passivity", ("passivity.first_offer_months",)),
            Rule("passive-period", "passivity", ("passivity.repeat_months",)),
            Rule("exemption-expiring", "exemptions", ("exemption.expiring_lead_days", "rule_225.hours")),
            Rule("exemption-ended", "exemptions", ("exemption.offer_after_months", "rule_225.hours")),
            Rule("exemption-open-ended", "exemptions", ("exemption.review_months", "rule_225.hours")),
            Rule("caseworker-missing", "continuity", ("continuity.coordinator",)),
            Rule("caseworker-change", "continuity", ("continuity.first_conversation_days",)),
            Rule("handover-missing", "continuity", ("continuity.handover_days",)),
            Rule("caseworker-churn", "continuity", ("continuity.churn_count", "continuity.churn_months")),
        )
    }
)
