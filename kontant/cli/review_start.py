"""``kontant review start``: draw the sample of a new review."""

import secrets
from collections.abc import Iterator
from typing import Annotated, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.judging import parameters
from kontant.cli.options import AsOf, when
from kontant.cli.review_held import Held
from kontant.cli.review_words import far_text
from kontant.cli.screen import Line, Piece, clean, line, show, wrapped
from kontant.errors import Refused, UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.report.review.points import points_on
from kontant.report.review.records import missing_figures
from kontant.report.review.review_words import group_text, short_text
from kontant.report.review.sampling import USUAL_SIZE, Drawn, draw, long_term_cases
from kontant.rules.law import Law
from kontant.store import reviews
from kontant.store.reading import reading
from kontant.store.reviews import Sampled
from kontant.store.timelines import open_timelines

MOST_SEEDS = 2**31 - 1
_MOST_CASES = 100_000
# A seed that nobody chose is short enough to be written down.
_SHORT_SEED = 100_000


def start(
    ctx: typer.Context,
    size: Annotated[
        int,
        typer.Option("--size", "--sample", min=1, max=_MOST_CASES, help=_("How many cases to draw."), metavar="N"),
    ] = USUAL_SIZE,
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_SEEDS, help=_("Draw by this number; the same gives the same sample."), metavar="N"
        ),
    ] = None,
    as_of: AsOf = None,
    new: Annotated[
        bool, typer.Option("--new", help=_("Begin another review although the latest is not finished."))
    ] = False,
) -> None:
    """Draw the sample, write it, and show it."""
    context: Context = ctx.obj
    law = Law(parameters(context), when(context, as_of, "--as-of"))
    if law.day > context.today:
        raise UsageError(_("--as-of: {day} has not come yet; a review looks back.").format(day=day_text(law.day)))
    with reading(context.path) as connection:
        if not new:
            _refuse_unfinished(context, [Held(context, connection, r) for r in reviews.reviews(connection)[-1:]])
        by_group = long_term_cases(open_timelines(connection, law.day, ("benefits",)), law)
        missing = missing_figures(connection, law)
        latest = reviews.latest(connection)
    if not any(by_group.values()):
        told = _("No case is open and long-term (five years or more on benefit) on {day}; nothing was drawn.")
        raise Refused(told.format(day=day_text(law.day)))
    chosen = secrets.randbelow(_SHORT_SEED) if seed is None else seed
    drawn = draw(by_group, size, chosen)
    asked = _Asked(law, size, chosen, missing, None if new else latest)
    number, event = _write(context, asked, drawn)
    from kontant.cli.changes import undo_line
    from kontant.cli.effects_told import once_saved

    with once_saved(context), reading(context.path) as connection:
        sample = reviews.sample(connection, number)
    show(_lines(context, asked, number, drawn, sample))
    show(_records_line(law, missing))
    show([line(undo_line(context, event))])


class _Asked(NamedTuple):
    """What the sample is drawn by; ``after`` is the latest review there was then, None where it may be any."""

    law: Law
    size: int
    seed: int
    missing: frozenset[str]
    after: int | None


def _refuse_unfinished(context: Context, latest: list[Held]) -> None:
    for found in latest:
        if not found.progress.is_finished:
            told = _("Review {number} is not finished ({far}); go on with: {command}, or begin another with --new.")
            raise Refused(
                told.format(
                    number=found.review.number, far=far_text(found.progress), command=f"{context.prefix} review next"
                )
            )


def _write(context: Context, asked: _Asked, drawn: Drawn) -> tuple[int, int]:
    """Write the review; returns its number and the event's."""
    from kontant.store.writes import writing

    cases = [Sampled(ref, group) for ref, group in drawn.cases]
    with writing(context.path, command="review start", who=context.who, at=context.now()) as writer:
        number = reviews.begin(
            writer,
            as_of=asked.law.day,
            begun_on=context.today,
            size=asked.size,
            seed=asked.seed,
            pool=drawn.pool,
            cases=cases,
            missing=asked.missing,
            after=asked.after,
        )
    return number, writer.event_id


def _lines(context: Context, asked: _Asked, number: int, drawn: Drawn, sample: list[Sampled]) -> Iterator[Line]:
    total = sum(drawn.pool.values())
    told = ngettext(
        "Review {number}: {size} of {n} long-term case on {day}, seed {seed}.",
        "Review {number}: {size} of {n} long-term cases on {day}, seed {seed}.",
        total,
    )
    yield from wrapped(
        told.format(number=number, size=len(sample), n=total, day=day_text(asked.law.day), seed=asked.seed), "", "bold"
    )
    for group, taken in drawn.taken.items():
        of_group = _("{group}: {taken} of {pool}")
        yield line("  " + of_group.format(group=group_text(group), taken=taken, pool=drawn.pool[group]))
    if short := short_text(drawn.pool, asked.size):
        yield from wrapped(short, "  ", "yellow")
    yield line()
    for place, case in enumerate(sample, start=1):
        yield line(f"{place:>4}  ", Piece(clean(case.case_ref), "bold"), f"  {clean(case.name)}")
    yield line()
    yield from wrapped(_("Begin with: {command}").format(command=f"{context.prefix} review next"), "")


def _records_line(law: Law, missing: frozenset[str]) -> Iterator[Line]:
    """How much the records spare the reviewer, at most."""
    asked = points_on(law)
    kept = sum(point.figure is not None and point.figure not in missing for point in asked)
    told = _("The records that this caseload keeps can answer {n} of {asked} points.")
    yield from wrapped(told.format(n=kept, asked=len(asked)), "")
