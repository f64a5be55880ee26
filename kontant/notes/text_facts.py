"""What the case says in lines of words: shown beside a question, or taken as its default.

In the language in use, as a caseworker would write it down. Texts of several lines are squeezed to one.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from kontant.dates import add_months, month_end
from kontant.i18n import _, day_text
from kontant.model.vocabulary import CHALLENGE, name_of
from kontant.notes import agreements, coming
from kontant.notes.record_words import details, squeezed, words
from kontant.notes.situation import Answers, Situation, key_of
from kontant.store.journal import JournalNote

Lines = Callable[[Situation, Answers], list[str]]

# Which questions these facts look for in earlier notes, whatever form asked them.
BARRIERS, REGARD, WORKS = "barriers", "regard", "works_in_contact"
# The kind of note that says how an offer went.
EVALUATION = "offer_evaluation"


def _goals(s: Situation, _answers: Answers) -> list[str]:
    """Job goals before sub-goals, those not reached first."""
    goals = sorted(s.t.goals, key=lambda g: (g.kind, g.reached is not None, g.set_on, g.title))
    return [words("goals", g) for g in goals if g.set_on <= s.day]


def _statements(s: Situation, _answers: Answers) -> list[str]:
    """Every statement, the one ordered last first, with what was asked."""
    found = sorted((x for x in s.t.statements if x.ordered <= s.day), key=lambda x: (x.ordered, x.type), reverse=True)
    return ["; ".join([words("statements", x), *details("statements", x)]) for x in found]


def _offers(s: Situation, _answers: Answers) -> list[str]:
    """Every offer, the one begun last first, with its goal."""
    found = sorted(s.t.offers, key=lambda o: (o.start, o.type), reverse=True)
    return ["; ".join([words("offers", o), *details("offers", o)]) for o in found]


def _exemptions(s: Situation, _answers: Answers) -> list[str]:
    """Every exemption, the one begun last first, with its explanation."""
    found = sorted(s.t.exemptions, key=lambda x: (x.start, x.scope), reverse=True)
    return ["; ".join([words("exemptions", x), *details("exemptions", x)]) for x in found]


def _planned(s: Situation, _answers: Answers) -> list[str]:
    """The conversations planned after the note's date, the nearest first."""
    return [words("conversations", c) for c in s.t.conversations if c.status == "planned" and c.date > s.day]


def _regards(s: Situation, _answers: Answers) -> list[str]:
    """The regards that the latest note with barriers in it names."""
    latest = next(s.notes_with(BARRIERS), None)
    rows = latest.answers[BARRIERS] if latest else []
    named = [row.get(REGARD) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return _each_once(squeezed(text) for text in named if text)


def _works_in_contact(s: Situation, _answers: Answers) -> list[str]:
    latest = next(s.notes_with(WORKS), None)
    return str(latest.answers[WORKS]).splitlines() if latest else []


def _challenges(s: Situation, _answers: Answers) -> list[str]:
    return [name_of(CHALLENGE, code) for code in s.t.case.challenges.split("|") if code]


def _tried(s: Situation, _answers: Answers) -> list[str]:
    """The offers that have come to an end, the first one first, each with what its evaluation says."""
    over = sorted((o for o in s.t.offers if o.outcome and o.start <= s.day), key=lambda o: (o.start, o.type))
    told = []
    for offer in over:
        told.append("; ".join([words("offers", offer), *details("offers", offer)]))
        told += [f"  {line}" for line in _evaluation(s, key_of("offers", offer))]
    return told


def _evaluation(s: Situation, offer: str) -> list[str]:
    """What was written of an offer in the latest evaluation of it: every answer in words of the writer's own."""
    notes = (n for n in s.journal if n.template == EVALUATION and offer in _texts(n))
    latest = next(notes, None)
    return (
        [] if latest is None else [squeezed(text) for text in _texts(latest) if text != offer and " " in text.strip()]
    )


def _texts(note: JournalNote) -> list[str]:
    """The answers that are texts, in the order of the questions."""
    return [answer for name, answer in note.answers.items() if isinstance(answer, str) and not name.startswith("_")]


def _record(s: Situation, answers: Answers) -> list[str]:
    chosen = s.chosen(answers)
    return [words(*chosen), *details(*chosen)] if chosen else []


def _reduction(s: Situation, answers: Answers) -> list[str]:
    """Until when a reduction must be carried out: so many whole calendar months after the month of the event."""
    event = s.event(answers)
    months = s.law.value("absence.reduction_whole_months", s.t.case.target_group, event)
    if months is None:
        return []
    until = month_end(add_months(event.replace(day=1), months.value))
    told = _("A reduction for {event} must be carried out by {until} ({source}).")
    return [told.format(event=day_text(event), until=day_text(until), source=months.cited)]


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


LINES: Mapping[str, Lines] = MappingProxyType(
    {
        "goals_text": _goals,
        "agreements": agreements.in_force,
        "agreements_last": agreements.of_last_note,
        "planned_text": _planned,
        "deadlines_text": coming.deadlines,
        "statements_text": _statements,
        "offers_text": _offers,
        "exemptions_text": _exemptions,
        "regards": _regards,
        "works_in_contact": _works_in_contact,
        "challenges_text": _challenges,
        "tried_text": _tried,
        "record_text": _record,
        "reduction_text": _reduction,
    }
)
"""Every text fact by its name."""
