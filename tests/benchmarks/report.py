"""The report and the summary on caseloads of three sizes: ``python report.py FOLDER [CASES ...]``.

Below FOLDER lies a folder for each size with the caseload ``large.sqlite``, made where it is not there. Told of each
command: wall and processor seconds, the median of its runs, and the most memory that it held.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from large import kontant, made

DAY = "2026-11-22"
SIZES = (45, 5_000, 90_000)
# Beyond this a command is run once, and a trend not at all.
LARGE = 10_000
RUNS = 3
# The large extract goes five years back, so that none of its cases is long-term: all of them are measured.
REPORT = ("report", "--as-of", DAY, "--cases", "all")
SUMMARY = ("export", "summary", "--as-of", DAY)
COMMANDS = {
    "report": (*REPORT, "--format", "json"),
    "report --by track": (*REPORT, "--by", "track", "--format", "json"),
    "report --trend 24": (*REPORT, "--trend", "24", "--format", "json"),
    "report as xlsx": (*REPORT, "--output", "report.xlsx", "--force"),
    "report as html": (*REPORT, "--output", "report.html", "--force"),
    "report as pdf": (*REPORT, "--output", "report.pdf", "--force"),
    "export summary": (*SUMMARY, "--format", "json"),
    "export summary as pdf": (*SUMMARY, "--output", "summary.pdf", "--force"),
}


class Cost(NamedTuple):
    """What one run took."""

    wall: float
    cpu: float
    megabytes: float


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end; raises ``SystemExit`` where it fails."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as child:
        told = child.stderr.read() if child.stderr else b""
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(told.decode())
    return Cost(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measure(cases: int, folder: Path) -> None:
    """Time every command on the caseload of ``folder`` and print a line for each."""
    print(f"{cases:,} cases")
    for name, words in COMMANDS.items():
        if cases > LARGE and "--trend" in words:
            continue
        runs = [cost([*kontant(folder), *words], folder) for _ in range(1 if cases > LARGE else RUNS)]
        wall, cpu = (statistics.median(run[place] for run in runs) for place in (0, 1))
        print(
            f"  {name:22} {wall:7.2f} s wall {cpu:7.2f} s cpu {max(run.megabytes for run in runs):6.0f} MB", flush=True
        )


def main(folder: Path, sizes: Sequence[int]) -> None:
    """Make what is missing, measure and print."""
    for cases in sizes:
        own = folder / str(cases)
        own.mkdir(parents=True, exist_ok=True)
        if not (own / "large.sqlite").exists():
            made(own, cases)
        measure(cases, own)
    print(f"processors: {os.cpu_count()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), [int(size) for size in sys.argv[2:]] or SIZES)
