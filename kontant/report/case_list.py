"""The list behind the summary: a row for each open case, worst first.

Without personal data a case is a number in the list and a caseworker a number by size of caseload; the row is
still about one person, and what is left may be enough for somebody who knows the case.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any

from kontant.exchange.sheets import Sheet
from kontant.i18n import _
from kontant.model.person import shown_cpr
from kontant.model.timeline import Case
from kontant.report.judged import Judged, numbered
from kontant.report.tables import Table, as_json, as_sheet
from kontant.rules.flags import RANK, Status

_NAMED = ("case_ref", "name", "cpr", "birth_date")
_UNNAMED = ("number", "age_group")
_COMMON = (
    "target_group",
    "track",
    "seniority_years",
    "seniority_group",
    "challenges",
    "caseworker",
    "last_conversation",
    "last_activity",
    *map(str, Status),
    "worst_rule",
    "deadline",
)
# The first ages of the groups; under 30 is young in the law's sense.
_AGES = (25, 30, 40, 50, 60)


@dataclass(frozen=True)
class CaseList:
    """The open cases of a day as codes."""

    as_of: date
    identified: bool
    table: Table

    def sheet(self) -> Sheet:
        """The list in words."""
        return as_sheet(_("Cases"), self.table)

    def json(self) -> dict[str, Any]:
        """The list with stable English keys and codes."""
        return {
            "as_of": self.as_of.isoformat(),
            "cases_open": len(self.table.rows),
            "identified": self.identified,
            "cases": as_json(self.table),
        }


def case_list(cases: Iterable[Judged], day: date, *, identified: bool = False) -> CaseList:
    """The judged cases, worst first; names, CPR (masked), case numbers and initials only if ``identified``."""
    columns = (*(_NAMED if identified else _UNNAMED), *_COMMON)
    # No more is kept of a case than its row: there may be ninety thousand.
    drafts = sorted((_order(case), _row(case, identified)) for case in cases)
    place = columns.index("caseworker")
    names = numbered(Counter(row[place] for _place, row in drafts), identified=identified)
    for number, (_place, row) in enumerate(drafts, start=1):
        row[place] = names[row[place]]
        if not identified:
            row[0] = number
    return CaseList(day, identified, Table(columns, [row for _place, row in drafts]))


def age_group(age: int | None) -> str | None:
    """The ten years (five in youth) that ``age`` lies in: ``<25``, ``25-29``, ... ``60+``."""
    if age is None:
        return None
    below = 0
    for bound in _AGES:
        if age < bound:
            return f"{below}-{bound - 1}" if below else f"<{bound}"
        below = bound
    return f"{below}+"


def _named(head: Case) -> tuple[Any, ...]:
    return head.case_ref, head.name, shown_cpr(head.cpr, whole=False), head.birth_date


def _order(case: Judged) -> tuple[int, date, str]:
    worst = case.flags[0] if case.flags else None
    rank = RANK[worst.status] if worst else len(RANK)
    return rank, (worst.deadline if worst else None) or date.max, case.case.case_ref


def _row(case: Judged, identified: bool) -> list[Any]:
    head = case.case
    return [
        *(_named(head) if identified else (0, age_group(case.age))),
        intern(head.target_group),
        intern(head.track),
        case.years,
        case.seniority_group,
        len(case.challenges),
        intern(case.coordinator) if case.coordinator else None,
        case.last_conversation,
        case.last_activity,
        *(case.count(status) for status in Status),
        case.flags[0].rule if case.flags else None,
        min((flag.deadline for flag in case.flags if flag.deadline), default=None),
    ]
