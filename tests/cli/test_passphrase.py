"""The passphrase at a terminal: asked before anything else, never shown, three times at most; and where it is not."""

import os
import shutil
import signal
import sys
from pathlib import Path

import note_case
import pexpect
import pytest
import support
from encrypted_case import OTHER, PASSPHRASE, encrypted_copy, nobody_knows, opened_elsewhere
from note_terminal import CTRL_C, CTRL_D, ENTER

from kontant.cli import passphrase
from kontant.cli.memory_folder import memory_folder
from kontant.store import encryption, key
from kontant.store.reading import reading

CASE = note_case.CASE


@pytest.fixture(autouse=True)
def _nobody_knows():
    with nobody_knows():
        yield


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """A caseload in which every note has something to speak of."""
    return note_case.rich_caseload(tmp_path_factory.mktemp("rich"))


@pytest.fixture
def caseload(tmp_path, plain, monkeypatch):
    """The same, encrypted; and the environment that finds it."""
    (tmp_path / "c").mkdir()
    path = tmp_path / "c" / "caseload.sqlite"
    encrypted_copy(plain, path)
    key.forget()
    for name, value in {"KONTANT_DB": str(path), "XDG_DATA_HOME": str(tmp_path / "data"), "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    return path


@pytest.fixture
def start(caseload):
    """Start kontant on a terminal."""
    started = []

    def begin(*words, lang="en"):
        env = support.environment(KONTANT_DB=os.environ["KONTANT_DB"], KONTANT_LANG=lang, PROMPT_TOOLKIT_NO_CPR="1")
        env |= {"XDG_DATA_HOME": os.environ["XDG_DATA_HOME"], "TERM": "xterm", "NO_COLOR": "1"}
        command = ["-m", "kontant", *map(str, words)]
        child = pexpect.spawn(sys.executable, command, env=env, dimensions=(50, 100), encoding="utf-8", timeout=30)
        started.append(child)
        return child

    yield begin
    for child in started:
        child.close(force=True)


def ended(child):
    """What was told since, and the exit code."""
    child.expect(pexpect.EOF)
    child.close()
    return child.before, child.exitstatus


def test_it_is_asked_for_once_and_never_shown(start):
    child = start("case", "list")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    told, code = ended(child)
    assert code == 0 and note_case.NAME in told
    assert PASSPHRASE not in told and "Passphrase" not in told


def test_a_wrong_one_is_told_and_the_third_ends_it(start, caseload):
    child = start("case", "list")
    for _attempt in range(3):
        child.expect_exact("Passphrase of caseload.sqlite: ")
        child.send("forkert forkert" + ENTER)
    told, code = ended(child)
    assert code == 1
    assert f"The passphrase is wrong, or {caseload} is damaged or no caseload; nothing was opened." in " ".join(
        told.split()
    )
    child = start("case", "list")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send("forkert forkert" + ENTER)
    child.expect_exact("That passphrase does not open caseload.sqlite; try again.")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    told, code = ended(child)
    assert code == 0 and note_case.NAME in told


@pytest.mark.parametrize(("keys", "code"), [(CTRL_C, 130), (CTRL_D, 1)])
def test_leaving_the_prompt_leaves_everything(start, keys, code):
    child = start("case", "list")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send(keys)
    told, found = ended(child)
    assert found == code and note_case.NAME not in told and "Traceback" not in told


def test_danish_asks_in_danish(start):
    child = start("case", "list", lang="da")
    child.expect(r"caseload\.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    assert ended(child)[1] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("note", CASE),
        ("note", CASE, "conversation"),
        ("note", "--resume", "1"),
        ("note", CASE, "free", "--answers", "-"),
        ("note", "amend", "1"),
        ("note", "amend", "1", "--text", "-"),
        ("conversation", "add", CASE),
        ("absence", "add", CASE),
        ("case", "add"),
        ("case", "correct", CASE),
        ("review", "next"),
        ("review", "next", "--answers", "-"),
        ("snooze", CASE, "conversation-due", "--until", "+14d"),
        ("undo",),
        ("purge", "--closed-before", "2020-01-01"),
    ],
    ids=" ".join,
)
def test_nothing_is_asked_before_it(start, words):
    child = start(*words)
    child.expect(r"^Passphrase of caseload\.sqlite: ")
    child.send("forkert forkert" + ENTER)
    child.expect_exact("does not open")
    child.send(CTRL_C)
    told, code = ended(child)
    assert code == 130 and "Traceback" not in told


def test_output_may_go_elsewhere(start, tmp_path):
    child = pexpect.spawn(
        "/bin/sh",
        ["-c", f"'{sys.executable}' -m kontant case list --format csv > '{tmp_path / 'list'}' < /dev/null"],
        env=support.environment(KONTANT_DB=os.environ["KONTANT_DB"]),
        encoding="utf-8",
        timeout=30,
    )
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    assert ended(child)[1] == 0
    assert note_case.NAME in (tmp_path / "list").read_text(encoding="utf-8-sig")
    assert "Passphrase" not in (tmp_path / "list").read_text(encoding="utf-8-sig")


def test_a_new_one_is_typed_twice_and_explained(start, caseload):
    child = start("rekey")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    child.expect("at least 12 characters")
    child.expect_exact("New passphrase: ")
    child.sendline("kort")
    child.expect_exact("too short")
    child.expect_exact("New passphrase: ")
    child.sendline(OTHER)
    child.expect_exact("The same once more: ")
    child.sendline(OTHER + "x")
    child.expect_exact("The two are not the same")
    child.expect_exact("New passphrase: ")
    child.sendline(OTHER)
    child.expect_exact("The same once more: ")
    child.sendline(OTHER)
    told, code = ended(child)
    assert code == 0 and "has its new passphrase" in " ".join(told.split())
    assert len(opened_elsewhere(caseload, OTHER)) == 2


def test_interrupted_before_the_second_time_nothing_is_made(start, tmp_path, monkeypatch):
    monkeypatch.setenv("KONTANT_DB", str(tmp_path / "new.sqlite"))
    child = start("init", "--encrypt")
    child.expect_exact("New passphrase: ")
    child.send(PASSPHRASE + ENTER)
    child.expect_exact("The same once more: ")
    child.send(CTRL_C)
    assert ended(child)[1] == 130
    assert not (tmp_path / "new.sqlite").exists()


def test_a_terminal_that_goes_away_at_the_prompt_ends_it(start):
    child = start("case", "list")
    child.expect_exact("Passphrase of caseload.sqlite: ")
    child.close()
    assert child.exitstatus is not None or child.signalstatus in (signal.SIGHUP, signal.SIGKILL)


def test_a_caseload_encrypted_under_an_open_prompt_asks_for_nothing_in_the_middle(start, plain, tmp_path, monkeypatch):
    path = Path(shutil.copy(plain, tmp_path / "plain.sqlite"))
    monkeypatch.setenv("KONTANT_DB", str(path))
    child = start("note", CASE, "free")
    child.expect("1/")
    # Meanwhile, in another window.
    new = encryption.new_key(PASSPHRASE)
    encryption.recrypt(path, new, encryption.Entry("encrypt", "x", support.AT))
    child.send("Ærlige ord")
    with pytest.raises(pexpect.TIMEOUT):  # the words are saved while they are typed: nobody is asked for that
        child.expect_exact("Passphrase", timeout=5)
    child.send(ENTER)
    child.expect_exact("Passphrase of plain.sqlite: ")
    child.send(PASSPHRASE + ENTER)
    child.expect("2/")
    child.send(CTRL_C)
    assert ended(child)[1] == 130
    key.remember(new)
    with reading(path) as connection:
        (words,) = connection.execute("SELECT answers FROM drafts").fetchone()
    assert "Ærlige ord" in words


@pytest.mark.skipif(memory_folder() is None, reason="no folder in memory here")
def test_whoever_ends_a_note_of_a_caseload_encrypted_meanwhile_is_asked_for_nothing(
    start, plain, tmp_path, monkeypatch
):
    path = Path(shutil.copy(plain, tmp_path / "plain.sqlite"))
    monkeypatch.setenv("KONTANT_DB", str(path))
    child = start("note", CASE, "free")
    child.expect("1/")
    new = encryption.new_key(PASSPHRASE)
    encryption.recrypt(path, new, encryption.Entry("encrypt", "x", support.AT))
    child.send("Ærlige ord")
    child.expect_exact("Ærlige ord")
    child.kill(signal.SIGTERM)
    told, code = ended(child)
    assert code == 143 and "Passphrase" not in told and "your words are kept beside it" in told
    on = start("note", "--resume", "1")
    on.expect_exact("Passphrase of plain.sqlite: ")
    on.send(PASSPHRASE + ENTER)
    on.expect_exact("> Ærlige ord")
    on.send(CTRL_C)
    assert ended(on)[1] == 130


def test_a_line_of_a_descriptor_is_taken_to_the_letter_and_nothing_after_it():
    ours, theirs = os.pipe()
    os.write(theirs, "  æble med mellemrum  \r\nnæste linje".encode())
    os.close(theirs)
    assert passphrase.from_descriptor(ours, "--x") == "  æble med mellemrum  "
    assert os.read(ours, 100) == "næste linje".encode()
    os.close(ours)


def test_letters_that_look_the_same_are_the_same():
    ours, theirs = os.pipe()
    os.write(theirs, "a\u030ase a\u030ase a\u030ase".encode())
    os.close(theirs)
    assert passphrase.from_descriptor(ours, "--x") == "åse åse åse"
    os.close(ours)
