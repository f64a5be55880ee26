"""Divide a caseload, and put its small groups together: who is in which group, and which groups become one.

Groups of fewer cases than are asked for become one; where even that is small, the smallest of the others joins it.
Which cells of the groups' figures are shown is decided in :mod:`.withholding`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from kontant.model.vocabulary import GENDER, TRACK, folded
from kontant.report.case_list import age_group
from kontant.report.figures.facts import CaseFacts
from kontant.report.judged import OFF_BENEFIT
from kontant.rules.law import Law
from kontant.rules.seniority import groups, seniority


def _seniority(facts: CaseFacts) -> str:
    found = seniority(facts.t, facts.law)
    return found.group if found.since else OFF_BENEFIT


def _caseworker(facts: CaseFacts) -> str | None:
    """However the initials are written."""
    return None if facts.coordinator is None else folded(facts.coordinator)


GROUPINGS: Mapping[str, Callable[[CaseFacts], str | None]] = MappingProxyType(
    {
        "track": lambda facts: facts.t.case.track,
        "seniority": _seniority,
        "age": lambda facts: age_group(facts.age),
        "gender": lambda facts: facts.t.case.gender,
        "challenges": lambda facts: facts.challenge_count,
        "caseworker": _caseworker,
    }
)
"""The group that a case is in, by what the caseload is divided by; None where it is not known, or nobody's."""


def ordered(by: str, sizes: Mapping[str | None, int], law: Law) -> list[str | None]:
    """The groups in the order in which they are shown: as their codes lie, caseworkers by size; the unknown last."""
    known = {
        "track": list(TRACK),
        "seniority": [*groups(law), OFF_BENEFIT],
        "gender": list(GENDER),
    }.get(by, [])
    places = {code: place for place, code in enumerate(known)}

    def place(key: str | None) -> tuple[bool, int, str]:
        first = -sizes[key] if by == "caseworker" else places.get(key or "", len(places))
        # "<25" comes before "25-29": the one age group without a lower bound.
        return key is None, first, (key or "").replace("<", "0")

    return sorted(sizes, key=place)


def merged(sizes: Sequence[int], least: int) -> set[int]:
    """The places of the groups that become one: the small ones, and whoever must join them; none if all are large."""
    return joined(sizes, {place for place, size in enumerate(sizes) if size < least}, 0, least)


def joined(sizes: Sequence[int], small: Iterable[int], more: int, least: int) -> set[int]:
    """``small`` and the next smallest, until they and ``more`` are nobody, or enough."""
    found = set(small)
    rest = sorted((place for place in range(len(sizes)) if place not in found), key=lambda place: -sizes[place])
    while rest and 0 < more + sum(sizes[place] for place in found) < least:
        found.add(rest.pop())
    return found
