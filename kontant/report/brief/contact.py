"""Contact: what is said to work, which conversations were held, how the person was reached, and what notes say."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Conversation
from kontant.model.vocabulary import CHANNEL, CONVERSATION_KIND, CONVERSATION_STATUS, name_of
from kontant.report.brief.answer_words import ATTENDANCE, REACHED_BY
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answered, capital, cited, joined, lead, named, rows, said
from kontant.store.journal import JournalNote

# Of what notes say in words: the latest, the others are counted.
LATEST = 5
PAST = ("held", "no_show", "cancelled", "planned")


def contact(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Contact with the person"))
    yield from _handed_on(m)
    past = [c for c in m.t.conversations if c.date < m.day or (c.date == m.day and c.status != "planned")]
    if not past:
        yield Paragraph(_("No conversation is recorded yet."))
    else:
        yield _by_kind(m, past)
        yield _by_channel(m, past)
    yield Facts([*_reached(m), *_attendance(m), *_took_part(m)])


def _handed_on(m: Material) -> Iterator[Block]:
    """What handovers say works: the latest whole, how many said something before it."""
    notes = list(answered(m.notes, "works_in_contact"))
    if not notes:
        yield Paragraph(_("No handover note says what works in contact with the person."))
        return
    latest, *earlier = notes
    heading = _("What works, by the handover of {date}").format(date=day_text(latest.date))
    told = cited(said(latest, "works_in_contact"), m.cite.note(latest))
    if earlier:
        more = ngettext("({n} earlier note answers it too)", "({n} earlier notes answer it too)", len(earlier))
        told = joined(told, cited(more.format(n=len(earlier)), m.cite.notes(earlier)))
    yield Paragraph(lead(heading, told))


def _by_kind(m: Material, past: Sequence[Conversation]) -> Table:
    groups = [
        (capital(name_of(CONVERSATION_KIND, code)), [c for c in past if c.kind == code]) for code in CONVERSATION_KIND
    ]
    return _table(m, _("Conversations by kind"), _("Kind"), groups)


def _by_channel(m: Material, past: Sequence[Conversation]) -> Table:
    groups = [
        (capital(name_of(CHANNEL, code)) or _("Form not recorded"), [c for c in past if c.channel == code])
        for code in (*CHANNEL, None)
    ]
    return _table(m, _("Conversations by form"), _("Form"), groups)


def _table(m: Material, caption: str, first: str, groups: Sequence[tuple[str, Sequence[Conversation]]]) -> Table:
    """Counts by what became of the conversations; of those planned for a day that has passed nobody said."""
    headings = [capital(name_of(CONVERSATION_STATUS, code)) for code in PAST[:-1]] + [_("Only planned")]
    columns = [Column(first), *(Column(each, right=True) for each in headings), Column(_("Latest held"))]
    found = [_row(m, name, group) for name, group in groups if group]
    return Table(caption, columns, found)


def _row(m: Material, name: str, group: Sequence[Conversation]) -> list[Text]:
    counted: list[Text] = []
    for status in PAST:
        of_status = [c for c in group if c.status == status]
        counted.append(cited(str(len(of_status)), m.cite.records("conversations", of_status)) if of_status else "0")
    held = max((c for c in group if c.status == "held"), key=lambda c: c.date, default=None)
    latest: Text = cited(day_text(held.date), m.cite.record("conversations", held)) if held else _("never")
    return [name, *counted, latest]


def _reached(m: Material) -> Iterator[tuple[str, Text]]:
    """How the person was tried to be reached after an absence, and how often that way did."""
    notes = list(answered(m.of_kind("absence"), "attempts"))
    tries = [row for note in notes for row in rows(note, "attempts") if row.get("how")]
    if not tries:
        return
    made = Counter(str(row["how"]) for row in tries)
    got = Counter(str(row["how"]) for row in tries if row.get("reached") is True)
    told = [
        _("{how}: {got} of {made}").format(how=named(REACHED_BY, how), got=got[how], made=n)
        for how, n in sorted(made.items(), key=lambda each: (-got[each[0]], -each[1], each[0]))
    ]
    yield _("Reached after an absence"), cited("; ".join(told), m.cite.notes(notes))


def _attendance(m: Material) -> Iterator[tuple[str, Text]]:
    """Attendance in offers as follow-ups tell it, and what lay behind absence."""
    notes = list(answered(m.of_kind("offer_follow_up"), "attendance"))
    if not notes:
        yield _("Attendance in offers"), _("no follow-up tells of it")
        return
    counts = Counter(str(note.answers["attendance"]) for note in notes)
    told = ", ".join(f"{named(ATTENDANCE, code)}: {n}" for code, n in counts.most_common())
    yield _("Attendance in offers"), cited(told, m.cite.notes(notes))
    yield from _latest(m, _("Behind the absence"), "absence", list(answered(notes, "absence")))


def _took_part(m: Material) -> Iterator[tuple[str, Text]]:
    yield from _latest(m, _("Also took part"), "took_part", list(answered(m.notes, "took_part")))


def _latest(m: Material, label: str, question: str, notes: Sequence[JournalNote]) -> Iterator[tuple[str, Text]]:
    """The latest answers to a question, each by its day, and how many there are before them."""
    told = [
        cited(f"{day_text(note.date)}: {said(note, question)}", m.cite.note(note))
        for note in notes[:LATEST]
        if said(note, question)
    ]
    if earlier := notes[LATEST:]:
        more = ngettext("and {n} earlier answer", "and {n} earlier answers", len(earlier)).format(n=len(earlier))
        told.append(cited(more, m.cite.notes(earlier)))
    if told:
        yield label, joined(*told, between=" · ")
