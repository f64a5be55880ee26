"""``kontant due --since``: what is new, what is gone and what turned overdue between a day and the list's own."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from kontant.cli.changed_screen import Kind, gone_lines, section, sheet_of, standing_lines
from kontant.cli.comparing import compare
from kontant.cli.context import Context
from kontant.cli.due_screen import day_line, left_out_lines
from kontant.cli.explaining import gone_text
from kontant.cli.flag_output import flag_json
from kontant.cli.options import Format
from kontant.cli.screen import Line, caseload_hint, emit_json, show, wrapped, write_sheet
from kontant.dates import parse_when
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.report.changes import Change
from kontant.report.morning import Wanted
from kontant.rules.evaluate import Evaluator

KINDS = ("new", "turned_overdue", "gone")


class Since(NamedTuple):
    """What changed since ``day``, by kind, and how many cases with a change are not shown.

    ``counts`` are of all cases, whether they are shown or not. ``snoozed`` counts the flags that are put aside now,
    and were not on the list of ``day`` either.
    """

    day: date
    found: dict[str, list[Change]]
    counts: dict[str, int]
    left_out: int
    snoozed: int


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


def write(
    context: Context,
    rules: Evaluator,
    since: date,
    case: str | None,
    asked: Wanted,
    output: Format,
    *,
    incognito: bool = False,
) -> None:
    """Compare the two days and write what differs."""
    recipe = rules.recipe()
    before = Evaluator(recipe.parameters, since, recipe.horizon_days, recipe.rules)
    differing = compare(context, before, rules, asked.caseworker, case, snoozed=True)
    if incognito:
        from kontant.cli.incognito import hidden_change

        differing = [hidden_change(change) for change in differing]
    found = _found(since, differing, asked)
    if output is Format.TABLE:
        show(_screen(context, rules, found))
    elif output is Format.JSON:
        emit_json(_document(context, rules, found))
    else:
        _write_sheet(context, rules, found, markdown=output is Format.MARKDOWN)


def kind_of(change: Change) -> str:
    """New, gone, turned overdue, or nothing that is told of."""
    if change.aside:
        return ""
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
    """The changes by kind, each in a screen's order; of no more cases than were asked for."""
    apart = [part for change in differing for part in change.apart()]
    apart = [c for c in apart if not asked.statuses or c.flag.status in asked.statuses]
    kept = [c for c in apart if kind_of(c)]
    kept.sort(key=lambda c: c.flag.screen_order())
    by_kind = {kind: [c for c in kept if kind_of(c) == kind] for kind in KINDS}
    refs = list(dict.fromkeys(c.case.case_ref for members in by_kind.values() for c in members))
    shown = set(refs[: asked.limit])
    found = {kind: [c for c in members if c.case.case_ref in shown] for kind, members in by_kind.items()}
    counts = {kind: len(members) for kind, members in by_kind.items()}
    return Since(since, found, counts, len(refs) - len(shown), sum(c.aside for c in apart))


def _screen(context: Context, rules: Evaluator, since: Since) -> Iterator[Line]:
    called, day = kinds(), rules.law.day
    yield day_line(day)
    counts = " · ".join(called[kind].counted(count) for kind, count in since.counts.items())
    yield from wrapped(_("Since {date}: {counts}").format(date=day_text(since.day), counts=counts), "")
    for kind in ("new", "turned_overdue"):
        members = since.found[kind]
        yield from section(called[kind].heading, members, lambda c: standing_lines(c, day, context.short_prefix))
    heading = _("{gone}, as they stood on {date}").format(gone=called["gone"].heading, date=day_text(since.day))
    yield from section(heading, since.found["gone"], lambda c: gone_lines(c, since.day, rules.law))
    yield []
    yield from left_out_lines(since.left_out)
    if since.snoozed:
        told = ngettext(
            "{n} snoozed flag is not among these. See: {command} due --snoozed",
            "{n} snoozed flags are not among these. See: {command} due --snoozed",
            since.snoozed,
        )
        yield from wrapped(told.format(n=since.snoozed, command=context.short_prefix), "")
    yield from caseload_hint(context)
    told = _("Both days are judged by the records as they are now, each day under its own law.")
    yield from wrapped(told, "", "dim")


def _as_data(since: Since) -> dict[str, list[Change]]:
    """The changes by kind, each in the order of data: by status, then by days."""
    return {kind: sorted(members, key=lambda c: c.flag.order()) for kind, members in since.found.items()}


def _document(context: Context, rules: Evaluator, since: Since) -> dict[str, Any]:
    day, prefix, listed = rules.law.day, context.short_prefix, _as_data(since)
    found: dict[str, Any] = {
        "as_of": day.isoformat(),
        "since": since.day.isoformat(),
        "horizon_days": rules.horizon_days,
        "cases_left_out": since.left_out,
        "snoozed": since.snoozed,
    }
    found["new"] = [flag_json(c.flag, day, prefix) | {"back": c.is_back} for c in listed["new"]]
    found["turned_overdue"] = [flag_json(c.flag, day, prefix) for c in listed["turned_overdue"]]
    # As they stood on the earlier day, with why they stand no more.
    found["gone"] = [
        flag_json(change.flag, since.day, prefix) | {"why_gone": gone_text(change, rules.law)}
        for change in listed["gone"]
    ]
    return found


def _write_sheet(context: Context, rules: Evaluator, since: Since, *, markdown: bool) -> None:
    called = kinds()
    rows = [(called[kind].word, change) for kind, members in _as_data(since).items() for change in members]
    sheet = sheet_of(rows, (since.day, rules.law.day), rules.law, context.short_prefix)
    write_sheet(sheet, markdown=markdown)
