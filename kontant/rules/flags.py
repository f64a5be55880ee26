"""What a rule says of a case: a flag, by when, under which record of the law; or why it raised none."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from kontant.rules.catalogue import RULES
from kontant.rules.parameters import Value


class Status(StrEnum):
    """How urgent a flag is."""

    OVERDUE = "overdue"  # the deadline lies before the day
    DUE = "due"  # the deadline is near
    NOTICE = "notice"  # there is no deadline


RANK: Mapping[str, int] = {Status.OVERDUE: 0, Status.DUE: 1, Status.NOTICE: 2}

BASES = ("statute", "target", "agreement", "recommendation", "practice", "local", "proposal")
"""What a rule can rest on, what binds most first."""

_WEIGHT: Mapping[str, int] = {basis: place for place, basis in enumerate(BASES)}

MOVING = frozenset({"after", "weeks_left", "hours_needed", "covered_days", "percent"})
"""The facts that change by the mere passing of days, whatever the rule; a rule names its own (:attr:`Rule.moving`)."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Flag(NamedTuple):
    """What a rule raised in one case. ``law`` holds the records that decided it, the basis first."""

    case_ref: str
    rule: str
    status: Status
    deadline: date | None
    facts: Mapping[str, Any]
    law: tuple[Value, ...]

    @property
    def scope(self) -> str:
        """The exemption scope that the flag concerns, if any."""
        return str(self.facts.get("scope", ""))

    @property
    def basis(self) -> str:
        """What the flag rests on: the basis of the record that decided it."""
        return self.law[0].basis

    def days(self, day: date) -> int | None:
        """Days from ``day`` to the deadline, negative when overdue."""
        return None if self.deadline is None else (self.deadline - day).days

    def order(self) -> tuple[int, date, str, str, str]:
        """The place in a list: overdue by days, then due by days, then notices; ties by case, rule, scope."""
        scope = self.facts.get("scope", "")  # not by the property: a large caseload sorts half a million flags
        return (RANK[self.status], self.deadline or date.max, self.case_ref, self.rule, scope)

    def urgency(self) -> tuple[int, int]:
        """The block on a screen and the place of the basis in it: what binds most comes first."""
        return RANK[self.status], _WEIGHT[self.law[0].basis]

    def screen_order(self) -> tuple[int, int, date, str, str, str]:
        """The place on a screen: within the same urgency by basis, then by days."""
        return (*self.urgency(), *self.order()[1:])

    def fingerprint(self) -> str:
        """A digest of what the flag rests on: the same as long as no fact behind it changes.

        Its status and the facts that move with the calendar are no part of it.
        """
        from hashlib import blake2b

        moving = MOVING.union(RULES[self.rule].moving)
        facts = sorted((name, str(value)) for name, value in self.facts.items() if name not in moving)
        return blake2b(repr((self.rule, str(self.deadline), facts)).encode(), digest_size=12).hexdigest()


class Quiet(NamedTuple):
    """Why a rule raised nothing in one case.

    ``reason`` is a key of the family's words; ``deadline`` one that still lies beyond the lead.
    """

    rule: str
    reason: str
    facts: Mapping[str, Any] = _NOTHING
    deadline: date | None = None
    law: tuple[Value, ...] = ()


Judgement = Flag | Quiet


def status_of(deadline: date, day: date, latest: date | None) -> Status | None:
    """Overdue before ``day``, due from it to ``latest`` (the last day of the lead; None: always), else nothing."""
    if deadline < day:
        return Status.OVERDUE
    return Status.DUE if latest is None or deadline <= latest else None
