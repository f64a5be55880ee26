"""A role passes on: who ends when, who follows, and what is refused."""

from datetime import date

import pytest
import support
from support import AT

from kontant.errors import Refused
from kontant.model.records import AssignmentFields, CaseFields
from kontant.store import log
from kontant.store.assignments import assign, pass_on
from kontant.store.reading import reading
from kontant.store.writes import writing

REF = "2020-1"
HELD = [
    ("coordinator", "2024-01-01", "MKJ", "2024-12-31"),
    ("coordinator", "2025-01-01", "lbh", "2026-11-30"),
    ("coordinator", "2026-12-01", "eva", None),
    ("mentor", "2025-01-01", "abc", None),
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def give(empty, tmp_path):
    """Pass the role to somebody from a day on, in a case held by several; ``give.log`` is what the event changed."""
    path = tmp_path / "case.sqlite"
    path.write_bytes(empty.read_bytes())
    head = {"case_ref": REF, "name": "Anna", "opened": "2020-01-01", "closed": "2027-06-01", "close_reason": "job"}
    with writing(path, command="test", who="tester", at=AT) as writer:
        more = {"target_group": "job_ready", "track": "job", "challenges": ""}
        writer.insert("cases", CaseFields.model_validate(head | more))
        for each in HELD:
            writer.insert("assignments", _fields(*each))

    def run(who, start, do=assign, role="coordinator"):
        with writing(path, command="assign", who="tester", at=AT) as writer:
            done = do(writer, _fields(role, start, who, None))
        with reading(path) as connection:
            run.log = list(log.changes(connection, writer.event_id))
        return done

    return run


def _fields(role, start, who, end):
    values = {"case_ref": REF, "role": role, "start": start, "caseworker": who, "end": end}
    return AssignmentFields.model_validate(values)


def test_whoever_holds_it_ends_the_day_before_and_whoever_follows_still_does(give):
    done = give("mkj", "2026-06-01")
    assert (done.ended, done.until) == (("lbh",), date(2026, 11, 30))
    ended, begun = done.changes
    assert (ended.before["end"], ended.after["end"]) == ("2026-11-30", "2026-05-31")
    # In the spelling of the caseload.
    assert (begun.before, begun.after["caseworker"], begun.after["end"]) == (None, "MKJ", "2026-11-30")
    assert list(done.changes) == give.log


def test_nobody_holds_it_and_nobody_follows(give):
    done = give("ny", "2026-06-01", role="broker")
    assert (done.ended, done.until, len(done.changes)) == ((), None, 1)


@pytest.mark.parametrize(
    ("who", "start", "sentence"),
    [
        ("LBH", "2026-11-30", "lbh is coordinating caseworker of case 2020-1 already, since 2025-01-01."),
        (
            "mkj",
            "2026-12-01",
            "eva begins as coordinating caseworker on that same day, 2026-12-01; choose another day.",
        ),
        ("mkj", "2027-06-01", "Case 2020-1 is closed on 2027-06-01; nobody can take it over then."),
    ],
)
def test_what_cannot_be(give, who, start, sentence):
    with pytest.raises(Refused) as refusal:
        give(who, start)
    assert str(refusal.value) == sentence


def test_passing_on_to_whoever_has_it_writes_nothing_but_refuses_the_rest(give):
    assert give("LBH", "2026-11-30", pass_on) is None
    assert give.log == []
    assert give("eva", "2026-12-01", pass_on) is None
    with pytest.raises(Refused, match="on that same day"):
        give("mkj", "2026-12-01", pass_on)
    with pytest.raises(Refused, match="closed"):
        give("eva", "2027-06-01", pass_on)
