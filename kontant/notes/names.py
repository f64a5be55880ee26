"""The names that a template may use: facts of the case, selections of records, checks, vocabularies and columns.

These are the whole bridge between the templates, which are data, and the code that computes what they name. The
columns stand here as plain words, held by a test against the tables themselves, since importing those costs more
than a whole note does.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kontant.model import vocabulary as terms
from kontant.model.vocabulary import Vocabulary

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "coordinator": "text",
        "conversation_kind": "choice",
        "last_conversation": "date",
        "planned_conversation": "record",
        "planned_conversation_date": "date",
        "planned_same_kind": "yes_no",
        "planned_today": "record",
        "conversation_missed": "record",
        "next_conversation": "date",
        "next_conversation_deadline": "date",
        "exemption_now": "record",
        "exemption_end": "date",
        "job_goal": "text",
        "job_goals": "list",
        "opened": "date",
        "cv_registered": "date",
        "track": "choice",
        "target_group": "choice",
        "changed_on": "date",
        "former_caseworker": "text",
        "absence_planned": "date",
        "absence_from": "choice",
        "offer_planned": "record",
        "prolong_from": "date",
        "open_ended": "yes_no",
    }
)
"""What the case says, one value each, and of which kind it is; ``record.COLUMN`` is known beside these."""

TEXT_FACTS: frozenset[str] = frozenset(
    {
        "goals_text",
        "agreements",
        "agreements_last",
        "planned_text",
        "deadlines_text",
        "statements_text",
        "offers_text",
        "exemptions_text",
        "regards",
        "works_in_contact",
        "challenges_text",
        "tried_text",
        "record_text",
        "reduction_text",
    }
)
"""What the case says in lines of words."""

RECORD_FACTS: Mapping[str, str] = MappingProxyType(
    {
        "planned_conversation": "conversations",
        "planned_today": "conversations",
        "conversation_missed": "conversations",
        "exemption_now": "exemptions",
        "offer_planned": "offers",
    }
)
"""The facts that name a record, and of which table."""

CHOSEN = "record."
"""``record.COLUMN`` is a column of the record that the latest record question chose."""

SELECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conversations": ("planned",),
        "offers": ("running", "ended", "begun", "unfinished", "any"),
        "exemptions": ("current_or_ended",),
        "statements": ("waiting",),
        "goals": ("open", "open_sub", "open_job"),
        "absences": ("undecided",),
    }
)
"""The named selections of records that a question may let one choose from, by table."""


class CheckKeys(NamedTuple):
    """The keys that a check needs, and those that it may have."""

    needed: tuple[str, ...]
    allowed: tuple[str, ...] = ()


CHECKS: Mapping[str, CheckKeys] = MappingProxyType(
    {
        "each_row_has": CheckKeys(("question", "column")),
        "has_rows": CheckKeys(("question",)),
        "date_in_rows": CheckKeys(("question", "column")),
        "personal": CheckKeys(("question",)),
        "concrete": CheckKeys(("question",), ("column",)),
        "open_question": CheckKeys(("question",), ("column",)),
        "any_of": CheckKeys(("questions",)),
        "warn": CheckKeys(("question", "when", "says", "reason")),
    }
)
"""The gentle checks and what each is told. Any of them may carry a ``reason`` of its own."""

VOCABULARIES: Mapping[str, Vocabulary] = MappingProxyType(
    {
        name.lower(): getattr(terms, name)
        for name in (
            "CHANNEL",
            "CONVERSATION_KIND",
            "OFFER_TYPE",
            "OFFER_OUTCOME",
            "EXEMPTION_SCOPE",
            "EXEMPTION_REASON",
            "STATEMENT_TYPE",
            "TARGET_GROUP",
            "TRACK",
            "CHALLENGE",
            "ABSENCE_FROM",
            "ABSENCE_DECISION",
            "COORDINATION_FORM",
            "GOAL_KIND",
            "ROLE",
        )
    }
)
"""The vocabularies whose codes a choice may offer, by the name that a template calls them."""

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cases": (),
        "conversations": ("date", "kind"),
        "offers": ("type", "start"),
        "exemptions": ("scope", "start"),
        "assignments": ("role", "start"),
        "paid_work": ("month",),
        "absences": ("date",),
        "statements": ("type", "ordered"),
        "goals": ("kind", "title"),
        "coordination": ("date", "actor"),
    }
)
"""The tables that a note may change, each with its key beside the case, in order."""

COLUMNS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "cases": {"target_group": "code", "track": "code", "cv_registered": "date"},
        "conversations": {"date": "date", "kind": "code", "status": "code", "channel": "code", "caseworker": "text"},
        "offers": {
            "type": "code",
            "start": "date",
            "end": "date",
            "outcome": "code",
            "provider": "text",
            "goal": "text",
            "hours_per_week": "number",
        },
        "exemptions": {"scope": "code", "start": "date", "end": "date", "reason": "code", "explanation": "text"},
        "assignments": {"role": "code", "start": "date", "caseworker": "text", "end": "date"},
        "paid_work": {"month": "date", "hours": "number", "employer": "text"},
        "absences": {
            "date": "date",
            "from_kind": "code",
            "contact_attempts": "number",
            "reasonable_ground": "yes_no",
            "hearing_sent": "date",
            "decision": "code",
        },
        "statements": {
            "type": "code",
            "ordered": "date",
            "consulted": "date",
            "received": "date",
            "declined": "date",
            "reminded": "date",
            "question": "text",
            "purpose": "text",
        },
        "goals": {"kind": "code", "title": "text", "set_on": "date", "due": "date", "reached": "date"},
        "coordination": {"date": "date", "actor": "text", "form": "code"},
    }
)
"""What each column of those tables holds; of the case itself only what a note may change."""

REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conversations": ("status",),
        "exemptions": ("reason",),
        "assignments": ("caseworker",),
        "paid_work": ("hours",),
        "absences": ("from_kind",),
        "goals": ("set_on",),
        "coordination": ("form",),
    }
)
"""The columns beside the key that a new record must have."""

CODES: Mapping[tuple[str, str], Vocabulary] = MappingProxyType(
    {
        ("cases", "target_group"): terms.TARGET_GROUP,
        ("cases", "track"): terms.TRACK,
        ("conversations", "kind"): terms.CONVERSATION_KIND,
        ("conversations", "status"): terms.CONVERSATION_STATUS,
        ("conversations", "channel"): terms.CHANNEL,
        ("offers", "type"): terms.OFFER_TYPE,
        ("offers", "outcome"): terms.OFFER_OUTCOME,
        ("exemptions", "scope"): terms.EXEMPTION_SCOPE,
        ("exemptions", "reason"): terms.EXEMPTION_REASON,
        ("assignments", "role"): terms.ROLE,
        ("absences", "from_kind"): terms.ABSENCE_FROM,
        ("absences", "decision"): terms.ABSENCE_DECISION,
        ("statements", "type"): terms.STATEMENT_TYPE,
        ("goals", "kind"): terms.GOAL_KIND,
        ("coordination", "form"): terms.COORDINATION_FORM,
    }
)
"""The vocabulary of each coded column."""

RESERVED: tuple[str, ...] = ("date", "caseworker", "template", "version", "case")
"""What an answers file says of the note itself; no question may be called so."""

UNASKED = "_unasked"
"""Where a saved note keeps answers to questions that in the end were not asked."""

FROM_CASE = "_from_case"
"""Where the answers of a note under way keep which of them the case gave, so that a draft knows it too."""

SHOWN_KEY = 60
"""Letters of an unknown key that an error repeats, and that are compared with the known ones."""

NEW = "new"
"""The answer to a record question that asks for a record not there yet."""
