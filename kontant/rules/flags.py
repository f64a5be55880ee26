"""A flag: that a case needs something, by when, under which rule and which record of the law."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from kontant.rules.parameters import Value


class Status(StrEnum):
    """How urgent a flag is."""

    OVERDUE = "overdue"  # the deadline lies before the day
    DUE = "due"  # the deadline is near
    NOTICE = "notice"  # there is no deadline


RANK: Mapping[str, int] = {Status.OVERDUE: 0, Status.DUE: 1, Status.NOTICE: 2}


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

    def days(self, day: date) -> int | None:
        """Days from ``day`` to the deadline, negative when overdue."""
        return None if self.deadline is None else (self.deadline - day).days

    def order(self) -> tuple[int, date, str, str, str]:
        """The place in a list: overdue by days, then due by days, then notices; ties by case, rule, scope."""
        scope = self.facts.get("scope", "")  # not by the property: a large caseload sorts half a million flags
        return (RANK[self.status], self.deadline or date.max, self.case_ref, self.rule, scope)


def status_of(deadline: date, day: date, latest: date) -> Status | None:
    """Overdue before ``day``, due from it to ``latest`` (the last day of the lead), else nothing."""
    if deadline < day:
        return Status.OVERDUE
    return Status.DUE if deadline <= latest else None
