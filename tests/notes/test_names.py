"""The plain names beside the templates say what the tables and vocabularies themselves say."""

import pytest
from sqlalchemy import REAL, Integer

from kontant.exchange.headers import required
from kontant.model.tables import RECORDS, key_columns, table
from kontant.model.types import IsoDate, YesNo
from kontant.model.vocabulary import VOCABULARIES as CODED
from kontant.notes.names import CODES, COLUMNS, FACTS, KEYS, RECORD_FACTS, REQUIRED, SELECTIONS, TEXT_FACTS
from kontant.notes.question_words import FACT_WORDS


def kind_of(name, column):
    kind = table(name).c[column].type
    if (name, column) in CODED:
        return "code"
    if isinstance(kind, IsoDate):
        return "date"
    return "yes_no" if isinstance(kind, YesNo) else "number" if isinstance(kind, REAL | Integer) else "text"


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_those_of_the_table(name):
    columns = [column for column in RECORDS[name].model_fields if column != "case_ref"]
    held = {column: kind_of(name, column) for column in columns}
    if name == "cases":
        held = {column: held[column] for column in COLUMNS[name]}
    assert dict(COLUMNS[name]) == held


@pytest.mark.parametrize("name", KEYS)
def test_keys_are_those_of_the_table(name):
    assert KEYS[name] == tuple(column for column in key_columns(name) if column != "case_ref")


@pytest.mark.parametrize("name", [name for name in KEYS if name != "cases"])
def test_required_columns_are_those_of_the_record(name):
    needed = required(name) - {"case_ref", *KEYS[name]}
    assert set(REQUIRED.get(name, ())) == needed


def test_codes_are_those_of_the_columns():
    assert {place: CODED[place] for place in CODES} == dict(CODES)
    coded = {(name, column) for name, columns in COLUMNS.items() for column, kind in columns.items() if kind == "code"}
    assert coded == set(CODES)


def test_every_fact_has_words_and_record_facts_name_tables():
    assert set(FACT_WORDS) == {*FACTS, *TEXT_FACTS}
    assert {name for name, kind in FACTS.items() if kind == "record"} == set(RECORD_FACTS)
    assert {*RECORD_FACTS.values(), *SELECTIONS} <= set(KEYS)
