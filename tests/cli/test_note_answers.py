"""A note without a terminal: answers from a file or standard input, the same effects, all faults told at once."""

import io
import json
import os
import sqlite3
import sys
from contextlib import closing
from datetime import date

import note_case
import pytest
from note_case import CASE, OTHER, OTHER_NAME

from kontant.i18n import choose_language
from kontant.notes.template_file import available

# Where the case has several records to speak of, an example cannot know which.
WHICH = {
    "offer_follow_up": 'offer = "work_placement 2026-09-01"\n',
    "offer_evaluation": 'offer = "guidance 2026-01-01"\n',
}


@pytest.fixture(scope="session")
def empty_caseload(tmp_path_factory):
    """The caseload that every test gets a copy of: not so empty here."""
    return note_case.rich_caseload(tmp_path_factory.mktemp("rich"))


@pytest.fixture
def own(caseload, monkeypatch):
    """The municipality's own form beside the built-in ones."""
    folder = note_case.own_templates(caseload.parent)
    monkeypatch.setenv("KONTANT_NOTES", str(folder))
    return folder


@pytest.fixture
def stdin(monkeypatch):
    """Put a text on standard input."""

    def give(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return give


@pytest.fixture
def written(tmp_path):
    """An answers file with this text; its path."""

    def write(text, name="answers.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def notes(caseload, columns="date, template, caseworker, text, answers, form, version, nr"):
    with closing(sqlite3.connect(caseload)) as opened:
        return opened.execute(f"SELECT {columns} FROM notes ORDER BY id").fetchall()


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("form", list(available(None)))
def test_the_example_of_every_template_passes(caseload, run, written, contents, form, language):
    choose_language(language)
    code, example, err = run("note", "template", form, "--example")
    assert (code, err) == (0, "")
    before = contents()
    file = written(WHICH.get(form, "") + example)
    code, out, err = run("note", CASE, "--answers", file, "--format", "json")
    assert code == 0, err
    told = json.loads(out)
    ((day, kind, who, text, answers, asked, version, nr),) = notes(caseload)
    assert (day, who, asked, version, nr) == ("2026-11-22", "eva", form, available(None)[form].version, 1)
    assert (told["template"], told["date"], told["caseworker"]) == (form, day, who)
    assert kind == available(None)[form].kind
    assert text.split("\n")[0].startswith(available(None)[form].name.here)
    assert json.loads(answers)
    assert run("undo", str(told["event"]), "--yes")[0] == 0
    assert contents() == before


# What neither the case nor a default answers; every other question may be left out.
NEEDED = {
    "conversation": [],
    "absence": [],
    "offer_start": ["goal"],
    "offer_follow_up": ["offer", "progression"],
    "offer_evaluation": ["offer", "outcome", "result", "next_step"],
    "exemption_review": ["capacity", "decision"],
    "handover": ["status"],
    "statement_order": ["purpose", "questions"],
    "statement_received": ["possible"],
    "round_table": ["participants", "purpose"],
    "plan_review": ["link"],
    "clarification": ["tried", "capacity", "direction", "conclusion"],
    "free": ["words"],
}


def test_what_is_needed_is_told_of_every_form():
    assert list(NEEDED) == list(available(None))


@pytest.mark.parametrize(("form", "needed"), NEEDED.items())
def test_an_empty_answers_file_lacks_exactly_what_is_needed(caseload, run, written, contents, form, needed):
    code, empty, err = run("note", "template", form)
    assert (code, err) == (0, "")
    before = contents()
    code, _out, err = run("note", CASE, "--answers", written(empty))
    told, *faults = err.splitlines()
    assert code == 1
    if not needed:
        assert told.startswith("kontant: The note was not written: no question is answered.")
    else:
        assert told == "kontant: The note was not written:"
    assert [fault.partition(":")[0].strip() for fault in faults] == needed
    assert contents() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.toml", 'subject = "Opringning"\nwords = """\nÆbler\nøl"""\n'),
        ("a.json", '{"subject": "Opringning", "words": "Æbler\\nøl"}'),
        ("a.txt", '{"subject": "Opringning", "words": "Æbler\\nøl", "template": "small"}'),
    ],
)
def test_toml_or_json(caseload, run, own, written, name, text):
    code, out, err = run("note", CASE, "small", "--answers", written(text, name))
    assert (code, err) == (0, "")
    assert "Saved as note 1 in case 2020-7." in out
    assert "Undo with: kontant undo" in out
    assert json.loads(notes(caseload, "answers")[0][0]) == {"subject": "Opringning", "words": "Æbler\nøl"}


def test_standard_input_with_its_own_head(caseload, run, own, stdin):
    stdin('template = "Lille notat"\ndate = "20-11-2026"\ncaseworker = "ABC"\nsubject = "a"\nwords = "b"\n')
    assert run("note", CASE, "--answers", "-")[0] == 0
    assert notes(caseload, "date, caseworker, form") == [("2026-11-20", "abc", "small")]


def test_what_is_typed_on_the_line_goes_before_the_file(caseload, run, own, stdin):
    stdin('template = "small"\ndate = 2026-11-20\ncaseworker = "abc"\nsubject = "a"\nwords = "b"\n')
    words = ("--answers", "-", "--date", "yesterday", "--caseworker", "NYT")
    assert run("note", CASE, "small", *words)[0] == 0
    assert notes(caseload, "date, caseworker, form") == [("2026-11-21", "NYT", "small")]


def test_all_faults_at_once_and_nothing_is_changed(run, written, contents):
    before = contents()
    file = written('kind = "samtale med mor"\nnext_date = "2026-11-22"\nwishs = "x"\n')
    code, out, err = run("note", CASE, "conversation", "--answers", file)
    assert (code, out) == (1, "")
    told = err.split("\n")
    assert told[0] == "kontant: The note was not written:"
    assert {line.partition(":")[0].strip() for line in told[1:] if line} == {"kind", "next_date", "wishs"}
    assert contents() == before


def test_what_is_required_and_missing_is_told_with_its_id(run, own, written, contents):
    before = contents()
    code, _out, err = run("note", CASE, "small", "--answers", written('words = ""'))
    assert code == 1
    assert "  subject: this must be answered (What is it about?)\n" in err
    assert "  words: this must be answered (What is to be noted?)\n" in err
    assert contents() == before


def test_a_wrong_answer_is_told_once_and_beside_what_is_missing(run, own, written, contents):
    before = contents()
    code, _out, err = run("note", CASE, "small", "--answers", written('subject = ["a"]\nother = 1\n'))
    assert code == 1
    assert [line.partition(":")[0].strip() for line in err.splitlines()[1:]] == ["other", "subject", "words"]
    assert contents() == before


def test_which_record_it_can_be_is_told(run, written):
    code, _out, err = run("note", CASE, "offer_follow_up", "--answers", written(""))
    assert code == 1
    assert "One of: " in err
    assert "work_placement 2026-09-01" in err


def test_concerns_are_told_and_do_not_block(run, own, written):
    text = f'subject = "Om {OTHER_NAME}"\nwords = "Ring til 010190-1234"\n'
    code, out, err = run("note", CASE, "small", "--answers", written(text), "--format", "json")
    assert code == 0
    assert {concern["question_id"] for concern in json.loads(out)["concerns"]} == {"subject", "words"}
    assert "! words: " in err
    assert "010190" not in err


def test_json_tells_what_changed_and_the_flags(run, written):
    text = 'kind = "job"\nnext_date = "2027-02-15"\nmoved = true\n'
    code, out, _err = run("note", CASE, "conversation", "--answers", written(text), "--format", "json")
    assert code == 0
    told = json.loads(out)
    changes = {(c["table"], c["key"]["date"]): c for c in told["changes"]}
    assert changes["conversations", "2026-11-22"]["before"] is None
    held = changes["conversations", "2026-11-22"]["after"]
    assert (held["status"], held["channel"], held["caseworker"]) == ("held", "in_person", "eva")
    assert changes["conversations", "2026-12-10"]["after"]["status"] == "cancelled"
    assert changes["conversations", "2027-02-15"]["after"]["status"] == "planned"
    assert "batch" not in held
    assert "caseworker-change" in {flag["rule"] for flag in told["flags_cleared"]}
    assert "handover-missing" in {flag["rule"] for flag in told["flags_remaining"]}
    assert told["undo"] == f"kontant undo {told['event']}"
    assert told["next_step"].startswith("kontant ")


def test_answers_that_are_not_asked_are_kept_and_told(caseload, run, written):
    text = 'kind = "job"\nnext_date = "2026-12-10"\nmoved = true\nnext_kind = "broker"\n'
    code, _out, err = run("note", CASE, "conversation", "--answers", written(text))
    assert code == 0
    assert "no longer asked" in err
    assert json.loads(notes(caseload, "answers")[0][0])["_unasked"] == {"moved": True, "next_kind": "broker"}


def test_two_notes_of_a_kind_on_a_day(caseload, run, own, written):
    file = written('subject = "a"\nwords = "b"\n')
    assert [run("note", CASE, "small", "--answers", file)[0] for _time in range(2)] == [0, 0]
    assert notes(caseload, "nr") == [(1,), (2,)]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((CASE, "small"), 2, "--answers FILE (print an empty one: kontant note template small)"),
        ((CASE,), 2, "--answers FILE (print an empty one: kontant note template NAME)"),
        (("--resume",), 2, "--answers FILE"),
        ((CASE, "--answers", "no.toml"), 2, "no.toml cannot be read"),
        ((CASE, "--answers", "-", "--resume"), 2, "--answers and --resume cannot go together"),
        (("--answers", "-"), 2, "CASE is missing"),
        ((CASE, "nothing", "--answers", "-"), 2, "There is no note template"),
        ((CASE, "smal", "--answers", "-"), 2, "did you mean small?"),
        ((CASE, "--answers", "-"), 2, "Which note?"),
        ((CASE, "small", "--answers", "-", "--date", "tomorrow"), 2, "not written for a day to come"),
        ((CASE, "small", "--answers", "-", "--date", "2019-12-31"), 1, "a note cannot lie before that"),
        ((CASE, "small", "--answers", "-", "--date", "x"), 2, "is not a date"),
        ((CASE, "small", "--answers", "-", "--caseworker", "x" * 99), 2, "--caseworker: "),
        ((CASE, "small", "--format", "json"), 2, "--format json goes with --answers"),
        (("2020", "small", "--answers", "-"), 1, "more than one case"),
        (("template", "nothing"), 2, "There is no note template"),
        (("template", "--example"), 2, "which note?"),
        (("drafts", "--discard", "7"), 1, "There is no draft 7"),
        (("drafts", "--restore", "7"), 1, "There is no draft 7"),
        (("drafts", "--discard", "7", "--restore", "7"), 2, "cannot go together"),
    ],
)
def test_what_cannot_be_is_one_sentence(run, own, stdin, contents, words, code, told):
    stdin('subject = "a"\nwords = "b"\n')
    before = contents()
    got, out, err = run("note", *words)
    assert (got, out) == (code, "")
    assert told in err
    assert err.strip().split("\n")[-1].startswith("kontant: ")
    assert contents() == before


def test_a_file_without_an_answer_writes_nothing_from_defaults_alone(run, written, contents):
    before = contents()
    code, out, err = run("note", CASE, "conversation", "--answers", written('words = ""\nagreements = []\n'))
    assert (code, out) == (1, "")
    assert "no question is answered" in err
    assert contents() == before


def test_the_command_and_the_file_name_the_same_template(run, written, contents):
    before = contents()
    code, out, err = run("note", CASE, "conversation", "--answers", written('template = "free"\nwords = "Ord"\n'))
    assert (code, out) == (2, "")
    assert "conversation" in err and "free" in err
    assert contents() == before
    assert run("note", CASE, "free", "--answers", written('template = "fritnotat"\nwords = "Ord"\n'))[0] == 2
    assert run("note", CASE, "free", "--answers", written('template = "frit notat"\nwords = "Ord"\n'))[0] == 0


@pytest.mark.parametrize("text", ["subject = ", "{", '["a"]', "\udcff", 'date = ["x"]'])
def test_a_file_that_is_none_is_told(run, own, tmp_path, text):
    path = tmp_path / "answers.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, out, err = run("note", CASE, "small", "--answers", str(path))
    assert (code, out) == (2, "")
    assert err.startswith("kontant: ")
    assert len(err.strip().split("\n")) == 1


@pytest.mark.parametrize(
    ("user", "day", "who"), [("ABC", "today", "abc"), ("nobody", "today", "eva"), ("nobody", "2026-10-31", "abc")]
)
def test_who_writes(caseload, run, own, written, monkeypatch, user, day, who):
    monkeypatch.setenv("KONTANT_USER", user)
    assert run("note", CASE, "small", "--date", day, "--answers", written('subject = "a"\nwords = "b"'))[0] == 0
    assert notes(caseload, "caseworker") == [(who,)]


def test_a_case_without_anybody_has_a_note_without_a_name(caseload, run, own, written):
    assert run("note", OTHER, "small", "--answers", written('subject = "a"\nwords = "b"'))[0] == 0
    assert notes(caseload, "caseworker") == [(None,)]


def test_the_templates_are_listed_with_the_municipalitys_own(run, own):
    code, out, _err = run("note", "template")
    assert code == 0
    lines = out.split("\n")
    assert lines[0] == "conversation  Conversation"
    assert "small  Small note  your own" in lines
    listed = json.loads(run("note", "template", "--format", "json")[1])["templates"]
    assert [t["id"] for t in listed if t["own"]] == ["small"]
    assert len(listed) == 14


def test_the_municipalitys_own_folder_in_the_data_folder(run, own, monkeypatch, tmp_path):
    monkeypatch.delenv("KONTANT_NOTES")
    assert "small" not in run("note", "template")[1]
    usual = tmp_path / "data" / "kontant" / "notes"
    usual.parent.mkdir(parents=True, exist_ok=True)
    own.rename(usual)
    assert "small" in run("note", "template")[1]
    monkeypatch.setenv("KONTANT_NOTES", str(tmp_path / "none"))
    code, _out, err = run("note", "template")
    assert (code, "is not a folder" in err) == (2, True)


def test_a_broken_template_of_ones_own_is_not_in_the_way_of_the_others(run, own):
    (own / "broken.toml").write_text('id = "broken"', encoding="utf-8")
    code, out, err = run("note", "template")
    assert code == 0
    assert "small  Small note" in out
    assert "broken.toml" in err and "broken  " not in out


def test_a_template_of_ones_own_is_checked(run, own):
    assert run("note", "template", "--check", str(own / "small.toml"))[1] == (
        "small.toml is in order: Small note, version 1, 2 questions.\n"
    )
    broken = own / "small.toml"
    broken.write_text(broken.read_text().replace('kind = "long_text"', 'kind = "longtext"'))
    code, out, err = run("note", "template", "--check", str(broken))
    assert (code, out) == (1, "")
    assert "words" in err
    assert "long_text" in err


def test_drafts_are_listed_put_aside_and_taken_up_again(caseload, run):
    from kontant.store import drafts

    assert run("note", "drafts")[1] == "There is no draft.\n"
    for form in ("free", "gone"):
        draft = drafts.start(
            caseload,
            case_ref=CASE,
            form=form,
            version=1,
            date=date(2026, 11, 21),
            caseworker="eva",
            who="tester",
            at="2026-11-21T10:00:00+00:00",
        )
    drafts.save(caseload, draft, answers={"x": 1}, place=None, partial=None, at="2026-11-21T11:00:00+00:00")
    out = run("note", "drafts")[1]
    assert "   1  2020-7  Free note\n      note of 2026-11-21 · 0 of 3 answered · saved 2026-11-21" in out
    assert "   2  2020-7  gone\n      note of 2026-11-21 · 1 answered; its form or its case" in out
    code, out, err = run("note", "drafts", "--discard", "1")
    assert (code, out, "--yes" in err) == (2, "", True)
    code, out, _err = run("note", "drafts", "--discard", "1", "--yes")
    assert (code, out) == (0, "Draft 1 was put aside.\nTake it up again with: kontant note --resume 1\n")
    assert [d["number"] for d in json.loads(run("note", "drafts", "--format", "json")[1])["drafts"]] == [2]
    (aside,) = json.loads(run("note", "drafts", "--discarded", "--format", "json")[1])["drafts"]
    assert (aside["number"], aside["discarded"][:10]) == (1, aside["discarded"][:10])
    assert run("note", "drafts", "--discard", "1", "--yes")[0] == 1
    assert run("note", "drafts", "--restore", "1")[0] == 0
    assert run("note", "drafts", "--discarded")[1] == "No draft has been put aside.\n"
    assert run("note", "drafts", "--restore", "1")[0] == 1


def test_the_command_can_be_named_and_a_case_may_be_called_like_one(run, own, written):
    file = written('subject = "a"\nwords = "b"\n')
    assert run("note", "write", CASE, "small", "--answers", file)[0] == 0
    assert run("note", "--answers", file, CASE, "small")[0] == 0
    assert "Usage: " in run("note", "--help")[1]
    assert os.linesep in run("note")[1]
