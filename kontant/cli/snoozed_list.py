"""``kontant due --snoozed``: the flags that were put aside, with why, by whom and until when."""

from collections.abc import Iterator
from itertools import groupby

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES, WHEN_COLUMNS, day_line, left_out_lines, snoozed_count, when_text
from kontant.cli.options import Format
from kontant.cli.screen import (
    Line,
    Piece,
    clean,
    emit_json,
    line,
    on_terminal,
    shorten,
    show,
    width,
    wrapped,
    write_sheet,
)
from kontant.cli.snooze_words import past_text, snooze_text
from kontant.cli.snoozed_json import snoozed_json
from kontant.i18n import _
from kontant.report.morning import Morning, Snoozed
from kontant.rules.explained import title
from kontant.rules.wording import summary

INDENT = 2
REASON_INDENT = 6


def write(context: Context, morning: Morning, output: Format, limit: int | None = None) -> None:
    """Write the list in the form asked for; ``limit`` is the number of cases to show."""
    cases = list(dict.fromkeys(item.case.case_ref for item in morning.snoozed))
    kept = set(cases[:limit])
    shown = [item for item in morning.snoozed if item.case.case_ref in kept]
    if output is Format.JSON:
        emit_json(_document(context, morning, shown))
    elif output is Format.TABLE:
        show(_screen(context, morning, shown, len(cases) - len(kept)))
    else:
        from kontant.cli.snoozed_sheet import snoozed_sheet

        write_sheet(snoozed_sheet(context, morning, shown), markdown=output is Format.MARKDOWN)


def _document(context: Context, morning: Morning, shown: list[Snoozed]) -> dict[str, object]:
    return {
        "as_of": morning.day.isoformat(),
        "horizon_days": morning.horizon_days,
        "cases_open": morning.cases_open,
        "snoozed": snoozed_json(context, shown, morning.day),
    }


def _screen(context: Context, morning: Morning, shown: list[Snoozed], left_out: int) -> Iterator[Line]:
    yield day_line(morning.day)
    none = _("No such flag is snoozed on that day.") if morning.narrowed else _("No flag is snoozed on that day.")
    yield from wrapped(snoozed_count(morning) if morning.snoozed else none, "")
    places = {item.case.case_ref: place for place, item in reversed(list(enumerate(shown)))}
    for _ref, flags in groupby(sorted(shown, key=lambda item: places[item.case.case_ref]), lambda item: item.case):
        yield from _case(context, morning, list(flags))
    if left_out:
        yield []
        yield from left_out_lines(left_out)


def _case(context: Context, morning: Morning, items: list[Snoozed]) -> Iterator[Line]:
    """A case once, with each of its flags, the reason, and how to have the flag back."""
    case = items[0].case
    ref = clean(case.case_ref)
    room = width() - INDENT - len(ref) - 2
    name = shorten(case.name, room) if on_terminal() else clean(case.name)
    yield []
    yield line(" " * INDENT, Piece(f"{ref}  {name}", "bold"))
    for item in items:
        yield from _flag(context, morning, item)


def _flag(context: Context, morning: Morning, item: Snoozed) -> Iterator[Line]:
    flag, indent = item.flag, " " * REASON_INDENT
    when = Piece(when_text(flag, morning.day).ljust(WHEN_COLUMNS), STYLES[flag.status])
    yield line(" " * INDENT, when, title(flag.rule))
    yield from wrapped(summary(flag), indent)
    yield from wrapped(snooze_text(item.snooze), indent)
    if past := past_text(flag, morning.day):
        yield from wrapped(past, indent, "bold red")
    yield line(indent, Piece(f"> {context.prefix} undo {item.snooze.event}", "green"))
