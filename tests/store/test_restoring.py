"""Going back to a backup: all of it or nothing, and what was there is kept, whatever state that was in."""

import contextlib
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from backed_up import damage, everything, rows
from support import AT, DATA, DAY, fill

from kontant.errors import KontantError, Refused, StoreError
from kontant.exchange.importing import import_extract
from kontant.store import anchors, backups, drafts, key, opening, parting, restoring, schema, seals
from kontant.store.condition import Condition
from kontant.store.location import parts
from kontant.store.log import events, events_of_case
from kontant.store.log_export import log_look, log_reading
from kontant.store.opening import connect
from kontant.store.reading import SCHEMA_VERSION, reading
from kontant.store.seals import Seal
from kontant.store.undo import plan as plan_undo

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
# The log differs by the entry of the restoring, and by its seal.
_OF_THE_LOG = ("events", "seals", "sqlite_sequence")
MIGRATIONS = Path(__file__).parents[2] / "migrations"


@pytest.fixture
def worked(sample, tmp_path):
    """The sample caseload, to be written to."""
    return Path(shutil.copy(sample, tmp_path / "caseload.sqlite"))


@pytest.fixture
def backup(worked):
    """A backup of it, before anything was done."""
    return backups.make(worked, backups.default_folder(worked), NOW).backup.path


@pytest.fixture
def ref(worked):
    with reading(worked) as connection:
        return connection.execute("SELECT min(case_ref) FROM cases").fetchone()[0]


def work(caseload, ref):
    """A goal, a goal changed and a draft, since the backup."""
    fill(caseload, "goals", case_ref=ref, kind="job", title="Gartner", set_on="2026-11-01")
    head = {"case_ref": ref, "form": "free", "version": 1, "date": DAY, "caseworker": None}
    drafts.start(caseload, **head, who="x", at=AT)


def restore(caseload, source, at=LATER):
    return restoring.restore(caseload, restoring.plan(caseload, source), who="tester", at=at)


def records(path):
    return {name: found for name, found in rows(path).items() if name not in _OF_THE_LOG}


def log_holds(path):
    with reading(path) as connection:
        broken = [anchor for anchor in anchors.anchors(connection, path) if anchor.is_broken]
        return seals.verify(connection) == [] and not broken


def test_all_is_as_in_the_backup_and_what_was_there_is_kept(worked, backup, ref):
    before = records(backup)
    work(worked, ref)
    present = rows(worked)
    done = restore(worked, backup)
    assert records(worked) == before
    assert done.aside.name == f"caseload-before-restore-{LATER.astimezone():%Y-%m-%dT%H%M%S}.sqlite"
    assert rows(done.aside) == present
    kept = next(backup for backup in backups.known(worked) if backup.kept)
    assert (kept.path, kept.is_intact()) == (done.aside, True)
    assert everything(worked.parent) == sorted(
        [
            "backups",
            worked.name,
            *(f"backups/{path.name}{end}" for path in (backup, done.aside) for end in ("", ".sha256")),
        ]
    )
    assert {oct(path.stat().st_mode & 0o777) for path in (worked, done.aside)} == {"0o600"}


def test_it_is_entered_in_the_log_and_the_log_holds(worked, backup, ref):
    work(worked, ref)
    with reading(worked) as connection:
        replaced = str(seals.head(connection))
    done = restore(worked, backup)
    with reading(worked) as connection:
        event = events(connection)[0]
        assert (event.id, event.command, event.who) == (done.event, "restore", "tester")
        assert event.details["replaced"] == replaced
        assert event.details["backup"] == NOW.astimezone().replace(tzinfo=None).isoformat()
    assert log_holds(worked)


def look(caseload, ref, at=AT):
    return log_look(caseload, who="colleague", at=at, command="case show", details={"case_refs": [ref]})


def made(caseload, at):
    return backups.make(caseload, backups.default_folder(caseload), at).backup.path


def looks(caseload):
    with reading(caseload) as connection:
        return [(e.at, e.who, e.command, e.case_refs) for e in events(connection) if e.is_look]


def test_who_had_looked_is_carried_over_under_the_same_time_and_name(worked, backup, ref):
    for minute in (1, 2):
        look(worked, ref, f"2026-11-22T08:0{minute}:00+00:00")
    work(worked, ref)
    details = {"case_refs": [ref], "to": "file", "format": "csv", "purpose": "Ankesag"}
    exported = log_reading(worked, who="colleague", at=AT, command="case list", details=details)
    before = looks(worked)
    with reading(worked) as connection:
        sealed = dict(connection.execute("SELECT event_id, chain FROM seals"))
    done = restore(worked, backup)
    assert (done.readings, looks(worked)) == (3, before)
    with reading(worked) as connection:
        *carried, restored = reversed(events(connection)[:4])
        assert [event.id for event in events_of_case(connection, ref) if event.is_reading] == [4, 3, 2]
    assert [event.details["carried"] for event in carried] == [f"{n}:{sealed[n]}" for n in (2, 3, exported)]
    assert carried[-1].details == {"reading": True, "cases": 1, **details, "carried": f"{exported}:{sealed[exported]}"}
    assert (restored.details["readings"], restored.details["lost"]) == (3, 1)
    assert log_holds(worked)
    # Forth and back again, nobody is told of twice.
    restore(worked, done.aside, LATER + timedelta(hours=1))
    assert looks(worked) == before
    restore(worked, backup, LATER + timedelta(hours=2))
    assert looks(worked) == before
    assert log_holds(worked)


def test_a_seal_noted_before_a_restore_is_known_to_be_put_aside(worked, backup, ref):
    first = look(worked, ref)
    noted = head_of(worked)
    work(worked, ref)
    between = head_of(worked)
    look(worked, ref)
    last = head_of(worked)
    done = restore(worked, backup)
    with reading(worked) as connection:
        for seal in (noted, between, last):
            found = parting.restore_of(connection, worked, seal)
            assert (found.event.id, found.file) == (done.event, done.aside)
        assert parting.restore_of(connection, worked, Seal(first, "0" * 64)) is None
    done.aside.unlink()
    with reading(worked) as connection:
        assert parting.restore_of(connection, worked, noted).event.id == done.event
        assert parting.restore_of(connection, worked, last).file is None


def head_of(caseload):
    with reading(caseload) as connection:
        return seals.head(connection)


def test_what_was_put_aside_need_not_lie_there_for_the_backups_of_it(worked, backup, ref):
    work(worked, ref)
    made(worked, NOW + timedelta(minutes=5))
    look(worked, ref)
    restore(worked, backup).aside.unlink()
    assert log_holds(worked)
    # Nor after the next one, to a log that does not know of the first.
    look(worked, ref)
    restore(worked, backup, LATER + timedelta(hours=1)).aside.unlink()
    assert log_holds(worked)


@pytest.mark.parametrize("present", ["page", "no head", "gone"])
def test_after_damage_the_newer_backups_are_known_to_be_put_aside(worked, backup, ref, present):
    work(worked, ref)
    middle = made(worked, NOW + timedelta(minutes=5))
    look(worked, ref)
    newest = made(worked, NOW + timedelta(minutes=10))
    {"page": _page, "no head": _no_head, "gone": Path.unlink}[present](worked)
    restore(worked, backup)
    assert log_holds(worked)
    with reading(worked) as connection:
        states = {anchor.path: anchor.state for anchor in anchors.anchors(connection, worked)}
        assert states[middle] == states[newest] == anchors.State.APART
        assert str(head_of(newest)) in parting.restores(connection, worked)[0].event.details.values()
    assert [at for at, *_ in looks(worked)] == ([AT] if present == "page" else [])


def test_a_restore_does_not_excuse_what_was_rewritten_before_it(worked, backup, ref):
    work(worked, ref)
    made(worked, NOW + timedelta(minutes=5))
    with contextlib.closing(connect(worked)) as opened:
        opened.execute("BEGIN")
        with seals.unguarded(opened):
            opened.execute("UPDATE events SET who = 'nobody' WHERE id = 2")
            opened.execute("DELETE FROM seals WHERE event_id = 2")
            seals.seal(opened, 2)
        opened.execute("COMMIT")
    assert not log_holds(worked)
    restore(worked, backup)
    assert not log_holds(worked)


def test_going_back_to_what_was_put_aside_undoes_it(worked, backup, ref):
    work(worked, ref)
    present = records(worked)
    aside = restore(worked, backup).aside
    restore(worked, aside, LATER + timedelta(hours=1))
    assert records(worked) == present
    assert log_holds(worked)


def test_undo_refuses_and_says_what_does_it(worked, backup):
    restore(worked, backup)
    with pytest.raises(Refused, match="kontant restore"):
        plan_undo(worked, None)


def test_the_plan_tells_what_would_be_lost(worked, backup, ref):
    work(worked, ref)
    with contextlib.closing(connect(worked)) as opened:
        opened.execute("UPDATE conversations SET channel = 'video' WHERE case_ref = ?", (ref,))
        changed = opened.execute("SELECT count(*) FROM conversations WHERE case_ref = ?", (ref,)).fetchone()[0]
        opened.execute("DELETE FROM benefits WHERE case_ref = (SELECT min(case_ref) FROM benefits)")
        taken_out = opened.execute("SELECT changes()").fetchone()[0]
    planned = restoring.plan(worked, backup)
    assert [event.command for event in planned.history.only_here] == ["test"]
    assert (planned.history.shared, planned.history.only_there) == (1, 0)
    there, lost, back = (0, changed, 0), (1, 0, 0), (0, 0, taken_out)
    told = {difference.table: difference[1:] for difference in planned.tables}
    assert told == {"benefits": back, "conversations": there, "drafts": lost, "goals": lost}
    assert (planned.checked, planned.condition, planned.purges) == (True, Condition.SOUND, 0)


def test_the_plan_tells_of_a_purge_that_would_be_taken_back(worked, backup):
    with contextlib.closing(connect(worked)) as opened:
        opened.execute("INSERT INTO events (at, who, command) VALUES (?, 'x', 'purge')", (AT,))
        seals.seal(opened, 2)
    assert restoring.plan(worked, backup).purges == 1


def test_a_backup_of_another_caseload_shares_no_event(worked, backup, edges):
    assert restoring.plan(worked, edges).history.shared == 0


def test_a_caseload_that_changed_since_it_was_shown_is_left_alone(worked, backup, ref):
    planned = restoring.plan(worked, backup)
    work(worked, ref)
    before = rows(worked)
    with pytest.raises(Refused, match="changed meanwhile"):
        restoring.restore(worked, planned, who="x", at=LATER)
    assert rows(worked) == before
    assert not [found for found in backups.known(worked) if found.kept]


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "BEGIN"])
def test_a_caseload_that_another_program_has_open_is_left_alone(worked, backup, statement, monkeypatch):
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.1)
    before, files = rows(worked), everything(worked.parent)
    with contextlib.closing(connect(worked)) as other:
        other.execute(statement)
        other.execute("SELECT count(*) FROM cases").fetchone()
        with pytest.raises(StoreError, match="in use"):
            restore(worked, backup)
        assert other.execute("SELECT count(*) FROM cases").fetchone() == (45,)
    assert rows(worked) == before
    assert everything(worked.parent) == files


def test_a_backup_with_a_flipped_byte_is_refused(worked, backup):
    data = bytearray(backup.read_bytes())
    data[-100] ^= 1
    backup.write_bytes(data)
    with pytest.raises(StoreError, match="checksum differs"):
        restoring.plan(worked, backup)


def test_a_damaged_backup_without_a_checksum_is_refused_too(worked, backup):
    backup.with_name(backup.name + ".sha256").unlink()
    assert restoring.plan(worked, backup).checked is None
    damage(backup)
    with pytest.raises(StoreError, match="is damaged"):
        restoring.plan(worked, backup)


def test_what_is_no_backup_is_refused(worked, backup, tmp_path):
    with pytest.raises(StoreError, match="There is no backup"):
        restoring.plan(worked, tmp_path / "gone.sqlite")
    with pytest.raises(Refused, match="the caseload itself"):
        restoring.plan(worked, worked)
    other = tmp_path / "other.sqlite"
    with contextlib.closing(sqlite3.connect(other)) as opened:
        opened.execute("CREATE TABLE x (y)")
    with pytest.raises(StoreError, match="not a kontant caseload"):
        restoring.plan(worked, other)
    with contextlib.closing(sqlite3.connect(backup)) as opened:
        opened.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    backup.with_name(backup.name + ".sha256").unlink()
    with pytest.raises(StoreError, match="newer kontant"):
        restoring.plan(worked, backup)


def test_nobodys_own_file_is_put_aside(worked, backup):
    worked.unlink()
    with contextlib.closing(sqlite3.connect(worked)) as opened:
        opened.execute("CREATE TABLE pictures (y)")
    with pytest.raises(StoreError, match="not a kontant caseload"):
        restoring.plan(worked, backup)
    assert worked.exists()


def test_a_backup_whose_beginning_is_gone_is_not_taken_for_an_encrypted_one(worked, backup):
    backup.with_name(backup.name + ".sha256").unlink()
    _no_head(backup)
    with pytest.raises(StoreError, match="is damaged"):
        restoring.plan(worked, backup)


def _page(path):
    damage(path, "cases")


def _no_head(path):
    data = path.read_bytes()
    path.write_bytes(b"\x07" * 100 + data[100:])


def _cut(path):
    path.write_bytes(path.read_bytes()[:50_001])


def _empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [_page, _no_head, _cut, _empty])
def test_a_damaged_caseload_is_no_obstacle_and_is_kept_as_it_is(worked, backup, harm):
    harm(worked)
    data = worked.read_bytes()
    planned = restoring.plan(worked, backup)
    assert (planned.condition, planned.was_encrypted) == (Condition.DAMAGED, False)
    done = restoring.restore(worked, planned, who="x", at=LATER)
    assert done.aside.name.startswith("caseload-damaged-")
    assert done.aside.read_bytes() == data
    assert [found.damaged for found in backups.known(worked)] == [True, False]
    assert records(worked) == records(backup)
    assert log_holds(worked)


def test_a_missing_caseload_is_no_obstacle_nor_what_was_left_of_it(worked, backup):
    worked.unlink()
    journal = worked.with_name(worked.name + "-wal")
    journal.write_bytes(b"the last words of a file that is gone")
    journal.chmod(0o644)
    done = restore(worked, backup)
    assert records(worked) == records(backup)
    assert not journal.exists()
    # Beside an empty file of the name: what nobody lists, nobody encrypts or erases.
    assert [found.path for found in backups.known(worked)] == [done.aside, backup]
    kept = done.aside.with_name(done.aside.name + "-wal")
    assert (done.aside.stat().st_size, kept.read_bytes()) == (0, b"the last words of a file that is gone")
    assert kept.stat().st_mode & 0o777 == done.aside.stat().st_mode & 0o777 == 0o600
    assert log_holds(worked)


def test_a_caseload_that_is_gone_with_all_that_belonged_to_it_leaves_nothing_aside(worked, backup):
    worked.unlink()
    worked.with_name(worked.name + "-shm").write_bytes(b"nothing of a file that is gone")
    assert restore(worked, backup).aside is None
    assert not worked.with_name(worked.name + "-shm").exists()


def test_the_write_ahead_log_of_a_damaged_caseload_does_not_meet_the_new_file(worked, backup, ref):
    """A process that dies with its last words in the -wal, and a main file that is damaged after that."""
    with contextlib.closing(connect(worked)) as opened:
        opened.execute("PRAGMA wal_autocheckpoint = 0")
        opened.execute("UPDATE cases SET name = 'Skrevet Til Sidst'")
        files = {end: worked.with_name(worked.name + end).read_bytes() for end in ("", "-wal")}
    for end, data in files.items():
        worked.with_name(worked.name + end).write_bytes(data)
        worked.with_name(worked.name + end).chmod(0o644)
    _no_head(worked)
    done = restore(worked, backup)
    assert records(worked) == records(backup)
    assert done.aside.with_name(done.aside.name + "-wal").read_bytes() == files["-wal"]
    assert {part.stat().st_mode & 0o777 for part in parts(done.aside)} == {0o600}


@pytest.fixture
def old_backup(tmp_path, monkeypatch):
    """A caseload of the third schema, that lies about as a backup."""
    folder = tmp_path / "first-three"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[4-9]_*", "__pycache__"))
    path = tmp_path / "stick" / "old.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr("kontant.store.reading.SCHEMA_VERSION", 3)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        schema.create(path)
        import_extract(path, DATA / "caseload", extract_date=DAY, who="x", at=AT)
    return path


def test_an_older_backup_is_brought_up_to_date_and_stays_as_it_is(worked, old_backup, tmp_path):
    before = old_backup.read_bytes()
    done = restore(worked, old_backup)
    assert old_backup.read_bytes() == before
    with reading(worked) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (45,)
        assert seals.verify(connection) == []
        assert seals.head(connection).event_id == done.event
    assert {path.name for path in worked.parent.iterdir()} >= {"caseload.sqlite", "backups"}
    assert not [path for path in worked.parent.iterdir() if ".schema-" in path.name or path.name.startswith(".")]


class TestEncrypted:
    """Whichever of the two is encrypted, the caseload stays as it was in that."""

    OLD, NEW = "den gamle adgangssætning", "den nye adgangssætning"

    @pytest.fixture(autouse=True)
    def _asked(self):
        pytest.importorskip("sqlcipher3")
        key.forget()
        yield
        key.ask_with(None)
        key.forget()

    @staticmethod
    def encrypt(path, passphrase):
        from kontant.store.encryption import Entry, new_key, recrypt

        recrypt(path, new_key(passphrase) if passphrase else None, Entry("encrypt", "x", AT))

    def test_what_lies_beside_a_damaged_caseload_is_left_there_whoever_looks_into_the_log(self, worked, backup):
        _no_head(worked)
        worked.with_name(worked.name + "-wal").write_bytes(b"words of somebody" * 500)
        aside = restore(worked, backup).aside
        before = {part: part.read_bytes() for part in parts(aside)}
        self.encrypt(worked, self.OLD)  # so that there is a passphrase that might fit
        with reading(worked) as connection:
            states = {anchor.path: anchor.state for anchor in anchors.anchors(connection, worked)}
        assert states[aside] is anchors.State.UNREAD
        assert {part: part.read_bytes() for part in parts(aside)} == before

    @staticmethod
    def dump(path):
        with reading(path) as connection:
            return connection.execute("SELECT * FROM cases ORDER BY 1").fetchall()

    @pytest.mark.parametrize(("present", "of_the_backup"), [(None, OLD), (NEW, None), (NEW, OLD), (OLD, OLD)])
    def test_the_caseload_keeps_its_own_passphrase_or_none(self, worked, ref, tmp_path, present, of_the_backup):
        before = self.dump(worked)
        source = Path(shutil.copy(worked, tmp_path / "elsewhere.sqlite"))
        passphrases = {worked: present, source: of_the_backup}
        key.ask_with(lambda path, _again: passphrases[path])
        for path, passphrase in passphrases.items():
            if passphrase:
                self.encrypt(path, passphrase)
        work(worked, ref)
        key.forget()
        done = restore(worked, source)
        assert key.is_encrypted(worked) is bool(present)
        assert key.is_encrypted(done.aside) is bool(present)
        assert self.dump(worked) == before
        with reading(worked) as connection:
            assert seals.verify(connection) == []
            assert connection.execute("SELECT count(*) FROM drafts").fetchone() == (0,)

    def test_a_missing_caseload_comes_back_as_the_backup_is(self, worked):
        key.ask_with(lambda _path, _again: self.OLD)
        self.encrypt(worked, self.OLD)
        before = self.dump(worked)
        made = backups.make(worked, backups.default_folder(worked), NOW)
        worked.unlink()
        key.forget()
        restore(worked, made.backup.path)
        assert key.is_encrypted(worked)
        assert self.dump(worked) == before

    @pytest.fixture
    def locked(self, worked, backup):
        """The caseload encrypted, its backup plain."""
        self.encrypt(worked, self.OLD)
        key.forget()
        return worked

    @staticmethod
    def spoil(path, at=8192):
        data = path.read_bytes()
        path.write_bytes(data[:at] + b"\xff" * 9000 + data[at + 9000 :])

    def test_a_damaged_one_stays_encrypted_though_the_backup_is_plain(self, locked, backup):
        self.spoil(locked)
        with pytest.raises(StoreError, match="nobody to ask"):
            restoring.plan(locked, backup)
        key.ask_with(lambda _path, _again: self.OLD)
        planned = restoring.plan(locked, backup)
        assert (planned.condition, planned.backup_is_encrypted) == (Condition.DAMAGED, False)
        assert planned.will_be_encrypted
        done = restoring.restore(locked, planned, who="x", at=LATER)
        with reading(backup) as connection:
            names = [name.encode() for (name,) in connection.execute("SELECT name FROM cases")]
        assert all(name in backup.read_bytes() for name in names)
        for path in (locked, done.aside):
            assert key.is_encrypted(path)
            assert not any(name in path.read_bytes() for name in names)
        key.forget()
        key.ask_with(lambda _path, _again: self.OLD)
        assert self.dump(locked) == self.dump(backup)

    @pytest.mark.parametrize("length", [17_192, 5_000])
    def test_one_whose_key_cannot_be_tried_becomes_plain_only_where_that_is_said(self, locked, backup, length):
        locked.write_bytes(locked.read_bytes()[:length])
        before = locked.read_bytes()
        with pytest.raises(Refused, match="--plain"):
            restoring.plan(locked, backup)
        assert locked.read_bytes() == before
        planned = restoring.plan(locked, backup, plain=True)
        assert (planned.was_encrypted, planned.will_be_encrypted) == (True, False)
        done = restoring.restore(locked, planned, who="x", at=LATER)
        assert done.aside.read_bytes() == before
        assert self.dump(locked) == self.dump(backup)

    def test_nor_needs_anything_be_said_where_the_backup_is_encrypted(self, locked):
        key.ask_with(lambda _path, _again: self.OLD)
        made = backups.make(locked, backups.default_folder(locked), LATER).backup.path
        locked.write_bytes(locked.read_bytes()[:17_192])
        restore(locked, made, LATER + timedelta(hours=1))
        assert key.is_encrypted(locked)
        assert self.dump(locked) == self.dump(made)

    def test_without_its_passphrase_an_encrypted_caseload_is_not_put_aside(self, worked, backup):
        self.encrypt(worked, self.NEW)
        key.forget()
        data = worked.read_bytes()
        key.ask_with(lambda _path, _again: "en forkert adgangssætning")
        with pytest.raises(KontantError, match="passphrase is wrong"):
            restoring.plan(worked, backup)
        assert worked.read_bytes() == data
