"""A municipality of 90,000 cases: import it, and judge it for its worst hundred: ``python large.py FOLDER [CASES]``.

The list is compared with what stdlib ``sqlite3`` takes to fetch the same tables' rows of the last 24 months.
"""

import csv
import os
import subprocess
import sys
import time
from pathlib import Path

from big_extract import write
from paired import compare, peak_megabytes

FETCH = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
for sql in (
    "SELECT case_ref, name, cpr, birth_date, gender, opened, closed, target_group, track, challenges FROM cases",
    "SELECT case_ref, date, kind, status, caseworker FROM conversations WHERE date >= ?",
    'SELECT case_ref, type, start, "end", outcome, goal, hours_per_week FROM offers WHERE "end" >= ?',
    'SELECT case_ref, scope, start, "end", reason, explanation FROM exemptions WHERE "end" >= ?',
    'SELECT case_ref, role, start, caseworker, "end" FROM assignments WHERE coalesce("end", start) >= ?',
    "SELECT case_ref, month, hours FROM paid_work WHERE month >= ?",
    "SELECT case_ref, date, template, scope, answers FROM notes WHERE date >= ?",
    'SELECT case_ref, start, benefit, "end" FROM benefits WHERE coalesce("end", start) >= ?',
    "SELECT case_ref, kind, title, set_on, due, reached FROM goals WHERE set_on >= ?",
    "SELECT case_ref, date, contact_attempts, reasonable_ground, hearing_sent, decision FROM absences WHERE date >= ?",
    "SELECT case_ref, type, ordered, received, declined, reminded FROM statements WHERE ordered >= ?",
    "SELECT case_ref, date, actor, form FROM coordination WHERE date >= ?",
):
    connection.execute(sql, ("2024-11-22",) * sql.count("?")).fetchall()
"""


def kontant(folder: Path) -> list[str]:
    """What a command on the large caseload begins with."""
    return [sys.executable, "-m", "kontant", "--db", str(folder / "large.sqlite")]


def made(folder: Path, cases: int) -> None:
    """Write the extract, where it is not there, and import it into a new caseload; tells how fast that went."""
    extract = folder / "extract"
    if not extract.exists():
        write(extract, cases)
    rows = 0
    for file in extract.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            rows += sum(1 for _ in csv.reader(lines)) - 1
    (folder / "large.sqlite").unlink(missing_ok=True)
    subprocess.run([*kontant(folder), "init"], check=True, stdout=subprocess.DEVNULL)
    start = time.perf_counter()
    subprocess.run([*kontant(folder), "import", str(extract)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    print(f"import: {rows:,} rows in {seconds:.0f} s, {rows / seconds:,.0f} a second, {peak_megabytes():.0f} MB")


def main(folder: Path, cases: int) -> None:
    """Measure and print."""
    made(folder, cases)
    fetch = [sys.executable, "-c", FETCH, str(folder / "large.sqlite")]
    due = [*kontant(folder), "due", "--as-of", "2026-11-22", "--format", "json", "--limit", "100"]
    compare(f"due over {cases:,} cases beside fetching their rows", due, fetch, runs=5)
    print(f"processors: {os.cpu_count()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 90_000)
