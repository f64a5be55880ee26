"""What is open in the case and what comes next, by date, as a successor needs to know it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kontant.i18n import _, day_text
from kontant.model.timeline import Note, Timeline
from kontant.model.vocabulary import EXEMPTION_SCOPE, OFFER_TYPE, name_of
from kontant.notes.record_words import words
from kontant.notes.situation import Answers, Situation
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import title
from kontant.rules.wording import summary

# How far ahead deadlines are named; what is planned is named whenever it comes.
DAYS_AHEAD = 120

Dated = tuple[date, str]


def deadlines(s: Situation, _answers: Answers) -> list[str]:
    """The rules' deadlines and what is planned, begins or ends, the earliest first."""
    found = sorted([*_flags(s), *_planned(s), *_offers(s), *_exemptions(s), *_goals(s), *_statements(s)])
    return [f"{day_text(day)} {text}" for day, text in found]


def _flags(s: Situation) -> Iterator[Dated]:
    """The flags with a deadline, as they will stand with this note in the journal."""
    rules = Evaluator(s.law.parameters, s.day, DAYS_AHEAD)
    for flag in rules.flags(_with_this_note(s)):
        if flag.deadline is not None:
            yield flag.deadline, f"{title(flag.rule)}: {summary(flag)}"


def _with_this_note(s: Situation) -> Timeline:
    """A handover does not hand over that a handover is missing."""
    return replace(s.t, notes=[*s.t.notes, Note(s.day, s.template.kind, None)])


def _planned(s: Situation) -> Iterator[Dated]:
    for c in s.t.conversations:
        if c.status == "planned" and c.date > s.day:
            yield c.date, words("conversations", c).removeprefix(day_text(c.date)).strip()


def _offers(s: Situation) -> Iterator[Dated]:
    for offer in s.t.offers:
        name = name_of(OFFER_TYPE, offer.type)
        if offer.outcome is None and offer.start > s.day:
            yield offer.start, _("Offer begins: {name}").format(name=name)
        elif offer.outcome is None and offer.end and offer.end >= s.day:
            yield offer.end, _("Offer ends: {name}").format(name=name)


def _exemptions(s: Situation) -> Iterator[Dated]:
    for x in s.t.exemptions:
        name = name_of(EXEMPTION_SCOPE, x.scope)
        if x.start > s.day:
            yield x.start, _("Exemption begins: {name}").format(name=name)
        elif x.end and x.end >= s.day:
            yield x.end, _("Exemption ends: {name}").format(name=name)


def _goals(s: Situation) -> Iterator[Dated]:
    for goal in s.t.goals:
        if goal.due and goal.reached is None:
            yield goal.due, words("goals", goal)


def _statements(s: Situation) -> Iterator[Dated]:
    """What the doctors still owe, by the day it was ordered."""
    for x in s.t.statements:
        if x.ordered <= s.day and x.received is None and x.declined is None:
            yield x.ordered, words("statements", x)
