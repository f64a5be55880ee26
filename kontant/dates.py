"""Dates as people and extracts write them, and calendar arithmetic.

Every deadline here is a ``date``; both ends of a period belong to it. Text is read by a fixed list of formats,
never guessed. "Today" is always passed in: this module has no clock.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

# Day-first as Danes write it, or ISO. A two-digit year or an American order is a fault, never a guess.
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DANISH = re.compile(r"(\d{1,2})(?:-(\d{1,2})-|\.(\d{1,2})\.|/(\d{1,2})-|/(\d{1,2})/)(\d{4})", re.ASCII)
_STEP = re.compile(r"([+-])(\d{1,4})([dwmy])", re.ASCII)
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_WORDS = {
    "today": 0, "i dag": 0, "idag": 0,
    "tomorrow": 1, "i morgen": 1, "imorgen": 1,
    "yesterday": -1, "i går": -1, "igår": -1,
}  # fmt: skip

# Rules look 24 months back and 12 ahead, seniority further; beyond these years the calendar itself ends.
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 12, 31)

ONE_DAY = timedelta(days=1)
"""From a day to the next."""


@lru_cache(maxsize=65536)
def parse_date(text: str) -> date:
    """The date that ``text`` names, ISO (2026-11-22) or Danish (22-11-2026, 22.11.2026, 22/11-2026, 22/11/2026).

    Raises ``ValueError`` for any other form, for a day that does not exist, and for a year outside 1900-2200.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DANISH.fullmatch(text):
        day, month, year = (int(part) for part in match.groups() if part)
    else:
        raise ValueError("not a date")
    found = date(year, month, day)
    if not EARLIEST <= found <= LATEST:
        raise ValueError("year out of range")
    return found


def parse_when(text: str, today: date) -> date:
    """The date that a person typed: as :func:`parse_date`, or ``today``/``i dag``, ``tomorrow``, ``+14d``, ``-3m``.

    Raises ``ValueError`` where it is none of these.
    """
    word = " ".join(text.lower().split())
    if word in _WORDS:
        return today + timedelta(days=_WORDS[word])
    if match := _STEP.fullmatch(word):
        sign, count, unit = match.groups()
        step = relativedelta(**{_UNITS[unit]: int(sign + count)})  # type: ignore[arg-type]
        try:
            found = today + step
        except OverflowError as error:
            raise ValueError("year out of range") from error
        if not EARLIEST <= found <= LATEST:
            raise ValueError("year out of range")
        return found
    return parse_date(text)


@lru_cache(maxsize=65536)
def add_months(day: date, months: int) -> date:
    """``day`` plus (or minus) whole calendar months; 31 August minus 6 months is the last day of February."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=65536)
def month_end(day: date) -> date:
    """The last day of the month that ``day`` lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def whole_years(start: date, end: date) -> int:
    """Whole calendar years from ``start`` to ``end``, not before it, as an age is counted."""
    years = end.year - start.year
    return years if add_months(start, 12 * years) <= end else years - 1
