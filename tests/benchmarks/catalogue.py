"""What the whole catalogue costs beside its first four families: ``python catalogue.py FOLDER [CASES [RUNS]]``.

``due`` for the worst hundred of a large caseload, with every rule and with the fourteen of contact, passivity,
exemptions and continuity that came first; the caseload in FOLDER is made where it is not there (as by large.py).
"""

import sys
from pathlib import Path

from large import kontant, made
from paired import compare

FIRST_FOUR_FAMILIES = (
    "conversation-first",
    "conversation-due",
    "conversation-shortfall",
    "conversation-start",
    "conversation-unrecorded",
    "offer-first",
    "passive-period",
    "exemption-expiring",
    "exemption-ended",
    "exemption-open-ended",
    "caseworker-missing",
    "caseworker-change",
    "handover-missing",
    "caseworker-churn",
)


def main(folder: Path, cases: int, runs: int) -> None:
    """Measure and print; the ratio of processor time is the one to hold, for the wall has other guests."""
    if not (folder / "large.sqlite").exists():
        made(folder, cases)
    whole = [*kontant(folder), "due", "--as-of", "2026-11-22", "--format", "json", "--limit", "100"]
    first = [*whole, *(word for rule in FIRST_FOUR_FAMILIES for word in ("--rule", rule))]
    compare("due with the whole catalogue beside its first four families", whole, first, runs=runs)


if __name__ == "__main__":
    cases, runs = (int(sys.argv[n]) if len(sys.argv) > n else default for n, default in ((2, 90_000), (3, 5)))
    main(Path(sys.argv[1]).resolve(), cases, runs)
