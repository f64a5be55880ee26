"""What the tests of commands share: a caseload of a few cases, a way to run kontant, and a terminal to run it on.

``run`` runs in this process, on a fixed day; ``on_screen`` too, with a real pseudo-terminal as stdout; ``typed``
starts kontant in a process of its own and types into it.
"""

import fcntl
import os
import shutil
import struct
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest
import support

from kontant.cli import entry
from kontant.cli.context import Context
from kontant.i18n import choose_language

TODAY = date(2026, 11, 22)
ROWS_OF_SCREEN = 120

Answer = tuple[int, str, str]


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A caseload as it is made, to be copied."""
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def caseload(tmp_path: Path, empty_caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty caseload that kontant uses, spoken to in English on a fixed day."""
    path = Path(shutil.copy(empty_caseload, tmp_path))
    for name in ("KONTANT_PARAMETERS", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "KONTANT_DB": str(path),
        "KONTANT_LANG": "en",
        "KONTANT_USER": "tester",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "TERM": "xterm-256color",
        # Copenhagen, spelled out for machines without a time zone database.
        "TZ": "CET-1CEST,M3.5.0,M10.5.0/3",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Context, "today", TODAY)
    choose_language("en")
    return path


@pytest.fixture
def fill(caseload: Path) -> Callable[..., int]:
    """Write one record in an event of its own; returns the event's number."""
    return partial(support.fill, caseload)


@pytest.fixture
def contents(caseload: Path) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All records of the caseload, table by table; the log is left out."""
    return partial(support.contents, caseload)


@pytest.fixture
def run(caseload: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Run kontant in this process, piped; gives exit code, stdout and stderr."""

    def answer(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["kontant", *words])
        code = entry.run()
        told = capsys.readouterr()
        return code, told.out, told.err

    return answer


@pytest.fixture
def on_screen(caseload: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Run kontant in this process with a pseudo-terminal as stdout; gives the lines of the screen."""

    def lines(columns: int, *words: str) -> list[str]:
        controller, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS_OF_SCREEN, columns, 0, 0))
        screen = pyte.Screen(columns, ROWS_OF_SCREEN)
        reader = threading.Thread(target=_feed, args=(controller, pyte.ByteStream(screen)))
        reader.start()
        with monkeypatch.context() as patch, os.fdopen(terminal, "w", encoding="utf-8") as stdout:
            patch.setenv("COLUMNS", str(columns))
            patch.setattr(sys, "stdout", stdout)
            patch.setattr(sys, "argv", ["kontant", *words])
            entry.run()
        reader.join()
        os.close(controller)
        return "\n".join(row.rstrip() for row in screen.display).rstrip().split("\n")

    return lines


def _feed(controller: int, stream: pyte.ByteStream) -> None:
    while True:
        try:
            read = os.read(controller, 65536)
        except OSError:  # the other side is closed
            return
        if not read:
            return
        stream.feed(read)


@pytest.fixture
def typed(caseload: Path) -> Iterator[Callable[..., pexpect.spawn]]:
    """Start kontant on a terminal of its own, to be typed into."""
    started: list[pexpect.spawn] = []

    def start(*words: str) -> pexpect.spawn:
        # Without an answer to its question for the cursor's place, the prompt would wait for one.
        environ = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1"}
        child = pexpect.spawn(
            sys.executable, ["-m", "kontant", *words], env=environ, dimensions=(40, 100), encoding="utf-8", timeout=20
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)
