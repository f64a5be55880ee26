"""Flags put aside: written with a reason, read for a day, undone and redone, and never touched by an import."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest
from pydantic import ValidationError
from support import AT, DATA, DAY, fill, imported

from kontant.errors import NotFound, Refused
from kontant.exchange.headers import table_of
from kontant.exchange.importing import import_extract
from kontant.model.records import SnoozeFields
from kontant.model.tables import EXTRACT_TABLES, table
from kontant.store import log, snoozes
from kontant.store.reading import reading
from kontant.store.snoozes import Snooze
from kontant.store.timelines import Refs
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

ONE_DAY = timedelta(days=1)
SNOOZE = Snooze(
    rule="exemption-ended",
    scope="activation",
    set_on=date(2026, 11, 22),
    until=date(2026, 12, 6),
    reason="Ferie til 1. december",
    caseworker="lbh",
    deadline=date(2026, 11, 30),
    fingerprint="abc",
    event=0,
)
KEY = (SNOOZE.rule, SNOOZE.scope)


@pytest.fixture
def case(caseload):
    fill(caseload, "cases", case_ref="2020-1", name="Åse")
    return caseload


def put(path, snooze=SNOOZE, case_ref="2020-1"):
    """Put a flag aside; gives the number of the event and what was changed."""
    with writing(path, command="snooze", who="tester", at=AT) as writer:
        change = snoozes.put(writer, case_ref, snooze)
    return writer.event_id, change


def of_case(path, case_ref="2020-1", day=None):
    with reading(path) as connection:
        return snoozes.snoozes_of(connection, case_ref, day=day)


def everything(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM snoozes ORDER BY 1, 2, 3").fetchall()


def test_every_column_read_is_one_of_the_models():
    assert {"case_ref", *snoozes.COLUMNS} == {*SnoozeFields.model_fields, "batch"}
    assert set(snoozes.COLUMNS) <= set(table("snoozes").columns.keys())
    assert [column.name for column in table("snoozes").primary_key] == ["case_ref", "rule", "scope"]


def test_what_was_put_is_what_is_read(case):
    event, change = put(case)
    assert of_case(case) == {KEY: SNOOZE._replace(event=event)}
    assert (change.before, change.after["reason"]) == (None, SNOOZE.reason)
    assert of_case(case, "none") == {}


def test_one_without_a_day_or_a_deadline_is_read_as_such(case):
    ack = SNOOZE._replace(until=None, deadline=None, caseworker=None, scope="")
    event, _change = put(case, ack)
    assert of_case(case) == {(ack.rule, ""): ack._replace(event=event)}
    assert of_case(case, day=date(2200, 12, 31)) == of_case(case)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (SNOOZE.set_on - ONE_DAY, False),
        (SNOOZE.set_on, True),
        (SNOOZE.until - ONE_DAY, True),
        (SNOOZE.until, False),
        (SNOOZE.until + ONE_DAY, False),
    ],
)
def test_a_day_leaves_those_that_its_date_lets_stand(case, day, stands):
    put(case)
    assert bool(of_case(case, day=day)) == stands
    with reading(case) as connection:
        assert bool(snoozes.snoozes(connection, day=day)) == stands


def test_ranges_of_cases_hold_every_snooze_once(case):
    refs = ["2020-1", "2020-2", "2021-1", "ø"]
    for ref in refs[1:]:
        fill(case, "cases", case_ref=ref, name="Bo")
    for ref in refs:
        put(case, case_ref=ref)
        put(case, SNOOZE._replace(rule="offer-first", scope=""), ref)
    with reading(case) as connection:
        whole = snoozes.snoozes(connection)
        parts = [snoozes.snoozes(connection, part) for part in (Refs("", "2020-2"), Refs("2020-2", "ø"), Refs("ø"))]
    assert list(whole) == refs and all(len(found) == 2 for found in whole.values())
    assert [list(part) for part in parts] == [refs[:1], refs[1:3], refs[3:]]
    assert {ref: found for part in parts for ref, found in part.items()} == whole


def test_a_second_one_takes_the_place_of_the_first(case):
    first, _change = put(case)
    later = SNOOZE._replace(until=date(2027, 1, 1), reason="Aftalt igen", fingerprint="def")
    second, change = put(case, later)
    assert of_case(case) == {KEY: later._replace(event=second)}
    assert (change.before["until"], change.after["until"]) == ("2026-12-06", "2027-01-01")
    assert put(case, later)[1] is None
    assert of_case(case)[KEY].event == second
    undo(case, plan(case, second), who="x", at=AT)
    assert of_case(case) == {KEY: SNOOZE._replace(event=first)}


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_there_must_be_a_reason(case, reason):
    with pytest.raises(ValidationError, match="reason"):
        put(case, SNOOZE._replace(reason=reason))
    assert everything(case) == []


def test_there_must_be_a_case(case):
    with pytest.raises(NotFound, match="case"):
        put(case, case_ref="none")


@pytest.mark.parametrize("until", [SNOOZE.set_on, SNOOZE.set_on - ONE_DAY])
def test_one_that_ends_before_it_begins_is_refused_by_model_and_file(case, until):
    with pytest.raises(ValidationError):
        put(case, SNOOZE._replace(until=until))
    put(case)
    with closing(sqlite3.connect(case)) as connection, pytest.raises(sqlite3.IntegrityError, match="until"):
        connection.execute("UPDATE snoozes SET until = ?", (until.isoformat(),))


def test_it_is_undone_and_redone(case):
    event, _change = put(case)
    before = everything(case)
    undoing = undo(case, plan(case, event), who="x", at=AT)
    assert everything(case) == []
    undo(case, plan(case, undoing), who="x", at=AT)
    assert everything(case) == before
    undo(case, plan(case, event), who="x", at=AT)
    assert everything(case) == []


def test_an_older_one_is_not_undone_under_a_newer(case):
    first, _change = put(case)
    put(case, SNOOZE._replace(reason="Nyt"))
    with pytest.raises(Refused, match="changed again later"):
        undo(case, plan(case, first), who="x", at=AT)


def test_a_case_with_a_snooze_is_not_taken_out_under_it(case):
    put(case)
    with pytest.raises(Refused, match="snooze"):
        undo(case, plan(case, 1), who="x", at=AT)


def test_it_stands_in_the_log_of_its_case(case):
    event, _change = put(case)
    with reading(case) as connection:
        assert [found.id for found in log.events_of_case(connection, "2020-1")] == [event, 1]
        (change,) = log.changes(connection, event)
    assert (change.table, change.key) == ("snoozes", {"case_ref": "2020-1", "rule": SNOOZE.rule, "scope": "activation"})


def test_no_extract_carries_it():
    assert "snoozes" not in EXTRACT_TABLES
    assert table_of("snoozes") is None and table_of("udsættelser") is None


def test_an_import_and_its_undoing_leave_it_alone(tmp_path):
    path = imported(tmp_path, "caseload")
    with reading(path) as connection:
        refs = [ref for (ref,) in connection.execute("SELECT case_ref FROM cases ORDER BY 1 LIMIT 3")]
    for ref in refs:
        put(path, case_ref=ref)
    before = everything(path)
    import_extract(path, DATA / "caseload", extract_date=DAY + ONE_DAY, who="x", at=AT)
    assert everything(path) == before
    changed = shutil.copytree(DATA / "caseload", tmp_path / "changed")
    cases = (changed / "cases.csv").read_text(encoding="utf-8")
    (changed / "cases.csv").write_text(cases.replace("job_ready", "activity_ready"), encoding="utf-8")
    report = import_extract(path, changed, extract_date=DAY + 2 * ONE_DAY, who="x", at=AT)
    assert report.changes
    assert everything(path) == before
    undo(path, plan(path, None), who="x", at=AT)
    assert everything(path) == before
