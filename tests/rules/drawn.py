"""Timelines for hypothesis to draw: few records, their dates on or beside the limits that the rules have."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from kontant.model.timeline import (
    Assignment,
    Benefit,
    Case,
    Conversation,
    Exemption,
    Note,
    Offer,
    PaidWork,
    Timeline,
)

from .oracle import months

LAW = [date(2016, 11, 22), date(2020, 1, 1), date(2025, 7, 1), date(2026, 7, 1)]
MONTH_ENDS = [date(2024, 2, 29), date(2026, 2, 28), date(2026, 8, 31), date(2025, 11, 30), date(2028, 2, 29)]
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)

# One draw for each decision, since drawing is what costs time here: calendar months and days beside a known date.
_MONTHS = [0, 0, 0, -24, -12, -9, -6, -5, -4, -3, -2, -1, 1, 2, 3, 6, 12]
_DAYS = [0, 0, 0, -1, 1, -7, -8, 7, 8, 13, 14, 15, -14, -29, -30, -31, 30, 31, 35, 36, 37, -180, -181]
steps = st.sampled_from(list(product(_MONTHS, _DAYS)))
ends = st.sampled_from(["ongoing", "beside any date", "beside its start"])
few, some = st.integers(0, 3), st.integers(0, 5)
coordinators = ["lbh", "mkj", "tso"]
conversation_facts = st.sampled_from(
    list(
        product(
            ["job", "follow_up", "round_table", "broker", "other"],
            ["held", "held", "planned", "planned", "no_show", "cancelled"],
            [*coordinators, None],
        )
    )
)
offer_facts = st.sampled_from(
    list(
        product(
            ["work_placement", "wage_subsidy", "guidance", "education", "mentor"],
            [None, None, "completed", "interrupted", "cancelled"],
        )
    )
)
scopes = st.sampled_from(["activation", "activation", "hours_225", "conversations"])
assignment_facts = st.sampled_from(list(product(["coordinator"] * 3 + ["broker"], coordinators)))
note_facts = st.sampled_from(
    list(product(["exemption_review", "exemption_review", "handover", "free"], [None, "activation", "hours_225"]))
)
case_facts = st.sampled_from(
    list(product(["job_ready", "activity_ready", "education_ready"], ["job", "rehabilitation", "exempt"]))
)


@st.composite
def today(draw: st.DrawFn) -> date:
    """A day to judge on: often beside a change of law or at the end of a month."""
    base = draw(st.sampled_from([*LAW, *MONTH_ENDS, date(2026, 11, 22)]) | st.dates(date(2016, 6, 1), date(2030, 1, 1)))
    return base + timedelta(days=draw(st.sampled_from([0, 0, -1, 1])))


class _Near:
    """Draws dates a limit away from those drawn before."""

    def __init__(self, draw: st.DrawFn, *known: date) -> None:
        self._draw, self._known = draw, list(known)

    def day(self, beside: date | None = None) -> date:
        base = beside or self._draw(st.sampled_from(self._known))
        count, plus = self._draw(steps)
        found = months(base, count) + timedelta(days=plus)
        self._known.append(found)
        return found

    def end(self, start: date) -> date | None:
        kind = self._draw(ends)
        if kind == "ongoing":
            return None
        return max(start, self.day(start if kind == "beside its start" else None))


@st.composite
def timelines(draw: st.DrawFn, day: date, *, always_open: bool = False) -> Timeline:
    """A case with a few records of each kind, their keys distinct as the store keeps them."""
    opened = _Near(draw, day).day()
    while opened > day:
        opened = months(opened, -6)
    if draw(st.booleans()):
        opened = months(opened, -12)
    near = _Near(draw, day, opened)
    closed = near.day() if not always_open and draw(few) == 0 else None
    group, track = draw(case_facts)

    def drawn(count: st.SearchStrategy[int], facts: st.SearchStrategy[Any]) -> list[tuple[date, Any]]:
        return [(near.day(), draw(facts)) for _ in range(draw(count))]

    conversations = [Conversation(start, *facts) for start, facts in drawn(some, conversation_facts)]
    offers = [
        Offer(kind, start, near.end(start), how, None, None, None) for start, (kind, how) in drawn(few, offer_facts)
    ]
    exemptions = [Exemption(scope, start, near.end(start), "health", None) for start, scope in drawn(some, scopes)]
    assignments = [
        Assignment(role, start, who, near.end(start)) for start, (role, who) in drawn(some, assignment_facts)
    ]
    paid = [PaidWork(start.replace(day=1), hours) for start, hours in drawn(few, st.sampled_from([0.0, 0.5, 40.0]))]
    notes = [Note(start, *facts) for start, facts in drawn(few, note_facts)]
    benefits = [Benefit(start, "cash_benefit", near.end(start)) for start, _none in drawn(few, st.none())]
    return Timeline(
        Case("2020-00001", "Niels Hansen", None, None, None, opened, closed, None, group, track, "", None),
        conversations=_distinct(conversations, "date", "kind"),
        offers=_distinct(offers, "type", "start"),
        exemptions=_distinct(exemptions, "scope", "start"),
        assignments=_distinct(assignments, "role", "start"),
        paid_work=_distinct(paid, "month"),
        notes=_distinct(notes, "date", "template"),
        benefits=_distinct(benefits, "start"),
    )


def _distinct(records, *key: str) -> list:  # type: ignore[no-untyped-def,type-arg]
    """The records with distinct keys, in the order of their key as a timeline holds them."""
    found = {tuple(getattr(r, part) for part in key): r for r in records}
    return [found[values] for values in sorted(found)]


@st.composite
def judged(draw: st.DrawFn, *, always_open: bool = False) -> tuple[Timeline, date]:
    """A timeline and a day to judge it on."""
    day = draw(today())
    return draw(timelines(day, always_open=always_open)), day


def boundary_days(t: Timeline) -> set[date]:
    """The first and last days of every record of the case, its opening and its closing."""
    found = {t.case.opened, t.case.closed}
    found |= {c.date for c in t.conversations} | {n.date for n in t.notes}
    for record in (*t.offers, *t.exemptions, *t.assignments):
        found |= {record.start, record.end}
    for month in t.paid_work:
        found |= {month.month, month.month.replace(day=monthrange(month.month.year, month.month.month)[1])}
    return {day for day in found if day is not None}
