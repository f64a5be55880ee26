"""Write a database anew under another key or none, check what was written, and swap it in.

SQLCipher does the copying, from one file into another: nothing of it passes through a file of ours. The old file is
overwritten while nobody else can write to it, so that a process that waits for it ends with an error instead of writing
where nobody reads.
"""

import contextlib
import itertools
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import disk, leftovers, opening
from kontant.store.key import Key
from kontant.store.opening import BUSY_SECONDS

_CHUNK = 1 << 20
# Everything that is stored: a virtual table's rows lie in tables of their own.
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name"
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
_HEADER = ("user_version", "application_id")


def copy(source: Path, key: Key | None, target: Path, new: Key | None) -> None:
    """Write the database at ``source``, opened by ``key``, into the empty file ``target`` under ``new``; checked.

    Raises :func:`kontant.store.opening.errors`, and ``StoreError`` where what was written is not what was there.
    """
    with alone(source, key) as connection:
        write_anew(connection, target, new)
        check(connection, target, new)


def opened(path: Path, key: Key | None) -> sqlite3.Connection:
    """A connection of SQLCipher's, to a plain file too: only from such a one can a file be written encrypted."""
    connection: sqlite3.Connection = opening.sqlcipher().connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        # It tells of every page that it cannot read on stderr otherwise.
        connection.execute("PRAGMA cipher_log_level = NONE")
        if key:
            opening.unlock(connection, key)
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def fits(path: Path, key: Key) -> bool:
    """Whether ``key`` opens the file at ``path``."""
    with contextlib.closing(opened(path, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except opening.sqlcipher().OperationalError:
            raise
        except opening.sqlcipher().DatabaseError:
            return False
    return True


def is_sound(path: Path, key: Key) -> bool:
    """Whether every page of the encrypted file at ``path`` is what was written with ``key``."""
    with contextlib.closing(opened(path, key)) as connection:
        return fits(path, key) and _is_sound(connection, encrypted=True)


def write_anew(source: sqlite3.Connection, target: Path, new: Key | None) -> None:
    """Write all of ``source`` into the empty file ``target`` under ``new``."""
    source.execute("ATTACH DATABASE ? AS anew KEY ?", (str(target), new.pragma.strip('"') if new else ""))
    try:
        # The file counts for nothing until it is whole: no need of a journal, and none is left behind.
        source.execute("PRAGMA anew.journal_mode = MEMORY")
        source.execute("SELECT sqlcipher_export('anew')")
        for name in _HEADER:
            (value,) = source.execute(f"PRAGMA main.{name}").fetchone()
            source.execute(f"PRAGMA anew.{name} = {value}")
    finally:
        source.execute("DETACH DATABASE anew")


def check(source: sqlite3.Connection, target: Path, new: Key | None) -> None:
    """Raise ``StoreError`` unless the file ``target``, opened anew, is sound and holds every row of ``source``."""
    with contextlib.closing(opened(target, new)) as written:
        if not (_is_sound(written, encrypted=new is not None) and _is_same(source, written)):
            raise StoreError(_("What was written is not what was read; nothing was changed. Run: kontant doctor"))


def _is_sound(written: sqlite3.Connection, *, encrypted: bool) -> bool:
    if encrypted and written.execute("PRAGMA cipher_integrity_check").fetchall():
        return False
    return written.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _is_same(one: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    header = [f"PRAGMA {name}" for name in _HEADER]
    if any(one.execute(query).fetchall() != other.execute(query).fetchall() for query in (_SCHEMA, _TABLES, *header)):
        return False
    tables = [name for (name,) in one.execute(_TABLES)]
    return all(_is_same_table(one, other, name) for name in tables)


def _is_same_table(one: sqlite3.Connection, other: sqlite3.Connection, name: str) -> bool:
    query = f'SELECT * FROM "{name}"'
    rows = itertools.zip_longest(one.execute(query), other.execute(query))
    return all(here == there for here, there in rows)


@contextlib.contextmanager
def alone(path: Path, key: Key | None) -> Iterator[sqlite3.Connection]:
    """A connection to the database at ``path`` while nobody else can read or write it; out of WAL mode.

    Raises :func:`kontant.store.opening.errors` ("locked") where others have it open.
    """
    with contextlib.closing(opened(path, key)) as connection:
        # Kept from the first lock to the closing: between two transactions nobody gets in.
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        (mode,) = connection.execute("PRAGMA main.journal_mode = DELETE").fetchone()
        if mode != "delete":
            raise sqlite3.OperationalError("database is locked")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        # Pages of the file stand in it as they were, and nothing needs it any more: killed, it must not stay behind.
        with contextlib.suppress(OSError):
            erase(path.with_name(path.name + "-journal"))
        yield connection


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """An empty file in the folder of ``path``, readable by the user alone; gone at the end unless it was swapped in."""
    with contextlib.ExitStack() as made:
        try:
            fresh = made.enter_context(leftovers.fresh_file(path.parent, "anew"))
        except OSError:
            raise StoreError(
                _("{path} cannot be written anew: its folder cannot be written; nothing was changed.").format(path=path)
            ) from None
        yield fresh


@contextlib.contextmanager
def descriptor(path: Path) -> Iterator[int | None]:
    """A descriptor of the file at ``path`` for :func:`swap` to overwrite; None on Windows, which replaces no open file.

    It is closed last of all: closing it gives up every lock that this process has on the file.
    """
    if sys.platform == "win32":
        yield None
        return
    number = os.open(path, os.O_RDWR)
    try:
        yield number
    finally:
        os.close(number)


def swap(path: Path, fresh: Path, old: int | None) -> bool:
    """Put ``fresh`` in the place of ``path``, on disk when this returns; then overwrite what was there (``old``).

    False where that could not be overwritten. It stands under no name any more then, but perhaps on the disk.
    Raises ``OSError`` where ``path`` is not what it was, or cannot be replaced.
    """
    if old is not None and not os.path.samestat(os.fstat(old), path.stat()):
        raise FileExistsError
    _take_after(path, fresh)
    disk.sync_file(fresh)
    fresh.replace(path)
    disk.sync_folder(path.parent)
    return old is not None and _overwritten(old)


def erase(path: Path) -> None:
    """Overwrite a file that nobody has open, and take it away."""
    with contextlib.suppress(OSError), descriptor(path) as number:
        if number is not None:
            _overwritten(number)
    path.unlink(missing_ok=True)


def _take_after(path: Path, fresh: Path) -> None:
    """Give ``fresh`` the mode and the owner of ``path``."""
    before = path.stat()
    fresh.chmod(before.st_mode & 0o777)
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(fresh, before.st_uid, before.st_gid)


def _overwritten(number: int) -> bool:
    try:
        size = os.fstat(number).st_size
        for place in range(0, size, _CHUNK):
            os.pwrite(number, bytes(min(_CHUNK, size - place)), place)
        os.fsync(number)
    except OSError:
        return False
    return True
