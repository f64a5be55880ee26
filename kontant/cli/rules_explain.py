"""``kontant rules explain RULE CASE``: what one rule says of one case, and everything that it looked at."""

import json
from collections.abc import Iterator
from typing import Any

from kontant.cli.context import Context
from kontant.cli.due_screen import STYLES, when_text
from kontant.cli.explaining import bases, fact_lines, ground_lines, grounds_json, not_open, quiet_json, why
from kontant.cli.flag_output import explained_json, flag_json
from kontant.cli.screen import Line, Piece, clean, emit, line, show, wrapped
from kontant.cli.terms import terms
from kontant.i18n import _, day_text
from kontant.model.timeline import Timeline
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import clears, family_title, says, status_title, title
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.wording import arithmetic, next_step, summary

INDENT = "  "


def show_explained(context: Context, rules: Evaluator, rule: str, t: Timeline) -> None:
    """Print what ``rule`` says of the case, for people."""
    show(_screen(context, rules, rule, t))


def print_json(context: Context, rules: Evaluator, rule: str, t: Timeline) -> None:
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
        "judgements": [_said_json(context, rules, said, t) for said in judgements(rules, t)],
        "parameters": grounds_json(rule, case, rules.law),
    }
    emit(json.dumps(document, ensure_ascii=False, indent=1))


def judgements(rules: Evaluator, t: Timeline) -> list[Judgement]:
    """What the rules say of the case; nothing of one that is not open on the day."""
    return rules.account(t) if t.case.is_open(rules.law.day) else []


def _said_json(context: Context, rules: Evaluator, said: Judgement, t: Timeline) -> dict[str, Any]:
    if isinstance(said, Quiet):
        return {"raised": False} | quiet_json(said, t.case, rules.law)
    explained = explained_json(said, t.case, rules.law)
    return {"raised": True} | flag_json(said, rules.law.day, context.short_prefix) | {"explain": explained}


def _screen(context: Context, rules: Evaluator, rule: str, t: Timeline) -> Iterator[Line]:
    case, law = t.case, rules.law
    yield line(Piece(title(rule), "bold"), f"  {rule}  ({family_title(RULES[rule].family)})")
    yield line(f"{clean(case.case_ref)}  {clean(case.name)}, {day_text(law.day)}")
    said = judgements(rules, t)
    if not said:
        yield []
        yield from wrapped(not_open(case, law.day), "")
    for one in said:
        yield []
        yield from _flag(context, rules, one) if isinstance(one, Flag) else _quiet(rules, one, t)
    yield []
    yield line(Piece(_("Values"), "bold"))
    yield from ground_lines(rule, case, law, INDENT, "")
    yield []
    yield from wrapped(says(rule), "")
    yield from wrapped(_("Cleared by: {what}").format(what=clears(rule)), "")
    flags = [one for one in said if isinstance(one, Flag)]
    if used := list(terms((flag.status for flag in flags), bases([rule], case, law))):
        yield []
        yield from used


def _flag(context: Context, rules: Evaluator, flag: Flag) -> Iterator[Line]:
    told = when_text(flag, rules.law.day) if flag.deadline else ""
    status = status_title(flag.status)
    yield line(Piece(f"{status}, {told}" if told else status, STYLES[flag.status]))
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
