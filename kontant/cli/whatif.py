"""``kontant whatif``: which flags would come, go or change under another value or the law of another day."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.comparing import compare
from kontant.cli.context import Context
from kontant.cli.judging import check_rules, parameters
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.screen import Line, Piece, emit, line, show, wrapped, write_csv
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.report.changes import Change
from kontant.rules.evaluate import Evaluator
from kontant.rules.law import Law
from kontant.rules.overriding import overridden, settings
from kontant.rules.parameters import Value

app = group()
KINDS = ("comes", "goes", "changes")


class Tried(NamedTuple):
    """What was tried, and what would follow of it, by kind; ``left_out`` cases with a change are not shown."""

    now: Evaluator
    then: Evaluator
    values: dict[str, Any]
    differing: list[Change]
    found: dict[str, list[Change]]
    left_out: int


@app.command(cls=Command, help=_("Which flags would come and go under another value or the law of another day."))
def whatif(
    ctx: typer.Context,
    tried: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help=_("Try a value, written as in TOML (repeatable): 6, true, '[\"job\"]'."),
            metavar=_("NAME=VALUE"),
        ),
    ] = None,
    law_date: Annotated[
        str | None,
        typer.Option(help=_("Try the values that were, or will be, in force on that day."), metavar=_("DATE")),
    ] = None,
    as_of: AsOf = None,
    rule: Annotated[list[str] | None, typer.Option(help=_("Only this rule (repeatable)."), metavar=_("RULE"))] = None,
    caseworker: Caseworker = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help=_("Show no more than so many cases."), metavar=_("CASES"))
    ] = None,
    output: Annotated[Format, typer.Option("--format", help=_("How the list comes out."))] = Format.TABLE,
) -> None:
    """Judge the caseload twice and show what differs; nothing is written."""
    context: Context = ctx.obj
    if not tried and law_date is None:
        raise UsageError(_("Say what to try: --set contact.per_12_months=6, or --law-date 2025-06-30."))
    check_rules(rule or ())
    known = parameters(context)
    values = settings(tried or (), known)
    day = when(context, as_of, "--as-of")
    law_day = None if law_date is None else when(context, law_date, "--law-date")
    now = Evaluator(known, day, None, rule or ())
    then = Evaluator(overridden(known, values), day, None, rule or (), law_day)
    found = _sorted(compare(context, now, then, caseworker), limit)
    _WRITERS[output](context, Tried(now, then, values, *found))


def kind_of(change: Change) -> str:
    """Whether the flag would come, go, or stand otherwise than now."""
    return "comes" if change.before is None else "goes" if change.after is None else "changes"


def _sorted(differing: list[Change], limit: int | None) -> tuple[list[Change], dict[str, list[Change]], int]:
    differing.sort(key=lambda change: change.flag.screen_order())
    refs = list(dict.fromkeys(change.case.case_ref for change in differing))
    shown = set(refs[:limit])
    kept = [change for change in differing if change.case.case_ref in shown]
    return differing, {kind: [c for c in kept if kind_of(c) == kind] for kind in KINDS}, len(refs) - len(shown)


def _write_table(context: Context, tried: Tried) -> None:
    show(_screen(context, tried))


def _screen(context: Context, tried: Tried) -> Iterator[Line]:
    from kontant.cli.changed_screen import gone_lines, left_out_lines, moved_lines, section, standing_lines
    from kontant.cli.due_screen import day_line

    day = tried.now.law.day
    yield day_line(day)
    yield from _what(tried)
    yield from _counts(tried)
    found = tried.found
    yield from section(_("WOULD COME"), found["comes"], lambda c: standing_lines(c, day, context.short_prefix))
    yield from section(_("WOULD GO"), found["goes"], lambda c: gone_lines(c, day, tried.then.law))
    yield from section(_("WOULD CHANGE"), found["changes"], lambda c: moved_lines(c, day))
    yield []
    yield from left_out_lines(tried.left_out)
    yield from wrapped(_("Nothing was changed: this is only what would follow."), "", "dim")


def _what(tried: Tried) -> Iterator[Line]:
    """What is tried, and what it is now."""
    for name in tried.values:
        told = _("{title}: {name} = {value}, now {now}").format(
            title=tried.now.law.parameters[name].title,
            name=name,
            value=_values(tried.then.law, name),
            now=_values(tried.now.law, name),
        )
        yield from wrapped(told[:1].upper() + told[1:], "")
    if tried.then.law.law_day:
        yield from wrapped(_("The law of {date}").format(date=day_text(tried.then.law.law_day)), "")


def _values(law: Law, name: str) -> str:
    """The values in force, where they differ between target groups each of them."""
    from kontant.cli.law_text import value_text

    found: dict[int, Value] = {id(r): r for r in law.by_group(name).values() if r is not None}
    return " / ".join(dict.fromkeys(map(value_text, found.values()))) or _("not in force")


def _counts(tried: Tried) -> Iterator[Line]:
    """How much would come, go and change: in all, and by rule."""
    yield []
    by_rule = _by_rule(tried)
    if not by_rule:
        yield from wrapped(_("No flag would come, go or change."), "")
        return
    wide = max(map(len, by_rule))
    yield line(" " * (wide + 2), Piece(f"{_('come'):>10}{_('go'):>10}{_('change'):>10}", "bold"))
    for rule, counts in by_rule.items():
        yield line("  ", rule.ljust(wide), "".join(f"{counts[kind]:>10}" for kind in KINDS))
    cases = len({change.case.case_ref for change in tried.differing})
    total = "".join(f"{sum(counts[kind] for counts in by_rule.values()):>10}" for kind in KINDS)
    in_cases = ngettext("in {n} case", "in {n} cases", cases).format(n=cases)
    yield line("  ", Piece(" " * wide + total, "bold"), f"  {in_cases}")


def _by_rule(tried: Tried) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for change in tried.differing:
        found.setdefault(change.flag.rule, Counter())[kind_of(change)] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def _write_json(context: Context, tried: Tried) -> None:
    emit(json.dumps(_document(context, tried), ensure_ascii=False, indent=1))


def _document(context: Context, tried: Tried) -> dict[str, Any]:
    from kontant.cli.explaining import gone_text
    from kontant.cli.flag_output import flag_json

    day, law_day, prefix = tried.now.law.day, tried.then.law.law_day, context.short_prefix
    return {
        "as_of": day.isoformat(),
        "law_date": law_day.isoformat() if law_day else None,
        "set": tried.values,
        "cases": len({change.case.case_ref for change in tried.differing}),
        "by_rule": {rule: {kind: counts[kind] for kind in KINDS} for rule, counts in _by_rule(tried).items()},
        "comes": [flag_json(change.flag, day, prefix) for change in tried.found["comes"]],
        "goes": [
            flag_json(change.flag, day, prefix) | {"why_gone": gone_text(change, tried.then.law)}
            for change in tried.found["goes"]
        ],
        "changes": [
            {"before": flag_json(change.before, day, prefix), "after": flag_json(change.after, day, prefix)}
            for change in tried.found["changes"]
            if change.before and change.after
        ],
    }


def _write_sheet(context: Context, tried: Tried, *, markdown: bool) -> None:
    from kontant.cli.changed_screen import sheet_of
    from kontant.exchange.sheets import as_csv, as_markdown

    words = {"comes": _("comes"), "goes": _("goes"), "changes": _("changes")}
    rows = [(words[kind], change) for kind, members in tried.found.items() for change in members]
    day = tried.now.law.day
    sheet = sheet_of(rows, (day, day), tried.then.law, context.short_prefix)
    if markdown:
        sys.stdout.write(as_markdown(sheet))
    else:
        write_csv(as_csv(sheet))


_WRITERS = {
    Format.TABLE: _write_table,
    Format.JSON: _write_json,
    Format.CSV: lambda *parts: _write_sheet(*parts, markdown=False),
    Format.MARKDOWN: lambda *parts: _write_sheet(*parts, markdown=True),
}
