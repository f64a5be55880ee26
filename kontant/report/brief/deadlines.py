"""What must happen by when: the deadlines of the rules with their law and next step, and what is planned or ends."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from kontant.exchange.pages.model import Block, Column, Heading, Paragraph, Run, Table, Text
from kontant.i18n import _, day_text
from kontant.model.vocabulary import (
    CONVERSATION_KIND,
    COORDINATION_FORM,
    EXEMPTION_SCOPE,
    GOAL_KIND,
    OFFER_TYPE,
    ROLE,
    STATEMENT_TYPE,
    name_of,
)
from kontant.report.brief.material import DAYS_AHEAD, Material
from kontant.report.brief.standing import law
from kontant.report.brief.wording import capital, cited
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.wording import next_step

# A sub-goal's day and an exemption's end that these rules tell of stand here by their flags.
_TELLS_SUB_GOAL, _TELLS_END = "sub-goal-due", "exemption-expiring"


class Due(NamedTuple):
    """One thing that has a day: what it is, the law or basis, and what to do."""

    day: date
    what: Text
    law: str = ""
    step: Text = ""


def deadlines(m: Material) -> Iterator[Block]:
    """The section."""
    yield Heading(2, _("Open deadlines and what comes next"))
    found = sorted([*_flags(m), *_records(m)], key=lambda each: (each.day, each.law == ""))
    if not m.is_open:
        yield from _after_closing(found)
        return
    if not found:
        yield Paragraph(_("No deadline is open, and nothing is planned."))
        return
    titles = (_("Day"), _("What"), _("Law or basis"), _("Next step"))
    rows = [[day_text(each.day), each.what, each.law, each.step] for each in found]
    if m.option:
        before, _name, after = _("Type the commands with {option}, or set KONTANT_DB.").partition("{option}")
        yield Paragraph([Run(before), Run(m.option, code=True), Run(after)])
    late = [place for place, each in enumerate(found) if each.day < m.day]
    told = _("Deadlines up to {n} days ahead, and all that is planned; what stands out has passed")
    yield Table(told.format(n=DAYS_AHEAD), [Column(each) for each in titles], rows, late)


def _after_closing(found: Sequence[Due]) -> Iterator[Block]:
    """What still lies ahead on record in a case that is closed."""
    yield Paragraph(_("The case is closed, so no deadline is open."))
    if found:
        columns = [Column(_("Day")), Column(_("What"))]
        yield Table(_("On record for days after the closing"), columns, [[day_text(d.day), d.what] for d in found])


def _command(m: Material, flag: Flag) -> Text:
    return [Run(next_step(flag, m.prefix), code=True)]


def _told(m: Material, rule: str) -> set[tuple[date | None, str]]:
    """The deadlines that flags of a rule tell of, each with its scope."""
    return {(flag.deadline, flag.scope) for flag in (*m.flags, *m.ahead) if flag.rule == rule}


def _flags(m: Material) -> Iterator[Due]:
    aside = [flag for flag, _snooze in m.aside]
    for flag in (*m.flags, *aside, *m.ahead):
        if flag.deadline is not None:
            told = ": ".join(part for part in (title(flag.rule), name_of(EXEMPTION_SCOPE, flag.scope)) if part)
            if flag in aside:
                told = _("{flag} (put aside)").format(flag=told)
            what = cited(told, m.cite.flag(flag, m.safe))
            yield Due(flag.deadline, what, law(flag), _command(m, flag))


def _records(m: Material) -> Iterator[Due]:
    yield from _conversations(m)
    yield from _periods(m)
    yield from _goals(m)
    yield from _statements(m)
    for c in m.t.coordination:
        if c.date > m.day:
            told = f"{capital(name_of(COORDINATION_FORM, c.form))}: {c.actor}"
            yield Due(c.date, cited(told, m.cite.record("coordination", c)))
    if m.t.case.closed and m.t.case.closed > m.day:
        yield Due(m.t.case.closed, cited(_("The case closes"), m.cite.case(m.t.case.opened)))


def _conversations(m: Material) -> Iterator[Due]:
    for c in m.t.conversations:
        if c.status == "planned" and c.date >= m.day:
            with_whom = f" ({c.caseworker})" if c.caseworker else ""
            told = capital(name_of(CONVERSATION_KIND, c.kind)) + with_whom
            yield Due(c.date, cited(told, m.cite.record("conversations", c)))


def _periods(m: Material) -> Iterator[Due]:
    for offer in m.t.offers:
        if offer.outcome is None:
            name = name_of(OFFER_TYPE, offer.type)
            words = _("Offer begins: {name}").format(name=name), _("Offer ends: {name}").format(name=name)
            yield from _period(m, "offers", offer, *words)
    flagged = _told(m, _TELLS_END)
    for x in m.t.exemptions:
        name = name_of(EXEMPTION_SCOPE, x.scope)
        words = _("Exemption begins: {name}").format(name=name), _("Exemption ends: {name}").format(name=name)
        yield from (each for each in _period(m, "exemptions", x, *words) if (each.day, x.scope) not in flagged)
    for a in m.t.assignments:
        told = {"who": a.caseworker, "role": name_of(ROLE, a.role)}
        words = _("{who} becomes {role}").format(**told), _("{who} ends as {role}").format(**told)
        yield from _period(m, "assignments", a, *words)


def _period(m: Material, table: str, record: Any, begins: str, ends: str) -> Iterator[Due]:
    """The days of a period that lie ahead."""
    if record.start > m.day:
        yield Due(record.start, cited(begins, m.cite.record(table, record)))
    if record.end is not None and record.end >= m.day:
        yield Due(record.end, cited(ends, m.cite.record(table, record)))


def _goals(m: Material) -> Iterator[Due]:
    flagged = _told(m, _TELLS_SUB_GOAL)
    for goal in m.t.goals:
        if goal.due and not goal.reached and (goal.kind != "sub" or (goal.due, "") not in flagged):
            told = f"{capital(name_of(GOAL_KIND, goal.kind))}: {goal.title}"
            yield Due(goal.due, cited(told, m.cite.record("goals", goal)))


def _statements(m: Material) -> Iterator[Due]:
    """Appointments with a doctor that lie ahead."""
    for s in m.t.statements:
        if s.consulted and s.consulted > m.day:
            told = _("Appointment with the doctor: {type}").format(type=name_of(STATEMENT_TYPE, s.type))
            yield Due(s.consulted, cited(told, m.cite.record("statements", s)))
