"""A review's report on the screen: what to do first, then each point with its numbers beneath, and agreement."""

from collections.abc import Iterator

from kontant.cli.screen import Line, Piece, line, wrapped
from kontant.i18n import _, day_text, ngettext
from kontant.report.benchmark import section_title
from kontant.report.figure_rows import MARK, interval_text, number_text, signed_text
from kontant.report.review import review_words as words
from kontant.report.review.points import by_theme
from kontant.report.review.results import PointResult
from kontant.report.review.review_words import Reviewed

_INDENT = "    "


def screen(found: Reviewed, go_on: str) -> Iterator[Line]:
    """The whole report; ``go_on`` is the command by which the review goes on."""
    told = _("Review {number} of {day}: {sample}")
    yield from wrapped(
        told.format(number=found.review.number, day=day_text(found.review.as_of), sample=words.sample_text(found)),
        "",
        "bold",
    )
    yield from wrapped(words.groups_text(found), "", "dim")
    yield from wrapped(f"{words.progress_text(found)}.", "", "dim")
    for sentence in words.how_to_read(found)[:-2]:
        yield from wrapped(sentence, "", "dim")
    yield from _first(found)
    by_id = {each.point.id: each for each in found.results.points}
    for theme, held in by_theme(each.point for each in found.results.points):
        yield line()
        yield line(Piece(section_title(theme), "bold cyan"))
        for point in held:
            yield from _point(by_id[point.id])
    yield from _agreement(found)
    if not found.progress.is_finished:
        yield line()
        yield from wrapped(_("Go on with: {command}").format(command=go_on), "")


def _first(found: Reviewed) -> Iterator[Line]:
    yield line()
    yield line(Piece(_("What to do first"), "bold"))
    if provisional := words.provisional(found):
        yield from wrapped(provisional, "  ", "yellow")
    first = found.results.first()
    if not first:
        yield from wrapped(words.nothing_first(found), "  ")
    for place, each in enumerate(first[: words.FIRST], start=1):
        style = "yellow" if each.is_worse else ""
        yield from wrapped(f"{place}. {words.first_sentence(each)}", "  ", style, further="   ")
    more = len(first) - words.FIRST
    if more > 0:
        told = ngettext("and {n} more point", "and {n} more points", more)
        yield line("  " + told.format(n=more))


def _point(each: PointResult) -> Iterator[Line]:
    """The question, and its numbers in the line below."""
    lead = f"{MARK} " if each.differs else "  "
    yield from wrapped(lead + each.point.text, "", "bold" if each.differs else "", further="  ")
    yield from wrapped(" · ".join(_numbers(each)), _INDENT, "" if each.n else "dim")


def _numbers(each: PointResult) -> Iterator[str]:
    if each.n:
        yield _("{share} % ({yes} of {n})").format(share=number_text(each.share, 0), yes=each.yes, n=each.n)
        yield interval_text(each.interval)
    elif not each.not_relevant and not each.divided:
        yield _("not answered yet")
    if each.point.national is not None:
        yield _("national {value} %").format(value=number_text(each.point.national, 0))
    if each.difference is not None:
        yield signed_text(each.difference) + (" " + _("differs") if each.differs else "")
    if each.not_relevant:
        yield _("not relevant {n}").format(n=each.not_relevant)
    if each.divided:
        yield _("divided {n}").format(n=each.divided)
    if each.agreement.pairs:
        yield words.agreement_text(each.agreement)


def _agreement(found: Reviewed) -> Iterator[Line]:
    yield line()
    yield line(Piece(_("How well reviewers agree"), "bold"))
    if not found.results.cases_by_several:
        yield from wrapped(words.no_second(), "  ")
        return
    for term, value in words.agreement_facts(found.results):
        yield from wrapped(f"{term}: {value}", "  ")
    yield from wrapped(words.about_kappa(), "  ", "dim")
