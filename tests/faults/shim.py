"""The shim: compiled where there is a C compiler and a system that loads it, and the words it is armed with."""

import errno
import os
import shutil
import subprocess
import sys
from enum import IntEnum, IntFlag
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = Path(__file__).with_name("shim.c")


class Kind(IntFlag):
    """What a call does; the numbers stand in shim.c too."""

    WRITE = 1
    SYNC = 2
    TRUNCATE = 4
    CREATE = 8
    NAME = 16
    UNLINK = 32
    MODE = 64
    FOLDER = 128


class Action(IntEnum):
    """What happens at the call with the number told of."""

    NOTHING = 0
    KILL_BEFORE = 1
    KILL_AFTER = 2
    KILL_HALF = 3
    FAIL_ONCE = 4
    FAIL_ON = 5
    SHORT_ONCE = 6
    SHORT_THEN_FAIL = 7


KILLS = (Action.KILL_BEFORE, Action.KILL_AFTER, Action.KILL_HALF)


class Fault(NamedTuple):
    """A way in which a disk fails: the error and the calls that can have it."""

    name: str
    action: Action
    error: int = 0
    kinds: Kind = Kind(0)


_TAKES_ROOM = Kind.WRITE | Kind.TRUNCATE | Kind.CREATE | Kind.NAME | Kind.FOLDER
_REACHES_DISK = Kind.WRITE | Kind.SYNC | Kind.TRUNCATE
_CHANGES = _TAKES_ROOM | Kind.UNLINK | Kind.MODE
FAULTS = (
    Fault("full", Action.FAIL_ON, errno.ENOSPC, _TAKES_ROOM),
    Fault("full once", Action.FAIL_ONCE, errno.ENOSPC, _TAKES_ROOM),
    Fault("full after half a write", Action.SHORT_THEN_FAIL, errno.ENOSPC, _TAKES_ROOM),
    Fault("half a write", Action.SHORT_ONCE),
    Fault("i/o error", Action.FAIL_ON, errno.EIO, _REACHES_DISK),
    Fault("i/o error once", Action.FAIL_ONCE, errno.EIO, _REACHES_DISK),
    Fault("i/o error on fsync once", Action.FAIL_ONCE, errno.EIO, Kind.SYNC),
    Fault("read-only from here", Action.FAIL_ON, errno.EROFS, _CHANGES),
)


class Arm(NamedTuple):
    """What the shim is told before a run; as it is, it only counts."""

    at: int = 0
    action: Action = Action.NOTHING
    error: int = 0
    mask: int = 0
    record: str = ""

    def told(self) -> dict[str, Any]:
        """For the server."""
        return self._asdict()


def why_not() -> str | None:
    """Why there is no shim here; None where there is one."""
    if not sys.platform.startswith("linux"):
        return "the shim is for Linux"
    if not (os.environ.get("CC") or shutil.which("cc")):
        return "there is no C compiler (cc)"
    return None


def compiled(folder: Path) -> Path:
    """The shim, made in ``folder``."""
    library = folder / "shim.so"
    words = [os.environ.get("CC") or "cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(words, check=True)
    return library
