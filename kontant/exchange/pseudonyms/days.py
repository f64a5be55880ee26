"""Moving every date of a caseload by the same number of weeks, so that the rules go on saying the same.

Months are of unequal length and the law has its dates, so not every number of weeks does: the one is chosen by which
most cases keep their flags, on the day itself and on days around it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from kontant.dates import add_months, parse_date
from kontant.exchange.pseudonyms.answers import Known, with_words
from kontant.exchange.pseudonyms.columns import kinds
from kontant.exchange.pseudonyms.judging import ON_THE_DAY, Judged, Rows, differ
from kontant.model.timeline import Case

# Moved by more, cases pass days on which the law changed; by less than a week, no weekday stays.
_MOST_WEEKS = 13
_DAYS_A_MONTH = 365.25 / 12
_FAR = 10_000
# When a row was seen says nothing of the case.
_OF_EXTRACTS = ("seen_on", "seen_before")


class Moved(NamedTuple):
    """By how many weeks everything is moved, and by how many months what is of a whole month.

    ``days`` more, and ``coming`` for what lies after the day ``then``, are a single case's: where a month of another
    length would give it another flag.
    """

    weeks: int
    days: int = 0
    coming: int = 0
    then: date = date.max

    def __call__(self, day: date) -> date:
        """The day that stands for ``day``."""
        return day + timedelta(days=self.days if day <= self.then else self.coming, weeks=self.weeks)

    def iso(self, day: str) -> str:
        """A day as it lies in the file; what is none stays none."""
        return self(date.fromisoformat(day)).isoformat()

    def month(self, first: str) -> str:
        """The first day of a month; a month is moved whole."""
        return add_months(date.fromisoformat(first), round(7 * self.weeks / _DAYS_A_MONTH)).isoformat()

    def word(self, text: str) -> str:
        """A day that somebody wrote; raises ``ValueError`` where it is none."""
        return self(parse_date(text)).isoformat()


def best(sample: Sequence[Rows], known: Known, judged: Callable[[int], Judged], rng: Random) -> Moved:
    """The number of weeks by which the fewest cases of the sample change their flags; of several one by chance.

    ``judged`` judges by the rules on the days that count, moved by so many weeks.
    """
    weeks = [number for number in range(-_MOST_WEEKS, _MOST_WEEKS + 1) if number]
    rng.shuffle(weeks)
    unmoved = judged(0)
    before = [unmoved.flags(rows) for rows in sample]
    fewest, found = (len(sample) + 1) * 2 * ON_THE_DAY, Moved(weeks[0])
    for number in weeks:
        moved, now = Moved(number), judged(number)
        differing = 0
        for rows, flags in zip(sample, before, strict=True):
            differing += differ(flags, now.flags(moved_rows(rows, moved, known)))
            if differing >= fewest:
                break
        else:
            fewest, found = differing, moved
        if fewest == 0:
            break
    return found


def moved_rows(rows: Rows, moved: Moved, known: Known) -> Rows:
    """A case as it is with its dates moved and nothing else."""
    return {name: [dict(_moved(name, row, moved, known)) for row in found] for name, found in rows.items()}


def _moved(name: str, row: dict[str, object], moved: Moved, known: Known) -> Iterator[tuple[str, object]]:
    for column, kind in kinds(name).items():
        value = row.get(column)
        if isinstance(value, str):
            if kind in ("day", "birthday"):
                value = moved.iso(value)
            elif kind == "month":
                value = moved.month(value)
            elif kind == "answers":
                value = with_words(value, known, moved.word, lambda _question, text: text)
        yield column, value


def gap(rows: Rows, then: date) -> int:
    """How many days lie between the last day of a case up to ``then`` and its first one after that."""
    found = {
        row[column]
        for name, held in rows.items()
        for column, kind in kinds(name).items()
        if kind == "day" and column not in _OF_EXTRACTS
        for row in held
        if row[column]
    }
    before = max((day for day in found if day <= then.isoformat()), default=None)
    after = min((day for day in found if day > then.isoformat()), default=None)
    return (date.fromisoformat(after) - date.fromisoformat(before)).days if before and after else _FAR


def birthday(case: dict[str, object]) -> date | None:
    """The day of birth that the rules go by."""
    from kontant.model.person import birth_date

    head = dict.fromkeys(Case._fields) | {"cpr": case["cpr"], "birth_date": _date(case["birth_date"])}
    return birth_date(Case(**head))  # type: ignore[arg-type]


def _date(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
