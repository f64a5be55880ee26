"""Which days people work: weekdays that are no public holiday in Denmark.

Days that many workplaces close on without being public holidays (1 May, 5 June, 24 and 31 December) count as working
days here; they are known by name, so that a screen can say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kontant.i18n import language

SATURDAY = 5
# The language of the names, as the library calls it.
_LANGUAGES = {"da": "da", "en": "en_US"}


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a span of days; holidays and half-holidays (open here) by name, weekends left out."""

    days: Sequence[date]
    holidays: Mapping[date, str]
    half_holidays: Mapping[date, str]

    @property
    def for_conversations(self) -> Sequence[date]:
        """The working days on which people can be asked to come: no half-holidays, unless there is nothing else."""
        return [day for day in self.days if day not in self.half_holidays] or self.days

    def between(self, first: date, last: date) -> list[date]:
        """The working days from ``first`` to ``last``, both included."""
        return [day for day in self.days if first <= day <= last]

    def holidays_between(self, first: date, last: date) -> list[date]:
        """The weekdays from ``first`` to ``last`` that are public holidays."""
        return [day for day in self.holidays if first <= day <= last]


def working_days(first: date, last: date) -> WorkingDays:
    """The working days from ``first`` to ``last``, both included."""
    free, half = (_weekdays_of(category, first, last) for category in ("public", "optional"))
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    days = [day for day in span if day.weekday() < SATURDAY and day not in free]
    return WorkingDays(days, free, {day: name for day, name in half.items() if day not in free})


def first_working_day(day: date) -> date:
    """``day`` itself if people work on it, else the next day on which they do."""
    # No run of Danish holidays and weekends is longer than the five days of Easter.
    return working_days(day, day + timedelta(days=10)).days[0]


def _weekdays_of(category: str, first: date, last: date) -> Mapping[date, str]:
    """The days of this category that lie on weekdays, in order, by their names in the language in use."""
    # Loaded here: it takes longer to import than the morning list takes in all.
    from holidays import country_holidays

    years = range(first.year, last.year + 1)
    found = country_holidays("DK", years=years, categories=(category,), language=_LANGUAGES[language()])
    kept = sorted((day, name) for day, name in found.items() if first <= day <= last and day.weekday() < SATURDAY)
    return dict(kept)
