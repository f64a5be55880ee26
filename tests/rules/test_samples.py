"""The sample extracts, read here by a few lines of csv, against the flags computed from the design's text alone.

The expected flags are those of the fourteen rules that came first; the demo caseload, which has records of every
kind, is the sample of the others.
"""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from kontant.exchange.demo import write_extract
from kontant.i18n import choose_language, language
from kontant.model.timeline import (
    Absence,
    Assignment,
    Benefit,
    Case,
    Conversation,
    Coordination,
    Exemption,
    Goal,
    Note,
    Offer,
    PaidWork,
    Statement,
    Timeline,
)
from kontant.rules import wording
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag, Judgement
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters

DATA = Path(__file__).parents[1] / "data"
DAYS = ("2019-06-30", "2025-05-31", "2026-11-22")
DEMO_DAY = date(2026, 11, 22)
FIRST_RULES = (
    "conversation-first",
    "conversation-due",
    "conversation-shortfall",
    "conversation-start",
    "conversation-unrecorded",
    "offer-first",
    "passive-period",
    "exemption-expiring",
    "exemption-ended",
    "exemption-open-ended",
    "caseworker-missing",
    "caseworker-change",
    "handover-missing",
    "caseworker-churn",
)
# Forty days, spread evenly over the years that the rules have seen and are to see.
FIRST_DATE, LAST_DATE = date(2016, 1, 1), date(2027, 12, 31)
DATES = [FIRST_DATE + timedelta(days=round(n * (LAST_DATE - FIRST_DATE).days / 39)) for n in range(40)]

Row = dict[str, str]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _case(row: Row) -> Case:
    opened = date.fromisoformat(row["opened"])
    return Case(
        row["case_ref"], row["name"], None, _day(row["birth_date"]), row["gender"], opened, _day(row["closed"]), None,
        row["target_group"], row["track"], row["challenges"], _day(row.get("cv_registered", "")),
    )  # fmt: skip


MAKERS: dict[str, Callable[[Row], object]] = {
    "conversations": lambda r: Conversation(
        date.fromisoformat(r["date"]), r["kind"], r["status"], r["caseworker"] or None
    ),
    "offers": lambda r: Offer(
        r["type"],
        date.fromisoformat(r["start"]),
        _day(r["end"]),
        r["outcome"] or None,
        r["provider"] or None,
        r["goal"] or None,
        float(r["hours_per_week"]) if r["hours_per_week"] else None,
    ),
    "exemptions": lambda r: Exemption(
        r["scope"], date.fromisoformat(r["start"]), _day(r["end"]), r["reason"], r["explanation"] or None
    ),
    "assignments": lambda r: Assignment(r["role"], date.fromisoformat(r["start"]), r["caseworker"], _day(r["end"])),
    "paid_work": lambda r: PaidWork(date.fromisoformat(r["month"]), float(r["hours"])),
    "notes": lambda r: Note(date.fromisoformat(r["date"]), r["template"], r["scope"] or None, r.get("answers") or None),
    "benefits": lambda r: Benefit(date.fromisoformat(r["start"]), r["benefit"], _day(r["end"])),
    "goals": lambda r: Goal(r["kind"], r["title"], date.fromisoformat(r["set_on"]), _day(r["due"]), _day(r["reached"])),
    "absences": lambda r: Absence(
        date.fromisoformat(r["date"]),
        r["from_kind"],
        int(r["contact_attempts"]) if r["contact_attempts"] else None,
        {"yes": True, "no": False}.get(r["reasonable_ground"]),
        _day(r["hearing_sent"]),
        r["decision"] or None,
    ),
    "statements": lambda r: Statement(
        r["type"],
        date.fromisoformat(r["ordered"]),
        _day(r["consulted"]),
        _day(r["received"]),
        _day(r["declined"]),
        _day(r["reminded"]),
        r["question"] or None,
        r["purpose"] or None,
    ),
    "coordination": lambda r: Coordination(date.fromisoformat(r["date"]), r["actor"], r["form"]),
}


def _rows(folder: Path, table: str) -> list[Row]:
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def timelines(sample: str) -> list[Timeline]:
    """Every case of a sample: ``demo``, or a folder of extracts, with its records in the order of the file."""
    if sample != "demo":
        return _timelines(DATA / sample)
    with TemporaryDirectory() as temporary:
        write_extract(Path(temporary), seed=2022, day=DEMO_DAY)
        return _timelines(Path(temporary))


def _timelines(folder: Path) -> list[Timeline]:
    records: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for table, make in MAKERS.items():
        for row in _rows(folder, table):
            records[row["case_ref"]][table].append(make(row))
    return [Timeline(_case(row), **records[row["case_ref"]]) for row in _rows(folder, "cases")]  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["caseload", "edges"])
@pytest.mark.parametrize("day", DAYS)
def test_the_flags_are_the_expected_ones(folder: str, day: str, parameters: Parameters) -> None:
    evaluator = Evaluator(parameters, date.fromisoformat(day), rules=FIRST_RULES)
    found = {
        (flag.case_ref, flag.rule, flag.scope or None, str(flag.status), flag.deadline and flag.deadline.isoformat())
        for t in timelines(folder)
        for flag in evaluator.flags(t)
    }
    expected = {
        tuple(flag) for flag in json.loads((DATA / f"{folder}-expected-{day}.json").read_text(encoding="utf-8"))
    }
    assert found - expected == set(), "raised, not expected"
    assert expected - found == set(), "expected, not raised"


def test_the_extracts_are_whole() -> None:
    assert {folder: len(timelines(folder)) for folder in ("caseload", "edges")} == {"caseload": 45, "edges": 240}


@pytest.mark.parametrize("sample", ["caseload", "edges", "demo"])
def test_each_sample_is_judged_and_told_on_forty_days(sample: str, parameters: Parameters) -> None:
    assert (len(set(DATES)), DATES[0], DATES[-1]) == (40, FIRST_DATE, LAST_DATE)
    told: Counter[tuple[object, ...]] = Counter()
    for day in DATES:
        evaluator = Evaluator(parameters, day)
        for t in timelines(sample):
            if not t.case.is_open(day):
                continue
            account = evaluator.account(t)
            flags = [said for said in account if isinstance(said, Flag)]
            assert sorted(flags, key=Flag.order) == evaluator.flags(t)
            assert {said.rule for said in account} == set(RULES)
            for said in account:
                # What is empty decides which words are used; the same ones need not be told a thousand times.
                shape = (said.rule, _reason(said), *((name, value is None) for name, value in said.facts.items()))
                told[shape] += 1
                if told[shape] <= 5:
                    _tell(said)
    assert any(isinstance(shape[1], tuple) for shape in told), "no flag"


def _reason(said: Judgement) -> object:
    return (said.status, said.scope) if isinstance(said, Flag) else said.reason


def _tell(said: Judgement) -> None:
    """Put it into words in both languages."""
    try:
        for code in ("en", "da"):
            choose_language(code)
            for text in _texts(said):
                assert text == text.strip() != "", (said, text)
                assert "{" not in text, (said, text)
                assert not re.search(r"\bNone\b(?! of)", text), (said, text)
            assert not wording.facts_told(said) or wording.facts_text(said)
    finally:
        choose_language("en")


def _texts(said: Judgement) -> Iterator[str]:
    if not isinstance(said, Flag):
        yield wording.why_quiet(said)
        return
    yield wording.summary(said)
    yield wording.next_step(said)
    assert wording.next_step(said).startswith("kontant ")
    assert said.case_ref in wording.next_step(said)
    if said.deadline is None:
        assert wording.arithmetic(said) == ""
    else:
        assert said.deadline.isoformat() in wording.arithmetic(said) or language() == "da"
        yield wording.arithmetic(said)


def test_the_samples_raise_every_rule_that_came_first(parameters: Parameters) -> None:
    found = {
        flag.rule
        for day in DAYS
        for sample in ("caseload", "edges")
        for t in timelines(sample)
        for flag in Evaluator(parameters, date.fromisoformat(day), rules=FIRST_RULES).flags(t)
    }
    assert found == set(FIRST_RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_whose_deciding_value_is_unknown_raises_nothing(
    rule: str, tmp_path: Path, parameters: Parameters
) -> None:
    name = RULES[rule].parameters[0]
    own = tmp_path / "own.toml"
    own.write_text(f'[["{name}".values]]\nunknown = true\nfrom = 2000-01-01\nsource = "not read"\n', encoding="utf-8")
    day = date(2026, 11, 22)
    # The other rules that rest on the same value fall silent with it, and no further ones.
    same = {other.id for other in RULES.values() if name in other.all_parameters}
    ours, plain = Evaluator(load(own), day), Evaluator(parameters, day)
    cases = timelines("edges" if rule in FIRST_RULES else "demo")
    before = [flag for t in cases for flag in plain.flags(t)]
    after = [flag for t in cases for flag in ours.flags(t)]
    if rule in FIRST_RULES:
        assert rule in {flag.rule for flag in before}
    assert rule not in {flag.rule for flag in after}
    heirs = {"conversation-due"} if rule == "conversation-first" else set()  # it waits for the first conversation
    assert _others(after, same | heirs) == _others(before, same | heirs)
    assert rule in {silence.rule for silence in ours.silent() if silence.parameter == name}


def _others(flags: list[Flag], rules: set[str]) -> list[Flag]:
    return [flag for flag in flags if flag.rule not in rules]


def test_paid_hours_need_not_count(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[["passivity.paid_hours_count".values]]\nvalue = false\nfrom = 2000-01-01\nsource = "ours"\n', encoding="utf-8"
    )
    opened = Case("1", "N", None, None, None, date(2026, 1, 1), None, None, "job_ready", "job", "", None)
    t = Timeline(opened, paid_work=[PaidWork(date(2026, 11, 1), 40)])
    flags = Evaluator(load(own), date(2026, 11, 22), rules=["offer-first", "passive-period"]).flags(t)
    assert [(flag.rule, flag.deadline) for flag in flags] == [("offer-first", date(2026, 7, 1))]
