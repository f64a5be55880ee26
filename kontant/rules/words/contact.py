"""The contact family in words: conversations that are missing, late, too few or not registered."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import CONVERSATION_KIND, name_of
from kontant.rules.words import Facts, RuleWords, days, months, the_day_itself, the_sum


def _planned(facts: Facts) -> str:
    if not facts.get("planned"):
        return ""
    return " " + _("One is planned for {date}, after the deadline.").format(date=day_text(facts["planned"]))


def _twelfth(facts: Facts, deadline: date | None) -> str:
    base = facts["since"] if facts["last"] is None else max(facts["since"], facts["last"])
    step = _("{months} (12 / {n})").format(months=months(facts["months"]), n=facts["per_12_months"])
    return the_sum(base, step, deadline)


def _conversation_first(facts: Facts, deadline: date | None) -> str:
    told = _("No conversation yet; the first is due within {days} of {date}.").format(
        days=days(facts["within_days"]), date=day_text(facts["since"])
    )
    return told + _planned(facts)


def _conversation_due(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    if facts["last"] is None:
        told = _("No conversation since {date}; {n} a year means one by {deadline}.").format(
            date=day_text(facts["since"]), n=facts["per_12_months"], deadline=day_text(deadline)
        )
    else:
        told = _("Last conversation {date}; {n} a year means one by {deadline}.").format(
            date=day_text(facts["last"]), n=facts["per_12_months"], deadline=day_text(deadline)
        )
    return told + _planned(facts)


def _conversation_shortfall(facts: Facts, deadline: date | None) -> str:
    return _("{held} of {n} conversations held after {date}.").format(
        held=facts["held"], n=facts["per_12_months"], date=day_text(facts["after"])
    )


def _conversation_start(facts: Facts, deadline: date | None) -> str:
    return _("{held} of {n} conversations in the first {months} after {date}.").format(
        held=facts["held"], n=facts["required"], months=months(facts["months"]), date=day_text(facts["opened"])
    )


def _conversation_unrecorded(facts: Facts, deadline: date | None) -> str:
    told = _("{kind} on {date} still stands as planned: was it held?").format(
        kind=name_of(CONVERSATION_KIND, facts["kind"]).capitalize(), date=day_text(facts["date"])
    )
    others = facts["count"] - 1
    if not others:
        return told
    return told + " " + ngettext("({n} more like it)", "({n} more like it)", others).format(n=others)


def _exempt(facts: Facts) -> str:
    if facts["end"]:
        return _("The person is exempt from conversations until {date}.").format(date=day_text(facts["end"]))
    return _("The person is exempt from conversations, without an end date.")


def _enough(facts: Facts) -> str:
    n = facts.get("required") or facts["per_12_months"]
    return _("Conversations held: {held}; asked for: {n}.").format(held=facts["held"], n=n)


WORDS: Mapping[str, RuleWords] = {
    "conversation-first": RuleWords(
        title=N_("First conversation"),
        says=N_(
            "A new case must have its first conversation within a week. The deadline counts from the day the case "
            "was opened, or from the end of an exemption from conversations. The value in force on the day of "
            "opening is used, and the rule looks at a case for its first year."
        ),
        clears=N_(
            "A held conversation that counts, on or after the day of opening; or one planned between today and "
            "the deadline."
        ),
        summary=_conversation_first,
        next_step="note {case} conversation",
        arithmetic=lambda f, d: the_sum(f["since"], days(f["within_days"]), d),
    ),
    "conversation-due": RuleWords(
        title=N_("Next conversation"),
        says=N_(
            "Conversations must not lie further apart than the number a year allows: four a year means at most "
            "three months. The deadline counts from the latest held conversation, or from the start of the duty."
        ),
        clears=N_("A held conversation; or one planned between today and the deadline."),
        summary=_conversation_due,
        next_step="note {case} conversation",
        arithmetic=_twelfth,
    ),
    "conversation-shortfall": RuleWords(
        title=N_("Too few conversations"),
        says=N_("Fewer conversations were held in the last twelve months than a year must have."),
        clears=N_("Enough held conversations within twelve months."),
        summary=_conversation_shortfall,
        next_step="note {case} conversation",
    ),
    "conversation-start": RuleWords(
        title=N_("Conversations in the first six months"),
        says=N_(
            "In its first six months a case must have four conversations. The warning comes a month earlier for "
            "each conversation that is missing. The value in force on the day of opening is used."
        ),
        clears=N_("The conversations that are missing; one held late counts too."),
        summary=_conversation_start,
        next_step="note {case} conversation",
        arithmetic=lambda f, d: the_sum(f["opened"], months(f["months"]), d),
    ),
    "conversation-unrecorded": RuleWords(
        title=N_("Conversation not registered"),
        says=N_("A conversation still stands as planned although its day has passed."),
        clears=N_("Registering whether it was held, cancelled, or the person did not come."),
        summary=_conversation_unrecorded,
        next_step="conversation change {case} {date}",
        arithmetic=the_day_itself,
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "exempt": _exempt,
    "not_new": lambda f: _("The rule looks at new cases only; this one was opened {date}.").format(
        date=day_text(f["opened"])
    ),
    "no_value_then": lambda f: _("No value was in force for this target group on the day the case was opened."),
    "held_since_opening": lambda f: ngettext(
        "{n} conversation has been held since the case was opened.",
        "{n} conversations have been held since the case was opened.",
        f["held"],
    ).format(n=f["held"]),
    "first_comes_before": lambda f: _("The first conversation has not been held yet; its own rule watches over it."),
    "planned": lambda f: _("A conversation is planned for {date}, before the deadline has passed.").format(
        date=day_text(f["planned"])
    ),
    "too_early": lambda f: _("The duty began {date}: too late for twelve months to be counted.").format(
        date=day_text(f["since"])
    ),
    "enough": _enough,
    "exempt_at_first": lambda f: _(
        "The person was exempt from conversations at some time from {first} to {last}."
    ).format(first=day_text(f["opened"]), last=day_text(f["until"])),
    "none_passed": lambda f: _("No planned conversation has passed its day."),
}
"""Why a rule of the family raises nothing in a case."""
