"""Judge cases by the rules of a day: the one way from timelines to flags."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple, Protocol

from kontant.model.timeline import Timeline
from kontant.rules.absence import Absences
from kontant.rules.agreements import Agreements
from kontant.rules.catalogue import FAMILIES, LIMITS, RULES
from kontant.rules.clarification import Clarification
from kontant.rules.contact import Contact
from kontant.rules.continuity import Continuity
from kontant.rules.coordination import Coordinated
from kontant.rules.exemption_reasons import ExemptionReasons
from kontant.rules.exemptions import Exemptions
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.focus import Focus
from kontant.rules.law import Law
from kontant.rules.offer_follow_up import OfferFollowUp
from kontant.rules.offers import Offers
from kontant.rules.parameters import Outcome, Parameters, Value
from kontant.rules.passivity import Passivity
from kontant.rules.plan import Plan
from kontant.rules.rule_225 import Rule225
from kontant.rules.statements import Statements


class Judge(Protocol):
    """What each class of rules offers: judge one case on the day it was made for."""

    def judge(self, t: Timeline) -> Iterable[Judgement]:
        """What its rules say of a case that is open on the day: a flag, or why there is none."""


# The last day of the common lead, and the rules asked for, make a family of a day's law.
_Maker = Callable[[Law, date, Collection[str]], Judge]


def _limited(family: str, make: Callable[[Law, date], Judge]) -> _Maker:
    """A family whose rules share their limits: without one of those it says nothing."""

    def maker(law: Law, horizon: date, asked: Collection[str]) -> Judge:
        return make(law, horizon) if law.in_force(LIMITS[family]) else _Silent()

    return maker


class _Silent:
    """A family that says nothing on the day."""

    def judge(self, t: Timeline) -> Iterator[Judgement]:
        """Nothing."""
        return iter(())


_FAMILIES: Mapping[str, tuple[_Maker, ...]] = {
    "contact": (_limited("contact", Contact),),
    "passivity": (_limited("passivity", Passivity),),
    "exemptions": (_limited("exemptions", Exemptions), ExemptionReasons, Rule225),
    "continuity": (_limited("continuity", Continuity),),
    "plan": (Plan,),
    "offers": (Offers, OfferFollowUp),
    "focus": (Focus,),
    "absence": (Absences,),
    "statements": (Statements,),
    "coordination": (Coordinated,),
    "clarification": (Clarification,),
    "agreements": (Agreements,),
}


class Recipe(NamedTuple):
    """What an evaluator is made of: it is pickled as this, and made anew in the process that it goes to."""

    parameters: Parameters
    day: date
    horizon_days: int
    rules: frozenset[str]
    law_day: date | None


# Many cases are judged a family at a time: sixty rules' code, run by turns, does not stay in a processor's cache.
# More at a time bring nothing, and hold more cases in memory.
BATCH = 64


class Evaluator:
    """The rules of one day, ready to judge any number of cases.

    ``horizon_days`` is the common lead; ``rules`` limits the judgement to those ids (all if empty); ``law_day`` is
    the day whose law is used, where that is not the day itself.
    """

    def __init__(
        self,
        parameters: Parameters,
        day: date,
        horizon_days: int | None = None,
        rules: Iterable[str] = (),
        law_day: date | None = None,
    ) -> None:
        """Resolve the law of ``day``; rules whose parameters are not in force on it stay silent."""
        self.law = Law(parameters, day, law_day)
        self.horizon_days = default_horizon(self.law) if horizon_days is None else horizon_days
        self.rules = frozenset(rules) or frozenset(RULES)
        self._all = self.rules == RULES.keys()
        last = _plus_days(day, self.horizon_days)
        self._families: list[Judge] = [
            make(self.law, last, self.rules) for name in self._asked() for make in _FAMILIES[name]
        ]

    def recipe(self) -> Recipe:
        """What this evaluator is made of."""
        return Recipe(self.law.parameters, self.law.day, self.horizon_days, self.rules, self.law.law_day)

    def __reduce__(self) -> tuple[type["Evaluator"], Recipe]:
        return Evaluator, self.recipe()

    def reads(self) -> frozenset[str]:
        """The tables that the asked-for rules need, and of the details beside them the columns (``table.column``)."""
        return frozenset().union(*(RULES[rule].reads for rule in self.rules))

    def flags(self, t: Timeline) -> list[Flag]:
        """The flags of one case on the day, in order; none for a case that is not open on it."""
        ((_same, found),) = self.flags_of((t,))
        return found

    def flags_of(
        self, timelines: Iterable[Timeline], *, in_order: bool = True
    ) -> Iterator[tuple[Timeline, list[Flag]]]:
        """Each case with its flags, as :meth:`flags`; their order costs a large caseload time, where few are kept."""
        remaining = iter(timelines)
        while batch := [(t, list[Flag]()) for t in islice(remaining, BATCH)]:
            current = [pair for pair in batch if pair[0].case.is_open(self.law.day)]
            for family in self._families:
                for t, found in current:
                    found += [said for said in family.judge(t) if type(said) is Flag]
            for t, found in batch:
                asked = found if self._all else [flag for flag in found if flag.rule in self.rules]
                if in_order:
                    asked.sort(key=Flag.order)
                yield t, asked

    def account(self, t: Timeline) -> list[Judgement]:
        """What each asked-for rule says of one case that is open on the day, in the order of the catalogue.

        A rule that the law of the day silences is quiet with ``no_value``. The case must have been read with details.
        """
        said: dict[str, list[Judgement]] = {rule: [] for rule in RULES if rule in self.rules}
        for family in self._families:
            for judgement in family.judge(t):
                if judgement.rule in said:
                    said[judgement.rule].append(judgement)
        return [one for rule, found in said.items() for one in found or [Quiet(rule, "no_value")]]

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
        outcome, record = parameter.on(law.in_force_on, group)
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
