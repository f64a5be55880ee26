"""Who has had a part in the case: caseworkers and other roles, handovers, absences, and what others were drawn in."""

from collections import Counter
from collections.abc import Iterator

from kontant.exchange.journal_export import kind, number_text, words
from kontant.exchange.pages.model import Block, Bullets, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.timeline import Assignment, Coordination
from kontant.model.vocabulary import COORDINATION_FORM, ROLE, folded, name_of
from kontant.report.brief.answer_words import HANDED_OVER, ONE_PLAN
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answers_of, capital, cell, cited, lead, named, rows
from kontant.rules.answers import filled
from kontant.store.journal import JournalNote

# Of each kind: those that are named one by one; those before are counted.
HANDOVERS, COORDINATIONS, ROUND_TABLES = 5, 10, 3
DECIDED = (("purpose", N_("Purpose")), ("words", N_("The person's own words")), ("decisions", N_("Decided")))


def caseworkers(m: Material) -> Iterator[Block]:
    """The section of who has held which role, and how the case was handed over."""
    yield Heading(2, _("Caseworkers"))
    if not m.t.assignments:
        yield Paragraph(_("No caseworker is recorded."))
    else:
        yield Paragraph(_counted(m))
        columns = [Column(title) for title in (_("Who"), _("Role"), _("From"), _("To"))]
        yield Table(_("Who has had which role"), columns, _assignments(m))
    yield from _handovers(m)


def _counted(m: Material) -> Text:
    """How many different people have coordinated the case."""
    begun = [a for a in m.t.assignments if a.role == "coordinator" and a.start <= m.day]
    people = {folded(a.caseworker) for a in begun}
    told = ngettext("{n} coordinating caseworker until now.", "{n} coordinating caseworkers until now.", len(people))
    return cited(told.format(n=len(people)), *([m.cite.records("assignments", begun)] if begun else []))


def _assignments(m: Material) -> list[list[Text]]:
    found = sorted(m.t.assignments, key=lambda a: (a.start, a.role), reverse=True)
    return [_assignment(m, a) for a in found]


def _assignment(m: Material, a: Assignment) -> list[Text]:
    return [
        cited(a.caseworker, m.cite.record("assignments", a)),
        name_of(ROLE, a.role),
        day_text(a.start),
        day_text(a.end) if a.end else _("still"),
    ]


def _handovers(m: Material) -> Iterator[Block]:
    notes = list(m.of_kind("handover"))
    if not notes:
        return
    told = [_handover(m, note) for note in notes[:HANDOVERS]]
    if earlier := notes[HANDOVERS:]:
        more = ngettext("and {n} earlier handover", "and {n} earlier handovers", len(earlier)).format(n=len(earlier))
        told.append(cited(more, m.cite.notes(earlier)))
    yield Heading(3, _("Handovers"))
    yield Bullets(told)


def _handover(m: Material, note: JournalNote) -> Text:
    """The day and how it was done; where the note does not answer that, its number, by which it is found."""
    met = named(HANDED_OVER, note.answers.get("met")) or number_text(note.id)
    return cited(f"{day_text(note.date)}: {met}", m.cite.note(note))


def coordination(m: Material) -> Iterator[Block]:
    """The section of the others who were drawn in."""
    yield Heading(2, _("Coordination"))
    found = [c for c in reversed(m.t.coordination) if c.date <= m.day]
    if not found:
        yield Paragraph(_("No coordination with others is recorded."))
    else:
        columns = [Column(_("With whom")), Column(_("Form")), Column(_("Day"))]
        yield Table(_("Latest coordination"), columns, [_coordination(m, c) for c in found[:COORDINATIONS]])
    if earlier := found[COORDINATIONS:]:
        forms = Counter(name_of(COORDINATION_FORM, c.form) for c in earlier)
        told = ngettext("{n} before: {forms}.", "{n} before: {forms}.", len(earlier))
        kinds = ", ".join(f"{n} {form}" for form, n in forms.most_common())
        yield Paragraph(cited(told.format(n=len(earlier), forms=kinds), m.cite.records("coordination", earlier)))
    yield from _round_tables(m)


def _coordination(m: Material, c: Coordination) -> list[Text]:
    return [
        cited(c.actor, m.cite.record("coordination", c)),
        name_of(COORDINATION_FORM, c.form),
        day_text(c.date),
    ]


def _round_tables(m: Material) -> Iterator[Block]:
    """What round tables decided, and whether there is to be one plan."""
    notes = list(m.of_kind("round_table"))
    for note in notes[:ROUND_TABLES]:
        yield Heading(3, _("{kind} {date}").format(kind=capital(kind(note)), date=day_text(note.date)))
        yield Facts([(label, cited(text, m.cite.note(note))) for label, text in _round_table(note)])
    if earlier := notes[ROUND_TABLES:]:
        told = ngettext("{n} earlier round table.", "{n} earlier round tables.", len(earlier)).format(n=len(earlier))
        yield Paragraph(cited(told, m.cite.notes(earlier)))
    plan = next((note for note in m.notes if filled(note.answers.get("one_plan"))), None)
    if plan is not None:
        answer = f"{named(ONE_PLAN, plan.answers['one_plan'])} ({day_text(plan.date)})"
        yield Paragraph(lead(_("One plan across the departments"), cited(answer, m.cite.note(plan))))


def _round_table(note: JournalNote) -> list[tuple[str, str]]:
    took_part = ", ".join(cell(row, "actor") for row in rows(note, "participants") if cell(row, "actor"))
    told = [(_("Took part"), took_part)] if took_part else []
    told += answers_of(note, DECIDED)
    return told or [(_("Words of the note"), words(note) or _("(without text)"))]
