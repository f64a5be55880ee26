"""Encrypt a caseload, take its encryption off, or give it a new passphrase: the three are one.

The file is written anew beside its place, checked row by row, and swapped in while nobody else can write. The copies
that kontant knows of, those of older schemas and the backups, follow: a plain copy would make the encryption idle,
and one under the old passphrase the new one.
"""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import backups, conversion, disk, key, seals
from kontant.store.key import SALT_BYTES, Key
from kontant.store.location import BESIDE, older_copies, parts
from kontant.store.opening import errors, key_for, settle, sqlcipher
from kontant.store.reading import plain_errors, reading, sentence

# An event of these commands changes no record.
_DETAILS = '{"reading":true}'


class Entry(NamedTuple):
    """What the log is to say: the words of the command, who gave it, and when (UTC)."""

    command: str
    who: str
    at: str


class Unconverted(NamedTuple):
    """A file of a copy of the caseload that was left as it is, and why, in one sentence.

    It ``has_own`` passphrase where that is what keeps it from being converted.
    """

    path: Path
    why: str
    has_own: bool = False


class _OwnPassphrase(StoreError):
    """A copy is under another passphrase than the caseload."""


def new_key(passphrase: str) -> Key:
    """A key of ``passphrase`` for a file that is to be made."""
    sqlcipher()  # no use in a key without it
    return key.derived(passphrase, os.urandom(SALT_BYTES))


def recrypt(path: Path, new: Key | None, entry: Entry) -> bool:
    """Write the caseload at ``path`` anew under ``new``, or plain (None); its copies are :func:`follow`'s.

    An encrypted caseload's own passphrase is asked for where it is not known. False where the contents of the old file
    could not be overwritten on the disk. Raises ``StoreError`` where the file cannot be read, is in use, or cannot be
    written; nothing was changed then.
    """
    sqlcipher()
    path = path.resolve()
    with reading(path):
        pass  # asks for the passphrase, and brings an older file up to date
    with plain_errors(path):
        overwritten = _rewritten(path, key_for(path), new, lambda fresh: _enter(fresh, new, entry))
    if new is not None:
        key.remember(new)
    return overwritten


def follow(path: Path, old: Key | None, new: Key) -> tuple[list[Path], list[Unconverted]]:
    """Write the copies of a caseload anew under ``new`` that are plain, or under the passphrase of ``old``.

    Returns those that were, and those that could not be.
    """
    done: list[Path] = []
    left: list[Unconverted] = []
    for copy in copies_of(path.resolve()):
        try:
            if key.salt_of(copy) == new.salt:
                _check_in(copy, new)
            else:
                _convert(copy, old, new)
                done.append(copy)
        except StoreError as error:
            left += _left_of(copy, str(error), has_own=isinstance(error, _OwnPassphrase))
        except errors() as error:
            left += _left_of(copy, sentence(str(error), copy))
        except OSError as error:
            left += _left_of(copy, f"{copy}: {error.strerror or type(error).__name__}")
    return done, left


def _left_of(copy: Path, why: str, *, has_own: bool = False) -> list[Unconverted]:
    """All files of a copy: what lies beside one that is damaged holds people's data too."""
    beside = [part for part in parts(copy) if part != copy]
    return [
        Unconverted(copy, why, has_own),
        *(Unconverted(part, _("{path} belongs to it.").format(path=part)) for part in beside),
    ]


def copies_of(path: Path) -> list[Path]:
    """The copies of a caseload that kontant knows of: those of older schemas, and the backups in its folder."""
    schemas = [each for each in older_copies(path) if not each.name.endswith(BESIDE)]
    return schemas + [backup.path for backup in backups.known(path)]


def plain_copies(path: Path) -> list[Path]:
    """Those of them that are not encrypted."""
    return [copy for copy in copies_of(path) if not key.is_encrypted(copy)]


def _rewritten(path: Path, old: Key | None, new: Key | None, before_swap: Callable[[Path], None]) -> bool:
    """Swap the file at ``path`` for one under ``new``; whether what was there is overwritten.

    ``before_swap`` has what was written, whole and checked, before it gets its place.
    """
    with conversion.descriptor(path) as number, conversion.beside(path) as fresh:
        with conversion.alone(path, old) as source:
            conversion.write_anew(source, fresh, new)
            conversion.check(source, fresh, new)
            before_swap(fresh)
            if number is not None:
                return _swapped(path, fresh, number)
        # Windows replaces no open file; whoever opens it in this moment has it refused.
        return _swapped(path, fresh, None)


def _swapped(path: Path, fresh: Path, number: int | None) -> bool:
    try:
        return conversion.swap(path, fresh, number)
    except OSError:
        raise StoreError(
            _("{path} could not be replaced by what was written anew; nothing was changed.").format(path=path)
        ) from None


def _enter(fresh: Path, new: Key | None, entry: Entry) -> None:
    """Put the entry into the log of the new file."""
    with closing(conversion.opened(fresh, new)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        number = seals.enter(connection, at=entry.at, who=entry.who, command=entry.command, details=_DETAILS)
        seals.seal(connection, number)
        connection.execute("COMMIT")
        settle(connection)


def _convert(copy: Path, old: Key | None, new: Key) -> None:
    """Write one copy anew, its time as it was, and its checksum for what it is now."""
    if f"-{backups.DAMAGED}-" in copy.name and len(parts(copy)) > 1:
        # Opening it would take away the words that stand beside it.
        told = _("{path} is a damaged caseload that a restore put aside; it was left as it is.")
        raise StoreError(told.format(path=copy))
    own = _own_key(copy, old)
    has_checksum = _is_as_written(copy, own)
    times = copy.stat()

    def both_checksums(fresh: Path) -> None:
        # Whenever this is killed, the file that bears the name has one.
        if has_checksum:
            _write_checksums(copy, backups.checksum(copy), backups.checksum(fresh))

    _rewritten(copy, own, new, both_checksums)
    if has_checksum:
        _write_checksums(copy, backups.checksum(copy))
    os.utime(copy, ns=(times.st_atime_ns, times.st_mtime_ns))


def _check_in(copy: Path, own: Key) -> None:
    """See to the checksum of a copy that is under the key already: its process may have been killed before that."""
    written = _as_backup(copy).checksums()
    if written and written != [now := backups.checksum(copy)] and (now in written or _is_as_written(copy, own)):
        _write_checksums(copy, now)


def _is_as_written(copy: Path, own: Key | None) -> bool:
    """Whether a copy has a checksum; raises ``StoreError`` where it is neither what that says nor sound by its key.

    SQLCipher signs every page, so a file that is sound is what kontant wrote.
    """
    intact = _as_backup(copy).is_intact()
    if intact is False and not (own and conversion.is_sound(copy, own)):
        raise StoreError(_("{path} is not what its checksum says; it was left as it is.").format(path=copy))
    return intact is not None


def _write_checksums(copy: Path, *digests: str) -> None:
    text = "".join(f"{digest}  {copy.name}\n" for digest in digests)
    disk.replace_private(_as_backup(copy).checksum_file, text)


def _as_backup(copy: Path) -> backups.Backup:
    return backups.Backup(copy, datetime.min)


def _own_key(copy: Path, old: Key | None) -> Key | None:
    """What opens a copy: None for a plain one. Raises ``StoreError`` where the passphrase of ``old`` does not."""
    salt = key.salt_of(copy)
    if salt is None:
        return None
    if old is not None:
        own = old if salt == old.salt else key.derived(old.passphrase, salt)
        if conversion.fits(copy, own):
            return own
    raise _OwnPassphrase(_("{path} is under another passphrase; it was left as it is.").format(path=copy))
