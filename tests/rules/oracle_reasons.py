"""The further rules on exemptions, and the 225-hour rule, once more, as plainly as their text reads."""

from bisect import bisect_right
from datetime import date

from kontant.model.timeline import Exemption, Note, Timeline
from kontant.rules.similar import only_general, repeats, too_short

from .oracle import LAST_225, Raised, day_set, days, months
from .oracle_answers import notes, run_back, said
from .oracle_offers import COMPANY, paid_run

FIRST_225 = date(2016, 10, 1)


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
    counting = [x for x in t.exemptions if x.scope == "activation" and x.reason != "parental_leave"]
    exempt = set().union(*(day_set(x.start, x.end or today) for x in counting))
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
    before = [y for y in t.exemptions if y.scope == x.scope and y.start < x.start]
    last = max(before, key=lambda y: y.start).explanation if before else None
    written = [said(n).get(question) for n in reviews for question in ("basis_words", "capacity")]
    return x.reason != "parental_leave" and not any(_own(text, last) for text in (x.explanation, *written))


def _own(text: object, last: str | None) -> bool:
    """Words that are the person's own, and not last time's."""
    if not isinstance(text, str) or not text.strip():
        return False
    return not (repeats(text, [last]) or too_short(text) or only_general(text))


def _contradicted(t: Timeline, today: date) -> Raised:
    x = _current(t, "hours_225", today)
    paid = paid_run(t, today)
    against = [paid] if paid else []
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
    s = min(run_back(x.start, set().union(*(day_set(y.start, y.end or today) for y in health))))
    mentored = [o.end for o in t.offers if o.type == "mentor" and o.outcome != "cancelled"]
    mentored += [a.end for a in t.assignments if a.role == "mentor" and a.start <= today]
    if any(end is None or end >= today for end in mentored):
        return
    reviews = notes(t, s - days(30), today, "exemption_review")
    thought_of = [n.date for n in reviews if said(n).get("mentor") in ("has", "starts", "declined", "no")]
    thought_of += [end for end in mentored if end is not None and end >= s]
    deadline = months(max(s, *thought_of), 12) if thought_of else months(s, 1)
    yield "exemption-no-mentor", "activation", deadline, today + days(horizon)


def _on_benefit(t: Timeline, today: date) -> set[date]:
    """The days up to today on a benefit; a case without benefit rows: from opened on."""
    begun = [b for b in t.benefits if b.start <= today]
    if not begun:
        return day_set(t.case.opened, today)
    return set().union(*(day_set(b.start, min(b.end or today, today)) for b in begun))


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
    yield "rule-225-risk", None, max(y, FIRST_225), latest
