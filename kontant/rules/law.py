"""The law of one day: every parameter resolved for a date, so that a rule asks once and not once a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kontant.rules.parameters import ALL_GROUPS, Outcome, Parameters, Value


@dataclass
class Law:
    """The parameters as they stand on ``day``, the as-of day of all rules.

    ``law_day`` is set where the law of another day is tried: values are chosen by it, and all else goes by ``day``.
    """

    parameters: Parameters
    day: date
    law_day: date | None = None
    _seen: dict[tuple[str, str | None, date], Value | None] = field(default_factory=dict)

    @property
    def in_force_on(self) -> date:
        """The day by which values are chosen."""
        return self.law_day or self.day

    def value(self, name: str, group: str | None = None, day: date | None = None) -> Value | None:
        """The record of ``name`` in force on ``day`` (this law's own if left out) for ``group``, else None."""
        key = (name, group, day or self.in_force_on)
        if key not in self._seen:
            found = self.parameters.on(name, key[2], group)
            self._seen[key] = found.record if found.outcome is Outcome.IN_FORCE else None
        return self._seen[key]

    def by_group(self, name: str) -> dict[str, Value | None]:
        """The record of ``name`` in force on this law's day for each target group."""
        return {group: self.value(name, group) for group in sorted(ALL_GROUPS)}

    def began(self, name: str, group: str | None = None) -> date | None:
        """The first day on which the built-in file has had a value of ``name`` for ``group``; None if it never had.

        Without a group: for any of them.
        """
        values = self.parameters[name].values
        return min((v.first for v in values if not v.unknown and (group is None or group in v.groups)), default=None)

    def in_force(self, names: Iterable[str]) -> bool:
        """Whether each of ``names`` is in force for some group on this law's day."""
        return all(any(self.by_group(name).values()) for name in names)

    def number(self, name: str) -> int:
        """The whole number that ``name`` holds on this day; call it only after :meth:`in_force`."""
        record = self.value(name)
        assert record is not None, name
        return int(record.value)

    def measure(self, name: str) -> Value:
        """The record that ``name`` is measured by on this day: the one in force, else the first dated one.

        A rule says nothing on a day without a value in force. A measure (seniority, how far a list looks ahead, what
        a drawing shows as activity) describes a case and not a duty: it has a meaning on every day, before the first
        dated record too, and there the same definition serves.
        """
        return self.value(name) or self.parameters[name].values[0]

    def codes(self, name: str) -> frozenset[str]:
        """The codes that ``name`` holds on this day, none if it is not in force."""
        record = self.value(name)
        return frozenset(record.value) if record else frozenset()
