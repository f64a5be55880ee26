"""The plan family in words: job goals, sub-goals, the plan itself and the CV."""

from collections.abc import Callable, Mapping
from datetime import date

from kontant.i18n import N_, _, day_text
from kontant.rules.words import Facts, RuleWords, days, months, others, the_day_itself, the_sum


def _plan_missing(facts: Facts, deadline: date | None) -> str:
    if facts["reached"]:
        return _("No open job goal; the latest was reached {date}.").format(date=day_text(facts["reached"]))
    return _("No open job goal in a case on the job track, opened {date}.").format(date=day_text(facts["opened"]))


def _goal_vague(facts: Facts, deadline: date | None) -> str:
    told = _('The job goal "{goal}" ({date}) names no position or job function.').format(
        goal=facts["goal"], date=day_text(facts["set_on"])
    )
    return others(told, facts)


def _sub_goal_missing(facts: Facts, deadline: date | None) -> str:
    if facts["reached"]:
        return _('No open sub-goal towards "{goal}"; the latest was reached {date}.').format(
            goal=facts["goal"], date=day_text(facts["reached"])
        )
    return _('No open sub-goal towards "{goal}", set {date}.').format(
        goal=facts["goal"], date=day_text(facts["set_on"])
    )


def _sub_goal_due(facts: Facts, deadline: date | None) -> str:
    assert deadline is not None
    told = _('Is the sub-goal "{goal}" reached? Its day is {date}.').format(goal=facts["goal"], date=day_text(deadline))
    return others(told, facts)


def _plan_stale(facts: Facts, deadline: date | None) -> str:
    return _("The plan and its goals have not been touched since {date}.").format(date=day_text(facts["touched"]))


def _cv_missing(facts: Facts, deadline: date | None) -> str:
    return _("No CV registered; the case was opened {date}.").format(date=day_text(facts["opened"]))


WORDS: Mapping[str, RuleWords] = {
    "plan-missing": RuleWords(
        title=N_("No job goal"),
        says=N_(
            "A case on the job track has a job goal. The deadline counts from the opening of the case, or from the day "
            "the latest job goal was reached, but never from before the rule's own first day. Go through the plan with "
            "the person and set the goal, A, B and C."
        ),
        clears=N_("An open job goal."),
        summary=_plan_missing,
        next_step="note {case} plan_review",
        arithmetic=lambda f, d: the_sum(f["base"], months(f["months"]), d),
    ),
    "goal-vague": RuleWords(
        title=N_("Vague job goal"),
        says=N_(
            "A job goal names a position, a job function or a task, so that both can see when it is reached. One with "
            "only words that any goal could have is vague. Set the goal in words of its own, and close the vague one."
        ),
        clears=N_("No open job goal that is vague: each names something, or is reached."),
        summary=_goal_vague,
        next_step="note {case} plan_review",
    ),
    "sub-goal-missing": RuleWords(
        title=N_("No sub-goal"),
        says=N_(
            "A job goal has a sub-goal on the way to it: the next small step that can be seen reached. The deadline "
            "counts from the day the job goal was set, or the latest sub-goal was reached. Agree on the next step."
        ),
        clears=N_("An open sub-goal; or no open job goal."),
        summary=_sub_goal_missing,
        next_step="note {case} plan_review",
        arithmetic=lambda f, d: the_sum(f["base"], days(f["within_days"]), d),
    ),
    "sub-goal-due": RuleWords(
        title=N_("Sub-goal to follow up"),
        says=N_(
            "A sub-goal is followed up on its day. Ask how it went: record it as reached and agree on the next step, "
            "or give it a new day."
        ),
        clears=N_("Recording the sub-goal as reached, or a new day for it."),
        summary=_sub_goal_due,
        next_step="note {case} plan_review",
        arithmetic=the_day_itself,
    ),
    "plan-stale": RuleWords(
        title=N_("Plan standing still"),
        says=N_(
            "A plan with open goals is gone through at least every six months. The deadline counts from the latest day "
            "on which a goal was set or reached, or a review of the plan was written. Go through it with the person."
        ),
        clears=N_("A review of the plan, or a goal that is set or reached; or no open goal."),
        summary=_plan_stale,
        next_step="note {case} plan_review",
        arithmetic=lambda f, d: the_sum(f["touched"], months(f["months"]), d),
    ),
    "cv-missing": RuleWords(
        title=N_("No CV"),
        says=N_(
            "A case on the job track has a CV on Jobnet within three weeks of its opening, counted from the rule's own "
            "first day where that is later. Help the person put it there, and record the day."
        ),
        clears=N_("The day on which the CV was registered."),
        summary=_cv_missing,
        next_step="note {case} plan_review",
        arithmetic=lambda f, d: the_sum(f["base"], days(f["within_days"]), d),
    ),
}

QUIET: Mapping[str, Callable[[Facts], str]] = {
    "not_job_track": lambda f: _("The case is not on the job track."),
    "has_job_goal": lambda f: _("There is an open job goal."),
    "no_vague_goal": lambda f: _("No open job goal is vague."),
    "no_job_goal": lambda f: _("There is no open job goal that a sub-goal could lead to."),
    "has_sub_goal": lambda f: _("There is an open sub-goal."),
    "no_dated_sub_goal": lambda f: _("No open sub-goal has a day."),
    "no_goal": lambda f: _("There is no open goal."),
    "has_cv": lambda f: _("A CV is registered."),
}
"""Why a rule of the family raises nothing in a case."""

FACTS: Mapping[str, str] = {
    "goal": N_("goal"),
    "reached": N_("latest reached"),
    "set_on": N_("set"),
    "touched": N_("last touched"),
}
"""What the family's own facts are called."""
