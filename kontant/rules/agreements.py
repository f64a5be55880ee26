"""The agreements family: what was agreed for a day that has come, without a note on what became of it.

An agreement is a row (who, what, by) of the ``agreements`` answer of a note dated after the day minus 12 months and up
to the day, with a day in ``by``. Of the who only the part is told (the caseworker, the person, ...), never a name.

- ``agreement-due``: deadline ``by``; the earliest, then the one agreed first. It is followed up by a structured note of
  any kind but those that are about something else (:data:`TELLS_NOTHING`), later than the note itself and dated no
  earlier than 7 days before ``by``: what is done in good time is told before the day. It is superseded by a later note
  that holds the same who and what with another day.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from kontant.dates import add_months, parse_date
from kontant.model.timeline import Note, Timeline
from kontant.model.vocabulary import folded
from kontant.rules.answers import answers, is_structured
from kontant.rules.family import Family
from kontant.rules.flags import Judgement, Quiet
from kontant.rules.free_text import shortened

QUESTION = "agreements"
"""The question that every form asks for agreements by."""

TELLS_NOTHING = frozenset({"handover", "statement_order"})
"""The notes that hand a case or a question on, and do not tell what became of an agreement."""

# Parts of words by which a part in the case is known, whatever its ending or what it is compounded with.
_PARTS_OF_WORDS: Mapping[str, tuple[str, ...]] = {
    "ours": (
        "sagsbehandler", "rådgiver", "konsulent", "jobformidler", "koordinator", "jobcent", "kommune", "teamleder",
        "caseworker", "consultant", "broker", "coordinator", "municipal", "adviser", "advisor",
    ),
    "doctor": ("læge", "psykiater", "sygehus", "hospital", "doctor", "physician", "psychiatrist"),
    "company": (
        "virksomhed", "arbejdsgiver", "arbejdsplads", "praktiksted", "butik", "kantine", "company", "companies",
        "employer", "workplace", "canteen",
    ),
    "person": ("borger", "citizen"),
}  # fmt: skip

# Short words stand for a part only whole: "vi" is no part of "virksomhed". Neither "i" nor "de" is here: the one is
# what a Dane writes for "in", the other a part of many surnames.
_WHOLE_WORDS: Mapping[str, frozenset[str]] = {
    "ours": frozenset({"vi", "jeg", "os", "we", "us"}),
    "doctor": frozenset({"gp"}),
    "company": frozenset({"shop", "mester"}),
    "person": frozenset({"person", "personen", "hun", "han", "she", "he", "client", "klient", "klienten"}),
}

_WORD = re.compile(r"\w+")

_NONE_DATED = Quiet("agreement-due", "none_dated")
_ALL_FOLLOWED = Quiet("agreement-due", "all_followed")


# How a row of answers begins to tell its day.
_BY = '"by"'


class Agreement(NamedTuple):
    """What somebody was to do by a day, and the day of the note that says so."""

    by: date
    noted: date
    who: str
    what: str

    @property
    def same(self) -> tuple[str, str]:
        """What tells whether another note holds the same agreement."""
        return folded(self.who), folded(self.what)


class Agreements(Family):
    """The family on one day."""

    judges: ClassVar[Mapping[str, str]] = {"agreement-due": "_agreement_due"}

    def _prepare(self) -> None:
        self._followed = self.value("agreements.followed")
        self._back = self.value("agreements.look_back_months")
        self._after = add_months(self.day, -(self.number("agreements.look_back_months") or 0))
        self._early = timedelta(days=self.number("agreements.followed_before_days") or 0)

    def _agreement_due(self, t: Timeline) -> Judgement:
        """An agreement whose day has passed or is near, and that no note has followed up.

        Counted with it are those whose day has come too, so that putting the one off does not hide the next.
        """
        assert self._followed is not None and self._back is not None
        notes = [n for n in reversed(t.notes) if n.answers and self._after < n.date <= self.day]
        made = [agreement for note in notes for agreement in agreements(note)]
        if not made:
            return _NONE_DATED
        waiting = self._waiting(notes, made)
        if not waiting:
            return _ALL_FOLLOWED
        first = min(waiting)
        come = [each for each in waiting if each.by <= max(first.by, self.day)]
        count = 1 if len(come) == 1 else len({(each.by, each.same) for each in come})
        facts = {"date": first.noted, "whose": whose(first.who), "what": shortened(first.what), "count": count}
        return self.dated(t, "agreement-due", first.by, self.horizon, facts, self._followed, self._back)

    def _waiting(self, notes: Iterable[Note], made: list[Agreement]) -> list[Agreement]:
        """Those of ``made`` that no note follows up and none supersedes; ``notes`` come newest first."""
        told = next((n.date for n in notes if n.template not in TELLS_NOTHING and is_structured(n)), None)
        waiting = [each for each in made if told is None or told < each.by - self._early or told <= each.noted]
        return _not_superseded(waiting, made) if waiting else []


def agreements(note: Note) -> Iterator[Agreement]:
    """The agreements of a note that have a day."""
    if _BY not in (note.answers or ""):
        return  # seen without reading them
    rows = answers(note).get(QUESTION)
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and (by := day_of(row.get("by"))) and (what := _text(row.get("what"))):
            yield Agreement(by, note.date, _text(row.get("who")), what)


def day_of(text: Any) -> date | None:
    """The day that an answer names, None where it names none."""
    try:
        return parse_date(text) if isinstance(text, str) else None
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def whose(who: str) -> str:
    """Whose part an agreement is, by the words that tell roles: a code, never a name."""
    words = _WORD.findall(folded(who))
    for part, known in _PARTS_OF_WORDS.items():
        if any(word in _WHOLE_WORDS[part] or any(piece in word for piece in known) for word in words):
            return part
    return "other"


def _not_superseded(waiting: list[Agreement], made: Iterable[Agreement]) -> list[Agreement]:
    """Those of ``waiting`` that no later note holds with another day."""
    earliest = min(each.noted for each in waiting)
    later: dict[tuple[str, str], list[Agreement]] = {}
    for each in made:
        if each.noted > earliest:
            later.setdefault(each.same, []).append(each)
    return [each for each in waiting if not (later and _moved(each, later.get(each.same, ())))]


def _moved(agreement: Agreement, same: Iterable[Agreement]) -> bool:
    return any(other.noted > agreement.noted and other.by != agreement.by for other in same)


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
