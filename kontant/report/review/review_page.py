"""The report of a review as a page: what to do first, then theme by theme beside the national values, and agreement.

What is said here is laid out by ``kontant.exchange.pages``, as Markdown, HTML or PDF. It holds no personal data.
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
    Paragraph,
    Run,
    Series,
    Table,
    Text,
)
from kontant.i18n import _, day_text, language, ngettext
from kontant.report.benchmark import publications, section_title
from kontant.report.figure_rows import MARK, interval_text, number_text, signed_text
from kontant.report.review import review_words as words
from kontant.report.review.points import by_theme
from kontant.report.review.results import PointResult
from kontant.report.review.review_words import Reviewed


def review_page(found: Reviewed) -> Page:
    """The whole page, in the language in use."""
    return Page(
        title=words.title(),
        subtitle=words.sample_text(found),
        lines=[
            _("As of {day}").format(day=day_text(found.review.as_of)),
            words.progress_text(found),
            words.privacy(found),
        ],
        language=language(),
        created=found.review.as_of,
        blocks=list(_blocks(found)),
        private=found.results.is_small,
    )


def _blocks(found: Reviewed) -> Iterator[Block]:
    yield Heading(2, _("What to do first"))
    if provisional := words.provisional(found):
        yield Paragraph(provisional)
    yield from _first(found)
    yield Heading(2, _("How to read it"))
    yield Bullets(words.how_to_read(found))
    by_id = {each.point.id: each for each in found.results.points}
    for theme, held in by_theme(each.point for each in found.results.points):
        yield from _theme(theme, [by_id[point.id] for point in held])
    yield from _overruled(found)
    yield from _agreement(found)
    yield Heading(2, _("About the review"))
    yield Facts(words.facts(found))
    yield from _sources(found)


def _first(found: Reviewed) -> Iterator[Block]:
    first = found.results.first()
    if not first:
        yield Paragraph(words.nothing_first(found))
        return
    yield Bullets([words.first_sentence(each) for each in first[: words.FIRST]])
    more = len(first) - words.FIRST
    if more > 0:
        told = ngettext("{n} more point stands in the tables.", "{n} more points stand in the tables.", more)
        yield Paragraph(told.format(n=more))


def _theme(theme: str, results: Sequence[PointResult]) -> Iterator[Block]:
    yield Heading(2, section_title(theme))
    columns = [
        Column(_("Control point")),
        *(Column(title, right=True) for title in (_("Own"), "n", _("National"), _("Difference"), _("95 percent"))),
        Column(_("Differs")),
    ]
    marked = [place for place, each in enumerate(results) if each.differs]
    yield Table(_("{section}: own and national").format(section=section_title(theme)), columns,
                [_cells(each) for each in results], marked)  # fmt: skip
    told = [each for each in results if each.share is not None]
    if told:
        yield _chart(theme, told)


def _cells(each: PointResult) -> list[Text]:
    return [
        each.point.text,
        number_text(each.share),
        str(each.n),
        number_text(each.point.national, 0),
        signed_text(each.difference),
        interval_text(each.interval),
        (Run(_("{mark} yes").format(mark=MARK), strong=True),) if each.differs else "",
    ]


def _chart(theme: str, told: Sequence[PointResult]) -> Chart:
    low, high = ([each.interval[side] if each.interval else None for each in told] for side in (0, 1))
    named = "; ".join(
        _("{name} {own}, nationally {national}").format(
            name=each.point.text, own=number_text(each.share, 0), national=number_text(each.point.national, 0)
        )
        for each in told
    )
    return Chart(
        title=_("{title}: shares in percent").format(title=section_title(theme)),
        alt=_("Bars in percent: {shares}.").format(shares=named),
        kind="bars",
        labels=[each.point.text for each in told],
        series=[
            Series(_("Own"), [each.share for each in told], low, high),
            Series(_("National"), [each.point.national for each in told]),
        ],
        unit=_("percent"),
        tabled=False,
    )


def _overruled(found: Reviewed) -> Iterator[Block]:
    """Where reviewers said otherwise than the records: there the records do not tell the case."""
    concerned = sorted((each for each in found.results.points if each.overruled), key=lambda each: -each.overruled)
    if not concerned:
        return
    yield Heading(2, _("Where the records say something else"))
    yield Paragraph(
        _("Reviewers found that the records do not tell the case here: either they are not kept, or kept otherwise.")
    )
    columns = [Column(_("Control point")), Column(_("Answers from the records"), True), Column(_("Otherwise"), True)]
    rows = [(each.point.text, str(each.filled_in), str(each.overruled)) for each in concerned]
    yield Table(_("Answers that differ from the records"), columns, rows)


def _agreement(found: Reviewed) -> Iterator[Block]:
    yield Heading(2, _("How well reviewers agree"))
    if not found.results.cases_by_several:
        yield Paragraph(words.no_second())
        return
    yield Facts(words.agreement_facts(found.results))
    yield Paragraph(words.about_kappa())
    told = [each for each in found.results.points if each.agreement.pairs]
    columns = [Column(_("Control point")), *(Column(name, True) for name in (_("Pairs"), _("Agree"), _("Kappa")))]
    rows = [
        (
            each.point.text,
            str(each.agreement.pairs),
            str(each.agreement.agreed),
            _("undefined") if each.agreement.kappa is None else number_text(each.agreement.kappa, 2),
        )
        for each in told
    ]
    yield Table(_("Agreement point by point"), columns, rows)


def _sources(found: Reviewed) -> Iterator[Block]:
    yield Heading(2, _("The control points and their sources"))
    for theme, held in by_theme(each.point for each in found.results.points):
        yield Heading(3, section_title(theme))
        yield Facts([(point.text, f"{point.look_for} ({point.cited})") for point in held])
    yield Bullets([f"{each.short}: {each.title}. {each.about}" for each in publications().values()])
