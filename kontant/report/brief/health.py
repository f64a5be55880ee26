"""What doctors were asked and answered, and the exemptions with their own explanations and reviews."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from kontant.dates import add_months
from kontant.exchange.journal_export import words
from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.timeline import Exemption, Statement
from kontant.model.vocabulary import EXEMPTION_REASON, EXEMPTION_SCOPE, STATEMENT_TYPE, name_of
from kontant.report.brief.answer_words import DECISION, MENTOR
from kontant.report.brief.material import Material
from kontant.report.brief.records import exemption_words
from kontant.report.brief.unplaced import unplaced
from kontant.report.brief.wording import answers_of, capital, cited, named, or_missing
from kontant.rules.answers import filled
from kontant.store.journal import JournalNote

# Of each kind: those that stand one by one; those before are counted.
STATEMENTS, EXEMPTIONS, REVIEWS = 8, 10, 3
# An answer that a note naming none can mean has come no longer before it.
MONTHS_BEFORE_NOTE = 2
# What a note on an answer says, and what a review of an exemption does.
ANSWERS = (
    ("possible", N_("What is possible")),
    ("regards", N_("Regards")),
    ("plan", N_("What it changes")),
    ("instead", N_("What is done instead")),
    ("told", N_("The person was told")),
)
# What a note on an order asked for beside what the record has.
ORDERED = (
    ("doctor", N_("Asked of")),
    ("tasks", N_("Planned tasks and period")),
)
REVIEWED = (
    ("basis_words", N_("What it builds on")),
    ("capacity", N_("Limited capacity")),
    ("changed", N_("What has changed")),
    ("ends_when", N_("Ends when")),
)


def statements(m: Material) -> Iterator[Block]:
    """The section of medical statements."""
    yield Heading(2, _("Medical statements"))
    found = sorted(m.t.statements, key=lambda s: (s.ordered, s.type), reverse=True)
    if not found:
        yield Paragraph(_("No statement is recorded."))
    notes = _about(m, found)
    for s in found[:STATEMENTS]:
        yield Heading(3, _statement_title(s))
        yield Facts([*_statement(m, s, notes.of[s])])
    if earlier := found[STATEMENTS:]:
        told = ngettext("{n} earlier statement: {types}.", "{n} earlier statements: {types}.", len(earlier))
        types = Counter(name_of(STATEMENT_TYPE, s.type) for s in earlier)
        kinds = ", ".join(f"{n} {name}" for name, n in types.most_common())
        yield Paragraph(cited(told.format(n=len(earlier), types=kinds), m.cite.records("statements", earlier)))
    of_earlier = [note for note in m.notes if any(note in notes.of[s] for s in earlier)]
    told = ngettext(
        "{n} note is about these earlier statements.", "{n} notes are about these earlier statements.", len(of_earlier)
    )
    yield from unplaced(m, told.format(n=len(of_earlier)), of_earlier)
    told = ngettext(
        "{n} note on statements belongs to none on record: it names none and can mean several, or one not here.",
        "{n} notes on statements belong to none on record: they name none and can mean several, or one not here.",
        len(notes.nobodys),
    )
    yield from unplaced(m, told.format(n=len(notes.nobodys)), notes.nobodys)


class About(NamedTuple):
    """The notes about each statement, newest first, and those about none that is known."""

    of: dict[Statement, list[JournalNote]]
    nobodys: list[JournalNote]


def _about(m: Material, found: Sequence[Statement]) -> About:
    """Share the notes on orders and on answers out among the statements."""
    about = About({s: [] for s in found}, [])
    for note in m.of_kind("statement_order", "statement_received"):
        is_about = _is_ordered_by if note.template == "statement_order" else partial(_is_about, m)
        places = [about.of[s] for s in found if is_about(note, s)]
        (places[0] if len(places) == 1 else about.nobodys).append(note)
    return about


def _is_ordered_by(note: JournalNote, s: Statement) -> bool:
    """Whether the note on an order is of the day and, where it says one, of the type of the statement."""
    return s.ordered == note.date and note.answers.get("type", s.type) == s.type


def _statement_title(s: Statement) -> str:
    return _("{type}, ordered {date}").format(type=capital(name_of(STATEMENT_TYPE, s.type)), date=day_text(s.ordered))


def _statement(m: Material, s: Statement, notes: Sequence[JournalNote]) -> Iterator[tuple[str, Text]]:
    number = m.cite.record("statements", s)
    yield _("State"), cited(_state(s), number)
    yield _("Purpose"), or_missing(s.purpose, _("no purpose is recorded"), number)
    yield _("Asked"), or_missing(s.question, _("no question is recorded"), number)
    orders, answers = ([n for n in notes if n.template == kind] for kind in ("statement_order", "statement_received"))
    for note in orders:
        told = answers_of(note, ORDERED) or ([] if note.answers else [(_("Order"), words(note) or _("(without text)"))])
        yield from ((label, cited(text, m.cite.note(note))) for label, text in told)
    for note in answers:
        told = answers_of(note, ANSWERS) or [(_("Answer"), words(note) or _("(without text)"))]
        yield from ((label, cited(text, m.cite.note(note))) for label, text in told)
    if s.received and not answers:
        yield _("Answer"), _("no note on the answer is known to be about it")


def _state(s: Statement) -> str:
    told = [
        s.consulted and _("with the doctor {date}").format(date=day_text(s.consulted)),
        s.reminded and _("reminded {date}").format(date=day_text(s.reminded)),
        s.received and _("received {date}").format(date=day_text(s.received)),
        s.declined and _("declined {date}").format(date=day_text(s.declined)),
    ]
    if not s.received and not s.declined:
        told.append(_("not answered"))
    return ", ".join(part for part in told if part)


def _is_about(m: Material, note: JournalNote, s: Statement) -> bool:
    """Whether the note names the statement; or names none, and no other had an answer in the two months before it."""
    answer = note.answers.get("statement")
    if isinstance(answer, str) and filled(answer):
        return answer.split() == [s.type, s.ordered.isoformat()]
    answered = [each for each in m.t.statements if (day := each.received or each.declined) and _recent(day, note)]
    return answered == [s]


def _recent(day: date, note: JournalNote) -> bool:
    return add_months(note.date, -MONTHS_BEFORE_NOTE) <= day <= note.date


def exemptions(m: Material) -> Iterator[Block]:
    """The section of exemptions."""
    yield Heading(2, _("Exemptions"))
    found = sorted(m.t.exemptions, key=lambda x: (x.start, x.scope), reverse=True)
    if not found:
        yield Paragraph(_("No exemption is recorded."))
        return
    columns = [Column(_("Exemption")), Column(_("Recorded reason")), Column(_("Explanation"))]
    now = [p for p, x in enumerate(found[:EXEMPTIONS]) if x.start <= m.day and (x.end is None or x.end >= m.day)]
    caption = _("Exemptions, newest first; what stands out covers the day")
    yield Table(caption, columns, [_exemption(m, x) for x in found[:EXEMPTIONS]], now)
    if earlier := found[EXEMPTIONS:]:
        yield Paragraph(cited(_counted(earlier), m.cite.records("exemptions", earlier)))
    yield from _reviews(m)


def _exemption(m: Material, x: Exemption) -> list[Text]:
    return [
        cited(exemption_words(x), m.cite.record("exemptions", x)),
        name_of(EXEMPTION_REASON, x.reason),
        or_missing(x.explanation, _("no explanation is recorded")),
    ]


def _counted(earlier: Sequence[Exemption]) -> str:
    """How many exemptions there were before, by scope and reason."""
    kinds = Counter(f"{name_of(EXEMPTION_SCOPE, x.scope)} ({name_of(EXEMPTION_REASON, x.reason)})" for x in earlier)
    told = ngettext("{n} earlier exemption: {kinds}.", "{n} earlier exemptions: {kinds}.", len(earlier))
    return told.format(n=len(earlier), kinds=", ".join(f"{n} {kind}" for kind, n in kinds.most_common()))


def _reviews(m: Material) -> Iterator[Block]:
    """The latest reviews with what they say, the others counted."""
    notes = list(m.of_kind("exemption_review"))
    if not notes:
        yield Paragraph(_("No review of an exemption is written."))
    for note in notes[:REVIEWS]:
        scope = name_of(EXEMPTION_SCOPE, note.scope) or _("all scopes")
        yield Heading(3, _("Review {date}, {scope}").format(date=day_text(note.date), scope=scope))
        yield Facts([(label, cited(text, m.cite.note(note))) for label, text in _review(note)])
    if earlier := notes[REVIEWS:]:
        told = ngettext("{n} earlier review.", "{n} earlier reviews.", len(earlier)).format(n=len(earlier))
        yield Paragraph(cited(told, m.cite.notes(earlier)))


def _review(note: JournalNote) -> Iterator[tuple[str, str]]:
    told = answers_of(note, REVIEWED)
    yield from told
    for label, text in (
        (_("Mentor"), named(MENTOR, note.answers.get("mentor"))),
        (_("Decision"), named(DECISION, note.answers.get("decision"))),
    ):
        if text:
            yield label, text
    if not told:
        yield _("Words of the note"), words(note) or _("(without text)")
