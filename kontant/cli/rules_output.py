"""The rules and their dated values on a screen, as JSON and as a sheet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kontant.cli.flag_output import value_json
from kontant.cli.law_text import capital, caveats, groups_text, is_stale, outcome_text, value_text
from kontant.cli.screen import Line, Piece, beside, line, wrapped
from kontant.exchange.sheets import Cell, Sheet
from kontant.i18n import _, day_text
from kontant.model.vocabulary import TARGET_GROUP
from kontant.rules.catalogue import FAMILIES, RULES, Rule
from kontant.rules.evaluate import Evaluator
from kontant.rules.explained import basis_title, clears, family_title, says, title
from kontant.rules.grounds import used
from kontant.rules.law import Law
from kontant.rules.parameters import Outcome, Value


def overview(asked: Evaluator, own_file: Path | None, today: date) -> Iterator[Line]:
    """The rules by family, then every value in force with basis, period, source and whether verified."""
    law, wide = asked.law, max(map(len, RULES)) + 2
    yield line(Piece(_("Rules on {day}").format(day=day_text(law.day)), "bold"))
    for family in FAMILIES:
        yield []
        yield line(Piece(family_title(family), "bold"))
        for rule in RULES.values():
            if rule.family == family:
                record = _deciding(rule, law)
                aside = _("off") if is_off(rule, law) else basis_title(record.basis) if record else _("silent")
                lead = Piece(rule.id.ljust(wide), "" if record else "dim")
                yield from beside(lead, f"{title(rule.id)} ({aside})", indent="  ")
    yield []
    yield line(Piece(_("Values"), "bold"))
    for name in law.parameters.by_name:
        yield from _value_lines(law, name, today)
    yield []
    own = _("Own file: {path}").format(path=own_file) if own_file else _("No own file of parameters is in use.")
    yield from wrapped(own, "")
    for caveat in caveats(asked, today):
        yield from wrapped(caveat, "", "dim")
    yield from wrapped(_("One rule in plain words: kontant rules show RULE"), "")


def explanation(asked: Evaluator, rule: str, today: date) -> Iterator[Line]:
    """One rule: what it says, what clears it, and the values that it counts with, in every period."""
    yield line(Piece(title(rule), "bold"), f"  {rule}  ({family_title(RULES[rule].family)})")
    yield []
    yield from wrapped(says(rule), "")
    yield from wrapped(_("Cleared by: {what}").format(what=clears(rule)), "")
    for name in used(rule):
        parameter = asked.law.parameters[name]
        yield []
        yield line(Piece(capital(parameter.title), "bold"), f"  {name}")
        for record in (*parameter.local, *parameter.values):
            yield from _record_lines(record, today)


def as_json(asked: Evaluator) -> dict[str, Any]:
    """Every rule with its id, family, basis, parameters and sources, and every value on the day."""
    law = asked.law
    return {
        "as_of": law.day.isoformat(),
        "rules": [_rule_json(rule, law) for rule in RULES.values()],
        "parameters": [_parameter_json(law, name) for name in law.parameters.by_name],
    }


def sheet(asked: Evaluator) -> Sheet:
    """A row for each value in force on the day."""
    columns = [_("Parameter"), _("Name"), _("Value"), _("Applies to"), _("From"), _("To"), _("Basis"), _("Source")]
    columns += [_("Verified"), _("Checked"), _("File")]
    rows: list[list[Cell]] = []
    for name, parameter in asked.law.parameters.by_name.items():
        for record in _in_force(asked.law, name):
            rows.append(
                [
                    name,
                    parameter.title,
                    value_text(record),
                    groups_text(record.groups),
                    record.first,
                    record.last,
                    basis_title(record.basis),
                    record.cited,
                    _("no") if record.unverified else _("yes"),
                    record.checked,
                    record.origin,
                ]
            )
    return Sheet(_("Values"), columns, rows)


def is_off(rule: Rule, law: Law) -> bool:
    """Whether the rule has a switch that is in force and not turned on."""
    record = law.value(rule.switch) if rule.switch else None
    return record is not None and not record.value


def _deciding(rule: Rule, law: Law) -> Value | None:
    """The record that gives a rule its basis on the day: the first in force for any group; None for a silent rule."""
    # The first families go on without a value that only some of their cases need.
    if not law.in_force(rule.limits or rule.parameters):
        return None
    records = (law.value(rule.parameters[0], group) for group in TARGET_GROUP)
    return next((record for record in records if record is not None), None)


def _in_force(law: Law, name: str) -> list[Value]:
    found = (record for record in law.by_group(name).values() if record is not None)
    return sorted({id(r): r for r in found}.values(), key=lambda r: sorted(r.groups))


def _outcomes(law: Law, name: str) -> list[tuple[str, Outcome, Value | None]]:
    parameter = law.parameters[name]
    return [(g, *parameter.on(law.day, g)) for g in TARGET_GROUP if parameter.concerns(g)]


def _value_lines(law: Law, name: str, today: date) -> Iterator[Line]:
    yield from wrapped(f"{capital(law.parameters[name].title)}  {name}", "  ", "bold")
    told: set[str] = set()
    for record in _in_force(law, name):
        yield from _record_lines(record, today)
    for group, outcome, found in _outcomes(law, name):
        if outcome is not Outcome.IN_FORCE:
            told.add(f"{outcome_text(outcome, found)} ({groups_text([group])})")
    for text in sorted(told):
        yield from wrapped(text, "    ", "dim")


def _record_lines(record: Value, today: date) -> Iterator[Line]:
    period = _("from {first}").format(first=day_text(record.first))
    if record.last:
        period += " " + _("to {last}").format(last=day_text(record.last))
    parts = [value_text(record), groups_text(record.groups), period]
    parts.append(basis_title(record.basis))
    if record.unverified:
        parts.append(_("not verified"))
    if is_stale(record, today):
        parts.append(_("not checked for a year"))
    if record.origin != "kontant":
        parts.append(record.origin)
    yield from wrapped("; ".join(part for part in parts if part), "    ")
    yield from wrapped(record.cited, "      ", "dim")


def _rule_json(rule: Rule, law: Law) -> dict[str, Any]:
    records = [record for name in rule.parameters for record in _in_force(law, name)]
    deciding = _deciding(rule, law)
    return {
        "id": rule.id,
        "family": rule.family,
        "title": title(rule.id),
        "in_force": deciding is not None,
        "off": is_off(rule, law),
        "basis": deciding.basis if deciding else None,
        "by_opening": rule.by_opening,
        "parameters": list(rule.all_parameters),
        "sources": list(dict.fromkeys(record.source for record in records)),
    }


def _parameter_json(law: Law, name: str) -> dict[str, Any]:
    outcomes = [
        {"group": group, "outcome": str(outcome), "record": value_json(record) if record else None}
        for group, outcome, record in _outcomes(law, name)
    ]
    return {"name": name, "title": law.parameters[name].title, "on_day": outcomes}
