"""The evaluator against the oracle in the later families: on drawn timelines both say the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product
from random import Random

import pytest

from kontant.model.timeline import Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters

from . import oracle_later
from .drawn import EARLIEST, LATEST, RECORDS, boundary_days, chosen_day, chosen_timeline
from .oracle import Flagged

ONE_DAY = timedelta(days=1)
CASES = 360  # of each family, spread over its themes
THEMES_OF = {
    "plan": ("plan",),
    "focus": ("notes",),
    "agreements": ("notes",),
    "offers": ("offers", "placements", "mentors"),
    "exemptions": ("placements", "mentors", "reasons"),
    "absence": ("absence",),
    "statements": ("statements",),
    "coordination": ("coordination",),
    "clarification": ("benefits",),
}
# Theirs is the oracle of the first fourteen.
FIRST_EXEMPTIONS = {"exemption-expiring", "exemption-ended", "exemption-open-ended"}


def _later_rules(family: str) -> frozenset[str]:
    return frozenset(rule.id for rule in RULES.values() if rule.family == family) - FIRST_EXEMPTIONS


def _switched_on() -> Parameters:
    """The built-in parameters, the rules that are off until a municipality wants them switched on."""
    built_in = load()
    switches = {rule.switch for rule in RULES.values() if rule.switch}
    return built_in.with_local(
        {name: [replace(record, value=True) for record in built_in[name].values] for name in switches}
    )


PARAMETERS = _switched_on()


@cache
def _evaluator(family: str, day: date, horizon: int) -> Evaluator:
    return Evaluator(PARAMETERS, day, horizon, _later_rules(family))


def _told(t: Timeline, family: str, day: date, horizon: int) -> set[Flagged]:
    found = _evaluator(family, day, horizon).flags(t)
    told = {(flag.rule, flag.scope or None, str(flag.status), flag.deadline) for flag in found}
    assert len(found) == len(told), "one flag for each rule and scope"
    return told


def _days(t: Timeline, day: date, random: Random, flags: Callable[[Timeline, date], set[Flagged]]) -> list[date]:
    """The day drawn, some that the records name, and the deadlines that stand then; each with the days beside it."""
    beside = sorted(d for d in boundary_days(t) if EARLIEST < d < LATEST)
    bases = {day, *random.sample(beside, min(4, len(beside)))}
    deadlines = {deadline for base in bases for *_flag, deadline in flags(t, base) if deadline}
    bases |= set(random.sample(sorted(deadlines), min(3, len(deadlines))))
    return sorted({base + n * ONE_DAY for base in bases for n in (-1, 0, 1)})


def _least(t: Timeline, on: date, differ: Callable[[Timeline, date], bool]) -> Timeline:
    """The case without the records that make no difference to the two not saying the same."""
    for kind in RECORDS:
        for record in getattr(t, kind):
            without = replace(t, **{kind: [other for other in getattr(t, kind) if other is not record]})
            if differ(without, on):
                t = without
    return t


@pytest.mark.parametrize("family", THEMES_OF)
def test_the_later_rules(family: str) -> None:
    spoken: set[str] = set()
    themes = THEMES_OF[family]
    for theme, number in product(themes, range(CASES // len(themes))):
        spoken |= _say_the_same(family, theme, Random(f"{theme} {number}"))
    assert spoken == _later_rules(family), "what is drawn makes every rule speak"


def _say_the_same(family: str, theme: str, random: Random) -> set[str]:
    """One case on its days; the rules that have spoken."""
    day, horizon = chosen_day(random.choice), random.choice([14, 14, 0, 1, 30, 90])
    drawn = chosen_timeline(random.choice, day, theme)
    spoken: set[str] = set()

    def expected(t: Timeline, on: date) -> set[Flagged]:
        return oracle_later.flags(t, on, horizon, (family,))

    def differ(t: Timeline, on: date) -> bool:
        return _told(t, family, on, horizon) != expected(t, on)

    for on in _days(drawn, day, random, expected):
        if differ(drawn, on):
            least = _least(drawn, on, differ)
            assert _told(least, family, on, horizon) == expected(least, on), (on, least)
        spoken.update(rule for rule, *_rest in expected(drawn, on))
    return spoken
