"""The key of an encrypted caseload: where a passphrase comes from, and what SQLCipher makes of it.

Holds keys for as long as the process lives and gives them to nobody but :mod:`kontant.store.opening`. Nothing here is
cryptography of our own: the derivation is SQLCipher 4's, by the standard library, done once a process instead of once
a connection.
"""

import contextlib
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

SALT_BYTES = 16
_PLAIN_HEADER = b"SQLite format 3\x00"
_PAGE_BYTES = 4096
_LOGS = ("-wal", "-journal")
# What SQLCipher 4 does with a passphrase: https://www.zetetic.net/sqlcipher/design/
_HASH = "sha512"
_ROUNDS = 256_000
_KEY_BYTES = 32
# So many descriptors are held before those are closed that can be. Below what any system lets a process have.
_MANY_OPENED = 64
# The descriptors of this process, by number.
_DESCRIPTORS = "/dev/fd"

Source = Callable[[Path, bool], str]
"""Gives the passphrase of the caseload at a path; True: the one that it gave before was wrong."""


class Key(NamedTuple):
    """What opens one encrypted file: the key itself, the file's salt, and the passphrase that both come from."""

    raw: bytes
    salt: bytes
    passphrase: str

    def __repr__(self) -> str:
        return "Key(…)"

    @property
    def pragma(self) -> str:
        """The key as SQLCipher takes it, salt included: hexadecimal digits, so that it can stand in a statement."""
        return f"\"x'{self.raw.hex()}{self.salt.hex()}'\""


class _Held:
    """What this process knows: where to ask, and the keys that have opened something."""

    source: Source | None = None
    keys: dict[bytes, Key] = {}  # noqa: RUF012 - one for the process is meant
    opened: dict[tuple[int, int], int] = {}  # noqa: RUF012 - a descriptor for each file, by device and number


def ask_with(source: Source | None) -> None:
    """Take passphrases from ``source`` from now on."""
    _Held.source = source


def is_plain(path: Path) -> bool:
    """Whether the file at ``path`` begins as a database that is not encrypted."""
    try:
        return _beginning(path)[0] == _PLAIN_HEADER
    except OSError:
        return False


@contextlib.contextmanager
def unasked() -> Iterator[None]:
    """While this lasts nobody is asked: a file whose key is not known cannot be opened."""
    before, _Held.source = _Held.source, None
    try:
        yield
    finally:
        _Held.source = before


def source() -> Source | None:
    """Where a passphrase comes from; None where nobody can be asked."""
    return _Held.source


def derived(passphrase: str, salt: bytes) -> Key:
    """The key that SQLCipher 4 derives from ``passphrase`` for a file with this salt, so that it opens there too."""
    import hashlib

    return Key(hashlib.pbkdf2_hmac(_HASH, passphrase.encode(), salt, _ROUNDS, _KEY_BYTES), salt, passphrase)


def remember(key: Key) -> None:
    """Open files of this salt with ``key`` without asking again."""
    if not _Held.keys:
        _keep_out_of_core_files()
    _Held.keys[key.salt] = key


def remembered(salt: bytes) -> Key | None:
    """The key for files of this salt, where it is known."""
    return _Held.keys.get(salt)


def known_passphrases() -> list[str]:
    """The passphrases that have opened something in this process, the latest first."""
    return list(dict.fromkeys(key.passphrase for key in reversed(_Held.keys.values())))


def forget() -> None:
    """Hold no key any more."""
    _Held.keys.clear()


def salt_of(path: Path) -> bytes | None:
    """The salt of the encrypted file at ``path``; None for a plain one, an empty one, and what is no database."""
    try:
        head, size = _beginning(path)
    except OSError:
        return None
    if not size or head == _PLAIN_HEADER:
        return None
    return head if size % _PAGE_BYTES == 0 or _is_unfinished(path) else None


def _is_unfinished(path: Path) -> bool:
    """Whether SQLite was stopped while it wrote the file: its last page may be half there, and lies whole beside it."""
    return any(path.with_name(path.name + end).exists() for end in _LOGS)


def is_encrypted(path: Path) -> bool:
    """Whether the file at ``path`` is encrypted, as far as can be told without its key."""
    return salt_of(path) is not None


def _beginning(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file, and its size.

    What was opened for that stays open: closing it would give up every lock that SQLite has on the file, of a
    transaction in this process too (https://sqlite.org/howtocorrupt.html, 2.2).
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return b"", 0
    if sys.platform == "win32":  # has no such locks, and would let nobody replace the file
        with path.open("rb") as file:
            return file.read(SALT_BYTES), found.st_size
    which = found.st_dev, found.st_ino
    if which not in _Held.opened:
        if len(_Held.opened) >= _MANY_OPENED:
            _close_what_nobody_has_open()
        _Held.opened[which] = os.open(path, os.O_RDONLY)
    return os.pread(_Held.opened[which], SALT_BYTES, 0), found.st_size


def _close_what_nobody_has_open() -> None:
    """Close the descriptors of files that SQLite has not open in this process: those alone give up no lock."""
    having = Counter(_files_of_descriptors())
    for which, number in list(_Held.opened.items()):
        if having[which] == 1:  # ours
            del _Held.opened[which]
            os.close(number)


def _files_of_descriptors() -> Iterator[tuple[int, int]]:
    with contextlib.suppress(OSError):  # a system that does not tell has nothing closed
        for each in Path(_DESCRIPTORS).iterdir():
            with contextlib.suppress(OSError):  # that of the list itself
                found = os.fstat(int(each.name))
                yield found.st_dev, found.st_ino


def _keep_out_of_core_files() -> None:
    """A crash must not write the key, and what it opens, to a core file."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
