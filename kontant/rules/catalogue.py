"""Every rule there is: its id, its family, and the dated parameters it rests on, the deciding one first.

The deciding parameter gives a rule its basis and source, and tells why it is silent on a day. ``by_opening``
rules use the value in force on the day the case was opened. A rule with a ``switch`` is off until that is true.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FAMILIES = (
    "contact",
    "passivity",
    "exemptions",
    "continuity",
    "plan",
    "offers",
    "focus",
    "absence",
    "statements",
    "coordination",
    "clarification",
    "agreements",
)

# The tables each family reads, and the columns (table.column) that only it needs; a reader loads no more than that.
READS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "contact": frozenset({"conversations", "exemptions"}),
        "passivity": frozenset({"offers", "exemptions", "paid_work"}),
        "exemptions": frozenset({"exemptions", "offers", "notes"}),
        "continuity": frozenset({"assignments", "conversations", "notes"}),
        "plan": frozenset({"goals", "notes"}),
        "offers": frozenset(
            {
                "offers",
                "offers.goal",
                "offers.hours_per_week",
                "exemptions",
                "conversations",
                "paid_work",
                "goals",
                "notes",
                "notes.answers",
            }
        ),
        "focus": frozenset({"notes", "notes.answers"}),
        "absence": frozenset({"absences", "conversations", "notes"}),
        "statements": frozenset({"statements", "notes", "notes.answers"}),
        "coordination": frozenset({"coordination", "conversations", "assignments", "offers", "notes", "notes.answers"}),
        "clarification": frozenset({"benefits", "notes", "notes.answers"}),
        "agreements": frozenset({"notes", "notes.answers"}),
    }
)

# What single rules read beside that.
READS_TOO: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "exemption-standard-reason": frozenset({"exemptions.explanation", "notes.answers"}),
        "exemption-contradicted": frozenset({"offers.hours_per_week", "paid_work"}),
        "exemption-no-mentor": frozenset({"assignments", "notes.answers"}),
        "rule-225-risk": frozenset({"benefits", "paid_work"}),
        "absence-contact-due": frozenset({"notes.answers"}),
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
    """A rule: ``parameters`` decide it (the first gives basis and source), ``limits`` it needs beside them.

    ``moving`` are the facts that a look-back or the months change though nothing is recorded: a snooze of the rule's
    flag does not hold on to them.
    """

    id: str
    family: str
    parameters: tuple[str, ...]
    limits: tuple[str, ...] = ()
    by_opening: bool = False
    switch: str | None = None
    moving: tuple[str, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """The tables, and the columns beside them, that the rule needs."""
        return READS[self.family] | READS_TOO.get(self.id, frozenset())

    @property
    def all_parameters(self) -> tuple[str, ...]:
        """The deciding parameters, then the limits that its whole family needs."""
        return (*self.parameters, *(name for name in self.limits if name not in self.parameters))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Rule(
                "conversation-first",
                "contact",
                ("contact.first_within_days",),
                LIMITS["contact"],
                by_opening=True,
                moving=("planned",),
            ),
            Rule("conversation-due", "contact", ("contact.per_12_months",), LIMITS["contact"], moving=("planned",)),
            Rule(
                "conversation-shortfall",
                "contact",
                ("contact.per_12_months", "contact.shortfall_months"),
                LIMITS["contact"],
                moving=("held",),
            ),
            Rule(
                "conversation-start",
                "contact",
                ("contact.start_count", "contact.start_months"),
                LIMITS["contact"],
                by_opening=True,
            ),
            Rule("conversation-unrecorded", "contact", ("contact.register",), LIMITS["contact"]),
            Rule("offer-first", "passivity", ("passivity.first_offer_months",), LIMITS["passivity"]),
            Rule("passive-period", "passivity", ("passivity.repeat_months",), LIMITS["passivity"]),
            Rule(
                "exemption-expiring",
                "exemptions",
                ("exemption.expiring_lead_days", "rule_225.hours"),
                LIMITS["exemptions"],
            ),
            Rule(
                "exemption-ended",
                "exemptions",
                ("exemption.offer_after_months", "rule_225.hours"),
                LIMITS["exemptions"],
            ),
            Rule(
                "exemption-open-ended",
                "exemptions",
                ("exemption.review_months", "rule_225.hours"),
                LIMITS["exemptions"],
            ),
            Rule("caseworker-missing", "continuity", ("continuity.coordinator",), LIMITS["continuity"]),
            Rule("caseworker-change", "continuity", ("continuity.first_conversation_days",), LIMITS["continuity"]),
            Rule("handover-missing", "continuity", ("continuity.handover_days",), LIMITS["continuity"]),
            Rule(
                "caseworker-churn",
                "continuity",
                ("continuity.churn_count", "continuity.churn_months"),
                LIMITS["continuity"],
                moving=("count", "caseworkers"),
            ),
            Rule("plan-missing", "plan", ("plan.missing_months",)),
            Rule("goal-vague", "plan", ("plan.goal_concrete",), switch="plan.goal_concrete"),
            Rule("sub-goal-missing", "plan", ("plan.sub_goal_days",)),
            Rule("sub-goal-due", "plan", ("plan.sub_goals_followed",), switch="plan.sub_goals_followed"),
            Rule("plan-stale", "plan", ("plan.stale_months",)),
            Rule("cv-missing", "plan", ("plan.cv_days",)),
            Rule("offer-goal-missing", "offers", ("offers.goal", "offers.followed_types"), switch="offers.goal"),
            Rule(
                "offer-follow-up-due",
                "offers",
                ("offers.first_follow_up_days", "offers.follow_up_days", "offers.followed_types"),
            ),
            Rule(
                "offer-company-silent",
                "offers",
                ("offers.company_part", "offers.company_types"),
                switch="offers.company_part",
            ),
            Rule("offer-ending", "offers", ("offers.ending_lead_days", "offers.followed_types")),
            Rule(
                "offer-end-unrecorded",
                "offers",
                ("offers.register", "offers.look_back_months"),
                switch="offers.register",
            ),
            Rule(
                "offer-evaluation-missing",
                "offers",
                (
                    "offers.evaluation_days",
                    "offers.evaluation_look_back_months",
                    "offers.evaluation_before_days",
                    "offers.followed_types",
                ),
            ),
            Rule(
                "offers-interrupted",
                "offers",
                ("offers.interrupted_count", "offers.interrupted_months"),
                moving=("count",),
            ),
            Rule(
                "offer-no-progression",
                "offers",
                ("offers.progression_count", "offers.progression_months", "offers.company_types"),
                moving=("count", "start"),
            ),
            Rule("paid-work-follow-up", "offers", ("paid_work.follow_up_months",)),
            Rule("mentor-expiring", "offers", ("mentor.max_months", "mentor.lead_days")),
            Rule(
                "exemption-standard-reason",
                "exemptions",
                ("exemption.own_reason", "exemption.review_before_end_days"),
                switch="exemption.own_reason",
            ),
            Rule(
                "exemption-contradicted",
                "exemptions",
                (
                    "exemption.contradicting_hours",
                    "exemption.contradicted_days",
                    "offers.company_types",
                    "rule_225.hours",
                ),
            ),
            Rule(
                "exemption-no-mentor",
                "exemptions",
                ("exemption.mentor_months", "exemption.mentor_again_months", "exemption.review_before_end_days"),
            ),
            Rule("exemption-long", "exemptions", ("exemption.long_months",)),
            Rule(
                "rule-225-risk",
                "exemptions",
                ("rule_225.hours", "rule_225.benefit_days", "rule_225.lead_months"),
                moving=("paid",),
            ),
            Rule("barriers-dominate", "focus", ("focus.notes", "focus.look_back_months")),
            Rule("job-focus-missing", "focus", ("focus.months",), moving=("notes",)),
            Rule("notes-unstructured", "focus", ("focus.unstructured_notes", "focus.months"), moving=("notes",)),
            Rule("absence-contact-due", "absence", ("absence.contact_days", "absence.look_back_months")),
            Rule("absence-hearing-due", "absence", ("absence.hearing_days", "absence.look_back_months")),
            Rule("absence-window-closing", "absence", ("absence.reduction_whole_months", "absence.window_lead_days")),
            Rule(
                "absence-pattern",
                "absence",
                ("absence.pattern_count", "absence.pattern_months"),
                moving=("count", "first"),
            ),
            Rule(
                "statement-overdue",
                "statements",
                ("statement.days", "statement.look_back_months", "statement.remind_days"),
            ),
            Rule(
                "statement-remind",
                "statements",
                ("statement.remind_days", "statement.days", "statement.look_back_months"),
            ),
            Rule("statement-unused", "statements", ("statement.unused_days", "statement.look_back_months")),
            Rule("statement-declined", "statements", ("statement.declined_months",)),
            Rule(
                "challenges-uncoordinated",
                "coordination",
                ("coordination.challenges", "coordination.challenges_at_once", "coordination.months"),
            ),
            Rule("coordinator-not-offered", "coordination", ("coordination.coordinator_days",)),
            Rule(
                "plans-parallel",
                "coordination",
                ("coordination.parallel_actors", "coordination.months"),
                moving=("actors", "count"),
            ),
            Rule(
                "discharge-mentor",
                "coordination",
                (
                    "coordination.discharge_days",
                    "coordination.discharge_months",
                    "coordination.admission_words",
                    "coordination.psychiatric_words",
                ),
            ),
            Rule(
                "clarification-due",
                "clarification",
                ("clarification.years", "clarification.age", "clarification.lead_months"),
            ),
            Rule(
                "capacity-unassessed",
                "clarification",
                ("clarification.capacity_months", "clarification.capacity_asked"),
                switch="clarification.capacity_asked",
            ),
            Rule(
                "visitation-pending",
                "clarification",
                ("clarification.visitation_days", "clarification.visitation_asked"),
                switch="clarification.visitation_asked",
            ),
            Rule("seniority-milestone", "clarification", ("clarification.milestone_lead_days", "seniority.groups")),
            Rule("turning-30", "clarification", ("clarification.birthday_lead_days",)),
            Rule(
                "agreement-due",
                "agreements",
                ("agreements.followed", "agreements.look_back_months", "agreements.followed_before_days"),
                switch="agreements.followed",
            ),
        )
    }
)
