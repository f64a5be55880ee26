"""The further exemption rules in words: reasons, mentors, length, and the 225-hour rule."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import EXEMPTION_SCOPE, Name, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, days, months, the_sum

_WHY: Vocabulary = MappingProxyType(
    {
        "empty": Name("no explanation", "ingen begrundelse"),
        "repeated": Name("the same words as last time", "de samme ord som sidst"),
        "general": Name("words that could stand in any case", "ord, der kunne stå i enhver sag"),
    }
)
_AGAINST: Vocabulary = MappingProxyType(
    {
        "offer": Name("an offer in a company", "et tilbud i en virksomhed"),
        "paid_work": Name("paid hours", "ordinære timer"),
    }
)


def _scope(facts: Facts) -> str:
    return name_of(EXEMPTION_SCOPE, facts["scope"]).capitalize()


def _hours(count: float) -> str:
    return ngettext("{n} hour", "{n} hours", 1 if count == 1 else 2).format(n=f"{count:g}")


def _standard_reason(facts: Facts, deadline: date | None) -> str:
    told = {
        "empty": _("{scope} since {date}: no explanation."),
        "repeated": _("{scope} since {date}: the explanation repeats the last one."),
        "general": _("{scope} since {date}: the explanation could stand in any case."),
    }[facts["why"]]
    return told.format(scope=_scope(facts), date=day_text(facts["start"]))


def _contradicted(facts: Facts, deadline: date | None) -> str:
    if facts["against"] == "offer":
        told = _("{scope}, yet in a company for {hours} a week; not reviewed since {date}.")
    else:
        told = _("{scope}, yet with {hours} of paid work in a month; not reviewed since {date}.")
    return told.format(scope=_scope(facts), hours=_hours(facts["hours"]), date=day_text(facts["against_since"]))


def _no_mentor(facts: Facts, deadline: date | None) -> str:
    since = day_text(facts["start"])
    if facts["considered"]:
        return _("Exempt from offers for health since {date}; no mentor now, last there or considered {last}.").format(
            date=since, last=day_text(facts["considered"])
        )
    return _("Exempt from offers for health since {date}; no mentor, and none considered.").format(date=since)


def _mentor_sum(facts: Facts, deadline: date | None) -> str:
    base = max(facts["start"], facts["considered"] or facts["start"])
    return the_sum(base, months(facts["months"]), deadline)


def _long(facts: Facts, deadline: date | None) -> str:
    return _("Exempt from offers on {days} after {date} ({percent} %).").format(
        days=days(facts["covered_days"]), date=day_text(facts["after"]), percent=facts["percent"]
    )


def _risk(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = {
        "paid": f"{facts['paid']:g}",
        "required": _hours(facts["required"]),
        "needed": f"{facts['hours_needed']:g}",
        "date": day_text(deadline),
    }
    left = facts["weeks_left"]
    if not left:
        return _("{paid} of {required} in 12 months, {needed} missing: the 225-hour rule applies from {date}.").format(
            **told
        )
    return ngettext(
        "{paid} of {required} in 12 months, {needed} missing, {n} week left: the 225-hour rule applies from {date}.",
        "{paid} of {required} in 12 months, {needed} missing, {n} weeks left: the 225-hour rule applies from {date}.",
        left,
    ).format(n=left, **told)


def _days_reached(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = {"days": days(facts["benefit_days"]), "date": day_text(facts["reached"])}
    if facts["reached"] < deadline:
        return _("{days} on benefit within three years are reached on {date}, the rule itself begins {first}").format(
            first=day_text(deadline), **told
        )
    return _("{days} on benefit within three years are reached on {date}").format(**told)


WORDS: Mapping[str, RuleWords] = {
    "exemption-standard-reason": RuleWords(
        title=N_("Exemption on a standard reason"),
        says=N_(
            "The explanation of the exemption that stands is empty, repeats the one before it, or could stand in any "
            "case. Write what limits this very person: documents, tasks, hours. Parental leave needs no more words."
        ),
        clears=N_(
            "An explanation in the person's own circumstances; or a review of the exemption that tells in words of its "
            "own, not last time's, what it builds on or how capacity is limited."
        ),
        summary=_standard_reason,
        next_step="note {case} exemption_review",
    ),
    "exemption-contradicted": RuleWords(
        title=N_("Exemption from the 225-hour rule in question"),
        says=N_(
            "The person is exempt from the 225-hour rule and yet works in a company for many hours a week, or has "
            "paid hours. Assess whether the exemption still fits, and write why. The deadline counts from the day on "
            "which both stood; paid hours stand from the first of their months in a row."
        ),
        clears=N_("A review of the exemption since then."),
        summary=_contradicted,
        next_step="note {case} exemption_review",
        arithmetic=lambda f, d: the_sum(f["against_since"], days(f["within_days"]), d),
    ),
    "exemption-no-mentor": RuleWords(
        title=N_("Exempt without a mentor"),
        says=N_(
            "A person who is exempt from offers for health has a right to a mentor meanwhile. Offer one, and write "
            "the answer. The deadline counts from the first day of the exemptions in a row; where there was a mentor "
            "meanwhile, or a review asked about one, a longer one counts from the latest of that. A mentor who was "
            "recorded and never began is recorded as cancelled."
        ),
        clears=N_(
            "A mentor; or, for some months, a review of the exemption that says whether one is there, starts, was "
            "declined or is not needed now."
        ),
        summary=_no_mentor,
        next_step="note {case} exemption_review",
        arithmetic=_mentor_sum,
    ),
    "exemption-long": RuleWords(
        title=N_("Exempt for long"),
        says=N_(
            "The person is exempt from offers and was so for more than half of the days of the look-back, parental "
            "leave apart. Review whether all of it is still needed, and what could begin beside it."
        ),
        clears=N_("That the exemption ends, or that it covers no more than half of the days."),
        summary=_long,
        next_step="note {case} exemption_review",
    ),
    "rule-225-risk": RuleWords(
        title=N_("Reduction by the 225-hour rule"),
        says=N_(
            "On benefit, not exempt from the 225-hour rule, and with too few paid hours in the twelve calendar months "
            "that end with this one. The rule applies once a year on benefit within three years is reached, and not "
            "before it began itself; benefit is counted as going on. Talk of paid hours now, or assess whether the "
            "person must be exempt."
        ),
        clears=N_("Enough paid hours, or an exemption from the 225-hour rule."),
        summary=_risk,
        next_step="note {case} conversation",
        arithmetic=_days_reached,
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "not_exempt": lambda f: _("Not {scope} on that day.").format(scope=name_of(EXEMPTION_SCOPE, f["scope"])),
    "rule_225_over": lambda f: _("The 225-hour rule is not in force on that day."),
    "parental_leave": lambda f: _("Parental leave needs no further explanation."),
    "own_words": lambda f: _("The explanation is in the person's own circumstances."),
    "reviewed_in_words": lambda f: _("A review tells in words of its own what the exemption builds on."),
    "not_for_health": lambda f: _("Not exempt from offers for health on that day."),
    "has_mentor": lambda f: _("The person has a mentor, or one is to begin."),
    "only_leave": lambda f: _("Exempt for parental leave, which does not count."),
    "half_or_less": lambda f: _("Exempt on {days} after {date} ({percent} %), no more than half.").format(
        days=days(f["covered_days"]), date=day_text(f["after"]), percent=f["percent"]
    ),
    "nothing_against": lambda f: _("Neither an offer in a company nor paid hours contradict the exemption."),
    "reviewed_since": lambda f: _("The exemption was reviewed since it was put in question."),
    "off_benefit": lambda f: _("Not on benefit on that day."),
    "exempt_from_225": lambda f: _("Exempt from the 225-hour rule."),
    "hours_worked": lambda f: _("{paid} of {required} in 12 months.").format(
        paid=f"{f['paid']:g}", required=_hours(f["required"])
    ),
}
"""Why a further exemption rule raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "against": N_("put in question by"),
    "against_since": N_("put in question since"),
    "benefit_days": N_("days on benefit"),
    "considered": N_("mentor last there or considered"),
    "covered_days": N_("days exempt"),
    "hours": N_("hours"),
    "hours_needed": N_("hours missing"),
    "paid": N_("paid hours"),
    "percent": N_("per cent"),
    "reached": N_("days on benefit reached"),
    "weeks_left": N_("weeks left"),
    "why": N_("what is wrong"),
}
"""What the facts of these rules are called."""

CODES: Mapping[str, Vocabulary] = {"against": _AGAINST, "why": _WHY}
"""The facts that hold a code, and of which vocabulary."""
