"""The statements family in words: medical statements that are late, unused, or declined."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import STATEMENT_TYPE, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, days, others, the_sum


def _name(facts: Facts) -> str:
    """The statement as a sentence begins with it."""
    kind = name_of(STATEMENT_TYPE, facts["statement"])
    return _("Another statement") if facts["statement"] == "other" else kind


def _more_awaited(told: str, facts: Facts) -> str:
    more = facts["count"] - 1
    if not more:
        return told
    return told + " " + ngettext("({n} more awaited)", "({n} more awaited)", more).format(n=more)


def _overdue(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = _("{statement}, ordered {ordered}, is to come by {deadline} and has not been received.").format(
        statement=_name(facts), ordered=day_text(facts["ordered"]), deadline=day_text(deadline)
    )
    return _more_awaited(told, facts)


def _remind(facts: Facts, deadline: date | None) -> str:
    if facts["reminded"] is not None:
        told = _("{statement} was to come by {date}; the doctor was last reminded {reminded}.")
        reminded = day_text(facts["reminded"])
    else:
        told, reminded = _("{statement} was to come by {date}; the doctor has not been reminded."), ""
    told = told.format(statement=_name(facts), date=day_text(facts["answer_by"]), reminded=reminded)
    return _more_awaited(told, facts)


def _unused(facts: Facts, deadline: date | None) -> str:
    told = _("{statement} came {date}, and no note uses it.").format(
        statement=_name(facts), date=day_text(facts["received"])
    )
    return others(told, facts)


def _declined(facts: Facts, deadline: date | None) -> str:
    told = _("{statement}, ordered {ordered}, was declined {declined}; nothing was done instead.").format(
        statement=_name(facts), ordered=day_text(facts["ordered"]), declined=day_text(facts["declined"])
    )
    return others(told, facts)


WORDS: Mapping[str, RuleWords] = {
    "statement-overdue": RuleWords(
        title=N_("Statement is late"),
        says=N_(
            "Each type of statement has its days, counted from the order, or from the consultation where that is "
            "later. Looks at statements ordered in the last year that have neither come nor been declined. Register "
            "the answer if it has come; else ask the doctor when it will. When it is time for a reminder, that flag "
            "takes the place of this one."
        ),
        clears=N_("The day it was received or declined; the reminder's own flag."),
        summary=_overdue,
        next_step="statement remind {case} {statement} {ordered}",
        arithmetic=lambda f, d: the_sum(f["base"], days(f["within_days"]), d),
    ),
    "statement-remind": RuleWords(
        title=N_("Remind the doctor"),
        says=N_(
            "A statement that is late is asked for again seven days after its deadline, and once more after "
            "twenty-one. Looks at statements ordered in the last year. Send the reminder and register the day. Go on "
            "with the plan meanwhile, as far as it does not need the answer."
        ),
        clears=N_("The day the doctor was reminded; the statement received or declined."),
        summary=_remind,
        next_step="statement remind {case} {statement} {ordered}",
        arithmetic=lambda f, d: the_sum(f["answer_by"], days(f["after_days"]), d),
    ),
    "statement-unused": RuleWords(
        title=N_("Statement not used"),
        says=N_(
            "A statement is ordered to change something. Looks at those received in the last year that no note has "
            "put to use within thirty days. Note what it opens for and how it changes the plan or the exemption."
        ),
        clears=N_(
            "A note on the statement, or a review of an exemption, a review of the plan or a clarification, from the "
            "day it came."
        ),
        summary=_unused,
        next_step="note {case} plan_review",
        arithmetic=lambda f, d: the_sum(f["received"], days(f["within_days"]), d),
    ),
    "statement-declined": RuleWords(
        title=N_("Statement was declined"),
        says=N_(
            "The doctor declined a statement within the last six months, and neither an order nor a note followed. "
            "Find out why, then order another type, ask the medical consultant, or plan without it; note which."
        ),
        clears=N_(
            "Another statement ordered, or a note on the statement, the plan or a conversation, from the day it was "
            "declined."
        ),
        summary=_declined,
        next_step="note {case} statement_order",
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "none_awaited": lambda f: _("No statement ordered lately is awaited."),
    "remind": lambda f: _("It is time to remind the doctor, and that has a flag of its own."),
    "no_days": lambda f: _("The awaited statements are of types without a deadline."),
    "all_reminded": lambda f: _("The doctor has been reminded as often as the rule asks, last {date}.").format(
        date=day_text(f["reminded"])
    ),
    "none_received": lambda f: _("No statement was received lately."),
    "used": lambda f: _("Every statement received lately, the last {date}, is used in a note.").format(
        date=day_text(f["received"])
    ),
    "none_declined": lambda f: _("No statement was declined lately."),
    "taken_up": lambda f: _("The statement declined {date} was followed by an order or a note.").format(
        date=day_text(f["declined"])
    ),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "after_days": N_("days after the deadline"),
    "answer_by": N_("was to come by"),
    "consulted": N_("consultation"),
    "declined": N_("declined"),
    "ordered": N_("ordered"),
    "received": N_("received"),
    "reminded": N_("reminded"),
    "statement": N_("statement"),
}

CODES: Mapping[str, Vocabulary] = {"statement": STATEMENT_TYPE}
