"""What every part of the demo's making shares: the dice, the day, the words, and the extract being filled."""

import csv
import tomllib
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from kontant.dates import add_months
from kontant.model.tables import EXTRACT_TABLES, RECORDS, extract_key

# Days on which no Danish job centre sees anyone, as (month, day); the movable feasts are let be.
_CLOSED = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}


class Extract:
    """The rows of each table, each key once."""

    def __init__(self) -> None:
        """An extract with every table, and no rows."""
        self._rows: dict[str, dict[tuple[str, ...], dict[str, str]]] = {table: {} for table in EXTRACT_TABLES}

    def add(self, table: str, **values: object) -> bool:
        """Take a row; False, and nothing taken, where one with its key is there."""
        row = {column: _cell(values.pop(column, None)) for column in RECORDS[table].model_fields}
        assert not values, values
        key = tuple(row[column] for column in extract_key(table))
        return self._rows[table].setdefault(key, row) is row

    def write(self, folder: Path) -> None:
        """Write each table to its CSV file, in order of key."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self._rows.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(RECORDS[table].model_fields), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows[key] for key in sorted(rows))


class Scene:
    """The dice, the day and the extract of one demo."""

    def __init__(self, rng: Random, day: date) -> None:
        """The scene of ``day``, with ``rng`` to throw."""
        self.rng = rng
        self.day = day
        # The published figures look 24 months back: the days after this one.
        self.since = add_months(day, -24)
        self.year_ago = add_months(day, -12)
        self.extract = Extract()

    @cached_property
    def words(self) -> dict[str, Any]:
        """Names, places and sentences."""
        return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

    def ago(self, nearest: int, farthest: int) -> date:
        """A day between ``nearest`` and ``farthest`` days before the day shown."""
        return self.day - timedelta(self.rng.randint(nearest, farthest))

    def between(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``, ``first`` if they stand in the wrong order."""
        return first + timedelta(self.rng.randint(0, max((last - first).days, 0)))

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.rng.randrange(100) < percent

    def one_of(self, kind: str, name: str) -> str:
        """One of the texts ``kind.name``."""
        found: str = self.rng.choice(self.words[kind][name])
        return found


def workday(day: date, step: int = -1) -> date:
    """``day``, or the nearest working day before it (after it, with ``step`` 1)."""
    while day.weekday() > 4 or (day.month, day.day) in _CLOSED:
        day += timedelta(step)
    return day


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
