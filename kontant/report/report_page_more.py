"""What a report's page has where it was asked for: an earlier day, lines over time, and the groups side by side."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kontant.exchange.pages.model import Block, Chart, Column, Facts, Heading, PageBreak, Paragraph, Series, Table, Text
from kontant.i18n import _, day_text, ngettext
from kontant.report import report_words as words
from kontant.report.benchmark import Benchmark, category_title, section_title, unit_title
from kontant.report.figure_rows import (
    NO_VALUE,
    PERCENT,
    Labels,
    Row,
    changes,
    figure_name,
    group_rows,
    national_text,
    number_text,
    signed_text,
)
from kontant.report.measuring import Group
from kontant.report.over_time import Reported, evenly, series

# More lines than these on one chart cannot be told apart; more groups or days do not stand side by side on paper.
_LINES, _COLUMNS, _DAYS = 5, 5, 8


def comparison(found: Reported) -> Iterator[Block]:
    """Every figure of the earlier day and of the day, with what has changed."""
    assert found.then is not None
    then, now = day_text(found.then.day), day_text(found.now.day)
    yield Heading(2, _("Then and now: {then} and {now}").format(then=then, now=now))
    if told := words.nobody_then(found.then):
        yield Paragraph(told)
        return
    yield Paragraph(f"{words.not_tested()} {words.as_recorded()}")
    columns = [Column(_("Figure")), Column(then, True), Column("n", True), Column(now, True), Column("n", True)]
    columns.append(Column(_("Change"), right=True))
    for section in found.sections():
        rows = [
            [
                last.full_name,
                number_text(first.own),
                str(first.n),
                number_text(last.own),
                str(last.n),
                signed_text(change),
            ]
            for first, last, change in changes(found.then, found.now, found.figures(section))
            if first.own is not None or last.own is not None
        ]
        if rows:
            yield Table(section_title(section), columns, rows)


def trend(found: Reported) -> Iterator[Block]:
    """Charts of the figures over time, a few lines on each."""
    first, last = day_text(found.trend[0].day), day_text(found.trend[-1].day)
    yield Heading(2, _("Over time: {first} to {last}").format(first=first, last=last))
    yield Paragraph(words.as_recorded())
    for section in found.sections():
        told = [figure for figure in found.figures(section) if figure.values is None and _is_told(found, figure)]
        if told:
            yield from _drawn(found, section_title(section), told)
            yield from _numbers(found, section_title(section), told)


def _drawn(found: Reported, title: str, figures: Sequence[Benchmark]) -> Iterator[Chart]:
    """A section's shares, a few lines on each chart; what has a measure of its own has a chart of its own."""
    parts = evenly([figure for figure in figures if figure.unit == PERCENT], _LINES)
    for place, lines in enumerate(parts, start=1):
        named = _("{title}, {n} of {all}").format(title=title, n=place, all=len(parts)) if len(parts) > 1 else title
        yield _lines(found, named, lines)
    for figure in figures:
        if figure.unit != PERCENT:
            yield _lines(found, figure.name, [figure])


def _numbers(found: Reported, title: str, figures: Sequence[Benchmark]) -> Iterator[Table]:
    """The numbers that a section's charts are drawn from, a row for each figure; few enough days to stand on paper."""
    parts = evenly(found.trend, _DAYS)
    for place, days in enumerate(parts, start=1):
        caption = _("{title}: the numbers").format(title=title)
        if len(parts) > 1:
            caption = _("{title}, {n} of {all}").format(title=caption, n=place, all=len(parts))
        columns = [Column(_("Figure")), *(Column(_narrow_day(measured.day), right=True) for measured in days)]
        rows = [[figure_name(each), *map(number_text, series(days, each.id))] for each in figures]
        yield Table(caption, columns, rows)


def _narrow_day(day: date) -> str:
    """A day on two lines, the year on one of them."""
    return re.sub(r"-(?=\d{4}$)|(?<=^\d{4})-", "\n", day_text(day))


def _is_told(found: Reported, figure: Benchmark) -> bool:
    return any(value is not None for value in series(found.trend, figure.id))


def _lines(found: Reported, title: str, figures: Sequence[Benchmark]) -> Chart:
    values = {figure.name: series(found.trend, figure.id) for figure in figures}
    return Chart(
        title=_("{title}: over time").format(title=title),
        alt=_("Lines over time: {shares}.").format(shares="; ".join(_ends(*each) for each in values.items())),
        kind="lines",
        labels=[day_text(measured.day) for measured in found.trend],
        series=[Series(name, own) for name, own in values.items()],
        unit=unit_title(figures[0].unit),
        tabled=False,
    )


def _ends(name: str, values: Sequence[float | None]) -> str:
    return _("{name} from {first} to {last}").format(
        name=name, first=number_text(values[0]), last=number_text(values[-1])
    )


def groups_side_by_side(found: Reported, by: str) -> Iterator[Block]:
    """A table for each section, a column for each group; few enough columns that they fit on paper."""
    yield PageBreak()
    yield Heading(2, dimension_title(by))
    yield Paragraph(f"{words.small_groups(found)} {_('Each cell: the value, and n in brackets.')}")
    labels = Labels(by, found.names, found.asked.identified)
    yield Facts([(labels.of(group), cases_text(group.cases)) for group in found.now.groups])
    for section in found.sections():
        figures = [figure for figure in found.figures(section) if _is_divided(found, figure)]
        for first in range(0, len(found.now.groups) if figures else 0, _COLUMNS):
            groups = found.now.groups[first : first + _COLUMNS]
            columns = [Column(_("Figure")), *(Column(labels.of(group), right=True) for group in groups)]
            rows = [row for figure in figures for row in _across(figure, groups, by)]
            yield Table(section_title(section), columns, rows)


def _is_divided(found: Reported, figure: Benchmark) -> bool:
    """Whether some group tells the figure, or would but for being small."""
    return any(not group.results[figure.id].missing for group in found.now.groups)


def _across(figure: Benchmark, groups: Sequence[Group], by: str) -> Iterator[list[Text]]:
    """A figure's rows with a cell for each group; a figure that no group tells by category has one row."""
    found = [{row.category: row for row in own} for _group, own in group_rows(figure, groups, by)]
    for category in figure.categories if any(None not in own for own in found) else (None,):
        own = [each.get(category) or each[None] for each in found]
        named = figure_name(figure)
        yield [named if category is None else f"{named}: {category_title(figure.id, category)}", *map(_group_cell, own)]


def _group_cell(row: Row) -> Text:
    if row.withheld:
        return _("withheld")
    if row.own is None:
        return NO_VALUE
    if row.national is None:
        return f"{number_text(row.own)} ({row.n})"
    told = _("{own} ({n}), nationally {national}")
    return told.format(own=number_text(row.own), n=row.n, national=national_text(row))


def dimension_title(by: str) -> str:
    """What a division is headed by."""
    return {
        "track": _("By track"),
        "seniority": _("By seniority"),
        "age": _("By age"),
        "gender": _("By gender"),
        "challenges": _("By number of challenges"),
        "caseworker": _("By caseworker"),
    }[by]


def cases_text(cases: int | None) -> str:
    """How many cases a group has."""
    if cases is None:
        return _("withheld, too few people")
    return ngettext("{n} case", "{n} cases", cases).format(n=cases)
