"""``kontant case brief``: its formats and places, what the log tells of it, and what it refuses."""

import stat

import pytest
import support
from brief_case import CASE, NAME, full_case
from file_modes import obeying_modes

from kontant.store import log
from kontant.store.reading import reading


@pytest.fixture
def case(caseload):
    return full_case(caseload)


@pytest.fixture
def logged(case):
    def events():
        with reading(case) as connection:
            return [event for event in log.events(connection) if event.command == "case brief"]

    return events


def test_markdown_is_what_stdout_gets(run, case, logged):
    code, out, err = run("case", "brief", CASE)
    assert (code, err) == (0, "")
    assert out.startswith(f"# Brief of case {CASE}\n\n**{NAME}**")
    assert "010190-\\*\\*\\*\\*" in out
    (event,) = logged()
    assert event.is_reading
    assert event.details["case_refs"] == [CASE]
    assert (event.details["format"], event.details["as_of"], event.details["to"]) == (
        "markdown",
        "2026-11-22",
        "screen",
    )


def test_html_on_stdout(run, case):
    code, out, err = run("case", "brief", "Ærøskov", "--format", "html")
    assert (code, err) == (0, "")
    assert out.startswith("<!DOCTYPE html>")
    assert out.count("<h1>") == 1


@pytest.mark.parametrize(
    ("name", "begins"), [("brief.md", b"# Brief"), ("brief.html", b"<!DOCTYPE html>"), ("brief.pdf", b"%PDF-")]
)
def test_to_a_file_by_its_ending(run, case, logged, tmp_path, name, begins):
    path = tmp_path / name
    code, out, err = run("case", "brief", CASE, "--output", str(path))
    assert (code, out) == (0, "")
    assert f"Wrote {path}: the brief of case {CASE}." in err
    assert path.read_bytes().startswith(begins)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (event,) = logged()
    assert event.details["to"] == "file" and name not in str(event.details)


@pytest.mark.parametrize("form", ["markdown", "html", "pdf"])
def test_the_same_case_and_day_give_the_same_bytes(run, case, tmp_path, form):
    files = [tmp_path / "one", tmp_path / "two"]
    for path in files:
        assert run("case", "brief", CASE, "--format", form, "-o", str(path))[0] == 0
    one, two = (path.read_bytes() for path in files)
    assert one == two


def test_a_file_is_replaced_only_with_force(run, case, logged, tmp_path):
    path = tmp_path / "brief.md"
    path.write_text("old", encoding="utf-8")
    code, out, err = run("case", "brief", CASE, "-o", str(path))
    assert (code, out) == (1, "")
    assert "--force" in err
    assert path.read_text(encoding="utf-8") == "old"
    assert logged() == []
    assert run("case", "brief", CASE, "-o", str(path), "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("# Brief")


def test_a_pdf_needs_a_file(run, case, logged):
    code, out, err = run("case", "brief", CASE, "--format", "pdf")
    assert (code, out) == (2, "")
    assert "--output" in err
    assert logged() == []


@pytest.mark.parametrize("words", [("--format", "xlsx"), ("-o", "brief.csv"), ("--as-of", "yesterdya")])
def test_wrong_usage(run, case, words):
    code, out, _err = run("case", "brief", CASE, *words)
    assert (code, out) == (2, "")


def test_an_unknown_case(run, case, logged):
    code, out, err = run("case", "brief", "1999-1")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert logged() == []


def test_cpr_whole_where_asked_for(run, case):
    assert "010190-1234" in run("case", "brief", CASE, "--show-cpr")[1]


def test_as_of(run, case):
    out = run("case", "brief", CASE, "--as-of", "10-03-2026")[1]
    assert "As of 2026-03-10; made 2026-11-22." in out
    assert "Kantinemedhjælper" not in out


def test_a_day_before_the_case_is_refused_in_one_sentence(run, case, logged, tmp_path):
    path = tmp_path / "brief.html"
    code, out, err = run("case", "brief", CASE, "--as-of", "2001-01-01", "-o", str(path))
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "was opened 2015-01-01" in err
    assert not path.exists()
    assert logged() == []


def test_on_a_terminal_it_is_readable(on_screen, caseload):
    support.fill(
        caseload, "cases", case_ref=CASE, name=NAME, cpr="0101901234", opened="2020-01-01", closed="2026-11-01"
    )
    support.fill(caseload, "goals", case_ref=CASE, kind="job", title="Kok | bager_i *by*", set_on="2026-05-01")
    rows = [row for row in on_screen(80, "case", "brief", CASE) if row.strip()]
    text = "\n".join(rows)
    assert all(len(row) <= 80 for row in rows)
    assert rows[0].startswith(f"Brief of case {CASE}")
    assert "  CPR number               010190-**** [1]" in text
    for sign in ("\\", "[^", "**CPR"):
        assert sign not in text
    assert "Kok | bager_i *by* [" in text
    with reading(caseload) as connection:
        (event,) = (event for event in log.events(connection) if event.command == "case brief")
    assert event.details["to"] == "screen"


def test_markdown_on_a_terminal_where_asked_for(on_screen, caseload):
    support.fill(caseload, "cases", case_ref=CASE, name=NAME, opened="2020-01-01", closed="2026-11-01")
    rows = [row for row in on_screen(200, "case", "brief", CASE, "--format", "markdown") if row.strip()]
    assert rows[0].startswith("# Brief of case")


def test_commands_reach_the_caseload(run, case, monkeypatch):
    monkeypatch.delenv("KONTANT_DB")
    code, out, _err = run("--db", str(case), "case", "brief", CASE)
    assert code == 0
    assert f"Type the commands with `--db {case}`" in out
    assert f"`kontant note {CASE} " in out


def test_of_a_write_protected_caseload_it_is_shown_but_not_let_out(run, case, tmp_path):
    path = tmp_path / "out" / "brief.md"
    path.parent.mkdir()
    folder = tmp_path / "kept"
    folder.mkdir()
    kept = case.rename(folder / case.name)
    kept.chmod(0o400)
    folder.chmod(0o500)
    try:
        shown = obeying_modes(lambda: run("--db", str(kept), "case", "brief", CASE))
        refused = obeying_modes(lambda: run("--db", str(kept), "case", "brief", CASE, "-o", str(path)))
    finally:
        folder.chmod(0o700)
    assert (shown[0], shown[1].startswith("# Brief")) == (0, True)
    assert "its log does not tell of this brief" in shown[2]
    assert refused[:2] == (1, "")
    assert not path.exists()


def test_it_changes_no_record(run, case, contents):
    before = contents()
    run("case", "brief", CASE)
    assert contents() == before


def test_help_names_it(run):
    code, out, _err = run("case", "--help")
    assert code == 0
    assert "Show, find, add, change and hand over cases." in out
    assert "brief" in out
