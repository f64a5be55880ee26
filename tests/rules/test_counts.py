"""How many like the one that is told: those whose deadline has come by then, however far ahead the list looks."""

from dataclasses import replace
from datetime import date

import pytest

from kontant.rules.evaluate import Evaluator
from kontant.rules.parameter_file import load

from .facts import timeline

PARAMETERS = load()
FOLLOW_UP = {
    "opened": date(2020, 1, 1),
    "offers": ["guidance 2026-10-01 ..", "education 2026-10-20 ..", "utility_work 2026-10-27 .."],
}
EVALUATION = {
    "opened": date(2020, 1, 1),
    "offers": [
        "guidance 2026-06-01 .. 2026-10-01 completed",
        "education 2026-06-01 .. 2026-10-20 completed",
        "utility_work 2026-06-01 .. 2026-10-27 interrupted",
    ],
}


@pytest.mark.parametrize(
    ("rule", "case"), [("offer-follow-up-due", FOLLOW_UP), ("offer-evaluation-missing", EVALUATION)]
)
@pytest.mark.parametrize("horizon", [14, 30, 90])
def test_the_count_goes_by_deadlines_and_never_by_how_far_ahead_one_looks(rule, case, horizon):
    def counted(day):
        (flag,) = Evaluator(PARAMETERS, day, horizon, {rule}).flags(timeline(case))
        return flag.facts["count"], flag.deadline

    count, first = counted(date(2026, 10, 15))
    assert count == 1
    assert counted(date(2026, 11, 2)) == (1, first)
    assert counted(date(2026, 11, 24)) == (3, first)


def test_a_record_of_ones_own_does_not_restart_the_225_hour_rule():
    (record,) = PARAMETERS["rule_225.hours"].values
    own = PARAMETERS.with_local({"rule_225.hours": [replace(record, value=300, first=date(2023, 1, 1))]})
    case = timeline({"opened": date(2010, 1, 1)})
    (flag,) = Evaluator(own, date(2024, 1, 1), 14, {"rule-225-risk"}).flags(case)
    assert (flag.facts["required"], flag.deadline) == (300, date(2016, 10, 1))
