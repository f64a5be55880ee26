"""Corrections of records: kept beside the record in the same event, read back as they were written, and undone."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
import support
from pydantic import ValidationError

from kontant.errors import NotFound, Refused
from kontant.model.tables import table
from kontant.store import corrections, log
from kontant.store.corrections import Why
from kontant.store.reading import reading
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

REF = "2020-1"
OFFER = {"case_ref": REF, "type": "guidance", "start": "2026-01-05"}
TODAY = support.DAY
WHY = Why("Skrevet af efter den forkerte aftale", True, date(2026, 11, 20), "abc")


@pytest.fixture
def caseload(tmp_path):
    path = support.empty_caseload(tmp_path)
    support.fill(path, "cases", case_ref=REF, name="Åse Ærø", cpr="0101901234")
    support.fill(path, "offers", **OFFER, end="2026-03-01", hours_per_week=12.5, provider="VUC")
    support.fill(path, "absences", case_ref=REF, date="2026-02-03", from_kind="offer", reasonable_ground=False)
    return path


def put_right(path, name, key, field, value, why=WHY):
    with writing(path, command="case correct", who="tester", at=support.AT) as writer:
        made = corrections.correct(writer, name, key, field, value, why, TODAY)
    return writer.event_id, made


def read(path, **options):
    with reading(path) as connection:
        return corrections.corrections_of(connection, REF, **options)


def rows(path, name):
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(f"SELECT * FROM {name}").fetchall()


def test_what_it_reads_is_what_the_table_has():
    columns = set(table("corrections").c.keys())
    assert set(corrections.COLUMNS) <= columns
    assert columns - set(corrections.COLUMNS) == {"case_ref", "seen_on", "seen_before", "typed"}


@pytest.mark.parametrize(
    ("name", "key", "field", "value", "was", "became"),
    [
        ("cases", {"case_ref": REF}, "name", "Åse Æbelø", "Åse Ærø", "Åse Æbelø"),
        ("cases", {"case_ref": REF}, "cpr", "0101905678", "0101901234", "0101905678"),
        ("offers", OFFER, "end", date(2026, 2, 1), "2026-03-01", "2026-02-01"),
        ("offers", OFFER, "end", None, "2026-03-01", None),
        ("offers", OFFER, "hours_per_week", 8.0, "12.5", "8"),
        ("offers", OFFER, "goal", "Kasse\nog lager", None, "Kasse\nog lager"),
        ("absences", {"case_ref": REF, "date": "2026-02-03"}, "reasonable_ground", True, "false", "true"),
    ],
)
def test_a_field_is_changed_and_the_correction_kept_in_one_event(caseload, name, key, field, value, was, became):
    event, made = put_right(caseload, name, key, field, value)
    assert [change.table for change in made] == [name, "corrections"]
    (kept,) = read(caseload)
    assert (kept.nr, kept.table, kept.record, kept.field) == (1, name, key, field)
    assert (kept.was, kept.became) == (was, became)
    assert (kept.reason, kept.by_person, kept.date, kept.caseworker) == (WHY.reason, True, WHY.day, "abc")
    assert (kept.event, kept.is_contested) == (event, False)
    with writing(caseload, command="test", who="tester", at=support.AT) as writer:
        assert getattr(writer.get(name, key), field) == value


def test_a_wrong_key_moves_the_record(caseload):
    _event, made = put_right(caseload, "offers", OFFER, "start", date(2026, 1, 12))
    assert [change.table for change in made] == ["offers", "offers", "corrections"]
    ((_ref, kind, start, end, _outcome, provider, _goal, hours, *_kept),) = rows(caseload, "offers")
    assert (kind, start, end, provider, hours) == ("guidance", "2026-01-12", "2026-03-01", "VUC", 12.5)
    (kept,) = read(caseload)
    assert kept.record == {**OFFER, "start": "2026-01-12"}
    assert (kept.was, kept.became) == ("2026-01-05", "2026-01-12")


def test_a_key_that_another_record_has_is_refused(caseload):
    support.fill(caseload, "offers", **{**OFFER, "start": "2026-02-01"})
    before = support.contents(caseload)
    with pytest.raises(Refused, match="already"):
        put_right(caseload, "offers", OFFER, "start", date(2026, 2, 1))
    assert support.contents(caseload) == before


def test_what_stands_there_already_is_no_correction(caseload):
    for field, value in (("provider", "VUC"), ("start", date(2026, 1, 5))):
        with pytest.raises(Refused), writing(caseload, command="x", who="t", at=support.AT) as writer:
            assert corrections.correct(writer, "offers", OFFER, field, value, WHY, TODAY) == []
            raise Refused("nothing changed")
    assert read(caseload) == []


@pytest.mark.parametrize(
    ("name", "key", "field", "value", "error"),
    [
        ("offers", OFFER, "end", date(2025, 1, 1), ValidationError),
        ("cases", {"case_ref": REF}, "name", "", ValidationError),
        ("cases", {"case_ref": REF}, "case_ref", "2020-2", Refused),
        ("offers", OFFER, "case_ref", "2020-2", Refused),
        ("offers", {**OFFER, "type": "education"}, "provider", "VUC", NotFound),
        ("absences", {"case_ref": REF, "date": "2026-02-03"}, "date", date(2027, 1, 1), Refused),
    ],
)
def test_what_cannot_be_leaves_everything_as_it_was(caseload, name, key, field, value, error):
    before, events = support.contents(caseload), rows(caseload, "events")
    with pytest.raises(error):
        put_right(caseload, name, key, field, value)
    assert (support.contents(caseload), rows(caseload, "events")) == (before, events)


def test_a_withdrawn_record_is_not_corrected(caseload):
    with closing(sqlite3.connect(caseload)) as opened:
        opened.execute("UPDATE offers SET withdrawn = '2026-05-01'")
        opened.commit()
    for field, value in (("provider", "x"), ("start", date(2026, 1, 6))):
        with pytest.raises(NotFound):
            put_right(caseload, "offers", OFFER, field, value)


def test_contested_words_stand_beside_a_record_that_stays(caseload):
    before = rows(caseload, "offers")
    with writing(caseload, command="case correct", who="tester", at=support.AT) as writer:
        corrections.contest(writer, "offers", OFFER, WHY)
    assert rows(caseload, "offers") == before
    (kept,) = read(caseload)
    assert kept.is_contested
    assert (kept.field, kept.was, kept.became, kept.record) == (None, None, None, OFFER)


def test_they_are_numbered_within_their_case_and_read_up_to_a_day(caseload):
    support.fill(caseload, "cases", case_ref="2020-2", name="En anden")
    put_right(caseload, "cases", {"case_ref": "2020-2"}, "name", "En tredje")
    put_right(caseload, "offers", OFFER, "provider", "Kantinen", WHY._replace(day=date(2026, 5, 1)))
    put_right(caseload, "offers", OFFER, "provider", "Køkkenet")
    assert [(kept.nr, kept.was, kept.became) for kept in read(caseload)] == [
        (1, "VUC", "Kantinen"),
        (2, "Kantinen", "Køkkenet"),
    ]
    assert [kept.nr for kept in read(caseload, until=date(2026, 11, 19))] == [1]


@pytest.mark.parametrize(("field", "value"), [("provider", "Kantinen"), ("start", date(2026, 1, 12))])
def test_undo_takes_back_record_and_correction(caseload, field, value):
    before = support.contents(caseload)
    event, _made = put_right(caseload, "offers", OFFER, field, value)
    after = support.contents(caseload)
    undoing = undo(caseload, plan(caseload, event), who="tester", at=support.AT)
    assert support.contents(caseload) == before
    undo(caseload, plan(caseload, undoing), who="tester", at=support.AT)
    assert support.contents(caseload) == after


def test_an_event_of_the_case_is_the_correction_too(caseload):
    event, _made = put_right(caseload, "offers", OFFER, "provider", "Kantinen")
    with reading(caseload) as connection:
        assert log.events_of_case(connection, REF)[0].id == event


def test_the_next_extract_leaves_what_was_put_right(tmp_path):
    """It repeats what it said before; only where it says something new of the record, it holds."""
    from kontant.exchange.importing import import_extract

    path = support.imported(tmp_path, "caseload")
    with closing(sqlite3.connect(path)) as opened:
        ref, name = opened.execute("SELECT case_ref, name FROM cases ORDER BY case_ref").fetchone()
    put_right(path, "cases", {"case_ref": ref}, "name", f"{name} Ærø")
    import_extract(path, support.DATA / "caseload", extract_date=date(2026, 11, 23), who="test", at=support.AT)
    with closing(sqlite3.connect(path)) as opened:
        assert opened.execute("SELECT name FROM cases WHERE case_ref = ?", (ref,)).fetchone() == (f"{name} Ærø",)
