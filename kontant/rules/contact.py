"""The contact family: conversations that are missing, late, too few or not registered.

S, the start of the duty, is the later of the day the case was opened and the day after the end of the latest
ended exemption from conversations; a case exempt on the day gets no flag. H are the held conversations of
counting kinds up to the day.

- ``conversation-first``: by the value in force on the opened day; a new case (12 months) without any of H since
  it was opened. Deadline S + 7 days; a planned conversation from today to the deadline clears it.
- ``conversation-due``: not while conversation-first's conditions hold. Deadline: 12/n months after the later of S
  and the latest of H; a planned conversation from today to the deadline clears it, a later one is named.
- ``conversation-shortfall`` (notice): S at least 12 months ago and fewer than n of H in those 12 months.
- ``conversation-start``: by the value in force on the opened day, for the target groups it names; a new case not
  exempt in its first 6 months, with fewer than 4 of H since it was opened. Deadline: opened + 6 months; the
  lead is 30 days for each conversation missing.
- ``conversation-unrecorded``: a planned conversation whose day has passed, the oldest; deadline that day.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from kontant.dates import add_months
from kontant.model.timeline import Conversation, Timeline
from kontant.rules.flags import Flag, Status, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value

ONE_DAY = timedelta(days=1)


class Contact:
    """The family on one day; ``flags`` judges one case."""

    def __init__(self, law: Law, horizon: date) -> None:
        """Resolve what the day decides; ``horizon`` is the last day of the common lead."""
        self._law, self._day, self._horizon = law, law.day, horizon
        self._kinds = law.codes("contact.counting_kinds")
        self._per_12 = law.by_group("contact.per_12_months")
        self._register = law.value("contact.register")
        self._new_months = law.number("contact.new_case_months")
        self._shortfall = law.value("contact.shortfall_months")
        self._year_ago = add_months(law.day, -law.number("contact.shortfall_months"))
        self._start_lead = law.number("contact.start_lead_days")

    def flags(self, t: Timeline) -> Iterator[Flag]:
        """The contact flags of a case that is open on the day."""
        since = self._duty_start(t)
        if since is None:
            return
        opened = t.case.opened
        held = [c.date for c in t.conversations if c.status == "held" and c.date <= self._day and c.kind in self._kinds]
        is_new = self._day < add_months(opened, self._new_months)
        held_since_opened = sum(day >= opened for day in held) if is_new else 0
        first = self._opened_value(t, "contact.first_within_days") if is_new and not held_since_opened else None
        if first:
            yield from self._first(t, since, first)
        else:
            yield from self._next(t, since, held)
        yield from self._too_few(t, since, held)
        if is_new:
            yield from self._start(t, held_since_opened)
        yield from self._unrecorded(t)

    def _duty_start(self, t: Timeline) -> date | None:
        """S, or None where the person is exempt from conversations on the day."""
        start = t.case.opened
        for x in t.exemptions:
            if x.scope == "conversations" and x.start <= self._day:
                if x.end is None or x.end >= self._day:
                    return None
                start = max(start, x.end + ONE_DAY)
        return start

    def _opened_value(self, t: Timeline, name: str) -> Value | None:
        """The record of ``name`` in force on the day the case was opened."""
        return self._law.value(name, t.case.target_group, t.case.opened)

    def _planned(self, t: Timeline) -> list[Conversation]:
        """Planned conversations that could still count, the earliest first."""
        return sorted(
            c for c in t.conversations if c.status == "planned" and c.date >= self._day and c.kind in self._kinds
        )

    def _first(self, t: Timeline, since: date, value: Value) -> Iterator[Flag]:
        deadline = since + timedelta(days=value.value)
        status = status_of(deadline, self._day, self._horizon)
        if status is None:
            return
        planned = self._planned(t)
        if planned and planned[0].date <= deadline:
            return
        facts = {"since": since, "within_days": value.value, "planned": planned[0].date if planned else None}
        yield Flag(t.case.case_ref, "conversation-first", status, deadline, facts, (value,))

    def _next(self, t: Timeline, since: date, held: list[date]) -> Iterator[Flag]:
        value = self._per_12[t.case.target_group]
        if value is None:
            return
        last = max(held, default=None)
        months = 12 // value.value
        anchor = since if last is None else max(since, last)
        deadline = add_months(anchor, months)
        status = status_of(deadline, self._day, self._horizon)
        if status is None:
            return
        planned = self._planned(t)
        if planned and planned[0].date <= deadline:
            return
        facts = {
            "last": last,
            "per_12_months": value.value,
            "since": since,
            "months": months,
            "planned": planned[0].date if planned else None,
        }
        yield Flag(t.case.case_ref, "conversation-due", status, deadline, facts, (value,))

    def _too_few(self, t: Timeline, since: date, held: list[date]) -> Iterator[Flag]:
        value = self._per_12[t.case.target_group]
        if value is None or self._shortfall is None or since > self._year_ago:
            return
        count = sum(day > self._year_ago for day in held)
        if count < value.value:
            facts = {"held": count, "per_12_months": value.value, "after": self._year_ago}
            yield Flag(t.case.case_ref, "conversation-shortfall", Status.NOTICE, None, facts, (value, self._shortfall))

    def _start(self, t: Timeline, held: int) -> Iterator[Flag]:
        count, months = (self._opened_value(t, f"contact.start_{part}") for part in ("count", "months"))
        if count is None or months is None or held >= count.value:
            return
        opened = t.case.opened
        deadline = add_months(opened, months.value)
        missing = count.value - held
        status = status_of(deadline, self._day, self._day + timedelta(days=self._start_lead * missing))
        if status is None or self._exempt_within(t, deadline):
            return
        facts = {"held": held, "required": count.value, "missing": missing, "opened": opened, "months": months.value}
        yield Flag(t.case.case_ref, "conversation-start", status, deadline, facts, (count, months))

    def _exempt_within(self, t: Timeline, last: date) -> bool:
        """Whether an exemption from conversations touches a day from the opening to ``last``."""
        return any(
            x.scope == "conversations" and x.start <= min(self._day, last) and (x.end is None or x.end >= t.case.opened)
            for x in t.exemptions
        )

    def _unrecorded(self, t: Timeline) -> Iterator[Flag]:
        passed = [c for c in t.conversations if c.status == "planned" and c.date < self._day]
        if passed and self._register and self._register.value:
            oldest = min(passed)
            facts = {"date": oldest.date, "kind": oldest.kind, "count": len(passed)}
            yield Flag(
                t.case.case_ref, "conversation-unrecorded", Status.OVERDUE, oldest.date, facts, (self._register,)
            )
