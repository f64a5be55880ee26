"""The agreements of the last year: those in force, with who and by when, and those whose day passed without a word.

An agreement with a day holds until that day; one without a day for the year after its note. The latest note that
holds the same words of the same person counts. Passed is one whose day has come, with no note since that would tell
what became of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from kontant.dates import add_months
from kontant.exchange.pages.model import Block, Column, Heading, Paragraph, Table, Text
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import folded
from kontant.report.brief.material import Material
from kontant.report.brief.wording import cell, cited, lead, rows, said
from kontant.rules.agreements import QUESTION, TELLS_NOTHING, day_of
from kontant.rules.answers import filled
from kontant.store.journal import JournalNote

# How far back an agreement without a day still holds, as the guided notes count it.
MONTHS_BACK = 12
# The answer of a handover that lists them.
HANDED_ON = "in_force"


class Agreed(NamedTuple):
    """An agreement and the note that holds it."""

    by: date | None
    who: str
    what: str
    note: JournalNote

    @property
    def same(self) -> tuple[str, str]:
        """What tells whether another note holds the same agreement."""
        return folded(self.who), folded(self.what)


def agreements(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Agreements"))
    made = _made(m)
    standing = [each for each in made if each.by is None or each.by >= m.day]
    passed = [each for each in made if each.by is not None and each.by < m.day and not _followed(m, each)]
    standing.sort(key=lambda each: (each.by is None, each.by or date.max))
    passed.sort(key=lambda each: each.by or date.max, reverse=True)
    handed_on = [*_handed_on(m)]
    if standing:
        yield _table(m, _("In force"), standing)
    elif not handed_on:
        yield Paragraph(_("No agreement is in force."))
    yield from handed_on
    if passed:
        yield _table(m, _("The day has passed, and no note tells what became of it"), passed)
    if done := len(made) - len(standing) - len(passed):
        told = ngettext(
            "{n} further agreement of the last 12 months has passed, with a note since.",
            "{n} further agreements of the last 12 months have passed, with a note since.",
            done,
        )
        notes = {e.note.id: e.note for e in made if e not in standing and e not in passed}
        yield Paragraph(cited(told.format(n=done), m.cite.notes([*notes.values()])))


def _handed_on(m: Material) -> Iterator[Block]:
    """The agreements that the latest handover says were in force, in its own words."""
    note = next(m.of_kind("handover"), None)
    if note is not None and (told := said(note, HANDED_ON)):
        heading = _("In force by the handover of {date}").format(date=day_text(note.date))
        yield Paragraph(lead(heading, cited(told, m.cite.note(note))))


def _made(m: Material) -> list[Agreed]:
    """The agreements of the last year, each as the latest note has it."""
    after = add_months(m.day, -MONTHS_BACK)
    found: dict[tuple[str, str], Agreed] = {}
    for note in m.notes:
        if note.date >= after:
            for row in rows(note, QUESTION):
                if what := cell(row, "what"):
                    agreed = Agreed(day_of(row.get("by")), cell(row, "who"), what, note)
                    found.setdefault(agreed.same, agreed)
    return list(found.values())


def _followed(m: Material, agreed: Agreed) -> bool:
    """Whether a later note, from shortly before the day on, can tell what became of the agreement."""
    assert agreed.by is not None
    value = m.law.value("agreements.followed_before_days")
    early = timedelta(days=int(value.value) if value else 0)
    return any(
        note.date > agreed.note.date and note.date >= agreed.by - early
        for note in m.notes
        if note.template not in TELLS_NOTHING and _is_structured(note)
    )


def _is_structured(note: JournalNote) -> bool:
    return any(filled(value) for question, value in note.answers.items() if not question.startswith("_"))


def _table(m: Material, caption: str, found: Sequence[Agreed]) -> Table:
    columns = [Column(_("What")), Column(_("Who")), Column(_("By when")), Column(_("Agreed on"))]
    return Table(caption, columns, [_row(m, each) for each in found])


def _row(m: Material, agreed: Agreed) -> list[Text]:
    return [
        cited(agreed.what, m.cite.note(agreed.note)),
        agreed.who or _("nobody named"),
        day_text(agreed.by) if agreed.by else _("no day is set"),
        day_text(agreed.note.date),
    ]
