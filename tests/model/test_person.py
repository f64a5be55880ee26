"""Age from a day of birth or a CPR number, and CPR numbers masked."""

from datetime import date

import pytest

from kontant.model.person import age, birth_date, holds_cpr, is_young, masked, shown_cpr
from kontant.model.timeline import Case


def case(cpr=None, born=None):
    return Case("a", "A", cpr, born, None, date(2020, 1, 1), None, None, "job_ready", "job", "", None)


@pytest.mark.parametrize(
    ("cpr", "born"),
    [
        ("0101901234", date(1990, 1, 1)),
        ("2902004567", date(2000, 2, 29)),
        ("0101364000", date(2036, 1, 1)),
        ("0101374000", date(1937, 1, 1)),
        (None, None),
        ("9999990000", None),
    ],
)
def test_born_as_the_number_tells(cpr, born):
    assert birth_date(case(cpr)) == born


def test_the_recorded_day_comes_first():
    assert birth_date(case("0101901234", date(1991, 2, 3))) == date(1991, 2, 3)


@pytest.mark.parametrize(
    ("day", "years"),
    [("2026-11-21", 35), ("2026-11-22", 36), ("2026-11-23", 36), ("1990-11-22", 0), ("1990-11-21", None)],
)
def test_age_turns_on_the_birthday(day, years):
    assert age(case(born=date(1990, 11, 22)), date.fromisoformat(day)) == years


@pytest.mark.parametrize(("years", "young"), [(29, True), (30, False), (0, True), (None, False)])
def test_young_is_under_30_and_known_to_be(years, young):
    assert is_young(years) is young


def test_nobody_knows_every_age():
    assert age(case(), date(2026, 1, 1)) is None


def test_a_number_is_shown_whole_only_where_asked_for():
    assert shown_cpr("0101901234", whole=False) == "010190-****"
    assert shown_cpr("0101901234", whole=True) == "010190-1234"
    assert shown_cpr(None, whole=True) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CPR 010190-1234 ringer", "CPR 010190-**** ringer"),
        ("(0101901234)", "(010190-****)"),
        ("010190 1234", "010190-****"),
        ("sag 2020-00031, tlf. 12 34 56 78", "sag 2020-00031, tlf. 12 34 56 78"),
        ("EAN 5790001234567", "EAN 5790001234567"),
        ("990190-1234", "990190-1234"),
        ("12.333333333333334", "12.333333333333334"),
        ("0.010190123412345", "0.010190123412345"),
    ],
)
def test_numbers_in_running_text_are_masked(text, shown):
    assert masked(text) == shown
    assert holds_cpr(text) == (shown != text)
