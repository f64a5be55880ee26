"""``kontant demo``: a fresh caseload in its own file, the list of it, and commands that reach it."""

import csv
import os
import sqlite3
import stat
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from kontant.cli import entry
from kontant.i18n import choose_language


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """An empty data folder of kontant's own; whatever this machine has set is away."""
    for name in ("KONTANT_DB", "KONTANT_PARAMETERS", "KONTANT_LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("KONTANT_USER", "tester")
    choose_language("en")
    return tmp_path / "kontant"


@pytest.fixture
def kontant(home, monkeypatch, capsys):
    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kontant", *words])
        code = entry.run()
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def _one(path: Path, sql: str):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchone()


def test_makes_a_caseload_and_shows_what_it_needs(kontant, home):
    code, out, err = kontant("demo", "--as-of", "2026-11-22")
    assert code == 0
    assert "45 open cases" in out
    assert "kontant --demo " in out
    assert "45 invented people" in err
    assert str(home / "demo.sqlite") in err
    assert _one(home / "demo.sqlite", "SELECT count(*) FROM cases") == (45,)
    assert _one(home / "demo.sqlite", "SELECT command, who FROM events") == ("import", "tester")


def test_all_that_was_written_lies_in_the_caseload(kontant, home):
    kontant("demo", "--as-of", "2026-11-22")
    for path in (home / "demo-extract").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.DictReader(file))
        assert _one(home / "demo.sqlite", f"SELECT count(*) FROM {path.stem}") == (rows,), path.stem


def test_suggests_commands_that_reach_the_demo_on_the_same_day(kontant):
    _, out, err = kontant("demo", "--as-of", "2026-11-22")
    lines = out.splitlines()
    worst = lines[next(i for i, line in enumerate(lines) if line.startswith("OVERDUE")) + 1]
    suggested = [line.strip() for line in err.splitlines() if line.strip().startswith("kontant ")]
    assert suggested[0] == "kontant --demo due --as-of 2026-11-22"
    assert suggested[1].startswith("kontant --demo case show ")
    assert suggested[1].split()[4] in worst
    code, again, _ = kontant(*suggested[0].split()[1:])
    assert (code, again) == (0, out)


def test_without_a_day_it_shows_today(kontant):
    _, out, err = kontant("demo")
    assert date.today().isoformat() in out.splitlines()[0]
    assert "--as-of" not in err


def test_replaces_an_earlier_demo_and_says_so(kontant, home):
    kontant("demo", "--as-of", "2026-11-22", "--seed", "1")
    before = (home / "demo-extract" / "cases.csv").read_bytes()
    (home / "demo.sqlite-wal").write_bytes(b"left behind")
    code, _, err = kontant("demo", "--as-of", "2026-11-22", "--seed", "2")
    assert code == 0
    assert "replaces the earlier demo caseload" in err
    assert (home / "demo-extract" / "cases.csv").read_bytes() != before
    assert _one(home / "demo.sqlite", "SELECT count(*) FROM events") == (1,)


def test_the_first_demo_replaces_nothing(kontant):
    assert "replaces the earlier" not in kontant("demo", "--as-of", "2026-11-22")[2]


def test_touches_no_other_caseload(kontant, home, tmp_path):
    mine = tmp_path / "mine.sqlite"
    kontant("--db", str(mine), "init")
    before = mine.read_bytes()
    code, _, _ = kontant("--db", str(mine), "demo", "--as-of", "2026-11-22")
    assert code == 0
    assert mine.read_bytes() == before
    assert not (home / "caseload.sqlite").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_only_the_user_can_read_it(kontant, home):
    kontant("demo", "--as-of", "2026-11-22")
    for path, mode in ((home, 0o700), (home / "demo-extract", 0o700), (home / "demo.sqlite", 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("day", ["2017-12-31", "2080-01-01"])
def test_a_day_out_of_reach_is_wrong_usage_and_changes_nothing(kontant, home, day):
    code, out, err = kontant("demo", "--as-of", day)
    assert (code, out) == (2, "")
    assert "2018-01-01 to 2079-12-31" in err
    assert not home.exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_an_extract_folder_that_is_a_file_is_named(kontant, home):
    home.mkdir()
    (home / "demo-extract").write_text("in the way")
    code, _, err = kontant("demo", "--as-of", "2026-11-22")
    assert code == 1
    assert str(home / "demo-extract") in err
