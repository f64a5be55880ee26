"""The page itself: the sections of a brief in their order, under a head that says what it is and of which day."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date

from kontant.exchange.pages.model import Block, Page
from kontant.i18n import _, day_text, language
from kontant.report.brief.absences import absences
from kontant.report.brief.agreements import agreements
from kontant.report.brief.contact import contact
from kontant.report.brief.corrections import corrections
from kontant.report.brief.deadlines import deadlines
from kontant.report.brief.goals import goals
from kontant.report.brief.health import exemptions, statements
from kontant.report.brief.journal import last_notes, whole_journal, withdrawn
from kontant.report.brief.material import Material, gather
from kontant.report.brief.numbering import numbered
from kontant.report.brief.offers import tried
from kontant.report.brief.people import caseworkers, coordination
from kontant.report.brief.regards import regards
from kontant.report.brief.standing import standing
from kontant.report.brief.who import who
from kontant.rules.evaluate import Evaluator

_SECTIONS: tuple[Callable[[Material], Iterator[Block]], ...] = (
    who,
    standing,
    deadlines,
    agreements,
    goals,
    tried,
    contact,
    regards,
    statements,
    exemptions,
    absences,
    coordination,
    caseworkers,
    last_notes,
    whole_journal,
    corrections,
    withdrawn,
)


def brief_page(
    connection: sqlite3.Connection,
    case_ref: str,
    rules: Evaluator,
    *,
    show_cpr: bool = False,
    made: date,
    prefix: str = "kontant",
    option: str = "",
) -> Page:
    """The brief of the case ``case_ref``, which is there, as it stands on the day of ``rules``; ``made`` is today.

    ``prefix`` is how its commands begin, ``option`` what they need beside that to reach the caseload. Raises
    ``Refused`` for a day before the case was opened.
    """
    m = gather(connection, case_ref, rules, whole_cpr=show_cpr, made=made, prefix=prefix, option=option)
    told = [block for section in _SECTIONS for block in section(m)]
    blocks, footnotes = numbered(told, m.cite.texts)
    return Page(
        title=_("Brief of case {case}").format(case=case_ref),
        subtitle=m.t.case.name,
        lines=[*_lines(m, made)],
        language=language(),
        created=made,
        blocks=blocks,
        footnotes=footnotes,
        private=True,
    )


def _lines(m: Material, made: date) -> Iterator[str]:
    yield _("As of {day}; made {made}.").format(day=day_text(m.day), made=day_text(made))
    if m.then.is_past:
        yield _("A day in the past: what has happened since is left out; plans stand as they are today.")
        yield _(
            "Track, target group, challenges and name, and what was decided on an absence, have no day on record: they "
            "stand as they are today."
        )
    yield _("The number after a fact leads to the record that it is from, at the end.")
