"""People who do not exist: names that nobody in the caseload has, and numbers that were never given to anybody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from random import Random

from stdnum.dk import cpr as cpr_number

from kontant.dates import whole_years
from kontant.exchange.pseudonyms.texts import words
from kontant.model.vocabulary import folded

# A birthday moves by up to so many days beside what all dates move by.
_MOVED_BY = 20
# The weights of modulus 11: numbers that fail it were given for a few birthdays alone (1 January of some years).
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_FIRST_NUMBER = 90_001
# Some years have no numbers, and a birthday of somebody yet unborn has none.
_TRIES = 500
_NAMES: Mapping[str, Sequence[str]] = words()["names"]


class People:
    """Names, numbers and initials for a whole caseload, each given once."""

    def __init__(self, rng: Random, names: Iterable[str], refs: Iterable[str], initials: Iterable[str]) -> None:
        """Deal from ``rng``; nobody gets a name, number or initials that is in ``names``, ``refs`` or ``initials``."""
        self._rng = rng
        self._taken = {part for name in names for part in _parts(name)}
        self._surnames = self._free(f"{first}{last}" for first, last in product(_NAMES["first"], _NAMES["last"]))
        self._given = {gender: self._free(_NAMES[gender]) or self._surnames for gender in ("female", "male")}
        self._names: set[str] = set()
        self._refs = self._new_refs(list(refs))
        self.initials = self._new_initials(sorted(set(initials)))

    def ref(self, ref: str, opened: date) -> str:
        """The number of a case: with the year that it was opened in, as such numbers are."""
        return f"{opened.year}-{self._refs[ref]}"

    def name(self, gender: str | None) -> str:
        """A name that nobody has had, fitting ``gender`` where one is recorded."""
        given = self._given.get(gender or "") or self._given["female"] + self._given["male"]
        name = self._rng.choice(given)
        while " " not in name or name in self._names:
            name = f"{name} {self._rng.choice(self._surnames)}"
        self._names.add(name)
        return name

    def _free(self, names: Iterable[str]) -> list[str]:
        return [name for name in names if self._taken.isdisjoint(_parts(name))]

    def _new_refs(self, refs: list[str]) -> dict[str, int]:
        """A number for each, in an order of chance, whose digits end none of theirs."""
        used = {ref[-5:] for ref in refs}
        numbers = (n for n in range(_FIRST_NUMBER, _FIRST_NUMBER + 10 * len(refs) + 10) if str(n)[-5:] not in used)
        found = [number for number, _ref in zip(numbers, refs, strict=False)]
        self._rng.shuffle(found)
        return dict(zip(refs, found, strict=True))

    def _new_initials(self, initials: list[str]) -> dict[str, str]:
        taken = {folded(each) for each in initials}
        width = max(2, len(str(len(initials))))
        free = (code for code in _codes(width) if folded(code) not in taken)
        self._rng.shuffle(initials)
        return dict(zip(initials, free, strict=False))


def _parts(name: str) -> list[str]:
    return folded(name).replace("-", " ").split()


def _codes(width: int) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"S{number:0{width}}"


def moved_birthday(rng: Random, born: date, day: date) -> int:
    """By how many days to move a birthday so that the person is as old on ``day`` as before."""
    fitting = [
        days
        for days in range(-_MOVED_BY, _MOVED_BY + 1)
        if (moved := born + timedelta(days)).timetuple().tm_yday != 1
        and moved <= day
        and whole_years(moved, day) == whole_years(born, day)
    ]
    return rng.choice(fitting) if fitting else 0


def cpr(rng: Random, born: date, gender: str | None) -> str | None:
    """A number for this birthday and gender, of the form that numbers have; modulus 11 says that nobody has it.

    None where there are no numbers for the birthday.
    """
    for _ in range(_TRIES):
        digit = rng.randrange(10)
        if gender in ("female", "male"):
            digit = digit // 2 * 2 + (gender == "male")
        number = f"{born:%d%m%y}{rng.randrange(1000):03}{digit}"
        if _modulus_11(number) and _born(number) == born:
            return number
    return None


def _modulus_11(number: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11


def _born(number: str) -> date | None:
    try:
        found: date = cpr_number.get_birth_date(number)
    except ValueError:
        return None
    return found
