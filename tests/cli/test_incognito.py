"""``due --incognito``: on a screen that others see there are case references, and not a word about anybody."""

import json

import pytest

from kontant.cli.options import Format
from kontant.rules.catalogue import RULES

REF = "2020-00031"
# Each stands nowhere else, so that a search can find it.
NAME, CASEWORKERS, WORDS = "Wilhelmina Xylander", ("qzw", "vkq", "xwj"), "sporadiszebra"
CPR, PROVIDER = "140579-1234", "Qvistgaard A/S"
PERSONAL = ("Wilhelmina", "Xylander", "140579", "1234", *CASEWORKERS, WORDS, "Qvistgaard", "tester")
# The rules that quote what somebody wrote, or say who.
TELLING = {
    "caseworker-missing", "caseworker-churn", "sub-goal-due", "goal-vague", "plans-parallel", "discharge-mentor",
    "agreement-due",
}  # fmt: skip


@pytest.fixture(autouse=True)
def person(fill):
    """A case in which every rule that quotes has something to quote, and one of its flags is put aside."""
    head = {"name": NAME, "cpr": "1405791234", "birth_date": "1979-05-14", "opened": "2020-01-01"}
    fill("cases", case_ref=REF, **head, target_group="activity_ready", challenges="physical|mental|social")
    spans = (("2025-06-01", "2025-09-30"), ("2025-10-01", "2026-03-31"), ("2026-04-01", "2026-11-01"))
    for who, (start, end) in zip(CASEWORKERS, spans, strict=True):
        fill("assignments", case_ref=REF, role="coordinator", start=start, end=end, caseworker=who)
    fill("goals", case_ref=REF, kind="job", title=WORDS, set_on="2026-01-01")
    fill("goals", case_ref=REF, kind="sub", title=f"{WORDS} sub", set_on="2026-01-01", due="2026-11-01")
    fill("offers", case_ref=REF, type="work_placement", start="2026-01-01", end="2026-03-01", provider=PROVIDER,
         goal=WORDS, outcome="interrupted")  # fmt: skip
    fill("exemptions", case_ref=REF, scope="activation", start="2026-05-01", reason="health", explanation=WORDS)
    fill("paid_work", case_ref=REF, month="2026-08-01", hours=60, employer=PROVIDER)
    fill("statements", case_ref=REF, type="LÆ125", ordered="2026-08-01", question=WORDS, purpose=WORDS)
    fill("coordination", case_ref=REF, date="2026-11-10", actor=f"Psykiatrien, indlagt {WORDS}", form="measure")
    fill("coordination", case_ref=REF, date="2026-10-11", actor=f"Familieafdelingen {WORDS}", form="measure")
    answers = {"agreements": [{"who": NAME, "what": WORDS, "by": "2026-11-20"}]}
    note = {"template": "conversation", "text": WORDS, "caseworker": CASEWORKERS[0]}
    fill("notes", case_ref=REF, date="2026-09-01", answers=json.dumps(answers), **note)


@pytest.fixture
def aside(run):
    """One flag put aside, with a reason that names the person."""
    code, _out, err = run("ack", REF, "statement-remind", "--reason", f"{NAME}: {WORDS}")
    assert (code, err) == (0, "")


WAYS = {
    "the list": ("due",),
    "explained": ("due", "--explain"),
    "one case": ("due", REF),
    "one case explained": ("due", REF, "--explain"),
    "by a part of the name": ("due", "xyland", "--explain"),
    "since": ("due", "--since", "2026-10-01"),
    "one case since": ("due", REF, "--since", "2026-11-19"),
    "snoozed": ("due", "--snoozed"),
    "one case snoozed": ("due", REF, "--snoozed"),
    "of one caseworker": ("due", "--caseworker", "nobody"),
}


def personal_in(text):
    return [word for word in PERSONAL if word.casefold() in text.casefold()]


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("words", WAYS.values(), ids=WAYS)
def test_not_a_word_about_anybody(run, aside, words, form):
    code, out, err = run(*words, "--incognito", "--format", form)
    assert personal_in(out + err) == []
    if "nobody" in words:
        assert (code, out) == (1, "") and "coordinates none" in err
    else:
        assert (code, err) == (0, "") and REF in out


@pytest.mark.parametrize("words", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("columns", [60, 120])
def test_not_on_a_terminal_either(on_screen, aside, words, columns):
    shown = "\n".join(on_screen(columns, *words, "--incognito"))
    assert personal_in(shown) == []


def test_without_it_all_of_them_are_told(run):
    """The test above would fail without the option: the words are there."""
    _code, out, _err = run("due", "--format", "json")
    raised = {flag["rule"] for flag in json.loads(out)["flags"]}
    assert raised >= TELLING - {"goal-vague"}, TELLING - raised
    _code, out, _err = run("due", "--explain")
    assert set(personal_in(out)) >= {"Xylander", WORDS, *CASEWORKERS}


def test_days_numbers_and_codes_stay(run):
    _code, told, _err = run("due", "--format", "json")
    _code, hidden, _err = run("due", "--incognito", "--format", "json")
    told, hidden = json.loads(told), json.loads(hidden)
    keys = ("case_ref", "rule", "family", "status", "deadline", "days", "basis", "next_step", "sources")
    assert [[f[k] for k in keys] for f in hidden["flags"]] == [[f[k] for k in keys] for f in told["flags"]]
    for known, shown in zip(told["flags"], hidden["flags"], strict=True):
        kept = {n: v for n, v in known["facts"].items() if not isinstance(v, str | list) or n in _CODED or _is_day(v)}
        assert kept.items() <= shown["facts"].items()
        assert known["facts"].keys() == shown["facts"].keys()
    facts = {flag["rule"]: flag["facts"] for flag in hidden["flags"]}
    assert facts["caseworker-churn"]["caseworkers"] == ["…"] * 3
    assert facts["sub-goal-due"]["goal"] == "…"


_CODED = {"scope", "reason", "why", "statement", "offer", "outcome", "kind", "whose", "missing", "against"}


def _is_day(value):
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-"


def test_several_cases_are_told_apart_by_reference(run, fill):
    fill("cases", case_ref="2020-00032", name="Bo Xylander", opened="2020-01-01")
    code, out, err = run("due", "xylander", "--incognito")
    assert (code, out) == (1, "")
    assert err.split("\n")[:2] == [f"  {REF}", "  2020-00032"]
    assert personal_in(err) == []


def test_at_a_glance_it_is_the_same_list(run):
    """Nothing but names and initials is missing from the lines of the cases."""
    _code, told, _err = run("due")
    _code, hidden, _err = run("due", "--incognito")
    bare = told.replace(f"  {NAME} · no caseworker", "")
    assert [row for row in bare.split("\n") if WORDS not in row and "xwj" not in row and "qzw" not in row] == [
        row for row in hidden.split("\n") if "…" not in row or "unverified" in row or "; …" in row
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_code_of_a_fact_is_known_as_one(rule):
    """A word of kontant's own, such as why a rule objects, is no secret: each vocabulary is found."""
    from kontant.rules.wording import holds_code

    assert not holds_code(rule, "goal", WORDS) and not holds_code(rule, "scope", WORDS)
    assert holds_code(rule, "scope", "activation")


def test_the_calendar_has_no_names_unless_asked(run):
    _code, out, _err = run("export", "ics")
    assert REF in out and personal_in(out) == []
    _code, out, _err = run("export", "ics", "--names")
    assert NAME in out
