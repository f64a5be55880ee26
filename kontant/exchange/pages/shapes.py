"""Shapes of a drawing: what is taken over from pygal's, and how their numbers are written.

Nothing but lines, bars, dots and words is copied, with their places and the names of their looks: whatever else pygal
puts into a drawing, in any version, stays behind.
"""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from kontant.exchange.pages.palette import SERIES

_SHAPES = {"g", "rect", "path", "circle", "text"}
_GEOMETRY = {"x", "y", "width", "height", "cx", "cy", "r", "d", "transform"}
_CLASSES = {"axis", "x", "y", "guide", "background", "series", "rect", "dot", "line"}
_NUMBER = re.compile(r"-?\d+\.\d+")
_POINT = re.compile(r"(-?[\d.]+) (-?[\d.]+)")
# How long the crossbar at either end of an interval is.
_CROSSBAR = 9


def copied(tree: Any, root: Element) -> Element:
    """Copy the shapes of pygal's drawing into ``root``; returns the group that the axes and the bars stand in."""
    graph = next(child for child in tree if _classes(child)[:1] == ["graph"])
    for child in graph:
        _copy(child, root)
    return next(group for group in root if group.get("transform"))


def _copy(source: Any, parent: Element) -> None:
    if not isinstance(source.tag, str) or source.tag.rpartition("}")[2] not in _SHAPES:
        return
    classes = _classes(source)
    if "tooltip-overlay" in classes:
        return
    copy = SubElement(parent, source.tag.rpartition("}")[2], _attributes(source, classes))
    if source.tag.endswith("text"):
        copy.text = source.text
    for child in source:
        (_copy_interval if _classes(source)[:1] == ["ci"] else _copy)(child, copy)
    if copy.tag == "g" and not len(copy):
        parent.remove(copy)


def _copy_interval(source: Any, parent: Element) -> None:
    """An interval is drawn twice, first broader in the colour of the page, so that it is seen on a bar too."""
    points = [(float(x), float(y)) for x, y in _POINT.findall(source.get("d"))]
    # pygal draws one end with its crossbar first, and then goes to the other.
    (x, y), (end_x, end_y) = points[0], points[5]
    across = f"v{_CROSSBAR}" if y == end_y else f"h{_CROSSBAR}"
    aside = (0, _CROSSBAR / 2) if y == end_y else (_CROSSBAR / 2, 0)
    path = f"M{_point(x, y)} L{_point(end_x, end_y)}"
    path += "".join(f" M{_point(px - aside[0], py - aside[1])} {across}" for px, py in ((x, y), (end_x, end_y)))
    for look in ("halo", "interval"):
        SubElement(parent, "path", {"class": look, "d": path})


def _point(x: float, y: float) -> str:
    return f"{short(x)} {short(y)}"


def _attributes(source: Any, classes: Sequence[str]) -> dict[str, str]:
    kept = [each for each in classes if each in _CLASSES]
    kept += [series_class(int(each.removeprefix("color-"))) for each in classes if each.startswith("color-")]
    told = {"class": " ".join(kept)} if kept else {}
    return told | {key: _rounded(value) for key, value in sorted(source.attrib.items()) if key in _GEOMETRY}


def _classes(source: Any) -> list[str]:
    return str(source.get("class") or "").split()


def series_class(place: int) -> str:
    """The look of the series at ``place``; after the last look the first comes again."""
    return SERIES[place % len(SERIES)]


def numbers_of(**values: float) -> dict[str, str]:
    """Attributes of a shape that are numbers."""
    return {name: short(value) for name, value in values.items()}


def short(value: float) -> str:
    """A number with as many decimals as an eye can tell."""
    return f"{round(value, 2):g}"


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda match: short(float(match[0])), text)
