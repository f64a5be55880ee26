"""``kontant due --since``: what is new, what is gone and what turned overdue between a day and the list's own."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from kontant.cli.changed_screen import Kind, gone_lines, left_out_lines, section, sheet_of, standing_lines
from kontant.cli.comparing import compare
from kontant.cli.context import Context
from kontant.cli.due_screen import day_line
from kontant.cli.explaining import gone_text
from kontant.cli.flag_output import flag_json
from kontant.cli.options import Format
from kontant.cli.screen import Line, emit, show, wrapped, write_csv
from kontant.dates import parse_when
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.report.changes import Change
from kontant.report.morning import Wanted
from kontant.rules.evaluate import Evaluator

KINDS = ("new", "turned_overdue", "gone")


class Since(NamedTuple):
    """What changed since ``day``, by kind, and how many cases with a change are not shown."""

    day: date
    found: dict[str, list[Change]]
    left_out: int


def day_before(rules: Evaluator, text: str) -> date:
    """The day that ``--since`` names, ``yesterday`` and ``-7d`` as seen from the list's own day, which is later."""
    day = rules.law.day
    try:
        since = parse_when(text, day)
    except ValueError:
        told = _("--since: {text} is not a date; write 2026-11-22, 22-11-2026, yesterday or -7d.")
        raise UsageError(told.format(text=repr(text[:40]))) from None
    if since >= day:
        raise UsageError(_("--since must lie before the day of the list, {day}.").format(day=day_text(day)))
    return since


def write(context: Context, rules: Evaluator, since: date, case: str | None, asked: Wanted, output: Format) -> None:
    """Compare the two days and write what differs."""
    recipe = rules.recipe()
    before = Evaluator(recipe.parameters, since, recipe.horizon_days, recipe.rules)
    found = _found(since, compare(context, before, rules, asked.caseworker, case), asked)
    if output is Format.TABLE:
        show(_screen(context, rules, found))
    elif output is Format.JSON:
        emit(json.dumps(_document(context, rules, found), ensure_ascii=False, indent=1))
    else:
        _write_sheet(context, rules, found, markdown=output is Format.MARKDOWN)


def kind_of(change: Change) -> str:
    """New, gone, turned overdue, or nothing that is told of."""
    if change.before is None:
        return "new"
    if change.after is None:
        return "gone"
    return "turned_overdue" if change.is_late else ""


def kinds() -> dict[str, Kind]:
    """What each kind is called: as a heading, in a cell, and with a number."""
    return {
        "new": Kind(_("NEW"), _("new"), lambda n: ngettext("{n} new", "{n} new", n).format(n=n)),
        "turned_overdue": Kind(
            _("TURNED OVERDUE"),
            _("turned overdue"),
            lambda n: ngettext("{n} turned overdue", "{n} turned overdue", n).format(n=n),
        ),
        "gone": Kind(_("GONE"), _("gone"), lambda n: ngettext("{n} gone", "{n} gone", n).format(n=n)),
    }


def _found(since: date, differing: list[Change], asked: Wanted) -> Since:
    """The changes by kind, each in order; of no more cases than were asked for."""
    apart = [part for change in differing for part in change.apart()]
    kept = [c for c in apart if kind_of(c) and (not asked.statuses or c.flag.status in asked.statuses)]
    kept.sort(key=lambda c: c.flag.screen_order() if asked.on_screen else c.flag.order())
    by_kind = {kind: [c for c in kept if kind_of(c) == kind] for kind in KINDS}
    refs = list(dict.fromkeys(c.case.case_ref for members in by_kind.values() for c in members))
    shown = set(refs[: asked.limit])
    found = {kind: [c for c in members if c.case.case_ref in shown] for kind, members in by_kind.items()}
    return Since(since, found, len(refs) - len(shown))


def _screen(context: Context, rules: Evaluator, since: Since) -> Iterator[Line]:
    called, day = kinds(), rules.law.day
    yield day_line(day)
    counts = " · ".join(called[kind].counted(len(members)) for kind, members in since.found.items())
    yield from wrapped(_("Since {date}: {counts}").format(date=day_text(since.day), counts=counts), "")
    for kind in ("new", "turned_overdue"):
        members = since.found[kind]
        yield from section(called[kind].heading, members, lambda c: standing_lines(c, day, context.short_prefix))
    heading = _("{gone}, as they stood on {date}").format(gone=called["gone"].heading, date=day_text(since.day))
    yield from section(heading, since.found["gone"], lambda c: gone_lines(c, since.day, rules.law))
    yield []
    yield from left_out_lines(since.left_out)
    told = _("Both days are judged by the records as they are now, each day under its own law.")
    yield from wrapped(told, "", "dim")


def _document(context: Context, rules: Evaluator, since: Since) -> dict[str, Any]:
    day, prefix = rules.law.day, context.short_prefix
    found: dict[str, Any] = {
        "as_of": day.isoformat(),
        "since": since.day.isoformat(),
        "horizon_days": rules.horizon_days,
    }
    for kind in ("new", "turned_overdue"):
        found[kind] = [flag_json(change.flag, day, prefix) for change in since.found[kind]]
    # As they stood on the earlier day, with why they stand no more.
    found["gone"] = [
        flag_json(change.flag, since.day, prefix) | {"why_gone": gone_text(change, rules.law)}
        for change in since.found["gone"]
    ]
    return found


def _write_sheet(context: Context, rules: Evaluator, since: Since, *, markdown: bool) -> None:
    from kontant.exchange.sheets import as_csv, as_markdown

    called = kinds()
    rows = [(called[kind].word, change) for kind, members in since.found.items() for change in members]
    sheet = sheet_of(rows, (since.day, rules.law.day), rules.law, context.short_prefix)
    if markdown:
        sys.stdout.write(as_markdown(sheet))
    else:
        write_csv(as_csv(sheet))
