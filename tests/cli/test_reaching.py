"""Every reading screen: its commands reach the caseload that it was told of, and it leaves its records as they were."""

import re

import pytest

REF = "2020-00031"
SCREENS = {
    "due": ("due",),
    "one case": ("due", REF),
    "one case explained": ("due", REF, "--explain"),
    "since": ("due", "--since", "2026-11-01"),
    "snoozed": ("due", "--snoozed"),
    "whatif": ("whatif", "--set", "contact.per_12_months=12"),
    "one rule": ("rules", "explain", "conversation-due", REF),
    "forecast": ("forecast", "--weeks", "4"),
    "moves": ("forecast", "--weeks", "4", "--move"),
}
SHEETS = [
    *((*words, "--format", form) for words in (("due",), ("due", "--snoozed")) for form in ("csv", "json")),
    ("due", "--since", "2026-11-01", "--format", "json"),
    ("whatif", "--law-date", "2025-06-30", "--format", "csv"),
    ("case", "show", REF),
    ("case", "list"),
    ("export", "cases"),
    ("export", "ics"),
]


@pytest.fixture(autouse=True)
def cases(fill, run):
    """A case with a flag that came of late, one that would come with more conversations, and one put aside."""
    fill("cases", case_ref=REF, name="Åse Ærøe", opened="2020-01-01", target_group="activity_ready")
    fill("conversations", case_ref=REF, date="2026-08-15", kind="job", status="held", caseworker="lbh")
    fill("assignments", case_ref=REF, role="coordinator", start="2020-01-01", caseworker="lbh")
    fill("cases", case_ref="2020-00032", name="Bo Vig", opened="2020-01-01", target_group="activity_ready")
    fill("conversations", case_ref="2020-00032", date="2026-10-20", kind="job", status="held", caseworker="lbh")
    code, _out, err = run("ack", "2020-00032", "caseworker-missing", "--reason", "Decided tomorrow")
    assert (code, err) == (0, "")


@pytest.mark.parametrize("words", SCREENS.values(), ids=SCREENS)
def test_a_screen_says_how_its_commands_reach_the_caseload(run, caseload, monkeypatch, words):
    monkeypatch.delenv("KONTANT_DB")
    option = f"--db {caseload}"
    code, out, err = run("--db", str(caseload), *words)
    assert (code, err) == (0, "")
    suggested = re.findall(r"kontant (?!rules\b).*", out)
    assert suggested
    said_once = f"Type the commands with {option}, or set KONTANT_DB." in out.splitlines()
    assert said_once or all(command.startswith(f"kontant {option} ") for command in suggested)
    assert out.count("Type the commands with") <= 1


@pytest.mark.parametrize("words", [*SCREENS.values(), *SHEETS], ids=" ".join)
def test_what_is_undone_is_undone_in_that_caseload(run, caseload, monkeypatch, words):
    """Another caseload has an event of the same number."""
    monkeypatch.delenv("KONTANT_DB")
    _code, out, _err = run("--db", str(caseload), *words)
    undo = re.findall(r"kontant[^>\n]* undo \d+", out)
    assert all(f"--db {caseload} undo" in command for command in undo)
    if "--snoozed" in words and "json" not in words:
        assert undo


@pytest.mark.parametrize("words", SCREENS.values(), ids=SCREENS)
def test_where_the_environment_names_the_caseload_nothing_is_said(run, words):
    assert "Type the commands with" not in run(*words)[1]


@pytest.mark.parametrize("words", [*SCREENS.values(), *SHEETS], ids=" ".join)
def test_no_record_is_written(run, contents, words):
    """Who looked is entered in the log (test_read_log.py); nothing else is touched."""
    before = contents()
    assert run(*words)[0] == 0
    assert contents() == before
