"""One case as JSON: stable keys in English, dates as ISO text, codes as they are stored."""

from collections.abc import Mapping
from typing import Any

from kontant.cli import case_history as history
from kontant.cli.case_next import coming
from kontant.cli.case_show import Shown
from kontant.cli.correction_lines import correction_json
from kontant.cli.flag_output import flag_json
from kontant.cli.journal_words import note_json
from kontant.cli.snooze_words import snooze_json
from kontant.exchange.json_values import plain
from kontant.model.person import age, masked, shown_cpr
from kontant.store.journal import JournalNote

# What names a case must stay as it is, even if it looks like a CPR number.
_NAMES = frozenset({"case_ref", "next_step"})


def document(shown: Shown, prefix: str, *, whole_cpr: bool) -> dict[str, Any]:
    """The whole of it; CPR numbers in any text are masked unless asked for whole."""
    told = _document(shown, prefix, whole_cpr)
    return told if whole_cpr else {name: _safe(name, value) for name, value in told.items()}


def _safe(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _safe(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_safe(name, inner) for inner in value]
    return masked(value) if isinstance(value, str) and name not in _NAMES else value


def _document(shown: Shown, prefix: str, whole_cpr: bool) -> dict[str, Any]:
    found = shown.seniority
    return {
        "as_of": plain(shown.day),
        "case": _case(shown, whole_cpr),
        "seniority": {"since": plain(found.since), "years": found.years, "group": found.group},
        "coordinator": {"caseworker": shown.caseworker, "since": plain(shown.since)},
        "flags": [flag_json(flag, shown.day, prefix) for flag in shown.flags],
        "snoozed": [
            flag_json(flag, shown.day, prefix) | {"snooze": snooze_json(flag, snooze, shown.day)}
            for flag, snooze in shown.snoozed
        ],
        "timeline": _timeline(shown),
        "next": [
            {"date": plain(item.date), "what": item.what, "code": item.code, "summary": item.text}
            for item in coming(shown)
        ],
        "withdrawn": [
            {"table": item.table, **_plain(item.record._asdict()), "withdrawn": plain(item.day)}
            for item in shown.withdrawn
        ],
        "notes": [_note(note) for note in shown.notes],
        "goals": [_plain(goal._asdict()) for goal in shown.t.goals if goal.set_on <= shown.day],
        "corrections": [correction_json(correction) for correction in shown.corrections],
    }


def _note(note: JournalNote) -> dict[str, Any]:
    """A note without its case, which stands above."""
    return {name: value for name, value in note_json(note).items() if name != "case_ref"}


def _case(shown: Shown, whole_cpr: bool) -> dict[str, Any]:
    case = shown.t.case
    return _plain(case._asdict()) | {
        "cpr": shown_cpr(case.cpr, whole=whole_cpr),
        "age": age(case, shown.day),
        "challenges": [code for code in case.challenges.split("|") if code],
        "open": case.is_open(shown.day),
    }


def _timeline(shown: Shown) -> dict[str, Any]:
    t = shown.t
    return {
        "from": plain(shown.first),
        "to": plain(shown.day),
        "conversations": [_plain(c._asdict()) for c in history.conversations(shown)],
        "offers": [_plain(o._asdict()) for o in t.offers if history.touches(shown, o.start, o.end)],
        "exemptions": [_plain(x._asdict()) for x in t.exemptions if history.touches(shown, x.start, x.end)],
        "paid_work": [_plain(p._asdict()) for p in t.paid_work if shown.first <= p.month <= shown.day],
        "passive": [
            {"start": plain(p.start), "end": plain(p.end), "days": p.days}
            for p in shown.passive
            if history.touches(shown, p.start, p.end)
        ],
        "caseworkers": [
            {"caseworker": a.caseworker, "start": plain(a.start), "end": plain(a.end)}
            for a in t.assignments
            if a.role == "coordinator" and history.touches(shown, a.start, a.end)
        ],
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}
