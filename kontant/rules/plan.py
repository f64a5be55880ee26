"""The plan family: goals that are missing, vague, not followed up, or standing still; and a CV that is missing.

A goal is open on the day when it was set on or before it and is not reached yet, or is reached after it. A goal set
after the day does not exist. On the job track means that the case's own track says so.

- ``plan-missing``: on the job track, no open job goal. Deadline: 3 months after the latest of the day of opening, the
  day on which the latest job goal was reached, and the rule's own first day.
- ``goal-vague`` (notice): an open job goal that is not concrete; the first by the day it was set.
- ``sub-goal-missing``: an open job goal and no open sub-goal. Deadline: 30 days after the later of the day on which
  the first open job goal was set and the day on which the latest sub-goal was reached.
- ``sub-goal-due``: an open sub-goal with a day; deadline that day. The earliest.
- ``plan-stale``: an open goal of either kind. Deadline: 6 months after the latest day on which a goal was set or
  reached or the plan was gone through (a ``plan_review`` note).
- ``cv-missing``: on the job track, no CV registered by the day. Deadline: 21 days after the day of opening, or after
  the rule's own first day where that is later.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import ClassVar, NamedTuple

from kontant.dates import add_months
from kontant.model.person import masked
from kontant.model.timeline import Goal, Timeline
from kontant.rules.concrete import is_concrete
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

# The same titles come again from case to case ("Kantinemedhjælper"), and each is weighed word by word.
_is_concrete = lru_cache(maxsize=8192)(is_concrete)

_NO_JOB_TRACK = Quiet("plan-missing", "not_job_track")
_HAS_JOB_GOAL = Quiet("plan-missing", "has_job_goal")
_NO_VAGUE_GOAL = Quiet("goal-vague", "no_vague_goal")
_NO_JOB_GOAL = Quiet("sub-goal-missing", "no_job_goal")
_HAS_SUB_GOAL = Quiet("sub-goal-missing", "has_sub_goal")
_NO_DATED_SUB_GOAL = Quiet("sub-goal-due", "no_dated_sub_goal")
_NO_GOAL = Quiet("plan-stale", "no_goal")
_NO_CV_NEEDED = Quiet("cv-missing", "not_job_track")
_HAS_CV = Quiet("cv-missing", "has_cv")


class OpenGoals(NamedTuple):
    """The goals of a case that are open on the day, by kind."""

    job: list[Goal]
    sub: list[Goal]


NO_GOALS = OpenGoals([], [])


class Plan(Family):
    """The family on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "plan-missing": "_plan_missing",
        "goal-vague": "_goal_vague",
        "sub-goal-missing": "_sub_goal_missing",
        "sub-goal-due": "_sub_goal_due",
        "plan-stale": "_plan_stale",
        "cv-missing": "_cv_missing",
    }

    def _prepare(self) -> None:
        self._missing = self.value("plan.missing_months")
        self._concrete = self.value("plan.goal_concrete")
        self._sub_goal = self.value("plan.sub_goal_days")
        self._followed = self.value("plan.sub_goals_followed")
        self._stale = self.value("plan.stale_months")
        self._cv = self.value("plan.cv_days")
        # Nobody was late before the rule was made, also where a municipality has written a record of its own since.
        self._missing_began = self.law.began("plan.missing_months") or date.min
        self._cv_began = self.law.began("plan.cv_days") or date.min
        self._open_of: tuple[Timeline | None, OpenGoals] = (None, NO_GOALS)

    def _plan_missing(self, t: Timeline) -> Judgement:
        """On the job track without an open job goal: by three months after opening, or after the latest was reached."""
        assert self._missing is not None
        if t.case.track != "job":
            return _NO_JOB_TRACK
        if self._open(t).job:
            return _HAS_JOB_GOAL
        reached = self._latest_reached(t, "job")
        base = max(t.case.opened, reached or t.case.opened, self._missing_began)
        months = self._missing.value
        facts = {"opened": t.case.opened, "reached": reached, "base": base, "months": months}
        return self.dated(t, "plan-missing", add_months(base, months), self.horizon, facts, self._missing)

    def _goal_vague(self, t: Timeline) -> Judgement:
        """An open job goal that names no position, function, task or number: the first by day set, then title."""
        assert self._concrete is not None
        vague = [goal for goal in self._open(t).job if not _is_concrete(goal.title)]
        if not vague:
            return _NO_VAGUE_GOAL
        first = min(vague, key=lambda goal: (goal.set_on, goal.title))
        facts = {"goal": masked(first.title), "set_on": first.set_on, "count": len(vague)}
        return self.notice(t, "goal-vague", facts, self._concrete)

    def _sub_goal_missing(self, t: Timeline) -> Judgement:
        """An open job goal without an open sub-goal: by thirty days after it was set, or after the last was reached."""
        assert self._sub_goal is not None
        job_goals, sub_goals = self._open(t)
        if not job_goals:
            return _NO_JOB_GOAL
        if sub_goals:
            return _HAS_SUB_GOAL
        first = min(job_goals, key=lambda goal: (goal.set_on, goal.title))
        reached = self._latest_reached(t, "sub")
        base = max(first.set_on, reached or first.set_on)
        days = self._sub_goal.value
        facts = {
            "goal": masked(first.title),
            "set_on": first.set_on,
            "reached": reached,
            "base": base,
            "within_days": days,
        }
        return self.dated(t, "sub-goal-missing", base + timedelta(days=days), self.horizon, facts, self._sub_goal)

    def _sub_goal_due(self, t: Timeline) -> Judgement:
        """An open sub-goal whose own day has passed or is near: the earliest, then by title.

        Counted with it are those whose day has come too, so that putting the one off does not hide the next.
        """
        assert self._followed is not None
        dated = [(goal.due, goal.title, goal.set_on) for goal in self._open(t).sub if goal.due is not None]
        if not dated:
            return _NO_DATED_SUB_GOAL
        due, title, set_on = min(dated)
        come = sum(day <= max(due, self.day) for day, _title, _set_on in dated)
        facts = {"goal": masked(title), "set_on": set_on, "count": come}
        return self.dated(t, "sub-goal-due", due, self.horizon, facts, self._followed)

    def _plan_stale(self, t: Timeline) -> Judgement:
        """An open goal, and six months since any goal was set or reached or the plan was gone through."""
        assert self._stale is not None
        if not any(self._open(t)):
            return _NO_GOAL
        reviewed = self._reviewed(t)
        base = self._touched(t, reviewed or date.min)
        facts = {"touched": base, "reviewed": reviewed, "months": self._stale.value}
        return self.dated(t, "plan-stale", add_months(base, self._stale.value), self.horizon, facts, self._stale)

    def _cv_missing(self, t: Timeline) -> Judgement:
        """On the job track without a CV registered by the day: by three weeks after opening."""
        assert self._cv is not None
        if t.case.track != "job":
            return _NO_CV_NEEDED
        registered = t.case.cv_registered
        if registered is not None and registered <= self.day:
            return _HAS_CV
        base = max(t.case.opened, self._cv_began)
        facts = {"opened": t.case.opened, "base": base, "within_days": self._cv.value}
        deadline = base + timedelta(days=self._cv.value)
        return self.dated(t, "cv-missing", deadline, self.horizon, facts, self._cv)

    def _open(self, t: Timeline) -> OpenGoals:
        """The goals that are open on the day, found once for a case: most rules ask for them."""
        if self._open_of[0] is not t:
            self._open_of = (t, self._find_open(t) if t.goals else NO_GOALS)
        return self._open_of[1]

    def _find_open(self, t: Timeline) -> OpenGoals:
        found = [
            goal for goal in t.goals if (goal.reached is None or goal.reached > self.day) and goal.set_on <= self.day
        ]
        return OpenGoals([goal for goal in found if goal.kind == "job"], [goal for goal in found if goal.kind == "sub"])

    def _touched(self, t: Timeline, base: date) -> date:
        """The latest day, up to the day, on which a goal was set or reached; ``base`` if that is later."""
        for goal in t.goals:
            if goal.set_on <= self.day:
                base = max(base, goal.set_on)
                if goal.reached is not None and base < goal.reached <= self.day:
                    base = goal.reached
        return base

    def _reviewed(self, t: Timeline) -> date | None:
        """The latest day, up to the day, on which the plan was gone through."""
        for note in reversed(t.notes):
            if note.template == "plan_review" and note.date <= self.day:
                return note.date
        return None

    def _latest_reached(self, t: Timeline, kind: str) -> date | None:
        """The latest day, up to the day, on which a goal of the kind was reached."""
        reached = [
            goal.reached
            for goal in t.goals
            if goal.reached and goal.reached <= self.day and goal.kind == kind and goal.set_on <= self.day
        ]
        return max(reached) if reached else None
