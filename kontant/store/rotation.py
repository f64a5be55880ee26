"""Which backups stay when a new one is there: seven daily, four weekly, twelve monthly.

Counted are days, weeks and months that have a backup, so that a long holiday empties nothing; of each the newest
stays. Those of the present day all stay until it is over: what a person made before trying something out is not taken
away by what is made after it. Only files that bear the caseload's own name and hold its own history ever go, never the
newest, and never what a restore put aside.
"""

import contextlib
from collections.abc import Hashable, Iterable
from datetime import date
from pathlib import Path

from kontant.store import backups
from kontant.store.backups import Backup
from kontant.store.differences import Head, heads
from kontant.store.key import Key
from kontant.store.opening import connect, errors, key_for

DAYS, WEEKS, MONTHS = 7, 4, 12

_PERIODS = (
    (DAYS, lambda at: at.date()),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def staying(found: Iterable[Backup], today: date) -> set[Backup]:
    """Those of ``found`` that are kept."""
    newest_first = sorted(found, key=lambda backup: backup.age, reverse=True)
    kept = {backup for backup in newest_first if backup.kept or backup.at.date() >= today}
    regular = [backup for backup in newest_first if not backup.kept]
    for most, period in _PERIODS:
        newest: dict[Hashable, Backup] = {}
        for backup in regular:
            newest.setdefault(period(backup.at), backup)
        kept |= set(list(newest.values())[:most])
    return kept


def rotate(caseload: Path, folder: Path, just_made: Backup) -> tuple[list[Backup], list[Backup]]:
    """Take away the backups that are not kept any more; returns them, and those that could not be taken away.

    One that cannot be read, or holds another caseload's history under the same name, stays and is told of.
    """
    found = backups.known(caseload, folder)
    key = key_for(caseload)
    ours = _beginning(just_made.path, key)
    gone, left = [], []
    for backup in sorted(set(found) - staying(found, just_made.at.date()) - {just_made}, key=lambda backup: backup.age):
        first = _beginning(backup.path, key)
        if ours is None or first is None or not ours.is_same(first):
            left.append(backup)
            continue
        try:
            backups.remove(backup)
            gone.append(backup)
        except OSError:
            left.append(backup)
    return gone, left


def _beginning(path: Path, key: Key | None) -> Head | None:
    """The first event of the history that a file holds, by which one caseload is told from another."""
    with contextlib.suppress(OSError, *errors()), contextlib.closing(connect(path, "immutable=1", key=key)) as opened:
        return next(heads(opened), None)
    return None
