"""What was noted of the log elsewhere, held against it: the backups of the caseload, each of which ends with a seal.

A backup from before a purge also knows what the events said that the purge has shortened: what is left of them must be
part of that. Nobody is asked for a passphrase here: a backup that the known ones do not open is said not to have been
read.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import StoreError
from kontant.store import backups, parting, seals
from kontant.store.backups import Backup
from kontant.store.parting import opened
from kontant.store.seals import Seal

_FIRST_SEALED = 5
_EVENT = """
    SELECT e.at, e.who, e.command, e.undoes, e.details, s.digest
    FROM events e JOIN seals s ON s.event_id = e.id WHERE e.id = ?
"""
_CHANGES = 'SELECT seq, table_name, "key", "before", "after" FROM changes WHERE event_id = ?'


class State(StrEnum):
    """How a backup stands to the log."""

    STANDS = "stands"  # its last seal is in the log
    APART = "apart"  # it belongs to a log that a restore has put aside
    OLDER = "older"  # it was made before the log was sealed
    UNREAD = "unread"  # damaged, or another passphrase
    MISSING = "missing"  # what it ends with is not in the log: that was rewritten or cut
    CONTRADICTS = "contradicts"  # it knows otherwise what a purge is said to have left of an event


class Anchor(NamedTuple):
    """A backup, and how it stands to the log; ``events`` are those that it knows otherwise."""

    path: Path
    state: State
    seal: Seal | None
    events: tuple[int, ...] = ()

    @property
    def is_broken(self) -> bool:
        """Whether the log was tampered with, by what this backup knows."""
        return self.state in (State.MISSING, State.CONTRADICTS)


def anchors(connection: sqlite3.Connection, caseload: Path) -> list[Anchor]:
    """The backups in the caseload's folder of them, the newest first."""
    aside = parting.put_aside(connection)
    restored = frozenset(restore.file for restore in parting.restores(connection, caseload))
    redacted = sorted({event for events in seals.redactions(connection).values() for event in events})
    found = [_anchor(connection, backup, restored, aside, redacted) for backup in backups.known(caseload)]
    # What a restore's event does not name is told by the file that was put aside, as far as it lies here still.
    files = [anchor.path for anchor in found if anchor.state is State.APART and anchor.seal in aside]
    return [
        anchor._replace(state=State.APART)
        if anchor.state is State.MISSING and anchor.seal and any(_stands_in(path, anchor.seal) for path in files)
        else anchor
        for anchor in found
    ]


def _anchor(
    connection: sqlite3.Connection,
    backup: Backup,
    restored: Collection[Path | None],
    aside: Collection[Seal],
    redacted: Collection[int],
) -> Anchor:
    try:
        with opened(backup.path) as there:
            (version,) = there.execute("PRAGMA user_version").fetchone()
            if version < _FIRST_SEALED:
                return Anchor(backup.path, State.OLDER, None)
            end = seals.head(there)
            stands = end is None or seals.stands(connection, end)
            # Anybody can give a file the name of a damaged one: a restore must have put it aside.
            known = end in aside or (backup.damaged and backup.path in restored)
            state = State.STANDS if stands else State.APART if known else State.MISSING
            otherwise = tuple(_otherwise(connection, there, redacted, same_log=stands))
            return Anchor(backup.path, State.CONTRADICTS if otherwise else state, end, otherwise)
    except StoreError:
        return Anchor(backup.path, State.UNREAD, None)


def _otherwise(
    here: sqlite3.Connection, there: sqlite3.Connection, redacted: Collection[int], *, same_log: bool
) -> Iterator[int]:
    """The events of which more, or something else, is left here than they ever said by the backup.

    What a purge took from the backup of a log that was put aside may stand here: this log does not know that purge.
    """
    purges = {} if same_log else seals.redactions(there)
    shortened = {event for events in purges.values() for event in events}
    for event in redacted:
        now, then = here.execute(_EVENT, (event,)).fetchone(), there.execute(_EVENT, (event,)).fetchone()
        # The digest that is in the chain tells that both are the same event.
        if not now or not then or now[-1] != then[-1] or event in shortened:
            continue
        changes = set(here.execute(_CHANGES, (event,))) <= set(there.execute(_CHANGES, (event,)))
        if now[:-2] != then[:-2] or not changes or not _is_left_of(_loaded(now[-2]), _loaded(then[-2])):
            yield event


def _is_left_of(now: Any, then: Any) -> bool:
    """Whether a JSON value is what another is when some of it has been taken out."""
    if isinstance(now, dict):
        return isinstance(then, dict) and all(name in then and _is_left_of(now[name], then[name]) for name in now)
    if isinstance(now, list):
        rest: Iterator[Any] = iter(then if isinstance(then, list) else ())
        return all(any(_is_left_of(part, whole) for whole in rest) for part in now)
    return now is None or now == then


def _loaded(text: str | None) -> Any:
    """A text that was spoiled is itself: no part of anything."""
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return text


def _stands_in(path: Path, end: Seal) -> bool:
    try:
        with opened(path) as connection:
            return seals.stands(connection, end)
    except StoreError:
        return False
