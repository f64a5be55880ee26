"""Backups of a caseload: what they are called, which there are, and making one that is known to be good.

A backup is a whole caseload file, encrypted where the caseload is, with a checksum beside it that ``sha256sum -c``
understands. It bears its name only once it has been opened anew and found to hold what the caseload held. Which ones
are kept is :mod:`kontant.store.rotation`'s to say.
"""

import glob
import itertools
import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kontant.store import log
from kontant.store.location import parts
from kontant.store.opening import key_for
from kontant.store.reading import plain_errors, reading

FOLDER = "backups"
BEFORE, DAMAGED = "before-restore", "damaged"
CHECKSUM = ".sha256"
# After so many days without a backup a person is reminded.
OLD_DAYS = 7
_STALE_SECONDS = 3600
_STAMP = "%Y-%m-%dT%H%M%S"
_NAME = r"{stem}-(?:(?P<why>before-restore|damaged)-)?(?P<at>\d{{4}}-\d\d-\d\dT\d{{6}})(?:-(?P<nr>\d{{1,3}}))?\.sqlite"
_MADE = "SELECT at FROM events WHERE command = 'backup'"
_BLOCK = 1 << 20


class Backup(NamedTuple):
    """A backup: its file, and when it was made by the clock on the wall.

    ``nr`` tells those of one second apart, and ``why`` those that a restore put aside from the others.
    """

    path: Path
    at: datetime
    nr: int = 1
    why: str | None = None

    @property
    def kept(self) -> bool:
        """Whether it is what was there before a restore: no rotation takes it away."""
        return self.why is not None

    @property
    def damaged(self) -> bool:
        """Whether it is a caseload that could not be read any more, put aside as it was."""
        return self.why == DAMAGED

    @property
    def checksum_file(self) -> Path:
        """Where its checksum stands."""
        return self.path.with_name(self.path.name + CHECKSUM)

    @property
    def age(self) -> tuple[datetime, int]:
        """Its place among backups, the oldest first."""
        return self.at, self.nr

    def is_intact(self) -> bool | None:
        """Whether its bytes are those that were written; None where no checksum stands beside it. Reads all of it."""
        written = self.checksums()
        return None if written is None else checksum(self.path) in written

    def checksums(self) -> list[str] | None:
        """What stands beside it: two for the moment in which it is written anew under another passphrase."""
        try:
            lines = self.checksum_file.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return None
        return [line.partition(" ")[0].lower() for line in lines if line]


class Made(NamedTuple):
    """A backup that was made, and what it holds: cases, and the tables whose rows have lost what they belong to.

    Where ``log_holds`` is false the caseload's log has been tampered with, and so the copy's.
    """

    backup: Backup
    cases: int
    lost: tuple[str, ...]
    log_holds: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing was wrong with the caseload itself."""
        return self.log_holds and not self.lost


def default_folder(caseload: Path) -> Path:
    """Where the backups of a caseload lie if nothing else is said."""
    return caseload.absolute().parent / FOLDER


def known(caseload: Path, folder: Path | None = None) -> list[Backup]:
    """The backups of a caseload in ``folder`` (its own if left out), the newest first; told by their names alone."""
    pattern = re.compile(_NAME.format(stem=re.escape(_stem(caseload))))
    try:
        found = [_named(path, pattern) for path in (folder or default_folder(caseload)).iterdir()]
    except OSError:
        return []
    return sorted(filter(None, found), key=lambda backup: backup.age, reverse=True)


def last(connection: sqlite3.Connection) -> datetime | None:
    """When the caseload was last backed up, by its log."""
    times = (log.time_of(at) for (at,) in connection.execute(_MADE))
    return max((time for time in times if time), default=None)


def is_old(at: datetime | None, now: datetime) -> bool:
    """Whether the last backup was made a week ago or more, or never."""
    return at is None or (now - at).days >= OLD_DAYS


def make(caseload: Path, folder: Path, at: datetime) -> Made:
    """A backup of the caseload in ``folder``, on disk and checked when this returns; ``at`` is now.

    Raises ``StoreError`` where the caseload is damaged, or the folder or the disk does not take it: nothing is left.
    """
    from kontant.store.copying import copy_of

    with plain_errors(caseload):
        key = key_for(caseload)
    with reading(caseload) as source:
        return copy_of(source, key, caseload, folder, at)


def remove(backup: Backup) -> None:
    """Take a backup away with all that belongs to it. Raises ``OSError`` where the system refuses."""
    for part in parts(backup.path):
        part.unlink(missing_ok=True)
    backup.checksum_file.unlink(missing_ok=True)


def names(caseload: Path, folder: Path, at: datetime, why: str | None) -> Iterator[Backup]:
    """Backups of the caseload made ``at`` that are not there yet, in ``folder``."""
    local = at.astimezone().replace(tzinfo=None, microsecond=0)
    start = f"{_stem(caseload)}-{f'{why}-' if why else ''}{local:{_STAMP}}"
    for nr in itertools.count(1):
        path = folder / f"{start}{f'-{nr}' if nr > 1 else ''}.sqlite"
        if not path.exists():
            yield Backup(path, local, nr, why)


def time_of(path: Path) -> datetime | None:
    """When the backup at ``path`` was made, by its name, whatever caseload it is of; None for any other file."""
    named = _named(path, re.compile(_NAME.format(stem=".+?")))
    return named.at if named else None


def checksums_alone(caseload: Path, folder: Path) -> list[Path]:
    """Checksums whose backup was killed before it got its name: none of one that may still be at work."""
    import time

    found = folder.glob(f"{glob.escape(_stem(caseload))}-*.sqlite{CHECKSUM}")
    alone = [path for path in found if not path.with_suffix("").exists()]
    return [path for path in alone if time.time() - path.stat().st_mtime > _STALE_SECONDS]


def checksum(path: Path) -> str:
    """The SHA-256 of a file's bytes; an empty text where it cannot be read."""
    import hashlib

    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _stem(caseload: Path) -> str:
    return caseload.stem if caseload.suffix == ".sqlite" else caseload.name


def _named(path: Path, pattern: re.Pattern[str]) -> Backup | None:
    match = pattern.fullmatch(path.name)
    if match is None or not path.is_file():
        return None
    try:
        at = datetime.strptime(match["at"], _STAMP)
    except ValueError:
        return None
    return Backup(path, at, int(match["nr"] or 1), match["why"])
