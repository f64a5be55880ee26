"""Flags that come, go or change between two judgements: on a screen and as a sheet."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from kontant.cli.due_screen import REASON_INDENT, STYLES, WHEN_COLUMNS, when_text
from kontant.cli.explaining import gone_text
from kontant.cli.screen import Line, Piece, clean, line, on_terminal, shorten, width, wrapped
from kontant.cli.snooze_words import snooze_text
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _, day_text, ngettext
from kontant.model.timeline import Case
from kontant.report.changes import Change
from kontant.rules.explained import basis_title, status_title, title
from kontant.rules.flags import Flag
from kontant.rules.law import Law
from kontant.rules.wording import next_step, summary


class Kind(NamedTuple):
    """What a kind of change is called: as a heading, as one word, and with a number."""

    heading: str
    word: str
    counted: Callable[[int], str]


def section(heading: str, members: list[Change], lines: Callable[[Change], Iterable[Line]]) -> Iterator[Line]:
    """The changes of one kind under their heading; nothing where there are none."""
    if members:
        yield []
        told = ngettext("{n} flag", "{n} flags", len(members)).format(n=len(members))
        yield line(Piece(heading, "bold"), f"  {told}")
    for change in members:
        yield from lines(change)


def standing_lines(change: Change, day: date, prefix: str) -> Iterator[Line]:
    """A flag that stands now, with what to type next; where its snooze has ended, with that."""
    yield from _flag_lines(change.flag, change.case, day)
    if change.is_back and change.snooze:
        told = _("Back on the list. {snooze}").format(snooze=snooze_text(change.snooze))
        yield from wrapped(told, " " * REASON_INDENT, "dim")
    yield line(" " * REASON_INDENT, Piece(f"> {next_step(change.flag, prefix)}", "green"))


def gone_lines(change: Change, day: date, law: Law) -> Iterator[Line]:
    """A flag as it stood on ``day``, and why it stands no more."""
    yield from _flag_lines(change.flag, change.case, day)
    yield from wrapped(gone_text(change, law), " " * REASON_INDENT, "dim")


def moved_lines(change: Change, day: date) -> Iterator[Line]:
    """A flag whose status, deadline or basis differs: as it stands, and how it stood."""
    yield from _flag_lines(change.flag, change.case, day)
    assert change.before is not None
    if change.is_moved:
        deadline = day_text(change.before.deadline) if change.before.deadline else _("no deadline")
        told = _("Before: {status} ({deadline}).").format(status=when_text(change.before, day), deadline=deadline)
        yield from wrapped(told, " " * REASON_INDENT, "dim")
    if change.rests_otherwise:
        was, now = basis_title(change.before.basis), basis_title(change.flag.basis)
        told = _("It rests on another basis: {now} instead of {before}.").format(now=now, before=was)
        yield from wrapped(told, " " * REASON_INDENT, "dim")


def sheet_of(rows: Iterable[tuple[str, Change]], days: tuple[date, date], law: Law, prefix: str) -> Sheet:
    """A row for each change with the word for its kind; ``days`` and the later ``law`` are those of the judgements."""
    columns = [_("Change"), _("Case"), _("Rule"), _("Title"), _("Before"), _("Deadline before")]
    columns += [_("Basis before"), _("Now"), _("Deadline now"), _("Basis now"), _("Days"), _("Reason"), _("Next")]
    return Sheet(_("Changes"), columns, [_row(kind, change, days, law, prefix) for kind, change in rows])


def _row(kind: str, change: Change, days: tuple[date, date], law: Law, prefix: str) -> list[Cell]:
    flag, gone = change.flag, change.after is None
    return [
        kind,
        flag.case_ref,
        flag.rule,
        title(flag.rule),
        *_side(change.before),
        *_side(change.after),
        flag.days(days[0] if gone else days[1]),
        gone_text(change, law) if gone else summary(flag),
        "" if gone else next_step(flag, prefix),
    ]


def _side(flag: Flag | None) -> list[Cell]:
    if flag is None:
        return ["", None, ""]
    return [status_title(flag.status), flag.deadline, basis_title(flag.basis)]


def _flag_lines(flag: Flag, case: Case, day: date) -> Iterator[Line]:
    """A flag with the case that it stands in, and its reason; its days count from ``day``."""
    when = when_text(flag, day).ljust(WHEN_COLUMNS)
    ref = f"{clean(case.case_ref)}  "
    room = width() - 2 - len(when) - len(ref)
    name = shorten(case.name, room) if on_terminal() else clean(case.name)
    yield line("  ", Piece(when, STYLES[flag.status]), Piece(f"{ref}{name}", "bold"))
    yield from wrapped(f"{title(flag.rule)}: {summary(flag)}", " " * REASON_INDENT)
