"""One offer in a brief: what it was for, how it went, what came of it and what it taught."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kontant.exchange.journal_export import words
from kontant.exchange.pages.model import Text
from kontant.i18n import N_, _, day_text, decimal_mark, ngettext
from kontant.model.timeline import Offer
from kontant.model.vocabulary import OFFER_OUTCOME, folded, name_of
from kontant.report.brief.about_offers import AboutOffer
from kontant.report.brief.answer_words import ATTENDANCE
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answers_of, capital, cell, cited, joined, named, or_missing, rows, said
from kontant.rules.agreements import day_of
from kontant.store.journal import JournalNote

Questions = tuple[tuple[str, str], ...]
Fact = tuple[str, Text]

# The questions that take words, in the order in which a brief tells them, each with what it is called.
START: Questions = (
    ("nearer_job", N_("Nearer a job")),
    ("told", N_("Told to the place")),
    ("contact", N_("Contact person")),
    ("parallel", N_("Support beside it")),
)
FOLLOW_UP: Questions = (
    ("progression", N_("What has moved")),
    ("absence", N_("Behind the absence")),
    ("place_says", N_("The place says")),
    ("person_says", N_("The person says")),
    ("adjustment", N_("What was adjusted")),
)
EVALUATION: Questions = (
    ("result", N_("Result beside the goal")),
    ("why", N_("Why it stopped, or never began")),
    ("place_says", N_("The place says")),
    ("person_says", N_("The person says")),
    ("paid_work", N_("Paid hours or job")),
    ("next_step", N_("Next step")),
)
LEARNED = "learned"
# Stands in a table where there is nothing to tell and nothing missing.
NOTHING = "–"


def offer_facts(m: Material, offer: Offer, about: AboutOffer) -> Iterator[Fact]:
    """All that is known of an offer, each fact with its source; what is missing is told."""
    number = m.cite.record("offers", offer)
    yield _("Goal"), or_missing(offer.goal, _("no goal is recorded"), number)
    if offer.hours_per_week is not None:
        yield _("Hours a week"), cited(decimal(offer.hours_per_week), number)
    for note in about.starts:
        yield from _facts_of(m, _("Start"), note, START)
        yield from _aimed_at(m, offer, note)
    yield from _followed(m, offer, about)
    yield _("Outcome"), cited(outcome(m, offer), number)
    yield from _evaluated(m, offer, about)


def _aimed_at(m: Material, offer: Offer, note: JournalNote) -> Iterator[Fact]:
    """The goal that a note on the start has in other words than the record, and its sub-goals."""
    goal = said(note, "goal")
    if folded(goal) != folded(offer.goal or ""):
        yield _within(_("Start"), _("Goal")), cited(goal, m.cite.note(note))
    if steps := [_step(row) for row in rows(note, "sub_goals") if cell(row, "title")]:
        yield _within(_("Start"), _("Sub-goals")), cited("; ".join(steps), m.cite.note(note))


def _step(row: Mapping[str, Any]) -> str:
    """A sub-goal with the day by which it was to be reached."""
    title, by = cell(row, "title"), day_of(row.get("by"))
    return _("{goal} (by {date})").format(goal=title, date=day_text(by)) if by else title


def decimal(number: float) -> str:
    """A number as the language in use writes it."""
    return decimal_mark(f"{number:g}")


def outcome(m: Material, offer: Offer) -> str:
    """How it ended, that it runs or is yet to begin, or that nothing is recorded of its end."""
    if offer.outcome:
        return capital(name_of(OFFER_OUTCOME, offer.outcome))
    if offer.start > m.day:
        return _("Yet to begin")
    return _("No outcome is recorded") if is_over(m, offer) else _("Running")


def is_over(m: Material, offer: Offer) -> bool:
    """Whether it has an outcome, or its last day has passed."""
    return offer.outcome is not None or (offer.end is not None and offer.end < m.day)


def before_journal(m: Material, offer: Offer) -> bool:
    """Whether it had ended before the first note that is here, so that no note can be missed."""
    return offer.end is not None and is_over(m, offer) and (m.journal_from is None or offer.end < m.journal_from)


def evaluation(m: Material, offer: Offer, about: AboutOffer) -> Text:
    """What the evaluations say, the newest first, in one text; that there is none, where there could be one."""
    told = [text for note in about.evaluations for _label, text in _answers(m, note, EVALUATION)]
    return joined(*told, between=" · ") or (_no_evaluation() if _is_missed(m, offer) else NOTHING)


def learned(m: Material, offer: Offer, about: AboutOffer) -> Text:
    """What the evaluations say was learned."""
    if not about.evaluations and not _is_missed(m, offer):
        return NOTHING
    told = [cited(text, m.cite.note(note)) for note in about.evaluations if (text := said(note, LEARNED))]
    if not told and any(not answers_of(note, EVALUATION) for note in about.evaluations):
        return _("not told apart in the evaluation")
    return joined(*told, between=" · ") or _("nothing is written of what was learned")


def _is_missed(m: Material, offer: Offer) -> bool:
    """Whether an evaluation that is not there should be."""
    return is_over(m, offer) and not before_journal(m, offer)


def _evaluated(m: Material, offer: Offer, about: AboutOffer) -> Iterator[Fact]:
    """Every evaluation, of a running offer too; that there is none only where there should be one."""
    for note in about.evaluations:
        yield from _facts_of(m, _("Evaluation"), note, EVALUATION)
    if not about.evaluations and _is_missed(m, offer):
        yield _("Evaluation"), _no_evaluation()
    if about.evaluations or _is_missed(m, offer):
        yield _("Learned"), learned(m, offer, about)


def _no_evaluation() -> str:
    return _("no evaluation is written")


def _followed(m: Material, offer: Offer, about: AboutOffer) -> Iterator[Fact]:
    """How often it was followed up, and what the latest follow-up says."""
    notes: Sequence[JournalNote] = about.follow_ups
    if not notes:
        if not before_journal(m, offer):
            yield _("Follow-up"), _("no follow-up is written")
        return
    count, latest = len(notes), notes[0]
    told = ngettext("{n} note, {date}", "{n} notes, the latest {date}", count)
    yield _("Follow-up"), cited(told.format(n=count, date=day_text(latest.date)), m.cite.notes(notes))
    if attendance := named(ATTENDANCE, latest.answers.get("attendance")):
        yield _within(_("Latest follow-up"), _("Attendance")), cited(attendance, m.cite.note(latest))
    yield from _facts_of(m, _("Latest follow-up"), latest, FOLLOW_UP)


def _within(part: str, label: str) -> str:
    """The name of an answer behind that of the note that it stands in."""
    return _("{note}: {answer}").format(note=part, answer=label[:1].lower() + label[1:])


def _facts_of(m: Material, part: str, note: JournalNote, questions: Questions) -> Iterator[Fact]:
    for label, text in _answers(m, note, questions):
        yield _within(part, label) if label else part, text


def _answers(m: Material, note: JournalNote, questions: Questions) -> Iterator[Fact]:
    """A note's answers, each with its name; its own words, without one, where it answers none of the form's."""
    number = m.cite.note(note)
    told = answers_of(note, questions)
    if not told and not said(note, LEARNED):
        told = [("", words(note) or _("(without text)"))]
    return ((label, cited(text, number)) for label, text in told)
