"""A workbook's charts are its own: they name cells, tell what they show, and compute nothing that a case says."""

import io
import re
import zipfile
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kontant.exchange.sheets import Sheet, SheetChart, as_csv, as_markdown, write_xlsx
from kontant.i18n import choose_language

DAY = date(2026, 11, 22)
ROWS = [("Contact", 56.2, 44.0), ("Passive", None, 43.0), ("Plan", 31.5, 40.0)]
BARS = SheetChart(
    "bars", "Own beside national", "Bars of three figures.", 0, (1, 2), category_axis="Figure", value_axis="per cent"
)
LINES = SheetChart("lines", "Trend", "Two lines over time.", 0, (1, 2), number_format="0.0", least=None, most=100)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
X = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
HOSTILE = ["=cmd|' /C calc'!A0", "=A1", "Other!A1", "='x'!$B$2", "+1", "@SUM(A1)", 'a & <b> "c"', "\x00=\ud800"]


@pytest.fixture(autouse=True)
def english():
    choose_language("en")
    yield
    choose_language("en")


def figures(*charts: SheetChart, name: str = "Figures", rows=ROWS) -> Sheet:
    return Sheet(name, ("Figure", "Own", "National"), rows, charts)


def workbook(*sheets: Sheet) -> bytes:
    file = io.BytesIO()
    write_xlsx(file, sheets, created=DAY)
    return file.getvalue()


def parts(*sheets: Sheet) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook(*sheets))) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def charts(*sheets: Sheet) -> list[ElementTree.Element]:
    found = parts(*sheets)
    names = sorted((name for name in found if name.startswith("xl/charts/chart")), key=lambda name: (len(name), name))
    return [ElementTree.fromstring(found[name]) for name in names]


def references(chart: ElementTree.Element) -> list[str]:
    return [formula.text or "" for formula in chart.iter(f"{C}f")]


def title(element: ElementTree.Element) -> str:
    [found] = element.findall(f"{C}title")
    return "".join(text.text or "" for text in found.iter(f"{A}t"))


def test_bars_name_the_cells_of_their_columns() -> None:
    [chart] = charts(figures(BARS))
    assert references(chart) == [
        "Figures!$B$1", "Figures!$A$2:$A$4", "Figures!$B$2:$B$4",
        "Figures!$C$1", "Figures!$A$2:$A$4", "Figures!$C$2:$C$4",
    ]  # fmt: skip
    [direction] = chart.iter(f"{C}barDir")
    assert direction.get("val") == "bar"
    # The first row stands on top, as it does in the table.
    assert chart.find(f".//{C}catAx/{C}scaling/{C}orientation").get("val") == "maxMin"


def test_titles_axes_and_what_the_chart_tells_who_cannot_see_it() -> None:
    [chart] = charts(figures(BARS))
    assert title(chart.find(f"{C}chart")) == "Own beside national"
    assert title(chart.find(f".//{C}catAx")) == "Figure"
    assert title(chart.find(f".//{C}valAx")) == "per cent"
    assert 'descr="Bars of three figures."' in parts(figures(BARS))["xl/drawings/drawing1.xml"]


def test_lines_keep_a_gap_where_a_figure_is_missing() -> None:
    [chart] = charts(figures(LINES))
    assert len(list(chart.iter(f"{C}lineChart"))) == 1
    assert chart.find(f".//{C}dispBlanksAs") is None  # a gap is what a file means that does not say
    axis = chart.find(f".//{C}valAx")
    assert axis.find(f"{C}numFmt").get("formatCode") == "0.0"
    assert axis.find(f"{C}scaling/{C}max").get("val") == "100"
    assert axis.find(f"{C}scaling/{C}min") is None


def test_days_along_a_line_are_days() -> None:
    trend = Sheet("Trend", ("Day", "Own"), [(date(2026, 10, 22), 1.0), (DAY, 2.0)], [LINES._replace(values=(1,))])
    for language, written in (("en", "yyyy-mm-dd"), ("da", "dd-mm-yyyy")):
        choose_language(language)
        [chart] = charts(trend)
        assert chart.find(f".//{C}catAx/{C}numFmt").get("formatCode") == written


def test_a_chart_may_take_some_rows_and_another_sheet() -> None:
    some = figures(BARS._replace(rows=(1, 3), values=(2,)), name="It's 100 %")
    overview = Sheet("Charts", (), (), [BARS._replace(sheet="It's 100 %")])
    of_some, of_all = charts(some, overview)
    assert references(of_some) == ["'It''s 100 %'!$C$1", "'It''s 100 %'!$A$3:$A$4", "'It''s 100 %'!$C$3:$C$4"]
    assert references(of_all)[2] == "'It''s 100 %'!$B$2:$B$4"


def test_a_tab_that_had_to_be_renamed_is_named_as_it_is() -> None:
    [chart] = charts(figures(name="a/b"), Sheet("Charts", (), (), [BARS._replace(sheet="a/b")]))
    assert references(chart)[0] == "'a b'!$B$1"


def test_charts_stand_below_the_table_and_apart() -> None:
    drawing = parts(figures(BARS, LINES))["xl/drawings/drawing1.xml"]
    spans = re.findall(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>.*?<xdr:to>.*?<xdr:row>(\d+)</xdr:row>", drawing)
    [(first, first_end), (second, _end)] = [(int(start), int(end)) for start, end in spans]
    assert first > len(ROWS)
    assert second > first_end


def test_a_table_without_rows_has_no_chart() -> None:
    assert charts(figures(BARS, rows=[])) == []
    assert charts(figures(BARS._replace(rows=(2, 2)))) == []


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_reference_or_a_formula(text: str) -> None:
    named = BARS._replace(title=text, alt=text, category_axis=text, value_axis=text)
    sheet = Sheet("s", (text, text, text), [(text, 1.0, 2.0), (text, 2.0, 3.0)], [named])
    [chart] = charts(sheet)
    assert {reference.split("!")[0] for reference in references(chart)} == {"s"}
    assert len(references(chart)) == 6
    assert not title(chart.find(f"{C}chart")).lstrip().startswith(("=", "+", "-", "@"))
    assert "<f>" not in parts(sheet)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("texts", [("nan", "inf"), ("NAN", "1"), ("1", "2"), ("-1", "1e400")])
def test_words_that_read_as_numbers_are_words(texts: tuple[str, str]) -> None:
    [chart] = charts(figures(BARS, rows=[(text, 1.0, 2.0) for text in texts]))
    kinds = {type_.tag for labels in chart.iter(f"{C}cat") for type_ in labels}
    assert kinds == {f"{C}strRef"}


@settings(max_examples=30, deadline=None)
@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.text(max_size=9), st.none() | st.floats(0, 100)), min_size=1, max_size=4),
)
def test_whatever_it_is_called_the_workbook_can_be_read_and_is_the_same_twice(text, rows) -> None:
    sheet = Sheet("s", ("F", "V"), rows, [BARS._replace(title=text, alt=text, values=(1,))])
    data = workbook(sheet)
    assert data == workbook(sheet)
    assert len(charts(sheet)) == 1
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == ["s"]


def test_tables_in_other_formats_have_none() -> None:
    assert as_csv(figures(BARS)) == as_csv(figures())
    assert as_markdown(figures(BARS)) == as_markdown(figures())
    assert figures().charts == ()


def test_no_chart_is_cut_by_the_end_of_a_printed_page() -> None:
    """A tab of charts is printed at a scale of its own, with a break before each chart that would not fit."""
    many = figures(rows=[(f"Figure {n}", 10.0, 20.0) for n in range(12)])
    heights = [4, 12, 12, 2, 12]
    wanted = [BARS._replace(sheet="Figures", rows=(0, count)) for count in heights]
    found = parts(many, Sheet("Charts", (), (), wanted))
    tab = ElementTree.fromstring(found["xl/worksheets/sheet2.xml"])
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    setup = tab.find(f"{main}pageSetup")
    assert setup is not None and setup.get("scale") == "58" and setup.get("orientation") == "portrait"
    assert tab.find(f"{main}sheetPr/{main}pageSetUpPr") is None, "fitted to a page, the breaks would be ignored"
    breaks = [int(each.get("id", "0")) for each in tab.iter(f"{main}brk")]
    tops = [int(row.text or "") for row in ElementTree.fromstring(found["xl/drawings/drawing1.xml"]).iter(f"{X}row")]
    starts, ends = tops[::2], tops[1::2]
    assert breaks and set(breaks) <= set(starts)
    for first, last in pairwise([0, *breaks, max(ends) + 1]):
        own = [(start, end) for start, end in zip(starts, ends, strict=True) if first <= start < last]
        assert own and max(end for _start, end in own) < min(last, first + 78)
    table = ElementTree.fromstring(found["xl/worksheets/sheet1.xml"])
    fitted = table.find(f"{main}sheetPr/{main}pageSetUpPr")
    assert fitted is not None and fitted.get("fitToPage") == "1", "a table still keeps its columns on the page"
