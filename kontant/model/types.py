"""Column types: how a date, a number and a text lie in a STRICT SQLite table."""

import datetime as dt
from typing import Any

from sqlalchemy import Dialect, Integer, Text
from sqlalchemy.types import REAL, TypeDecorator


class IsoDate(TypeDecorator[dt.date]):
    """A calendar day as ISO text; STRICT tables have no DATE, and text sorts as dates do."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The day as text; text passes, so that staged rows need no second conversion."""
        return value.isoformat() if isinstance(value, dt.date) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.date | None:
        """The text as a day."""
        return None if value is None else dt.date.fromisoformat(value)


class YesNo(TypeDecorator[bool]):
    """A truth value as 1 or 0; STRICT tables have no BOOLEAN."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """1 or 0."""
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """True or False."""
        return None if value is None else bool(value)


Number = REAL
