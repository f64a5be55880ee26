"""The report's page: what stands out in sentences, every section with its table and chart, and nothing of anybody."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from support import DAY

from kontant.cli.report_json import report_json
from kontant.cli.report_sheets import _bars, figure_sheet
from kontant.exchange.pages.model import Bullets, Chart, Facts, Heading, Page, Paragraph, Table, plain
from kontant.i18n import choose_language
from kontant.report import report_words
from kontant.report import stands_out as standing
from kontant.report.benchmark import SECTIONS, benchmarks, section_title
from kontant.report.figure_rows import marked_rows
from kontant.report.over_time import Asked, Reported, reported
from kontant.report.report_page import report_page
from kontant.report.report_words import about_rows
from kontant.report.stands_out import Side, side_of, stands_out
from kontant.rules.parameter_file import load

WORDS = tomllib.loads(Path(standing.__file__).with_name("stands_out.toml").read_text("utf-8"))


def made(path: Path, **asked) -> Reported:
    return reported(path, load(None, today=DAY), Asked(**{"day": DAY, **asked}))


def blocks(page: Page, kind: type) -> list:
    return [block for block in page.blocks if isinstance(block, kind)]


def test_every_share_can_be_told_in_both_languages() -> None:
    shares = {figure.id for figure in benchmarks().values() if figure.kind not in ("mean", "range")}
    assert set(WORDS) == shares
    for figure, words in WORDS.items():
        assert words["better"] in ("high", "low", "none")
        divided = benchmarks()[figure].kind in ("kinds", "distribution")
        assert ("each" in words) == ("begins" in words) == divided == ("says" not in words), figure
        each = (*words.get("each", {}).values(), *words.get("of_each", {}).values())
        for told in (words.get("says"), words.get("begins"), words.get("of"), *each):
            assert told is None or (set(told) == {"en", "da"} and all(told.values())), figure
        if divided:
            assert set(words["each"]) == set(benchmarks()[figure].categories)
            assert all(told.count("{whose}") == 1 for told in words["begins"].values())
        if benchmarks()[figure].kind == "shares":
            assert set(words["of_each"]) == set(benchmarks()[figure].categories)


@pytest.mark.parametrize(
    ("figure", "difference", "side"),
    [
        ("contact.enough", -20, Side.WORSE),
        ("contact.enough", 20, Side.BETTER),
        ("offers.passive_year", 20, Side.WORSE),
        ("offers.passive_year", -20, Side.BETTER),
        ("track", 30, Side.NEITHER),
        ("offers.goal_concrete", 30, Side.JUDGED),
        ("offers.goal_concrete", -30, Side.JUDGED),
        ("contact.absence_contacted", 80, Side.JUDGED),
    ],
)
def test_the_worse_side_is_that_of_the_people(figure: str, difference: float, side: Side) -> None:
    assert side_of(figure, difference) is side


def test_what_stands_out_is_what_is_marked_worst_first(edges) -> None:
    found = made(edges)
    told = stands_out(found)
    assert told == sorted(told, key=lambda each: (each.side, -each.distance))
    results = found.now.results
    assert {each.figure for each in told} <= {name for name, result in results.items() if not result.missing}
    first = next(each for each in told if each.figure == "contact.enough")
    enough = results["contact.enough"]
    assert enough.value is not None
    yes = round(enough.value * enough.n / 100)
    assert first.side is Side.WORSE
    assert first.sentence == (
        f"{enough.value:.0f} percent of the long-term cases ({yes} of {enough.n}) have had at least eight counting "
        "conversations in the last two years; nationally it is 56 percent."
    )


def test_what_the_numbers_do_not_say_is_said(sample) -> None:
    told = " ".join(report_words.to_bear_in_mind(made(sample)))
    assert "one in twenty is marked by chance" in told and "statements are of one person" in told
    assert "BDO's 25 municipalities" in told and "may not be like the others" in told
    assert "of this caseload alone" in told
    assert "of this caseload alone" not in " ".join(report_words.to_bear_in_mind(made(sample, sections=("contact",))))


def test_a_sentence_of_a_figure_that_looks_back_says_how_far() -> None:
    for figure in benchmarks().values():
        if figure.window_months and figure.id in WORDS:
            told = str(WORDS[figure.id])
            assert "two years" in told or "of the last two" in told, figure.id
            assert "to år" in told or "af de seneste to" in told, figure.id


def test_the_parts_of_a_whole_are_told_in_one_sentence(edges) -> None:
    told = stands_out(made(edges, everyone=True))
    divided = [each for each in told if "each" in WORDS[each.figure]]
    assert len({each.figure for each in divided}) == len(divided) > 0
    kinds = next(each.sentence for each in divided if each.figure == "challenges.by_kind")
    assert kinds.startswith("Of the open cases, ") and " percent have physical challenges (nationally 69)" in kinds


def test_what_the_audit_judged_and_a_rule_measures_is_told_apart_and_last(edges) -> None:
    sides = dict(standing.by_side(stands_out(made(edges, everyone=True))))
    assert list(sides)[-1] is Side.JUDGED
    assert standing.heading(Side.JUDGED).startswith("Measured by rule where BDO read the case")
    for side, told in sides.items():
        assert all(bool(WORDS[each.figure].get("judged")) == (side is Side.JUDGED) for each in told)


def test_the_page_begins_with_what_stands_out_and_has_every_section(sample) -> None:
    found = made(sample)
    page = report_page(found)
    headings = [block.text for block in blocks(page, Heading) if block.level == 2]
    assert headings[:2] == ["What stands out", "How to read it"]
    told = {figure.section for figure in found.figures() if not found.now.results[figure.id].missing}
    assert [title for title in headings if title in map(section_title, SECTIONS)] == [
        section_title(section) for section in SECTIONS if section in told
    ]
    assert headings[-2:] == ["What the records cannot answer", "Definitions and sources"]
    assert (page.created, page.private, page.language) == (DAY, False, "en")


def test_every_figure_is_either_told_or_missing_with_its_reason(sample) -> None:
    found = made(sample)
    page = report_page(found)
    rows = {plain(row[0]) for table in blocks(page, Table) for row in table.rows}
    missing = dict(blocks(page, Facts)[0].pairs)
    for figure in found.figures():
        told = any(name.startswith(figure.name) for name in rows)
        unanswered = any(name.startswith(figure.name) for name in missing)
        assert told != unanswered, figure.id
    assert all(missing.values())


def test_marked_rows_are_those_that_say_so(edges) -> None:
    marked = 0
    for table in blocks(report_page(made(edges)), Table):
        if table.columns[-1].title == "Differs":
            says = [place for place, row in enumerate(table.rows) if plain(row[-1])]
            assert list(table.mark) == says
            marked += len(says)
    assert marked


def test_every_section_with_shares_has_a_chart_of_them_beside_the_national_ones(sample) -> None:
    charts = blocks(report_page(made(sample)), Chart)
    assert {"Contact: shares in percent", "Offers: shares in percent", "Track: shares in percent"} <= {
        chart.title for chart in charts
    }
    for chart in charts:
        assert chart.kind == "bars" and not chart.tabled and chart.alt
        assert all(len(each.values) == len(chart.labels) for each in chart.series)


def test_a_trend_is_drawn_with_few_lines_on_each_chart(sample) -> None:
    lines = [chart for chart in blocks(report_page(made(sample, points=6)), Chart) if chart.kind == "lines"]
    assert lines
    for chart in lines:
        assert len(chart.labels) == 6 and 1 <= len(chart.series) <= 5 and not chart.tabled
    assert {"percent", "years"} <= {chart.unit for chart in lines}
    assert len({chart.title for chart in lines}) == len(lines)


def test_the_numbers_of_a_trend_stand_below_its_charts_few_days_to_a_table(sample) -> None:
    found = made(sample, points=9)
    page = report_page(found)
    tables = [table for table in blocks(page, Table) if table.caption.startswith("Contact: the numbers")]
    assert [table.caption for table in tables] == ["Contact: the numbers, 1 of 2", "Contact: the numbers, 2 of 2"]
    assert [column.title for column in tables[1].columns][-1] == "2026\n11-22"
    drawn = {line.name: line.values for chart in blocks(page, Chart) for line in chart.series if len(line.values) == 9}
    for first, last in zip(tables[0].rows, tables[1].rows, strict=True):
        values = [plain(cell) for cell in (*first[1:], *last[1:])]
        figure = next(name for name in drawn if plain(first[0]).startswith(name))
        assert values == ["–" if value is None else f"{value:.1f}" for value in drawn[figure]]


def test_groups_stand_side_by_side(edges) -> None:
    page = report_page(made(edges, by="track"))
    tables = [table for table in blocks(page, Table) if table.columns[1].title == "job"]
    assert [column.title for column in tables[0].columns] == ["Figure", "job", "rehabilitation", "exempt"]
    assert all(len(row) == 4 for table in tables for row in table.rows)


def test_then_and_now_says_that_no_change_is_tested(sample) -> None:
    page = report_page(made(sample, then=date(2025, 11, 22)))
    assert any("not tested" in plain(block.text) for block in blocks(page, Paragraph))


def test_of_nobody_it_says_so_and_tells_nothing(tmp_path) -> None:
    from support import empty_caseload

    page = report_page(made(empty_caseload(tmp_path)))
    assert "No case is open on 2026-11-22" in plain(blocks(page, Paragraph)[0].text)
    assert "What stands out" not in [block.text for block in blocks(page, Heading)]
    assert not blocks(page, Chart) and not blocks(page, Table)


def test_in_danish_nothing_of_the_data_is_english(edges) -> None:
    choose_language("da")
    told = [each.sentence for each in stands_out(made(edges))]
    assert any("har haft mindst otte tællende samtaler de seneste to år" in sentence for sentence in told)
    items = [plain(item) for block in blocks(report_page(made(edges)), Bullets) for item in block.items]
    assert set(told) <= set(items)


def test_where_the_records_begin_too_late_it_is_said_and_no_sentence_is_made_of_it(sample) -> None:
    """In the sample the oldest case is of 2006 and the first offer of 2023: everybody looks passive until then."""
    found = made(sample)
    assert list(found.now.cautions) == ["offers.passive_year"]
    assert any(row.figure.id == "offers.passive_year" for row in marked_rows(found.now, found.figures()))
    assert "offers.passive_year" not in {each.figure for each in stands_out(found)}
    since = f"before {found.now.cautions['offers.passive_year']}"
    told = [plain(block.text) for block in blocks(report_page(found), Paragraph)]
    assert [text for text in told if since in text and text.startswith(benchmarks()["offers.passive_year"].name)]
    assert any(since in str(value) for _what, value in about_rows(found))
    assert "cautions" not in report_json(made(sample, sections=("contact",)))
    assert report_json(found)["cautions"] == {"offers.passive_year": {"nothing_before": since.removeprefix("before ")}}


def test_a_page_about_named_caseworkers_is_private(sample) -> None:
    assert report_page(made(sample, identified=True)).private


def test_an_earlier_day_without_cases_is_one_sentence(sample) -> None:
    page = report_page(made(sample, then=date(1990, 1, 1)))
    told = [plain(block.text) for block in blocks(page, Paragraph)]
    assert "On 1990-01-01 no case was open: there is nothing to compare with." in told
    assert not [table for table in blocks(page, Table) if table.columns[-1].title == "Change"]


def test_a_chart_of_the_workbook_has_no_bar_for_what_could_not_be_told(sample) -> None:
    """Beside a national bar an empty one reads as nought."""
    found = made(sample)
    sheet = figure_sheet(found)
    with_value = {(row[1], row[3]) for row in sheet.rows if row[5] is not None and row[4] == "percent"}
    drawn = set()
    for chart in _bars(found, sheet.name):
        first, last = chart.rows
        drawn |= {(row[1], row[3]) for row in sheet.rows[first:last]}
    assert drawn == with_value
    assert any(row[5] is None and row[4] == "percent" for row in sheet.rows)
