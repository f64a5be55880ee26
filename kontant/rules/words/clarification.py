"""The clarification family in words: what a long time on benefit, or an age, asks of the municipality."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import TARGET_GROUP, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, days, months, the_sum


def _years(count: int) -> str:
    return ngettext("{n} year", "{n} years", count).format(n=count)


def _clarification_due(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    since, when = day_text(facts["since"]), day_text(deadline)
    if facts["last"] is None:
        return _("On benefit since {since}; a clarification is due {deadline}, the first on record.").format(
            since=since, deadline=when
        )
    return _("On benefit since {since}; a clarification is due {deadline}, the last was {last}.").format(
        since=since, deadline=when, last=day_text(facts["last"])
    )


def _capacity_unassessed(facts: Facts, deadline: date | None) -> str:
    return _("On benefit since {since}, and the work capacity has not been assessed.").format(
        since=day_text(facts["since"])
    )


def _visitation_pending(facts: Facts, deadline: date | None) -> str:
    return _("Opened {date}, and neither job-ready nor activity-ready yet.").format(date=day_text(facts["opened"]))


def _milestone(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    return _("On benefit for {years} on {date}.").format(years=_years(facts["years"]), date=day_text(deadline))


def _turning(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    return _("Turns {years} on {date}; now {group}.").format(
        years=facts["years"], date=day_text(deadline), group=name_of(TARGET_GROUP, facts["target_group"])
    )


WORDS: Mapping[str, RuleWords] = {
    "clarification-due": RuleWords(
        title=N_("Clarification is due"),
        says=N_(
            "Every two years on benefit without a break, counted from 1 July 2025 at the earliest, the situation of an "
            "activity-ready person of 30 or older is clarified: what was tried, what the person can do, and which "
            "way it goes. An unknown age counts as 30. The warning comes three months earlier, and a clarification "
            "that was missed stays overdue until one is written."
        ),
        clears=N_("A clarification note from three months before the deadline."),
        summary=_clarification_due,
        next_step="note {case} clarification",
        arithmetic=lambda f, d: the_sum(f["base"], _years(f["years"]), d),
    ),
    "capacity-unassessed": RuleWords(
        title=N_("Work capacity not assessed"),
        says=N_(
            "A proposal, and no duty: after a year on benefit without a break the work capacity is assessed. Looks "
            "for a clarification, or a review of an exemption that tells of the work capacity. Write one, and say "
            "whether the case is for the rehabilitation team."
        ),
        clears=N_("A clarification note, or a review of an exemption that tells of the work capacity."),
        summary=_capacity_unassessed,
        next_step="note {case} clarification",
        arithmetic=lambda f, d: the_sum(f["since"], months(f["months"]), d),
    ),
    "visitation-pending": RuleWords(
        title=N_("Target group not settled"),
        says=N_(
            "Within four weeks it is settled whether the person is job-ready or activity-ready. Looks at cases that "
            "are neither. Settle it, or leave the rule off where the municipality has many education-ready people."
        ),
        clears=N_("A target group of job-ready or activity-ready."),
        summary=_visitation_pending,
        next_step="case show {case}",
        arithmetic=lambda f, d: the_sum(f["opened"], days(f["within_days"]), d),
    ),
    "seniority-milestone": RuleWords(
        title=N_("Years on benefit"),
        says=N_(
            "Within sixty days the person has been on benefit for five, seven or ten years without a break. Stop and "
            "look at the whole course: what has worked, what has not, and what has never been tried."
        ),
        clears=N_("Time: the flag goes when the day has passed."),
        summary=_milestone,
        next_step="note {case} clarification",
        arithmetic=lambda f, d: the_sum(f["since"], _years(f["years"]), d),
    ),
    "turning-30": RuleWords(
        title=N_("Turns 30"),
        says=N_(
            "Within sixty days the person turns 30, and the rules for young people end. Look at the benefit, the "
            "target group and the plan before the day, and tell the person what changes."
        ),
        clears=N_("Time: the flag goes when the day has passed."),
        summary=_turning,
        next_step="note {case} conversation",
        arithmetic=lambda f, d: _("the birthday itself: {date}").format(date=day_text(d)) if d else "",
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "other_group": lambda f: _("The rule does not concern the case's target group."),
    "too_young": lambda f: _("The person is too young for the rule."),
    "off_benefit": lambda f: _("The person is not on benefit."),
    "clarified": lambda f: _("There was a clarification {date}.").format(date=day_text(f["last"])),
    "assessed": lambda f: _("The work capacity was assessed {date}.").format(date=day_text(f["last"])),
    "settled": lambda f: _("The case is job-ready or activity-ready."),
    "past_the_last": lambda f: _("The last of the milestones has passed."),
    "birth_unknown": lambda f: _("The day of birth is not known."),
    "has_turned": lambda f: _("The person is 30 or older."),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "since": N_("on benefit since"),
    "target_group": N_("target group"),
    "years": N_("years"),
}

CODES: Mapping[str, Vocabulary] = {"target_group": TARGET_GROUP}
