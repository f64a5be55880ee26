"""Who looked: every command that opens a case enters one event before it shows anything; a write needs no other."""

import json
import sqlite3
from contextlib import closing
from importlib import import_module

import pexpect
import pytest
import typer
from file_modes import obeying_modes

from kontant.cli.app import TopLevel
from kontant.cli.read_log import ReadingCommand
from kontant.store import log, seals
from kontant.store.reading import reading

REF = "2024-1"
# Each command that opens a case, with what to type after it; what it enters, if not its own name.
OPENS = {
    "due": (REF,),
    "case show": (REF,),
    "case brief": (REF,),
    "case find": ("2024",),
    "case access": (REF,),
    "note list": (REF,),
    "note show": ("1",),
    "note find": ("lager",),
    "note export": (REF,),
    "rules explain": ("conversation-due", REF),
    "review status": (REF,),
    "log show": ("--case", REF),
    "log person": (REF,),
    **{
        f"{noun} list": (REF,)
        for noun in ("conversation", "offer", "exemption", "absence", "statement", "goal", "hours", "coordination")
    },
}
# At a terminal; what names people and leaves.
ELSEWHERE = {"review next": "at a terminal", "export cases": "--identified", "export ics": "--names"}
# These write, and their event tells of it.
WRITE = {
    *("case edit", "case close", "case reopen", "case assign", "case correct", "note write", "snooze", "ack"),
    *(f"{noun} add" for noun in ("conversation", "offer", "exemption", "absence", "statement", "goal", "hours")),
    *(f"{noun} change" for noun in ("conversation", "offer", "exemption", "absence", "statement", "goal", "hours")),
    *("coordination add", "coordination change", "conversation held", "conversation cancel", "conversation move"),
    *("offer end", "exemption end", "absence decide", "goal end"),
    *("statement receive", "statement decline", "statement remind"),
}


@pytest.fixture(autouse=True)
def case(fill):
    """A case with a note, in the sample of a review."""
    fill("cases", case_ref=REF, name="Åse Ærøe", cpr="010190-1234")
    fill("cases", case_ref="2024-2", name="Bo Øst")
    fill("notes", case_ref=REF, date="2026-07-01", template="free", text="Talt om arbejdet på lageret.")
    fill("reviews", number=1, as_of="2026-11-01", begun_on="2026-11-01", size=1, seed=1, pool="{}", missing="[]")
    fill("review_cases", review=1, case_ref=REF, place=1, seniority_group="5-7")


def leaves():
    """Every command by its name, and itself."""
    for name, (module, _told) in TopLevel.lazy.items():
        yield from below(name, typer.main.get_command(import_module(module).app))


def below(name, command):
    if found := getattr(command, "commands", None):
        for verb, each in found.items():
            yield from below(f"{name} {verb}", each)
    else:
        yield name, command


def events(caseload):
    with reading(caseload) as connection:
        assert seals.verify(connection) == []
        return log.events(connection)


def test_every_command_that_takes_a_case_is_known_here():
    takes = {name for name, c in leaves() if {"case", "note"} & {p.name for p in c.params} or name == "case find"}
    assert takes == {*OPENS, *WRITE, "review next"}
    assert {name for name, command in leaves() if isinstance(command, ReadingCommand)} == {*OPENS, *ELSEWHERE}


@pytest.mark.parametrize("command", OPENS)
def test_it_enters_one_event_with_the_case_and_the_purpose(run, caseload, command):
    before = len(events(caseload))
    code, _out, err = run(*command.split(), *OPENS[command], "--purpose", "Forberede  samtale")
    assert code == 0, err
    (event, *older) = events(caseload)
    assert len(older) == before
    assert (event.is_reading, event.changes, event.who) == (True, 0, "tester")
    assert event.command == ("log" if command == "log show" else command)
    assert (event.case_refs, event.details["purpose"]) == (
        ["2024-1", "2024-2"] if command == "case find" else [REF],
        "Forberede samtale",
    )
    assert ("cpr" in event.details) == (command == "case access")


@pytest.mark.parametrize("command", [*OPENS])
@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_as_data_too(run, caseload, command, form):
    before = len(events(caseload))
    code, _out, _err = run(*command.split(), *OPENS[command], "--format", form)
    assert len(events(caseload)) == before + (code == 0)


@pytest.mark.parametrize("command", ["case show", "case brief", "note show", "note export", "log show"])
def test_whole_cpr_numbers_are_told(run, caseload, command):
    words = ("1",) if command == "log show" else OPENS[command]
    assert run(*command.split(), *words, "--show-cpr")[0] == 0
    (event, *_rest) = events(caseload)
    assert event.details["cpr"] is True and event.case_refs == [REF]
    assert "CPR numbers whole" in run("log", str(event.id))[1]


def test_the_purpose_can_be_said_first_and_a_cpr_number_in_it_is_masked(run, caseload):
    run("--purpose", "Ringer om 010190-1234", "case", "show", REF)
    assert events(caseload)[0].details["purpose"] == "Ringer om 010190-****"
    assert "  purpose: Ringer om 010190-****" in run("log", str(events(caseload)[0].id))[1].splitlines()


@pytest.mark.parametrize("text", ["x" * 201, "a\x1b[2Jb"])
def test_a_purpose_is_one_line_of_a_few_words(run, caseload, text):
    before = len(events(caseload))
    for words in (("case", "show", REF, "--purpose", text), ("--purpose", text, "case", "show", REF)):
        assert run(*words)[::2] == (2, "kontant: --purpose: write it in one line of at most 200 letters.\n")
    assert len(events(caseload)) == before


def test_what_was_searched_for_is_not_kept(run, caseload):
    run("case", "find", "ærøe")
    run("note", "find", "lageret")
    run("note", "find", "intet", "--case", REF)
    assert [event.case_refs for event in events(caseload)[:3]] == [[REF]] * 3
    with closing(sqlite3.connect(caseload)) as connection:
        told = " ".join(details for (details,) in connection.execute("SELECT details FROM events") if details)
    assert not [word for word in ("røe", "lageret", "intet") if word in told]


@pytest.mark.parametrize("command", ["case show", "case close", "note list", "log person", "due", "rules explain"])
def test_names_of_which_several_are_meant_are_a_search(run, looks, command):
    rule = ("conversation-due",) if command == "rules explain" else ()
    looks()
    code, out, err = run(*command.split(), *rule, "ø")
    assert (code, out) == (1, "")
    assert "  2024-1  Åse Ærøe\n  2024-2  Bo Øst\n" in err
    assert looks() == [("case find", [REF, "2024-2"])]


def test_those_that_are_not_named_were_not_looked_at(run, fill, looks):
    for number in range(25):
        fill("cases", case_ref=f"x{number:02}", name="Ib Holm")
    looks()
    run("case", "show", "holm")
    assert looks() == [("case find", [f"x{number:02}" for number in range(20)])]


def test_without_names_an_ambiguous_name_is_no_look(run, looks):
    looks()
    code, out, err = run("due", "ø", "--incognito")
    assert (code, out, "Bo" in err, looks()) == (1, "", False, [])


def test_where_the_log_takes_no_entry_no_name_is_told(run, caseload, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, out, err = run("case", "show", "ø")
    assert (code, out, err.count("\n"), "Øst" in err) == (1, "", 1, False)


def test_what_finds_nothing_opens_nothing(run, caseload):
    before = len(events(caseload))
    assert run("case", "find", "nobody")[0] == run("case", "show", "nobody")[0] == 1
    assert run("note", "find", "nothing")[0] == 0
    assert len(events(caseload)) == before


@pytest.mark.parametrize(
    "words", [("due",), ("forecast",), ("case", "list"), ("caseworker", "list"), ("review", "status"), ("log",)]
)
def test_the_mornings_lists_are_not_logged(run, caseload, words):
    before = len(events(caseload))
    assert run(*words)[0] == 0
    assert len(events(caseload)) == before


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_a_list_as_data_has_names_and_is_an_export(run, caseload, form):
    assert run("case", "list", "--format", form)[0] == 0
    (event, *_rest) = events(caseload)
    assert (event.command, event.is_look, sorted(event.case_refs)) == ("case list", False, ["2024-1", "2024-2"])


def test_a_calendar_with_names_is_an_export_and_one_without_is_not(run, caseload, fill, tmp_path):
    fill("conversations", case_ref=REF, date="2026-12-01", kind="job", status="planned")
    before = len(events(caseload))
    assert run("export", "ics")[0] == 0
    assert len(events(caseload)) == before
    assert run("export", "ics", str(tmp_path / "c.ics"), "--names", "--purpose", "Min kalender")[0] == 0
    (event, *_rest) = events(caseload)
    assert event.details == {
        "reading": True,
        "cases": len(event.case_refs),
        "as_of": "2026-11-22",
        "format": "ics",
        "to": "file",
        "case_refs": event.case_refs,
        "purpose": "Min kalender",
    }
    assert REF in event.case_refs


def test_one_flag_of_a_case_since_a_day_is_a_look(run, caseload):
    before = len(events(caseload))
    assert run("due", REF, "--since", "-7d")[0] == run("due", REF, "--snoozed")[0] == 0
    assert [event.command for event in events(caseload)[: len(events(caseload)) - before]] == ["due", "due"]


def test_a_write_enters_its_own_event_alone(run, caseload):
    before = len(events(caseload))
    assert run("goal", "add", REF, "Gartner", "--kind", "job")[0] == 0
    (event, *older) = events(caseload)
    assert (len(older), event.is_reading) == (before, False)


def test_the_review_at_a_terminal_is_a_look(typed, caseload):
    child = typed("review", "next", REF)
    child.expect("Åse Ærøe")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    assert [(event.command, event.case_refs) for event in events(caseload)[:1]] == [("review next", [REF])]


def test_the_log_shows_looks_where_they_are_asked_for(run, caseload):
    run("case", "show", REF)
    number = events(caseload)[0].id
    assert not run("log")[1].startswith(f"{number}  ")
    assert run("log", "--readings")[1].startswith(f"{number}  ")
    assert f"{number}  " not in run("log", "--case", REF)[1]
    assert "  case show  looked at 1 case" in run("log", "--case", REF, "--readings")[1]
    shown, hidden = (json.loads(run("log", *more, "--format", "json")[1])["events"] for more in (("--readings",), ()))
    assert number in [event["event"] for event in shown]
    assert number not in [event["event"] for event in hidden]
    assert run("log", str(number))[1].splitlines()[-1] == "Nothing in the caseload was changed by it."


def test_looks_are_none_of_undo(run, caseload):
    assert run("goal", "add", REF, "Gartner", "--kind", "job")[0] == 0
    number = events(caseload)[0].id
    run("case", "show", REF)
    assert run("undo", str(number + 1), "--yes")[::2] == (
        1,
        f"kontant: Event {number + 1} changed no record; there is nothing in it to take back.\n",
    )
    assert run("undo", "--yes")[1].startswith(f"Event {number}  ")


def test_a_caseload_in_use_shows_nothing(run, caseload, monkeypatch):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for command, words in OPENS.items():
            code, out, err = run(*command.split(), *words)
            assert (code, out) == (1, ""), command
            assert "in use by another program" in err and err.count("\n") == 1, command


def test_a_write_protected_caseload_can_be_looked_at_and_says_so(run, caseload):
    caseload.chmod(0o400)
    caseload.parent.chmod(0o500)
    try:
        code, out, err = obeying_modes(lambda: run("case", "show", REF))
        refused = obeying_modes(lambda: run("note", "export", REF))
    finally:
        caseload.parent.chmod(0o700)
    assert (code, "Åse" in out) == (0, True)
    assert err == "The caseload is write-protected, so its log does not tell that you looked.\n"
    assert refused[:2] == (1, "") and "without that nothing was exported" in refused[2]


@pytest.fixture
def looks(caseload):
    """What was entered since the last time: each look with its cases, the oldest first."""
    seen = len(events(caseload))

    def entered():
        nonlocal seen
        found = events(caseload)
        new, seen = found[: len(found) - seen], len(found)
        return [(event.command, event.case_refs) for event in reversed(new) if event.is_look]

    return entered


def test_what_undoing_would_change_is_a_look_until_it_is_done(run, typed, caseload, fill, looks):
    number = fill("goals", case_ref=REF, title="Gartner", kind="job", set_on="2026-01-01")
    looks()
    code, out, _err = run("undo", str(number))
    assert (code, "Gartner" in out, looks()) == (2, True, [("undo", [REF])])
    child = typed("undo", str(number))
    child.expect("Undo this")
    child.sendline("n")
    child.expect(pexpect.EOF)
    assert looks() == [("undo", [REF])]
    code, out, _err = run("undo", str(number), "--yes")
    assert (code, "Gartner" in out, looks()) == (0, True, [])
    assert events(caseload)[0].undoes == number


def test_undo_without_asking_that_is_refused_shows_nothing(run, fill, looks):
    number = fill("cases", case_ref="2024-3", name="Cæcilie Dahl")
    fill("goals", case_ref="2024-3", title="Gartner", kind="job", set_on="2026-01-01")
    looks()
    code, out, _err = run("undo", str(number), "--yes")
    assert (code, out, looks()) == (1, "", [])


@pytest.mark.parametrize(
    ("words", "question"),
    [((), "What is to be corrected"), (("offer",), "Which one"), (("case",), "Which field"),
     (("case", "--field", "name"), "What is right")],
)  # fmt: skip
def test_questions_that_show_a_case_are_one_look(typed, fill, looks, words, question):
    for start in ("2026-01-01", "2026-02-01"):
        fill("offers", case_ref=REF, type="guidance", start=start)
    looks()
    child = typed("case", "correct", REF, *words)
    child.expect(question)
    child.send("\r" if question != "What is right" else "")
    if question == "What is to be corrected":
        child.expect("Which field")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    assert looks() == [("case correct", [REF])]


def test_records_to_choose_from_are_a_look_on_a_terminal_and_off_it(run, typed, fill, looks):
    for start in ("2026-01-01", "2026-02-01"):
        fill("offers", case_ref=REF, type="guidance", start=start)
    looks()
    child = typed("offer", "end", REF)
    child.expect("Which one")
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    assert looks() == [("offer end", [REF])]
    assert run("offer", "change", REF, "--provider", "Værket")[0] == 2
    assert run("case", "correct", REF, "offer", "--field", "end", "--right", "", "--reason", "x", "--asked")[0] == 2
    assert looks() == [("offer change", [REF]), ("case correct", [REF])]


@pytest.mark.parametrize(("words", "shown"), [((REF,), "Which note"), ((REF, "free"), "Åse Ærøe")])
def test_a_note_that_is_left_was_a_look(typed, looks, words, shown):
    child = typed("note", *words)
    child.expect(shown)
    child.sendcontrol("c")
    child.expect(pexpect.EOF)
    assert looks() == [("note", [REF])]


def test_a_handover_that_comes_to_nothing_is_a_look(run, fill, looks):
    fill("assignments", case_ref=REF, role="coordinator", start="2024-01-01", caseworker="akl")
    looks()
    words = ("caseworker", "handover", "akl", "bso", "--no-briefs")
    code, out, _err = run(*words)
    assert (code, "Åse" in out, looks()) == (2, True, [("caseworker handover", [REF])])
    assert (run(*words, "--dry-run")[0], looks()) == (0, [("caseworker handover", [REF])])
    assert (run(*words, "--dry-run", "--format", "json")[0], looks()) == (0, [("caseworker handover", [REF])])
    code, out, _err = run(*words, "--yes")
    assert (code, "Åse" in out, looks()) == (0, True, [])
