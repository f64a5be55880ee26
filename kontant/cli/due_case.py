"""``kontant due CASE``: what one case needs, and with ``--explain`` also why every other rule raised nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from kontant.cli.case_finding import find_case
from kontant.cli.context import Context
from kontant.cli.due_screen import blocks, day_line, no_such_flag
from kontant.cli.explaining import bases, flag_lines, not_open, quiet_json, quiet_lines
from kontant.cli.law_text import caveats
from kontant.cli.read_log import looked
from kontant.cli.screen import Line, Piece, caseload_hint, clean, emit_json, line, show, wrapped
from kontant.cli.snooze_words import snooze_text
from kontant.cli.terms import terms
from kontant.i18n import _, day_text
from kontant.model.timeline import Timeline
from kontant.report.coordinated import check_met
from kontant.report.morning import Morning, Wanted, morning_of_case
from kontant.rules.catalogue import FAMILIES, RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import family_title, title
from kontant.rules.flags import Flag, Quiet
from kontant.store.reading import reading
from kontant.store.snoozes import snoozes_of
from kontant.store.timelines import timeline


class OneCase(NamedTuple):
    """A case, what it needs, and the rules that raised nothing."""

    t: Timeline
    morning: Morning
    quiet: list[Quiet]

    def hidden(self) -> "OneCase":
        """The same without a word about anybody."""
        from kontant.cli.incognito import hidden_all, hidden_case, hidden_morning

        t = replace(self.t, case=hidden_case(self.t.case))
        return OneCase(t, hidden_morning(self.morning), hidden_all(self.quiet))


def judge_case(context: Context, rules: Evaluator, text: str, asked: Wanted) -> OneCase:
    """Read the case that ``text`` names with all its details, and judge it.

    Raises ``NotFound`` where the caseworker asked for does not coordinate it.
    """
    with reading(context.path) as connection:
        ref = find_case(connection, text)
        t = timeline(connection, ref)
        aside = {ref: snoozes_of(connection, ref, day=rules.law.day)}
    assert t is not None  # what was found is still there: one snapshot for both
    morning = morning_of_case(t, rules, asked, aside)
    if t.case.is_open(rules.law.day):
        check_met(asked.caseworker, morning.caseworkers)
    looked(context, "due", [ref])
    return OneCase(t, morning, list(_quiet(t, rules)))


def show_case(context: Context, rules: Evaluator, one: OneCase, *, explain: bool) -> None:
    """Print the case for people."""
    show(_screen(context, rules, one, explain))


def print_json(context: Context, rules: Evaluator, one: OneCase, *, explain: bool) -> None:
    """Print the list of the one case as data; explained, with the rules that raised nothing."""
    from kontant.cli.due_json import document

    found = document(context, rules, one.morning, explain=explain)
    if explain:
        found["quiet"] = [quiet_json(quiet, one.t.case, rules.law) for quiet in one.quiet]
    emit_json(found)


def _quiet(t: Timeline, rules: Evaluator) -> Iterator[Quiet]:
    if t.case.is_open(rules.law.day):
        yield from (said for said in rules.account(t) if isinstance(said, Quiet))


def _screen(context: Context, rules: Evaluator, one: OneCase, explain: bool) -> Iterator[Line]:
    case, day = one.t.case, rules.law.day
    yield day_line(day)
    yield line(Piece(f"{clean(case.case_ref)}  {clean(case.name)}", "bold"))
    if not case.is_open(day):
        yield from wrapped(not_open(case, day), "")
        return
    yield from blocks(context, one.morning, rules.law if explain else None)
    if not one.morning.shown:
        yield []
        yield from wrapped(no_such_flag() if one.morning.narrowed else _("Nothing is due in this case."), "")
    yield from _snoozed(rules, one, explain)
    if explain:
        yield from _not_raised(rules, one)
        yield []
        yield from _terms(rules, one)
    yield []
    yield from _footer(context, rules, one, explain)


def _snoozed(rules: Evaluator, one: OneCase, explain: bool) -> Iterator[Line]:
    if one.morning.snoozed:
        yield []
        yield line(Piece(_("SNOOZED"), "bold"))
    for item in one.morning.snoozed:
        yield line("  ", Piece(title(item.flag.rule), "bold"), f"  {item.flag.rule}")
        yield from wrapped(snooze_text(item.snooze), "    ")
        if explain:
            yield from flag_lines(item.flag, item.case, rules.law, "    ")


def _not_raised(rules: Evaluator, one: OneCase) -> Iterator[Line]:
    """The rules that raised nothing, family by family."""
    yield []
    yield line(Piece(_("NOT RAISED"), "bold"))
    for family in FAMILIES:
        quiet = [said for said in one.quiet if RULES[said.rule].family == family]
        if quiet:
            yield line("  ", Piece(family_title(family), "bold"))
        for said in quiet:
            yield from quiet_lines(said, one.t.case, rules.law, "    ")


def _terms(rules: Evaluator, one: OneCase) -> Iterator[Line]:
    flags: list[Flag] = [*one.morning.all_flags(), *(item.flag for item in one.morning.snoozed)]
    resting = bases((flag.rule for flag in flags), one.t.case, rules.law)
    yield from terms((flag.status for flag in flags), resting)


def _footer(context: Context, rules: Evaluator, one: OneCase, explain: bool) -> Iterator[Line]:
    told = _("Rules in force on {day}, {horizon} days ahead.")
    yield from wrapped(told.format(day=day_text(one.morning.day), horizon=one.morning.horizon_days), "", "dim")
    yield from caseload_hint(context)
    if explain:
        return
    ref = clean(one.t.case.case_ref)
    why = _("Why, and why not: {command} due {case} --explain")
    yield from wrapped(why.format(command=context.short_prefix, case=ref), "", "dim")
    for caveat in caveats(rules, context.today):
        yield from wrapped(caveat, "", "dim")
