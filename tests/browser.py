"""A Chromium without a window, driven over its DevTools pipe: a page is opened, measured, asked and printed.

Nothing is put into the page's file: what is asked of it is evaluated beside its own content, past its own policy.
"""

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import F_DUPFD_CLOEXEC, fcntl
from itertools import count
from pathlib import Path
from signal import SIGKILL
from time import monotonic, sleep
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FLAGS = (
    "--headless=new",
    "--no-sandbox",  # as root, which is what a container's user is, there is none
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--no-first-run",
    "--remote-debugging-pipe",
)
# Where Chromium reads commands and writes answers.
_COMMANDS, _ANSWERS = 3, 4


class Browser:
    """One Chromium with one tab."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = os.fdopen(answers, "rb", buffering=0)
        self._unread = b""
        self._numbers = count(1)
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        tab = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self(f"{domain}.enable")

    def __call__(self, method: str, /, **values: Any) -> dict[str, Any]:
        """Send one command and give its answer; what happens meanwhile is kept in ``events``."""
        number = next(self._numbers)
        session = {"sessionId": self._session} if self._session else {}
        command = json.dumps({"id": number, "method": method, "params": values, **session}).encode() + b"\0"
        while command:
            command = command[os.write(self._commands, command) :]
        answer = self._next(lambda told: told.get("id") == number)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def open(self, page: Path, *, width: int, dark: bool = False) -> None:
        """Open ``page`` in a tab of ``width`` pixels, and wait until it stands there."""
        self("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self("Emulation.setEmulatedMedia", media="", features=[scheme])
        self.events.clear()
        self("Page.navigate", url=page.as_uri())
        if not any(told.get("method") == "Page.loadEventFired" for told in self.events):
            self._next(lambda told: told.get("method") == "Page.loadEventFired")

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; of a promise, what it comes to."""
        found = self("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def printed(self) -> bytes:
        """The page as a PDF on A4, with the margins that its style sheet asks for."""
        found = self(
            "Page.printToPDF", preferCSSPageSize=True, printBackground=True, paperWidth=8.27, paperHeight=11.69
        )
        return base64.b64decode(found["data"])

    def told(self, method: str) -> list[dict[str, Any]]:
        """What the events of that name said since the page was opened."""
        return [event["params"] for event in self.events if event.get("method") == method]

    def _next(self, awaited: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            told = self._read()
            if "id" not in told:
                self.events.append(told)
            if awaited(told):
                return told

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            more = self._answers.read(1 << 16)
            assert more, "Chromium has ended"
            self._unread += more
        told, _end, self._unread = self._unread.partition(b"\0")
        return json.loads(told)


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A Chromium of its own with nothing of the user's, gone afterwards."""
    reads, commands = os.pipe()
    answers, writes = os.pipe()
    chromium = _started(profile, reads, writes)
    try:
        yield Browser(commands, answers)
    finally:
        # Its commands at an end, it ends by itself.
        os.close(commands)
        _ended(chromium)


def _started(profile: Path, reads: int, writes: int) -> int:
    """Chromium's process, with the two ends of the pipes where it looks for them."""
    assert CHROMIUM is not None
    # Out of the way first: one of the two may have the other's place.
    ends = [fcntl(end, F_DUPFD_CLOEXEC, 10) for end in (reads, writes)]
    placed = [(os.POSIX_SPAWN_DUP2, end, wanted) for end, wanted in zip(ends, (_COMMANDS, _ANSWERS), strict=True)]
    silent = [(os.POSIX_SPAWN_OPEN, own, os.devnull, os.O_RDWR, 0) for own in (0, 1, 2)]
    words = [CHROMIUM, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
    chromium = os.posix_spawn(CHROMIUM, words, os.environ, file_actions=[*silent, *placed])
    for end in (reads, writes, *ends):
        os.close(end)
    return chromium


def _ended(chromium: int) -> None:
    """Wait until it has ended; where it does not by itself, end it."""
    until = monotonic() + 10
    while os.waitpid(chromium, os.WNOHANG) == (0, 0):
        if monotonic() > until:
            os.kill(chromium, SIGKILL)
        sleep(0.02)
