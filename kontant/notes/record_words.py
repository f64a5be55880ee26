"""A record of the case in one line, in the language in use, and what more it says in a few."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.i18n import N_, _, day_text
from kontant.model import timeline as t
from kontant.model.vocabulary import (
    ABSENCE_DECISION,
    ABSENCE_FROM,
    CONVERSATION_KIND,
    CONVERSATION_STATUS,
    COORDINATION_FORM,
    EXEMPTION_REASON,
    EXEMPTION_SCOPE,
    GOAL_KIND,
    OFFER_OUTCOME,
    OFFER_TYPE,
    ROLE,
    STATEMENT_TYPE,
    name_of,
)


def words(table: str, record: Any) -> str:
    """The record of ``table`` in one line."""
    return _WORDS[table](record)


def details(table: str, record: Any) -> list[str]:
    """What the record says beside its line: texts of its own, squeezed to a line each."""
    told = []
    for column, label in _DETAILS.get(table, {}).items():
        value = getattr(record, column)
        if value is not None and str(value).strip():
            told.append(f"{_(label)}: {value:g}" if isinstance(value, float) else f"{_(label)}: {squeezed(value)}")
    return told


def squeezed(text: str) -> str:
    """``text`` in one line."""
    return " ".join(str(text).split())


def span(start: date, end: date | None) -> str:
    """A period's first and last day."""
    if end is None:
        return _("{start} on").format(start=day_text(start))
    return _("{start} to {end}").format(start=day_text(start), end=day_text(end))


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _conversation(c: t.Conversation) -> str:
    told = _joined(name_of(CONVERSATION_KIND, c.kind), name_of(CONVERSATION_STATUS, c.status))
    return f"{day_text(c.date)} {told}" + (f" ({c.caseworker})" if c.caseworker else "")


def _offer(o: t.Offer) -> str:
    outcome = f" ({name_of(OFFER_OUTCOME, o.outcome)})" if o.outcome else ""
    return _joined(name_of(OFFER_TYPE, o.type), o.provider, span(o.start, o.end)) + outcome


def _exemption(x: t.Exemption) -> str:
    return f"{name_of(EXEMPTION_SCOPE, x.scope)}, {span(x.start, x.end)} ({name_of(EXEMPTION_REASON, x.reason)})"


def _assignment(a: t.Assignment) -> str:
    return _joined(a.caseworker, name_of(ROLE, a.role), span(a.start, a.end))


def _paid_work(p: t.PaidWork) -> str:
    hours = _("{hours} hours").format(hours=f"{p.hours:g}")
    return _joined(f"{p.month:%Y-%m}: {hours}", p.employer)


def _absence(a: t.Absence) -> str:
    told = _joined(name_of(ABSENCE_FROM, a.from_kind), name_of(ABSENCE_DECISION, a.decision) or _("no decision yet"))
    return f"{day_text(a.date)} {told}"


def _statement(s: t.Statement) -> str:
    ordered = _("ordered {date}").format(date=day_text(s.ordered))
    if s.received:
        state = _("received {date}").format(date=day_text(s.received))
    elif s.declined:
        state = _("declined {date}").format(date=day_text(s.declined))
    elif s.reminded:
        state = _("not answered, reminded {date}").format(date=day_text(s.reminded))
    else:
        state = _("not answered")
    return _joined(name_of(STATEMENT_TYPE, s.type), ordered, state)


def _goal(g: t.Goal) -> str:
    if g.reached:
        state = _("reached {date}").format(date=day_text(g.reached))
    elif g.due:
        state = _("not reached, due {date}").format(date=day_text(g.due))
    else:
        state = _("not reached, set {date}").format(date=day_text(g.set_on))
    return f"{name_of(GOAL_KIND, g.kind)}: {g.title} ({state})"


def _coordination(c: t.Coordination) -> str:
    return f"{day_text(c.date)} {_joined(name_of(COORDINATION_FORM, c.form), c.actor)}"


_WORDS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "conversations": _conversation,
        "offers": _offer,
        "exemptions": _exemption,
        "assignments": _assignment,
        "paid_work": _paid_work,
        "absences": _absence,
        "statements": _statement,
        "goals": _goal,
        "coordination": _coordination,
    }
)

_DETAILS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "offers": {"goal": N_("goal"), "hours_per_week": N_("hours a week")},
        "exemptions": {"explanation": N_("explanation")},
        "statements": {"question": N_("question"), "purpose": N_("purpose")},
    }
)
