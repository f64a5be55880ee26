"""``kontant report``: the document's contract, the screens, the options, and what is said instead of a zero."""

import csv
import io
import json
import re
import subprocess
import sys

import pytest
from support import environment

from kontant.cli import report as command
from kontant.i18n import choose_language
from kontant.report import benchmark, measuring, over_time

AS_OF = ("--as-of", "2026-11-22")
FORMATS = ["table", "json", "csv", "markdown", "html"]
FIGURE_KEYS = [
    "id", "theme", "section", "value", "n", "interval", "benchmark", "difference", "differs", "source", "missing",
]  # fmt: skip


@pytest.fixture
def of_sample(run, sample):
    """Run the report on the sample caseload, which is only read."""
    return lambda *words: run("--db", str(sample), "report", *AS_OF, *words)


@pytest.fixture
def document(of_sample):
    def read(*words: str) -> dict:
        code, out, err = of_sample("--format", "json", *words)
        assert (code, err) == (0, "")
        return json.loads(out)

    return read


@pytest.fixture
def of_edges(run, edges):
    return lambda *words: run("--db", str(edges), "report", *AS_OF, *words)


def test_the_document_has_the_keys_of_its_contract(document) -> None:
    found = document()
    assert list(found) == ["as_of", "cases", "cases_open", "population", "figures", "cautions", "capacity"]
    assert (found["as_of"], found["population"]) == ("2026-11-22", "long_term")
    assert [figure["id"] for figure in found["figures"]] == list(benchmark.benchmarks())
    for figure in found["figures"]:
        whole = benchmark.benchmarks()[figure["id"]]
        keys = [key for key in figure if key != "ns"]
        assert keys == [("values" if whole.values else "value") if key == "value" else key for key in FIGURE_KEYS]
        assert figure["theme"] == whole.theme and figure["section"] == whole.section and figure["source"]
        assert figure["benchmark"] == (dict(whole.values) if whole.values else whole.value)


def test_a_missing_figure_has_no_value_and_says_what_is_missing(document) -> None:
    figures = {figure["id"]: figure for figure in document()["figures"]}
    for figure in figures.values():
        value = figure.get("value", figure.get("values"))
        assert (value is None) == bool(figure["missing"]), figure["id"]
        if figure["missing"]:
            assert (figure["n"], figure["interval"], figure["difference"], figure["differs"]) == (0, None, None, None)
    assert figures["statements.mean"]["missing"] == ["statements"]


def test_numbers_have_one_decimal_and_marks_follow_the_interval(document) -> None:
    marked = 0
    for figure in document()["figures"]:
        if figure.get("value") is None or figure["interval"] is None:
            continue
        low, high = figure["interval"]
        assert low <= figure["value"] <= high
        assert figure["value"] == round(figure["value"], 1)
        if low < figure["benchmark"] < high:
            assert not figure["differs"], figure["id"]
        elif not low <= figure["benchmark"] <= high:
            assert figure["differs"], figure["id"]
            marked += 1
    assert marked


def test_the_figures_of_categories_have_all_by_category(document) -> None:
    track = next(figure for figure in document()["figures"] if figure["id"] == "track")
    for key in ("values", "interval", "benchmark", "difference", "differs"):
        assert set(track[key]) == {"job", "rehabilitation", "exempt"}
    assert sum(track["values"].values()) == pytest.approx(100, abs=0.2)
    assert track["difference"]["job"] == pytest.approx(track["values"]["job"] - 55, abs=0.1)


def test_every_open_case_where_asked(document) -> None:
    found, of_all = document(), document("--cases", "all")
    assert of_all["population"] == "all" and of_all["cases"] == of_all["cases_open"] == found["cases_open"]
    assert 0 < found["cases"] < found["cases_open"]


def test_a_section_alone(document) -> None:
    figures = document("--section", "contact", "--section", "plan")["figures"]
    assert {figure["section"] for figure in figures} == {"contact", "plan"}


def test_groups_are_of_the_dimension_and_never_small(document) -> None:
    for dimension in measuring.BY:
        by = document("--by", dimension)["by"]
        assert (by["dimension"], by["min_group"]) == (dimension, 5)
        assert by["groups"]
        for group in by["groups"]:
            assert list(group) == ["group", "merged", "cases", "figures"]
            assert group["cases"] is None or group["cases"] >= 5
            for figure in group["figures"]:
                if figure["withheld"]:
                    assert figure.get("value") is figure.get("values") is figure["interval"] is None


def test_the_value_published_for_a_track_stands_beside_it(document) -> None:
    by = document("--by", "track", "--cases", "all", "--min-group", "1")["by"]
    values = {
        group["group"]: next(f["benchmark"] for f in group["figures"] if f["id"] == "plan.cv") for group in by["groups"]
    }
    assert values == {"job": 71, "rehabilitation": 48, "exempt": 37}
    assert all(f["benchmark"] is None for group in by["groups"] for f in group["figures"] if f["id"] == "contact.mean")


def test_another_day_is_measured_as_if_it_were_the_day(document) -> None:
    found = document("--compare", "2025-11-22")
    assert list(found["compare"]) == ["as_of", "cases", "figures"]
    alone = document("--as-of", "2025-11-22")
    assert found["compare"]["cases"] == alone["cases"]
    for then, whole in zip(found["compare"]["figures"], alone["figures"], strict=True):
        assert {key: whole[key] for key in then} == then


def test_a_trend_has_a_point_for_each_month_up_to_the_day(document) -> None:
    found = document("--trend", "4")
    assert [point["as_of"] for point in found["trend"]] == ["2026-08-22", "2026-09-22", "2026-10-22", "2026-11-22"]
    values = {figure["id"]: figure.get("value") for figure in found["figures"]}
    assert {figure["id"]: figure.get("value") for figure in found["trend"][-1]["figures"]} == values
    assert {tuple(figure) for figure in found["trend"][0]["figures"]} == {("id", "value", "n"), ("id", "values", "n")}


def test_only_the_cases_of_one_caseworker(document) -> None:
    by = document("--by", "caseworker", "--cases", "all", "--min-group", "1")
    assert {group["group"] for group in by["by"]["groups"]} <= {None, *range(1, 50)}
    sizes = [group["cases"] for group in by["by"]["groups"] if group["group"] == 1]
    named = next(row for row in by["capacity"] if row["caseworker"] == 1)
    assert sizes == [named["cases"]], "the number of a caseworker is the same all over the report"


@pytest.mark.parametrize("columns", [80, 120])
def test_the_screen(on_screen, sample, snapshot, columns: int) -> None:
    assert "\n".join(on_screen(columns, "--db", str(sample), "report", *AS_OF)) == snapshot


def test_groups_then_and_trend_on_a_screen(on_screen, edges, snapshot) -> None:
    words = ("--by", "track", "--compare", "2025-11-22", "--trend", "12", "--section", "contact")
    assert "\n".join(on_screen(80, "--db", str(edges), "report", *AS_OF, *words)) == snapshot


def test_piped_the_screen_is_plain_and_nothing_is_cut(of_sample) -> None:
    code, out, err = of_sample()
    assert (code, err) == (0, "")
    assert "\x1b" not in out and "…" not in out
    for figure in benchmark.benchmarks().values():
        assert figure.name in out


@pytest.mark.parametrize("lang", ["en", "da"])
@pytest.mark.parametrize("words", [(), ("--by", "track"), ("--compare", "2025-01-01"), ("--trend", "60")])
def test_nothing_is_wider_than_80_columns(on_screen, edges, monkeypatch, lang: str, words: tuple[str, ...]) -> None:
    choose_language(lang)
    rows = on_screen(80, "--db", str(edges), "report", *AS_OF, *words, "--section", "contact")
    assert len(rows) > 10
    assert not [row for row in rows if row.startswith("●●")], "no row runs over into the next"


def test_a_sparkline_runs_from_its_lowest_to_its_highest() -> None:
    from kontant.cli.report_over_time import sparkline

    assert sparkline([10, 20, None, 45]) == "▁▃ █"
    assert sparkline([30, 30]) == "▅▅" or sparkline([30, 30]) == "▄▄"
    assert sparkline([None, None]) == "  "


def test_csv_has_a_row_for_each_category_and_the_definition(of_sample) -> None:
    code, out, _err = of_sample("--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert code == 0
    tracks = [row for row in rows if row["Figure id"] == "track"]
    assert [row["Category"] for row in tracks] == ["job", "rehabilitation", "exempt"]
    assert all(row["Definition"] and row["Source"] for row in rows)
    assert [row["Own"] for row in rows if row["Missing"]] == [""] * sum(1 for row in rows if row["Missing"])


def figures_of(document) -> list[tuple[dict, str | None]]:
    """Each figure, or each category of it."""
    return [(f, c) for f in document["figures"] for c in (f["values"] or {} if "values" in f else [None])]


def test_what_has_no_interval_is_not_said_to_differ_or_not(document) -> None:
    for figure, category in figures_of(document("--cases", "all")):
        interval, differs = figure["interval"], figure["differs"]
        if category is not None:
            interval, differs = (interval or {}).get(category), differs[category]
        assert (interval is None) == (differs is None), (figure["id"], category)
    means = {figure["id"]: figure for figure in document()["figures"]}
    assert means["caseload.mean"]["difference"] is not None and means["caseload.mean"]["differs"] is None


def test_nought_has_no_sign_in_any_format(of_edges) -> None:
    """Of the edges' cases some figure lies a hair below the national one on one of these days."""
    for day in ("2019-06-30", "2025-05-31", "2026-11-22"):
        words = ("--as-of", day, "--cases", "all", "--by", "challenges", "--compare", "2015-01-01")
        for chosen in ("json", "csv", "markdown", "table"):
            code, out, _err = of_edges(*words, "--format", chosen)
            assert code == 0 and not re.search(r"-0\.0\b", out), (day, chosen)


def test_numbers_of_a_danish_csv_have_commas_and_its_codes_are_no_dates(of_sample) -> None:
    choose_language("da")
    code, out, _err = of_sample("--format", "csv", "--by", "track")
    rows = list(csv.DictReader(io.StringIO(out), delimiter=";"))
    assert code == 0
    numbers = [row[name] for row in rows for name in ("Egne", "Nedre", "Øvre", "Forskel") if row[name]]
    assert len(numbers) > 100 and all(re.fullmatch(r"-?\d+,\d", number) for number in numbers)
    codes = {row["Kategori"] for row in rows}
    assert {"0–13", "27–52"} <= codes and not any("-" in code for code in codes)
    figures = {figure["id"]: figure for figure in json.loads(of_sample("--format", "json")[1])["figures"]}
    assert isinstance(figures["contact.mean"]["value"], float) and "0-13" in figures["company.weeks"]["values"]


def test_without_a_least_size_it_is_said_that_people_may_be_made_out(of_sample) -> None:
    words = ("--by", "caseworker", "--section", "contact")
    assert "somebody may be made out" in of_sample(*words, "--min-group", "1")[1]
    out = of_sample(*words, "--min-group", "1000")[1]
    assert "Groups of fewer than 1000 people" in out and out.count("every group: withheld") >= 3


def test_parts_with_a_base_of_their_own_have_an_n_of_their_own(of_sample) -> None:
    words = ("--cases", "all", "--by", "gender", "--min-group", "1", "--section", "target_group")
    lines = of_sample(*words)[1].splitlines()
    unsteady, track = (
        next(line for line in lines[lines.index(start) + 1 :] if ": " in line)
        for start in (f"  {benchmark.benchmarks()[name].name}" for name in ("challenges.unstable_by_count", "track"))
    )
    assert unsteady.count("(n ") == unsteady.count(";") + 1
    assert track.count("(n ") == 1


def test_a_day_to_come_is_measured_and_said_to_be_one(of_sample) -> None:
    code, out, err = of_sample("--as-of", "2030-01-01", "--format", "json", "--section", "contact")
    assert code == 0 and json.loads(out)["as_of"] == "2030-01-01"
    assert err == "2030-01-01 has not come yet: its figures are of what is recorded so far.\n"


def test_an_earlier_day_before_any_case_has_nothing(document, of_sample) -> None:
    then = document("--compare", "1950-01-01")["compare"]
    assert then["cases"] == 0
    assert all(figure["n"] == 0 and figure.get("value") is figure.get("values") is None for figure in then["figures"])
    assert "On 1950-01-01 no case was open" in of_sample("--compare", "1950-01-01", "--section", "contact")[1]


@pytest.mark.parametrize(
    "words", [(), ("--by", "age"), ("--trend", "3", "--compare", "2020-01-01"), ("--cases", "all")]
)
def test_a_caseload_of_one_case(run, fill, words: tuple[str, ...]) -> None:
    fill("cases", case_ref="A-1", name="Person", opened="2015-01-01", target_group="activity_ready")
    fill("assignments", case_ref="A-1", role="coordinator", start="2015-01-01", caseworker="ab")
    for chosen in FORMATS:
        code, out, err = run("report", *AS_OF, *words, "--format", chosen)
        if chosen != "table":
            assert (code, out) == (1, "") and "--identified" in err
            code, out, err = run("report", *AS_OF, *words, "--format", chosen, "--identified")
        assert code == 0 and "Traceback" not in err and "Person" not in out
    found = json.loads(run("report", *AS_OF, *words, "--format", "json", "--identified")[1])
    assert found["cases"] == found["cases_open"] == 1
    values = {figure["id"]: figure.get("value") for figure in found["figures"]}
    assert (values["seniority.mean"], values["seniority.long_term"], values["caseload.mean"]) == (11.8, 100.0, 1.0)
    if "--by" in words:
        (group,) = found["by"]["groups"]
        assert group["cases"] is None and all(figure["withheld"] for figure in group["figures"])


# What was typed wrongly, and what the sentence must hold.
WRONG = {
    ("--by", "postcode"): ("--by", "track", "caseworker"),
    ("--section", "weather"): ("--section", "target_group"),
    ("--min-group", "0"): ("--min-group", "1"),
    ("--compare", "2026-11-22"): ("--compare", "earlier"),
    ("--compare", "2027-01-01"): ("--compare", "earlier"),
    ("--compare", "soon"): ("--compare", "not a date"),
    ("--trend", "1"): ("--trend", "2", "60"),
    ("--trend", "500"): ("--trend", "2", "60"),
    ("--format", "xlsx"): ("--output",),
    ("--format", "pdf"): ("--output",),
    ("--cases", "some"): ("--cases", "long-term"),
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_was_typed_wrongly_is_told_in_one_sentence(of_sample, words: tuple[str, ...]) -> None:
    code, out, err = of_sample(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1 and all(part in err for part in WRONG[words])


def test_a_caseworker_whom_nobody_is_called(of_sample) -> None:
    code, out, err = of_sample("--caseworker", "nobody-at-all")
    assert (code, out) == (1, "") and "coordinates none" in err


def test_the_options_know_what_the_engine_knows() -> None:
    assert [str(dimension) for dimension in command.Dimension] == list(measuring.BY)
    assert [str(section) for section in command.Section] == list(benchmark.SECTIONS)
    assert (command.LEAST_POINTS, command.MOST_POINTS) == (over_time.LEAST_POINTS, over_time.MOST_POINTS)
    assert command.DEFAULT_GROUP == over_time.DEFAULT_GROUP


@pytest.mark.parametrize("chosen", FORMATS)
def test_an_empty_caseload_gives_no_zeros(run, chosen: str) -> None:
    code, out, err = run("report", *AS_OF, "--format", chosen)
    assert (code, err) == (0, "")
    if chosen == "json":
        found = json.loads(out)
        assert (found["cases"], found["cases_open"]) == (0, 0)
        assert all(figure["missing"] for figure in found["figures"])
    elif chosen == "csv":
        assert all(not row["Own"] for row in csv.DictReader(io.StringIO(out), delimiter=";"))
    else:
        told = re.sub("<[^>]*>", "", out)
        assert "No case is open on 2026-11-22" in told
        assert "What stands out" not in told


def test_a_caseload_without_long_term_cases_says_so(run, fill) -> None:
    fill("cases", case_ref="A-1", name="Person", opened="2026-01-01", target_group="activity_ready")
    code, out, _err = run("report", *AS_OF)
    assert code == 0
    assert "None of the 1 open case is long-term" in out and "--cases all" in out
    assert "are recorded" not in out, "where there is nobody, it is not the records that lack something"
    assert "1 open case" in run("report", *AS_OF, "--cases", "all")[1]


def test_a_closed_caseload_is_an_empty_one(run, fill) -> None:
    fill("cases", case_ref="A-1", name="Person", opened="2010-01-01", closed="2020-01-01", close_reason="job")
    assert "No case is open" in run("report", *AS_OF)[1]


def test_the_same_caseload_and_day_give_the_same_bytes(of_sample, tmp_path) -> None:
    for name in ("r.xlsx", "r.html", "r.pdf", "r.md", "r.csv", "r.json"):
        first, second = tmp_path / f"1{name}", tmp_path / f"2{name}"
        words = ("--by", "track", "--trend", "3", "--compare", "2025-11-22")
        assert of_sample(*words, "--output", str(first))[0] == 0
        assert of_sample(*words, "--output", str(second))[0] == 0
        assert first.read_bytes() == second.read_bytes(), name


PAGES = {"jinja2", "pygal", "typst", "xlsxwriter"}
PROBE = """
import contextlib, io, json, sys
sys.argv = ["kontant", *{words!r}]
from kontant.cli.entry import run
with contextlib.redirect_stdout(io.StringIO()):
    code = run()
print(json.dumps([code, sorted(sys.modules)]))
"""


def imported_by(*words: str) -> set[str]:
    """The modules that a command has imported, in an interpreter of its own."""
    asked = [sys.executable, "-c", PROBE.format(words=words)]
    code, modules = json.loads(subprocess.run(asked, env=environment(), capture_output=True, check=True).stdout)
    assert code == 0
    return set(modules)


@pytest.mark.parametrize("words", [["due"], ["report", "--section", "contact"], ["report", "--help"]], ids=" ".join)
def test_no_screen_imports_what_makes_pages(sample, words: list[str]) -> None:
    modules = imported_by("--db", str(sample), *words)
    assert not modules & PAGES
    if words[0] == "due":
        assert not [name for name in modules if name.startswith(("kontant.report.benchmark", "kontant.cli.report"))]
    if "--help" in words:
        assert "kontant.report.measuring" not in modules


def test_a_caseworkers_caseload_starts_no_process(sample) -> None:
    words = ("report", *AS_OF, "--cases", "all", "--trend", "60", "--compare", "2020-01-01")
    assert "concurrent.futures.process" not in imported_by("--db", str(sample), *words)


def test_the_probe_sees_what_a_page_imports(sample) -> None:
    assert "jinja2" in imported_by("--db", str(sample), "report", "--section", "plan", "--format", "html")
