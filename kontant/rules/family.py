"""What every later family of rules is built on: which of its rules are asked for and in force, judged one by one."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, ClassVar

from kontant.model.timeline import Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.flags import Flag, Judgement, Quiet, Status, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value


class Family:
    """Rules that read the same records. A subclass names its rules, and gives each a method that judges a case."""

    judges: ClassVar[Mapping[str, str]]
    """Each rule of the family, and the method that judges it."""
    scopes: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The rules that are judged once for each of these scopes; their method takes the scope too."""
    of: ClassVar[str] = ""
    """The records that all rules are about: a case without any is judged as every other such case."""

    def __init__(self, law: Law, horizon: date, asked: Collection[str]) -> None:
        """Bind the asked-for rules whose parameters are in force; ``horizon`` is the last day of the common lead."""
        self.law, self.day, self.horizon = law, law.day, horizon
        self._records: dict[tuple[str, ...], tuple[Value, ...]] = {}
        self._prepare()
        bound = [r for r in self.judges if r in asked and law.in_force(RULES[r].all_parameters)]
        self._bound = [judge for rule in bound for judge in self._judges_of(rule)]
        self._of_none: list[Judgement] | None = None

    def _prepare(self) -> None:
        """Resolve once what the day decides for all cases."""

    def judge(self, t: Timeline) -> Iterable[Judgement]:
        """What each bound rule says of a case that is open on the day."""
        if not self.of or getattr(t, self.of):
            return [judge(t) for judge in self._bound]
        if self._of_none is None:
            self._of_none = [judge(t) for judge in self._bound]
            # A flag would carry this case's reference to the next.
            assert all(type(said) is Quiet for said in self._of_none), self.of
        return self._of_none

    def value(self, name: str) -> Value | None:
        """The record of ``name`` in force on the day, for rules that are the same for all target groups."""
        return self.law.value(name)

    def number(self, name: str) -> int | None:
        """The whole number of ``name`` on the day; None where it is not in force."""
        record = self.law.value(name)
        return None if record is None else int(record.value)

    def records(self, *names: str) -> tuple[Value, ...]:
        """Those of the records of ``names`` that are in force on the day."""
        found = self._records.get(names)
        if found is None:
            found = tuple(record for name in names if (record := self.law.value(name)) is not None)
            self._records[names] = found
        return found

    def codes(self, name: str) -> frozenset[str]:
        """The codes that ``name`` holds on the day; none where it is not in force."""
        return self.law.codes(name)

    def dated(
        self, t: Timeline, rule: str, deadline: date, latest: date | None, facts: Mapping[str, Any], *law: Value
    ) -> Judgement:
        """A flag with a deadline; quiet where it lies after ``latest``, the last day of the lead (None: always due)."""
        status = status_of(deadline, self.day, latest)
        if status is None:
            return Quiet(rule, "later", facts, deadline, law)
        return Flag(t.case.case_ref, rule, status, deadline, facts, law)

    def notice(self, t: Timeline, rule: str, facts: Mapping[str, Any], *law: Value) -> Flag:
        """A flag without a deadline."""
        return Flag(t.case.case_ref, rule, Status.NOTICE, None, facts, law)

    def _judges_of(self, rule: str) -> list[Any]:
        switch = RULES[rule].switch
        if switch is not None and not self._is_on(switch):
            off = Quiet(rule, "switched_off", {}, None, self.records(switch))
            return [lambda _t: off]
        judge = getattr(self, self.judges[rule])
        return [partial(judge, scope=scope) for scope in self.scopes[rule]] if rule in self.scopes else [judge]

    def _is_on(self, switch: str) -> bool:
        record = self.law.value(switch)
        return record is not None and bool(record.value)
