"""No text from a case can redraw the screen, turn a line around or hide in it: of every command, piped and on a screen.

The texts are put into the file itself, past every check, as an editor of databases or another program could.
"""

import contextlib
import fcntl
import json
import os
import re
import shlex
import shutil
import sqlite3
import struct
import sys
import termios
import threading
import unicodedata
from contextlib import closing
from pathlib import Path

import every_command
import pyte
import pytest
import support
from every_command import REF, WORDS
from note_case import own_templates
from note_terminal import server
from pexpect import EOF, TIMEOUT

from kontant.cli import entry
from kontant.exchange.json_values import document_text
from kontant.exchange.signs import legible

# Clears the screen, goes elsewhere, names the window, rings, hides what follows, goes back, turns the line, hides.
SIGNS = (
    "\x1b[2J\x1b[13;37HOVER\x1b]0;owned\x07\x1b[8m\x9b2J\x9d0;owned\x9c\x08\x08\r\x0b\x0c\x1a\x7f\x85\u2028"
    "\u202eevil\u202c\u2066\u2069\u200b\u200d\u200f\ufeff\u00ad\u061c\U000e0041"
)
HOSTILE = f"X{SIGNS}Y"
# Kontant's own colours, and nothing else that begins with an escape.
COLOURS = re.compile(r"\x1b\[(?:0|1|2|3[0-7]|9[0-7])(?:;(?:0|1|2|3[0-7]|9[0-7]))*m")
# How a bar of progress is drawn anew.
PROGRESS = re.compile(r"\x1b\[(?:\?25[lh]|2K|1A)|\r")
# Markdown's way of keeping an address from becoming a link.
OWN = "\u2060"

# Of these each line must have shown what could do harm.
SHOWING = (
    "due --explain", "due {ref}", "due --format", "due --since", "due --snoozed", "case list --format", "case show",
    "case brief", "case find", "case access", "note list", "note show", "note find ring", "note export", "goal list",
    "offer list", "statement list", "export cases --identified", "export ics --names", "rules explain", "log",
    "caseworker handover", "hours list", "coordination list", "conversation list", "exemption list", "review status",
)  # fmt: skip


def unseen(text):
    """What of ``text`` nobody sees, but line ends."""
    return {sign for sign in text if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}


@pytest.fixture(scope="session")
def spoiled(tmp_path_factory):
    """A caseload whose every text holds every bad sign."""
    path = every_command.marked(support.empty_caseload(tmp_path_factory.mktemp("spoiled")))
    every_command.put(path, HOSTILE)
    return path


@pytest.fixture
def evil(caseload, spoiled, tmp_path, monkeypatch):
    """That caseload in a folder of a bad name, with files beside it that are no better; what words stand for."""
    folder = tmp_path / f"ev{SIGNS}il".replace("/", "")
    folder.mkdir()
    path = Path(shutil.copy(spoiled, folder / "caseload.sqlite"))
    monkeypatch.setenv("KONTANT_DB", str(path))
    monkeypatch.setenv("COLUMNS", "120")
    (folder / "answers.toml").write_text(f'subject = "{_toml(HOSTILE)}"\n"{_toml(HOSTILE)}" = 1\n', encoding="utf-8")
    template = own_templates(folder) / "small.toml"
    text = (
        template.read_text(encoding="utf-8").replace("Small", f"S {_toml(HOSTILE)}").replace("called", _toml(HOSTILE))
    )
    template.write_text(text.replace("What is", f"W {_toml(HOSTILE)}"), encoding="utf-8")
    monkeypatch.setenv("KONTANT_NOTES", str(template.parent))
    own = folder / "parameters.toml"
    own.write_text(_PARAMETERS.format(evil=_toml(HOSTILE)), encoding="utf-8")
    monkeypatch.setenv("KONTANT_PARAMETERS", str(own))
    with closing(sqlite3.connect(path)) as connection:
        (told,) = connection.execute("SELECT min(id) FROM events WHERE details LIKE '%extract%'").fetchone()
        (changed,) = connection.execute("SELECT max(event_id) FROM changes WHERE table_name = 'goals'").fetchone()
    return {
        "ref": REF, "file": str(folder / "file"), "answers": str(folder / "answers.toml"), "told": str(told),
        "changed": str(changed), "extract": str(_extract(folder / "extract", long=HOSTILE)),
        "faulty": str(_extract(folder / "faulty", short=HOSTILE, long=HOSTILE)),
    }  # fmt: skip


_PARAMETERS = """
[["plan.sub_goal_days".values]]
value = 30
from = 2016-11-22
source = "{evil}"
"""


def _toml(text):
    return "".join(c if c.isalnum() else f"\\U{ord(c):08X}" for c in text)


def _extract(folder, short="", long=""):
    folder.mkdir()
    head = "case_ref;name;opened;target_group;track;challenges"
    csv = f'{head}\r\n{REF};"Åse {short}";2014-01-01;job_ready;job;"{short}"\r\n'
    (folder / "cases.csv").write_bytes(csv.encode())
    csv = f'case_ref;type;start;provider;goal\r\n{REF};guidance;2026-08-01;"{short}";"{long}"\r\n'
    (folder / "offers.csv").write_bytes(csv.encode())
    return folder


def words_of(line, evil):
    return [word.format_map(evil) for word in shlex.split(line)]


@pytest.fixture
def screened(monkeypatch):
    """Run kontant in this process with a terminal as stdout and stderr; gives all that was sent to it."""

    def sent(*words, columns=120):
        controller, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, columns, 0, 0))
        got = []
        reader = threading.Thread(target=_drain, args=(controller, got))
        reader.start()
        with monkeypatch.context() as patch, os.fdopen(terminal, "w", encoding="utf-8", errors="replace") as stdout:
            patch.setattr(sys, "stdout", stdout)
            patch.setattr(sys, "stderr", stdout)
            patch.setattr(sys, "argv", ["kontant", *words])
            entry.run()
        reader.join()
        os.close(controller)
        return b"".join(got).decode()

    return sent


def _drain(controller, got):
    while True:
        try:
            read = os.read(controller, 65536)
        except OSError:
            return
        if not read:
            return
        got.append(read)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb\x9bc\td\x00\x7f", "a [2Jb c d  "),
        ("a\r\nb\rc\nd\u2028e\x85f", "a\nb\nc\nd e f"),
        ("evil\u202elive\u202c\u2066x\u2069\u200f", "evillivex"),
        ("An\u00addersen \u200bBo\ufeff \U000e0041", "Andersen Bo "),
        ("An\u200dders\u200c", "Anders"),
        ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f467"),  # one picture of two people
        (
            "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
            "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc",
        ),  # Persian needs it
        ("Ærø Ödön 漢字 \U0001f600 e\u0301", "Ærø Ödön 漢字 \U0001f600 e\u0301"),
        ("half \ud800", "half  "),
    ],
)
def test_a_file_holds_a_text_as_it_looks(text, shown):
    assert legible(text) == shown


@pytest.mark.parametrize("text", [HOSTILE, "\ud800", '\U000e0041 æøå \n\t\\ "', "plain"])
def test_json_says_the_same_without_a_sign_that_nobody_sees(text):
    told = document_text({"text": text})
    assert json.loads(told) == {"text": text}
    assert unseen(told) == set()


def test_no_command_is_forgotten():
    assert every_command.forgotten() == set()
    assert WORDS.keys() - set(every_command.commands()) == set()


def test_every_text_of_the_case_is_spoiled(spoiled):
    from kontant.model.tables import ROWS, table
    from kontant.model.vocabulary import VOCABULARIES

    plain = {
        (name, column.name)
        for name in ROWS
        for column in table(name).columns
        if type(column.type).__name__ in ("AutoString", "String", "Text") and (name, column.name) not in VOCABULARIES
    }
    # Codes, and numbers for people and machines, that are no one's words.
    codes = {"cpr", "fingerprint", "rule", "scope", "form", "point", "seniority_group", "pool", "missing", "field"}
    codes |= {"table_name", "template"}
    left = {(name, column) for name, column in every_command.untouched(spoiled, HOSTILE) & plain if column not in codes}
    left -= {(name, "case_ref") for name in ("notes", "amendments", "snoozes")}
    assert left == set()


@pytest.mark.parametrize("line", every_command.lines())
def test_piped(run, evil, line):
    code, out, err = run(*words_of(line, evil))
    assert out + err and "unexpectedly" not in err
    if line.startswith(SHOWING) and not line.startswith("log verify") and "--output" not in line:
        assert code == 0 and "evil" in out, "nothing was shown that could have done harm"
    text = (out + err).replace("\r\n", "\n").replace(OWN, "")
    assert unseen(text) == set()
    assert "\x1b" not in text


@pytest.mark.parametrize("line", every_command.lines())
def test_on_a_terminal(screened, evil, line):
    sent = screened(*words_of(line, evil))
    assert sent
    text = COLOURS.sub("", re.sub("\r+\n", "\n", sent).replace(OWN, ""))
    text = PROGRESS.sub("", text) if line.startswith("import") else text
    assert unseen(text) == set()
    screen = pyte.Screen(400, 3000)
    pyte.Stream(screen).feed(sent)
    assert screen.title == "" and screen.icon_name == ""


# Commands that ask, each up to its first question.
ASKED = (
    "note {ref} small",
    "note amend 1",
    "review next {ref}",
    "goal end {ref}",
    "offer end {ref}",
    "case correct {ref}",
    "undo",
    "undo {changed}",
    "caseworker handover abc new",
    "case assign {ref}",
    "purge --closed-before 2026-11-22",
    "note drafts --discard 1",
)


@pytest.fixture
def asked(evil):
    """Start kontant on a terminal of its own and wait until it says no more; its screen, and what was sent to it."""

    def begun(line):
        child = server().start(*words_of(line, evil), columns=120)
        sent = []
        feed = child.write
        child.write = lambda text: (sent.append(text), feed(text))
        length = -1
        while length != len(sent) or not length:
            length = len(sent)
            with contextlib.suppress(TIMEOUT, EOF):
                child.expect_exact("\0", timeout=0.5)
        return child, sent

    yield begun
    server().close_terminals()


@pytest.mark.parametrize("line", ASKED)
def test_questions(asked, line):
    child, sent = asked(line)
    told = "".join(sent)
    assert child.picture.title == "" and child.picture.icon_name == ""
    assert "owned\x07" not in told and not unseen(told) - {"\x1b", "\r", "\x08"}
    assert "\x1b[8m" not in told
