"""What encryption costs a command: ``python encrypted.py [PAIRS [CASES]]``, with kontant[encryption] installed.

Makes a large invented caseload and takes the sample of 45 cases, each plain and encrypted, and runs ``kontant due`` on
both in turn, as whole processes; then says how long the passphrase's derivation takes, which is the most of it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import big_extract
from paired import run

from kontant.store.key import derived

PASSPHRASE = "cykel månelys tagrende æble"
SAMPLE = Path(__file__).parents[1] / "data/caseload"
DAY = "2026-11-22"


def kontant(db: Path, *words: str) -> list[str]:
    """A command on the caseload; its passphrase comes by the shell's descriptor 3, and a plain one never asks."""
    typed = " ".join([sys.executable, "-m", "kontant", "--db", str(db), "--passphrase-fd", "3", *words])
    return ["/bin/sh", "-c", f"{typed} 3<{db.parent / 'passphrase'}"]


def caseloads(folder: Path, extract: Path) -> tuple[Path, Path]:
    """The extract as a plain caseload and as an encrypted one."""
    folder.mkdir()
    (folder / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
    plain, encrypted = folder / "plain.sqlite", folder / "encrypted.sqlite"
    for db, how in ((plain, ()), (encrypted, ("--encrypt",))):
        for words in (("init", *how), ("import", str(extract), "--extract-date", DAY)):
            start = time.perf_counter()
            subprocess.run(kontant(db, *words), check=True, stdout=subprocess.DEVNULL)
            print(f"  {db.stem}: {words[0]} {time.perf_counter() - start:.2f} s")
    return plain, encrypted


def compare(title: str, plain: Path, encrypted: Path, pairs: int, *words: str) -> None:
    """Run both in turn and print medians, and of the difference pair by pair."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    one, other = kontant(plain, *words), kontant(encrypted, *words)
    run(one, env)
    run(other, env)
    times = [(run(one, env)[0], run(other, env)[0]) for _ in range(pairs)]
    more = [slow - quick for quick, slow in times]
    quick, slow = (statistics.median(side) for side in zip(*times, strict=True))
    print(
        f"{title}: plain {quick:.3f} s, encrypted {slow:.3f} s, {statistics.median(more):+.3f} s "
        f"({min(more):+.3f} to {max(more):+.3f}, {pairs} pairs)"
    )


def main(pairs: int, cases: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        compare("due, 45 cases", *caseloads(folder / "small", SAMPLE), pairs, "due", "--as-of", DAY)
        extract = folder / "extract"
        extract.mkdir()
        big_extract.write(extract, cases)
        large = caseloads(folder / "large", extract)
        compare(f"due, {cases} cases", *large, max(pairs // 3, 3), "due", "--as-of", DAY, "--limit", "20")
    start = time.perf_counter()
    for salt in range(5):
        derived(PASSPHRASE, bytes([salt]) * 16)
    print(f"derivation of the key: {(time.perf_counter() - start) / 5:.3f} s")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [15, 5000][len(given) :]))
