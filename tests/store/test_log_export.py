"""What left the caseload stands in its log: nothing to undo, and no export from a caseload that takes no entry."""

import sqlite3
from contextlib import closing

import pytest
from file_modes import obeying_modes

from kontant.errors import NotFound, Refused, StoreError
from kontant.store import log
from kontant.store.log_export import log_reading
from kontant.store.reading import reading
from kontant.store.undo import plan, undo

AT = "2026-11-22T08:00:00+00:00"
DETAILS = {"case_refs": ["a", "b"], "as_of": "2026-11-22", "format": "xlsx", "to": "file"}


def exported(caseload, **details):
    return log_reading(caseload, who="tester", at=AT, command="export cases --identified", details=details or DETAILS)


def test_it_is_an_event_without_changes(caseload, contents):
    before = contents()
    number = exported(caseload)
    with reading(caseload) as connection:
        event = log.event(connection, number)
        assert list(log.changes(connection, number)) == []
    assert event is not None
    assert (event.is_reading, event.changes, event.who, event.at) == (True, 0, "tester", AT)
    assert event.command == "export cases --identified"
    assert event.details == {"reading": True, "cases": 2, **DETAILS}
    assert contents() == before


def test_it_is_told_of_the_cases_that_it_names_and_no_others(caseload, fill):
    for ref in "abc":
        fill("cases", case_ref=ref, name="Åse")
    number = exported(caseload)
    with reading(caseload) as connection:
        assert [[e.id == number for e in log.events_of_case(connection, ref)] for ref in "abc"] == [
            [True, False],
            [True, False],
            [False],
        ]


def test_undo_passes_it_over(caseload, fill, contents):
    before = contents()
    number = fill("cases", case_ref="a", name="Åse")
    exported(caseload)
    planned = plan(caseload, None)
    assert planned.event.id == number
    undo(caseload, planned, who="tester", at=AT)
    assert contents() == before
    with pytest.raises(NotFound, match="nothing to undo"):
        plan(caseload, None)


def test_undo_by_its_number_is_refused(caseload):
    number = exported(caseload)
    with pytest.raises(Refused, match=f"^Event {number} changed nothing in the caseload"):
        plan(caseload, number)


def test_a_caseload_in_use_takes_no_entry_and_lets_nothing_out(caseload, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"in use by another program.*without that nothing was exported\.$"):
            exported(caseload)


def test_a_read_only_caseload_lets_nothing_out(caseload):
    caseload.chmod(0o400)
    with pytest.raises(StoreError, match=r"read-only.*without that nothing was exported\.$"):
        obeying_modes(lambda: exported(caseload))
