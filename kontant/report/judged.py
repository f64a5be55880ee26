"""A judged case: what the summary counts and the list shows of it, without the records it was judged by."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from kontant.model.person import age
from kontant.model.timeline import Case, Timeline
from kontant.report.coordinated import coordinated_by
from kontant.rules.continuity import coordinator_on
from kontant.rules.coverage import last_activity
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Status
from kontant.rules.law import Law
from kontant.rules.seniority import is_long_term, seniority

# Beside what the rules read: seniority, the coordinator, and the last conversation and activity.
TABLES = frozenset({"benefits", "assignments", "conversations", "offers", "paid_work"})
OFF_BENEFIT = "off_benefit"


class Raised(NamedTuple):
    """What is kept of a flag."""

    rule: str
    status: str
    basis: str
    deadline: date | None


class Judged(NamedTuple):
    """One open case on the day; ``flags`` the worst first, ``years`` of seniority None off benefit."""

    case: Case
    age: int | None
    years: int | None
    seniority_group: str
    long_term: bool
    coordinator: str | None
    last_conversation: date | None
    last_activity: date | None
    flags: tuple[Raised, ...]

    @property
    def worst(self) -> str | None:
        """The status of the worst flag; None without flags."""
        return self.flags[0].status if self.flags else None

    @property
    def challenges(self) -> list[str]:
        """The codes of the person's challenges."""
        return [code for code in self.case.challenges.split("|") if code]

    def count(self, status: Status) -> int:
        """How many flags have this status."""
        return sum(flag.status == status for flag in self.flags)


def judged(timelines: Iterable[Timeline], evaluator: Evaluator, caseworker: str | None = None) -> Iterator[Judged]:
    """The timelines' cases judged one by one; ``caseworker`` keeps those that this one coordinates on the day.

    Raises ``NotFound`` at the end where nobody was called so.
    """
    day = evaluator.law.day
    for t in coordinated_by(timelines, day, caseworker):
        yield _judged(t, evaluator, coordinator_on(t, day))


def _judged(t: Timeline, evaluator: Evaluator, coordinator: str | None) -> Judged:
    law = evaluator.law
    found = seniority(t, law)
    flags = (Raised(f.rule, str(f.status), f.law[0].basis, f.deadline) for f in evaluator.flags(t))
    return Judged(
        t.case,
        age(t.case, law.day),
        found.years if found.since else None,
        found.group if found.since else OFF_BENEFIT,
        is_long_term(found, law),
        coordinator,
        _last_conversation(t, law),
        last_activity(t, law),
        tuple(flags),
    )


def _last_conversation(t: Timeline, law: Law) -> date | None:
    """The day of the latest held conversation of a kind that counts."""
    kinds = law.measure("contact.counting_kinds").value
    days = (c.date for c in t.conversations if c.status == "held" and c.kind in kinds and c.date <= law.day)
    return max(days, default=None)


def numbered(sizes: Mapping[str | None, int], *, identified: bool) -> dict[str | None, str | int | None]:
    """What each caseworker is called: initials if ``identified``, else a number by size of caseload, largest first."""
    order = sorted((who for who in sizes if who is not None), key=lambda who: (-sizes[who], who))
    names: dict[str | None, str | int | None] = {None: None}
    return names | {who: who if identified else number for number, who in enumerate(order, start=1)}
