"""Notes about a record that is not known: they name none and can mean several, or name one that is not on record."""

from collections.abc import Iterator, Sequence

from kontant.exchange.journal_export import kind, words
from kontant.exchange.pages.model import Block, Bullets, Paragraph, Text
from kontant.i18n import _, day_text, ngettext
from kontant.report.brief.material import Material
from kontant.report.brief.wording import cited, lead
from kontant.store.journal import JournalNote

# Those that are told in their own words; those before are counted.
IN_WORDS = 5


def unplaced(m: Material, heading: str, notes: Sequence[JournalNote]) -> Iterator[Block]:
    """What ``heading`` says of all of them, and what the latest of them say."""
    if not notes:
        return
    yield Paragraph(cited(heading, m.cite.notes(notes)))
    told = [_told(m, note) for note in notes[:IN_WORDS]]
    if earlier := notes[IN_WORDS:]:
        more = ngettext("and {n} earlier note", "and {n} earlier notes", len(earlier)).format(n=len(earlier))
        told.append(cited(more, m.cite.notes(earlier)))
    yield Bullets(told)


def _told(m: Material, note: JournalNote) -> Text:
    heading = _("{date}, {kind}").format(date=day_text(note.date), kind=kind(note))
    return lead(heading, cited(words(note) or _("(without text)"), m.cite.note(note)))
