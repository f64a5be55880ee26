"""What stands out: the figures that differ from the national ones, in sentences to be read out loud.

Only figures whose interval leaves the national value out are told; worst first, by how far they lie from it on the
side that is worse for the people. What the audit's people judged, and a rule answers here, is told last and is neither
better nor worse: the two do not measure quite the same. The words of each figure stand in ``stands_out.toml``.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, NamedTuple

from kontant.i18n import _, language
from kontant.report.figure_rows import Row, marked_rows, number_text
from kontant.report.over_time import Reported


class Side(IntEnum):
    """On which side of the national value a figure lies, the worse first; or that it is measured in another way."""

    WORSE = 0
    NEITHER = 1
    BETTER = 2
    JUDGED = 3


class Told(NamedTuple):
    """A figure that stands out: on which side, how far at most from the national value, and the sentence of it."""

    figure: str
    side: Side
    distance: float
    sentence: str


def stands_out(found: Reported) -> list[Told]:
    """The figures that differ, the worst first."""
    told = []
    marked_all = (row for row in marked_rows(found.now, found.figures()) if row.figure.id not in found.cautions)
    for (figure, _place), marked in groupby(marked_all, key=_together):
        rows = list(marked)
        distance = max(abs(row.difference or 0) for row in rows)
        told.append(Told(figure, _side(rows[0]), distance, _sentence(rows, found.asked.everyone)))
    return sorted(told, key=lambda each: (each.side, -each.distance))


def heading(side: Side) -> str:
    """What the figures on one side are headed by."""
    return {
        Side.WORSE: _("Worse than nationally"),
        Side.NEITHER: _("Different, without being better or worse"),
        Side.BETTER: _("Better than nationally"),
        Side.JUDGED: _("Measured by rule where BDO read the case: look into the cases before you conclude"),
    }[side]


def by_side(told: Sequence[Told]) -> Iterator[tuple[Side, list[Told]]]:
    """The sentences of each side that has any, in their order."""
    for side in Side:
        own = [each for each in told if each.side is side]
        if own:
            yield side, own


def side_of(figure: str, difference: float) -> Side:
    """Whether a difference is for the better or the worse, where it can be told."""
    words = _words()[figure]
    if words.get("judged"):
        return Side.JUDGED
    better = words["better"]
    if better == "none" or difference == 0:
        return Side.NEITHER
    return Side.BETTER if (difference > 0) == (better == "high") else Side.WORSE


def _together(row: Row) -> tuple[str, str | None]:
    """What rows have in common that one sentence tells: the parts of one whole; any other row stands alone."""
    return row.figure.id, None if "each" in _words()[row.figure.id] else row.category


def _side(row: Row) -> Side:
    return side_of(row.figure.id, row.difference or 0)


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files("kontant.report").joinpath("stands_out.toml").read_text("utf-8"))


def _sentence(rows: Sequence[Row], everyone: bool) -> str:
    row, code = rows[0], language()
    words = _words()[row.figure.id]
    whose = _whose(row, words, everyone)
    if "each" in words:
        begun = words["begins"][code].format(whose=whose)
        return f"{begun} {_joined([_part(each, words) for each in rows])}."
    own, national = _spoken(row)
    return _("{own} percent of {whose} ({yes} of {n}) {says}; nationally it is {national} percent.").format(
        own=own,
        whose=whose,
        yes=round((row.own or 0) * row.n / 100),
        n=row.n,
        says=words["says"][code],
        national=national,
    )


def _whose(row: Row, words: Mapping[str, Any], everyone: bool) -> str:
    """What a share is of."""
    told = words["of_each"][row.category] if "of_each" in words else words.get("of")
    if told is not None:
        return str(told[language()])
    return _("the open cases") if everyone else _("the long-term cases")


def _part(row: Row, words: Mapping[str, Any]) -> str:
    own, national = _spoken(row)
    told = _("{own} percent {says} (nationally {national})")
    return told.format(own=own, says=words["each"][row.category][language()], national=national)


def _joined(parts: Sequence[str]) -> str:
    *first, last = parts
    return _("{names} and {last}").format(names=", ".join(first), last=last) if first else last


def _spoken(row: Row) -> tuple[str, str]:
    """Both values in whole percent, as they are said; with a decimal where they would sound the same."""
    own, national = (number_text(value, 0) for value in (row.own, row.national))
    return (number_text(row.own), national) if own == national else (own, national)
