"""The days on which the person stayed away: what was tried, what the ground was, and what was decided."""

from collections import Counter
from collections.abc import Iterator

from kontant.exchange.journal_export import words
from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.timeline import Absence
from kontant.model.vocabulary import ABSENCE_DECISION, ABSENCE_FROM, name_of
from kontant.report.brief.answer_words import CIRCUMSTANCES
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answers_of, cited, codes, named
from kontant.store.journal import JournalNote

# Of the absences and of the notes on them: the latest, the others are counted.
LATEST, NOTES = 8, 3
QUESTIONS = (
    ("explanation", N_("The person's explanation")),
    ("furthers_why", N_("Why a sanction would or would not help")),
    ("hearing_words", N_("Answer to the hearing")),
)


def absences(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Absences"))
    found = list(reversed(m.t.absences))
    if not found:
        yield Paragraph(_("No absence is recorded."))
    else:
        titles = (
            _("Day"),
            _("From"),
            _("Attempts at contact"),
            _("Reasonable ground"),
            _("Hearing sent"),
            _("Decision"),
        )
        yield Table(_("Latest absences"), [Column(t) for t in titles], [_row(m, a) for a in found[:LATEST]])
    if earlier := found[LATEST:]:
        decided = Counter(_decision(a) for a in earlier)
        told = ngettext("{n} earlier absence: {what}.", "{n} earlier absences: {what}.", len(earlier))
        what = ", ".join(f"{n} {decision}" for decision, n in decided.most_common())
        yield Paragraph(cited(told.format(n=len(earlier), what=what), m.cite.records("absences", earlier)))
    yield from _told(m)


def _row(m: Material, a: Absence) -> list[Text]:
    ground = {True: _("yes"), False: _("no"), None: _("not recorded")}[a.reasonable_ground]
    return [
        cited(day_text(a.date), m.cite.record("absences", a)),
        name_of(ABSENCE_FROM, a.from_kind),
        _("not recorded") if a.contact_attempts is None else str(a.contact_attempts),
        ground,
        day_text(a.hearing_sent) if a.hearing_sent else _("not recorded"),
        _decision(a),
    ]


def _decision(a: Absence) -> str:
    return name_of(ABSENCE_DECISION, a.decision) or _("no decision is recorded")


def _told(m: Material) -> Iterator[Block]:
    """What the notes on absences say in words."""
    notes = list(m.of_kind("absence"))
    for note in notes[:NOTES]:
        yield Heading(3, _("Note on absence {date}").format(date=day_text(note.date)))
        yield Facts([(label, cited(text, m.cite.note(note))) for label, text in _said(note)])
    if earlier := notes[NOTES:]:
        told = ngettext("{n} earlier note on absence.", "{n} earlier notes on absence.", len(earlier))
        yield Paragraph(cited(told.format(n=len(earlier)), m.cite.notes(earlier)))


def _said(note: JournalNote) -> list[tuple[str, str]]:
    told = answers_of(note, QUESTIONS)
    if special := ", ".join(named(CIRCUMSTANCES, code) for code in codes(note, "circumstances")):
        told.append((_("Special circumstances"), special))
    return told or [(_("Words of the note"), words(note) or _("(without text)"))]
