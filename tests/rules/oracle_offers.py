"""Offers once more, as plainly as their text reads."""

from datetime import date
from itertools import pairwise

from kontant.model.timeline import Note, Offer, Timeline
from kontant.rules.similar import repeats

from .oracle import Raised, days, months
from .oracle_answers import about_offer, earliest, in_words, notes, notice, said

COMPANY = ("work_placement", "wage_subsidy")


def offers(t: Timeline, today: date, horizon: int) -> Raised:
    lead = today + days(horizon)
    begun = [o for o in t.offers if o.start <= today]
    running = [o for o in begun if o.outcome is None and (o.end is None or o.end >= today)]
    followed = [o for o in running if o.type != "mentor"]

    yield from notice("offer-goal-missing", when=any(not (o.goal or "").strip() for o in followed))
    yield from earliest("offer-follow-up-due", _follow_ups(t, today, followed), lead)
    yield from notice(
        "offer-company-silent", when=any(_place_is_silent(t, today, o) for o in running if o.type in COMPANY)
    )
    ending = [o.end for o in followed if o.end is not None and not _something_after(t, o.end)]
    yield from earliest("offer-ending", ending, today + days(21))
    yield from _end_unrecorded(begun, today, lead)
    yield from earliest(
        "offer-evaluation-missing",
        [
            o.end + days(14)
            for o in begun
            if o.type != "mentor" and o.outcome in ("completed", "interrupted") and o.end is not None
            if months(today, -12) < o.end <= today
            if not any(_evaluates(n, o, o.end) for n in notes(t, o.start, today, "offer_evaluation"))
        ],
        lead,
    )
    broken = [o.end or o.start for o in begun if o.outcome == "interrupted"]
    lately = [d for d in broken if months(today, -24) < d <= today]
    talks = [n.date for n in notes(t, date.min, today, "conversation", "plan_review", "round_table")]
    talks += [c.date for c in t.conversations if c.status == "held" and c.date <= today]
    yield from notice("offers-interrupted", when=len(lately) >= 2 and max(lately) >= max(talks, default=date.min))
    yield from notice("offer-no-progression", when=_no_progression(t, today))
    yield from _paid_work(t, today, lead)
    yield from _mentors(t, today, running)


def _end_unrecorded(begun: list[Offer], today: date, lead: date) -> Raised:
    since = months(today, -24)
    passed = [o.end for o in begun if o.outcome is None and o.end is not None and since < o.end < today]
    over = [o for o in begun if o.outcome in ("completed", "interrupted") and o.start > since]
    if passed:
        yield from earliest("offer-end-unrecorded", passed, lead)
    else:
        yield from notice("offer-end-unrecorded", when=any(o.end is None for o in over))


def _evaluates(note: Note, o: Offer, end: date) -> bool:
    return about_offer(note, o) and ("offer" in said(note) or note.date >= end - days(30))


def _follow_ups(t: Timeline, today: date, running: list[Offer]) -> list[date]:
    found = []
    for o in running:
        written = notes(t, o.start, today, "offer_follow_up", "offer_evaluation")
        done = [n.date for n in written if about_offer(n, o)]
        deadline = max(done) + days(56) if done else o.start + days(28)
        if o.end is None or deadline <= o.end:
            found.append(deadline)
    return found


def _place_is_silent(t: Timeline, today: date, o: Offer) -> bool:
    written = [n for n in notes(t, date.min, today, "offer_follow_up") if said(n) and about_offer(n, o)]
    return written != [] and "place_says" not in in_words(written[-1])


def _something_after(t: Timeline, end: date) -> bool:
    ends = [o.end for o in t.offers if o.type != "mentor" and o.outcome is None]
    ends += [x.end for x in t.exemptions if x.scope == "activation"]
    return any(e is None or e > end for e in ends)


def _no_progression(t: Timeline, today: date) -> bool:
    since = months(today, -36)
    tried = [o for o in t.offers if o.type in COMPANY and o.outcome != "cancelled" and since < o.start <= today]
    tried.sort(key=lambda o: (o.start, o.type))
    if len(tried) < 3:
        return False
    hours = [o.hours_per_week for o in tried if o.hours_per_week is not None]
    more_hours = any(after > before for before, after in pairwise(hours))
    paid = any(p.hours > 0 and p.month <= today and months(p.month, 1) - days(1) > since for p in t.paid_work)
    new_goal = any(tried[0].start < g.set_on <= today for g in t.goals if g.kind == "job")
    purposes = {" ".join((o.goal or "").casefold().split()) for o in tried} - {""}
    other_goal = any(not repeats(a, [b]) and not repeats(b, [a]) for a in purposes for b in purposes)
    return not (more_hours or paid or new_goal or other_goal)


def _paid_work(t: Timeline, today: date, lead: date) -> Raised:
    first = paid_run(t, today)
    if first is None:
        return
    followed = [n.date for n in notes(t, first, today, "conversation", "offer_follow_up", "plan_review")]
    followed += [c.date for c in t.conversations if c.status == "held" and first <= c.date <= today]
    yield "paid-work-follow-up", None, months(max([first, *followed]), 3), lead


def paid_run(t: Timeline, today: date) -> date | None:
    """The first of the months in a row with paid hours that reach this month or the last."""
    paid = {p.month for p in t.paid_work if p.hours > 0}
    this = today.replace(day=1)
    recent = paid & {this, months(this, -1)}
    if not recent:
        return None
    first = max(recent)
    while months(first, -1) in paid:
        first = months(first, -1)
    return first


def _mentors(t: Timeline, today: date, running: list[Offer]) -> Raised:
    mentors = [o for o in t.offers if o.type == "mentor"]
    found = []
    for x in running:
        if x in mentors:
            longest = months(x.start, 6) - days(1)
            deadline = longest if x.end is None else min(x.end, longest)
            latest = max(deadline, today) + days(1)
            others = [o for o in mentors if o.outcome != "cancelled" and x.start < o.start <= latest]
            if not any(o.end is None or o.end > deadline for o in others):
                found.append(deadline)
    yield from earliest("mentor-expiring", found, today + days(30))
