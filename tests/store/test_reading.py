"""Opening a caseload: what is one, what is not, and one sentence for each."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from support import environment, kontant

from kontant.errors import StoreError
from kontant.store import reading
from kontant.store.schema import create


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "c.sqlite"
    create(path)
    return path


def refusal(path, command="due"):
    ran = kontant(command, db=path)
    assert ran.code == 1
    assert ran.out == "" and ran.err.count("\n") == 1
    return ran.err


def test_a_missing_file_says_how_to_make_one(tmp_path):
    path = tmp_path / "none.sqlite"
    assert f"Make one with: kontant --db {path} init" in refusal(path)


def test_a_missing_demo_says_how_to_make_it(tmp_path):
    ran = kontant("--demo", "due", XDG_DATA_HOME=str(tmp_path))
    assert ran.code == 1
    assert ran.err.endswith("Make one with: kontant demo\n")


def test_a_folder_is_not_a_caseload(tmp_path):
    assert "is not a file" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"", b"name;age\n", b"\x00\xff" * 5000, b"SQLite format 3\x00" + b"\x00" * 50])
def test_another_file_is_not_a_caseload(tmp_path, content):
    path = tmp_path / "other"
    path.write_bytes(content)
    said = refusal(path)
    assert "is not a kontant caseload" in said or "is not a database" in said
    assert path.read_bytes() == content


def test_another_programs_database_is_not_a_caseload(tmp_path):
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cases (x)")
    assert "is not a kontant caseload" in refusal(path)


def test_a_newer_file_is_refused_and_left_alone(db):
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(f"PRAGMA user_version = {reading.SCHEMA_VERSION + 1}")
        connection.commit()
    before = db.read_bytes()
    assert "upgrade kontant to open it" in refusal(db)
    assert "upgrade kontant to open it" in refusal(db, "init")
    assert db.read_bytes() == before


def test_a_truncated_file_is_told(db):
    db.write_bytes(db.read_bytes()[:5000])
    assert "damaged" in refusal(db)


def test_a_file_that_another_program_holds_is_told(db, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(db, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    holder.execute("CREATE TABLE x (y)")
    try:
        with pytest.raises(StoreError, match="in use by another program"), reading.reading(db):
            pass
    finally:
        holder.close()


def test_a_read_only_file_can_be_read(db):
    db.chmod(0o400)
    assert kontant("due", db=db).code == 0


@pytest.mark.skipif(not shutil.which("unshare") or os.geteuid() != 0, reason="needs a mount of its own, as root")
def test_a_read_only_disk_can_be_read_and_is_told_when_written(db, tmp_path):
    script = f"mount --bind {tmp_path} {tmp_path} && mount -o remount,ro,bind {tmp_path} && "
    run = f"{sys.executable} -m kontant --db {db}"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{script} {run} due && {run} case add --ref A --name B --opened 2020-01-01 "
         "--target-group job_ready --track job"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "mount" in done.stderr:
        pytest.skip("this machine gives no mount")
    assert "No open case" in done.stdout
    assert done.returncode == 1
    assert "read-only" in done.stderr and done.stderr.count("\n") == 1


def test_a_reader_cannot_write(db):
    with (
        pytest.raises(StoreError),
        reading.reading(db) as connection,
    ):
        connection.execute("DELETE FROM cases")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("database disk image is malformed", "damaged"),
        ("database is locked", "in use"),
        ("attempt to write a readonly database", "read-only"),
        ("database or disk is full", "full"),
        ("unable to open database file", "cannot be opened"),
        ("disk I/O error", "disk error"),
        ("no such table: cases", "does not look"),
    ],
)
def test_every_error_of_sqlite_has_its_sentence(tmp_path, message, said):
    assert said in reading.sentence(message, tmp_path / "c.sqlite")
