"""The journal: notes written here beside those of an extract, and corrections that leave the note as it was."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest
from support import AT

from kontant.errors import NotFound, Refused
from kontant.exchange.importing import import_extract
from kontant.model.records import NoteFields
from kontant.store import journal, log
from kontant.store.reading import reading
from kontant.store.undo import plan, undo
from kontant.store.writes import writing

DAY = date(2026, 11, 20)
EXTRACT = {
    "cases": "case_ref,name,opened,target_group,track,challenges\na,Åse,2020-01-01,job_ready,job,\n",
    "notes": "case_ref,date,template,text\n",
}


def write(caseload, text="Ord", day=DAY, template="free", **more):
    """A note written here, in an event of its own; returns its image."""
    with writing(caseload, command="note", who="x", at=AT) as writer:
        nr = journal.next_nr(writer, "a", day, template)
        note = NoteFields(case_ref="a", date=day, template=template, text=text, **more)
        return writer.insert("notes", note, extra={"nr": nr, "form": "own_form", "version": 3})


def amend(caseload, number, text="Det var fredag.", day=date(2026, 11, 22), caseworker="eva"):
    with reading(caseload) as connection:
        note = journal.note(connection, number)
    with writing(caseload, command="note amend", who="x", at=AT) as writer:
        journal.add_amendment(writer, note, written_on=day, caseworker=caseworker, text=text)
    return writer.event_id


def notes(caseload, **more):
    with reading(caseload) as connection:
        return journal.notes_of(connection, "a", **more)


def take_back(caseload, number=None):
    return undo(caseload, plan(caseload, number), who="x", at=AT)


@pytest.fixture
def case(caseload, fill):
    fill("cases", case_ref="a", name="Åse")
    return caseload


@pytest.fixture
def take(caseload, tmp_path):
    """Import an extract with the case and these lines of notes."""

    def run(day, *lines):
        folder = tmp_path / f"extract-{day}"
        folder.mkdir(exist_ok=True)
        for name, head in EXTRACT.items():
            more = "".join(f"{line}\n" for line in lines) if name == "notes" else ""
            (folder / f"{name}.csv").write_text(head + more, encoding="utf-8")
        return import_extract(caseload, folder, extract_date=date.fromisoformat(day), who="x", at=AT)

    return run


def test_notes_of_a_day_are_numbered_on(case):
    images = [write(case), write(case), write(case, template="handover"), write(case, day=date(2026, 11, 19))]
    assert [(image["id"], image["nr"]) for image in images] == [(1, 1), (2, 2), (3, 1), (4, 1)]
    assert [note.id for note in notes(case)] == [3, 2, 1, 4]
    assert [note.id for note in notes(case, until=date(2026, 11, 19))] == [4]
    assert [note.id for note in notes(case, limit=2)] == [3, 2]


def test_a_note_is_read_with_all_that_it_holds(case):
    write(case, "Ord på\nto linjer", scope="activation", caseworker="lbh", answers='{"mål":["a"],"n":1}')
    with reading(case) as connection:
        note = journal.note(connection, 1)
        assert journal.note(connection, 2) is journal.note(connection, 10**30) is None
        assert journal.notes_of(connection, "b") == []
    told = (1, "a", DAY, "free", 1, "activation", "lbh", "Ord på\nto linjer", {"mål": ["a"], "n": 1}, "own_form", 3, ())
    assert note == told


@pytest.mark.parametrize("answers", [None, "", "{", "[1]", "null", "[" * 100_000])
def test_answers_that_are_none_are_empty(case, answers):
    write(case)
    with closing(sqlite3.connect(case)) as raw:
        raw.execute("UPDATE notes SET answers = ?", (answers,))
        raw.commit()
    assert notes(case)[0].answers == {}


def test_a_correction_stands_beside_the_note_as_it_was(case):
    write(case, "Det var torsdag.")
    amend(case, 1)
    amend(case, 1, "Nej, lørdag.", caseworker=None)
    (note,) = notes(case)
    assert note.text == "Det var torsdag."
    assert note.amendments == (
        (1, date(2026, 11, 22), "eva", "Det var fredag."),
        (2, date(2026, 11, 22), None, "Nej, lørdag."),
    )


def test_a_correction_belongs_to_one_note_of_several(case):
    write(case), write(case)
    amend(case, 2)
    assert [len(note.amendments) for note in notes(case)] == [1, 0]


def test_a_correction_is_undone_and_redone(case):
    write(case)
    amend(case, 1)
    before = notes(case)
    undoing = take_back(case)
    assert notes(case)[0].amendments == ()
    take_back(case, undoing)
    assert notes(case) == before


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_correction_needs_words(case, text):
    write(case)
    with pytest.raises(Refused, match="without words"):
        amend(case, 1, text)


def test_a_correction_of_a_note_that_is_gone_is_not_found(case):
    write(case)
    (note,) = notes(case)
    take_back(case)
    with (
        pytest.raises(NotFound, match="Note 1 is not in the journal"),
        writing(case, command="note amend", who="x", at=AT) as writer,
    ):
        journal.add_amendment(writer, note, written_on=DAY, caseworker=None, text="x")


def test_a_note_with_a_correction_stays_until_that_is_undone(case):
    write(case)
    amending = amend(case, 1)
    now = notes(case)
    with pytest.raises(Refused, match="has a correction since"):
        take_back(case, 2)
    assert notes(case) == now
    take_back(case, amending)
    take_back(case, 2)
    assert notes(case) == []


def test_a_correction_does_not_come_back_without_its_note(case):
    write(case)
    undoing = take_back(case, amend(case, 1))
    take_back(case, 2)
    with pytest.raises(Refused, match="not there any more"):
        take_back(case, undoing)


def test_a_note_and_its_correction_of_one_event_go_and_come_as_one(case):
    with writing(case, command="test", who="x", at=AT) as writer:
        note = NoteFields(case_ref="a", date=DAY, template="free", text="Ord")
        extra = {"nr": 1, "form": "free", "version": 1}
        number = writer.insert("notes", note, extra=extra)["id"]
        said = journal.JournalNote(number, "a", DAY, "free", 1, None, None, "Ord", {}, "free", 1, ())
        journal.add_amendment(writer, said, written_on=DAY, caseworker=None, text="Rettet")
    before = notes(case)
    undoing = take_back(case)
    assert notes(case) == []
    take_back(case, undoing)
    assert notes(case) == before


def test_a_number_is_never_given_twice(case):
    write(case), write(case, "To")
    undoing = take_back(case, 3)
    take_back(case, undoing)
    assert [note.id for note in notes(case)] == [2, 1]
    undoing = take_back(case, 3)
    write(case, "Tre", template="handover")
    take_back(case, undoing)
    assert {note.text: note.id for note in notes(case)} == {"Ord": 1, "To": 2, "Tre": 3}
    take_back(case, 3)
    assert {note.text for note in notes(case)} == {"Ord", "Tre"}


def test_an_import_whose_note_was_corrected_since_stays(case, take):
    event = take("2026-11-21", "a,2026-11-01,free,Fra systemet").event
    amending = amend(case, 1)
    with pytest.raises(Refused, match="has a correction since"):
        take_back(case, event)
    take_back(case, amending)
    take_back(case, event)
    assert notes(case) == []


def test_an_extract_never_touches_a_note_that_was_written_here(case, take):
    write(case, "Skrevet her")
    before = notes(case)
    report = take("2026-11-21", f"a,{DAY},free,Fra systemet")
    assert report.counts["notes"].new == 1
    theirs, ours = notes(case)
    assert [ours] == before
    assert (theirs.nr, theirs.text, theirs.form) == (0, "Fra systemet", None)
    changed = take("2026-11-22", f"a,{DAY},free,Rettet i systemet")
    assert changed.counts["notes"].changed == 1
    assert [note.text for note in notes(case)] == ["Rettet i systemet", "Skrevet her"]
    gone = take("2026-11-23")
    assert (gone.counts["notes"].vanished, gone.counts["notes"].withdrawn) == (1, 0)
    assert '"nr"' not in gone.vanished[0].key
    assert notes(case)[1] == before[0]


def test_an_extract_alone_never_makes_a_note_of_ours_vanish(case, take):
    write(case), write(case)
    for day in ("2026-11-21", "2026-11-22"):
        assert take(day).counts["notes"] == (0, 0, 0, 0, 0, 0)
    assert len(notes(case)) == 2


def test_a_note_of_an_extract_that_was_changed_here_is_kept(case, take):
    line = f"a,{DAY},free,Fra systemet"
    take("2026-11-21", line)
    key = {"case_ref": "a", "date": DAY, "template": "free"}
    with writing(case, command="test", who="x", at=AT) as writer:
        writer.update("notes", key, {"text": "Rettet her"})
    assert take("2026-11-22", line).kept == {"notes": 1}
    assert notes(case)[0].text == "Rettet her"


def test_the_log_tells_of_notes_and_corrections_under_the_case(case):
    write(case)
    event = amend(case, 1)
    with reading(case) as connection:
        assert [found.id for found in log.events_of_case(connection, "a")] == [3, 2, 1]
        (change,) = log.changes(connection, event)
    key = {"case_ref": "a", "date": "2026-11-20", "template": "free", "nr": 1}
    assert (change.table, change.key) == ("amendments", key | {"seq": 1})


def test_a_correction_without_its_note_is_refused_by_the_file_itself(case):
    with closing(sqlite3.connect(case)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            raw.execute(
                "INSERT INTO amendments (case_ref, date, template, nr, seq, written_on, text, batch)"
                " VALUES ('a', '2026-01-01', 'free', 1, 1, '2026-01-01', 'x', 1)"
            )
