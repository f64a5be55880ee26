"""Dates as people write them, calendar arithmetic, and which language is spoken."""

import os
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from kontant import i18n
from kontant.dates import EARLIEST, LATEST, add_months, month_end, parse_date, parse_when, whole_years

TODAY = date(2026, 11, 22)


# --- Dates as people and extracts write them ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22", "22-11-2026", "22.11.2026", "22/11-2026", "22/11/2026", " 22-11-2026 ", "2026-11-22\n",
        "\t22.11.2026", "\u00a022/11/2026\u00a0", "2026-11-22T00:00:00", "2026-11-22 00:00:00", "2026-11-22 00:00",
        "2026-11-22 00:00:00.000",
    ],
)  # fmt: skip
def test_a_day_in_every_form(text: str) -> None:
    assert parse_date(text) == TODAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01-02-2026", date(2026, 2, 1)),
        ("02/03/2026", date(2026, 3, 2)),
        ("12/11/2026", date(2026, 11, 12)),
        ("2026-02-01", date(2026, 2, 1)),
        ("1/2-2026", date(2026, 2, 1)),
        ("1.2.2026", date(2026, 2, 1)),
        ("29-02-2024", date(2024, 2, 29)),
        ("1900-01-01", EARLIEST),
        ("31-12-2200", LATEST),
    ],
)
def test_the_day_comes_first_and_iso_is_iso(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "31-02-2026", "29-02-2026", "31/04/2026", "2026-13-01", "2026-02-30", "2026-00-10", "00-01-2026",
        "1/2/26", "22-11-26", "22.11.26", "11/22/2026", "2026/11/22", "2026.11.22", "20261122", "22112026",
        "2026-1-2", "22-11.2026", "22.11-2026", "22/11.2026", "22 11 2026", "22-11-2026.", "22. november 2026",
        "22 Nov 2026", "2026-W47-7", "2026-11", "11-2026", "46348", "22-11-02026", "2026-11-22T13:45:00",
        "2026-11-22 00:01", "1899-12-31", "2201-01-01", "0000-01-01", "9999-12-31", "２０２６-１１-２２",
        "２２-11-2026", "٢٢-11-2026",
        "2026–11–22", "today", "+1d", "2026-11-22 2026-11-22", "22-11-\n2026", "-22-11-2026", "None",
    ],
)  # fmt: skip
def test_anything_else_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.dates(EARLIEST, LATEST), st.sampled_from(["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m-%Y", "%d/%m/%Y"]))
def test_what_was_written_is_what_is_read(day: date, form: str) -> None:
    assert parse_date(day.strftime(form)) == day


# --- What a person types ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("i dag", TODAY),
        ("idag", TODAY),
        ("I  Dag ", TODAY),
        ("TODAY", TODAY),
        ("tomorrow", date(2026, 11, 23)),
        ("i morgen", date(2026, 11, 23)),
        ("imorgen", date(2026, 11, 23)),
        ("yesterday", date(2026, 11, 21)),
        ("i går", date(2026, 11, 21)),
        ("I GÅR", date(2026, 11, 21)),
        ("+14d", date(2026, 12, 6)),
        ("-14d", date(2026, 11, 8)),
        ("+0d", TODAY),
        ("+2w", date(2026, 12, 6)),
        ("-3m", date(2026, 8, 22)),
        ("-3M", date(2026, 8, 22)),
        ("+1y", date(2027, 11, 22)),
        (" +14d ", date(2026, 12, 6)),
        ("2026-02-01", date(2026, 2, 1)),
        ("01-02-2026", date(2026, 2, 1)),
    ],
)
def test_when(text: str, day: date) -> None:
    assert parse_when(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("-6m", date(2026, 8, 31), date(2026, 2, 28)),
        ("+1m", date(2024, 1, 31), date(2024, 2, 29)),
        ("-1y", date(2024, 2, 29), date(2023, 2, 28)),
        ("+1d", date(2024, 2, 28), date(2024, 2, 29)),
    ],
)
def test_steps_over_month_ends(text: str, today: date, day: date) -> None:
    assert parse_when(text, today) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "14d", "+14", "+d", "+14 d", "+1x", "+12345d", "++1d", "+1d+1d", "-３m", "day", "overmorgen",
        "31-02-2026", "-2000y", "+2000y", "-1600m", "+9999y", "-9999y", "+9999w",
    ],
)  # fmt: skip
def test_when_it_is_none_of_these(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_when(text, TODAY)


# --- Calendar arithmetic ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2024, 8, 31), -6, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 2, 28), 3, date(2026, 5, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 22), 0, date(2026, 11, 22)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, found: date) -> None:
    assert add_months(day, months) == found


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.dates(EARLIEST, LATEST), st.integers(-240, 240))
def test_months_added_once(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == min(day.day, monthrange(found.year, found.month)[1])


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2024, 2, 29)),
        (date(2026, 4, 15), date(2026, 4, 30)),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (date(1900, 2, 1), date(1900, 2, 28)),
        (date(2000, 2, 1), date(2000, 2, 29)),
    ],
)
def test_month_end(day: date, end: date) -> None:
    assert month_end(day) == end


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2020, 3, 15), date(2025, 3, 14), 4),
        (date(2020, 3, 15), date(2025, 3, 15), 5),
        (date(2020, 3, 15), date(2025, 3, 16), 5),
        (date(2020, 2, 29), date(2021, 2, 27), 0),
        (date(2020, 2, 29), date(2021, 2, 28), 1),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(1900, 1, 1), date(2200, 1, 1), 300),
    ],
)
def test_whole_years(start: date, end: date, years: int) -> None:
    assert whole_years(start, end) == years


@settings(derandomize=True, database=None, deadline=None, max_examples=200)
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 40), st.sampled_from([-1, 0, 1]))
def test_a_year_is_whole_on_the_day_that_months_arrive_at(start: date, years: int, beside: int) -> None:
    end = add_months(start, 12 * years) + timedelta(days=beside)
    if end >= start:
        assert whole_years(start, end) == (years - 1 if beside < 0 else years)


FEBRUARY_AND_ANY_DAY = st.one_of(st.dates(EARLIEST, LATEST), st.dates(date(1999, 2, 26), date(2001, 3, 2)))


@settings(derandomize=True, database=None, deadline=None, max_examples=500)
@given(FEBRUARY_AND_ANY_DAY, FEBRUARY_AND_ANY_DAY)
def test_the_calendar_is_that_of_dateutil(one: date, other: date) -> None:
    """Ours is written out for speed, since every case of a large caseload asks; dateutil says the same."""
    start, end = sorted((one, other))
    assert whole_years(start, end) == relativedelta(end, start).years
    assert month_end(one) == one + relativedelta(day=31)
    months = 12 * (end.year - start.year) + end.month - start.month
    assert add_months(start, months) == start + relativedelta(months=months)


# --- The language -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "environ", "wanted"),
    [
        (None, {}, "en"),
        (None, {"LANG": "da_DK.UTF-8"}, "da"),
        (None, {"LANG": "da"}, "da"),
        (None, {"LANG": "DA_dk"}, "da"),
        (None, {"LANG": "en_GB.UTF-8"}, "en"),
        (None, {"LANG": "C.UTF-8"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LC_MESSAGES": "da_DK.UTF-8", "LANG": "en_GB.UTF-8"}, "da"),
        (None, {"LC_ALL": "en_GB.UTF-8", "LC_MESSAGES": "da_DK.UTF-8", "LANG": "da_DK.UTF-8"}, "en"),
        (None, {"LC_ALL": "da_DK.UTF-8", "LANG": "en_GB.UTF-8"}, "da"),
        (None, {"LC_ALL": "", "LANG": "da_DK.UTF-8"}, "da"),
        (None, {"KONTANT_LANG": "da", "LC_ALL": "en_GB.UTF-8"}, "da"),
        (None, {"KONTANT_LANG": "en", "LANG": "da_DK.UTF-8"}, "en"),
        (None, {"KONTANT_LANG": "DA"}, "da"),
        (None, {"KONTANT_LANG": "fr", "LANG": "da_DK.UTF-8"}, "da"),
        (None, {"KONTANT_LANG": "", "LANG": "da_DK.UTF-8"}, "da"),
        ("da", {"KONTANT_LANG": "en", "LANG": "en_GB.UTF-8"}, "da"),
        ("en", {"KONTANT_LANG": "da", "LANG": "da_DK.UTF-8"}, "en"),
        ("da_DK", {}, "da"),
        ("fr", {"KONTANT_LANG": "da"}, "da"),
        ("", {"KONTANT_LANG": "da"}, "da"),
    ],
)
def test_wanted_language(option: str | None, environ: dict[str, str], wanted: str) -> None:
    assert i18n.wanted_language(option, environ) == wanted


@pytest.fixture
def _own_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", ""))
    before = i18n.language()
    yield
    i18n.choose_language(before)


@pytest.mark.usefixtures("_own_language")
@pytest.mark.parametrize(("code", "told"), [("da", "01-02-2026"), ("en", "2026-02-01")])
def test_a_day_is_told_as_people_write_it(code: str, told: str) -> None:
    i18n.choose_language(code)
    assert i18n.language() == code
    assert os.environ["LANGUAGE"] == code
    assert i18n.day_text(date(2026, 2, 1)) == told
    assert parse_date(i18n.day_text(date(2026, 2, 1))) == date(2026, 2, 1)


@pytest.mark.usefixtures("_own_language")
def test_a_number_has_the_decimal_mark_of_the_language_and_nought_no_minus() -> None:
    i18n.choose_language("en")
    assert [i18n.decimal_text(n) for n in (1.25, 0.8, -0.04, -0.06, 1234.5)] == ["1.2", "0.8", "0.0", "-0.1", "1234.5"]
    i18n.choose_language("da")
    assert (i18n.decimal_text(0.8), i18n.decimal_text(-7.125, 2), i18n.decimal_text(66, 0)) == ("0,8", "-7,12", "66")
    assert i18n.decimal_mark("12.5") == "12,5"


@pytest.mark.usefixtures("_own_language")
@pytest.mark.parametrize("code", ["da", "en"])
def test_a_sentence_that_no_catalogue_knows_comes_back_as_it_is(code: str) -> None:
    i18n.choose_language(code)
    assert i18n._("A sentence of this test only.") == "A sentence of this test only."
    assert i18n.N_("Another one.") == "Another one."
    assert i18n.ngettext("{n} owl of this test", "{n} owls of this test", 1) == "{n} owl of this test"
    assert i18n.ngettext("{n} owl of this test", "{n} owls of this test", 2) == "{n} owls of this test"


@pytest.mark.usefixtures("_own_language")
def test_english_is_what_the_source_says() -> None:
    i18n.choose_language("en")
    assert i18n.ngettext("{n} day", "{n} days", 1) == "{n} day"
    assert i18n.ngettext("{n} day", "{n} days", 0) == "{n} days"
