"""The fourteen rules once more, as plainly and slowly as their text reads: sets of days, no cleverness.

It shares nothing with the rules under test but the timeline: own calendar arithmetic, own numbers, own dates of law.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from kontant.model.timeline import Assignment, Exemption, Offer, Timeline

Flagged = tuple[str, str | None, str, date | None]

COUNTING_KINDS = {"job", "follow_up", "round_table"}
BEGINNING = date(2016, 11, 22)  # before it no rule raises anything
TARGETS = date(2020, 1, 1)  # from it offers follow an exemption within a month, and new cases have four conversations
LAST_225 = date(2025, 6, 30)
START_UNKNOWN = date(2026, 7, 1)  # for activity-ready people whose case is opened then or later


def months(day: date, count: int) -> date:
    """``day`` plus calendar months; a day that the month does not have becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(count: int) -> timedelta:
    return timedelta(days=count)


def day_set(start: date, end: date) -> set[date]:
    """Every day from ``start`` to ``end``, both included."""
    return set(map(date.fromordinal, range(start.toordinal(), end.toordinal() + 1)))


# Rule, scope, deadline (None: a notice), last day of the lead (None: due whatever the lead).
Raised = Iterator[tuple[str, str | None, date | None, date | None]]
Family = Callable[[Timeline, date, int], Raised]


def flags(t: Timeline, today: date, horizon: int = 14) -> set[Flagged]:
    """Every flag of the fourteen rules in the case: rule, scope, status, deadline."""
    return raised(t, today, horizon, (_contact, _passivity, _exemptions, _continuity))


def raised(t: Timeline, today: date, horizon: int, families: Iterable[Family]) -> set[Flagged]:
    """What ``families`` say of a case that is open today, each deadline with the status it gives."""
    open_today = t.case.opened <= today and (t.case.closed is None or today < t.case.closed)
    if not open_today or today < BEGINNING:
        return set()
    found: set[Flagged] = set()
    for family in families:
        for rule, scope, deadline, latest in family(t, today, horizon):
            if deadline is None:
                found.add((rule, scope, "notice", None))
            elif deadline < today:
                found.add((rule, scope, "overdue", deadline))
            elif latest is None or deadline <= latest:
                found.add((rule, scope, "due", deadline))
    return found


def _contact(t: Timeline, today: date, horizon: int) -> Raised:
    opened, group = t.case.opened, t.case.target_group
    exemptions = [x for x in t.exemptions if x.scope == "conversations" and x.start <= today]
    if any(today in day_set(x.start, x.end or today) for x in exemptions):
        return
    ends = [x.end for x in exemptions if x.end is not None and x.end < today]
    duty = max([opened, max(ends) + days(1)] if ends else [opened])
    held = sorted(
        c.date for c in t.conversations if c.status == "held" and c.kind in COUNTING_KINDS and c.date <= today
    )
    planned = {c.date for c in t.conversations if c.status == "planned" and c.kind in COUNTING_KINDS}
    lead = today + days(horizon)

    since_opened = [day for day in held if day >= opened]
    new = today < months(opened, 12)
    first_conditions = opened >= BEGINNING and new and not since_opened
    if first_conditions:
        deadline = duty + days(7)
        if not planned & day_set(today, deadline):
            yield "conversation-first", None, deadline, lead
    else:
        anchor = max(duty, held[-1]) if held else duty
        deadline = months(anchor, 3)
        if not planned & day_set(today, deadline):
            yield "conversation-due", None, deadline, lead

    if duty <= months(today, -12) and len([day for day in held if day > months(today, -12)]) < 4:
        yield "conversation-shortfall", None, None, None

    in_force = (group == "job_ready" and opened >= TARGETS) or (
        group == "activity_ready" and TARGETS <= opened < START_UNKNOWN
    )
    first_half_year = day_set(opened, months(opened, 6))
    touched = any(first_half_year & day_set(x.start, x.end or months(opened, 6)) for x in exemptions)
    if in_force and not touched and new and len(since_opened) < 4:
        yield "conversation-start", None, months(opened, 6), today + days(30 * (4 - len(since_opened)))

    passed = [c.date for c in t.conversations if c.status == "planned" and c.date < today]
    if passed:
        yield "conversation-unrecorded", None, min(passed), None


def counts(offer: Offer) -> bool:
    return offer.type != "mentor" and offer.outcome != "cancelled"


def active_days(t: Timeline, today: date) -> set[date]:
    """The days in [opened, today] that an offer or paid hours cover."""
    covered: set[date] = set()
    for offer in t.offers:
        if counts(offer):
            covered |= day_set(offer.start, offer.end or today)
    for month in t.paid_work:
        if month.hours > 0:
            covered |= day_set(month.month, months(month.month, 1) - days(1))
    return covered & day_set(t.case.opened, today)


def exempt_days(t: Timeline, today: date) -> set[date]:
    """The days in [opened, today] that an exemption from offers covers."""
    covered: set[date] = set()
    for x in t.exemptions:
        if x.scope == "activation":
            covered |= day_set(x.start, x.end or today)
    return covered & day_set(t.case.opened, today)


def _passivity(t: Timeline, today: date, horizon: int) -> Raised:
    active = active_days(t, today)
    covered = active | exempt_days(t, today)
    if today in covered:
        return
    if not active:
        rule, lead = "offer-first", months(today, 2)
        deadline = months(max(covered, default=t.case.opened), 6)
    else:
        rule, lead = "passive-period", months(today, 3)
        deadline = months(max(covered), 12)
    if not any(counts(offer) and today < offer.start <= deadline for offer in t.offers):
        yield rule, None, deadline, lead


def _exemptions(t: Timeline, today: date, horizon: int) -> Raised:
    for scope in ("activation", "hours_225"):
        if scope == "hours_225" and today > LAST_225:
            continue
        every = [x for x in t.exemptions if x.scope == scope]
        begun = [x for x in every if x.start <= today]
        covering = [x for x in begun if today in day_set(x.start, x.end or today)]
        reviews = [n.date for n in t.notes if n.template == "exemption_review" and n.scope in (None, scope)]
        expiring = [x.end for x in covering if x.end is not None and not _successors(x, every)]
        if expiring:
            yield "exemption-expiring", scope, min(expiring), today + days(30)
        open_ended = [
            months(max([x.start] + [day for day in reviews if day <= today]), 3) for x in covering if x.end is None
        ]
        if open_ended:
            yield "exemption-open-ended", scope, min(open_ended), today + days(horizon)
        if begun and not covering:
            e = max(x.end for x in begun if x.end is not None)
            after = day_set(e + days(1), today)
            reviewed = set(reviews) & day_set(e - days(30), today)
            offered = scope == "activation" and any(
                counts(o) and after & day_set(o.start, o.end or today) for o in t.offers
            )
            if months(today, -12) <= e < today and not reviewed and not offered:
                wait = 1 if scope == "activation" and today >= TARGETS else 0
                yield "exemption-ended", scope, months(e, wait), None


def _successors(x: Exemption, every: list[Exemption]) -> list[Exemption]:
    assert x.end is not None
    return [y for y in every if y != x and y.start <= x.end + days(1) and (y.end is None or y.end > x.end)]


def _continuity(t: Timeline, today: date, horizon: int) -> Raised:
    begun = sorted((a for a in t.assignments if a.role == "coordinator" and a.start <= today), key=lambda a: a.start)
    covering = [a for a in begun if today in day_set(a.start, a.end or today)]
    window = day_set(months(today, -24) + days(1), today)
    if len({a.caseworker for a in begun if window & day_set(a.start, a.end or today)}) >= 3:
        yield "caseworker-churn", None, None, None
    if not covering:
        ends = [a.end for a in begun if a.end is not None]
        yield (
            "caseworker-missing",
            None,
            max([t.case.opened, max(ends) + days(1)] if ends else [t.case.opened]),
            None,
        )
        return
    current = covering[-1]
    change = _change(begun, current)
    if change is None or change < today - days(180):
        return
    since = day_set(change, today)
    met = [c for c in t.conversations if c.status == "held" and c.date in since]
    if not any(c.caseworker is None or c.caseworker == current.caseworker for c in met):
        yield "caseworker-change", None, change + days(30), None
    if not any(n.template == "handover" and n.date in day_set(change - days(30), today) for n in t.notes):
        yield "handover-missing", None, change + days(14), None


def _change(begun: list[Assignment], current: Assignment) -> date | None:
    place = begun.index(current)
    while place > 0 and begun[place - 1].caseworker == current.caseworker:
        place -= 1
    return begun[place].start if place > 0 else None


def seniority(t: Timeline, today: date) -> tuple[date | None, int]:
    """Since when, in whole years; walked back from today day by day."""
    begun = [b for b in t.benefits if b.start <= today]
    on_benefit = set().union(*(day_set(b.start, min(b.end or today, today)) for b in begun))
    since = _walk_back(on_benefit, today) if begun else t.case.opened
    years = 0
    while since is not None and months(since, 12 * (years + 1)) <= today:
        years += 1
    return since, years


def _walk_back(on_benefit: set[date], today: date) -> date | None:
    first, day, without = None, today, 0
    while without <= 35:
        if day in on_benefit:
            first, without = day, 0
        else:
            without += 1
        day -= days(1)
    return first
