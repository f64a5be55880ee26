"""Answers as they are typed, in a file, and shown again."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontant.i18n import choose_language
from kontant.model import vocabulary as terms
from kontant.notes.template import Choice, Column, Question, Text
from kontant.notes.values import BadAnswer, lines, read, read_cell, shown

from .a_case import DAY

SAME = Text("What", "Hvad")
CHALLENGES = tuple(Choice(code, Text(*name)) for code, name in terms.CHALLENGE.items())
CHANNELS = tuple(Choice(code, Text(*name)) for code, name in terms.CHANNEL.items())
COLUMNS = (
    Column("who", Text("Who", "Hvem"), "text", required=True),
    Column("what", Text("What", "Hvad"), "text"),
    Column("by", Text("By", "Senest"), "date"),
    Column("hours", Text("Hours", "Timer"), "number"),
    Column("done", Text("Done", "Gjort"), "yes_no"),
    Column("how", Text("How", "Hvordan"), "choice", choices=CHANNELS),
)


def asked(kind, **more):
    return Question("it", SAME, SAME, kind, **more)


def said(kind, raw, records=None, **more):
    return read(asked(kind, **more), raw, DAY, DAY, records)


def refused(kind, raw, records=None, **more):
    with pytest.raises(BadAnswer) as caught:
        said(kind, raw, records, **more)
    return str(caught.value)


@pytest.fixture(params=["en", "da"])
def either_language(request):
    choose_language(request.param)
    yield request.param
    choose_language("en")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Hun  kan\tmeget ", "Hun kan meget"),
        ("bla\u030aba\u030ar", "blåbår"),
        ("two\nlines\r\nhere", "two lines here"),
        ("a\x00b\x1bc\u200bd\u202ee\ud800f", "abcdef"),
        ("  \n ", None),
        ("", None),
        (None, None),
        ("\x07", None),
        (12, "12"),
    ],
)
def test_a_line(raw, kept):
    assert said("text", raw) == kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("\n\nFirst  \r\n  second\rthird\u2028fourth\n\n", "First\n  second\nthird\nfourth"),
        ("a\tb\u00a0c\x00", "a    b c"),
        ("\n \n", None),
    ],
)
def test_a_long_text_keeps_its_lines(raw, kept):
    assert said("long_text", raw) == kept


@given(st.text(max_size=60))
def test_a_line_can_be_the_title_of_a_record(raw):
    kept = said("text", raw)
    assert kept is None or (kept.isprintable() and kept == " ".join(kept.split()))


def test_text_has_a_limit():
    assert said("text", "x" * 400) == "x" * 400
    assert "400" in refused("text", "x" * 401)
    assert "50000" in refused("long_text", "x" * 50_001)
    assert refused("text", ["a"]) == "Only one value can stand here."
    assert refused("text", True) == "Write it as text."


@pytest.mark.parametrize("raw", ["in_person", "In person", "fremmøde", " FREMMØDE ", "in  person"])
def test_a_choice_by_code_or_name(raw):
    assert read(asked("choice", choices=CHANNELS), raw, DAY, DAY) == "in_person"


def test_a_choice_that_is_none_names_them():
    assert refused("choice", "letter", choices=CHANNELS).endswith("Choose one of: in person, video, phone.")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("mental, physical", ["physical", "mental"]),
        ("læse, skrive, regne; andet", ["literacy", "other"]),
        ("literacy|misbrug", ["substance_abuse", "literacy"]),
        (["other", "Other", "andet"], ["other"]),
        (["physical, mental", "social"], ["physical", "mental", "social"]),
        (" , ;", None),
        ([], None),
    ],
)
def test_several(raw, kept):
    assert said("several", raw, choices=CHALLENGES) == kept


def test_several_with_one_that_is_none():
    assert "One of these" in refused("several", "mental, bad mood", choices=CHALLENGES)


@pytest.mark.parametrize(
    ("raw", "kept"), [("ja", True), ("J", True), ("no", False), (True, True), ("false", False), (1, True)]
)
def test_yes_and_no(raw, kept):
    assert said("yes_no", raw) is kept


def test_neither_yes_nor_no():
    assert refused("yes_no", "maybe") == "Answer yes or no."


@pytest.mark.parametrize(("raw", "kept"), [("12,5", 12.5), ("12.50", 12.5), ("12,0", 12), (9, 9), (-0.0, 0), ("+3", 3)])
def test_a_number(raw, kept):
    value = said("number", raw)
    assert value == kept and type(value) is type(kept)


@pytest.mark.parametrize("raw", ["1.000,5", "twelve", "1e5", float("nan"), float("inf"), True, "½", 10**15])
def test_what_is_no_number(raw):
    assert refused("number", raw).startswith("This is not a number")


def test_a_number_has_edges():
    assert said("number", 37, min=0, max=37) == 37
    assert refused("number", "37,5", min=0, max=37) == "This is too large: at most 37."
    assert refused("number", -1, min=0, max=37) == "This is too small: at least 0."


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("2026-12-01", "2026-12-01"),
        ("1/12-2026", "2026-12-01"),
        ("01.12.2026", "2026-12-01"),
        (date(2026, 12, 1), "2026-12-01"),
        ("i dag", "2026-11-22"),
        ("tomorrow", "2026-11-23"),
        ("+14d", "2026-12-06"),
        ("-1m", "2026-10-22"),
    ],
)
def test_a_day(raw, kept):
    assert said("date", raw) == kept


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("soon", "not a date"),
        ("12/1/26", "not a date"),
        ("2026-02-30", "no such day"),
        ("3026-01-01", "1900-2200"),
        (date(3026, 1, 1), "1900-2200"),
        (datetime(2026, 1, 1, 12), "not a date"),
        (20261201, "not a date"),
    ],
)
def test_what_is_no_day(raw, told):
    assert told in refused("date", raw)


def test_a_day_has_edges(either_language):
    shown_day = {"en": "2026-11-22", "da": "22-11-2026"}[either_language]
    assert shown_day in refused("date", "2026-11-21", earliest="$note.date")
    assert shown_day in refused("date", "2026-11-23", latest="$today")
    assert said("date", "2027-11-22", latest="+1y") == "2027-11-22"
    assert refused("date", "2027-11-23", latest="+1y")
    assert said("date", "2026-11-22", earliest="$note.date", latest="$note.date") == "2026-11-22"


def test_steps_count_from_today_and_edges_from_the_note():
    late = date(2026, 11, 25)
    assert read(asked("date", latest="+0d"), "2026-11-22", DAY, late) == "2026-11-22"
    with pytest.raises(BadAnswer):
        read(asked("date", latest="+0d"), "+0d", DAY, late)


def rows(raw, **more):
    return said("list", raw, columns=COLUMNS, **more)


def test_rows_keep_what_is_filled():
    given = [
        {"who": " Sara ", "by": "1/12-2026", "hours": "7,5", "done": "nej", "how": "telefon", "what": ""},
        {"who": ""},
    ]
    assert rows(given) == [{"who": "Sara", "by": "2026-12-01", "hours": 7.5, "done": False, "how": "phone"}]
    assert rows({"who": "Sara"}) == rows("Sara") == [{"who": "Sara"}]
    assert rows([{}, {"who": None}]) is None


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ([{"who": "A"}, {"what": "x"}], "Row 2: Who: This must be answered."),
        ([{"who": "A", "wat": "x"}], "Row 1: there is no such column; did you mean what?"),
        ([{"zzz": "x"}], "Row 1: there is no such column; the columns are: who, what, by, hours, done, how."),
        ([["A"]], "Row 1: write its columns: who, what, by, hours, done, how."),
        ([{"who": "A", "by": "soon"}], "Row 1: By: This is not a date"),
        ([{"who": ["A"]}], "Row 1: Who: Only one value can stand here."),
    ],
)
def test_rows_say_where_they_are_wrong(raw, told):
    assert refused("list", raw, columns=COLUMNS).startswith(told)


def test_a_column_may_have_edges():
    column = Column("by", SAME, "date", earliest="$note.date")
    assert read_cell(column, "2026-11-22", DAY, DAY) == "2026-11-22"
    with pytest.raises(BadAnswer):
        read_cell(column, "2026-11-21", DAY, DAY)


OFFERS = [("work_placement 2026-06-01", "virksomhedspraktik 01-06-2026, Netto"), ("mentor 2026-01-01", "mentor")]


@pytest.mark.parametrize(
    "raw", ["work_placement 2026-06-01", "Virksomhedspraktik 01-06-2026,  netto", "work placement 2026-06-01"]
)
def test_a_record_by_key_or_words(raw):
    assert said("record", raw, OFFERS, table="offers") == "work_placement 2026-06-01"


def test_a_record_that_is_not_there():
    assert refused("record", "mentor 2026-02-01", OFFERS, table="offers").endswith(
        "Choose one of: work_placement 2026-06-01, mentor 2026-01-01."
    )
    none = Text("There is none.", "Der er ingen.")
    assert refused("record", "x", [], table="offers", none=none) == "There is none."
    assert refused("record", "", [], table="offers", none=none, required=True) == "There is none."
    assert refused("record", "new", OFFERS, table="offers")
    assert said("record", "NY", OFFERS, table="offers", new=True) == "new"
    assert said("record", None, OFFERS, table="offers") is None


def test_a_goal_is_never_repeated_in_an_error():
    goals = [
        ("sub Call the debt adviser", "Call the debt adviser"),
        ("sub Open, and close, alone", "Open, and close, alone"),
    ]
    assert "debt" not in refused("record", "x", goals, table="goals")
    assert said("records", "call the debt adviser, open, and close, alone", goals, table="goals") == [
        key for key, _ in goals
    ]
    assert said("records", [goals[1][0]], goals, table="goals") == [goals[1][0]]
    assert "debt" not in refused("records", "nothing", goals, table="goals")


def test_without_records_a_key_must_be_well_formed():
    assert said("record", "LÆ125 2026-06-01", table="statements") == "LÆ125 2026-06-01"
    assert said("record", "sub Cook for 20", table="goals") == "sub Cook for 20"
    for wrong in ("LÆ125", "LÆ125 1/6-2026", "LÆ125 20260601", "2026-06-01 LÆ125"):
        assert refused("record", wrong, table="statements")


def test_required():
    assert refused("text", "  ", required=True) == "This must be answered."
    assert said("yes_no", False, required=True) is False
    assert said("number", 0, required=True) == 0


ROW = {"who": "Sara", "what": "calls", "by": "2026-12-01", "hours": 7.5, "done": True, "how": "phone"}


def test_rows_in_words():
    question = asked("list", columns=COLUMNS)
    assert lines(question, [ROW, {"who": "Bo", "by": "2026-12-01"}]) == [
        "Sara: calls (by 2026-12-01; hours 7.5; done: yes; how: phone)",
        "Bo (by 2026-12-01)",
    ]
    choose_language("da")
    assert shown(question, [ROW]).startswith("Sara: calls (senest 01-12-2026; timer 7,5; gjort: ")
    choose_language("en")


def test_other_kinds_in_words(either_language):
    danish = either_language == "da"
    assert shown(asked("date"), "2026-12-01") == ("01-12-2026" if danish else "2026-12-01")
    assert shown(asked("several", choices=CHALLENGES), ["physical", "literacy"]) == (
        "fysisk, læse, skrive, regne" if danish else "physical, literacy"
    )
    assert shown(asked("record", table="offers"), "work_placement 2026-06-01") == (
        "virksomhedspraktik 01-06-2026" if danish else "work placement 2026-06-01"
    )
    assert shown(asked("record", table="offers"), OFFERS[0][0], OFFERS) == OFFERS[0][1]
    assert shown(asked("choice", choices=CHANNELS), "gone") == "gone"
    assert shown(asked("text"), None) == "" and lines(asked("long_text"), "a\nb") == ["a", "b"]
    assert shown(asked("long_text"), "a\n  b") == "a b"


cells = st.fixed_dictionaries(
    {"who": st.text(min_size=1, max_size=60)},
    optional={
        "what": st.text(max_size=60),
        "by": st.dates(date(1900, 1, 1), date(2200, 12, 31)),
        "hours": st.integers(-999, 999) | st.decimals(-999, 999, places=2).map(float),
        "done": st.booleans(),
        "how": st.sampled_from(list(terms.CHANNEL)),
    },
)
ANY = {
    "text": (asked("text"), st.text(max_size=80)),
    "long_text": (asked("long_text"), st.text(max_size=300)),
    "choice": (asked("choice", choices=CHANNELS), st.sampled_from(list(terms.CHANNEL))),
    "several": (asked("several", choices=CHALLENGES), st.lists(st.sampled_from(list(terms.CHALLENGE)))),
    "yes_no": (asked("yes_no"), st.booleans()),
    "date": (asked("date"), st.dates(date(1900, 1, 1), date(2200, 12, 31))),
    "number": (asked("number"), st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=4).map(float)),
    "list": (asked("list", columns=COLUMNS), st.lists(cells, max_size=4)),
}


@pytest.mark.parametrize("kind", ANY)
def test_the_json_form_reads_back_as_itself(kind):
    question, raws = ANY[kind]

    @given(raws)
    def holds(raw):
        try:
            value = read(question, raw, DAY, DAY)
        except BadAnswer:
            assert kind == "list"  # a required cell of nothing but blanks
            return
        assert read(question, value, DAY, DAY) == value

    holds()


@pytest.mark.parametrize("kind", ["text", "choice", "several", "yes_no", "date", "number"])
@pytest.mark.parametrize("code", ["en", "da"])
def test_what_is_shown_reads_back_as_the_same(kind, code):
    question, raws = ANY[kind]
    choose_language(code)

    @given(raws)
    def holds(raw):
        value = read(question, raw, DAY, DAY)
        assert read(question, shown(question, value), DAY, DAY) == value

    try:
        holds()
    finally:
        choose_language("en")
