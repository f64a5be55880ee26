"""An even spread of conversations over working days: a proposal, never a change.

What must be held gets the least busy of the working days before its deadline; conversations that are planned already
stay where they are and count as busy. A conversation placed earlier gives way to another only where that makes the
days more even, so that no other spread has a less busy busiest day. What is overdue already is not piled on the first
day: it gets the least busy of the next working days, what binds most first. Same caseload, same proposal.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from kontant.rules.flags import BASES

# So many days before a last day there is time for a second conversation with who does not come to the first.
SLACK_DAYS = 7
# What is late can wait so many days for a conversation that is planned; else it needs one before that.
SOON_DAYS = 14
# What is late is held within so many working days: two weeks, since all of it on the first day could not be.
LATE_DAYS = 10


class Need(NamedTuple):
    """A conversation that must be held from ``first`` (earlier does not help) to ``last``, under a rule's deadline.

    ``last`` is the deadline, or lies before it where a case needs several; ``taken`` are the days on which the case has
    a conversation already, ``planned`` the first of those that are planned for after the deadline.
    """

    case_ref: str
    name: str
    rule: str
    basis: str
    deadline: date
    first: date
    last: date
    taken: frozenset[date] = frozenset()
    planned: date | None = None

    def fits(self, day: date) -> bool:
        """Whether the conversation can be held on ``day``."""
        return self.first <= day <= self.last and day not in self.taken

    def order(self) -> tuple[date, int, date, str]:
        """The earliest last day first, then what binds most."""
        return (self.last, BASES.index(self.basis), self.deadline, self.case_ref)

    def urgency(self) -> tuple[int, date, str]:
        """Of what is late: what binds most first, then what is longest overdue."""
        return (BASES.index(self.basis), self.deadline, self.case_ref)


class Proposal(NamedTuple):
    """A day for a conversation. ``late`` where it lies after the deadline, since no working day is left before it."""

    need: Need
    day: date
    late: bool = False

    @property
    def stays(self) -> bool:
        """Whether the conversation is planned for that day already."""
        return self.late and self.day == self.need.planned

    def order(self) -> tuple[bool, date, int, date, str]:
        """Late ones first, then by day, what binds most first."""
        return (not self.late, self.day, BASES.index(self.need.basis), self.need.deadline, self.need.case_ref)


def spread(needs: Iterable[Need], days: Sequence[date], planned: Mapping[date, int]) -> list[Proposal]:
    """A day of ``days`` (working days in order, the first one today or next) for each need.

    ``planned`` counts the conversations that stay on their days. What is overdue comes on one of the first
    ``LATE_DAYS`` days, another need without a working day of its own on the first one after; either keeps the
    conversation that is planned for it soon after.
    """
    fitting, others = _sorted_out(needs, days, planned)
    busy = Counter(planned) + Counter(proposal.day for proposal in others if not proposal.stays)
    calendar = _Calendar(days, busy)
    for need in fitting:
        calendar.place(need)
    return sorted([*others, *_binding_first(calendar.proposals())], key=Proposal.order)


def _sorted_out(
    needs: Iterable[Need], days: Sequence[date], planned: Mapping[date, int]
) -> tuple[list[Need], list[Proposal]]:
    """The needs that some working day fits, by deadline; and a day for each other one, never two a day in a case."""
    fitting: list[Need] = []
    others: list[Proposal] = []
    taken: dict[str, frozenset[date]] = {}
    load = Counter(planned)
    for each in _in_turn(needs, days[0]):
        need = each._replace(taken=each.taken | taken.get(each.case_ref, frozenset()))
        if any(need.fits(day) for day in days):
            fitting.append(need)
            continue
        day = _day_after(need, days, load)
        proposal = Proposal(need, day, late=day > need.deadline)
        others.append(proposal)
        taken[need.case_ref] = need.taken | {day}
        load[day] += not proposal.stays
    return fitting, others


def _in_turn(needs: Iterable[Need], first: date) -> list[Need]:
    """What is overdue on the ``first`` working day, by its urgency; then what is not, by its last day."""
    overdue: list[Need] = []
    others: list[Need] = []
    for need in needs:
        (overdue if need.deadline < first else others).append(need)
    return [*sorted(overdue, key=Need.urgency), *sorted(others, key=Need.order)]


def _day_after(need: Need, days: Sequence[date], load: Mapping[date, int]) -> date:
    """A day for what no working day fits; of what is overdue the least busy of the first days, the earliest of such."""
    after = next((day for day in days if day > need.last and day not in need.taken), days[-1])
    if need.planned and (need.planned - after).days <= SOON_DAYS:
        return need.planned
    if need.deadline >= days[0]:
        return after
    # Ten working days may be longer than what can be waited for: a conversation that is planned comes after this one.
    open_days = [day for day in days[:LATE_DAYS] if day not in need.taken and day < (need.planned or date.max)]
    return min(open_days, key=lambda day: load[day], default=after)


def _binding_first(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """The same days, handed out so that among conversations free to change places what binds most comes earliest."""
    alike: dict[tuple[date, date, frozenset[date]], list[Proposal]] = {}
    for proposal in proposals:
        need = proposal.need
        alike.setdefault((need.first, need.last, need.taken), []).append(proposal)
    for group in alike.values():
        days = sorted(proposal.day for proposal in group)
        needs = sorted((proposal.need for proposal in group), key=Need.order)
        yield from map(Proposal, needs, days)


class _Calendar:
    """How busy each day is, and what was placed on it. Days are numbered from 0."""

    def __init__(self, days: Sequence[date], planned: Mapping[date, int]) -> None:
        self._days = days
        self._load = [planned.get(day, 0) for day in days]
        self._placed: list[list[Need]] = [[] for _day in days]
        self._weeks = [day.isocalendar()[:2] for day in days]
        self._in_week = Counter(self._weeks)
        self._of_week: Counter[tuple[int, int]] = Counter()
        for week, load in zip(self._weeks, self._load, strict=True):
            self._of_week[week] += load

    def open_days(self, need: Need) -> list[int]:
        """The numbers of the days on which the need can be met."""
        return [n for n, day in enumerate(self._days) if need.fits(day)]

    def place(self, need: Need) -> None:
        """Put the need on the least busy day, or on a busier one from which another can move to a less busy day."""
        open_days = self.open_days(need)
        busy = partial(self._busy, need)
        target = min(open_days, key=busy)
        came_from: dict[int, tuple[Need, int]] = {}
        others = [n for n, day in enumerate(self._days) if day <= need.last and n not in set(open_days)]
        # What was placed before has its last day no later, so nothing can move to a day after this one's last.
        if any(self._load[n] < self._load[target] for n in others):
            came_from = self._reachable(open_days, len(open_days) + len(others))
            target = min([target, *came_from], key=busy)
        while target in came_from:
            moved, origin = came_from[target]
            self._placed[origin].remove(moved)
            self._weigh(origin, -1)
            self._put(moved, target)
            target = origin
        self._put(need, target)

    def proposals(self) -> Iterator[Proposal]:
        """Every need with its day."""
        for day, needs in zip(self._days, self._placed, strict=True):
            for need in needs:
                yield Proposal(need, day)

    def _busy(self, need: Need, n: int) -> tuple[int, bool, float, int]:
        """How busy a day is; then whether it leaves time for a second try, how busy its week is, and how late it is.

        What has time until spring is thereby not held at once, and not put off to its last day.
        """
        week = self._weeks[n]
        close = (need.last - self._days[n]).days < SLACK_DAYS
        return (self._load[n], close, self._of_week[week] / self._in_week[week], -n)

    def _reachable(self, open_days: list[int], most: int) -> dict[int, tuple[Need, int]]:
        """The days to which what was placed can move, step by step, to make room; what moves there, and from where."""
        came_from: dict[int, tuple[Need, int]] = {}
        seen, queue = set(open_days), deque(open_days)
        while queue and len(seen) < most:
            origin = queue.popleft()
            for placed in self._placed[origin]:
                for n in set(self.open_days(placed)) - seen:
                    came_from[n] = (placed, origin)
                    seen.add(n)
                    queue.append(n)
        return came_from

    def _put(self, need: Need, n: int) -> None:
        self._placed[n].append(need)
        self._weigh(n, 1)

    def _weigh(self, n: int, more: int) -> None:
        self._load[n] += more
        self._of_week[self._weeks[n]] += more
