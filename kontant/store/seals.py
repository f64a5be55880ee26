"""The seals of the change log: each event's content as a digest, chained to the event before it.

Whoever changes, removes or slips in an entry breaks the chain, and :func:`verify` says where. Whoever rewrites the log
from some event to its end, or cuts its end off with the number that SQLite keeps of it, can only be told by a seal that
was noted elsewhere: in a backup, or on paper.

A seal's ``digest`` is of a random ``nonce`` and what the event says, so that nobody can guess at what a purge has
erased. After a purge the event has a new nonce, and ``reseals`` what its remains digest to; the chain stays. What such
an event says now is the purge's word alone: :func:`redactions` tells which they are, and a backup from before the purge
knows more of them (:mod:`kontant.store.anchors`).
"""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kontant.store import guards

# How the nonce of an event begins that was there before the log was sealed.
LATE = "late-"
# The command that alone may take from what an event says.
PURGE = "purge"
unguarded = guards.unguarded
"""A purge's alone: see :mod:`kontant.store.guards`."""

_NONCE = re.compile(f"(?:{LATE})?[0-9a-f]{{32}}", re.ASCII)
_SEAL = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)

# The highest number that an event ever had; SQLite keeps it where the event is gone. It can be set back, too.
_EVER = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'seals'"
_EVENT = "SELECT id, at, who, command, details, undoes FROM events WHERE id = ?"
_CHANGES = 'SELECT seq, table_name, "key", "before", "after" FROM changes WHERE event_id = ? ORDER BY seq'
_RESEALS = "SELECT event_id, digest FROM reseals WHERE by_event = ? ORDER BY event_id"
_HEAD = "SELECT event_id, chain FROM seals ORDER BY event_id DESC LIMIT 1"
_LAST = f"SELECT max((SELECT coalesce(max(id), 0) FROM events), ({_EVER}))"
# Every event by what a purge has left of it, the newest purge first.
_REDACTED = f"""
    SELECT r.event_id, r.by_event, r.digest FROM reseals r JOIN events p ON p.id = r.by_event
    WHERE p.command = '{PURGE}' AND r.event_id < r.by_event ORDER BY r.event_id, r.by_event DESC
"""
# Every number that an event or a seal has, with the seal.
_SEALED = """
    SELECT n.id, e.id IS NOT NULL, s.nonce, s.digest, s.chain
    FROM (SELECT id FROM events UNION SELECT event_id FROM seals ORDER BY 1) n
    LEFT JOIN events e ON e.id = n.id LEFT JOIN seals s ON s.event_id = n.id
    ORDER BY n.id
"""


class Seal(NamedTuple):
    """The chain up to and with one event: note it down elsewhere, and nobody can rewrite the log unseen."""

    event_id: int
    chain: str

    def __str__(self) -> str:
        return f"{self.event_id}:{self.chain}"

    @classmethod
    def read(cls, text: object) -> "Seal | None":
        """A seal as it was written down; None where it is none."""
        match = _SEAL.fullmatch(text) if isinstance(text, str) else None
        return cls(int(match[1]), match[2]) if match else None


class Fault(NamedTuple):
    """Something that was done to the log, by code, with the event that it concerns; ``last`` ends a gap.

    ``changed``: the event does not say what it said. ``unsealed``: it was slipped in. ``chain``: it does not follow on
    the one before, so one of the two was changed. ``gap``: events are missing. ``cut``: those at the end are.
    ``stray``: it has a number that no event gets. ``guard``: the guards that keep the log from being rewritten are not
    as they were made (``event_id`` is None).
    """

    event_id: int | None
    what: str
    last: int | None = None

    @property
    def suspects(self) -> range:
        """The events that it may be about: where one does not follow on the other, both."""
        first = self.event_id or 0
        return range(first - (self.what == "chain"), (self.last or first) + 1)


def enter(
    connection: sqlite3.Connection, *, at: str, who: str, command: str, details: str | None, undoes: int | None = None
) -> int:
    """Enter an event, to be sealed at the end of the same transaction; returns its number.

    That is one which no event ever had: where the end of the log was cut off, the gap stays for ever.
    """
    (last,) = connection.execute(_LAST).fetchone()
    row = (last + 1, at, who, command, details, undoes)
    connection.execute("INSERT INTO events (id, at, who, command, details, undoes) VALUES (?, ?, ?, ?, ?, ?)", row)
    return int(last) + 1


def seal(connection: sqlite3.Connection, event_id: int) -> None:
    """Seal event ``event_id``, which has all its changes: the last thing that its transaction does."""
    before = head(connection)
    nonce = _nonce()
    digest = _digest(connection, event_id, nonce)
    chain = _link(before.chain if before else "", event_id, digest)
    connection.execute("INSERT INTO seals VALUES (?, ?, ?, ?)", (event_id, nonce, digest, chain))


def head(connection: sqlite3.Connection) -> Seal | None:
    """The newest seal; None where nothing has happened yet."""
    row = connection.execute(_HEAD).fetchone()
    return Seal(*row) if row else None


def stands(connection: sqlite3.Connection, known: Seal) -> bool:
    """Whether a seal that was noted down before is in this log."""
    row = connection.execute("SELECT chain FROM seals WHERE event_id = ?", (known.event_id,)).fetchone()
    return row is not None and row[0] == known.chain


def late(connection: sqlite3.Connection) -> int:
    """How many events had been there before the log was sealed: what was done to them until then cannot be told."""
    (count,) = connection.execute("SELECT count(*) FROM seals WHERE nonce LIKE ?", (f"{LATE}%",)).fetchone()
    return int(count)


def verify(connection: sqlite3.Connection) -> list[Fault]:
    """All that was done to the log and can be told; nothing where it holds."""
    unguarded_now = [] if guards.stand(connection) else [Fault(None, "guard")]
    return [*unguarded_now, *_broken(connection)]


def hidden_by(connection: sqlite3.Connection, event_ids: Collection[int]) -> list[Fault]:
    """The faults that sealing ``event_ids`` anew could hide: those of one of them, and guards that were off.

    All others are told afterwards as before, so that a log with a gap in it for good need not stop a purge.
    """
    found = verify(connection)
    return [each for each in found if each.what == "guard" or any(number in each.suspects for number in event_ids)]


def redactions(connection: sqlite3.Connection) -> dict[int, list[int]]:
    """The events from which a purge has taken what they said, by the latest purge that did."""
    found: dict[int, list[int]] = {}
    for event_id, (by_event, _left) in _left_by_purges(connection).items():
        found.setdefault(by_event, []).append(event_id)
    return dict(sorted(found.items()))


def reseal(connection: sqlite3.Connection, by_event: int, event_ids: Iterable[int]) -> None:
    """Seal what is left of ``event_ids`` after ``by_event`` has erased the rest; inside :func:`unguarded`.

    Only events of which :func:`hidden_by` has told nothing: what was done to one could never be told again.
    """
    for event_id in event_ids:
        (old,) = connection.execute("SELECT nonce FROM seals WHERE event_id = ?", (event_id,)).fetchone()
        nonce = (LATE if old.startswith(LATE) else "") + _nonce()
        connection.execute("UPDATE seals SET nonce = ? WHERE event_id = ?", (nonce, event_id))
        digest = _digest(connection, event_id, nonce)
        connection.execute("INSERT INTO reseals VALUES (?, ?, ?)", (by_event, event_id, digest))


def _left_by_purges(connection: sqlite3.Connection) -> dict[int, tuple[int, str]]:
    """By event: the latest purge that took from it, and what its remains digest to. No other command may do that."""
    found: dict[int, tuple[int, str]] = {}
    for event_id, by_event, left in connection.execute(_REDACTED):
        found.setdefault(event_id, (by_event, left))
    return found


def _broken(connection: sqlite3.Connection) -> Iterator[Fault]:
    expected = 1
    left = _left_by_purges(connection)
    # What the next seal may follow on: the one before as it stands, and as it should; any, after a gap.
    before: frozenset[str] = frozenset(("",))
    for number, there, nonce, digest, chain in connection.execute(_SEALED).fetchall():
        if number < 1:
            yield Fault(number, "stray")
            continue
        if number > expected:
            yield Fault(expected, "gap", number - 1)
            before = frozenset()
        right = frozenset(_link(link, number, digest) for link in before) if nonce is not None else frozenset[str]()
        if not there:
            yield Fault(number, "gap", number)
        elif nonce is None:
            yield Fault(number, "unsealed")
        elif not _NONCE.fullmatch(nonce) or _digest(connection, number, nonce) != left.get(number, (0, digest))[1]:
            yield Fault(number, "changed")
        elif right and chain not in right:
            yield Fault(number, "chain")
        before = right if nonce is None else right | {chain}
        expected = number + 1
    (ever,) = connection.execute(_EVER).fetchone()
    if ever >= expected:
        yield Fault(expected, "cut", ever)


def _nonce() -> str:
    return os.urandom(16).hex()


def _digest(connection: sqlite3.Connection, event_id: int, nonce: str) -> str:
    """What an event says, what it changed and what it erased, digested."""
    content = hashlib.sha256(nonce.encode())
    for statement in (_EVENT, _CHANGES, _RESEALS):
        for row in connection.execute(statement, (event_id,)):
            content.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return content.hexdigest()


def _link(before: str, event_id: int, digest: str) -> str:
    return hashlib.sha256(f"{before}|{event_id}|{digest}".encode()).hexdigest()
