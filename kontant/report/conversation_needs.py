"""Which conversations a case needs, by the flags that it will have: how many, from which day, to which deadline."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kontant.dates import ONE_DAY
from kontant.model.timeline import Case, Conversation, Timeline
from kontant.report.spread import Need
from kontant.rules.flags import Flag

# The rules that a single conversation satisfies, and the one that tells how many are missing.
_ONE, _SEVERAL = frozenset({"conversation-first", "conversation-due"}), "conversation-start"


def is_planned(conversation: Conversation, day: date) -> bool:
    """Whether the conversation is still to be held: planned for ``day`` or later."""
    return conversation.status == "planned" and conversation.date >= day


def needs_of(t: Timeline, flags: Iterable[Flag], day: date) -> list[Need]:
    """The conversations that one case needs from ``day`` on, the earliest deadline first.

    One conversation serves every rule that waits for one: a rule that misses several needs what earlier deadlines do
    not bring. A case that is late already needs one at once; what else it misses shows when that one is held.
    """
    concerned = [flag for flag in flags if flag.rule in _ONE or flag.rule == _SEVERAL]
    if not concerned:
        return []
    coming = sorted(c.date for c in t.conversations if is_planned(c, day))
    found: list[Need] = []
    for flag in sorted(concerned, key=lambda flag: (flag.deadline or date.max, flag.rule)):
        found.extend(_needs(t.case, flag, found, coming, day))
    return found


def _needs(case: Case, flag: Flag, earlier: list[Need], coming: list[date], day: date) -> Iterator[Need]:
    deadline = flag.deadline
    assert deadline is not None, flag.rule
    late = deadline < day
    missing = max(0, flag.facts["missing"] - len(earlier)) if flag.rule == _SEVERAL else 1
    if late:
        missing = 0 if earlier else min(missing, 1)
    # Two conversations on one day would be one: each has a part of the time of its own.
    first = max(_first_useful(flag), day, *(need.last + ONE_DAY for need in earlier))
    time = (deadline - first).days + 1
    after = next((planned for planned in coming if planned > deadline), None)
    for part in range(missing):
        start, last = (first + timedelta(days=time * n // missing) for n in (part, part + 1))
        yield Need(
            case.case_ref,
            case.name,
            flag.rule,
            flag.basis,
            deadline,
            min(start, deadline),
            min(last - ONE_DAY, deadline),
            frozenset(coming),
            after,
        )


def _first_useful(flag: Flag) -> date:
    """Before this day a conversation would not count for the rule: the duty must have begun, the last one be past."""
    since, last = flag.facts.get("since"), flag.facts.get("last")
    return max(date.min if since is None else since, date.min if last is None else last + ONE_DAY)
