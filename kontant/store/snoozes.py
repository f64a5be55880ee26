"""The flags that somebody put aside: read in bulk for the lists, put one by one.

Whether one still holds is for :mod:`kontant.rules.snoozing` to say: here is only what was written, by whom and why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from kontant.errors import NotFound
from kontant.i18n import _
from kontant.model.vocabulary import RECORD, name_of
from kontant.store.timelines import EVERY_CASE, ONE_CASE, Refs

if TYPE_CHECKING:  # SQLModel, which reading does not wait for
    from kontant.store.log import Change
    from kontant.store.writes import Writer


class Snooze(NamedTuple):
    """A flag put aside on ``set_on``: until a day, or without one until its facts change.

    ``deadline`` is the one that the flag had then; ``event`` the number by which it can be undone, once it is written.
    """

    rule: str
    scope: str
    set_on: date
    until: date | None
    reason: str
    caseworker: str | None
    deadline: date | None
    fingerprint: str
    event: int = 0


Snoozes = Mapping[tuple[str, str], Snooze]
"""The snoozes of a case by rule and scope."""

COLUMNS = ("rule", "scope", "set_on", "until", "reason", "caseworker", "deadline", "fingerprint", "batch")
_READ = f"SELECT case_ref, {', '.join(COLUMNS)} FROM snoozes WHERE {{condition}} ORDER BY case_ref, rule, scope"
# What has ended, or was not yet set, is never needed for the list of a day: it may be years of it.
_ON_A_DAY = " AND set_on <= ? AND (until IS NULL OR until > ?)"


def snoozes(
    connection: sqlite3.Connection, refs: Refs = EVERY_CASE, *, day: date | None = None
) -> dict[str, dict[tuple[str, str], Snooze]]:
    """The snoozes of a range of cases, by case_ref; with ``day`` only those that its date leaves standing on it."""
    return _by_case(connection, refs.sql(), refs.parameters(), day)


def snoozes_of(
    connection: sqlite3.Connection, case_ref: str, *, day: date | None = None
) -> dict[tuple[str, str], Snooze]:
    """The snoozes of one case, as :func:`snoozes` gives them."""
    return _by_case(connection, ONE_CASE, (case_ref,), day).get(case_ref, {})


def put(writer: Writer, case_ref: str, snooze: Snooze) -> Change | None:
    """Put a flag aside, in place of an earlier snooze of the same rule and scope; None where it stands so already.

    Raises ``NotFound`` where there is no such case, pydantic's ``ValidationError`` for a snooze that cannot be.
    """
    from kontant.model.records import SnoozeFields
    from kontant.store.log import Change
    from kontant.store.writes import image

    if writer.get("cases", {"case_ref": case_ref}) is None:
        raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, "cases")))
    values = {"case_ref": case_ref, **snooze._asdict()}
    record = SnoozeFields.model_validate({name: values[name] for name in SnoozeFields.model_fields})
    key = {"case_ref": case_ref, "rule": record.rule, "scope": record.scope}
    row = writer.get("snoozes", key)
    if row is None:
        return Change("snoozes", key, None, writer.insert("snoozes", record))
    before = image(row)
    if all(before[name] == value for name, value in record.model_dump(mode="json").items()):
        return None
    writer.update("snoozes", key, record.model_dump())
    return Change("snoozes", key, before, image(row))


def _by_case(
    connection: sqlite3.Connection, condition: str, parameters: tuple[str, ...], day: date | None
) -> dict[str, dict[tuple[str, str], Snooze]]:
    if day is not None:
        condition, parameters = condition + _ON_A_DAY, (*parameters, *[day.isoformat()] * 2)
    found: dict[str, dict[tuple[str, str], Snooze]] = {}
    for case_ref, *row in connection.execute(_READ.format(condition=condition), parameters):
        snooze = _snooze(*row)
        found.setdefault(case_ref, {})[snooze.rule, snooze.scope] = snooze
    return found


def _snooze(rule: str, scope: str, set_on: str, until: str | None, reason: str, *more: Any) -> Snooze:
    who, deadline, fingerprint, event = more
    return Snooze(
        rule=rule,
        scope=scope,
        set_on=date.fromisoformat(set_on),
        until=_day(until),
        reason=reason,
        caseworker=who,
        deadline=_day(deadline),
        fingerprint=fingerprint,
        event=int(event),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
