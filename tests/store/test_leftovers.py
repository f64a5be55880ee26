"""A file that is being made: held while it is, gone if nobody names it, and swept away where a process was killed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import environment

from kontant.store import leftovers
from kontant.store.leftovers import fresh_file

HOLDING = """
import sys
from pathlib import Path
from pathlib import Path
from kontant.store.leftovers import fresh_file
with fresh_file(Path(sys.argv[1]), sys.argv[2]) as path:
    path.write_text("Åse")
    path.with_name(path.name + "-wal").write_text("Øjvind")
    print(path.name, flush=True)
    sys.stdin.readline()
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")


@pytest.fixture
def another(tmp_path):
    """Another process that makes a file of a kind; its name is told."""
    started = []

    def start(kind="file"):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path), kind], env=environment(), **pipes)
        started.append(process)
        return process, tmp_path / process.stdout.readline().strip()

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_it_is_the_users_alone_and_gone_unless_it_was_named(tmp_path):
    with fresh_file(tmp_path, "file") as path:
        assert path.stat().st_mode & 0o777 == 0o600
        path.with_name(path.name + "-journal").touch()
    assert list(tmp_path.iterdir()) == []
    with fresh_file(tmp_path, "file") as path:
        path.replace(tmp_path / "named")
    assert [found.name for found in tmp_path.iterdir()] == ["named"]


def test_what_a_killed_process_left_is_taken_away_by_the_next(tmp_path, another):
    process, left = another()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert left.read_text() == "Åse"
    with fresh_file(tmp_path, "file") as path:
        assert list(tmp_path.iterdir()) == [path]


def test_what_somebody_works_on_stays_and_so_does_another_kind(tmp_path, another):
    _process, held = another()
    dead, of_another_kind = another("copy")
    dead.send_signal(signal.SIGKILL)
    dead.wait()
    with fresh_file(tmp_path, "file"):
        assert held.exists() and of_another_kind.exists()


def test_a_leftover_that_cannot_be_had_does_not_stand_in_the_way(tmp_path):
    (tmp_path / ".kontant-file-x.part").mkdir()
    (tmp_path / ".kontant-file-y.part").symlink_to(tmp_path / "elsewhere")
    with fresh_file(tmp_path, "file") as path:
        assert path.exists()


def test_one_that_was_taken_for_a_leftover_between_its_making_and_its_holding_is_made_again(tmp_path, monkeypatch):
    made = leftovers.tempfile.mkstemp
    lost = []

    def snatched(**how):
        handle, name = made(**how)
        if not lost:
            lost.append(name)
            Path(name).unlink()
        return handle, name

    monkeypatch.setattr(leftovers.tempfile, "mkstemp", snatched)
    with fresh_file(tmp_path, "file") as path:
        assert path.exists() and str(path) not in lost
