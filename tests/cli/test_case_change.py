"""``kontant case add`` and ``edit`` off a terminal: values read, faults named by option, changes told."""

import json

import pytest

ADD = ("case", "add", "--ref", "2026-9", "--name", "Åse Ærøe", "--opened", "1/11-2026")
CODED = ("--target-group", "jobparat", "--track", "jobrettet")


def head(run, ref="2026-9", *words):
    code, out, err = run("case", "show", ref, "--format", "json", *words)
    assert (code, err) == (0, "")
    return json.loads(out)["case"]


def test_adds_a_case_and_says_how_to_undo_it(run):
    code, out, err = run(*ADD, *CODED)
    assert (code, err) == (0, "")
    assert out == (
        "Added case 2026-9, opened 2026-11-01.\nUndo with: kontant undo 1\nNext: kontant case assign 2026-9\n"
    )
    case = head(run)
    assert (case["name"], case["opened"], case["target_group"], case["track"], case["challenges"]) == (
        "Åse Ærøe",
        "2026-11-01",
        "job_ready",
        "job",
        [],
    )


def test_takes_every_field(run):
    code, out, _err = run(
        *ADD,
        *("--target-group", "Activity-Ready", "--track", "fritaget for indsats", "--cpr", "010190-1234"),
        *("--birth-date", "2.1.1990", "--gender", "kvinde", "--challenges", "misbrug|fysisk"),
        *("--cv-registered", "yesterday", "--caseworker", "eva"),
    )
    assert code == 0
    assert "Coordinating caseworker from that day: eva\n" in out
    case = head(run, "2026-9", "--show-cpr")
    assert (case["target_group"], case["track"], case["cpr"]) == ("activity_ready", "exempt", "010190-1234")
    assert (case["birth_date"], case["gender"], case["cv_registered"]) == ("1990-01-02", "female", "2026-11-21")
    assert case["challenges"] == ["substance_abuse", "physical"]


def test_case_and_assignment_are_one_event(run, contents):
    before = contents()
    run(*ADD, *CODED, "--caseworker", "eva")
    assert [row[:5] for row in contents()["assignments"]] == [("2026-9", "coordinator", "2026-11-01", "eva", None)]
    assert run("undo", "--yes")[0] == 0
    assert contents() == before


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("", []),
        ("mental, social", ["mental", "social"]),
        ("social; mental |fysisk", ["physical", "mental", "social"]),
        ("læse, skrive, regne", ["literacy"]),
        ("misbrug, læse, skrive, regne, andet", ["substance_abuse", "literacy", "other"]),
        ("mental,mental", ["mental"]),
    ],
)
def test_challenges_as_people_write_them(run, typed, codes):
    assert run(*ADD, *CODED, "--challenges", typed)[0] == 0
    assert head(run)["challenges"] == codes


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--track", "sideways"), "--track: not known here; write one of: job, rehabilitation, exempt"),
        (("--challenges", "mental, bad luck"), "--challenges: not known here"),
        (("--gender", "x"), "--gender: not known here"),
        (("--opened", "31-02-2026"), "--opened: '31-02-2026' is not a date"),
        (("--birth-date", "1990"), "--birth-date: '1990' is not a date"),
        (("--cpr", "999999-1111"), "--cpr: the first six digits of a CPR number are a date"),
        (("--cpr", "12"), "--cpr: a CPR number has ten digits"),
        (("--name", " "), "--name: something must stand here"),
        (("--name", "x" * 121), "--name: too long; at most 120 characters"),
        (("--name", "a\x1bb"), "--name: there is a line break"),
        (("--ref", "x" * 41), "--ref: too long; at most 40 characters"),
        (("--caseworker", ""), "--caseworker: something must stand here"),
    ],
)
def test_a_fault_names_its_option_and_writes_nothing(run, contents, words, sentence):
    before = contents()
    code, out, err = run(*ADD, *CODED, *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"kontant: {sentence}")
    assert len(err.splitlines()) == 1
    assert contents() == before


def test_a_faulty_cpr_number_is_not_repeated(run):
    for number in ("999999-1111", "01019012345"):
        assert number not in run(*ADD, *CODED, "--cpr", number)[2]


def test_off_a_terminal_what_is_missing_is_named(run, contents):
    code, out, err = run("case", "add", "--name", "Åse", "--track", "job")
    assert (code, out) == (2, "")
    assert err == (
        "kontant: Missing: --ref, --opened, --target-group; give them, or run the command at a terminal to be asked.\n"
    )
    assert contents()["cases"] == []


def test_a_reference_that_is_taken_is_refused(run, contents):
    run(*ADD, *CODED)
    before = contents()
    code, _out, err = run(*ADD, *CODED, "--name", "Somebody Else")
    assert code == 1
    assert "already" in err
    assert contents() == before


@pytest.mark.parametrize(
    ("field", "told"),
    [("--opened", "A case cannot have been opened"), ("--birth-date", "Nobody can have been born"),
     ("--cv-registered", "A CV cannot have been registered")],
)  # fmt: skip
def test_what_has_been_is_not_dated_to_come(run, contents, field, told):
    assert run(*ADD, *CODED)[0] == 0
    before = contents()
    for words in (("add", "--ref", "2026-10", *ADD[4:], *CODED), ("edit", "2026-9")):
        code, out, err = run("case", *words, field, "2026-11-23")
        assert (code, out) == (1, "")
        assert err == f"kontant: {told} on 2026-11-23 already: today is 2026-11-22.\n"
    assert contents() == before
    assert run("case", "edit", "2026-9", field, "2026-11-22")[0] == 0


def test_a_first_day_to_come_that_an_extract_gave_can_be_gone_on_with(run, fill):
    fill("cases", case_ref="2026-11", name="Bo Øst", opened="2027-01-01")
    assert run("case", "edit", "2026-11", "--name", "Bo Vest")[0] == 0


def test_records_that_a_new_first_day_leaves_before_it_are_told(run, fill):
    assert run(*ADD, *CODED)[0] == 0
    fill("conversations", case_ref="2026-9", date="2026-11-02", kind="job", status="held")
    fill("paid_work", case_ref="2026-9", month="2026-11-01", hours=4)
    fill("goals", case_ref="2026-9", kind="job", title="Kok", set_on="2026-11-05")
    told = "Before the day on which the case was opened there are records now: {}.\n"
    assert run("case", "edit", "2026-9", "--opened", "2026-11-05")[2] == told.format("conversations (1)")
    assert run("case", "edit", "2026-9", "--opened", "2026-11-06")[2] == told.format("goals (1)")
    assert run("case", "edit", "2026-9", "--opened", "2026-11-01")[2] == ""


def test_edit_says_each_field_before_and_after(run):
    run(*ADD, *CODED, "--cpr", "0101901234")
    code, out, err = run(
        "case", "edit", "ærøe", "--track", "exempt", "--cpr", "020290-4321", "--gender", "female", "--opened", "-3d"
    )
    assert (code, err) == (0, "")
    assert out == (
        "Changed case 2026-9:\n"
        "  cpr: 010190-**** -> 020290-****\n"
        "  gender: (empty) -> female\n"
        "  opened: 2026-11-01 -> 2026-11-19\n"
        "  track: job -> exempt\n"
        "Undo with: kontant undo 2\n"
    )


def test_edit_empties_what_may_be_empty(run):
    run(*ADD, *CODED, "--cpr", "0101901234", "--challenges", "mental")
    code, out, _err = run("case", "edit", "2026-9", "--cpr", "", "--challenges", "")
    assert code == 0
    assert "  cpr: 010190-**** -> (empty)\n  challenges: mental -> (empty)\n" in out
    assert head(run)["cpr"] is None
    assert head(run)["challenges"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Nothing to change: give at least one of --name, --cpr,"),
        (("--track", "job"), "Case 2026-9 has these values already; nothing was changed."),
        (("--name", ""), "--name: something must stand here"),
        (("--opened", ""), "--opened: something must stand here"),
        (("--cpr", "x"), "--cpr: a CPR number has ten digits"),
    ],
)
def test_an_edit_that_changes_nothing_is_wrong_usage(run, contents, words, sentence):
    run(*ADD, *CODED)
    before = contents()
    code, out, err = run("case", "edit", "2026-9", *words)
    assert (code, out) == (1 if "already" in sentence else 2, "")
    assert err.startswith(f"kontant: {sentence}")
    assert contents() == before
    assert len(json.loads(run("log", "--format", "json")[1])["events"]) == 1


def test_opened_after_closed_is_refused(run):
    run(*ADD, *CODED)
    run("case", "close", "2026-9", "--reason", "job")
    code, _out, err = run("case", "edit", "2026-9", "--opened", "2026-12-01")
    assert code == 2
    assert "the case would be closed before it was opened" in err


def test_the_demo_is_named_in_the_command_to_type_next(run, caseload, tmp_path):
    from kontant.store.location import caseload_path

    demo = caseload_path(None, demo=True)
    demo.parent.mkdir(parents=True, exist_ok=True)
    caseload.rename(demo)
    _code, out, _err = run("--demo", *ADD, *CODED)
    assert "Undo with: kontant --demo undo 1\nNext: kontant --demo case assign 2026-9\n" in out


def test_no_caseload_is_one_sentence(run, caseload):
    caseload.unlink()
    for words in (
        (*ADD, *CODED),
        ("case", "edit", "x", "--name", "y"),
        ("case", "list"),
        ("case", "show", "x"),
        ("log",),
    ):
        code, out, err = run(*words)
        assert (code, out) == (1, "")
        assert err == f"kontant: There is no caseload at {caseload}. Make one with: kontant init\n"
