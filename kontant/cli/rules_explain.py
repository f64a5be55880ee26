"""``kontant rules explain RULE CASE``: what one rule says of one case, and everything that it looked at."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES, when_text
from kontant.cli.explaining import bases, fact_lines, ground_lines, grounds_json, not_open, quiet_json, why
from kontant.cli.flag_output import explained_json, flag_json
from kontant.cli.screen import Line, Piece, caseload_hint, clean, emit_json, line, show, wrapped
from kontant.cli.snooze_words import snooze_json, snooze_text
from kontant.cli.terms import terms
from kontant.i18n import _, day_text
from kontant.model.timeline import Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import clears, family_title, says, status_title, title
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.snoozing import parted
from kontant.rules.wording import arithmetic, next_step, summary
from kontant.store.snoozes import Snooze, Snoozes

INDENT = "  "


def show_explained(context: Context, rules: Evaluator, rule: str, t: Timeline, aside: Snoozes) -> None:
    """Print what ``rule`` says of the case, for people; ``aside`` are the snoozes of the case."""
    show(_screen(context, rules, rule, t, aside))


def print_json(context: Context, rules: Evaluator, rule: str, t: Timeline, aside: Snoozes) -> None:
    """Print the same as data."""
    case, day = t.case, rules.law.day
    document = {
        "as_of": day.isoformat(),
        "case_ref": case.case_ref,
        "open": case.is_open(day),
        "rule": rule,
        "family": RULES[rule].family,
        "title": title(rule),
        "says": says(rule),
        "clears": clears(rule),
        "judgements": [_said_json(context, rules, said, t, aside) for said in judgements(rules, t)],
        "parameters": grounds_json(rule, case, rules.law),
    }
    emit_json(document)


def judgements(rules: Evaluator, t: Timeline) -> list[Judgement]:
    """What the rules say of the case; nothing of one that is not open on the day."""
    return rules.account(t) if t.case.is_open(rules.law.day) else []


def _snooze(flag: Flag, aside: Snoozes, day: date) -> Snooze | None:
    """The snooze that puts the flag aside on ``day``."""
    _standing, snoozed = parted([flag], aside, day)
    return snoozed[0][1] if snoozed else None


def _said_json(context: Context, rules: Evaluator, said: Judgement, t: Timeline, aside: Snoozes) -> dict[str, Any]:
    if isinstance(said, Quiet):
        return {"raised": False} | quiet_json(said, t.case, rules.law)
    day, snooze = rules.law.day, _snooze(said, aside, rules.law.day)
    return (
        {"raised": True}
        | flag_json(said, day, context.short_prefix)
        | {"snooze": snooze_json(said, snooze, day) if snooze else None}
        | {"explain": explained_json(said, t.case, rules.law)}
    )


def _screen(context: Context, rules: Evaluator, rule: str, t: Timeline, aside: Snoozes) -> Iterator[Line]:
    case, law = t.case, rules.law
    yield line(Piece(title(rule), "bold"), f"  {rule}  ({family_title(RULES[rule].family)})")
    yield line(f"{clean(case.case_ref)}  {clean(case.name)}, {day_text(law.day)}")
    said = judgements(rules, t)
    if not said:
        yield []
        yield from wrapped(not_open(case, law.day), "")
    for one in said:
        yield []
        yield from _flag(context, rules, one, aside) if isinstance(one, Flag) else _quiet(rules, one, t)
    yield []
    yield line(Piece(_("Values"), "bold"))
    yield from ground_lines(rule, case, law, INDENT, "")
    yield []
    yield from wrapped(says(rule), "")
    yield from wrapped(_("Cleared by: {what}").format(what=clears(rule)), "")
    flags = [one for one in said if isinstance(one, Flag)]
    if flags:
        yield from caseload_hint(context)
    if used := list(terms((flag.status for flag in flags), bases([rule], case, law))):
        yield []
        yield from used


def _flag(context: Context, rules: Evaluator, flag: Flag, aside: Snoozes) -> Iterator[Line]:
    told = when_text(flag, rules.law.day) if flag.deadline else ""
    status = status_title(flag.status)
    yield line(Piece(f"{status}, {told}" if told else status, STYLES[flag.status]))
    if snooze := _snooze(flag, aside, rules.law.day):
        yield from wrapped(snooze_text(snooze), INDENT, "bold")
    yield from wrapped(summary(flag), INDENT)
    yield from _behind(flag)
    yield line(INDENT, Piece(f"> {next_step(flag, context.short_prefix)}", "green"))


def _quiet(rules: Evaluator, quiet: Quiet, t: Timeline) -> Iterator[Line]:
    yield line(Piece(_("not raised"), "bold"))
    yield from wrapped(why(quiet, t.case, rules.law), INDENT)
    yield from _behind(quiet)


def _behind(said: Judgement) -> Iterator[Line]:
    """The facts that were looked at, and how the deadline came about."""
    yield from fact_lines(said, INDENT)
    if said.deadline:
        told = arithmetic(said) or day_text(said.deadline)
        yield from wrapped(_("deadline: {sum}").format(sum=told), INDENT)
