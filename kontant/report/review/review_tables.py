"""A review's results as sheets for CSV and XLSX, and as plain values for JSON; no case and no reviewer is named."""

from collections.abc import Iterable
from typing import Any

from kontant.exchange.sheets import Cell, Sheet, SheetChart
from kontant.i18n import _
from kontant.model.vocabulary import REVIEW_ANSWER, name_of
from kontant.report.benchmark import section_title
from kontant.report.review import review_words as words
from kontant.report.review.points import Point, by_theme
from kontant.report.review.results import Agreement, PointResult
from kontant.report.review.review_words import Reviewed

# Places of the columns that a chart is drawn of.
_QUESTION, _OWN, _NATIONAL = 2, 6, 9


def points_sheet(asked: Iterable[Point]) -> Sheet:
    """The control points to be read on paper."""
    headings = (
        _("Theme"),
        _("Point"),
        _("Question"),
        _("What to look for"),
        _("Hoped for"),
        _("National"),
        _("Source"),
    )
    return Sheet(_("Control points"), headings, [_point_row(point) for point in asked])


def results_sheet(found: Reviewed, *, charts: bool = False) -> Sheet:
    """A row for each point."""
    rows = [_result_row(each) for each in found.results.points]
    return Sheet(_("Points"), _headings(), rows, _charts(found) if charts else ())


def workbook_sheets(found: Reviewed) -> list[Sheet]:
    """The workbook: the points with a chart for each theme, what to do first, agreement, and what it is about."""
    first: list[tuple[Cell, ...]] = [
        (place, words.first_sentence(each)) for place, each in enumerate(found.results.first(), start=1)
    ]
    first = first or [(None, words.nothing_first(found))]
    agreement = words.agreement_facts(found.results) if found.results.cases_by_several else [(words.no_second(), "")]
    about: list[tuple[Cell, ...]] = [*words.facts(found), *((_("Note"), told) for told in words.how_to_read(found))]
    about += [(_("Note"), told) for told in (words.provisional(found), words.privacy(found)) if told]
    return [
        results_sheet(found, charts=True),
        Sheet(_("What to do first"), (_("No."), _("What")), first),
        Sheet(_("Agreement"), (_("What"), _("Value")), agreement),
        Sheet(_("About"), (_("What"), _("Value")), about),
    ]


def as_json(found: Reviewed) -> dict[str, Any]:
    """The whole in codes; shares in percent with one decimal."""
    review, far, results = found.review, found.progress, found.results
    return {
        "review": review.number,
        "as_of": review.as_of.isoformat(),
        "begun_on": review.begun_on.isoformat(),
        "size": review.size,
        "seed": review.seed,
        "pool": dict(review.pool),
        "cases": len(far.cases),
        "cases_done": far.done,
        "finished": far.is_finished,
        "reviewers": results.reviewers,
        "points": [_result_json(each) for each in results.points],
        "first": [each.point.id for each in results.first()],
        "agreement": {
            "cases": results.cases_by_several,
            "all": _agreement_json(results.overall),
            "not_from_records": _agreement_json(results.unfilled),
        },
    }


def _point_row(point: Point) -> list[Cell]:
    return [
        section_title(point.theme),
        point.id,
        point.text,
        point.look_for,
        name_of(REVIEW_ANSWER, point.good),
        point.national,
        point.cited,
    ]


def _headings() -> list[str]:
    return [
        _("Theme"),
        _("Point"),
        _("Question"),
        _("Hoped for"),
        _("Yes"),
        "n",
        _("Own"),
        _("Low"),
        _("High"),
        _("National"),
        _("National n"),
        _("Difference"),
        _("Differs"),
        _("Not relevant"),
        _("Divided"),
        _("From the records"),
        _("Otherwise than the records"),
        _("Pairs"),
        _("Agree"),
        _("Kappa"),
        _("Source"),
    ]


def _result_row(each: PointResult) -> list[Cell]:
    point, (low, high), agreement = each.point, each.interval or (None, None), each.agreement
    return [
        section_title(point.theme),
        point.id,
        point.text,
        name_of(REVIEW_ANSWER, point.good),
        each.yes,
        each.n,
        _rounded(each.share),
        _rounded(low),
        _rounded(high),
        point.national,
        point.n,
        _rounded(each.difference),
        _("yes") if each.differs else "",
        each.not_relevant,
        each.divided,
        each.filled_in,
        each.overruled,
        agreement.pairs,
        agreement.agreed,
        _rounded(agreement.kappa, 2),
        point.cited,
    ]


def _charts(found: Reviewed) -> list[SheetChart]:
    """Own and national shares of each theme."""
    charts, row = [], 0
    for theme, held in by_theme(each.point for each in found.results.points):
        title = _("{title}: own and national").format(title=section_title(theme))
        charts.append(
            SheetChart(
                "bars",
                title,
                title,
                _QUESTION,
                (_OWN, _NATIONAL),
                (row, row + len(held)),
                value_axis=_("percent"),
                most=100,
            )
        )
        row += len(held)
    return charts


def _result_json(each: PointResult) -> dict[str, Any]:
    point = each.point
    return {
        "id": point.id,
        "theme": point.theme,
        "good": point.good,
        "figure": point.figure,
        "yes": each.yes,
        "n": each.n,
        "value": _rounded(each.share),
        "interval": None if each.interval is None else [_rounded(bound) for bound in each.interval],
        "benchmark": point.national,
        "difference": _rounded(each.difference),
        "differs": each.differs,
        "worse": each.is_worse,
        "not_relevant": each.not_relevant,
        "divided": each.divided,
        "from_records": each.filled_in,
        "otherwise_than_records": each.overruled,
        "agreement": _agreement_json(each.agreement),
        "source": point.source,
    }


def _agreement_json(found: Agreement) -> dict[str, Any]:
    return {"pairs": found.pairs, "agreed": found.agreed, "kappa": _rounded(found.kappa, 3)}


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits) + 0.0
