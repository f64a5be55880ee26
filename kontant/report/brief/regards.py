"""The regards to take (skånehensyn), newest first: what doctors, notes and reviews say, and what was asked for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kontant.exchange.journal_export import kind
from kontant.exchange.pages.model import Block, Bullets, Heading, Paragraph, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.vocabulary import folded
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answers_of, cell, cited, joined, labelled, lead, rows
from kontant.store.journal import JournalNote

# Those that are told one by one; those before are counted.
IN_FULL = 15

# By the kind of note: the questions that take words on regards, each with what it is called.
QUESTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "statement_received": (("regards", N_("Regards")), ("possible", N_("What is possible"))),
    "exemption_review": (
        ("capacity", N_("Limited capacity")),
        ("parallel", N_("Parallel support")),
        ("ends_when", N_("Ends when")),
    ),
    "offer_start": (("told", N_("Told to the place")), ("parallel", N_("Support beside it"))),
    "offer_follow_up": (("adjustment", N_("Adjusted")),),
    "handover": (("regards", N_("Regards")),),
    "clarification": (("capacity", N_("Can do")),),
}
BARRIERS = "barriers"
COLUMNS = (("barrier", N_("Barrier")), ("can", N_("Can all the same")), ("regard", N_("Regard")))


def regards(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Regards"))
    found = _found(m)
    if not found:
        yield Paragraph(_("No note tells of a regard to take."))
    else:
        yield Bullets([_item(m, each) for each in found[:IN_FULL]])
    if earlier := found[IN_FULL:]:
        more = ngettext("{n} regard that was told of earlier.", "{n} regards that were told of earlier.", len(earlier))
        notes = {note.id: note for each in earlier for note in each.notes}
        yield Paragraph(cited(more.format(n=len(earlier)), m.cite.notes([*notes.values()])))
    yield from _asked(m)


class Regard(NamedTuple):
    """What is told of a regard, and the notes that tell it in the same words, newest first."""

    told: Sequence[tuple[str, str]]
    notes: list[JournalNote]


def _found(m: Material) -> list[Regard]:
    """Every regard, each once, by the newest note that tells it."""
    found: dict[str, Regard] = {}
    for note in m.notes:
        for told in _told(note):
            same = folded(" ".join(text for _label, text in told))
            regard = found.setdefault(same, Regard(told, []))
            if note not in regard.notes[-1:]:
                regard.notes.append(note)
    return list(found.values())


def _told(note: JournalNote) -> Iterator[Sequence[tuple[str, str]]]:
    """What a note tells of regards: each answer alone, each barrier with what can be done all the same."""
    for answer in answers_of(note, QUESTIONS.get(note.template, ())):
        yield [answer]
    for row in rows(note, BARRIERS):
        if told := [(_(label), text) for column, label in COLUMNS if (text := cell(row, column))]:
            yield told


def _item(m: Material, regard: Regard) -> Text:
    latest, *earlier = regard.notes
    heading = _("{date}, {kind}").format(date=day_text(latest.date), kind=kind(latest))
    told = cited(labelled(regard.told), m.cite.note(latest))
    if earlier:
        more = ngettext("(the same in {n} earlier note)", "(the same in {n} earlier notes)", len(earlier))
        told = joined(told, cited(more.format(n=len(earlier)), m.cite.notes(earlier)))
    return lead(heading, told)


def _asked(m: Material) -> Iterator[Block]:
    """What the doctors were asked, which says what was in doubt."""
    asked = [s for s in m.t.statements if s.purpose or s.question]
    if asked:
        yield Paragraph(
            cited(_("What the doctors were asked stands with the statements."), m.cite.records("statements", asked))
        )
