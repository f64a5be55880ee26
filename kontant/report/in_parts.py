"""Read a caseload file for what is counted of it: a large one in parts, one for each processor, at the same time.

Each part is read in a process of its own, so what is counted, and whatever it is counted by, must be picklable.
"""

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import TypeVar, TypeVarTuple

from kontant.store.key import Key, remember
from kontant.store.opening import key_for
from kontant.store.reading import reading
from kontant.store.timelines import EVERY_CASE, Refs, case_count, parts

Found = TypeVar("Found")
Same = TypeVarTuple("Same")


def in_parts(
    path: Path, least: int | None, count: Callable[[Connection, *Same, Refs], Found], *same: *Same
) -> list[Found]:
    """What ``count(connection, *same, refs)`` gives for each part of the caseload at ``path``, in order of case.

    One part, read here, where the caseload has fewer cases than ``least`` (always if None) or there is one processor.
    """
    with reading(path) as connection:
        if least is None or processors() == 1 or case_count(connection) < least:
            return [count(connection, *same, EVERY_CASE)]
        ranges = parts(connection, processors())
    return _in_processes(partial(_part, path, count, same), ranges, key_for(path))


def processors() -> int:
    """How many processes to read with: the processors this one may use, at most four."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 4)


def _in_processes(read: Callable[[Refs], Found], ranges: Iterable[Refs], key: Key | None) -> list[Found]:
    # This costs a small caseload more time than there is to win.
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(processors(), initializer=_begin, initargs=(key,)) as pool:
        return list(pool.map(read, ranges))


def _begin(key: Key | None) -> None:
    """The beginning of a worker: it has nobody to ask for a passphrase."""
    from signal import SIG_IGN, SIGINT, signal

    # Ctrl-C is for the process that started it to answer: each worker would answer it with a traceback.
    signal(SIGINT, SIG_IGN)
    if key is not None:
        remember(key)


def _part(path: Path, count: Callable[[Connection, *Same, Refs], Found], same: tuple[*Same], refs: Refs) -> Found:
    """What is counted of one range of cases, in a process of its own."""
    with reading(path) as connection:
        return count(connection, *same, refs)
