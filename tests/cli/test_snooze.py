"""Flags put aside from the command line: how they leave the list, are counted and listed, and come back."""

import csv
import io
import json
import shutil
from datetime import date, timedelta

import pexpect
import pytest
from support import DATA, fill, imported, kontant

from kontant.cli.context import Context
from kontant.cli.effects_told import Flags, raised, tell_flags
from kontant.cli.judging import evaluator
from kontant.rules.parameter_file import load

ENTER, CTRL_C = "\r", "\x03"
TODAY = date(2026, 11, 22)
ONE_DAY = timedelta(days=1)
CASE = "2020-1"
CPR = "010190-1234"


@pytest.fixture
def case(caseload):
    """Since 2020 without a conversation and without an offer."""
    fill(caseload, "cases", case_ref=CASE, name="Åse Ærøe")
    return caseload


@pytest.fixture
def due(run):
    """The list as data: its flags and those put aside, by rule and scope."""

    def lists(*words):
        code, out, err = run("due", "--format", "json", *words)
        assert code == 0, err
        document = json.loads(out)
        return tuple(
            {(flag["rule"], flag["facts"].get("scope", "")): flag for flag in document[part]}
            for part in ("flags", "snoozed")
        )

    return lists


@pytest.fixture
def snooze(run, case):
    """Put a flag of the case aside; gives what is told."""

    def told(rule, until="+14d", reason="Ferie", *more):
        how = ["ack", CASE, rule] if until is None else ["snooze", CASE, rule, "--until", until]
        code, out, err = run(*how, "--reason", reason, *more)
        assert code == 0, err
        return out

    return told


CONVERSATION = ("conversation-due", "")
OFFER = ("offer-first", "")


def test_it_says_what_it_did_when_it_ends_and_how_to_undo_it(snooze):
    lines = snooze("conversation-due", "2026-12-06", "Ferie til 1/12").splitlines()
    assert lines[0] == "Snoozed in case 2020-1: Next conversation, until 2026-12-06."
    assert lines[2:4] == [
        "  Why: Ferie til 1/12",
        "It is back on that day, or before if a fact behind it changes.",
    ]
    assert lines[4:] == ["Its deadline, 2020-04-01, has passed.", "Undo with: kontant undo 2"]


def test_an_acknowledged_one_has_no_day(snooze, due):
    out = snooze("caseworker-missing", None)
    assert "until its facts change." in out and "as soon as a fact behind it changes" in out
    assert due("--as-of", "2027-11-22")[1]["caseworker-missing", ""]["snooze"]["until"] is None


def test_it_leaves_the_list_and_is_told_beside_it(snooze, due):
    flags, aside = due()
    assert CONVERSATION in flags and OFFER in flags and aside == {}
    snooze("conversation-due", "+14d", "Ferie")
    after, aside = due()
    assert after == {key: flag for key, flag in flags.items() if key != CONVERSATION}
    told = aside[CONVERSATION].pop("snooze")
    assert aside == {CONVERSATION: flags[CONVERSATION]}
    assert told == {
        "set_on": "2026-11-22",
        "until": "2026-12-06",
        "reason": "Ferie",
        "caseworker": "tester",
        "past_deadline": True,
        "past_statutory_deadline": False,
        "event": 2,
    }


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("yesterday", "2026-11-21 is not after today, 2026-11-22"),
        ("today", "2026-11-22 is not after today, 2026-11-22"),
        ("+1d", None),
        ("2027-11-21", None),
        ("22-11-2027", None),
        ("2027-11-23", "2027-11-23 is more than 12 months ahead; the latest day is 2027-11-22"),
        ("never", "'never' is not a date"),
    ],
)
def test_the_day_lies_after_today_and_at_most_a_year_ahead(run, case, contents, until, said):
    code, _out, err = run("snooze", CASE, "conversation-due", "--until", until, "--reason", "x")
    assert (code, len(contents()["snoozes"])) == ((0, 1) if said is None else (2, 0))
    assert said is None or said in err


@pytest.mark.parametrize(
    ("day", "aside"),
    [
        ("2026-11-21", False),  # not yet
        ("2026-11-22", True),
        ("2026-12-05", True),
        ("2026-12-06", False),
        ("2026-12-07", False),
    ],
)
def test_the_flag_is_back_on_its_day(snooze, due, day, aside):
    snooze("conversation-due", "2026-12-06")
    assert [CONVERSATION in found for found in due("--as-of", day)] == [not aside, aside]


@pytest.mark.parametrize("until", ["+14d", None])
def test_it_is_back_as_soon_as_the_facts_change(run, snooze, due, until):
    snooze("conversation-due", until)
    _code, out, _err = run("case", "edit", CASE, "--name", "Åse Nyborg")
    assert CONVERSATION in due()[1]
    _code, out, _err = run(
        "conversation", "add", CASE, "2026-03-01", "--kind", "job", "--status", "held", "--channel", "phone"
    )
    assert "No longer snoozed, since the facts have changed: Next conversation" in out
    assert "Raised" not in out and "Deadline moved: Next conversation, from 2020-04-01 to 2026-06-01" in out
    assert CONVERSATION in due()[0] and CONVERSATION not in due()[1]
    _code, out, _err = run("case", "show", CASE)
    assert "It was snoozed 2026-11-22; its facts have changed since." in out
    snooze("conversation-due", until)
    assert CONVERSATION in due()[1]


def test_a_deadline_of_the_law_that_has_passed_is_named(snooze):
    out = snooze("offer-first")
    assert "Its statutory deadline, 2020-07-01, has passed: LAB § 102(1)" in out
    assert "Snoozing does not change that." in out


NEW = ("2026-11-20", "2026-11-27")  # opened, and the first conversation within a week


@pytest.mark.parametrize(
    ("until", "passes"), [("2026-11-26", False), ("2026-11-27", False), ("2026-11-28", True), (None, True)]
)
def test_a_deadline_of_the_law_that_passes_meanwhile_is_named(snooze, run, until, passes):
    code, _out, err = run("case", "edit", CASE, "--opened", NEW[0])
    assert code == 0, err
    out = snooze("conversation-first", until)
    assert (f"Its statutory deadline, {NEW[1]}, passes meanwhile: LAB § 31" in out) == passes
    assert ("deadline" in out) == passes


def test_a_deadline_that_is_not_the_laws_is_told_plainly(snooze):
    assert "Its deadline, 2020-04-01, has passed." in snooze("conversation-due")


def test_the_footer_counts_them_and_those_past_a_deadline_of_the_law(snooze, run):
    assert "snoozed" not in run("due")[1]
    snooze("conversation-due")
    assert "\n1 flag snoozed. See: kontant due --snoozed\n" in run("due")[1]
    snooze("offer-first")
    snooze("conversation-shortfall")
    told = "\n3 flags snoozed; 1 past its statutory deadline. See: kontant due --snoozed\n"
    assert told in run("due")[1]
    assert told in run("due", "--as-of", "2026-12-05")[1]
    assert "snoozed" not in run("due", "--as-of", "2026-12-06")[1]


@pytest.mark.parametrize(("day", "late"), [("2026-11-27", ""), ("2026-11-28", "; 1 past its statutory deadline")])
def test_a_snooze_begins_to_lie_past_a_deadline_the_day_after_it(snooze, run, day, late):
    run("case", "edit", CASE, "--opened", NEW[0])
    snooze("conversation-first", "2026-12-06")
    assert f"1 flag snoozed{late}. See" in run("due", "--as-of", day)[1]


def test_a_case_with_nothing_else_is_not_in_order(case, run, due):
    for rule, _scope in due()[0]:
        assert run("ack", CASE, rule, "--reason", "x")[0] == 0
    assert due()[0] == {}
    out = run("due")[1]
    assert "1 open case · 1 snoozed\n" in out
    assert "Nothing is due but what is snoozed." in out and "in order" not in out
    shown = run("case", "show", CASE)[1]
    assert "none but what is snoozed" in shown and "none: in order" not in shown


def test_the_list_of_the_snoozed_has_reason_who_since_and_until(snooze, run):
    snooze("offer-first", "2026-12-06", "Praktik starter")
    snooze("conversation-shortfall", None, "Ny kollega på vej")
    out = run("due", "--snoozed")[1]
    assert out.splitlines()[:2] == ["Sunday 2026-11-22  week 47", "2 flags snoozed; 1 past its statutory deadline"]
    assert out.count("2020-1  Åse Ærøe") == 1
    assert "First offer" in out and "Next conversation" not in out
    assert "Snoozed until 2026-12-06 (tester, 2026-11-22): Praktik starter" in out
    assert "Snoozed until its facts change (tester, 2026-11-22): Ny kollega på vej" in out
    assert "Past a statutory deadline, 2020-07-01: LAB § 102(1)" in out
    assert "> kontant undo 2" in out and "> kontant undo 3" in out
    assert "No flag is snoozed on that day." in run("due", "--snoozed", "--as-of", "2026-11-21")[1]


def test_the_list_of_the_snoozed_as_data(snooze, run, due):
    snooze("offer-first", "2026-12-06", "=Praktik")
    snooze("conversation-shortfall", None)
    document = json.loads(run("due", "--snoozed", "--format", "json")[1])
    assert list(document) == ["as_of", "horizon_days", "cases_open", "snoozed"]
    assert document["snoozed"] == list(due()[1].values())
    (heads, first, second) = csv.reader(io.StringIO(run("due", "--snoozed", "--format", "csv")[1]), delimiter=";")
    row = dict(zip(heads, first, strict=True))
    assert (row["Rule"], row["Snoozed on"], row["Until"], row["By"]) == (
        "offer-first",
        "2026-11-22",
        "2026-12-06",
        "tester",
    )
    assert row["Why"] == "'=Praktik" and row["Past its deadline"].startswith("Past a statutory deadline")
    assert second[heads.index("Until")] == ""
    assert run("due", "--snoozed", "--format", "markdown")[1].count("\n") == 4


def test_it_fits_a_narrow_terminal(snooze, on_screen):
    snooze("offer-first", "+14d", "En lang begrundelse der ikke kan stå på en linje, men skal brydes pænt " * 2)
    for words in (("due", "--snoozed"), ("case", "show", CASE), ("due",)):
        assert max(map(len, on_screen(60, *words))) <= 60


def test_filters_hold_for_the_snoozed_too(case, snooze, run, due):
    fill(case, "assignments", case_ref=CASE, role="coordinator", start="2020-01-01", caseworker="lbh")
    fill(case, "cases", case_ref="2020-2", name="Bo")
    fill(case, "assignments", case_ref="2020-2", role="coordinator", start="2020-01-01", caseworker="mkj")
    snooze("offer-first")
    snooze("conversation-shortfall")
    assert set(due("--rule", "offer-first")[1]) == {OFFER}
    assert set(due("--status", "notice")[1]) == {("conversation-shortfall", "")}
    assert due("--caseworker", "mkj")[1] == {}
    assert len(due("--caseworker", "LBH")[1]) == 2
    code, _out, err = run("snooze", "2020-2", "offer-first", "--until", "+1d", "--reason", "x")
    assert code == 0, err
    limited = run("due", "--snoozed", "--limit", "1")[1]
    assert "2020-1" in limited and "2020-2" not in limited and "1 more case is not shown (--limit)." in limited
    assert len(due("--limit", "1")[1]) == 2  # by rule: both cases have one of the same


def test_undo_brings_it_back_and_redo_puts_it_aside_again(snooze, run, due):
    snooze("offer-first", "2026-12-06", "Praktik")
    listed = run("log", "2")[1]
    assert "+ snooze 2020-1, offer-first: added" in listed and "reason: Praktik" in listed
    assert "fingerprint" not in listed
    code, out, _err = run("undo", "--yes")
    assert code == 0 and "Undone: event 2, by event 4" in out  # looking at event 2 was one
    assert OFFER in due()[0] and due()[1] == {}
    run("undo", "4", "--yes")
    assert OFFER in due()[1]


def test_a_second_one_takes_the_place_of_the_first(snooze, run, due):
    snooze("offer-first", "2026-12-06", "Praktik")
    code, _out, err = run("snooze", CASE, "offer-first", "--until", "2026-12-06", "--reason", "Praktik")
    assert code == 1 and "put aside like that already" in err
    assert "It takes the place of the snooze of 2026-11-22." in snooze("offer-first", "2026-12-20", "Udskudt")
    assert due()[1][OFFER]["snooze"]["reason"] == "Udskudt"
    run("undo", "--yes")
    assert due()[1][OFFER]["snooze"]["reason"] == "Praktik"


def test_a_flag_that_does_not_stand_is_refused_with_those_that_do(run, case, contents):
    for words in (["snooze", CASE, "exemption-ended", "--until", "+1d"], ["ack", CASE, "exemption-ended"]):
        code, _out, err = run(*words, "--reason", "x")
        assert code == 1
        assert "exemption-ended does not stand in case 2020-1 today; these do: " in err
        assert "conversation-due" in err and "offer-first" in err
    run("case", "close", CASE, "--reason", "job")
    code, _out, err = run("ack", CASE, "offer-first", "--reason", "x")
    assert code == 1 and "offer-first does not stand in case 2020-1 today: no flag does." in err
    assert contents()["snoozes"] == []


def test_an_unknown_rule_or_case_is_told_with_what_is_near(run, case):
    code, _out, err = run("ack", CASE, "offer-frist", "--reason", "x")
    assert code == 2 and "did you mean offer-first" in err
    code, _out, err = run("ack", "nobody", "offer-first", "--reason", "x")
    assert code == 1 and "No case has 'nobody'" in err


def test_one_of_several_scopes_is_named(case, run, due, monkeypatch):
    monkeypatch.setattr(Context, "today", date(2025, 5, 31))  # while the 225-hour rule was in force
    for scope in ("activation", "hours_225"):
        fill(case, "exemptions", case_ref=CASE, scope=scope, start="2025-01-01", reason="health")
    code, _out, err = run("ack", CASE, "exemption-open-ended", "--reason", "x")
    assert code == 2 and "say which with --scope: activation, hours_225" in err
    code, out, err = run("ack", CASE, "exemption-open-ended", "--scope", "Fritaget for tilbud", "--reason", "x")
    assert code == 0, err
    assert "Exemption without end (exempt from offers), until its facts change." in out
    flags, aside = due()
    assert set(aside) == {("exemption-open-ended", "activation")}
    assert ("exemption-open-ended", "hours_225") in flags
    code, _out, err = run("ack", CASE, "exemption-open-ended", "--scope", "conversations", "--reason", "x")
    assert code == 1 and "exemption-open-ended --scope conversations does not stand" in err


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["snooze", CASE, "offer-first"], "Missing: --until, --reason;"),
        (["snooze", CASE, "offer-first", "--until", "+1d"], "Missing: --reason;"),
        (["snooze", CASE, "offer-first", "--reason", "x"], "Missing: --until;"),
        (["ack", CASE, "offer-first"], "Missing: --reason;"),
        (["ack", CASE, "offer-first", "--reason", " "], "--reason: write in a few words why"),
    ],
)
def test_off_a_terminal_nothing_is_asked(run, case, contents, words, missing):
    code, _out, err = run(*words)
    assert code == 2 and missing in err
    assert contents()["snoozes"] == []


def end(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


@pytest.mark.parametrize(
    ("words", "questions"),
    [
        (["snooze", CASE, "offer-first", "--until", "+14d"], []),
        (["snooze", CASE, "offer-first"], [("Until which day?", ENTER)]),
        (["ack", CASE, "offer-first"], []),
    ],
)
def test_at_a_terminal_the_reason_is_asked_for(typed, case, contents, words, questions):
    child = typed(*words)
    for question, answer in questions:
        child.expect_exact(question)
        child.send(answer)
    child.expect_exact("Why is it put aside?")
    child.send(ENTER)
    child.expect_exact("write in a few words why")
    child.send("Praktik starter" + ENTER)
    child.expect_exact("Undo with: kontant undo 2")
    assert end(child) == 0
    ((ref, rule, scope, set_on, until, reason, who, *_rest),) = contents()["snoozes"]
    assert (ref, rule, scope, reason, who) == (CASE, "offer-first", "", "Praktik starter", "tester")
    if words[0] == "ack":
        assert until is None
    else:
        assert date.fromisoformat(until) - date.fromisoformat(set_on) == timedelta(days=14)


def test_ctrl_c_leaves_nothing(typed, case, contents):
    child = typed("ack", CASE, "offer-first")
    child.expect_exact("Why is it put aside?")
    child.send(CTRL_C)
    assert end(child) == 130
    assert contents()["snoozes"] == []


def test_what_there_is_to_refuse_is_refused_before_anything_is_asked(typed, case):
    child = typed("ack", CASE, "exemption-ended")
    child.expect_exact("does not stand in case 2020-1 today")
    assert end(child) == 1


def test_the_case_shows_it_after_what_stands(snooze, run):
    snooze("offer-first", "2026-12-06", "Praktik starter")
    out = run("case", "show", CASE)[1]
    assert out.index("Next conversation:") < out.index("First offer:") < out.index("Snoozed until 2026-12-06")
    assert "Past a statutory deadline, 2020-07-01: LAB § 102(1)" in out
    document = json.loads(run("case", "show", CASE, "--format", "json")[1])
    assert "offer-first" not in {flag["rule"] for flag in document["flags"]}
    (aside,) = document["snoozed"]
    assert (aside["rule"], aside["snooze"]["reason"]) == ("offer-first", "Praktik starter")


def test_the_case_shows_it_dimmed(case, snooze, typed, run):
    snooze("offer-first", "2026-12-06", "Praktik starter")
    child = typed("case", "show", CASE, "--as-of", "2026-11-23")
    child.expect(pexpect.EOF)
    rows = child.before.split("\r\n")
    (row,) = [row for row in rows if "Praktik starter" in row]
    assert row.startswith("\x1b[2m")


def test_no_cpr_number_in_a_reason_is_kept_or_shown(snooze, run, case):
    out = snooze("offer-first", "+14d", f"Ring til {CPR}")
    assert "Why: Ring til 010190-****" in out and "masked before it was written" in out
    assert "masked before" not in snooze("conversation-due")
    assert not [path for path in case.parent.glob(f"{case.name}*") if b"1234" in path.read_bytes()]
    for words in (
        ["due", "--snoozed"],
        ["due", "--snoozed", "--format", "json"],
        ["due", "--snoozed", "--format", "csv"],
        ["due", "--format", "json"],
        ["case", "show", CASE],
        ["case", "show", CASE, "--format", "json"],
        ["log", "2"],
        ["undo", "2"],
    ):
        _code, out, err = run(*words)
        assert "010190-****" in out and CPR not in out + err, words


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("Ferie\x1b[2J til\tuge 3\n", "Ferie [2J til uge 3"),
        (b"Bl\xe5 b\xf8lge".decode(errors="surrogateescape"), "Blå bølge"),  # an older terminal's letters
        ("x" * 300, "x" * 300),
    ],
)
def test_a_reason_is_one_line_of_letters(snooze, contents, reason, kept):
    assert f"  Why: {kept}\n" in snooze("offer-first", "+14d", reason)
    assert [row[5] for row in contents()["snoozes"]] == [kept]


@pytest.mark.parametrize("reason", ["", "\x07 \n", "x" * 301])
def test_a_reason_says_something_and_not_too_much(run, case, contents, reason):
    code, _out, err = run("ack", CASE, "offer-first", "--reason", reason)
    assert code == 2 and err.startswith(
        "kontant: --reason: " + ("keep it to 300" if reason[0:1] == "x" else "write in a few")
    )
    assert contents()["snoozes"] == []


def test_what_a_longer_list_shows_can_be_put_aside(run, case, due, fill):
    fill("conversations", case_ref=CASE, date="2026-10-01", kind="job", status="held")  # the next by 1 January
    code, _out, err = run("ack", CASE, "conversation-due", "--reason", "x")
    assert code == 1 and "further ahead it is due 2027-01-01: --horizon 40" in err
    assert CONVERSATION in due("--horizon", "60")[0]
    code, _out, err = run("ack", CASE, "conversation-due", "--reason", "x", "--horizon", "40")
    assert code == 0, err
    assert CONVERSATION in due("--horizon", "60")[1] and CONVERSATION not in due()[0]


def test_facts_that_changed_while_it_was_asked_are_refused(typed, case, fill, contents):
    child = typed("ack", CASE, "offer-first")
    child.expect_exact("Why is it put aside?")
    fill("exemptions", case_ref=CASE, scope="activation", start="2025-01-01", end="2026-01-01", reason="health")
    child.send("Ferie" + ENTER)
    child.expect_exact("was changed meanwhile")
    assert end(child) == 1
    assert contents()["snoozes"] == []


@pytest.fixture
def flags(case):
    """The flags that the case has now, those put aside known as such."""
    context = Context(db=str(case))
    return lambda: raised(context, evaluator(context, context.today), CASE)


def test_after_a_note_what_is_snoozed_is_not_to_do_but_named(flags, snooze, capsys):
    before = flags()
    snooze("offer-first", "2026-12-06")
    after = flags()
    assert OFFER in after and OFFER not in {(flag.rule, flag.scope) for flag in after.standing}
    tell_flags(before, after, remaining=True)
    out = capsys.readouterr().out
    assert "Cleared" not in out
    assert "First offer" not in out.split("Snoozed: ")[0]
    assert out.endswith("Snoozed: First offer (until 2026-12-06)\n")
    tell_flags(after, Flags([after[OFFER]], after.snoozed.values()), remaining=True)
    assert "Nothing to do in the case now but what is snoozed.\nSnoozed: First offer" in capsys.readouterr().out


def test_a_snoozed_flag_that_a_change_clears_is_cleared(run, snooze):
    snooze("offer-first")
    out = run("offer", "add", CASE, "guidance", "2026-11-01")[1]
    assert "Cleared: " in out and "First offer" in out.split("Cleared: ")[1].splitlines()[0]


def test_a_cleared_flag_that_returns_with_the_same_facts_is_still_snoozed(run, snooze, due):
    snooze("offer-first")
    run("offer", "add", CASE, "guidance", "2026-11-01")
    assert due()[1] == {}
    out = run("undo", "--yes")[1]
    assert "Raised" not in out
    assert OFFER in due()[1]


def test_an_extract_ends_it_only_where_it_changes_the_facts(caseload, run, due, tmp_path):
    extract = shutil.copytree(DATA / "caseload", tmp_path / "extract")
    assert run("import", str(extract), "--extract-date", "2026-11-20")[0] == 0
    document = json.loads(run("due", "--format", "json")[1])
    refs = [flag["case_ref"] for flag in document["flags"] if flag["rule"] == "conversation-due"]
    for ref in refs[:2]:
        assert run("ack", ref, "conversation-due", "--reason", "x")[0] == 0

    def aside():
        return {flag["case_ref"] for flag in json.loads(run("due", "--format", "json")[1])["snoozed"]}

    assert aside() == set(refs[:2])
    assert run("import", str(extract), "--extract-date", "2026-11-21")[0] == 0
    assert aside() == set(refs[:2])
    with (extract / "conversations.csv").open("a", encoding="utf-8") as file:
        columns = (extract / "conversations.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        values = {"case_ref": refs[0], "date": "2026-11-20", "kind": "job", "status": "held"}
        file.write(",".join(values.get(column, "") for column in columns) + "\n")
    code, _out, err = run("import", str(extract), "--extract-date", "2026-11-22")
    assert code == 0, err
    assert aside() == {refs[1]}


@pytest.fixture(scope="module")
def snoozed_edges(tmp_path_factory):
    """The 240 cases, with every third flag of them put aside; and the flags by case."""
    from kontant.rules.evaluate import Evaluator
    from kontant.store.reading import reading
    from kontant.store.snoozes import Snooze, put
    from kontant.store.timelines import open_timelines, timeline
    from kontant.store.writes import writing

    path = imported(tmp_path_factory.mktemp("snoozed"), "edges")
    rules = Evaluator(load(), TODAY)
    with reading(path) as connection:
        found = [flag for t in open_timelines(connection, TODAY, rules.reads()) for flag in rules.flags(t)]
        alone = [
            flag for ref in dict.fromkeys(f.case_ref for f in found) for flag in rules.flags(timeline(connection, ref))
        ]
    with writing(path, command="test", who="x", at="2026-11-22T08:00:00+00:00") as writer:
        for flag in alone[::3]:
            new = Snooze(flag.rule, flag.scope, TODAY, None, "x", None, flag.deadline, flag.fingerprint(), 0)
            put(writer, flag.case_ref, new)
    return path, found, alone


def test_a_flag_rests_on_the_same_facts_however_its_case_was_read(snoozed_edges):
    """Put aside by a command that reads one case whole, it must be known again in the list of all."""
    _path, found, alone = snoozed_edges
    assert [flag.fingerprint() for flag in found] == [flag.fingerprint() for flag in alone]


@pytest.mark.parametrize("horizon", [0, 14, 120])
def test_the_horizon_makes_no_flag_another(snoozed_edges, horizon):
    """But where it brings further records of the same kind into sight, or takes them out of it."""
    from kontant.report.morning import morning_of
    from kontant.rules.evaluate import Evaluator

    path, _found, alone = snoozed_edges
    put_aside = {(flag.case_ref, flag.rule, flag.scope): flag for flag in alone[::3]}
    found = morning_of(path, Evaluator(load(), TODAY, horizon))
    assert found.snoozed
    for flag in found.all_flags():
        then = put_aside.get((flag.case_ref, flag.rule, flag.scope))
        if then is not None:
            assert horizon != 14 and flag.facts["count"] != then.facts["count"]
            assert flag._replace(facts=flag.facts | {"count": then.facts["count"]}).fingerprint() == then.fingerprint()


def test_a_large_caseload_judged_in_parts_knows_them_too(snoozed_edges, monkeypatch):
    from kontant.report import morning
    from kontant.rules.evaluate import Evaluator

    path, found, alone = snoozed_edges
    rules = Evaluator(load(), TODAY)
    asked = morning.Wanted(limit=20)
    whole = morning.morning_of(path, rules, asked)
    assert len(whole.snoozed) == len(alone[::3]) and whole.cases_snoozed > 0
    late = [f for f in alone[::3] if f.deadline and f.deadline < TODAY]
    assert whole.snoozed_past_statute == sum(f.law[0].basis == "statute" for f in late) > 0
    counted = whole.cases_flagged + whole.cases_snoozed
    assert counted == len({flag.case_ref for flag in found})
    monkeypatch.setattr(morning, "LARGE_CASELOAD", 10)
    monkeypatch.setattr("kontant.report.in_parts.processors", lambda: 3)
    assert morning.morning_of(path, rules, asked) == whole


def test_both_commands_have_help_in_both_languages():
    for command in ("snooze", "ack"):
        for code in ("da", "en"):
            ran = kontant("--lang", code, command, "--help")
            assert ran.code == 0 and "--reason" in ran.out
