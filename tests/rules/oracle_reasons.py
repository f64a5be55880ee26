"""The further rules on exemptions, and the 225-hour rule, once more, as plainly as their text reads."""

from bisect import bisect_right
from datetime import date

from kontant.model.timeline import Exemption, Note, Timeline
from kontant.rules.similar import only_general, repeats, too_short

from .oracle import LAST_225, Raised, day_set, days, months
from .oracle_answers import notes, run_back, said
from .oracle_offers import COMPANY


def reasons(t: Timeline, today: date, horizon: int) -> Raised:
    with_225 = today <= LAST_225
    for scope in ("activation", "hours_225") if with_225 else ("activation",):
        x = _current(t, scope, today)
        if x is not None and _standard(t, x, today):
            yield "exemption-standard-reason", scope, None, None
    if with_225:
        yield from _contradicted(t, today)
        yield from _risk(t, today)
    yield from _no_mentor(t, today, horizon)
    exempt = {day for x in t.exemptions if x.scope == "activation" for day in day_set(x.start, x.end or today)}
    if today in exempt:
        window = day_set(months(today, -24) + days(1), today)
        if 2 * len(exempt & window) > len(window):
            yield "exemption-long", "activation", None, None


def _current(t: Timeline, scope: str, today: date) -> Exemption | None:
    covering = [x for x in t.exemptions if x.scope == scope and x.start <= today and (x.end or today) >= today]
    return max(covering, key=lambda x: x.start, default=None)


def _reviews(t: Timeline, scope: str, first: date, last: date) -> list[Note]:
    return [n for n in notes(t, first, last, "exemption_review") if n.scope in (None, scope)]


def _standard(t: Timeline, x: Exemption, today: date) -> bool:
    reviews = _reviews(t, x.scope, x.start - days(30), today)
    if x.reason == "parental_leave" or any({"basis_words", "capacity"} & said(n).keys() for n in reviews):
        return False
    text = (x.explanation or "").strip()
    before = [y for y in t.exemptions if y.scope == x.scope and y.start < x.start]
    last = max(before, key=lambda y: y.start, default=None)
    return (
        text == "" or (last is not None and repeats(text, [last.explanation])) or too_short(text) or only_general(text)
    )


def _contradicted(t: Timeline, today: date) -> Raised:
    x = _current(t, "hours_225", today)
    this = today.replace(day=1)
    against = [p.month for p in t.paid_work if p.hours > 0 and p.month in (this, months(this, -1))]
    against += [
        o.start
        for o in t.offers
        if o.type in COMPANY and o.outcome is None and o.start <= today and (o.end or today) >= today
        if o.hours_per_week is not None and o.hours_per_week >= 10
    ]
    if x is not None and against:
        c = max(x.start, min(against))
        if not _reviews(t, "hours_225", c, today):
            yield "exemption-contradicted", "hours_225", c + days(14), None


def _no_mentor(t: Timeline, today: date, horizon: int) -> Raised:
    x = _current(t, "activation", today)
    if x is None or x.reason != "health":
        return
    health = [y for y in t.exemptions if y.scope == "activation" and y.reason == "health" and y.start <= today]
    s = min(run_back(x.start, {day for y in health for day in day_set(y.start, y.end or today)}))
    mentored = [o.end for o in t.offers if o.type == "mentor"]
    mentored += [a.end for a in t.assignments if a.role == "mentor" and a.start <= today]
    reviews = notes(t, s - days(30), today, "exemption_review")
    settled = any(said(n).get("mentor") in ("has", "starts", "declined") for n in reviews)
    if not settled and not any(end is None or end >= s for end in mentored):
        yield "exemption-no-mentor", "activation", months(s, 1), today + days(horizon)


def _on_benefit(t: Timeline, today: date) -> set[date]:
    """The days up to today on a benefit; a case without benefit rows: from opened on."""
    begun = [b for b in t.benefits if b.start <= today]
    if not begun:
        return day_set(t.case.opened, today)
    return {day for b in begun for day in day_set(b.start, min(b.end or today, today))}


def _risk(t: Timeline, today: date) -> Raised:
    covered = _on_benefit(t, today)
    if today not in covered or _current(t, "hours_225", today) is not None:
        return
    this = today.replace(day=1)
    year = {months(this, -n) for n in range(12)}
    if sum(p.hours for p in t.paid_work if p.month in year) >= 225:
        return
    latest = months(today, 3)
    on = sorted(covered | day_set(today, latest))

    def reached(day: date) -> bool:
        return bisect_right(on, day) - bisect_right(on, months(day, -36)) >= 365

    y = today
    if reached(today):
        while reached(y - days(1)):
            y -= days(1)
    else:
        while not reached(y) and y <= latest:
            y += days(1)
    yield "rule-225-risk", "hours_225", y, latest
