"""The national figures: every one of the audit's, told in both languages, with where it was published."""

import pytest

from kontant.i18n import choose_language
from kontant.model.vocabulary import CHALLENGE, TRACK
from kontant.report.benchmark import (
    KINDS,
    SECTIONS,
    UNITS,
    benchmarks,
    category_title,
    publications,
    section_title,
    unit_title,
)
from kontant.report.figures.facts import WINDOW_MONTHS

FIGURES = benchmarks()
# What a row of a table has room for on a terminal of 80 columns.
LONGEST_NAME = 46


def test_there_are_sixty_two_in_the_order_of_the_sections() -> None:
    assert len(FIGURES) == 62
    places = [list(SECTIONS).index(figure.section) for figure in FIGURES.values()]
    assert places == sorted(places) and set(places) == set(range(9))


@pytest.mark.parametrize("figure", FIGURES.values(), ids=list(FIGURES))
def test_a_figure_is_whole(figure) -> None:
    assert figure.kind in KINDS and figure.unit in UNITS
    assert (figure.value is None) == (figure.values is not None) == bool(figure.categories)
    assert (figure.kind in ("share", "mean")) == (figure.value is not None)
    assert figure.window_months in (None, WINDOW_MONTHS)
    assert figure.unit == "percent" or figure.kind in ("mean", "range")
    assert figure.by_track is None or set(figure.by_track) == set(TRACK)
    numbers = [figure.value, *(figure.by_track or {}).values(), *(figure.values or {}).values()]
    assert figure.unit != "percent" or all(0 <= number <= 100 for number in numbers if number is not None)


@pytest.mark.parametrize("code", ["en", "da"])
def test_names_are_short_and_apart_and_definitions_are_sentences(code: str) -> None:
    choose_language(code)
    names = [figure.name for figure in FIGURES.values()]
    assert len(set(names)) == len(names) and all(0 < len(name) <= LONGEST_NAME for name in names)
    for figure in FIGURES.values():
        assert figure.definition.endswith(".") and len(figure.definition) > len(figure.name)
        assert figure.cited.startswith(figure.publication.short)
        titles = [category_title(figure.id, category) for category in figure.categories]
        assert len(set(titles)) == len(titles) and all(titles)
        assert unit_title(figure.unit)
    assert all(each.about and each.title for each in publications().values())
    assert all(map(section_title, SECTIONS))


def test_the_two_languages_are_two() -> None:
    for figure in FIGURES.values():
        assert figure.definitions["en"] != figure.definitions["da"]
        assert set(figure.names) == set(figure.definitions) == set(figure.places) == {"en", "da"}


def test_a_source_is_the_same_for_machines_and_is_cited_in_the_language_in_use() -> None:
    figure = FIGURES["offers.followed_up"]
    choose_language("da")
    assert (figure.source, figure.cited) == ("BDO 2022, figure 39 (just under 70)", "BDO 2022, figur 39 (knap 70)")
    assert figure.name == "Seneste tilbud fulgt op undervejs"
    assert category_title("challenges.by_kind", "literacy") == "læse, skrive, regne"


@pytest.mark.parametrize(
    ("figure", "category", "number"),
    [
        ("contact.enough", None, 56),
        ("contact.mean", None, 9.0),
        ("seniority.mean", None, 10.4),
        ("offers.passive_now", None, 27),
        ("challenges.unstable_by_count", "4+", 82),
        ("continuity.caseworkers", "5+", 7),
        ("company.weeks", "over 52", 7),
        ("challenges.by_kind", None, None),
        ("challenges.by_kind", "mental", 63),
        ("caseload.recommended", "adults", None),
        ("caseload.mean", None, 45),
    ],
)
def test_the_published_number_stands(figure: str, category: str | None, number: float | None) -> None:
    assert FIGURES[figure].national(category) == number


def test_what_has_categories_of_the_vocabulary_has_all_of_them() -> None:
    assert set(FIGURES["challenges.by_kind"].categories) == set(CHALLENGE)
    assert set(FIGURES["track"].categories) == set(TRACK)
    assert FIGURES["caseload.recommended"].values == {"adults": "40-55", "young": "35-50", "job_ready_simple": "50-70"}
    assert FIGURES["contact.job_focus"].by_track == {"job": 75, "rehabilitation": 46, "exempt": 37}
    assert (FIGURES["seniority.mean"].n, FIGURES["offers.passive_now"].n) == (14164, None)
