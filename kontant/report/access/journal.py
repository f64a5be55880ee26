"""The journal whole: each note with its answers and corrections, the drafts, and words not yet in the caseload."""

from collections.abc import Iterator

from kontant.exchange.journal_export import corrected_words, correction_heading, heading, words
from kontant.exchange.pages.model import Block, Facts, Heading, Paragraph, Quote
from kontant.i18n import _, day_text
from kontant.report.access.material import Access
from kontant.report.access.words import from_json, label, leaves, origin, own_columns, value
from kontant.store.held import Row
from kontant.store.journal import JournalNote


def journal(access: Access) -> Iterator[Block]:
    """The section of the notes, the oldest first, each with its corrections beneath it."""
    yield Heading(2, _("The journal"))
    if not access.notes:
        yield Paragraph(_("No note is in the journal."))
    rows = {row["id"]: row for row in access.tables["notes"]}
    amended = {_place(row): row for row in access.tables["amendments"]}
    for note in sorted(access.notes, key=lambda note: (note.date, note.id)):
        row = rows[note.id]
        yield Quote(f"{day_text(note.date)} · {heading(note)}", _meta(access, row), words(note) or _("(without text)"))
        yield from _answers(note, row)
        for amendment in note.amendments:
            beneath = amended[note.date.isoformat(), note.template, note.nr, amendment.seq]
            yield Quote(correction_heading(amendment), origin(access, beneath), corrected_words(amendment))


def drafts(access: Access) -> Iterator[Block]:
    """The section of notes that were begun and not finished; nothing where there is none."""
    rows = access.tables["drafts"]
    if not rows:
        return
    yield Heading(2, _("Notes that were begun"))
    for row in rows:
        yield Heading(3, _("Draft {n}").format(n=row["id"]))
        told = [(label("drafts", name), value("drafts", name, row[name])) for name in own_columns(row)]
        yield Facts([pair for pair in told if pair[1]])
        if said := list(leaves(from_json(row["answers"]))):
            yield Facts(said)


def beside(access: Access) -> Iterator[Block]:
    """The section of words that are not yet in the caseload; nothing where there are none."""
    if not access.beside:
        return
    yield Heading(2, _("Words that are not saved yet"))
    for of, text in access.beside:
        yield Quote(of, "", text)


def _place(row: Row) -> tuple[str, str, int, int]:
    return row["date"], row["template"], row["nr"], row["seq"]


def _meta(access: Access, row: Row) -> str:
    """Where a note is from, and the template that asked."""
    form = ""
    if row["form"]:
        form = _("template {form}, version {version}").format(form=row["form"], version=row["version"])
    return " · ".join(part for part in (form, origin(access, row)) if part)


def _answers(note: JournalNote, row: Row) -> Iterator[Block]:
    """The answers as they are kept, as far as the words of the note do not hold them."""
    said = " ".join(words(note).split())
    left = [(name, text) for name, text in leaves(from_json(row["answers"])) if " ".join(text.split()) not in said]
    if left:
        yield Facts(left)
