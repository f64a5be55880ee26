"""``kontant review list``: the reviews of the caseload, the latest first."""

from collections.abc import Iterator

import typer

from kontant.cli.case_options import Output
from kontant.cli.context import Context
from kontant.cli.options import TableOrJson
from kontant.cli.review_held import Held
from kontant.cli.review_words import far_text
from kontant.cli.screen import Line, Piece, emit_json, line, show
from kontant.i18n import _, day_text
from kontant.store import reviews
from kontant.store.reading import reading


def list_reviews(ctx: typer.Context, output: Output = TableOrJson.TABLE) -> None:
    """List the reviews."""
    context: Context = ctx.obj
    with reading(context.path) as connection:
        found = [Held(context, connection, review) for review in reversed(reviews.reviews(connection))]
    if output is TableOrJson.JSON:
        emit_json({"reviews": [as_json(each) for each in found]})
    else:
        show(_lines(context, found))


def as_json(found: Held) -> dict[str, object]:
    """A review and how far it is, for machines; no case is named."""
    review, far = found.review, found.progress
    return {
        "review": review.number,
        "as_of": review.as_of.isoformat(),
        "begun_on": review.begun_on.isoformat(),
        "size": review.size,
        "drawn": len(far.cases),
        "seed": review.seed,
        "pool": dict(review.pool),
        "points": far.asked,
        "cases_done": far.done,
        "answers": far.answers,
        "finished": far.is_finished,
    }


def _lines(context: Context, found: list[Held]) -> Iterator[Line]:
    if not found:
        yield line(_("There is no review in this caseload yet; draw a sample with: {command}").format(
            command=f"{context.prefix} review start"
        ))  # fmt: skip
    for each in found:
        told = _("of {day}, begun {begun}, seed {seed}: {far}")
        yield line(
            Piece(_("Review {number}").format(number=each.review.number), "bold"),
            "  "
            + told.format(
                day=day_text(each.review.as_of),
                begun=day_text(each.review.begun_on),
                seed=each.review.seed,
                far=far_text(each.progress),
            ),
        )
