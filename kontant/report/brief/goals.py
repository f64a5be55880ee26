"""Goals and wishes: what is open, what was reached, and what the person wants and can, by the latest notes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kontant.exchange.pages.model import Block, Column, Facts, Heading, Paragraph, Table, Text
from kontant.i18n import N_, _, day_text, ngettext
from kontant.model.timeline import Goal
from kontant.model.vocabulary import GOAL_KIND, folded, name_of
from kontant.report.brief.material import Material
from kontant.report.brief.wording import answered, cell, cited, rows, said
from kontant.store.journal import JournalNote

# Goals reached that are named one by one; those before are counted.
REACHED = 10
# What the latest note that answers says of the person's own direction, each with what it is called.
WISHES = (
    ("wishes", N_("Job wishes")),
    ("openings", N_("Concrete openings")),
    ("resources", N_("Resources")),
    ("link", N_("How it leads to the goals")),
    ("progress", N_("Since last time")),
    ("words", N_("The person's own words")),
    ("person_says", N_("The person says of the plan")),
)
# The answers that list goals, by kind; the guide enters them in the case, an extract may bring them in notes alone.
LISTED = {"job": "job_goals", "sub": "sub_goals"}
# Goals that notes alone tell of and that are named one by one; those before are counted.
UNRECORDED = 10


def goals(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Goals and wishes"))
    for kind, missing in (("job", _("No job goal is recorded.")), ("sub", _("No sub-goal is recorded."))):
        of_kind = [goal for goal in m.t.goals if goal.kind == kind]
        if not of_kind:
            yield Paragraph(missing)
        elif all(goal.reached for goal in of_kind):
            yield Paragraph(_("No {goal} is open.").format(goal=name_of(GOAL_KIND, kind)))
    yield from _open(
        m, sorted((g for g in m.t.goals if not g.reached), key=lambda g: (g.kind, g.due is None, g.due, g.title))
    )
    yield from _reached(
        m, sorted((g for g in m.t.goals if g.reached), key=lambda g: (g.reached, g.title), reverse=True)
    )
    yield from _unrecorded(m)
    wishes = [*_wishes(m)]
    if wishes:
        yield Facts(wishes)
    else:
        yield Paragraph(_("No note answers what the person wants or can."))


def _open(m: Material, found: Sequence[Goal]) -> Iterator[Block]:
    if not found:
        return
    columns = [Column(_("Goal")), Column(_("Kind")), Column(_("Set on")), Column(_("By when"))]
    late = [place for place, goal in enumerate(found) if goal.due and goal.due < m.day]
    rows = [[_named(m, goal), name_of(GOAL_KIND, goal.kind), day_text(goal.set_on), _by(m, goal)] for goal in found]
    yield Table(_("Open goals"), columns, rows, late)


def _by(m: Material, goal: Goal) -> str:
    if goal.due is None:
        return _("no day is set")
    told = day_text(goal.due)
    return _("{date}, passed").format(date=told) if goal.due < m.day else told


def _reached(m: Material, found: Sequence[Goal]) -> Iterator[Block]:
    if not found:
        return
    columns = [Column(_("Goal")), Column(_("Kind")), Column(_("Set on")), Column(_("Reached"))]
    rows = [
        [_named(m, goal), name_of(GOAL_KIND, goal.kind), day_text(goal.set_on), day_text(goal.reached or m.day)]
        for goal in found[:REACHED]
    ]
    yield Table(_("Goals reached"), columns, rows)
    if earlier := found[REACHED:]:
        told = ngettext("{n} goal was reached before.", "{n} goals were reached before.", len(earlier))
        yield Paragraph(cited(told.format(n=len(earlier)), m.cite.records("goals", earlier)))


def _named(m: Material, goal: Goal) -> Text:
    return cited(goal.title, m.cite.record("goals", goal))


class Told(NamedTuple):
    """A goal that a note tells of and that is not on record."""

    kind: str
    title: str
    note: JournalNote


def _unrecorded(m: Material) -> Iterator[Block]:
    """The goals that are only told of in notes, newest first, each by the latest note that has it."""
    known = {(goal.kind, folded(goal.title)) for goal in m.t.goals}
    found: dict[tuple[str, str], Told] = {}
    for note in m.notes:
        for kind, question in LISTED.items():
            for title in (cell(row, "title") for row in rows(note, question)):
                if title and (same := (kind, folded(title))) not in known:
                    found.setdefault(same, Told(kind, title, note))
    told = [*found.values()]
    if told:
        columns = [Column(_("Goal")), Column(_("Kind")), Column(_("Told of on"))]
        yield Table(_("Goals that notes tell of, but that are not on record"), columns, _told(m, told[:UNRECORDED]))
    if earlier := told[UNRECORDED:]:
        more = ngettext("{n} more such goal in earlier notes.", "{n} more such goals in earlier notes.", len(earlier))
        notes = {each.note.id: each.note for each in earlier}
        yield Paragraph(cited(more.format(n=len(earlier)), m.cite.notes([*notes.values()])))


def _told(m: Material, found: Sequence[Told]) -> list[list[Text]]:
    return [
        [cited(each.title, m.cite.note(each.note)), name_of(GOAL_KIND, each.kind), day_text(each.note.date)]
        for each in found
    ]


def _wishes(m: Material) -> Iterator[tuple[str, Text]]:
    notes = list(m.of_kind("conversation", "plan_review", "round_table"))
    for question, label in WISHES:
        note = next((each for each in answered(notes, question) if said(each, question)), None)
        if note is not None:
            yield _("{label}, {date}").format(label=_(label), date=day_text(note.date)), _answer(m, note, question)


def _answer(m: Material, note: JournalNote, question: str) -> Text:
    return cited(said(note, question), m.cite.note(note))
