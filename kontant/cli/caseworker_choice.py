"""What a handover is to do: which cases pass from whom to whom, from which day, and what is to be known beside it."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kontant.cli.case_finding import known_spelling
from kontant.cli.caseworker_search import Search
from kontant.cli.context import Context
from kontant.errors import UsageError
from kontant.i18n import _
from kontant.model.timeline import Case
from kontant.model.vocabulary import folded
from kontant.report.handover import handed_over, to_come
from kontant.store import finding
from kontant.store.reading import reading

if TYPE_CHECKING:
    from kontant.model.records import AssignmentFields


class Choice(NamedTuple):
    """The cases that pass from ``former`` to ``caseworker`` on ``start``.

    ``to_come`` are cases that ``former`` is to take over later, by the day: they stay as planned. ``met`` are those of
    ``cases`` in which ``former`` has held conversations since a ``start`` in the past, by the last day. ``is_new``
    tells that nobody of the new one's name holds or held a role in the caseload.
    """

    former: str
    caseworker: str
    start: date
    cases: list[Case]
    to_come: Mapping[str, date]
    met: Mapping[str, date]
    is_new: bool

    @property
    def refs(self) -> list[str]:
        """The references of the cases, in order."""
        return [case.case_ref for case in self.cases]


def chosen(context: Context, former: str, caseworker: str, named: list[str] | None, start: date) -> Choice:
    """The cases that are meant, all that ``former`` coordinates where none is named.

    Raises ``UsageError`` for initials that cannot be, ``NotFound`` where ``former`` has no case, and ``Refused`` where
    one cannot pass.
    """
    given, taking = known_spelling(context, former), known_spelling(context, caseworker)
    if folded(given) == folded(taking):
        raise UsageError(_("FROM and TO are the same, {who}; name the one who takes over.").format(who=given[:40]))
    taking = new_assignment("?", taking, start).caseworker
    with reading(context.path) as connection:
        known = finding.caseworkers(connection)
        search = Search(connection, given, start, context.today)
        moving, later = search.all() if named is None else (search.each(named), {})
        met = search.met(moving)
    again = {t.case.case_ref: to_come(handed_over(t, taking, start), given, max(start, context.today)) for t in moving}
    later |= {ref: day for ref, day in again.items() if day}
    return Choice(given, taking, start, [t.case for t in moving], later, met, folded(taking) not in map(folded, known))


def new_assignment(case_ref: str, caseworker: str, start: date) -> "AssignmentFields":
    """The assignment as it is to begin; raises ``UsageError`` for initials that cannot be."""
    from kontant.cli.case_fields import worded
    from kontant.model.records import AssignmentFields

    with worded("assignments", {"caseworker": _("TO")}):
        return AssignmentFields.model_validate(
            {"case_ref": case_ref, "role": "coordinator", "start": start, "caseworker": caseworker}
        )
