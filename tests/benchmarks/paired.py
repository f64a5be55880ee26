"""Time two commands in turn, as whole processes, and tell the medians and the ratio pair by pair."""

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Sequence


def run(command: Sequence[str], env: dict[str, str]) -> tuple[float, float]:
    """Wall and processor seconds of one run; raises ``CalledProcessError`` where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(title: str, ours: Sequence[str], theirs: Sequence[str], *, runs: int = 15, **env: str) -> None:
    """Run A B A B ..., one warm-up each, and print medians of both and of the ratio."""
    full = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | env
    run(ours, full)
    run(theirs, full)
    pairs = [(run(ours, full), run(theirs, full)) for _ in range(runs)]
    print(title)
    for place, name in enumerate(("wall", "cpu")):
        a, b = ([pair[side][place] for pair in pairs] for side in (0, 1))
        ratios = [x / y for x, y in zip(a, b, strict=True)]
        print(
            f"  {name}: {statistics.median(a):.3f} s beside {statistics.median(b):.3f} s, "
            f"ratio {statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f}, {runs} pairs)"
        )


def peak_megabytes() -> float:
    """The most memory that any finished child process has held."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
