"""The coordination family in words: cases that need more than the job centre."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text, ngettext
from kontant.rules.words import Facts, RuleWords, days, months, others, the_sum


def _uncoordinated(facts: Facts, deadline: date | None) -> str:
    count = facts["challenges"]
    told = ngettext(
        "{n} kind of challenge, and nothing across departments in {months}.",
        "{n} kinds of challenge, and nothing across departments in {months}.",
        count,
    )
    return told.format(n=count, months=months(facts["months"]))


def _not_offered(facts: Facts, deadline: date | None) -> str:
    return _("No coordinating caseworker since the case was opened {date}.").format(date=day_text(facts["opened"]))


def _parallel(facts: Facts, deadline: date | None) -> str:
    return _("Measures of {actors}, and no word on one plan for them.").format(actors=_listed(facts["actors"]))


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def _discharged(facts: Facts, deadline: date | None) -> str:
    told = _("{actor}, {date}: no mentor for the time after.").format(
        actor=facts["actor"], date=day_text(facts["date"])
    )
    return others(told, facts)


WORDS: Mapping[str, RuleWords] = {
    "challenges-uncoordinated": RuleWords(
        title=N_("Many challenges, one department"),
        says=N_(
            "Few people with many kinds of challenge manage to take part steadily while the job centre works alone. "
            "Looks for coordination, a round-table conversation or a round-table note in the last twenty-four "
            "months: for four kinds or more from the first day, for three once the case is two years old. Ask the "
            "others who work with the person to the table."
        ),
        clears=N_("Coordination on record, a round-table conversation held, or a round-table note."),
        summary=_uncoordinated,
        next_step="note {case} round_table",
    ),
    "coordinator-not-offered": RuleWords(
        title=N_("No coordinator offered"),
        says=N_(
            "An activity-ready person is offered a coordinating caseworker as soon as that group is settled. This "
            "case has never had one. Offer one, and register who it is."
        ),
        clears=N_("A coordinating caseworker from today or earlier."),
        summary=_not_offered,
        next_step="case assign {case}",
        arithmetic=lambda f, d: the_sum(f["opened"], days(f["within_days"]), d),
    ),
    "plans-parallel": RuleWords(
        title=N_("Plans side by side"),
        says=N_(
            "Two or more departments have had measures running in the last twenty-four months. Ask the person "
            "whether there is to be one plan across them, and note the answer, whatever it is, in a round-table note "
            "or a review of the plan. An answer from before the second one's measure began does not count."
        ),
        clears=N_(
            "A round-table note or a review of the plan that answers whether there is to be one plan, from the day the "
            "second department's measure began."
        ),
        summary=_parallel,
        next_step="note {case} plan_review",
    ),
    "discharge-mentor": RuleWords(
        title=N_("Discharge without mentor"),
        says=N_(
            "A person discharged from a psychiatric ward has a right to a mentor, from up to three months before. "
            "Looks, among those coordinated with in the last six months, for a name that tells both of psychiatry and "
            "of an admission or a discharge. Offer a mentor within fourteen days of it."
        ),
        clears=N_("A mentor offer that was not cancelled, or a mentor on the case, that lasts to that day or beyond."),
        summary=_discharged,
        next_step="note {case} offer_start",
        arithmetic=lambda f, d: the_sum(f["date"], days(f["within_days"]), d),
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "few_challenges": lambda f: _("The case has too few kinds of challenge for the rule."),
    "too_early": lambda f: _("With {n} kinds of challenge the rule looks at the case from {date}.").format(
        n=f["challenges"], date=day_text(f["begins"])
    ),
    "coordinated": lambda f: _("There was coordination across departments {date}.").format(date=day_text(f["last"])),
    "other_group": lambda f: _("The rule does not concern the case's target group."),
    "offered": lambda f: _("The case has, or has had, a coordinating caseworker."),
    "few_actors": lambda f: _("No two departments have had measures lately."),
    "considered": lambda f: _("A note of {date} answers whether there is to be one plan.").format(
        date=day_text(f["considered"])
    ),
    "no_admission": lambda f: _("No admission or discharge is on record lately."),
    "has_mentor": lambda f: _("A mentor covers the admission or discharge {date}.").format(date=day_text(f["date"])),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "actor": N_("actor"),
    "actors": N_("actors"),
    "begins": N_("looked at from"),
    "challenges": N_("kinds of challenge"),
    "considered": N_("considered"),
}
