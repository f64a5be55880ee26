"""Whoever sees poorly can read the page, in the light and in the dark."""

from collections.abc import Mapping

import pytest

from kontant.exchange.pages.palette import DARK, LIGHT, SERIES, SURFACES, TEXT, contrast

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@SCHEMES
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXT)
def test_words_stand_out_from_what_lies_behind_them(colours: Mapping[str, str], surface: str, text: str) -> None:
    assert contrast(colours[text], colours[surface]) >= 4.5


@SCHEMES
@pytest.mark.parametrize("series", [*SERIES, "edge"])
def test_what_is_drawn_stands_out_from_the_page(colours: Mapping[str, str], series: str) -> None:
    assert contrast(colours[series], colours["page"]) >= 3


def test_both_schemes_have_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()
