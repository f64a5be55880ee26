"""The sentences that every format of a review's report says: what was reviewed, how to read it, how reviewers agree."""

from collections.abc import Mapping
from typing import NamedTuple

from kontant.i18n import _, day_text, ngettext
from kontant.report.figure_rows import number_text
from kontant.report.review.progress import Progress
from kontant.report.review.results import LEAST, Agreement, PointResult, Results
from kontant.report.review.sampling import filled_up, is_everything
from kontant.report.tables import in_words
from kontant.store.reviews import Review

FIRST = 10
"""As many points are told as what to do first."""


class Reviewed(NamedTuple):
    """A review with what it has come to so far."""

    review: Review
    progress: Progress
    results: Results


def title() -> str:
    """What the report is called."""
    return _("Case review of long-term cases")


def sample_text(found: Reviewed) -> str:
    """How many cases were drawn of how many."""
    total, n = sum(found.review.pool.values()), len(found.progress.cases)
    if is_everything(found.review.pool, found.review.size):
        return ngettext("the only long-term case", "all {n} long-term cases", n).format(n=n)
    told = ngettext(
        "{n} case drawn at random of {total} long-term", "{n} cases drawn at random of {total} long-term", n
    )
    return told.format(n=n, total=total)


def groups_text(found: Reviewed) -> str:
    """How many cases each group gave, and whether one was short."""
    drawn: dict[str, int] = dict.fromkeys(found.review.pool, 0)
    for each in found.progress.cases:
        drawn[each.case.group] += 1
    told = ", ".join(
        _("{group}: {n} of {pool}").format(group=group_text(group), n=n, pool=found.review.pool[group])
        for group, n in drawn.items()
    )
    short = short_text(found.review.pool, found.review.size)
    return f"{told}. {short}" if short else f"{told}."


def short_text(pool: Mapping[str, int], size: int) -> str:
    """That there was nothing left to draw, or that the others made up for a group with too few cases; else nothing."""
    if size > sum(pool.values()):
        return _("All long-term cases are in the sample: there are no more than these.")
    short = ", ".join(group_text(group) for group in filled_up(pool, size))
    told = _("Too few cases in {groups}: the sample was filled up from the other groups.")
    return told.format(groups=short) if short else ""


def group_text(group: str) -> str:
    """A seniority group in words, as the summary and the report have it."""
    return str(in_words("seniority_group", group))


def progress_text(found: Reviewed) -> str:
    """How far the review is."""
    far = found.progress
    told = ngettext("{done} of {n} case done", "{done} of {n} cases done", len(far.cases))
    who = ngettext("{n} reviewer", "{n} reviewers", found.results.reviewers).format(n=found.results.reviewers)
    points = ngettext("{n} control point", "{n} control points", far.asked).format(n=far.asked)
    return ", ".join((told.format(done=far.done, n=len(far.cases)), points, who))


def facts(found: Reviewed) -> list[tuple[str, str]]:
    """What one must know to read the report or to draw the sample again."""
    review = found.review
    return [
        (_("Review"), str(review.number)),
        (_("As of"), day_text(review.as_of)),
        (_("Begun"), day_text(review.begun_on)),
        (_("Sample"), sample_text(found)),
        (_("Seniority"), groups_text(found)),
        (_("Seed"), str(review.seed)),
        (_("So far"), progress_text(found)),
    ]


def how_to_read(found: Reviewed) -> list[str]:
    """What the numbers mean, a sentence each."""
    return [
        _("A share is of the cases answered yes or no; cases for which a point is not relevant are left out of it."),
        *_drawn(found),
        _(
            "A mark (●) stands only where at least {n} cases are answered and the interval leaves the national value "
            "out. Of so many points about one in twenty is marked by chance alone."
        ).format(n=LEAST),
        _(
            "The national values are BDO's of 2022, from 25 municipalities: of 375 reviewed cases, or of all 14,164 "
            "long-term cases there."
        ),
        _("Where two reviewers are divided over a case, it is left out of the share."),
    ]


def _drawn(found: Reviewed) -> list[str]:
    """What the interval says, by whether cases were left out of the sample."""
    if is_everything(found.review.pool, found.review.size):
        told = _("All long-term cases are in the review. The interval (95 percent, Wilson) says how far so few cases "
                 "could have come out otherwise.")  # fmt: skip
        return [told]
    return [
        _("The interval (95 percent, Wilson) says how sure so small a sample is; it is wide for few cases."),
        _(
            "The seniority groups give as many cases each, whatever their size: a share is of the sample, not of the "
            "caseload."
        ),
    ]


def provisional(found: Reviewed) -> str:
    """That the review goes on; nothing where every case is done."""
    far = found.progress
    if far.is_finished:
        return ""
    told = ngettext("Provisional: {done} of {n} case done, so the numbers may still change.",
                    "Provisional: {done} of {n} cases done, so the numbers may still change.",
                    len(far.cases))  # fmt: skip
    return told.format(done=far.done, n=len(far.cases))


def nothing_first(found: Reviewed) -> str:
    """Why nothing stands to be done first."""
    if found.results.says_enough:
        return _("No point that enough cases answer was answered with what one does not hope for.")
    return _("No point is answered in {n} cases yet: that is too few to say what should be done.").format(n=LEAST)


def privacy(found: Reviewed) -> str:
    """What the report holds of people."""
    if found.results.is_small:
        return _(
            "No case, reviewer or remark is named, but fewer than {n} cases are reviewed: the people can be "
            "recognised from so few."
        ).format(n=LEAST)
    return _("Without personal data: no case, reviewer or remark is named.")


def first_sentence(each: PointResult) -> str:
    """A point of what to do first, in a sentence."""
    told = ngettext(
        "{question} {answer} in {bad} of {n} case ({share} percent).",
        "{question} {answer} in {bad} of {n} cases ({share} percent).",
        each.n,
    ).format(
        question=each.point.text,
        answer=_("Yes") if each.point.bad == "yes" else _("No"),
        bad=each.bad,
        n=each.n,
        share=number_text(each.bad_share, 0),
    )
    national = each.point.national
    if national is None:
        return told
    among = national if each.point.bad == "yes" else 100 - national
    if each.is_worse:
        beside = _("Nationally {share} percent: chance hardly explains the difference.")
    else:
        beside = _("Nationally {share} percent.")
    return f"{told} {beside.format(share=number_text(among, 0))}"


def agreement_text(found: Agreement) -> str:
    """How well reviewers agree, in a clause."""
    if not found.pairs:
        return _("no point was answered by two")
    told = ngettext("{agreed} of {n} pair agree", "{agreed} of {n} pairs agree", found.pairs)
    return f"{told.format(agreed=found.agreed, n=found.pairs)}, {kappa_text(found)}"


def kappa_text(found: Agreement) -> str:
    """Cohen's kappa, or that there is none."""
    if found.kappa is None:
        return _("kappa undefined")
    return _("kappa {value}").format(value=number_text(found.kappa, 2))


def agreement_facts(found: Results) -> list[tuple[str, str]]:
    """What is told of agreement, where any case was reviewed by more than one."""
    return [
        (_("Cases reviewed by more than one"), str(found.cases_by_several)),
        (_("All points"), agreement_text(found.overall)),
        (_("Points of which the records said nothing"), agreement_text(found.unfilled)),
    ]


def no_second() -> str:
    """That nothing can be said of agreement."""
    return _(
        "No point was answered by two reviewers, so nothing can be said of how well they agree. A second reviewer "
        "takes up the cases that another has done with the option --second."
    )


def about_kappa() -> str:
    """What kappa is."""
    return _(
        "Cohen's kappa is 1 where two reviewers always agree and 0 where they agree as often as by chance. Answers "
        "that the records fill in are the same for both, so agreement on the others says more. Kappa is undefined "
        "where both gave one and the same answer throughout."
    )
