"""Timelines drawn at random or by hypothesis: few records, their dates on or beside the limits that the rules have.

A timeline is drawn on a theme: the kinds of record that some families read, so that a case is small and still has
what makes those rules speak. Whoever draws gives a way to choose one of a list: hypothesis, which makes a failing
case smaller, or a random generator, which is quicker and tries more kinds of case.
"""

import json
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import strategies as st

from kontant.model.timeline import (
    Absence,
    Assignment,
    Benefit,
    Case,
    Conversation,
    Coordination,
    Exemption,
    Goal,
    Note,
    Offer,
    PaidWork,
    Statement,
    Timeline,
)

from . import drawn_facts as facts
from .oracle import months

Choose = Callable[[Sequence[Any]], Any]

LAW = [date(2016, 11, 22), date(2020, 1, 1), date(2025, 7, 1), date(2026, 7, 1)]
MONTH_ENDS = [date(2024, 2, 29), date(2026, 2, 28), date(2026, 8, 31), date(2025, 11, 30), date(2028, 2, 29)]
CLARIFIED = [date(2027, 4, 1), date(2027, 7, 1)]  # two years after the duty to clarify began, and three months before
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
_ANY_DAY = range(date(2016, 6, 1).toordinal(), date(2030, 1, 1).toordinal())

FIRST = "contact"
LATER = (
    "plan",
    "notes",
    "offers",
    "placements",
    "mentors",
    "reasons",
    "absence",
    "statements",
    "coordination",
    "benefits",
)
THEMES = (FIRST, *LATER)

# One choice for each decision, since choosing is what costs time here: calendar months and days beside a known date.
_MONTHS = [0, 0, 0, -24, -12, -9, -6, -5, -4, -3, -2, -1, 1, 2, 3, 6, 12]
_DAYS = [0, 0, 0, -1, 1, -7, -8, 7, 8, 13, 14, 15, -14, -29, -30, -31, 30, 31, 35, 36, 37, -180, -181]
_FIRST_STEPS = list(product(_MONTHS, _DAYS))
# The later families: exactly one limit away, before or after, give or take a day.
_LIMITS = [
    *((0, days) for days in (0, 0, 1, 7, 14, 21, 28, 30, 35, 56, 60)),
    *((count, 0) for count in (1, 2, 3, 4, 6, 9, 12, 24, 36)),
]
_YEARS = [(12 * years, 0) for years in (4, 5, 5, 7, 10)]


def _beside(limits: list[tuple[int, int]]) -> list[tuple[int, int]]:
    signed = product(limits, (-1, -1, 1), (-1, 0, 1))
    return [(sign * count, sign * days + beside) for (count, days), sign, beside in signed]


_STEPS = {FIRST: _FIRST_STEPS, "benefits": _beside([*_LIMITS, *_YEARS])}
_LATER_STEPS = _beside(_LIMITS)
# A review may be written up to thirty days before: one step in four.
_BEFORE_AN_EXEMPTION = [(0, days) for days in (-31, -30, -29)] * (len(_LATER_STEPS) // 9)
few, some, many = range(4), range(6), range(2, 7)
_YES_OR_NO = [True, False]


def chosen_day(choose: Choose) -> date:
    """A day to judge on: often beside a change of law or at the end of a month."""
    if choose(_YES_OR_NO):
        return date.fromordinal(choose(_ANY_DAY))
    return choose([*LAW, *MONTH_ENDS, *CLARIFIED * 3, date(2026, 11, 22)]) + timedelta(days=choose([0, 0, -1, 1]))  # type: ignore[no-any-return]


class _Near:
    """Chooses dates a limit away from those chosen before, and records on them."""

    def __init__(self, choose: Choose, theme: str, *known: date) -> None:
        self.choose, self.theme, self._known = choose, theme, list(known)
        self._steps = _STEPS.get(theme, _LATER_STEPS)

    def day(self, beside: date | None = None) -> date:
        base = beside or self.choose(self._bases())
        count, plus = self.choose(self._steps)
        found = months(base, count) + timedelta(days=plus)
        self._known.append(found)
        return found

    def around(self, records: Mapping[str, list[Any]]) -> "_Near":
        """The same near the days that begin ``records``, since that is where notes belong."""
        begun = [_first_day(record) for found in records.values() for record in found]
        near = _Near(self.choose, self.theme, *self._known[:2], *begun[-3:])
        if self.theme in ("mentors", "reasons"):
            near._steps = [*near._steps, *_BEFORE_AN_EXEMPTION]
        return near

    def _bases(self) -> list[date]:
        """Any date known; in the later families mostly those judged from, lest everything drifts away from them."""
        known = self._known
        return known if self.theme == FIRST else [*known[:2], *known[:1], *known[-3:]]

    def end(self, start: date) -> date | None:
        kind = self.choose(facts.ENDS)
        if kind == "ongoing":
            return None
        return max(start, self.day(start if kind == "beside its start" else None))

    def maybe_after(self, start: date) -> date | None:
        """A day from ``start`` on, or none: what may have become of it."""
        return max(start, self.day()) if self.choose(_YES_OR_NO) else None

    def records(self, count: Sequence[int], held: Sequence[Any]) -> list[tuple[date, Any]]:
        return [(self.day(), self.choose(held)) for _ in range(self.choose(count))]


def _first_day(record: Any) -> date:
    return next(value for value in record if isinstance(value, date))


def chosen_timeline(choose: Choose, day: date, theme: str, *, always_open: bool = False) -> Timeline:
    """A case with a few records of each kind of ``theme``, their keys distinct as the store keeps them."""
    opened = _Near(choose, theme, day).day()
    while opened > day:
        opened = months(opened, -6)
    if choose(_YES_OR_NO):
        opened = months(opened, -12)
    near = _Near(choose, theme, day, opened)
    closed = near.day() if not always_open and choose(few) == 0 else None
    group, track = choose(facts.CASES)
    born, registered = (None, None) if theme == FIRST else (_birth_date(near), near.maybe_after(opened))
    challenges = choose(facts.CHALLENGES) if theme == "coordination" else ""
    records = {kind: _MADE[kind](near) for kind in _KINDS[theme]}
    records["notes"] = _first_notes(near) if theme == FIRST else _notes(near.around(records), records)
    return Timeline(
        Case(
            "2020-00001", "Niels Hansen", None, born, None, opened, closed, None, group, track, challenges, registered
        ),
        **{kind: _distinct(found, *_KEYS[kind]) for kind, found in records.items()},
    )


def _birth_date(near: _Near) -> date | None:
    """Beside thirty years before a known day, or not known."""
    return months(near.day(), -360) if near.choose(_YES_OR_NO) else None


def _conversations(near: _Near) -> list[Conversation]:
    count = some if near.theme == FIRST else few
    return [Conversation(start, *held) for start, held in near.records(count, facts.CONVERSATIONS)]


def _offers(near: _Near) -> list[Offer]:
    kinds = {"placements": facts.PLACEMENTS, "mentors": facts.MENTORS}.get(near.theme, facts.OFFERS)
    count = {"placements": many, "offers": some}.get(near.theme, few)
    return [
        Offer(kind, start, near.end(start), outcome, None, *_purpose_and_hours(near))
        for start, (kind, outcome) in near.records(count, kinds)
    ]


def _purpose_and_hours(near: _Near) -> tuple[str | None, float | None]:
    return (None, None) if near.theme == FIRST else near.choose(facts.PURPOSES_AND_HOURS)


def _exemptions(near: _Near) -> list[Exemption]:
    scopes = {"placements": ["hours_225"], "mentors": ["activation"]}.get(near.theme, facts.SCOPES)
    count = few if near.theme == "placements" else some
    return [
        Exemption(
            scope, start, near.end(start), *(("health", None) if near.theme == FIRST else near.choose(facts.REASONS))
        )
        for start, scope in near.records(count, scopes)
    ]


def _assignments(near: _Near) -> list[Assignment]:
    count = some if near.theme == FIRST else few
    return [
        Assignment(role, start, who, near.end(start)) for start, (role, who) in near.records(count, facts.ASSIGNMENTS)
    ]


def _paid_work(near: _Near) -> list[PaidWork]:
    count = some if near.theme == "reasons" else few
    return [PaidWork(start.replace(day=1), hours) for start, hours in near.records(count, facts.PAID_HOURS)]


def _benefits(near: _Near) -> list[Benefit]:
    return [Benefit(start, kind, near.end(start)) for start, kind in near.records(few, ["cash_benefit"])]


def _goals(near: _Near) -> list[Goal]:
    return [
        Goal(kind, title, start, near.maybe_after(start), near.maybe_after(start))
        for start, (kind, title) in near.records(some if near.theme == "plan" else few, facts.GOALS)
    ]


def _absences(near: _Near) -> list[Absence]:
    return [
        Absence(start, kind, attempts, ground, near.maybe_after(start), decision)
        for start, (kind, attempts, ground, decision) in near.records(some, facts.ABSENCES)
    ]


def _statements(near: _Near) -> list[Statement]:
    return [_statement(near, kind, start) for start, kind in near.records(few, facts.STATEMENTS)]


def _statement(near: _Near, kind: str, ordered: date) -> Statement:
    consulted = near.choose([None, near.day()])
    how = near.choose(["open", "open", "received", "declined"])
    answered = max(ordered, near.day()) if how != "open" else None
    received, declined = (answered if how == name else None for name in ("received", "declined"))
    return Statement(kind, ordered, consulted, received, declined, near.maybe_after(ordered), None, None)


def _coordination(near: _Near) -> list[Coordination]:
    return [Coordination(start, *held) for start, held in near.records(few, facts.COORDINATION)]


def _first_notes(near: _Near) -> list[Note]:
    written = near.records(few, facts.TEMPLATES[FIRST])
    return [Note(start, template, near.choose(facts.NOTE_SCOPES)) for start, template in written]


def _notes(near: _Near, records: Mapping[str, list[Any]]) -> list[Note]:
    """Notes with answers, some of which name a record of the case."""
    named = [{"offer": f"{o.type} {o.start}"} for o in records.get("offers", ())]
    named += [{"statement": f"{s.type} {s.ordered}"} for s in records.get("statements", ())]
    said = facts.SAID.get(near.theme, [])
    answers = [None, None, None, {}, *said, *named, *(key | more for key in named for more in said[:2])]
    if near.choose(range(4)) == 0:
        answers = [None, {}]  # somebody who writes without the guide
    written = near.records(many if near.theme == "notes" else some, facts.TEMPLATES[near.theme])
    return [_note(near, start, template, near.choose(answers)) for start, template in written]


def _note(near: _Near, start: date, template: str, answers: dict[str, Any] | None) -> Note:
    scope = near.choose(facts.NOTE_SCOPES) if template == "exemption_review" else None
    if near.theme == "notes" and answers and near.choose(range(3)) == 0:
        answers = answers | {"agreements": _agreements(near)}
    if answers is None:
        return Note(start, template, scope, near.choose([None, None, None, *facts.NO_ANSWERS]))
    return Note(start, template, scope, json.dumps(answers, default=str))


def _agreements(near: _Near) -> list[dict[str, Any]]:
    return [{"who": who, "what": what, "by": by} for by, (who, what) in near.records([1, 2], facts.AGREED)]


_MADE: Mapping[str, Callable[[_Near], list[Any]]] = {
    "conversations": _conversations,
    "offers": _offers,
    "exemptions": _exemptions,
    "assignments": _assignments,
    "paid_work": _paid_work,
    "benefits": _benefits,
    "goals": _goals,
    "absences": _absences,
    "statements": _statements,
    "coordination": _coordination,
}
# What the rules of a theme read besides notes.
_KINDS: Mapping[str, tuple[str, ...]] = {
    FIRST: ("conversations", "offers", "exemptions", "assignments", "paid_work", "benefits"),
    "plan": ("goals",),
    "notes": (),
    "offers": ("offers", "exemptions", "paid_work", "goals", "conversations"),
    "placements": ("offers", "paid_work", "goals", "exemptions"),
    "mentors": ("offers", "assignments", "exemptions"),
    "reasons": ("exemptions", "paid_work", "benefits", "offers", "assignments"),
    "absence": ("absences", "conversations"),
    "statements": ("statements",),
    "coordination": ("coordination", "conversations", "assignments", "offers"),
    "benefits": ("benefits",),
}
_KEYS: Mapping[str, tuple[str, ...]] = {
    "conversations": ("date", "kind"),
    "offers": ("type", "start"),
    "exemptions": ("scope", "start"),
    "assignments": ("role", "start"),
    "paid_work": ("month",),
    "notes": ("date", "template"),
    "benefits": ("start",),
    "goals": ("kind", "title"),
    "absences": ("date",),
    "statements": ("type", "ordered"),
    "coordination": ("date", "actor"),
}
RECORDS = tuple(_KEYS)


def _distinct(records: list[Any], *key: str) -> list[Any]:
    """The records with distinct keys, in the order of their key as a timeline holds them."""
    found = {tuple(getattr(r, part) for part in key): r for r in records}
    return [found[values] for values in sorted(found)]


def _chooser(draw: st.DrawFn) -> Choose:
    return lambda held: draw(st.sampled_from(held))


@st.composite
def timelines(draw: st.DrawFn, day: date, *, always_open: bool = False, themes: tuple[str, ...] = THEMES) -> Timeline:
    """A case on one of ``themes``, for hypothesis."""
    choose = _chooser(draw)
    return chosen_timeline(choose, day, choose(themes), always_open=always_open)


@st.composite
def judged(draw: st.DrawFn, *, always_open: bool = False, themes: tuple[str, ...] = THEMES) -> tuple[Timeline, date]:
    """A timeline and a day to judge it on."""
    day = chosen_day(_chooser(draw))
    return draw(timelines(day, always_open=always_open, themes=themes)), day


def boundary_days(t: Timeline) -> set[date]:
    """Every day that the case and its records name (first and last days, what became of it), the last days of
    paid months, and the thirtieth birthday.
    """
    born = t.case.birth_date
    found = {t.case.opened, t.case.closed, t.case.cv_registered, months(born, 360) if born else None}
    for kind in RECORDS:
        for record in getattr(t, kind):
            found |= {value for value in record if isinstance(value, date)}
    for month in t.paid_work:
        found.add(month.month.replace(day=monthrange(month.month.year, month.month.month)[1]))
    return {day for day in found if day is not None}
