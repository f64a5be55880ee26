"""Which kinds of record a caseload has: a figure whose records nobody keeps is missing, and never nought.

A kind is there as soon as one case of those asked has such a record, dated or begun by the day, however long ago.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Self

from kontant.i18n import N_, _
from kontant.report.figures.facts import CaseFacts
from kontant.rules.answers import is_structured

NOT_IN_FORCE = "rule_225_not_in_force"
NO_CASE = "no_case_in_base"
NOT_BY_GROUP = "not_by_group"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "challenges": N_("no challenges are recorded"),
        "conversations": N_("no conversations are recorded"),
        "structured_conversation_notes": N_("no conversation notes with answers are there"),
        "absences": N_("no absences are recorded"),
        "absences_or_no_shows": N_("no absences are recorded, nor conversations that people stayed away from"),
        "exemptions_225": N_("no exemptions from the 225-hour rule are recorded"),
        "activation_exemptions": N_("no exemptions from offers are recorded"),
        "mentors": N_("no mentors are recorded"),
        "brokers": N_("no personal job brokers are recorded"),
        "coordinators": N_("no coordinating caseworkers are recorded"),
        "goals_or_plan_reviews": N_("no goals and no notes on a plan are there"),
        "structured_plan_or_start_notes": N_("no notes with answers on a plan or the start of an offer are there"),
        "cv": N_("no CV is recorded"),
        "offers": N_("no offers are recorded"),
        "structured_start_notes": N_("no notes with answers on the start of an offer are there"),
        "follow_up_notes": N_("no notes on the follow-up of an offer are there"),
        "structured_follow_up_notes": N_("no notes with answers on the follow-up of an offer are there"),
        "evaluation_notes": N_("no notes evaluating an offer are there"),
        "offer_absences": N_("no absences from offers are recorded"),
        "paid_work": N_("no ordinary paid hours are recorded"),
        "coordination": N_("no coordination is recorded"),
        "round_tables": N_("no round tables are recorded"),
        "statements": N_("no medical statements are recorded"),
        "statement_questions": N_("no questions to doctors are recorded"),
        "explanations": N_("no reasons are written for the exemptions"),
        NOT_IN_FORCE: N_("the 225-hour rule is not in force on that day"),
        NO_CASE: N_("no case is in the base of the figure"),
        NOT_BY_GROUP: N_("the figure is of caseworkers, not of cases, and is not divided"),
    }
)
"""Why a figure is missing, by code."""

# Kinds that are told by another name: what matters to the reader is that nobody has written them.
_PUBLISHED = {
    "explanations_225": "explanations",
    "explanations_activation": "explanations",
}


def published(kinds: Iterable[str]) -> tuple[str, ...]:
    """The codes by which missing kinds are told."""
    return tuple(dict.fromkeys(_PUBLISHED.get(kind, kind) for kind in kinds))


def missing_words(codes: Sequence[str]) -> str:
    """Why a figure is missing, in one clause: ``no absences are recorded``."""
    return "; ".join(_(WORDS[code]) for code in codes)


class Kept:
    """The kinds of record seen so far; once a kind is seen, no further case is asked for it."""

    def __init__(self, kinds: Iterable[str]) -> None:
        """None of ``kinds`` is seen."""
        self._unseen = dict.fromkeys(kinds)

    def look(self, facts: CaseFacts) -> None:
        """Look for the unseen kinds in one case."""
        if self._unseen:
            for kind in [kind for kind in self._unseen if _SEEN[kind](facts)]:
                del self._unseen[kind]

    def __iadd__(self, other: Self) -> Self:
        for kind in self._unseen.keys() - other._unseen.keys():
            del self._unseen[kind]
        return self

    def lacks(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Those of ``kinds`` that no case had, as they are told."""
        return published(kind for kind in kinds if kind in self._unseen)


def _structured(facts: CaseFacts, *templates: str) -> bool:
    return any(is_structured(note) for template in templates for note in facts.notes(template))


def _no_show(facts: CaseFacts) -> bool:
    return any(c.status == "no_show" and c.date <= facts.day for c in facts.t.conversations)


def _absent(facts: CaseFacts) -> bool:
    return any(a.date <= facts.day for a in facts.t.absences)


def _coordinated(facts: CaseFacts) -> bool:
    return any(c.date <= facts.day for c in facts.t.coordination)


def _round_table(facts: CaseFacts) -> bool:
    t, day = facts.t, facts.day
    return (
        any(c.form == "round_table" and c.date <= day for c in t.coordination)
        or any(c.kind == "round_table" and c.status == "held" and c.date <= day for c in t.conversations)
        or bool(facts.notes("round_table"))
    )


def _exempt(facts: CaseFacts, *scopes: str) -> bool:
    return any(x.start <= facts.day and (not scopes or x.scope in scopes) for x in facts.t.exemptions)


def _explained(facts: CaseFacts, scope: str) -> bool:
    begun = (x for x in facts.t.exemptions if x.start <= facts.day and x.scope == scope)
    return any(x.explanation and x.explanation.strip() for x in begun)


def _has_role(facts: CaseFacts, role: str) -> bool:
    return any(a.role == role and a.start <= facts.day for a in facts.t.assignments)


def _mentored(facts: CaseFacts) -> bool:
    offered = (o for o in facts.t.offers if o.type == "mentor" and o.outcome != "cancelled")
    return any(o.start <= facts.day for o in offered) or _has_role(facts, "mentor")


def _asked(facts: CaseFacts) -> bool:
    return any(s.ordered <= facts.day and s.question and s.question.strip() for s in facts.t.statements)


def _cv(facts: CaseFacts) -> bool:
    registered = facts.t.case.cv_registered
    return registered is not None and registered <= facts.day


_SEEN: Mapping[str, Callable[[CaseFacts], bool]] = MappingProxyType(
    {
        "challenges": lambda f: bool(f.challenges),
        "conversations": lambda f: any(c.date <= f.day for c in f.t.conversations),
        "structured_conversation_notes": lambda f: _structured(f, "conversation"),
        "absences": _absent,
        "absences_or_no_shows": lambda f: _absent(f) or _no_show(f),
        "exemptions_225": lambda f: _exempt(f, "hours_225"),
        "activation_exemptions": lambda f: _exempt(f, "activation"),
        "explanations_225": lambda f: _explained(f, "hours_225"),
        "explanations_activation": lambda f: _explained(f, "activation"),
        "mentors": _mentored,
        "brokers": lambda f: _has_role(f, "broker"),
        "coordinators": lambda f: _has_role(f, "coordinator"),
        "goals_or_plan_reviews": lambda f: bool(f.goals or f.notes("plan_review")),
        "structured_plan_or_start_notes": lambda f: _structured(f, "plan_review", "offer_start"),
        "cv": _cv,
        "offers": lambda f: bool(f.offers),
        "structured_start_notes": lambda f: bool(f.start_notes),
        "follow_up_notes": lambda f: bool(f.notes("offer_follow_up")),
        "structured_follow_up_notes": lambda f: _structured(f, "offer_follow_up"),
        "evaluation_notes": lambda f: bool(f.notes("offer_evaluation")),
        "offer_absences": lambda f: any(a.from_kind == "offer" and a.date <= f.day for a in f.t.absences),
        "paid_work": lambda f: any(p.month <= f.day for p in f.t.paid_work),
        "coordination": _coordinated,
        "round_tables": _round_table,
        "statements": lambda f: any(s.ordered <= f.day for s in f.t.statements),
        "statement_questions": _asked,
    }
)
"""Whether a case has a record of each kind."""
