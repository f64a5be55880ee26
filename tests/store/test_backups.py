"""Backups: made while others write, checked before they count, named, and rotated by days, weeks and months."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from backed_up import damage, everything, rows
from file_modes import obeying_modes
from hypothesis import given
from hypothesis import strategies as st
from support import AT, contents

from kontant.errors import StoreError
from kontant.store import backups, rotation, seals
from kontant.store.backups import Backup
from kontant.store.log_export import log_reading
from kontant.store.opening import connect
from kontant.store.reading import reading

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def worked(sample, tmp_path):
    """The sample caseload, to be written to."""
    return Path(shutil.copy(sample, tmp_path / "caseload.sqlite"))


def make(caseload, at=NOW, folder=None):
    return backups.make(caseload, folder or backups.default_folder(caseload), at)


def test_a_backup_is_a_private_caseload_with_a_checksum_that_others_understand(worked):
    made = make(worked)
    local = NOW.astimezone()
    assert made.backup.path.name == f"caseload-{local:%Y-%m-%dT%H%M%S}.sqlite"
    assert (made.cases, made.lost, made.log_holds, made.is_sound) == (45, (), True, True)
    assert rows(made.backup.path) == rows(worked)
    folder = made.backup.path.parent
    assert everything(folder) == [made.backup.path.name, made.backup.path.name + ".sha256"]
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    checked = subprocess.run(
        ["sha256sum", "-c", made.backup.checksum_file.name], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.stdout == f"{made.backup.path.name}: OK\n"
    with reading(made.backup.path) as connection:
        assert seals.verify(connection) == []


def test_known_backups_are_told_by_their_names_the_newest_first(worked):
    first, second, third = make(worked), make(worked), make(worked, NOW + timedelta(days=1))
    folder = first.backup.path.parent
    for name in ("other-2026-11-22T080000.sqlite", "caseload-2026-11-22.sqlite", "caseload-2026-13-22T080000.sqlite"):
        (folder / name).write_bytes(b"x")
    assert backups.known(worked) == [third.backup, second.backup, first.backup]
    assert second.backup.path.name.endswith("-2.sqlite")
    assert backups.time_of(second.backup.path) == NOW.astimezone().replace(tzinfo=None)
    assert backups.known(worked, worked.parent) == []


def test_a_name_is_of_one_caseload_alone(worked):
    other = Path(shutil.copy(worked, worked.with_name("caseload.db")))
    mine, others = make(worked).backup, make(other).backup
    assert others.path.name.startswith("caseload.db-")
    assert (backups.known(worked), backups.known(other)) == ([mine], [others])


def test_what_another_process_has_not_finished_is_not_in_the_backup(worked):
    with contextlib.closing(connect(worked)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE goals SET title = 'halvvejs'")
        other.execute("DELETE FROM benefits")
        made = make(worked)
        other.execute("ROLLBACK")
    assert rows(made.backup.path) == rows(worked)


def test_the_log_tells_when_the_last_backup_was_made(worked):
    with reading(worked) as connection:
        assert backups.last(connection) is None
    for at in (AT, "2026-11-20T08:00:00+00:00"):
        log_reading(worked, who="x", at=at, command="backup", details={"verified": True})
    with reading(worked) as connection:
        assert backups.last(connection) == datetime.fromisoformat(AT)
        plan = connection.execute(f"EXPLAIN QUERY PLAN {backups._MADE}").fetchall()
    assert "events_backup" in str(plan)


@pytest.mark.parametrize(("days", "old"), [(6, False), (7, True), (70, True)])
def test_a_backup_is_old_after_a_week(days, old):
    assert backups.is_old(NOW - timedelta(days=days), NOW) is old
    assert backups.is_old(None, NOW)


def test_a_damaged_caseload_gives_no_backup_and_the_earlier_ones_stay(worked):
    before = make(worked).backup
    damage(worked)
    with pytest.raises(StoreError, match="is damaged, so no backup was made"):
        make(worked, NOW + timedelta(days=1))
    assert backups.known(worked) == [before]
    assert everything(before.path.parent) == [before.path.name, before.path.name + ".sha256"]


def test_rows_that_belong_to_nothing_are_copied_and_told_of(worked):
    with contextlib.closing(sqlite3.connect(worked, isolation_level=None)) as opened:
        opened.execute("DELETE FROM cases WHERE case_ref = (SELECT min(case_ref) FROM benefits)")
    made = make(worked)
    assert "benefits" in made.lost
    assert not made.is_sound
    assert contents(made.backup.path) == contents(worked)


def test_a_log_that_was_tampered_with_is_told_of(worked):
    with contextlib.closing(sqlite3.connect(worked, isolation_level=None)) as opened:
        opened.execute("DROP TRIGGER events_no_UPDATE")
        opened.execute("UPDATE events SET who = 'somebody else'")
    made = make(worked)
    assert (made.log_holds, made.is_sound) == (False, False)


def test_a_folder_that_is_not_there_or_takes_nothing_is_refused(worked, tmp_path):
    with pytest.raises(StoreError, match="is not there, or cannot be written"):
        make(worked, folder=tmp_path / "stick")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(StoreError, match="is not there, or cannot be written"):
        obeying_modes(lambda: make(worked, folder=closed))


def test_a_full_disk_is_refused_and_nothing_is_left(worked, small_disk):
    with pytest.raises(StoreError, match=r"is full|did not take it"):
        make(worked, folder=small_disk)
    assert everything(small_disk) == []


@pytest.fixture
def small_disk(tmp_path):
    """A real file system with less room than a caseload."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_what_a_killed_backup_has_left_goes_with_the_next(worked):
    folder = make(worked).backup.path.parent
    (folder / ".kontant-backup-abc.part").write_bytes(b"half of it")
    alone = folder / "caseload-2026-01-01T080000.sqlite.sha256"
    alone.write_text("x")
    os.utime(alone, (0, 0))
    of_another = folder / "other-2026-01-01T080000.sqlite.sha256"
    of_another.write_text("x")
    os.utime(of_another, (0, 0))
    last = make(worked).backup
    assert not [name for name in everything(folder) if name.startswith(".") or name == alone.name]
    assert of_another.exists()
    assert last.is_intact()


def test_one_flipped_byte_is_told_by_the_checksum(worked):
    backup = make(worked).backup
    assert backup.is_intact() is True
    data = bytearray(backup.path.read_bytes())
    data[5000] ^= 1
    backup.path.write_bytes(data)
    assert backup.is_intact() is False
    backup.checksum_file.unlink()
    assert backup.is_intact() is None


def test_an_encrypted_caseload_has_encrypted_backups(worked):
    pytest.importorskip("sqlcipher3")
    from kontant.store import key
    from kontant.store.encryption import Entry, new_key, recrypt

    names = [row[1] for row in rows(worked)["cases"]]
    recrypt(worked, new_key("en lang adgangssætning"), Entry("encrypt", "x", AT))
    made = make(worked)
    data = made.backup.path.read_bytes()
    assert key.is_encrypted(made.backup.path)
    assert not [name for name in names if name.encode() in data]
    assert (made.cases, made.is_sound, made.backup.is_intact()) == (45, True, True)
    key.forget()
    key.ask_with(lambda _path, _again: "en lang adgangssætning")
    with reading(made.backup.path) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (45,)
    key.ask_with(None)
    key.forget()


# --- rotation ---------------------------------------------------------------------------------------------------------

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 10)).map(lambda at: at.replace(microsecond=0))
TOMORROW = date(2027, 1, 11)
FOUND = st.lists(MOMENTS, max_size=60).map(
    lambda times: [Backup(Path(f"{number}"), at, number) for number, at in enumerate(times, 1)]
)


def wanted(found):
    """What the rule says: of each day, week and month that has a backup its newest; 7, 4 and 12 of them."""
    kept = set()
    for most, name in ((7, "%Y-%m-%d"), (4, "%G-%V"), (12, "%Y-%m")):
        by_period = defaultdict(list)
        for backup in found:
            by_period[backup.at.strftime(name)].append(backup)
        for period in sorted(by_period)[-most:]:
            kept.add(max(by_period[period], key=lambda backup: (backup.at, backup.nr)))
    return kept


@given(FOUND)
def test_the_newest_of_seven_days_four_weeks_and_twelve_months_stay(found):
    kept = rotation.staying(found, TOMORROW)
    assert kept == wanted(found)
    assert len(kept) <= 7 + 4 + 12
    assert not found or max(found, key=lambda backup: backup.age) in kept
    assert rotation.staying(kept, TOMORROW) == kept


def test_all_of_the_present_day_stay_until_the_next():
    day = datetime(2026, 11, 22)
    of_day = [Backup(Path(f"{hour}"), day.replace(hour=hour)) for hour in (7, 9, 15)]
    before = [Backup(Path(f"before-{hour}"), datetime(2026, 11, 21, hour)) for hour in (7, 9)]
    assert rotation.staying([*of_day, *before], day.date()) == {*of_day, before[1]}
    assert rotation.staying([*of_day, *before], date(2026, 11, 23)) == {of_day[2], before[1]}


@given(FOUND, st.lists(MOMENTS, max_size=5))
def test_what_a_restore_put_aside_stays_whatever_its_age_and_takes_nobodys_place(found, put_aside):
    whys = ("before-restore", "damaged")
    aside = {Backup(Path(f"aside-{n}"), at, 1, why) for n, at in enumerate(put_aside) for why in whys}
    assert rotation.staying([*found, *aside], TOMORROW) == wanted(found) | aside


@given(FOUND)
def test_rotating_after_each_backup_loses_nothing_that_rotating_once_would_keep(found):
    there = set()
    for backup in sorted(found, key=lambda backup: backup.age):
        there = rotation.staying(there | {backup}, TOMORROW)
    assert there == wanted(found)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 800))
def test_with_a_backup_each_day_the_last_week_is_whole_and_a_year_is_reached(last, days):
    made = [Backup(Path(f"{n}"), datetime.combine(last - timedelta(days=n), datetime.min.time())) for n in range(days)]
    kept = {backup.at.date() for backup in rotation.staying(made, TOMORROW)}
    assert {last - timedelta(days=n) for n in range(min(days, 7))} <= kept
    months = {(backup.at.year, backup.at.month) for backup in made}
    assert len({(day.year, day.month) for day in kept}) == min(12, len(months))


def named(folder, backup, at, why=""):
    """The same backup under the name of another day."""
    path = folder / f"caseload-{why}{at:%Y-%m-%dT%H%M%S}.sqlite"
    shutil.copy(backup.path, path)
    path.with_name(path.name + ".sha256").write_text(f"{backups.checksum(path)}  {path.name}\n")
    return path


def test_only_this_caseloads_own_backups_are_taken_away(worked, edges, tmp_path):
    folder = backups.default_folder(worked)
    newest = make(worked).backup
    days = [newest.at - timedelta(days=n) for n in range(1, 500, 4)]
    own = [named(folder, newest, at) for at in days]
    aside = named(folder, newest, days[-1], "before-restore-")
    foreign = tmp_path / "elsewhere"
    shutil.copytree(folder, foreign)
    stranger, broken = (
        folder / f"caseload-{days[0] - timedelta(days=600 + n):%Y-%m-%dT%H%M%S}.sqlite" for n in range(2)
    )
    shutil.copy(edges, stranger)
    broken.write_bytes(b"not a database at all" * 1000)
    gone, left = rotation.rotate(worked, folder, newest)
    there = set(folder.iterdir())
    assert {backup.path for backup in left} == {stranger, broken}
    assert {newest.path, aside, stranger, broken} <= there
    kept = wanted([newest, *(Backup(path, at) for path, at in zip(own, days, strict=True))])
    assert {path for path in own if path in there} | {newest.path} == {backup.path for backup in kept}
    assert not [path for path in there if path.suffix == ".sha256" and not path.with_suffix("").exists()]
    assert len(gone) == len(own) - len(kept) + 1
    assert len(list(foreign.iterdir())) == 2 * (len(own) + 2)


def test_a_backup_that_was_just_made_stays_even_where_the_clock_went_back(worked):
    folder = backups.default_folder(worked)
    newest = make(worked).backup
    for n in range(1, 30):
        named(folder, newest, newest.at + timedelta(days=n))
    rotation.rotate(worked, folder, newest)
    assert newest.path.exists()
