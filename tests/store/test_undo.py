"""Taking events back: what was, is again; refused where something newer touched the same record."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from kontant.errors import NotFound, Refused
from kontant.exchange.importing import import_extract
from kontant.store import log
from kontant.store.reading import reading
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

AT = "2026-11-22T08:00:00+00:00"
KEY = {"case_ref": "a"}
HEADER = "case_ref,name,opened,closed,target_group,track,challenges\n"


@pytest.fixture
def take_back(caseload):
    def run(number=None):
        return undo(caseload, plan(caseload, number), who="tester", at=AT)

    return run


@pytest.fixture
def change(caseload):
    def run(table="cases", key=KEY, **values):
        with writing(caseload, command="test", who="tester", at=AT) as writer:
            writer.update(table, key, values)
        return writer.event_id

    return run


@pytest.fixture
def take(caseload, tmp_path):
    """Import an extract made of the given files."""

    def run(day, **files):
        folder = tmp_path / f"extract-{day}"
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        done = import_extract(caseload, folder, extract_date=date.fromisoformat(day), who="tester", at=AT)
        return done.event

    return run


def seen(caseload, day, table="cases"):
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute(f"UPDATE {table} SET seen_on = ?", (day,))
        raw.commit()


def test_an_insert_is_taken_out(fill, take_back, contents):
    before = contents()
    take_back(fill("cases", case_ref="a", name="Åse"))
    assert contents() == before


def test_a_change_is_put_back_and_redone(fill, change, take_back, contents):
    fill("cases", case_ref="a", name="Åse")
    before = contents()
    number = change(name="Ane", closed=date(2026, 1, 1), close_reason="job")
    after = contents()
    undoing = take_back(number)
    assert contents() == before
    take_back(undoing)
    assert contents() == after


def test_without_a_number_it_is_the_latest_that_stands(fill, change, take_back, contents):
    fill("cases", case_ref="a", name="Åse")
    states = [contents()]
    for name in ("Ane", "Eva"):
        change(name=name)
        states.append(contents())
    take_back()
    assert contents() == states[1]
    take_back()
    assert contents() == states[0]


def test_what_was_redone_can_be_undone_by_its_own_number_again(fill, change, take_back, caseload, contents):
    fill("cases", case_ref="a", name="Åse")
    before = contents()
    number = change(name="Ane")
    redoing = take_back(take_back(number))
    assert plan(caseload, number).event.id == redoing
    assert plan(caseload, None).event.id == redoing
    take_back(number)
    assert contents() == before
    with pytest.raises(Refused, match="undone already"):
        take_back(number)


def test_an_event_is_undone_once(fill, take_back):
    number = fill("cases", case_ref="a", name="Åse")
    take_back(number)
    with pytest.raises(Refused, match=f"Event {number} was undone already, by event {number + 1}"):
        take_back(number)
    with pytest.raises(NotFound, match="nothing to undo"):
        take_back()


@pytest.mark.parametrize("number", [0, -1, 2, 10**12])
def test_no_such_event(fill, take_back, number):
    fill("cases", case_ref="a", name="Åse")
    with pytest.raises(NotFound):
        take_back(number)


def test_an_empty_log_has_nothing_to_undo(take_back):
    with pytest.raises(NotFound, match="nothing to undo"):
        take_back()


def test_something_newer_in_the_record_is_a_refusal(fill, change, take_back, contents):
    fill("cases", case_ref="a", name="Åse")
    first = change(name="Ane")
    change(name="Eva")
    now = contents()
    with pytest.raises(Refused, match="changed again later"):
        take_back(first)
    assert contents() == now


def test_something_newer_elsewhere_is_not(fill, change, take_back, contents):
    fill("cases", case_ref="a", name="Åse")
    fill("cases", case_ref="b", name="Bo")
    first = change(name="Ane")
    change(key={"case_ref": "b"}, name="Ib")
    take_back(first)
    assert [row[1] for row in contents()["cases"]] == ["Åse", "Ib"]


def test_a_refusal_leaves_no_event(fill, change, take_back, caseload):
    fill("cases", case_ref="a", name="Åse")
    first = change(name="Ane")
    change(name="Eva")
    with pytest.raises(Refused):
        take_back(first)
    with reading(caseload) as connection:
        assert len(log.events(connection)) == 3


def test_a_case_that_has_got_records_stays(fill, take_back, contents):
    number = fill("cases", case_ref="a", name="Åse")
    fill("goals", case_ref="a", kind="job", title="Kok", set_on="2026-01-01")
    now = contents()
    with pytest.raises(Refused, match=r"Case a has got records \(goal\) since"):
        take_back(number)
    assert contents() == now


def test_a_record_does_not_come_back_without_its_case(fill, take_back):
    case = fill("cases", case_ref="a", name="Åse")
    undoing = take_back(fill("goals", case_ref="a", kind="job", title="Kok", set_on="2026-01-01"))
    take_back(case)
    with pytest.raises(Refused, match="not in the caseload any more"):
        take_back(undoing)


def test_one_event_with_a_case_and_its_records_goes_and_comes_as_one(caseload, take_back, contents):
    from kontant.model.tables import RECORDS

    before = contents()
    head = {"name": "Åse", "opened": "2020-01-01", "target_group": "job_ready", "track": "job", "challenges": ""}
    who = {"role": "coordinator", "start": "2020-01-01", "caseworker": "eva"}
    with writing(caseload, command="test", who="tester", at=AT) as writer:
        writer.insert("cases", RECORDS["cases"].model_validate(KEY | head))
        writer.insert("assignments", RECORDS["assignments"].model_validate(KEY | who))
    after = contents()
    undoing = take_back()
    assert contents() == before
    take_back(undoing)
    assert contents() == after


def test_being_seen_in_an_extract_is_no_change_and_is_kept(fill, change, take_back, caseload, contents):
    fill("cases", case_ref="a", name="Åse")
    number = change(cv_registered=date(2026, 1, 1))
    seen(caseload, "2026-11-20")
    take_back(number)
    (row,) = contents()["cases"]
    assert row[1] == "Åse"
    assert row[11] is None
    assert row[-3] == "2026-11-20"


def test_what_an_extract_has_confirmed_is_not_taken_out(fill, take_back, caseload, contents):
    number = fill("cases", case_ref="a", name="Åse")
    seen(caseload, "2026-11-20")
    now = contents()
    with pytest.raises(Refused, match="in a later extract, of 2026-11-20"):
        take_back(number)
    assert contents() == now


def test_an_import_is_taken_back_and_redone(take, fill, take_back, contents):
    fill("cases", case_ref="a", name="Åse")
    fill("conversations", case_ref="a", date="2026-12-24", kind="job", status="planned")
    before = contents()
    number = take(
        "2026-11-20",
        cases=HEADER + "a,Ane,2020-01-01,,job_ready,job,\nb,Bo,2021-01-01,,job_ready,exempt,\n",
        goals="case_ref,kind,title,set_on\nb,job,Kok,2021-02-01\n",
    )
    after = contents()
    assert after != before
    undoing = take_back(number)
    assert contents() == before
    take_back(undoing)
    assert contents() == after
    take_back(number)
    assert contents() == before


def test_an_import_whose_case_was_changed_since_stays(take, change, take_back, contents):
    number = take("2026-11-20", cases=HEADER + "a,Ane,2020-01-01,,job_ready,job,\n")
    change(name="Eva")
    now = contents()
    with pytest.raises(Refused, match="changed again later"):
        take_back(number)
    assert contents() == now


def test_an_import_whose_case_has_got_records_since_stays(take, fill, take_back, contents):
    number = take("2026-11-20", cases=HEADER + "a,Ane,2020-01-01,,job_ready,job,\n")
    note = fill("notes", case_ref="a", date="2026-11-21", template="free", text="Ny")
    now = contents()
    with pytest.raises(Refused, match=r"Case a has got records \(note\) since"):
        take_back(number)
    assert contents() == now
    take_back(note)
    take_back(number)
    assert contents()["cases"] == []


def test_an_import_whose_records_a_later_import_held_waits_for_that_one(take, take_back, contents):
    rows = HEADER + "a,Ane,2020-01-01,,job_ready,job,\n"
    number = take("2026-11-20", cases=rows)
    later = take("2026-11-21", cases=rows + "b,Bo,2020-01-01,,job_ready,job,\n")
    now = contents()
    with pytest.raises(Refused, match=f"Import {later} came later and held the same records"):
        take_back(number)
    assert contents() == now
    take_back(later)
    take_back(number)
    assert contents()["cases"] == []


def test_an_import_that_was_only_repeated_can_be_undone(take, take_back, contents):
    rows = HEADER + "a,Ane,2020-01-01,,job_ready,job,\n"
    number = take("2026-11-20", cases=rows)
    assert take("2026-11-21", cases=rows) is None
    take_back(number)
    assert contents()["cases"] == []


def test_the_plan_tells_and_changes_nothing(take, caseload, contents):
    number = take("2026-11-20", cases=HEADER + "a,Ane,2020-01-01,,job_ready,job,\n")
    now = contents()
    planned = plan(caseload, number)
    assert (planned.taken_out, planned.put_back) == ({"cases": 1}, [])
    assert contents() == now
