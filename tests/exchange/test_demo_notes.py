"""The demo's guided notes: each answer is one that the guide would have taken, and the text says the same."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from kontant.exchange.demo import write_extract
from kontant.exchange.demo.answered import text_of
from kontant.notes.template_file import load
from kontant.notes.values import read

DAY = date(2026, 11, 22)
GUIDED = {
    "conversation",
    "offer_start",
    "offer_follow_up",
    "offer_evaluation",
    "exemption_review",
    "plan_review",
    "statement_received",
}


def _rows(folder: Path, table: str):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=[2022, 7, 11])
def extract(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_extract(folder, seed=request.param, day=DAY)
    return folder


@pytest.fixture
def guided(extract):
    """Each guided note with its answers."""
    return [(row, json.loads(row["answers"])) for row in _rows(extract, "notes") if row["answers"]]


def test_a_part_of_the_notes_of_each_kind_is_guided(extract, guided):
    notes = [row for row in _rows(extract, "notes") if row["template"] == "conversation"]
    assert 0.15 < len([row for row, _ in guided if row["template"] == "conversation"]) / len(notes) < 0.6
    assert {row["template"] for row, _ in guided} == GUIDED


def test_the_guide_would_have_taken_each_answer(guided):
    for row, answers in guided:
        questions = {question.id: question for question in load(row["template"], None).questions}
        for name, answer in answers.items():
            assert read(questions[name], answer, date.fromisoformat(row["date"]), DAY) == answer, (name, answer)


def test_the_records_that_a_note_names_are_there(extract, guided):
    offers = {(row["case_ref"], f"{row['type']} {row['start']}") for row in _rows(extract, "offers")}
    exemptions = {(row["case_ref"], f"{row['scope']} {row['start']}") for row in _rows(extract, "exemptions")}
    statements = {(row["case_ref"], f"{row['type']} {row['ordered']}") for row in _rows(extract, "statements")}
    known = {"offer": offers, "exemption": exemptions, "statement": statements}
    for row, answers in guided:
        for question in known.keys() & answers.keys():
            assert (row["case_ref"], answers[question]) in known[question]


def test_a_conversation_is_told_as_it_is_recorded(extract, guided):
    held = {(row["case_ref"], row["date"]): row for row in _rows(extract, "conversations") if row["status"] == "held"}
    told = [(row, answers) for row, answers in guided if row["template"] == "conversation"]
    assert told
    for row, answers in told:
        conversation = held[row["case_ref"], row["date"]]
        assert (answers["kind"], answers["form"]) == (conversation["kind"], conversation["channel"])


def test_the_text_holds_the_answers(guided):
    for row, answers in guided:
        assert row["text"] == text_of(answers)
        for agreement in answers.get("agreements", ()):
            assert agreement["what"] in row["text"]
            assert agreement.get("by", row["date"]) >= row["date"]
