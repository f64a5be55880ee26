"""A report's tables: codes as they are counted, and the same in words for a sheet.

A table holds codes under stable English keys, as JSON gives them; :func:`as_sheet` names both in the language
in use.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from kontant.exchange.json_values import plain
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import N_, _, ngettext
from kontant.model.vocabulary import CHALLENGE, TARGET_GROUP, TRACK, Vocabulary, name_of
from kontant.rules.explained import basis_title, family_title, title


class Table(NamedTuple):
    """Rows of codes and counts under the keys ``columns``."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


HEADINGS: Mapping[str, str] = {
    "measure": N_("Measure"),
    "value": N_("Value"),
    "track": N_("Track"),
    "target_group": N_("Target group"),
    "seniority_group": N_("Seniority"),
    "seniority_years": N_("Years on benefit"),
    "challenges": N_("Challenges"),
    "challenge": N_("Challenge"),
    "caseworker": N_("Caseworker"),
    "cases": N_("Cases"),
    "percent": N_("Percent"),
    "overdue": N_("Overdue"),
    "due": N_("Due"),
    "notice": N_("Notice"),
    "none": N_("No flag"),
    "flags": N_("Flags"),
    "rule": N_("Rule"),
    "title": N_("Title"),
    "family": N_("Family"),
    "basis": N_("Basis"),
    "not_in_force_for": N_("Not in force for"),
    "under_30": N_("Under 30"),
    "recommended_adults": N_("Recommended, adults"),
    "recommended_young": N_("Recommended, young"),
    "beside_recommended": N_("Beside the recommended"),
    "recommended": N_("Recommended"),
    "deadlines_overdue": N_("Deadlines overdue"),
    "deadlines_due": N_("Deadlines within four weeks"),
    "weighted": N_("Cases, weighted by the coming four weeks"),
    "beside_weighted": N_("Weighted, beside the recommended"),
    "number": N_("Number"),
    "case_ref": N_("Case"),
    "name": N_("Name"),
    "cpr": N_("CPR"),
    "birth_date": N_("Born"),
    "age_group": N_("Age"),
    "last_conversation": N_("Last conversation"),
    "last_activity": N_("Last activity"),
    "worst_rule": N_("Worst flag"),
    "deadline": N_("Earliest deadline"),
}
MEASURES: Mapping[str, str] = {
    "as_of": N_("As of"),
    "horizon_days": N_("Days looked ahead"),
    "cases_open": N_("Open cases"),
    "cases_with_flags": N_("Cases with flags"),
    "cases_without_flags": N_("Cases without flags"),
    "cases_overdue": N_("Cases overdue (by their worst flag)"),
    "cases_due": N_("Cases due (by their worst flag)"),
    "cases_notice": N_("Cases with notices alone"),
    "flags_overdue": N_("Flags overdue"),
    "flags_due": N_("Flags due"),
    "flags_notice": N_("Notices"),
    "cases_long_term": N_("Long-term cases (five years or more on benefit)"),
    "caseworkers": N_("Caseworkers"),
    "cases_per_caseworker": N_("Cases per caseworker"),
    "recommended_adults": N_("Recommended cases per caseworker, adults"),
    "recommended_young": N_("Recommended cases per caseworker, young people under 30"),
    "cases_without_caseworker": N_("Cases without caseworker"),
    "identified": N_("With personal data"),
}
_STANDING: Mapping[str, str] = {"below": N_("below"), "within": N_("within"), "above": N_("above")}


def as_json(table: Table) -> Any:
    """The table as plain values: an object for measures and their values, else a list of objects."""
    rows = [[plain(cell) for cell in row] for row in table.rows]
    if tuple(table.columns) == ("measure", "value"):
        return {row[0]: row[1] for row in rows}
    return [dict(zip(table.columns, row, strict=True)) for row in rows]


def as_sheet(name: str, table: Table) -> Sheet:
    """The table in words."""
    rows = [[in_words(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]
    return Sheet(name, [_(HEADINGS[column]) for column in table.columns], rows)


def in_words(column: str, cell: Any) -> Cell:
    """What a value of ``column`` is called; ranges, dates, numbers and text are themselves."""
    if column in _WORDS:
        return _WORDS[column](cell)
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, tuple):
        return "–".join(map(str, cell))
    itself: Cell = cell
    return itself


def _named(vocabulary: Vocabulary) -> Callable[[Any], Cell]:
    return lambda code: name_of(vocabulary, code)


def _seniority(group: str) -> Cell:
    if group == "off_benefit":
        return _("off benefit")
    if group.endswith("+"):
        return _("{years} years or more").format(years=group[:-1])
    first, last = group.split("-")
    if first == "0":
        return _("under {years} years").format(years=last)
    return _("{first}–{last} years").format(first=first, last=last)  # fmt: skip


def _age_group(group: str | None) -> Cell:
    if group is None:
        return _("unknown")
    if group.endswith("+"):
        return _("{years} years or more").format(years=group[:-1])
    return _("under {years} years").format(years=group[1:]) if group[0] == "<" else group.replace("-", "–")


def _caseworker(who: str | int | tuple[str | int | None, ...] | None) -> Cell:
    if who is None:
        return _("none")
    if isinstance(who, tuple):
        return ngettext("{n} small caseload together", "{n} small caseloads together", len(who)).format(n=len(who))
    return _("Caseworker {n}").format(n=who) if isinstance(who, int) else who


def _rule_title(rule: str | None) -> Cell:
    return title(rule) if rule else None


_WORDS: Mapping[str, Callable[[Any], Cell]] = {
    "measure": lambda key: _(MEASURES[key]),
    "track": _named(TRACK),
    "target_group": _named(TARGET_GROUP),
    "challenge": _named(CHALLENGE),
    "seniority_group": _seniority,
    "age_group": _age_group,
    "caseworker": _caseworker,
    "family": family_title,
    "basis": lambda codes: ", ".join(basis_title(code) for code in codes),
    "not_in_force_for": lambda codes: ", ".join(name_of(TARGET_GROUP, code) for code in codes),
    "worst_rule": _rule_title,
    "beside_recommended": lambda code: _(_STANDING[code]) if code else None,
    "beside_weighted": lambda code: _(_STANDING[code]) if code else None,
}
