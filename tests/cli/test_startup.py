"""What the daily commands import, asked in a fresh interpreter."""

import json
import subprocess
import sys

import pytest
from support import environment, kontant

HEAVY = {
    "sqlmodel", "sqlalchemy", "alembic", "pydantic", "pydantic_core", "questionary", "prompt_toolkit", "xlsxwriter",
    "python_calamine", "rich", "stdnum", "concurrent.futures.process", "importlib.metadata",
}  # fmt: skip

PROBE = """
import json, sys
sys.argv = ["kontant", *{words!r}]
from kontant.cli.entry import run
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()):
    code = run()
print(json.dumps([code, sorted(sys.modules)]))
"""


def imported_by(*words):
    done = subprocess.run(
        [sys.executable, "-c", PROBE.format(words=list(words))],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    code, modules = json.loads(done.stdout)
    assert code == 0, done.stderr
    return set(modules)


@pytest.mark.parametrize(
    "words",
    [
        ["due"],
        ["due", "--format", "json"],
        ["due", "--explain", "--limit", "3"],
        ["case", "show", "2015-00019"],
        ["case", "list"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_daily_commands_import_only_what_they_need(sample, words):
    assert not imported_by("--db", str(sample), *words) & HEAVY


def test_the_probe_sees_what_a_heavier_command_imports(tmp_path):
    assert {"sqlalchemy", "alembic"} <= imported_by("--db", str(tmp_path / "c.sqlite"), "init")


def test_help_lists_every_command_without_importing_any():
    words = ["--help"]
    modules = imported_by(*words)
    assert not {name for name in modules if name.startswith("kontant.cli.") and "due" in name}


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
