"""What a single field of a record may hold, and how a fault in one is named.

Pydantic checks these on construction of a record's plain model. A fault carries a code (``end_before_start``)
and never the value itself in its message; :mod:`kontant.exchange.faults` words it for the user.
"""

import datetime as dt
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError
from sqlalchemy import Text
from sqlmodel import Field
from stdnum.dk import cpr as cpr_number

from kontant.model import vocabulary as terms
from kontant.model.types import IsoDate, Number, YesNo
from kontant.model.vocabulary import Vocabulary

# Long enough for any real one, short enough that a line stays a line.
MAX_REF = 40
MAX_NAME = 120
MAX_INITIALS = 60
MAX_TITLE = 400
MAX_TEXT = 1_000_000
# Notes of one case, day and template; corrections of one note.
MAX_COUNT = 1_000_000
# A review's seed: short enough to be written down.
MAX_SEED = 2**31 - 1
# A week has 168 hours; a month at most 744.
MAX_HOURS_A_WEEK = 168
MAX_HOURS_A_MONTH = 744


def _code(vocabulary: Vocabulary) -> Any:
    def check(value: str) -> str:
        if value not in vocabulary:
            raise PydanticCustomError("unknown_code", "unknown code")
        return value

    return AfterValidator(check)


def _challenges(value: str) -> str:
    """Known codes separated by bars, each once, in the order of the vocabulary."""
    given = {code for code in value.split("|") if code}
    if not given <= terms.CHALLENGE.keys():
        raise PydanticCustomError("unknown_code", "unknown code")
    return "|".join(code for code in terms.CHALLENGE if code in given)


def _cpr(value: str) -> str:
    """Ten digits whose first six are a date; modulus 11 is not asked for (valid numbers fail it since 2007)."""
    compact = cpr_number.compact(value)
    if len(compact) != 10 or not compact.isascii() or not compact.isdigit():
        raise PydanticCustomError("cpr_form", "not a CPR number")
    try:
        cpr_number.get_birth_date(compact)
    except Exception as error:
        raise PydanticCustomError("cpr_date", "no such date") from error
    return compact


def _first_of_month(value: dt.date) -> dt.date:
    if value.day != 1:
        raise PydanticCustomError("not_first_of_month", "not the first of a month")
    return value


def _spaced(value: Any) -> Any:
    """Letters composed (Å as one sign, however it was typed), and every kind of white space a single space."""
    return " ".join(unicodedata.normalize("NFC", value).split()) if isinstance(value, str) else value


def _no_controls(value: str) -> str:
    if not value.isprintable():
        raise PydanticCustomError("control_character", "control character")
    return value


def _line(longest: int) -> Any:
    return StringConstraints(min_length=1, max_length=longest, strip_whitespace=True)


Ref = Annotated[str, _line(MAX_REF), AfterValidator(_no_controls), BeforeValidator(_spaced)]
PersonName = Annotated[str, _line(MAX_NAME), AfterValidator(_no_controls), BeforeValidator(_spaced)]
Initials = Annotated[str, _line(MAX_INITIALS), AfterValidator(_no_controls), BeforeValidator(_spaced)]
Title = Annotated[str, _line(MAX_TITLE), AfterValidator(_no_controls), BeforeValidator(_spaced)]
FlagPart = Annotated[str, StringConstraints(max_length=MAX_REF), AfterValidator(_no_controls)]
LongText = Annotated[str, StringConstraints(max_length=MAX_TEXT)]
Cpr = Annotated[str, AfterValidator(_cpr)]
Month = Annotated[dt.date, AfterValidator(_first_of_month)]
Challenges = Annotated[str, AfterValidator(_challenges)]

Benefit = Annotated[str, _code(terms.BENEFIT)]
TargetGroup = Annotated[str, _code(terms.TARGET_GROUP)]
Track = Annotated[str, _code(terms.TRACK)]
ConversationKind = Annotated[str, _code(terms.CONVERSATION_KIND)]
ConversationStatus = Annotated[str, _code(terms.CONVERSATION_STATUS)]
Channel = Annotated[str, _code(terms.CHANNEL)]
OfferType = Annotated[str, _code(terms.OFFER_TYPE)]
OfferOutcome = Annotated[str, _code(terms.OFFER_OUTCOME)]
ExemptionScope = Annotated[str, _code(terms.EXEMPTION_SCOPE)]
ExemptionReason = Annotated[str, _code(terms.EXEMPTION_REASON)]
Role = Annotated[str, _code(terms.ROLE)]
StatementType = Annotated[str, _code(terms.STATEMENT_TYPE)]
NoteTemplate = Annotated[str, _code(terms.NOTE_TEMPLATE)]
Gender = Annotated[str, _code(terms.GENDER)]
CoordinationForm = Annotated[str, _code(terms.COORDINATION_FORM)]
AbsenceFrom = Annotated[str, _code(terms.ABSENCE_FROM)]
AbsenceDecision = Annotated[str, _code(terms.ABSENCE_DECISION)]
CloseReason = Annotated[str, _code(terms.CLOSE_REASON)]
GoalKind = Annotated[str, _code(terms.GOAL_KIND)]
ReviewAnswer = Annotated[str, _code(terms.REVIEW_ANSWER)]
TableName = Annotated[str, _code(terms.RECORD)]


def text(*, key: bool = False, required: bool = False, **more: Any) -> Any:
    """A text column; a key part is required."""
    return _field(Text, key, required, more)


def day(*, key: bool = False, required: bool = False, **more: Any) -> Any:
    """A date column."""
    return _field(IsoDate, key, required, more)


def number(*, required: bool = False, **more: Any) -> Any:
    """A number column with decimals."""
    return _field(Number, False, required, more)


def whole(*, ge: int, le: int, key: bool = False, **more: Any) -> Any:
    """A whole number; one that may be unknown, unless it is a key part."""
    return Field(primary_key=True, ge=ge, le=le, **more) if key else Field(default=None, ge=ge, le=le, **more)


def yes_no(*, required: bool = False) -> Any:
    """A truth value, which may be unknown."""
    return _field(YesNo, False, required, {})


def _field(column_type: Any, key: bool, required: bool, more: dict[str, Any]) -> Any:
    needed = key or required
    if not needed:
        more = {"default": None, **more}
    return Field(primary_key=key, nullable=not needed, sa_type=column_type, **more)
