"""A chart as SVG: bars of each value beside the others with their intervals, or lines with gaps where values lack.

pygal computes where everything goes; what leaves here is copied from its drawing shape by shape, so that no script,
link, style or identifier of its own comes along. The colours are custom properties of the page, or fixed ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from kontant.exchange.pages.model import Chart, number_text
from kontant.exchange.pages.scale import short_number, ticks
from kontant.exchange.pages.shapes import copied, numbers_of, series_class, short
from kontant.exchange.pages.wording import cleaned
from kontant.i18n import _

if TYPE_CHECKING:
    from pygal.graph.graph import Graph

# Units of the drawing, which on a wide screen and on paper are close to pixels.
WIDTH = 720
_FONT, _LINE, _VALUE_LINE = 14, 17, 15
# How wide signs are in a wide font, in parts of its size: thin ones, capitals, the widest, and all others.
_THIN, _CAPITAL, _WIDE, _OTHER = 0.42, 0.72, 0.98, 0.64
_SHORT_LABEL, _LINES_HEIGHT = 12, 270
# The part of a row's height that stays free above its bars, and below them.
_ROW_MARGIN = 0.15
_AXIS_ROOM = 48
_KEY, _KEY_GAP = 26, 22


class _Layout(NamedTuple):
    """How bars and their labels share the room: how many letters and lines a label has, how high a bar is."""

    letters: int
    lines: int
    bar: int
    gap: int
    values_room: int
    stacked: bool


_ROOMY = _Layout(letters=31, lines=3, bar=15, gap=12, values_room=58, stacked=True)
_DENSE = _Layout(letters=46, lines=1, bar=8, gap=6, values_room=110, stacked=False)


def svg(chart: Chart, *, name: str = "chart", colours: Mapping[str, str] | None = None, dense: bool = False) -> str:
    """``chart`` as an ``<svg>`` to stand in a page; ``name`` begins the ids that tie its title and words to it.

    With ``colours`` it stands on its own, in these colours, as an image of another document. A ``dense`` one is low.
    """
    chart = cleaned(chart)
    root = Element(
        "svg",
        {"class": "chart dense" if dense else "chart", "role": "img", "aria-labelledby": f"{name}-title {name}-desc"},
    )
    SubElement(root, "title", {"id": f"{name}-title"}).text = chart.title
    SubElement(root, "desc", {"id": f"{name}-desc"}).text = chart.alt
    if colours is not None:
        root.set("xmlns", "http://www.w3.org/2000/svg")
        SubElement(root, "style").text = chart_css(colours)
    top = _legend(root, chart)
    height = top
    if _all_values(chart):
        height = (
            _bars(root, chart, top, _DENSE if dense else _ROOMY) if chart.kind == "bars" else _lines(root, chart, top)
        )
    for parent in [root, *root.iter("g")]:
        for background in parent.findall("rect[@class='background']"):
            parent.remove(background)
    root.set("viewBox", f"0 0 {WIDTH} {height}")
    return tostring(root, encoding="unicode")


def chart_css(colours: Mapping[str, str] | None = None) -> str:
    """How a chart looks; with ``colours``, these in place of the page's custom properties."""
    css = files(__package__).joinpath("chart.css").read_text("utf-8")
    return css if colours is None else re.sub(r"var\(--(\w+)\)", lambda match: colours[match[1]], css)


def _legend(root: Element, chart: Chart) -> int:
    """Write what each series looks like, and what an interval is; returns the height taken."""
    x, y = 0.0, _LINE
    for place, title in _keys(chart):
        width = _KEY + _width(title)
        if x and x + width > WIDTH:
            x, y = 0.0, y + _LINE + 3
        key = SubElement(root, "g", {"class": f"key {series_class(place)}" if place is not None else "key"})
        _glyph(key, chart.kind if place is not None else "interval", x, y)
        _text(key, title, x + _KEY, y)
        x += width + _KEY_GAP
    return y + 10


def _keys(chart: Chart) -> Iterator[tuple[int | None, str]]:
    for place, series in enumerate(chart.series):
        yield place, _shortened(series.name, 80)
    if any(series.low is not None for series in chart.series):
        yield None, _("95 % interval")


def _glyph(key: Element, kind: str, x: float, y: float) -> None:
    middle = y - 5
    if kind == "bars":
        SubElement(key, "rect", {"class": "rect", **numbers_of(x=x + 2, y=y - 11, width=14, height=11)})
        return
    path = f"M{short(x)} {short(middle)} h20"
    if kind == "interval":
        path += f" M{short(x)} {short(middle - 5)} v10 M{short(x + 20)} {short(middle - 5)} v10"
    SubElement(key, "path", {"class": "interval" if kind == "interval" else "line", "d": path})


def _bars(root: Element, chart: Chart, top: int, layout: _Layout) -> int:
    from pygal import HorizontalBar

    labels = [_wrapped(label, layout) for label in chart.labels]
    longest = max((_width(line) for lines in labels for line in lines), default=0)
    row = max(len(chart.series) * layout.bar + layout.gap, max(map(len, labels), default=1) * _LINE + 4)
    height = top + row * max(len(labels), 1) + _AXIS_ROOM
    drawing = HorizontalBar(
        **_settings(chart, height, top),
        margin_left=int(longest) + 4,
        margin_right=layout.values_room,
        show_x_guides=True,
        show_y_guides=False,
    )
    drawing._series_margin = _ROW_MARGIN
    # pygal begins from the bottom.
    order = range(len(labels))[::-1]
    drawing.x_labels = [str(place) for place in order]
    _add_series(drawing, chart, order)
    tree = drawing.render_tree()
    plot = copied(tree, root)
    _label_rows(plot, chart, labels, stacked=layout.stacked)
    _drop_guides(plot)
    _unit(root, chart, height, layout.values_room)
    return height


def _lines(root: Element, chart: Chart, top: int) -> int:
    from pygal import Line

    height = top + _LINES_HEIGHT
    order = range(len(chart.labels))
    labels = [_shortened(label, _SHORT_LABEL) for label in chart.labels]
    drawing = Line(
        **_settings(chart, height, top), margin_left=18, margin_right=40, allow_interruptions=True, dots_size=4
    )
    drawing.x_labels = [str(place) for place in order]
    _add_series(drawing, chart, order)
    copied(drawing.render_tree(), root)
    _label_points(root, labels)
    _unit(root, chart, height, 40)
    return height


def _settings(chart: Chart, height: int, top: int) -> dict[str, Any]:
    """What both kinds of drawing have in common."""
    from pygal.style import Style

    scale = ticks(_all_values(chart))
    return {
        "width": WIDTH,
        "height": height,
        "margin_top": top,
        "margin_bottom": 22,
        "y_labels": scale,
        "range": (scale[0], scale[-1]),
        "value_formatter": short_number,
        "style": Style(label_font_size=_FONT),
        "show_legend": False,
        "truncate_label": -1,
        "spacing": 6,
        "no_data_text": "",
        "js": (),
    }


def _all_values(chart: Chart) -> list[float]:
    rows = [row for series in chart.series for row in (series.values, series.low, series.high) if row is not None]
    return [value for row in rows for value in row if value is not None]


def _add_series(drawing: "Graph", chart: Chart, order: Sequence[int]) -> None:
    for series in chart.series:
        points: list[object] = []
        for place in order:
            value = series.values[place]
            low = series.low[place] if series.low is not None else None
            high = series.high[place] if series.high is not None else None
            spans = value is not None and low is not None and high is not None
            points.append({"value": value, "ci": {"low": low, "high": high}} if spans else value)
        drawing.add(series.name, points)


def _label_rows(plot: Element, chart: Chart, labels: Sequence[Sequence[str]], *, stacked: bool) -> None:
    """Put the words of a row in the place of its number, and its values at the end of the bars."""
    end = float(plot.find("rect[@class='background']").get("width", "0"))  # type: ignore[union-attr]
    for text in list(_axis_texts(plot, "axis y")):
        place, middle = int(text.text or "0"), float(text.get("y", "0")) - 0.35 * _FONT
        lines = labels[place]
        text.text = ""
        _stack(text, lines, middle)
        values = [number_text(series.values[place]) for series in chart.series]
        _stack_values(plot, values if stacked else [" / ".join(values)], end + 8, middle)


def _drop_guides(plot: Element) -> None:
    """Take the lines through the middle of each row away: nothing is read along them."""
    for guides in plot.findall("g[@class='axis y']/g"):
        for line in guides.findall("path"):
            guides.remove(line)


def _stack(text: Element, lines: Sequence[str], middle: float) -> None:
    first = middle - (len(lines) - 1) * _LINE / 2 + 0.35 * _FONT
    for number, line in enumerate(lines):
        SubElement(text, "tspan", numbers_of(x=-8, y=first + number * _LINE)).text = line


def _stack_values(plot: Element, values: Sequence[str], x: float, middle: float) -> None:
    first = middle - (len(values) - 1) * _VALUE_LINE / 2 + 0.35 * _FONT
    for number, value in enumerate(values):
        _text(plot, value, x, first + number * _VALUE_LINE)


def _label_points(root: Element, labels: Sequence[str]) -> None:
    """Put the words of a point in the place of its number; of points too close, the last has words and a line."""
    longest = max(map(_width, labels), default=1)
    step = max(1, -(-len(labels) * int(longest + _FONT) // (WIDTH - 90)))
    for axis in [group for group in root.iter("g") if group.get("class") == "axis x"]:
        for point in axis.findall("g"):
            for text in point.findall("text"):
                place = int(text.text or "0")
                text.text = labels[place]
                if (len(labels) - 1 - place) % step:
                    axis.remove(point)


def _axis_texts(parent: Element, axis: str) -> Iterator[Element]:
    for group in parent.iter("g"):
        if group.get("class") == axis:
            yield from group.iter("text")


def _unit(root: Element, chart: Chart, height: int, right: int) -> None:
    text = _text(root, _shortened(chart.unit, 60), WIDTH - right, height - 6)
    text.set("class", "unit")
    text.set("text-anchor", "end")


def _wrapped(label: str, layout: _Layout) -> list[str]:
    """``label`` in as many lines as a row has room for."""
    lines = wrap(label, layout.letters) or [""]
    if len(lines) > layout.lines:
        lines = [*lines[: layout.lines - 1], _shortened(" ".join(lines[layout.lines - 1 :]), layout.letters)]
    return lines


def _width(text: str) -> float:
    """How wide ``text`` may be, whatever the font of the machine that shows it."""
    return _FONT * sum(map(_sign_width, text))


def _sign_width(sign: str) -> float:
    if sign in " .,:;'|!()[]/-fijlrtI":
        return _THIN
    return _WIDE if sign in "mwMW%@…—ÆŒ" or ord(sign) > 0x24F else _CAPITAL if sign.isupper() else _OTHER


def _shortened(text: str, letters: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _text(parent: Element, words: str, x: float, y: float) -> Element:
    text = SubElement(parent, "text", numbers_of(x=x, y=y))
    text.text = words
    return text
