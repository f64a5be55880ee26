"""The continuity family in words: who coordinates the case, and how it changes hands."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text
from kontant.rules.words import Facts, RuleWords, days, the_day_itself, the_sum


def _caseworker_missing(facts: Facts, deadline: date | None) -> str:
    if facts["former"]:
        return _("No coordinating caseworker since {date} (before: {who}).").format(
            date=day_text(facts["from"]), who=facts["former"]
        )
    return _("No coordinating caseworker since {date}.").format(date=day_text(facts["from"]))


def _caseworker_change(facts: Facts, deadline: date | None) -> str:
    return _("{who} took over from {former} on {date} and has held no conversation yet.").format(
        who=facts["caseworker"], former=facts["former"], date=day_text(facts["changed"])
    )


def _handover_missing(facts: Facts, deadline: date | None) -> str:
    return _("{who} took over from {former} on {date}; there is no handover note.").format(
        who=facts["caseworker"], former=facts["former"], date=day_text(facts["changed"])
    )


def _caseworker_churn(facts: Facts, deadline: date | None) -> str:
    return _("{n} caseworkers after {date}: {names}.").format(
        n=facts["count"], date=day_text(facts["after"]), names=", ".join(facts["caseworkers"])
    )


WORDS: Mapping[str, RuleWords] = {
    "caseworker-missing": RuleWords(
        title=N_("No caseworker"),
        says=N_("Every case has a coordinating caseworker; this one has none today."),
        clears=N_("A coordinating caseworker from today or earlier."),
        summary=_caseworker_missing,
        next_step="case assign {case}",
        arithmetic=the_day_itself,
    ),
    "caseworker-change": RuleWords(
        title=N_("Not met by new caseworker"),
        says=N_("A new caseworker holds a conversation within thirty days of taking over."),
        clears=N_("A conversation of any kind that the new caseworker has held since taking over."),
        summary=_caseworker_change,
        next_step="note {case} conversation",
        arithmetic=lambda f, d: the_sum(f["changed"], days(f["within_days"]), d),
    ),
    "handover-missing": RuleWords(
        title=N_("No handover"),
        says=N_("A change of caseworker has a handover note within fourteen days, or in the month before it."),
        clears=N_("A handover note."),
        summary=_handover_missing,
        next_step="note {case} handover",
        arithmetic=lambda f, d: the_sum(f["changed"], days(f["within_days"]), d),
    ),
    "caseworker-churn": RuleWords(
        title=N_("Many caseworkers"),
        says=N_("The person has had three or more coordinating caseworkers in two years."),
        clears=N_("Time: the count looks at the last twenty-four months."),
        summary=_caseworker_churn,
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "has_coordinator": lambda f: _("{who} coordinates the case.").format(who=f["caseworker"]),
    "no_coordinator": lambda f: _("Nobody coordinates the case; the rule on a missing caseworker says so."),
    "no_change": lambda f: _("Nobody else coordinated the case before."),
    "old_change": lambda f: _("The caseworker changed {date}; the rule looks at changes after {after}.").format(
        date=day_text(f["changed"]), after=day_text(f["after"])
    ),
    "met": lambda f: _("{who} took over on {date} and held a conversation on {held}.").format(
        who=f["caseworker"], date=day_text(f["changed"]), held=day_text(f["held"])
    ),
    "handed_over": lambda f: _("{who} took over on {date}; the handover note is from {note}.").format(
        who=f["caseworker"], date=day_text(f["changed"]), note=day_text(f["date"])
    ),
    "few": lambda f: _("Fewer coordinating caseworkers than the rule asks about."),
}
"""Why a rule of the family raises nothing in a case."""
