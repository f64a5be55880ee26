"""The sample of a case review: a simple random sample within each seniority group of the long-term cases.

Rules, so that the same seed draws the same sample of the same caseload:

- The groups are those of five years or more (5-7, 7-10, 10 and more), each with its open long-term cases on the day.
- The size is shared as evenly as can be: one case after the other is taken from the group that has given fewest so far
  and has cases left, the one of shortest seniority among equals, until the sample is full or no case is left. So a
  group with fewer cases than an even share gives all it has, and the others fill up.
- Every case gets a number from a generator that is seeded with the seed, cases taken in order of their reference. A
  group gives its cases with the lowest numbers, so that every choice of that many is equally likely. The sample is
  reviewed in order of the numbers, groups mixed.
"""

import random
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from kontant.model.timeline import Timeline
from kontant.rules.law import Law
from kontant.rules.seniority import groups, is_long_term, seniority

USUAL_SIZE = 15
"""As many as BDO drew in each municipality."""


class Drawn(NamedTuple):
    """A sample: its cases with their groups in order of review, and what each group had and gave."""

    cases: tuple[tuple[str, str], ...]
    pool: Mapping[str, int]
    taken: Mapping[str, int]


def long_term_groups(law: Law) -> list[str]:
    """The seniority groups of long-term cases, shortest first."""
    return groups(law)[1:]


def long_term_cases(timelines: Iterable[Timeline], law: Law) -> dict[str, list[str]]:
    """The references of the long-term cases by seniority group, shortest first; a group may be empty."""
    found: dict[str, list[str]] = {group: [] for group in long_term_groups(law)}
    for t in timelines:
        years = seniority(t, law)
        if is_long_term(years, law):
            found[years.group].append(t.case.case_ref)
    return found


def draw(by_group: Mapping[str, Iterable[str]], size: int, seed: int) -> Drawn:
    """Draw ``size`` cases, or all there are."""
    held = {group: sorted(refs) for group, refs in by_group.items()}
    pool = {group: len(refs) for group, refs in held.items()}
    taken = shares(pool, size)
    numbers = random.Random(seed)
    lot = {ref: numbers.random() for ref in sorted(ref for refs in held.values() for ref in refs)}
    chosen = [
        (ref, group) for group, refs in held.items() for ref in sorted(refs, key=lambda r: (lot[r], r))[: taken[group]]
    ]
    chosen.sort(key=lambda case: (lot[case[0]], case[0]))
    return Drawn(tuple(chosen), MappingProxyType(pool), MappingProxyType(dict(taken)))


def is_everything(pool: Mapping[str, int], size: int) -> bool:
    """Whether a sample of this size is every case there is to draw: then nothing was left to chance."""
    return size >= sum(pool.values())


def filled_up(pool: Mapping[str, int], size: int) -> list[str]:
    """The groups that had fewer cases than their share, so that the others filled up; none where all were taken."""
    if is_everything(pool, size):
        return []
    return [group for group, share in even(pool, size).items() if pool[group] < share]


def even(pool: Mapping[str, int], size: int) -> dict[str, int]:
    """``size`` shared evenly, whatever each group has; the rest goes to the first ones."""
    each, rest = divmod(size, len(pool)) if pool else (0, 0)
    return {group: each + (place < rest) for place, group in enumerate(pool)}


def shares(pool: Mapping[str, int], size: int) -> dict[str, int]:
    """How many each group gives: evenly, and where one is short the others fill up."""
    taken = dict.fromkeys(pool, 0)
    for _case in range(min(size, sum(pool.values()))):
        taken[min((group for group in pool if taken[group] < pool[group]), key=lambda group: taken[group])] += 1
    return taken
