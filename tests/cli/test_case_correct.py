"""``kontant case correct``: a record put right with its reason, the person's words beside one, and where both show."""

import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import support
from brief_case import CASE, full_case

from kontant.cli.correctable import CORRECTABLE
from kontant.exchange.headers import COLUMN_NAMES
from kontant.i18n import choose_language
from kontant.model.tables import EXTRACT_TABLES, RECORDS
from kontant.model.vocabulary import VOCABULARIES
from kontant.report.correction_words import LABELS

WHY = ("--reason", "Skrevet af efter den forkerte aftale", "--asked")
DOWN = "\x1b[B"


@pytest.fixture
def case(caseload):
    return full_case(caseload)


@pytest.fixture
def correct(run, case):
    def answer(*words, why=WHY):
        return run("case", "correct", CASE, *words, *why)

    return answer


def one(caseload, sql):
    with closing(sqlite3.connect(caseload)) as connection:
        return connection.execute(sql).fetchone()


def test_a_field_of_a_record_named_by_its_kind(correct, case):
    code, out, err = correct("offer", "work_placement", "--field", "end", "--right", "15-04-2026")
    assert (code, err) == (0, "")
    assert out == (
        "Correction of 2026-11-22 · eva\n"
        "  offer, work placement, 2026-01-05: End: 2026-04-30 -> 2026-04-15\n"
        "  Why: Skrevet af efter den forkerte aftale (asked for by the person)\n"
        f"Undo with: kontant undo {one(case, 'SELECT max(id) FROM events')[0]}\n"
    )
    assert one(case, "SELECT \"end\" FROM offers WHERE type = 'work_placement'") == ("2026-04-15",)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case", "--field", "name", "--right", "Åse Ærøsund"), "case: Name: Åse Ærøskov -> Åse Ærøsund"),
        (("sag", "--field", "navn", "--right", "Åse Ærøsund"), "case: Name: Åse Ærøskov -> Åse Ærøsund"),
        (("case", "--field", "cpr", "--right", "010190-4321"), "case: CPR number: 010190-**** -> 010190-****"),
        (("case", "--field", "challenges", "--right", "fysisk, sproglig"), "Challenges: physical, mental -> "),
        (("case", "--field", "challenges", "--right", ""), "Challenges: physical, mental -> (empty)"),
        (("case", "--field", "gender", "--right", "mand"), "case: Gender: female -> male"),
        (("samtale", "2026-08-20", "--field", "kanal", "--right", "telefon"), "Channel: video -> phone"),
        (("conversation", "20-08-2026", "--field", "date", "--right", "2026-08-21"), "Date: 2026-08-20 -> 2026-08-21"),
        (("exemption", "2026-07-01", "--field", "explanation", "--right", "Ny"), "Explanation: Åse kan ikke"),
        (("hours", "2026-05", "--field", "hours", "--right", "9,5"), "paid hours, 2026-05: Hours: 9 -> 9.5"),
        (("absence", "--field", "reasonable_ground", "--right", "ja"), "Reasonable ground: (empty) -> yes"),
        (("statement", "125", "--field", "received", "--right", "2026-10-02"), "Received: 2026-10-01 -> 2026-10-02"),
        (("goal", "kantine", "--field", "title", "--right", "Kok"), "job goal, Kok: Goal: Kantinemedhjælper -> Kok"),
        (("coordination", "--field", "form", "--right", "round_table"), "Form: meeting -> round table"),
        (("benefit", "--field", "end", "--right", "2026-11-01"), "benefit, 2015-01-01: End: (empty) -> 2026-11-01"),
        (("assignment", "mentor", "--field", "caseworker", "--right", "ib"), "Caseworker: mentor Pia -> ib"),
    ],
)
def test_every_kind_of_record_and_value(correct, words, told):
    code, out, err = correct(*words)
    assert code == 0, err
    assert told in out
    assert "010190-1234" not in out + err


def test_what_the_person_says_of_a_record_that_stays(correct, case, contents):
    before = contents()
    why = ("--reason", "Jeg mødte op, men blev sendt hjem", "--contested")
    code, out, _err = correct("absence", "2026-03-02", why=why)
    assert code == 0
    assert "absence, 2026-03-02: stays as it is; the person says otherwise" in out
    assert "What the person says: Jeg mødte op, men blev sendt hjem" in out
    after = contents()
    assert after.pop("corrections") != before.pop("corrections")
    assert after == before


def test_it_stands_with_the_case_and_in_its_brief(correct, run):
    correct("case", "--field", "cpr", "--right", "0101904321")
    correct("absence", why=("--reason", "Jeg var der", "--contested"))
    out = run("case", "show", CASE)[1]
    assert "\nCorrections\n  Correction of 2026-11-22 · eva\n    case: CPR number: 010190-**** -> 010190-****\n" in out
    assert "    What the person says: Jeg var der\n" in out
    assert "case: CPR number: 010190-1234 -> 010190-4321" in run("case", "show", CASE, "--show-cpr")[1]
    brief = run("case", "brief", CASE)[1]
    assert "## Corrections of the records" in brief
    assert "What the person says: Jeg var der" in brief
    assert "010190-1234" not in brief
    shown = json.loads(run("case", "show", CASE, "--format", "json")[1])["corrections"]
    assert [(c["table"], c["field"], c["contested"], c["requested_by_person"]) for c in shown] == [
        ("cases", "cpr", False, True),
        ("absences", None, True, True),
    ]
    assert "0101901234" not in json.dumps(shown)
    told = run("case", "access", CASE)[1]
    assert "case: CPR number: 010190-1234 → 010190-4321" in told
    assert "&gt;" not in told + brief
    assert "Jeg var der" in told


def test_it_is_not_shown_as_of_a_day_before_it(correct, run):
    correct("case", "--field", "name", "--right", "Åse Ærøsund")
    for command in ("show", "brief"):
        assert "Ærøsund" in run("case", command, CASE)[1]
        assert "Skrevet af" not in run("case", command, CASE, "--as-of", "2026-11-21")[1]


def test_undo_takes_it_back(correct, run, contents):
    before = contents()
    correct("conversation", "2026-08-20", "--field", "date", "--right", "2026-08-21")
    assert contents() != before
    assert run("undo", "--yes")[0] == 0
    assert contents() == before


def test_its_effect_on_the_flags_is_told(correct):
    out = correct("conversation", "2026-08-20", "--field", "status", "--right", "no_show")[1]
    assert "Deadline moved: Next conversation, from 2026-11-20 to 2026-09-20" in out


def test_what_came_from_an_extract_is_to_be_put_right_there(run, caseload, tmp_path):
    (tmp_path / "own").mkdir()
    path = support.imported(tmp_path / "own", "caseload")
    ref, day = one(path, "SELECT case_ref, date FROM conversations WHERE status = 'held' AND kind = 'job' LIMIT 1")
    words = ("--db", str(path), "case", "correct", ref)
    err = run(*words, "case", "--field", "name", "--right", "Ny Nielsen", *WHY)[2]
    assert err == "The record is from an extract: have it put right in the municipality's own system too.\n"
    err = run(*words, "conversation", day, "--field", "kind", "--right", "broker", *WHY)[2]
    assert "the next extract brings the old record back" in err


def test_those_who_were_given_a_file_are_to_be_told(correct, run, tmp_path):
    assert run("case", "brief", CASE, "-o", str(tmp_path / "b.md"))[0] == 0
    err = correct("case", "--field", "name", "--right", "Åse Ærøsund")[2]
    assert "GDPR article 19" in err
    assert f"(see: kontant log person {CASE})" in err
    assert "article 19" not in correct("absence", why=("--reason", "Nej", "--contested"))[2]


def test_a_cpr_number_in_the_reason_is_pointed_out_and_masked(correct):
    why = ("--reason", "Forvekslet med 020290-5678", "--not-asked")
    _code, out, err = correct("case", "--field", "name", "--right", "Åse Ærøsund", why=why)
    assert "Why: Forvekslet med 020290-**** (not asked for by the person)" in out
    assert "What looks like a CPR number" in err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("offer",), 2, "Missing: --field, --right; give them"),
        (("offer", "guidance", "--field", "end"), 2, "Missing: --right; give them"),
        (("offer", "--field", "end", "--right", "2026-04-01"), 2, "fit; say which, such as: kontant case correct"),
        (("offer", "mentor", "--field", "end", "--right", "2026-04-01"), 1, "has no such record (offer)"),
        (("benefit", "1999-01-01", "--field", "end", "--right", ""), 1, f"see: kontant case show {CASE}"),
        (("offer", "guidance", "nogle ord", "--field", "end", "--right", ""), 2, "WHICH: 'nogle ord' names no record"),
        (("offer", "guidance", "--field", "slutning", "--right", ""), 2, "--field: not known here; write one of: Type"),
        (("aftale", "--field", "end", "--right", ""), 2, "RECORD: not known here; write one of: case (case)"),
        (("note", "--field", "text", "--right", "x"), 1, "kontant note amend NUMBER"),
        (("note",), 1, "kontant note amend NUMBER"),
        (("foo",), 2, "RECORD: not known here"),
        (("case", "--field", "case_ref", "--right", "2"), 2, "--field: not known here"),
        (("case", "--field", "name", "--right", " "), 2, "--right: something must stand here"),
        (("case", "--field", "cpr", "--right", "12"), 2, "--right: a CPR number has ten digits"),
        (("case", "--field", "track", "--right", "x"), 2, "--right: not known here; write one of: job,"),
        (("case", "--field", "opened", "--right", "om lidt"), 2, "--right: 'om lidt' is not a date"),
        (("offer", "guidance", "--field", "end", "--right", "2020-01-01"), 2, "--right: the end lies before the start"),
        (("case", "--field", "name", "--right", "Åse Ærøskov"), 1, "has these values already"),
        (("case", "--field", "opened", "--right", "2030-01-01"), 1, "cannot have been opened on 2030-01-01 already"),
        (("case", "--field", "birth_date", "--right", "2030-01-01"), 1, "Nobody can have been born on 2030-01-01"),
        (("case", "--field", "cv_registered", "--right", "2030-01-01"), 1, "cannot have been registered on 2030-01-01"),
        (("absence", "--field", "date", "--right", "2027-01-01"), 1, "Nobody can have stayed away"),
        (("conversation", "2026-06-20", "--field", "date", "--right", "2026-08-20"), 1, "already"),
        (("case", "--field", "name", "--right", "Å", "--date", "2026-12-01"), 2, "has not come yet"),
        (("case", "--field", "name", "--right", "Å", "--contested"), 2, "--contested changes nothing"),
    ],
)
def test_what_is_refused_leaves_everything_as_it_was(correct, case, contents, words, code, told):
    before = contents(), one(case, "SELECT count(*) FROM changes")
    found, out, err = correct(*words)
    assert (found, out) == (code, ""), err
    assert told in err
    assert err.splitlines()[-1].startswith("kontant: ")
    assert (contents(), one(case, "SELECT count(*) FROM changes")) == before


@pytest.mark.parametrize("words", [("case", "access", CASE), ("log", "person", CASE)])
def test_what_went_to_the_person_was_given_to_nobody_else(correct, run, tmp_path, words):
    assert run(*words, "-o", str(tmp_path / "own.md"))[0] == 0
    assert "article 19" not in correct("case", "--field", "name", "--right", "Åse Ærøsund")[2]
    assert "By the log nobody" in run("case", "access", CASE)[1]


def test_what_is_right_may_come_from_standard_input(run, case, monkeypatch):
    words = ("case", "correct", CASE, "case", "--field", "name", "--right", "-")
    assert "cannot both be read" in run(*words, "--reason", "-", "--asked")[2]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Åse Ærøsund\n".encode())))
    code, out, err = run(*words, *WHY)
    assert code == 0, err
    assert "Name: Åse Ærøskov -> Åse Ærøsund" in out


@pytest.mark.parametrize(
    ("field", "right", "other"),
    [("cpr", "020290-1232", None), ("cpr", "010190-4321", "gender"), ("birth_date", "1990-01-02", "cpr"),
     ("cpr", "010190-4322", None), ("name", "Åse", None)],
)  # fmt: skip
def test_what_the_person_is_recorded_with_twice_is_held_together(correct, field, right, other):
    code, _out, err = correct("case", "--field", field, "--right", right)
    assert code == 0
    found = f"kontant case correct {CASE} case --field {other}"
    assert (found in err) == (other is not None), err
    assert right[-4:] not in err.replace(CASE, "")


def test_the_log_and_undo_tell_of_a_correction_in_words(correct, run, case):
    correct("offer", "work_placement", "--field", "end", "--right", "15-04-2026")
    (event,) = one(case, "SELECT max(id) FROM events")
    for out in (run("log", str(event))[1], run("undo")[1]):
        assert "case_ref" not in out
        assert "record: offer, work placement, 2026-01-05" in out
        assert "field: End" in out
    choose_language("da")
    out = run("log", str(event))[1]
    assert "15-04-2026" in out
    assert "2026-04-15" not in out


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_reason_without_words(correct, reason):
    why = ("--reason", reason, "--asked")
    code, _out, err = correct("case", "--field", "name", "--right", "Åse", why=why)
    assert code == 2
    assert "--reason" in err


def test_what_the_person_says_was_asked_for_by_the_person(run, case):
    code, _out, err = run("case", "correct", CASE, "case", "--contested", "--not-asked", "--reason", "Nej")
    assert code == 2
    assert "does not go with --not-asked" in err


def test_nothing_given_names_all_that_is_missing(run, case):
    err = run("case", "correct", CASE)[2]
    assert "Missing: RECORD, --field, --right, --reason, --asked/--not-asked;" in err
    assert "Missing: --reason;" in run("case", "correct", CASE, "--contested")[2]
    assert "Missing: --right, --reason," in run("case", "correct", CASE, "--field", "name")[2]


def test_without_a_record_a_field_is_one_of_the_case_itself(correct):
    code, out, err = correct("--field", "name", "--right", "Åse Ærøsund")
    assert code == 0, err
    assert "case: Name: Åse Ærøskov -> Åse Ærøsund" in out
    code, out, err = correct(why=("--reason", "Sådan var det ikke", "--contested"))
    assert code == 0, err
    assert "case: stays as it is; the person says otherwise" in out
    code, _out, err = correct("--field", "provider", "--right", "x")
    assert (code, "--field: not known here; write one of: Name (name)" in err) == (2, True)


def test_at_a_terminal_the_case_itself_is_meant_too(typed, case):
    child = typed("case", "correct", CASE, "--field", "name", "--reason", "x", "--asked")
    child.expect("What is right")
    child.send("\x15" + "Åse Ærøsund\r")
    child.expect("case: Name: Åse Ærøskov -> Åse Ærøsund")
    child.wait()
    child = typed("case", "correct", CASE, "--contested", "--reason", "Nej")
    child.expect("case: stays as it is")
    child.wait()
    child = typed("case", "correct", CASE, "--contested")
    child.expect("What is to be corrected")
    child.sendcontrol("c")
    child.wait()


def test_the_menu_shows_words_and_tells_what_is_empty(typed, case):
    child = typed("case", "correct", CASE, "case")
    child.expect("Which field")
    child.expect(r"Closed: \(empty\)")
    child.expect("Challenges: physical, mental")
    child.sendcontrol("c")
    child.wait()


def test_a_first_day_after_records_of_the_case_is_told(correct):
    code, _out, err = correct("case", "--field", "opened", "--right", "2026-03-01")
    assert code == 0, err
    assert "Before the day on which the case was opened there are records now: " in err
    assert "offers (" in err and "notes (" in err
    assert "records now" not in correct("case", "--field", "opened", "--right", "2026-02-28")[2]


def test_a_closed_case_without_a_reason_is_told(correct):
    told = f"kontant case correct {CASE} case --field close_reason"
    assert told in correct("case", "--field", "closed", "--right", "2026-11-01")[2]
    assert told not in correct("case", "--field", "close_reason", "--right", "job")[2]


def test_another_field_of_the_person_is_told_in_a_sentence(correct):
    correct("case", "--field", "birth_date", "--right", "1990-01-01")
    assert "The day of birth says otherwise; if that" in correct("case", "--field", "cpr", "--right", "020290-1232")[2]


def test_it_is_asked_for_at_a_terminal(typed, case):
    child = typed("case", "correct", CASE)
    child.expect("What is to be corrected")
    child.send(DOWN * 3 + "\r")  # case, benefit, conversation, offer
    child.expect("Which one")
    child.send("\r")
    child.expect("Which field is wrong")
    child.expect("Provider")
    child.send(DOWN * 2 + "\r")
    child.expect("What is right")
    child.send("\x15" + "31-12-2019\r")
    child.expect("the end lies before the start")
    child.send("\x15" + "30-12-2026\r")
    child.expect("Why was it wrong")
    child.send("Aftalt anderledes\r")
    child.expect("Did the person ask for it")
    child.send("y\r")
    child.expect("Correction of 20")
    child.expect("Aftalt anderledes")
    child.expect("asked for by the person")
    child.wait()


def test_contested_words_are_asked_for_at_a_terminal(typed, case):
    child = typed("case", "correct", CASE, "absence", "--contested")
    child.expect("What does the person say")
    child.send("Jeg var der\r")
    child.expect("stays as it is")
    child.expect("Jeg var der")
    child.wait()
    assert one(case, "SELECT reason, requested_by_person, field FROM corrections") == ("Jeg var der", 1, None)


def test_every_field_of_every_record_can_be_corrected_and_has_a_name():
    tables = {kind.table: kind for kind in CORRECTABLE}
    assert set(tables) == set(EXTRACT_TABLES) - {"notes"}
    for name, kind in tables.items():
        columns = {column.name: column for column in kind.columns}
        assert set(columns) == set(RECORDS[name].model_fields) - {"case_ref"}
        for column in kind.columns:
            assert LABELS[column.name] == column.label, (name, column.name)
            assert column.name in COLUMN_NAMES[name]
            vocabulary = VOCABULARIES.get((name, column.name))
            assert column.codes is (None if column.name == "challenges" else vocabulary)


PROBE = """
import sys
from kontant.cli.entry import run
sys.argv = ["kontant", "case", "show", sys.argv[1]]
code = run()
print({"sqlmodel", "sqlalchemy", "pydantic"} & set(sys.modules), file=sys.stderr)
"""


def test_a_case_with_a_correction_is_shown_as_quickly_as_any_other(correct, case):
    correct("case", "--field", "name", "--right", "Åse Ærøsund")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, CASE],
        env=support.environment(KONTANT_DB=str(case)),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Åse Ærøskov -> Åse Ærøsund" in done.stdout
    assert done.stderr.splitlines()[-1] == "set()"
