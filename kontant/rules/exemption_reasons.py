"""The exemptions family, further: why a person is exempt, for how long, and with which support meanwhile.

Scopes are activation, and hours_225 while the 225-hour rule is in force. The exemption that stands is the one of the
scope that covers the day and began last. A review is an ``exemption_review`` note.

- ``exemption-standard-reason`` (notice, each scope): the standing exemption's explanation is empty, nearly that of the
  exemption before it, or says nothing of the person; parental leave needs none. Cleared by a review for the scope,
  from 30 days before its start, that tells what it builds on or how capacity is limited.
- ``exemption-no-mentor`` (activation): exempt for health; s is the first day of the unbroken run of such exemptions.
  Deadline: s + 1 month. Cleared by a mentor (offer or assignment) on or after s, or by a review from 30 days before s
  that says a mentor is there, starts, or was declined.
- ``exemption-long`` (notice, activation): exempt on the day and on more than half of the days of the last 24 months.

Which exemptions the 225-hour rule itself puts in question stands in :mod:`kontant.rules.rule_225`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import ClassVar

from kontant.dates import add_months
from kontant.model.timeline import Exemption, Timeline
from kontant.rules import similar
from kontant.rules.answers import answers, filled
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet

ONE_DAY = timedelta(days=1)

# A person who was offered a mentor and declined has had the offer that the right is about.
_MENTOR_ANSWERED = frozenset({"has", "starts", "declined"})

_STANDARD: Mapping[str, Mapping[str, Quiet]] = {
    reason: {
        scope: Quiet("exemption-standard-reason", reason, {"scope": scope}) for scope in ("activation", "hours_225")
    }
    for reason in ("rule_225_over", "not_exempt", "parental_leave", "own_words", "reviewed_in_words")
}
_ACTIVATION = {"scope": "activation"}
_NOT_FOR_HEALTH = Quiet("exemption-no-mentor", "not_for_health", _ACTIVATION)
_HAS_MENTOR = Quiet("exemption-no-mentor", "has_mentor", _ACTIVATION)
_MENTOR_TALKED_OF = Quiet("exemption-no-mentor", "mentor_answered", _ACTIVATION)
_NOT_EXEMPT = Quiet("exemption-long", "not_exempt", _ACTIVATION)


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
        if self._reviewed_in_words(t, x):
            return _STANDARD["reviewed_in_words"][scope]
        why = _not_own(x.explanation, _explained_before(t.exemptions, x))
        if why is None:
            return _STANDARD["own_words"][scope]
        assert self._own_reason is not None
        facts = {"scope": scope, "start": x.start, "end": x.end, "reason": x.reason, "why": why}
        return self.notice(t, "exemption-standard-reason", facts, self._own_reason)

    def _reviewed_in_words(self, t: Timeline, x: Exemption) -> bool:
        """Whether a review for the scope, since shortly before ``x`` began, tells its basis or the capacity."""
        return any(
            filled(said.get("basis_words")) or filled(said.get("capacity"))
            for note in t.notes
            if note.template == "exemption_review"
            and x.start - self._before <= note.date <= self.day
            and note.scope in (None, x.scope)
            for said in (answers(note),)
        )

    def _no_mentor(self, t: Timeline) -> Judgement:
        """Exempt for health for a month or more without a mentor, and none was offered."""
        x = self._activation(t)
        if x is None or x.reason != "health":
            return _NOT_FOR_HEALTH
        since = _run_start(t.exemptions, x)
        if _has_mentor(t, since, self.day):
            return _HAS_MENTOR
        if self._mentor_answered(t, since):
            return _MENTOR_TALKED_OF
        assert self._mentor is not None
        deadline = add_months(since, self._mentor.value)
        facts = {"scope": "activation", "start": since, "months": self._mentor.value}
        return self.dated(t, "exemption-no-mentor", deadline, self.horizon, facts, self._mentor)

    def _mentor_answered(self, t: Timeline, since: date) -> bool:
        """Whether a review, since shortly before the exemption began, says that the person has or declined a mentor."""
        return any(
            answers(note).get("mentor") in _MENTOR_ANSWERED
            for note in t.notes
            if note.template == "exemption_review" and since - self._before <= note.date <= self.day
        )

    def _long(self, t: Timeline) -> Judgement:
        """Exempt from offers on the day, and on more than half of the days of the look-back."""
        if self._activation(t) is None:
            return _NOT_EXEMPT
        assert self._months is not None
        total = (self.day - self._long_after).days
        covered = _covered_days(t.exemptions, self._long_after + ONE_DAY, self.day)
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


def _explained_before(exemptions: Iterable[Exemption], x: Exemption) -> str | None:
    """The explanation of the exemption of the same scope that began last before ``x``."""
    earlier = [other for other in exemptions if other.scope == x.scope and other.start < x.start]
    return max(earlier, key=lambda other: other.start).explanation if earlier else None


@lru_cache(maxsize=4096)
def _not_own(explanation: str | None, before: str | None) -> str | None:
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


def _has_mentor(t: Timeline, since: date, day: date) -> bool:
    """Whether a mentor was given on or after ``since``: by an offer, also a coming one, or by an assignment."""
    return any(o.type == "mentor" and (o.end is None or o.end >= since) for o in t.offers) or any(
        a.role == "mentor" and a.start <= day and (a.end is None or a.end >= since) for a in t.assignments
    )


def _covered_days(exemptions: Iterable[Exemption], first: date, last: date) -> int:
    """How many days from ``first`` to ``last`` exemptions from offers cover, each day counted once."""
    covered, free = 0, first
    touching = [
        (x.start, x.end or last)
        for x in exemptions
        if x.scope == "activation" and x.start <= last and (x.end is None or x.end >= first)
    ]
    for start, stated in sorted(touching):
        since, end = max(start, free), min(stated, last)
        if since <= end:
            covered += (end - since).days + 1
            free = end + ONE_DAY
    return covered
