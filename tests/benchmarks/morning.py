"""The morning list and the start-up, beside todoman and a bare ``import typer``: ``python morning.py [FOLDER]``.

Installs kontant and todoman in environments of their own below FOLDER (a temporary one if left out), compiled, and
compares whole processes in turn: 45 cases beside 45 todos.
"""

import compileall
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from paired import compare

PROJECT = Path(__file__).parents[2]
TODOS = 45


def environment(folder: Path, *packages: str) -> Path:
    """The ``bin`` of an environment with the packages, compiled."""
    if not folder.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "-q", *packages], check=True)
        compileall.compile_dir(folder, quiet=2)
    return folder / "bin"


def todo_list(folder: Path, todo: Path) -> dict[str, str]:
    """A list of todos, and the settings that make todoman read it."""
    lists, config = folder / "todos", folder / "config" / "todoman"
    if not lists.exists():
        (lists / "list").mkdir(parents=True)
        config.mkdir(parents=True)
        (config / "config.py").write_text(f'path = "{lists}/*"\ncache_path = "{folder}/todos.sqlite3"\n')
        env = os.environ | {"XDG_CONFIG_HOME": str(folder / "config")}
        for number in range(TODOS):
            words = ["new", "-l", "list", f"todo number {number}"]
            subprocess.run([todo, *words], env=env, check=True, capture_output=True)
    return {"XDG_CONFIG_HOME": str(folder / "config")}


def main(folder: Path) -> None:
    """Measure and print."""
    ours, theirs = environment(folder / "kontant", str(PROJECT)), environment(folder / "todoman", "todoman")
    settings = todo_list(folder, theirs / "todo")
    db = folder / "caseload.sqlite"
    if not db.exists():
        for words in (["init"], ["import", str(PROJECT / "tests/data/caseload"), "--extract-date", "2026-11-22"]):
            subprocess.run([ours / "kontant", "--db", db, *words], check=True, stdout=subprocess.DEVNULL)
    kontant, todo, python = str(ours / "kontant"), str(theirs / "todo"), str(ours / "python")
    due = [kontant, "--db", str(db), "due"]
    compare("kontant due beside todo list (45 of each)", due, [todo, "list"], **settings)
    terminal = ["script", "-qec"]
    compare(
        "the same on a terminal",
        [*terminal, " ".join(due), "/dev/null"],
        [*terminal, f"{todo} list", "/dev/null"],
        **settings,
    )
    bare = [python, "-c", "import typer"]
    compare("kontant --version beside import typer", [kontant, "--version"], bare)
    completion = {"_KONTANT_COMPLETE": "complete_bash", "_TYPER_COMPLETE_ARGS": "kontant d", "COMP_WORDS": "kontant d"}
    compare("shell completion beside import typer", [kontant], bare, **completion, COMP_CWORD="1")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
