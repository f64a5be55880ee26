"""The rules in words, a module for each family: what a rule is called, what it says of a case, and what to do next.

A family's module is read when the first of its rules is to be put into words.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from kontant.i18n import _, day_text, ngettext

Facts = Mapping[str, Any]


class RuleWords(NamedTuple):
    """A rule in words. ``title``, ``says`` and ``clears`` are untranslated.

    ``summary`` tells why a flag stands, in one short sentence; ``next_step`` is what to type after the program's
    name, with ``{case}`` and the facts as they are, days and codes; ``arithmetic`` tells how a deadline came about,
    where there is one.
    """

    title: str
    says: str
    clears: str
    summary: Callable[[Facts, date | None], str]
    next_step: str = "case show {case}"
    arithmetic: Callable[[Facts, date | None], str] | None = None


def days(count: int) -> str:
    """So many days."""
    return ngettext("{n} day", "{n} days", count).format(n=count)


def months(count: int) -> str:
    """So many months."""
    return ngettext("{n} month", "{n} months", count).format(n=count)


def the_sum(base: date, step: str, deadline: date | None) -> str:
    """A deadline as a sum: the day counted from, the step, and the deadline."""
    assert deadline is not None
    return _("{base} + {step} = {deadline}").format(base=day_text(base), step=step, deadline=day_text(deadline))


def the_day_itself(facts: Facts, deadline: date | None) -> str:
    """A deadline that is stated and not counted."""
    assert deadline is not None
    return _("the day itself: {date}").format(date=day_text(deadline))


def others(told: str, facts: Facts) -> str:
    """``told``, and how many more like it there are (``facts["count"]`` in all)."""
    more = facts["count"] - 1
    return told if not more else told + " " + ngettext("({n} more like it)", "({n} more like it)", more).format(n=more)
