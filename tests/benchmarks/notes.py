"""Notes, measured: ``python notes.py FOLDER [CASES]``.

What a caseworker waits for: from Enter to the first question of a guide on a terminal, a draft on disk, a note saved
from an answers file, and a word found among many notes. FOLDER keeps the caseload of CASES cases (2,000 if left out)
with 20 notes each for the next run.
"""

import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pexpect

from kontant.store import drafts, note_search
from kontant.store.reading import reading
from kontant.store.schema import create

KONTANT = [sys.executable, "-m", "kontant"]
NOTES_A_CASE = 20
WORDS = [
    "borgeren",
    "møder",
    "stabilt",
    "i",
    "praktikken",
    "kantinen",
    "rygsmerter",
    "skånehensyn",
    "kasse",
    "timer",
    "aftale",
    "mentor",
    "samtale",
    "jobmål",
    "køkkenmedhjælper",
    "søger",
    "ordinære",
    "delmål",
    "ønsker",
    "værkstedet",
    "læge",
    "erklæring",
    "opfølgning",
    "gældsrådgiver",
    "bostøtte",
]
RARE = "fjernvarmemontør"


def filled(path: Path, cases: int) -> None:
    """A caseload with long notes, one of which holds the rare word."""
    create(path)
    draw = random.Random(1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO events (id, at, who, command) VALUES (1, '2026-01-01', 'bench', 'bench')")
        for number in range(cases):
            ref = f"2020-{number:06}"
            connection.execute(
                "INSERT INTO cases (case_ref, name, opened, target_group, track, challenges, batch)"
                " VALUES (?, ?, '2020-01-01', 'activity_ready', 'job', '', 1)",
                (ref, f"Person {number}"),
            )
            for nr in range(NOTES_A_CASE):
                text = " ".join(draw.choices(WORDS, k=150)) + (f" {RARE}en" if number == nr == 7 else "")
                connection.execute(
                    "INSERT INTO notes (case_ref, date, template, nr, text, batch)"
                    " VALUES (?, ?, 'conversation', ?, ?, 1)",
                    (ref, f"2026-{nr % 10 + 1:02}-01", nr, text),
                )


def told(title: str, seconds: list[float]) -> None:
    """One line: median, least and most."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    print(f"{title}: {middle * 1000:.1f} ms ({low * 1000:.1f}-{high * 1000:.1f}, {len(seconds)} runs)")


def timed(function: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def first_question(path: Path, case_ref: str) -> None:
    """Start a guide on a terminal and wait for its first question."""
    command = [*KONTANT[1:], "--db", str(path), "note", case_ref, "conversation"]
    child = pexpect.spawn(KONTANT[0], command, dimensions=(40, 100), encoding="utf-8", timeout=30)
    child.expect("How did you meet")
    child.close(force=True)


def main(folder: Path, cases: int) -> None:
    """Measure and print."""
    path = folder / f"notes-{cases}.sqlite"
    if not path.exists():
        filled(path, cases)
    print(f"{cases:,} cases, {cases * NOTES_A_CASE:,} notes, {path.stat().st_size / 2**20:.0f} MB")
    told("first question on a terminal", [timed(partial(first_question, path, f"2020-{n:06}")) for n in range(5)])
    at = datetime.now(UTC).isoformat(timespec="seconds")
    day = date(2026, 11, 22)
    draft = drafts.start(
        path, case_ref="2020-000003", form="conversation", version=1, date=day, caseworker=None, who="bench", at=at
    )
    saves = []
    for number in range(100):
        answers = {f"q{n}": " ".join(WORDS) for n in range(number % 18)}
        start = time.perf_counter()
        draft = drafts.save(path, draft, answers=answers, place="q", partial=None, at=at)
        saves.append(time.perf_counter() - start)
    told("a draft on disk", saves)
    drafts.discard(path, draft.id, at=at)
    for word in (RARE, "køkkenmedhjælper søger", "rygsmerter"):
        with reading(path) as connection:
            runs = [timed(partial(note_search.find, connection, word)) for _ in range(5)]
        told(f"find {word!r}", runs)
    example = subprocess.run([*KONTANT, "note", "template", "free", "--example"], capture_output=True, check=True)
    save = [*KONTANT, "--db", str(path), "note", "2020-000003", "free", "--answers", "-"]
    told(
        "a free note from an answers file, whole process",
        [timed(lambda: subprocess.run(save, input=example.stdout, capture_output=True, check=True)) for _ in range(5)],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)
