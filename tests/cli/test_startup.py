"""What the daily commands import, asked in a fresh interpreter."""

import json
import re
import shutil
import subprocess
import sys

import pytest
from support import environment, kontant

HEAVY = {
    "sqlmodel", "sqlalchemy", "alembic", "pydantic", "pydantic_core", "questionary", "prompt_toolkit", "xlsxwriter",
    "python_calamine", "rich", "stdnum", "concurrent.futures.process", "importlib.metadata", "holidays", "icalendar",
    "rapidfuzz",
}  # fmt: skip

PROBE = """
import json, sys
sys.argv = ["kontant", *{words!r}]
from kontant.cli.entry import run
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as told:
    code = run()
print(json.dumps([code, sorted(sys.modules), told.getvalue()]))
"""


def probed(*words):
    """The modules that a command leaves imported, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(words=list(words))],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules, told = json.loads(done.stdout)
    assert code == 0, done.stderr
    return set(modules), told


def imported_by(*words):
    return probed(*words)[0]


@pytest.mark.parametrize(
    "words",
    [
        ["due"],
        ["due", "--format", "json"],
        ["due", "--explain", "--limit", "3"],
        ["due", "--snoozed"],
        ["case", "show", "2015-00019"],
        ["case", "list"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_daily_commands_import_only_what_they_need(sample, tmp_path, words):
    own = shutil.copy(sample, tmp_path)  # a look at a case stands in its log
    assert not imported_by("--db", own, *words) & HEAVY


@pytest.mark.parametrize("words", [["due"], ["due", "--explain"]], ids=" ".join)
def test_the_list_on_a_screen_needs_no_sheets(sample, words):
    assert "kontant.exchange.sheets" not in imported_by("--db", str(sample), *words)


def test_the_probe_sees_what_a_heavier_command_imports(tmp_path):
    assert {"sqlalchemy", "alembic"} <= imported_by("--db", str(tmp_path / "c.sqlite"), "init")


def test_help_lists_every_command_without_importing_any():
    from kontant.cli.app import TopLevel

    modules, told = probed("--help")
    for name, (module, _line) in TopLevel.lazy.items():
        assert re.search(rf"^ +{name} ", told, re.MULTILINE), name
        assert module not in modules


def test_help_of_every_command_works_in_both_languages():
    from kontant.cli.app import TopLevel

    for name in TopLevel.lazy:
        for code in ("en", "da"):
            ran = kontant("--lang", code, name, "--help")
            assert ran.code == 0 and "Usage" in ran.out, name


def test_completion_offers_commands():
    ran = kontant(
        _KONTANT_COMPLETE="complete_bash", _TYPER_COMPLETE_ARGS="kontant d", COMP_WORDS="kontant d", COMP_CWORD="1"
    )
    assert {"due", "demo"} <= set(ran.out.split())
