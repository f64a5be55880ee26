"""``kontant note amend``: a correction beside the note, typed at a terminal, given, or read from stdin."""

import json
import signal
import sqlite3
import stat
import sys
import time
from contextlib import closing
from pathlib import Path

import pexpect
import pytest
from support import kontant

REF = "2020-00031"
TEXT = "Bor i Ålborg.\nVil gerne på lager."


@pytest.fixture(autouse=True)
def case(fill):
    """A case with a coordinator and a note."""
    fill("cases", case_ref=REF, name="Åse Ærøe")
    fill("assignments", case_ref=REF, role="coordinator", start="2020-01-01", caseworker="eva")
    fill("assignments", case_ref=REF, role="mentor", start="2020-01-01", caseworker="Lbh")
    fill("notes", case_ref=REF, date="2026-11-02", template="free", caseworker="eva", text=TEXT)


def note(run, number="1"):
    return json.loads(run("note", "show", number, "--format", "json")[1])["notes"][0]


def asked(typed):
    """The terminal, with the prompt open."""
    child = typed("note", "amend", "1")
    child.expect("What is right")
    child.expect(">")
    return child


def goes_on(typed, words):
    """That the words are there again, and can be gone on with."""
    child = typed("note", "amend", "1")
    child.expect("The words that were not saved last time are here again.")
    child.expect(f"> {words}")
    child.send(" og helt\r")
    child.expect("Corrected note 1")
    child.wait()


@pytest.fixture
def left(tmp_path):
    """The private files that are left."""
    return lambda: list((tmp_path / "data" / "kontant" / "drafts").glob("*"))


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Makes the editor a shell script."""

    def make(script):
        path = tmp_path / "editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(path))
        return path

    return make


def wait_for(path):
    until = time.monotonic() + 10
    while not path.exists():
        assert time.monotonic() < until, path
        time.sleep(0.02)


def test_adds_a_correction_and_leaves_the_note(run, contents):
    before = contents()["notes"]
    code, out, err = run("note", "amend", "1", "--text", "Ikke Ålborg, men Åbenrå.")
    assert (code, err) == (0, "")
    assert out == (
        f"Corrected note 1 of 2026-11-02, case {REF}, on 2026-11-22; the note itself stands as it was.\n"
        "Undo with: kontant undo 5\n"
        "Read it with: kontant note show 1\n"
    )
    assert contents()["notes"] == before
    assert note(run)["amendments"] == [
        {"number": 1, "date": "2026-11-22", "caseworker": "eva", "text": "Ikke Ålborg, men Åbenrå."}
    ]
    assert note(run)["text"] == TEXT


def test_corrections_are_numbered_and_undone_one_by_one(run):
    for words in ("Et.", "To."):
        run("note", "amend", "1", "--text", words)
    assert [(a["number"], a["text"]) for a in note(run)["amendments"]] == [(1, "Et."), (2, "To.")]
    assert run("undo", "--yes")[0] == 0
    assert [a["text"] for a in note(run)["amendments"]] == ["Et."]
    assert run("note", "find", "To.")[1] == ""
    # The note cannot go while a correction of it stands.
    code, _, err = run("undo", "4", "--yes")
    assert code == 1 and err.count("\n") == 1


def test_who_wrote_it(run, monkeypatch):
    run("note", "amend", "1", "--text", "a", "--caseworker", "mkj")
    monkeypatch.setenv("KONTANT_USER", "LBH")
    run("note", "amend", "1", "--text", "b")
    monkeypatch.setenv("KONTANT_USER", "nobody")
    run("note", "amend", "1", "--text", "c")
    assert [a["caseworker"] for a in note(run)["amendments"]] == ["mkj", "Lbh", "eva"]


def test_the_day_of_a_correction(run):
    assert run("note", "amend", "1", "--text", "a", "--date", "i går")[0] == 0
    assert note(run)["amendments"][0]["date"] == "2026-11-21"
    for day, told in (("+1d", "has not come yet"), ("2026-11-01", "before the note itself"), ("snart", "not a date")):
        code, out, err = run("note", "amend", "1", "--text", "a", "--date", day)
        assert code in (1, 2) and out == "" and told in err and err.count("\n") == 1


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x1b\x07"])
def test_an_empty_correction_is_refused(run, contents, text):
    before = contents()
    code, out, err = run("note", "amend", "1", "--text", text)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert contents() == before


def test_what_cannot_be_is_refused_in_a_line(run):
    for words, code in (
        (("99", "--text", "x"), 1),
        (("0", "--text", "x"), 2),
        (("abc", "--text", "x"), 2),
        (("1", "--text", "x", "--caseworker", ""), 2),
        (("1", "--text", "x" * 2_000_000), 2),
        (("1",), 2),
    ):
        told = run("note", "amend", *words)
        assert (told[0], told[1], told[2].count("\n")) == (code, "", 1), words


def test_from_stdin_to_the_letter_and_without_control_characters(caseload, run):
    words = "Æblegrød på Ærø.\r\n* ikke _fed_ \x1b[2J\n\n=2+3\n"
    ran = kontant("note", "amend", "1", "--text", "-", db=caseload, stdin=words, KONTANT_USER="eva")
    assert (ran.code, ran.err) == (0, "")
    assert note(run)["amendments"][0]["text"] == "Æblegrød på Ærø.\n* ikke _fed_  [2J\n\n=2+3"


def test_a_cpr_number_in_it_is_told(run):
    code, out, err = run("note", "amend", "1", "--text", "CPR 010190-1234")
    assert code == 0 and "CPR" in err and "1234" not in out + err


def test_asked_for_at_a_terminal_beneath_the_note(typed, run):
    child = typed("note", "amend", "1")
    child.expect("Vil gerne på lager")
    child.expect("What is right")
    child.expect(">")
    child.send("Ikke Ålborg,")
    child.send("\x1b\r")
    child.send("men Åbenrå.\r")
    child.expect("Corrected note 1")
    child.expect("Undo with: kontant undo")
    child.wait()
    assert note(run)["amendments"][0]["text"] == "Ikke Ålborg,\nmen Åbenrå."


def test_words_that_could_not_be_saved_are_kept(typed, caseload, contents):
    before = contents()
    child = asked(typed)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        child.send("Åbenrå\r")
        child.expect("Not saved, but your words are kept; go on with: kontant note amend 1")
        child.expect("in use by another program")
    child.wait()
    assert child.exitstatus == 1
    assert contents() == before
    goes_on(typed, "Åbenrå")


def test_pasted_lines_are_kept_as_lines(typed, run):
    child = asked(typed)
    child.send("\x1b[200~Første linje\r\nAnden linje\x1b[201~")
    child.send("\r")
    child.expect("Corrected note 1")
    child.wait()
    assert note(run)["amendments"][0]["text"] == "Første linje\nAnden linje"


def test_an_empty_answer_is_asked_for_again_and_ctrl_c_keeps_the_words(typed, run, contents, left):
    before = contents()
    child = asked(typed)
    child.send("\r")
    child.expect("Write what is right")
    child.send("halvt")
    child.send("\x03")
    child.expect("your words are kept; go on with: kontant note amend 1")
    child.wait()
    assert child.exitstatus == 130
    assert contents() == before
    (file,) = left()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    goes_on(typed, "halvt")
    assert note(run)["amendments"][0]["text"] == "halvt og helt"
    assert left() == []


@pytest.mark.parametrize("keys", ["\x03", "\x04", "<\r", "halvt\x15\x03"])
def test_leaving_with_no_words_keeps_none(typed, contents, left, keys):
    before = contents()
    child = asked(typed)
    child.send(keys)
    child.expect("Interrupted; nothing had been written.")
    child.wait()
    assert child.exitstatus == 130
    assert contents() == before and left() == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143)])
def test_a_closed_terminal_keeps_the_words(typed, run, left, number, code):
    child = asked(typed)
    child.send("halvt")
    child.expect("halvt")
    child.kill(number)
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == code
    goes_on(typed, "halvt")
    assert note(run)["amendments"][0]["text"] == "halvt og helt"
    assert left() == []


def test_words_left_for_one_note_are_not_asked_for_in_another(typed, fill):
    fill("notes", case_ref=REF, date="2026-11-03", template="free", caseworker="eva", text="Andet.")
    child = asked(typed)
    child.send("halvt\x03")
    child.expect("are kept")
    child.wait()
    child = typed("note", "amend", "2")
    child.expect("What is right")
    child.expect(">")
    child.send("helt andet\r")
    child.expect("Corrected note 2")
    child.wait()
    goes_on(typed, "halvt")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_an_editor_that_is_ended_with_everything_leaves_its_words(typed, run, editor, left, number):
    script = editor('printf "Skrevet i editoren\\n" > "$1"; touch "$0.saved"; exec sleep 30')
    child = asked(typed)
    child.send("halvt\x0f")
    wait_for(script.with_name("editor.saved"))
    child.kill(number)
    child.expect(pexpect.EOF)
    child.wait()
    goes_on(typed, "Skrevet i editoren")
    assert note(run)["amendments"][0]["text"] == "Skrevet i editoren og helt"
    assert left() == []


def test_ctrl_c_in_an_editor_is_the_editors_own_affair(typed, run, editor, left):
    script = editor(
        'trap "touch $0.heard" INT; touch "$0.up"\n'
        'while [ ! -e "$0.heard" ]; do sleep 0.05; done; printf "Efter afbrud\\n" > "$1"'
    )
    child = asked(typed)
    child.send("\x0f")
    wait_for(script.with_name("editor.up"))
    child.send("\x03")
    child.expect("> Efter afbrud")
    child.send("\r")
    child.expect("Corrected note 1")
    child.wait()
    assert note(run)["amendments"][0]["text"] == "Efter afbrud"
    assert left() == []


def test_the_editor_gets_the_words_in_a_private_file_that_goes(typed, run, monkeypatch, tmp_path):
    script = tmp_path / "editor.py"
    seen = tmp_path / "seen.txt"
    script.write_text(
        "import os, sys\n"
        "path = sys.argv[1]\n"
        f"open({str(seen)!r}, 'w').write(f'{{path}}|{{os.stat(path).st_mode:o}}|{{open(path).read()}}')\n"
        "open(path, 'w', encoding='utf-8').write('Åbenrå er rigtigt.\\nSe mail.\\n')\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    child = asked(typed)
    child.send("halvt")
    child.send("\x0f")
    child.expect("Se mail")
    child.send("\r")
    child.expect("Corrected note 1")
    child.wait()
    path, mode, words = seen.read_text().split("|")
    assert stat.S_IMODE(int(mode, 8)) == 0o600 and words == "halvt\n"
    assert not Path(path).exists()
    assert note(run)["amendments"][0]["text"] == "Åbenrå er rigtigt.\nSe mail."


def test_the_log_tells_of_it(run):
    run("note", "amend", "1", "--text", "Åbenrå")
    _, out, _ = run("log", "5")
    assert "note amend" in out and "Åbenrå" in out
