"""Going back to a backup: what would be lost by it, and doing it without losing that either.

The backup is held against its checksum and opened; then a copy of it is brought up to date beside the caseload and
gets an event of its own. It goes into the caseload in one transaction, while no other program can have the file, after
what was there has been put aside as a backup that no rotation takes. A caseload that cannot be read any more, or is
gone, is no obstacle: its file is put aside as it is.

The caseload stays under its own key, or plain, whatever the backup is. Where its key cannot be told any more it gets
the backup's; but what was encrypted never comes to lie in plain unless somebody says so.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import Refused, StoreError
from kontant.i18n import _
from kontant.store import backups, disk, file_checks, purging, seals
from kontant.store.backups import BEFORE, DAMAGED, Backup
from kontant.store.condition import Condition, condition_of, is_plain_without_head, seems_encrypted
from kontant.store.copying import copy_into, copy_of
from kontant.store.differences import Difference, History, differences, histories
from kontant.store.key import Key, is_encrypted, unasked
from kontant.store.leftovers import fresh_file
from kontant.store.location import make_private_folder, parts
from kontant.store.opening import connect, errors, key_for, settle
from kontant.store.parting import COMMAND, Parted, details_text, parted
from kontant.store.reading import SCHEMA_VERSION, check_version, plain_errors, reading


class Plan(NamedTuple):
    """What restoring ``source`` would do to the caseload.

    ``checked`` is None where no checksum stands beside the backup. ``history`` and ``tables`` tell what the present
    caseload has that the backup has not; without it, or where it is damaged, they may say less, or None. The restored
    caseload gets the key of ``key_source``, which is one of the two, or is plain as that is.
    """

    source: Path
    version: int
    checked: bool | None
    condition: Condition
    history: History | None
    tables: list[Difference]
    last_event: int | None
    key_source: Path
    was_encrypted: bool

    @property
    def backup_is_encrypted(self) -> bool:
        """Whether the backup itself is."""
        return is_encrypted(self.source)

    @property
    def will_be_encrypted(self) -> bool:
        """Whether the restored caseload is."""
        return is_encrypted(self.key_source)

    @property
    def purges(self) -> int:
        """How many purges would be taken back by it, so that erased cases would be there again."""
        return sum(event.command == purging.COMMAND for event in self.history.only_here) if self.history else 0


class Restored(NamedTuple):
    """What was done: where the caseload as it was lies now (None where there was none), and the event of it.

    ``readings`` counts who had looked, or taken something out, since the backup: the log goes on knowing them.
    """

    aside: Path | None
    event: int
    readings: int


def plan(caseload: Path, source: Path, *, plain: bool = False) -> Plan:
    """What restoring the backup ``source`` would do; changes nothing.

    Raises ``StoreError`` where it is no sound backup, or the caseload's file is something else altogether; ``Refused``
    where what was encrypted would lie in ``plain`` and that was not said.
    """
    if caseload.exists() and source.exists() and source.samefile(caseload):
        raise Refused(_("{path} is the caseload itself; give a backup of it.").format(path=source))
    checked = _check_bytes(source)
    with _opened_backup(source) as (there, version):
        condition = condition_of(caseload)
        history, tables, last_event = _compared(caseload, there, condition)
    key_source, was_encrypted = _key_source(caseload, source, condition)
    if was_encrypted and not (plain or is_encrypted(key_source)):
        raise Refused(_lying_bare(caseload))
    return Plan(source, version, checked, condition, history, tables, last_event, key_source, was_encrypted)


def restore(caseload: Path, planned: Plan, *, who: str, at: datetime) -> Restored:
    """Make the caseload what the planned backup holds, in one step; what was there is put aside.

    Raises ``Refused`` where the caseload was changed since the plan was shown, and ``StoreError`` where the file or
    the disk does not let it: the caseload is as it was then.
    """
    sound = planned.condition is Condition.SOUND
    with _staged(caseload, planned.source, planned.key_source) as staged:
        _bring_up_to_date(staged, caseload)
        if sound:
            return _into_present(caseload, staged, planned, who, at)
        with _as_it_is(caseload) as damaged:
            kept = _parted(caseload, damaged, staged, sound=False)
        event = _enter(staged, planned.source, kept, who, at)
        return Restored(_in_its_place(caseload, staged, at), event, len(kept.readings))


def _check_bytes(source: Path) -> bool | None:
    if not source.is_file():
        raise StoreError(
            _("There is no backup at {path}; see those there are with: kontant restore").format(path=source)
        )
    intact = Backup(source, datetime.min).is_intact()
    if intact is False:
        told = _("{path} is not what was written when it was made (its checksum differs); nothing was changed.")
        raise StoreError(told.format(path=source))
    return intact


@contextlib.contextmanager
def _opened_backup(source: Path) -> Iterator[tuple[sqlite3.Connection, int]]:
    """A sound backup, to be read only, and its schema."""
    # What was put aside in a hurry may have its last words in a file beside it.
    if is_plain_without_head(source):
        raise StoreError(_damaged(source))
    query = "mode=rw" if source.with_name(source.name + "-wal").exists() else "immutable=1"
    with plain_errors(source), contextlib.closing(connect(source, query)) as opened:
        version = check_version(opened, source)
        if file_checks.damage(opened):
            raise StoreError(_damaged(source))
        opened.execute("BEGIN")
        yield opened, version


def _damaged(source: Path) -> str:
    return _("{path} is damaged; nothing was changed. Try an earlier backup.").format(path=source)


def _key_source(caseload: Path, source: Path, condition: Condition) -> tuple[Path, bool]:
    """Whose key the restored caseload gets, and whether the present one is encrypted, or was before it was damaged."""
    if condition is Condition.SOUND:
        return caseload, is_encrypted(caseload)
    if condition is Condition.MISSING or not seems_encrypted(caseload):
        return source, False
    # Where its key could be tried, it has been, and fits.
    return (caseload if is_encrypted(caseload) else source), True


def _lying_bare(caseload: Path) -> str:
    return _(
        "Nothing was restored: by its bytes {path} was encrypted, and is too damaged for a passphrase to be tried; the "
        "backup is not encrypted, so that everything would lie in plain. Take a backup that is encrypted, or restore "
        "this one with --plain and then run: kontant encrypt"
    ).format(path=caseload)


def _compared(
    caseload: Path, there: sqlite3.Connection, condition: Condition
) -> tuple[History | None, list[Difference], int | None]:
    if condition is Condition.MISSING:
        return None, [], None
    if condition is Condition.SOUND:
        with reading(caseload) as here:
            return histories(here, there), differences(here, there), _last_event(here)
    with contextlib.suppress(*errors()), _as_it_is(caseload) as damaged:
        return (histories(damaged, there) if damaged else None), [], None
    return None, [], None


@contextlib.contextmanager
def _as_it_is(caseload: Path) -> Iterator[sqlite3.Connection | None]:
    """A damaged caseload, of which not even what SQLite would mend on opening is mended; None where it does not open.

    Nobody is asked for its passphrase: whether one is right cannot be told any more.
    """
    with contextlib.ExitStack() as stack:
        damaged = None
        # A file that is gone would be made by opening it.
        if caseload.exists():
            with contextlib.suppress(*errors(), StoreError), unasked():
                damaged = stack.enter_context(contextlib.closing(connect(caseload, "immutable=1")))
        yield damaged


def _last_event(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
    return int(number)


@contextlib.contextmanager
def _staged(caseload: Path, source: Path, key_source: Path) -> Iterator[Path]:
    """A copy of the backup beside the caseload, under the key of ``key_source``; gone afterwards."""
    folder = caseload.absolute().parent
    with contextlib.ExitStack() as made:
        try:
            make_private_folder(folder)
            staged = made.enter_context(fresh_file(folder, "restore"))
        except OSError:
            told = _("{path} was not restored: its folder cannot be written.")
            raise StoreError(told.format(path=caseload)) from None
        with plain_errors(caseload):
            _fill(staged, source, key_source)
        yield staged


def _fill(staged: Path, source: Path, key_source: Path) -> None:
    ours, theirs = key_for(key_source), key_for(source)
    if (ours is None) != (theirs is None):
        _convert(source, theirs, staged, ours)
        return
    with _opened_backup(source) as (opened, _version), contextlib.closing(connect(staged, key=ours)) as target:
        copy_into(opened, target)


def _convert(source: Path, theirs: Key | None, staged: Path, ours: Key | None) -> None:
    """Of the two, one is encrypted and the other not: only SQLCipher writes the one from the other."""
    from kontant.store import conversion

    with contextlib.closing(conversion.opened(source, theirs)) as opened:
        conversion.write_anew(opened, staged, ours)
        conversion.check(opened, staged, ours)


def _bring_up_to_date(staged: Path, caseload: Path) -> None:
    with plain_errors(caseload), contextlib.closing(connect(staged)) as opened:
        current = check_version(opened, caseload) == SCHEMA_VERSION
    if not current:
        from kontant.store.schema import upgrade

        upgrade(staged, named=caseload)


def _parted(caseload: Path, here: sqlite3.Connection | None, staged: Path, *, sound: bool) -> Parted:
    with plain_errors(staged), contextlib.closing(connect(staged)) as there:
        return parted(caseload, here, there, sound=sound)


def _enter(staged: Path, source: Path, kept: Parted, who: str, at: datetime) -> int:
    """Enter in the log of what is restored what it keeps of the other, and the restoring; returns its number."""
    made = backups.time_of(source)
    details: dict[str, Any] = {"backup": made.isoformat()} if made else {}
    with plain_errors(staged), contextlib.closing(connect(staged)) as opened:
        opened.execute("PRAGMA synchronous = FULL")
        opened.execute("BEGIN IMMEDIATE")
        if head := seals.head(opened):
            details["restored"] = str(head)
        for event in kept.readings:
            _sealed(opened, event.at, event.who, event.command, event.details)
        moment = at.isoformat(timespec="seconds")
        number = _sealed(opened, moment, who, COMMAND, details | kept.details())
        opened.execute("COMMIT")
        settle(opened)
    return number


def _sealed(opened: sqlite3.Connection, at: str, who: str, command: str, details: dict[str, Any]) -> int:
    number = seals.enter(opened, at=at, who=who, command=command, details=details_text(details))
    seals.seal(opened, number)
    return number


def _into_present(caseload: Path, staged: Path, planned: Plan, who: str, at: datetime) -> Restored:
    """Put the staged copy into the caseload in one transaction, while nobody else can have the file."""
    # Asked for first: a file that is looked into while it is open loses its locks.
    key = key_for(caseload)
    with plain_errors(caseload), contextlib.closing(connect(caseload, key=key)) as present:
        present.execute("PRAGMA synchronous = FULL")
        # Held from the first transaction on until the connection is closed.
        present.execute("PRAGMA locking_mode = EXCLUSIVE")
        present.execute("BEGIN IMMEDIATE")
        changed = _last_event(present) != planned.last_event
        kept = Parted() if changed else _parted(caseload, present, staged, sound=True)
        present.execute("COMMIT")
        if changed:
            raise Refused(_("{path} was changed meanwhile; nothing was restored. Look again.").format(path=caseload))
        event = _enter(staged, planned.source, kept, who, at)
        folder = backups.default_folder(caseload)
        aside = copy_of(present, key, caseload, folder, at, why=BEFORE).backup
        try:
            with contextlib.closing(connect(staged)) as fresh:
                copy_into(fresh, present)
        except BaseException:
            backups.remove(aside)
            raise
        # Restored it is; where this fails, whoever opens it next does it.
        with contextlib.suppress(*errors()):
            settle(present)
    return Restored(aside.path, event, len(kept.readings))


def _in_its_place(caseload: Path, staged: Path, at: datetime) -> Path | None:
    """Give the staged copy the caseload's name, whose file cannot be read or is not there."""
    try:
        aside = _put_aside(caseload, at)
        disk.sync_file(staged)
        staged.replace(caseload)
        disk.sync_folder(caseload.absolute().parent)
    except OSError:
        raise StoreError(_("{path} was not restored: its folder cannot be written.").format(path=caseload)) from None
    return aside


def _put_aside(caseload: Path, at: datetime) -> Path | None:
    """Keep the caseload's file as it is, and what SQLite had written beside it; that must not meet the new file.

    What is left of one that is gone stands beside an empty file: nobody would know of it otherwise.
    """
    caseload.with_name(caseload.name + "-shm").unlink(missing_ok=True)  # no word of it stands in that
    there = parts(caseload)
    if not there:
        return None
    folder = backups.default_folder(caseload)
    make_private_folder(folder)
    aside = next(backups.names(caseload, folder, at, DAMAGED)).path
    if caseload in there:
        # Both names for a moment, so that there is a caseload of that name at all times.
        with contextlib.suppress(OSError):
            os.link(caseload, aside)
        if not aside.exists():
            caseload.replace(aside)
        there.remove(caseload)
    else:
        aside.touch(mode=0o600)
    for part in there:
        part.replace(aside.with_name(aside.name + part.name.removeprefix(caseload.name)))
    for part in parts(aside):
        with contextlib.suppress(OSError):  # one of somebody else's
            part.chmod(0o600)
    disk.sync_folder(folder)
    return aside
