"""Dated parameters: a value of the law or of practice, when it holds, for whom, on what basis and source.

Looking one up on a day returns the whole record and one of four outcomes, so that a citation reaches the
screen and the absence of a value is never mistaken for nought. A municipality's own records come first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from kontant.i18n import language

ALL_GROUPS: frozenset[str] = frozenset({"job_ready", "activity_ready", "education_ready"})


class Outcome(StrEnum):
    """What a look-up on a day finds."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet_in_force"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """One dated record of a parameter.

    ``value`` is None where ``unknown``; ``last`` None where no end is known; ``groups`` are the target groups
    it applies to; ``checked`` the day a person last held it against its source; ``origin`` the file it is from.
    """

    name: str
    value: Any
    first: date
    last: date | None
    groups: frozenset[str]
    basis: str
    source: str
    checked: date | None
    unverified: bool = False
    unknown: bool = False
    introduced: bool = False
    origin: str = "kontant"
    source_da: str | None = None

    @property
    def cited(self) -> str:
        """The source as it is cited in the language in use."""
        return self.source_da if self.source_da and language() == "da" else self.source

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the record's period, both ends included."""
        return self.first <= day and (self.last is None or day <= self.last)


class Found(NamedTuple):
    """The outcome of a look-up and the record that it rests on, if any."""

    outcome: Outcome
    record: Value | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's names and its records, sorted by first day; local ones apart, since they override."""

    name: str
    en: str
    da: str
    values: tuple[Value, ...]
    local: tuple[Value, ...] = ()

    @property
    def title(self) -> str:
        """What it is, in the language in use."""
        return str(getattr(self, language()))

    def on(self, day: date, group: str | None = None) -> Found:
        """What holds on ``day`` for ``group`` (any group if None)."""
        concerned = [v for v in self.values if group is None or group in v.groups]
        for record in (*(v for v in self.local if group is None or group in v.groups), *concerned):
            if record.covers(day):
                return Found(Outcome.UNKNOWN if record.unknown else Outcome.IN_FORCE, record)
        earlier = [v for v in concerned if v.last is not None and v.last < day]
        if earlier:
            return Found(Outcome.REPEALED, earlier[-1])
        first = concerned[0] if concerned else None
        return Found(Outcome.NOT_YET if first and first.introduced else Outcome.UNKNOWN, first)

    def concerns(self, group: str) -> bool:
        """Whether any record was ever meant for ``group``."""
        return any(group in v.groups for v in (*self.local, *self.values))


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters by name."""

    by_name: Mapping[str, Parameter]

    def __getitem__(self, name: str) -> Parameter:
        return self.by_name[name]

    def on(self, name: str, day: date, group: str | None = None) -> Found:
        """What holds of parameter ``name`` on ``day``."""
        return self.by_name[name].on(day, group)

    def with_local(self, local: Mapping[str, Sequence[Value]]) -> "Parameters":
        """These parameters with a municipality's own records before the built-in ones."""
        return Parameters(
            {
                name: Parameter(p.name, p.en, p.da, p.values, (*local.get(name, ()), *p.local))
                for name, p in self.by_name.items()
            }
        )
