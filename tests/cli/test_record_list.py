"""``list`` of the record commands: four formats, the newest first, withdrawn ones marked, no wider than the screen."""

import csv
import io
import json
from contextlib import closing
from sqlite3 import connect

import pytest

from kontant.cli.record_kinds import KINDS
from kontant.model.tables import RECORDS, key_columns

RECORDED = {
    "conversation": {"date": "2026-11-01", "kind": "follow_up", "status": "held", "channel": "in_person"},
    "offer": {
        "type": "work_placement",
        "start": "2026-02-01",
        "end": "2026-12-31",
        "provider": "Bageriet Kærnen, Vestergade 12, Nørre Snede",
        "goal": "Prøve arbejdet i køkkenet\n10 timer om ugen",
        "hours_per_week": 12.5,
    },
    "exemption": {
        "scope": "hours_225",
        "start": "2025-01-01",
        "end": "2025-06-30",
        "reason": "rehabilitation_plan",
        "explanation": "Kan stå 20 minutter. " * 30,
    },
    "absence": {"date": "2026-11-01", "from_kind": "offer", "contact_attempts": 3, "reasonable_ground": False},
    "statement": {"type": "LÆ125", "ordered": "2026-11-01", "question": "Hvilke hensyn?", "purpose": "Praktik"},
    "goal": {"kind": "sub", "title": "Ring til mester", "set_on": "2026-11-01", "due": "2026-12-01"},
    "hours": {"month": "2026-10-01", "hours": 12.5, "employer": "Føtex"},
    "coordination": {"date": "2026-11-01", "actor": "Psykiatrien", "form": "round_table"},
}


@pytest.fixture(autouse=True)
def recorded(fill):
    fill("cases", case_ref="2020-1", name="Åse Ærøe")
    for kind in KINDS:
        fill(kind.table, case_ref="2020-1", **RECORDED[kind.noun])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_a_description_holds_what_the_record_holds(kind):
    fields = {name: field for name, field in RECORDS[kind.table].model_fields.items() if name != "case_ref"}
    assert {column.name for column in kind.columns} == set(fields)
    assert {column.name for column in kind.columns if column.needed} == {
        n for n, f in fields.items() if f.is_required()
    }
    assert kind.key == key_columns(kind.table)[1:]
    assert set(kind.named) <= set(kind.key)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_json_has_codes_under_the_names_of_the_columns(run, kind):
    code, out, err = run(kind.noun, "list", "åse", "--format", "json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert list(document) == ["case_ref", kind.table]
    (record,) = document[kind.table]
    empty = dict.fromkeys([column.name for column in kind.columns])
    assert record == empty | {"withdrawn": None} | RECORDED[kind.noun]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
@pytest.mark.parametrize("language", ["en", "da"])
def test_the_list_fits_eighty_columns(on_screen, kind, language):
    from kontant.i18n import choose_language

    choose_language(language)
    for columns in (80, 60):
        lines = on_screen(columns, kind.noun, "list", "2020-1")
        assert lines[0] == "2020-1  Åse Ærøe"
        assert max(map(len, lines)) <= columns
        # A record in a line, its long texts in a few more: nothing was wrapped by the terminal itself.
        assert all(line.startswith("    ") for line in lines[3:])


def test_the_words_of_a_list(run):
    assert run("conversation", "list", "2020-1")[1] == (
        "2020-1  Åse Ærøe\n"
        "Date        Kind                    Status  Channel\n"
        "2026-11-01  follow-up conversation  held    in person\n"
    )
    assert run("hours", "list", "2020-1")[1].splitlines()[1:] == ["Month    Hours  Employer", "2026-10   12.5  Føtex"]
    absence = run("absence", "list", "2020-1")[1].splitlines()
    assert absence[2].split() == ["2026-11-01", "offer", "3", "no"]


def test_piped_a_long_text_is_whole(run):
    out = run("exemption", "list", "2020-1")[1]
    assert "    Explanation: " + ("Kan stå 20 minutter. " * 30).strip() in out


def test_on_a_screen_a_long_text_is_its_beginning(on_screen):
    lines = on_screen(80, "exemption", "list", "2020-1")
    assert lines[-1].endswith("…")
    assert len(lines) < 8


def test_words_that_were_cut_stand_whole_beneath(on_screen, fill):
    title = "Ring til mester og aftal en praktik i køkkenet på plejehjemmet ved Ærø"
    fill("goals", case_ref="2020-1", kind="sub", title=title, set_on="2026-11-20")
    lines = on_screen(80, "goal", "list", "2020-1")
    assert "…" in lines[2]
    assert " ".join(line.strip() for line in lines[3:5]).startswith(f"Goal: {title}")


def test_the_newest_comes_first_and_what_an_extract_took_back_is_marked(run, fill, caseload):
    for day in ("2026-12-24", "2026-10-01", "2026-12-01"):
        fill("conversations", case_ref="2020-1", date=day, kind="job", status="planned")
    with closing(connect(caseload)) as raw:
        raw.execute("UPDATE conversations SET withdrawn = '2026-11-20' WHERE date = '2026-12-01'")
        raw.commit()
    out = run("conversation", "list", "2020-1")[1].splitlines()
    assert [line[:10] for line in out[2:]] == ["2026-12-24", "2026-12-01", "2026-11-01", "2026-10-01"]
    assert out[1].endswith("Withdrawn")
    assert [line.endswith("2026-11-20") for line in out[2:]] == [False, True, False, False]
    document = json.loads(run("conversation", "list", "2020-1", "--format", "json")[1])
    assert [c["withdrawn"] for c in document["conversations"]] == [None, "2026-11-20", None, None]


def test_csv_and_markdown_have_words_under_headings(run):
    _code, out, _err = run("offer", "list", "2020-1", "--format", "csv")
    head, row = csv.reader(io.StringIO(out), delimiter=";")
    found = dict(zip(head, row, strict=True))
    assert found["Case"] == "2020-1"
    assert (found["Type"], found["Start"], found["Outcome"]) == ("work placement", "2026-02-01", "")
    assert found["Goal"] == "Prøve arbejdet i køkkenet\n10 timer om ugen"
    lines = run("absence", "list", "2020-1", "--format", "markdown")[1].splitlines()
    cells = [cell.strip() for cell in lines[2].split("|")[1:-1]]
    assert cells == ["2020-1", "2026-11-01", "offer", "3", "no", "", "", ""]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.noun)
def test_a_case_without_records_says_how_to_add_one(run, fill, kind):
    fill("cases", case_ref="2020-2", name="Bo")
    code, out, err = run(kind.noun, "list", "2020-2")
    assert (code, out) == (0, "")
    assert err.endswith(f"add one with: kontant {kind.noun} add 2020-2\n")
    assert json.loads(run(kind.noun, "list", "2020-2", "--format", "json")[1])[kind.table] == []


def test_control_characters_from_an_extract_do_not_reach_the_screen(run, caseload):
    with closing(connect(caseload)) as raw:
        raw.execute("UPDATE offers SET provider = 'a' || char(27) || '[31mb', goal = char(27) || 'x'")
        raw.commit()
    assert "\x1b" not in run("offer", "list", "2020-1")[1]
