"""A file is written whole or not at all, and never over another one unasked."""

import resource
import stat
from pathlib import Path

import pytest

from kontant.errors import Refused
from kontant.exchange.files import check_target, write_file


@pytest.fixture
def a_small_disk():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_the_users_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a.csv", b"one")
    assert (tmp_path / "a.csv").read_bytes() == b"one"
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_file_is_replaced_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o644)
    with pytest.raises(Refused, match="exists already"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    write_file(path, b"new", force=True)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_file(tmp_path / "link.csv", b"new", force=True)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, a_small_disk: None) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    with pytest.raises(Refused, match="disk is full"):
        write_file(path, b"x" * 5_000, force=True)
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that nobody can write, not even root")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="read-only"):
        write_file(Path("/proc/self/a.csv"), b"x")


def test_a_place_is_checked_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such folder"):
        check_target(tmp_path / "no" / "a.csv")
    with pytest.raises(Refused, match="not a file"):
        check_target(tmp_path, force=True)
    with pytest.raises(Refused, match="not written"):
        check_target(tmp_path / ("a" * 300))
    assert check_target(tmp_path / "a.csv") == (tmp_path / "a.csv").resolve()
