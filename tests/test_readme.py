"""The README stays true: its screen is real output, its commands exist, its tables hold what the code holds."""

import re
import shlex
import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pexpect
import pyte
import pytest
from support import environment, kontant

from kontant.cli import entry
from kontant.cli.context import Context
from kontant.model.tables import EXTRACT_TABLES, RECORDS, extract_key
from kontant.rules.catalogue import RULES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
DEMO_DAY = "2026-11-22"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The data folder of a demo caseload."""
    folder = tmp_path_factory.mktemp("demo")
    assert kontant("demo", "--as-of", DEMO_DAY, XDG_DATA_HOME=str(folder)).code == 0
    return folder


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def commands():
    lines = (line.split("#")[0].split(">")[0].strip() for block in blocks("sh") for line in block.splitlines())
    return [line for line in lines if line.startswith("kontant ")]


def test_the_screen_is_what_the_demo_shows(demo):
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kontant", "--demo", "due", "--as-of", DEMO_DAY, "--limit", "4"],
        dimensions=(100, 80),
        env=environment(TERM="xterm-256color", XDG_DATA_HOME=str(demo)),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    screen = pyte.Screen(80, 100)
    pyte.Stream(screen).feed(child.before)
    shown = "\n".join(row.rstrip() for row in screen.display).strip()
    assert blocks("")[0].strip() == "$ kontant --demo due --limit 4\n" + shown


@cache
def subcommands(name):
    """The commands of a group by its help; none of a command that is no group."""
    return set(re.findall(r"^  ([a-z]+) ", kontant(name, "--help").out.partition("\nCommands:")[2], re.MULTILINE))


def test_what_is_written_and_recorded_works_line_by_line(demo, tmp_path, monkeypatch, capsys):
    """From "Write a note" to "Record without a note", in order, on the day of the demo."""
    shutil.copytree(demo, tmp_path / "data", dirs_exist_ok=True)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(Context, "today", date.fromisoformat(DEMO_DAY))
    monkeypatch.chdir(tmp_path)
    told = README.split("### Write a note")[1].split("### A municipality's extract")[0]
    lines = [
        row for block in re.findall(r"^```sh\n(.*?)^```", told, re.MULTILINE | re.DOTALL) for row in block.split("\n")
    ]
    commands = [shlex.split(row, comments=True)[1:] for row in lines if row.startswith("kontant")]
    assert len(commands) > 25
    for line in commands:
        file = line[-1] if ">" in line else None
        words = line[:-2] if file else line
        monkeypatch.setattr(sys, "argv", ["kontant", "--demo", *words])
        code = entry.run()
        out, err = capsys.readouterr()
        if file:
            Path(file).write_text(out, encoding="utf-8")
        asks = (
            words[0] == "note" and (words[1:] == ["--resume"] or words[1] == "2019-00038") and "--answers" not in words
        )
        assert (code != 0) == asks, (words, err)


def test_the_template_of_a_municipality_is_a_good_one(tmp_path):
    (sample,) = [block for block in blocks("toml") if block.startswith('id = "debt"')]
    path = tmp_path / "debt.toml"
    path.write_text(sample, encoding="utf-8")
    assert kontant("note", "template", "--check", path).code == 0


@pytest.mark.parametrize("command", commands(), ids=str)
def test_every_command_is_known(command):
    words = shlex.split(command)[1:]
    if words[0].startswith("-"):  # an option of the top
        assert words[0] in kontant("--help").out
        return
    verbs = words[:2] if words[1:] and words[1] in subcommands(words[0]) else words[:1]
    if usual := {"note": "write", "log": "show"}.get(words[0] if len(verbs) == 1 else ""):
        verbs.append(usual)
    ran = kontant(*verbs, "--help")
    assert ran.code == 0
    for option in (word for word in words if word.startswith("--") and word != "--demo"):
        assert option in ran.out, option


def test_every_command_stands_in_the_reference():
    from kontant.cli.app import TopLevel

    table = README.split("## The commands")[1].split("##")[0]
    for name in TopLevel.lazy:
        assert f"`kontant {name}" in table or f"`{name}`" in table, name
        rows = "".join(row for row in table.splitlines() if row.startswith(f"| `kontant {name}"))
        for verb in subcommands(name) - {"write", "show" if name == "log" else ""}:
            assert f"{verb}`" in rows, (name, verb)


def test_the_record_of_rules_has_every_rule_and_no_other():
    table = README.split("## The rules and their law")[1].split("## Formats")[0]
    assert re.findall(r"^\| `([a-z0-9-]+)` \|", table, re.MULTILINE) == list(RULES)
    for row in re.findall(r"^\| `.*$", table, re.MULTILINE):
        _rule, finding, raised, basis, source = row.strip("| ").split(" | ")
        assert all(part.strip() for part in (finding, raised, basis, source)), row


def test_the_format_has_every_column_and_marks_keys_and_what_may_be_left_out():
    table = README.split("### The extract")[1].split("###")[0]
    rows = dict(re.findall(r"^\| ([a-z_]+) \| (.*) \|$", table, re.MULTILINE))
    rows.pop("table", None)
    assert list(rows) == list(EXTRACT_TABLES)
    for name, told in rows.items():
        bold = re.match(r"\*\*(.*?)\*\*", told).group(1)
        assert tuple(bold.split(", ")) == extract_key(name)
        columns = re.findall(r"\b([a-z_]+)(\?)?(?: \([^)]*\))?(?:,|$)", told.replace("*", ""))
        fields = RECORDS[name].model_fields
        assert {column: bool(mark) for column, mark in columns} == {
            column: not field.is_required() for column, field in fields.items()
        }


def test_the_two_commands_stand_as_one_line_each():
    assert len(re.findall(r"^python3 -m venv .*kontant demo$", README, re.MULTILINE)) == 1
    assert len(re.findall(r"^python3 -m venv .*pytest$", README, re.MULTILINE)) == 1


def test_every_dependency_is_named_with_why():
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(r'^    "([a-z-]+)[>=<]', project.split("dependencies = [")[1].split("]")[0], re.MULTILINE)
    table = README.split("## What it stands on")[1].split("##")[0].lower()
    for name in wanted:
        assert f"[{name}]" in table, name


def test_the_demo_is_the_same_every_time(demo, tmp_path):
    assert kontant("demo", "--as-of", DEMO_DAY, XDG_DATA_HOME=str(tmp_path)).code == 0
    ours, theirs = (
        kontant("--demo", "due", "--as-of", DEMO_DAY, "--format", "json", XDG_DATA_HOME=str(folder))
        for folder in (demo, tmp_path)
    )
    assert (ours.code, theirs.code) == (0, 0)
    assert ours.json()["flags"]
    assert ours.out == theirs.out
