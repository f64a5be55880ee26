"""Why a flag stands or why none was raised, line by line: the facts, the values in force, the sum, what clears it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kontant.cli.flag_output import value_json
from kontant.cli.law_text import outcome_text, value_text
from kontant.cli.screen import Line, Piece, line, wrapped
from kontant.cli.snooze_words import snooze_text
from kontant.exchange.json_values import plain
from kontant.i18n import _, day_text
from kontant.model.timeline import Case
from kontant.report.changes import Change
from kontant.rules.catalogue import RULES
from kontant.rules.explained import basis_title, clears, title
from kontant.rules.flags import Flag, Judgement, Quiet
from kontant.rules.grounds import Ground, grounds, missing
from kontant.rules.law import Law
from kontant.rules.parameters import Outcome, Value
from kontant.rules.wording import arithmetic, facts_text, facts_told, why_quiet

LATER = "later"
NO_VALUE = ("no_value", "no_value_then")


def flag_lines(flag: Flag, case: Case, law: Law, indent: str) -> Iterator[Line]:
    """All that a flag rests on, and what would clear it."""
    yield from wrapped(f"{flag.rule}: {facts_text(flag)}", indent, "dim")
    yield from _deadline(flag, indent)
    yield from ground_lines(flag.rule, case, law, indent)
    yield from wrapped(_("cleared by: {what}").format(what=clears(flag.rule)), indent, "dim")


def quiet_lines(quiet: Quiet, case: Case, law: Law, indent: str) -> Iterator[Line]:
    """A rule that raised nothing, and why; with the deadline that is to come, if there is one."""
    yield line(indent, Piece(title(quiet.rule), "bold"), f"  {quiet.rule}")
    deeper = indent + "  "
    yield from wrapped(why(quiet, case, law), deeper)
    if quiet.facts.keys() - {"scope"}:  # which the reason tells already
        yield from wrapped(facts_text(quiet), deeper, "dim")
    yield from _deadline(quiet, deeper)


def why(quiet: Quiet, case: Case, law: Law) -> str:
    """Why the rule raised nothing; for a value that is not in force, which one and since when."""
    silent = missing(quiet.rule, case, law) if quiet.reason in NO_VALUE else None
    if silent is None:
        return why_quiet(quiet)
    return f"{why_quiet(quiet)} {_ground_text(silent)}."


def gone_text(change: Change, law: Law) -> str:
    """Why a flag that stood no longer stands."""
    if change.snooze is not None:
        return snooze_text(change.snooze)
    if change.quiet is not None and change.quiet.deadline and change.quiet.reason == LATER:
        return _("The deadline now is {date}.").format(date=day_text(change.quiet.deadline))
    if change.quiet is not None:
        return why(change.quiet, change.case, law)
    if not change.case.is_open(law.day):
        return not_open(change.case, law.day)
    return _("Another deadline counts now.")


def fact_lines(said: Judgement, indent: str) -> Iterator[Line]:
    """The facts that were looked at, one on each line."""
    for name, value in facts_told(said):
        yield from wrapped(f"{name}: {value}", indent)


def ground_lines(rule: str, case: Case, law: Law, indent: str, style: str = "dim") -> Iterator[Line]:
    """Each value that the rule rests on in the case, with its period, basis and source."""
    for ground in grounds(rule, case, law):
        yield from wrapped(_ground_text(ground), indent, style)


def grounds_json(rule: str, case: Case, law: Law) -> list[dict[str, Any]]:
    """Each value that the rule rests on in the case, as data; ``record`` also where it is the reason for silence."""
    return [
        {"name": name, "outcome": str(outcome), "record": value_json(record) if record else None}
        for name, outcome, record in grounds(rule, case, law)
    ]


def bases(rules: Iterable[str], case: Case, law: Law) -> set[str]:
    """What the values that are in force for the case rest on."""
    found = (ground for rule in rules for ground in grounds(rule, case, law))
    return {ground.record.basis for ground in found if ground.record and ground.outcome is Outcome.IN_FORCE}


def quiet_json(quiet: Quiet, case: Case, law: Law) -> dict[str, Any]:
    """A rule that raised nothing, as data; ``reason`` is stable, ``summary`` in the language in use."""
    return {
        "rule": quiet.rule,
        "family": RULES[quiet.rule].family,
        "reason": quiet.reason,
        "summary": why(quiet, case, law),
        "facts": {name: plain(value) for name, value in quiet.facts.items()},
        "deadline": plain(quiet.deadline),
        "deadline_is": arithmetic(quiet) or None,
    }


def not_open(case: Case, day: date) -> str:
    """Why no rule judges the case on the day."""
    if case.opened > day:
        told = _("The case is not open on {day}: it was opened {date}. Rules judge open cases only.")
        return told.format(day=day_text(day), date=day_text(case.opened))
    assert case.closed is not None
    told = _("The case is not open on {day}: it was closed {date}. Rules judge open cases only.")
    return told.format(day=day_text(day), date=day_text(case.closed))


def _deadline(said: Judgement, indent: str) -> Iterator[Line]:
    if said.deadline:
        told = arithmetic(said) or day_text(said.deadline)
        yield from wrapped(_("deadline: {sum}").format(sum=told), indent, "dim")


def _ground_text(ground: Ground) -> str:
    if ground.outcome is not Outcome.IN_FORCE or ground.record is None:
        return f"{ground.name}: {outcome_text(ground.outcome, ground.record)}"
    return f"{ground.name} = {value_text(ground.record)} ({_period(ground.record)}): {ground.record.cited}"


def _period(record: Value) -> str:
    """When the value holds, and what it rests on."""
    told = _("from {first}").format(first=day_text(record.first))
    if record.last:
        told += " " + _("to {last}").format(last=day_text(record.last))
    told += f"; {basis_title(record.basis)}"
    return told + (f"; {_('not verified')}" if record.unverified else "")
