"""The last 24 months of a case as lanes: which records lie on each, for the drawing, the list and the JSON."""

from datetime import date
from typing import NamedTuple

from kontant.cli.case_show import Shown
from kontant.dates import month_end
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Conversation
from kontant.model.vocabulary import (
    CONVERSATION_KIND,
    CONVERSATION_STATUS,
    EXEMPTION_REASON,
    EXEMPTION_SCOPE,
    OFFER_OUTCOME,
    OFFER_TYPE,
    name_of,
)


class Period(NamedTuple):
    """A period on a lane; ``label`` fits into a bar, ``text`` tells all. An ongoing one has no ``end``."""

    start: date
    end: date | None
    label: str
    text: str


def conversations(shown: Shown) -> list[Conversation]:
    """The conversations of the window; one held or planned after the day is not yet history."""
    return [c for c in shown.t.conversations if shown.first <= c.date <= shown.day]


def offers(shown: Shown) -> list[Period]:
    """Offers that were begun, and months with paid hours, which count as activity too."""
    found = []
    for offer in shown.t.offers:
        if offer.outcome != "cancelled":
            name = name_of(OFFER_TYPE, offer.type)
            parts = (name, offer.provider, name_of(OFFER_OUTCOME, offer.outcome))
            told = _("offer: {text}").format(text=", ".join(part for part in parts if part))
            found.append(Period(offer.start, offer.end, name, told))
    return sorted(_within(shown, found + _paid_work(shown)), key=lambda period: period.start)


def exemptions(shown: Shown) -> list[Period]:
    """Exemptions of every scope."""
    found = []
    for x in shown.t.exemptions:
        name = name_of(EXEMPTION_SCOPE, x.scope)
        told = _("exemption: {text}").format(text=f"{name} ({name_of(EXEMPTION_REASON, x.reason)})")
        found.append(Period(x.start, x.end, name, told))
    return sorted(_within(shown, found), key=lambda period: period.start)


def passive(shown: Shown) -> list[Period]:
    """Stretches without an offer, paid hours or an exemption from offers."""
    found = []
    for stretch in shown.passive:
        told = day_count(stretch.days)
        end = None if stretch.end == shown.day else stretch.end
        found.append(Period(stretch.start, end, told, _("passive: {text}").format(text=told)))
    return _within(shown, found)


def caseworkers(shown: Shown) -> list[Period]:
    """The coordinating caseworkers, one after another."""
    found = []
    for a in shown.t.assignments:
        if a.role == "coordinator":
            told = _("caseworker: {text}").format(text=a.caseworker)
            found.append(Period(a.start, a.end, a.caseworker, told))
    return sorted(_within(shown, found), key=lambda period: period.start)


def conversation_text(c: Conversation) -> str:
    """A conversation in a line."""
    told = f"{name_of(CONVERSATION_KIND, c.kind)}, {name_of(CONVERSATION_STATUS, c.status)}"
    return _("conversation: {text}").format(text=f"{told} ({c.caseworker})" if c.caseworker else told)


def touches(shown: Shown, start: date, end: date | None) -> bool:
    """Whether a period that has begun touches the window."""
    return start <= shown.day and (end is None or end >= shown.first)


def span_text(start: date, end: date | None) -> str:
    """A period's first and last day."""
    if end is None:
        return _("{start} on").format(start=day_text(start))
    return _("{start} to {end}").format(start=day_text(start), end=day_text(end))


def day_count(days: int) -> str:
    """A number of days, in words."""
    return ngettext("{n} day", "{n} days", days).format(n=days)


def _paid_work(shown: Shown) -> list[Period]:
    """Months with paid hours, those that follow each other as one."""
    found: list[Period] = []
    for month in shown.t.paid_work:
        if month.hours <= 0:
            continue
        end = month_end(month.month)
        if found and found[-1].end and (month.month - found[-1].end).days == 1:
            found[-1] = found[-1]._replace(end=end)
        else:
            found.append(Period(month.month, end, _("paid hours"), _("paid hours")))
    return found


def _within(shown: Shown, periods: list[Period]) -> list[Period]:
    return [period for period in periods if touches(shown, period.start, period.end)]
