"""Encrypting a caseload, taking that off, a new passphrase: every row stays, and whoever waits does not lose a word."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from encrypted_case import OTHER, PASSPHRASE, encrypted_copy, nobody_knows, opened_elsewhere, seen_in, words_of
from file_modes import obeying_modes
from support import AT, DATA, environment

from kontant.errors import StoreError
from kontant.report import in_parts
from kontant.store import backups, conversion, encryption, key, opening, seals
from kontant.store.encryption import Entry
from kontant.store.reading import changing, reading
from kontant.store.timelines import case_count
from kontant.store.writes import writing

ENTRY = Entry("encrypt", "tester", AT)
WORDS = words_of(DATA / "caseload")


@pytest.fixture(autouse=True)
def _nobody_knows():
    with nobody_knows():
        yield


@pytest.fixture
def path(tmp_path, sample):
    """The sample caseload, plain, in a folder of its own."""
    folder = tmp_path / "caseload"
    folder.mkdir()
    return Path(shutil.copy(sample, folder / "caseload.sqlite"))


@pytest.fixture
def quickly_refused(monkeypatch):
    """Nobody is waited for."""
    monkeypatch.setattr(conversion, "BUSY_SECONDS", 0.1)


def dump(path):
    """Every row of every table, whichever way the file is kept."""
    with closing(conversion.opened(path, opening.key_for(path))) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0").fetchall()
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}


def in_python(script):
    """Run a script in a process of its own; its locks are others than ours."""
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), check=False, timeout=60
    )


def without_log(rows):
    return {name: found for name, found in rows.items() if name not in ("events", "seals", "sqlite_sequence")}


def encrypt(path, passphrase=PASSPHRASE):
    new = encryption.new_key(passphrase)
    encryption.recrypt(path, new, ENTRY)
    return new


def test_every_row_is_there_when_encrypted_rekeyed_and_decrypted(path):
    before = dump(path)
    for new in (encryption.new_key(PASSPHRASE), encryption.new_key(OTHER), None):
        assert encryption.recrypt(path, new, ENTRY)
        assert key.is_encrypted(path) is (new is not None)
        assert without_log(dump(path)) == without_log(before)
        assert path.stat().st_mode & 0o777 == 0o600
        assert [found.name for found in path.parent.iterdir()] == ["caseload.sqlite"]
        with reading(path) as connection:
            assert seals.verify(connection) == []
            assert connection.execute("SELECT command, who, at FROM events ORDER BY id DESC").fetchone() == ENTRY
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert len(dump(path)["events"]) == len(before["events"]) + 3


def test_an_encrypted_file_holds_no_word_and_opens_in_sqlcipher_by_the_passphrase_alone(path):
    assert seen_in(WORDS, path.parent)
    encrypt(path)
    assert not seen_in(WORDS, path.parent)
    with closing(sqlite3.connect(path)) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT name FROM cases")
    assert len(opened_elsewhere(path)) == 45


def test_the_old_passphrase_opens_nothing_after_a_new_one(path):
    encrypt(path)
    encrypt(path, OTHER)
    key.forget()
    asked = []
    key.ask_with(lambda _path, again: asked.append(again) or PASSPHRASE)
    with pytest.raises(StoreError, match="The passphrase is wrong"), reading(path):
        pass
    assert asked == [False, True, True]
    key.ask_with(lambda *_: OTHER)
    with reading(path) as connection:
        assert case_count(connection) == 45
    key.ask_with(None)


def test_what_stood_in_the_old_file_is_overwritten(path):
    old = os.open(path, os.O_RDONLY)
    encrypt(path)
    data = os.pread(old, 1 << 30, 0)
    os.close(old)
    assert len(data) > 4096 and not data.strip(b"\0")


_WAITING = """
import sys
from pathlib import Path
from kontant.errors import StoreError
from kontant.store import key
from kontant.store.reading import changing, reading
key.ask_with(lambda *_: {passphrase!r})
if {knows}:
    with reading(Path({path!r})):
        pass
print("ready", flush=True)
input()
try:
    with changing(Path({path!r})) as connection:
        connection.execute("UPDATE cases SET name = 'Lost'")
    print("WRITTEN")
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("knows", [True, False], ids=["knows the key", "asks for it"])
@pytest.mark.parametrize("way", ["encrypt", "decrypt", "rekey"])
def test_whoever_waits_to_write_ends_with_a_sentence_and_writes_nowhere(path, way, knows):
    old = None if way == "encrypt" else encrypt(path)
    new = None if way == "decrypt" else encryption.new_key(OTHER)
    script = _WAITING.format(path=str(path), passphrase=PASSPHRASE, knows=knows)
    waiting = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert waiting.stdout.readline() == "ready\n"
    with (
        conversion.descriptor(path) as number,
        conversion.alone(path, old) as source,
        conversion.beside(path) as fresh,
    ):
        waiting.stdin.write("\n")
        waiting.stdin.flush()
        time.sleep(1.5)  # it tries for five seconds
        assert waiting.poll() is None
        conversion.write_anew(source, fresh, new)
        conversion.check(source, fresh, new)
        conversion.swap(path, fresh, number)
    told, _none = waiting.communicate(timeout=30)
    assert "given a new passphrase while this command ran; nothing was changed: run the command again" in told
    if new is not None:
        key.remember(new)
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM cases WHERE name = 'Lost'").fetchone() == (0,)
        assert case_count(connection) == 45


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_file_that_others_have_open_is_left_alone(path, quickly_refused, encrypted):
    if encrypted:
        encrypt(path)
    before = path.read_bytes()
    script = _HOLDING.format(path=str(path), passphrase=PASSPHRASE)
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment())
    try:
        assert holder.stdout.readline() == "ready\n"
        with pytest.raises(StoreError, match="in use by another program; nothing was changed"):
            encrypt(path, OTHER)
    finally:
        holder.kill()
        holder.communicate()
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".*"))


_HOLDING = """
import time
from pathlib import Path
from kontant.store import key
from kontant.store.reading import reading
key.ask_with(lambda *_: {passphrase!r})
with reading(Path({path!r})) as connection:
    connection.execute("SELECT count(*) FROM cases").fetchone()
    print("ready", flush=True)
    time.sleep(60)
"""


def test_looking_for_the_key_gives_up_no_lock_of_an_open_connection(path, quickly_refused):
    encrypt(path)
    with reading(path) as connection:
        case_count(connection)
        for _time in range(3):
            assert opening.key_for(path) and key.is_encrypted(path) and not key.is_plain(path)
        script = f"""
from pathlib import Path
from kontant.store import conversion, key
conversion.BUSY_SECONDS = 0.1
own = key.derived({PASSPHRASE!r}, key.salt_of(Path({str(path)!r})))
try:
    with conversion.alone(Path({str(path)!r}), own):
        print("alone")
except Exception as error:
    print(error)
"""
        done = in_python(script)
    assert done.stdout == "database is locked\n"


def test_a_write_that_is_not_finished_does_not_stand_in_the_new_file(path, quickly_refused):
    encrypt(path)
    with changing(path) as connection:
        connection.execute("UPDATE cases SET name = 'Half'")
        with pytest.raises(StoreError):
            # In another process; here SQLite's locks would not be asked.
            raise StoreError(_recrypted_elsewhere(path))
        connection.execute("ROLLBACK")
        connection.execute("BEGIN")
    with reading(path) as connection:
        assert connection.execute("SELECT count(*) FROM cases WHERE name = 'Half'").fetchone() == (0,)


def _recrypted_elsewhere(path):
    script = f"""
from pathlib import Path
from kontant.store import conversion, encryption, key
conversion.BUSY_SECONDS = 0.1
key.ask_with(lambda *_: {PASSPHRASE!r})
try:
    encryption.recrypt(Path({str(path)!r}), None, encryption.Entry("decrypt", "x", "{AT}"))
except Exception as error:
    print(error, end="")
"""
    done = in_python(script)
    assert "in use by another program" in done.stdout
    return done.stdout


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE cases SET name = 'Another' WHERE rowid = 1",
        "DELETE FROM benefits WHERE rowid = 1",
        "CREATE TABLE more (number INTEGER)",
        "DROP TRIGGER seals_no_UPDATE",
        "PRAGMA user_version = 3",
    ],
)
def test_what_was_written_is_held_against_what_was_read(path, harm):
    new = encryption.new_key(PASSPHRASE)
    with conversion.alone(path, None) as source, conversion.beside(path) as fresh:
        conversion.write_anew(source, fresh, new)
        conversion.check(source, fresh, new)
        with closing(conversion.opened(fresh, new)) as connection:
            connection.execute(harm.replace("rowid = 1", "(case_ref) = (SELECT min(case_ref) FROM benefits)"))
        with pytest.raises(StoreError, match="not what was read"):
            conversion.check(source, fresh, new)


def test_a_page_that_was_changed_on_the_disk_is_found(path):
    new = encryption.new_key(PASSPHRASE)
    with conversion.alone(path, None) as source, conversion.beside(path) as fresh:
        conversion.write_anew(source, fresh, new)
        with fresh.open("rb+") as file:
            file.seek(4096 * 20 + 100)
            file.write(b"x")
        with pytest.raises((StoreError, *opening.errors())):
            conversion.check(source, fresh, new)


def test_backups_and_copies_of_older_schemas_follow_with_their_checksums(path):
    backup = backups.make(path, backups.default_folder(path), datetime(2026, 11, 22, 12)).backup
    copy = Path(shutil.copy(path, path.with_name("caseload.sqlite.schema-4.1")))
    os.utime(copy, (1_700_000_000, 1_700_000_000))
    before = dump(copy)
    assert encryption.plain_copies(path) == [copy, backup.path]
    old = None
    for passphrase in (PASSPHRASE, OTHER):
        new = encrypt(path, passphrase)
        assert encryption.follow(path, old, new) == ([copy, backup.path], [])
        assert not seen_in(WORDS, path.parent)
        assert backup.is_intact() and dump(copy) == before
        assert copy.stat().st_mtime == 1_700_000_000
        assert len(opened_elsewhere(copy, passphrase)) == 45
        assert encryption.follow(path, old, new) == ([], [])
        old = new


def test_a_checksum_that_a_killed_process_did_not_come_to_is_written_and_no_other(path):
    folder = backups.default_folder(path)
    killed, harmed = (backups.make(path, folder, datetime(2026, 11, day, 12)).backup for day in (21, 22))
    checksum = killed.checksum_file.read_bytes()
    new = encrypt(path)
    assert encryption.follow(path, None, new)[1] == []
    killed.checksum_file.write_bytes(checksum)
    with harmed.path.open("rb+") as file:
        file.seek(4096 * 20 + 100)
        file.write(b"x")
    done, left = encryption.follow(path, None, new)
    assert done == [] and [each.path for each in left] == [harmed.path]
    assert killed.is_intact() and harmed.is_intact() is False
    killed.checksum_file.write_bytes(checksum)
    done, left = encryption.follow(path, new, encrypt(path, OTHER))
    assert done == [killed.path] and [each.path for each in left] == [harmed.path]
    assert killed.is_intact()


_KILLED = """
import os
from pathlib import Path
from kontant.store import conversion, encryption, key
swap = conversion.swap
def swapped_and_killed(path, fresh, old):
    {swap}
    os._exit(9)
conversion.swap = swapped_and_killed
new = key.derived({passphrase!r}, bytes.fromhex({salt!r}))
encryption.follow(Path({path!r}), None, new)
"""


@pytest.mark.parametrize("swap", ["swap(path, fresh, old)", "pass"], ids=["after the swap", "before it"])
def test_a_backup_is_what_its_checksum_says_whenever_its_process_is_killed(path, swap):
    backup = backups.make(path, backups.default_folder(path), datetime(2026, 11, 22, 12)).backup
    new = encrypt(path)
    in_python(_KILLED.format(path=str(path), passphrase=PASSPHRASE, salt=new.salt.hex(), swap=swap))
    assert key.is_encrypted(backup.path) is (swap != "pass")
    assert len(backup.checksums()) == 2 and backup.is_intact()
    assert encryption.follow(path, None, new)[1] == []
    assert len(backup.checksums()) == 1 and backup.is_intact() and key.is_encrypted(backup.path)


def test_while_a_file_is_written_anew_no_page_of_it_lies_beside_it(path):
    for _time in range(2):
        with conversion.alone(path, None):
            assert [found.name for found in path.parent.iterdir()] == ["caseload.sqlite"]
        shutil.copy(path, path.with_name("caseload.sqlite-journal"))  # as one that was killed had left it


def test_a_writer_that_waits_while_encrypting_is_killed_is_told_that_the_file_was_replaced(path):
    script = _WAITING.format(path=str(path), passphrase=PASSPHRASE, knows=True).replace(
        "print(error)", "print(type(error).__name__, error)"
    )
    waiting = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert waiting.stdout.readline() == "ready\n"
    new = encryption.new_key(OTHER)
    with conversion.alone(path, None) as source, conversion.beside(path) as fresh:
        waiting.stdin.write("\n")
        waiting.stdin.flush()
        time.sleep(1)
        conversion.write_anew(source, fresh, new)
        fresh.replace(path)  # and no more: the old file is not overwritten
    told, _none = waiting.communicate(timeout=30)
    assert told.startswith("StoreError ") and "run the command again" in told


def test_a_lock_is_kept_whatever_other_files_are_looked_at(path, quickly_refused):
    data = path.read_bytes()
    with reading(path) as connection:
        case_count(connection)
        for number in range(3 * key._MANY_OPENED):
            other = path.with_name(f"other-{number}")
            other.write_bytes(data)
            assert key.is_plain(other)
        assert len(key._Held.opened) <= key._MANY_OPENED
        assert _recrypted_elsewhere(path)


def test_what_belongs_to_a_damaged_copy_is_named(path):
    folder = backups.default_folder(path)
    folder.mkdir()
    damaged = folder / "caseload-damaged-2026-11-22T120000.sqlite"
    beside = damaged.with_name(f"{damaged.name}-wal")
    damaged.write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    beside.write_bytes(b"words")
    new = encrypt(path)
    done, left = encryption.follow(path, None, new)
    assert done == [] and [each.path for each in left] == [damaged, beside]
    assert all(str(each.path) in each.why for each in left)
    (backup,) = backups.known(path)
    backups.remove(backup)
    assert list(folder.iterdir()) == []


def test_copies_that_cannot_follow_are_named_and_left(path):
    folder = backups.default_folder(path)
    tampered, foreign = (backups.make(path, folder, datetime(2026, 11, day, 12)).backup.path for day in (21, 22))
    with closing(sqlite3.connect(tampered)) as connection, connection:
        connection.execute("UPDATE cases SET name = 'Another'")
    foreign.unlink()
    encrypted_copy(path, foreign, OTHER)
    broken = path.with_name("caseload.sqlite.schema-4.1")
    broken.write_bytes(b"SQLite format 3\0" + b"rubbish" * 1000)
    new = encrypt(path)
    done, left = encryption.follow(path, None, new)
    assert done == []
    told = {each.path: each.why for each in left}
    assert set(told) == {tampered, foreign, broken}
    assert "not what its checksum says" in told[tampered]
    assert "under another passphrase" in told[foreign]
    assert "damaged" in told[broken]


def test_a_folder_that_takes_no_file_leaves_everything_as_it_was(path):
    before = dump(path)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError):
            obeying_modes(lambda: encrypt(path))
    finally:
        path.parent.chmod(0o700)
    assert not key.is_encrypted(path)
    assert dump(path) == before


def test_an_encrypted_caseload_in_a_folder_that_takes_no_file_can_be_read(path):
    encrypt(path)
    key.forget()
    key.ask_with(lambda _path, _again: PASSPHRASE)

    def cases():
        with reading(path) as connection:
            return case_count(connection)

    path.parent.chmod(0o500)
    try:
        assert obeying_modes(cases) > 0
    finally:
        path.parent.chmod(0o700)
        key.ask_with(None)


def test_a_new_caseload_is_encrypted_from_its_first_page(tmp_path):
    from kontant.store.schema import create

    path = tmp_path / "new" / "caseload.sqlite"
    create(path, encryption.new_key(PASSPHRASE))
    assert key.is_encrypted(path) and path.stat().st_mode & 0o777 == 0o600
    assert opened_elsewhere(path) == []
    with writing(path, command="test", who="x", at=AT):
        pass
    assert not seen_in([b"CREATE TABLE", b"SQLite format 3"], tmp_path)


def test_a_key_shows_nothing_of_itself():
    held = key.derived(PASSPHRASE, bytes(16))
    for text in (repr(held), f"{held}", str([held]), f"{held!r:>30}"):
        assert PASSPHRASE not in text and held.raw.hex() not in text and "\\x" not in text


def test_nothing_of_a_crash_is_written_to_a_core_file():
    script = f"""
import resource
from kontant.store import key
before = resource.getrlimit(resource.RLIMIT_CORE)[0]
key.remember(key.derived({PASSPHRASE!r}, bytes(16)))
print(resource.getrlimit(resource.RLIMIT_CORE)[0])
"""
    done = in_python(script)
    assert done.stdout == "0\n"


def _count(connection, refs):
    return case_count(connection) and [os.getpid(), refs]


@pytest.mark.skipif(in_parts.processors() == 1, reason="one processor reads alone")
def test_workers_read_an_encrypted_caseload_without_asking(path):
    encrypt(path)
    asked = []
    key.ask_with(lambda *_: asked.append(1) or "")
    found = in_parts.in_parts(path, 1, _count)
    key.ask_with(None)
    assert len({pid for pid, _refs in found}) >= 1 and os.getpid() not in {pid for pid, _refs in found}
    assert not asked


def test_a_plain_caseload_loads_no_sqlcipher(path):
    script = f"""
import sys
from pathlib import Path
from kontant.store.reading import reading
with reading(Path({str(path)!r})):
    pass
print([name for name in sys.modules if name.startswith(("sqlcipher3", "keyring"))])
"""
    done = in_python(script)
    assert done.stdout == "[]\n", done.stderr


def test_without_the_library_it_is_told_what_to_install(path, monkeypatch):
    encrypt(path)
    key.forget()
    for name in [name for name in sys.modules if name.startswith("sqlcipher3")]:
        monkeypatch.setitem(sys.modules, name, None)
    with contextlib.suppress(KeyError):
        monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    with pytest.raises(StoreError, match=r"pip install 'kontant\[encryption\]'"), reading(path):
        pass
