"""Open a caseload by plain SQL: for reading, as every daily command does, and for a draft's save.

Tells a caseload from any other file, and an older or newer schema from the present one, without SQLAlchemy.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kontant.errors import StoreError, WriteProtected
from kontant.i18n import _
from kontant.store.key import is_encrypted
from kontant.store.location import DEMO_NAME, parts
from kontant.store.opening import ALONE, can_be_read_alone, connect, errors, replaced

# "kont", in the file's header, so that another program's database is never taken for a caseload.
APPLICATION_ID = 0x6B6F6E74
# The schema this kontant reads and writes; the number of the newest migration.
SCHEMA_VERSION = 5
# The first with STRICT tables.
OLDEST_SQLITE = (3, 37)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to the caseload at ``path`` that cannot write; migrates an older file first.

    Raises ``StoreError`` where there is no caseload, it is not one, it is newer than this kontant, or it
    cannot be read.
    """
    with plain_errors(path), closing(_current(path)) as connection:
        connection.execute("PRAGMA query_only = ON")
        # One snapshot for all tables of a list, whatever another process writes meanwhile.
        connection.execute("BEGIN")
        yield connection


@contextmanager
def changing(path: Path) -> Iterator[sqlite3.Connection]:
    """One short write transaction on what is no record and needs no event (a draft); lands whole or not at all.

    Raises ``StoreError`` as :func:`reading` does, and where the file cannot be written.
    """
    with plain_errors(path), closing(_current(path, to_write=True)) as connection:
        # What was saved must survive a pulled plug.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        # Closed without the commit, a connection takes its transaction back.
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def _current(path: Path, *, to_write: bool = False) -> sqlite3.Connection:
    """The caseload at ``path``, opened and of the present schema; an older file is migrated."""
    connection = _open(path, to_write=to_write)
    try:
        if check_version(connection, path) < SCHEMA_VERSION:
            connection.close()
            from kontant.store.schema import migrate

            migrate(path)
            connection = _open(path, to_write=to_write)
    except BaseException:
        connection.close()
        raise
    return connection


def check_version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of an opened file; raises ``StoreError`` if it is no caseload or a newer one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreError(
            _("{path} is not a kontant caseload; give the right file with --db or KONTANT_DB.").format(path=path)
        )
    if version > SCHEMA_VERSION:
        raise StoreError(
            _(
                "{path} was written by a newer kontant (schema {found}; this one knows {known}): "
                "upgrade kontant to open it."
            ).format(path=path, found=version, known=SCHEMA_VERSION)
        )
    return int(version)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's own errors into one sentence about the file."""
    try:
        yield
    except errors() as error:
        kind = WriteProtected if _cannot_be_written(str(error).lower(), path) else StoreError
        raise kind(sentence(str(error), path)) from None


def sentence(message: str, path: Path) -> str:
    """What SQLite's ``message`` means for the file at ``path``, and what to do; never a value from the file."""
    text = message.lower()
    if ("not a database" in text and _is_another_now(path)) or _was_moved(text, path):
        return str(replaced(path))
    if "not a database" in text or "malformed" in text:
        told = _("{path} is not a database, or is damaged; give the right file, or restore a copy.")
    elif "locked" in text or "busy" in text:
        told = _("{path} is in use by another program; nothing was changed, try again in a moment.")
    elif _cannot_be_written(text, path):
        told = _("{path} cannot be written: the file or its folder is read-only; nothing was changed.")
    elif "full" in text:
        told = _("The disk with {path} is full; nothing was changed. Free some space and try again.")
    elif "unable to open" in text:
        told = _("{path} cannot be opened; check that the folder exists and is yours.")
    elif "disk i/o" in text:
        told = _("{path} could not be read or written (disk error); nothing was changed.")
    else:
        told = _("{path} does not look as a caseload should; nothing was changed.")
    return told.format(path=path)


def _is_another_now(path: Path) -> bool:
    """Whether what "is not a database" has been replaced by one that is, or by an encrypted one."""
    if is_encrypted(path):
        return True
    try:
        with closing(connect(path, "mode=ro", key=None)) as connection:
            connection.execute("PRAGMA schema_version").fetchone()
    except errors():
        return False
    return True


def _cannot_be_written(text: str, path: Path) -> bool:
    """Whether it is a write-protected file; or a folder that takes no new file, which is only "unable to open"."""
    if _refuses_writing(text):
        return not _was_moved(text, path)
    return "unable to open" in text and path.exists() and not os.access(path.parent, os.W_OK)


def _was_moved(text: str, path: Path) -> bool:
    """Whether the file that was to be written has another in its place by now; SQLite calls that "readonly" too."""
    there = parts(path)
    return bool(there) and _refuses_writing(text) and all(os.access(part, os.W_OK) for part in (path.parent, *there))


def _refuses_writing(text: str) -> bool:
    return "readonly" in text or "read-only" in text


def _open(path: Path, *, to_write: bool) -> sqlite3.Connection:
    if not path.exists():
        command = "kontant demo" if path.name == DEMO_NAME else "kontant init"
        raise StoreError(
            _("There is no caseload at {path}. Make one with: {command}").format(path=path, command=command)
        )
    if not path.is_file():
        raise StoreError(_("{path} is not a file; give a caseload file with --db.").format(path=path))
    connection = _connect(path, "mode=rw")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except errors() as error:
        connection.close()
        if to_write or not can_be_read_alone(path, error):
            raise
        connection = _connect(path, ALONE)
    return connection


def check_sqlite() -> None:
    """Raise ``StoreError`` where this Python brings an SQLite without strict tables."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            _("This Python brings SQLite {found}; kontant needs {oldest} or later: use a newer Python.").format(
                found=sqlite3.sqlite_version, oldest=".".join(map(str, OLDEST_SQLITE))
            )
        )


def _connect(path: Path, query: str) -> sqlite3.Connection:
    check_sqlite()
    return connect(path, query)
