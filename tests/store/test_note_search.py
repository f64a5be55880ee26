"""Finding words in notes and corrections: Danish letters, compounds, phrases, and nothing but data in a query."""

import sqlite3
import unicodedata
from contextlib import closing
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import AT

from kontant.exchange.importing import import_extract
from kontant.model.records import NoteFields
from kontant.store import journal, note_search
from kontant.store.reading import reading
from kontant.store.undo import plan, undo
from kontant.store.writes import writing


@pytest.fixture
def write(caseload, fill):
    """Write a note with this text; returns its number."""
    fill("cases", case_ref="a", name="Åse Ø")
    fill("cases", case_ref="b", name="Bo")

    def run(text, case_ref="a", day=date(2026, 11, 20)):
        with writing(caseload, command="note", who="x", at=AT) as writer:
            nr = journal.next_nr(writer, case_ref, day, "free")
            note = NoteFields(case_ref=case_ref, date=day, template="free", caseworker="lbh", text=text)
            return writer.insert("notes", note, extra={"nr": nr, "form": "free", "version": 1})["id"]

    return run


@pytest.fixture
def find(caseload):
    def run(text, **more):
        with reading(caseload) as connection:
            return [(hit.id, hit.amendment) for hit in note_search.find(connection, text, **more)]

    return run


def is_sound(caseload):
    """Whether the index says what the texts say; SQLite compares them word for word."""
    with closing(sqlite3.connect(caseload)) as raw:
        for index in ("note_words", "amendment_words"):
            raw.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    return True


NOTE = "Virksomhedspraktikken på Århus Ø lager: CAFÉ og Køkken.\nHun ÆRGRER sig; cv'et er lagt op."


@pytest.mark.parametrize(
    "text",
    [
        "praktik", "PRAKTIK", "århus", "Aarhus", "AARHUS", "ÅRHUS", "cafe", "café", "CAFÉ", "køkken", "koekken",
        "KØKKEN", "ærgrer", "aergrer", "cv", "ø", "på lager", "lager praktik", '"århus ø lager"', '"køkken. hun"',
        "“Århus Ø”", "»aarhus oe«", 'køkken "lagt op"', "ti og", "cv'et", "op.", unicodedata.normalize("NFD", "århus"),
        unicodedata.normalize("NFD", "CAFÉ"), "  praktik\t\n", 'praktik "', '"" praktik',
    ],
)  # fmt: skip
def test_found(write, find, text):
    number = write(NOTE)
    decomposed = write(unicodedata.normalize("NFD", NOTE))
    windows = write(NOTE.replace("\n", "\r\n"))
    assert find(text) == [(windows, False), (decomposed, False), (number, False)]


@pytest.mark.parametrize("text", ["", "  ", '""', "praktikant", '"lager århus"', "lager bager", "zz", "cv zz", "ost"])
def test_not_found(write, find, text):
    write(NOTE)
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "*", "pra*", "NOT", "praktik OR zzz", "text:praktik", "^praktik", "(", "NEAR(praktik lager)", '"(', "-x", "+",
        "'; DROP TABLE notes", "%", "_", "praktik%", "\\", "{", "a\0b", "\U0001f600", ":word0", "x" * 5000, "?",
    ],
)  # fmt: skip
def test_a_query_is_data(write, find, text):
    """It finds what holds these very signs, and nothing else."""
    plain = write(NOTE)
    holds = write(f"her: {text} slut")
    found = find(text)
    assert (holds, False) in found
    assert (plain, False) not in found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from('aå*"()^:-+ {}NOTnear~\0\u030a\u0301')))
def test_no_query_is_an_error(caseload, text):
    with reading(caseload) as connection:
        assert note_search.find(connection, text) == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("aAeåÅæÆøØéÉ \n\u030a\u0301xX1"), min_size=1, max_size=12))
def test_python_folds_as_the_file_does(caseload, text):
    """The same letters in whichever form they were typed, so that every part of a text finds it."""
    text = unicodedata.normalize("NFC", text)
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        insert = "INSERT INTO notes (case_ref, date, template, batch, text) VALUES ('a', '2026-01-01', 'free', 1, ?)"
        number = raw.execute(insert, (text,)).lastrowid
        (folded,) = raw.execute("SELECT text FROM folded_notes WHERE id = ?", (number,)).fetchone()
        raw.rollback()
    # Small letters are the tokenizer's own affair.
    assert folded.lower() == note_search.folded(text)


def test_newest_first_in_one_case_and_no_more_than_asked(write, find):
    first = write("lager", day=date(2026, 1, 1))
    last = write("lager", day=date(2026, 3, 1))
    other = write("lager", case_ref="b", day=date(2026, 2, 1))
    assert find("lager") == [(last, False), (other, False), (first, False)]
    assert find("lager", case_ref="a") == [(last, False), (first, False)]
    assert find("er", case_ref="b") == [(other, False)]
    assert find("lager", limit=2) == [(last, False), (other, False)]


def test_a_correction_is_found_with_its_own_day_and_writer(write, caseload):
    number = write("Mødet var torsdag")
    with reading(caseload) as connection:
        note = journal.note(connection, number)
    with writing(caseload, command="note amend", who="x", at=AT) as writer:
        journal.add_amendment(writer, note, written_on=date(2026, 11, 22), caseworker="eva", text="Nej, på en fredag")
    with reading(caseload) as connection:
        (hit,) = note_search.find(connection, "paa fredag")
        assert note_search.find(connection, "torsdag fredag") == []
    told = (number, "a", "Åse Ø", date(2026, 11, 22), "free", "eva", "Nej, på en fredag", True)
    assert hit == told


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Kort\n\ntekst", "tekst", "Kort tekst"),
        (
            "ord " * 40 + "Århus " + "ord " * 40,
            "aarhus",
            "… ord ord ord ord ord ord ord ord Århus" + " ord" * 18 + " …",
        ),
        ("x" * 500 + "nål" + "y" * 500, "nål", "… " + "x" * 60 + "nål" + "y" * 47 + " …"),
        ("Æ" * 3 + " nål " + "e" * 200, "nål", "ÆÆÆ nål …"),
    ],
)
def test_the_snippet_is_a_line_from_around_the_word(text, query, shown):
    assert note_search.snippet(text, note_search.words_of(query)) == shown


def test_the_index_follows_every_change(write, find, caseload, fill):
    kept, changed = write("lager"), write("lager")
    with writing(caseload, command="test", who="x", at=AT) as writer:
        key = {"case_ref": "a", "date": "2026-11-20", "template": "free", "nr": 2}
        writer.update("notes", key, {"text": "køkken"})
    assert find("lager") == [(kept, False)] and find("koekken") == [(changed, False)]
    undo(caseload, plan(caseload, None), who="x", at=AT)
    assert find("lager") == [(changed, False), (kept, False)] and find("køkken") == []
    undo(caseload, plan(caseload, 4), who="x", at=AT)
    assert find("lager") == [(kept, False)]
    assert is_sound(caseload)


def test_an_empty_text_is_in_no_index(write, find, caseload):
    number = write(None)
    with writing(caseload, command="test", who="x", at=AT) as writer:
        key = {"case_ref": "a", "date": "2026-11-20", "template": "free", "nr": 1}
        writer.update("notes", key, {"text": "lager"})
    assert find("lager") == [(number, False)]
    with writing(caseload, command="test", who="x", at=AT) as writer:
        writer.update("notes", key, {"text": None})
    assert find("lager") == [] and is_sound(caseload)


def test_the_index_follows_an_import_and_its_undoing(write, find, caseload, tmp_path):
    write("andet")

    def take(day, text):
        (tmp_path / "cases.csv").write_text(
            "case_ref,name,opened,target_group,track,challenges\na,Åse Ø,2020-01-01,job_ready,job,\n", encoding="utf-8"
        )
        (tmp_path / "notes.csv").write_text(
            f"case_ref,date,template,text\na,2026-11-01,free,{text}\na,2026-11-02,free,\n", encoding="utf-8"
        )
        return import_extract(caseload, tmp_path, extract_date=date.fromisoformat(day), who="x", at=AT).event

    first = take("2026-11-20", "fra udtrækket")
    assert len(find("udtraek")) == 1
    second = take("2026-11-21", "rettet i fagsystemet")
    assert find("udtræk") == [] and len(find("fagsystem")) == 1
    assert is_sound(caseload)
    for event in (second, first):
        undo(caseload, plan(caseload, event), who="x", at=AT)
    assert find("udtræk") == find("fagsystem") == []
    undo(caseload, plan(caseload, 7), who="x", at=AT)
    assert len(find("udtræk")) == 1 and is_sound(caseload)


def test_the_index_survives_a_vacuum(write, find, caseload):
    first, gone, last = write("lager et"), write("lager to"), write("lager tre")
    undo(caseload, plan(caseload, 4), who="x", at=AT)
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("VACUUM")
    assert find("lager") == [(last, False), (first, False)]
    assert gone not in (first, last) and is_sound(caseload)
