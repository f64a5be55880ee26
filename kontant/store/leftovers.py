"""Files that are being made, and what a kontant that was killed has left of them.

A file is held by a lock while it is being made, and the lock goes with its process however that ends. So whoever next
makes such a file in the same folder can tell what nobody works on any more, and takes it away: it holds personal data.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_SUFFIX = ".part"
_OF_SQLITE = ("-wal", "-shm", "-journal")


@contextlib.contextmanager
def fresh_file(folder: Path, kind: str) -> Iterator[Path]:
    """An empty file in ``folder``, readable by the user alone; gone at the end, unless it was given another name.

    What was left there of the same ``kind`` is taken away first. Raises ``OSError`` where the folder takes no file.
    """
    _sweep(folder, kind)
    path, handle = _made(folder, kind)
    if sys.platform == "win32":  # an open file cannot be renamed there
        os.close(handle)
    try:
        yield path
    finally:
        _remove(path)
        # Last of all: closing it gives up every lock that this process has on the file.
        if sys.platform != "win32":
            os.close(handle)


def left(folder: Path) -> list[Path]:
    """What a kontant that was killed has left in ``folder``, of every kind; nothing that is being made."""
    return [path for path in sorted(folder.glob(f"{_prefix('*')[:-1]}{_SUFFIX}")) if _is_left(path)]


def _is_left(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        return _held(handle) is True
    finally:
        os.close(handle)


def _made(folder: Path, kind: str) -> tuple[Path, int]:
    while True:
        handle, name = tempfile.mkstemp(prefix=_prefix(kind), suffix=_SUFFIX, dir=folder)
        path = Path(name)
        # Between the two, another process may have taken it for a leftover.
        if _held(handle) is not False and path.exists():
            return path, handle
        os.close(handle)


def _sweep(folder: Path, kind: str) -> None:
    with contextlib.suppress(OSError):
        for path in folder.glob(f"{_prefix(kind)}*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                _remove_if_left(path)


def _remove_if_left(path: Path) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if _held(handle):
            _remove(path)
    finally:
        os.close(handle)


def _held(handle: int) -> bool | None:
    """Take the lock: False where another process has it, None where there are no locks."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + end) for end in _OF_SQLITE)):
        with contextlib.suppress(OSError):
            name.unlink()


def _prefix(kind: str) -> str:
    return f".kontant-{kind}-"
