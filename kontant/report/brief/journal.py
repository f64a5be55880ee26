"""The journal in a brief: the last notes whole with their corrections, the rest by kind, and what was taken back."""

from collections.abc import Iterator, Sequence

from kontant.exchange.journal_export import corrected_words, correction_heading, kind, number_text, words
from kontant.exchange.pages.model import Block, Bullets, Column, Heading, Paragraph, Quote, Table, Text
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import NOTE_TEMPLATE, name_of
from kontant.report.brief.material import Material
from kontant.report.brief.records import record_words
from kontant.report.brief.wording import capital, cited, days_span, lead
from kontant.store.journal import JournalNote
from kontant.store.one_case import Withdrawn

# The notes that stand in full.
LAST_NOTES = 3


def last_notes(m: Material) -> Iterator[Block]:
    """The section of the last notes, each with its corrections beneath it."""
    yield Heading(2, _("The last notes in full"))
    if not m.notes:
        yield Paragraph(_("No note is in the journal."))
    for note in m.notes[:LAST_NOTES]:
        yield Quote(f"{day_text(note.date)} · {kind(note)}", _meta(note), words(note) or _("(without text)"))
        for amendment in note.amendments:
            yield Quote(correction_heading(amendment), number_text(note.id), corrected_words(amendment))
    yield from _earlier(m)


def whole_journal(m: Material) -> Iterator[Block]:
    """The section that counts all notes by kind."""
    if not m.notes:
        return
    yield Heading(2, _("The journal"))
    columns = [Column(_("Kind of note")), Column(_("Notes"), right=True), Column(_("Latest")), Column(_("First"))]
    by_kind = {code: [note for note in m.notes if note.template == code] for code in NOTE_TEMPLATE}
    total = ngettext("{n} note, {span}.", "{n} notes, {span}.", len(m.notes))
    told = total.format(n=len(m.notes), span=days_span(note.date for note in m.notes))
    yield Paragraph(cited(told, m.cite.notes(m.notes)))
    yield Table(_("The notes by kind"), columns, [_count(m, code, notes) for code, notes in by_kind.items() if notes])


def withdrawn(m: Material) -> Iterator[Block]:
    """The section of what an extract took back before it happened; nothing where there is none."""
    if not m.withdrawn:
        return
    yield Heading(2, _("Withdrawn by a later extract"))
    yield Paragraph(
        _("These were planned and taken back before they happened; nothing else in this brief counts them.")
    )
    yield Bullets([_taken_back(m, each) for each in m.withdrawn])


def _meta(note: JournalNote) -> str:
    """The note's number, who wrote it, and where it came from."""
    origin = _("from an extract")
    if note.nr:
        origin = _("written here")
    if note.form is not None:
        origin = _("written here with template {form}, version {version}").format(form=note.form, version=note.version)
    return " · ".join(part for part in (number_text(note.id), note.caseworker, origin) if part)


def _earlier(m: Material) -> Iterator[Block]:
    """The corrections of notes that do not stand here, so that what is told of them is read with it."""
    corrected = [(note, amendment) for note in m.notes[LAST_NOTES:] for amendment in note.amendments]
    if not corrected:
        return
    yield Heading(3, _("Corrections of earlier notes"))
    for note, amendment in corrected:
        about = _("{kind} {date}, {number}").format(
            kind=capital(kind(note)), date=day_text(note.date), number=number_text(note.id)
        )
        told = cited(corrected_words(amendment), m.cite.amendment(note, amendment), m.cite.note(note))
        yield Paragraph(lead(f"{about}: {correction_heading(amendment)}", told))


def _count(m: Material, code: str, notes: Sequence[JournalNote]) -> list[Text]:
    count = cited(str(len(notes)), m.cite.notes(notes))
    return [capital(name_of(NOTE_TEMPLATE, code)), count, day_text(notes[0].date), day_text(notes[-1].date)]


def _taken_back(m: Material, item: Withdrawn) -> Text:
    told = _("{what} (withdrawn {date})").format(what=record_words(item.table, item.record), date=day_text(item.day))
    return cited(told, m.cite.withdrawn(item.table, item.record, item.day))
