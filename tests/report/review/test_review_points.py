"""The control points: what the file says, and how the records answer them."""

import tomllib
from datetime import date

import pytest

from kontant.i18n import choose_language
from kontant.report.benchmark import SECTIONS, benchmarks
from kontant.report.review.points import FILE, THEMES, by_theme, points, points_on
from kontant.rules.law import Law
from kontant.rules.parameter_file import load

RAW = tomllib.loads(FILE.read_text(encoding="utf-8"))["points"]
KEYS = {"id", "theme", "good", "figure", "asks", "national", "n", "place", "in_force", "text", "look_for"}
# A row of a table and a line of a screen hold a question of this length.
LONGEST = 75


def law(day):
    return Law(load(None, today=date(2026, 11, 22)), day)


def test_there_are_about_sixty_under_all_seven_themes_in_their_order():
    assert 58 <= len(points()) <= 68
    assert [theme for theme, _held in by_theme(points().values())] == list(THEMES) == [*SECTIONS][:7]
    themes = [point.theme for point in points().values()]
    assert themes == sorted(themes, key=THEMES.index)


def test_every_point_says_its_piece_in_both_languages():
    for raw in RAW:
        assert raw.keys() <= KEYS, raw["id"]
        for key in ("text", "look_for"):
            assert set(raw[key]) == {"en", "da"}, raw["id"]
            assert all(text == text.strip() and text for text in raw[key].values())
        assert all(len(text) <= LONGEST and text.endswith("?") for text in raw["text"].values()), raw["id"]
        assert raw["theme"] in THEMES
        assert raw.get("good") in (None, "yes", "no")
        assert raw.get("asks") in (None, "opposite")
    texts = [raw[key][code] for raw in RAW for key in ("text", "look_for") for code in ("en", "da")]
    assert len(set(texts)) > 0.95 * len(texts)
    assert len({raw["id"] for raw in RAW}) == len(RAW)


def test_a_point_has_a_figure_or_a_place_of_its_own_never_both():
    for raw in RAW:
        if "figure" in raw:
            assert benchmarks()[raw["figure"]].kind == "share", raw["id"]
            assert not raw.keys() & {"national", "n", "place"}, raw["id"]
        else:
            assert set(raw["place"]) == {"en", "da"}
            assert "asks" not in raw
            assert "n" not in raw or "national" in raw


def test_an_id_fits_where_an_answer_keeps_it():
    from kontant.model.fields import MAX_REF

    assert all(len(raw["id"]) <= MAX_REF and raw["id"].isascii() and raw["id"] == raw["id"].lower() for raw in RAW)


@pytest.mark.parametrize(
    ("point", "national", "n", "source"),
    [
        ("contact-enough", 56, 14164, "BDO 2022, ch. 4.4, figure 11"),
        ("contact-job-wishes", 79, 227, "BDO 2022, ch. 4.5, figure 17 (of cases with such a focus)"),
        ("company-sub-goals", 36, None, "BDO 2022, ch. 7.4, figure 56 (39 % in ch. 7.1)"),
        ("exemption-own-reason", 50, 185, "BDO 2022, ch. 6.1"),
        ("next-step", None, None, "BDO 2022, ch. 9.3"),
    ],
)
def test_the_published_value_comes_with_its_source(point, national, n, source):
    found = points()[point]
    assert (found.national, found.n, found.source) == (national, n, source)


def test_the_records_answer_where_the_figure_says_something():
    plain, turned, without = (points()[name] for name in ("contact-enough", "exemption-own-reason", "next-step"))
    for said, answer, opposite in ((True, "yes", "no"), (False, "no", "yes"), (None, None, None)):
        told = {"contact.enough": said, "exempt.general_reason": said}
        assert plain.filled_in(told) == answer
        assert turned.filled_in(told) == opposite
    assert plain.filled_in({}) is None
    assert without.filled_in({"contact.enough": True}) is None


def test_support_for_health_is_not_told_by_any_support():
    parallel = points()["offers-parallel"]
    assert parallel.filled_in({"offers.parallel_health": True}) is None
    assert (parallel.national, parallel.n, parallel.source) == (30, 356, "BDO 2022, ch. 6.4, figure 42")


def test_where_the_national_value_is_of_all_cases_none_is_a_no():
    for point in ("coordination-cross-sector", "coordination-meetings", "coordination-round-table"):
        raw = next(raw for raw in RAW if raw["id"] == point)
        assert "of all cases" in raw["look_for"]["en"] and "Not relevant" not in raw["look_for"]["en"]
        assert "af alle sager" in raw["look_for"]["da"] and "Ikke relevant" not in raw["look_for"]["da"]


def test_the_225_hour_points_are_asked_while_the_rule_is_in_force():
    of_rule = {point for point in points() if point.startswith("rule-225")}
    assert len(of_rule) == 3
    assert {point.id for point in points_on(law(date(2025, 6, 30)))} == set(points())
    assert {point.id for point in points_on(law(date(2025, 7, 1)))} == set(points()) - of_rule


def test_a_point_speaks_the_language_in_use():
    point = points()["plan-cv"]
    assert point.text == "Is a CV registered?"
    assert point.bad == "no"
    choose_language("da")
    assert point.text == "Er der registreret et cv?"
    place = benchmarks()["plan.cv"].places
    assert (point.cited, point.source) == (f"BDO 2022, {place['da']}", f"BDO 2022, {place['en']}")
    assert "figur 33" in point.cited and "figure 33" in point.source


def test_an_offer_that_was_never_made_was_not_interrupted():
    """The figure says no of such a case, as the audit counts it among all its cases; so the reviewer is told."""
    point = points()["offers-interrupted"]
    assert (point.n, point.filled_in({"offers.interrupted": False})) == (375, "no")
    assert "Without an offer the answer is no." in point.look_for
