"""Pseudonymised copies: a caseload of the same shape in which nobody can be recognised by name, number or word.

People, case numbers, initials, places and every free text are invented; all dates are moved by the same number of
weeks, chosen so that the rules go on saying the same of the same cases. This package owns what stands in the copy;
reading the one file and writing the other is :mod:`kontant.store.pseudonymised`'s.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from kontant.exchange.pseudonyms.answers import Known, all_codes
from kontant.exchange.pseudonyms.copying import FURTHER, Copyist
from kontant.exchange.pseudonyms.days import Moved, best
from kontant.exchange.pseudonyms.judging import Judged, Row
from kontant.exchange.pseudonyms.people import People
from kontant.rules.law import Law
from kontant.rules.parameters import Parameters
from kontant.store import pseudonymised as store

__all__ = ["FURTHER", "Asked", "Copied", "Known", "copy"]

# So many cases tell by how many weeks to move: their flags are looked at dozens of times.
_SAMPLE = 250


class Asked(NamedTuple):
    """How a copy is to be made: by which seed, for which day, by which rules, with which questions known."""

    seed: int
    day: date
    parameters: Parameters
    known: Known


class Copied(NamedTuple):
    """What became of it: how many cases, by how many weeks they are moved, and how many have other flags now.

    ``apart`` are those that keep theirs because they are moved by up to :data:`FURTHER` days more or less.
    """

    cases: int
    weeks: int
    day: date
    differing: int
    apart: int


def copy(connection: sqlite3.Connection, place: Path, asked: Asked, *, force: bool = False) -> Copied:
    """Write a pseudonymised copy of the open caseload to ``place``.

    Raises ``Refused`` where the place cannot be written, or is taken and ``force`` is not given.
    """
    asked = asked._replace(known=asked.known._replace(codes=asked.known.codes | all_codes()))
    rng = Random(asked.seed)
    moved = _moved(connection, asked, rng)
    known = store.everybody(connection)
    copyist = Copyist(
        asked.seed,
        People(rng, known.names, known.refs, known.initials),
        moved,
        asked.known,
        Judged(asked.parameters, asked.day),
        Judged(asked.parameters, asked.day, moved.weeks),
        Law(asked.parameters, asked.day),
    )
    counted: Counter[str] = Counter()

    def tables() -> Iterator[tuple[str, list[Row]]]:
        nonlocal counted
        yield "reviews", copyist.alone("reviews", store.rows_of(connection, "reviews"))
        for shown in copyist.cases(store.cases(connection, known.refs)):
            counted += Counter(cases=1, differing=not shown.same, apart=shown.apart)
            yield from shown.rows.items()

    day = moved(asked.day)
    store.write(place, tables(), day=day, force=force)
    return Copied(counted["cases"], moved.weeks, day, counted["differing"], counted["apart"])


def _moved(connection: sqlite3.Connection, asked: Asked, rng: Random) -> Moved:
    refs = store.open_refs(connection, asked.day)
    sample = list(store.cases(connection, rng.sample(refs, min(len(refs), _SAMPLE))))
    return best(sample, asked.known, lambda weeks: Judged(asked.parameters, asked.day, weeks), rng)
