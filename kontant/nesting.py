"""How deep lists and tables lie within each other in what was read from outside, found without going into them."""

from collections.abc import Iterator
from typing import Any

DEEPEST = 16
"""Levels that are taken: no file of ours has more than five, and Python's own printing gives up at some hundred."""


def too_deep(value: Any) -> bool:
    """Whether lists or tables lie more than :data:`DEEPEST` levels within each other in ``value``."""
    return any(depth > DEEPEST for _each, depth in values(value))


def values(value: Any) -> Iterator[tuple[Any, int]]:
    """Every value within ``value``, itself too, with its depth; one that is too deep is not gone into."""
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        yield each, depth
        if isinstance(each, dict | list) and depth <= DEEPEST:
            inside = each.values() if isinstance(each, dict) else each
            waiting += [(one, depth + 1) for one in inside]
