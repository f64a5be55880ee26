"""Pulling the plug: what a disk holds when the power goes is worked out from all that a run asked of the system.

A kill loses nothing that was written, since the system still has it. When the power goes, a write that was not yet
synchronised may be on disk or not, in any order, or by half; so may a new name, until its folder is synchronised. From
the record of a run (see shim.c) the files are built as they could be at a moment drawn, and judged as after a kill.
"""

import random
import shutil
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from faults.harness import Harness, Outcome

_HEAD = struct.Struct("<c3Iq")
_SECTOR = 512
ENDED = 4


class Did(NamedTuple):
    """One thing asked of the system: written, truncated, synchronised, created, emptied, renamed, linked, removed."""

    verb: str
    path: str
    other: str
    offset: int
    data: bytes


def recorded(path: Path) -> list[Did]:
    """What a run did, in order."""
    raw, at, found = path.read_bytes(), 0, []
    while at < len(raw):
        verb, first, second, length, offset = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        names = raw[at : at + first].decode(), raw[at + first : at + first + second].decode()
        at += first + second
        found.append(Did(verb.decode(), *names, offset, raw[at : at + length]))
        at += length
    return found


def pulled_plugs(harness: "Harness", chance: random.Random, number: int) -> "Iterator[Callable[[], Outcome]]":
    """So many pulled plugs in a run of the operation, at moments drawn."""
    if not number or not harness.calls:
        return
    done = harness.recorded()
    for n in range(number):
        # Once in so many, when it has all been done.
        moment = len(done) if n % ENDED == ENDED - 1 else chance.randint(1, len(done) - 1)
        strike = partial(harness.pull_plug, done[:moment], random.Random(chance.randrange(2**32)))
        yield partial(strike, ended=moment == len(done))


class _File:
    """The bytes of a file: on disk for certain, and what was asked for since it was synchronised."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.pending: list[Did] = []

    def settled(self, chance: random.Random, everything: bool) -> bytes:
        """As the disk may have it: each pending change there, not there or half there."""
        data = bytearray(self.data)
        for did in self.pending:
            fate = 1.0 if everything else chance.random()
            if fate < 0.4:
                continue
            part = did.data
            if fate < 0.55 and did.verb == "w":
                part = part[: chance.randint(0, len(part) // _SECTOR) * _SECTOR]
            _apply(data, did, part)
        return bytes(data)

    def take(self, did: Did) -> None:
        """Write, truncate or synchronise it."""
        if did.verb != "s":
            self.pending.append(did)
            return
        for each in self.pending:
            _apply(self.data, each, each.data)
        self.pending.clear()


def _apply(data: bytearray, did: Did, part: bytes) -> None:
    if did.verb == "w":
        if not part:
            return
        if len(data) < did.offset:
            data.extend(bytes(did.offset - len(data)))
        data[did.offset : did.offset + len(part)] = part
    elif len(data) > did.offset:
        del data[did.offset :]
    else:
        data.extend(bytes(did.offset - len(data)))


def lay_out(kept: Path, done: list[Did], chance: random.Random) -> None:
    """Bring the files under ``kept``, which are as they were before the run, to what a pulled plug may leave.

    A name that was given, taken or removed is on disk from the next time its folder is synchronised; until then all
    that happened to names so far has been kept up to a point drawn, as a journalling file system does it.
    """
    names = _Names(kept)
    history = [dict(names.files)]
    certain = 0
    for did in done:
        if names.follow(did):
            history.append(dict(names.files))
        elif did.verb == "s" and did.path in names.folders:
            certain = len(history) - 1
    chosen = history[chance.randint(certain, len(history) - 1)]
    everything = chance.random() < 0.2
    shutil.rmtree(kept)
    kept.mkdir(mode=0o700)
    for folder in sorted(names.folders):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, file in chosen.items():
        # The shared memory of a database is none of the disk's business: SQLite makes it anew.
        if not name.endswith("-shm"):
            path = Path(name)
            path.write_bytes(file.settled(chance, everything))
            path.chmod(0o600)


class _Names:
    """Which file each name leads to, and those without one that a process still has open."""

    def __init__(self, kept: Path) -> None:
        self.files = {str(path): _File(path.read_bytes()) for path in kept.rglob("*") if path.is_file()}
        self.folders = {str(kept), *(str(path) for path in kept.rglob("*") if path.is_dir())}
        self.nameless: dict[str, _File] = {}

    def follow(self, did: Did) -> bool:
        """Do as a run did; whether that was to names, not to what is in a file."""
        match did.verb:
            case "w" | "t" | "s":
                if file := self._open(did.path):
                    file.take(did)
                return False
            case "c" | "z":
                file = self.files.setdefault(did.path, _File(b""))
                if did.verb == "z":
                    file.take(Did("t", did.path, "", 0, b""))
            case "r" if did.path in self.files:
                self._lose(did.other)
                self.files[did.other] = self.files.pop(did.path)
            case "l" if did.path in self.files:
                self.files[did.other] = self.files[did.path]
            case "u":
                self._lose(did.path)
                self.folders.discard(did.path)
            case "d":
                self.folders.add(did.path)
        return True

    def _open(self, path: str) -> _File | None:
        bare = path.removesuffix(" (deleted)")
        return self.files.get(path) if bare == path else self.nameless.get(bare)

    def _lose(self, path: str) -> None:
        if path in self.files:
            self.nameless[path] = self.files.pop(path)
