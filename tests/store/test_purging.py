"""Erasing closed cases: every trace of them goes from the file, the log holds, and nothing brings them back."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import date

import pytest
from support import environment

from kontant.errors import Refused, UsageError
from kontant.model.tables import CASE_TABLES, ROWS
from kontant.store import drafts, purging, seals
from kontant.store.location import older_copies
from kontant.store.log_export import log_reading
from kontant.store.reading import changing, reading
from kontant.store.undo import plan as undo_plan
from kontant.store.writes import writing

AT = "2026-11-22T08:00:00+00:00"
TODAY = date(2026, 11, 22)
BEFORE = date(2021, 1, 1)
GONE, KEPT = "2010-04711", "2019-00012"
# Every text of the case that goes has one of these in it, so that none of them may be left in the file.
MARKS = ("Zebulon Qvistgaard", "1203709876", GONE, "xylofon", "Wxyz", "qvx")


def rows_of(ref: str, mark: str, who: str) -> dict[str, list[dict]]:
    """A row for every table that belongs to a case, each free text with ``mark`` in it."""
    return {
        "benefits": [{"start": "2010-01-01", "benefit": "cash_benefit", "end": "2019-12-31"}],
        "conversations": [{"date": "2018-05-01", "kind": "job", "status": "held", "caseworker": who}],
        "offers": [{"type": "mentor", "start": "2017-01-01", "provider": f"sted {mark}", "goal": f"mål {mark}"}],
        "exemptions": [
            {"scope": "activation", "start": "2016-01-01", "reason": "health", "explanation": f"fordi {mark} og {mark}"}
        ],
        "assignments": [{"role": "coordinator", "start": "2010-01-01", "caseworker": who}],
        "paid_work": [{"month": "2015-03-01", "hours": 4, "employer": f"firma {mark}"}],
        "absences": [{"date": "2014-02-02", "from_kind": "offer"}],
        "statements": [{"type": "LÆ125", "ordered": "2018-01-01", "question": f"om {mark}?", "purpose": f"til {mark}"}],
        "goals": [{"kind": "job", "title": f"blive {mark}", "set_on": "2016-04-01"}],
        "coordination": [{"date": "2015-05-05", "actor": f"aktør {mark}", "form": "meeting"}],
        "notes": [
            {
                "date": "2018-05-01",
                "template": "conversation",
                "caseworker": who,
                "text": f"talte om {mark} hele tiden",
                "answers": json.dumps({"progress": f"nyt om {mark}"}),
            }
        ],
        "amendments": [
            {
                "date": "2018-05-01",
                "template": "conversation",
                "nr": 0,
                "seq": 1,
                "written_on": "2018-05-02",
                "text": f"rettet {mark}",
            }
        ],
        "snoozes": [{"rule": "offer-first", "set_on": "2018-01-01", "reason": f"venter {mark}", "fingerprint": "abc"}],
        "review_cases": [{"review": 1, "place": 1 if ref == GONE else 2, "seniority_group": "5-7"}],
        "review_answers": [
            {"review": 1, "reviewer": who, "point": "contact", "remark": f"husk {mark}", "answered_on": "2019-01-01"}
        ],
        "corrections": [
            {
                "nr": 1,
                "date": "2019-02-02",
                "table_name": "goals",
                "record": json.dumps({"case_ref": ref, "kind": "job", "title": f"blive {mark}"}),
                "field": "title",
                "was": f"før {mark}",
                "became": f"blive {mark}",
                "reason": f"fordi {mark}",
                "requested_by_person": True,
            }
        ],
    }


@pytest.fixture
def two_cases(caseload, fill):
    """A case that was closed in 2020, with a row in every table, and an open one just as full."""
    fill("reviews", number=1, as_of="2018-01-01", begun_on="2018-01-01", size=2, seed=1, pool="{}", missing="[]")
    for ref, name, mark, who, closed in (
        (GONE, "Zebulon Qvistgaard", "xylofon", "Wxyz", "2020-06-30"),
        (KEPT, "Bodil Nors", "trompet", "abc", None),
    ):
        cpr = "120370-9876" if ref == GONE else "130371-1234"
        fill("cases", case_ref=ref, name=name, cpr=cpr, opened="2010-01-01", closed=closed)
        for table, rows in rows_of(ref, mark, who).items():
            for row in rows:
                fill(table, case_ref=ref, **row)
        begin_draft(caseload, ref, mark)
    with writing(caseload, command="case change", who="tester", at=AT) as writer:
        writer.update("cases", {"case_ref": GONE}, {"name": "Zebulon Qvistgaard Lund"})
    told = {"case_refs": [GONE, KEPT], "format": "csv", "purpose": "samtale med qvx"}
    log_reading(caseload, who="tester", at=AT, command="case show", details=told)
    return caseload


def begin_draft(path, ref, mark):
    begun = drafts.start(path, case_ref=ref, form="free", version=1, date=TODAY, caseworker=None, who="t", at=AT)
    answers = {"text": f"kladde {mark}"}
    drafts.save(path, begun, answers=answers, place="text", partial=f"halvt {mark}", at=AT)


def purge(path, before=BEFORE):
    return purging.purge(path, purging.plan(path, before, TODAY), who="tester", at=AT)


def raw_bytes(path):
    """All bytes of the caseload and of the files beside it that SQLite keeps."""
    return b"".join(p.read_bytes() for p in path.parent.iterdir() if p.name.startswith(path.name) and p.is_file())


def dump(path):
    """What the caseload says, log and drafts with it, without what is drawn at random."""
    with reading(path) as connection:
        tables = [*ROWS, "drafts", "changes"]
        found = {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in tables}
        return found | {"events": connection.execute("SELECT id, who, command, details FROM events").fetchall()}


def test_every_table_of_a_case_is_in_this_test():
    assert rows_of(GONE, "", "").keys() == set(CASE_TABLES)


def test_a_plan_counts_the_rows_of_every_table(two_cases):
    planned = purging.plan(two_cases, BEFORE, TODAY)
    assert [case.case_ref for case in planned.cases] == [GONE]
    assert {name: n for name, n in planned.rows.items() if name != "changes"} == {
        "cases": 1, "drafts": 1, **dict.fromkeys(CASE_TABLES, 1),
    }  # fmt: skip
    assert planned.rows["changes"] == len(CASE_TABLES) + 2


def test_nothing_of_the_case_is_left_in_the_raw_file(two_cases):
    held = raw_bytes(two_cases)
    assert all(mark.encode() in held for mark in (*MARKS, "trompet", KEPT))
    with reading(two_cases) as other:
        # Not even while another program has the caseload open and looks at nothing.
        other.execute("ROLLBACK")
        erased = purge(two_cases)
        held = raw_bytes(two_cases)
    assert erased.clean
    assert [mark for mark in MARKS if mark.encode() in held] == []
    # Nor in the word index, which holds them by three letters at a time.
    with reading(two_cases) as connection:
        indexed = b"".join(row[0] for row in connection.execute("SELECT block FROM note_words_data"))
    assert b"xyl" not in indexed.lower()
    assert b"trompet" in held
    assert KEPT.encode() in held


def test_nor_what_an_older_kontant_left_in_free_pages(two_cases):
    with closing(sqlite3.connect(two_cases, isolation_level=None)) as raw:
        raw.execute("PRAGMA secure_delete = OFF")
        raw.execute("CREATE TABLE passing (text TEXT)")
        raw.execute("INSERT INTO passing VALUES (?)", ("xylofon " * 5000,))
        raw.execute("DROP TABLE passing")
    assert raw_bytes(two_cases).count(b"xylofon") > 5000
    purge(two_cases)
    assert b"xylofon" not in raw_bytes(two_cases)


def test_the_other_case_stays_as_it_was(two_cases, contents):
    before = contents()
    purge(two_cases)
    after = contents()
    assert after == {name: [row for row in rows if GONE not in row] for name, rows in before.items()}
    with reading(two_cases) as connection:
        found = connection.execute("SELECT rowid FROM note_words WHERE note_words MATCH 'trompet'").fetchall()
        assert len(found) == 1
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_log_holds_and_tells_how_much_went(two_cases):
    erased = purge(two_cases)
    with reading(two_cases) as connection:
        assert seals.verify(connection) == []
        row = connection.execute("SELECT command, details FROM events WHERE id = ?", (erased.event,)).fetchone()
        looked = connection.execute("SELECT details FROM events WHERE command = 'case show'").fetchone()
    assert row[0] == "purge"
    assert json.loads(row[1]) == {"closed_before": "2021-01-01", "cases": 1, "rows": len(CASE_TABLES) * 2 + 4}
    # Two were looked at, and of one it is still told; the words given with it may be about the other.
    assert json.loads(looked[0]) == {"reading": True, "cases": 2, "case_refs": [KEPT], "format": "csv"}


@pytest.mark.parametrize(
    "purpose",
    [
        "møde med Zebulon",
        "Zebulons sag",
        "ZEBULON QVISTGAARD LUND",
        f"se {GONE}.",
        f"({GONE})",
        "120370-****",
        "om Lund",
    ],
)
def test_what_somebody_wrote_of_the_erased_goes_from_events_that_do_not_name_them(two_cases, purpose):
    for details in ({"cases": 2}, {"case_refs": [KEPT]}):
        log_reading(two_cases, who="tester", at=AT, command="export cases", details={**details, "purpose": purpose})
    purge(two_cases)
    with reading(two_cases) as connection:
        rows = connection.execute("SELECT details FROM events WHERE command = 'export cases'").fetchall()
        assert seals.verify(connection) == []
    assert [json.loads(text) for (text,) in rows] == [
        {"reading": True, "cases": 2},
        {"reading": True, "cases": 1, "case_refs": [KEPT]},
    ]


def test_what_was_written_of_others_stays(two_cases):
    told = {"case_refs": [KEPT], "purpose": "samtale med Bodil Nors, ikke Kaj"}
    log_reading(two_cases, who="tester", at=AT, command="export cases", details=told)
    purge(two_cases)
    with reading(two_cases) as connection:
        ((text,),) = connection.execute("SELECT details FROM events WHERE command = 'export cases'").fetchall()
    assert json.loads(text)["purpose"] == told["purpose"]


def test_an_extract_that_was_called_after_somebody_is_forgotten(two_cases):
    with changing(two_cases) as connection:
        told = json.dumps({"extract": "Zebulon Qvistgaard 120370-9876", "extract_date": "2019-01-01"})
        number = seals.enter(connection, at=AT, who="tester", command="import", details=told)
        seals.seal(connection, number)
    purge(two_cases)
    with reading(two_cases) as connection:
        row = connection.execute("SELECT details FROM events WHERE id = ?", (number,)).fetchone()
    assert row == ('{"extract_date":"2019-01-01"}',)


def test_what_is_changed_in_the_log_afterwards_is_still_told(two_cases):
    purge(two_cases)
    with changing(two_cases) as connection, seals.unguarded(connection):
        connection.execute("UPDATE events SET who = 'somebody else' WHERE id = 2")
    with reading(two_cases) as connection:
        assert [(fault.event_id, fault.what) for fault in seals.verify(connection)] == [(2, "changed")]


def test_the_log_is_guarded_again(two_cases):
    purge(two_cases)
    with closing(sqlite3.connect(two_cases)) as raw:
        for statement in ("DELETE FROM changes", "UPDATE events SET who = 'x'", "DELETE FROM seals"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)


def test_a_second_purge_holds_too(two_cases, fill):
    purge(two_cases)
    fill("cases", case_ref="2011-1", name="Tom", opened="2011-01-01", closed="2012-01-01")
    assert [case.case_ref for case in purging.plan(two_cases, BEFORE, TODAY).cases] == ["2011-1"]
    purge(two_cases)
    assert b"2011-1" not in raw_bytes(two_cases)
    with reading(two_cases) as connection:
        assert seals.verify(connection) == []


def test_neither_the_purge_nor_what_it_touched_can_be_undone(two_cases):
    erased = purge(two_cases)
    with reading(two_cases) as connection:
        (touched,) = connection.execute("SELECT min(event_id) FROM reseals").fetchone()
    for number in (None, erased.event):
        with pytest.raises(Refused, match="erased cases for good"):
            undo_plan(two_cases, number)
    with pytest.raises(Refused, match=f"erased since, by event {erased.event}"):
        undo_plan(two_cases, touched)
    with reading(two_cases) as connection:
        (other,) = connection.execute("SELECT event_id FROM changes WHERE table_name = 'snoozes'").fetchone()
    assert undo_plan(two_cases, other).put_back


def test_an_import_that_brought_an_erased_case_cannot_be_undone(tmp_path):
    from support import imported

    path = imported(tmp_path, "caseload")
    with changing(path) as connection:
        connection.execute("UPDATE cases SET closed = '2024-01-01', close_reason = 'job' WHERE opened < '2010-01-01'")
    planned = purging.plan(path, date(2025, 1, 1), TODAY)
    assert planned.cases
    purging.purge(path, planned, who="tester", at=AT)
    with pytest.raises(Refused, match="Event 1 concerned cases that were erased since, by event 2"):
        undo_plan(path, 1)


def test_the_day_of_closing_itself_is_not_before_it(two_cases):
    assert purging.plan(two_cases, date(2020, 6, 30), TODAY).cases == ()
    assert len(purging.plan(two_cases, date(2020, 7, 1), TODAY).cases) == 1


def test_a_day_to_come_is_refused(two_cases):
    with pytest.raises(UsageError, match="has not come yet"):
        purging.plan(two_cases, date(2026, 11, 23), TODAY)


def test_what_was_changed_since_it_was_shown_is_not_erased(two_cases, fill):
    planned = purging.plan(two_cases, BEFORE, TODAY)
    fill("goals", case_ref=GONE, kind="sub", title="nyt", set_on="2019-01-01")
    before = dump(two_cases)
    with pytest.raises(Refused, match="changed meanwhile"):
        purging.purge(two_cases, planned, who="tester", at=AT)
    assert dump(two_cases) == before


def test_copies_of_older_schemas_are_found(two_cases):
    copy = two_cases.with_name(f"{two_cases.name}.schema-4.1")
    copy.write_bytes(b"Zebulon" * 1000)
    assert older_copies(two_cases) == [copy]
    purging.overwrite(copy)
    assert older_copies(two_cases) == []


@contextmanager
def tampering(path):
    with changing(path) as connection, seals.unguarded(connection):
        yield connection


def faults(path):
    with reading(path) as connection:
        return seals.verify(connection)


def number_of(path, condition):
    with reading(path) as connection:
        return connection.execute(f"SELECT max(event_id) FROM changes WHERE {condition}").fetchone()[0]


OF_GONE = f"""json_extract("key", '$.case_ref') = '{GONE}'"""


def replace(connection, number):
    """Put another event in the place of one, sealed as if it had always been there."""
    connection.execute("UPDATE events SET who = 'uskyldig' WHERE id = ?", (number,))
    digest = seals._digest(connection, number, "0" * 32)
    connection.execute("UPDATE seals SET nonce = ?, digest = ? WHERE event_id = ?", ("0" * 32, digest, number))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda connection, number: connection.execute("UPDATE events SET who = 'x' WHERE id = ?", (number,)),
        lambda connection, number: connection.execute("DELETE FROM seals WHERE event_id = ?", (number,)),
        replace,
    ],
)
def test_what_was_done_to_an_event_is_not_hidden_by_sealing_it_anew(two_cases, tamper):
    planned, number = purging.plan(two_cases, BEFORE, TODAY), number_of(two_cases, OF_GONE)
    with tampering(two_cases) as connection:
        tamper(connection, number)
    before, told = dump(two_cases), faults(two_cases)
    assert told
    with pytest.raises(Refused, match="kontant log verify"):
        purging.plan(two_cases, BEFORE, TODAY)
    with pytest.raises(Refused, match="kontant log verify"):
        purging.purge(two_cases, planned, who="tester", at=AT)
    assert (dump(two_cases), faults(two_cases)) == (before, told)


def test_nor_is_anything_erased_while_the_log_is_not_guarded(two_cases):
    with changing(two_cases) as connection:
        connection.execute("DROP TRIGGER events_no_UPDATE")
    with pytest.raises(Refused, match="kontant log verify"):
        purging.plan(two_cases, BEFORE, TODAY)


def test_a_fault_elsewhere_in_the_log_stays_told(two_cases):
    kept = number_of(two_cases, "table_name = 'snoozes'")
    with tampering(two_cases) as connection:
        connection.execute("UPDATE events SET who = 'x' WHERE id = ?", (kept,))
        (last,) = connection.execute("SELECT max(id) FROM events").fetchone()
        connection.execute("DELETE FROM seals WHERE event_id = ?", (last,))
        connection.execute("DELETE FROM events WHERE id = ?", (last,))
    assert [(fault.event_id, fault.what) for fault in faults(two_cases)] == [(kept, "changed"), (last, "cut")]
    purge(two_cases)
    assert [(fault.event_id, fault.what) for fault in faults(two_cases)] == [(kept, "changed"), (last, "gap")]
    with pytest.raises(Refused, match="kontant log verify"):
        purging.refuse_unsound(two_cases)


PROGRAM = f"""
import sys
from datetime import date
from pathlib import Path
from kontant.store import purging
path = Path(sys.argv[1])
planned = purging.plan(path, date(2021, 1, 1), date(2026, 11, 22))
print("go", flush=True)
purging.purge(path, planned, who="tester", at={AT!r})
"""


@pytest.mark.parametrize("after", [0.0, 0.004, 0.008, 0.016, 0.03])
def test_killed_at_any_time_it_is_done_or_not(two_cases, after, tmp_path):
    import shutil

    before = dump(two_cases)
    done = tmp_path / "done.sqlite"
    shutil.copy(two_cases, done)
    purge(done)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(two_cases)], stdout=subprocess.PIPE, env=environment()
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert dump(two_cases) in (before, dump(done))
    with reading(two_cases) as connection:
        assert seals.verify(connection) == []
    if dump(two_cases) == before:
        purge(two_cases)
    # Erased before the kill, the file is cleaned by the next purge, which finds nothing more to erase.
    assert purging.clean(two_cases)
    held = raw_bytes(two_cases)
    assert [mark for mark in MARKS if mark.encode() in held] == []
