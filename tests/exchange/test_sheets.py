"""Sheets as CSV, Markdown and workbooks: read back by other people's readers, nothing computed, nothing lost."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from kontant.exchange.sheets import Sheet, as_csv, as_markdown, clean, long_form, write_xlsx
from kontant.i18n import choose_language

DAY = date(2026, 11, 22)
MIXED = Sheet(
    "Mixed", ("Text", "Whole", "Part", "Day"), [("Æ;Ø", 7, 2.5, date(2026, 1, 31)), ('say "hi"', -3, 0.0, None)]
)
CELLS = st.one_of(
    st.text(), st.none(), st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), st.dates()
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(st.text(), min_size=width, max_size=width),
        st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=5),
    )
)


@pytest.fixture(autouse=True)
def english():
    choose_language("en")
    yield
    choose_language("en")


def workbook(*sheets: Sheet) -> io.BytesIO:
    file = io.BytesIO()
    write_xlsx(file, sheets, created=DAY)
    file.seek(0)
    return file


def parts(*sheets: Sheet) -> dict[str, str]:
    with zipfile.ZipFile(workbook(*sheets)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def read_back(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_csv_as_danish_excel_opens_it() -> None:
    assert as_csv(MIXED) == (
        '"Text";"Whole";"Part";"Day"\r\n"Æ;Ø";"7";"2.5";"2026-01-31"\r\n"say ""hi""";"-3";"0.0";""\r\n'
    )
    choose_language("da")
    assert '"7";"2,5";"2026-01-31"' in as_csv(MIXED)


@pytest.mark.parametrize(
    "start",
    ["=", "+", "-", "@", " =", "\t=", "\r=", "\n=", "  -", "\u00a0@", "\x00=", "＝", "\ufeff=", "\u200b\u202e ＠"],
)
def test_a_formula_is_only_text(start: str) -> None:
    [[_heading], [cell]] = read_back(as_csv(Sheet("s", ("A",), [(f"{start}cmd()",)])))
    assert cell.startswith("'")
    assert cell.endswith("cmd()")
    assert as_csv(Sheet("s", ("=A",), [])) == '"\'=A"\r\n'
    assert "<f>" not in parts(Sheet("s", ("A",), [(f"{start}1+1",)]))["xl/worksheets/sheet1.xml"]


@given(TABLES)
def test_csv_gives_back_what_went_in(table) -> None:
    columns, rows = table
    heading, *found = read_back(as_csv(Sheet("s", columns, rows)))
    assert len(heading) == len(columns)
    for row, back in zip(rows, found, strict=True):
        for cell, text in zip(row, back, strict=True):
            if isinstance(cell, str):
                assert text.removeprefix("'") == clean(cell).removeprefix("'")
                assert not text.lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))
                assert all(c == "\n" or c not in text for c in map(chr, range(32)))
            elif isinstance(cell, float):
                assert float(text) == cell
            else:
                assert text == ("" if cell is None else str(cell))


def test_several_sheets_become_one_long_table() -> None:
    one, two = (
        Sheet("one", ("Kind", "Cases", "Due"), [("a", 1, 2), ("b", 3, 4)]),
        Sheet("two", ("M", "V"), [("x", DAY)]),
    )
    assert long_form([one, two]).rows == [
        ("one", "a", "Cases", 1),
        ("one", "a", "Due", 2),
        ("one", "b", "Cases", 3),
        ("one", "b", "Due", 4),
        ("two", "x", "V", DAY),
    ]
    assert len(read_back(as_csv(one, two))) == 6


def test_markdown_is_aligned_with_numbers_to_the_right() -> None:
    table = Sheet("s", ("Who", "Cases"), [("a | b", 7), ("two\nlines", 12)])
    assert as_markdown(table) == (
        "| Who       | Cases |\n"
        "| --------- | ----: |\n"
        "| a \\| b    |     7 |\n"
        "| two lines |    12 |\n"
    )  # fmt: skip


def test_markdown_writes_dates_and_numbers_as_people_do() -> None:
    assert "2.5 | 2026-01-31 |" in as_markdown(MIXED)
    choose_language("da")
    assert "2,5 | 31-01-2026 |" in as_markdown(MIXED)


def test_markdown_without_rows_is_a_heading() -> None:
    assert as_markdown(Sheet("s", ("A", "Long"), [])) == "| A   | Long |\n| --- | ---- |\n"


@settings(max_examples=60)
@given(st.lists(st.text(st.sampled_from("ab \\|<>`*[]()!#\n=é"), min_size=1), min_size=1, max_size=3))
def test_no_text_breaks_out_of_a_markdown_cell(texts: list[str]) -> None:
    html = MarkdownIt("commonmark").enable("table").render(as_markdown(Sheet("s", ("A", "B"), [(t, 1) for t in texts])))
    assert html.count("<td") == 2 * len(texts)
    for element in ("<code", "<em", "<strong", "<a ", "<img", "<br"):
        assert element not in html


def test_a_workbook_holds_real_dates_and_numbers() -> None:
    book = CalamineWorkbook.from_filelike(workbook(MIXED, Sheet("Tom", ("Æ",), [])))
    assert book.sheet_names == ["Mixed", "Tom"]
    assert book.get_sheet_by_name("Mixed").to_python() == [
        ["Text", "Whole", "Part", "Day"],
        ["Æ;Ø", 7.0, 2.5, date(2026, 1, 31)],
        ['say "hi"', -3.0, 0.0, ""],
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.text(), st.dates(date(1900, 3, 1), date(2200, 12, 31)), st.integers(-999, 999)), max_size=4)
)
def test_a_workbook_gives_back_what_went_in(rows) -> None:
    sheet = CalamineWorkbook.from_filelike(workbook(Sheet("s", ("T", "D", "N"), rows))).get_sheet_by_index(0)
    back = sheet.to_python(skip_empty_area=False)[1:]
    assert [(row[1], row[2]) for row in back] == [(day, float(number)) for _text, day, number in rows]
    assert [row[0] for row in back] == [clean(text) for text, _day, _number in rows]


def test_dates_look_as_the_language_writes_them() -> None:
    assert 'formatCode="yyyy-mm-dd"' in parts(MIXED)["xl/styles.xml"]
    choose_language("da")
    assert 'formatCode="dd-mm-yyyy"' in parts(MIXED)["xl/styles.xml"]


def test_the_heading_is_frozen_and_filters() -> None:
    xml = parts(MIXED)["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' in xml
    assert '<autoFilter ref="A1:D3"/>' in xml


def test_columns_are_as_wide_as_their_contents_up_to_a_limit() -> None:
    xml = parts(Sheet("s", ("A", "B"), [("x" * 30, "y" * 500)]))["xl/worksheets/sheet1.xml"]
    widths = [float(piece.split('"')[0]) for piece in xml.split('width="')[1:]]
    assert widths == pytest.approx([32, 60], abs=1)


def test_the_same_tables_give_the_same_bytes_and_name_nobody() -> None:
    assert workbook(MIXED).getvalue() == workbook(MIXED).getvalue()
    core = parts(MIXED)["docProps/core.xml"]
    assert "2026-11-22T00:00:00Z" in core
    assert "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>" in core


def test_tab_names_are_what_excel_takes() -> None:
    names = ["a/b:c?", "A b c", "", "'quoted'", "x" * 40, "X" * 40]
    found = CalamineWorkbook.from_filelike(workbook(*(Sheet(name, ("A",), []) for name in names))).sheet_names
    assert found == ["a b c", "A b c 2", "Sheet", "quoted", "x" * 31, "X" * 29 + " 2"]


def test_a_text_longer_than_a_cell_is_cut_where_one_sees_it() -> None:
    [_, [cell]] = (
        CalamineWorkbook.from_filelike(workbook(Sheet("s", ("A",), [("z" * 40_000,)])))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert cell == "z" * 32_766 + "…"
