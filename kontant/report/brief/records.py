"""A record in one line: what it is, when, and what became of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from kontant.i18n import day_text
from kontant.model.timeline import Assignment, Conversation, Exemption, Offer
from kontant.model.vocabulary import (
    CONVERSATION_KIND,
    CONVERSATION_STATUS,
    EXEMPTION_REASON,
    EXEMPTION_SCOPE,
    OFFER_TYPE,
    ROLE,
    name_of,
)
from kontant.report.brief.wording import capital, span


def record_words(table: str, record: Any) -> str:
    """The record of ``table``, one of those that an extract can take back."""
    return _WORDS[table](record)


def offer_title(offer: Offer) -> str:
    """An offer by its type, place and period."""
    return capital(_joined(name_of(OFFER_TYPE, offer.type), offer.provider, span(offer.start, offer.end)))


def conversation_words(c: Conversation) -> str:
    """A conversation by its day, kind and caseworker."""
    told = _joined(day_text(c.date), name_of(CONVERSATION_KIND, c.kind))
    return f"{told} ({c.caseworker})" if c.caseworker else told


def exemption_words(x: Exemption) -> str:
    """An exemption by its scope and period."""
    return capital(_joined(name_of(EXEMPTION_SCOPE, x.scope), span(x.start, x.end)))


def _conversation(c: Conversation) -> str:
    return f"{conversation_words(c)}, {name_of(CONVERSATION_STATUS, c.status)}"


def _exemption(x: Exemption) -> str:
    return f"{exemption_words(x)} ({name_of(EXEMPTION_REASON, x.reason)})"


def _assignment(a: Assignment) -> str:
    return _joined(a.caseworker, name_of(ROLE, a.role), span(a.start, a.end))


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


_WORDS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {"conversations": _conversation, "offers": offer_title, "exemptions": _exemption, "assignments": _assignment}
)
