"""``kontant purge``: what is shown and asked before closed cases are erased, and what is said of the copies."""

import pytest

from kontant.store import backups, seals
from kontant.store.reading import changing

OLD, RECENT = "2010-04711", "2019-00012"


@pytest.fixture
def closed(fill):
    """Two closed cases, one of them long ago, and an open one."""
    fill("cases", case_ref=OLD, name="Zebulon Qvist", opened="2008-01-01", closed="2012-05-01", close_reason="job")
    fill("cases", case_ref=RECENT, name="Bodil Nors", opened="2018-01-01", closed="2026-05-01", close_reason="job")
    fill("cases", case_ref="2020-1", name="Kaj Lund", opened="2020-01-01")
    fill("goals", case_ref=OLD, kind="job", title="Tømrer", set_on="2010-01-01")


def test_off_a_terminal_it_shows_and_erases_nothing(run, closed, contents):
    before = contents()
    code, out, err = run("purge", "--closed-before", "2021-11-22")
    assert code == 2
    assert "confirm with --yes" in err
    assert out.splitlines()[:2] == ["1 case was closed before 2021-11-22:", f"- {OLD}, closed 2012-05-01"]
    assert "- cases: 1" in out
    assert "- goals: 1" in out
    assert "- Copies of these records in the log: 2" in out
    assert "Qvist" not in out
    assert contents() == before


def test_with_yes_it_erases_and_says_so(run, closed, caseload):
    code, out, err = run("purge", "--closed-before", "2021-11-22", "--yes")
    assert (code, err) == (0, "")
    assert "Erased 1 case, by event 5." in out
    assert "would bring it back" in out
    assert b"Zebulon" not in caseload.read_bytes()
    assert run("case", "show", OLD)[0] == 1
    assert run("case", "show", RECENT)[0] == 0
    assert run("log", "verify")[0] == 0


def test_the_days_are_read_as_everywhere(run, closed):
    assert "No case was closed before 2012-05-01." in run("purge", "--closed-before", "1/5-2012")[1]
    assert run("purge", "--closed-before", "soon")[0] == 2
    code, _out, err = run("purge", "--closed-before", "+1d", "--yes")
    assert (code, err) == (
        2,
        "kontant: --closed-before: that day has not come yet; only cases that are closed can be erased.\n",
    )
    assert run("purge")[0] == 2


def test_neither_it_nor_what_it_touched_is_undone(run, closed):
    run("purge", "--closed-before", "2021-11-22", "--yes")
    assert "Event 5 erased cases for good; it cannot be undone." in run("undo", "--yes")[2]
    assert "Event 4 concerned cases that were erased since, by event 5" in run("undo", "4", "--yes")[2]
    assert run("undo", "3", "--yes")[0] == 0


def test_copies_that_hold_the_cases_are_named_and_erased(run, closed, caseload):
    assert run("backup")[0] == 0
    schema_copy = caseload.with_name(f"{caseload.name}.schema-4.1")
    schema_copy.write_bytes(caseload.read_bytes())
    (backup,) = backups.known(caseload)
    code, _out, err = run("purge", "--closed-before", "2021-11-22", "--yes")
    assert code == 0
    assert f"- {backup.path}" in err
    assert f"- {schema_copy}" in err
    assert "kontant purge --closed-before 2021-11-22 --copies" in err
    # Once more, now that nothing is left to erase in the caseload itself.
    code, out, _err = run("purge", "--closed-before", "2021-11-22", "--copies", "--yes")
    assert code == 0
    assert "Erased 2 older copies." in out
    assert not schema_copy.exists()
    (made,) = backups.known(caseload)
    assert made.path != backup.path
    assert made.is_intact()
    folder = caseload.parent.rglob("*")
    assert [path for path in folder if path.is_file() and b"Zebulon" in path.read_bytes()] == []
    assert not backup.checksum_file.exists()
    assert "still hold" not in run("purge", "--closed-before", "2021-11-22")[2]


def test_a_day_to_come_is_wrong_usage(run, closed):
    code, _out, err = run("purge", "--closed-before", "2026-11-23", "--yes")
    assert code == 2
    assert "--closed-before" in err


def test_copies_go_with_the_cases(run, closed, caseload):
    run("backup")
    code, out, _err = run("purge", "--closed-before", "2021-11-22", "--copies", "--yes")
    assert code == 0
    assert "And these copies, once there is a new backup:" in out
    assert "Erased 1 older copy." in out
    assert [path for path in caseload.parent.rglob("*.sqlite*") if b"Zebulon" in path.read_bytes()] == []


def test_a_second_name_of_the_caseload_itself_goes_without_what_it_names(run, closed, caseload):
    """Left by an `init` that was killed between giving the file its name and taking the other away."""
    left = caseload.with_name(".kontant-new-abc.part")
    left.hardlink_to(caseload)
    assert run("purge", "--closed-before", "2021-11-22", "--copies", "--yes")[0] == 0
    assert not left.exists()
    assert run("case", "show", RECENT)[0] == 0


def test_words_that_lie_beside_go_too(run, closed, caseload, fill):
    from datetime import date

    from kontant.cli import note_private
    from kontant.store import drafts

    at = "2012-04-01T08:00:00+00:00"
    head = {"case_ref": OLD, "form": "free", "version": 1, "date": date(2012, 4, 1)}
    draft = drafts.start(caseload, **head, caseworker=None, who="tester", at=at)
    fill("notes", case_ref=OLD, date="2012-04-01", template="free", text="Tekst")
    note_private.spill(caseload, draft, {"answers": {"text": "Zebulons ord"}})
    note_private.write(note_private.correction_file(caseload, (OLD, "2012-04-01", "free", 0)), "Zebulons rettelse")
    folder = caseload.parent / "data"
    assert sum(b"Zebulon" in path.read_bytes() for path in folder.rglob("*") if path.is_file()) == 2
    run("purge", "--closed-before", "2021-11-22", "--yes")
    assert [path for path in folder.rglob("*") if path.is_file() and b"Zebulon" in path.read_bytes()] == []


def tamper(caseload, statement):
    with changing(caseload) as connection, seals.unguarded(connection):
        connection.execute(statement)


def test_a_log_that_was_tampered_with_is_not_made_to_hold(run, closed, caseload, contents):
    tamper(caseload, "UPDATE events SET who = 'uskyldig' WHERE id = 4")
    before, told = contents(), run("log", "verify")[1]
    for words in ((), ("--yes",), ("--copies", "--yes")):
        code, out, err = run("purge", "--closed-before", "2021-11-22", *words)
        assert (code, out, err.count("\n")) == (1, "", 1)
        assert "Nothing was erased" in err and "kontant log verify" in err
    assert contents() == before
    assert run("log", "verify")[1] == told != ""


def test_where_no_backup_would_be_sound_the_cases_stay_with_the_copies(run, closed, caseload, contents):
    run("backup")
    tamper(caseload, "UPDATE events SET who = 'uskyldig' WHERE id = 3")
    before, copies = contents(), backups.known(caseload)
    code, out, err = run("purge", "--closed-before", "2021-11-22", "--copies", "--yes")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "Nothing was erased" in err and "kontant log verify" in err
    assert (contents(), backups.known(caseload)) == (before, copies)
    # The fault is of another case, so that without the copies nothing is hidden.
    assert run("purge", "--closed-before", "2021-11-22", "--yes")[0] == 0
    assert "Event 3 does not say what it said" in run("log", "verify")[1]


def test_more_than_one_is_them(typed, closed):
    terminal = typed("purge", "--closed-before", "2026-11-22")
    terminal.expect("Type 2 to erase them:")


@pytest.mark.parametrize(("answer", "left"), [("1", 2), ("yes", 3), ("", 3), ("2", 3)])
def test_it_asks_for_the_number_of_cases(typed, closed, contents, answer, left):
    terminal = typed("purge", "--closed-before", "2021-11-22")
    terminal.expect("Type 1 to erase it:")
    terminal.sendline(answer)
    terminal.expect("Erased 1 case" if left == 2 else "Nothing was erased")
    terminal.wait()
    assert len(contents()["cases"]) == left


def test_the_log_tells_of_it_without_anybody(run, closed):
    run("purge", "--closed-before", "2021-11-22", "--yes")
    code, out, _err = run("log", "5", "--format", "json")
    assert code == 0
    assert OLD not in out
    assert '"closed_before": "2021-11-22"' in out
    assert OLD not in run("log", "--format", "json")[1]
