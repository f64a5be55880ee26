"""``kontant review next``: review a case point by point at a terminal, or from an answers file anywhere."""

import shlex
import sqlite3
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.context import Context
from kontant.cli.review_answering import Reviewing, answers_of, spelled
from kontant.cli.review_held import Held, Number, held
from kontant.cli.screen import say
from kontant.errors import UsageError
from kontant.i18n import _
from kontant.model.person import holds_cpr
from kontant.report.review.points import points
from kontant.store.reading import reading
from kontant.store.reviews import Sampled

# As long as a caseworker's initials may be.
_LONGEST_REVIEWER = 60


def next_case(
    ctx: typer.Context,
    case: Annotated[
        str | None,
        typer.Argument(
            help=_("A case of the sample, to begin with it or to change its answers; the next one if left out."),
            metavar=_("[CASE]"),
            show_default=False,
        ),
    ] = None,
    reviewer: Annotated[
        str | None, typer.Option(help=_("Who reviews; you, if left out."), metavar=_("INITIALS"))
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            help=_(
                "Take the answers from a TOML file (- is standard input), a line for each point: "
                'contact-enough = "yes", or plan-cv = { answer = "no", remark = "..." }; records = true keeps what '
                "the records answer for the rest. An empty one: kontant review points --format toml"
            ),
            metavar=_("FILE"),
        ),
    ] = None,
    point: Annotated[
        str | None, typer.Option(help=_("Begin at this point, answered or not."), metavar=_("POINT"))
    ] = None,
    second: Annotated[
        bool,
        typer.Option(
            "--second",
            help=_(
                "As a second reviewer: first the cases that another has done and you have not, so that the report "
                "can tell how far you agree."
            ),
        ),
    ] = False,
    number: Number = None,
) -> None:
    """Find the case and hand over to the terminal or to the answers file."""
    context: Context = ctx.obj
    _check(context, answers, point)
    given: dict[str, Any] = {}
    if answers is not None:
        from kontant.cli.review_file import read

        given = read(answers)
    asked = _asked(context, given, _Asked(case, reviewer, second, number))
    review, reviewing = _found(context, asked)
    if reviewing is None:
        _tell_nothing_left(review, asked, context.who)
    elif answers is not None:
        from kontant.cli.review_file import answer_from_file

        answer_from_file(reviewing, given)
    else:
        from kontant.cli.read_log import looked
        from kontant.cli.review_guide import guide

        looked(context, "review next", [reviewing.case.case_ref])
        guide(reviewing, point)


class _Asked(NamedTuple):
    """Which case is meant (None: the next), by whom, and of which review (None: the latest)."""

    case: str | None
    reviewer: str | None
    second: bool
    number: int | None

    @property
    def options(self) -> str:
        """The options that reach the same review by the same reviewer again."""
        named = f" --reviewer {shlex.quote(self.reviewer)}" if self.reviewer else ""
        return named + (f" --review {self.number}" if self.number else "")

    @property
    def onward(self) -> str:
        """The options that reach the next case of the same kind."""
        return (" --second" if self.second else "") + self.options


def _asked(context: Context, given: Mapping[str, Any], typed: _Asked) -> _Asked:
    """What the command and the head of an answers file say together, the reviewer as it may be written."""
    from kontant.cli.review_file import of_head

    case, reviewer = of_head(given, "case", typed.case), of_head(given, "reviewer", typed.reviewer)
    if case is not None and typed.second:
        raise UsageError(_("--second finds the case itself: leave out the case, or --second."))
    return typed._replace(case=case, reviewer=None if reviewer is None else _reviewer(reviewer))


def _found(context: Context, asked: _Asked) -> tuple[Held, Reviewing | None]:
    """The review, and the case of it that is meant or comes next; None where nothing is left."""
    with reading(context.path) as connection:
        review = held(context, connection, asked.number)
        who = spelled(asked.reviewer or _reviewer(context.who), review.answers)
        if asked.case is None:
            case = review.progress.next_for(who, second=asked.second)
        else:
            case = review.case(connection, asked.case)
        return review, _reviewing(context, connection, review, case, who, asked) if case else None


def _check(context: Context, answers: str | None, point: str | None) -> None:
    if point is not None and point not in points():
        raise UsageError(
            _("--point: there is no point {point}; see: {command}").format(
                point=repr(point[:40]), command=f"{context.prefix} review points"
            )
        )
    if answers is None and not context.at_terminal:
        told = _(
            "A case is reviewed at a terminal; here, give the answers with --answers FILE "
            "(print an empty one: {command})"
        )
        raise UsageError(told.format(command=f"{context.prefix} review points --format toml"))
    if answers is not None and point is not None:
        raise UsageError(_("--answers and --point cannot go together: a point is begun at a terminal."))


def _reviewer(text: str) -> str:
    who = " ".join(text.split())
    if not who or len(who) > _LONGEST_REVIEWER or not who.isprintable() or holds_cpr(who):
        told = _("--reviewer: write initials or a name of at most {n} letters.")
        raise UsageError(told.format(n=_LONGEST_REVIEWER))
    return who


def _reviewing(
    context: Context, connection: sqlite3.Connection, review: Held, case: Sampled, who: str, asked: _Asked
) -> Reviewing:
    from kontant.report.review.records import filled_in, read_case

    t = read_case(connection, case.case_ref)
    return Reviewing(
        context,
        review.review,
        review.law,
        case,
        review.sample.index(case) + 1,
        len(review.sample),
        t,
        who,
        review.asked,
        filled_in(t, review.law, review.asked, review.review.missing),
        answers_of(review.answers, case, who),
        asked.options,
        asked.onward,
    )


def _tell_nothing_left(review: Held, asked: _Asked, who: str) -> None:
    """Every case is begun or done: by this reviewer, or by others whom a second one may follow."""
    if review.progress.is_finished:
        told = _("Every case of review {number} is done. What it comes to: {command}")
    else:
        told = _("Nothing is left for {who} in review {number}: every case that is not done is begun by somebody else.")
    say(told.format(number=review.review.number, command=review.command("report"), who=asked.reviewer or who))
    named = f" --reviewer {shlex.quote(asked.reviewer)}" if asked.reviewer else ""
    case = _("CASE")
    say(_("Change answers with: {command}").format(command=review.command(f"next {case}{named}")))
    if not asked.second:
        told = _("Review what another has done, to see how far you agree: {command}")
        say(told.format(command=review.command(f"next --second{named}")))
