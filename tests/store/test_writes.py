"""Single records: what is written is validated, lands whole or not at all, and stands in the log."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from pydantic import ValidationError

from kontant.errors import NotFound, Refused, StoreError
from kontant.model.records import AssignmentFields, CaseFields, ConversationFields
from kontant.model.tables import CASE_TABLES, ROWS
from kontant.store import assignments, log, schema
from kontant.store.reading import reading
from kontant.store.writes import image, writing

AT = "2026-11-22T08:00:00+00:00"
KEY = {"case_ref": "a"}


def write(caseload, command="test"):
    return writing(caseload, command=command, who="tester", at=AT)


def logged(caseload, number):
    with reading(caseload) as connection:
        return log.event(connection, number), list(log.changes(connection, number))


def test_an_insert_stands_in_the_log_with_its_image(caseload, fill):
    event, changes = logged(caseload, fill("cases", case_ref="a", name="Åse"))
    assert (event.command, event.who, event.at, event.changes) == ("test", "tester", AT, 1)
    (change,) = changes
    assert (change.table, change.key, change.before) == ("cases", KEY, None)
    assert (change.after["name"], change.after["opened"], change.after["batch"]) == ("Åse", "2020-01-01", event.id)


def test_an_update_stands_in_the_log_before_and_after(caseload, fill):
    first = fill("cases", case_ref="a", name="Åse")
    with write(caseload) as writer:
        writer.update("cases", KEY, {"name": "Ane", "closed": date(2021, 1, 1)})
    _event, (change,) = logged(caseload, writer.event_id)
    assert (change.before["name"], change.before["closed"], change.before["batch"]) == ("Åse", None, first)
    assert (change.after["name"], change.after["closed"]) == ("Ane", "2021-01-01")
    assert change.after["batch"] == writer.event_id


def test_the_log_holds_what_the_row_holds(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    number = fill("absences", case_ref="a", date="2026-01-01", from_kind="offer", reasonable_ground=False)
    _event, (change,) = logged(caseload, number)
    with write(caseload) as writer:
        assert image(writer.get("absences", change.key)) == change.after


def test_one_with_its_key_is_refused(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    with pytest.raises(Refused):
        fill("cases", case_ref="a", name="Somebody else")


def test_one_that_was_withdrawn_stands_again(caseload, fill, contents):
    fill("cases", case_ref="a", name="Åse")
    fill("conversations", case_ref="a", date="2026-12-01", kind="job", status="planned")
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("UPDATE conversations SET withdrawn = '2026-11-20'")
        raw.commit()
    number = fill("conversations", case_ref="a", date="2026-12-01", kind="job", status="planned", caseworker="eva")
    _event, (change,) = logged(caseload, number)
    assert (change.before["withdrawn"], change.after["withdrawn"]) == ("2026-11-20", None)
    assert contents()["conversations"][0][:6] == ("a", "2026-12-01", "job", "planned", None, "eva")


def test_an_update_is_validated_as_a_whole(caseload, fill, contents):
    fill("cases", case_ref="a", name="Åse")
    before = contents()
    with pytest.raises(ValidationError), write(caseload) as writer:
        writer.update("cases", KEY, {"closed": date(2019, 12, 31)})
    assert contents() == before


def test_an_update_of_nothing_is_not_found(caseload):
    with pytest.raises(NotFound), write(caseload) as writer:
        writer.update("cases", KEY, {"name": "Nobody"})


def test_a_failure_leaves_neither_record_nor_event(caseload, contents):
    before = contents()
    with pytest.raises(RuntimeError), write(caseload) as writer:
        writer.insert("cases", CaseFields.model_validate(_head("a")))
        raise RuntimeError
    assert contents() == before
    with reading(caseload) as connection:
        assert log.events(connection) == []


def test_a_record_without_its_case_is_refused(caseload, contents):
    talk = ConversationFields.model_validate(
        {"case_ref": "nobody", "date": "2026-01-01", "kind": "job", "status": "held"}
    )
    with pytest.raises(StoreError), write(caseload) as writer:
        writer.insert("conversations", talk)
    assert contents()["conversations"] == []


def test_the_log_cannot_be_rewritten(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    with closing(sqlite3.connect(caseload)) as raw:
        for sql in (
            "DELETE FROM changes",
            "UPDATE changes SET after = NULL",
            "DELETE FROM events",
            "UPDATE events SET who = ''",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                raw.execute(sql)


def test_no_caseload_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(StoreError, match="no caseload"), write(tmp_path / "none.sqlite"):
        raise AssertionError("never reached")


def test_another_writer_is_waited_for_and_then_told(caseload, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="in use by another program"), write(caseload):
            raise AssertionError("never reached")


def test_the_events_of_a_case_are_found_by_every_table(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    talk = fill("conversations", case_ref="a", date="2026-01-01", kind="job", status="held")
    other = fill("cases", case_ref="b", name="Bo")
    with reading(caseload) as connection:
        found = [event.id for event in log.events_of_case(connection, "a")]
    assert found == [talk, 1]
    assert other not in found


def test_an_import_of_one_table_is_an_event_of_the_case(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute(f"INSERT INTO events VALUES (7, '{AT}', 'x', 'import', NULL, NULL)")
        raw.execute(
            "INSERT INTO goals VALUES ('a', 'job', 'Kok', '2026-01-01', NULL, NULL, 7, '2026-01-01', NULL, NULL)"
        )
        raw.commit()
    with reading(caseload) as connection:
        assert [event.id for event in log.events_of_case(connection, "a")] == [7, 1]


def test_the_log_knows_every_table_of_records():
    assert ("cases", *CASE_TABLES) == log.BATCHED
    assert set(ROWS) - set(log.BATCHED) == {"reviews"}  # which belongs to no case


def _head(ref):
    return {
        "case_ref": ref,
        "name": "X",
        "opened": "2020-01-01",
        "target_group": "job_ready",
        "track": "job",
        "challenges": "",
    }


@pytest.fixture
def assign(caseload, fill):
    fill("cases", case_ref="a", name="Åse")

    def run(who, start, role="coordinator"):
        new = AssignmentFields(case_ref="a", role=role, start=date.fromisoformat(start), caseworker=who)
        with write(caseload) as writer:
            return assignments.assign(writer, new)

    return run


def _assigned(contents):
    return [(role, start, who, end) for _ref, role, start, who, end, *_ in contents()["assignments"]]


def test_a_change_of_caseworker_ends_the_former_the_day_before(assign, contents):
    assign("eva", "2026-01-01")
    told = assign("lbh", "2026-03-01")
    assert told[:2] == (("eva",), None)
    assert _assigned(contents) == [
        ("coordinator", "2026-01-01", "eva", "2026-02-28"),
        ("coordinator", "2026-03-01", "lbh", None),
    ]


def test_a_stated_end_is_shortened_and_a_past_one_is_left(assign, fill, contents):
    fill("assignments", case_ref="a", role="coordinator", start="2025-01-01", caseworker="old", end="2025-06-30")
    fill("assignments", case_ref="a", role="coordinator", start="2026-01-01", caseworker="eva", end="2026-12-31")
    assign("lbh", "2026-12-31")
    assert _assigned(contents) == [
        ("coordinator", "2025-01-01", "old", "2025-06-30"),
        ("coordinator", "2026-01-01", "eva", "2026-12-30"),
        ("coordinator", "2026-12-31", "lbh", None),
    ]


def test_whoever_takes_over_later_still_does(assign, contents):
    assign("eva", "2026-06-01")
    assert assign("lbh", "2026-05-01")[:2] == ((), date(2026, 5, 31))
    assert _assigned(contents)[0] == ("coordinator", "2026-05-01", "lbh", "2026-05-31")


def test_another_role_is_another_matter(assign, contents):
    assign("eva", "2026-01-01")
    assign("jop", "2026-02-01", role="broker")
    assert _assigned(contents)[1] == ("coordinator", "2026-01-01", "eva", None)


@pytest.mark.parametrize(("who", "start"), [("eva", "2026-02-01"), ("EVA", "2026-02-01"), ("lbh", "2026-01-01")])
def test_the_same_caseworker_and_the_same_day_are_refused(assign, contents, who, start):
    assign("eva", "2026-01-01")
    before = contents()
    with pytest.raises(Refused, match="eva"):
        assign(who, start)
    assert contents() == before


def test_a_withdrawn_assignment_does_not_stand_in_the_way(assign, caseload, contents):
    assign("eva", "2026-12-01")
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("UPDATE assignments SET withdrawn = '2026-11-20'")
        raw.commit()
    assign("lbh", "2026-12-01")
    assert _assigned(contents) == [("coordinator", "2026-12-01", "lbh", None)]


def test_making_a_caseload_twice_is_refused(caseload):
    with pytest.raises(StoreError):
        schema.create(caseload)
