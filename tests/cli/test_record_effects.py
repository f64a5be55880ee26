"""What is told of a change's effect on the flags of a case."""

import pytest

from kontant.cli.context import Context
from kontant.cli.effects_told import Flags, raised, tell_flags
from kontant.cli.judging import evaluator


@pytest.fixture
def flags(caseload, fill):
    """The flags that a case has now."""
    fill("cases", case_ref="2020-1", name="Åse")
    context = Context(db=str(caseload))

    def now(ref="2020-1"):
        return raised(context, evaluator(context, context.today), ref)

    return now


def told(capsys, *flags, **more):
    tell_flags(*flags, **more)
    return capsys.readouterr().out


def test_nothing_is_told_where_nothing_changed(flags, capsys):
    assert told(capsys, flags(), flags()) == ""


def test_what_remains_is_told_with_deadline_reason_and_command(flags, fill, capsys):
    before = flags()
    fill("assignments", case_ref="2020-1", role="coordinator", start="2020-01-01", caseworker="eva")
    fill("conversations", case_ref="2020-1", date="2026-11-20", kind="job", status="held")
    out = told(capsys, before, flags(), remaining=True, prefix="kontant --demo")
    first, second, *rest = out.splitlines()
    assert first == "Cleared: Next conversation, No caseworker"
    assert second == "Still to do in the case:"
    place = rest.index("  overdue 2020-07-01  First offer")
    assert rest[place + 1].startswith("    No offer yet since the case was opened 2020-01-01.")
    assert rest[place + 2].startswith("    > kontant --demo ") and "2020-1" in rest[place + 2]


def test_no_flag_is_told_as_such(flags, capsys):
    assert told(capsys, flags(), Flags(), remaining=True).endswith("No flag stands in the case now.\n")


def test_a_case_that_is_closed_or_not_there_has_no_flags(flags, run):
    assert flags("none") == {}
    assert flags() != {}
    run("case", "close", "2020-1", "--reason", "job")
    assert flags() == {}


def test_one_flag_for_each_scope(flags, fill):
    for scope in ("activation", "conversations"):
        fill("exemptions", case_ref="2020-1", scope=scope, start="2026-01-01", reason="health")
    assert ("exemption-open-ended", "activation") in flags()
    assert ("conversation-due", "") not in flags()
