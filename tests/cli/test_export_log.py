"""What leaves the caseload with names in it is logged: told by ``kontant log``, nothing for ``kontant undo``."""

import json
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def two_cases(fill):
    for ref in ("2024-1", "2024-2"):
        fill("cases", case_ref=ref, name="Åse Ærøe")
    fill("assignments", case_ref="2024-1", role="coordinator", start="2024-01-01", caseworker="lbh")


def events(run, *words):
    return json.loads(run("log", "--format", "json", *words)[1])["events"]


def test_an_identified_list_is_told_by_its_day_its_cases_and_its_format(run, two_cases, tmp_path):
    assert run("export", "cases", "--identified", "-o", str(tmp_path / "list.xlsx"))[0] == 0
    assert "  export cases --identified  2 cases exported" in run("log", "--limit", "1")[1]
    out = run("log", "4")[1]
    assert out.splitlines()[1:] == [
        "  as of 2026-11-22",
        "  cases: 2024-1, 2024-2",
        "  format: xlsx",
        "  to a file",
        "Nothing in the caseload was changed by it.",
    ]
    document = json.loads(run("log", "4", "--format", "json")[1])
    assert (document["records"], document["changes"]) == (0, [])
    assert document["details"]["case_refs"] == ["2024-1", "2024-2"]


def test_an_identified_summary_is_logged_and_one_without_names_is_not(run, two_cases):
    assert run("export", "summary")[0] == run("export", "cases", "--format", "csv")[0] == 0
    assert len(events(run)) == 3
    assert run("export", "summary", "--identified")[0] == 0
    newest = events(run)[0]
    assert newest["command"] == "export summary --identified"
    assert newest["details"] == {
        "reading": True,
        "as_of": "2026-11-22",
        "format": "markdown",
        "to": "screen",
        "cases": 2,
    }


def test_a_list_of_one_caseworker_is_told_of_these_cases_alone(run, two_cases):
    assert run("export", "cases", "--identified", "--caseworker", "lbh")[0] == 0
    assert events(run, "--case", "2024-1")[0]["command"] == "export cases --identified"
    assert len(events(run, "--case", "2024-2")) == 1


def test_undo_passes_it_over_and_refuses_its_number(run, two_cases, contents):
    run("export", "cases", "--identified")
    code, out, err = run("undo", "4", "--yes")
    assert (code, out) == (1, "")
    assert err == (
        "kontant: Event 4 changed nothing in the caseload; what was exported by it cannot be taken back here.\n"
    )
    assert run("undo", "--yes")[1].startswith("Event 3  ")
    assert contents()["assignments"] == []


@pytest.mark.parametrize("verb", ["cases", "summary"])
def test_a_caseload_that_takes_no_entry_lets_nothing_out(run, two_cases, caseload, tmp_path, monkeypatch, verb):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    file = tmp_path / "out.csv"
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for words in (("--format", "csv"), ("-o", str(file))):
            code, out, err = run("export", verb, "--identified", *words)
            assert (code, out) == (1, "")
            assert "is in use by another program" in err and "without that nothing was exported." in err
    assert not file.exists()


def test_a_file_that_is_in_the_way_is_refused_before_anything_is_logged(run, two_cases, tmp_path):
    file = tmp_path / "out.csv"
    file.write_text("mine")
    assert run("export", "cases", "--identified", "-o", str(file))[0] == 1
    assert len(events(run)) == 3


@pytest.mark.parametrize("name", ["Susanne Jensen 010190-1234.md", "0101901234.md"])
def test_what_the_file_is_called_is_not_logged(run, two_cases, caseload, tmp_path, name):
    assert run("case", "brief", "2024-1", "-o", str(tmp_path / name))[0] == 0
    assert run("export", "cases", "--identified", "-o", str(tmp_path / f"list {name}"))[0] == 0
    assert [event["details"]["to"] for event in events(run)[:2]] == ["file", "file"]
    with closing(sqlite3.connect(caseload)) as raw:
        told = " ".join(details for (details,) in raw.execute("SELECT details FROM events WHERE details IS NOT NULL"))
    assert "Susanne" not in told and "1234" not in told


def test_what_goes_to_the_screen_is_told_as_such(run, two_cases):
    assert run("case", "brief", "2024-1")[0] == 0
    assert run("log", "4")[1].splitlines()[1:-1] == [
        "  as of 2026-11-22",
        "  cases: 2024-1",
        "  format: markdown",
        "  to the screen",
    ]
