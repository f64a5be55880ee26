"""How quickly what means harm is refused: ``python hostile.py``.

Each is given to ``kontant import`` or ``kontant note --answers`` as a whole process, start-up included.
"""

import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

HEADER = "case_ref,name"
GIGABYTE = 1 << 30
DEPTH = 200_000


def bomb(folder: Path) -> Path:
    """A gigabyte and more, packed into one megabyte."""
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("cases.csv", "w") as member:
        for _block in range(1_100):
            member.write(bytes(1 << 20))
    return path


def many_members(folder: Path) -> Path:
    """A zip of 300,000 empty files."""
    path = folder / "many.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for number in range(300_000):
            packed.writestr(f"{number}.csv", b"")
    return path


def many_columns(folder: Path) -> Path:
    """A CSV with a header of a million columns."""
    (folder / "wide").mkdir()
    (folder / "wide/cases.csv").write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n")
    return folder / "wide"


def long_line(folder: Path) -> Path:
    """A CSV with one line of a gigabyte."""
    (folder / "long").mkdir()
    with (folder / "long/cases.csv").open("wb") as file:
        file.write(f"{HEADER}\nA-1,".encode())
        file.truncate(GIGABYTE)
    return folder / "long"


def far_cell(folder: Path) -> Path:
    """A workbook with one cell in the last corner of its sheet."""
    import xlsxwriter

    path = folder / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("cases")
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write(1_048_575, 16_383, "x")
    return path


def pipe(folder: Path) -> Path:
    """A pipe that nobody writes to."""
    path = folder / "pipe.zip"
    os.mkfifo(path)
    return path


def device(_folder: Path) -> Path:
    """A device that never ends."""
    return Path("/dev/zero")


def deep(folder: Path) -> Path:
    """Answers as lists within lists."""
    path = folder / "deep.json"
    path.write_text('{"x": ' + "[" * DEPTH + "]" * DEPTH + "}")
    return path


def long_key(folder: Path) -> Path:
    """Answers with a key of many parts."""
    path = folder / "key.toml"
    path.write_text("a" + ".a" * DEPTH + " = 1\n")
    return path


IMPORTED = (bomb, many_members, many_columns, long_line, far_cell, pipe, device)
ANSWERS = (deep, long_key)


def measured(words: list[str]) -> tuple[float, str]:
    """Seconds, and what was said."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "kontant", *words], capture_output=True, text=True, check=False)
    return time.perf_counter() - began, done.stderr.strip()


def main() -> None:
    """Make each, give it, and tell."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = ["--db", str(folder / "caseload.sqlite")]
        measured([*db, "init"])
        measured([*db, "case", "add", "A-1", "--name", "Ane Holm", "--opened", "2026-01-05"])
        ways: list[tuple[Callable[[Path], Path], list[str]]] = [(make, ["import"]) for make in IMPORTED]
        ways += [(make, ["note", "A-1", "free", "--answers"]) for make in ANSWERS]
        for make, words in ways:
            seconds, said = measured([*db, *words, str(make(folder))])
            print(f"{(make.__doc__ or '').rstrip('.')}: {seconds:.2f} s\n    {said[:200]}")


if __name__ == "__main__":
    main()
