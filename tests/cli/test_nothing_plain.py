"""Nothing of an encrypted caseload lies plain on a disk: every byte of every file is searched, while kontant works too.

Searched for is every name, CPR number, case reference and free text of the demo caseload, and what is typed here.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest
from encrypted_case import (
    OTHER,
    PASSPHRASE,
    command,
    encrypted_copy,
    given,
    kontant,
    nobody_knows,
    opened_elsewhere,
    seen_in,
    words_of,
)
from note_terminal import CTRL_O, ENTER
from support import AT, DATA, DAY, environment

from kontant.cli import note_editor, note_private
from kontant.cli.memory_folder import memory_folder
from kontant.exchange.demo import write_extract
from kontant.exchange.importing import import_extract
from kontant.store import drafts, key, reading, schema, seals

TYPED = ["Hemmeligt æøå notat", "Halvt skrevet kladde", "Rettelse der venter", "Ord i editoren"]
MIGRATIONS = Path(__file__).parents[2] / "migrations"
SEED = 20261122
KILLS = 6

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors and terminals as on POSIX")


class Demo(NamedTuple):
    """The extract of the demo caseload, the plain caseload made of it, and what is told in either."""

    extract: Path
    plain: Path
    words: frozenset[bytes]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Forty-five invented people with CPR numbers, journals and health."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / "extract").mkdir()
    write_extract(folder / "extract", seed=2022, day=DAY)
    schema.create(folder / "plain.sqlite")
    import_extract(folder / "plain.sqlite", folder / "extract", extract_date=DAY, who="x", at=AT)
    words = words_of(folder / "extract") | {text.encode() for text in TYPED}
    return Demo(folder / "extract", folder / "plain.sqlite", frozenset(words))


class Watcher(threading.Thread):
    """Reads every file of some folders again and again, for as long as something is done."""

    def __init__(self, words, *folders):
        super().__init__(daemon=True)
        # Fewer words are looked for more often.
        self.words = random.Random(SEED).sample(sorted(words), 150)
        self.folders, self.seen, self.rounds = folders, [], 0
        self._stop_now = threading.Event()

    def run(self):
        while not self._stop_now.is_set():
            try:
                self.seen += seen_in(self.words, *self.folders)
            except FileNotFoundError:  # gone while the folder was listed
                continue
            self.rounds += 1

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._stop_now.set()
        self.join()


class Place:
    """The folders of one user: the caseload's, kontant's own, and that of temporary files."""

    def __init__(self, folder, demo):
        self.words, self.extract = demo.words, demo.extract
        self.folders = [folder / name for name in ("c", "data", "tmp", "home")]
        for each in self.folders:
            each.mkdir()
        self.db = folder / "c" / "caseload.sqlite"
        temporary, home = str(folder / "tmp"), str(folder / "home")
        self.env = {"XDG_DATA_HOME": str(folder / "data"), "TMPDIR": temporary, "SQLITE_TMPDIR": temporary}
        self.env |= {"HOME": home, "KONTANT_USER": "tester"}

    def run(self, *words, lines=(PASSPHRASE,), **more):
        """Run kontant, watched; nothing may be seen meanwhile or afterwards."""
        with Watcher(self.words, *self.folders) as watcher:
            done = kontant(*words, db=self.db, lines=lines, **self.env, **more)
        assert done.code == 0, done.err
        assert watcher.rounds and not watcher.seen
        self.search()
        return done

    def search(self):
        """Nothing may be seen in any file."""
        assert not seen_in(self.words, *self.folders)

    def typed(self, *words, passphrase=PASSPHRASE, **env):
        """Start kontant on a terminal, past the passphrase."""
        child = pexpect.spawn(
            sys.executable,
            ["-m", "kontant", "--db", str(self.db), *words],
            env=environment(PROMPT_TOOLKIT_NO_CPR="1", TERM="xterm", NO_COLOR="1", **self.env, **env),
            dimensions=(50, 100),
            encoding="utf-8",
            timeout=30,
        )
        child.expect_exact("Passphrase of caseload.sqlite: ")
        child.send(passphrase + ENTER)
        return child


@pytest.fixture(autouse=True)
def _nobody_knows():
    with nobody_knows():
        yield


@pytest.fixture
def place(tmp_path, demo, monkeypatch):
    found = Place(tmp_path, demo)
    monkeypatch.setenv("XDG_DATA_HOME", found.env["XDG_DATA_HOME"])
    return found


@pytest.fixture
def filled(place, demo):
    """With the demo caseload, encrypted."""
    encrypted_copy(demo.plain, place.db)
    key.forget()
    place.search()
    return place


def case_of(place):
    return kontant("case", "list", "--format", "json", db=place.db).json()["cases"][0]["case_ref"]


def test_what_the_search_would_find(tmp_path, demo):
    """A search that finds nothing must have had something to find."""
    shutil.copy(demo.plain, tmp_path / "plain.sqlite")
    found = {word for _name, word in seen_in(demo.words, tmp_path)}
    assert len(found) > 300
    assert len(found) >= 0.97 * (len(demo.words) - len(TYPED))  # but for some that stand where a page ends
    with closing(sqlite3.connect(demo.plain)) as connection:
        people = connection.execute("SELECT name, cpr, case_ref FROM cases").fetchall()
    assert len(people) == 45 and {text.encode() for person in people for text in person} <= found


def test_a_working_day(place):
    place.run("init", "--encrypt")
    place.run("import", place.extract, "--extract-date", "2026-11-22")
    case = case_of(place)
    place.run("note", case, "free", "--answers", "-", stdin=f'subject = "Opkald"\nwords = "{TYPED[0]}"\n')
    place.run("due")
    place.run("note", "find", "Hemmeligt")
    place.run("report")
    place.run("backup")
    place.run("undo", "--yes")
    place.run("import", place.extract, "--extract-date", "2026-11-23")
    place.run("rekey", "--new-passphrase-fd", "FD", lines=[PASSPHRASE, OTHER])
    assert len(opened_elsewhere(place.db, OTHER)) == 45
    (backup,) = (place.db.parent / "backups").glob("*.sqlite")
    assert len(opened_elsewhere(backup, OTHER)) == 45


def test_an_older_caseload_and_the_copy_that_is_made_of_it(place, tmp_path, monkeypatch):
    old, folder = tmp_path / "old.sqlite", tmp_path / "first-four"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("000[5-9]_*", "__pycache__"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "migrations_folder", lambda: folder)
        patch.setattr(reading, "SCHEMA_VERSION", 4)
        patch.setattr(seals, "seal", lambda *_: None)  # the fifth schema's
        schema.create(old)
        import_extract(old, place.extract, extract_date=DAY, who="x", at=AT)
    encrypted_copy(old, place.db)
    old.unlink()
    done = place.run("due")
    assert "was brought up to date; a copy of it as it was" in done.err
    (copy,) = place.db.parent.glob("*.schema-4.*")
    assert len(opened_elsewhere(copy)) == 45


def test_half_a_note_and_a_killed_kontant(filled):
    case = case_of(filled)
    child = filled.typed("note", case, "free")
    child.expect("1/")
    child.send(TYPED[1])
    child.expect_exact(TYPED[1])
    time.sleep(3)  # it is saved every two seconds
    filled.search()
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    filled.search()
    on = filled.typed("note", "--resume")
    on.expect_exact(TYPED[1])
    on.close(force=True)


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGKILL], ids=["hung up", "killed"])
def test_words_typed_while_the_passphrase_is_changed_elsewhere_are_not_lost(filled, ending):
    child = filled.typed("note", case_of(filled), "free")
    child.expect("1/")
    child.send("A")
    child.expect_exact("A")
    time.sleep(3)
    filled.run("rekey", "--new-passphrase-fd", "FD", lines=[PASSPHRASE, OTHER])
    child.send(TYPED[1])
    child.expect_exact("What you type is not saved in the caseload any more; it is kept in a file")
    time.sleep(3)
    filled.search()
    child.kill(ending)
    child.expect(pexpect.EOF)
    filled.search()
    for earlier in ("not the earlier one", PASSPHRASE):
        on = filled.typed("note", "--resume", "1", passphrase=OTHER)
        on.expect_exact("Words were put down under an earlier passphrase")
        for _time in range(3 if earlier != PASSPHRASE else 1):
            on.expect("Passphrase of .*words: ")
            on.send(earlier + ENTER)
        on.expect_exact("What could not be saved" if earlier == PASSPHRASE else "the next time you are asked again")
        if earlier == PASSPHRASE:
            on.expect_exact(f"A{TYPED[1]}")
        on.close(force=True)
    filled.search()
    assert len(list((Path(filled.env["XDG_DATA_HOME"]) / "kontant" / "drafts").glob("*.words"))) <= 1


def test_words_typed_while_a_plain_caseload_is_encrypted_elsewhere_lie_in_memory(place, demo):
    shutil.copy(demo.plain, place.db)
    place.db.chmod(0o600)
    folder = memory_folder()
    draft = drafts.start(
        place.db, case_ref=_some_case(place.db), form="free", version=1, date=DAY, caseworker=None, who="x", at=AT
    )
    note_private.hold(place.db)
    assert kontant("encrypt", db=place.db, **place.env).code == 0
    if folder is None:
        with pytest.raises(OSError):
            note_private.spill(place.db, draft, {"partial": TYPED[1]})
        return
    note_private.spill(place.db, draft, {"partial": TYPED[1]})
    place.search()
    assert note_private.spilled(place.db, draft.id)["partial"] == TYPED[1]
    note_private.forget(place.db, draft.id)
    assert not note_private.lies_beside(place.db, draft.id)


def _some_case(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT min(case_ref) FROM cases").fetchone()[0]


def test_the_passphrase_is_asked_for_before_a_bar_could_hide_it(filled):
    child = filled.typed("import", str(DATA / "caseload"), "--dry-run")
    before = child.before
    child.expect(pexpect.EOF)
    assert "Reading" not in before and "Passphrase" not in child.before


def test_a_correction_that_is_left_waits_encrypted(filled):
    child = filled.typed("note", "amend", "1")
    child.expect_exact("What is right?")
    child.send(TYPED[2])
    child.expect_exact(TYPED[2])
    child.kill(signal.SIGHUP)
    child.expect(pexpect.EOF)
    filled.search()
    on = filled.typed("note", "amend", "1")
    on.expect_exact("The words that were not saved last time are here again.")
    on.expect_exact(TYPED[2])
    on.close(force=True)
    filled.search()


def test_what_the_caseload_does_not_take_is_put_beside_it_encrypted(filled):
    key.ask_with(lambda *_: PASSPHRASE)
    head = {"form": "free", "version": 1, "date": DAY, "caseworker": None, "who": "x", "at": AT}
    draft = drafts.start(filled.db, case_ref=case_of(filled), **head)
    note_private.spill(filled.db, draft, {"partial": TYPED[1]})
    filled.search()
    assert note_private.spilled(filled.db, draft.id)["partial"] == TYPED[1]
    # Also when the disk with the caseload is gone.
    away = filled.db.rename(filled.db.with_name("away"))
    note_private.spill(filled.db, draft, {"partial": TYPED[2]})
    filled.search()
    assert note_private.spilled(filled.db, draft.id)["partial"] == TYPED[2]
    assert note_private.lies_beside(filled.db, draft.id)
    away.rename(filled.db)
    note_private.forget(filled.db, draft.id)
    assert not note_private.lies_beside(filled.db, draft.id)
    key.ask_with(None)


EDITOR = """#!/bin/sh
printf '%s' "$1" > '{told}.path'
cat "$1" >> '{told}.words'
stat -c '%a' "$1" "$(dirname "$1")" > '{told}.modes'
printf '{words}\\n' > "$1"
touch '{told}.there'
{then}
"""


def editor(tmp_path, then):
    told = tmp_path / "told"
    told.mkdir()
    script = tmp_path / "editor"
    script.write_text(EDITOR.format(told=told / "x", words=TYPED[3], then=then), encoding="utf-8")
    script.chmod(0o700)
    return script, told


def wait_for(path):
    until = time.monotonic() + 30
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.skipif(memory_folder() is None, reason="no file system in memory")
def test_an_editor_has_the_words_in_memory(filled, tmp_path):
    script, told = editor(tmp_path, "exit 0")
    child = filled.typed("note", case_of(filled), "free", EDITOR=str(script), VISUAL=str(script))
    child.expect("1/")
    child.send("Et emne" + ENTER)
    child.expect("2/")
    child.send(CTRL_O)
    child.expect_exact("whether editor keeps copies of its own on the disk")
    child.expect_exact(TYPED[3])
    path = Path((told / "x.path").read_text())
    assert path.parent == memory_folder() and not path.exists()
    assert (told / "x.modes").read_text().split() == ["600", "700"]
    assert case_of(filled) not in path.name
    filled.search()
    child.close(force=True)
    filled.search()


@pytest.mark.skipif(memory_folder() is None, reason="no file system in memory")
def test_a_terminal_that_goes_away_while_an_editor_has_the_words(filled, tmp_path):
    script, told = editor(tmp_path, "exec sleep 30")
    child = filled.typed("note", case_of(filled), "free", EDITOR=str(script), VISUAL=str(script))
    child.expect("1/")
    child.send("Et emne" + ENTER)
    child.expect("2/")
    child.send(CTRL_O)
    wait_for(told / "x.there")
    filled.search()
    os.kill(child.pid, signal.SIGTERM)
    child.expect(pexpect.EOF)
    # Memory is gone with the session; the words are not.
    assert not Path((told / "x.path").read_text()).exists()
    filled.search()
    on = filled.typed("note", "--resume")
    on.expect_exact("The words that were in your editor are here again.")
    on.expect_exact(TYPED[3])
    on.close(force=True)
    filled.search()


def test_without_a_folder_in_memory_the_editor_is_not_opened(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(note_private, "memory_folder", lambda: None)
    key.ask_with(lambda *_: PASSPHRASE)
    path = note_private.editor_file(filled.db, 1, "words")
    assert not note_private.open_to_editor(path, TYPED[3])
    note_private.write(path, TYPED[3])
    assert note_private.read(path) == TYPED[3]
    filled.search()
    key.ask_with(None)


@pytest.mark.parametrize("kill", range(KILLS))
def test_an_encrypting_that_is_killed_leaves_the_plain_file_or_nothing_plain(place, demo, kill):
    chance = random.Random(f"{SEED}-{kill}")
    shutil.copy(demo.plain, place.db)
    shutil.copy(demo.plain, place.db.with_name("caseload.sqlite.schema-4.1"))
    before = rows(place.db)
    with given([PASSPHRASE]) as number:
        running = subprocess.Popen(
            command(place.db, number, "encrypt"),
            env=environment(**place.env),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[number],
            start_new_session=True,
        )
        while running.poll() is None and not list(place.db.parent.glob(".kontant-anew-*")):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.4))
        running.kill()
        running.wait()
    plain = {name for name, _word in seen_in(demo.words, *place.folders)}
    assert plain <= {"caseload.sqlite", "caseload.sqlite.schema-4.1"}
    if not key.is_encrypted(place.db):
        assert rows(place.db) == before
    assert kontant("encrypt", db=place.db, **place.env).code == 0
    place.search()
    assert len(opened_elsewhere(place.db)) == 45
    assert [path.name for path in place.db.parent.iterdir() if path.name.startswith(".")] == []


def rows(path):
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {name}").fetchall() for name in ("cases", "notes", "events", "changes")
        ]


def test_the_core_of_a_crash_and_the_process_list_have_no_passphrase(filled):
    child = filled.typed("note", case_of(filled), "free")
    child.expect("1/")
    for name in ("cmdline", "environ"):
        assert PASSPHRASE.encode() not in Path(f"/proc/{child.pid}/{name}").read_bytes()
    limits = Path(f"/proc/{child.pid}/limits").read_text()
    assert next(row for row in limits.splitlines() if row.startswith("Max core file size")).split()[4] == "0"
    child.close(force=True)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (["vim"], ["-n", "-i", "NONE"]),
        (["/usr/bin/nvim", "-R"], ["-n", "-i", "NONE"]),
        (["emacs", "-nw"], ["--eval"]),
        (["micro"], ["-backup", "false"]),
        (["nano"], ["--ignorercfiles"]),
        (["mg"], None),
        (["code", "--wait"], None),
    ],
    ids=lambda given: " ".join(given) if given else "",
)
def test_an_editor_is_told_to_keep_nothing_or_said_not_to_be_known(filled, capsys, words, more):
    key.ask_with(lambda *_: PASSPHRASE)
    command_line = note_editor.keeping_quiet(words, note_private.editor_file(filled.db, 1, "words"))
    told = capsys.readouterr().out
    assert command_line[: len(words)] == words and command_line[len(words) :][: len(more or [])] == (more or [])
    assert ("kontant cannot tell" in told) is (more is None)
    key.ask_with(None)


@pytest.mark.skipif(not shutil.which("vim") or memory_folder() is None, reason="no vim, or no file system in memory")
def test_vim_itself_writes_nothing_to_the_disk(filled):
    (filled.folders[3] / ".vimrc").write_text(
        "set undofile undodir=~ directory=~ backup backupdir=~ viminfo='100,f1,h,:100,%\n", encoding="utf-8"
    )
    child = filled.typed("note", case_of(filled), "free", EDITOR="vim", VISUAL="vim")
    child.expect("1/")
    child.send("Et emne" + ENTER)
    child.expect("2/")
    child.send(CTRL_O)
    child.expect_exact("in memory; save there and close it to go on")
    time.sleep(2)
    child.send(f"i{TYPED[3]}\x1b:w{ENTER}")
    time.sleep(1)
    child.send(f"A og mere\x1b/editoren{ENTER}")
    time.sleep(5)  # a swap file is written every four seconds
    filled.search()
    child.send(f":wq{ENTER}")
    child.expect_exact(f"> {TYPED[3]} og mere")
    filled.search()
    child.close(force=True)
    filled.search()
