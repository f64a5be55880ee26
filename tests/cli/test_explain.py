"""One case explained: what each rule that was raised rests on, and why each other one was not."""

import json
from datetime import date

import pytest

from kontant.i18n import choose_language
from kontant.rules.catalogue import RULES
from kontant.rules.flags import BASES, RANK
from kontant.rules.parameters import Value

REF = "2020-00031"
RULES_SHOWN = (
    "conversation-due",
    "caseworker-change",
    "handover-missing",
    "exemption-open-ended",
    "conversation-start",
)
ASKED = tuple(word for rule in RULES_SHOWN for word in ("--rule", rule))


@pytest.fixture(autouse=True)
def case(fill):
    """A case with a late conversation and a new caseworker, and exemptions; and one that is closed."""
    fill("cases", case_ref=REF, name="Åse Ærøe", opened="2020-01-01", target_group="activity_ready")
    fill("conversations", case_ref=REF, date="2026-05-15", kind="job", status="held", caseworker="eva")
    fill("assignments", case_ref=REF, role="coordinator", start="2020-01-01", caseworker="eva", end="2026-10-31")
    fill("assignments", case_ref=REF, role="coordinator", start="2026-11-01", caseworker="lbh")
    fill("exemptions", case_ref=REF, scope="activation", start="2026-11-01", reason="health")
    fill("cases", case_ref="2019-00001", name="Bo Vig", opened="2019-01-01", closed="2026-11-01")


@pytest.fixture
def uncited(monkeypatch):
    """Each value from a source of its own name: where a citation is put right, no screen is another."""
    monkeypatch.setattr(Value, "cited", property(lambda value: f"the source of {value.name}"))


def test_the_case_alone_is_listed_with_its_flags_and_no_other(run, fill):
    fill("cases", case_ref="2020-00099", name="Ida Vig")
    code, out, _err = run("due", "åse")
    assert code == 0
    assert REF in out
    assert "2020-00099" not in out
    assert f"Why, and why not: kontant due {REF} --explain" in out


def test_explained_on_a_terminal(on_screen, uncited, snapshot):
    assert "\n".join(on_screen(80, "due", REF, "--explain", *ASKED)) == snapshot


def test_explained_names_the_values_that_the_rule_counts_with_and_the_words(run):
    _code, out, _err = run("due", REF, "--explain", *ASKED)
    assert "deadline: 2026-05-15 + 3 months (12 / 4) = 2026-08-15" in out
    assert "contact.per_12_months = 4 (from 2020-01-01; target): the ministry's fokusmål" in out
    assert "contact.counting_kinds = job conversation, follow-up" in out
    assert "cleared by: A held conversation; or one planned between today and the deadline." in out
    assert out.count("Target: a national target") == 1
    assert out.count("Overdue: the deadline lies before the day.") == 1
    assert "Notice:" not in out  # no such flag stands, and the word is not used


def test_a_rule_that_is_quiet_tells_the_deadline_that_is_to_come(run):
    _code, out, _err = run("due", REF, "--explain", *ASKED)
    told = out[out.index("NOT RAISED") :]
    assert "Exemption without end  exemption-open-ended" in told
    assert "deadline: 2026-11-01 + 3 months = 2027-02-01" in told
    assert "The rule looks at new cases only; this one was opened 2020-01-01." in told


def test_a_value_is_told_with_the_source_that_it_rests_on(run):
    document = json.loads(run("rules", "explain", "conversation-due", REF, "--format", "json")[1])
    source = document["parameters"][0]["record"]["source"]
    assert source and f"(from 2020-01-01; target): {source}" in run("due", REF, "--explain", *ASKED)[1]


def test_of_what_was_not_asked_nothing_is_said_to_be_in_order(run):
    for words in (("--rule", "turning-30"), ("--rule", "conversation-due", "--status", "notice")):
        for case in ((), (REF,)):
            code, out, _err = run("due", *case, *words)
            assert code == 0
            assert "No such flag stands" in out
            assert "in order" not in out
            assert "Nothing is due" not in out
    assert "1 without such a flag" in run("due", "--rule", "turning-30")[1]
    assert "No such flag is snoozed" in run("due", REF, "--snoozed", "--rule", "turning-30")[1]


def test_of_all_that_was_asked_it_is_said_to_be_in_order(run, fill):
    fill("cases", case_ref="2026-00009", name="Ny Vig", opened="2026-11-20")
    fill("assignments", case_ref="2026-00009", role="coordinator", start="2026-11-20", caseworker="eva")
    out = run("due", "2026-00009", "--horizon", "0")[1]
    assert "Nothing is due in this case." in out
    out = run("due", "--caseworker", "eva", "--horizon", "0")[1]
    assert "1 in order" in out
    assert "Nothing is due: every open case is in order" in out


@pytest.mark.parametrize("more", [(), ("--explain",), ("--snoozed",), ("--format", "json"), ("--since", "yesterday")])
def test_a_case_of_another_caseworker_is_refused(run, more):
    code, out, err = run("due", REF, "--caseworker", "eva", *more)  # whose it was until October
    assert (code, out) == (1, "")
    assert err == "kontant: 'eva' coordinates none of the cases asked for on that day; there are: lbh\n"
    code, _out, err = run("due", REF, "--caseworker", "LBH", *more)
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    "words",
    [
        ("due",),
        ("due", "--snoozed"),
        ("due", "--since", "yesterday"),
        ("whatif", "--set", "contact.per_12_months=12"),
        ("forecast", "--weeks", "2"),
        ("export", "ics"),
        ("export", "cases", "--format", "json"),
        ("export", "summary"),
        ("case", "list"),
    ],
    ids=" ".join,
)
def test_a_caseworker_of_no_open_case_is_refused_by_every_list(run, fill, words):
    """A mentor, a former caseworker and the caseworker of closed cases have no open case."""
    fill("assignments", case_ref=REF, role="mentor", start="2026-01-01", caseworker="cla")
    fill("assignments", case_ref="2019-00001", role="coordinator", start="2019-01-01", caseworker="bov")
    for who in ("nobody", "cla", "eva", "bov"):
        code, out, err = run(*words, "--caseworker", who)
        assert (code, out) == (1, ""), who
        assert err == f"kontant: '{who}' coordinates none of the cases asked for on that day; there are: lbh\n"


def test_json_has_every_rule_raised_or_not(run):
    document = json.loads(run("due", REF, "--explain", "--format", "json")[1])
    raised, quiet = ({one["rule"] for one in document[part]} for part in ("flags", "quiet"))
    assert raised | quiet == set(RULES)
    assert "conversation-due" in raised - quiet
    assert {f["case_ref"] for f in document["flags"]} == {REF}
    for flag in document["flags"]:
        assert flag["explain"]["parameters"][0]["basis"] in BASES
        assert flag["explain"]["clears"]
        assert (flag["explain"]["deadline_is"] is None) == (flag["deadline"] is None)
    later = next(q for q in document["quiet"] if q["rule"] == "exemption-open-ended" and q["reason"] == "later")
    assert (later["deadline"], later["deadline_is"]) == ("2027-02-01", "2026-11-01 + 3 months = 2027-02-01")
    assert later["facts"]["start"] == "2026-11-01"


def test_without_explain_json_is_the_document_of_the_list(run):
    alone, whole = (json.loads(run("due", *words, "--format", "json")[1]) for words in ((REF,), ()))
    assert alone == whole
    assert "quiet" not in alone


def test_csv_of_one_case_is_the_sheet_of_the_list(run):
    assert run("due", REF, "--explain", "--format", "csv") == run("due", "--explain", "--format", "csv")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "2019-00001"), "not open on 2026-11-22: it was closed 2026-11-01"),
        (
            ("due", "2019-00001", "--explain", "--as-of", "2018-05-01"),
            "not open on 2018-05-01: it was opened 2019-01-01",
        ),
        (("rules", "explain", "conversation-due", "2019-00001"), "it was closed 2026-11-01"),
    ],
)
def test_a_case_that_is_not_open_is_told_so(run, words, said):
    code, out, _err = run(*words)
    assert code == 0
    assert said in out


def test_one_rule_of_one_case_on_a_terminal(on_screen, uncited, snapshot):
    assert "\n".join(on_screen(100, "rules", "explain", "conversation-due", REF)) == snapshot


def test_one_rule_that_is_quiet_tells_every_scope(run):
    _code, out, _err = run("rules", "explain", "exemption-open-ended", REF)
    assert out.count("not raised") == 2
    assert "Exempt from the 225-hour rule: the 225-hour rule is not in force on that day." in out
    assert "rule_225.hours: repealed after 2025-06-30" in out


def test_values_are_those_of_the_day_or_of_the_opening_where_the_rule_says_so(run, fill):
    fill("cases", case_ref="2026-00001", name="Kim Vig", opened="2026-07-02", target_group="activity_ready")
    _code, out, _err = run("rules", "explain", "conversation-start", REF)
    assert "contact.start_count = 4 (from 2020-01-01 to 2026-06-30; statute)" in out
    _code, out, _err = run("rules", "explain", "conversation-start", "2026-00001")
    assert "on the day the case was opened. contact.start_count: not known from 2026-07-01." in out


def test_a_rule_silenced_by_law_names_the_value_and_since_when(run, fill):
    fill("cases", case_ref="2016-00001", name="Kim Vig", opened="2016-01-01")
    _code, out, _err = run("rules", "explain", "passive-period", "2016-00001", "--as-of", "2016-11-21")
    assert (
        "No value is in force for this case on that day. passivity.repeat_months: not known before 2016-11-22." in out
    )


def test_the_same_as_json(run):
    document = json.loads(run("rules", "explain", "conversation-due", REF, "--format", "json")[1])
    assert (document["open"], document["rule"], document["as_of"]) == (True, "conversation-due", "2026-11-22")
    (said,) = document["judgements"]
    assert (said["raised"], said["deadline"]) == (True, "2026-08-15")
    assert document["parameters"][0]["record"]["value"] == 4
    closed = json.loads(run("rules", "explain", "conversation-due", "2019-00001", "--format", "json")[1])
    assert (closed["open"], closed["judgements"]) == (False, [])


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_explains_itself_of_any_case(run, rule):
    for language in ("da", "en"):
        choose_language(language)
        code, out, err = run("rules", "explain", rule, REF)
        assert (code, err) == (0, ""), language
        assert RULES[rule].parameters[0] in out


def test_a_flag_that_is_snoozed_says_so_until_when_and_why(run):
    asked = ("rules", "explain", "conversation-due", REF)

    def snooze():
        return json.loads(run(*asked, "--format", "json")[1])["judgements"][0]["snooze"]

    assert snooze() is None
    assert "Snoozed" not in run(*asked)[1]
    run("snooze", REF, "conversation-due", "--until", "2026-12-01", "--reason", "in hospital")
    code, out, _err = run(*asked)
    assert code == 0
    assert "Snoozed until 2026-12-01" in out and "in hospital" in out
    assert (snooze()["until"], snooze()["reason"]) == ("2026-12-01", "in hospital")
    assert "Snoozed" not in run(*asked, "--as-of", "2026-12-01")[1]


def test_an_unknown_rule_or_case_is_one_line(run):
    code, out, err = run("rules", "explain", "conversation-dew", REF)
    assert (code, out) == (2, "")
    assert "did you mean conversation-due" in err
    code, out, err = run("rules", "explain", "conversation-due", "nobody")
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_on_a_screen_what_binds_most_comes_first_and_data_keeps_the_order_of_days(sample):
    from kontant.report.morning import Wanted, morning_of
    from kontant.rules.evaluate import Evaluator
    from kontant.rules.parameter_file import load

    rules = Evaluator(load(), date(2026, 11, 22))
    whole = morning_of(sample, rules, Wanted())
    places = [
        (RANK[f.status], BASES.index(f.basis), f.deadline or date.max, f.case_ref)
        for f in (needs.flags[0] for needs in whole.shown)
    ]
    assert places == sorted(places)
    assert [p[:1] + p[2:] for p in places] != sorted(p[:1] + p[2:] for p in places)  # by days alone it is another order
    for needs in whole.shown:
        within = [(RANK[f.status], BASES.index(f.basis), f.deadline or date.max, f.rule) for f in needs.flags]
        assert within == sorted(within)
    few = morning_of(sample, rules, Wanted(limit=5))
    assert few.shown == whole.shown[:5]
    plain = [flag.order() for flag in whole.all_flags()]
    assert plain == sorted(plain)
