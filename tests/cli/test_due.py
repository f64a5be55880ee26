"""The morning's list: against the expected flags, in every format, filtered, explained, and with bad input."""

import csv
import io
import json
import shutil
from datetime import date

import pytest
from support import DATA, kontant

from kontant.rules.catalogue import RULES
from kontant.rules.flags import BASES

AS_OF = "2026-11-22"
DAYS = ("2019-06-30", "2025-05-31", "2026-11-22")

# What the expected flags of the samples speak of.
FIRST_RULES = {rule.id for rule in RULES.values() if rule.limits}


def flags_of(ran):
    return {
        (f["case_ref"], f["rule"], f["facts"].get("scope"), f["status"], f["deadline"]) for f in ran.json()["flags"]
    }


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["caseload", "edges"])
def test_raises_the_expected_flags(name, day, request):
    expected = json.loads((DATA / f"{name}-expected-{day}.json").read_text())
    ran = kontant(
        "due", "--as-of", day, "--format", "json", db=request.getfixturevalue({"caseload": "sample"}.get(name, name))
    )
    assert {flag for flag in flags_of(ran) if flag[1] in FIRST_RULES} == {tuple(row) for row in expected}


def test_json_has_the_keys_of_the_contract_in_its_order(sample):
    document = kontant("due", "--as-of", AS_OF, "--format", "json", db=sample).json()
    assert list(document) == ["as_of", "horizon_days", "cases_open", "flags", "snoozed"]
    assert (document["as_of"], document["horizon_days"], document["cases_open"]) == (AS_OF, 14, 43)
    rank = {"overdue": 0, "due": 1, "notice": 2}
    places = [
        (rank[f["status"]], f["deadline"] or "", f["case_ref"], f["rule"], f["facts"].get("scope", ""))
        for f in document["flags"]
    ]
    assert places == sorted(places)
    for flag in document["flags"]:
        assert set(flag) == {
            "case_ref", "rule", "family", "status", "deadline", "days", "basis", "summary", "next_step", "facts",
            "sources",
        }  # fmt: skip
        assert flag["sources"] and flag["summary"]
        if flag["deadline"] is None:
            assert flag["days"] is None and flag["status"] == "notice"
        else:
            assert flag["days"] == (date.fromisoformat(flag["deadline"]) - date(2026, 11, 22)).days
            assert (flag["days"] < 0) == (flag["status"] == "overdue")


def test_next_step_of_every_flag_is_a_command_that_exists(edges, tmp_path):
    own = shutil.copy(edges, tmp_path)  # a look at a case stands in its log
    flags = kontant("due", "--as-of", AS_OF, "--format", "json", db=own).json()["flags"]
    steps = {flag["rule"]: (flag["next_step"].split()[1:], flag["case_ref"]) for flag in flags}
    assert len(steps) > 9
    # Without a terminal nobody can be asked; that much is said by a command that was understood.
    said = {"note": "--answers", "conversation": "--status", "case": "CASEWORKER", "offer": "nothing was changed"}
    for rule, (words, case_ref) in steps.items():
        assert case_ref in words, rule
        ran = kontant(*words, db=own)
        if words[:2] == ["case", "show"]:
            assert ran.code == 0
        else:
            # The goal of an offer is read from standard input, which is empty here.
            code = 1 if words[0] == "offer" else 2
            assert (ran.code, said[words[0]] in ran.err) == (code, True), (rule, words, ran)


def test_next_step_is_the_note_or_the_record_that_deals_with_the_flag(edges):
    flags = kontant("due", "--as-of", AS_OF, "--format", "json", db=edges).json()["flags"]
    steps = {f["rule"]: f["next_step"].replace(f["case_ref"], "CASE") for f in flags}
    expected = {
        "conversation-first": "note CASE conversation",
        "conversation-due": "note CASE conversation",
        "conversation-shortfall": "note CASE conversation",
        "conversation-start": "note CASE conversation",
        "offer-first": "note CASE offer_start",
        "passive-period": "note CASE offer_start",
        "exemption-expiring": "note CASE exemption_review",
        "exemption-ended": "note CASE exemption_review",
        "exemption-open-ended": "note CASE exemption_review",
        "caseworker-missing": "case assign CASE",
        "caseworker-change": "note CASE conversation",
        "handover-missing": "note CASE handover",
        "caseworker-churn": "case show CASE",
    }
    for f in flags:
        if f["rule"] == "conversation-unrecorded":
            assert f["next_step"] == f"kontant conversation change {f['case_ref']} {f['facts']['date']}"
    steps.pop("conversation-unrecorded")
    assert expected.keys() == FIRST_RULES - {"conversation-unrecorded"}
    assert steps == steps | {rule: f"kontant {expected[rule]}" for rule in steps.keys() & expected.keys()}
    assert len(steps.keys() & expected.keys()) > 8


def test_limit_counts_cases_worst_first_and_says_what_is_left_out(sample):
    everything = kontant("due", "--as-of", AS_OF, "--format", "json", db=sample).json()["flags"]
    rank = {"overdue": 0, "due": 1, "notice": 2}
    binding = sorted(everything, key=lambda f: (rank[f["status"]], BASES.index(f["basis"]), f["deadline"] or "9999"))
    worst = list(dict.fromkeys(f["case_ref"] for f in binding))[:3]
    assert worst != list(dict.fromkeys(f["case_ref"] for f in everything))[:3]  # by days alone it is other cases
    limited = kontant("due", "--as-of", AS_OF, "--limit", 3, "--format", "json", db=sample).json()["flags"]
    assert limited == [f for f in everything if f["case_ref"] in worst]
    total = len({f["case_ref"] for f in everything})
    assert (
        f"{total - 3} more cases are not shown (--limit)."
        in kontant("due", "--as-of", AS_OF, "--limit", 3, db=sample).out
    )


def test_filters_by_rule_status_and_caseworker(sample):
    def asked(*options):
        return kontant("due", "--as-of", AS_OF, "--format", "json", *options, db=sample).json()

    everything = asked()["flags"]
    by_rule = asked("--rule", "passive-period", "--rule", "caseworker-churn")["flags"]
    assert by_rule == [f for f in everything if f["rule"] in ("passive-period", "caseworker-churn")]
    assert asked("--status", "due")["flags"] == [f for f in everything if f["status"] == "due"]
    mine, theirs = asked("--caseworker", "MKJ"), asked("--caseworker", "ddi")
    assert 0 < mine["cases_open"] < 43
    assert not {f["case_ref"] for f in mine["flags"]} & {f["case_ref"] for f in theirs["flags"]}


def test_horizon_is_the_common_lead(edges):
    def count(days):
        flags = kontant("due", "--as-of", AS_OF, "--horizon", days, "--format", "json", db=edges).json()["flags"]
        return sum(f["rule"] == "conversation-due" and f["status"] == "due" for f in flags)

    assert count(0) < count(14) < count(60)


def test_csv_is_for_danish_excel_and_holds_every_flag(sample):
    ran = kontant("due", "--as-of", AS_OF, "--format", "csv", db=sample)
    rows = list(csv.DictReader(io.StringIO(ran.out, newline=""), delimiter=";"))
    flags = kontant("due", "--as-of", AS_OF, "--format", "json", db=sample).json()["flags"]
    assert [(r["Case"], r["Rule"], r["Deadline"] or None) for r in rows] == [
        (f["case_ref"], f["rule"], f["deadline"]) for f in flags
    ]


def test_markdown_is_a_table_with_a_row_for_each_flag(sample):
    ran = kontant("due", "--as-of", AS_OF, "--limit", 2, "--format", "markdown", db=sample)
    flags = kontant("due", "--as-of", AS_OF, "--limit", 2, "--format", "json", db=sample).json()["flags"]
    lines = ran.out.strip().splitlines()
    assert len(lines) == 2 + len(flags)
    assert all(line.startswith("|") and line.endswith("|") for line in lines)


def test_piped_it_is_plain_whole_lines(sample):
    out = kontant("due", "--as-of", AS_OF, db=sample).out
    assert "\x1b" not in out
    assert not set(out) & set("│┃━─┌┐└┘╭╮╰╯")
    assert out.startswith("Sunday 2026-11-22  week 47\n43 open cases · ")
    assert "      First offer: No offer yet since the case was opened 2017-08-19.\n" in out
    assert "      > kontant note 2015-00019 offer_start\n" in out
    assert "225-hour rule: paid hours required in 12 months: repealed after 2025-06-30." in out


def test_explain_gives_the_facts_the_law_and_the_sum(sample):
    asked = [word for rule in ("conversation-due", "offer-first") for word in ("--rule", rule)]
    out = kontant("due", "--as-of", AS_OF, "--explain", *asked, db=sample).out
    assert "deadline: 2026-02-15 + 3 months (12 / 4) = 2026-05-15" in out
    assert "contact.per_12_months = 4 (from 2020-01-01; target): the ministry's fokusmål" in out
    assert "conversation-due: latest: 2026-02-15; in 12 months: 4" in out
    ran = kontant("due", "--as-of", AS_OF, "--explain", "--limit", 1, *asked, "--format", "json", db=sample)
    flag = ran.json()["flags"][0]
    assert flag["explain"]["deadline_is"] == "2017-08-19 + 6 months = 2018-02-19"
    assert flag["explain"]["parameters"][0]["name"] == "passivity.first_offer_months"


def test_before_the_law_is_known_nothing_is_raised_and_the_footer_says_so(edges):
    ran = kontant("due", "--as-of", "2016-11-21", "--format", "json", db=edges)
    assert ran.json()["flags"] == []
    assert "not known before 2016-11-22" in kontant("due", "--as-of", "2016-11-21", db=edges).out


def test_an_empty_caseload_says_what_to_do(tmp_path):
    db = tmp_path / "c.sqlite"
    assert kontant("init", db=db).code == 0
    ran = kontant("due", db=db)
    assert ran.code == 0
    assert f"No open case on that day. Read an extract with: kontant --db {db} import" in ran.out


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--as-of", "31-02-2026"], 2, "'31-02-2026' is not a date"),
        (["--as-of", "0001-01-01"], 2, "years 1900-2200"),
        (["--as-of", "9999-12-31"], 2, "years 1900-2200"),
        (["--as-of", "1/2/26"], 2, "is not a date"),
        (["--rule", "conversation-dew"], 2, "did you mean conversation-due"),
        (["--caseworker", "nobody"], 1, "there are: akl, ddi"),
        (["--limit", "0"], 2, "--limit"),
        (["--horizon", "-1"], 2, "--horizon"),
        (["--status", "late"], 2, "--status"),
        (["--bogus"], 2, "There is no option --bogus"),
    ],
)
def test_bad_options_get_one_line_and_a_code(sample, options, code, said):
    ran = kontant("due", *options, db=sample)
    assert ran.code == code
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out == ""


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_limit_keeps_the_same_cases_in_every_format(sample, limit):
    words = ("due", "--as-of", AS_OF, "--limit", limit)
    refs = {f["case_ref"] for f in kontant(*words, "--format", "json", db=sample).json()["flags"]}
    assert len(refs) == limit
    rows = csv.DictReader(io.StringIO(kontant(*words, "--format", "csv", db=sample).out, newline=""), delimiter=";")
    assert {row["Case"] for row in rows} == refs
    lines = kontant(*words, "--format", "markdown", db=sample).out.splitlines()[2:]
    assert {line.split("|")[1].strip() for line in lines} == refs
    out = kontant(*words, db=sample).out
    everything = {
        f["case_ref"] for f in kontant("due", "--as-of", AS_OF, "--format", "json", db=sample).json()["flags"]
    }
    assert {ref for ref in everything if f"  {ref}  " in out} == refs


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31", "2024-02-29"])
def test_the_ends_of_the_calendar_are_no_error(edges, day):
    assert kontant("due", "--as-of", day, "--horizon", 3660, db=edges).code == 0


def test_a_large_caseload_is_judged_in_parts_with_the_same_result(edges, monkeypatch):
    from kontant.report import morning
    from kontant.rules.evaluate import Evaluator
    from kontant.rules.parameter_file import load

    evaluator = Evaluator(load(), date(2026, 11, 22))
    asked = morning.Wanted(limit=20)
    whole = morning.morning_of(edges, evaluator, asked)
    monkeypatch.setattr(morning, "LARGE_CASELOAD", 10)
    monkeypatch.setattr("kontant.report.in_parts.processors", lambda: 3)
    assert morning.morning_of(edges, evaluator, asked) == whole
    assert len(whole.shown) == 20


def test_gathering_keeps_the_worst_whatever_the_order_of_cases(edges):
    from kontant.report.morning import Wanted, gather, morning_of
    from kontant.rules.evaluate import Evaluator
    from kontant.rules.parameter_file import load
    from kontant.store.reading import reading
    from kontant.store.timelines import open_timelines

    evaluator = Evaluator(load(), date(2026, 11, 22))
    with reading(edges) as connection:
        timelines = list(open_timelines(connection, date(2026, 11, 22), evaluator.reads() | {"assignments"}))
    many = [t for _ in range(10) for t in reversed(timelines)]
    kept = gather(many, evaluator, Wanted(limit=10)).shown
    assert {needs.case for needs in kept} == {morning_of(edges, evaluator, Wanted(limit=1)).shown[0].case}
