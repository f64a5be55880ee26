"""Each rule in plain words: its title, what it says, what clears its flag, and what a flag's status is called."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from kontant.i18n import N_, _
from kontant.rules.flags import Status


class Explained(NamedTuple):
    """A rule's title, the sentence that explains it, and what clears it; untranslated."""

    title: str
    says: str
    clears: str


_TEXTS: Mapping[str, Explained] = MappingProxyType(
    {
        "conversation-first": Explained(
            N_("First conversation"),
            N_(
                "A new case must have its first conversation within a week. The deadline counts from the day the case "
                "was opened, or from the end of an exemption from conversations. The value in force on the day of "
                "opening is used, and the rule looks at a case for its first year."
            ),
            N_(
                "A held conversation that counts, on or after the day of opening; or one planned between today and "
                "the deadline."
            ),
        ),
        "conversation-due": Explained(
            N_("Next conversation"),
            N_(
                "Conversations must not lie further apart than the number a year allows: four a year means at most "
                "three months. The deadline counts from the latest held conversation, or from the start of the duty."
            ),
            N_("A held conversation; or one planned between today and the deadline."),
        ),
        "conversation-shortfall": Explained(
            N_("Too few conversations"),
            N_("Fewer conversations were held in the last twelve months than a year must have."),
            N_("Enough held conversations within twelve months."),
        ),
        "conversation-start": Explained(
            N_("Conversations in the first six months"),
            N_(
                "In its first six months a case must have four conversations. The warning comes a month earlier for "
                "each conversation that is missing. The value in force on the day of opening is used."
            ),
            N_("The conversations that are missing; one held late counts too."),
        ),
        "conversation-unrecorded": Explained(
            N_("Conversation not registered"),
            N_("A conversation still stands as planned although its day has passed."),
            N_("Registering whether it was held, cancelled, or the person did not come."),
        ),
        "offer-first": Explained(
            N_("First offer"),
            N_(
                "A person who has had no offer must get one within six months of the opening of the case, or of the "
                "last day of an exemption from offers. Paid hours count as activity."
            ),
            N_("An offer that has begun, or one that begins on or before the deadline; paid hours; an exemption."),
        ),
        "passive-period": Explained(
            N_("A year without activity"),
            N_(
                "No more than twelve months may pass without an offer, paid hours or an exemption from offers. The "
                "deadline counts from the last day that one of them covered."
            ),
            N_("An offer that has begun, or one that begins on or before the deadline; paid hours; an exemption."),
        ),
        "exemption-expiring": Explained(
            N_("Exemption expires"),
            N_("An exemption ends within thirty days and nothing follows it: decide what comes after, in good time."),
            N_("A further exemption of the same kind that takes over; or the end of this one."),
        ),
        "exemption-ended": Explained(
            N_("Exemption has ended"),
            N_(
                "An exemption ended within the last year and nothing was done. After an exemption from offers the "
                "person must get an offer within a month; after one from the 225-hour rule, a review is due at once."
            ),
            N_("A review of the exemption in the month before its end or later; for offers also an offer since."),
        ),
        "exemption-open-ended": Explained(
            N_("Exemption without end"),
            N_("An exemption that has no end date must be looked at again every three months."),
            N_("A review of the exemption, or an end date."),
        ),
        "caseworker-missing": Explained(
            N_("No caseworker"),
            N_("Every case has a coordinating caseworker; this one has none today."),
            N_("A coordinating caseworker from today or earlier."),
        ),
        "caseworker-change": Explained(
            N_("Not met by new caseworker"),
            N_("A new caseworker holds a conversation within thirty days of taking over."),
            N_("A conversation of any kind that the new caseworker has held since taking over."),
        ),
        "handover-missing": Explained(
            N_("No handover"),
            N_("A change of caseworker has a handover note within fourteen days, or in the month before it."),
            N_("A handover note."),
        ),
        "caseworker-churn": Explained(
            N_("Many caseworkers"),
            N_("The person has had three or more coordinating caseworkers in two years."),
            N_("Time: the count looks at the last twenty-four months."),
        ),
    }
)

FAMILY_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "contact": N_("Contact"),
        "passivity": N_("Passivity"),
        "exemptions": N_("Exemptions"),
        "continuity": N_("Continuity"),
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
    }
)


def title(rule: str) -> str:
    """What a rule is called on a screen."""
    return _(_TEXTS[rule].title)


def says(rule: str) -> str:
    """What a rule says, in a sentence or three."""
    return _(_TEXTS[rule].says)


def clears(rule: str) -> str:
    """What clears a flag of the rule."""
    return _(_TEXTS[rule].clears)


def basis_title(basis: str) -> str:
    """What a basis is called on a screen."""
    return _(BASIS_TITLES[basis])


def status_title(status: str) -> str:
    """What a flag's status is called on a screen."""
    return {Status.OVERDUE: _("overdue"), Status.DUE: _("due"), Status.NOTICE: _("notice")}[Status(status)]


def family_title(family: str) -> str:
    """What a family of rules is called on a screen."""
    return _(FAMILY_TITLES[family])
