"""Fuzz one target for a while: ``python tests/fuzz/run.py csv --minutes 30``.

With atheris installed its mutations are led by which lines of kontant an input reaches; without it they are blind,
from a seed. Either way what kontant did not refuse well is kept in ``--findings`` (once for each place that it came
from), the fuzzing goes on, and the number of executions is told at the end. A hang or a dead process counts too.
"""

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

# An input of a few thousand bytes that takes longer is a hang.
SECONDS_EACH = 30
MEGABYTES = 1_500
LONGEST = 6_000
TOLD_EVERY = 60.0
# The fuzzer itself takes more and more memory: it begins anew, with the inputs that it has come to.
SECONDS_AT_ONCE = 480


class Watch:
    """Calls the target, counts, and keeps what it did not take well."""

    def __init__(self, call: Callable[[bytes], None], findings: Path, counts: Path) -> None:
        """``counts`` is where the number of executions is kept for the process that started this one."""
        self.call, self.findings, self.counts = call, findings, counts
        self.done = int(counts.read_text()) if counts.exists() else 0
        self.slowest = 0.0
        self.told = self.began = time.monotonic()

    def __call__(self, data: bytes) -> None:
        began = time.monotonic()
        try:
            self.call(data)
        except Exception as error:
            self._keep(data, error)
        now = time.monotonic()
        self.done += 1
        self.slowest = max(self.slowest, now - began)
        if self.done % 25 == 0:
            self.counts.write_text(str(self.done))
        if now - self.told > TOLD_EVERY:
            self.told = now
            print(f"{self.done} executions, the slowest {self.slowest:.2f} s", flush=True)

    def _keep(self, data: bytes, error: Exception) -> None:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{type(error).__name__}-{Path(frame.filename).stem}-{frame.lineno}"
        kept = self.findings / f"{place}.input"
        if not kept.exists():
            kept.write_bytes(data)
            (self.findings / f"{place}.txt").write_text(traceback.format_exc(), encoding="utf-8", errors="replace")
            print(f"FOUND {place}", flush=True)


def main() -> int:
    """Parse, and be either the one that watches or the one that fuzzes."""
    asked = _parsed()
    asked.findings.mkdir(parents=True, exist_ok=True)
    if asked.child:
        _fuzz(asked)
        return 0
    with tempfile.TemporaryDirectory(prefix="kontant-fuzz-") as folder:
        return _watch(asked, Path(folder))


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--clock", choices=("wall", "processor"), default="wall", help="what the minutes are of")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--blind", action="store_true", help="as if atheris were not installed")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "kontant-findings")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.findings = asked.findings.resolve()
    return asked


def _watch(asked: argparse.Namespace, folder: Path) -> int:
    """Start the fuzzing, and again where it died of an input, until the time is over."""
    began = time.monotonic()
    before = {file.name for file in asked.findings.iterdir()}
    for turn in count():
        left = asked.minutes * 60 - (_processor() if asked.clock == "processor" else time.monotonic() - began)
        if left < 1:
            break
        words = [
            sys.executable,
            __file__,
            asked.target,
            "--minutes",
            str(min(left, SECONDS_AT_ONCE) / 60),
            "--seed",
            str(asked.seed + turn),
        ]
        words += ["--findings", str(asked.findings), "--child", str(folder), *(["--blind"] if asked.blind else [])]
        done = subprocess.run(words, check=False)
        if done.returncode:
            print(f"the process ended with {done.returncode}; again", flush=True)
            time.sleep(1)
    counted = folder / "executions"
    found = sorted(file.name for file in asked.findings.iterdir() if file.name not in before)
    print(
        f"{asked.target}: {counted.read_text() if counted.exists() else 0} executions in "
        f"{(time.monotonic() - began) / 60:.1f} minutes ({_processor() / 60:.1f} of a processor); "
        f"{len([name for name in found if not name.endswith('.txt')])} findings in {asked.findings}: {' '.join(found)}"
    )
    return 1 if found else 0


def _processor() -> float:
    """Seconds that the processes which have ended spent on a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fuzz(asked: argparse.Namespace) -> None:
    try:
        import atheris
    except ImportError:
        asked.blind = True
    if asked.blind:
        _blindly(asked)
        return
    with atheris.instrument_imports(include=["kontant", "tomllib", "json"]):
        from fuzz.targets import TARGETS
    _keep_engines()
    target = TARGETS[asked.target]
    corpus, words = asked.child / "corpus", asked.child / "words"
    if not corpus.exists():
        corpus.mkdir()
        for seed in target.seeds():
            (corpus / hashlib.sha1(seed).hexdigest()).write_bytes(seed[:LONGEST])
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words))
    watch = Watch(target.prepare(Path(tempfile.mkdtemp(dir=asked.child))), asked.findings, asked.child / "executions")
    options = [
        f"-max_total_time={round(asked.minutes * 60)}", f"-seed={asked.seed}", f"-timeout={SECONDS_EACH}",
        f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}", f"-dict={words}", "-print_final_stats=1", "-verbosity=1",
        f"-artifact_prefix={asked.findings}/{asked.target}-", "-report_slow_units=1000",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], watch)
    atheris.Fuzz()


def _keep_engines() -> None:
    """An engine compiles its statements once; one for each import would take most of the time."""
    from kontant.exchange import importing

    importing.make_engine = cache(importing.make_engine)


def _blindly(asked: argparse.Namespace) -> None:
    from fuzz.mutating import mutated
    from fuzz.targets import TARGETS

    _keep_engines()
    target = TARGETS[asked.target]
    watch = Watch(target.prepare(Path(tempfile.mkdtemp(dir=asked.child))), asked.findings, asked.child / "executions")
    end = time.monotonic() + asked.minutes * 60
    for data in mutated(list(target.seeds()), target.words, asked.seed):
        watch(data)
        if time.monotonic() > end:
            break
    watch.counts.write_text(str(watch.done))


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    sys.exit(main())
