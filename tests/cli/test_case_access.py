"""``kontant case access``: its forms and places, what the log tells of it, and what it refuses."""

import json
import sqlite3
import stat
from contextlib import closing

import pytest
import support
from brief_case import CASE, CPR, NAME
from held_case import whole_case

from kontant.cli import note_private
from kontant.store import journal, log
from kontant.store.reading import reading


@pytest.fixture
def case(caseload):
    return whole_case(caseload)


@pytest.fixture
def logged(case):
    def events():
        with reading(case) as connection:
            return [event for event in log.events(connection) if event.command == "case access"]

    return events


def test_markdown_is_what_stdout_gets_and_the_log_tells_of_it(run, case, logged):
    code, out, err = run("case", "access", CASE)
    assert code == 0
    assert out.startswith(f"# What is held on you, case {CASE}\n\n**{NAME}**")
    assert "010190-1234" in out
    assert "Read it through before it is handed over" in err
    (event,) = logged()
    assert event.is_reading
    assert event.details["case_refs"] == [CASE]
    assert (event.details["cpr"], event.details["to"], event.details["format"]) == (True, "screen", "markdown")


def test_json_holds_every_table(run, case):
    code, out, _err = run("case", "access", "Ærøskov", "--format", "json")
    assert code == 0
    made = json.loads(out)
    assert made["case_ref"] == CASE
    assert made["records"]["cases"][0]["cpr"] == CPR
    assert all(made["records"].values()), "every table has a row of this case"
    assert {"who"}.isdisjoint({*made["log"][0], *made["records"]["drafts"][0]})


def test_staff_are_named_where_asked_for(run, case):
    made = json.loads(run("case", "access", CASE, "--format", "json", "--staff")[1])
    assert {entry["who"] for entry in made["log"]} == {"tester", "leder"}
    assert made["records"]["drafts"][0]["who"] == "tester"
    assert made["records"]["review_answers"][0]["reviewer"] == "leder"


def test_the_next_one_tells_of_this_one_and_of_its_purpose(run, case):
    run("case", "access", CASE, "--purpose", "Anmodning af 20. november")
    out = run("case", "access", CASE)[1]
    assert "All that is held on the person was put together for the person." in out
    assert "Anmodning af 20. november" in out


@pytest.mark.parametrize(
    ("name", "begins"),
    [("all.md", b"# What"), ("all.html", b"<!DOCTYPE html>"), ("all.pdf", b"%PDF-"), ("all.json", b"{")],
)
def test_to_a_file_by_its_ending(run, case, logged, tmp_path, name, begins):
    path = tmp_path / name
    code, out, err = run("case", "access", CASE, "--output", str(path))
    assert (code, out) == (0, "")
    assert err.splitlines()[-1].startswith(f"Wrote {path}: all that is held on case {CASE}.")
    assert path.read_bytes().startswith(begins)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (event,) = logged()
    assert event.details["to"] == "file"
    assert name not in str(event.details)


def test_a_file_is_replaced_only_with_force(run, case, logged, tmp_path):
    path = tmp_path / "all.md"
    path.write_text("old", encoding="utf-8")
    code, _out, err = run("case", "access", CASE, "-o", str(path))
    assert code == 1
    assert "--force" in err
    assert path.read_text(encoding="utf-8") == "old"
    assert logged() == []


def test_nothing_is_shown_where_the_log_takes_no_entry(run, case, tmp_path):
    with closing(sqlite3.connect(case)) as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'readonly'); END")
        connection.commit()
    path = tmp_path / "all.json"
    for words in ((), ("--format", "json"), ("-o", str(path))):
        code, out, err = run("case", "access", CASE, *words)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
        assert NAME not in err
    assert not path.exists()


def test_words_that_were_left_beside_the_caseload_are_held_too(run, case):
    with reading(case) as connection:
        note = journal.notes_of(connection, CASE)[0]
    which = (note.case_ref, note.date.isoformat(), note.template, note.nr)
    note_private.write(note_private.correction_file(case, which), "En rettelse, der blev afbrudt")
    note_private.write(note_private.correction_file(case, (1, CASE, "leder", "plan-cv")), "En halv bemærkning")
    made = json.loads(run("case", "access", CASE, "--format", "json")[1])
    assert made["beside"] == [
        {"of": f"Correction of note {note.id}", "text": "En rettelse, der blev afbrudt"},
        {"of": "Review 1, plan-cv", "text": "En halv bemærkning"},
    ]
    assert "En rettelse, der blev afbrudt" in run("case", "access", CASE)[1]


def test_it_changes_no_record(run, case, contents):
    before = contents()
    run("case", "access", CASE)
    assert contents() == before


def test_on_a_terminal_it_is_readable(on_screen, caseload):
    support.fill(caseload, "cases", case_ref="2020-9", name="Ny Nielsen")
    support.fill(caseload, "offers", case_ref="2020-9", type="guidance", start="2026-01-01", goal="Et mål " * 30)
    rows = [row for row in on_screen(80, "case", "access", "2020-9") if row.strip()]
    assert rows[0].startswith("What is held on you, case 2020-9")
    assert all(len(row) <= 80 for row in rows)


@pytest.mark.parametrize("words", [("--format", "xlsx"), ("--format", "pdf"), ("-o", "all.csv")])
def test_wrong_usage(run, case, logged, words):
    code, out, _err = run("case", "access", CASE, *words)
    assert (code, out) == (2, "")
    assert logged() == []


def test_an_unknown_case(run, case, logged):
    code, out, err = run("case", "access", "1999-1")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert logged() == []


def test_a_case_with_nothing_but_its_head(run, caseload):
    support.fill(caseload, "cases", case_ref="2020-9", name="Ny Nielsen")
    code, out, _err = run("case", "access", "2020-9")
    assert code == 0
    assert "Nothing of these kinds is held: benefits, conversations" in out
    assert "No note is in the journal." in out
    assert "Nobody is on record as having looked." in out
