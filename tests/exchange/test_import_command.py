"""``kontant import`` as it is typed: what it says where, its exit codes, and its bar on a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from file_modes import obeying_modes

ENVIRONMENT = {"KONTANT_LANG": "en", "KONTANT_USER": "test", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def kontant(caseload):
    def run(*words, lang="en"):
        return subprocess.run(
            [sys.executable, "-m", "kontant", "--db", caseload, "--lang", lang, *map(str, words)],
            capture_output=True, text=True, encoding="utf-8", env=os.environ | ENVIRONMENT, check=False,
        )  # fmt: skip

    return run


def test_the_report_says_what_was_read_what_changed_and_how_to_undo_it(kontant, samples):
    done = kontant("import", samples / "caseload-danish", "--extract-date", "2026-11-22")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "caseload-danish, as of 2026-11-22:"
    assert "  cases.csv: Windows-1252, semicolon, 45 rows" in lines
    assert "  conversations.csv: UTF-8, semicolon, 330 rows" in lines
    assert "conversations  330        0         0          0         0          0" in lines
    assert [line.split()[0] for line in lines[-2:]] == ["Undo", "Next:"]
    assert lines[-2].endswith(" undo 1") and lines[-1].endswith(" due")
    again = kontant("import", samples / "caseload-danish", "--extract-date", "2026-11-22")
    assert "Nothing to change: the caseload holds all of this already." in again.stdout
    assert "undo" not in again.stdout


def test_json(kontant, extract, contents):
    kontant("import", extract("one", conversations=["A-1,2026-12-01,job,planned,"]), "--extract-date", "2026-11-01")
    folder = extract("two", conversations=["A-1,2026-12-02,job,planned,", "Z-1,2026-12-02,job,x,"])
    done = kontant("import", folder, "--extract-date", "02-11-2026", "--format", "json", "--skip-bad-cases")
    told = json.loads(done.stdout)
    key = {"case_ref": "A-1", "date": "2026-12-01", "kind": "job"}
    assert told["vanished"] == [{"table": "conversations", "key": key, "withdrawn": True}]
    assert told["files"][0] == {"file": "cases.csv", "table": "cases", "encoding": "UTF-8", "separator": ",", "rows": 1}
    assert told["tables"]["conversations"] == {
        "new": 1, "changed": 0, "restored": 0, "unchanged": 0, "vanished": 1, "withdrawn": 1
    }  # fmt: skip
    assert (told["event"], told["skipped_cases"], told["dry_run"]) == (2, ["Z-1"], False)
    assert done.stderr.count("\n") == 2
    assert contents("events")["events"][1][2] == "test"


def test_a_dry_run_says_so_and_writes_nothing(kontant, samples, contents):
    done = kontant("import", samples / "caseload", "--dry-run")
    assert done.returncode == 0
    assert "only tried, nothing was changed" in done.stdout
    assert contents("cases")["cases"] == []


def test_faults_go_to_stderr_a_line_each_with_a_last_one_that_sums_up(kontant, extract, contents):
    folder = extract(conversations=["A-1,31-02-2026,job,held,"] * 250)
    done = kontant("import", folder)
    lines = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 202)
    assert lines[0].startswith("conversations.csv:2: date: 31-02-2026: there is no such day")
    assert lines[200] == "... and 50 more faults"
    assert lines[201] == (
        f"kontant: {folder} has 250 faults, listed above; nothing was imported. "
        "Correct it, or leave the faulty cases out with --skip-bad-cases."
    )
    assert contents("events")["events"] == []


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nowhere"], 1, "There is no extract at nowhere"),
        (["{samples}/caseload/cases.csv"], 1, "is a single CSV file"),
        (["{samples}/caseload", "--extract-date", "2199-01-01"], 2, "is in the future"),
        (["{samples}/caseload", "--extract-date", "31-02-2026"], 2, "is not a date"),
        (["{samples}/caseload", "--format", "csv"], 2, "--format"),
        ([], 2, "EXTRACT"),
    ],
)
def test_what_is_refused_is_one_line_and_a_code(kontant, samples, words, code, told):
    done = kontant("import", *(word.format(samples=samples) for word in words))
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_a_caseload(kontant, samples, caseload):
    caseload.unlink()
    done = kontant("import", samples / "caseload")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"Make one with: kontant --db {caseload} init" in done.stderr
    assert not caseload.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_no_room_on_the_disk(caseload, samples, contents):
    """A process that may write no more than 128 kB to a file, as on a disk that fills up midway."""
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 17, 1 << 17));"
        "from kontant.cli.entry import main; main()"
    )
    # Measuring coverage writes files of its own, which the limit would stop.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-c", script, "--db", caseload, "import", samples / "edges"],
        capture_output=True, text=True, env=unmeasured | ENVIRONMENT, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents("cases", "events") == {"cases": [], "events": []}


def test_a_caseload_that_may_only_be_read(kontant, caseload, samples):
    caseload.chmod(0o400)
    caseload.parent.chmod(0o500)
    done = obeying_modes(lambda: kontant("import", samples / "caseload"))
    caseload.parent.chmod(0o700)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "read-only" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("rows", "shown"), [(40_000, True), (1, False)])
def test_the_bar_shows_on_a_terminal_when_the_work_lasts(caseload, extract, rows, shown):
    import pexpect

    lines = [f"A-1,{1900 + n // 336}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02},job,held," for n in range(rows)]
    folder = extract(conversations=lines)
    child = pexpect.spawn(
        sys.executable, ["-m", "kontant", "--db", str(caseload), "import", str(folder)],
        env=os.environ | ENVIRONMENT | {"TERM": "xterm"}, dimensions=(24, 100), encoding="utf-8", timeout=60,
    )  # fmt: skip
    child.expect(pexpect.EOF)
    assert ("Reading" in child.before or "Comparing" in child.before) == shown
    assert "Undo with" in child.before


def test_the_extract_may_be_the_folder_one_stands_in(caseload, samples):
    done = subprocess.run(
        [sys.executable, "-m", "kontant", "--db", caseload, "import", "."],
        cwd=samples / "caseload", capture_output=True, text=True, env=os.environ | ENVIRONMENT, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("caseload, as of")
    assert Path(caseload).exists()
