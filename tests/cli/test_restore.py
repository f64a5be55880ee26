"""``kontant restore``: the list, what would be lost, the question, and doing it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from backed_up import damage

from kontant.store import backups, key
from kontant.store.encryption import Entry, new_key, recrypt
from kontant.store.reading import reading

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def backup(caseload, sample):
    """A backup of the sample caseload, which kontant uses."""
    shutil.copy(sample, caseload)
    return backups.make(caseload, backups.default_folder(caseload), NOW).backup


@pytest.fixture
def work(fill, backup, caseload):
    """Two goals since."""
    with reading(caseload) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    for title in ("Gartner", "Dyrepasser"):
        fill("goals", case_ref=ref, kind="job", title=title, set_on="2026-11-01")


def goals(caseload):
    with reading(caseload) as connection:
        return connection.execute("SELECT count(*) FROM goals WHERE title IN ('Gartner', 'Dyrepasser')").fetchone()[0]


def test_without_a_backup_it_says_how_to_make_one(run, caseload):
    code, out, _err = run("restore")
    assert code == 0
    assert "There is no backup in" in out
    assert "kontant backup" in out
    # A caseload that is damaged has no backup made of it: doctor, restore and backup named each other in a ring.
    assert "One that lies elsewhere is restored by its path: kontant restore FILE" in out


def test_the_list_has_numbers_days_sizes_and_names(run, backup, caseload):
    code, out, _err = run("restore")
    first, last = out.splitlines()
    assert code == 0
    assert first.startswith(f"1  {backup.at:%Y-%m-%d %H:%M}  ")
    assert first.endswith(f"MB  {backup.path.name}")
    assert f"kontant restore {backup.path.name}" in last


def test_what_was_put_aside_takes_the_last_numbers(run, backup, work):
    assert run("restore", "1", "--yes")[0] == 0
    rows = run("restore")[1].splitlines()
    assert rows[0].startswith("1  ") and backup.path.name in rows[0]
    assert rows[1].startswith("2  ") and "as it was before a restore" in rows[1]


def test_where_no_record_would_change_it_says_so(run, backup, caseload, sample):
    code, out, _err = run("restore", "1")
    assert (code, "No record would change." in out) == (2, True)


def test_who_looked_stays_and_the_log_tells_of_the_restore(run, backup, work, caseload):
    with reading(caseload) as connection:
        (ref,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    assert run("case", "show", ref)[0] == 0
    seal = json.loads(run("log", "verify", "--format", "json")[1])["seal"]
    _code, out, _err = run("restore", "1")
    assert "1 event since then, by which somebody looked or took data out, stays in the log." in out
    assert "2 events since then would be lost:" in out and "case show" not in out
    assert "is carried over" in run("restore", "1", "--yes")[1]
    assert "looked at on the screen" in run("log", "person", ref, "--format", "markdown")[1]
    assert "set back to a backup" in run("log", "person", ref, "--format", "markdown")[1]
    code, _out, err = run("log", "verify", "--seal", seal)
    assert code == 0
    assert "The seal that you noted for event 4 was put aside by the restore, event 3." in err
    code, out, _err = run("log", "3")
    assert "went back to the backup of 2026-11-22" in out and "2 events that came after it are gone." in out
    assert "kept: " in out and "kontant undo" not in out and "kontant restore" in out
    assert "carried over from the log" in run("log", "2")[1]


def test_off_a_terminal_it_shows_what_would_be_lost_and_does_nothing(run, backup, work, caseload):
    code, out, err = run("restore", "1")
    assert code == 2
    assert "confirm with --yes" in err
    assert "2 events since then would be lost:" in out
    assert "goals: 2 lost" in out
    assert goals(caseload) == 2


@pytest.mark.parametrize("how", ["number", "name", "path"])
def test_it_goes_back_and_says_how_to_return(run, backup, work, caseload, how):
    asked = {"number": "1", "name": backup.path.name, "path": str(backup.path)}[how]
    code, out, _err = run("restore", asked, "--yes")
    assert code == 0
    assert "Restored, by event" in out
    assert goals(caseload) == 0
    command = next(row for row in out.splitlines() if row.startswith("Go back to that with: "))
    words = command.removeprefix("Go back to that with: kontant ").split()
    assert run(*words, "--yes")[0] == 0
    assert goals(caseload) == 2


@pytest.mark.parametrize(("answer", "left"), [("n", 2), ("y", 0)])
def test_on_a_terminal_it_asks(typed, backup, work, caseload, answer, left):
    child = typed("restore", "1")
    child.expect("Restore this backup")
    child.sendline(answer)
    child.expect("Nothing was restored|Restored, by event")
    child.expect_exact(["\r\n"])
    child.wait()
    assert goals(caseload) == left


def test_a_damaged_caseload_is_restored_and_the_damaged_one_kept(run, backup, caseload):
    damage(caseload)
    code, out, _err = run("restore", "1", "--yes")
    assert code == 0
    assert "is damaged; its file is put aside as it is" in out
    assert "Go back to that" not in out
    assert run("due")[0] == 0
    assert "damaged, kept as it was" in run("restore")[1]


def test_a_missing_caseload_comes_back(run, backup, caseload):
    caseload.unlink()
    code, out, _err = run("restore", "1", "--yes")
    assert code == 0
    assert "There is no caseload at" in out
    assert "The backup is not encrypted; the caseload will not be either." in out
    assert run("due")[0] == 0
    code, out, err = run("log", "verify")
    assert (code, "Event 2 restored a backup where there was no caseload.\n" in err) == (0, True)
    assert "The caseload as it was" not in err
    (restored,) = json.loads(run("log", "verify", "--format", "json")[1])["restores"]
    assert (restored["replaced"], restored["missing"], restored["kept"]) == (None, True, None)


class TestEncryption:
    """The plan says what becomes of it wherever backup and caseload are not alike."""

    PLAIN_AFTER = "The backup is not encrypted; the caseload will not be either."

    @pytest.fixture
    def encrypted(self, tmp_path, sample):
        """An encrypted copy of the caseload somewhere else; the passphrase is known to whoever asks."""
        pytest.importorskip("sqlcipher3")
        path = Path(shutil.copy(sample, tmp_path / "elsewhere.sqlite"))
        recrypt(path, new_key("fire ord uden sammenhæng"), Entry("encrypt", "x", "2026-11-22T08:00:00+00:00"))
        yield path
        key.forget()

    def test_a_plain_caseload_and_an_encrypted_backup(self, run, backup, encrypted):
        told = "The backup is encrypted; the caseload is not, and will not be."
        assert told in run("restore", str(encrypted))[1]
        assert "encrypted" not in run("restore", "1")[1]

    def test_none_and_an_encrypted_backup(self, run, caseload, encrypted):
        caseload.unlink()
        told = "The backup is encrypted, and so will the caseload be, under the backup's passphrase."
        assert told in run("restore", str(encrypted), "--yes")[1].replace("\n", " ")
        assert key.is_encrypted(caseload)

    def test_an_encrypted_caseload_and_a_plain_backup(self, run, backup, caseload, encrypted):
        shutil.copy(encrypted, caseload)
        told = "The backup is not encrypted; the caseload will be, under its own passphrase."
        assert told in run("restore", "1")[1]

    def test_one_that_is_too_damaged_and_a_plain_backup(self, run, backup, caseload, encrypted):
        caseload.write_bytes(encrypted.read_bytes()[:17_192])
        code, out, err = run("restore", "1", "--yes")
        assert (code, out) == (1, "")
        assert "--plain" in err and "kontant encrypt" in err
        assert self.PLAIN_AFTER in run("restore", "1", "--plain")[1]
        assert run("restore", "1", "--plain", "--yes")[0] == 0
        assert key.is_plain(caseload)


@pytest.mark.parametrize(
    ("asked", "told"),
    [("7", "There is no backup 7"), ("0", "no backup 0"), ("nothing.sqlite", "There is no backup at")],
)
def test_what_is_not_there_is_refused(run, backup, asked, told):
    code, _out, err = run("restore", asked, "--yes")
    assert code == 1
    assert told in err


@pytest.mark.parametrize("asked", ["7", "nothing.sqlite"])
def test_what_there_is_is_named_by_a_command_that_reaches_it(run, backup, caseload, monkeypatch, asked):
    monkeypatch.delenv("KONTANT_DB")
    told = f"; see those there are with: kontant --db {caseload} restore\n"
    assert run("--db", str(caseload), "restore", asked)[2].endswith(told)


def test_a_flipped_byte_is_refused(run, backup):
    data = bytearray(backup.path.read_bytes())
    data[9000] ^= 4
    backup.path.write_bytes(data)
    code, out, err = run("restore", "1", "--yes")
    assert (code, out) == (1, "")
    assert "its checksum differs" in err


def test_another_caseloads_backup_is_told_to_be_one(run, backup, edges):
    code, out, _err = run("restore", str(edges))
    assert code == 2
    assert "it is of another one" in out
    assert "No checksum stands beside it" in out
