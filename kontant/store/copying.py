"""Copying a whole caseload, page by page, into another file, and a backup out of that.

A backup is written under a name of its own, opened anew and held against what the caseload held; only then does it
get its checksum and the name of a backup.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import disk, file_checks, seals
from kontant.store.backups import Backup, Made, checksum, checksums_alone, default_folder, names
from kontant.store.key import Key
from kontant.store.leftovers import fresh_file
from kontant.store.location import make_private_folder
from kontant.store.opening import connect, errors
from kontant.store.reading import APPLICATION_ID, plain_errors

_SQLITE_BUSY, _SQLITE_LOCKED = 5, 6


def copy_of(
    source: sqlite3.Connection, key: Key | None, caseload: Path, folder: Path, at: datetime, *, why: str | None = None
) -> Made:
    """As :func:`make`, from a connection to the caseload that sees one state of it; the copy has the same key."""
    held = _counted(source, caseload)
    with _staged(caseload, folder) as staged:
        with plain_errors(folder), contextlib.closing(connect(staged, key=key)) as target:
            # Nothing to take back: what fails is thrown away. And no second file beside a backup.
            target.execute("PRAGMA journal_mode = OFF")
            copy_into(source, target)
            target.execute("PRAGMA journal_mode = DELETE")
        _synced(staged, folder)
        lost, log_holds = _checked(source, caseload, staged, key, held)
        backup = _placed(staged, caseload, folder, at, why)
    _sweep(caseload, folder)
    return Made(backup, held["cases"], lost, log_holds)


def copy_into(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Make ``target`` the same as ``source`` in one transaction; gives up where another process holds it."""

    def step(status: int, _remaining: int, _total: int) -> None:
        if status in (_SQLITE_BUSY, _SQLITE_LOCKED):  # it would be tried for ever
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=step)


def _counted(source: sqlite3.Connection, caseload: Path) -> dict[str, int]:
    try:
        return file_checks.counts(source)
    except errors():
        raise StoreError(_why_not(source, caseload)) from None


@contextlib.contextmanager
def _staged(caseload: Path, folder: Path) -> Iterator[Path]:
    """An empty file in ``folder`` that is gone afterwards unless it got a name."""
    with contextlib.ExitStack() as made:
        try:
            if folder == default_folder(caseload):
                make_private_folder(folder)
            staged = made.enter_context(fresh_file(folder, "backup"))
        except OSError:
            told = _("No backup was made: the folder {folder} is not there, or cannot be written.")
            raise StoreError(told.format(folder=folder)) from None
        yield staged


def _checked(
    source: sqlite3.Connection, caseload: Path, staged: Path, key: Key | None, held: dict[str, int]
) -> tuple[tuple[str, ...], bool]:
    """What the copy's rows have lost and whether its log holds; raises ``StoreError`` where it is no good."""
    try:
        with contextlib.closing(connect(staged, "mode=ro", key=key)) as copy:
            (application,) = copy.execute("PRAGMA application_id").fetchone()
            sound = not file_checks.damage(copy) and application == APPLICATION_ID
            if sound and file_checks.counts(copy) == held:
                return tuple(file_checks.lost_references(copy)), not seals.verify(copy)
    except errors():
        pass
    raise StoreError(_why_not(source, caseload))


def _why_not(source: sqlite3.Connection, caseload: Path) -> str:
    """Whether it is the caseload itself that is damaged, or the copy of it."""
    try:
        damaged = bool(file_checks.damage(source))
    except errors():
        damaged = True
    if damaged:
        told = _("{path} is damaged, so no backup was made of it; the earlier ones are kept. See: kontant doctor")
        return told.format(path=caseload)
    return _("The copy was not what the caseload holds, and was thrown away; try again, or another disk with --to.")


def _placed(staged: Path, caseload: Path, folder: Path, at: datetime, why: str | None) -> Backup:
    """Give the copy its name, after its checksum: whatever is called a backup has one."""
    digest = checksum(staged)
    try:
        backup = _claimed(caseload, folder, at, digest, why)
        staged.replace(backup.path)
        disk.sync_folder(folder)
    except OSError:
        raise _unwritten(folder) from None
    return backup


def _claimed(caseload: Path, folder: Path, at: datetime, digest: str, why: str | None) -> Backup:
    """A backup whose name nobody has, with its checksum beside it already."""
    for backup in names(caseload, folder, at, why):
        with contextlib.suppress(FileExistsError):
            disk.write_private(backup.checksum_file, f"{digest}  {backup.path.name}\n")
            return backup
    raise AssertionError("names have no end")


def _synced(staged: Path, folder: Path) -> None:
    try:
        disk.sync_file(staged)
    except OSError:
        raise _unwritten(folder) from None


def _sweep(caseload: Path, folder: Path) -> None:
    """Take away what a backup that was killed has left."""
    with contextlib.suppress(OSError):
        for path in checksums_alone(caseload, folder):
            path.unlink()


def _unwritten(folder: Path) -> StoreError:
    told = _("No backup was made: {folder} did not take it; free some space there, or give another folder with --to.")
    return StoreError(told.format(folder=folder))
