"""``kontant review status``: how far a review is, case by case; of one case, what was answered by whom."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from kontant.cli.case_options import Output
from kontant.cli.context import Context
from kontant.cli.options import TableOrJson
from kontant.cli.read_log import looked
from kontant.cli.review_held import Held, Number, held
from kontant.cli.review_list import as_json as review_json
from kontant.cli.review_words import answer_text, far_text
from kontant.cli.screen import Line, Piece, clean, emit_json, line, on_terminal, shorten, show, width, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report.benchmark import section_title
from kontant.report.review.points import by_theme
from kontant.report.review.progress import CaseProgress
from kontant.report.review.review_words import group_text
from kontant.store.reading import reading
from kontant.store.reviews import Answer, Sampled

_SHORTEST_NAME = 10


def status(
    ctx: typer.Context,
    case: Annotated[
        str | None,
        typer.Argument(
            help=_("A case of the sample: its answers and remarks."), metavar=_("[CASE]"), show_default=False
        ),
    ] = None,
    number: Number = None,
    output: Output = TableOrJson.TABLE,
) -> None:
    """Show the cases of the sample, or one of them."""
    context: Context = ctx.obj
    with reading(context.path) as connection:
        review = held(context, connection, number)
        found = None if case is None else review.case(connection, case)
    looked(context, "review status", [found.case_ref] if found else [])
    if output is TableOrJson.JSON:
        emit_json(_json(review) if found is None else _case_json(review, found))
    else:
        show(_lines(review) if found is None else _case_lines(review, found))


def _lines(review: Held) -> Iterator[Line]:
    meant, far = review.review, review.progress
    told = _("Review {number} of {day}, begun {begun}, seed {seed}: {far}")
    yield from wrapped(
        told.format(
            number=meant.number,
            day=day_text(meant.as_of),
            begun=day_text(meant.begun_on),
            seed=meant.seed,
            far=far_text(far),
        ),
        "",
        "bold",
    )
    refs = max(len(each.case.case_ref) for each in far.cases)
    groups = max(len(group_text(each.case.group)) for each in far.cases)
    names = max(len(clean(each.case.name)) for each in far.cases)
    for place, each in enumerate(far.cases, start=1):
        yield _row(place, each, far.asked, (refs, groups, names))
    yield line()
    if far.is_finished:
        told = _("Every case is done. What it comes to: {command}")
        yield from wrapped(told.format(command=review.command("report")), "")
    else:
        yield from wrapped(_("Go on with: {command}").format(command=review.command("next")), "")


def _row(place: int, each: CaseProgress, asked: int, widths: tuple[int, int, int]) -> Line:
    """A case; ``widths`` are those of the longest reference, group and name."""
    refs, groups, names = widths
    by = ", ".join(f"{clean(who)} {n}/{asked}" for who, n in each.by_reviewer.items()) or "–"
    group = group_text(each.case.group).ljust(groups)
    lead = f"{place:>4}  "
    room = max(width() - len(lead) - refs - len(group) - len(by) - 6, _SHORTEST_NAME) if on_terminal() else names
    name = shorten(each.case.name, room) if on_terminal() else clean(each.case.name)
    style = "green" if each.furthest == asked else ""
    ref = Piece(clean(each.case.case_ref).ljust(refs), "bold")
    return line(lead, ref, f"  {group}  {name.ljust(room)}  ", Piece(by, style))


def _case_lines(review: Held, case: Sampled) -> Iterator[Line]:
    """What each reviewer answered, point by point."""
    given = _of_case(review, case)
    told = _("Review {number} · {name} · {case}")
    yield from wrapped(told.format(number=review.review.number, name=case.name, case=case.case_ref), "", "bold")
    if not given:
        told = _("Nobody has answered anything of this case yet. Begin with: {command}")
        yield from wrapped(told.format(command=review.command(f"next {case.case_ref}")), "")
        return
    reviewers = sorted({each.reviewer for each in given})
    counted = ngettext("{n} reviewer: {names}", "{n} reviewers: {names}", len(reviewers))
    yield from wrapped(counted.format(n=len(reviewers), names=", ".join(reviewers)), "", "dim")
    for theme, points in by_theme(review.asked):
        yield line()
        yield line(Piece(section_title(theme), "bold cyan"))
        for point in points:
            said = [each for each in given if each.point == point.id]
            yield from wrapped(point.text, "  ", "" if said else "dim")
            answers = ", ".join(_said(each, len(reviewers) > 1) for each in said if each.answer)
            yield from wrapped(answers or "–", "    ", "bold" if answers else "dim")
            for each in said:
                if each.remark:
                    words = _("{who}: {remark}").format(who=each.reviewer, remark=each.remark.replace("\n", " "))
                    yield from wrapped(words, "    ", "dim", further="  ")


def _said(each: Answer, named: bool) -> str:
    text = answer_text(each.answer)
    return f"{text} ({clean(each.reviewer)})" if named else text


def _of_case(review: Held, case: Sampled) -> list[Answer]:
    return [each for each in review.answers if each.case_ref == case.case_ref]


def _json(review: Held) -> dict[str, Any]:
    cases = [
        {
            "place": place,
            "case_ref": each.case.case_ref,
            "seniority_group": each.case.group,
            "answered": dict(each.by_reviewer),
        }
        for place, each in enumerate(review.progress.cases, start=1)
    ]
    return {**review_json(review), "cases": cases}


def _case_json(review: Held, case: Sampled) -> dict[str, Any]:
    answers = [{**each._asdict(), "answered_on": each.answered_on.isoformat()} for each in _of_case(review, case)]
    return {
        "review": review.review.number,
        "case_ref": case.case_ref,
        "seniority_group": case.group,
        "answers": answers,
    }
