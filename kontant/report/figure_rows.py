"""A figure in rows for people: one row, or one for each category, each beside its national value.

Every table of the report (screen, sheet, page) is made of these rows, so that all say the same. Numbers stay as
they were measured; they are rounded where they are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kontant.i18n import _, decimal_text, ngettext
from kontant.model.vocabulary import GENDER, TRACK, folded, name_of
from kontant.report.benchmark import Benchmark, category_title, unit_title
from kontant.report.measuring import Group, Measured, Result, difference, differs, missing_words
from kontant.report.over_time import Names
from kontant.report.tables import in_words

PERCENT = "percent"
NO_VALUE = "–"
MARK = "●"
"""Before what differs: read without colour."""

Interval = tuple[float, float]


class Row(NamedTuple):
    """One line of a table: a figure, or one category of it; ``own`` None where it was not told."""

    figure: Benchmark
    category: str | None
    own: float | None
    n: int
    interval: Interval | None
    national: float | str | None
    difference: float | None
    differs: bool
    missing: tuple[str, ...]
    withheld: bool

    @property
    def name(self) -> str:
        """The figure's name, with its unit where that is not percent; of a category its own name."""
        return figure_name(self.figure) if self.category is None else category_title(self.figure.id, self.category)

    @property
    def full_name(self) -> str:
        """The name as it stands alone: a category with its figure."""
        return self.name if self.category is None else f"{figure_name(self.figure)}: {self.name}"

    @property
    def is_share(self) -> bool:
        """Whether the values are percent, and can stand in one chart with others."""
        return self.figure.unit == PERCENT


def figure_name(figure: Benchmark) -> str:
    """What a row is called; a unit other than percent stands in brackets, unless the name has told it."""
    unit = unit_title(figure.unit)
    told = figure.unit == PERCENT or unit.casefold() in figure.name.casefold()
    return figure.name if told else f"{figure.name} ({unit})"


def rows_of(figure: Benchmark, result: Result, *, national: bool = True) -> list[Row]:
    """The rows of a figure; one without values where it is missing or withheld."""
    told = result.missing, result.withheld
    if result.values is None:
        beside = _beside(figure, result, None) if national and not any(told) else (None, None, False)
        value = figure.value if national else None
        return [Row(figure, None, result.value, result.n, result.interval, value, *beside[1:], *told)]
    return [_category_row(figure, result, category, national) for category in categories(figure, result)]


def categories(figure: Benchmark, result: Result) -> list[str]:
    """The categories of a figure: those of the national one in their order, then what else was found."""
    return list(dict.fromkeys((*figure.categories, *(result.values or {}))))


def _category_row(figure: Benchmark, result: Result, category: str, national: bool) -> Row:
    n = result.ns[category] if result.ns and category in result.ns else result.n
    if n is None:
        return Row(figure, category, None, 0, None, None, None, False, (), True)
    interval = (result.intervals or {}).get(category)
    beside = _beside(figure, result, category) if national else (None, None, False)
    return Row(figure, category, (result.values or {}).get(category), n, interval, *beside, (), False)


def _beside(figure: Benchmark, result: Result, category: str | None) -> tuple[float | str | None, float | None, bool]:
    """The national value, the difference, and whether it is marked."""
    value = figure.value if category is None else (figure.values or {}).get(category)
    return value, difference(result, figure, category), differs(result, figure, category)


def marked_rows(measured: Measured, figures: Sequence[Benchmark]) -> list[Row]:
    """The rows whose interval leaves the national value out."""
    return [row for figure in figures for row in rows_of(figure, measured.results[figure.id]) if row.differs]


def missing_text(row: Row) -> str:
    """Why a row has no value, as a clause; nothing where it has one."""
    if row.withheld:
        return _("withheld, too few people")
    return missing_words(row.missing) if row.missing else ""


class Labels(NamedTuple):
    """What the groups of a dimension are called."""

    by: str
    names: Names
    identified: bool

    def of(self, group: Group) -> str:
        """A group's name; of merged groups all their names."""
        if group.merged:
            return _("together: {groups}").format(groups=", ".join(self.named(key) for key in group.merged))
        return self.named(group.key)

    def named(self, key: str | int | None) -> str:
        """What one group is called."""
        if self.by == "track":
            return name_of(TRACK, str(key))
        if self.by == "gender":
            return name_of(GENDER, str(key)) if key else _("not recorded")
        if self.by == "challenges":
            return challenges_text(str(key))
        if self.by == "caseworker":
            return str(in_words("caseworker", self.caseworker(key)))
        return str(in_words("seniority_group" if self.by == "seniority" else "age_group", key))

    def code(self, key: str | int | None) -> str | int | None:
        """A group's code as a report may give it."""
        return self.caseworker(key) if self.by == "caseworker" else key

    def caseworker(self, key: str | int | None) -> str | int | None:
        """A caseworker as a report may call them: a number unless initials were asked for."""
        if key is None or self.identified:
            return key
        return self.names[folded(str(key))]


def challenges_text(key: str) -> str:
    """How many challenges a group has, in words."""
    if key.endswith("+"):
        return _("{n} challenges or more").format(n=key[:-1])
    return ngettext("{n} challenge", "{n} challenges", int(key)).format(n=key)


def group_rows(figure: Benchmark, groups: Sequence[Group], by: str) -> Iterator[tuple[Group, list[Row]]]:
    """A figure's rows in each group; a national value only where one is published for the group."""
    for group in groups:
        result = group.results[figure.id]
        published = published_for(figure, group, by)
        beside = figure if published is None else replace(figure, value=published)
        yield group, rows_of(beside, result, national=published is not None)


def published_for(figure: Benchmark, group: Group, by: str) -> float | None:
    """The national value that is published for the group alone."""
    if by != "track" or group.merged or figure.by_track is None:
        return None
    return figure.by_track.get(str(group.key))


def rounded(value: float | None) -> float | None:
    """A value as data have it: to one decimal, and nought without a sign."""
    return None if value is None else round(float(value), 1) + 0.0


def number_text(value: float | str | None, digits: int = 1) -> str:
    """A value as it is shown: one decimal, by the mark of the language in use; a range of numbers as it is."""
    if value is None:
        return NO_VALUE
    return value.replace("-", "–") if isinstance(value, str) else decimal_text(value, digits)


def signed_text(value: float | None) -> str:
    """A difference as it is shown, with its sign."""
    if value is None:
        return NO_VALUE
    text = number_text(value)
    return text if text.startswith("-") or round(value, 1) == 0 else f"+{text}"


def interval_text(interval: Interval | None) -> str:
    """An interval as it is shown."""
    return NO_VALUE if interval is None else f"{number_text(interval[0])}–{number_text(interval[1])}"


def national_text(row: Row) -> str:
    """The national value as it is published: whole percent without decimals."""
    value = row.national
    return number_text(value, 0) if isinstance(value, int | float) and row.is_share else number_text(value)


def changes(then: Measured, now: Measured, figures: Sequence[Benchmark]) -> Iterator[tuple[Row, Row, float | None]]:
    """Each row of an earlier day beside the same row of the day, and what has changed between them."""
    for figure in figures:
        before = {row.category: row for row in rows_of(figure, then.results[figure.id])}
        after = {row.category: row for row in rows_of(figure, now.results[figure.id])}
        for category in _in_both(before, after):
            first = before.get(category) or next(iter(before.values()))
            last = after.get(category) or next(iter(after.values()))
            yield first, last, None if first.own is None or last.own is None else last.own - first.own


def _in_both(before: Mapping[str | None, Row], after: Mapping[str | None, Row]) -> list[str | None]:
    """The categories of either day; the bare figure only where neither day has categories."""
    found = list(dict.fromkeys((*after, *before)))
    return [category for category in found if category is not None] or [None]
