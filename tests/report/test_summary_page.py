"""The summary for a meeting: a dozen figures, one sheet of paper whatever the caseload, and nobody named unasked."""

import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from pypdf import PdfReader

from kontant.exchange.pages.html import as_html
from kontant.exchange.pages.markdown import as_markdown
from kontant.exchange.pages.model import Chart, Page, Table, plain
from kontant.exchange.pages.pdf import as_pdf
from kontant.i18n import choose_language
from kontant.model.timeline import Assignment, Benefit, Case, Conversation, Goal, Offer, Timeline
from kontant.report.benchmark import SECTIONS, benchmarks
from kontant.report.figure_rows import interval_text, number_text
from kontant.report.summary import Summary, summarise_with_figures
from kontant.report.summary_figures import CHOSEN, chosen_rows
from kontant.report.summary_page import MARK, MOST_BARS, MOST_CASEWORKERS, MOST_RULES, summary_page
from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load

DAY = date(2026, 11, 22)
RULES = Evaluator(load(), DAY)


@pytest.fixture(autouse=True)
def english():
    choose_language("en")
    yield
    choose_language("en")


def case(number: int, who: str | None, *, held: int = 0, long_term: bool = True) -> Timeline:
    """A case with ``held`` conversations in the last two years, long-term unless told."""
    begun = date(2015, 1, 1) if long_term else date(2025, 1, 1)
    head = Case(
        f"c{number:05}", "Anna", None, date(1980, 1, 1), None, begun, None, None, "activity_ready", "job", "", None
    )
    return Timeline(
        head,
        conversations=[Conversation(date(2025, 1 + n, 10), "job", "held", who) for n in range(held)],
        assignments=[Assignment("coordinator", begun, who, None)] if who else [],
        benefits=[Benefit(begun, "cash_benefit", None)],
        goals=[Goal("job", "Medhjælper i et køkken i 10 timer", date(2026, 1, 1), None, None)],
    )


def caseload(caseworkers: int, each: int = 2, name: str = "initials-{n}") -> Iterator[Timeline]:
    for number in range(caseworkers * each):
        yield case(number, name.format(n=number % caseworkers), held=number % 12)


def found(timelines, *, identified: bool = False) -> Summary:
    return summarise_with_figures(timelines, RULES, identified=identified)


def tables(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def words(page: Page) -> str:
    return as_markdown(page)


def test_there_are_about_twelve_figures_and_one_of_each_section_at_least() -> None:
    known = benchmarks()
    assert 10 <= len(CHOSEN) <= 14
    assert {known[figure].section for figure, _category in CHOSEN} == set(SECTIONS)
    assert all((category is None) == (known[figure].values is None) for figure, category in CHOSEN)
    assert all(category in known[figure].values for figure, category in CHOSEN if category)
    order = [list(known).index(figure) for figure, _category in CHOSEN]
    shares = [known[figure].unit == "percent" for figure, _category in CHOSEN]
    assert shares == sorted(shares, reverse=True), "the chart takes the shares, which stand first"
    assert len(order) == len(set(order))


def test_the_figures_are_a_table_with_interval_and_national_value() -> None:
    cases = [case(n, "ab", held=9 if n < 6 else 0) for n in range(20)] + [case(99, "ab", long_term=False)]
    rows = found(cases).json()["tables"]["figures"]
    assert [row["id"] for row in rows] == [figure for figure, _category in CHOSEN]
    [contact] = [row for row in rows if row["id"] == "contact.enough"]
    assert contact == {
        "id": "contact.enough", "title": benchmarks()["contact.enough"].name, "category": None, "section": "contact",
        "value": 30.0, "n": 20, "interval": [14.5, 51.9], "benchmark": benchmarks()["contact.enough"].value,
        "difference": round(30.0 - benchmarks()["contact.enough"].value, 1), "differs": True, "missing": None,
    }  # fmt: skip
    [offers] = [row for row in rows if row["id"] == "offers.followed_up"]
    assert (offers["value"], offers["n"], offers["interval"], offers["differs"]) == (None, 0, None, False)
    assert "offers" in offers["missing"]
    [whole] = [row for row in rows if row["id"] == "continuity.caseworkers"]
    assert (whole["category"], whole["value"], whole["n"]) == ("1", 100.0, 20)


def test_the_tables_that_were_there_are_there_unchanged() -> None:
    from kontant.report.judged import judged
    from kontant.report.summary import summarise

    cases = list(caseload(3, 4))
    without = summarise(judged(cases, RULES), RULES).json()
    with_figures = found(cases).json()
    assert list(with_figures["tables"]) == [*without["tables"], "figures"]
    del with_figures["tables"]["figures"]
    assert with_figures == without


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(("caseworkers", "each"), [(0, 0), (1, 1), (3, 4), (60, 2)])
def test_it_is_one_sheet_of_paper(caseworkers: int, each: int, language: str) -> None:
    choose_language(language)
    page = summary_page(found(caseload(caseworkers, each)), "note")
    assert len(PdfReader(io.BytesIO(as_pdf(page))).pages) == 1


def test_it_is_one_sheet_with_the_longest_names_too() -> None:
    long = "Ærø-Åkirkeby-Østerbro Jobcenter, team {n} for unge og voksne med flere problemer"
    page = summary_page(found(caseload(30, 2, long), identified=True), "note " * 30)
    assert len(PdfReader(io.BytesIO(as_pdf(page))).pages) == 1


def test_it_shows_what_the_tables_hold() -> None:
    summary = found(caseload(12, 3))
    page = summary_page(summary, "note")
    flags, figures, _caseworkers = tables(page)
    for row, shown in zip(chosen_rows(summary.measured), figures.rows, strict=True):
        cells = list(map(plain, shown))
        assert cells[:4] == [row.full_name, number_text(row.own), str(row.n), interval_text(row.interval)]
        assert (MARK in cells[-1]) == row.differs
        assert (cells[1] == "–") == bool(row.missing)
    worse = {place for place, row in enumerate(figures.rows) if "(worse)" in plain(row[-1])}
    assert worse == set(figures.mark) and worse
    by_rule = sorted((rule["flags"] for rule in summary.json()["tables"]["rules"]), reverse=True)
    assert [sum(int(plain(cell)) for cell in row[1:]) for row in flags.rows[2:]] == [n for n in by_rule if n][
        :MOST_RULES
    ]
    assert plain(flags.rows[1][1]) == str(summary.json()["tables"]["overview"]["flags_overdue"])


def test_the_largest_caseloads_have_a_row_and_the_rest_one() -> None:
    cases = [case(n * 100 + k, f"who-{n}") for n in range(14) for k in range(20 - n)] + [case(9999, None)]
    *_others, table = tables(summary_page(found(cases), "note"))
    rows = [list(map(plain, row)) for row in table.rows]
    assert len(rows) == MOST_CASEWORKERS + 1
    assert [row[:2] for row in rows[:2]] == [["Caseworker 1", "20"], ["Caseworker 2", "19"]]
    # The one that is nobody's cannot stand alone: the smallest of the others joins it among the rest.
    assert rows[-1][:2] == ["4 other caseworkers, and cases without", "35"]
    named = [list(map(plain, row)) for row in tables(summary_page(found(cases, identified=True), "note"))[-1].rows]
    assert [row[:2] for row in named[-2:]] == [["4 other caseworkers", "34"], ["without caseworker", "1"]]
    assert sum(int(row[1]) for row in rows) == len(cases)
    assert sum(int(row[3]) for row in rows) == found(cases).json()["tables"]["overview"]["cases_overdue"]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([("ab", 9), ("cd", 5)], [("Caseworker 1", 9), ("Caseworker 2", 5)]),
        ([("ab", 9), ("cd", 4)], [("2 caseworkers together", 13)]),
        ([("ab", 9), ("cd", 4), ("ef", 1)], [("Caseworker 1", 9), ("2 other caseworkers", 5)]),
        ([("ab", 9), ("cd", 3), (None, 2)], [("Caseworker 1", 9), ("1 other caseworker, and cases without", 5)]),
        ([("ab", 9), (None, 6)], [("Caseworker 1", 9), ("without caseworker", 6)]),
        ([(None, 3)], [("without caseworker", 3)]),
        ([("ab", 1)], [("1 caseworker", 1)]),
    ],
)
def test_no_row_is_of_a_few_cases_unless_the_whole_is(sizes, shown) -> None:
    cases = [case(n, who) for place, (who, count) in enumerate(sizes) for n in range(100 * place, 100 * place + count)]
    *_others, table = tables(summary_page(found(cases), "note"))
    assert [(plain(row[0]), int(plain(row[1]))) for row in table.rows] == shown
    *_others, named = tables(summary_page(found(cases, identified=True), "note"))
    assert [int(plain(row[1])) for row in named.rows] == [count for _who, count in sizes]


def test_the_better_side_is_told_in_words_and_is_no_alarm() -> None:
    cases = [case(n, "ab", held=9) for n in range(20)]
    rows = {plain(row[0]): (place, plain(row[-1])) for place, row in enumerate(_key_figures(cases).rows)}
    place, told = rows[benchmarks()["contact.enough"].name]
    assert told == "● +44.0 (better)" and place not in _key_figures(cases).mark
    place, told = next(found for name, found in rows.items() if found[1].endswith("(worse)"))
    assert told.startswith("● -") and place in _key_figures(cases).mark
    place, told = rows[next(name for name in rows if name.endswith("one caseworker"))]
    assert told == "● +72.0" and place not in _key_figures(cases).mark


def _key_figures(cases) -> Table:
    return tables(summary_page(found(cases), "note"))[1]


def test_what_the_records_begin_too_late_for_is_told_instead_of_a_difference() -> None:
    late = [Offer("guidance", date(2024, 5, 1), date(2024, 6, 1), "completed", None, None, None)]
    cases = [case(n, "ab") for n in range(20)]
    for t in cases:
        t.offers = late
    page = summary_page(found(cases), "note")
    [told] = [row for row in tables(page)[1].rows if plain(row[0]) == benchmarks()["offers.passive_year"].name]
    assert plain(told[-1]) == "nothing on record before 2024-05-01"
    [chart] = [block for block in page.blocks if isinstance(block, Chart)]
    assert benchmarks()["offers.passive_year"].name not in chart.labels


def test_it_says_that_its_counts_are_of_cases() -> None:
    flags, _figures, caseworkers = tables(summary_page(found(caseload(3, 6)), "note"))
    assert plain(flags.rows[0][0]).startswith("Cases by their worst flag (")
    assert [column.title for column in caseworkers.columns][3:5] == ["cases overdue", "cases due"]


def test_the_chart_has_the_shares_that_are_furthest_from_the_national() -> None:
    summary = found(caseload(3, 4))
    page = summary_page(summary, "note")
    [chart] = [block for block in page.blocks if isinstance(block, Chart)]
    rows = {row.full_name: row for row in chosen_rows(summary.measured) if row.is_share and row.own is not None}
    assert 0 < len(chart.labels) <= MOST_BARS
    shown = [rows[label] for label in chart.labels]
    assert list(chart.series[0].values) == [row.own for row in shown]
    assert list(chart.series[1].values) == [row.national for row in shown]
    left_out = [row for name, row in rows.items() if name not in chart.labels]
    key = [(row.differs, abs(row.difference)) for row in shown]
    assert key == sorted(key, reverse=True)
    assert all((row.differs, abs(row.difference)) <= key[-1] for row in left_out)
    assert not chart.tabled, "its numbers stand in the table above it"


def test_nobody_is_named_unless_asked() -> None:
    for identified in (False, True):
        page = summary_page(found(caseload(3, 4, "qxz{n}"), identified=identified), "note")
        for text in (words(page), as_html(page), str(page)):
            assert bool(re.search("qxz", text)) == identified
            assert "c0000" not in text
            assert "Anna" not in text
        assert page.private == identified


def test_a_caseload_without_cases_says_so_in_noughts() -> None:
    page = summary_page(found([]), "note")
    assert "0 open cases" in page.lines[0]
    assert as_pdf(page) == as_pdf(page)
