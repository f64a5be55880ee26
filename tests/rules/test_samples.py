"""The sample extracts, read here by a few lines of csv, against the flags computed from the design's text alone."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kontant.model.timeline import Assignment, Case, Conversation, Exemption, Note, Offer, PaidWork, Timeline
from kontant.rules import wording
from kontant.rules.catalogue import RULES
from kontant.rules.evaluate import Evaluator
from kontant.rules.flags import Flag
from kontant.rules.parameter_file import load
from kontant.rules.parameters import Parameters

DATA = Path(__file__).parents[1] / "data"
DAYS = ("2019-06-30", "2025-05-31", "2026-11-22")

Row = dict[str, str]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _case(row: Row) -> Case:
    opened = date.fromisoformat(row["opened"])
    return Case(
        row["case_ref"], row["name"], None, _day(row["birth_date"]), row["gender"], opened, _day(row["closed"]), None,
        row["target_group"], row["track"], row["challenges"], None,
    )  # fmt: skip


MAKERS: dict[str, Callable[[Row], object]] = {
    "conversations": lambda r: Conversation(
        date.fromisoformat(r["date"]), r["kind"], r["status"], r["caseworker"] or None
    ),
    "offers": lambda r: Offer(
        r["type"], date.fromisoformat(r["start"]), _day(r["end"]), r["outcome"] or None, None, None, None
    ),
    "exemptions": lambda r: Exemption(
        r["scope"], date.fromisoformat(r["start"]), _day(r["end"]), r["reason"], r["explanation"] or None
    ),
    "assignments": lambda r: Assignment(r["role"], date.fromisoformat(r["start"]), r["caseworker"], _day(r["end"])),
    "paid_work": lambda r: PaidWork(date.fromisoformat(r["month"]), float(r["hours"])),
    "notes": lambda r: Note(date.fromisoformat(r["date"]), r["template"], r["scope"] or None),
}


def _rows(folder: str, table: str) -> list[Row]:
    with (DATA / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def timelines(folder: str) -> list[Timeline]:
    """Every case of an extract with its records in the order of the file, which is not by date."""
    records: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for table, make in MAKERS.items():
        for row in _rows(folder, table):
            records[row["case_ref"]][table].append(make(row))
    return [Timeline(_case(row), **records[row["case_ref"]]) for row in _rows(folder, "cases")]  # type: ignore[arg-type]


@pytest.mark.parametrize("folder", ["caseload", "edges"])
@pytest.mark.parametrize("day", DAYS)
def test_the_flags_are_the_expected_ones(folder: str, day: str, parameters: Parameters) -> None:
    evaluator = Evaluator(parameters, date.fromisoformat(day))
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


@pytest.mark.usefixtures("english")
def test_every_flag_of_the_samples_is_told_in_words(parameters: Parameters) -> None:
    told = set()
    for day in DAYS:
        evaluator = Evaluator(parameters, date.fromisoformat(day))
        for flag in (
            flag for folder in ("caseload", "edges") for t in timelines(folder) for flag in evaluator.flags(t)
        ):
            told.add(flag.rule)
            text = wording.summary(flag)
            assert text == text.strip() != ""
            assert "{" not in text
            assert "None" not in text
            if flag.deadline is None:
                assert wording.arithmetic(flag) == ""
            else:
                assert flag.deadline.isoformat() in wording.arithmetic(flag)
            assert wording.next_step(flag).startswith("kontant ")
            assert flag.case_ref in wording.next_step(flag)
    assert told == set(RULES)


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
    before = [flag for t in timelines("edges") for flag in plain.flags(t)]
    after = [flag for t in timelines("edges") for flag in ours.flags(t)]
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
