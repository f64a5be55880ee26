"""Charts: only shapes and words leave the module, and they stand where the numbers say."""

import re
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontant.exchange.pages.charts import svg
from kontant.exchange.pages.model import Chart, Page, Series, numbers
from kontant.exchange.pages.palette import LIGHT
from kontant.exchange.pages.scale import ticks
from kontant.i18n import choose_language

BARS = Chart(
    "Title", "Words", "bars", ["one", "two"],
    [Series("Own", [40, None], [20, None], [60, None]), Series("All", [80, 20])], "percent",
)  # fmt: skip


def drawn(chart: Chart, **options: object) -> Element:
    return fromstring(svg(chart, **options))  # type: ignore[arg-type]


def bars(root: Element, series: str) -> list[Element]:
    return root.findall(f".//g[@class='series {series}']//rect")


def test_only_shapes_and_words(hostile_page: Page) -> None:
    for chart in [block for block in hostile_page.blocks if isinstance(block, Chart)]:
        root = drawn(chart)
        assert {each.tag for each in root.iter()} <= {
            "svg",
            "title",
            "desc",
            "g",
            "rect",
            "path",
            "text",
            "tspan",
            "circle",
        }
        names = {name for each in root.iter() for name in each.attrib}
        assert names <= {
            "class", "role", "aria-labelledby", "id", "viewBox", "x", "y", "width", "height", "cx", "cy", "r", "d",
            "transform", "text-anchor",
        }  # fmt: skip


def test_a_drawing_of_its_own_has_fixed_colours() -> None:
    told = svg(BARS, colours=LIGHT)
    assert 'xmlns="http://www.w3.org/2000/svg"' in told
    assert "var(" not in told and LIGHT["c0"] in told
    assert "xmlns" not in svg(BARS) and "#" not in svg(BARS)


def test_bars_are_as_long_as_their_values() -> None:
    root = drawn(BARS)
    [own] = bars(root, "c0")
    two, one = sorted(float(each.get("width", "")) for each in bars(root, "c1"))
    assert float(own.get("width", "")) == pytest.approx(2 * two, rel=0.01)
    assert one == pytest.approx(4 * two, rel=0.01)


def test_an_interval_reaches_from_its_low_to_its_high() -> None:
    root = drawn(BARS)
    [own] = bars(root, "c0")
    start, length = float(own.get("x", "")), float(own.get("width", ""))
    path = next(
        each.get("d", "") for each in root.iter("path") if each.get("class") == "interval" and "L" in each.get("d", "")
    )
    ends = sorted(float(x) for x in re.findall(r"[ML](-?[\d.]+) ", path)[:2])
    assert ends == pytest.approx([start + length * 0.5, start + length * 1.5], abs=0.5)


def test_rows_come_in_the_order_they_are_given() -> None:
    root = drawn(BARS)
    places = {each.text: float(each.get("y", "")) for each in root.iter("tspan")}
    assert places["one"] < places["two"]


def test_a_value_that_is_missing_is_no_zero() -> None:
    assert "–" in [each.text for each in drawn(BARS).iter("text")]
    gap = Chart("T", "W", "lines", list("abcde"), [Series("s", [1, 2, None, 4, 5])], "u")
    root = drawn(gap)
    assert len(root.findall(".//g[@class='series c0']/path")) == 2
    assert len(list(root.iter("circle"))) == 4


def test_many_points_have_labels_that_do_not_meet() -> None:
    days = [f"2026-{number:03}-22" for number in range(60)]
    root = drawn(Chart("T", "W", "lines", days, [Series("s", list(range(60)))], "u"))
    shown = [float(each.get("x", "")) for each in root.iter("text") if each.text in days]
    assert len(shown) > 3
    assert min(after - before for before, after in pairwise(shown)) > 75
    assert days[-1] in [each.text for each in root.iter("text")]
    lines = root.findall(".//g[@class='axis x']/g/path")
    assert len(lines) == len(shown)


@pytest.mark.parametrize(
    "chart",
    [
        BARS._replace(labels=[], series=[]),
        BARS._replace(series=[Series("none", [None, None])]),
        BARS._replace(kind="lines", labels=["a"], series=[Series("one", [0])]),
        BARS._replace(labels=["x" * 300, "مرحبا"], series=[Series("y" * 300, [0, 1e9])]),
        BARS._replace(series=[Series(str(number), [number, -number]) for number in range(9)]),
    ],
)
@pytest.mark.parametrize("dense", [False, True])
def test_odd_charts_are_drawn(chart: Chart, dense: bool) -> None:
    width, height = map(float, drawn(chart, dense=dense).get("viewBox", "").split()[2:])
    assert width == 720 and height > 0


def test_same_chart_same_words() -> None:
    assert svg(BARS) == svg(BARS)


def test_numbers_of_a_chart_as_a_table() -> None:
    try:
        choose_language("da")
        table = numbers(BARS)
        assert [list(row) for row in table.rows] == [
            ["one", "40,0", "20,0–60,0", "80,0"],
            ["two", "–", "–", "20,0"],
        ]
    finally:
        choose_language("en")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(min_value=-1e6, max_value=1e6).map(lambda value: round(value, 3)), max_size=6))
def test_a_scale_holds_every_value_and_zero(values: list[float]) -> None:
    scale = ticks(values)
    assert len(scale) >= 2 and 0 in scale
    assert scale[0] <= min([0, *values]) and scale[-1] >= max([0, *values])
    assert len(scale) <= 8
