"""Kills and faults over all operations, chosen by a seed, with a count of how each ended."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from faults.harness import Harness, Outcome, Wrong
from faults.operations import Operation
from faults.power import pulled_plugs
from faults.runner import Runner
from faults.shim import FAULTS, KILLS

# One kill in so many is at a time drawn, not at a call drawn.
TIMED = 5


class Result(NamedTuple):
    """How the kills, faults and pulled plugs of one operation ended."""

    operation: str
    calls: int
    kills: Counter[str]
    faults: Counter[str]
    plugs: Counter[str]
    wrong: list[str]
    left: int
    """The most files of a killed run that were still there after the next one."""


def campaign(
    operations: Iterable[Operation],
    runner: Runner,
    folder: Path,
    *,
    seed: int,
    kills: int,
    faults: int,
    plugs: int = 0,
) -> Iterator[Result]:
    """Strike each operation so many times; the same ``seed`` strikes at the same places."""
    for operation in operations:
        place = folder / operation.name.replace(" ", "-")
        try:
            harness = Harness(operation, place, runner)
        except Exception as error:
            yield Result(
                operation.name,
                0,
                Counter(),
                Counter(),
                Counter(),
                [f"{operation.name}: {type(error).__name__}: {error}"],
                0,
            )
            continue
        yield struck(harness, random.Random(f"{seed} {operation.name}"), kills, faults, plugs)


def struck(harness: Harness, chance: random.Random, kills: int, faults: int, plugs: int) -> Result:
    """Strike one operation so many times."""
    counts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    wrong: list[str] = []
    left = 0
    for counted, strikes in zip(
        counts,
        (_kills(harness, chance, kills), _faults(harness, chance, faults), pulled_plugs(harness, chance, plugs)),
        strict=True,
    ):
        for strike in strikes:
            try:
                outcome = strike()
            except Wrong as error:
                counted["WRONG"] += 1
                wrong.append(str(error))
            else:
                counted[_ended(outcome)] += 1
                left = max(left, outcome.left)
    return Result(harness.operation.name, harness.calls, *counts, wrong, left)


def _ended(outcome: Outcome) -> str:
    told = {0: "done", 1: "refused"}.get(outcome.code if isinstance(outcome.code, int) else 2, "killed")
    return f"{told}, {outcome.landed}" if outcome.met else f"never met, {outcome.landed}"


def _kills(harness: Harness, chance: random.Random, number: int) -> Iterator[Callable[[], Outcome]]:
    """By turns at each kind of call, since most calls are writes of pages; now and then at a time drawn."""
    by_call = _by_turns(harness, chance) if harness.calls else None
    for n in range(number):
        if by_call is None or n % TIMED == TIMED - 1:
            seconds = chance.random() * harness.reference.ran.took
            yield partial(harness.kill_after, seconds)
        else:
            at, action = next(by_call), chance.choice(KILLS)
            yield partial(harness.kill, at, action)


def _faults(harness: Harness, chance: random.Random, number: int) -> Iterator[Callable[[], Outcome]]:
    if not harness.calls:
        return
    by_call = _by_turns(harness, chance)
    for n in range(number):
        at, fault = next(by_call), FAULTS[n % len(FAULTS)]
        yield partial(harness.fault, at, fault)


def _by_turns(harness: Harness, chance: random.Random) -> Iterator[int]:
    """Numbers of calls without end: of each kind (what is done to which file) in turn, drawn without repeats."""
    kinds: dict[str, list[int]] = {}
    for number, told in enumerate(harness.reference.ran.trace, start=1):
        kinds.setdefault(told.rstrip("0123456789"), []).append(number)
    while True:
        left = [chance.sample(numbers, len(numbers)) for numbers in kinds.values()]
        while left:
            chance.shuffle(left)
            for numbers in left:
                yield numbers.pop()
            left = [numbers for numbers in left if numbers]
