"""What comes next in a case, by date: what is planned, what ends, what begins, and deadlines."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kontant.cli.case_show import Shown
from kontant.cli.law_text import capital
from kontant.i18n import _
from kontant.model.vocabulary import CONVERSATION_KIND, EXEMPTION_SCOPE, GOAL_KIND, OFFER_TYPE, ROLE, name_of
from kontant.rules.explained import title

# A sub-goal stands here with its title already.
_TOLD_BY_ITS_RECORD = "sub-goal-due"


class Coming(NamedTuple):
    """One thing to come; ``what`` is a stable English code, ``code`` that of the record's own kind."""

    date: date
    what: str
    code: str
    text: str


def coming(shown: Shown) -> list[Coming]:
    """All that is known to come from the day on, the nearest first."""
    found = [*_conversations(shown), *_offers(shown), *_exemptions(shown), *_assignments(shown)]
    found += [*_deadlines(shown), *_goals(shown), *_closing(shown)]
    return sorted(found)


def _conversations(shown: Shown) -> Iterator[Coming]:
    for c in shown.t.conversations:
        if c.status == "planned" and c.date >= shown.day:
            with_whom = f" ({c.caseworker})" if c.caseworker else ""
            yield Coming(c.date, "conversation", c.kind, capital(name_of(CONVERSATION_KIND, c.kind)) + with_whom)


def _offers(shown: Shown) -> Iterator[Coming]:
    for offer in shown.t.offers:
        if offer.outcome == "cancelled":
            continue
        name = name_of(OFFER_TYPE, offer.type)
        if offer.start > shown.day:
            yield Coming(offer.start, "offer_begins", offer.type, _("Offer begins: {name}").format(name=name))
        elif offer.end and offer.end >= shown.day and offer.outcome is None:
            yield Coming(offer.end, "offer_ends", offer.type, _("Offer ends: {name}").format(name=name))


def _exemptions(shown: Shown) -> Iterator[Coming]:
    for x in shown.t.exemptions:
        name = name_of(EXEMPTION_SCOPE, x.scope)
        if x.start > shown.day:
            yield Coming(x.start, "exemption_begins", x.scope, _("Exemption begins: {name}").format(name=name))
        elif x.end and x.end >= shown.day:
            yield Coming(x.end, "exemption_ends", x.scope, _("Exemption ends: {name}").format(name=name))


def _assignments(shown: Shown) -> Iterator[Coming]:
    for a in shown.t.assignments:
        told = {"who": a.caseworker, "role": name_of(ROLE, a.role)}
        if a.start > shown.day:
            yield Coming(a.start, "assignment_begins", a.role, _("{who} becomes {role}").format(**told))
        elif a.end and a.end >= shown.day:
            yield Coming(a.end, "assignment_ends", a.role, _("{who} ends as {role}").format(**told))


def _deadlines(shown: Shown) -> Iterator[Coming]:
    for flag in shown.deadlines:
        assert flag.deadline is not None
        if flag.rule == _TOLD_BY_ITS_RECORD:
            continue
        yield Coming(flag.deadline, "deadline", flag.rule, _("Deadline: {rule}").format(rule=title(flag.rule)))


def _goals(shown: Shown) -> Iterator[Coming]:
    for goal in shown.t.goals:
        if goal.due and goal.due >= shown.day and (goal.reached is None or goal.reached > shown.day):
            told = f"{capital(name_of(GOAL_KIND, goal.kind))}: {goal.title}"
            yield Coming(goal.due, "goal_due", goal.kind, told)


def _closing(shown: Shown) -> Iterator[Coming]:
    case = shown.t.case
    if case.closed and case.closed > shown.day:
        yield Coming(case.closed, "case_closes", case.close_reason or "", _("The case closes"))
