"""Single records by hand: validated, refused where they cannot be so, written into the event at hand.

The record commands and finished notes write through here. Keys are whole, ``case_ref`` included; values are as the
record's model takes them (days as dates or ISO text). A value that a model does not take raises pydantic's
``ValidationError``; whoever knows the options or questions words it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import col, select

from kontant.errors import NotFound, Refused
from kontant.i18n import _
from kontant.model.tables import RECORDS, ConversationRow, GoalRow, key_columns
from kontant.model.vocabulary import RECORD, folded, name_of
from kontant.store.log import Change
from kontant.store.refusals import refuse
from kontant.store.writes import Writer, image

Values = Mapping[str, Any]


def add(writer: Writer, table: str, values: Values, today: date) -> Change:
    """Add a record; raises ``Refused`` where one with its key stands, or where it cannot be so."""
    record = RECORDS[table].model_validate(dict(values))
    before = writer.get(table, _key(table, record.model_dump()))
    old = image(before) if before else None
    if old is not None and old.get("withdrawn") is None:
        told = _("There is such a record ({table}) already; change it instead.")
        raise Refused(told.format(table=name_of(RECORD, table)))
    refuse(writer, table, record, today=today)
    writer.insert(table, record)
    return _change(writer, table, _key(table, record.model_dump()), old)


def change(writer: Writer, table: str, key: Values, changes: Values, today: date) -> Change | None:
    """Change a record that stands; None where it has these values already, and nothing is written.

    Raises ``NotFound`` where there is none, ``Refused`` where it cannot be so.
    """
    row = writer.get(table, key)
    if row is None or getattr(row, "withdrawn", None) is not None:
        raise NotFound(_("There is no such record ({table}).").format(table=name_of(RECORD, table)))
    fields = RECORDS[table].model_fields
    held = {name: getattr(row, name) for name in fields}
    record = RECORDS[table].model_validate(held | dict(changes))
    if all(getattr(record, name) == held[name] for name in fields):
        return None
    refuse(writer, table, record, today=today, existing=True)
    old = image(row)
    writer.update(table, key, {name: getattr(record, name) for name in changes})
    return _change(writer, table, key, old)


def put(writer: Writer, table: str, key: Values, set_: Values, new: Values, today: date) -> Change | None:
    """Change the record with this key, or add it where none stands; ``new`` counts only where it is added.

    A goal is known by its words, whatever the case of their letters; one that was reached is set anew. None where
    nothing had to be written.
    """
    kept = _kept_goal(writer, key) if table == "goals" else key
    row = writer.get(table, kept)
    if row is None or getattr(row, "withdrawn", None) is not None:
        return add(writer, table, {**new, **set_, **key}, today)
    if getattr(row, "reached", None) is not None:
        set_ = {"reached": None, **new, **set_}
    return change(writer, table, kept, set_, today)


def missed_conversations(writer: Writer, case_ref: str, day: date, today: date) -> list[Change]:
    """The conversations planned for a day on which the person stayed away: no shows from now on."""
    planned = select(ConversationRow).where(
        col(ConversationRow.case_ref) == case_ref,
        col(ConversationRow.date) == day,
        col(ConversationRow.status) == "planned",
        col(ConversationRow.withdrawn).is_(None),
    )
    keys = [_key("conversations", row.model_dump()) for row in writer.session.exec(planned)]
    changed = (change(writer, "conversations", key, {"status": "no_show"}, today) for key in keys)
    return [one for one in changed if one]


def _kept_goal(writer: Writer, key: Values) -> Values:
    """The key of the goal with the same words, as it is kept; ``key`` itself where there is none."""
    same = select(GoalRow).where(col(GoalRow.case_ref) == key["case_ref"], col(GoalRow.kind) == key["kind"])
    for goal in writer.session.exec(same):
        if folded(goal.title) == folded(str(key["title"])):
            return {**key, "title": goal.title}
    return key


def _change(writer: Writer, table: str, key: Values, before: dict[str, Any] | None) -> Change:
    row = writer.get(table, key)
    assert row is not None
    after = image(row)
    return Change(table, {name: after[name] for name in key_columns(table)}, before, after)


def _key(table: str, values: Values) -> dict[str, Any]:
    return {name: values[name] for name in key_columns(table)}
