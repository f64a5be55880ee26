"""``kontant export pseudonymised``: the file, what is said of it, what is logged, and what is refused."""

import json
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def people(fill):
    fill("cases", case_ref="2020-00031", name="Åse Lykkegaard", cpr="120370-9876", opened="2020-01-01", gender="female")
    fill("assignments", case_ref="2020-00031", role="coordinator", start="2020-01-01", caseworker="mkj")
    fill("cases", case_ref="2024-00007", name="Torben Toft", opened="2024-01-01", closed="2025-01-01")


def test_it_opens_like_any_caseload_and_has_the_same_flags(run, people, tmp_path):
    place = tmp_path / "kopi til support.sqlite"
    code, out, err = run("export", "pseudonymised", str(place), "--seed", "5")
    assert (code, out) == (0, "")
    told = err.splitlines()
    assert told[0] == f"Wrote {place}: 2 cases with invented people."
    assert "what is 2026-11-22 in yours is " in told[1]
    assert told[2] == "Each case has the same flags there."
    assert told[3].startswith(f"Look at it with: kontant --db '{place}' due --as-of 202")
    day = told[3].rsplit(" ", 1)[1]
    mine = json.loads(run("due", "--format", "json")[1])
    theirs = json.loads(run("--db", str(place), "due", "--as-of", day, "--format", "json")[1])
    assert [flag["rule"] for flag in theirs["flags"]] == [flag["rule"] for flag in mine["flags"]]
    assert [flag["days"] is None for flag in theirs["flags"]] == [flag["days"] is None for flag in mine["flags"]]
    assert place.stat().st_mode & 0o777 == 0o600


def test_nobody_is_in_the_file(run, people, tmp_path, monkeypatch):
    monkeypatch.setenv("KONTANT_USER", "caseworkername")
    run("export", "pseudonymised", str(tmp_path / "copy"))
    held = (tmp_path / "copy").read_bytes()
    for text in ("Åse", "Lykkegaard", "Torben", "Toft", "1203709876", "2020-00031", "mkj", "caseworkername"):
        assert text.encode() not in held, text


def test_it_is_logged_before_it_is_written(run, people, tmp_path, caseload):
    run("export", "pseudonymised", str(tmp_path / "copy"), "--seed", "5")
    with closing(sqlite3.connect(caseload)) as opened:
        command, details = opened.execute("SELECT command, details FROM events ORDER BY id DESC").fetchone()
    assert command == "export pseudonymised"
    told = json.loads(details)
    assert told == {"reading": True, "as_of": "2026-11-22", "format": "caseload", "to": "file", "cases": 2}


def test_a_caseload_that_takes_no_entry_lets_nothing_out(run, people, tmp_path, caseload):
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _out, err = run("export", "pseudonymised", str(tmp_path / "copy"))
    assert code == 1
    assert "nothing was exported" in err
    assert not (tmp_path / "copy").exists()


def test_what_is_there_is_left_unless_forced(run, people, tmp_path):
    place = tmp_path / "copy"
    place.write_text("mine")
    code, _out, err = run("export", "pseudonymised", str(place))
    assert (code, place.read_text()) == (1, "mine")
    assert "--force" in err
    assert run("export", "pseudonymised", str(place), "--force")[0] == 0
    assert run("--db", str(place), "log", "verify")[0] == 0


def test_the_caseload_itself_is_not_replaced(run, people, caseload):
    before = caseload.stat().st_ino
    code, _out, err = run("export", "pseudonymised", str(caseload), "--force")
    assert code == 1
    assert "the caseload itself" in err
    assert caseload.stat().st_ino == before


def test_an_empty_caseload_gives_an_empty_one(run, caseload, tmp_path):
    code, _out, err = run("export", "pseudonymised", str(tmp_path / "copy"))
    assert code == 0
    assert "0 cases with invented people" in err


def test_without_a_seed_no_two_are_the_same(run, people, tmp_path):
    names = []
    for place in (tmp_path / "one", tmp_path / "two"):
        run("export", "pseudonymised", str(place))
        with closing(sqlite3.connect(place)) as opened:
            names.append(opened.execute("SELECT name, case_ref FROM cases ORDER BY name").fetchall())
    assert names[0] != names[1]


def test_a_folder_that_is_not_there_is_named(run, people, tmp_path):
    code, _out, err = run("export", "pseudonymised", str(tmp_path / "nowhere" / "copy"))
    assert code == 1
    assert "no such folder" in err
