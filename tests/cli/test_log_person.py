"""``kontant log person``: dates, what was done in plain words, purposes; the staff only where it is asked for."""

import csv
import io
import json

import pytest

from kontant.report.log_words import what_was_done
from kontant.store.log import Event, Touched

REF = "2024-1"


@pytest.fixture(autouse=True)
def case(fill):
    fill("cases", case_ref=REF, name="Åse Ærøe", cpr="010190-1234")
    fill("cases", case_ref="2024-2", name="Bo Øst")


def entries(run, *words):
    return json.loads(run("log", "person", REF, "--format", "json", *words)[1])["entries"]


def test_looks_changes_and_exports_newest_first(run, tmp_path):
    run("case", "show", REF, "--show-cpr", "--purpose", "Forberede samtale")
    run("case", "show", "2024-2")
    run("goal", "add", REF, "Gartner", "--kind", "job")
    run("undo", "--yes")
    run("note", "find", "lager", "--case", REF)
    run("case", "brief", REF, "-o", str(tmp_path / "brief.md"), "--purpose", "Overlevering")
    assert [(entry["what"], entry["purpose"]) for entry in entries(run)] == [
        ("A brief of the case was made. It went to a file.", "Overlevering"),
        ("Notes were searched.", None),
        ("A change was taken back. Records: goal: 1 removed.", None),
        ("Records were changed. Records: goal: 1 added.", None),
        ("The case was looked at on the screen. The CPR number was shown whole.", "Forberede samtale"),
        ("Records were changed. Records: case: 1 added.", None),
    ]


def test_it_is_entered_itself_and_told_the_next_time(run, tmp_path):
    assert "A list of who has looked was made for the person." not in [entry["what"] for entry in entries(run)]
    assert entries(run)[0]["what"] == "A list of who has looked was made for the person."
    run("log", "person", REF, "--format", "csv", "-o", str(tmp_path / "log.csv"))
    assert entries(run)[0]["what"] == "A list of who has looked was made for the person. It went to a file."


def test_nobody_of_the_staff_is_named_unless_asked_for(run, monkeypatch):
    monkeypatch.setenv("KONTANT_USER", "lbhxyz")
    run("case", "show", REF)
    for form in ("json", "csv", "markdown"):
        assert "lbhxyz" not in run("log", "person", REF, "--format", form)[1]
        assert "lbhxyz" in run("log", "person", REF, "--format", form, "--staff")[1]
    (newest, *_rest) = entries(run, "--staff")
    assert (newest["who"], newest["command"]) == ("lbhxyz", "log person")


def test_as_csv_and_markdown(run, tmp_path):
    run("case", "show", REF, "--purpose", "=1+1")
    file = tmp_path / "log.csv"
    code, out, err = run("log", "person", REF, "-o", str(file))
    assert (code, out, err) == (0, "", f"Wrote {file}: 2 entries.\n")
    head, newest, *_rest = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")), delimiter=";")
    assert head == ["Time", "What was done", "Purpose"]
    assert newest[1:] == ["The case was looked at on the screen.", "'=1+1"]
    lines = run("log", "person", REF)[1].splitlines()
    assert lines[0] == f"# Who has looked at case {REF}, and what was done"
    assert "| The case was looked at on the screen." in lines[5]


def test_on_a_screen(on_screen, run):
    run("case", "show", REF, "--purpose", "Forberede samtale")
    lines = on_screen(80, "log", "person", REF)
    assert lines[0] == f"Who has looked at case {REF}, and what was done"
    assert lines[2:4] == ["  The case was looked at on the screen.", "  For: Forberede samtale"]


@pytest.mark.parametrize(
    ("command", "details", "touched", "said"),
    [
        ("some new look", {"reading": True, "look": True}, (), "The case was looked at."),
        ("review status", {"reading": True, "look": True}, (), "The case was looked at in a case review."),
        ("export new", {"reading": True, "to": "screen"}, (), "Data about the case left the caseload."),
        ("import", {"inserted": {}}, (), "Data were read in from the municipality's system."),
        (
            "note write",
            {},
            (Touched("notes", 1, 0, 0), Touched("goals", 0, 2, 1)),
            "Records were changed. Records: note: 1 added; goal: 2 changed; goal: 1 removed.",
        ),
    ],
)
def test_words_for_whatever_comes(command, details, touched, said):
    assert what_was_done(Event(1, "", "", command, details, None, None, 0), touched) == said


def extract(folder, name, goals):
    """A folder with one case and its goals."""
    folder = folder / name
    folder.mkdir()
    head = "case_ref,name,opened,target_group,track,challenges"
    (folder / "cases.csv").write_text(f"{head}\nny,Ib Ny,2026-01-01,job_ready,job,\n", encoding="utf-8")
    rows = "\n".join(f"ny,job,{title},2026-02-01,{due}" for title, due in goals.items())
    (folder / "goals.csv").write_text(f"case_ref,kind,title,set_on,due\n{rows}\n", encoding="utf-8")
    return str(folder)


def test_what_an_import_brought_is_told_whatever_became_of_it(run, tmp_path):
    first, second = ({"Kok": "", "Smed": ""}, {"Kok": "2026-12-01", "Smed": "", "Murer": ""})
    for number, goals in enumerate((first, second), start=20):
        answer = run("import", extract(tmp_path, str(number), goals), "--extract-date", f"2026-11-{number}")
        assert answer[0] == 0, answer
    assert run("goal", "change", "ny", "Smed", "--due", "2026-12-24")[0] == 0
    told = [entry["what"] for entry in json.loads(run("log", "person", "ny", "--format", "json")[1])["entries"]]
    data = "Data were read in from the municipality's system. Records: "
    assert told == [
        "Records were changed. Records: goal: 1 changed.",
        f"{data}goal: 1 added; goal: 1 changed.",
        f"{data}case: 1 added; goal: 2 added.",
    ]
