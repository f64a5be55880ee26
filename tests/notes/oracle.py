"""What planned steps mean, in plain Python: an independent hand that changes a copy of the case as they say."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from kontant.model import timeline as t
from kontant.notes.effects import Step

RECORDS: Mapping[str, tuple[type, int]] = {
    "conversations": (t.Conversation, 2),
    "offers": (t.Offer, 2),
    "exemptions": (t.Exemption, 2),
    "assignments": (t.Assignment, 2),
    "paid_work": (t.PaidWork, 1),
    "absences": (t.Absence, 1),
    "statements": (t.Statement, 2),
    "goals": (t.Goal, 2),
    "coordination": (t.Coordination, 2),
    "notes": (t.Note, 3),
}
DAYS = {
    "date", "start", "end", "month", "ordered", "consulted", "received", "declined", "reminded", "set_on", "due",
    "reached", "hearing_sent", "cv_registered",
}  # fmt: skip
ON_ONE_LINE = {"title", "actor", "caseworker", "provider", "employer"}


def after(before: t.Timeline, steps: Sequence[Step], note: t.Note) -> t.Timeline:
    """The case as it is when the steps are done and the note is in its journal."""
    state = {name: [dict(record._asdict()) for record in getattr(before, name)] for name in RECORDS}
    head = before.case
    for step in steps:
        values = {column: _value(column, value) for column, value in step.values.items()}
        key = {column: _value(column, value) for column, value in step.key.items()}
        if step.table == "cases":
            head = head._replace(**values)
        elif step.do == "assign":
            _assign(state["assignments"], key["role"], key["start"], values["caseworker"])
        else:
            _write(state[step.table], step, key, values)
    state["notes"].append(note._asdict())
    return t.Timeline(head, **{name: _records(name, state[name]) for name in RECORDS}, benefits=before.benefits)


def sorted_records(case: t.Timeline) -> dict[str, list[Any]]:
    """Every record, in an order that depends on nothing but what they say."""
    return {name: sorted(getattr(case, name), key=repr) for name in RECORDS}


def _write(rows: list[dict[str, Any]], step: Step, key: dict[str, Any], values: dict[str, Any]) -> None:
    there = [row for row in rows if all(_same(row[column], value) for column, value in key.items())]
    if there:
        assert step.do != "add"
        there[0].update(values)
        return
    assert step.do != "change"
    kind, _ = RECORDS[step.table]
    new = {column: _value(column, value) for column, value in step.new.items()}
    rows.append(dict.fromkeys(kind._fields) | new | values | key)  # type: ignore[attr-defined]


def _assign(rows: list[dict[str, Any]], role: str, start: date, who: str) -> None:
    of_role = sorted((row for row in rows if row["role"] == role), key=lambda row: row["start"])
    who = next((name for name in sorted({row["caseworker"] for row in rows}) if _same(name, who)), who)
    holding = [row for row in of_role if row["start"] <= start and (row["end"] is None or row["end"] >= start)]
    if holding and _same(holding[-1]["caseworker"], who):
        return
    for row in holding:
        row["end"] = start - timedelta(days=1)
    later = [row["start"] for row in of_role if row["start"] > start]
    until = min(later) - timedelta(days=1) if later else None
    rows.append({"role": role, "start": start, "caseworker": who, "end": until})


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one).casefold() == _plain(other).casefold()
    return bool(one == other)


def _value(column: str, value: Any) -> Any:
    if column in DAYS and isinstance(value, str):
        return date.fromisoformat(value)
    return _plain(value) if column in ON_ONE_LINE else value


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split())


def _records(name: str, rows: list[dict[str, Any]]) -> list[Any]:
    kind, width = RECORDS[name]
    return sorted((kind(**row) for row in rows), key=lambda record: [str(part) for part in record[:width]])
