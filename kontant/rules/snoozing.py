"""When a snooze holds: from the day it was set, until its own day comes or the facts behind the flag change.

A flag that turns overdue meanwhile stays put aside, for its facts are the same; that its deadline has passed is told
wherever snoozed flags are listed or counted, and by name where the deadline is the law's.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol, TypeVar

from kontant.dates import add_months
from kontant.rules.flags import Flag

# Who wants longer than this looks at the case again, and says so again.
LONGEST_MONTHS = 12
# A reason is a line in a list, and a screen shows the whole of it.
LONGEST_REASON = 300


class Snoozing(Protocol):
    """What must be known of a snooze to say whether it holds."""

    @property
    def set_on(self) -> date:
        """Its first day."""

    @property
    def until(self) -> date | None:
        """The day on which the flag is back; None: only when the facts change."""

    @property
    def fingerprint(self) -> str:
        """That of the flag when it was put aside."""


S = TypeVar("S", bound=Snoozing)


def holds(snooze: Snoozing, flag: Flag, day: date) -> bool:
    """Whether ``snooze`` puts ``flag`` aside on ``day``: on ``until`` itself the flag is back."""
    begun = snooze.set_on <= day
    return begun and (snooze.until is None or day < snooze.until) and snooze.fingerprint == flag.fingerprint()


def parted(
    flags: Iterable[Flag], snoozes: Mapping[tuple[str, str], S], day: date
) -> tuple[list[Flag], list[tuple[Flag, S]]]:
    """The flags that stand on ``day``, and those that are put aside with the snooze of each; their order is kept."""
    standing: list[Flag] = []
    aside: list[tuple[Flag, S]] = []
    for flag in flags:
        snooze = snoozes.get((flag.rule, flag.scope))
        if snooze is not None and holds(snooze, flag, day):
            aside.append((flag, snooze))
        else:
            standing.append(flag)
    return standing, aside


def is_past(flag: Flag, day: date) -> bool:
    """Whether the deadline of the flag lies before ``day``."""
    return flag.deadline is not None and flag.deadline < day


def is_statutory(flag: Flag) -> bool:
    """Whether the flag rests on the law itself."""
    return flag.basis == "statute"


def latest_end(today: date) -> date:
    """The last day until which a flag can be put aside ``today``."""
    return add_months(today, LONGEST_MONTHS)
