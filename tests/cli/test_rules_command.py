"""``kontant rules``: what is in force on a day, one rule in plain words, and a municipality's own file."""

import csv
import io

import pytest
from support import DAY, kontant

from kontant.rules.catalogue import RULES
from kontant.rules.explained import title
from kontant.rules.flags import BASES
from kontant.rules.grounds import used
from kontant.rules.parameter_file import load

OWN = """
["contact.per_12_months"]
[["contact.per_12_months".values]]
value = 6
from = 2026-01-01
source = "the municipal council's decision"
checked = 2026-01-15
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_json_holds_every_rule_with_basis_parameters_and_sources():
    document = kontant("rules", "--as-of", DAY, "--format", "json").json()
    assert [rule["id"] for rule in document["rules"]] == list(RULES)
    for rule in document["rules"]:
        assert rule["family"] and rule["title"] and rule["parameters"]
        if rule["in_force"]:
            assert rule["basis"] in BASES and rule["sources"]
        else:
            assert rule["basis"] is None
    by_id = {rule["id"]: rule for rule in document["rules"]}
    assert [rule for rule in by_id if not by_id[rule]["in_force"]] == ["exemption-contradicted", "rule-225-risk"]
    assert [rule for rule in by_id if by_id[rule]["off"]] == ["capacity-unassessed", "visitation-pending"]
    assert [p["name"] for p in document["parameters"]] == list(load().by_name)
    start = next(p for p in document["parameters"] if p["name"] == "contact.start_count")
    assert {o["group"]: o["outcome"] for o in start["on_day"]} == {"job_ready": "in_force", "activity_ready": "unknown"}
    hours = next(p for p in document["parameters"] if p["name"] == "rule_225.hours")
    assert {o["outcome"] for o in hours["on_day"]} == {"repealed"}


def test_the_table_tells_value_basis_dates_source_and_whether_verified():
    out = kontant("rules", "--as-of", DAY).out
    wide = max(map(len, RULES))
    for rule in RULES:
        assert f"  {rule.ljust(wide)}  {title(rule)} (" in out
    assert "    4; from 2020-01-01; target\n      the ministry's fokusmål" in out
    assert "6; activity-ready; from 2026-07-01; statute; not verified" in out
    assert "not known from 2026-07-01 (activity-ready)" in out
    assert "repealed after 2025-06-30" in out
    assert "No own file of parameters is in use." in out


def test_before_the_first_day_every_rule_is_silent():
    document = kontant("rules", "--as-of", "2016-11-21", "--format", "json").json()
    assert not any(rule["in_force"] for rule in document["rules"])


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_explained_with_the_values_that_it_counts_with_and_no_other(rule):
    ran = kontant("rules", "show", rule)
    assert ran.code == 0
    assert "Cleared by: " in ran.out
    shown = {name for name in load().by_name if f"  {name}\n" in ran.out}
    assert shown == set(used(rule)) <= set(RULES[rule].all_parameters)


def test_a_value_that_only_the_family_needs_is_not_shown_as_the_rule_s():
    assert "contact.new_case_months" not in kontant("rules", "show", "conversation-unrecorded").out
    assert "passivity.first_lead_months" not in kontant("rules", "show", "passive-period").out
    assert "exemption.ended_months" not in kontant("rules", "show", "exemption-expiring").out


@pytest.mark.parametrize("output", ["csv", "markdown"])
def test_values_come_out_as_a_sheet(output):
    out = kontant("rules", "--as-of", DAY, "--format", output).out
    if output == "csv":
        rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
        assert {row["Parameter"] for row in rows} >= {"contact.per_12_months", "caseload.recommended_adults"}
        assert all(row["Source"] and row["Basis"] for row in rows)
    else:
        assert "| contact.per_12_months" in out


def test_an_own_file_overrides_from_its_day_on_and_is_named(sample, own):
    def interval(day):
        flags = kontant("due", "--as-of", day, "--rule", "conversation-due", "--format", "json",
                        db=sample, KONTANT_PARAMETERS=str(own)).json()["flags"]  # fmt: skip
        return {(f["facts"]["per_12_months"], f["basis"]) for f in flags}

    assert interval("2026-11-22") == {(6, "local")}
    assert interval("2025-12-31") == {(4, "target")}
    out = kontant("rules", "--as-of", DAY, KONTANT_PARAMETERS=str(own)).out
    assert f"6; from 2026-01-01; local; {own}" in out and f"Own file: {own}" in out


def test_an_own_file_in_the_data_folder_is_found(tmp_path, own):
    folder = tmp_path / "data" / "kontant"
    folder.mkdir(parents=True)
    own.rename(folder / "parameters.toml")
    assert "6; from 2026-01-01; local" in kontant("rules", "--as-of", DAY, XDG_DATA_HOME=str(tmp_path / "data")).out


def test_checking_a_right_file_says_how_to_use_it(own):
    ran = kontant("rules", "check", own)
    assert ran.code == 0
    assert f"Use it with KONTANT_PARAMETERS={own}" in ran.out


def test_checking_a_wrong_file_names_every_fault(own):
    own.write_text(OWN.replace("value = 6", "value = 5").replace("source", "sauce"), encoding="utf-8")
    ran = kontant("rules", "check", own)
    assert ran.code == 1
    assert "unknown key sauce" in ran.err and "source is missing" in ran.err and "1, 2, 3, 4, 6 or 12" in ran.err
    due = kontant("due", KONTANT_PARAMETERS=str(own))
    assert due.code == 1 and str(own) in due.err
