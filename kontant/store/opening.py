"""Open a database file, plain or encrypted; every connection that kontant makes begins here.

A plain file is stdlib ``sqlite3``'s. An encrypted one is SQLCipher's, which is loaded for it alone; its connections
behave as ``sqlite3``'s do and are typed as such, but its errors are not ``sqlite3``'s: see :func:`errors`.
"""

import enum
import sqlite3
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import key as keys
from kontant.store.key import Key

# How long to wait for another process that is writing.
BUSY_SECONDS = 5.0
# Read as it stands, with no lock and nothing made beside it.
ALONE = "immutable=1"
_TRIES = 3
_SQLCIPHER = "sqlcipher3.dbapi2"


class _Unset(enum.Enum):
    TOKEN = 0


FILES_OWN: Final = _Unset.TOKEN
"""The key that the file at hand asks for."""


def connect(path: Path, query: str = "mode=rw", *, key: Key | _Unset | None = FILES_OWN) -> sqlite3.Connection:
    """A connection in autocommit to the file at ``path``; ``key`` None opens it as a plain file.

    Raises ``StoreError`` where the passphrase cannot be had or is wrong, and :func:`errors` as the database does.
    """
    opened_by = key_for(path, query) if isinstance(key, _Unset) else key
    module = _module(opened_by)
    connection: sqlite3.Connection = module.connect(
        f"{path.absolute().as_uri()}?{query}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        if opened_by:
            unlock(connection, opened_by)
        # What is sorted or staged is personal data: it stays in memory, never in a temporary file.
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def settle(connection: sqlite3.Connection) -> None:
    """Have all of a database in its one file: to be done before that gets another name, without the log beside it.

    Raises :func:`errors` where that cannot be; closing the connection would fail to do it without a word.
    """
    (busy, _pages, _done) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("database is locked")


def unlock(connection: sqlite3.Connection, key: Key) -> None:
    """Give a new connection of SQLCipher its key; nothing is checked yet."""
    # It tells of every wrong key on stderr otherwise.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key.pragma}")


def key_for(path: Path, query: str = "mode=rw") -> Key | None:
    """The key of the file at ``path``, None for a plain one; asks for the passphrase where it is not known yet.

    To see whether a key fits, the file is opened as ``query`` says: what is to be left as it lies must not be mended.

    Raises ``StoreError`` where it cannot be had, or is wrong three times.
    """
    salt = keys.salt_of(path)
    if salt is None:
        return None
    if known := keys.remembered(salt):
        return known
    for passphrase in keys.known_passphrases():
        if found := _fitting(path, query, salt, passphrase):
            return found
    return _asked_for(path, query, salt)


def module_for(path: Path) -> ModuleType:
    """The DB-API module that opens the file at ``path``."""
    return _module(key_for(path))


def errors() -> tuple[type[Exception], ...]:
    """What a database raises, by whichever module it was opened."""
    sqlcipher = sys.modules.get(_SQLCIPHER)
    return (sqlite3.Error, sqlcipher.Error) if sqlcipher else (sqlite3.Error,)


def can_be_read_alone(path: Path, error: Exception) -> bool:
    """Whether a file that cannot be opened can be read as it stands, where nothing lies beside it that belongs to it.

    A write-protected folder and a full disk have no room for the shared-memory file of WAL.
    """
    for_room = type(error).__name__ == "OperationalError" and "locked" not in str(error)
    return for_room and not path.with_name(path.name + "-wal").exists()


def replaced(path: Path) -> StoreError:
    """What to tell where the file was written anew under another key while this process waited for it."""
    return StoreError(
        _(
            "{path} was encrypted, decrypted or given a new passphrase while this command ran; nothing was changed: "
            "run the command again."
        ).format(path=path)
    )


def sqlcipher() -> ModuleType:
    """SQLCipher's module; raises ``StoreError`` where it is not installed."""
    try:
        return import_module(_SQLCIPHER)
    except ImportError:
        raise StoreError(
            _("An encrypted caseload needs a library; install: {command}").format(
                command="pip install 'kontant[encryption]'"
            )
        ) from None


def _module(key: Key | None) -> ModuleType:
    return sqlcipher() if key else sqlite3


def _asked_for(path: Path, query: str, salt: bytes) -> Key:
    sqlcipher()  # no use in asking without it
    source = keys.source()
    if source is None:
        raise StoreError(_("{path} is encrypted, and there is nobody to ask for its passphrase.").format(path=path))
    for attempt in range(_TRIES):
        if found := _fitting(path, query, salt, source(path, attempt > 0)):
            return found
        if keys.salt_of(path) != salt:
            raise replaced(path)
    raise StoreError(
        _("The passphrase is wrong, or {path} is damaged or no caseload; nothing was opened.").format(path=path)
    )


def _fitting(path: Path, query: str, salt: bytes, passphrase: str) -> Key | None:
    """The key made of ``passphrase``, if it opens the file."""
    key = keys.derived(passphrase, salt)
    try:
        fits = _opens(path, key, query)
    except sqlcipher().OperationalError as error:
        if not can_be_read_alone(path, error):
            raise
        fits = _opens(path, key, ALONE)
    if not fits:
        return None
    keys.remember(key)
    return key


def _opens(path: Path, key: Key, query: str) -> bool:
    connection = connect(path, query, key=key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher().OperationalError:
        raise
    except sqlcipher().DatabaseError:
        return False
    finally:
        connection.close()
    return True
