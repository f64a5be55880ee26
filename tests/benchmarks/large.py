"""A municipality of 90,000 cases: import it, and judge it for its worst hundred: ``python large.py FOLDER [CASES]``.

The list is compared with what stdlib ``sqlite3`` takes to fetch the same tables' rows of the last 24 months.
"""

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
    "SELECT case_ref, name, cpr, birth_date, gender, opened, closed, target_group, track FROM cases",
    "SELECT case_ref, date, kind, status, caseworker FROM conversations WHERE date >= '2024-11-22'",
    'SELECT case_ref, type, start, "end", outcome FROM offers WHERE "end" IS NULL OR "end" >= "2024-11-22"',
    'SELECT case_ref, scope, start, "end", reason FROM exemptions WHERE "end" IS NULL OR "end" >= "2024-11-22"',
    'SELECT case_ref, role, start, caseworker, "end" FROM assignments WHERE "end" IS NULL OR "end" >= "2024-11-22"',
    "SELECT case_ref, month, hours FROM paid_work WHERE month >= '2024-11-01'",
    "SELECT case_ref, date, template, scope FROM notes WHERE date >= '2024-11-22'",
):
    connection.execute(sql.replace('"2024-11-22"', "'2024-11-22'")).fetchall()
"""


def main(folder: Path, cases: int) -> None:
    """Measure and print."""
    kontant = [sys.executable, "-m", "kontant", "--db", str(folder / "large.sqlite")]
    extract = folder / "extract"
    if not extract.exists():
        write(extract, cases)
    rows = sum(sum(1 for _ in file.open(encoding="utf-8")) - 1 for file in extract.glob("*.csv"))
    (folder / "large.sqlite").unlink(missing_ok=True)
    subprocess.run([*kontant, "init"], check=True, stdout=subprocess.DEVNULL)
    start = time.perf_counter()
    subprocess.run([*kontant, "import", str(extract)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    print(f"import: {rows:,} rows in {seconds:.0f} s, {rows / seconds:,.0f} a second, {peak_megabytes():.0f} MB")
    fetch = [sys.executable, "-c", FETCH, str(folder / "large.sqlite")]
    due = [*kontant, "due", "--as-of", "2026-11-22", "--format", "json", "--limit", "100"]
    compare(f"due over {cases:,} cases beside fetching their rows", due, fetch, runs=5)
    print(f"processors: {os.cpu_count()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 90_000)
