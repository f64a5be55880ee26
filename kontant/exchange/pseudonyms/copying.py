"""One case after the other as it stands in the copy: rows of the same shape, and the same flags.

Texts are dealt by chance and checked by the rules: where a case does not keep its flags, it is dealt others, and its
birthday is moved with everything else only.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from operator import itemgetter
from random import Random
from typing import Any, NamedTuple

from kontant.exchange.pseudonyms import people
from kontant.exchange.pseudonyms.answers import Known, with_words
from kontant.exchange.pseudonyms.columns import kind, kinds
from kontant.exchange.pseudonyms.days import Moved, birthday, gap
from kontant.exchange.pseudonyms.judging import ON_THE_DAY, Judged, Row, Rows, differ
from kontant.exchange.pseudonyms.texts import Texts
from kontant.model.tables import ROWS
from kontant.model.vocabulary import folded
from kontant.rules.flags import Flag
from kontant.rules.law import Law


class _Deal(NamedTuple):
    """One way of making a case: which texts, whether its birthday moves by itself, and how many days more than all.

    ``coming`` are those of what lies after the day asked for.
    """

    texts: int
    birthday: bool = True
    days: int = 0
    coming: int = 0

    @property
    def is_moved(self) -> bool:
        """Whether it has days of its own."""
        return (self.days, self.coming) != (0, 0)


FURTHER = 3
"""The most days by which a single case is moved more."""
_DAYS = range(-FURTHER, FURTHER + 1)
_NEAR = sorted(product(_DAYS, _DAYS), key=lambda both: (sum(map(abs, both)), both))
# What is tried, one after the other, until the rules say the same of a case.
_DEALS = (
    *(_Deal(texts) for texts in range(2)),
    *(_Deal(texts, birthday=False) for texts in range(2, 4)),
    *(_Deal(0, False, days, coming) for days, coming in _NEAR if days or coming),
)
# The event of the copy that everything in it came by.
EVENT = 1
# What was written first is told first: the rules ask whether a reason repeats an earlier one.
_IN_ORDER: Mapping[str, str] = {"exemptions": "start", "offers": "start"}
_REASONS = ("basis_words", "capacity")


class Shown(NamedTuple):
    """A case of the copy, and whether the rules say the same of it, on the day, as of the one that it stands for.

    Where that took moving it by a few days more than all others, it is ``apart``.
    """

    rows: Rows
    same: bool
    apart: bool


class Copyist:
    """Makes the cases of a copy from those of a caseload, by one seed."""

    def __init__(
        self, seed: int, everybody: people.People, moved: Moved, known: Known, before: Judged, after: Judged, law: Law
    ) -> None:
        """``before`` judges cases as they are, ``after`` those of the copy, ``law`` is that of the day asked for."""
        self._seed, self._people, self._moved, self._known = seed, everybody, moved, known
        self._before, self._after, self._day = before, after, law.day
        words = (law.value(f"coordination.{name}_words") for name in ("psychiatric", "admission"))
        self._admission = [tuple(map(folded, found.value)) if found else () for found in words]

    def cases(self, cases: Iterable[Rows]) -> Iterator[Shown]:
        """Every case as it stands in the copy."""
        return map(self._case, cases)

    def alone(self, name: str, rows: Iterable[Row]) -> list[Row]:
        """Rows of a table that belongs to no case."""
        one = _OneCase(self._rng("", 0), {}, self._texts(self._rng("", 0)), self._people, self._moved, self._known)
        return [one.row(name, row) for row in rows]

    def _case(self, rows: Rows) -> Shown:
        (head,) = rows["cases"]
        name = self._people.name(head["gender"])
        flags = self._before.flags(rows)
        # What is drawn together may not meet: keys and periods stay in order.
        room = gap(rows, self._day)
        dealt = []
        for deal in (deal for deal in _DEALS if deal.days - deal.coming < room):
            made = self._dealt(rows, name, deal)
            now = self._after.flags(made)
            dealt.append((differ(flags, now), made, now, deal.is_moved))
            if dealt[-1][0] < (ON_THE_DAY if deal.is_moved else 1):
                break
        differing, made, now, apart = min(dealt, key=itemgetter(0))
        _hold_snoozes(rows["snoozes"], made["snoozes"], flags[0] or [], now[0] or [])
        return Shown(made, differing < ON_THE_DAY, apart)

    def _dealt(self, rows: Rows, name: str, deal: _Deal) -> Rows:
        (head,) = rows["cases"]
        rng = self._rng(head["case_ref"], deal.texts)
        moved = self._moved._replace(days=deal.days, coming=deal.coming, then=self._day)
        fixed = self._head(rng, head, name, moved, with_birthday=deal.birthday)
        return _OneCase(rng, fixed, self._texts(rng), self._people, moved, self._known).rows(rows)

    def _head(self, rng: Random, head: Row, name: str, moved: Moved, *, with_birthday: bool) -> dict[str, Any]:
        """What is the person's own: name, birthday and number, which go together as they did."""
        fixed: dict[str, Any] = {"name": name, "birth_date": None, "cpr": None}
        fixed["case_ref"] = self._people.ref(head["case_ref"], moved(date.fromisoformat(head["opened"])))
        born = birthday(head)
        if born is None:
            return fixed
        born = moved(born)
        if with_birthday:
            born += timedelta(people.moved_birthday(rng, born, self._moved(self._day)))
        if head["birth_date"]:
            fixed["birth_date"] = born.isoformat()
        if head["cpr"]:
            fixed["cpr"] = people.cpr(rng, born, head["gender"])
        return fixed

    def _texts(self, rng: Random) -> Texts:
        return Texts(rng, self._tells_admission)

    def _tells_admission(self, actor: str) -> bool:
        name = folded(actor)
        return all(any(word in name for word in words) for words in self._admission)

    def _rng(self, ref: str, deal: int) -> Random:
        return Random(f"{self._seed}|{ref}|{deal}")


class _OneCase:
    """The rows of one case, turned column by column."""

    def __init__(
        self,
        rng: Random,
        fixed: Mapping[str, Any],
        texts: Texts,
        everybody: people.People,
        moved: Moved,
        known: Known,
    ) -> None:
        self._rng, self._fixed, self._texts = rng, fixed, texts
        self._people, self._moved, self._known = everybody, moved, known
        self._words: dict[str, str] = {}
        self._head: Row = {}

    def rows(self, rows: Rows) -> Rows:
        self._head = rows["cases"][0]
        return {name: [self.row(name, row) for row in self._ordered(name, rows[name])] for name in ROWS if name in rows}

    def row(self, name: str, row: Row) -> Row:
        """A row as it stands in the copy."""
        return {
            column: None if row[column] is None else self._value(name, what, row[column], row)
            for column, what in kinds(name).items()
            if what != "number"
        }

    def _ordered(self, name: str, rows: list[Row]) -> list[Row]:
        by = _IN_ORDER.get(name)
        return sorted(rows, key=lambda row: row[by]) if by else rows

    def _value(self, name: str, what: str, value: Any, row: Row) -> Any:
        if what == "figure":
            return value
        if what in ("name", "cpr", "birthday", "ref"):
            return self._fixed[{"birthday": "birth_date", "ref": "case_ref"}.get(what, what)]
        if what == "event":
            return EVENT
        return getattr(self, f"_{what}")(value, row)

    def _code(self, value: str, _row: Row) -> str:
        """A code as it is; of what is none, the same word wherever it stands in the case."""
        return value if self._known.keeps(value) else self._words.setdefault(value, f"other_{len(self._words) + 1}")

    def _codes(self, value: str, row: Row) -> str:
        """JSON of codes: a list of them, or how many there are of each."""
        try:
            found = json.loads(value)
        except (ValueError, RecursionError):
            found = {}
        if isinstance(found, list):
            return json.dumps([self._code(each, row) for each in found if isinstance(each, str)])
        pairs = found.items() if isinstance(found, dict) else ()
        return json.dumps({self._code(code, row): count for code, count in pairs if isinstance(count, int)})

    def _day(self, value: str, _row: Row) -> str:
        return self._moved.iso(value)

    def _month(self, value: str, _row: Row) -> str:
        return self._moved.month(value)

    def _initials(self, value: str, _row: Row) -> str:
        return self._people.initials[value]

    def _provider(self, value: str, _row: Row) -> str:
        return self._texts.named("provider", value)

    def _employer(self, value: str, _row: Row) -> str:
        return self._texts.named("employer", value)

    def _goal(self, value: str, _row: Row) -> str:
        return self._texts.goal(value)

    def _explanation(self, value: str, _row: Row) -> str:
        return self._texts.reason(value)

    def _title(self, value: str, _row: Row) -> str:
        return self._texts.title(value)

    def _actor(self, value: str, _row: Row) -> str:
        return self._texts.actor(value)

    def _text(self, value: str, _row: Row) -> str:
        return self._texts.any(value)

    def _answers(self, value: str, _row: Row) -> str:
        return with_words(value, self._known, self._moved.word, self._answer)

    def _answer(self, question: str, text: str) -> str:
        if question in _REASONS:
            return self._texts.reason(text)
        if question == "who":
            return self._texts.who(text)
        return self._texts.named("what", text) if question == "what" else self._texts.any(text)

    def _fingerprint(self, _value: str, _row: Row) -> str:
        """Of no flag; those that hold get theirs once the flags of the copy are known."""
        return self._rng.randbytes(12).hex()

    def _record(self, value: str, row: Row) -> str:
        """The key of a corrected record, as that record is known in the copy."""
        name = row["table_name"]
        known = kinds(name) if name in ROWS else {}
        found = ((column, known.get(column), part) for column, part in json.loads(value).items())
        key = {column: self._value(name, what, part, {}) for column, what, part in found if what}
        return json.dumps(key, ensure_ascii=False, separators=(",", ":"))

    def _corrected(self, value: str, row: Row) -> str | None:
        """What a field held, or holds: told as the field is; of the person, only what it holds now is anybody's."""
        table, field = row["table_name"], row["field"]
        what = kind(table, field) if table in ROWS and field in kinds(table) else "text"
        if what in ("name", "cpr", "birthday") and value != self._head.get(row["field"]):
            return self._earlier(what)
        found = self._value(table, what, value, {})
        return None if found is None else str(found)

    def _earlier(self, what: str) -> str | None:
        gender, born = self._head["gender"], self._moved(birthday(self._head) or date(1970, 2, 2))
        if what == "name":
            return self._people.name(gender)
        other = born + timedelta(self._rng.choice((1, 2, 3)))
        return other.isoformat() if what == "birthday" else people.cpr(self._rng, other, gender)


def _hold_snoozes(rows: list[Row], made: list[Row], flags: list[Flag], now: list[Flag]) -> None:
    """Where a flag was put aside, put the same flag of the copy aside."""
    before = {(flag.rule, flag.scope): flag for flag in flags}
    after = {(flag.rule, flag.scope): flag for flag in now}
    for row, new in zip(rows, made, strict=True):
        at = (row["rule"], row["scope"])
        if at in before and at in after and row["fingerprint"] == before[at].fingerprint():
            new["fingerprint"] = after[at].fingerprint()
