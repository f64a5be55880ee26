"""Absence, statements, coordination and clarification once more, and what all the later families say together."""

from collections.abc import Collection, Mapping
from datetime import date

from kontant.model.timeline import Absence, Statement, Timeline

from .oracle import TARGETS, Family, Flagged, Raised, days, months, raised, seniority
from .oracle_answers import earliest, in_words, notes, notice, said
from .oracle_offers import offers
from .oracle_plan import agreements, focus, plan
from .oracle_reasons import reasons

TWO_YEARS = date(2025, 7, 1)  # from it a clarification every two years
STATEMENT_DAYS = {"LÆ105": 14, "LÆ115": 14, "LÆ125": 14, "LÆ135": 30, "LÆ145": 30, "LÆ265": 30, "LÆ155": 60}
ADMISSION = ("indlæg", "indlagt", "udskriv", "admission", "discharge")
PSYCHIATRY = ("psyk", "psych")


def _absence(t: Timeline, today: date, horizon: int) -> Raised:
    recent = [a for a in t.absences if months(today, -6) < a.date <= today]
    undecided = [a for a in recent if a.decision in (None, "pending")]
    if today >= TARGETS:
        undecided = [a for a in undecided if _window(a) >= today]
    no_ground = [a for a in undecided if a.reasonable_ground is not True]
    yield from earliest(
        "absence-contact-due", [a.date + days(7) for a in no_ground if not _contacted(t, a, today)], None
    )
    unheard = [
        a.date + days(14)
        for a in undecided
        if a.reasonable_ground is False and (a.hearing_sent is None or a.hearing_sent > today)
    ]
    yield from earliest("absence-hearing-due", unheard, None)
    if today >= TARGETS:
        closing = [_window(a) for a in no_ground if _window(a) - days(30) <= today]
        yield from earliest("absence-window-closing", closing, None)
    last = max((a.date for a in recent), default=today)
    talks = notes(t, last + days(1), today, "conversation", "round_table", "plan_review")
    met = [c for c in t.conversations if c.status == "held" and last < c.date <= today]
    yield from notice("absence-pattern", when=len(recent) >= 3 and not talks and not met)


def _window(a: Absence) -> date:
    """The last day on which a reduction can be decided."""
    return months(a.date.replace(day=1), 4) - days(1)


def _contacted(t: Timeline, a: Absence, today: date) -> bool:
    met = [c for c in t.conversations if c.status == "held" and a.date <= c.date <= today]
    told = [n for n in notes(t, a.date, today, "absence") if not said(n) or "attempts" in in_words(n)]
    return bool(a.contact_attempts or met or told)


def _statements(t: Timeline, today: date, horizon: int) -> Raised:
    ordered = [s for s in t.statements if s.ordered <= today]
    due, reminders = [], []
    for s in ordered:
        answered = any(day is not None and day <= today for day in (s.received, s.declined))
        if s.type in STATEMENT_DAYS and not answered and s.ordered > months(today, -12):
            deadline = max(s.ordered, s.consulted or s.ordered) + days(STATEMENT_DAYS[s.type])
            due.append(deadline)
            reminders.append(_reminder(s, deadline, today))
    to_send = [day for day in reminders if day is not None]
    if not any(day <= today for day in to_send):
        yield from earliest("statement-overdue", due, today)
    yield from earliest("statement-remind", to_send, today)
    unused = [s for s in ordered if s.received is not None and months(today, -12) < s.received <= today]
    yield from earliest(
        "statement-unused",
        [s.received + days(30) for s in unused if s.received and not _used(t, s, s.received, today)],
        today + days(horizon),
    )
    declined = [s for s in ordered if s.declined and months(today, -6) < s.declined <= today]
    yield from notice("statement-declined", when=any(not _another_way(t, s, today) for s in declined))


def _reminder(s: Statement, deadline: date, today: date) -> date | None:
    """The day of the next reminder: the first a week after the deadline, the second three weeks after it."""
    if s.reminded is None or s.reminded <= deadline or s.reminded > today:
        return deadline + days(7)
    return deadline + days(21) if s.reminded < deadline + days(21) else None


def _used(t: Timeline, s: Statement, received: date, today: date) -> bool:
    read = notes(t, received, today, "statement_received")
    about = any(said(n).get("statement", f"{s.type} {s.ordered}") == f"{s.type} {s.ordered}" for n in read)
    return about or notes(t, received, today, "exemption_review", "plan_review", "clarification") != []


def _another_way(t: Timeline, s: Statement, today: date) -> bool:
    """Another statement has been asked for, or the refusal taken up in a note."""
    assert s.declined
    asked_again = any(other != s and s.declined <= other.ordered <= today for other in t.statements)
    return asked_again or notes(t, s.declined, today, "statement_received", "plan_review", "conversation") != []


def _coordination(t: Timeline, today: date, horizon: int) -> Raised:
    since = months(today, -24) + days(1)
    rows = [c for c in t.coordination if since <= c.date <= today]
    met = [c for c in t.conversations if c.kind == "round_table" and c.status == "held" and since <= c.date <= today]
    across = rows or met or notes(t, since, today, "round_table")
    k = len([code for code in t.case.challenges.split("|") if code])
    many = k >= 4 or (k >= 3 and today >= months(t.case.opened, 24))
    yield from notice("challenges-uncoordinated", when=many and not across)

    coordinated = any(a.role == "coordinator" and a.start <= today for a in t.assignments)
    if t.case.target_group == "activity_ready" and not coordinated:
        yield "coordinator-not-offered", None, t.case.opened, None

    actors: dict[str, date] = {}
    for c in sorted(rows, key=lambda c: c.date):
        if c.form == "measure":
            actors.setdefault(" ".join(c.actor.casefold().split()), c.date)
    if len(actors) >= 2:
        _first, second, *_rest = sorted(actors.values())
        one_plan = any("one_plan" in said(n) for n in notes(t, second, today, "round_table", "plan_review"))
        yield from notice("plans-parallel", when=not one_plan)

    discharges = [
        c.date
        for c in t.coordination
        if months(today, -6) < c.date <= today
        and all(any(word in c.actor.casefold() for word in words) for words in (ADMISSION, PSYCHIATRY))
    ]
    # One that is to come too, but none that was called off.
    mentored = [o.end for o in t.offers if o.type == "mentor" and o.outcome != "cancelled"]
    mentored += [a.end for a in t.assignments if a.role == "mentor" and a.start <= today]
    alone = [day + days(14) for day in discharges if not any(end is None or end >= day for end in mentored)]
    yield from earliest("discharge-mentor", alone, None)


def _clarification(t: Timeline, today: date, horizon: int) -> Raised:
    born = t.case.birth_date
    thirty = months(born, 360) if born else None
    since = seniority(t, today)[0]
    if t.case.target_group == "activity_ready" and today >= TWO_YEARS and since and (not thirty or thirty <= today):
        yield from _every_two_years(t, max(since, TWO_YEARS), today, thirty or date.min)
    if since:
        reviews = [n for n in notes(t, since, today, "exemption_review") if "capacity" in in_words(n)]
        if not reviews and not notes(t, since, today, "clarification"):
            yield "capacity-unassessed", None, months(since, 12), today + days(horizon)
        yield from _coming("seniority-milestone", today, *(months(since, 12 * years) for years in (5, 7, 10)))
    if t.case.target_group not in ("job_ready", "activity_ready"):
        yield "visitation-pending", None, t.case.opened + days(28), today + days(horizon)
    if thirty:
        yield from _coming("turning-30", today, thirty)


def _every_two_years(t: Timeline, base: date, today: date, thirty: date) -> Raised:
    written = [n.date for n in notes(t, date.min, today, "clarification")]
    deadlines = [months(base, 24 * k) for k in range(1, 200)]
    open_still = [d for d in deadlines if d >= thirty and all(day < months(d, -3) for day in written)]
    if months(open_still[0], -3) <= today:
        yield "clarification-due", None, open_still[0], None


def _coming(rule: str, today: date, *reached: date) -> Raised:
    yield from earliest(rule, [day for day in reached if today <= day <= today + days(60)], None)


FAMILIES: Mapping[str, Family] = {
    "plan": plan,
    "focus": focus,
    "agreements": agreements,
    "offers": offers,
    "exemptions": reasons,
    "absence": _absence,
    "statements": _statements,
    "coordination": _coordination,
    "clarification": _clarification,
}


def flags(t: Timeline, today: date, horizon: int = 14, families: Collection[str] = FAMILIES) -> set[Flagged]:
    """Every flag of the later rules of ``families``, those that are switched off too."""
    return raised(t, today, horizon, [FAMILIES[name] for name in families])
