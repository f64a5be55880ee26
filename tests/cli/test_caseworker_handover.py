"""``kontant caseworker handover``: who moves, what is refused, the briefs, and what must happen by when."""

import contextlib
import json
import resource
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import support
from file_modes import obeying_modes

from kontant.cli.caseworker_briefs import Briefs
from kontant.cli.context import Context
from kontant.i18n import choose_language

DAY = "2026-11-22"
STARTED = ["handover-missing", "caseworker-change"]


@pytest.fixture
def team(fill, tmp_path, monkeypatch):
    """Three open cases of lbh's, one of eva's that is to be lbh's, and one that is closed; a folder for briefs."""
    monkeypatch.chdir(tmp_path)
    for ref, name in (("2024-1", "Åse Ærøe"), ("2024-2", "Bo Ærøe"), ("2024-3", "Carl Dam"), ("2024-9", "Dorte Holm")):
        fill("cases", case_ref=ref, name=name, cpr="0101901234")
    fill("cases", case_ref="2020-7", name="Eli Kyst", closed="2025-01-01", close_reason="job")
    for ref in ("2024-1", "2024-2", "2024-3", "2020-7"):
        fill("assignments", case_ref=ref, role="coordinator", start="2024-01-01", caseworker="lbh")
    fill("assignments", case_ref="2024-9", role="coordinator", start="2024-01-01", caseworker="eva", end="2026-12-31")
    fill("assignments", case_ref="2024-9", role="coordinator", start="2027-01-01", caseworker="lbh")


def events(run):
    return [event["command"] for event in json.loads(run("log", "--format", "json")[1])["events"]]


def exported(run):
    """The cases whose briefs the log tells of, handover by handover."""
    found = json.loads(run("log", "--format", "json")[1])["events"]
    return [e["details"]["case_refs"] for e in found if e["command"] == "caseworker handover --briefs"]


def holders(caseload, day=DAY):
    with closing(sqlite3.connect(caseload)) as raw:
        sql = "SELECT case_ref, caseworker FROM assignments WHERE start <= ?1 AND (end IS NULL OR end >= ?1)"
        return dict(raw.execute(sql, (day,)))


def test_all_open_cases_move_in_one_event_that_undo_takes_back(run, team, caseload, contents):
    before, earlier = contents(), len(events(run))
    code, out, err = run("caseworker", "handover", " LBH", "mkj ", "--yes", "--no-briefs")
    assert (code, err) == (0, "")
    assert out.startswith(
        "Handover from lbh to mkj from 2026-11-22: 3 cases\n"
        "  2024-1  Åse Ærøe\n  2024-2  Bo Ærøe\n  2024-3  Carl Dam\n"
        "mkj has had no role in this caseload before.\n"
        "2024-9 stays as planned: lbh is to take it over on 2027-01-01.\n"
        "3 cases handed over from lbh to mkj, from 2026-11-22.\n"
        f"Undo with: kontant undo {earlier + 1}\n"
    )
    assert holders(caseload) == {"2024-1": "mkj", "2024-2": "mkj", "2024-3": "mkj", "2024-9": "eva", "2020-7": "lbh"}
    assert events(run)[:-earlier] == ["caseworker handover"]
    assert not list(Path().glob("handover*"))
    assert run("undo", "--yes")[0] == 0
    assert contents() == before


def test_the_list_names_deadline_case_rule_basis_and_next_step_the_earliest_first(run, team):
    out = run("caseworker", "handover", "lbh", "mkj", "--cases", "2024-1", "--yes")[1]
    listed = out.split("What must happen by when\n")[1].splitlines()
    days = [row[:10] for row in listed if row[:4].isdigit()]
    assert days == sorted(days) and len(days) > 3
    at = next(n for n, row in enumerate(listed) if row.startswith("2026-12-06"))
    assert listed[at : at + 3] == [
        "2026-12-06  in 14 days      2024-1  Åse Ærøe",
        "            No handover (practice)",
        "            > kontant note 2024-1 handover",
    ]
    assert "  No handover: practice, BDO 2022 ch. 4.8; STAR 2022 qualitative study ch. 2.2" in listed
    assert listed[-1] == "The list on any day: kontant due --caseworker mkj --horizon 28"


def test_json_holds_the_flags_of_due_and_those_that_the_handover_starts(run, team):
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--no-briefs", "--format", "json")
    document = json.loads(out)
    assert code == 0 and err.startswith("3 cases handed over")
    assert list(document) == ["as_of", "horizon_days", "from", "to", "on", "event", "cases", "briefs", "deadlines"]
    assert (document["from"], document["to"], document["on"]) == ("lbh", "mkj", DAY)
    assert (document["cases"], document["briefs"]) == (["2024-1", "2024-2", "2024-3"], [])
    due = json.loads(run("due", "--caseworker", "mkj", "--horizon", "28", "--format", "json")[1])["flags"]
    found = [{k: v for k, v in d.items() if k not in ("title", "snoozed")} for d in document["deadlines"]]
    assert sorted(found, key=str) == sorted((flag for flag in due if flag["deadline"]), key=str)
    assert [d["rule"] for d in document["deadlines"] if d["case_ref"] == "2024-1" and d["rule"] in STARTED] == STARTED


def test_a_dry_run_shows_the_same_and_changes_nothing(run, team, contents):
    before = contents()
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--dry-run", "--format", "json")
    assert (code, err) == (0, "Nothing was changed: this was a dry run.\n")
    assert contents() == before
    assert not list(Path().glob("handover*"))
    tried = json.loads(out)
    done = json.loads(run("caseworker", "handover", "lbh", "mkj", "--yes", "--format", "json")[1])
    assert (tried.pop("event"), tried.pop("briefs")) == (None, [])
    assert (done.pop("event") is None, len(done.pop("briefs"))) == (False, 3)
    assert tried == done


@pytest.mark.parametrize(
    "words",
    [
        ("--cases", "2024-1", "--cases", "carl"),
        ("--cases", "2024-1, Carl Dam"),
        ("--cases", "2024-1", "carl", "2024-1"),
    ],
)
def test_some_cases_however_they_are_named(run, team, caseload, words):
    assert run("caseworker", "handover", "lbh", "eva", *words, "--yes")[0] == 0
    assert [ref for ref, who in holders(caseload).items() if who == "eva"] == ["2024-1", "2024-3", "2024-9"]


def test_a_day_ahead_and_one_who_is_to_follow(run, team, fill, caseload):
    fill("assignments", case_ref="2024-1", role="coordinator", start="2027-03-01", caseworker="eva")
    out = run("caseworker", "handover", "lbh", "mkj", "--on", "+10d", "--yes")[1]
    assert "3 cases handed over from lbh to mkj, from 2026-12-02.\n" in out
    assert "2024-1: until 2027-02-28, since another assignment begins the day after.\n" in out
    assert "2026-12-16  in 24 days      2024-1  Åse Ærøe\n            No handover (practice)" in out
    assert (holders(caseload)["2024-2"], holders(caseload, "2026-12-02")["2024-2"]) == ("lbh", "mkj")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("lbh", "LBH"), 2, "FROM and TO are the same, lbh; name the one who takes over."),
        (("zzz", "mkj"), 1, "'zzz' coordinates none of the cases asked for on that day; there are: eva, lbh"),
        (("lbh", " "), 2, "TO: "),
        (("lbh", "mkj", "--cases", "zorro"), 1, "No case has 'zorro' in its reference or name"),
        (("lbh", "mkj", "--cases", "ærøe"), 1, "'ærøe' means more than one case; write more of the name"),
        (("lbh", "mkj", "--cases", ","), 2, "--cases names no case"),
        (("lbh", "mkj", "--cases", "2020-7"), 1, "Case 2020-7 is closed on 2026-11-22; nobody"),
        (("lbh", "mkj", "--cases", "2024-9"), 1, "Case 2024-9 is coordinated by eva on 2026-11-22, not by lbh."),
        (("lbh", "mkj", "2024-1"), 2, "There is more on the line than the command takes: 2024-1."),
        (("lbh", "mkj", "--on", "2024-01-01"), 1, "3 cases cannot be handed over; nothing was changed."),
        (
            ("lbh", "mkj", "--format", "pdf", "--no-briefs"),
            2,
            "--format pdf is for the briefs, which --no-briefs leaves out; give one of them.",
        ),
        (("lbh", "mkj", "--briefs", "b", "--no-briefs"), 2, "--briefs and --no-briefs do not go together; give one"),
        (
            ("lbh", "mkj", "--format", "csv"),
            2,
            "--format: csv is not made here; choose one of markdown, html, pdf, json.",
        ),
        (("lbh", "mkj", "--briefs", "nowhere/briefs"), 1, "nowhere/briefs cannot be made"),
        (("lbh", "mkj", "--briefs", "~nobody-is-called-so/b"), 1, "~nobody-is-called-so/b cannot be made; choose"),
        (("lbh", "mkj", "--briefs", "x" * 300), 1, f"{'x' * 300} cannot be made; choose another folder"),
        (("lbh", "mkj", "--briefs", "nothing-there"), 1, "nothing-there cannot be made; choose another folder"),
    ],
)
def test_what_is_refused_changes_nothing(run, team, contents, words, code, told):
    Path("nothing-there").symlink_to("nowhere")
    before, earlier = contents(), events(run)
    got, out, err = run("caseworker", "handover", *words, "--yes")
    # The last is found when the folder is made, after the plan was shown.
    assert got == code and (out == "" or "nothing-there" in words)
    assert err.splitlines()[-1].startswith(f"kontant: {told}")
    assert contents() == before and events(run) == earlier


def test_all_that_is_wrong_is_told_at_once(run, team, contents):
    before = contents()
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--cases", "2024-1,2024-9,2020-7,zorro", "--yes")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "Case 2024-9 is coordinated by eva on 2026-11-22, not by lbh.",
        "Case 2020-7 is closed on 2026-11-22; nobody can take it over then.",
        "No case has 'zorro' in its reference or name; look for it with: kontant case find",
        "kontant: 3 cases cannot be handed over; nothing was changed.",
    ]
    assert contents() == before


def test_off_a_terminal_it_needs_yes_and_data_has_no_room_for_a_question(run, team, contents):
    before = contents()
    code, out, err = run("caseworker", "handover", "lbh", "mkj")
    assert code == 2 and out.startswith("Handover from lbh to mkj")
    assert err == "kontant: Nothing was handed over: off a terminal nobody can be asked; confirm with --yes.\n"
    assert run("caseworker", "handover", "lbh", "mkj", "--format", "json")[:2] == (2, "")
    assert contents() == before


@pytest.mark.parametrize(("answer", "moved"), [("y", True), ("n", False), ("", False)])
def test_on_a_terminal_it_asks(typed, team, caseload, answer, moved):
    child = typed("caseworker", "handover", "lbh", "mkj", "--on", "2027-01-15")
    child.expect_exact("Hand them over, and write the briefs in handover-lbh-mkj-2027-01-15? [y/N]")
    child.sendline(answer)
    child.expect("What must happen by when" if moved else "Nothing was handed over")
    child.read()
    assert holders(caseload, "2099-01-01")["2024-1"] == ("mkj" if moved else "lbh")
    assert Path("handover-lbh-mkj-2027-01-15").exists() == moved


def test_without_briefs_the_question_names_no_folder(typed, team, caseload):
    child = typed("caseworker", "handover", "lbh", "mkj", "--no-briefs")
    child.expect_exact("Hand them over? [y/N]")
    child.sendline("y")
    child.expect("What must happen by when")
    child.read()
    assert holders(caseload, "2099-01-01")["2024-1"] == "mkj"


def test_interrupted_at_the_question_nothing_has_happened(typed, team, contents, tmp_path):
    before, there = contents(), sorted(tmp_path.iterdir())
    child = typed("caseworker", "handover", "lbh", "mkj")
    child.expect("Hand them over")
    child.sendintr()
    child.expect("Interrupted; what was not finished was not saved.")
    child.read()
    child.close()
    assert child.exitstatus == 130
    assert contents() == before
    assert [path for path in sorted(tmp_path.iterdir()) if path.suffix not in (".sqlite-wal", ".sqlite-shm")] == there


def test_interrupted_among_the_briefs_it_says_what_has_happened(run, team, caseload, monkeypatch, tmp_path):
    made = Briefs._made

    def interrupted(self, context, ref, rules):
        if ref == "2024-2":
            raise KeyboardInterrupt
        return made(self, context, ref, rules)

    monkeypatch.setattr(Briefs, "_made", interrupted)
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "b")
    assert code == 130 and "3 cases handed over from lbh to mkj" in out and "Undo with: kontant undo" in out
    assert err.splitlines()[0] == (
        "The cases are handed over all the same; make the briefs that are missing with: "
        "kontant case brief CASE --output FILE"
    )
    assert holders(caseload)["2024-1"] == "mkj"
    assert [path.name for path in Path("b").iterdir()] == ["2024-1.md"]
    assert exported(run) == [["2024-1"]]


def test_the_briefs_go_into_a_new_private_folder_that_is_named_after_the_handover(run, team, fill):
    for n, folder in enumerate(("handover-lbh-mkj-2026-11-22", "handover-lbh-mkj-2026-11-22-2"), start=1):
        code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--cases", f"2024-{n}")
        assert (code, err) == (0, "")
        assert f"1 brief goes to {folder}.\n" in out and f"Wrote 1 brief in {folder}. They hold personal" in out
        assert [path.name for path in Path(folder).iterdir()] == [f"2024-{n}.md"]
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        assert json.loads(run("log", "--format", "json")[1])["events"][0]["details"]["to"] == "file"
        assert folder not in run("log", "--format", "json")[1]


def test_the_folder_has_a_danish_name_in_danish(run, team):
    choose_language("da")
    assert run("caseworker", "handover", "lbh", "mkj", "--yes")[0] == 0
    assert [path.name for path in Path().glob("*-lbh-mkj-*")] == ["overlevering-lbh-mkj-2026-11-22"]


def test_initials_that_are_no_name_of_a_folder(run, team):
    who = "../" + "Ænne-Æ " * 8
    assert run("caseworker", "handover", "lbh", who, "--yes", "--on", "tomorrow")[0] == 0
    assert [path.name for path in Path().glob("handover*")] == ["handover-lbh-Ænne-Æ_Ænne-Æ_Ænn-2026-11-23"]
    assert len(list(Path("handover-lbh-Ænne-Æ_Ænne-Æ_Ænn-2026-11-23").iterdir())) == 3


def test_a_current_folder_that_takes_nothing_is_told_with_what_helps(run, team, tmp_path, contents, monkeypatch):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    monkeypatch.chdir(locked)
    before = contents()
    code, out, err = obeying_modes(lambda: run("caseworker", "handover", "lbh", "mkj", "--yes"))
    assert (code, out) == (1, "")
    assert err == (
        f"kontant: {locked} is read-only; choose another folder with --briefs, or leave the briefs out with "
        "--no-briefs.\n"
    )
    assert contents() == before
    assert obeying_modes(lambda: run("caseworker", "handover", "lbh", "mkj", "--yes", "--no-briefs"))[0] == 0


def test_a_folder_that_was_there_keeps_its_mode_and_is_not_taken_away(run, team, tmp_path, monkeypatch):
    folder = tmp_path / "b"
    folder.mkdir(mode=0o750)
    monkeypatch.setattr(Context, "now", _fail)
    assert run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "b")[0] == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "c")[0] == 1
    assert not (tmp_path / "c").exists()


def _fail(_context):
    raise OSError(5, "the clock has stopped")


def test_a_brief_of_each_case_is_written_private_and_logged(run, team, tmp_path):
    folder = tmp_path / "briefs"
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(folder))
    assert (code, err) == (0, "")
    assert f"Wrote 3 briefs in {folder}. They hold personal data" in out
    assert sorted(path.name for path in folder.iterdir()) == ["2024-1.md", "2024-2.md", "2024-3.md"]
    text = (folder / "2024-1.md").read_text(encoding="utf-8")
    assert "Åse Ærøe" in text and "mkj" in text and "0101901234" not in text and "010190-1234" not in text
    assert stat.S_IMODE((folder / "2024-1.md").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    newest = json.loads(run("log", "--format", "json")[1])["events"][0]
    assert newest["command"] == "caseworker handover --briefs"
    assert newest["details"]["case_refs"] == ["2024-1", "2024-2", "2024-3"]
    # What left the caseload is nothing to undo; the handover before it is.
    assert run("undo", "--yes")[1].splitlines()[0].split("  ")[-2] == "caseworker handover"


def test_no_brief_that_was_not_written_is_logged(run, team, monkeypatch):
    """Not those that fail, and nothing at all where all do."""
    limit, made = resource.getrlimit(resource.RLIMIT_FSIZE), Briefs._made

    def with_a_full_disk(self, context, ref, rules):
        page = made(self, context, ref, rules)
        # Room for the caseload, whose log is written when all the briefs are made, but for nothing else.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100 if ref in full else limit[0], limit[1]))
        return lifted(page)

    @contextlib.contextmanager
    def lifted(page):
        try:
            with page as place:
                resource.setrlimit(resource.RLIMIT_FSIZE, limit)
                yield place
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)

    monkeypatch.setattr(Briefs, "_made", with_a_full_disk)
    full = {"2024-1"}
    err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "b", "--cases", "2024-1")[2]
    assert "the disk is full" in err and exported(run) == [] and list(Path("b").iterdir()) == []
    assert run("undo", "--yes")[0] == 0
    full = {"2024-2"}
    assert run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "c")[0] == 1
    assert exported(run) == [["2024-1", "2024-3"]]
    assert sorted(path.name for path in Path("c").iterdir()) == ["2024-1.md", "2024-3.md"]


def test_no_brief_is_written_that_the_log_does_not_tell_of(run, team, caseload, monkeypatch):
    """A caseload in use by another program as the briefs are to be logged: what was in the folder stays."""
    Path("b").mkdir()
    (Path("b") / "2024-1.md").write_text("mine")
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    log = Briefs._log

    def in_use(self, context, refs):
        with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            log(self, context, refs)

    monkeypatch.setattr(Briefs, "_log", in_use)
    code, _out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "b", "--force")
    assert code == 1 and "without that nothing was exported." in err
    assert err.endswith("kontant: 3 briefs were not written; the cases are handed over all the same.\n")
    assert [(path.name, path.read_text()) for path in Path("b").iterdir()] == [("2024-1.md", "mine")]


def test_the_briefs_can_be_html_beside_a_list_as_data(run, team, tmp_path):
    words = ("--briefs", str(tmp_path / "b"), "--format", "html", "--format", "json", "--cases", "carl")
    document = json.loads(run("caseworker", "handover", "lbh", "mkj", "--yes", *words)[1])
    assert document["briefs"] == [
        {"case_ref": "2024-3", "file": str(tmp_path / "b" / "2024-3.html"), "failure": None},
    ]
    assert (tmp_path / "b" / "2024-3.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_brief_that_is_there_is_replaced_by_force_alone(run, team, tmp_path, contents):
    (tmp_path / "2024-2.md").write_text("mine")
    before = contents()
    words = ("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(tmp_path))
    code, out, err = run(*words)
    assert (code, out) == (1, "")
    assert err.endswith(
        "2024-2.md exists already; choose another folder, or replace with --force. Nothing was changed.\n"
    )
    assert contents() == before and (tmp_path / "2024-2.md").read_text() == "mine"
    assert run(*words, "--force")[0] == 0
    assert "Bo Ærøe" in (tmp_path / "2024-2.md").read_text(encoding="utf-8")


def test_a_file_is_no_folder(run, team, tmp_path, contents):
    (tmp_path / "briefs").write_text("mine")
    before = contents()
    err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(tmp_path / "briefs"))[2]
    assert err.endswith("briefs is not a folder; give the name of one for the briefs.\n")
    assert contents() == before


def test_a_brief_that_cannot_be_written_is_named_and_the_cases_have_moved(run, team, tmp_path, caseload, monkeypatch):
    folder = tmp_path / "b"
    # The name of a folder, made while the question stood: no file can take its place.
    monkeypatch.setattr(Context, "now", lambda self: (folder / "2024-2.md").mkdir(parents=True, exist_ok=True) or DAY)
    code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(folder))
    assert code == 1
    assert "Wrote 2 briefs in " in out and "What must happen by when" in out
    told, summary = err.splitlines()
    assert told.startswith("2024-2: ") and "is not a file" in told
    assert told.endswith(f"Make it with: kontant case brief 2024-2 --output {folder / '2024-2.md'}")
    assert summary == "kontant: 1 brief was not written; the cases are handed over all the same."
    assert holders(caseload)["2024-2"] == "mkj"


def test_names_of_briefs_are_names_everywhere(run, fill, tmp_path):
    longest = "\U0001f9ff" * 40
    for ref in ("24/1", "24 1", "..", "Æ-7", "../../up", "CON", "nul.x", "a-2", "A", "a", "c:\\x", longest, "Ö" * 40):
        fill("cases", case_ref=ref, name="Åse")
        fill("assignments", case_ref=ref, role="coordinator", start="2024-01-01", caseworker="lbh")
    before = sorted(tmp_path.iterdir())
    code, _out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(tmp_path / "b"))
    assert (code, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == [
        "24_1-2.md", "24_1.md", "A.md", "_-2.md", "_.md", "_CON.md", "_nul.x.md", "a-2-2.md", "a-2.md", "c_x.md",
        "up.md", "Æ-7.md", "Ö" * 40 + ".md",
    ]  # fmt: skip
    assert [path for path in sorted(tmp_path.iterdir()) if path not in before] == [tmp_path / "b"]


def test_a_disk_that_fills_up_is_told_of_the_brief_and_the_rest_is_done(run, team, fill, monkeypatch):
    fill("notes", case_ref="2024-2", date="2026-11-01", template="free", text="Et langt ord. " * 5000)
    limit, write, log = resource.getrlimit(resource.RLIMIT_FSIZE), Briefs.write, Briefs._log

    def full(self, context, told):
        # Room for a reader's index beside the caseload, and for the briefs of the other cases.
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limit[1]))
        return write(self, context, told)

    def with_room(self, context, refs):
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        log(self, context, refs)

    monkeypatch.setattr(Briefs, "write", full)
    monkeypatch.setattr(Briefs, "_log", with_room)
    try:
        code, out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert code == 1 and "Wrote 2 briefs in b. " in out and "What must happen by when" in out
    assert err.splitlines() == [
        "2024-2: b/2024-2.md was not written: the disk is full. Free some space and try again. "
        "Make it with: kontant case brief 2024-2 --output b/2024-2.md",
        "kontant: 1 brief was not written; the cases are handed over all the same.",
    ]
    assert sorted(path.name for path in Path("b").iterdir()) == ["2024-1.md", "2024-3.md"]


def test_two_at_once_are_one_handover(team, caseload, tmp_path):
    words = (sys.executable, "-m", "kontant", "--db", caseload, "caseworker", "handover", "lbh")
    both = [
        subprocess.Popen(
            [*words, who, "--yes"], env=support.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for who in ("mkj", "eva")
    ]
    told = [child.communicate(timeout=60)[1] for child in both]
    assert sorted(child.returncode for child in both) == [0, 1]
    lost = next(err.decode() for child, err in zip(both, told, strict=True) if child.returncode)
    assert "was changed meanwhile; nothing was handed over" in lost or "'lbh' coordinates none" in lost
    won = "mkj" if both[0].returncode == 0 else "eva"
    assert {holders(caseload, "2099-01-01")[ref] for ref in ("2024-1", "2024-2", "2024-3")} == {won}
    assert [path.name[:16] for path in tmp_path.glob("handover*")] == [f"handover-lbh-{won}"]


def test_cases_that_changed_while_the_question_stood_are_left(typed, team, fill, contents, tmp_path):
    child = typed("caseworker", "handover", "lbh", "mkj", "--on", "2027-02-01")
    child.expect("Hand them over")
    fill("assignments", case_ref="2024-2", role="coordinator", start="2027-01-20", caseworker="eva")
    before = contents()
    child.sendline("y")
    child.expect("Case 2024-2 was changed meanwhile; nothing was handed over, look at it again.")
    child.read()
    assert contents() == before and not list(tmp_path.glob("handover*"))


def test_who_stands_beside_the_former_ends_too_and_is_named(run, team, fill, caseload):
    fill("assignments", case_ref="2024-1", role="coordinator", start="2023-01-01", caseworker="Eva")
    fill("assignments", case_ref="2024-2", role="coordinator", start="2023-01-01", caseworker="LBH")
    out = run("caseworker", "handover", "lbh", "mkj", "--no-briefs", "--yes")[1]
    assert "\n2024-1: Eva, who coordinated it beside LBH, ends too.\nUndo with" in out
    assert holders(caseload, "2099-01-01")["2024-1"] == holders(caseload, "2099-01-01")["2024-2"] == "mkj"
    err = run("caseworker", "handover", "eva", "mkj", "--no-briefs", "--yes", "--cases", "2024-1")[2]
    assert err == "kontant: Case 2024-1 is coordinated by mkj on 2026-11-22, not by Eva.\n"


def test_a_day_in_the_past_tells_what_the_former_has_done_since(run, team, fill, caseload):
    for day, who, ref in (
        ("2026-10-30", "LBH", "2024-1"),
        ("2026-11-02", "lbh", "2024-1"),
        ("2026-11-03", "eva", "2024-2"),
    ):
        fill("conversations", case_ref=ref, date=day, kind="job", status="held", caseworker=who)
    words = ("caseworker", "handover", "lbh", "mkj", "--no-briefs", "--yes", "--on")
    told = "lbh has held conversations since then, the latest of each case: 2024-1 (2026-11-02).\n"
    assert told not in run(*words[:-2], "--dry-run", "--on", "2026-11-03")[1]
    assert told in run(*words, "2026-11-01")[1]
    assert holders(caseload, "2026-10-31")["2024-1"] == "lbh" and holders(caseload, "2026-11-01")["2024-1"] == "mkj"


def test_from_a_day_in_the_past_only_what_is_still_the_formers_passes(run, team, fill, contents):
    fill("assignments", case_ref="2024-1", role="coordinator", start="2026-11-10", caseworker="eva")
    fill("cases", case_ref="2024-4", name="Finn Lund")
    fill("assignments", case_ref="2024-4", role="coordinator", start="2026-11-15", caseworker="lbh")
    before = contents()
    words = ("caseworker", "handover", "lbh", "mkj", "--no-briefs", "--on", "2026-11-01", "--yes")
    assert run(*words)[2] == "kontant: Case 2024-4: lbh has it since 2026-11-15 only; choose a later day than that.\n"
    assert run(*words, "--cases", "2024-1")[2] == (
        "kontant: Case 2024-1 is coordinated by eva on 2026-11-22, not by lbh.\n"
    )
    assert contents() == before
    assert run(*words, "--cases", "2024-2,2024-3")[0] == 0


def test_a_day_ahead_lists_what_falls_due_until_four_weeks_after_it(run, team, fill):
    """The next conversation of a case that had one on 1 December falls due on 1 March, before the new one begins."""
    fill("conversations", case_ref="2024-1", date="2026-11-20", kind="job", status="held")
    words = ("caseworker", "handover", "lbh", "mkj", "--dry-run", "--no-briefs", "--cases", "2024-1")
    days = {}
    for start in ("2026-11-22", "2027-03-01"):
        document = json.loads(run(*words, "--on", start, "--format", "json")[1])
        days[start] = {d["deadline"] for d in document["deadlines"] if d["rule"] not in STARTED}
        assert document["horizon_days"] == (28 if start == "2026-11-22" else 99 + 28)
    between = {day for day in days["2027-03-01"] - days["2026-11-22"] if "2026-12-20" < day < "2027-03-01"}
    assert between and days["2026-11-22"] <= days["2027-03-01"]
    out = run(*words, "--on", "2027-03-01")[1]
    command = "kontant due --caseworker mkj --as-of 2027-03-01 --horizon 28"
    assert out.splitlines()[-1] == f"The list on any day: {command}"
    assert run("caseworker", "handover", "lbh", "mkj", "--yes", "--no-briefs", "--on", "2027-03-01")[0] == 0
    assert "2024-1" in run(*command.split()[1:])[1]


def test_a_caseload_in_which_nobody_coordinates(run, fill, contents):
    fill("cases", case_ref="2024-1", name="Åse Ærøe")
    code, _out, err = run("--lang", "en", "caseworker", "handover", "lbh", "mkj", "--yes")
    assert (code, err) == (
        1,
        "kontant: 'lbh' coordinates none of the cases asked for: on that day none has a coordinating caseworker.\n",
    )


def test_a_day_far_ahead(run, team, caseload):
    out = run("caseworker", "handover", "lbh", "mkj", "--on", "2200-12-31", "--yes")[1]
    assert "Wrote 4 briefs in handover-lbh-mkj-2200-12-31." in out and "2024-9  Dorte Holm" in out
    assert holders(caseload, "2200-12-30")["2024-9"] == "lbh" and holders(caseload, "2200-12-31")["2024-9"] == "mkj"


def test_the_former_who_is_to_have_it_again_is_named(run, team, fill, caseload):
    fill("assignments", case_ref="2024-3", role="coordinator", start="2027-01-01", caseworker="eva", end="2027-01-31")
    fill("assignments", case_ref="2024-3", role="coordinator", start="2027-02-01", caseworker="lbh")
    out = run("caseworker", "handover", "lbh", "mkj", "--no-briefs", "--yes")[1]
    assert "2024-3: lbh is to take it over again on 2027-02-01, as planned.\n" in out
    assert "2024-3: until 2026-12-31, since another assignment begins the day after.\n" in out


def test_a_caseload_in_use_is_left_as_it_was_and_no_brief_is_written(
    run, team, caseload, contents, tmp_path, monkeypatch
):
    monkeypatch.setattr("kontant.store.opening.BUSY_SECONDS", 0.1)
    before = contents()
    with closing(sqlite3.connect(caseload, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _out, err = run("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(tmp_path / "b"))
    assert code == 1 and err.endswith("is in use by another program; nothing was changed, try again in a moment.\n")
    assert contents() == before and not (tmp_path / "b").exists()


def test_a_caseload_that_may_only_be_read(run, team, caseload, contents, tmp_path):
    before = contents()
    caseload.chmod(0o400)
    words = ("caseworker", "handover", "lbh", "mkj", "--yes", "--briefs", str(tmp_path / "b"))
    code, _out, err = obeying_modes(lambda: run(*words))
    assert code == 1 and "read-only" in err
    assert contents() == before and not (tmp_path / "b").exists()


@pytest.mark.parametrize("lang", ["en", "da"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_it_fits_the_screen(on_screen, team, columns, lang):
    lines = on_screen(columns, "--lang", lang, "caseworker", "handover", "lbh", "mkj", "--dry-run")
    assert max(map(len, lines)) <= columns
    assert any("2024-1  Åse Ærøe" in row for row in lines)
