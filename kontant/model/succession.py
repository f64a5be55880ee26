"""Who follows in a role: the last day of an assignment that begins while others hold the role, or are to."""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from kontant.dates import ONE_DAY


class Held(Protocol):
    """A period in which somebody holds the role; ``end`` None where no end is known."""

    @property
    def start(self) -> date:
        """The first day."""

    @property
    def end(self) -> date | None:
        """The last day."""


def last_day(role: Collection[Held], start: date) -> date | None:
    """The last day of an assignment that is to begin on ``start`` beside those of its role; None: it has no end.

    It lasts until the next one begins. But whoever stands in for a while only stands before the one who holds the
    role on ``start``, who would have it back afterwards: the new one then has it back in the same way.
    """
    later = [a for a in role if a.start > start]
    last = max((a.end or date.max for a in role if a.start <= start <= (a.end or date.max)), default=start)
    while before := [a.start for a in later if a.start <= last <= (a.end or date.max)]:
        last = min(before) - ONE_DAY
    following = [a.start for a in later if a.start > last]
    return min(following) - ONE_DAY if following else None
