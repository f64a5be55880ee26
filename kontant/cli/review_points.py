"""``kontant review points``: the control points with what to look for, to read or to fill in."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from kontant.cli.context import Context
from kontant.cli.judging import parameters
from kontant.cli.options import AsOf, when
from kontant.cli.screen import Line, Piece, beside, emit, emit_json, line, show, write_sheet
from kontant.i18n import _
from kontant.report.benchmark import section_title
from kontant.report.review.points import Point, by_theme, points_on
from kontant.rules.law import Law


class PointsFormat(StrEnum):
    """How the points come out."""

    TABLE = "table"
    TOML = "toml"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def list_points(
    ctx: typer.Context,
    as_of: AsOf = None,
    output: Annotated[
        PointsFormat, typer.Option("--format", help=_("For people or machines; toml is an empty answers file."))
    ] = PointsFormat.TABLE,
) -> None:
    """List the points that are asked on the day."""
    context: Context = ctx.obj
    asked = points_on(Law(parameters(context), when(context, as_of, "--as-of")))
    if output is PointsFormat.JSON:
        emit_json({"points": [_json(point) for point in asked]})
    elif output is PointsFormat.TOML:
        from kontant.cli.review_file import blank

        emit(blank(asked).rstrip("\n"))
    elif output is PointsFormat.TABLE:
        show(_lines(asked))
    else:
        from kontant.report.review.review_tables import points_sheet

        write_sheet(points_sheet(asked), markdown=output is PointsFormat.MARKDOWN)


def _json(point: Point) -> dict[str, Any]:
    return {
        "id": point.id,
        "theme": point.theme,
        "text": point.text,
        "look_for": point.look_for,
        "good": point.good,
        "figure": point.figure,
        "benchmark": point.national,
        "n": point.n,
        "source": point.source,
    }


def _lines(asked: Sequence[Point]) -> Iterator[Line]:
    for theme, held in by_theme(asked):
        yield line(Piece(section_title(theme), "bold cyan"))
        for point in held:
            yield from beside(Piece(f"  {point.id}  ", "dim"), point.text, "bold")
            yield from beside(Piece("      "), point.look_for)
            yield from beside(Piece("      "), _national(point), "dim")
        yield line()


def _national(point: Point) -> str:
    if point.national is None:
        return point.cited
    return _("{value} % yes: {source}").format(value=f"{point.national:g}", source=point.cited)
