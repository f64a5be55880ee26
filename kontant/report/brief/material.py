"""All that a brief tells of one case, read and judged once: its records as they were known, and its notes."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kontant.errors import Refused
from kontant.i18n import _, day_text
from kontant.model.person import masked
from kontant.model.timeline import Case, Timeline
from kontant.report.brief.known import Then, as_known, timeline_with_texts, with_texts
from kontant.report.brief.sources import Footnotes
from kontant.rules.coverage import Stretch, passive_stretches
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.law import Law
from kontant.rules.seniority import Seniority, seniority
from kontant.rules.snoozing import parted
from kontant.store import journal, one_case, timelines
from kontant.store.corrections import Correction, corrections_of
from kontant.store.journal import JournalNote
from kontant.store.one_case import Withdrawn
from kontant.store.snoozes import Snooze, Snoozes, snoozes_of

# How far ahead deadlines are named: as far as `case show` looks.
DAYS_AHEAD = 120


@dataclass(frozen=True, slots=True)
class Material:
    """One case on ``law.day``. ``notes`` come newest first; ``ahead`` are deadlines that no flag tells of yet.

    ``prefix`` is how a command begins, ``option`` what it needs beside that to reach the caseload; ``has_rules`` tells
    whether any rule is in force on the day.

    Every text in it is ready to be shown: CPR numbers are masked unless ``whole_cpr``.
    """

    t: Timeline
    notes: list[JournalNote]
    law: Law
    then: Then
    flags: list[Flag]
    aside: list[tuple[Flag, Snooze]]
    snoozes: Snoozes
    ahead: list[Flag]
    passive: list[Stretch]
    seniority: Seniority
    corrections: list[Correction]
    withdrawn: list[Withdrawn]
    whole_cpr: bool
    prefix: str
    option: str
    has_rules: bool
    cite: Footnotes = field(default_factory=Footnotes)

    @property
    def day(self) -> date:
        """The day on which the case is looked at."""
        return self.law.day

    @property
    def journal_from(self) -> date | None:
        """The day of the first note; None where there is none."""
        return self.notes[-1].date if self.notes else None

    @property
    def is_open(self) -> bool:
        """Whether the case is open on the day."""
        return self.t.case.is_open(self.day)

    def safe(self, text: str) -> str:
        """A text as it may be shown."""
        return text if self.whole_cpr else masked(text)

    def of_kind(self, *templates: str) -> Iterator[JournalNote]:
        """The notes of these kinds, newest first."""
        return (note for note in self.notes if note.template in templates)


def gather(
    connection: sqlite3.Connection,
    case_ref: str,
    rules: Evaluator,
    *,
    whole_cpr: bool,
    made: date,
    prefix: str = "kontant",
    option: str = "",
) -> Material:
    """Read the case ``case_ref``, which is there, and judge it by ``rules`` and their day.

    Raises ``Refused`` where the case was not opened yet.
    """
    day, safe = rules.law.day, _safe(whole_cpr)
    found = timelines.timeline(connection, case_ref)
    assert found is not None
    _check_opened(found.case, day)
    then = Then(day, made)
    snoozes = snoozes_of(connection, case_ref, day=day)
    standing, aside = parted(rules.flags(found), snoozes, day)
    notes = [_as_it_stood(note, day) for note in journal.notes_of(connection, case_ref, until=day)]
    return Material(
        t=timeline_with_texts(as_known(found, then), safe),
        notes=[with_texts(note, safe) for note in notes],
        law=rules.law,
        then=then,
        flags=standing,
        aside=[(flag, with_texts(snooze, safe)) for flag, snooze in aside],
        snoozes={key: with_texts(snooze, safe) for key, snooze in snoozes.items()},
        ahead=_ahead(rules, found, [*standing, *(flag for flag, _snooze in aside)]),
        passive=passive_stretches(found, rules.law),
        seniority=seniority(found, rules.law),
        corrections=corrections_of(connection, case_ref, until=day),
        withdrawn=[with_texts(item, safe) for item in one_case.withdrawn(connection, case_ref) if item.day <= day],
        whole_cpr=whole_cpr,
        prefix=prefix,
        option=option,
        has_rules=_has_rules(rules),
    )


def _check_opened(case: Case, day: date) -> None:
    if case.opened > day:
        told = _("Case {case} was opened {opened}: there is nothing to tell of {day}; choose a day from then on.")
        raise Refused(told.format(case=case.case_ref, opened=day_text(case.opened), day=day_text(day)))


def _has_rules(rules: Evaluator) -> bool:
    """Whether the law of the day knows any of the rules."""
    return not rules.rules <= {silence.rule for silence in rules.silent()}


def _safe(whole_cpr: bool) -> Callable[[str], str]:
    return (lambda text: text) if whole_cpr else masked


def _ahead(rules: Evaluator, t: Timeline, told: list[Flag]) -> list[Flag]:
    """The deadlines of the months to come that are too far off for a flag on the day."""
    known = {(flag.rule, flag.scope) for flag in told}
    last = rules.law.day + timedelta(days=DAYS_AHEAD)
    flags = Evaluator(rules.law.parameters, rules.law.day, DAYS_AHEAD).flags(t)
    return [f for f in flags if f.deadline and f.deadline <= last and (f.rule, f.scope) not in known]


def _as_it_stood(note: JournalNote, day: date) -> JournalNote:
    """The note with the corrections that it had on ``day``."""
    return note._replace(amendments=tuple(a for a in note.amendments if a.written_on <= day))
