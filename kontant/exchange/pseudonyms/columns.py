"""What each column of a caseload holds, so that nothing gets into a copy unless it is known what it is.

A column that is added to the model stands here too, or no copy is made.
"""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Text

from kontant.model.tables import table
from kontant.model.types import IsoDate

# Codes tell nothing of who somebody is beyond the group that they belong to; what stands in their place and is none of
# kontant's own (the name of a municipality's template) is a word like any other.
_CODES = (
    "gender close_reason target_group track challenges benefit kind status channel type outcome scope role from_kind"
    " decision form template rule seniority_group point answer records table_name field"
)
_TEXTS: Mapping[str, str] = {
    **dict.fromkeys(_CODES.split(), "code"),
    "case_ref": "ref",
    "name": "name",
    "cpr": "cpr",
    "caseworker": "initials",
    "reviewer": "initials",
    "provider": "provider",
    "employer": "employer",
    "goal": "goal",
    "explanation": "explanation",
    "title": "title",
    "actor": "actor",
    "question": "text",
    "purpose": "text",
    "text": "text",
    "remark": "text",
    "reason": "text",
    "answers": "answers",
    "pool": "codes",
    "missing": "codes",
    "fingerprint": "fingerprint",
    "record": "record",
    "was": "corrected",
    "became": "corrected",
}
_ELSEWHERE = {("exemptions", "reason"): "code"}
# By what they are, beside their type.
_NUMBERED = {"batch": "event", "id": "number", "birth_date": "birthday", "month": "month"}


def kind(name: str, column: str) -> str:
    """What ``column`` of table ``name`` holds; raises ``KeyError`` where that is not known."""
    if column in _NUMBERED:
        return _NUMBERED[column]
    found = table(name).c[column].type
    if isinstance(found, IsoDate):
        return "day"
    if not isinstance(found, Text):
        return "figure"
    return _ELSEWHERE.get((name, column)) or _TEXTS[column]


@cache
def kinds(name: str) -> dict[str, str]:
    """The columns of table ``name``, each with what it holds."""
    return {column.name: kind(name, column.name) for column in table(name).c}
