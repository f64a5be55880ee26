"""Which cases a handover means, and whether each can pass: all that is wrong is told at once."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from kontant.cli.screen import tell
from kontant.errors import NotFound, Refused, UsageError
from kontant.i18n import _, ngettext
from kontant.model.timeline import Timeline
from kontant.model.vocabulary import folded
from kontant.report.coordinated import check_met
from kontant.report.handover import TABLES, last_met, obstacle, to_come
from kontant.rules.continuity import coordinator_on
from kontant.store import finding
from kontant.store.timelines import all_timelines, timeline

# Candidates named for an ambiguous word; more do not help.
_NAMED = 20


class Search(NamedTuple):
    """Cases of ``former`` that pass from ``start``, which may lie before ``today`` or after it."""

    connection: sqlite3.Connection
    former: str
    start: date
    today: date

    def all(self) -> tuple[list[Timeline], dict[str, date]]:
        """All open cases of ``former``, and the days on which others are to come."""
        day = max(self.start, self.today)
        met: set[str] = set()
        cases, later = [], {}
        for t in all_timelines(self.connection, TABLES):
            holder = coordinator_on(t, day) if t.case.is_open(day) else None
            if holder is not None:
                met.add(holder)
            if holder is not None and folded(holder) == folded(self.former):
                cases.append(t)
            elif coming := to_come(t, self.former, day):
                later[t.case.case_ref] = coming
        check_met(self.former, met)
        _refuse([fault for t in cases if (fault := self._obstacle(t))])
        return cases, later

    def each(self, named: list[str]) -> list[Timeline]:
        """The cases that were named, each once, in order of their references."""
        found: dict[str, Timeline] = {}
        faults = []
        for text in _texts(self.connection, named):
            try:
                ref = finding.find(self.connection, text)
            except NotFound as error:
                faults.append(_fault(error))
                continue
            t = timeline(self.connection, ref, TABLES)
            assert t is not None
            fault = None if ref in found else self._obstacle(t)
            faults += [fault] if fault else []
            found[ref] = t
        _refuse(list(dict.fromkeys(faults)))
        if not found:
            raise UsageError(_("--cases names no case; write a case reference, or a part of a name."))
        return [found[ref] for ref in sorted(found)]

    def met(self, moving: list[Timeline]) -> dict[str, date]:
        """The last day of conversations that ``former`` has held since a start in the past, by case."""
        if self.start >= self.today:
            return {}
        read = (timeline(self.connection, t.case.case_ref, {"conversations"}) for t in moving)
        days = {t.case.case_ref: last_met(t, self.former, self.start, self.today) for t in read if t}
        return {ref: day for ref, day in days.items() if day}

    def _obstacle(self, t: Timeline) -> str | None:
        return obstacle(t, self.former, self.start, self.today)


def _texts(connection: sqlite3.Connection, named: list[str]) -> Iterator[str]:
    """What was named, one case at a time: a comma parts two, but where it belongs to a reference."""
    for text in named:
        parts = [text] if finding.exists(connection, text) else text.split(",")
        yield from (part.strip() for part in parts if part.strip())


def _fault(error: NotFound) -> str:
    if not isinstance(error, finding.Ambiguous):
        return str(error)
    more = len(error.candidates) - _NAMED
    refs = ", ".join(case.case_ref for case in error.candidates[:_NAMED])
    refs += " " + ngettext("and {n} more", "and {n} more", more).format(n=more) if more > 0 else ""
    return _("{sentence} They are: {cases}").format(sentence=error, cases=refs)


def _refuse(faults: list[str]) -> None:
    """Raise ``Refused`` where there is a fault; several are told one by one first."""
    if len(faults) == 1:
        raise Refused(faults[0])
    if faults:
        for fault in faults:
            tell(fault)
        count = len(faults)
        told = ngettext("{n} case cannot be handed over", "{n} cases cannot be handed over", count).format(n=count)
        raise Refused(_("{what}; nothing was changed.").format(what=told))
