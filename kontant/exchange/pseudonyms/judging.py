"""What the rules say of a case as its rows lie in a file: the flags that a copy must keep."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from kontant.model.timeline import Case, Timeline
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.parameters import Parameters
from kontant.store.timelines import TABLES

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""The rows of one case by table, as they lie in the file: days are ISO text."""

Flags = list[Flag] | None
"""What the rules say of a case on a day; None where it is not open."""

CONTROLS = (0, 28, -182)
"""The days, counted from the one asked for, on which a copy must say the same: then, in a month, half a year before."""

ON_THE_DAY = 1000
"""What a difference on the day itself weighs more than one on a day around it."""

_DAYS = ("birth_date", "opened", "closed", "cv_registered")


class Judged:
    """The rules of a few days."""

    def __init__(self, parameters: Parameters, day: date, weeks: int = 0) -> None:
        """By the law of ``day`` and of the days of :data:`CONTROLS`, each ``weeks`` later."""
        days = (day + timedelta(days=each, weeks=weeks) for each in CONTROLS)
        self._rules = [Evaluator(parameters, each) for each in days]

    def flags(self, rows: Rows) -> list[Flags]:
        """The flags of a case on each of the days."""
        t = timeline_of(rows)
        return [rules.flags(t) if t.case.is_open(rules.law.day) else None for rules in self._rules]


def differ(flags: Sequence[Flags], others: Sequence[Flags]) -> int:
    """Whether another rule speaks, or speaks otherwise: 0 where none does on any day, most where one does on the first.

    The first day is the one that was asked for; the others are a help to choose by.
    """
    differing = [_said(one) != _said(other) for one, other in zip(flags, others, strict=True)]
    return sum(differing) + (ON_THE_DAY if differing[0] else 0)


def timeline_of(rows: Rows) -> Timeline:
    """A case as the rules see it."""
    (head,) = rows["cases"]
    values = {name: head[name] for name in Case._fields}
    found = Timeline(Case(**values | {name: _date(values[name]) for name in _DAYS}))
    for name, table in TABLES.items():
        columns = [column.strip('"') for column in table.columns]
        order = itemgetter(*table.order.replace('"', "").split(", "))
        stands = sorted((row for row in rows[name] if row.get("withdrawn") is None), key=order)
        setattr(found, name, table.records(list(_tuples(stands, columns))))
    return found


def _tuples(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return ((row["case_ref"], *(row[column] for column in columns)) for row in rows)


def _said(flags: Flags) -> Counter[tuple[str, str, str]] | None:
    return None if flags is None else Counter((flag.rule, flag.scope, str(flag.status)) for flag in flags)


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
