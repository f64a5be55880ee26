"""What must not get out: CPR numbers in errors and screens, and control characters that redraw a terminal."""

import json
import sqlite3
from contextlib import closing

import pytest
from support import kontant

from kontant.rules.catalogue import RULES

CPR = "010190-1234"
AS_OF = ("--as-of", "2026-11-22")
# The rules whose facts hold something that a person wrote freely.
TELLS_A_TEXT = {"sub-goal-due", "plans-parallel", "discharge-mentor", "agreement-due"}
ESCAPE = "\x1b[2J\x1b]0;owned\x07"


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "c.sqlite"
    assert kontant("init", db=path).code == 0
    head = ("--ref", "A1", "--name", "Åse", "--opened", "2020-01-01", "--target-group", "job_ready", "--track", "job")
    assert kontant("case", "add", *head, "--cpr", CPR, "--caseworker", "mkj", db=path).code == 0
    return path


def write(db, sql, *values):
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(sql, values)
        connection.commit()


@pytest.mark.parametrize(
    "words",
    [
        ["case", "add", "--birth-date", CPR],
        ["case", "show", "A1", CPR],
        ["case", "show", CPR],
        ["case", "edit", "A1", "--cpr", "310290-1234"],
        [CPR],
        ["rules", "show", CPR],
        ["import", f"/nowhere/{CPR}"],
        ["due", "--caseworker", CPR],
        ["due", "--as-of", CPR],
        ["export", "summary", "--caseworker", CPR],
    ],
    ids=" ".join,
)
def test_a_mistyped_cpr_number_is_masked_in_the_sentence(db, words):
    ran = kontant(*words, db=db)
    assert ran.code in (1, 2) and ran.err
    assert "1234" not in ran.err + ran.out


COMMANDS = [
    ["due", "--explain"],
    ["case", "show", "A1"],
    ["case", "show", "A1", "--format", "json"],
    ["case", "list"],
    ["case", "find", "A1"],
    ["log"],
    ["log", "1"],
    ["log", "1", "--format", "json"],
    ["export", "cases", "--identified"],
    ["undo"],
    ["note", "list", "A1"],
    ["note", "list", "A1", "--format", "csv"],
    ["note", "show", "1", "2"],
    ["note", "show", "1", "2", "--format", "json"],
    ["note", "find", "ring"],
    ["note", "find", "ring", "--format", "json"],
    ["note", "export", "A1"],
    ["note", "export", "A1", "--format", "text"],
]


@pytest.fixture
def spiked(db):
    """A caseload with CPR numbers and escape sequences in every text that a person can write."""
    event = "INSERT INTO events (id, at, who, command) VALUES (90, '2026-01-01T00:00:00+00:00', ?, 'x')"
    write(db, event, f"me{ESCAPE}")
    text = f"Ring {CPR} {ESCAPE}"
    write(db, "UPDATE cases SET name = ?", f"Åse {ESCAPE}")
    write(db, "INSERT INTO goals VALUES ('A1', 'job', ?, '2026-01-01', '2027-01-01', NULL, 90, NULL, NULL, NULL)", text)
    answers = json.dumps({"said": text})
    note = "INSERT INTO notes (case_ref, date, template, nr, caseworker, text, answers, batch)"
    write(db, f"{note} VALUES ('A1', '2026-01-01', 'free', 0, ?, ?, ?, 90)", text, text, answers)
    write(db, f"{note} VALUES ('A1', '2026-01-02', 'free', 0, NULL, NULL, ?, 90)", answers)
    correction = "INSERT INTO amendments (case_ref, date, template, nr, seq, written_on, caseworker, text, batch)"
    write(db, f"{correction} VALUES ('A1', '2026-01-01', 'free', 0, 1, '2026-01-03', ?, ?, 90)", text, text)
    offer = (
        "INSERT INTO offers VALUES ('A1', 'guidance', '2026-01-01', NULL, NULL, ?, ?, 5, 90, NULL, NULL, NULL, NULL)"
    )
    write(db, offer, text, text)
    image = json.dumps({"case_ref": "A1", "kind": "job", "title": text})
    write(db, "INSERT INTO changes VALUES (90, 1, 'goals', ?, NULL, ?)", image, image)
    return db


@pytest.mark.parametrize("words", [*COMMANDS, ["log", "90"], ["log", "90", "--format", "json"]], ids=" ".join)
def test_no_command_shows_a_whole_cpr_number_or_a_control_character(spiked, words):
    ran = (
        kontant(*words, "--as-of", "2026-11-22", db=spiked)
        if words[0] in ("due", "export")
        else kontant(*words, db=spiked)
    )
    shown = ran.out + ran.err
    assert shown
    assert "1234" not in shown
    assert "\x1b" not in shown and "\x07" not in shown


def test_the_whole_number_is_shown_only_where_it_is_asked_for(db):
    assert "010190-****" in kontant("case", "show", "A1", db=db).out
    assert CPR in kontant("case", "show", "A1", "--show-cpr", db=db).out


def test_a_reference_with_signs_of_the_shell_is_quoted(db):
    head = ("--ref", "x;touch y $(id)", "--name", "B", "--opened", "2020-01-01", "--target-group", "job_ready")
    added = kontant("case", "add", *head, "--track", "job", db=db)
    assert added.code == 0
    assert "case assign 'x;touch y $(id)'\n" in added.out
    steps = [f["next_step"] for f in kontant("due", "--format", "json", db=db).json()["flags"]]
    assert "kontant note 'x;touch y $(id)' offer_start" in steps


def test_letters_are_the_same_however_they_were_typed(db):
    import unicodedata

    apart = unicodedata.normalize("NFD", "sår")
    assert kontant("case", "assign", "A1", apart, db=db).code == 0
    assert kontant("due", "--caseworker", "SÅR", "--format", "json", db=db).json()["cases_open"] == 1
    again = kontant("case", "assign", "A1", "sår", "--from", "tomorrow", db=db)
    assert again.code == 1 and "already" in again.err


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999"])
def test_a_number_of_no_event_is_wrong_usage(db, number):
    for command in ("undo", "log"):
        ran = kontant(command, "--", number, db=db)
        assert ran.code == 2 and "write a whole number" in ran.err


def spiked_texts(opened="2020-01-01"):
    """A row for each kind of record with a CPR number in every text of it; between them most rules have their say."""
    text, batch = f"Ring {CPR} psykiatrien, indlagt", 90
    said = {
        "barriers": [{"barrier": text, "can": text}],
        "agreements": [{"who": text, "what": text, "by": "2026-11-20"}],
        "attempts": text,
        "place_says": "",
    }
    rows = [
        ("goals", {"kind": "job", "title": text, "set_on": "2026-01-01"}),
        ("goals", {"kind": "sub", "title": f"{text} igen", "set_on": "2026-01-01", "due": "2026-11-01"}),
        *(
            ("offers", {"type": kind, "start": start, "end": end, "outcome": how, "provider": text, "goal": text})
            for kind, start, end, how in [
                ("work_placement", "2026-01-01", "2026-02-01", "completed"),
                ("work_placement", "2026-03-01", "2026-04-01", "interrupted"),
                ("wage_subsidy", "2026-05-01", "2026-06-01", "interrupted"),
                ("guidance", "2026-07-01", "2026-08-01", None),
                ("work_placement", "2026-09-01", "2026-12-01", None),
                ("mentor", "2026-03-01", "2026-09-30", None),
            ]
        ),
        ("exemptions", {"scope": "activation", "start": "2025-01-01", "reason": "health", "explanation": text}),
        ("paid_work", {"month": "2026-08-01", "hours": 60, "employer": text}),
        ("paid_work", {"month": "2026-11-01", "hours": 60, "employer": text}),
        *(("absences", {"date": f"2026-10-0{n}", "from_kind": "offer", "reasonable_ground": 0}) for n in (1, 2, 3)),
        ("statements", {"type": "LÆ125", "ordered": "2026-08-01", "question": text, "purpose": text}),
        ("statements", {"type": "LÆ145", "ordered": "2026-08-01", "received": "2026-09-01", "question": text}),
        ("statements", {"type": "LÆ155", "ordered": "2026-08-01", "declined": "2026-09-01", "purpose": text}),
        ("coordination", {"date": "2026-10-10", "actor": text, "form": "measure"}),
        ("coordination", {"date": "2026-10-11", "actor": f"{text} Slagelse", "form": "measure"}),
        *(
            ("notes", {"date": date, "template": kind, "nr": 0, "text": text, "answers": json.dumps(said)})
            for date, kind in [
                ("2026-07-01", "conversation"),
                ("2026-08-01", "conversation"),
                ("2026-09-01", "conversation"),
                ("2026-09-20", "offer_follow_up"),
            ]
        ),
    ]
    return [(table, {"case_ref": "A1"} | row | {"batch": batch}) for table, row in rows]


@pytest.fixture
def texts(db):
    """A case with a CPR number in every text column of it."""
    write(db, "INSERT INTO events (id, at, who, command) VALUES (90, '2026-01-01T00:00:00+00:00', 'me', 'x')")
    for table, row in spiked_texts():
        names = ", ".join(f'"{name}"' for name in row)
        write(db, f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", *row.values())
    return db


def test_every_text_column_of_a_case_is_spiked():
    columns = {(table, name) for table, row in spiked_texts() for name, value in row.items() if CPR in str(value)}
    assert columns >= {
        ("goals", "title"), ("offers", "provider"), ("offers", "goal"), ("exemptions", "explanation"),
        ("paid_work", "employer"), ("statements", "question"), ("statements", "purpose"),
        ("coordination", "actor"), ("notes", "text"), ("notes", "answers"),
    }  # fmt: skip


TOLD_BY_RULES = [
    ["due"],
    ["due", "--format", "json"],
    ["due", "--format", "csv"],
    ["due", "--explain"],
    ["due", "A1", "--explain"],
    ["due", "A1", "--explain", "--format", "json"],
    ["due", "--since", "2026-10-01"],
    ["due", "--since", "2026-10-01", "--format", "json"],
    ["whatif", "--set", "plan.sub_goal_days=1", "--set", "plan.stale_months=1", "--set", "offers.goal=false"],
    ["whatif", "--set", "plan.sub_goals_followed=false", "--format", "json"],
    ["forecast", "--move"],
    ["forecast", "--format", "json"],
    ["export", "ics", "-"],
    ["export", "ics", "-", "--names"],
    *(["rules", "explain", rule, "A1"] for rule in RULES),
    *(["rules", "explain", rule, "A1", "--format", "json"] for rule in sorted(TELLS_A_TEXT)),
]


def test_no_screen_of_the_rules_holds_a_whole_cpr_number(texts):
    raised = {flag["rule"] for flag in kontant("due", *AS_OF, "--format", "json", db=texts).json()["flags"]}
    assert raised >= TELLS_A_TEXT
    for words in TOLD_BY_RULES:
        ran = kontant(*words, *AS_OF, db=texts)
        assert ran.code == 0, (words, ran.err)
        assert ran.out, words
        assert "1234" not in ran.out + ran.err, words
