"""The schema of a caseload file: making a new one, and bringing an older one up to date.

A new file is built beside its place and moved in whole. An older file is copied first, then migrated in one
transaction; if anything fails, it stays as it was.
"""

import contextlib
import logging
import os
import sqlite3
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import reading
from kontant.store.engine import make_engine, plain_write_errors
from kontant.store.location import make_private_folder

_LOG = logging.getLogger(__name__)


def migrations_folder() -> Path:
    """The Alembic scripts: inside an installed kontant, or beside the package in a checkout."""
    inside = Path(__file__).parents[1] / "migrations"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "migrations"


def create(path: Path) -> None:
    """Make an empty caseload at ``path``, readable by the user alone.

    Raises ``StoreError`` if something is there already or the folder cannot be written.
    """
    if path.exists():
        raise StoreError(_("{path} exists already; nothing was changed.").format(path=path))
    try:
        make_private_folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=".kontant-", suffix=".new", dir=path.parent)
    except OSError:
        raise StoreError(_("{path} cannot be made: its folder cannot be written.").format(path=path)) from None
    os.close(handle)
    fresh = Path(name)
    try:
        _upgrade(fresh, named=path)
        _put_in_place(fresh, path)
    except FileExistsError:
        raise StoreError(_("{path} exists already; nothing was changed.").format(path=path)) from None
    finally:
        for leftover in (fresh, *(fresh.with_name(fresh.name + end) for end in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)


def _put_in_place(fresh: Path, path: Path) -> None:
    """Give the finished file its name; raises ``FileExistsError`` where somebody else has just taken it."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        # Some disks have no links: claim the name, then move the file there.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        fresh.replace(path)


def migrate(path: Path) -> Path | None:
    """Bring the caseload at ``path`` to the present schema, after copying it; returns the copy.

    Returns None where the file is current. Raises ``StoreError`` where it is no caseload, is newer than this
    kontant, or cannot be written.
    """
    with reading.plain_errors(path), contextlib.closing(sqlite3.connect(path)) as connection:
        version = reading.check_version(connection, path)
        if version == reading.SCHEMA_VERSION:
            return None
        copy = _copy(connection, path, version)
    _upgrade(path, named=path)
    # Whichever command happened to open the file first: the user is told, on stderr.
    _LOG.warning(_("%s was brought up to date; a copy of it as it was: %s"), path, copy)
    return copy


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """A consistent copy of the open file beside it, under a name that says which schema it has."""
    number = 1
    while True:
        copy = path.with_name(f"{path.name}.schema-{version}.{number}")
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            number += 1
        except OSError:
            raise StoreError(
                _("{path} is of an older kontant and cannot be copied first: its folder cannot be written.").format(
                    path=path
                )
            ) from None
    with contextlib.closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
    return copy


def _upgrade(path: Path, *, named: Path) -> None:
    """Run the migrations in one transaction with foreign keys off, then check every reference.

    ``named`` is the file that an error speaks of.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    engine = make_engine(path)
    with plain_write_errors(named), engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        # A table rebuilt under enforcement would cascade into its children; it cannot be turned off later.
        raw.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(
                    _("{path} has records that belong to no case; it was not migrated.").format(path=named)
                )
            connection.exec_driver_sql(f"PRAGMA application_id = {reading.APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {reading.SCHEMA_VERSION}")
