"""Read parameter files: the built-in ``parameters.toml`` and a municipality's own, which overrides it.

Every fault in a file is found and named with the file, the key and what would be right, before any is used.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from kontant import plain_files, toml_text
from kontant.errors import ParameterError
from kontant.i18n import _
from kontant.model import vocabulary as terms
from kontant.rules.flags import BASES
from kontant.rules.parameters import ALL_GROUPS, Parameter, Parameters, Value

BUILT_IN = Path(__file__).with_name("parameters.toml")
FAULTS_TOLD = 100
"""Faults of a file that are listed; nobody corrects more at a time, and a hostile file may have any number."""

_RECORD_KEYS = frozenset(
    {
        "value",
        "from",
        "to",
        "applies_to",
        "basis",
        "source",
        "source_da",
        "checked",
        "unverified",
        "unknown",
        "introduced",
    }
)


def load(own_file: Path | None = None, *, today: date | None = None) -> Parameters:
    """The built-in parameters, overridden by ``own_file`` if given.

    ``today`` is the day after which no ``checked`` may lie in the own file. Raises ``ParameterError`` with all
    faults of the first file that has any.
    """
    ours = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    built_in = Parameters({name: _parameter(name, table) for name, table in ours.items()})
    return built_in if own_file is None else built_in.with_local(own_values(own_file, built_in, today))


def own_values(path: Path, built_in: Parameters, today: date | None) -> dict[str, tuple[Value, ...]]:
    """The records of a municipality's own file by parameter, checked; raises ``ParameterError``."""
    document = _read(path)
    faults = list(islice(_faults(document, built_in, own=True, today=today), FAULTS_TOLD + 1))
    if faults:
        faults[FAULTS_TOLD:] = [_("... and more; correct these first")] if len(faults) > FAULTS_TOLD else []
        raise ParameterError("\n".join(f"{path}: {toml_text.shorten(fault)}" for fault in faults))
    return {name: tuple(_value(name, raw, origin=str(path)) for raw in t["values"]) for name, t in document.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        return toml_text.loads(plain_files.read(path, toml_text.MOST_BYTES).decode("utf-8"))
    except plain_files.TooLargeError as error:
        told = _("{path} is no file of parameters: {reason}.")
        raise ParameterError(told.format(path=path, reason=error.strerror)) from None
    except OSError:
        raise ParameterError(_("{path} cannot be read; give a TOML file of parameters.").format(path=path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ParameterError(_("{path} is not TOML: {reason}").format(path=path, reason=error)) from None


def _parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    return Parameter(name, table["en"], table["da"], tuple(_value(name, raw) for raw in table["values"]))


def _value(name: str, raw: Mapping[str, Any], origin: str = "kontant") -> Value:
    value = raw.get("value")
    return Value(
        name=name,
        value=tuple(value) if isinstance(value, list) else value,
        first=raw["from"],
        last=raw.get("to"),
        groups=frozenset(raw["applies_to"]) if "applies_to" in raw else ALL_GROUPS,
        basis=raw.get("basis", "local"),
        source=raw["source"],
        checked=raw.get("checked"),
        unverified=raw.get("unverified", False),
        unknown=raw.get("unknown", False),
        introduced=raw.get("introduced", False),
        origin=origin,
        source_da=raw.get("source_da"),
    )


def _faults(
    document: Mapping[str, Any], built_in: Parameters | None, *, own: bool, today: date | None
) -> Iterator[str]:
    for name, table in document.items():
        if built_in is not None and name not in built_in.by_name:
            yield _("{key}: no rule knows this parameter; see: kontant rules").format(key=name)
            continue
        values = table.get("values") if isinstance(table, dict) else None
        if not isinstance(values, list) or not values or not all(isinstance(raw, dict) for raw in values):
            yield _('{key}: has no values; write each as [["{key}".values]]').format(key=name)
            continue
        for key in table.keys() - {"en", "da", "values"}:
            yield _("{key}: unknown key {unknown}; known: en, da, values").format(key=name, unknown=key)
        wrong = [fault for place, raw in enumerate(values, 1) for fault in _record_faults(name, place, raw, own, today)]
        yield from wrong
        if not wrong:
            yield from dict.fromkeys(_period_faults(name, values))  # once, though it may concern several groups


def _record_faults(name: str, place: int, raw: Mapping[str, Any], own: bool, today: date | None) -> Iterator[str]:
    where = _("{key}, value {number}").format(key=name, number=place)
    for key in sorted(raw.keys() - _RECORD_KEYS):
        yield _("{where}: unknown key {unknown}; known: {known}").format(
            where=where, unknown=key, known=", ".join(sorted(_RECORD_KEYS))
        )
    if not (isinstance(raw.get("source"), str) and raw["source"].strip()):
        yield _("{where}: source is missing; say where the value comes from").format(where=where)
    if not isinstance(raw.get("source_da", ""), str):
        yield _("{where}: source_da must be text").format(where=where)
    yield from (f"{where}: {fault}" for fault in _date_faults(raw, today))
    yield from (f"{where}: {fault}" for fault in _choice_faults(raw, own))
    if "applies_to" in raw and name not in BY_GROUP:
        yield _("{where}: this value is the same for all target groups; leave out applies_to").format(where=where)
    if raw.get("unknown") is not True:
        complaint = CHECKS[name](raw.get("value"))
        if complaint:
            yield _("{where}: value must be {right}").format(where=where, right=complaint)


def _date_faults(raw: Mapping[str, Any], today: date | None) -> Iterator[str]:
    for key in ("from", "to", "checked"):
        if (key in raw or key == "from") and type(raw.get(key)) is not date:
            yield _("{key} must be a date, such as 2026-01-01 (without quotes)").format(key=key)
            return
    if "to" in raw and raw["to"] < raw["from"]:
        yield _("to lies before from")
    if today is not None and "checked" in raw and raw["checked"] > today:
        yield _("checked lies in the future; write the day on which a person checked it")


def _choice_faults(raw: Mapping[str, Any], own: bool) -> Iterator[str]:
    basis = raw.get("basis", "local" if own else None)
    if own and basis != "local":
        yield _("basis must be local in a municipality's own file")
    elif basis not in BASES:
        yield _("basis must be one of {known}").format(known=", ".join(BASES))
    groups = raw.get("applies_to", list(ALL_GROUPS))
    if not (isinstance(groups, list) and groups and all(_is_code(group, terms.TARGET_GROUP) for group in groups)):
        yield _("applies_to must list target groups: {known}").format(known=", ".join(terms.TARGET_GROUP))
    for key in ("unverified", "unknown", "introduced"):
        if not isinstance(raw.get(key, False), bool):
            yield _("{key} must be true or false").format(key=key)


def _period_faults(name: str, values: list[dict[str, Any]]) -> Iterator[str]:
    """Records of one group must follow each other without overlap, in order of their first day."""
    for group in sorted(ALL_GROUPS):
        periods = [raw for raw in values if group in raw.get("applies_to", ALL_GROUPS)]
        for earlier, later in pairwise(periods):
            if later["from"] < earlier["from"]:
                yield _("{key}: values are not sorted by from ({date})").format(key=name, date=later["from"])
            elif "to" not in earlier or later["from"] <= earlier["to"]:
                yield _("{key}: two values hold on {date}; end the earlier one the day before").format(
                    key=name, date=later["from"]
                )


def _whole(least: int, most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        fits = type(value) is int and least <= value <= most
        return None if fits else _("a whole number from {least} to {most}").format(least=least, most=most)

    return check


def _divisor_of_12(value: Any) -> str | None:
    fits = type(value) is int and value in (1, 2, 3, 4, 6, 12)
    return None if fits else _("1, 2, 3, 4, 6 or 12, so that the months between are whole")


def _is_code(value: Any, vocabulary: terms.Vocabulary) -> bool:
    return isinstance(value, str) and value in vocabulary


def _codes(vocabulary: terms.Vocabulary) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        fits = isinstance(value, list) and value and all(_is_code(code, vocabulary) for code in value)
        return None if fits else _("a list of codes: {known}").format(known=", ".join(vocabulary))

    return check


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else _("true or false")


def _range(value: Any) -> str | None:
    fits = isinstance(value, list) and len(value) == 2 and all(type(n) is int for n in value) and value[0] <= value[1]
    return None if fits else _("two whole numbers, the lower first")


def _rising(value: Any) -> str | None:
    fits = (
        isinstance(value, list)
        and value
        and all(type(n) is int and n > 0 for n in value)
        and sorted(set(value)) == value
    )
    return None if fits else _("whole numbers, rising")


def _words(value: Any) -> str | None:
    fits = isinstance(value, list) and value and all(isinstance(word, str) and word.strip() for word in value)
    return None if fits else _("a list of words")


def _statement_days(value: Any) -> str | None:
    fits = isinstance(value, dict) and all(
        k in terms.STATEMENT_TYPE and type(n) is int and n > 0 for k, n in value.items()
    )
    return None if fits else _("a number of days for each type of statement")


_DAYS, _MONTHS = _whole(0, 3660), _whole(0, 120)

# Only these are looked up for a target group; on any other value applies_to would be ignored in silence.
BY_GROUP = frozenset(
    {
        "contact.per_12_months",
        "contact.first_within_days",
        "contact.start_count",
        "contact.start_months",
        "passivity.first_offer_months",
        "passivity.repeat_months",
        "exemption.offer_after_months",
        "exemption.review_months",
        "clarification.years",
        "coordination.coordinator_days",
    }
)

CHECKS: Mapping[str, Callable[[Any], str | None]] = {
    "contact.per_12_months": _divisor_of_12,
    "contact.first_within_days": _DAYS,
    "contact.start_count": _whole(1, 60),
    "contact.start_months": _MONTHS,
    "contact.counting_kinds": _codes(terms.CONVERSATION_KIND),
    "contact.new_case_months": _MONTHS,
    "contact.start_lead_days": _DAYS,
    "contact.shortfall_months": _MONTHS,
    "contact.register": _flag,
    "passivity.first_offer_months": _MONTHS,
    "passivity.repeat_months": _MONTHS,
    "passivity.counting_offers": _codes(terms.OFFER_TYPE),
    "passivity.paid_hours_count": _flag,
    "passivity.first_lead_months": _MONTHS,
    "passivity.repeat_lead_months": _MONTHS,
    "exemption.offer_after_months": _MONTHS,
    "exemption.review_months": _MONTHS,
    "exemption.expiring_lead_days": _DAYS,
    "exemption.ended_months": _MONTHS,
    "exemption.review_before_end_days": _DAYS,
    "rule_225.hours": _whole(1, 2000),
    "continuity.coordinator": _flag,
    "continuity.first_conversation_days": _DAYS,
    "continuity.handover_days": _DAYS,
    "continuity.handover_before_days": _DAYS,
    "continuity.change_days": _DAYS,
    "continuity.churn_count": _whole(2, 50),
    "continuity.churn_months": _MONTHS,
    "seniority.break_days": _DAYS,
    "seniority.groups": _rising,
    "clarification.years": _whole(1, 20),
    "absence.reduction_whole_months": _MONTHS,
    "statement.days": _statement_days,
    "mentor.max_months": _MONTHS,
    "caseload.recommended_adults": _range,
    "caseload.recommended_young": _range,
    "due.horizon_days": _DAYS,
    "plan.missing_months": _MONTHS,
    "plan.goal_concrete": _flag,
    "plan.sub_goal_days": _DAYS,
    "plan.sub_goals_followed": _flag,
    "plan.stale_months": _MONTHS,
    "plan.cv_days": _DAYS,
    "focus.notes": _whole(1, 50),
    "focus.look_back_months": _MONTHS,
    "focus.months": _MONTHS,
    "focus.unstructured_notes": _whole(1, 50),
    "agreements.followed": _flag,
    "agreements.look_back_months": _MONTHS,
    "agreements.followed_before_days": _DAYS,
    "offers.followed_types": _codes(terms.OFFER_TYPE),
    "offers.company_types": _codes(terms.OFFER_TYPE),
    "offers.goal": _flag,
    "offers.first_follow_up_days": _DAYS,
    "offers.follow_up_days": _DAYS,
    "offers.company_part": _flag,
    "offers.ending_lead_days": _DAYS,
    "offers.register": _flag,
    "offers.look_back_months": _MONTHS,
    "offers.evaluation_days": _DAYS,
    "offers.evaluation_look_back_months": _MONTHS,
    "offers.evaluation_before_days": _DAYS,
    "offers.interrupted_count": _whole(1, 50),
    "offers.interrupted_months": _MONTHS,
    "offers.progression_count": _whole(2, 50),
    "offers.progression_months": _MONTHS,
    "paid_work.follow_up_months": _MONTHS,
    "mentor.lead_days": _DAYS,
    "exemption.own_reason": _flag,
    "exemption.contradicting_hours": _whole(1, 37),
    "exemption.contradicted_days": _DAYS,
    "exemption.mentor_months": _MONTHS,
    "exemption.mentor_again_months": _MONTHS,
    "exemption.long_months": _whole(1, 120),
    "rule_225.benefit_days": _whole(1, 1095),
    "rule_225.lead_months": _MONTHS,
    "absence.look_back_months": _MONTHS,
    "absence.contact_days": _DAYS,
    "absence.hearing_days": _DAYS,
    "absence.window_lead_days": _DAYS,
    "absence.pattern_count": _whole(1, 50),
    "absence.pattern_months": _MONTHS,
    "statement.remind_days": _rising,
    "statement.look_back_months": _MONTHS,
    "statement.unused_days": _DAYS,
    "statement.declined_months": _MONTHS,
    "coordination.months": _MONTHS,
    "coordination.challenges": _whole(1, 8),
    "coordination.challenges_at_once": _whole(1, 8),
    "coordination.coordinator_days": _DAYS,
    "coordination.parallel_actors": _whole(2, 50),
    "coordination.discharge_months": _MONTHS,
    "coordination.discharge_days": _DAYS,
    "coordination.admission_words": _words,
    "coordination.psychiatric_words": _words,
    "clarification.age": _whole(0, 120),
    "clarification.lead_months": _MONTHS,
    "clarification.capacity_months": _MONTHS,
    "clarification.capacity_asked": _flag,
    "clarification.visitation_days": _DAYS,
    "clarification.visitation_asked": _flag,
    "clarification.milestone_lead_days": _DAYS,
    "clarification.birthday_lead_days": _DAYS,
}
"""What each parameter's value must be: a check returns what would be right, or None."""
