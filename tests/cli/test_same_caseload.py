"""A suggested command reaches the caseload that the user is in."""

import re
import shlex
from pathlib import Path

from support import kontant

HEAD = ("--ref", "A1", "--name", "Åse", "--opened", "2020-01-01", "--target-group", "job_ready", "--track", "job")


def suggested(text):
    return [shlex.split(line) for line in re.findall(r"kontant (--db .*)$", text, re.MULTILINE)]


def test_with_db_the_option_is_repeated_even_with_a_space_in_the_path(tmp_path):
    db = tmp_path / "min mappe" / "å.sqlite"
    made = kontant("init", db=db)
    assert suggested(made.out)[0][:2] == ["--db", str(db)]
    added = kontant("case", "add", *HEAD, db=db)
    undo = next(words for words in suggested(added.out) if "undo" in words)
    assert kontant(*undo, "--yes").code == 0
    assert "0 open cases" in kontant("due", db=db).out


def test_with_the_variable_there_is_nothing_to_repeat(tmp_path):
    env = {"KONTANT_DB": str(tmp_path / "c.sqlite")}
    kontant("init", **env)
    assert "Undo with: kontant undo 1" in kontant("case", "add", *HEAD, **env).out


def test_csv_into_a_file_has_the_mark_for_excel_and_in_a_pipe_has_not(sample, tmp_path):
    import subprocess
    import sys

    from support import environment

    target = tmp_path / "due.csv"
    with target.open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "kontant", "--db", sample, "due", "--as-of", "2026-11-22", "--format", "csv"],
            stdout=file,
            env=environment(),
            check=True,
        )
    content = target.read_bytes()
    assert content.startswith(b'\xef\xbb\xbf"Case";"Rule";')
    assert content.count(b"\r\n") == content.count(b"\n") > 100
    assert not kontant("due", "--as-of", "2026-11-22", "--format", "csv", db=sample).out.startswith("\ufeff")


def test_output_that_cannot_be_written_is_told(sample):
    import subprocess
    import sys

    from support import environment

    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kontant", "--db", sample, "due"],
            stdout=full, stderr=subprocess.PIPE, env=environment(), text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "kontant: The system would not let kontant go on: No space left on device.\n"
