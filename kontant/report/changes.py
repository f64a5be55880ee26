"""What differs between two judgements of the same records: by another day, another law or another value.

Flags are the same where rule, case and scope are. A flag that stands on both sides with the same status, deadline and
basis is left out, so that a comparison of any caseload keeps no more than what is told of it. Where snoozes are
looked at, a flag that is put aside does not stand on that side.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from kontant.model.timeline import Case, Timeline
from kontant.report.coordinated import check_met, of_caseworker
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Quiet, Status
from kontant.rules.overriding import ORIGIN as TRIED
from kontant.rules.snoozing import parted
from kontant.store.snoozes import Snooze, Snoozes

Key = tuple[str, str]


class Change(NamedTuple):
    """A flag that stands on one side only, or otherwise on the other; ``quiet`` tells why it no longer stands.

    ``snooze`` is the one that took the flag away, or that ended, so that it is back. ``aside`` marks a flag that is
    put aside now and was not on the list before either: there is nothing to tell of it, but it is counted.
    """

    case: Case
    before: Flag | None
    after: Flag | None
    quiet: Quiet | None = None
    snooze: Snooze | None = None
    aside: bool = False

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

    @property
    def rests_otherwise(self) -> bool:
        """Whether the flag rests on another basis now; that of a value which is only tried does not count."""
        was, now = self.before, self.after
        return was is not None and now is not None and was.basis != now.basis and now.law[0].origin != TRIED

    @property
    def is_moved(self) -> bool:
        """Whether the flag stands on both sides, with another status or deadline."""
        was, now = self.before, self.after
        return was is not None and now is not None and (was.status, was.deadline) != (now.status, now.deadline)

    @property
    def is_back(self) -> bool:
        """Whether the flag stands because its snooze has ended."""
        return self.before is None and self.snooze is not None and not self.aside

    def apart(self) -> Iterator["Change"]:
        """This change; where another deadline counts now, the old flag that is gone and the new one that came."""
        was, now = self.before, self.after
        if was is None or now is None or was.deadline == now.deadline:
            yield self
        else:
            yield Change(self.case, was, None)
            yield Change(self.case, None, now)


def changes(
    timelines: Iterable[Timeline],
    before: Evaluator,
    after: Evaluator,
    caseworker: str | None = None,
    aside: Mapping[str, Snoozes] = MappingProxyType({}),
) -> Iterator[Change]:
    """What differs, case by case; ``caseworker`` keeps the cases that this one coordinates, or did last.

    ``aside`` are the snoozes by case_ref. Raises ``NotFound`` at the end where nobody is called as the caseworker.
    """
    days, met = (after.law.day, before.law.day), set[str]()
    judged = (t for t in timelines if any(map(t.case.is_open, days)))
    for t in of_caseworker(judged, caseworker, met, *days):
        yield from _of_case(t, before, after, aside.get(t.case.case_ref, {}))
    check_met(caseworker, met)


class _Side(NamedTuple):
    """What stands on one side, and what is put aside there."""

    standing: dict[Key, Flag]
    aside: dict[Key, tuple[Flag, Snooze]]


def _side(t: Timeline, rules: Evaluator, snoozes: Snoozes) -> _Side:
    standing, aside = parted(rules.flags(t), snoozes, rules.law.day)
    return _Side({_key(flag): flag for flag in standing}, {_key(flag): (flag, snooze) for flag, snooze in aside})


def _key(flag: Flag) -> Key:
    return flag.rule, flag.scope


def _of_case(t: Timeline, before: Evaluator, after: Evaluator, snoozes: Snoozes) -> Iterator[Change]:
    was, now = _side(t, before, snoozes), _side(t, after, snoozes)
    quiet: dict[Key, Quiet] | None = None
    for key in was.standing | now.standing | now.aside:
        old, new = was.standing.get(key), now.standing.get(key)
        if key in now.aside:
            flag, snooze = now.aside[key]
            yield Change(t.case, old, None if old else flag, snooze=snooze, aside=old is None)
        elif old is None and key in was.aside:
            yield Change(t.case, None, new, snooze=was.aside[key][1])
        elif old is None or new is None:
            if new is None and quiet is None:
                quiet = _quiet(t, after)
            yield Change(t.case, old, new, quiet.get(key) if quiet and new is None else None)
        elif (both := Change(t.case, old, new)).is_moved or both.rests_otherwise:
            yield both


def _quiet(t: Timeline, rules: Evaluator) -> dict[Key, Quiet]:
    """Why rules raise nothing, by rule and scope; nothing for a case that is not open."""
    if not t.case.is_open(rules.law.day):
        return {}
    said = (said for said in rules.account(t) if isinstance(said, Quiet))
    return {(quiet.rule, str(quiet.facts.get("scope", ""))): quiet for quiet in said}
