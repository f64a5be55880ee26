"""The records of a caseload as plain models: what an extract's row or a typed command must hold to be taken.

These validate on construction; the tables of :mod:`kontant.model.tables` add where and how they are kept.
Columns, keys and order are those of the design's section 4.
"""

import datetime as dt
from typing import Self

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from kontant.model import fields as f
from kontant.model.json_text import is_object


def _ordered(first: dt.date | None, last: dt.date | None, fault: str) -> None:
    if first is not None and last is not None and last < first:
        raise PydanticCustomError(fault, "wrong order of dates")


class CaseFields(SQLModel):
    """The head of a case."""

    case_ref: f.Ref = f.text(key=True)
    name: f.PersonName = f.text(required=True)
    cpr: f.Cpr | None = f.text()
    birth_date: dt.date | None = f.day()
    gender: f.Gender | None = f.text()
    opened: dt.date = f.day(required=True)
    closed: dt.date | None = f.day()
    close_reason: f.CloseReason | None = f.text()
    target_group: f.TargetGroup = f.text(required=True)
    track: f.Track = f.text(required=True)
    challenges: f.Challenges = f.text(required=True)
    cv_registered: dt.date | None = f.day()

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        _ordered(self.opened, self.closed, "closed_before_opened")
        return self


class _Period(SQLModel):
    """A record with a first day and perhaps a last one."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        _ordered(getattr(self, "start"), getattr(self, "end"), "end_before_start")  # noqa: B009
        return self


class BenefitFields(_Period):
    """A period on a benefit."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    start: dt.date = f.day(key=True)
    benefit: f.Benefit = f.text(required=True)
    end: dt.date | None = f.day()


class ConversationFields(SQLModel):
    """A conversation, planned or past."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    date: dt.date = f.day(key=True)
    kind: f.ConversationKind = f.text(key=True)
    status: f.ConversationStatus = f.text(required=True)
    channel: f.Channel | None = f.text()
    caseworker: f.Initials | None = f.text()


class OfferFields(_Period):
    """An offer; its end is planned until an outcome stands."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    type: f.OfferType = f.text(key=True)
    start: dt.date = f.day(key=True)
    end: dt.date | None = f.day()
    outcome: f.OfferOutcome | None = f.text()
    provider: f.Title | None = f.text()
    goal: f.LongText | None = f.text()
    hours_per_week: float | None = f.number(ge=0, le=f.MAX_HOURS_A_WEEK)


class ExemptionFields(_Period):
    """An exemption with its reason and the person's own circumstances in words."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    scope: f.ExemptionScope = f.text(key=True)
    start: dt.date = f.day(key=True)
    end: dt.date | None = f.day()
    reason: f.ExemptionReason = f.text(required=True)
    explanation: f.LongText | None = f.text()


class AssignmentFields(_Period):
    """Who holds a role in the case."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    role: f.Role = f.text(key=True)
    start: dt.date = f.day(key=True)
    caseworker: f.Initials = f.text(required=True)
    end: dt.date | None = f.day()


class PaidWorkFields(SQLModel):
    """Paid hours in one month."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    month: f.Month = f.day(key=True)
    hours: float = f.number(required=True, ge=0, le=f.MAX_HOURS_A_MONTH)
    employer: f.Title | None = f.text()


class AbsenceFields(SQLModel):
    """A day on which the person stayed away from a conversation or an offer."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    date: dt.date = f.day(key=True)
    from_kind: f.AbsenceFrom = f.text(required=True)
    contact_attempts: int | None = f.whole(ge=0, le=999)
    reasonable_ground: bool | None = f.yes_no()
    hearing_sent: dt.date | None = f.day()
    decision: f.AbsenceDecision | None = f.text()


class StatementFields(SQLModel):
    """A medical statement, from order to answer."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    type: f.StatementType = f.text(key=True)
    ordered: dt.date = f.day(key=True)
    consulted: dt.date | None = f.day()
    received: dt.date | None = f.day()
    declined: dt.date | None = f.day()
    reminded: dt.date | None = f.day()
    question: f.LongText | None = f.text()
    purpose: f.LongText | None = f.text()

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        for later in (self.received, self.declined, self.reminded):
            _ordered(self.ordered, later, "before_ordered")
        return self


class GoalFields(SQLModel):
    """A job goal or a sub-goal."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    kind: f.GoalKind = f.text(key=True)
    title: f.Title = f.text(key=True)
    set_on: dt.date = f.day(required=True)
    due: dt.date | None = f.day()
    reached: dt.date | None = f.day()

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        _ordered(self.set_on, self.due, "before_set")
        _ordered(self.set_on, self.reached, "before_set")
        return self


class CoordinationFields(SQLModel):
    """A meeting, round table or measure across departments or sectors."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    date: dt.date = f.day(key=True)
    actor: f.Title = f.text(key=True)
    form: f.CoordinationForm = f.text(required=True)


class NoteFields(SQLModel):
    """A note in the journal; ``answers`` is a JSON object, question by question."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    date: dt.date = f.day(key=True)
    template: f.NoteTemplate = f.text(key=True)
    scope: f.ExemptionScope | None = f.text()
    caseworker: f.Initials | None = f.text()
    text: f.LongText | None = f.text()
    answers: f.LongText | None = f.text()

    @field_validator("answers")
    @classmethod
    def _is_json_object(cls, value: str | None) -> str | None:
        try:
            if value is not None and not is_object(value):
                raise PydanticCustomError("not_json", "not a JSON object")
        except (ValueError, RecursionError) as error:
            raise PydanticCustomError("not_json", "not a JSON object") from error
        return value


class AmendmentFields(SQLModel):
    """A dated correction of a note, which itself is never edited; numbered 1, 2, ... within its note."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    date: dt.date = f.day(key=True)
    template: f.NoteTemplate = f.text(key=True)
    nr: int = f.whole(key=True, ge=0, le=f.MAX_COUNT)
    seq: int = f.whole(key=True, ge=1, le=f.MAX_COUNT)
    written_on: dt.date = f.day(required=True)
    caseworker: f.Initials | None = f.text()
    text: f.LongText = f.text(required=True)


class CorrectionFields(SQLModel):
    """A dated correction of a record: what a field held, what it holds now and why; numbered 1, 2, ... in its case.

    ``record`` is the record's JSON key. Without a ``field``, it keeps what the person says of a record that stays.
    """

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    nr: int = f.whole(key=True, ge=1, le=f.MAX_COUNT)
    date: dt.date = f.day(required=True)
    table_name: f.TableName = f.text(required=True)
    record: f.LongText = f.text(required=True)
    field: f.FlagPart | None = f.text()
    was: f.LongText | None = f.text()
    became: f.LongText | None = f.text()
    reason: f.LongText = f.text(required=True)
    requested_by_person: bool = f.yes_no(required=True)
    caseworker: f.Initials | None = f.text()


class SnoozeFields(SQLModel):
    """A flag that was put aside: until a day, or without one until its facts change, which the fingerprint tells."""

    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    rule: f.FlagPart = f.text(key=True)
    scope: f.FlagPart = f.text(key=True, default="", sa_column_kwargs={"server_default": sql("''")})
    set_on: dt.date = f.day(required=True)
    until: dt.date | None = f.day()
    reason: f.Title = f.text(required=True)
    caseworker: f.Initials | None = f.text()
    deadline: dt.date | None = f.day()
    fingerprint: f.FlagPart = f.text(required=True)

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.until is not None and self.until <= self.set_on:
            raise PydanticCustomError("before_set", "wrong order of dates")
        return self


class ReviewFields(SQLModel):
    """A case review: the day it looks at, the size and the seed of its sample, and what it was drawn from.

    ``missing`` names the figures for which the caseload held no records when the review was begun.
    """

    number: int = f.whole(key=True, ge=1, le=f.MAX_COUNT)
    as_of: dt.date = f.day(required=True)
    begun_on: dt.date = f.day(required=True)
    size: int = Field(ge=1, le=f.MAX_COUNT)
    seed: int = Field(ge=0, le=f.MAX_SEED)
    pool: f.LongText = f.text(required=True)
    missing: f.LongText = f.text(required=True)


class ReviewCaseFields(SQLModel):
    """A case of a review's sample: its place in the order of review, and the group it was drawn from."""

    review: int = f.whole(key=True, ge=1, le=f.MAX_COUNT, foreign_key="reviews.number")
    case_ref: f.Ref = f.text(key=True, foreign_key="cases.case_ref")
    place: int = Field(ge=1, le=f.MAX_COUNT)
    seniority_group: f.FlagPart = f.text(required=True)


class ReviewAnswerFields(SQLModel):
    """What one reviewer says to one control point of a case; ``records`` is what its records said at the time."""

    review: int = f.whole(key=True, ge=1, le=f.MAX_COUNT)
    case_ref: f.Ref = f.text(key=True)
    reviewer: f.Initials = f.text(key=True)
    point: f.FlagPart = f.text(key=True)
    answer: f.ReviewAnswer | None = f.text()
    remark: f.LongText | None = f.text()
    records: f.ReviewAnswer | None = f.text()
    answered_on: dt.date = f.day(required=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.answer is None and self.remark is None:
            raise PydanticCustomError("missing", "neither answer nor remark")
        return self
