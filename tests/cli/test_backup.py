"""``kontant backup``, and the line in the morning's list that reminds of it."""

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from backed_up import damage
from file_modes import obeying_modes

from kontant.cli.context import Context
from kontant.store import backups
from kontant.store.log import events
from kontant.store.log_export import log_reading
from kontant.store.reading import reading

REMINDS = ("backup has been made", "backup is")


@pytest.fixture
def at(monkeypatch):
    """Set the clock."""

    def set_to(moment):
        monkeypatch.setattr(Context, "now", lambda _self: moment.isoformat(timespec="seconds"))

    set_to(datetime(2026, 11, 22, 8, tzinfo=UTC))
    return set_to


@pytest.fixture
def filled(caseload, sample):
    """The sample caseload, as kontant uses it."""
    shutil.copy(sample, caseload)
    return caseload


def test_it_says_where_the_backup_is_and_enters_it_in_the_log(run, filled, at):
    code, out, err = run("backup")
    (made,) = backups.known(filled)
    assert code == 0
    assert out.splitlines()[0] == f"Made a backup and checked it: {made.path}"
    assert "45 cases" in out
    assert "same disk" in err
    with reading(filled) as connection:
        event = events(connection)[0]
    assert (event.command, event.who, event.is_reading) == ("backup", "tester", True)
    assert event.details == {"reading": True, "verified": True, "cases": 45}


def test_all_of_today_stay_and_tomorrow_it_is_said_how_many_go(run, filled, at):
    for hour in range(3):
        at(datetime(2026, 11, 22, 8 + hour, tzinfo=UTC))
        code, out, _err = run("backup")
        assert code == 0
        assert "removed" not in out
    assert len(backups.known(filled)) == 3
    at(datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert "2 older backups were removed" in run("backup")[1]
    assert len(backups.known(filled)) == 2


def test_another_folder_takes_it_and_one_that_is_not_there_does_not(run, filled, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("backup", "--to", str(stick))[0] == 0
    assert len(backups.known(filled, stick)) == 1
    assert not backups.known(filled)
    code, out, err = run("backup", "--to", str(tmp_path / "gone"))
    assert (code, out) == (1, "")
    assert "is not there, or cannot be written" in err
    assert not (tmp_path / "gone").exists()


def test_another_disk_is_not_told_to_be_the_same(run, filled, tmp_path, monkeypatch):
    shm = backups.Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("no other disk here")
    folder = shm / f"kontant-test-{tmp_path.name}"
    folder.mkdir()
    try:
        code, _out, err = run("backup", "--to", str(folder))
    finally:
        shutil.rmtree(folder)
    assert code == 0
    assert "same disk" not in err


def test_a_tampered_log_is_told_and_nothing_is_rotated_away(run, filled, at):
    run("backup")
    with contextlib.closing(sqlite3.connect(filled, isolation_level=None)) as opened:
        opened.execute("DROP TRIGGER events_no_UPDATE")
        opened.execute("UPDATE events SET who = 'somebody else' WHERE id = 1")
    at(datetime(2026, 11, 22, 9, tzinfo=UTC))
    code, _out, err = run("backup")
    assert code == 0
    assert "tampered" in err
    assert len(backups.known(filled)) == 2


def test_a_damaged_caseload_is_refused(run, filled):
    damage(filled)
    code, out, err = run("backup")
    assert (code, out) == (1, "")
    assert "is damaged, so no backup was made" in err


def test_a_caseload_that_cannot_be_written_is_backed_up_all_the_same(run, filled, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    filled.chmod(0o400)
    filled.parent.chmod(0o500)
    try:
        code, out, err = obeying_modes(lambda: run("backup", "--to", str(stick)))
    finally:
        filled.parent.chmod(0o700)
    assert code == 0
    assert "Made a backup and checked it" in out
    assert "not entered in its log" in err
    assert len(backups.known(filled, stick)) == 1


def reminder(text):
    return [row for row in text.splitlines() if any(words in row for words in REMINDS)]


def test_the_morning_reminds_where_there_is_none(run, filled):
    (told,) = reminder(run("due")[1])
    assert told == "No backup has been made of this caseload yet. Make one with: kontant backup"


@pytest.mark.parametrize(("days", "told"), [(0, None), (6, None), (7, "7 days old"), (40, "40 days old")])
def test_the_morning_reminds_after_a_week(run, filled, at, days, told):
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    then = (now - timedelta(days=days)).isoformat(timespec="seconds")
    log_reading(filled, who="x", at=then, command="backup", details={"verified": True})
    found = reminder(run("due")[1])
    assert len(found) == (told is not None)
    assert not told or f"The last backup is {told}" in found[0]


def test_an_empty_caseload_the_demo_and_data_are_not_reminded_of(run, filled, caseload, empty_caseload):
    assert not reminder(run("due", "--format", "json")[1])
    assert "backup" not in run("due", "--format", "csv")[1]
    shutil.copy(empty_caseload, caseload)
    assert not reminder(run("due")[1])


def test_the_demo_needs_no_backup(run, caseload):
    code, out, _err = run("demo")
    assert code == 0
    assert not reminder(out)
    assert not reminder(run("--demo", "due")[1])
