"""A file is written whole or not at all, and never over another one unasked."""

import errno
import os
import resource
import stat
from pathlib import Path

import pytest

from kontant.errors import Refused
from kontant.exchange.files import check_target, staged, write_file


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


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
def test_a_file_that_comes_while_ours_is_made_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", _unsupported)
    path = tmp_path / "a.csv"
    with pytest.raises(Refused, match="exists already"), staged(path, b"ours") as place:
        path.write_bytes(b"someone else's")
        place()
    assert [(left.name, left.read_bytes()) for left in tmp_path.iterdir()] == [("a.csv", b"someone else's")]
    write_file(tmp_path / "b.csv", b"ours")
    assert (tmp_path / "b.csv").read_bytes() == b"ours"
    assert stat.S_IMODE((tmp_path / "b.csv").stat().st_mode) == 0o600
    assert sorted(left.name for left in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def _unsupported(*_paths: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_what_is_made_and_not_let_out_leaves_nothing(tmp_path: Path) -> None:
    with staged(tmp_path / "a.csv", b"one"):
        assert len(list(tmp_path.iterdir())) == 1 and not (tmp_path / "a.csv").exists()
    assert list(tmp_path.iterdir()) == []


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
