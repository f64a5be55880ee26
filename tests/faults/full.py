"""All kills and faults by one command: ``python tests/faults/full.py --seed 1 --kills 1000``.

Prints how each operation ended, and what was not as it must be; exits 1 where anything was. ``--only`` takes the
operations whose names begin so.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from faults.campaign import Result, campaign  # noqa: E402
from faults.operations import operations  # noqa: E402
from faults.runner import running  # noqa: E402
from faults.shim import compiled, why_not  # noqa: E402
from faults.state import know_passphrases  # noqa: E402


def main() -> int:
    given = _arguments()
    know_passphrases()
    began = time.monotonic()
    results = []
    with tempfile.TemporaryDirectory(prefix="kontant-faults-", dir=given.folder) as name:
        folder = Path(name)
        library = None if why_not() else compiled(folder)
        chosen = [each for each in operations() if each.name.startswith(given.only)]
        if why_not():
            print(f"Kills at times drawn only: {why_not()}.")
        per = {kind: -(-vars(given)[kind] // len(chosen)) for kind in ("kills", "faults", "plugs")}
        number, parts = map(int, given.part.split("/"))
        with running(folder / "said", library) as runner:
            for result in campaign(chosen[number - 1 :: parts], runner, folder, seed=given.seed, **per):
                results.append(result)
                _tell(result)
    _sum_up(results, time.monotonic() - began, given.seed)
    return 1 if any(result.wrong for result in results) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=1000, help="in all, spread over the operations")
    parser.add_argument("--faults", type=int, default=500, help="in all, spread over the operations")
    parser.add_argument("--plugs", type=int, default=500, help="pulled plugs, in all")
    parser.add_argument("--only", default="", help="operations whose names begin so")
    parser.add_argument("--part", default="1/1", help="2/3: the second third of the operations, to run three at once")
    parser.add_argument("--folder", help="where the runs take place; a real disk makes fsync mean something")
    return parser.parse_args()


def _tell(result: Result) -> None:
    parts = [f"{what} {dict(sorted(counted.items()))}" for what, counted in _counted(result) if counted]
    print(f"{result.operation} ({result.calls} calls): {'; '.join(parts)}; left {result.left}", flush=True)
    for told in result.wrong[:5]:
        print("  WRONG " + told.replace("\n", "\n  "), flush=True)


def _counted(result: Result) -> list[tuple[str, dict[str, int]]]:
    return [("kills", result.kills), ("faults", result.faults), ("plugs", result.plugs)]


def _sum_up(results: list[Result], seconds: float, seed: int) -> None:
    sums = [sum(sum(counted.values()) for counted in column) for column in zip(*(r[2:5] for r in results), strict=True)]
    wrong = sum(len(result.wrong) for result in results)
    told = "{} operations: {} kills, {} faults, {} pulled plugs; {} wrong. {:.0f} s, seed {}."
    print(told.format(len(results), *sums, wrong, seconds, seed))


if __name__ == "__main__":
    sys.exit(main())
