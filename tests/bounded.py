"""Bounds within which something hostile must be refused: memory, a processor's time, and an end."""

import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# What a refusal may need beyond what the process has already; a machine with other work to do counts no slower.
MEGABYTES = 600
SECONDS = 4.0
# A pipe that nobody writes to would be waited for.
_HANGING = 60


@contextmanager
def bounded() -> Iterator[None]:
    """Memory is at an end after so much; too much of a processor's time fails, and so does waiting for ever."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("how much memory the process has is not to be had")
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    present = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = signal.signal(signal.SIGALRM, _hangs)
    resource.setrlimit(resource.RLIMIT_AS, (present + (MEGABYTES << 20), hard))
    signal.alarm(_HANGING)
    began = time.process_time()
    try:
        yield
    finally:
        used = time.process_time() - began
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGALRM, before)
    assert used < SECONDS, f"it took {used:.1f} seconds of a processor"


def _hangs(_number: int, _frame: Any) -> None:
    raise AssertionError("it hangs")
