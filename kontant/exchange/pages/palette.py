"""The colours of a page, for light and for dark surroundings; paper is always light.

Text stands out from the page by 4.5 to 1 or more, and what a chart draws by 3 to 1: a test computes it.
"""

from collections.abc import Mapping

# What words are written in, and what lies behind them: the page itself, a row that stands out, a heading of a table.
TEXT = ("ink", "quiet", "link")
SURFACES = ("page", "mark", "head")
# A series of a chart each; the seventh begins again from the first.
SERIES = ("c0", "c1", "c2", "c3", "c4", "c5")

LIGHT: Mapping[str, str] = {
    "page": "#ffffff",
    "mark": "#fff3d6",
    "head": "#eef1f4",
    "ink": "#1b1f24",
    "quiet": "#4b555f",
    "link": "#0b57b0",
    "line": "#c4ccd3",
    "edge": "#8a5a00",
    "c0": "#1f5fb0",
    "c1": "#a85d00",
    "c2": "#1e7b45",
    "c3": "#7a3fa8",
    "c4": "#b3261e",
    "c5": "#0f7285",
}

DARK: Mapping[str, str] = {
    "page": "#12171c",
    "mark": "#3a2f14",
    "head": "#1f272f",
    "ink": "#e9edf1",
    "quiet": "#b3bec8",
    "link": "#8cc2ff",
    "line": "#3d4853",
    "edge": "#e0a83c",
    "c0": "#6fb1ff",
    "c1": "#f0ae4a",
    "c2": "#5fd08a",
    "c3": "#c79bf2",
    "c4": "#ff8f85",
    "c5": "#56c7d9",
}


def contrast(one: str, other: str) -> float:
    """How strongly two colours (``#rrggbb``) differ in lightness, from 1 to 21, as WCAG 2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
