"""The schema of a caseload file: making a new one, and bringing an older one up to date.

A new file is built beside its place and moved in whole. An older file is copied first, then migrated in one
transaction; if anything fails, it stays as it was.
"""

import contextlib
import itertools
import logging
import os
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config

from kontant.errors import StoreError
from kontant.i18n import _
from kontant.store import disk, reading
from kontant.store.engine import make_engine, plain_write_errors
from kontant.store.key import Key, remember
from kontant.store.leftovers import fresh_file
from kontant.store.location import make_private_folder
from kontant.store.opening import connect, key_for, settle

_LOG = logging.getLogger(__name__)


def migrations_folder() -> Path:
    """The Alembic scripts: inside an installed kontant, or beside the package in a checkout."""
    inside = Path(__file__).parents[1] / "migrations"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "migrations"


def create(path: Path, key: Key | None = None) -> None:
    """Make an empty caseload at ``path``, readable by the user alone, encrypted where a ``key`` is given.

    Raises ``StoreError`` if something is there already or the folder cannot be written.
    """
    if path.exists():
        raise StoreError(_("{path} exists already; nothing was changed.").format(path=path))
    with contextlib.ExitStack() as made:
        try:
            make_private_folder(path.parent)
            fresh = made.enter_context(fresh_file(path.parent, "new"))
        except OSError:
            raise StoreError(_("{path} cannot be made: its folder cannot be written.").format(path=path)) from None
        if key:
            _encrypt_from_the_start(fresh, key)
        upgrade(fresh, named=path)
        with reading.plain_errors(path), contextlib.closing(connect(fresh)) as connection:
            settle(connection)
        try:
            put_in_place(fresh, path)
        except FileExistsError:
            raise StoreError(_("{path} exists already; nothing was changed.").format(path=path)) from None
        disk.sync_folder(path.parent)


def _encrypt_from_the_start(fresh: Path, key: Key) -> None:
    """Give the empty file its first page, by which it is known as encrypted, and its key to whoever opens it next."""
    with reading.plain_errors(fresh), contextlib.closing(connect(fresh, key=key)) as connection:
        connection.execute("CREATE TABLE first_page (number INTEGER)")
        connection.execute("DROP TABLE first_page")
    remember(key)


def put_in_place(fresh: Path, path: Path) -> None:
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
    with reading.plain_errors(path), contextlib.closing(connect(path)) as connection:
        version = reading.check_version(connection, path)
        if version == reading.SCHEMA_VERSION:
            return None
        copy = _copy(connection, path, version)
    if not upgrade(path, named=path):
        # Another command that found the older file at the same time was first, and has a copy of its own.
        copy.unlink()
        return None
    # Whichever command happened to open the file first: the user is told, on stderr.
    _LOG.warning(_("%s was brought up to date; a copy of it as it was: %s"), path, copy)
    return copy


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> Path:
    """A consistent copy of the open file beside it, under a name that says which schema it has once it is whole."""
    try:
        with fresh_file(path.parent, "copy") as fresh:
            with contextlib.closing(connect(fresh, key=key_for(path))) as target:
                connection.backup(target)
            return _named(fresh, path, version)
    except OSError:
        raise StoreError(
            _("{path} is of an older kontant and cannot be copied first: its folder cannot be written.").format(
                path=path
            )
        ) from None


def _named(fresh: Path, path: Path, version: int) -> Path:
    for number in itertools.count(1):
        copy = path.with_name(f"{path.name}.schema-{version}.{number}")
        with contextlib.suppress(FileExistsError):
            put_in_place(fresh, copy)
            break
    disk.sync_folder(path.parent)
    return copy


def upgrade(path: Path, *, named: Path) -> bool:
    """Run the migrations in one transaction with foreign keys off, then check every reference.

    Returns False where there is nothing to do, since somebody else has done it meanwhile. ``named`` is the file that
    an error speaks of.
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
            if connection.exec_driver_sql("PRAGMA user_version").scalar() == reading.SCHEMA_VERSION:
                return False
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise StoreError(
                    _("{path} has records that belong to no case; it was not migrated.").format(path=named)
                )
            connection.exec_driver_sql(f"PRAGMA application_id = {reading.APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version = {reading.SCHEMA_VERSION}")
    return True
