"""Turning published shares into whole cases: rounding, apportioning, and drawing exactly so many.

A demo of 45 cases drawn at random would wander far from the figures; a quota hits each to the nearest case.
"""

import tomllib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


@lru_cache(maxsize=1)
def _margins() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("margins.toml").read_text(encoding="utf-8"))


def _margin(name: str) -> dict[str, Any]:
    theme, key = name.split(".")
    found: dict[str, Any] = _margins()[theme][key]
    return found


def figure(name: str) -> float:
    """The published value called ``theme.key`` in margins.toml."""
    return float(_margin(name)["value"])


def figures(name: str) -> dict[str, float]:
    """The published values of a figure that has several, by their names."""
    return {key: float(value) for key, value in _margin(name)["values"].items()}


def by_track(name: str) -> dict[str, float]:
    """The published values of a figure for each track."""
    return {key: float(value) for key, value in _margin(name)["by_track"].items()}


def count(name: str, among: int) -> int:
    """How many of ``among`` the published share ``name`` makes, to the nearest."""
    return nearest(figure(name), among)


def nearest(percent: float, among: int) -> int:
    """``percent`` per cent of ``among``, to the nearest whole number."""
    return int(Fraction(str(percent)) * among / 100 + Fraction(1, 2))


def apportion(weights: Mapping[str, float], total: int) -> dict[str, int]:
    """``total`` split in proportion to ``weights``, by largest remainder."""
    whole = sum(Fraction(str(weight)) for weight in weights.values())
    exact = {key: Fraction(str(weight)) * total / whole for key, weight in weights.items()}
    shares = {key: int(value) for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def deal(rng: Random, shares: Mapping[str, int]) -> list[str]:
    """Each name as often as its share says, in random order."""
    dealt = [key for key, times in shares.items() for _ in range(times)]
    rng.shuffle(dealt)
    return dealt


def draw(rng: Random, among: Sequence[T], how_many: int) -> list[T]:
    """``how_many`` of ``among`` at random, as many as there are if they are too few."""
    return rng.sample(among, max(0, min(how_many, len(among))))


def spread(rng: Random, bounds: Sequence[tuple[int, int]], total: int) -> list[int]:
    """Random whole numbers within ``bounds``, one for each, that add up to ``total`` where the bounds allow it."""
    numbers = [rng.randint(low, high) for low, high in bounds]
    while short := total - sum(numbers):
        step = 1 if short > 0 else -1
        movable = [i for i, (low, high) in enumerate(bounds) if low <= numbers[i] + step <= high]
        if not movable:
            return numbers
        for i in draw(rng, movable, abs(short)):
            numbers[i] += step
    return numbers
