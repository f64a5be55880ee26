"""A value as JSON takes it: the one way in which every document of kontant writes days and lists."""

from datetime import date
from typing import Any


def plain(value: Any) -> Any:
    """Dates as ISO text, tuples as lists, the rest as it is."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
