"""``kontant case show``: all of a case, on a terminal, piped and as JSON."""

import json

import pytest

REF = "2020-00031"
DAY = ("--as-of", "2026-11-22")
TEXT = "Går det godt på lageret. Talt om CPR 010190-1234."


@pytest.fixture(autouse=True)
def case(fill):
    """A case with something on every lane and in every section."""
    own = {"case_ref": REF}
    fill(
        "cases",
        **own,
        name="Åse Ærøe",
        cpr="010190-1234",
        gender="female",
        opened="2018-03-01",
        target_group="activity_ready",
        track="rehabilitation",
        challenges="mental|social",
        cv_registered="2025-02-01",
    )
    fill("benefits", **own, start="2018-03-01", benefit="cash_benefit")
    for day, kind, status in (
        ("2024-10-01", "job", "held"),
        ("2025-01-15", "follow_up", "held"),
        ("2025-06-20", "follow_up", "no_show"),
        ("2026-03-10", "round_table", "held"),
        ("2026-06-01", "job", "cancelled"),
        ("2026-11-10", "follow_up", "planned"),
        ("2026-12-14", "follow_up", "planned"),
    ):
        fill("conversations", **own, date=day, kind=kind, status=status, caseworker="eva")
    fill(
        "offers",
        **own,
        type="work_placement",
        start="2025-02-01",
        end="2025-08-31",
        outcome="completed",
        provider="Lager A",
    )
    fill("offers", **own, type="guidance", start="2025-10-01", end="2025-10-31", outcome="cancelled")
    fill("offers", **own, type="wage_subsidy", start="2027-01-04")
    fill("exemptions", **own, scope="activation", start="2026-02-01", end="2026-07-31", reason="health")
    fill("exemptions", **own, scope="hours_225", start="2025-01-01", end="2025-06-30", reason="work_capacity")
    fill("paid_work", **own, month="2025-11-01", hours=12)
    fill("paid_work", **own, month="2025-12-01", hours=3.5)
    fill("assignments", **own, role="coordinator", start="2018-03-01", caseworker="lbh", end="2025-03-31")
    fill("assignments", **own, role="coordinator", start="2025-04-01", caseworker="eva")
    fill("notes", **own, date="2026-03-10", template="round_table", caseworker="eva", text=TEXT)
    fill(
        "notes",
        **own,
        date="2026-07-01",
        template="exemption_review",
        scope="activation",
        caseworker="eva",
        text="Kort.",
    )
    fill("notes", **own, date="2024-01-01", template="free", text="Gammel.")
    fill("notes", **own, date="2025-01-01", template="free", text="Tredje nyeste.")
    fill("goals", **own, kind="job", title="Lagermedarbejder", set_on="2025-01-15")
    fill("goals", **own, kind="sub", title="Truckkort", set_on="2025-01-15", reached="2025-05-01")
    fill("goals", **own, kind="sub", title="20 timer om ugen", set_on="2026-03-10", due="2026-12-31")


@pytest.fixture
def document(run):
    def read(*words):
        code, out, err = run("case", "show", REF, "--format", "json", *words)
        assert (code, err) == (0, "")
        return json.loads(out)

    return read


def test_on_a_terminal_of_80_columns(on_screen, snapshot):
    assert "\n".join(on_screen(80, "case", "show", REF, *DAY)) == snapshot


def test_on_a_wide_terminal(on_screen, snapshot):
    assert "\n".join(on_screen(120, "case", "show", REF, *DAY)) == snapshot


def test_piped(run, snapshot):
    code, out, err = run("case", "show", REF, *DAY)
    assert (code, err) == (0, "")
    assert out == snapshot


@pytest.mark.parametrize("columns", [40, 60, 79, 80, 81, 200])
def test_the_drawing_fits_the_screen(on_screen, columns):
    rows = on_screen(columns, "case", "show", REF, *DAY)
    first = rows.index(next(row for row in rows if row.startswith("  Conversations")))
    lanes = [row.split()[0] for row in rows[first : first + 7] if row.startswith("  ") and row[2] != " "]
    assert lanes[:5] == ["Conversations", "Offers", "Exemptions", "Passive", "Caseworker"]


def test_piped_there_is_no_drawing_and_no_wrapping(run):
    _code, out, _err = run("case", "show", REF, *DAY)
    assert not set(out) & set("━┣┫░●○│─┌")
    assert any(len(row) > 100 for row in out.splitlines())
    assert "\x1b" not in out


def test_without_colour_the_screen_reads_the_same(on_screen, monkeypatch):
    coloured = on_screen(80, "case", "show", REF, *DAY)
    monkeypatch.setenv("NO_COLOR", "1")
    assert on_screen(80, "case", "show", REF, *DAY) == coloured


def test_head(document):
    shown = document(*DAY)
    assert shown["as_of"] == "2026-11-22"
    case = shown["case"]
    assert (case["case_ref"], case["name"], case["cpr"], case["age"]) == (REF, "Åse Ærøe", "010190-****", 36)
    assert (case["target_group"], case["track"], case["challenges"]) == (
        "activity_ready",
        "rehabilitation",
        ["mental", "social"],
    )
    assert shown["seniority"] == {"since": "2018-03-01", "years": 8, "group": "7-10"}
    assert shown["coordinator"] == {"caseworker": "eva", "since": "2025-04-01"}


def test_a_cpr_number_is_whole_only_where_asked_for(run, document):
    for words in ((), ("--format", "json")):
        assert "1234" not in run("case", "show", REF, *DAY, *words)[1]
        assert run("case", "show", REF, *DAY, *words, "--show-cpr")[1].count("010190-1234") == 2
    assert document("--show-cpr")["case"]["cpr"] == "010190-1234"


def test_flags_are_those_of_due(run, document):
    flags = json.loads(run("due", *DAY, "--format", "json")[1])["flags"]
    assert flags
    assert document(*DAY)["flags"] == flags


def test_lanes(document):
    lanes = document(*DAY)["timeline"]
    assert (lanes["from"], lanes["to"]) == ("2024-11-22", "2026-11-22")
    assert [c["date"] for c in lanes["conversations"]] == [
        "2025-01-15",
        "2025-06-20",
        "2026-03-10",
        "2026-06-01",
        "2026-11-10",
    ]
    assert [(o["start"], o["outcome"]) for o in lanes["offers"]] == [
        ("2025-10-01", "cancelled"),
        ("2025-02-01", "completed"),
    ]
    assert [x["scope"] for x in lanes["exemptions"]] == ["activation", "hours_225"]
    assert lanes["passive"] == [
        {"start": "2018-03-01", "end": "2025-01-31", "days": 2529},
        {"start": "2025-09-01", "end": "2025-10-31", "days": 61},
        {"start": "2026-01-01", "end": "2026-01-31", "days": 31},
        {"start": "2026-08-01", "end": "2026-11-22", "days": 114},
    ]
    assert lanes["caseworkers"] == [
        {"caseworker": "lbh", "start": "2018-03-01", "end": "2025-03-31"},
        {"caseworker": "eva", "start": "2025-04-01", "end": None},
    ]


def test_what_comes_next_is_in_order_of_date(document):
    found = [(item["date"], item["what"], item["code"]) for item in document(*DAY)["next"]]
    assert found == [
        ("2026-12-14", "conversation", "follow_up"),
        ("2026-12-31", "goal_due", "sub"),
        ("2027-01-04", "offer_begins", "wage_subsidy"),
    ]


def test_ends_and_deadlines_come_next(document):
    found = [(item["date"], item["what"], item["code"]) for item in document("--as-of", "2026-07-10")["next"]]
    assert ("2026-07-31", "exemption_ends", "activation") in found
    assert ("2026-07-31", "deadline", "exemption-expiring") in found
    # Deadlines beyond the common lead are named as well.
    earlier = [(item["date"], item["what"], item["code"]) for item in document("--as-of", "2026-03-11")["next"]]
    assert ("2026-06-10", "deadline", "conversation-due") in earlier


def test_the_three_latest_notes(document):
    notes = document(*DAY)["notes"]
    assert [(n["date"], n["template"], n["scope"], n["caseworker"]) for n in notes] == [
        ("2026-07-01", "exemption_review", "activation", "eva"),
        ("2026-03-10", "round_table", None, "eva"),
        ("2025-01-01", "free", None, None),
    ]
    assert notes[1]["text"] == TEXT.replace("1234", "****")


def test_goals(document):
    assert [(g["kind"], g["title"], g["reached"]) for g in document(*DAY)["goals"]] == [
        ("job", "Lagermedarbejder", None),
        ("sub", "20 timer om ugen", None),
        ("sub", "Truckkort", "2025-05-01"),
    ]


def test_as_of_an_earlier_day(document, run):
    shown = document("--as-of", "2025-03-01")
    assert shown["coordinator"] == {"caseworker": "lbh", "since": "2018-03-01"}
    assert [c["date"] for c in shown["timeline"]["conversations"]] == ["2024-10-01", "2025-01-15"]
    assert [n["date"] for n in shown["notes"]] == ["2025-01-01", "2024-01-01"]
    assert [g["title"] for g in shown["goals"]] == ["Lagermedarbejder", "Truckkort"]
    assert "Truckkort (not reached, set 2025-01-15)" in run("case", "show", REF, "--as-of", "2025-03-01")[1]


def test_what_an_extract_took_back_is_shown_as_such(caseload, document, run):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(caseload)) as raw:
        raw.execute("UPDATE conversations SET withdrawn = '2026-11-20' WHERE date = '2026-12-14'")
        raw.execute("UPDATE offers SET withdrawn = '2026-11-19' WHERE type = 'wage_subsidy'")
        raw.execute("UPDATE assignments SET withdrawn = '2026-11-18' WHERE caseworker = 'eva'")
        raw.commit()
    shown = document(*DAY)
    assert [(w["table"], w["withdrawn"]) for w in shown["withdrawn"]] == [
        ("conversations", "2026-11-20"),
        ("offers", "2026-11-19"),
        ("assignments", "2026-11-18"),
    ]
    assert [item["what"] for item in shown["next"]] == ["goal_due"]
    assert shown["coordinator"] == {"caseworker": None, "since": None}
    out = run("case", "show", REF, *DAY)[1]
    assert "  2026-12-14  follow-up conversation (withdrawn 2026-11-20)\n" in out
    assert "  2025-04-01  eva, coordinating caseworker (withdrawn 2026-11-18)\n" in out
    assert "> kontant case assign 2020-00031" in out


def test_a_closed_and_an_empty_case(run, fill, on_screen):
    fill("cases", case_ref="b", name="Bo", opened="2026-11-22")
    out = run("case", "show", "b", *DAY)[1]
    for told in ("not known", "none noted", "none on 2026-11-22", "Deadline: First conversation"):
        assert told in out
    fill("cases", case_ref="c", name="Ib", closed="2026-01-01", close_reason="flex_job")
    out = run("case", "show", "ib", *DAY)[1]
    assert "closed 2026-01-01 (flex job)" in out
    assert "not open that day" in out
    assert "nothing planned" in out
    assert any("░" in row for row in on_screen(80, "case", "show", "ib", *DAY))


def test_a_long_note_is_cut_on_a_terminal_only(run, fill, on_screen):
    fill("notes", case_ref=REF, date="2026-11-01", template="free", text="lang\n" * 1000)
    assert sum("lang" in row for row in on_screen(80, "case", "show", REF, *DAY)) < 8
    assert run("case", "show", REF, *DAY)[1].count("lang\n") == 1000


@pytest.fixture
def corrected(run, caseload):
    """A guided note, corrected twice."""
    import sqlite3
    from contextlib import closing

    text = "Conversation 2026-11-02, eva\nForm: in person\nAgreements:\n- eva: ringer 010190-1234\n" + "Mere.\n" * 9
    with closing(sqlite3.connect(caseload)) as raw:
        number = raw.execute("SELECT max(id) + 1 FROM notes").fetchone()[0]
        raw.execute(
            "INSERT INTO notes (id, case_ref, date, template, nr, caseworker, text, form, version, batch)"
            " VALUES (?, ?, '2026-11-02', 'conversation', 1, 'eva', ?, 'conversation', 1, 1)",
            (number, REF, text),
        )
        raw.commit()
    for day, words in (("2026-11-10", "Det var\ntorsdag, 010190-1234."), ("2026-11-21", "Nej, fredag.")):
        assert run("note", "amend", str(number), "--text", words, "--date", day, "--caseworker", "lbh")[0] == 0
    return number


def test_a_corrected_note_says_so_and_how_to_read_on(run, corrected, on_screen):
    rows = on_screen(80, "case", "show", REF, *DAY)
    first = rows.index(f"  2026-11-02  conversation, eva, note {corrected} (corrected 2026-11-21)")
    indent = " " * 14
    assert rows[first + 1 : first + 10] == [
        indent + "Form: in person",
        indent + "Agreements:",
        indent + "- eva: ringer 010190-****",
        indent + "Mere.",
        indent + "Mere.",
        indent + "Mere.",
        indent + "Correction 2026-11-10 · lbh: Det var torsdag, 010190-****.",
        indent + "Correction 2026-11-21 · lbh: Nej, fredag.",
        indent + f"> kontant note show {corrected}",
    ]
    out = run("case", "show", REF, *DAY)[1]
    assert out.count(indent + "Mere.\n") == 9
    assert f"{indent}Correction 2026-11-10 · lbh\n{indent}  Det var\n{indent}  torsdag, 010190-****.\n" in out


def test_a_correction_as_of_an_earlier_day(document, corrected):
    def corrections(day):
        return [a["text"] for a in document("--as-of", day)["notes"][0]["amendments"]]

    assert corrections("2026-11-09") == []
    assert corrections("2026-11-20") == ["Det var\ntorsdag, 010190-****."]
    note = document(*DAY)["notes"][0]
    assert len(note["amendments"]) == 2
    assert (note["number"], note["form"], note["version"]) == (corrected, "conversation", 1)
    assert "case_ref" not in note and note["text"].count("Mere.") == 9


def test_the_same_command_is_named_once(run):
    out = run("case", "show", REF, "--as-of", "2026-07-10")[1]
    steps = [row.strip() for row in out.splitlines() if row.strip().startswith("> ")]
    assert len(steps) == len(set(steps)) > 0


def test_text_of_a_case_cannot_redraw_the_screen(fill, run):
    fill("notes", case_ref=REF, date="2026-11-20", template="free", text="\x1b[2Jvæk\x07")
    out = run("case", "show", REF, *DAY)[1]
    assert "væk" in out
    assert not {"\x1b", "\x07"} & set(out)


def test_it_starts_quickly():
    """Nothing heavy is imported to show a case."""
    import subprocess
    import sys

    code = (
        "import sys, kontant.cli.case, kontant.cli.case_screen, kontant.cli.timeline_drawing, kontant.cli.case_json\n"
        "print(*sorted({'sqlmodel','sqlalchemy','pydantic','alembic','questionary','rich.console'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
