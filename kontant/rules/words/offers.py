"""The offers family in words: what offers are for, how they are followed up, and how they end."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import OFFER_OUTCOME, OFFER_TYPE, Name, Vocabulary, name_of
from kontant.rules.words import Facts, RuleWords, days, months, others, the_day_itself, the_sum

_MISSING: Vocabulary = MappingProxyType({"end": Name("the last day", "sidste dag")})


def _offer(facts: Facts) -> str:
    return name_of(OFFER_TYPE, facts["offer"]).capitalize()


def _goal_missing(facts: Facts, deadline: date | None) -> str:
    told = _("{offer} since {date} has no goal.").format(offer=_offer(facts), date=day_text(facts["start"]))
    return others(told, facts)


def _follow_up_due(facts: Facts, deadline: date | None) -> str:
    if facts["followed"]:
        told = _("{offer} since {date}: last followed up {followed}.").format(
            offer=_offer(facts), date=day_text(facts["start"]), followed=day_text(facts["followed"])
        )
    else:
        told = _("{offer} since {date}: not followed up yet.").format(
            offer=_offer(facts), date=day_text(facts["start"])
        )
    return others(told, facts)


def _company_silent(facts: Facts, deadline: date | None) -> str:
    told = _("{offer} since {date}: the follow-up of {followed} has nothing from the place.").format(
        offer=_offer(facts), date=day_text(facts["start"]), followed=day_text(facts["followed"])
    )
    return others(told, facts)


def _ending(facts: Facts, deadline: date | None) -> str:
    told = _("{offer} ends {date}, and nothing follows it.").format(offer=_offer(facts), date=day_text(facts["end"]))
    return others(told, facts)


def _end_unrecorded(facts: Facts, deadline: date | None) -> str:
    if "missing" in facts:
        told = _("{offer} since {date} is over ({outcome}), and its last day is missing.").format(
            offer=_offer(facts), date=day_text(facts["start"]), outcome=name_of(OFFER_OUTCOME, facts["outcome"])
        )
        return others(told, facts)
    told = _("{offer} was to end {date}: how did it end?").format(offer=_offer(facts), date=day_text(facts["end"]))
    return others(told, facts)


def _evaluation_missing(facts: Facts, deadline: date | None) -> str:
    told = _("{offer} ended {date} ({outcome}) and is not evaluated.").format(
        offer=_offer(facts), date=day_text(facts["end"]), outcome=name_of(OFFER_OUTCOME, facts["outcome"])
    )
    return others(told, facts)


def _interrupted(facts: Facts, deadline: date | None) -> str:
    return ngettext(
        "{n} offer interrupted after {date}, the latest {last}.",
        "{n} offers interrupted after {date}, the latest {last}.",
        facts["count"],
    ).format(n=facts["count"], date=day_text(facts["after"]), last=day_text(facts["last"]))


def _no_progression(facts: Facts, deadline: date | None) -> str:
    return _("{n} offers in companies since {date}, and neither hours, paid work nor goals went further.").format(
        n=facts["count"], date=day_text(facts["start"])
    )


def _paid_work(facts: Facts, deadline: date | None) -> str:
    since = day_text(facts["paid_since"])
    if facts["followed"]:
        return _("Paid hours since {date}: last followed up {followed}.").format(
            date=since, followed=day_text(facts["followed"])
        )
    return _("Paid hours since {date}: not followed up yet.").format(date=since)


def _mentor_expiring(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    if facts["end"] == deadline:
        return _("The mentor since {start} ends {date}, and none follows.").format(
            start=day_text(facts["start"]), date=day_text(deadline)
        )
    return _("The mentor since {start} reaches {months} on {date}, and none follows.").format(
        start=day_text(facts["start"]), months=months(facts["months"]), date=day_text(deadline)
    )


def _since_follow_up(facts: Facts, deadline: date | None) -> str:
    return the_sum(facts["followed"] or facts["start"], days(facts["within_days"]), deadline)


def _mentor_sum(facts: Facts, deadline: date | None) -> str:
    if facts["end"] == deadline:
        return the_day_itself(facts, deadline)
    step = _("{months} - {days}").format(months=months(facts["months"]), days=days(1))
    return the_sum(facts["start"], step, deadline)


WORDS: Mapping[str, RuleWords] = {
    "offer-goal-missing": RuleWords(
        title=N_("Offer without a goal"),
        says=N_(
            "A running offer has no goal. Without one nobody can see whether it leads anywhere: agree with the person "
            "and the place which tasks and how many hours it is to lead to, and write it down."
        ),
        clears=N_("A goal on the offer, or that it ends."),
        summary=_goal_missing,
        next_step="offer change {case} {offer} {start} --goal -",
    ),
    "offer-follow-up-due": RuleWords(
        title=N_("Follow-up on offer"),
        says=N_(
            "An offer is followed up a few weeks after its start and at intervals from then on. The deadline counts "
            "from its start, or from the latest note on it; where the offer ends before the deadline nothing is asked. "
            "Talk with the person and the place, and write what has moved."
        ),
        clears=N_("A note of follow-up or evaluation on the offer."),
        summary=_follow_up_due,
        next_step="note {case} offer_follow_up",
        arithmetic=_since_follow_up,
    ),
    "offer-company-silent": RuleWords(
        title=N_("The company has had no say"),
        says=N_(
            "The latest follow-up on a running offer in a company has nothing from the place. It often knows the next "
            "good step: ask it about tasks, hours and the chance of paid work."
        ),
        clears=N_("A newer follow-up note on the offer that tells what the place says."),
        summary=_company_silent,
        next_step="note {case} offer_follow_up",
    ),
    "offer-ending": RuleWords(
        title=N_("Offer ends"),
        says=N_(
            "A running offer ends in a few weeks, and nothing goes on after it: no other offer, and no exemption from "
            "offers. Agree on the next step while the person is still there."
        ),
        clears=N_("An offer or an exemption from offers that lasts longer; it may begin later."),
        summary=_ending,
        next_step="note {case} offer_start",
        arithmetic=the_day_itself,
    ),
    "offer-end-unrecorded": RuleWords(
        title=N_("End of offer not registered"),
        says=N_(
            "The planned end of an offer has passed, and its outcome is not registered; or it is over, and its last "
            "day is not, so that it counts as going on. Register how and when it ended, or its new end if it goes on."
        ),
        clears=N_("The outcome of the offer and its last day, or a later end."),
        summary=_end_unrecorded,
        next_step="note {case} offer_evaluation",
        arithmetic=the_day_itself,
    ),
    "offer-evaluation-missing": RuleWords(
        title=N_("Evaluation of offer"),
        says=N_(
            "An offer is over, and no evaluation was written. Write soon what it showed and what the next step is, "
            "also where it was interrupted."
        ),
        clears=N_("A note of evaluation that names the offer, or one that names none and is from about its end."),
        summary=_evaluation_missing,
        next_step="note {case} offer_evaluation",
        arithmetic=lambda f, d: the_sum(f["end"], days(f["within_days"]), d),
    ),
    "offers-interrupted": RuleWords(
        title=N_("Interrupted offers"),
        says=N_(
            "Several offers were interrupted within the look-back, whatever their type. Talk with the person about "
            "what stood in the way, before the next offer begins."
        ),
        clears=N_(
            "A held conversation, or a note of conversation, review of plan or round table, dated after the latest "
            "interruption."
        ),
        summary=_interrupted,
        next_step="note {case} plan_review",
    ),
    "offer-no-progression": RuleWords(
        title=N_("Offers without progression"),
        says=N_(
            "One offer in a company followed another, and nothing went further: the hours did not rise, there were no "
            "paid hours, no new job goal was set, and the offers' goals are the same but for a few words. Look at the "
            "plan before one more."
        ),
        clears=N_("More hours, paid work, a job goal set since the first of them, or an offer whose goal differs."),
        summary=_no_progression,
        next_step="note {case} plan_review",
    ),
    "paid-work-follow-up": RuleWords(
        title=N_("Follow-up on paid hours"),
        says=N_(
            "The person has paid hours this month or had some last month. Talk regularly about whether there can be "
            "more of them and whether the tasks fit. The deadline counts from the first of the months in a row with "
            "paid hours, or from the latest talk since."
        ),
        clears=N_("A held conversation, or a note of conversation, follow-up on offer or review of plan."),
        summary=_paid_work,
        next_step="note {case} conversation",
        arithmetic=lambda f, d: the_sum(f["followed"] or f["paid_since"], months(f["months"]), d),
    ),
    "mentor-expiring": RuleWords(
        title=N_("Mentor ends"),
        says=N_(
            "A mentor is given for a limited time. A running one reaches its end, or the longest time allowed at a "
            "stretch, and none takes over: decide with the person whether it goes on, and register the next one."
        ),
        clears=N_("A further mentor offer that goes on from here, or that this one ends."),
        summary=_mentor_expiring,
        next_step="note {case} offer_start",
        arithmetic=_mentor_sum,
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "no_followed_offer": lambda f: _("No offer that is followed up is running."),
    "goal_stands": lambda f: _("Every running offer has a goal."),
    "ends_first": lambda f: _("The offer ends before the next follow-up would be due."),
    "no_company_offer": lambda f: _("No offer in a company is running."),
    "company_heard": lambda f: _("The latest follow-up tells what the place says, or there is none yet."),
    "no_ending_offer": lambda f: _("No running offer has an end."),
    "followed_on": lambda f: _("An offer or an exemption from offers goes on after it."),
    "all_registered": lambda f: _("No offer stands without an outcome after its end, or without a last day when over."),
    "nothing_over": lambda f: _("No offer was completed or interrupted within the look-back."),
    "all_evaluated": lambda f: _("Every offer that is over has an evaluation."),
    "few_interrupted": lambda f: ngettext(
        "{n} offer was interrupted after {date}.", "{n} offers were interrupted after {date}.", f["count"]
    ).format(n=f["count"], date=day_text(f["after"])),
    "talked_since": lambda f: _("The person was talked with since the latest interruption, {date}.").format(
        date=day_text(f["last"])
    ),
    "few_placements": lambda f: ngettext(
        "{n} offer in a company began within the look-back.",
        "{n} offers in companies began within the look-back.",
        f["count"],
    ).format(n=f["count"]),
    "hours_rose": lambda f: _("The hours rose from one offer to the next."),
    "goals_differ": lambda f: _("The offers have different goals."),
    "goal_set": lambda f: _("A job goal was set after the first of the offers began."),
    "paid_hours": lambda f: _("There were paid hours within the look-back."),
    "no_paid_hours": lambda f: _("There are no paid hours this month or the last."),
    "no_mentor": lambda f: _("No mentor is running."),
    "mentor_follows": lambda f: _("A further mentor takes over."),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "followed": N_("followed up"),
    "offer": N_("offer"),
    "outcome": N_("outcome"),
    "paid_since": N_("paid hours since"),
}
"""What the family's own facts are called."""

CODES: Mapping[str, Vocabulary] = {"missing": _MISSING, "offer": OFFER_TYPE, "outcome": OFFER_OUTCOME}
"""The facts that hold a code, and of which vocabulary."""
