"""Text on its way onto a page: what no writer can set is taken out, once, before any of them sees it."""

import re
from typing import Any, TypeVar

from kontant.exchange.sheets import clean

# Signs that turn the direction of what follows them, unseen; letters that run from right to left need none of them.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")

T = TypeVar("T")


def cleaned(value: T) -> T:
    """``value`` with every text in it, however deep, rid of control characters other than the newline."""
    found: T = _cleaned(value)
    return found


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _TURNING.sub("", clean(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_cleaned, value))
    if isinstance(value, list | tuple):
        return tuple(map(_cleaned, value))
    return value
