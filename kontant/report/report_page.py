"""The report as a page to print, send and read out: what stands out first, then every section with its chart.

What is said here is laid out by ``kontant.exchange.pages``, as Markdown, HTML or PDF.
"""

from collections.abc import Iterator, Sequence

from kontant.exchange.pages.model import (
    Block,
    Bullets,
    Chart,
    Column,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Run,
    Series,
    Table,
    Text,
)
from kontant.i18n import _, day_text, language
from kontant.report import report_words as words
from kontant.report.benchmark import publications, section_title
from kontant.report.figure_rows import (
    MARK,
    NO_VALUE,
    Row,
    figure_name,
    interval_text,
    missing_text,
    national_text,
    number_text,
    rows_of,
    signed_text,
)
from kontant.report.over_time import Reported
from kontant.report.report_page_more import comparison, groups_side_by_side, trend
from kontant.report.stands_out import by_side, heading, stands_out


def report_page(found: Reported) -> Page:
    """The whole page, in the language in use."""
    return Page(
        title=words.title(),
        subtitle=words.population(found),
        lines=[_("As of {day}").format(day=day_text(found.now.day)), words.privacy(found)],
        language=language(),
        created=found.now.day,
        blocks=list(_blocks(found)),
        private=found.asked.identified,
    )


def _blocks(found: Reported) -> Iterator[Block]:
    if told := words.nobody(found):
        yield Paragraph(told)
    yield from _standing_out(found)
    yield from _reading(found)
    for section in found.sections():
        yield from _section(found, section)
    if found.then:
        yield from comparison(found)
    if found.trend:
        yield from trend(found)
    if found.asked.by:
        yield from groups_side_by_side(found, found.asked.by)
    yield from _missing(found)
    yield from _definitions(found)


def _standing_out(found: Reported) -> Iterator[Block]:
    if not found.now.cases:
        return
    yield Heading(2, _("What stands out"))
    told = stands_out(found)
    if not told:
        yield Paragraph(_("No figure differs from the national one by more than chance may explain."))
    for side, own in by_side(told):
        yield Heading(3, heading(side))
        yield Bullets([each.sentence for each in own])


def _reading(found: Reported) -> Iterator[Block]:
    yield Heading(2, _("How to read it"))
    yield Bullets([*words.how_to_read(), *words.to_bear_in_mind(found)])


def _section(found: Reported, section: str) -> Iterator[Block]:
    rows = [row for figure in found.figures(section) for row in rows_of(figure, found.now.results[figure.id])]
    told = [row for row in rows if not row.missing]
    shared = section == "caseload" and found.capacity is not None
    if not told and not shared:
        return
    yield Heading(2, section_title(section))
    if told:
        yield _table(section, told)
        yield from _cautions(found, section)
        yield from _charts(section, told)
    if shared:
        yield from _capacity(found)


def _table(section: str, rows: Sequence[Row]) -> Table:
    columns = [Column(_("Figure")), *(Column(title, right=True) for title in _headings()), Column(_("Differs"))]
    caption = _("{section}: own and national").format(section=section_title(section))
    marked = [place for place, row in enumerate(rows) if row.differs]
    return Table(caption, columns, [_cells(row) for row in rows], marked)


def _cautions(found: Reported, section: str) -> Iterator[Paragraph]:
    """What to bear in mind with a figure of the section."""
    told = words.cautions(found)
    for figure in found.figures(section):
        if figure.id in told:
            yield Paragraph(f"{figure.name}: {told[figure.id]}.")


def _headings() -> list[str]:
    return [_("Own"), "n", _("National"), _("Difference"), _("95 percent interval")]


def _cells(row: Row) -> list[Text]:
    numbers: list[Text] = [
        number_text(row.own),
        str(row.n),
        national_text(row),
        signed_text(row.difference),
        interval_text(row.interval),
    ]
    return [row.full_name, *numbers, _strong(_("{mark} yes").format(mark=MARK)) if row.differs else ""]


def _strong(text: str) -> Text:
    return (Run(text, strong=True),)


def _charts(section: str, rows: Sequence[Row]) -> Iterator[Chart]:
    """A chart of the section's plain shares, and one of the parts of each figure that has any."""
    plain = [row for row in rows if row.is_share and row.category is None and row.own is not None]
    if plain:
        yield _bars(section_title(section), plain, [row.name for row in plain])
    parts: dict[str, list[Row]] = {}
    for row in rows:
        if row.is_share and row.category is not None:
            parts.setdefault(row.figure.id, []).append(row)
    for own in parts.values():
        yield _bars(own[0].figure.name, own, [row.name for row in own])


def _bars(title: str, rows: Sequence[Row], labels: Sequence[str]) -> Chart:
    low, high = ([bound and bound[side] for bound in (row.interval for row in rows)] for side in (0, 1))
    national = [row.national if isinstance(row.national, int | float) else None for row in rows]
    return Chart(
        title=_("{title}: shares in percent").format(title=title),
        alt=_bars_alt(rows, labels),
        kind="bars",
        labels=labels,
        series=[Series(_("Own"), [row.own for row in rows], low, high), Series(_("National"), national)],
        unit=_("percent"),
        tabled=False,
    )


def _bars_alt(rows: Sequence[Row], labels: Sequence[str]) -> str:
    """The chart in words: each share beside the national one."""
    told = (
        _("{name} {own}, nationally {national}").format(
            name=label, own=number_text(row.own), national=national_text(row)
        )
        for label, row in zip(labels, rows, strict=True)
    )
    return _("Bars in percent: {shares}.").format(shares="; ".join(told))


def _capacity(found: Reported) -> Iterator[Block]:
    from kontant.report.capacity import DAYS_AHEAD
    from kontant.report.tables import as_sheet

    sheet = as_sheet(_("How the cases are shared out"), found.caseloads())
    if not sheet.rows:
        return
    columns = [Column(title, right=place > 0) for place, title in enumerate(sheet.columns)]
    rows = [[cell_text(cell) for cell in row] for row in sheet.rows]
    yield Table(sheet.name, columns, rows)
    yield Paragraph(
        _(
            "Weighted by what falls due within {n} days: the cases times the deadlines of one of them, set against "
            "those of a case of all caseworkers."
        ).format(n=DAYS_AHEAD)
    )


def cell_text(cell: object) -> str:
    """A cell of a sheet as a page shows it."""
    if cell is None:
        return NO_VALUE
    return number_text(cell) if isinstance(cell, float) else str(cell)


def _missing(found: Reported) -> Iterator[Block]:
    rows = [row for f in found.figures() for row in rows_of(f, found.now.results[f.id]) if row.missing]
    # Where there is nobody, it is not the records that lack something.
    if not rows or not found.now.cases:
        return
    yield Heading(2, _("What the records cannot answer"))
    yield Facts([(row.full_name, missing_text(row)) for row in rows])


def _definitions(found: Reported) -> Iterator[Block]:
    yield PageBreak()
    yield Heading(2, _("Definitions and sources"))
    yield Facts([(figure_name(figure), f"{figure.definition} {figure.cited}.") for figure in found.figures()])
    yield Heading(3, _("Publications"))
    yield Bullets([f"{each.short}: {each.title}. {each.about}" for each in publications().values()])
