"""Many cases pass in one transaction: one event, taken back whole, and nothing at all where one cannot."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from kontant.errors import Refused, StoreError
from kontant.model.records import AssignmentFields
from kontant.store import log
from kontant.store.assignments import hand_over
from kontant.store.reading import reading
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

AT = "2026-11-22T08:00:00+00:00"
DAY = date(2026, 11, 22)
REFS = [f"2024-{n:02}" for n in range(40)]


@pytest.fixture
def forty(caseload):
    """Forty cases of lbh, with every bookkeeping column filled."""
    from kontant.model.records import CaseFields

    head = {"name": "Åse", "opened": "2020-01-01", "target_group": "job_ready", "track": "job", "challenges": ""}
    with writing(caseload, command="test", who="tester", at=AT) as writer:
        for ref in REFS:
            writer.insert("cases", CaseFields.model_validate(head | {"case_ref": ref}))
            writer.insert("assignments", fields(ref, "lbh", "2024-01-01"))
    return caseload


def fields(ref, who, start, role="coordinator"):
    return AssignmentFields.model_validate({"case_ref": ref, "role": role, "start": start, "caseworker": who})


def pass_all(caseload, refs=REFS, who="mkj", start=DAY, today=DAY):
    with writing(caseload, command="caseworker handover", who="tester", at=AT) as writer:
        done = hand_over(writer, refs, "LBH", fields(refs[0], who, start), today)
    return writer.event_id, done


def assigned(caseload, ref):
    with closing(sqlite3.connect(caseload)) as raw:
        found = "SELECT caseworker, start, end FROM assignments WHERE case_ref = ? AND withdrawn IS NULL ORDER BY start"
        return raw.execute(found, (ref,)).fetchall()


def test_forty_cases_are_one_event_and_undo_takes_it_all_back(forty, contents):
    before = contents()
    number, done = pass_all(forty)
    assert list(done) == REFS
    with reading(forty) as connection:
        event = log.event(connection, number)
        assert event is not None and (event.command, event.changes) == ("caseworker handover", 80)
        assert log.events(connection)[0].id == number
    for ref in REFS:
        assert assigned(forty, ref) == [("lbh", "2024-01-01", "2026-11-21"), ("mkj", "2026-11-22", None)]
    undo(forty, plan(forty, None), who="tester", at=AT)
    assert contents() == before


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("eva", DAY), "Case 2024-39 was changed meanwhile; nothing was handed over"),
        (("eva", DAY - timedelta(days=1)), "Case 2024-39 was changed meanwhile; nothing was handed over"),
        (("mkj", DAY - timedelta(days=1)), "Case 2024-39 was changed meanwhile; nothing was handed over"),
    ],
)
def test_one_case_that_cannot_pass_changes_nothing(forty, fill, contents, row, told):
    who, start = row
    fill("assignments", case_ref=REFS[-1], role="coordinator", start=start.isoformat(), caseworker=who)
    before = contents()
    with pytest.raises(Refused, match=told):
        pass_all(forty)
    assert contents() == before
    with reading(forty) as connection:
        assert [event.command for event in log.events(connection)] == ["test", "test"]


@pytest.mark.parametrize("who", ["eva", "lbh"])
def test_from_a_day_in_the_past_one_that_has_passed_since_changes_nothing(forty, fill, contents, who):
    """Who holds it today began after the day in the past, be it lbh once more."""
    fill("assignments", case_ref=REFS[-1], role="coordinator", start="2026-11-15", caseworker=who)
    before = contents()
    with pytest.raises(Refused, match="Case 2024-39 was changed meanwhile; nothing was handed over"):
        pass_all(forty, start=date(2026, 11, 1))
    assert contents() == before
    assert list(pass_all(forty, REFS[:-1], start=date(2026, 11, 1))[1]) == REFS[:-1]


def test_from_a_day_in_the_past_one_that_has_closed_since_changes_nothing(forty, contents):
    with writing(forty, command="test", who="tester", at=AT) as writer:
        writer.update("cases", {"case_ref": REFS[7]}, {"closed": date(2026, 11, 10), "close_reason": "job"})
    before = contents()
    with pytest.raises(Refused, match="Case 2024-07 is closed on 2026-11-22; nobody can take it over then"):
        pass_all(forty, start=date(2026, 11, 1))
    assert contents() == before


def test_one_that_is_closed_by_then_changes_nothing(forty, contents):
    with writing(forty, command="test", who="tester", at=AT) as writer:
        writer.update("cases", {"case_ref": REFS[7]}, {"closed": DAY, "close_reason": "job"})
    before = contents()
    with pytest.raises(Refused, match="Case 2024-07 is closed on 2026-11-22; nobody can take it over then"):
        pass_all(forty)
    assert contents() == before


def test_one_that_is_gone_by_then_changes_nothing(forty, contents):
    with closing(sqlite3.connect(forty)) as raw:
        raw.execute("DELETE FROM assignments WHERE case_ref = ?", (REFS[7],))
        raw.execute("DELETE FROM cases WHERE case_ref = ?", (REFS[7],))
        raw.commit()
    before = contents()
    with pytest.raises(Refused, match="Case 2024-07 was changed meanwhile; nothing was handed over, look at it again"):
        pass_all(forty)
    assert contents() == before


def test_who_stands_in_for_the_former_does_so_for_the_new_one(forty, fill, contents):
    before = contents()
    fill("assignments", case_ref=REFS[0], role="coordinator", start="2026-12-01", caseworker="eva", end="2026-12-31")
    number, done = pass_all(forty)
    assert done[REFS[0]].until is None
    assert assigned(forty, REFS[0])[1:] == [("mkj", "2026-11-22", None), ("eva", "2026-12-01", "2026-12-31")]
    undo(forty, plan(forty, number), who="tester", at=AT)
    undo(forty, plan(forty, None), who="tester", at=AT)
    assert contents() == before


def test_a_withdrawn_assignment_is_in_nobodys_way_and_who_is_to_follow_still_does(forty, fill):
    fill("assignments", case_ref=REFS[0], role="coordinator", start="2026-11-22", caseworker="eva")
    fill("assignments", case_ref=REFS[1], role="coordinator", start="2027-01-01", caseworker="eva")
    with closing(sqlite3.connect(forty)) as raw:
        raw.execute("UPDATE assignments SET withdrawn = '2026-11-20' WHERE start = '2026-11-22'")
        raw.commit()
    _number, done = pass_all(forty, who="MKJ")
    assert assigned(forty, REFS[0])[-1] == ("MKJ", "2026-11-22", None)
    assert assigned(forty, REFS[1])[1:] == [("MKJ", "2026-11-22", "2026-12-31"), ("eva", "2027-01-01", None)]
    assert [ref for ref, given in done.items() if given.until] == [REFS[1]]


def test_other_roles_of_the_same_person_stay(forty, fill):
    fill("assignments", case_ref=REFS[0], role="mentor", start="2024-02-01", caseworker="lbh")
    pass_all(forty)
    assert ("lbh", "2024-02-01", None) in assigned(forty, REFS[0])


def test_a_caseload_in_use_is_left_as_it_was(forty, contents, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    before = contents()
    with closing(sqlite3.connect(forty, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program; nothing was changed"):
            pass_all(forty)
    assert contents() == before
