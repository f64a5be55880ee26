"""Each rule in plain words: its title, what it says, what clears its flag, and what a flag's status is called."""

from collections.abc import Mapping
from types import MappingProxyType

from kontant.i18n import N_, _
from kontant.rules.flags import Status
from kontant.rules.wording import words_of

FAMILY_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "contact": N_("Contact"),
        "passivity": N_("Passivity"),
        "exemptions": N_("Exemptions"),
        "continuity": N_("Continuity"),
        "plan": N_("Plan and goals"),
        "offers": N_("Offers and paid work"),
        "focus": N_("Focus of the notes"),
        "absence": N_("Absence"),
        "statements": N_("Medical statements"),
        "coordination": N_("Coordination"),
        "clarification": N_("Clarification and milestones"),
        "agreements": N_("Agreements"),
    }
)

BASIS_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "statute": N_("statute"),
        "target": N_("target"),
        "practice": N_("practice"),
        "agreement": N_("agreement"),
        "recommendation": N_("recommendation"),
        "local": N_("local"),
        "proposal": N_("proposal"),
    }
)


def title(rule: str) -> str:
    """What a rule is called on a screen."""
    return _(words_of(rule).title)


def says(rule: str) -> str:
    """What a rule says, in a sentence or three."""
    return _(words_of(rule).says)


def clears(rule: str) -> str:
    """What clears a flag of the rule."""
    return _(words_of(rule).clears)


def basis_title(basis: str) -> str:
    """What a basis is called on a screen."""
    return _(BASIS_TITLES[basis])


def status_title(status: str) -> str:
    """What a flag's status is called on a screen."""
    return {Status.OVERDUE: _("overdue"), Status.DUE: _("due"), Status.NOTICE: _("notice")}[Status(status)]


def family_title(family: str) -> str:
    """What a family of rules is called on a screen."""
    return _(FAMILY_TITLES[family])
