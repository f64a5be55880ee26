"""Text on its way onto a page: what no writer can set is taken out, once, before any of them sees it."""

from typing import Any, TypeVar

from kontant.exchange.sheets import clean

T = TypeVar("T")


def cleaned(value: T) -> T:
    """``value`` with every text in it, however deep, as it looks: without a sign that nobody sees."""
    found: T = _cleaned(value)
    return found


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_cleaned, value))
    if isinstance(value, list | tuple):
        return tuple(map(_cleaned, value))
    return value
