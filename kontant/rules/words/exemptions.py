"""The exemptions family in words: exemptions that expire, have ended, or have no end."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text
from kontant.model.vocabulary import EXEMPTION_SCOPE, name_of
from kontant.rules.words import Facts, RuleWords, months, the_day_itself, the_sum


def _scope(facts: Facts) -> str:
    return name_of(EXEMPTION_SCOPE, facts["scope"])


def _exemption_expiring(facts: Facts, deadline: date | None) -> str:
    return _("{scope}: ends {date}, and nothing follows it.").format(
        scope=_scope(facts).capitalize(), date=day_text(facts["end"])
    )


def _exemption_ended(facts: Facts, deadline: date | None) -> str:
    if facts["scope"] == "activation":
        told = _("{scope}: ended {date}; no offer and no review since.")
    else:
        told = _("{scope}: ended {date}; no review since.")
    return told.format(scope=_scope(facts).capitalize(), date=day_text(facts["end"]))


def _exemption_open_ended(facts: Facts, deadline: date | None) -> str:
    if facts["reviewed"]:
        told = _("{scope}: no end date, last reviewed {date}.")
    else:
        told = _("{scope}: no end date, never reviewed since {date}.")
    return told.format(scope=_scope(facts).capitalize(), date=day_text(facts["reviewed"] or facts["start"]))


def _told(text: str, facts: Facts) -> str:
    date = day_text(facts["end"]) if facts.get("end") else ""
    return text.format(scope=_scope(facts).capitalize(), date=date)


def _covers(facts: Facts) -> str:
    if facts["end"]:
        return _told(_("{scope}: it runs until {date}."), facts)
    return _told(_("{scope}: it runs without an end date."), facts)


WORDS: Mapping[str, RuleWords] = {
    "exemption-expiring": RuleWords(
        title=N_("Exemption expires"),
        says=N_("An exemption ends within thirty days and nothing follows it: decide what comes after, in good time."),
        clears=N_("A further exemption of the same kind that takes over; or the end of this one."),
        summary=_exemption_expiring,
        next_step="note {case} exemption_review",
        arithmetic=the_day_itself,
    ),
    "exemption-ended": RuleWords(
        title=N_("Exemption has ended"),
        says=N_(
            "An exemption ended within the last year and nothing was done. After an exemption from offers the "
            "person must get an offer within a month; after one from the 225-hour rule, a review is due at once."
        ),
        clears=N_("A review of the exemption in the month before its end or later; for offers also an offer since."),
        summary=_exemption_ended,
        next_step="note {case} exemption_review",
        arithmetic=lambda f, d: the_sum(f["end"], months(f["months"]), d),
    ),
    "exemption-open-ended": RuleWords(
        title=N_("Exemption without end"),
        says=N_("An exemption that has no end date must be looked at again every three months."),
        clears=N_("A review of the exemption, or an end date."),
        summary=_exemption_open_ended,
        next_step="note {case} exemption_review",
        arithmetic=lambda f, d: the_sum(f["reviewed"] or f["start"], months(f["months"]), d),
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "none_begun": lambda f: _told(_("{scope}: no such exemption has begun."), f),
    "not_in_force": lambda f: _told(_("{scope}: the 225-hour rule is not in force on that day."), f),
    "has_ended": lambda f: _told(_("{scope}: ended {date}; none covers the day."), f),
    "no_end": lambda f: _told(_("{scope}: it has no end date."), f),
    "has_end": lambda f: _told(_("{scope}: it has an end date, {date}."), f),
    "followed": lambda f: _told(_("{scope}: another exemption takes over when it ends."), f),
    "covers": _covers,
    "long_ago": lambda f: _told(_("{scope}: ended {date}, too long ago for the rule."), f),
    "answered": lambda f: _told(_("{scope}: ended {date}, and a review or an offer followed."), f),
}
"""Why a rule of the family raises nothing in a case."""
