"""Footnotes in the order in which a reader meets them, and none that nothing refers to."""

from collections.abc import Sequence
from typing import Any

from kontant.exchange.pages.model import Block, Run


def numbered(blocks: Sequence[Block], footnotes: Sequence[str]) -> tuple[list[Block], list[str]]:
    """The blocks with their footnotes numbered from 1 by first mention, and the footnotes in that order."""
    fresh: dict[int, int] = {}
    told = [_renumbered(block, fresh) for block in blocks]
    return told, [footnotes[old - 1] for old in fresh]


def _renumbered(value: Any, fresh: dict[int, int]) -> Any:
    if isinstance(value, Run):
        if value.note is None:
            return value
        return value._replace(note=fresh.setdefault(value.note, len(fresh) + 1))
    if hasattr(value, "_replace"):
        return value._replace(**{name: _renumbered(inner, fresh) for name, inner in value._asdict().items()})
    if isinstance(value, list | tuple):
        return type(value)(_renumbered(inner, fresh) for inner in value)
    return value
