"""The exemptions family: from offers (``activation``) and from the 225-hour rule (``hours_225``, while in force).

A successor of x is another exemption of the same scope with start <= x.end + 1 day and an end that is empty or
later than x's; it may begin after the day. A review is an ``exemption_review`` note for the scope, or for all.

- ``exemption-expiring``: covers the day, has no successor. Deadline: its end; lead 30 days.
- ``exemption-ended``: none of the scope covers the day, and the latest end e of those begun lies in the last 12
  months. Cleared by a review in [e - 30 days, day], and for activation by a counting offer, not cancelled, with
  a day in [e + 1, day]. Deadline: e + k months for activation (an offer after the exemption), e for hours_225;
  due whatever the lead.
- ``exemption-open-ended``: covers the day, has no end. Deadline: 3 months after the later of its start and the
  latest review.

One flag for each scope and rule: the one with the earliest deadline.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from kontant.dates import ONE_DAY, add_months
from kontant.model.timeline import Exemption, Timeline
from kontant.rules.flags import Flag, Judgement, Quiet, Status, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value

RULES = ("exemption-expiring", "exemption-open-ended", "exemption-ended")
# What is said of most cases.
NONE_BEGUN = {
    scope: tuple(Quiet(rule, "none_begun", {"scope": scope}) for rule in RULES) for scope in ("activation", "hours_225")
}
NOT_IN_FORCE = tuple(Quiet(rule, "not_in_force", {"scope": "hours_225"}) for rule in RULES)


class Exemptions:
    """The family on one day; ``judge`` judges one case."""

    def __init__(self, law: Law, horizon: date) -> None:
        """Resolve what the day decides; ``horizon`` is the last day of the common lead."""
        self._day, self._horizon = law.day, horizon
        self._rule_225 = law.value("rule_225.hours")
        self._scopes = ("activation", "hours_225") if self._rule_225 else ("activation",)
        self._offers = law.codes("passivity.counting_offers")
        self._offer_after = law.by_group("exemption.offer_after_months")
        self._review = law.by_group("exemption.review_months")
        self._expiring = law.value("exemption.expiring_lead_days")
        self._expiring_latest = law.day + timedelta(days=law.number("exemption.expiring_lead_days"))
        self._ended_earliest = add_months(law.day, -law.number("exemption.ended_months"))
        self._review_before = timedelta(days=law.number("exemption.review_before_end_days"))

    def judge(self, t: Timeline) -> Iterator[Judgement]:
        """What each rule says of each scope of a case that is open on the day."""
        for scope in self._scopes:
            of_scope = [x for x in t.exemptions if x.scope == scope]
            begun = [x for x in of_scope if x.start <= self._day] if of_scope else None
            if not begun:
                yield from NONE_BEGUN[scope]
                continue
            covering = [x for x in begun if x.end is None or x.end >= self._day]
            if covering:
                yield self._running_out(t, scope, covering, of_scope)
                yield self._without_end(t, scope, covering)
                yield Quiet("exemption-ended", "covers", _period(scope, covering))
            else:
                end = max(x.end for x in begun if x.end is not None)
                yield from _has_ended(scope, end)
                yield self._ended(t, scope, end)
        if not self._rule_225:
            yield from NOT_IN_FORCE

    def _running_out(self, t: Timeline, scope: str, covering: list[Exemption], of_scope: list[Exemption]) -> Judgement:
        ends = [(x.end, x) for x in covering if x.end is not None and not _has_successor(x, of_scope)]
        if not ends:
            ending = any(x.end for x in covering)
            return Quiet("exemption-expiring", "followed" if ending else "no_end", _period(scope, covering))
        if self._expiring is None:
            return Quiet("exemption-expiring", "no_value", {"scope": scope})
        deadline, x = min(ends)
        facts = {"scope": scope, "start": x.start, "end": x.end, "reason": x.reason}
        status = status_of(deadline, self._day, self._expiring_latest)
        if status is None:
            return Quiet("exemption-expiring", "later", facts, deadline, (self._expiring,))
        return Flag(t.case.case_ref, "exemption-expiring", status, deadline, facts, (self._expiring,))

    def _without_end(self, t: Timeline, scope: str, covering: list[Exemption]) -> Judgement:
        starts = [x.start for x in covering if x.end is None]
        if not starts:
            return Quiet("exemption-open-ended", "has_end", _period(scope, covering))
        value = self._review[t.case.target_group]
        if value is None:
            return Quiet("exemption-open-ended", "no_value", {"scope": scope})
        start = min(starts)
        review = max((day for day in self._reviews(t, scope)), default=None)
        anchor = start if review is None else max(start, review)
        deadline = add_months(anchor, value.value)
        facts = {"scope": scope, "start": start, "reviewed": review, "months": value.value}
        status = status_of(deadline, self._day, self._horizon)
        if status is None:
            return Quiet("exemption-open-ended", "later", facts, deadline, (value,))
        return Flag(t.case.case_ref, "exemption-open-ended", status, deadline, facts, (value,))

    def _ended(self, t: Timeline, scope: str, end: date) -> Judgement:
        if end < self._ended_earliest:
            return _long_ago(scope, end, self._ended_earliest)
        if self._answered(t, scope, end):
            return Quiet("exemption-ended", "answered", {"scope": scope, "end": end})
        value: Value | None = self._offer_after[t.case.target_group] if scope == "activation" else self._rule_225
        if value is None:
            return Quiet("exemption-ended", "no_value", {"scope": scope})
        months = value.value if scope == "activation" else 0
        deadline = add_months(end, months)
        status = Status.OVERDUE if deadline < self._day else Status.DUE
        facts = {"scope": scope, "end": end, "months": months}
        return Flag(t.case.case_ref, "exemption-ended", status, deadline, facts, (value,))

    def _answered(self, t: Timeline, scope: str, end: date) -> bool:
        """Whether a review, or for activation an offer, followed the end of the exemption."""
        if any(day >= end - self._review_before for day in self._reviews(t, scope)):
            return True
        return scope == "activation" and any(
            o.type in self._offers
            and o.outcome != "cancelled"
            and o.start <= self._day
            and (o.end is None or o.end > end)
            for o in t.offers
        )

    def _reviews(self, t: Timeline, scope: str) -> Iterator[date]:
        """The days of reviews for the scope up to the day."""
        return (
            note.date
            for note in t.notes
            if note.template == "exemption_review" and note.date <= self._day and note.scope in (None, scope)
        )


# The same few hundred days come back in any caseload.
@lru_cache(maxsize=4096)
def _has_ended(scope: str, end: date) -> tuple[Quiet, ...]:
    """What the rules on a running exemption say after its end."""
    facts = {"scope": scope, "end": end}
    return tuple(Quiet(rule, "has_ended", facts) for rule in ("exemption-expiring", "exemption-open-ended"))


@lru_cache(maxsize=4096)
def _long_ago(scope: str, end: date, after: date) -> Quiet:
    return Quiet("exemption-ended", "long_ago", {"scope": scope, "end": end, "after": after})


def _period(scope: str, covering: list[Exemption]) -> dict[str, Any]:
    """The exemption that covers the day with the latest start, as facts."""
    x = max(covering, key=lambda x: x.start)
    return {"scope": scope, "start": x.start, "end": x.end}


def _has_successor(x: Exemption, of_scope: list[Exemption]) -> bool:
    """Whether another exemption takes over when ``x`` ends."""
    assert x.end is not None
    return any(
        other is not x and other.start <= x.end + ONE_DAY and (other.end is None or other.end > x.end)
        for other in of_scope
    )
