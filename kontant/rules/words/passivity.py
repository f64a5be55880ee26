"""The passivity family in words: no first offer, and a year without activity."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text
from kontant.rules.words import Facts, RuleWords, months, the_sum


def _coming(facts: Facts) -> str:
    if not facts["coming"]:
        return ""
    return " " + _("The next offer begins {date}, after the deadline.").format(date=day_text(facts["coming"]))


def _offer_first(facts: Facts, deadline: date | None) -> str:
    if facts["exempt_to"]:
        told = _("No offer yet; the exemption ended {date}.").format(date=day_text(facts["exempt_to"]))
    else:
        told = _("No offer yet since the case was opened {date}.").format(date=day_text(facts["base"]))
    return told + _coming(facts)


def _passive_period(facts: Facts, deadline: date | None) -> str:
    told = _("No offer, paid hours or exemption after {date}.").format(date=day_text(facts["last"]))
    return told + _coming(facts)


WORDS: Mapping[str, RuleWords] = {
    "offer-first": RuleWords(
        title=N_("First offer"),
        says=N_(
            "A person who has had no offer must get one within six months of the opening of the case, or of the "
            "last day of an exemption from offers. Paid hours count as activity."
        ),
        clears=N_("An offer that has begun, or one that begins on or before the deadline; paid hours; an exemption."),
        summary=_offer_first,
        next_step="note {case} offer_start",
        arithmetic=lambda f, d: the_sum(f["base"], months(f["months"]), d),
    ),
    "passive-period": RuleWords(
        title=N_("A year without activity"),
        says=N_(
            "No more than twelve months may pass without an offer, paid hours or an exemption from offers. The "
            "deadline counts from the last day that one of them covered."
        ),
        clears=N_("An offer that has begun, or one that begins on or before the deadline; paid hours; an exemption."),
        summary=_passive_period,
        next_step="note {case} offer_start",
        arithmetic=lambda f, d: the_sum(f["base"], months(f["months"]), d),
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "covered": lambda f: (
        _("The person is exempt from offers today.")
        if f.get("exempt_to")
        else _("The person is in an offer or in paid work today.")
    ),
    "had_activity": lambda f: _("The person has had an offer or paid hours, latest {date}.").format(
        date=day_text(f["last"])
    ),
    "no_activity_yet": lambda f: _(
        "There has been no offer and no paid hours yet; the rule on the first offer counts."
    ),
    "coming": lambda f: _("An offer begins {date}, before the deadline has passed.").format(date=day_text(f["coming"])),
}
"""Why a rule of the family raises nothing in a case."""
