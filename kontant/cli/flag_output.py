"""A flag as data: the stable JSON of the design, and the facts as plain values."""

from datetime import date
from typing import Any

from kontant.exchange.json_values import plain
from kontant.model.timeline import Case
from kontant.rules.catalogue import RULES
from kontant.rules.explained import clears
from kontant.rules.flags import Flag
from kontant.rules.grounds import grounds
from kontant.rules.law import Law
from kontant.rules.parameters import Outcome, Value
from kontant.rules.wording import arithmetic, next_step, summary


def flag_json(flag: Flag, day: date, prefix: str = "kontant") -> dict[str, Any]:
    """The flag with the keys of the design, dates as ISO text."""
    return {
        "case_ref": flag.case_ref,
        "rule": flag.rule,
        "family": RULES[flag.rule].family,
        "status": str(flag.status),
        "deadline": plain(flag.deadline),
        "days": flag.days(day),
        "basis": flag.law[0].basis,
        "summary": summary(flag),
        "next_step": next_step(flag, prefix),
        "facts": {name: plain(value) for name, value in flag.facts.items()},
        "sources": list(dict.fromkeys(record.source for record in flag.law)),
    }


def explained_json(flag: Flag, case: Case, law: Law) -> dict[str, Any]:
    """What ``--explain`` adds: the values in force, how the deadline came about, and what clears the flag."""
    records = (ground.record for ground in grounds(flag.rule, case, law) if ground.outcome is Outcome.IN_FORCE)
    return {
        "deadline_is": arithmetic(flag) or None,
        "parameters": [value_json(record) for record in records if record is not None],
        "clears": clears(flag.rule),
    }


def value_json(record: Value) -> dict[str, Any]:
    """A dated record with all that a reader needs to check it."""
    return {
        "name": record.name,
        "value": list(record.value) if isinstance(record.value, tuple) else record.value,
        "from": plain(record.first),
        "to": plain(record.last),
        "applies_to": sorted(record.groups),
        "basis": record.basis,
        "source": record.source,
        "unverified": record.unverified,
        "checked": plain(record.checked),
        "origin": record.origin,
    }
