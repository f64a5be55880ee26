"""The statements family: medical statements that are late, unanswered for long, unused, or declined.

A statement is awaited on the day: ordered in the last 12 months, and neither received nor declined by the day. Its
answer is due d: the later of the order and the consultation (which may lie ahead) + the days of its type; a type
without days is passed over.

- ``statement-remind``: awaited; r1 = d + 7 days and r2 = d + 21. Not reminded by the day, or no later than d:
  deadline r1. Reminded after d and before r2: deadline r2. Else nothing. No lead.
- ``statement-overdue``: awaited. Deadline: d; no lead. Quiet in a case where ``statement-remind`` stands: that says
  that the answer is late, and what to do about it.
- ``statement-unused``: received in the last 12 months; from then to the day no ``statement_received`` note about it
  and no exemption_review, plan_review or clarification note. Deadline: received + 30 days. A ``statement_received``
  note is about a statement if it names it, or names none.
- ``statement-declined`` (notice): declined in the last 6 months; from then to the day no other statement was ordered
  and no statement_received, plan_review or conversation note written.

One flag for each rule: the one with the earliest deadline, or the earliest refusal.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from kontant.dates import add_months
from kontant.model.timeline import Note, Statement, Timeline
from kontant.rules.answers import names_record
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

# The notes in which a statement is put to use, and those that take up a refusal.
USES = frozenset({"exemption_review", "plan_review", "clarification"})
TAKES_UP = frozenset({"statement_received", "plan_review", "conversation"})

NOT_OVERDUE = Quiet("statement-overdue", "none_awaited")
REMIND = Quiet("statement-overdue", "remind")
NO_REMINDER = Quiet("statement-remind", "none_awaited")
NO_DAYS = {rule: Quiet(rule, "no_days") for rule in ("statement-overdue", "statement-remind")}
NOT_UNUSED = Quiet("statement-unused", "none_received")
NOT_DECLINED = Quiet("statement-declined", "none_declined")


class Awaited(NamedTuple):
    """A statement that has not come, and the day by which it was to come."""

    due: date
    base: date
    statement: Statement


class Reminder(NamedTuple):
    """The day on which the doctor is to be reminded, so many days after the statement was to come."""

    due: date
    after_days: int
    awaited: Awaited


class Statements(Family):
    """The family on one day."""

    of: ClassVar[str] = "statements"
    judges: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "statement-overdue": "_overdue",
            "statement-remind": "_remind",
            "statement-unused": "_unused",
            "statement-declined": "_declined",
        }
    )

    def _prepare(self) -> None:
        days, reminders = self.value("statement.days"), self.value("statement.remind_days")
        self._days: Mapping[str, int] = days.value if days else {}
        self._reminders: tuple[int, ...] = tuple(reminders.value) if reminders else ()
        self._unused_days = self.number("statement.unused_days") or 0
        self._received_after = add_months(self.day, -(self.number("statement.look_back_months") or 0))
        self._ordered_after = self._received_after
        self._declined_after = add_months(self.day, -(self.number("statement.declined_months") or 0))
        self._awaited_of: tuple[Timeline | None, tuple[int, list[Awaited]]] = (None, (0, []))

    def _overdue(self, t: Timeline) -> Judgement:
        """The first answer to be late, while it is not yet time for a reminder."""
        awaited, timed = self._awaited(t)
        if not timed:
            return NO_DAYS["statement-overdue"] if awaited else NOT_OVERDUE
        if any(when <= self.day for when, _days, _awaited in self._reminders_of(timed)):
            return REMIND
        first = min(timed, key=_when)
        facts = {
            "statement": first.statement.type,
            "ordered": first.statement.ordered,
            "consulted": first.statement.consulted,
            "base": first.base,
            "within_days": self._days[first.statement.type],
            "reminded": self._reminded(first.statement),
            "count": len(timed),
        }
        return self.dated(t, "statement-overdue", first.due, self.day, facts, *self.records("statement.days"))

    def _remind(self, t: Timeline) -> Judgement:
        """The first reminder that has not been sent."""
        awaited, timed = self._awaited(t)
        if not timed:
            return NO_DAYS["statement-remind"] if awaited else NO_REMINDER
        due = self._reminders_of(timed)
        if not due:
            last = max(filter(None, (self._reminded(each.statement) for each in timed)))
            return Quiet("statement-remind", "all_reminded", {"reminded": last})
        deadline, after, first = min(due, key=_when)
        facts = {
            "statement": first.statement.type,
            "ordered": first.statement.ordered,
            "answer_by": first.due,
            "after_days": after,
            "reminded": self._reminded(first.statement),
            "count": len(due),
        }
        records = self.records("statement.remind_days", "statement.days")
        return self.dated(t, "statement-remind", deadline, self.day, facts, *records)

    def _unused(self, t: Timeline) -> Judgement:
        """The earliest that no note has put to use."""
        received = [
            (s.received, s) for s in t.statements if s.received and self._received_after < s.received <= self.day
        ]
        if not received:
            return NOT_UNUSED
        notes = [n for n in t.notes if n.template in USES or n.template == "statement_received"]
        unused = [(day, s) for day, s in received if not is_used(notes, s, day, self.day)]
        if not unused:
            return Quiet("statement-unused", "used", {"received": max(day for day, _ in received)})
        day, first = min(unused, key=lambda each: each[0])
        facts = {
            "statement": first.type,
            "ordered": first.ordered,
            "received": day,
            "within_days": self._unused_days,
            "count": len(unused),
        }
        deadline = day + timedelta(days=self._unused_days)
        records = self.records("statement.unused_days", "statement.look_back_months")
        return self.dated(t, "statement-unused", deadline, self.horizon, facts, *records)

    def _declined(self, t: Timeline) -> Judgement:
        """The earliest refusal after which nothing was done."""
        declined = [
            (s.declined, s) for s in t.statements if s.declined and self._declined_after < s.declined <= self.day
        ]
        if not declined:
            return NOT_DECLINED
        waiting = [(day, s) for day, s in declined if not self._is_taken_up(t, s, day)]
        if not waiting:
            return Quiet("statement-declined", "taken_up", {"declined": max(day for day, _ in declined)})
        day, first = min(waiting, key=lambda each: each[0])
        facts = {"statement": first.type, "ordered": first.ordered, "declined": day, "count": len(waiting)}
        return self.notice(t, "statement-declined", facts, *self.records("statement.declined_months"))

    def _awaited(self, t: Timeline) -> tuple[int, list[Awaited]]:
        """How many statements are awaited, and those of types that have days; found once for a case."""
        if self._awaited_of[0] is not t:
            awaited = [
                s
                for s in t.statements
                if (s.received is None or s.received > self.day)
                and (s.declined is None or s.declined > self.day)
                and self._ordered_after < s.ordered <= self.day
            ]
            timed = [
                Awaited(base + timedelta(days=self._days[s.type]), base, s)
                for s in awaited
                if s.type in self._days
                for base in (max(s.ordered, s.consulted or s.ordered),)
            ]
            self._awaited_of = (t, (len(awaited), timed))
        return self._awaited_of[1]

    def _reminders_of(self, timed: list[Awaited]) -> list[Reminder]:
        """The reminder that each of them asks for next; none for those reminded as often as is asked."""
        return [
            Reminder(each.due + timedelta(days=after), after, each)
            for each in timed
            if (after := self._next_reminder(each)) is not None
        ]

    def _next_reminder(self, awaited: Awaited) -> int | None:
        """The days after d on which the next reminder is due; None where the last one has been sent."""
        reminded = self._reminded(awaited.statement)
        if reminded is None or reminded <= awaited.due:
            return self._reminders[0]
        return next((days for days in self._reminders[1:] if reminded < awaited.due + timedelta(days=days)), None)

    def _reminded(self, s: Statement) -> date | None:
        """The day on which the doctor was reminded; a reminder after the day does not exist on it."""
        return s.reminded if s.reminded and s.reminded <= self.day else None

    def _is_taken_up(self, t: Timeline, s: Statement, declined: date) -> bool:
        if any(other is not s and declined <= other.ordered <= self.day for other in t.statements):
            return True
        return any(n.template in TAKES_UP and declined <= n.date <= self.day for n in t.notes)


def is_used(notes: Iterable[Note], s: Statement, received: date, day: date) -> bool:
    """Whether some note, from the day on which the statement was received to ``day``, has put it to use."""
    return any(received <= n.date <= day and (n.template in USES or _is_about(n, s)) for n in notes)


def _when(one: Awaited | Reminder) -> date:
    return one.due


def _is_about(note: Note, s: Statement) -> bool:
    """Whether a note tells of what came of the statement: it names it, or names none."""
    return note.template == "statement_received" and names_record(note, "statement", s.type, s.ordered) is not False
