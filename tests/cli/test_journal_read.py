"""``kontant note list``, ``show`` and ``find``: through the real command line, in a pipe and on a terminal."""

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kontant.i18n import choose_language

REF = "2020-00031"
HOSTILE = "\x1b[2J\x1b]0;owned\x07væk"
GUIDED = (
    "Conversation 2026-11-20, eva\nForm: in person\n"
    "Since last time: Møder hver dag på lageret, og holdet er glad for hende, siger formanden.\n"
    "Agreements:\n- eva: ring til lageret, 2026-12-01\n  og hør igen"
)


@pytest.fixture(autouse=True)
def journal(fill, caseload):
    """Two cases; notes of every origin, one of them corrected."""
    fill("cases", case_ref=REF, name="Åse Ærøe", cpr="010190-1234")
    fill("cases", case_ref="2021-00007", name="Bo Hå")
    own = {"case_ref": REF, "caseworker": "eva"}
    fill("notes", **own, date="2026-01-10", template="free", text="Flyttet til Ålborg. Bestilte smørrebrød.")
    fill("notes", **own, date="2026-03-10", template="exemption_review", scope="activation", text="CPR 010190-1234.")
    fill("notes", case_ref=REF, date="2026-05-01", template="free", text="=2+3 " + HOSTILE)
    fill("notes", case_ref=REF, date="2026-06-01", template="absence", answers=json.dumps({"date": "2026-05-30"}))
    fill("notes", **own, date="2026-11-20", template="conversation", text=GUIDED, answers='{"form": "in_person"}')
    fill("notes", case_ref="2021-00007", date="2026-02-01", template="free", text="Bor i Aalborg, var i praktik.")
    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("UPDATE notes SET nr = 1, form = 'conversation', version = 1 WHERE template = 'conversation'")
        raw.commit()


@pytest.fixture
def corrected(run):
    """The first note, with a correction by somebody else."""
    words = ("--text", "Ikke Ålborg, men Åbenrå.\nSe mail.", "--caseworker", "lbh", "--date", "2026-02-01")
    assert run("note", "amend", "1", *words)[0] == 0


def rows_of(run, *words):
    code, out, err = run("note", "list", *words, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)["notes"]


def test_list_is_newest_first_with_first_words_and_marks(run, corrected):
    rows = rows_of(run, REF)
    assert [(r["number"], r["date"], r["template"], r["scope"], r["caseworker"]) for r in rows] == [
        (5, "2026-11-20", "conversation", None, "eva"),
        (4, "2026-06-01", "absence", None, None),
        (3, "2026-05-01", "free", None, None),
        (2, "2026-03-10", "exemption_review", "activation", "eva"),
        (1, "2026-01-10", "free", None, "eva"),
    ]
    assert rows[0]["first_words"].startswith("Since last time: Møder hver dag")
    assert (rows[0]["form"], rows[0]["version"], rows[4]["form"]) == ("conversation", 1, None)
    assert [(r["amendments"], r["corrected"]) for r in rows] == [(0, None)] * 4 + [(1, "2026-02-01")]
    out = run("note", "list", REF)[1]
    lines = out.splitlines()
    assert lines[0].startswith("5  2026-11-20  conversation ")
    assert lines[4].startswith("1  2026-01-10  free note ")
    assert "corrected 2026-02-01  Flyttet til Ålborg. Bestilte smørrebrød." in lines[4]
    assert lines[-1] == "5 notes. Read one: kontant note show 5"


def test_list_by_template_and_as_of(run, corrected):
    assert [r["number"] for r in rows_of(run, REF, "--template", "frit notat")] == [3, 1]
    assert [r["number"] for r in rows_of(run, REF, "--template", "Free", "--as-of", "2026-04-30")] == [1]
    # The correction had not been written on that day.
    assert rows_of(run, REF, "--as-of", "2026-01-31")[0]["corrected"] is None
    code, out, err = run("note", "list", REF, "--template", "nonsense")
    assert (code, out) == (2, "") and "exemption_review" in err and err.count("\n") == 1
    code, out, err = run("note", "list", REF, "--template", "handover")
    assert (code, out) == (0, "") and "No such note" in err


def test_list_as_csv_and_markdown_is_harmless(run):
    _, out, _ = run("note", "list", REF, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
    assert [r["Number"] for r in rows] == ["5", "4", "3", "2", "1"]
    assert rows[2]["First words"].startswith("'=2+3")
    assert rows[3]["First words"] == "CPR 010190-****."
    _, out, _ = run("note", "list", REF, "--format", "markdown")
    lines = out.strip().splitlines()
    assert len(lines) == 7 and all(line.startswith("|") and line.endswith("|") for line in lines)


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_note_of_the_list_is_one_line_on_a_terminal(on_screen, corrected, columns):
    rows = on_screen(columns, "note", "list", REF)
    assert [row.split()[0] for row in rows[:5]] == ["5", "4", "3", "2", "1"]
    assert all(len(row) <= columns for row in rows[:5])


def test_show_gives_the_whole_text_its_origin_and_its_corrections(run, corrected):
    _, out, _ = run("note", "show", "5")
    assert out.startswith("2026-11-20  conversation  note 5\n  2020-00031 Åse Ærøe · eva\n")
    assert "  written here with template conversation, version 1\n" in out
    assert "\n".join(f"  {row}" for row in GUIDED.split("\n")) in out
    assert out.endswith("Correct it with: kontant note amend 5\n")
    _, out, _ = run("note", "show", "1", "2")
    assert "  from an extract\n" in out
    assert "\n  Correction 2026-02-01 · lbh\n    Ikke Ålborg, men Åbenrå.\n    Se mail.\n" in out
    assert "review of exemption (exempt from offers)  note 2" in out


def test_show_of_a_case_is_its_latest_note(run, fill):
    assert run("note", "show", "ærøe")[1].startswith("2026-11-20  conversation  note 5\n")
    fill("cases", case_ref="A9", name="Ib")
    code, out, err = run("note", "show", "A9")
    assert (code, out) == (1, "") and "has no note yet" in err


@pytest.mark.parametrize("number", ["99", "0", str(2**63), "9" * 5000])
def test_show_of_no_note_is_refused_in_a_line(run, number):
    code, out, err = run("note", "show", number)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "There is no note" in err and "kontant note list" in err


def test_a_number_is_a_note_unless_only_a_case_is_called_so(run, fill):
    fill("cases", case_ref="77", name="Tal")
    fill("notes", case_ref="77", date="2026-10-01", template="free", text="Sag nummer 77.")
    assert "Sag nummer 77." in run("note", "show", "77")[1]
    fill("cases", case_ref="5", name="Fem")
    assert run("note", "show", "5")[1].startswith("2026-11-20  conversation  note 5\n")


def test_show_as_json(run, corrected):
    _, out, _ = run("note", "show", "1", "5", "--format", "json")
    first, guided = json.loads(out)["notes"]
    assert first["amendments"] == [
        {"number": 1, "date": "2026-02-01", "caseworker": "lbh", "text": "Ikke Ålborg, men Åbenrå.\nSe mail."}
    ]
    assert first["text"] == "Flyttet til Ålborg. Bestilte smørrebrød."
    assert (guided["answers"], guided["form"], guided["version"]) == ({"form": "in_person"}, "conversation", 1)
    assert guided["text"] == GUIDED


def test_answers_without_a_text_are_told(run):
    assert "  date: 2026-05-30\n" in run("note", "show", "4")[1]


def test_a_cpr_number_is_whole_only_where_asked_for(run):
    run("note", "amend", "2", "--text", "Rettet: 010190-1234")
    for words in (("show", "2"), ("show", "2", "--format", "json"), ("list", REF), ("find", "CPR"), ("find", "1234")):
        shown = "".join(run("note", *words)[1:])
        assert "1234" not in shown.replace("'1234'", ""), words
    assert run("note", "show", "2", "--show-cpr")[1].count("010190-1234") == 2


@pytest.mark.parametrize("words", [("list", REF), ("show", "3"), ("show", "3", "--format", "json"), ("find", "væk")])
def test_no_control_character_gets_out(run, words):
    _, out, err = run("note", *words)
    assert "væk" in out
    assert not {"\x1b", "\x07"} & set(out + err)


def hits(run, *words):
    code, out, err = run("note", "find", *words, "--format", "json")
    assert (code, err) == (0, "")
    return json.loads(out)["hits"]


@pytest.mark.parametrize("text", ["Ålborg", "aalborg", "ålborg", "AALBORG", "A\u030alborg"])
def test_find_knows_danish_letters_however_they_are_written(run, text):
    assert [(h["number"], h["case_ref"]) for h in hits(run, text)] == [(6, "2021-00007"), (1, REF)]


@pytest.mark.parametrize("text", ["smørrebrød", "smoerrebroed", "rrebr", "SMØR brød", '"Bestilte smør"'])
def test_find_takes_parts_of_words_several_words_and_phrases(run, text):
    assert [h["number"] for h in hits(run, text)] == [1]


def test_find_in_one_case_newest_first_with_a_limit(run):
    assert [h["number"] for h in hits(run, "borg", "--case", "ærøe")] == [1]
    code, out, err = run("note", "find", "borg", "--limit", "1")
    assert code == 0 and "note 6" in out and "note 1" not in out
    assert "--limit" in out + err


def test_find_finds_corrections_and_counts(run, corrected):
    found = hits(run, "åbenrå")
    assert [(h["number"], h["amendment"]) for h in found] == [(1, True)]
    _, out, _ = run("note", "find", "Ålborg")
    assert "3 hits in 2 notes of 2 cases" in out
    assert "»Ålborg«" in out and "»Aalborg«" in out


def test_find_marks_the_words_in_colour_or_without(on_screen, monkeypatch):
    rows = on_screen(80, "note", "find", "smørrebrød")
    assert any("Bestilte smørrebrød." in row for row in rows)
    monkeypatch.setenv("NO_COLOR", "1")
    rows = on_screen(80, "note", "find", "smørrebrød ålborg")
    assert any("Flyttet til »Ålborg«. Bestilte »smørrebrød«." in row for row in rows)


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_find_fits_the_screen(on_screen, fill, columns):
    fill("notes", case_ref=REF, date="2026-09-01", template="offer_follow_up", text="sidste " * 30 + "aftale " * 30)
    rows = on_screen(columns, "note", "find", "aftale")
    assert "follow-up on offer · note 7" in " ".join(rows) and all(len(row) <= columns for row in rows)
    assert "".join(rows).count("aftale") > 3


def test_a_snippet_that_begins_within_a_cpr_number_is_masked(run, fill):
    text = "aaaa " * 10 + "010190 1234 " + "b" * 24 + " ordet"
    fill("notes", case_ref=REF, date="2026-09-01", template="free", text=text)
    found = hits(run, "ordet")
    assert [h["number"] for h in found] == [7]
    assert "1234" not in found[0]["snippet"] and "ordet" in found[0]["snippet"]


def test_reading_the_journal_starts_quickly():
    """Nothing heavy is imported to read notes."""
    code = (
        "import sys, kontant.cli.journal_list, kontant.cli.journal_show, kontant.cli.journal_find\n"
        "import kontant.cli.journal_export, kontant.cli.journal_amend\n"
        "print(*sorted({'sqlmodel', 'sqlalchemy', 'pydantic', 'prompt_toolkit', 'questionary'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    "text", ["kaffe", "'; DROP TABLE notes; --", 'AND OR NOT "', "*", "(x", "a:b", "NEAR(a b)", "%%", "\\"]
)
def test_nothing_found_is_a_sentence(run, text):
    code, out, err = run("note", "find", "--", text)
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert "No note" in err


def test_find_wants_a_word(run):
    code, out, err = run("note", "find", "  ")
    assert (code, out) == (2, "") and err.count("\n") == 1


def test_find_as_csv_is_harmless(run):
    _, out, _ = run("note", "find", "2+3", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out, newline=""), delimiter=";")
    assert row["Text"].startswith("'=2+3")


def test_in_danish(run):
    choose_language("da")
    _, out, _ = run("note", "show", "1")
    assert out.startswith("10-01-2026  frit notat")
