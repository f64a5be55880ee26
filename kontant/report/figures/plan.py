"""Plan and CV: whether there is a plan with goals, whether it is kept up to date, and what it is linked to."""

from kontant.model.timeline import Goal
from kontant.report.figures.facts import CaseFacts
from kontant.report.figures.figure import figure
from kontant.rules.answers import is_structured
from kontant.rules.concrete import is_concrete
from kontant.rules.focus import answers_any

# The question of each note that asks how the effort brings the person nearer to the goal.
_LINKS = {"plan_review": "link", "offer_start": "nearer_job"}


def _open(facts: CaseFacts, kind: str) -> list[Goal]:
    """The goals of a kind that are not reached by the day."""
    return [g for g in facts.goals if g.kind == kind and (g.reached is None or g.reached > facts.day)]


def _has_plan(facts: CaseFacts) -> bool:
    return bool(facts.goals or facts.notes("plan_review"))


def _job_goal(facts: CaseFacts) -> bool | None:
    return bool(_open(facts, "job")) if _has_plan(facts) else None


def _job_goal_concrete(facts: CaseFacts) -> bool | None:
    goals = _open(facts, "job")
    return any(is_concrete(goal.title) for goal in goals) if goals else None


def _sub_goal(facts: CaseFacts) -> bool | None:
    return bool(_open(facts, "sub")) if _has_plan(facts) else None


def _updated(facts: CaseFacts) -> bool | None:
    """A goal was set or reached in the window, or the plan was reviewed."""
    if not _has_plan(facts):
        return None
    days = [day for goal in facts.goals for day in (goal.set_on, goal.reached) if day is not None]
    return any(map(facts.ground.has, days)) or bool(facts.recent_notes("plan_review"))


def _linked(facts: CaseFacts) -> bool | None:
    notes = [note for template in _LINKS for note in facts.recent_notes(template) if is_structured(note)]
    return any(answers_any(note, _LINKS[note.template]) for note in notes) if notes else None


def _cv(facts: CaseFacts) -> bool:
    registered = facts.t.case.cv_registered
    return registered is not None and registered <= facts.day


FIGURES = (
    figure("plan.job_goal", _job_goal, "goals_or_plan_reviews"),
    figure("plan.job_goal_concrete", _job_goal_concrete, "goals_or_plan_reviews"),
    figure("plan.sub_goal", _sub_goal, "goals_or_plan_reviews"),
    figure("plan.updated", _updated, "goals_or_plan_reviews"),
    figure("plan.linked", _linked, "structured_plan_or_start_notes"),
    figure("plan.cv", _cv, "cv"),
)
