"""Nothing about a person gets out beside the screen: in errors, logs, suggested commands, process titles, file names.

Every command is run on a case whose every text can be recognised.
"""

import logging
import os
import re
import shlex
import shutil
import sqlite3
import sys
import warnings
from contextlib import closing
from importlib import import_module
from pathlib import Path

import every_command
import pytest
import support
from every_command import CPR, MARK, REF
from note_terminal import CTRL_C, server

from kontant.cli import entry
from kontant.cli.app import TopLevel

# Of the case that every command is run on: its words, its name, its number in any writing.
PERSONAL = (MARK.lower(), "wilhelmina", "xylander", CPR, "140579-1234", "140579 1234", "-1234")
SECRET = f"Wilhelmina Xylander 140579-1234 {MARK}"


def personal_in(text):
    return [word for word in PERSONAL if word in text.lower()]


@pytest.fixture(scope="session")
def marked(tmp_path_factory):
    path = support.empty_caseload(tmp_path_factory.mktemp("marked"))
    return every_command.marked(path, other=every_command.OTHER)


@pytest.fixture
def words(caseload, marked, tmp_path, monkeypatch):
    """That caseload, and what the words of a line stand for."""
    shutil.copy(marked, caseload)
    monkeypatch.chdir(tmp_path)
    extract = tmp_path / "extract"
    extract.mkdir()
    row = f"{REF},Wilhelmina Xylander,1405791234,2014-01-01,job_ready,job,"
    head = "case_ref,name,cpr,opened,target_group,track,challenges"
    (extract / "cases.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (tmp_path / "answers.toml").write_text(f'subject = "{SECRET}"\n', encoding="utf-8")
    with closing(sqlite3.connect(caseload)) as connection:
        (event,) = connection.execute("SELECT max(event_id) FROM changes WHERE table_name = 'goals'").fetchone()
    known = {"ref": REF, "file": "file", "answers": "answers.toml", "extract": "extract", "faulty": "nowhere"}
    known |= {"told": str(event), "changed": str(event)}
    return lambda line: [word.format_map(known) for word in shlex.split(line)]


def suggested(told):
    """The commands that a person may copy from the screen, and so into the history of the shell."""
    return re.findall(r"\bkontant (?!:)[^\n]*", re.sub(r"^kontant: ", "", told, flags=re.MULTILINE))


@pytest.mark.parametrize("line", every_command.lines())
def test_no_log_no_suggestion_and_no_file_name(run, words, caseload, tmp_path, caplog, recwarn, line):
    warnings.simplefilter("always")
    caplog.set_level(logging.DEBUG)
    _code, out, err = run(*words(line))
    records = [record.getMessage() + str(record.exc_text) for record in caplog.records]
    assert [record for record in records if personal_in(record)] == []
    assert [str(each.message) for each in recwarn if personal_in(str(each.message))] == []
    if "--format json" not in line:  # there the command is a value, and looked at in the list for people
        assert [command for command in suggested(out + err) if personal_in(command)] == []
    names = [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")]
    assert [name for name in names if personal_in(name)] == []


def test_there_are_suggestions_to_look_at(run, words):
    """The test above would find one with a name in it."""
    _code, out, _err = run(*words("due"))
    assert f"kontant note {REF} offer_start" in suggested(out)
    assert personal_in(f"kontant case show {SECRET}")


# What fails, in each layer: (where, the command that comes there).
LAYERS = {
    "reading": ("kontant.store.reading", "check_version", "due"),
    "timelines": ("kontant.report.morning", "open_timelines", "due"),
    "one case": ("kontant.cli.due_case", "timeline", "due {ref}"),
    "finding": ("kontant.store.finding", "find", "case show {ref}"),
    "rules": ("kontant.rules.evaluate", "Evaluator.flags_of", "due"),
    "words": ("kontant.cli.due_screen", "summary", "due"),
    "screen": ("kontant.cli.screen", "_plain", "case list"),
    "sheets": ("kontant.exchange.sheets", "as_csv", "due --format csv"),
    "json": ("kontant.exchange.json_values", "document_text", "due --format json"),
    "calendar": ("kontant.exchange.calendar_file", "entries", "export ics"),
    "pages": ("kontant.exchange.pages.html", "as_html", "case brief {ref} --format html"),
    "import": ("kontant.exchange.importing", "Intake", "import {extract}"),
    "writing": ("kontant.store.writes", "Writer.insert", "goal add {ref} Kok --kind job"),
    "the log": ("kontant.store.writes", "Writer._log", "goal add {ref} Kok --kind job"),
    "undo": ("kontant.store.undo", "plan", "undo --yes"),
    "search": ("kontant.store.note_search", "find", "note find ring"),
    "figures": ("kontant.report.over_time", "reported", "report --by caseworker --identified"),
}


@pytest.mark.parametrize("error", [ValueError, KeyError, sqlite3.IntegrityError, OSError, RecursionError])
@pytest.mark.parametrize("layer", LAYERS)
def test_an_error_in_any_layer_tells_nothing_of_anybody(run, words, monkeypatch, layer, error):
    module, name, line = LAYERS[layer]

    def fails(*_args, **_more):
        raise error(SECRET)

    *owner, attribute = name.split(".")
    target = import_module(module)
    for each in owner:
        target = getattr(target, each)
    monkeypatch.setattr(target, attribute, fails)
    code, out, err = run(*words(line))
    assert code == 1, "the error did not come to pass"
    assert personal_in(err) == [] and "Traceback" not in err
    assert err.count("kontant: ") == 1 and len(err.splitlines()) == 1
    assert personal_in(out) == []


def test_an_error_of_the_database_has_no_values(caseload):
    """SQLAlchemy's own sentence holds the values of a statement, unless it is told not to."""
    from sqlalchemy import text
    from sqlalchemy.exc import IntegrityError

    from kontant.store.engine import make_engine

    with pytest.raises(IntegrityError) as raised, make_engine(caseload).connect() as connection:
        connection.execute(text("INSERT INTO cases (case_ref, name) VALUES ('A1', :name)"), {"name": SECRET})
    assert personal_in(str(raised.value)) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_offers_no_case(words, monkeypatch, capsys, shell):
    """Of every command, at the place where a case is typed: commands and options alone are offered."""
    offered = ""
    monkeypatch.setenv("_KONTANT_COMPLETE", f"complete_{shell}")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
    for command in [*every_command.WORDS, ""]:
        for begun in ("", REF[:3], "W", "--"):
            typed = ["kontant", *command.split(), begun]
            monkeypatch.setenv("_TYPER_COMPLETE_ARGS", shlex.join(typed))
            monkeypatch.setenv("COMP_WORDS", "\n".join(typed))
            monkeypatch.setenv("COMP_CWORD", str(len(typed) - 1))
            monkeypatch.setattr(sys, "argv", ["kontant"])
            with pytest.raises(SystemExit):
                entry.run()
            told = capsys.readouterr()
            offered += told.out
            assert personal_in(told.out + told.err) == [] and REF not in told.out, typed
    assert "due" in offered and "--format" in offered


def test_an_editor_is_started_with_nothing_personal(words, caseload, tmp_path, monkeypatch):
    """What the system tells others of a process: its words, its folder, and the names of its files."""
    seen = tmp_path / "seen"
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\ntr "\\0" " " < /proc/$$/cmdline > {seen}\nps -eo args >> {seen}\nsleep 1\n')
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    child = server().start(*words("note amend 1"))
    try:
        child.until(">", last=True)
        child.send(f"{SECRET}\x0f")
        child.until(f"to go on. > {SECRET}")
        child.send(CTRL_C)
    finally:
        server().close_terminals()
    told = seen.read_text()
    assert "editor" in told and personal_in(told) == []


def test_only_the_editor_is_another_program():
    """A program that is started has a title of its own, which others can read: there is one place that does so."""
    package = Path(import_module("kontant").__file__).parent
    starts = re.compile(r"\b(subprocess|os\.(exec|spawn|popen|system)|pty\.|setproctitle)")
    found = {path.name for path in package.rglob("*.py") if starts.search(path.read_text(encoding="utf-8"))}
    assert found == {"note_editor.py"}


def test_no_command_is_left_out():
    assert {name.split()[0] for name in every_command.WORDS} == TopLevel.lazy.keys()
    assert os.environ.get("KONTANT_DB") is None
