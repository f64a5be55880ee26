"""``kontant whatif``: which flags would come, go or change under another value or the law of another day."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import typer

from kontant.cli.comparing import compare
from kontant.cli.context import Context
from kontant.cli.judging import check_rules, parameters
from kontant.cli.lazy import Command, group
from kontant.cli.options import AsOf, Caseworker, Format, when
from kontant.cli.screen import (
    Line,
    Piece,
    caseload_hint,
    emit_json,
    line,
    on_terminal,
    shorten,
    show,
    width,
    wrapped,
    write_sheet,
)
from kontant.errors import UsageError
from kontant.i18n import _, day_text, ngettext
from kontant.model.vocabulary import TARGET_GROUP
from kontant.report.changes import Change
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import title
from kontant.rules.law import Law
from kontant.rules.overriding import overridden, settings

app = group()
KINDS = ("comes", "goes", "changes")
COUNT_COLUMNS = 9


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
    from kontant.cli.changed_screen import gone_lines, moved_lines, section, standing_lines
    from kontant.cli.due_screen import day_line, left_out_lines

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
    yield from caseload_hint(context)
    for told in _untouched(tried):
        yield from wrapped(told, "", "dim")
    yield from wrapped(_("Nothing was changed: this is only what would follow."), "", "dim")


def _what(tried: Tried) -> Iterator[Line]:
    """What is tried, and what it is now."""
    for name in tried.values:
        told = _("{title}: {name} = {value}, now {now}").format(
            title=tried.now.law.parameters[name].title,
            name=name,
            value=_values(tried, tried.then.law, name),
            now=_values(tried, tried.now.law, name),
        )
        yield from wrapped(told[:1].upper() + told[1:], "")
    if tried.then.law.law_day:
        yield from wrapped(_("The law of {date}").format(date=day_text(tried.then.law.law_day)), "")


def _values(tried: Tried, law: Law, name: str) -> str:
    """The value in force for the target groups that it is tried for; where it differs between them, whose it is."""
    from kontant.cli.law_text import groups_text

    found = _by_value(tried, law, name)
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(f"{value} ({groups_text(groups)})" for value, groups in found.items())


def _by_value(tried: Tried, law: Law, name: str) -> dict[str, list[str]]:
    """The target groups that the value is tried for, by the value that each has under ``law``."""
    from kontant.cli.law_text import value_text

    found: dict[str, list[str]] = {}
    concerned = tried.then.law.parameters[name].local[0].groups
    for whom in TARGET_GROUP:  # in its order; that of a set is another in every run
        if whom in concerned:
            record = law.value(name, whom)
            found.setdefault(value_text(record) if record else _("not in force"), []).append(whom)
    return found


def _untouched(tried: Tried) -> Iterator[str]:
    """What a reader must know of what was not tried apart, or not tried at all."""
    for name in tried.values:
        if len(_by_value(tried, tried.now.law, name)) > 1:
            told = _("{name} differs by target group now; what is tried holds for all of them alike.")
            yield told.format(name=name)
    for names, silent in _held_back(tried).items():
        told = ngettext(
            "{rules} stays silent all the same; not in force on that day: {names}.",
            "{rules} stay silent all the same; not in force on that day: {names}.",
            len(silent),
        )
        yield told.format(rules=", ".join(silent), names=", ".join(names))
    if rules := _by_opening(tried):
        told = ngettext(
            "{rules} goes by the law of the day on which a case was opened; --law-date does not change that.",
            "{rules} go by the law of the day on which a case was opened; --law-date does not change that.",
            len(rules),
        )
        yield told.format(rules=", ".join(rules))


def _held_back(tried: Tried) -> dict[tuple[str, ...], list[str]]:
    """The rules that a tried value cannot wake, by their other parameters that are in force for nobody."""
    law, found = tried.then.law, dict[tuple[str, ...], list[str]]()
    for rule in RULES.values():
        names = rule.all_parameters
        if rule.id not in tried.then.rules or rule.by_opening or not tried.values.keys() & set(names):
            continue
        if missing := tuple(name for name in names if not law.in_force([name])):
            found.setdefault(missing, []).append(rule.id)
    return found


def _by_opening(tried: Tried) -> list[str]:
    """The rules asked for that do not go by the law of another day, where one is tried."""
    if tried.then.law.law_day is None:
        return []
    return [rule.id for rule in RULES.values() if rule.by_opening and rule.id in tried.then.rules]


def _counts(tried: Tried) -> Iterator[Line]:
    """How much would come, go and change: in all, and by rule."""
    yield []
    by_rule = _by_rule(tried)
    if not by_rule:
        yield from wrapped(_("No flag would come, go or change."), "")
        return
    cases = len({change.case.case_ref for change in tried.differing})
    in_cases = ngettext("in {n} case", "in {n} cases", cases).format(n=cases)
    room = width() - 2 - COUNT_COLUMNS * len(KINDS)
    names = {rule: shorten(title(rule), room) if on_terminal() else title(rule) for rule in by_rule}
    wide = max(map(len, (in_cases, *names.values())))
    # Not within an f-string, where no translator would find them.
    heads = (_("come"), _("go"), _("change"))
    yield line("  ", " " * wide, Piece("".join(head.rjust(COUNT_COLUMNS) for head in heads), "bold"))
    for rule, counts in by_rule.items():
        yield line("  ", names[rule].ljust(wide), _row(counts))
    yield line("  ", in_cases.ljust(wide), Piece(_row(sum(by_rule.values(), Counter())), "bold"))


def _row(counts: Counter[str]) -> str:
    return "".join(str(counts[kind]).rjust(COUNT_COLUMNS) for kind in KINDS)


def _by_rule(tried: Tried) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for change in tried.differing:
        found.setdefault(change.flag.rule, Counter())[kind_of(change)] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def _write_json(context: Context, tried: Tried) -> None:
    emit_json(_document(context, tried))


def _document(context: Context, tried: Tried) -> dict[str, Any]:
    from kontant.cli.explaining import gone_text
    from kontant.cli.flag_output import flag_json

    day, law_day, prefix = tried.now.law.day, tried.then.law.law_day, context.short_prefix
    return {
        "as_of": day.isoformat(),
        "law_date": law_day.isoformat() if law_day else None,
        "set": tried.values,
        "by_law_of_opening": _by_opening(tried),
        "held_back": {rule: list(names) for names, rules in _held_back(tried).items() for rule in rules},
        "cases_left_out": tried.left_out,
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

    words = {"comes": _("comes"), "goes": _("goes"), "changes": _("changes")}
    rows = [(words[kind], change) for kind, members in tried.found.items() for change in members]
    day = tried.now.law.day
    sheet = sheet_of(rows, (day, day), tried.then.law, context.short_prefix)
    write_sheet(sheet, markdown=markdown)


_WRITERS = {
    Format.TABLE: _write_table,
    Format.JSON: _write_json,
    Format.CSV: lambda *parts: _write_sheet(*parts, markdown=False),
    Format.MARKDOWN: lambda *parts: _write_sheet(*parts, markdown=True),
}
