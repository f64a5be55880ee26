"""The rules that are off until a municipality's own file turns them on: capacity-unassessed and visitation-pending."""

from datetime import date
from pathlib import Path

import pytest

from kontant.rules import wording
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Quiet
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters

from .facts import timeline

OWN = """
[["clarification.capacity_asked".values]]
value = true
from = 2016-11-22
source = "decided by the council"

[["clarification.visitation_asked".values]]
value = true
from = 2016-11-22
source = "decided by the council"
"""
CAPACITY, VISITATION = "capacity-unassessed", "visitation-pending"


@pytest.fixture
def turned_on(tmp_path: Path) -> Parameters:
    """The built-in parameters with both rules turned on."""
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    return load(own)


def found(parameters: Parameters, rule: str, day: str, **entry: object) -> list[str]:
    flags = Evaluator(parameters, date.fromisoformat(day), rules=[rule]).flags(timeline(entry))
    return [f"{flag.status} {flag.deadline}" for flag in flags]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-08-31", []),
        ("2026-09-01", ["due 2026-09-15"]),
        ("2026-09-15", ["due 2026-09-15"]),
        ("2026-09-16", ["overdue 2026-09-15"]),
    ],
)
def test_capacity_is_to_be_assessed_after_a_year_on_benefit(
    turned_on: Parameters, day: str, expected: list[str]
) -> None:
    since = {"opened": date(2026, 1, 1), "benefits": ["cash_benefit 2025-09-15 .."]}
    assert found(turned_on, CAPACITY, day, **since) == expected


@pytest.mark.parametrize(
    ("note", "cleared"),
    [
        ("2025-09-15 clarification", True),
        ("2025-09-14 clarification", False),
        ({"note": "2026-10-01 exemption_review", "answers": {"capacity": "Tre timer om dagen"}}, True),
        ({"note": "2026-10-01 exemption_review", "answers": {"capacity": " "}}, False),
        ({"note": "2025-09-14 exemption_review", "answers": {"capacity": "Tre timer om dagen"}}, False),
        ("2026-10-01 exemption_review", False),
        ("2026-10-02 clarification", False),  # not yet written
        ({"note": "2026-10-01 free", "answers": {"capacity": "Tre timer om dagen"}}, False),
    ],
)
def test_a_clarification_or_a_review_that_tells_of_the_capacity_clears_it(
    turned_on: Parameters, note: object, cleared: bool
) -> None:
    case = {"opened": date(2025, 9, 15), "notes": [note]}
    assert found(turned_on, CAPACITY, "2026-10-01", **case) == ([] if cleared else ["overdue 2026-09-15"])


def test_capacity_is_not_asked_for_off_benefit(turned_on: Parameters) -> None:
    case = {"opened": date(2020, 1, 1), "benefits": ["cash_benefit 2020-01-01 .. 2026-08-01"]}
    assert found(turned_on, CAPACITY, "2026-10-01", **case) == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-10-14", []),
        ("2026-10-15", ["due 2026-10-29"]),
        ("2026-10-29", ["due 2026-10-29"]),
        ("2026-10-30", ["overdue 2026-10-29"]),
    ],
)
def test_the_target_group_is_to_be_settled_within_four_weeks(
    turned_on: Parameters, day: str, expected: list[str]
) -> None:
    case = {"opened": date(2026, 10, 1), "target_group": "education_ready"}
    assert found(turned_on, VISITATION, day, **case) == expected


@pytest.mark.parametrize("group", ["job_ready", "activity_ready"])
def test_a_settled_group_clears_it(turned_on: Parameters, group: str) -> None:
    assert found(turned_on, VISITATION, "2026-11-22", opened=date(2026, 1, 1), target_group=group) == []


@pytest.mark.parametrize("rule", [CAPACITY, VISITATION])
def test_off_says_so(parameters: Parameters, english: None, rule: str) -> None:
    case = timeline({"opened": date(2020, 1, 1), "target_group": "education_ready"})
    (said,) = Evaluator(parameters, date(2026, 11, 22), rules=[rule]).account(case)
    assert isinstance(said, Quiet) and said.reason == "switched_off"
    assert wording.why_quiet(said).startswith("The rule is off")


def test_the_basis_of_the_proposal_is_told(turned_on: Parameters) -> None:
    case = timeline({"opened": date(2020, 1, 1)})
    (flag,) = Evaluator(turned_on, date(2026, 11, 22), rules=[CAPACITY]).flags(case)
    assert isinstance(flag, Flag) and flag.basis == "proposal"
    assert "forslag 7" in (flag.law[0].source_da or "")
