"""``kontant case list``: a line for each case, with flags counted."""

import csv
import io
import json

import pytest

DAY = ("--as-of", "2026-11-22")


@pytest.fixture(autouse=True)
def cases(fill):
    fill("cases", case_ref="2016-00001", name="Åse Ærøe", opened="2016-12-01", track="rehabilitation")
    fill("assignments", case_ref="2016-00001", role="coordinator", start="2016-12-01", caseworker="eva")
    fill("cases", case_ref="2020-00002", name="Bo Hansen", closed="2024-05-01", close_reason="job")
    fill("cases", case_ref="2026-00003", name="Ib Holm", opened="2026-11-20")
    fill("cases", case_ref="2027-00004", name="Not Yet", opened="2027-01-01")


def listed(run, *words):
    code, out, err = run("case", "list", *DAY, "--format", "json", *words)
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert document["as_of"] == "2026-11-22"
    return document["cases"]


def test_open_cases_in_order_of_reference(run):
    assert [case["case_ref"] for case in listed(run)] == ["2016-00001", "2026-00003"]


def test_closed_ones_too(run):
    found = listed(run, "--closed")
    assert [case["case_ref"] for case in found] == ["2016-00001", "2020-00002", "2026-00003", "2027-00004"]
    assert found[1]["closed"] == "2024-05-01"
    assert found[1]["flags"] == {"overdue": 0, "due": 0, "notice": 0}


def test_all_of_a_case(run):
    assert listed(run)[0] == {
        "case_ref": "2016-00001",
        "name": "Åse Ærøe",
        "opened": "2016-12-01",
        "closed": None,
        "target_group": "job_ready",
        "track": "rehabilitation",
        "seniority": {"since": "2016-12-01", "years": 9, "group": "7-10"},
        "coordinator": "eva",
        "flags": {"overdue": 2, "due": 1, "notice": 1},
    }


def test_the_flags_counted_are_those_of_due(run):
    _code, out, _err = run("due", *DAY, "--format", "json")
    flags = json.loads(out)["flags"]
    for case in listed(run):
        own = [flag["status"] for flag in flags if flag["case_ref"] == case["case_ref"]]
        assert case["flags"] == {status: own.count(status) for status in ("overdue", "due", "notice")}


def test_by_caseworker(run):
    assert [case["case_ref"] for case in listed(run, "--caseworker", "EVA")] == ["2016-00001"]
    code, out, err = run("case", "list", "--caseworker", "nobody")
    assert (code, out) == (1, "")
    assert "'nobody' coordinates none of the cases asked for" in err


def test_the_table_has_the_same(run):
    code, out, _err = run("case", "list", *DAY)
    assert code == 0
    assert out == (
        "Case        Name      Track           Years  Who  Overdue  Due  Notice\n"
        "2016-00001  Åse Ærøe  rehabilitation      9  eva        2    1       1\n"
        "2026-00003  Ib Holm   job                 0             1    1\n"
        "\n"
        "2 cases, 2 with flags\n"
    )


def test_csv_and_markdown_carry_noughts_and_closing(run):
    _code, out, _err = run("case", "list", *DAY, "--format", "csv", "--closed")
    rows = list(csv.DictReader(io.StringIO(out.lstrip("\ufeff")), delimiter=";"))
    assert (rows[1]["Case"], rows[1]["Closed"], rows[1]["Overdue"]) == ("2020-00002", "2024-05-01", "0")
    _code, out, _err = run("case", "list", *DAY, "--format", "markdown")
    head = [cell.strip() for cell in out.splitlines()[0].strip("|").split("|")]
    assert head == ["Case", "Name", "Track", "Years", "Caseworker", "Overdue", "Due", "Notice"]
    assert "Closed" not in out


def test_nothing_to_list_is_said_on_stderr(run):
    code, out, err = run("case", "list", "--as-of", "2010-01-01")
    assert (code, out, err) == (0, "", "No case to list on that day.\n")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_every_line_fits_the_screen(on_screen, fill, columns):
    fill("cases", case_ref="2020-00099", name="Anne-Marie Kristensen-Christoffersen af Rosenborg", track="exempt")
    fill("assignments", case_ref="2020-00099", role="coordinator", start="2020-01-01", caseworker="Birgitte Sørensen")
    rows = on_screen(columns, "case", "list", *DAY)
    assert len(rows) == 6
    assert rows[0].startswith("Case        Name")
    assert rows[2].startswith("2020-00099  Anne-Marie")
    assert "Track" in rows[0] or columns < 80


def test_a_day_that_is_none_is_wrong_usage(run):
    code, _out, err = run("case", "list", "--as-of", "2026-02-30")
    assert code == 2
    assert "--as-of" in err
