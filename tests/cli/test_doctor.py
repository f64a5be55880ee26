"""``kontant doctor``: each finding is provoked by the thing itself, and each is gone once its remedy was followed."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from backed_up import damage
from support import AT, DAY

from kontant.cli.context import Context
from kontant.store import backups, drafts, opening, reading
from kontant.store.health import contents, place
from kontant.store.leftovers import fresh_file
from kontant.store.log_export import log_reading

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def filled(caseload, sample, monkeypatch):
    """The sample caseload, private to its user, as kontant uses it; backed up this morning."""
    shutil.copy(sample, caseload)
    caseload.chmod(0o600)
    monkeypatch.setattr(Context, "now", lambda _self: NOW.isoformat(timespec="seconds"))
    backups.make(caseload, backups.default_folder(caseload), NOW)
    log_reading(caseload, who="x", at=NOW.isoformat(), command="backup", details={"verified": True})
    return caseload


@pytest.fixture
def found(run, filled):
    """What the doctor finds by check; and the code must tell whether anything is wrong."""

    def look(*options):
        code, out, _err = run("doctor", "--format", "json", *options)
        document = json.loads(out)
        states = [finding["state"] for finding in document["findings"]]
        assert code == (1 if {"problem", "unseen"} & set(states) else 0)
        assert document["problems"] == states.count("problem")
        assert all(finding["remedy"] for finding in document["findings"] if finding["state"] != "ok")
        by_check = {}
        for finding in document["findings"]:
            by_check.setdefault(finding["check"], []).append(finding)
        return by_check

    return look


def states(found, check):
    return [finding["state"] for finding in found[check]]


def change(caseload, *statements):
    with contextlib.closing(sqlite3.connect(caseload, isolation_level=None)) as opened:
        for statement in statements:
            opened.execute(statement)


def flip(path, place=5000):
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def test_a_caseload_in_order(found):
    looked = found()
    for check in ("integrity", "schema", "references", "drafts", "words", "parts", "log", "place", "room", "modes"):
        assert states(looked, check) == ["ok"], check
    for check in ("leftovers", "backups", "last backup"):
        assert states(looked, check) == ["ok"], check


def test_for_people_the_worst_comes_last_with_its_remedy(run, filled):
    (backup,) = backups.known(filled)
    flip(backup.path)
    code, out, _err = run("doctor")
    *_before, finding, remedy, blank, summary = out.splitlines()
    assert code == 1
    assert finding.startswith("WRONG: The backup ")
    assert (remedy, blank, summary) == ("  > kontant backup", "", "1 thing is wrong.")
    assert out.index("in order:") < out.index("to know:") < out.index("WRONG:")


def test_a_corrupted_page(found, filled):
    damage(filled)
    looked = found()
    assert states(looked, "integrity") == ["problem"]
    assert looked["integrity"][0]["remedy"] == "kontant restore"
    assert "words" not in looked


def test_a_beginning_that_is_gone_is_not_taken_for_encryption(found, filled):
    data = filled.read_bytes()
    filled.write_bytes(bytes(200) + data[200:])
    assert "its beginning is gone" in found()["file"][0]["text"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_bytes(b""), "its beginning is gone"),
        (lambda path: path.write_bytes(b"a letter, and no database"), "not a database"),
        (lambda path: path.unlink(), "There is no caseload"),
        (lambda path: change(path, "PRAGMA application_id = 7"), "not a kontant caseload"),
        (lambda path: change(path, f"PRAGMA user_version = {reading.SCHEMA_VERSION + 1}"), "newer kontant"),
    ],
)
def test_a_file_that_is_no_caseload(found, filled, make, told):
    make(filled)
    looked = found()
    assert told in looked["file"][0]["text"]
    assert states(looked, "file") == ["problem"]
    assert "backups" in looked


def test_an_orphan_row(found, filled):
    change(filled, "DELETE FROM cases WHERE case_ref = (SELECT min(case_ref) FROM offers)")
    looked = found()
    assert set(states(looked, "references")) == {"problem"}
    assert any("(offer)" in finding["text"] for finding in looked["references"])


def test_a_draft_of_a_case_that_is_gone(found, filled):
    head = {"case_ref": "9999-99999", "form": "free", "version": 1, "date": DAY, "caseworker": None}
    drafts.start(filled, **head, who="x", at=AT)
    looked = found()
    assert states(looked, "drafts") == ["notice"]
    assert "1 draft is of a case" in looked["drafts"][0]["text"]


def test_a_word_index_that_lost_words_is_made_anew(found, filled):
    change(filled, "DELETE FROM note_words_data WHERE id > 10")
    assert states(found(), "words") == ["problem"]
    mended = found("--fix")
    assert states(mended, "words") == ["ok"]
    assert states(found(), "words") == ["ok"]


def test_words_that_stand_in_the_index_and_in_no_note(found, filled):
    change(filled, "INSERT INTO note_words (rowid, text) VALUES (9999, 'et ord for meget')")
    assert states(found(), "words") == ["problem"]


def test_a_guard_that_is_gone(found, filled):
    change(filled, "DROP TRIGGER changes_no_DELETE")
    looked = found()
    assert states(looked, "parts") == ["problem"]
    assert "changes_no_DELETE" in looked["parts"][0]["text"]
    assert states(looked, "log") == ["problem"]


def test_an_entry_of_the_log_that_was_changed(found, filled):
    (guard,) = (
        sqlite3.connect(filled).execute("SELECT sql FROM sqlite_master WHERE name = 'events_no_UPDATE'").fetchone()
    )
    change(filled, "DROP TRIGGER events_no_UPDATE", "UPDATE events SET who = 'nobody' WHERE id = 1", guard)
    looked = found()
    assert (states(looked, "parts"), states(looked, "log")) == (["ok"], ["problem"])
    assert looked["log"][0]["remedy"] == "kontant log verify"


def test_a_log_that_was_cut_back_to_before_its_backup(found, filled):
    (backup,) = backups.known(filled)
    earlier = filled.with_name("earlier.sqlite")
    shutil.copy(filled, earlier)
    log_reading(filled, who="x", at=AT, command="export cases", details={"cases": 1})
    backups.make(filled, backup.path.parent, NOW.replace(hour=9))
    shutil.copy(earlier, filled)
    assert states(found(), "log") == ["problem"]


def test_an_older_schema(found, filled):
    change(filled, "PRAGMA user_version = 4")
    looked = found()
    assert states(looked, "schema") == ["notice"]
    assert looked["schema"][0]["remedy"] == "kontant init"


@pytest.mark.skipif(os.name == "nt", reason="modes are of other systems")
def test_wrong_modes_are_told_and_mended(found, filled):
    (backup,) = backups.known(filled)
    copy = Path(shutil.copy(filled, filled.with_name(filled.name + ".schema-4.1")))
    words = Path(os.environ["XDG_DATA_HOME"]) / "kontant" / "drafts"
    words.mkdir(parents=True)
    (words / "abc-1-text.txt").write_text("Ord, som ikke er gemt")
    copy.chmod(0o600)
    open_ones = {filled: 0o640, backup.path: 0o644, words / "abc-1-text.txt": 0o604}
    for path, mode in open_ones.items():
        path.chmod(mode)
    filled.parent.chmod(0o777)
    backup.path.parent.chmod(0o755)
    told = [finding["text"] for finding in found()["modes"]]
    assert len(told) == 5
    assert all(any(str(path) in text for text in told) for path in (*open_ones, filled.parent, backup.path.parent))
    assert states(found("--fix"), "modes") == ["ok"]
    assert {path.stat().st_mode & 0o777 for path in open_ones} == {0o600}
    assert (filled.parent.stat().st_mode & 0o777, backup.path.parent.stat().st_mode & 0o777) == (0o700, 0o700)


@pytest.mark.parametrize(
    ("program", "name", "mark"),
    [
        ("Dropbox", "Arbejde", ".dropbox.cache"),
        ("Dropbox", "Dropbox", None),
        ("Dropbox", "Dropbox (Kommunen)", None),
        ("OneDrive", "OneDrive - Kommunen", None),
        ("OneDrive", "Sager", ".849C9593-D756-4E56-8D6E-42412F2A707B"),
        ("Google Drive", "My Drive", None),
        ("Google Drive", "Sager", ".tmp.driveupload"),
        ("Nextcloud", "Nextcloud", None),
        ("Nextcloud", "Sager", ".sync_0123456789ab.db"),
        ("iCloud", "com~apple~CloudDocs", None),
        ("Syncthing", "Sager", ".stfolder"),
    ],
)
def test_a_folder_that_is_synchronised(run, filled, tmp_path, program, name, mark):
    folder = tmp_path / name / "kontant"
    folder.mkdir(parents=True, mode=0o700)
    if mark:
        (tmp_path / name / mark).mkdir()
    path = Path(shutil.copy(filled, folder))
    code, out, _err = run("--db", str(path), "doctor", "--format", "json")
    (finding,) = (finding for finding in json.loads(out)["findings"] if finding["check"] == "place")
    assert (code, finding["state"]) == (1, "problem")
    assert program in finding["text"]
    # A command could put it in the place of another caseload, and would leave its backups behind.
    assert finding["remedy"].startswith("While no kontant runs, move the caseload with all that lies beside it")
    assert str(tmp_path) not in finding["remedy"]
    assert finding["remedy"].endswith("delete it in the history of the folder that is synchronised, too.")


def backups_in(folder, filled):
    """Have the backups of a caseload lie in ``folder``, and the folder beside the caseload lead there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    kept = backups.default_folder(filled)
    kept.rename(folder)
    kept.symlink_to(folder)


def test_backups_that_are_synchronised_while_the_caseload_is_not(found, filled, tmp_path):
    backups_in(tmp_path / "Dropbox" / "kept", filled)
    looked = found()
    assert states(looked, "place") == ["ok"]
    (finding,) = looked["place of backups"]
    assert (finding["state"], "Dropbox" in finding["text"]) == ("problem", True)
    assert finding["remedy"].endswith("delete it in the history of the folder that is synchronised, too.")
    backups.default_folder(filled).unlink()
    (tmp_path / "Dropbox" / "kept").rename(backups.default_folder(filled))
    assert "place of backups" not in found()
    (backups.default_folder(filled) / ".stfolder").mkdir()
    assert "Syncthing" in found()["place of backups"][0]["text"]
    filled.unlink()
    assert states(found(), "place of backups") == ["problem"]


def test_encrypted_backups_may_lie_with_others(found, filled, tmp_path):
    pytest.importorskip("sqlcipher3")
    from kontant.store.encryption import Entry, new_key, recrypt

    backups_in(tmp_path / "Nextcloud" / "kept", filled)
    recrypt(filled, new_key("en lang adgangssætning"), Entry("encrypt", "x", AT))
    assert states(found(), "place of backups") == ["notice"]


def test_dropboxs_settings_in_the_home_folder_say_nothing_of_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    (tmp_path / "sager").mkdir()
    assert place.synchronised_by(tmp_path / "sager") == ""
    assert place.synchronised_by(tmp_path) == ""


# As Linux writes it: /proc/mounts of a machine with a home folder on a server and some drives beside it.
MOUNTS = """\
/dev/sda2 / ext4 rw,relatime 0 0
server:/home {root}/home nfs4 rw,vers=4.2 0 0
//server/faelles {root}/f\\040lles cifs rw,vers=3.1.1 0 0
me@server:/ {root}/ssh fuse.sshfs rw 0 0
gdrive: {root}/moved fuse.rclone rw 0 0
crypt {root}/vault fuse.gocryptfs rw 0 0
/dev/sdb1 {root}/stick fuseblk rw 0 0
odd {root}/odd fuse.something rw 0 0
/dev/sdc1 {root}/home/local ext4 rw 0 0
"""


@pytest.mark.skipif(sys.platform == "win32", reason="told otherwise there")
@pytest.mark.parametrize(
    ("folder", "state"),
    [
        ("home/me", "problem"), ("f lles", "problem"), ("ssh", "problem"), ("moved", "problem"), ("odd", "notice"),
        ("vault", "ok"), ("stick", "ok"), ("home/local/me", "ok"), ("else", "ok"),
    ],
)  # fmt: skip
def test_a_folder_on_a_network_drive(filled, tmp_path, folder, state):
    (tmp_path / folder).mkdir(parents=True)
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(root=tmp_path))
    path = Path(shutil.copy(filled, tmp_path / folder))
    (finding, _room) = place.place(path, mounts)
    assert finding.state == state
    backups_in(tmp_path / folder / "kept", filled)
    here, *others = place.place(filled, mounts)
    assert (here.state, [other.state for other in others[:-1]]) == ("ok", [] if state == "ok" else [state])


def test_the_systems_own_list_of_mounts_is_read(tmp_path):
    if not place.MOUNTS.exists():
        pytest.skip("no such list here")
    assert place._kind_of(tmp_path.resolve(), place.MOUNTS)


def test_a_disk_without_room_for_two_copies(found, filled):
    """A file that is larger than what is free, without taking the room."""
    free = shutil.disk_usage(filled.parent).free
    journal = filled.with_name(filled.name + "-wal")
    with contextlib.closing(opening.connect(filled)) as opened:
        opened.execute("PRAGMA schema_version").fetchone()
        with journal.open("ab") as file:
            file.truncate(free)
        ((room),) = (finding for finding in place.place(filled) if finding.check == "room")
    assert (room.state, "Free at least" in room.remedy) == ("problem", True)


def test_encryption_off_and_on_and_a_plain_copy(found, filled, run):
    pytest.importorskip("sqlcipher3")
    from kontant.store import key
    from kontant.store.encryption import Entry, follow, new_key, recrypt

    looked = found()
    assert states(looked, "encryption") == ["notice"]
    assert looked["encryption"][0]["remedy"] == "kontant encrypt"
    (backup,) = backups.known(filled)
    plain = backup.path.read_bytes()
    new = new_key("en lang adgangssætning")
    recrypt(filled, new, Entry("encrypt", "x", AT))
    assert states(found(), "encryption") == ["ok", "problem"]
    follow(filled, None, new)
    looked = found()
    assert states(looked, "encryption") == ["ok"]
    assert (states(looked, "integrity"), states(looked, "log")) == (["ok"], ["ok"])
    assert (states(looked, "backups"), plain != backup.path.read_bytes()) == (["ok"], True)
    data = bytearray(filled.read_bytes())
    data[8192 + 100] ^= 1
    filled.write_bytes(data)
    assert states(found(), "integrity") == ["problem"]
    key.forget()
    looked = found()
    assert (states(looked, "file"), states(looked, "place")) == (["unseen"], ["ok"])


def test_the_last_backup_is_old_or_there_is_none(found, run, filled, monkeypatch, empty_caseload):
    monkeypatch.setattr(Context, "now", lambda _self: "2026-11-30T08:00:00+00:00")
    assert states(found(), "last backup") == ["notice"]
    shutil.copy(empty_caseload, filled)
    looked = found()
    assert "No backup of the caseload" in looked["last backup"][0]["text"]


def test_a_backup_with_a_flipped_byte_and_one_without_a_checksum(found, filled):
    folder = backups.default_folder(filled)
    (first,) = backups.known(filled)
    backups.make(filled, folder, NOW.replace(day=20))
    bare = backups.make(filled, folder, NOW.replace(day=21)).backup
    flip(first.path)
    bare.checksum_file.unlink()
    looked = found()
    assert states(looked, "backups") == ["problem", "notice", "ok"]
    assert first.path.name in looked["backups"][0]["text"]
    assert bare.path.name in looked["backups"][1]["text"]
    assert "1 backup is" in looked["backups"][2]["text"]


def test_what_a_killed_program_has_left_goes_with_fix_and_what_is_at_work_stays(found, filled):
    script = (
        "import os, signal, sys; from pathlib import Path; from kontant.store.leftovers import fresh_file\n"
        "with fresh_file(Path(sys.argv[1]), 'anew') as path:\n"
        "    path.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(filled.parent)], check=False)
    assert [path.read_text() for path in filled.parent.glob(".kontant-*")] == ["half"]
    looked = found()
    assert states(looked, "leftovers") == ["notice"]
    with fresh_file(filled.parent, "restore") as at_work:
        assert states(found("--fix"), "leftovers") == ["ok"]
        assert list(filled.parent.glob(".kontant-*")) == [at_work]


def test_a_copy_of_an_older_schema_and_words_in_no_note(found, filled):
    shutil.copy(filled, filled.with_name(filled.name + ".schema-4.1"))
    words = Path(os.environ["XDG_DATA_HOME"]) / "kontant" / "drafts"
    words.mkdir(parents=True)
    (words / "abc-1-text.txt").write_text("Ord, som ikke er gemt")
    (words / "abc-1-text.txt").chmod(0o600)
    looked = found()
    assert states(looked, "leftovers") == ["notice", "notice"]
    assert ".schema-4.1" in looked["leftovers"][0]["remedy"]
    assert looked["leftovers"][1]["remedy"] == "kontant note drafts"


def test_values_that_are_stale_or_unverified(found, monkeypatch):
    looked = found()
    assert states(looked, "unverified values") == ["notice"]
    assert "stale values" not in looked
    monkeypatch.setattr(Context, "today", date(2029, 1, 1))
    assert states(found(), "stale values") == ["notice"]


def test_the_municipalitys_own_file(found, tmp_path, monkeypatch):
    own = tmp_path / "parameters.toml"
    monkeypatch.setenv("KONTANT_PARAMETERS", str(own))
    own.write_text("")
    assert states(found(), "own parameters") == ["ok"]
    own.write_text("[contact.per_12_months")
    assert states(found(), "own parameters") == ["problem"]
    assert "more fault" not in found()["own parameters"][0]["text"]
    own.write_text("a = 1\nb = 2\nc = 3\n")
    (finding,) = found()["own parameters"]
    assert finding["text"] == f"{own}: a: no rule knows this parameter; see: kontant rules (2 more faults)"
    assert finding["remedy"].endswith(f": kontant rules check {own}")


def test_values_are_of_no_interest_where_there_is_no_caseload(found, filled):
    assert "unverified values" in found()
    filled.unlink()
    looked = found()
    assert not {"values", "unverified values", "stale values"} & looked.keys()


def test_a_flag_put_aside_of_a_rule_that_there_is_not(found, filled):
    change(
        filled,
        "INSERT INTO snoozes (case_ref, rule, set_on, reason, fingerprint, batch)"
        " SELECT case_ref, 'rule-of-yesterday', '2026-11-01', 'Ferie', 'x', 1 FROM cases LIMIT 1",
    )
    looked = found()
    assert states(looked, "snoozes") == ["notice"]
    assert "rule-of-yesterday" in looked["snoozes"][0]["text"]


@pytest.mark.parametrize(
    ("version", "good"),
    [("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.50.6", False), ("3.50.7", True), ("3.51.2", False),
     ("3.51.3", True), ("3.53.4", True), ("4.0.0", True)],
)  # fmt: skip
def test_which_sqlite_is_without_the_fault(version, good):
    assert contents.is_mended(version) is good


def test_it_looks_without_writing(found, filled):
    before = filled.read_bytes()
    found()
    assert filled.read_bytes() == before


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("There is no event 9; see: kontant log", "There is no event 9; see: kontant --db /x log"),
        ("kontant restore", "kontant --db /x restore"),
        ("make backups: kontant backup", "make backups: kontant --db /x backup"),
        ("Undo with: kontant --db /x undo 7", "Undo with: kontant --db /x undo 7"),
        ("Make one with: kontant demo", "Make one with: kontant demo"),
        ("mv a b", "mv a b"),
        ("kontant: no", "kontant: no"),
    ],
)
def test_commands_in_a_sentence_reach_the_caseload(message, told, monkeypatch):
    monkeypatch.delenv("KONTANT_DB", raising=False)
    assert Context(db="/x").reaching(message) == told
    assert Context().reaching(message) == message


def test_remedies_and_refusals_name_the_caseload(run, filled, tmp_path):
    path = Path(shutil.copy(filled, tmp_path / "another.sqlite"))
    damage(path)
    remedies = [f["remedy"] for f in json.loads(run("--db", str(path), "doctor", "--format", "json")[1])["findings"]]
    assert f"kontant --db {path} restore" in remedies


def test_room_is_told_in_gigabytes_and_whether_it_is_enough(filled, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(9, 4, 5_432_000_000))
    (room,) = (finding for finding in place.place(filled) if finding.check == "room")
    assert room.text.startswith("5.4 GB are free on the disk with the caseload: enough for a backup")


def test_an_encrypted_file_that_nobody_can_open_here_is_not_called_wrong(run, filled):
    pytest.importorskip("sqlcipher3")
    from kontant.store import key
    from kontant.store.encryption import Entry, new_key, recrypt

    (backup,) = backups.known(filled)
    backups.remove(backup)
    recrypt(filled, new_key("en lang adgangssætning"), Entry("encrypt", "x", AT))
    key.forget()
    code, out, _err = run("doctor", "--format", "json")
    (finding,) = (finding for finding in json.loads(out)["findings"] if finding["check"] == "file")
    assert (code, finding["state"]) == (1, "unseen")
    assert "--passphrase-fd" in finding["remedy"]
    assert "1 thing could not be looked into." in run("doctor")[1]


def test_what_is_no_database_is_not_to_be_encrypted(run, filled):
    filled.write_bytes(b"a letter, and no database")
    findings = json.loads(run("doctor", "--format", "json")[1])["findings"]
    assert "encryption" not in [finding["check"] for finding in findings]
