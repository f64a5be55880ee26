"""The weeks ahead: which deadlines come and how many conversations, if nothing more is done than what is planned.

A planned conversation counts as held on its day. A case is judged at the end of each week, under that day's law; a
deadline belongs to the week that it lies in where the case still misses what the rule asks for. What stands only until
its day, such as an exemption that runs out, is seen a week ahead and judged on its own day. A rule speaks of one
deadline at a time in a case, its earliest: what hides behind one that is missed is not counted. Notices have no
deadline, and what can only be said once its day has passed is no deadline to come.

Cases pass one by one: of each no more is kept than its counts, and the conversations that it needs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from kontant.dates import ONE_DAY
from kontant.model.timeline import Conversation, Timeline
from kontant.report.conversation_needs import is_planned, needs_of
from kontant.report.spread import Need
from kontant.report.working_days import WorkingDays, first_working_day, working_days
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Status
from kontant.rules.parameters import Parameters
from kontant.rules.snoozing import Snoozing, parted

WEEK = timedelta(days=7)

# What waits to be registered: the deadline is the day itself, and the rule speaks only after it, of what was not
# registered. Ahead of that day nobody knows that it will not be; overdue today it counts like any other.
AFTERWARDS = frozenset({"conversation-unrecorded", "offer-end-unrecorded"})

# The snoozes of each case by rule and scope.
Aside = Mapping[str, Mapping[tuple[str, str], Snoozing]]
NOTHING_ASIDE: Aside = MappingProxyType({})

# A flag in a case: the same rule, scope and deadline on whatever day it is raised.
Key = tuple[str, str, date]


@dataclass
class Week:
    """What one week brings; ``planned`` and ``due`` are conversations. The first week begins on the as-of day."""

    first: date
    last: date
    working_days: int
    holidays: list[date]
    deadlines: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    due: int = 0

    @property
    def name(self) -> str:
        """The week as ISO 8601 writes it: 2026-W48."""
        year, week, _day = self.last.isocalendar()
        return f"{year}-W{week:02}"

    def add(self, other: "Week") -> None:
        """Take in what the same week brings in other cases."""
        self.deadlines += other.deadlines
        self.planned += other.planned
        self.due += other.due

    @property
    def per_working_day(self) -> float | None:
        """Conversations for each working day; None in a week without any."""
        return round((self.planned + self.due) / self.working_days, 2) if self.working_days else None


@dataclass
class Forecast:
    """The weeks from ``day``; ``needs`` are the conversations behind ``due``, and those already overdue.

    A flag that somebody put aside has its deadline all the same; ``snoozed`` counts those that stand on the day among
    the flags counted here.
    """

    day: date
    weeks: list[Week]
    calendar: WorkingDays
    cases_open: int = 0
    overdue_now: Counter[str] = field(default_factory=Counter)
    planned: Counter[date] = field(default_factory=Counter)
    needs: list[Need] = field(default_factory=list)
    snoozed: int = 0

    def add(self, other: "Forecast") -> None:
        """Take in the same weeks of other cases."""
        for week, more in zip(self.weeks, other.weeks, strict=True):
            week.add(more)
        self.cases_open += other.cases_open
        self.overdue_now += other.overdue_now
        self.planned += other.planned
        self.needs += other.needs
        self.snoozed += other.snoozed

    @property
    def last(self) -> date:
        """The last day of the last week."""
        return self.weeks[-1].last

    @property
    def to_come(self) -> Counter[str]:
        """The deadlines of all weeks, by rule."""
        return sum((week.deadlines for week in self.weeks), Counter())


def blank(day: date, weeks: int) -> Forecast:
    """A forecast of so many weeks, before any case: the first holds a working day, from ``day`` to its Sunday."""
    start = first_working_day(day)
    ends = [start + timedelta(days=6 - start.weekday()) + n * WEEK for n in range(weeks)]
    starts = [day, *(end + ONE_DAY for end in ends[:-1])]
    calendar = working_days(day, ends[-1])
    bounds = zip(starts, ends, strict=True)
    return Forecast(
        day, [Week(a, z, len(calendar.between(a, z)), calendar.holidays_between(a, z)) for a, z in bounds], calendar
    )


class Forecaster:
    """Counts case after case into a forecast."""

    def __init__(self, parameters: Parameters, day: date, weeks: int, aside: Aside = NOTHING_ASIDE) -> None:
        """Make the rules of the day and of each week's last day, each looking ahead to the next.

        ``aside`` are the snoozes of the day by case.
        """
        self.forecast = blank(day, weeks)
        self._parameters, self._aside = parameters, aside
        ends = [week.last for week in self.forecast.weeks]
        self._now = self._rules(day, ends[0])
        self._ends = [self._rules(end, after) for end, after in zip(ends, [*ends[1:], ends[-1]], strict=True)]
        self._days: dict[date, Evaluator] = {}

    def reads(self) -> frozenset[str]:
        """The tables of records to be read of each case."""
        return self._now.reads() | {"assignments", "conversations"}

    def count(self, timelines: Iterable[Timeline]) -> Forecast:
        """Take in the timelines, all of cases open on the day."""
        for t in timelines:
            self._count(t)
        return self.forecast

    def _count(self, t: Timeline) -> None:
        forecast = self.forecast
        forecast.cases_open += 1
        overdue, ahead = self._today(t)
        forecast.overdue_now.update(flag.rule for flag in overdue)
        coming = list(self._coming(t, ahead))
        forecast.snoozed += self._put_aside(t, [*overdue, *(flag for _week, flag in coming)])
        for week, flag in coming:
            week.deadlines[flag.rule] += 1
        self._count_conversations(t, overdue, [flag for _week, flag in coming])

    def _today(self, t: Timeline) -> tuple[list[Flag], dict[Key, Flag]]:
        flags = self._now.flags(t)
        return [flag for flag in flags if flag.status == Status.OVERDUE], _within(flags, self.forecast.weeks[0])

    def _coming(self, t: Timeline, ahead: dict[Key, Flag]) -> Iterator[tuple[Week, Flag]]:
        """The flags whose deadline lies in a week, with that week."""
        weeks = self.forecast.weeks
        for week, after, rules in zip(weeks, [*weeks[1:], None], self._ends, strict=True):
            flags = rules.flags(self._lived(t, week.last))
            found = _within(flags, week)
            found |= {key: flag for key, flag in ahead.items() if key not in found and self._stands(t, key)}
            yield from ((week, flag) for flag in found.values())
            ahead = _within(flags, after) if after else {}

    def _put_aside(self, t: Timeline, counted: list[Flag]) -> int:
        """How many of the flags that are counted somebody put aside."""
        snoozes = self._aside.get(t.case.case_ref)
        return len(parted(counted, snoozes, self.forecast.day)[1]) if snoozes else 0

    def _count_conversations(self, t: Timeline, overdue: list[Flag], coming: list[Flag]) -> None:
        forecast = self.forecast
        for c in t.conversations:
            if is_planned(c, forecast.day) and c.date <= forecast.last:
                forecast.planned[c.date] += 1
                self._week(c.date).planned += 1
        for need in needs_of(t, [*overdue, *coming], forecast.day):
            forecast.needs.append(need)
            if need.deadline >= forecast.day:
                self._week(need.deadline).due += 1

    def _week(self, day: date) -> Week:
        return next(week for week in self.forecast.weeks if day <= week.last)

    def _stands(self, t: Timeline, key: Key) -> bool:
        """Whether the flag stands on the day of its deadline."""
        day = key[2]
        if day not in self._days:
            self._days[day] = self._rules(day, day)
        return any(_key(flag) == key for flag in self._days[day].flags(self._lived(t, day)))

    def _rules(self, day: date, ahead: date) -> Evaluator:
        return Evaluator(self._parameters, day, (ahead - day).days)

    def _lived(self, t: Timeline, day: date) -> Timeline:
        """The case as it will stand on ``day``: what was planned for then or before has been held."""
        if not any(self._is_held(c, day) for c in t.conversations):
            return t
        held = [c._replace(status="held") if self._is_held(c, day) else c for c in t.conversations]
        return replace(t, conversations=held)

    def _is_held(self, c: Conversation, day: date) -> bool:
        return c.date <= day and is_planned(c, self.forecast.day)


def _key(flag: Flag) -> Key:
    return (flag.rule, flag.scope, flag.deadline or date.max)


def _within(flags: Iterable[Flag], week: Week) -> dict[Key, Flag]:
    """The flags whose deadline lies in the week, but for those that speak only after it."""
    ahead = (flag for flag in flags if flag.rule not in AFTERWARDS)
    return {_key(flag): flag for flag in ahead if flag.deadline and week.first <= flag.deadline <= week.last}


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by rule, in the order of the rules."""
    return {rule: counts[rule] for rule in RULES if counts.get(rule)}
