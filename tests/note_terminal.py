"""A terminal for tests that type a whole note: a real pseudo-terminal, its screen, and a kontant that starts at once.

Starting an interpreter for each of some hundred questions would take minutes. One process that has imported
everything forks a kontant onto a pseudo-terminal whenever it is asked (``python -m note_terminal FD``); what runs there
is kontant from its entry on, as a user starts it, on a fixed day.
"""

import atexit
import contextlib
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pyte
from pexpect import EOF, TIMEOUT, fdpexpect

TODAY = date(2026, 11, 22)
ENTER, UP, DOWN, SPACE, TAB = "\r", "\x1b[A", "\x1b[B", " ", "\t"
CTRL_C, CTRL_D, CTRL_O, CTRL_U, BACK, ALT_ENTER = "\x03", "\x04", "\x0f", "\x15", "\x1b[Z", "\x1b\r"
HEADING = r"(\d+)/(\d+)  ([^\r\n\x1b]+)"
_ROWS = 110


def pasted(text: str) -> str:
    """``text`` as a terminal sends what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


class Terminal(fdpexpect.fdspawn):
    """A kontant on a pseudo-terminal: expect and send, its screen, how it ended."""

    def __init__(self, server: "Server", fd: int, pid: int, columns: int) -> None:
        self.picture = pyte.Screen(columns, _ROWS)
        self._feed = pyte.Stream(self.picture)
        self.server, self.kontant = server, pid
        super().__init__(fd, encoding="utf-8", timeout=20)
        self.logfile_read = self
        self.settings_at_start = self.settings()

    def settings(self) -> list[Any]:
        """How the terminal treats keys."""
        return termios.tcgetattr(self.child_fd)

    def write(self, text: str) -> None:
        """What was read goes onto the screen."""
        self._feed.feed(text)

    def flush(self) -> None:
        """Nothing waits."""

    def screen(self) -> list[str]:
        """The lines of the screen."""
        return "\n".join(row.rstrip() for row in self.picture.display).rstrip().split("\n")

    def text(self) -> str:
        """The screen in one text, its line breaks as spaces."""
        return " ".join(" ".join(self.screen()).split())

    def __str__(self) -> str:
        """What a failed expectation tells: the screen as it was."""
        return "\n".join(self.screen())

    def until(self, text: str, *, last: bool = False, seconds: float = 15) -> None:
        """Read until ``text`` stands on the screen (``last``: at its end), its line breaks as spaces."""
        end = time.monotonic() + seconds
        while not (self.text().endswith(text) if last else text in self.text()):
            assert time.monotonic() < end, f"{text!r} is not on the screen:\n{self}"
            with contextlib.suppress(TIMEOUT):
                self.expect_exact("\0", timeout=0.04)

    def heading(self) -> str:
        """Wait for the next question; its label."""
        self.expect(HEADING)
        return self.match[3].strip()

    def end(self) -> int:
        """Wait for the end; the exit code (or minus the signal)."""
        self.expect(EOF)
        return self.server.wait(self.kontant)

    def kill(self, number: int) -> int:
        """End kontant by a signal; how it ended."""
        os.kill(self.kontant, number)
        with contextlib.suppress(Exception):
            self.expect(EOF, timeout=10)
        return self.server.wait(self.kontant)

    def hang_up(self) -> int:
        """Close the terminal; how kontant ended."""
        os.close(self.child_fd)
        self.child_fd = -1
        self.closed = True
        return self.server.wait(self.kontant)


class Server:
    """The process that forks."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        here = Path(__file__).parent
        path = os.pathsep.join([str(here), os.environ.get("PYTHONPATH", "")])
        self._process = subprocess.Popen(
            [sys.executable, "-m", "note_terminal", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": path},
        )
        theirs.close()
        self._socket = ours
        self._open: list[Terminal] = []

    def start(self, *words: str, columns: int = 80, rows: int = 60, env: dict[str, str] | None = None) -> Terminal:
        """Run ``kontant words`` on a terminal of that size, in this process's environment and ``env``."""
        asked = {"words": words, "env": {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", **(env or {})}}
        asked |= {"columns": columns, "rows": rows, "cwd": str(Path.cwd())}
        _send(self._socket, asked)
        data, fds, _flags, _address = socket.recv_fds(self._socket, 1024, 1)
        terminal = Terminal(self, fds[0], json.loads(data)["pid"], columns)
        self._open.append(terminal)
        return terminal

    def wait(self, pid: int) -> int:
        """How process ``pid`` ended; it must do so soon."""
        _send(self._socket, {"wait": pid})
        return int(json.loads(self._socket.recv(1024))["code"])

    def close_terminals(self) -> None:
        """End what a test left running."""
        for terminal in self._open:
            if not terminal.closed:
                with contextlib.suppress(OSError):
                    os.close(terminal.child_fd)
                terminal.closed = True
        self._open.clear()

    def close(self) -> None:
        """End the server."""
        self._socket.close()
        self._process.wait(timeout=20)


@cache
def server() -> Server:
    """The one server of this test process."""
    found = Server()
    atexit.register(found.close)
    return found


def _send(to: socket.socket, data: dict[str, Any]) -> None:
    text = json.dumps(data).encode()
    to.sendall(struct.pack("!I", len(text)) + text)


def _received(source: socket.socket) -> dict[str, Any] | None:
    size = source.recv(4)
    if len(size) < 4:
        return None
    (count,) = struct.unpack("!I", size)
    text = b""
    while len(text) < count:
        text += source.recv(count - len(text))
    return json.loads(text)


def serve(asked: socket.socket) -> None:
    """Fork a kontant for each that is asked for."""
    _import_all()
    while (request := _received(asked)) is not None:
        if "wait" in request:
            asked.sendall(json.dumps({"code": _code(request["wait"])}).encode())
            continue
        pid, fd = pty.fork()
        if not pid:
            asked.close()
            _become_kontant(request)
        socket.send_fds(asked, [json.dumps({"pid": pid}).encode()], [fd])
        os.close(fd)


def _import_all() -> None:
    for name in ("prompt_toolkit.application", "kontant.cli.app", "kontant.cli.note", "kontant.cli.note_answers"):
        import_module(name)
    for name in ("kontant.cli.note_terminal", "kontant.notes.checks", "kontant.notes.saving"):
        import_module(name)
    from kontant.cli.context import Context

    Context.today = TODAY  # type: ignore[assignment, method-assign]


def _code(pid: int) -> int:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -999


def _become_kontant(request: dict[str, Any]) -> None:
    import fcntl

    size = struct.pack("HHHH", request["rows"], request["columns"], 0, 0)
    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", buffering=1), open(2, "w", buffering=1)  # noqa: SIM115
    sys.argv = ["kontant", *request["words"]]
    from kontant.cli.entry import main

    main()


def words_of(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
