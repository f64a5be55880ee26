"""What a figure came to, for a caseload or for one group of it."""

from collections.abc import Mapping
from typing import NamedTuple

Interval = tuple[float, float]
"""The lower and the upper bound of a 95 % Wilson score interval, in percent."""


class Result(NamedTuple):
    """A figure's own value; nothing is rounded.

    ``value`` stands alone, or ``values`` by category. ``n`` counts the units of the base (0 where the figure is
    missing), ``ns`` those of each category that has a base of its own, ``people`` the different cases among them.
    ``missing`` names the kinds of record that the caseload lacks, or why else there is no value. Of a category that is
    withheld while others are not, ``ns`` has None.
    """

    id: str
    value: float | None = None
    values: Mapping[str, float | None] | None = None
    n: int = 0
    ns: Mapping[str, int | None] | None = None
    people: int = 0
    interval: Interval | None = None
    intervals: Mapping[str, Interval | None] | None = None
    missing: tuple[str, ...] = ()
    withheld: bool = False
