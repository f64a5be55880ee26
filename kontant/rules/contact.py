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
from functools import lru_cache

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Conversation, Exemption, Timeline
from kontant.rules.flags import Flag, Judgement, Quiet, Status, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value

RULES = (
    "conversation-first",
    "conversation-due",
    "conversation-shortfall",
    "conversation-start",
    "conversation-unrecorded",
)
# What is said of most cases needs no words of its own for each of them.
FIRST_NO_VALUE = Quiet("conversation-first", "no_value_then")
FIRST_COMES_BEFORE = Quiet("conversation-due", "first_comes_before")
DUE_NO_VALUE = Quiet("conversation-due", "no_value")
SHORTFALL_NO_VALUE = Quiet("conversation-shortfall", "no_value")
START_NO_VALUE = Quiet("conversation-start", "no_value_then")
NONE_PASSED = Quiet("conversation-unrecorded", "none_passed")


class Contact:
    """The family on one day; ``judge`` judges one case."""

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

    def judge(self, t: Timeline) -> Iterator[Judgement]:
        """What each rule of the family says of a case that is open on the day."""
        exempt, since = self._duty(t)
        if exempt:
            facts = {"scope": exempt.scope, "start": exempt.start, "end": exempt.end}
            yield from (Quiet(rule, "exempt", facts) for rule in RULES)
            return
        opened = t.case.opened
        held, planned = self._held_and_planned(t)
        new_until, no_longer_new = _new_case(opened, self._new_months)
        if self._day < new_until:
            held_since_opened = sum(day >= opened for day in held)
            first = None if held_since_opened else self._opened_value(t, "contact.first_within_days")
            if first:
                yield self._first(t, since, first, planned)
                yield FIRST_COMES_BEFORE
            else:
                yield _no_first(held_since_opened)
                yield self._next(t, since, held, planned)
            yield self._start(t, held_since_opened)
        else:
            yield self._next(t, since, held, planned)
            yield from no_longer_new
        yield self._too_few(t, since, held)
        yield self._unrecorded(t, planned)

    def _duty(self, t: Timeline) -> tuple[Exemption | None, date]:
        """The exemption from conversations that covers the day, if any; else S, the start of the duty."""
        start = t.case.opened
        for x in t.exemptions:
            if x.scope == "conversations" and x.start <= self._day:
                if x.end is None or x.end >= self._day:
                    return x, start
                start = max(start, x.end + ONE_DAY)
        return None, start

    def _opened_value(self, t: Timeline, name: str) -> Value | None:
        """The record of ``name`` in force on the day the case was opened."""
        return self._law.value(name, t.case.target_group, t.case.opened)

    def _held_and_planned(self, t: Timeline) -> tuple[list[date], list[Conversation]]:
        """H, and the conversations of any kind that stand as planned."""
        held, planned = [], []
        for c in t.conversations:
            status = c.status
            if status == "held":
                if c.date <= self._day and c.kind in self._kinds:
                    held.append(c.date)
            elif status == "planned":
                planned.append(c)
        return held, planned

    def _first(self, t: Timeline, since: date, value: Value, planned: list[Conversation]) -> Judgement:
        deadline = since + timedelta(days=value.value)
        facts = {"since": since, "within_days": value.value}
        return self._unless_planned(t, "conversation-first", deadline, facts, value, planned)

    def _next(self, t: Timeline, since: date, held: list[date], planned: list[Conversation]) -> Judgement:
        value = self._per_12[t.case.target_group]
        if value is None:
            return DUE_NO_VALUE
        last = max(held, default=None)
        months = 12 // value.value
        deadline = add_months(since if last is None or last < since else last, months)
        facts = {"last": last, "per_12_months": value.value, "since": since, "months": months}
        return self._unless_planned(t, "conversation-due", deadline, facts, value, planned)

    def _unless_planned(
        self,
        t: Timeline,
        rule: str,
        deadline: date,
        facts: dict[str, date | int | None],
        value: Value,
        planned: list[Conversation],
    ) -> Judgement:
        """A flag within the common lead, unless a conversation is planned by the deadline."""
        status = status_of(deadline, self._day, self._horizon)
        if status is None:
            return Quiet(rule, "later", facts, deadline, (value,))
        # The earliest that could still count.
        days = [c.date for c in planned if c.date >= self._day and c.kind in self._kinds]
        coming = facts["planned"] = min(days, default=None)
        if coming and coming <= deadline:
            return Quiet(rule, "planned", facts, deadline, (value,))
        return Flag(t.case.case_ref, rule, status, deadline, facts, (value,))

    def _too_few(self, t: Timeline, since: date, held: list[date]) -> Judgement:
        value = self._per_12[t.case.target_group]
        if value is None or self._shortfall is None:
            return SHORTFALL_NO_VALUE
        if since > self._year_ago:
            return Quiet("conversation-shortfall", "too_early", {"since": since, "after": self._year_ago})
        count = sum(day > self._year_ago for day in held)
        facts = {
            "held": count,
            "per_12_months": value.value,
            "last": max(held, default=None),
            "after": self._year_ago,
        }
        if count >= value.value:
            return Quiet("conversation-shortfall", "enough", facts)
        law = (value, self._shortfall)
        return Flag(t.case.case_ref, "conversation-shortfall", Status.NOTICE, None, facts, law)

    def _start(self, t: Timeline, held: int) -> Judgement:
        count, months = (self._opened_value(t, f"contact.start_{part}") for part in ("count", "months"))
        if count is None or months is None:
            return START_NO_VALUE
        opened = t.case.opened
        missing = count.value - held
        if missing <= 0:
            return Quiet("conversation-start", "enough", {"held": held, "required": count.value, "opened": opened})
        deadline = add_months(opened, months.value)
        if self._exempt_within(t, deadline):
            return Quiet("conversation-start", "exempt_at_first", {"opened": opened, "until": deadline})
        facts = {"held": held, "required": count.value, "missing": missing, "opened": opened, "months": months.value}
        status = status_of(deadline, self._day, self._day + timedelta(days=self._start_lead * missing))
        if status is None:
            return Quiet("conversation-start", "later", facts, deadline, (count, months))
        return Flag(t.case.case_ref, "conversation-start", status, deadline, facts, (count, months))

    def _exempt_within(self, t: Timeline, last: date) -> bool:
        """Whether an exemption from conversations touches a day from the opening to ``last``."""
        return any(
            x.scope == "conversations" and x.start <= min(self._day, last) and (x.end is None or x.end >= t.case.opened)
            for x in t.exemptions
        )

    def _unrecorded(self, t: Timeline, planned: list[Conversation]) -> Judgement:
        if self._register is None or not self._register.value:
            return Quiet("conversation-unrecorded", "switched_off" if self._register else "no_value")
        passed = [c for c in planned if c.date < self._day]
        if not passed:
            return NONE_PASSED
        oldest = min(passed, key=lambda c: (c.date, c.kind))
        facts = {"date": oldest.date, "kind": oldest.kind, "count": len(passed)}
        law = (self._register,)
        return Flag(t.case.case_ref, "conversation-unrecorded", Status.OVERDUE, oldest.date, facts, law)


# The same few thousand days come back in any caseload.
@lru_cache(maxsize=4096)
def _new_case(opened: date, months: int) -> tuple[date, tuple[Quiet, ...]]:
    """The first day on which a case is no longer new, and what the rules for new cases say from then on."""
    until = add_months(opened, months)
    facts = {"opened": opened, "until": until}
    return until, tuple(Quiet(rule, "not_new", facts) for rule in ("conversation-first", "conversation-start"))


def _no_first(held: int) -> Quiet:
    """Why the first conversation of a new case is not asked for."""
    return Quiet("conversation-first", "held_since_opening", {"held": held}) if held else FIRST_NO_VALUE
