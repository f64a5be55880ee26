"""What the clarification counts from: the day the law began for the group, whichever record of it is in force."""

from dataclasses import replace
from datetime import date

import pytest

from kontant.rules.evaluate import Evaluator
from kontant.rules.overriding import overridden, settings
from kontant.rules.parameters import Parameters

from .facts import timeline

NAME, RULE = "clarification.years", "clarification-due"
CASE = {"opened": date(2015, 1, 1), "born": date(1980, 5, 5)}


def deadlines(parameters: Parameters, day: str, **case: object) -> list[date | None]:
    flags = Evaluator(parameters, date.fromisoformat(day), rules=[RULE]).flags(timeline(CASE | case))
    return [flag.deadline for flag in flags]


def test_a_municipalitys_own_record_does_not_begin_the_count_again(parameters: Parameters) -> None:
    own = [replace(v, first=date(2026, 1, 1), origin="own") for v in parameters[NAME].values]
    with_own = parameters.with_local({NAME: own})
    assert deadlines(with_own, "2027-06-01") == deadlines(parameters, "2027-06-01") == [date(2027, 7, 1)]


def test_trying_another_number_does_not_either(parameters: Parameters) -> None:
    tried = overridden(parameters, settings([f"{NAME}=1"], parameters))
    assert deadlines(tried, "2026-06-01") == [date(2026, 7, 1)]


@pytest.mark.parametrize(("group", "expected"), [("job_ready", date(2028, 1, 1)), ("activity_ready", date(2027, 7, 1))])
def test_a_group_that_only_the_own_record_names_counts_from_that(
    group: str, expected: date, parameters: Parameters
) -> None:
    own = [replace(v, first=date(2026, 1, 1), groups=v.groups | {"job_ready"}) for v in parameters[NAME].values]
    assert deadlines(parameters.with_local({NAME: own}), "2028-01-01", target_group=group) == [expected]
