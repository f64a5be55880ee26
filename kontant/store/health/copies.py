"""The backups of a caseload: how old the last one is, and whether each still is what was written."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kontant.errors import StoreError
from kontant.i18n import _, day_text, ngettext
from kontant.store import backups, key
from kontant.store.health.findings import Finding, notice, ok, problem
from kontant.store.opening import connect, errors

_BACKUP = "kontant backup"


def copies(caseload: Path, now: datetime) -> Iterator[Finding]:
    """When the caseload was last backed up, and each backup in its folder."""
    if caseload.is_file():
        yield from _last(caseload, now)
    found = [backup for backup in backups.known(caseload) if not backup.damaged]
    broken = [backup for backup in found if backup.is_intact() is False]
    bare = [backup for backup in found if backup.is_intact() is None]
    for backup in broken:
        told = _("The backup {path} is not what was written: its checksum differs. Do not rely on it.")
        yield problem("backups", told.format(path=backup.path), _BACKUP)
    for backup in bare:
        told = _("No checksum stands beside the backup {path}: nobody can tell whether it is what was written.")
        yield notice("backups", told.format(path=backup.path), _BACKUP)
    good = len(found) - len(broken) - len(bare)
    if good:
        told = ngettext("{n} backup is as it was written.", "{n} backups are as they were written.", good)
        yield ok("backups", told.format(n=good))


def _last(caseload: Path, now: datetime) -> Iterator[Finding]:
    """When the caseload was last backed up; nothing where it cannot be read, which others tell."""
    # The passphrase was asked for already, if there is one to be had.
    asked = key.source()
    key.ask_with(None)
    try:
        with contextlib.closing(connect(caseload)) as connection:
            at = backups.last(connection)
    except StoreError:
        return
    except errors():
        return
    finally:
        key.ask_with(asked)
    if at is None:
        yield notice("last backup", _("No backup of the caseload stands in its log."), _BACKUP)
        return
    told = _("The last backup was made on {date}.").format(date=day_text(at.astimezone().date()))
    yield notice("last backup", told, _BACKUP) if backups.is_old(at, now) else ok("last backup", told)
