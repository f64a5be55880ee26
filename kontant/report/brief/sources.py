"""The footnotes of a brief: for each fact the record that it is from, by day, kind, number and caseworker.

A record is named once however often it is referred to, and no two records share a footnote. Where many records are
counted together, one footnote names their days.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from kontant.exchange.journal_export import kind, number_text
from kontant.i18n import _, day_text
from kontant.model.vocabulary import (
    ABSENCE_FROM,
    CONVERSATION_KIND,
    COORDINATION_FORM,
    EXEMPTION_SCOPE,
    GOAL_KIND,
    OFFER_TYPE,
    RECORD,
    ROLE,
    STATEMENT_TYPE,
    Vocabulary,
    name_of,
)
from kontant.rules.explained import title
from kontant.rules.flags import Flag
from kontant.rules.wording import facts_text
from kontant.store.corrections import Correction
from kontant.store.journal import Amendment, JournalNote
from kontant.store.snoozes import Snooze

# The days that a footnote names of records that are counted together; of more it tells how many there are.
DAYS_NAMED = 40

# Of each kind of record: the column of its day, and the column and vocabulary that say what it is.
_DAY: Mapping[str, str] = MappingProxyType(
    {
        "conversations": "date",
        "offers": "start",
        "exemptions": "start",
        "assignments": "start",
        "paid_work": "month",
        "benefits": "start",
        "goals": "set_on",
        "absences": "date",
        "statements": "ordered",
        "coordination": "date",
    }
)
_CODE: Mapping[str, tuple[str, Vocabulary]] = MappingProxyType(
    {
        "conversations": ("kind", CONVERSATION_KIND),
        "offers": ("type", OFFER_TYPE),
        "exemptions": ("scope", EXEMPTION_SCOPE),
        "assignments": ("role", ROLE),
        "goals": ("kind", GOAL_KIND),
        "absences": ("from_kind", ABSENCE_FROM),
        "statements": ("type", STATEMENT_TYPE),
        "coordination": ("form", COORDINATION_FORM),
    }
)
# What tells two records of one day and kind apart, or whose it is.
_OWN: Mapping[str, str] = MappingProxyType(
    {"conversations": "caseworker", "assignments": "caseworker", "goals": "title", "coordination": "actor"}
)


class Footnotes:
    """The footnotes of one page, each a number by which it is found again."""

    def __init__(self) -> None:
        """None yet."""
        self._numbers: dict[Hashable, int] = {}
        self.texts: list[str] = []

    def _number(self, source: Hashable, *parts: str | None) -> int:
        """The number of ``source``, which is named by ``parts`` when it is first asked for."""
        if source not in self._numbers:
            self.texts.append(", ".join(part for part in parts if part))
            self._numbers[source] = len(self.texts)
        return self._numbers[source]

    def case(self, opened: date) -> int:
        """The head of the case."""
        return self._number("case", _("the head of the case, opened {date}").format(date=day_text(opened)))

    def record(self, table: str, record: Any) -> int:
        """One record."""
        own = getattr(record, _OWN[table]) if table in _OWN else None
        return self._number((table, record), day_text(getattr(record, _DAY[table])), _kind(table, record), own)

    def records(self, table: str, records: Sequence[Any]) -> int:
        """Records that are counted together; a single one as :meth:`record`."""
        if len(records) == 1:
            return self.record(table, records[0])
        days = sorted((getattr(record, _DAY[table]) for record in records), reverse=True)
        told = _counted(name_of(RECORD, table), [day_text(day) for day in days])
        return self._number((table, frozenset(records)), told)

    def note(self, note: JournalNote) -> int:
        """A note of the journal."""
        corrected = [_("corrected {date}").format(date=day_text(a.written_on)) for a in note.amendments]
        told = (day_text(note.date), kind(note), number_text(note.id), note.caseworker, *corrected)
        return self._number(("note", note.id), *told)

    def notes(self, notes: Sequence[JournalNote]) -> int:
        """Notes that are counted together, each with its number."""
        if len(notes) == 1:
            return self.note(notes[0])
        named = [_("{date} (note {n})").format(date=day_text(note.date), n=note.id) for note in notes]
        numbers = frozenset(note.id for note in notes)
        return self._number(("notes", numbers), _counted(name_of(RECORD, "notes"), named))

    def amendment(self, note: JournalNote, amendment: Amendment) -> int:
        """A correction of a note."""
        told = _("correction of note {n}").format(n=note.id)
        day = day_text(amendment.written_on)
        return self._number(("amendment", note.id, amendment), day, told, amendment.caseworker)

    def correction(self, correction: Correction) -> int:
        """A correction of a record."""
        told = _("correction {n} of the records").format(n=correction.nr)
        return self._number(("correction", correction.nr), day_text(correction.date), told, correction.caseworker)

    def snooze(self, snooze: Snooze) -> int:
        """That a flag was put aside."""
        told = _("snooze of {rule}").format(rule=title(snooze.rule))
        scope = name_of(EXEMPTION_SCOPE, snooze.scope)
        return self._number(("snooze", snooze), day_text(snooze.set_on), told, scope, snooze.caseworker)

    def withdrawn(self, table: str, record: Any, day: date) -> int:
        """A record that an extract took back."""
        told = _("withdrawn {date}").format(date=day_text(day))
        source = ("withdrawn", table, record)
        return self._number(source, day_text(getattr(record, _DAY[table])), _kind(table, record), told)

    def flag(self, flag: Flag, safe: Callable[[str], str]) -> int:
        """A flag: the rule by its id, and the facts of the case that it looked at."""
        told = _("rule {rule}: {facts}").format(rule=flag.rule, facts=safe(facts_text(flag)))
        return self._number(("flag", told), told)


def _kind(table: str, record: Any) -> str:
    """What kind of record it is, and which of that kind."""
    name = name_of(RECORD, table)
    if table not in _CODE:
        return name
    column, vocabulary = _CODE[table]
    return _("{record}: {kind}").format(record=name, kind=name_of(vocabulary, getattr(record, column)))


def _counted(what: str, named: Sequence[str]) -> str:
    """So many of a kind with their days, newest first; of very many the newest, and how many more there are."""
    told = _("{what} ({n}): {days}").format(what=what, n=len(named), days=", ".join(named[:DAYS_NAMED]))
    if len(named) <= DAYS_NAMED:
        return told
    more = _("and {n} more, back to {last}").format(n=len(named) - DAYS_NAMED, last=named[-1])
    return f"{told} {more}"
