"""The exemptions family, further: why a person is exempt, for how long, and with which support meanwhile.

Scopes are activation, and hours_225 while the 225-hour rule is in force. The exemption that stands is the one of the
scope that covers the day and began last. A review is an ``exemption_review`` note.

- ``exemption-standard-reason`` (notice, each scope): the standing exemption's explanation is empty, nearly that of the
  exemption before it, or says nothing of the person; parental leave needs none. Cleared by a review for the scope,
  from 30 days before its start, whose basis or capacity is in the person's own words by the same measure.
- ``exemption-no-mentor`` (activation): exempt for health, and no mentor (offer or assignment) is there or is to begin;
  s is the first day of the unbroken run of such exemptions. Deadline: s + 1 month; where there was a mentor on or
  after s, or a review from 30 days before s answered whether there is one, 12 months after the last day of either
  (after s, if that is later).
- ``exemption-long`` (notice, activation): exempt on the day and on more than half of the days of the last 24 months.
  Parental leave does not count.

Which exemptions the 225-hour rule itself puts in question stands in :mod:`kontant.rules.rule_225`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import ClassVar

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Exemption, Offer, Timeline
from kontant.rules import similar
from kontant.rules.answers import answers
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.mentors import has_mentor, mentors

# Each says that a mentor was thought of: a person who was offered one and declined has had what the right is about.
_MENTOR_ANSWERED = ("has", "starts", "declined", "no")

_STANDARD: Mapping[str, Mapping[str, Quiet]] = {
    reason: {
        scope: Quiet("exemption-standard-reason", reason, {"scope": scope}) for scope in ("activation", "hours_225")
    }
    for reason in ("rule_225_over", "not_exempt", "parental_leave", "own_words", "reviewed_in_words")
}
_ACTIVATION = {"scope": "activation"}
_NOT_FOR_HEALTH = Quiet("exemption-no-mentor", "not_for_health", _ACTIVATION)
_HAS_MENTOR = Quiet("exemption-no-mentor", "has_mentor", _ACTIVATION)
_NOT_EXEMPT = Quiet("exemption-long", "not_exempt", _ACTIVATION)
_ON_LEAVE = Quiet("exemption-long", "only_leave", _ACTIVATION)


class ExemptionReasons(Family):
    """Why, how long and with which support a person is exempt, on one day."""

    judges: ClassVar[Mapping[str, str]] = {
        "exemption-standard-reason": "_standard_reason",
        "exemption-no-mentor": "_no_mentor",
        "exemption-long": "_long",
    }
    scopes: ClassVar[Mapping[str, tuple[str, ...]]] = {"exemption-standard-reason": ("activation", "hours_225")}

    def _prepare(self) -> None:
        self._own_reason = self.value("exemption.own_reason")
        self._rule_225 = self.value("rule_225.hours") is not None
        self._before = timedelta(days=self.number("exemption.review_before_end_days") or 0)
        self._mentor = self.value("exemption.mentor_months")
        self._mentor_again = self.value("exemption.mentor_again_months")
        self._months = self.value("exemption.long_months")
        self._long_after = add_months(self.day, -(self.number("exemption.long_months") or 0))
        self._activation_of: tuple[Timeline | None, Exemption | None] = (None, None)

    def _standard_reason(self, t: Timeline, scope: str) -> Judgement:
        """The standing exemption of the scope has no explanation of its own, and no review has put one into words."""
        if scope == "hours_225" and not self._rule_225:
            return _STANDARD["rule_225_over"][scope]
        x = self._activation(t) if scope == "activation" else standing(t.exemptions, scope, self.day)
        if x is None:
            return _STANDARD["not_exempt"][scope]
        if x.reason == "parental_leave":
            return _STANDARD["parental_leave"][scope]
        before = explained_before(t.exemptions, x)
        why = not_own(x.explanation, before)
        if why is None:
            return _STANDARD["own_words"][scope]
        if self._reviewed_in_words(t, x, before):
            return _STANDARD["reviewed_in_words"][scope]
        assert self._own_reason is not None
        facts = {"scope": scope, "start": x.start, "end": x.end, "reason": x.reason, "why": why}
        return self.notice(t, "exemption-standard-reason", facts, self._own_reason)

    def _reviewed_in_words(self, t: Timeline, x: Exemption, before: str | None) -> bool:
        """Whether a review for the scope, since shortly before ``x`` began, has the person's own words.

        ``before`` is the explanation before ``x``: to say it once more is no assessment.
        """
        return any(
            isinstance(words, str) and not_own(words, before) is None
            for note in t.notes
            if note.template == "exemption_review"
            and x.start - self._before <= note.date <= self.day
            and note.scope in (None, x.scope)
            for words in (answers(note).get("basis_words"), answers(note).get("capacity"))
        )

    def _no_mentor(self, t: Timeline) -> Judgement:
        """Exempt for health without a mentor for a month, or for a year since there was one or it was talked of."""
        x = self._activation(t)
        if x is None or x.reason != "health":
            return _NOT_FOR_HEALTH
        if has_mentor(t, self.day, self.day):
            return _HAS_MENTOR
        since = _run_start(t.exemptions, x)
        considered = max(self._mentor_considered(t, since), default=None)
        value = self._mentor if considered is None else self._mentor_again
        assert value is not None
        deadline = add_months(max(since, considered or since), value.value)
        facts = {"scope": "activation", "start": since, "considered": considered, "months": value.value}
        return self.dated(t, "exemption-no-mentor", deadline, self.horizon, facts, value)

    def _mentor_considered(self, t: Timeline, since: date) -> Iterator[date]:
        """The last days of mentors since the exemption began, and the days of reviews that say whether there is one."""
        yield from (m.end for m in mentors(t, self.day) if m.end is not None and since <= m.end)
        yield from (
            note.date
            for note in t.notes
            if note.template == "exemption_review"
            and since - self._before <= note.date <= self.day
            and answers(note).get("mentor") in _MENTOR_ANSWERED
        )

    def _long(self, t: Timeline) -> Judgement:
        """Exempt from offers on the day, and on more than half of the days of the look-back."""
        x = self._activation(t)
        if x is None:
            return _NOT_EXEMPT
        counting = [each for each in t.exemptions if each.scope == "activation" and each.reason != "parental_leave"]
        if x.reason == "parental_leave" and standing(counting, "activation", self.day) is None:
            return _ON_LEAVE
        assert self._months is not None
        total = (self.day - self._long_after).days
        covered = covered_days(counting, self._long_after + ONE_DAY, self.day)
        facts = {
            "scope": "activation",
            "covered_days": covered,
            "percent": round(100 * covered / total),
            "months": self._months.value,
            "after": self._long_after,
        }
        if 2 * covered <= total:
            return Quiet("exemption-long", "half_or_less", facts)
        return self.notice(t, "exemption-long", facts, self._months)

    def _activation(self, t: Timeline) -> Exemption | None:
        """The standing exemption from offers, found once for a case: all rules ask for it."""
        if self._activation_of[0] is not t:
            self._activation_of = (t, standing(t.exemptions, "activation", self.day))
        return self._activation_of[1]


def standing(exemptions: Iterable[Exemption], scope: str, day: date) -> Exemption | None:
    """The exemption of ``scope`` that covers ``day``; of several the one that began last."""
    found = None
    for x in exemptions:
        # What ended long ago is most of them, and goes first.
        if (x.end is None or x.end >= day) and x.start <= day and x.scope == scope:
            found = x if found is None or x.start > found.start else found
    return found


def explained_before(exemptions: Iterable[Exemption], x: Exemption) -> str | None:
    """The explanation of the exemption of the same scope that began last before ``x``."""
    earlier = [other for other in exemptions if other.scope == x.scope and other.start < x.start]
    return max(earlier, key=lambda other: other.start).explanation if earlier else None


@lru_cache(maxsize=4096)
def not_own(explanation: str | None, before: str | None) -> str | None:
    """Why an explanation is not the person's own; None where it is. Standard reasons come back many times."""
    if explanation is None or not explanation.strip():
        return "empty"
    if similar.repeats(explanation, (before,)):
        return "repeated"
    return "general" if similar.too_short(explanation) or similar.only_general(explanation) else None


def _run_start(exemptions: Iterable[Exemption], x: Exemption) -> date:
    """The first day of the unbroken run of exemptions for health that ``x`` belongs to."""
    start = x.start
    of_kind = [other for other in exemptions if other.scope == x.scope and other.reason == x.reason]
    for other in sorted(of_kind, key=lambda other: other.start, reverse=True):
        if other.start < start and (other.end is None or other.end + ONE_DAY >= start):
            start = other.start
    return start


def covered_days(periods: Iterable[Exemption | Offer], first: date, last: date) -> int:
    """How many days from ``first`` to ``last`` the exemptions or offers cover, each day counted once."""
    covered, free = 0, first
    touching = [(x.start, x.end or last) for x in periods if x.start <= last and (x.end is None or x.end >= first)]
    for start, stated in sorted(touching):
        since, end = max(start, free), min(stated, last)
        if since <= end:
            covered += (end - since).days + 1
            free = end + ONE_DAY
    return covered
