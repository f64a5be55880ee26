"""One case's journal on its way out, oldest first, as Markdown or as text for a municipality's records system.

Words that a caseworker typed come out to the letter: what Markdown would take for markup is escaped, the lines of
a note stay lines, and in text only what is too long for the page is wrapped. A correction stands under its note.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kontant.exchange.pages.markdown import escaped, fixed_indent, line_start
from kontant.exchange.sheets import clean
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import EXEMPTION_SCOPE, NOTE_TEMPLATE, name_of
from kontant.store.journal import Amendment, JournalNote

# A page of text: as wide as the terminals and mail programs that it is pasted from and into.
PAGE = 80
# The spaces and the sign of a list at the start of a line: what is wrapped goes on beneath the words after them.
_INDENTED = re.compile(r"^( *)(?:([-*•]) )?(.*)$", re.DOTALL)


class Journal(NamedTuple):
    """What is exported: whose journal, the days of it that were asked for, and the notes, oldest first."""

    case_ref: str
    person: str
    printed: date
    first: date | None
    last: date | None
    notes: Sequence[JournalNote]


def heading(note: JournalNote) -> str:
    """A note in a line: the kind with its scope, the number, who wrote it."""
    return " · ".join(part for part in (kind(note), note.caseworker, number_text(note.id)) if part)


def number_text(number: int) -> str:
    """How a note is named by its number."""
    return _("note {n}").format(n=number)


def kind(note: JournalNote) -> str:
    """What kind of note it is, with the scope of a review and the municipality's own template, where there is one."""
    told = name_of(NOTE_TEMPLATE, note.template)
    more = (name_of(EXEMPTION_SCOPE, note.scope), note.form if note.form != note.template else None)
    within = ", ".join(part for part in more if part)
    return f"{told} ({within})" if within else told


def words(note: JournalNote) -> str:
    """What a note says: its text; where an extract brought answers alone, these, line by line."""
    text = clean(note.text or "").strip("\n")
    if text.strip():
        return text
    return "\n".join(f"{clean(name)}: {clean(_answer(value))}" for name, value in note.answers.items())


def _answer(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_answer, value))
    if isinstance(value, dict):
        return ", ".join(_answer(inner) for inner in value.values() if inner is not None)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def correction_heading(amendment: Amendment) -> str:
    """A correction in a line: its day and who wrote it."""
    told = _("Correction {date}").format(date=day_text(amendment.written_on))
    return f"{told} · {amendment.caseworker}" if amendment.caseworker else told


def corrected_words(amendment: Amendment) -> str:
    """What a correction says."""
    return clean(amendment.text).strip("\n")


def as_markdown(journal: Journal) -> str:
    """The journal as CommonMark: a heading for each note, its lines as they were written."""
    return "\n".join(_markdown(journal))


def _markdown(journal: Journal) -> Iterator[str]:
    yield f"# {_escaped(_title(journal))}\n"
    yield _paragraphs(_head(journal))
    for note in journal.notes:
        yield f"## {_escaped(f'{day_text(note.date)} · {heading(note)}')}\n"
        yield _paragraphs((words(note) or _("(without text)")).split("\n"))
        for amendment in note.amendments:
            yield f"### {_escaped(correction_heading(amendment))}\n"
            yield _paragraphs(corrected_words(amendment).split("\n"))


def _paragraphs(rows: Iterable[str]) -> str:
    """Lines as Markdown that keeps them as lines; an empty one ends a paragraph."""
    text = "\n".join(_escaped_line(row) for row in rows)
    broken = re.sub(r"(?<=[^\n])\n(?=[^\n])", "  \n", text)
    return re.sub(r"\n{3,}", "\n\n", broken).strip("\n") + "\n"


def _escaped_line(row: str) -> str:
    row = row.rstrip()
    return fixed_indent(row) + _escaped(row.lstrip(" "))


def _escaped(text: str) -> str:
    """``text`` that Markdown shows as it stands, at the start of a line or within one."""
    return line_start(escaped(_one_line(text)))


def _one_line(text: str) -> str:
    return clean(text).replace("\n", " ")


def as_text(journal: Journal) -> str:
    """The journal as plain text, no line longer than a page is wide but for a word that is longer."""
    return "\n".join(row.rstrip() for row in _text(journal)) + "\n"


def _text(journal: Journal) -> Iterator[str]:
    yield from _wrapped(_title(journal), "")
    for row in _head(journal):
        yield from _wrapped(row, "")
    for note in journal.notes:
        yield ""
        yield "-" * PAGE
        yield from _wrapped(f"{day_text(note.date)} · {heading(note)}", "")
        yield ""
        yield from page(words(note) or _("(without text)"))
        for amendment in note.amendments:
            yield ""
            yield from _wrapped(f"    {correction_heading(amendment)}", "")
            yield from page(corrected_words(amendment), "    ")


def page(text: str, indent: str = "", width: int = PAGE) -> Iterator[str]:
    """The lines of ``text``, those too long for ``width`` wrapped under their own beginning."""
    for row in text.split("\n"):
        yield from _wrapped(row, indent, width)


def _wrapped(row: str, indent: str, width: int = PAGE) -> Iterator[str]:
    match = _INDENTED.match(_one_line(row).rstrip())
    assert match is not None
    lead, bullet, rest = match.groups()
    first = indent + lead + (f"{bullet} " if bullet else "")
    yield from textwrap.wrap(
        rest,
        max(width, len(first) + 20),
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    ) or [""]


def _title(journal: Journal) -> str:
    return _("Journal of case {case}").format(case=journal.case_ref)


def _head(journal: Journal) -> Iterator[str]:
    yield _("Person: {person}").format(person=journal.person)
    count = len(journal.notes)
    told = ngettext("{n} note, {span}", "{n} notes, {span}", count).format(n=count, span=_span(journal))
    yield _("{notes}; printed {date}").format(notes=told, date=day_text(journal.printed))


def _span(journal: Journal) -> str:
    """The days that were asked for, else those of the first and the last note."""
    days = [note.date for note in journal.notes]
    first, last = journal.first or min(days), journal.last or max(days)
    return _("{first} to {last}").format(first=day_text(first), last=day_text(last))
