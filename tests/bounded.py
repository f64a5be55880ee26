"""Bounds within which something hostile must be refused: memory, and an end.

How quickly it is: tests/benchmarks/hostile.py.
"""

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# What a refusal may need beyond what the process has already.
MEGABYTES = 600
# What is refused takes a second or two; a trap that works takes minutes, and a pipe that nobody writes to for ever.
_HANGING = 60


@contextmanager
def bounded() -> Iterator[None]:
    """Memory is at an end after so much, and so is waiting for ever."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("how much memory the process has is not to be had")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    present = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = signal.signal(signal.SIGALRM, _hangs)
    resource.setrlimit(resource.RLIMIT_AS, (present + (MEGABYTES << 20), hard))
    signal.alarm(_HANGING)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGALRM, before)


UNORDINARY = ("pipe", "device", "folder", "link to itself")
"""What may stand where a file is expected."""


def make_unordinary(path: Path, kind: str) -> None:
    """Put something of that kind in the place of a file."""
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path)


def _hangs(_number: int, _frame: Any) -> None:
    raise AssertionError("it hangs")
