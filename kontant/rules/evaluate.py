"""Judge cases by the rules of a day: the one way from timelines to flags."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from kontant.model.timeline import Timeline
from kontant.rules.catalogue import FAMILIES, LIMITS, READS, RULES
from kontant.rules.contact import Contact
from kontant.rules.continuity import Continuity
from kontant.rules.exemptions import Exemptions
from kontant.rules.flags import Flag
from kontant.rules.law import Law
from kontant.rules.parameters import Outcome, Parameters, Value
from kontant.rules.passivity import Passivity


class Family(Protocol):
    """What each module of rules offers: judge one case on the day it was made for."""

    def flags(self, t: Timeline) -> Iterator[Flag]:
        """The flags of a case that is open on the day."""


_FAMILIES: Mapping[str, Callable[[Law, date], Family]] = {
    "contact": Contact,
    "passivity": Passivity,
    "exemptions": Exemptions,
    "continuity": Continuity,
}


class Recipe(NamedTuple):
    """What an evaluator is made of: enough to make an equal one in another process."""

    parameters: Parameters
    day: date
    horizon_days: int
    rules: frozenset[str]


class Evaluator:
    """The rules of one day, ready to judge any number of cases.

    ``horizon_days`` is the common lead; ``rules`` limits the judgement to those ids (all if empty).
    """

    def __init__(
        self, parameters: Parameters, day: date, horizon_days: int | None = None, rules: Iterable[str] = ()
    ) -> None:
        """Resolve the law of ``day``; rules whose parameters are not in force on it stay silent."""
        self.law = Law(parameters, day)
        self.horizon_days = default_horizon(self.law) if horizon_days is None else horizon_days
        self.rules = frozenset(rules) or frozenset(RULES)
        self._all = self.rules == RULES.keys()
        last = _plus_days(day, self.horizon_days)
        self._families: list[Family] = [
            _FAMILIES[name](self.law, last) for name in self._asked() if self.law.in_force(LIMITS[name])
        ]

    def recipe(self) -> Recipe:
        """What this evaluator is made of."""
        return Recipe(self.law.parameters, self.law.day, self.horizon_days, self.rules)

    def reads(self) -> frozenset[str]:
        """The tables that the asked-for rules need."""
        return frozenset().union(*(READS[name] for name in self._asked()))

    def flags(self, t: Timeline) -> list[Flag]:
        """The flags of one case on the day, in order; none for a case that is not open on it."""
        if not t.case.is_open(self.law.day):
            return []
        found = [flag for family in self._families for flag in family.flags(t)]
        if not self._all:
            found = [flag for flag in found if flag.rule in self.rules]
        found.sort(key=Flag.order)
        return found

    def silent(self) -> list["Silence"]:
        """Which of the asked-for rules say nothing on the day, for whom, and why."""
        return [
            silence
            for rule in RULES.values()
            if rule.id in self.rules
            for name in rule.all_parameters
            for silence in _silences(rule.id, name, self.law)
        ]

    def relied_on(self) -> list[Value]:
        """The records in force on the day that the asked-for rules rest on, each once."""
        names = dict.fromkeys(name for rule in RULES.values() if rule.id in self.rules for name in rule.all_parameters)
        found = (record for name in names for record in self.law.by_group(name).values() if record is not None)
        return list({id(record): record for record in found}.values())

    def _asked(self) -> list[str]:
        return [family for family in FAMILIES if any(RULES[rule].family == family for rule in self.rules)]


class Silence(NamedTuple):
    """A parameter that keeps a rule silent: for these groups, for this reason, with the record it rests on."""

    rule: str
    parameter: str
    outcome: Outcome
    groups: tuple[str, ...]
    record: Value | None


def _silences(rule: str, name: str, law: Law) -> Iterator[Silence]:
    parameter = law.parameters[name]
    by_reason: dict[tuple[Outcome, int], Silence] = {}
    for group in ("job_ready", "activity_ready", "education_ready"):
        outcome, record = parameter.on(law.day, group)
        if outcome is Outcome.IN_FORCE or not parameter.concerns(group):
            continue
        key = (outcome, id(record))
        earlier = by_reason.get(key)
        by_reason[key] = Silence(rule, name, outcome, (*(earlier.groups if earlier else ()), group), record)
    yield from by_reason.values()


def default_horizon(law: Law) -> int:
    """The days that the list looks ahead unless asked otherwise."""
    return int(law.measure("due.horizon_days").value)


def _plus_days(day: date, days: int) -> date:
    """``day`` plus ``days``, at most the last day that a calendar has."""
    return day + timedelta(days=min(days, (date.max - day).days))
