"""What differs between two judgements of the same records: by another day, another law or another value.

Flags are the same where rule, case and scope are. A flag that stands on both sides with the same status and deadline
is left out, so that a comparison of any caseload keeps no more than what is told of it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from kontant.model.timeline import Case, Timeline
from kontant.model.vocabulary import folded
from kontant.rules.continuity import coordinators, current_coordinator
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Quiet, Status


class Change(NamedTuple):
    """A flag that stands on one side only, or otherwise on the other; ``quiet`` tells why it no longer stands."""

    case: Case
    before: Flag | None
    after: Flag | None
    quiet: Quiet | None = None

    @property
    def flag(self) -> Flag:
        """The flag as it stands now, or as it stood."""
        flag = self.after or self.before
        assert flag is not None
        return flag

    @property
    def is_late(self) -> bool:
        """Whether the same deadline was still to come before and has passed now."""
        was, now = self.before, self.after
        if was is None or now is None or was.deadline != now.deadline:
            return False
        return was.status is not Status.OVERDUE and now.status is Status.OVERDUE

    def apart(self) -> Iterator["Change"]:
        """This change; where another deadline counts now, the old flag that is gone and the new one that came."""
        was, now = self.before, self.after
        if was is None or now is None or was.deadline == now.deadline:
            yield self
        else:
            yield Change(self.case, was, None)
            yield Change(self.case, None, now)


def changes(
    timelines: Iterable[Timeline], before: Evaluator, after: Evaluator, caseworker: str | None = None
) -> Iterator[Change]:
    """What differs, case by case; ``caseworker`` keeps the cases that this one coordinates, or did last."""
    wanted = folded(caseworker) if caseworker else None
    for t in timelines:
        if wanted is None or _is_coordinated(t, wanted, after.law.day, before.law.day):
            yield from _of_case(t, before, after)


def _of_case(t: Timeline, before: Evaluator, after: Evaluator) -> Iterator[Change]:
    was = {(flag.rule, flag.scope): flag for flag in before.flags(t)}
    now = {(flag.rule, flag.scope): flag for flag in after.flags(t)}
    quiet: dict[tuple[str, str], Quiet] | None = None
    for key in was | now:
        old, new = was.get(key), now.get(key)
        if old and new and (old.status, old.deadline) == (new.status, new.deadline):
            continue
        if new is None and quiet is None:
            quiet = _quiet(t, after)
        yield Change(t.case, old, new, quiet.get(key) if quiet and new is None else None)


def _quiet(t: Timeline, rules: Evaluator) -> dict[tuple[str, str], Quiet]:
    """Why rules raise nothing, by rule and scope; nothing for a case that is not open."""
    if not t.case.is_open(rules.law.day):
        return {}
    said = (said for said in rules.account(t) if isinstance(said, Quiet))
    return {(quiet.rule, str(quiet.facts.get("scope", ""))): quiet for quiet in said}


def _is_coordinated(t: Timeline, wanted: str, *days: date) -> bool:
    """Whether ``wanted`` coordinates the case on the first of ``days`` on which it is open."""
    day = next((day for day in days if t.case.is_open(day)), None)
    current = current_coordinator(coordinators(t, day), day) if day else None
    return current is not None and folded(current.caseworker) == wanted
