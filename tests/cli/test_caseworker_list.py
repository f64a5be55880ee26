"""``kontant caseworker list``: the table, on a narrow screen too, and the same as data."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest

DAY = "2026-11-22"


@pytest.fixture
def few(fill):
    for ref, who in (
        ("2024-1", "lbh"),
        ("2024-2", "lbh"),
        ("2024-3", "Sørensen-Kjærgaard-Østergaard"),
        ("2024-4", None),
    ):
        fill("cases", case_ref=ref, name="Åse Ærøe", cv_registered="2020-02-01")
        fill("goals", case_ref=ref, kind="job", title="Kok", set_on="2020-02-01")
        fill("conversations", case_ref=ref, date="2026-09-10", kind="job", status="held")
        if who:
            fill("assignments", case_ref=ref, role="coordinator", start="2020-01-01", caseworker=who)


def test_each_caseworker_beside_the_recommended_range(run, few):
    code, out, err = run("caseworker", "list")
    assert (code, err) == (0, "")
    rows = [row.split() for row in out.splitlines()]
    assert rows[1][:4] == ["lbh", "2", "40–55", "below"]
    assert rows[3][:2] == ["nobody", "1"]
    assert "4 open cases, 2026-11-22" in out and "Recommended: Dansk Socialrådgiverforening" in out


def test_json_is_stable(run, few):
    document = json.loads(run("caseworker", "list", "--format", "json", "--identified")[1])
    assert list(document) == ["as_of", "days_ahead", "cases_open", "due_per_case", "caseworkers"]
    assert (document["as_of"], document["days_ahead"], document["cases_open"]) == ("2026-11-22", 28, 4)
    first = document["caseworkers"][0]
    assert (first["caseworker"], first["cases"], first["recommended"]) == ("lbh", 2, [40, 55])
    # The next conversation of each on 10 December: as many in each case, so that all weigh alike.
    assert document["due_per_case"] == first["deadlines_due"] / 2 >= 1
    assert first["weighted"] == 2.0


def test_csv_and_markdown_hold_the_same_rows(run, few):
    words = ("caseworker", "list", "--identified", "--format")
    rows = list(csv.reader(io.StringIO(run(*words, "csv")[1]), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["lbh", "Sørensen-Kjærgaard-Østergaard", "none"]
    assert run(*words, "markdown")[1].count("\n| ") >= 4


@pytest.mark.parametrize("output", ["csv", "json", "markdown"])
def test_data_names_nobody_unless_asked_and_then_it_is_logged(run, few, caseload, output):
    def logged():
        with closing(sqlite3.connect(caseload)) as raw:
            return raw.execute("SELECT command, details FROM events ORDER BY id DESC").fetchall()

    earlier = len(logged())
    out = run("caseworker", "list", "--format", output)[1]
    assert "lbh" not in out and "Søren" not in out and len(logged()) == earlier
    out = run("caseworker", "list", "--format", output, "--identified")[1]
    assert "lbh" in out and "Søren" in out
    command, details = logged()[0]
    assert (command, len(logged())) == ("caseworker list --identified", earlier + 1)
    assert json.loads(details) == {"reading": True, "as_of": DAY, "cases": 4, "format": output, "to": "screen"}


def test_a_caseload_that_takes_no_entry_lets_no_initials_out(run, few, caseload, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, out, err = run("caseworker", "list", "--format", "csv", "--identified")
    assert (code, out) == (1, "") and "without that nothing was exported." in err


def test_a_count_is_a_number_of_a_single_case_too(run, few):
    loads = json.loads(run("caseworker", "list", "--format", "json", "--identified")[1])["caseworkers"]
    assert [json.dumps(load["under_30"]) for load in loads] == ["0", "0", "0"]


def test_what_is_overdue_is_said_to_weigh_nothing_and_nought_is_explained(run, fill, few):
    told = "Only these weeks count: what is overdue weighs nothing and stands beside it."
    nought = "0.0 says that nothing falls due in these four weeks, not that there is nothing to do."
    out = run("caseworker", "list")[1]
    assert told in out and nought not in out
    fill("cases", case_ref="2024-5", name="Bo Ærøe", cv_registered="2020-02-01")
    fill("assignments", case_ref="2024-5", role="coordinator", start="2020-01-01", caseworker="eva")
    out = run("caseworker", "list")[1]
    row = next(line.split() for line in out.splitlines() if line.startswith("eva"))
    assert row[4:] == ["3", "0.0", "below"] and nought in out


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_it_fits_the_screen(on_screen, few, columns):
    lines = on_screen(columns, "caseworker", "list")
    assert max(map(len, lines)) <= columns
    assert any(row.startswith("Søren") and row.endswith("below") for row in lines)
    # The weighted number leaves out what is overdue: wherever there is room both are seen.
    assert columns == 40 or ("Overdue" in lines[0] and "Weighted" in lines[0])


def test_on_a_day_without_cases(run, few):
    code, out, err = run("caseworker", "list", "--as-of", "2019-01-01")
    assert (code, out) == (0, "")
    assert err == "No case is open on that day.\n"


def test_without_initials_small_caseloads_are_one(run, few):
    """Four cases in all: nobody's deadlines may be told of one or two of them."""
    loads = json.loads(run("caseworker", "list", "--format", "json")[1])["caseworkers"]
    assert [load["cases"] for load in loads] == [4]
    assert len(json.loads(run("caseworker", "list", "--format", "json", "--identified")[1])["caseworkers"]) > 1
