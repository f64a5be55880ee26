"""Staging and merging on a real caseload: what SQL finds among staged rows, and what it writes for them."""

import sqlite3
from contextlib import contextmanager
from datetime import date

import pytest

from kontant.model.tables import RECORDS, table
from kontant.store import schema, seals
from kontant.store.engine import make_engine, raw
from kontant.store.merge import TableMerge, open_cases_not_staged
from kontant.store.staging import Double, Staging, staged

DAY, LATER = date(2026, 11, 22), date(2026, 11, 29)
EVERY = {name: frozenset(model.model_fields) for name, model in RECORDS.items()}


def case(ref, line, **more):
    row = {
        "case_ref": ref,
        "name": "Ane",
        "opened": "2026-01-05",
        "target_group": "job_ready",
        "track": "job",
        "challenges": "",
    }
    return (*((row | more).get(column) for column in RECORDS["cases"].model_fields), line)


def talk(ref, line, day="2026-12-01", status="planned"):
    return (ref, day, "job", status, None, None, line)


@pytest.fixture
def staging(tmp_path):
    """A staging in one transaction of a new caseload."""
    path = tmp_path / "caseload.sqlite"
    schema.create(path)

    @contextmanager
    def begun():
        with make_engine(path).connect() as connection, connection.begin():
            yield Staging(connection), connection

    begun.path = path
    return begun


def merged(staging, day, cases=(), conversations=None, given=EVERY):
    with staging() as (stage, connection):
        tables = {"cases": cases} | ({} if conversations is None else {"conversations": conversations})
        for name, rows in tables.items():
            stage.begin(name)
            stage.add(name, rows)
        merges = [TableMerge(name, given[name], day) for name in tables]
        vanished = []
        counts = {merge.name: merge.counts(connection, vanished) for merge in merges}
        event = None
        if any(count.written for count in counts.values()):
            event = seals.enter(raw(connection), at="now", who="me", command="import", details=None)
        for merge in merges:
            merge.write(connection, event, counts[merge.name])
        return counts, vanished


def rows(staging, statement):
    connection = sqlite3.connect(staging.path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def test_staged_tables_have_the_columns_of_the_records():
    for name, model in RECORDS.items():
        assert [column.name for column in staged(name).c] == [*model.model_fields, "line"]
        assert [str(column.type) for column in staged(name).c][:-1] == [
            str(table(name).c[c].type) for c in model.model_fields
        ]


def test_doubles_are_named_with_their_lines_and_marked(staging):
    with staging() as (stage, _connection):
        stage.begin("cases")
        stage.add("cases", [case("A", 9), case("B", 3), case("A", 2), case("A", 30)])
        assert list(stage.doubles("cases")) == [Double("A", 2, 9), Double("A", 2, 30)]
        assert stage.leave_out_faulty() == ["A"]
        assert list(stage.doubles("cases")) == []


def test_orphans_are_rows_whose_case_is_nowhere(staging):
    merged(staging, DAY, [case("OLD", 2)])
    with staging() as (stage, _connection):
        stage.begin("cases")
        stage.add("cases", [case("A", 2)])
        stage.mark("cases", [("BAD", 3)])
        stage.begin("conversations")
        stage.add("conversations", [talk("A", 2), talk("OLD", 3), talk("BAD", 4), talk("Z", 5)])
        stage.mark("conversations", [("Y", 6), ("A", 7)])
        assert sorted(stage.orphans("conversations")) == [("Y", 6), ("Z", 5)]
        assert stage.leave_out_faulty() == ["A", "BAD", "Y", "Z"]


def test_late_compares_with_what_the_caseload_holds(staging):
    merged(staging, DAY, [case("A", 2, closed="2026-03-01"), case("B", 3)])
    with staging() as (stage, _connection):
        stage.begin("cases")
        stage.add("cases", [case("A", 2, opened="2026-03-02"), case("B", 3, opened="2026-03-02")])
        assert list(stage.late("cases", "opened", "closed")) == [("A", 2)]


def test_staged_rows_are_gone_with_the_connection(staging):
    with staging() as (stage, _connection):
        stage.begin("cases")
    assert rows(staging, "SELECT name FROM sqlite_master WHERE name LIKE 'staged%'") == []


def test_counts_add_up(staging):
    merged(staging, DAY, [case("A", 2), case("B", 3)], [talk("A", 2), talk("B", 3), talk("B", 4, "2026-12-09")])
    counts, vanished = merged(
        staging,
        LATER,
        [case("A", 2, name="Bo"), case("B", 3)],
        [talk("A", 2), talk("B", 3, status="held"), talk("B", 4, "2026-12-10")],
    )
    assert counts == {"cases": (0, 1, 0, 1, 0, 0), "conversations": (1, 1, 0, 1, 1, 1)}
    assert [(gone.table, gone.withdrawn) for gone in vanished] == [("conversations", True)]
    assert rows(staging, "SELECT event_id, table_name FROM changes ORDER BY event_id, seq") == [
        (2, "cases"), (2, "conversations"), (2, "conversations"),
    ]  # fmt: skip
    assert rows(staging, "SELECT case_ref, batch, seen_on FROM cases ORDER BY 1") == [
        ("A", 2, "2026-11-29"),
        ("B", 1, "2026-11-29"),
    ]


def test_seen_on_moves_forward_without_an_event_and_never_back(staging):
    merged(staging, DAY, [case("A", 2)])
    merged(staging, LATER, [case("A", 2)])
    assert rows(staging, "SELECT seen_on, batch FROM cases") == [("2026-11-29", 1)]
    merged(staging, DAY, [case("A", 2)])
    assert rows(staging, "SELECT seen_on, batch FROM cases") == [("2026-11-29", 1)]
    assert rows(staging, "SELECT count(*) FROM events") == [(1,)]


def test_what_was_typed_here_never_vanishes_until_an_extract_has_held_it(staging):
    merged(staging, DAY, [case("A", 2)])
    with staging() as (_stage, connection):
        connection.exec_driver_sql(
            "INSERT INTO conversations (case_ref, date, kind, status, batch) "
            "VALUES ('A', '2026-12-01', 'job', 'planned', 1)"
        )
    assert merged(staging, DAY, [case("A", 2)], [])[1] == []
    assert merged(staging, DAY, [case("A", 2)], [talk("A", 2)])[0]["conversations"].unchanged == 1
    assert len(merged(staging, LATER, [case("A", 2)], [])[1]) == 1


def test_columns_not_given_are_neither_compared_nor_written(staging):
    merged(staging, DAY, [case("A", 2, cpr="0101801234")])
    lean = {**EVERY, "cases": EVERY["cases"] - {"cpr"}}
    counts, _vanished = merged(staging, LATER, [case("A", 2, name="Bo")], given=lean)
    assert counts["cases"].changed == 1
    assert rows(staging, "SELECT name, cpr FROM cases") == [("Bo", "0101801234")]


def test_open_cases_that_the_extract_lacks(staging):
    merged(
        staging, DAY, [case("A", 2), case("B", 3, closed="2026-11-22"), case("C", 4, closed="2026-11-23"), case("D", 5)]
    )
    with staging() as (stage, connection):
        stage.begin("cases")
        stage.add("cases", [case("D", 2)])
        assert open_cases_not_staged(connection, DAY) == 2
