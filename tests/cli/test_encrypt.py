"""``init --encrypt``, ``encrypt``, ``decrypt``, ``rekey`` and ``keyring``, as whole processes without a terminal."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import support
from encrypted_case import (
    OTHER,
    PASSPHRASE,
    command,
    encrypted_copy,
    kontant,
    nobody_knows,
    opened_elsewhere,
    seen_in,
    words_of,
)
from support import DATA, environment

from kontant.cli import note_private
from kontant.store import drafts, key
from kontant.store.reading import reading

WORDS = words_of(DATA / "caseload")
ON_DAY = ("--as-of", "2026-11-22")
ELSEWHERE = "Backups in other folders and on other disks are not known here "


@pytest.fixture(autouse=True)
def _nobody_knows():
    with nobody_knows():
        yield


@pytest.fixture
def plain(tmp_path, sample):
    """The sample caseload in a folder of its own."""
    (tmp_path / "c").mkdir()
    return Path(shutil.copy(sample, tmp_path / "c" / "caseload.sqlite"))


@pytest.fixture
def encrypted(tmp_path, sample):
    """The same, encrypted."""
    (tmp_path / "c").mkdir()
    encrypted_copy(sample, tmp_path / "c" / "caseload.sqlite")
    key.forget()
    return tmp_path / "c" / "caseload.sqlite"


@pytest.fixture
def keyring(tmp_path):
    """The environment in which the tests' own keyring is the system's."""
    here = str(Path(__file__).parents[1])
    return {
        "PYTHON_KEYRING_BACKEND": "kept_keyring.Keyring",
        "PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")]),
        "TEST_KEYRING": str(tmp_path / "kept"),
    }


def without_terminal(*words, db, **env):
    """Run kontant with neither a terminal nor a descriptor."""
    done = subprocess.run(
        [sys.executable, "-m", "kontant", "--db", str(db), *words],
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
        timeout=120,
    )
    return support.Ran(done.returncode, done.stdout, done.stderr)


def test_from_the_first_byte_to_the_last_command(tmp_path):
    db = tmp_path / "c" / "caseload.sqlite"
    made = kontant("init", "--encrypt", db=db)
    assert made.code == 0 and made.out.startswith(f"Made an empty, encrypted caseload: {db}\nNext: kontant")
    assert kontant("import", DATA / "caseload", "--extract-date", "2026-11-22", db=db).code == 0
    due = kontant("due", *ON_DAY, "--format", "json", db=db)
    assert due.json()["cases_open"] == 43
    assert not seen_in(WORDS, tmp_path)
    again = kontant("init", "--encrypt", db=db)
    assert again.out == f"{db} is a caseload already, and up to date.\n"


def test_init_tells_how_to_encrypt_what_is_there(plain):
    done = without_terminal("init", "--encrypt", db=plain)
    assert done.out.endswith(f"It is not encrypted; encrypt it with: kontant --db {plain} encrypt\n")
    assert without_terminal("init", "--keyring", db=plain).code == 2


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("kort", "too short: whoever takes the file can try millions of guesses, so at least 12 characters"),
        ("a" * 40, "hardly any different characters"),
        ("en tabulator\ther er ikke godt", "a character that no keyboard gives"),
        ("", "descriptor"),
    ],
)
def test_a_passphrase_that_is_no_good_is_refused_with_why(plain, line, told):
    before = plain.read_bytes()
    done = kontant("encrypt", db=plain, lines=[line])
    assert done.code in (1, 2) and told in done.err and done.err.count("\n") == 1
    assert plain.read_bytes() == before


def test_encrypt_then_rekey_then_decrypt(plain, tmp_path):
    before = without_terminal("due", *ON_DAY, db=plain).out
    done = kontant("encrypt", db=plain)
    assert (done.code, done.err) == (0, ELSEWHERE + "and stay as they are: not encrypted.\n")
    assert done.out == (f"{plain} is encrypted now.\nCheck that you know the passphrase: kontant --db {plain} due\n")
    assert not seen_in(WORDS, tmp_path)
    assert kontant("due", *ON_DAY, db=plain).out == before
    rekeyed = kontant("rekey", "--new-passphrase-fd", "FD", db=plain, lines=[PASSPHRASE, OTHER])
    assert rekeyed.out == f"{plain} has its new passphrase; the old one opens it no more.\n"
    assert rekeyed.err == ELSEWHERE + "and stay under the passphrase they have.\n"
    wrong = kontant("due", db=plain)
    assert wrong == (1, "", f"kontant: The passphrase that came by --passphrase-fd does not open {plain}.\n")
    assert len(opened_elsewhere(plain, OTHER)) == 45
    assert kontant("decrypt", db=plain, lines=[OTHER]).code == 2
    assert key.is_encrypted(plain)
    done = kontant("decrypt", "--yes", db=plain, lines=[OTHER])
    assert done.out == f"{plain} is no longer encrypted: whoever gets the file can read it.\n"
    assert done.err == rekeyed.err
    assert without_terminal("due", *ON_DAY, db=plain).out == before
    log = without_terminal("log", "--format", "json", db=plain).json()
    assert [event["command"] for event in log["events"]][:3] == ["decrypt", "rekey", "encrypt"]
    assert without_terminal("log", "verify", db=plain).code == 0


def test_neither_terminal_nor_descriptor_is_one_sentence_that_names_both(encrypted):
    for words in (["due"], ["case", "list"], ["import", str(DATA / "caseload")], ["undo", "--yes"], ["rekey"]):
        done = without_terminal(*words, db=encrypted)
        assert done.code == 1 and done.out == ""
        assert done.err.count("\n") == 1
        assert "asked for at a terminal" in done.err and "--passphrase-fd" in done.err
    refused = without_terminal("init", "--encrypt", db=encrypted.with_name("new.sqlite"))
    assert refused.code == 2 and "--passphrase-fd N" in refused.err
    assert not encrypted.with_name("new.sqlite").exists()


def test_a_descriptor_that_is_not_open_is_told(encrypted):
    done = without_terminal("--passphrase-fd", "77", "due", db=encrypted)
    assert done == (2, "", "kontant: --passphrase-fd: descriptor 77 is not open for reading.\n")


def test_standard_input_may_give_the_passphrase_and_then_the_answers(encrypted):
    answers = 'subject = "Opkald"\nwords = "Hun ringede selv."\n'
    case = kontant("case", "list", "--format", "json", db=encrypted).json()["cases"][0]["case_ref"]
    done = subprocess.run(
        command(encrypted, 0, "note", case, "free", "--answers", "-"),
        input=f"{PASSPHRASE}\n{answers}".encode(),
        env=environment(),
        capture_output=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = kontant("note", "find", "selv", db=encrypted)
    assert "»selv«" in found.out


def test_the_passphrase_of_another_file_is_told_and_no_prompt_comes_twice(encrypted):
    assert kontant("rekey", "--new-passphrase-fd", "FD", db=encrypted, lines=[OTHER, PASSPHRASE]).code == 1
    assert kontant("rekey", "--new-passphrase-fd", "FD", db=encrypted, lines=[PASSPHRASE]).code == 2
    assert len(opened_elsewhere(encrypted)) == 45


def test_encrypt_again_takes_what_was_left_plain(plain, tmp_path):
    copy = shutil.copy(plain, plain.with_name("caseload.sqlite.schema-4.1"))
    kept = shutil.copy(plain, tmp_path / "kept")
    assert "1 backup or earlier copy was encrypted with it." in kontant("encrypt", db=plain).out
    shutil.copy(kept, copy)  # as a process that was killed had left it
    (tmp_path / "kept").unlink()
    done = kontant("encrypt", db=plain)
    assert done.code == 0
    assert done.out == f"{plain} was encrypted already.\n1 backup or earlier copy was encrypted with it.\n"
    assert not seen_in(WORDS, tmp_path)
    assert "Give it a new passphrase with: kontant" in kontant("encrypt", db=plain).out


def test_backups_follow_and_stay_encrypted_when_the_caseload_is_decrypted(plain, tmp_path):
    assert without_terminal("backup", db=plain).code == 0
    assert "1 backup or earlier copy was encrypted with it." in kontant("encrypt", db=plain).out
    assert not seen_in(WORDS, tmp_path)
    done = kontant("decrypt", "--yes", db=plain)
    assert "1 backup or earlier copy stays encrypted: keep the passphrase for it." in done.out
    (backup,) = (plain.parent / "backups").glob("*.sqlite")
    assert len(opened_elsewhere(backup)) == 45


def test_a_caseload_that_is_opened_by_a_link_has_its_copies_where_it_lies(plain, tmp_path):
    (tmp_path / "here").mkdir()
    link = tmp_path / "here" / "link.sqlite"
    link.symlink_to(plain)
    assert without_terminal("backup", db=link).code == 0
    assert "1 backup or earlier copy was encrypted with it." in kontant("encrypt", db=link).out
    assert not seen_in(WORDS, tmp_path) and [found.name for found in link.parent.iterdir()] == ["link.sqlite"]
    assert len(list((plain.parent / "backups").glob("*.sqlite"))) == 1
    link.unlink()
    link.symlink_to(link)
    assert without_terminal("due", db=link).code == 1


def test_a_copy_under_another_passphrase_is_told_once_with_what_can_be_done(plain):
    other = plain.with_name("caseload.sqlite.schema-4.1")
    encrypted_copy(plain, other, OTHER)
    done = kontant("encrypt", db=plain)
    assert done.err.count(str(other)) == 1
    assert "with its own passphrase: kontant --db" in done.err and "Delete what you do not need" in done.err


def test_the_old_passphrase_is_no_new_one(encrypted):
    before = encrypted.read_bytes()
    done = kontant("rekey", "--new-passphrase-fd", "FD", db=encrypted, lines=[PASSPHRASE, PASSPHRASE])
    assert done.code == 1 and "That is the passphrase it has now" in done.err
    assert encrypted.read_bytes() == before


def test_words_are_under_one_of_the_passphrases_whenever_rekey_is_killed(encrypted, tmp_path, monkeypatch):
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    key.ask_with(lambda *_: PASSPHRASE)
    correction = note_private.correction_file(encrypted, ("case", 1))
    note_private.write(correction, "Rettelsesordet")
    number = os.pipe()
    os.write(number[1], f"{PASSPHRASE}\n{OTHER}\n".encode())
    script = """
import os, sys
from kontant.cli import recrypting
recrypting.carry = lambda *_: os._exit(9)
from kontant.cli.entry import main
sys.argv[0] = "kontant"
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *command(encrypted, number[0], "rekey", "--new-passphrase-fd", "FD")[3:]],
        env=environment(XDG_DATA_HOME=str(data)),
        pass_fds=[number[0]],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 9, done.stderr
    key.forget()
    key.ask_with(lambda *_: OTHER)
    with reading(encrypted):
        pass
    assert [note_private.read(path) for path in note_private.corrections_left(encrypted, ("case", 1))] == [
        "Rettelsesordet"
    ]
    key.ask_with(None)


def test_words_that_wait_beside_the_caseload_follow_it(plain, tmp_path, monkeypatch):
    data = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(data))
    with reading(plain) as connection:
        (case,) = connection.execute("SELECT min(case_ref) FROM cases").fetchone()
    head = {"case_ref": case, "form": "free", "version": 1, "date": support.DAY, "caseworker": None}
    draft = drafts.start(plain, **head, who="x", at=support.AT)
    note_private.spill(plain, draft, {"partial": "Tavshedsordet"})
    correction = note_private.correction_file(plain, ("case", 1))
    note_private.write(correction, "Rettelsesordet")
    swap = correction.with_name(f".{correction.name}.swp")
    swap.write_text("Editorordet")
    words = [b"Tavshedsordet", b"Rettelsesordet"]
    assert len(seen_in(words, tmp_path)) == 2
    done = kontant("encrypt", db=plain, XDG_DATA_HOME=str(data))
    assert done.err.splitlines()[0] == f"{swap} was left by an editor and may hold words of a note: delete it."
    assert not seen_in(words, tmp_path)
    rekeyed = kontant(
        "rekey", "--new-passphrase-fd", "FD", db=plain, lines=[PASSPHRASE, OTHER], XDG_DATA_HOME=str(data)
    )
    assert rekeyed.code == 0 and not seen_in(words, tmp_path)
    assert kontant("decrypt", "--yes", db=plain, lines=[OTHER], XDG_DATA_HOME=str(data)).code == 0
    assert note_private.spilled(plain, draft.id)["partial"] == "Tavshedsordet"
    assert [note_private.read(path) for path in note_private.corrections_left(plain, ("case", 1))] == ["Rettelsesordet"]


def test_the_keyring_gives_the_passphrase_until_it_is_to_forget_it(encrypted, keyring, tmp_path):
    assert without_terminal("due", db=encrypted, **keyring).code == 1
    done = kontant("keyring", "remember", db=encrypted, **keyring)
    assert done.out.startswith("The system's keyring has its passphrase.\n")
    marker = encrypted.with_name("caseload.sqlite.keyring")
    assert marker.stat().st_size == 0 and marker.stat().st_mode & 0o777 == 0o600
    assert list(json.loads((tmp_path / "kept").read_text())) == [f"kontant {encrypted}"]
    assert without_terminal("due", db=encrypted, **keyring).code == 0
    # A new passphrase goes to the keyring too.
    rekeyed = kontant("rekey", "--new-passphrase-fd", "FD", db=encrypted, lines=[PASSPHRASE, OTHER], **keyring)
    assert "The system's keyring has its passphrase." in rekeyed.out
    assert without_terminal("due", db=encrypted, **keyring).code == 0
    assert without_terminal("keyring", "forget", db=encrypted, **keyring).code == 0
    assert not marker.exists() and json.loads((tmp_path / "kept").read_text()) == {}
    assert without_terminal("due", db=encrypted, **keyring).code == 1
    assert "had no passphrase" in without_terminal("keyring", "forget", db=encrypted, **keyring).out


def test_init_and_encrypt_may_use_the_keyring_and_decrypt_takes_it_out(tmp_path, keyring):
    db = tmp_path / "c" / "caseload.sqlite"
    assert "keyring has its passphrase" in kontant("init", "--encrypt", "--keyring", db=db, **keyring).out
    assert without_terminal("case", "list", db=db, **keyring).code == 0
    done = without_terminal("decrypt", "--yes", db=db, **keyring)
    assert "The system's keyring no longer has its passphrase." in done.out
    assert "keyring has its passphrase" in kontant("encrypt", "--keyring", db=db, **keyring).out
    assert without_terminal("case", "list", db=db, **keyring).code == 0


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        ("keyring.backends.fail.Keyring", "This system has no keyring that keeps a passphrase safe"),
        ("kept_keyring.PlainFile", "This system has no keyring that keeps a passphrase safe"),
        ("kept_keyring.Locked", "The system's keyring cannot be asked (RuntimeError)."),
    ],
)
def test_a_keyring_that_is_no_good_is_told_and_nothing_is_changed(encrypted, keyring, backend, told):
    env = keyring | {"PYTHON_KEYRING_BACKEND": backend}
    done = kontant("keyring", "remember", db=encrypted, **env)
    assert done.code == 1 and told in done.err and PASSPHRASE not in done.err
    assert not encrypted.with_name("caseload.sqlite.keyring").exists()
    encrypted.with_name("caseload.sqlite.keyring").touch()
    done = without_terminal("due", db=encrypted, **env)
    assert done.code == 1 and told in done.err and done.err.count("\n") == 1


def test_a_plain_caseload_has_no_passphrase_to_change_or_keep(plain, keyring):
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    for words in (["rekey"], ["decrypt", "--yes"], ["keyring", "remember"]):
        for env in (keyring, keyring | none):
            done = without_terminal(*words, db=plain, **env)
            assert done.code == 1 and "is not encrypted" in done.err


@pytest.mark.parametrize("words", [["encrypt"], ["rekey"], ["decrypt", "--yes"]])
def test_where_there_is_no_caseload_nothing_is_asked(tmp_path, words):
    done = without_terminal(*words, db=tmp_path / "none.sqlite")
    assert done.code == 1 and "There is no caseload at" in done.err
