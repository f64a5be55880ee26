"""Plan, focus and agreements once more, as plainly as their text reads."""

import re
from datetime import date

from kontant.model.timeline import Goal, Note, Timeline
from kontant.rules.concrete import is_concrete

from .oracle import Raised, days, months
from .oracle_answers import earliest, in_words, notes, notice, said

BEGAN = date(2016, 11, 22)  # the first day of these rules
ABOUT_WORK = {"wishes", "openings", "job_goals", "resources"}
ABOUT_THE_MEETING = {"form", "took_part", "kind", "next_date", "next_kind", "moved", "instead"}
OWN_WORDS = ABOUT_WORK | {"sub_goals", "barriers", "progress", "words", "agreements"}


def plan(t: Timeline, today: date, horizon: int) -> Raised:
    lead = today + days(horizon)
    known = [g for g in t.goals if g.set_on <= today]
    reached = {g.reached for g in known if g.reached is not None and g.reached <= today}
    job, sub = ([g for g in known if g.kind == kind] for kind in ("job", "sub"))
    open_job, open_sub = (_open(goals, today) for goals in (job, sub))

    if t.case.track == "job" and not open_job:
        anchor = max([t.case.opened, BEGAN, *(g.reached for g in job if g.reached in reached)])
        yield "plan-missing", None, months(anchor, 3), lead
    yield from notice("goal-vague", when=any(not is_concrete(g.title) for g in open_job))
    if open_job and not open_sub:
        anchor = max([min(g.set_on for g in open_job), *(g.reached for g in sub if g.reached in reached)])
        yield "sub-goal-missing", None, anchor + days(30), lead
    yield from earliest("sub-goal-due", [g.due for g in open_sub if g.due is not None], lead)
    if open_job or open_sub:
        reviews = [n.date for n in notes(t, date.min, today, "plan_review")]
        touch = max([*(g.set_on for g in known), *reached, *reviews])
        yield "plan-stale", None, months(touch, 6), lead
    registered = t.case.cv_registered
    if t.case.track == "job" and (registered is None or registered > today):
        yield "cv-missing", None, max(t.case.opened, BEGAN) + days(21), lead


def _open(goals: list[Goal], today: date) -> list[Goal]:
    return [g for g in goals if g.reached is None or g.reached > today]


def focus(t: Timeline, today: date, horizon: int) -> Raised:
    written = notes(t, date.min, today, "conversation")
    last = [n for n in written if said(n)][-3:]
    work = ABOUT_WORK | {"sub_goals"}
    yield from notice(
        "barriers-dominate",
        when=len(last) == 3
        and all(n.date > months(today, -24) for n in last)
        and all("barriers" in in_words(n) and not work & in_words(n).keys() for n in last),
    )
    recent = [n for n in written if n.date > months(today, -6)]
    saying = [n for n in recent if in_words(n).keys() & OWN_WORDS or said(n).keys() - OWN_WORDS - ABOUT_THE_MEETING]
    of_any_kind = [n for n in notes(t, date.min, today) if n.date > months(today, -6)]
    yield from notice(
        "job-focus-missing",
        when=t.case.track == "job" and saying != [] and not any(ABOUT_WORK & in_words(n).keys() for n in of_any_kind),
    )
    yield from notice("notes-unstructured", when=len(recent) >= 3 and not any(said(n) for n in recent))


def agreements(t: Timeline, today: date, horizon: int) -> Raised:
    every = notes(t, date.min, today)
    open_since = []
    for note in every:
        later = [n for n in every if n.date > note.date]
        for who_what, by in _rows(note):
            telling = [n for n in later if said(n) and n.template not in ("handover", "statement_order")]
            followed = any(n.date >= by - days(7) for n in telling)
            superseded = any(other == who_what and new != by for n in later for other, new in _rows(n))
            if note.date > months(today, -12) and not followed and not superseded:
                open_since.append(by)
    yield from earliest("agreement-due", open_since, today + days(horizon))


def _rows(note: Note) -> list[tuple[str, date]]:
    rows = said(note).get("agreements", [])
    found = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", row.get("by") or ""):
            who_what = " ".join(f"{row['who']} | {row['what']}".casefold().split())
            found.append((who_what, date.fromisoformat(row["by"])))
    return found
