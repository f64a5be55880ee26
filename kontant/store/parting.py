"""Where a restore parts the log in two: what the log that goes on keeps of the one that is put aside.

The event of a restore names the seals by which the log put aside can still be told: its end (``replaced``), where the
two part (``shared``), and the ends of the backups that were made of it (``apart``); so a backup of it is known for what
it is, wherever the file lies that was put aside. Who had looked at a case, or taken something out, is entered again
with the time and the person as they were: each such entry names the seal that it had (``carried``).

Where the caseload was damaged or gone, its log can be held against nothing: then every backup that begins as the log
does counts as one of it.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from kontant.errors import StoreError
from kontant.store import backups, key, log, seals
from kontant.store.differences import histories
from kontant.store.log import Event
from kontant.store.opening import connect, errors
from kontant.store.reading import plain_errors
from kontant.store.seals import Seal

COMMAND = "restore"
CARRIED = "carried"
"""In the details of an event: the seal that it had in a log that was put aside."""
MISSING = "missing"
"""In the details of a restore: that there was no caseload then."""

_FIRST = "SELECT event_id, chain FROM seals ORDER BY event_id LIMIT 1"
_SEAL_OF = "SELECT event_id, chain FROM seals WHERE event_id = ?"
_CARRIED = """
    SELECT id, json_extract(details, '$.carried') FROM events
    WHERE details LIKE '%"carried"%' AND json_valid(details) AND command <> 'restore'
"""


class Parted(NamedTuple):
    """What a restore keeps of the log that it puts aside: three kinds of seals, and the events that changed nothing.

    ``lost`` counts the events that are gone with it, those ``readings`` left out. ``missing``: there was no caseload.
    """

    replaced: Seal | None = None
    shared: Seal | None = None
    apart: tuple[Seal, ...] = ()
    readings: tuple[Event, ...] = ()
    lost: int = 0
    missing: bool = False

    def details(self) -> dict[str, Any]:
        """As the restore's own event tells it."""
        told = {"replaced": self.replaced and str(self.replaced), "shared": self.shared and str(self.shared)}
        counted = {"apart": [str(seal) for seal in self.apart], "readings": len(self.readings), "lost": self.lost}
        return {name: value for name, value in (told | counted | {MISSING: self.missing}).items() if value}


class Restore(NamedTuple):
    """A restore that is in the log, and the file that it put aside where that still lies among the backups."""

    event: Event
    file: Path | None


def parted(caseload: Path, here: sqlite3.Connection | None, there: sqlite3.Connection, *, sound: bool) -> Parted:
    """What to keep of the log ``here``, the caseload's, when that of ``there`` takes its place."""
    with contextlib.suppress(*errors()):
        if here is not None and (end := seals.head(here)):
            return _of_log(caseload, here, there, end, sound=sound)
    ends = _ends_apart(caseload, None, there)
    return Parted(ends[0] if ends else None, None, tuple(ends[1:]), missing=not caseload.exists())


def restores(connection: sqlite3.Connection, caseload: Path) -> list[Restore]:
    """The restores that are in the log, the newest first."""
    aside = {backup.at: backup.path for backup in backups.known(caseload) if backup.kept}
    return [
        Restore(event, aside.get(time) if (time := _local_time(event)) else None)
        for event in log.events_of_command(connection, COMMAND)
    ]


def lost_by(event: Event) -> int | None:
    """How many changes went with a restore; None where the log put aside could not be held against the backup's."""
    lost = event.details.get("lost", 0 if "shared" in event.details else None)
    return lost if isinstance(lost, int) else None


def was_missing(event: Event) -> bool:
    """Whether there was no caseload where a restore put one."""
    return event.details.get(MISSING) is True


def put_aside(connection: sqlite3.Connection) -> dict[Seal, int]:
    """The seals by which the log knows what was put aside, each with the restore that did it."""
    found: dict[Seal, int] = {}
    numbers = []
    for event in log.events_of_command(connection, COMMAND):
        numbers.append(event.id)
        found |= dict.fromkeys(_seals_in(event), event.id)
    for number, text in connection.execute(_CARRIED):
        by = min((each for each in numbers if each > number), default=None)
        if by is not None and (seal := Seal.read(text)):
            found[seal] = by
    return found


def restore_of(connection: sqlite3.Connection, caseload: Path, noted: Seal) -> Restore | None:
    """The restore that put aside the log in which a seal stands; None where none is known to have."""
    by = put_aside(connection).get(noted)
    found = restores(connection, caseload)
    return next((each for each in found if each.event.id == by or _stood_in(each, noted)), None)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file as it lies there, to be read only; raises ``StoreError`` where the passphrases known do not open it."""
    with key.unasked(), plain_errors(path), contextlib.closing(connect(path, "immutable=1")) as connection:
        yield connection


def _of_log(caseload: Path, here: sqlite3.Connection, there: sqlite3.Connection, end: Seal, *, sound: bool) -> Parted:
    history = histories(here, there)
    lost = [event for event in history.only_here if not event.is_reading]
    apart = [seal for event in lost if event.command == COMMAND for seal in _seals_in(event)]
    apart += _ends_apart(caseload, here if sound else None, there)
    named = dict.fromkeys(seal for seal in apart if seal != end and not seals.stands(there, seal))
    replaced = None if seals.stands(there, end) else end
    readings = tuple(_carried(here, there, history.only_here))
    return Parted(replaced, _seal_of(there, history.shared), tuple(named), readings, len(lost))


def _ends_apart(caseload: Path, here: sqlite3.Connection | None, there: sqlite3.Connection) -> list[Seal]:
    """The ends of the caseload's backups that are not in the log ``there``, the newest first.

    Only those that are ``here``, or known to be put aside; without it, those of a log that begins as ``there``.
    """
    known = put_aside(here) if here else {}
    found = []
    for backup in backups.known(caseload):
        with contextlib.suppress(StoreError), opened(backup.path) as connection:
            end = seals.head(connection)
            if end is None or seals.stands(there, end):
                continue
            ours = connection.execute(_FIRST).fetchone() == there.execute(_FIRST).fetchone()
            if ours if here is None else (end in known or seals.stands(here, end)):
                found.append(end)
    return found


def _carried(here: sqlite3.Connection, there: sqlite3.Connection, lost: list[Event]) -> Iterator[Event]:
    """The events that changed nothing, in their order, each with the seal that it had first."""
    known = set(put_aside(there))
    for event in reversed(lost):
        if not event.is_reading:
            continue
        seal = Seal.read(event.details.get(CARRIED)) or _seal_of(here, event.id)
        if seal is None or (seal not in known and not seals.stands(there, seal)):
            yield event._replace(details={**event.details, CARRIED: str(seal) if seal else None})


def _seal_of(connection: sqlite3.Connection, number: int) -> Seal | None:
    row = connection.execute(_SEAL_OF, (number,)).fetchone()
    return Seal(*row) if row else None


def _seals_in(event: Event) -> list[Seal]:
    """The seals that the event of a restore names of the log that it put aside."""
    apart = event.details.get("apart")
    named = (event.details.get("replaced"), *(apart if isinstance(apart, list) else ()))
    return [seal for seal in map(Seal.read, named) if seal]


def _local_time(event: Event) -> datetime | None:
    """When an event was, as files are named after it; None where its time was spoiled."""
    with contextlib.suppress(ValueError, OverflowError, OSError):
        return datetime.fromisoformat(event.at).astimezone().replace(tzinfo=None)
    return None


def _stood_in(restore: Restore, noted: Seal) -> bool:
    """Whether the log that a restore put aside holds a seal, as far as its file lies there and is that log."""
    if restore.file is None:
        return False
    with contextlib.suppress(StoreError), opened(restore.file) as connection:
        is_it = str(seals.head(connection)) == restore.event.details.get("replaced")
        return is_it and seals.stands(connection, noted)
    return False


def details_text(details: dict[str, Any]) -> str:
    """The details of an event as the log keeps them."""
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))
