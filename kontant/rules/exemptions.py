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

from kontant.dates import add_months
from kontant.model.timeline import Exemption, Timeline
from kontant.rules.flags import Flag, Status, status_of
from kontant.rules.law import Law
from kontant.rules.parameters import Value

ONE_DAY = timedelta(days=1)


class Exemptions:
    """The family on one day; ``flags`` judges one case."""

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

    def flags(self, t: Timeline) -> Iterator[Flag]:
        """The exemption flags of a case that is open on the day."""
        for scope in self._scopes:
            of_scope = [x for x in t.exemptions if x.scope == scope]
            begun = [x for x in of_scope if x.start <= self._day]
            if not begun:
                continue
            covering = [x for x in begun if x.end is None or x.end >= self._day]
            if covering:
                yield from self._running_out(t, scope, covering, of_scope)
                yield from self._without_end(t, scope, covering)
            else:
                yield from self._ended(t, scope, begun)

    def _running_out(
        self, t: Timeline, scope: str, covering: list[Exemption], of_scope: list[Exemption]
    ) -> Iterator[Flag]:
        ends = [(x.end, x) for x in covering if x.end is not None and not _has_successor(x, of_scope)]
        if not ends or self._expiring is None:
            return
        deadline, x = min(ends)
        status = status_of(deadline, self._day, self._expiring_latest)
        if status:
            facts = {"scope": scope, "start": x.start, "end": x.end, "reason": x.reason}
            yield Flag(t.case.case_ref, "exemption-expiring", status, deadline, facts, (self._expiring,))

    def _without_end(self, t: Timeline, scope: str, covering: list[Exemption]) -> Iterator[Flag]:
        value = self._review[t.case.target_group]
        starts = [x.start for x in covering if x.end is None]
        if not starts or value is None:
            return
        start = min(starts)
        review = max((day for day in self._reviews(t, scope)), default=None)
        anchor = start if review is None else max(start, review)
        deadline = add_months(anchor, value.value)
        status = status_of(deadline, self._day, self._horizon)
        if status:
            facts = {"scope": scope, "start": start, "reviewed": review, "months": value.value}
            yield Flag(t.case.case_ref, "exemption-open-ended", status, deadline, facts, (value,))

    def _ended(self, t: Timeline, scope: str, begun: list[Exemption]) -> Iterator[Flag]:
        end = max(x.end for x in begun if x.end is not None)
        if end < self._ended_earliest or self._answered(t, scope, end):
            return
        value: Value | None = self._offer_after[t.case.target_group] if scope == "activation" else self._rule_225
        if value is None:
            return
        months = value.value if scope == "activation" else 0
        deadline = add_months(end, months)
        status = Status.OVERDUE if deadline < self._day else Status.DUE
        facts = {"scope": scope, "end": end, "months": months}
        yield Flag(t.case.case_ref, "exemption-ended", status, deadline, facts, (value,))

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


def _has_successor(x: Exemption, of_scope: list[Exemption]) -> bool:
    """Whether another exemption takes over when ``x`` ends."""
    assert x.end is not None
    return any(
        other is not x and other.start <= x.end + ONE_DAY and (other.end is None or other.end > x.end)
        for other in of_scope
    )
