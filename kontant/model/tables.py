"""The records as SQLModel tables: one per kind, keyed as the design says, and the change log beside them.

A record's natural key is its primary key, so a table lies in order of ``case_ref`` on disk and the morning
list reads it front to back. ``batch`` is the event that last wrote the row; ``seen_on`` the day of the latest
extract that held it (empty if none has), ``seen_before`` that of the one before it, so that undoing an import
leaves no trace; ``typed`` that it was changed here since an extract last agreed;
``withdrawn`` the day on which an extract had taken back
something that had not yet happened.

A note has more: ``nr`` is 0 where it came from an extract and 1, 2, ... where it was written here, within its case,
day and template; so an extract never means a note that was written here. ``id`` is the number by which a person
names it, and its place in the word index (which, with the drafts and the seals of the log, stands in the migrations
alone).
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Table
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from kontant.model import fields as f
from kontant.model import records as r

_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}
_STRICT = {"sqlite_strict": True}


def _period() -> tuple[Any, ...]:
    return (CheckConstraint('"end" IS NULL OR "end" >= start', name="period"), _CLUSTERED)


class _Kept(SQLModel):
    """Where a row came from."""

    batch: int = Field(foreign_key="events.id")
    seen_on: dt.date | None = f.day()
    seen_before: dt.date | None = f.day()
    typed: bool | None = f.yes_no()


class _Withdrawable(_Kept):
    """A kind of record that an extract can take back before it happens."""

    withdrawn: dt.date | None = f.day()


class CaseRow(_Kept, r.CaseFields, table=True):
    """Table ``cases``."""

    __tablename__ = "cases"
    __table_args__ = (CheckConstraint("closed IS NULL OR closed >= opened", name="closed"), _CLUSTERED)


class BenefitRow(_Kept, r.BenefitFields, table=True):
    """Table ``benefits``."""

    __tablename__ = "benefits"
    __table_args__ = _period()


class ConversationRow(_Withdrawable, r.ConversationFields, table=True):
    """Table ``conversations``."""

    __tablename__ = "conversations"
    __table_args__ = (_CLUSTERED,)


class OfferRow(_Withdrawable, r.OfferFields, table=True):
    """Table ``offers``."""

    __tablename__ = "offers"
    __table_args__ = _period()


class ExemptionRow(_Withdrawable, r.ExemptionFields, table=True):
    """Table ``exemptions``."""

    __tablename__ = "exemptions"
    __table_args__ = _period()


class AssignmentRow(_Withdrawable, r.AssignmentFields, table=True):
    """Table ``assignments``."""

    __tablename__ = "assignments"
    __table_args__ = _period()


class PaidWorkRow(_Kept, r.PaidWorkFields, table=True):
    """Table ``paid_work``."""

    __tablename__ = "paid_work"
    __table_args__ = (_CLUSTERED,)


class AbsenceRow(_Kept, r.AbsenceFields, table=True):
    """Table ``absences``."""

    __tablename__ = "absences"
    __table_args__ = (_CLUSTERED,)


class StatementRow(_Kept, r.StatementFields, table=True):
    """Table ``statements``."""

    __tablename__ = "statements"
    __table_args__ = (_CLUSTERED,)


class GoalRow(_Kept, r.GoalFields, table=True):
    """Table ``goals``."""

    __tablename__ = "goals"
    __table_args__ = (_CLUSTERED,)


class CoordinationRow(_Kept, r.CoordinationFields, table=True):
    """Table ``coordination``."""

    __tablename__ = "coordination"
    __table_args__ = (_CLUSTERED,)


class NoteRow(_Kept, r.NoteFields, table=True):
    """Table ``notes``; ``form`` and ``version`` name the template file that asked. In the file ``id`` is the rowid."""

    __tablename__ = "notes"
    __table_args__ = (_STRICT,)

    nr: int = Field(default=0, primary_key=True, sa_column_kwargs={"server_default": sql("0")})
    form: str | None = f.text()
    version: int | None = None
    id: int | None = Field(default=None, unique=True)


class AmendmentRow(_Kept, r.AmendmentFields, table=True):
    """Table ``amendments``: dated corrections, each of a note that is there. In the file ``id`` is the rowid."""

    __tablename__ = "amendments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_ref", "date", "template", "nr"], ["notes.case_ref", "notes.date", "notes.template", "notes.nr"]
        ),
        _STRICT,
    )

    id: int | None = Field(default=None, unique=True)


class SnoozeRow(_Kept, r.SnoozeFields, table=True):
    """Table ``snoozes``: the flags that were put aside, one for each rule and scope of a case."""

    __tablename__ = "snoozes"
    __table_args__ = (CheckConstraint("until IS NULL OR until > set_on", name="until"), _CLUSTERED)


class ReviewRow(_Kept, r.ReviewFields, table=True):
    """Table ``reviews``; ``pool`` is JSON (how many cases each group had to draw from), ``missing`` a JSON list."""

    __tablename__ = "reviews"
    __table_args__ = (_CLUSTERED,)


class ReviewCaseRow(_Kept, r.ReviewCaseFields, table=True):
    """Table ``review_cases``: the sample of a review."""

    __tablename__ = "review_cases"
    __table_args__ = (_CLUSTERED,)


class ReviewAnswerRow(_Kept, r.ReviewAnswerFields, table=True):
    """Table ``review_answers``: one for each point, reviewer and case of a sample."""

    __tablename__ = "review_answers"
    __table_args__ = (
        CheckConstraint("answer IS NOT NULL OR remark IS NOT NULL", name="says"),
        ForeignKeyConstraint(["review", "case_ref"], ["review_cases.review", "review_cases.case_ref"]),
        _CLUSTERED,
    )


class CorrectionRow(_Kept, r.CorrectionFields, table=True):
    """Table ``corrections``: what a record held before it was put right, and who asked for it."""

    __tablename__ = "corrections"
    __table_args__ = (_CLUSTERED,)


class EventRow(SQLModel, table=True):
    """Table ``events``: one command that changed something. Append-only.

    ``at`` is a UTC time, ``command`` the words of the command without its values, ``details`` JSON without
    personal data, ``undoes`` the event that this one took back.
    """

    __tablename__ = "events"
    __table_args__ = (Index("events_backup", "at", sqlite_where=sql("command = 'backup'")), _STRICT)

    id: int | None = Field(default=None, primary_key=True)
    at: str = f.text(required=True)
    who: str = f.text(required=True)
    command: str = f.text(required=True)
    details: str | None = f.text()
    undoes: int | None = Field(default=None, foreign_key="events.id", unique=True)


class ChangeRow(SQLModel, table=True):
    """Table ``changes``: one row that an event wrote, before and after, as JSON. Append-only.

    What an import inserted has no row here: the inserted rows carry the event as their ``batch``.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("changes_record", "table_name", "key"), _CLUSTERED)

    event_id: int = Field(primary_key=True, foreign_key="events.id")
    seq: int = Field(primary_key=True)
    table_name: str = f.text(required=True)
    key: str = f.text(required=True)
    before: str | None = f.text()
    after: str | None = f.text()


ROWS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "cases": CaseRow,
        "benefits": BenefitRow,
        "conversations": ConversationRow,
        "offers": OfferRow,
        "exemptions": ExemptionRow,
        "assignments": AssignmentRow,
        "paid_work": PaidWorkRow,
        "absences": AbsenceRow,
        "statements": StatementRow,
        "goals": GoalRow,
        "coordination": CoordinationRow,
        "notes": NoteRow,
        "amendments": AmendmentRow,
        "snoozes": SnoozeRow,
        "reviews": ReviewRow,
        "review_cases": ReviewCaseRow,
        "review_answers": ReviewAnswerRow,
        "corrections": CorrectionRow,
    }
)
"""The record tables by name, parents first."""

RECORDS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "cases": r.CaseFields,
        "benefits": r.BenefitFields,
        "conversations": r.ConversationFields,
        "offers": r.OfferFields,
        "exemptions": r.ExemptionFields,
        "assignments": r.AssignmentFields,
        "paid_work": r.PaidWorkFields,
        "absences": r.AbsenceFields,
        "statements": r.StatementFields,
        "goals": r.GoalFields,
        "coordination": r.CoordinationFields,
        "notes": r.NoteFields,
        "amendments": r.AmendmentFields,
        "snoozes": r.SnoozeFields,
        "reviews": r.ReviewFields,
        "review_cases": r.ReviewCaseFields,
        "review_answers": r.ReviewAnswerFields,
        "corrections": r.CorrectionFields,
    }
)
"""The plain model that validates a row of each table."""

_ONLY_HERE = ("amendments", "snoozes", "reviews", "review_cases", "review_answers", "corrections")

EXTRACT_TABLES = tuple(name for name in ROWS if name not in _ONLY_HERE)
"""The tables that an extract can carry, parents first: corrections, snoozes and reviews are only ever written here."""

CASE_TABLES = tuple(name for name in ROWS if name not in ("cases", "reviews"))
"""The tables whose rows belong to a case, parents first."""


def table(name: str) -> Table:
    """The SQLAlchemy table behind record table ``name``."""
    return SQLModel.metadata.tables[name]


def key_columns(name: str) -> tuple[str, ...]:
    """The columns of the natural key of ``name``, in order."""
    return tuple(column.name for column in table(name).primary_key)


def extract_key(name: str) -> tuple[str, ...]:
    """The key columns that a row of an extract gives: of the notes, those with ``nr`` 0 alone are meant by it."""
    return tuple(column for column in key_columns(name) if column in RECORDS[name].model_fields)
