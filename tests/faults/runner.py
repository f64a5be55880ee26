"""Runs kontant with faults: the near side of :mod:`server`, and the folder that a run works in."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from faults.shim import Arm

TODAY = "2026-11-22"
PASSPHRASE = "æblegrød på Øster Farimagsgade 7"  # long enough for kontant, and with Danish letters
NEW_PASSPHRASE = "rødkål og frikadeller, tusind tak"
SERVER = Path(__file__).with_name("server.py")


class Place(NamedTuple):
    """A folder for runs: ``kept`` is what kontant may touch, everything else is the test's."""

    root: Path

    @property
    def kept(self) -> Path:
        return self.root / "kept"

    @property
    def caseload(self) -> Path:
        return self.kept / "data" / "caseload.sqlite"

    @property
    def out(self) -> Path:
        return self.kept / "out"

    @property
    def given(self) -> Path:
        """What the runs read: extracts, answers."""
        return self.root / "given"

    def made(self) -> "Place":
        for folder in (self.kept / "data", self.kept / "tmp", self.kept / "home", self.out):
            folder.mkdir(parents=True, mode=0o700)
        self.given.mkdir(exist_ok=True)
        return self

    def filled_from(self, template: "Place") -> "Place":
        """As ``template`` is, and nothing else."""
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(template.kept, self.kept, symlinks=True)
        return self

    def files(self) -> dict[str, int]:
        """The files in ``kept`` by name, with their modes."""
        found = (path for path in sorted(self.kept.rglob("*")) if not path.is_dir())
        return {str(path.relative_to(self.kept)): path.lstat().st_mode & 0o777 for path in found}


class Ran(NamedTuple):
    """How a run ended; ``code`` is minus the signal that ended it, or ``hang``."""

    code: int | str
    out: str
    err: str
    took: float
    calls: int
    struck: int
    trace: list[str]


class Runner:
    """A server that runs kontant, in the folders of which it is told."""

    def __init__(self, said: Path, library: Path | None) -> None:
        """Start it; what a run says goes to ``said``."""
        self._said = said
        said.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, str(SERVER)]
        environment = {**clean_environment(), "PYTHONPATH": os.pathsep.join(["", str(SERVER.parents[2])]).strip(":")}
        if library:
            environment["LD_PRELOAD"] = str(library)
        self.armed = library is not None
        self._server = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=said
        )
        assert self._read() == "ready\n", "the server did not start"

    def run(
        self,
        place: Place,
        words: Sequence[object],
        *,
        arm: Arm | None = None,
        stdin: str = "",
        secrets: Mapping[int, str] | None = None,
        kill_after: float | None = None,
        trace: bool = False,
        as_nobody: bool = False,
        db: Path | None = None,
    ) -> Ran:
        """Run kontant with these ``words`` on the caseload of ``place``."""
        options = ["--db", str(db or place.caseload)]
        asked = {
            "words": [*options, *map(str, words)],
            "env": {**environment_of(place)},
            "cwd": str(place.out),
            "said": str(self._said),
            "stdin": stdin,
            "secrets": {str(number): secret for number, secret in (secrets or {}).items()},
            "under": str(place.kept),
            "arm": arm.told() if arm and self.armed else None,
            "kill_after": kill_after,
            "trace": trace,
            "today": TODAY,
            "as_nobody": as_nobody,
        }
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        told = json.loads(self._read())
        said = [(self._said / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err")]
        return Ran(told["code"], *said, told["took"], told["calls"], told["struck"], told.get("trace", []))

    def _read(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline()

    def close(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.communicate(timeout=30)


@contextmanager
def running(said: Path, library: Path | None) -> Iterator[Runner]:
    """A runner for a while."""
    runner = Runner(said, library)
    try:
        yield runner
    finally:
        runner.close()


def clean_environment() -> dict[str, str]:
    """This process's, without the user's own settings of kontant."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KONTANT", "LC_", "LANG", "COLUMNS", "NO_COLOR"))}
    return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def environment_of(place: Place) -> dict[str, str]:
    """Where a run finds its folders: all of them where they are watched."""
    return {
        "HOME": str(place.kept / "home"),
        "XDG_DATA_HOME": str(place.kept / "home" / "share"),
        "TMPDIR": str(place.kept / "tmp"),
        "KONTANT_USER": "tester",
        "KONTANT_LANG": "en",
        "TERM": "dumb",
    }
