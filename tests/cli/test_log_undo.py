"""``kontant log`` and ``kontant undo``: the change log for people and machines, and taking events back."""

import json

import pytest
import support

CASE = ("case", "add", "--ref", "2026-9", "--name", "Åse Ærøe", "--opened", "2026-11-01", "--track", "job")
ADD = (*CASE, "--target-group", "job_ready", "--cpr", "010190-1234")
HEADER = "case_ref,name,opened,target_group,track,challenges\n"


@pytest.fixture(autouse=True)
def at_noon(caseload, monkeypatch):
    """Events happen at one time, told by the clock of Copenhagen."""
    import time

    from kontant.cli.context import Context

    time.tzset()
    monkeypatch.setattr(Context, "now", lambda self: "2026-11-22T11:30:00+00:00")
    yield
    monkeypatch.delenv("TZ")
    time.tzset()


@pytest.fixture
def edited(run):
    run(*ADD)
    run("case", "edit", "2026-9", "--name", "Ane Ærøe", "--cpr", "020290-4321")


@pytest.fixture
def imported(run, tmp_path, caseload):
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "cases.csv").write_text(HEADER + "a,Ane,2020-01-01,job_ready,job,\n", encoding="utf-8")
    (folder / "goals.csv").write_text("case_ref,kind,title,set_on\na,job,Kok,2020-02-01\n", encoding="utf-8")
    assert run("import", str(folder), "--extract-date", "2026-11-20")[0] == 0


def events(run, *words):
    code, out, err = run("log", "--format", "json", *words)
    assert (code, err) == (0, "")
    return json.loads(out)["events"]


def test_events_newest_first_in_local_time(run, edited):
    code, out, err = run("log")
    assert (code, err) == (0, "")
    assert out == (
        "2  2026-11-22 12:30  tester  case edit  1 record\n1  2026-11-22 12:30  tester  case add   1 record\n"
    )


def test_json_tells_utc(run, edited):
    found = events(run)
    assert [event["event"] for event in found] == [2, 1]
    assert found[1] == {
        "event": 1,
        "at": "2026-11-22T11:30:00+00:00",
        "who": "tester",
        "command": "case add",
        "details": {},
        "records": 1,
        "undoes": None,
        "undone_by": None,
        "stands": True,
    }


def test_an_undone_event_says_so_until_it_is_redone(run, edited):
    run("undo", "--yes")
    _code, out, _err = run("log")
    assert "tester  undo 2     1 record" in out
    assert out.splitlines()[1].endswith("undone by 3")
    assert [event["stands"] for event in events(run)] == [True, False, True]
    assert run("log", "2")[1].splitlines()[-1] == "undone by 3"
    run("undo", "3", "--yes")
    assert "undone by" not in run("log")[1].splitlines()[2]
    assert [event["stands"] for event in events(run)] == [True, False, True, True]


def test_an_empty_log(run):
    assert run("log") == (0, "Nothing has been changed yet.\n", "")
    assert events(run) == []


def test_the_screen_shows_the_latest_and_says_how_to_see_the_rest(run, fill):
    for number in range(23):
        fill("cases", case_ref=f"x{number:02}", name="Ib")
    rows = run("log")[1].splitlines()
    assert rows[0].split()[0] == "23"
    assert (len(rows), rows[-1]) == (21, "3 older events: kontant log --limit 23")
    assert len(run("log", "--limit", "23")[1].splitlines()) == 23
    assert len(events(run)) == 23
    assert [event["event"] for event in events(run, "--limit", "2")] == [23, 22]


def test_the_events_of_a_case(run, edited, fill):
    fill("cases", case_ref="b", name="Bo")
    assert [event["event"] for event in events(run, "--case", "ærøe")] == [2, 1]
    assert [event["event"] for event in events(run, "--case", "b")] == [3]


def test_one_event_field_by_field(run, edited):
    code, out, _err = run("log", "2")
    assert code == 0
    assert out == (
        "Event 2  2026-11-22 12:30  tester  case edit  1 record\n"
        "~ case 2026-9: changed\n"
        "    name: Åse Ærøe -> Ane Ærøe\n"
        "    cpr: 010190-**** -> 020290-****\n"
        "Undo with: kontant undo 2\n"
    )


def test_an_added_record_in_full(run, edited, fill):
    text = "Ord " * 300 + "010190-1234"
    number = fill("notes", case_ref="2026-9", date="2026-11-20", template="free", text=text)
    out = run("log", str(number))[1]
    assert "+ note 2026-9, 2026-11-20, free note: added\n" in out
    assert f"    text: {text[:-4]}****\n" in out


@pytest.mark.parametrize("words", [(), ("--format", "json")])
def test_cpr_numbers_are_whole_only_where_asked_for(run, edited, words):
    out = run("log", "2", *words)[1]
    assert "1234" not in out
    assert "4321" not in out
    whole = run("log", "2", *words, "--show-cpr")[1]
    assert "010190-1234" in whole
    assert "020290-4321" in whole


def test_one_event_as_json(run, edited):
    document = json.loads(run("log", "2", "--format", "json")[1])
    (change,) = document["changes"]
    assert document["event"] == 2
    assert (change["table"], change["key"]) == ("cases", {"case_ref": "2026-9"})
    assert (change["before"]["name"], change["after"]["name"]) == ("Åse Ærøe", "Ane Ærøe")


def test_an_import_is_told_by_its_counts(run, imported):
    assert run("log")[1] == "1  2026-11-22 12:30  tester  import  2 records\n"
    out = run("log", "1")[1]
    assert "  extract: csv\n  as of 2026-11-20\n  cases: 1 new row\n  goals: 1 new row\n" in out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("log", "7"), 1, "There is no event 7; see: kontant log"),
        (("log", "1", "--case", "x"), 2, "Give the number of an event or --case, not both."),
        (("log", "one"), 2, ""),
        (("log", "--case", "zorro"), 1, "No case has 'zorro' in its reference or name"),
        (("undo",), 1, "There is nothing to undo."),
        (("undo", "7"), 1, "There is no event 7; see: kontant log"),
    ],
)
def test_what_there_is_not(run, words, code, sentence):
    got, out, err = run(*words)
    assert (got, out) == (code, "")
    assert err.startswith(f"kontant: {sentence}")
    assert len(err.splitlines()) == 1


def test_undo_shows_what_it_would_change_and_refuses_off_a_terminal(run, edited, contents):
    now = contents()
    code, out, err = run("undo")
    assert code == 2
    assert out == (
        "Event 2  2026-11-22 12:30  tester  case edit  1 record\n"
        "Undoing it would change:\n"
        "~ case 2026-9: changed\n"
        "    name: Ane Ærøe -> Åse Ærøe\n"
        "    cpr: 020290-**** -> 010190-****\n"
    )
    assert err == "kontant: Nothing was undone: off a terminal nobody can be asked; confirm with --yes.\n"
    assert contents() == now


def test_undo_and_redo(run, contents):
    run(*ADD)
    first = contents()
    run("case", "edit", "2026-9", "--track", "exempt")
    second = contents()
    code, out, err = run("undo", "--yes")
    assert (code, err) == (0, "")
    assert out.endswith("Undone: event 2, by event 3.\nRedo with: kontant undo 3\n")
    assert contents() == first
    assert run("undo", "3", "--yes")[0] == 0
    assert contents() == second


def test_undo_of_an_import_tells_its_counts(run, imported, contents):
    code, out, _err = run("undo", "--yes")
    assert code == 0
    assert "- cases: 1 row taken out\n- goals: 1 row taken out\n" in out
    assert contents()["cases"] == []


def test_undo_of_much_names_the_first_records_and_counts_the_rest(run, tmp_path, caseload):
    folder = tmp_path / "extract"
    folder.mkdir()
    for name in ("Ane", "Eva"):
        rows = "".join(f"x{n:02},{name},2020-01-01,job_ready,job,\n" for n in range(25))
        (folder / "cases.csv").write_text(HEADER + rows, encoding="utf-8")
        run("import", str(folder), "--extract-date", "2026-11-20")
    out = run("undo", "--yes")[1]
    assert out.count("name: Eva -> Ane") == 20
    assert "  and 5 more records\n" in out


def test_undo_of_something_touched_since_is_refused(run, edited, contents):
    now = contents()
    code, _out, err = run("undo", "1", "--yes")
    assert code == 1
    assert err.startswith("kontant: A record (case) of case 2026-9 was changed again later")
    assert contents() == now


def test_every_command_that_changes_says_how_to_undo_it(run, contents):
    states, steps = (
        [contents()],
        (
            ADD,
            ("case", "edit", "2026-9", "--track", "exempt"),
            ("case", "assign", "2026-9", "eva"),
            ("case", "assign", "2026-9", "lbh", "--from", "+1d"),
            ("case", "close", "2026-9", "--reason", "job", "--on", "+2d"),
            ("case", "reopen", "2026-9"),
        ),
    )
    told = []
    for step in steps:
        out = run(*step)[1]
        told.append(next(row for row in out.splitlines() if row.startswith("Undo with: kontant undo ")).split()[-1])
        states.append(contents())
    for number, before in zip(reversed(told), reversed(states[:-1]), strict=True):
        assert run("undo", number, "--yes")[0] == 0
        assert contents() == before


def test_on_a_screen_the_log_fits(on_screen, edited):
    rows = on_screen(80, "log")
    assert [row.split()[0] for row in rows] == ["2", "1"]


def test_notes_of_a_day_and_their_corrections_are_told_apart_without_their_numbers_as_fields(run, caseload):
    from kontant.model.records import NoteFields
    from kontant.store import journal
    from kontant.store.reading import reading
    from kontant.store.writes import writing

    support.fill(caseload, "cases", case_ref="A-1", name="Åse")
    with writing(caseload, command="note", who="x", at=support.AT) as writer:
        for nr in (1, 2):
            note = NoteFields(case_ref="A-1", date=support.DAY, template="handover", text="Ord", answers='{"a":1}')
            writer.insert("notes", note, extra={"nr": nr, "form": "handover", "version": 1})
    with reading(caseload) as connection:
        second = journal.note(connection, 2)
    with writing(caseload, command="note amend", who="x", at=support.AT) as writer:
        journal.add_amendment(writer, second, written_on=support.DAY, caseworker="eva", text="Rettet")
    told = [line.strip() for line in run("log", "2")[1].splitlines()[1:-1]]
    assert told == [
        "+ note A-1, 2026-11-22, handover: added",
        "text: Ord",
        "+ note A-1, 2026-11-22, handover (2): added",
        "text: Ord",
    ]
    told = [line.strip() for line in run("log", "3")[1].splitlines()[1:-1]]
    assert told == [
        "+ amendment A-1, 2026-11-22, handover (2), no. 1: added",
        "written on: 2026-11-22",
        "caseworker: eva",
        "text: Rettet",
    ]
