"""What every built-in template does to a case, held against a table written from what the templates are to do.

A row of ``tables/template_effects.toml`` has the case ``before`` (a coordinator since the opening unless it says
otherwise), the ``answers`` of a file, and of the case ``after`` every record of the tables that change. What it does
not name is as before. ``cleared`` and ``raised`` are all the flags that come or go; ``refused`` is a part of the
sentence where nothing may be written at all.
"""

import tomllib
from pathlib import Path

import pytest
import support

from kontant.errors import Refused
from kontant.model import timeline as tuples
from kontant.notes.guide import Guide
from kontant.notes.saving import save
from kontant.notes.template_file import available
from kontant.rules.evaluate import Evaluator

from .made import DAY, REF, case, facts, parameters
from .stored import TABLES, case_in, everything, journal_in, store

ROWS = tomllib.loads((Path(__file__).parent / "tables" / "template_effects.toml").read_text(encoding="utf-8"))["rows"]
TEMPLATES = available(None)
COORDINATOR = [{"role": "coordinator", "start": "2020-01-01", "caseworker": "lbh"}]
OF_TABLE = {
    "conversations": tuples.Conversation,
    "offers": tuples.Offer,
    "exemptions": tuples.Exemption,
    "assignments": tuples.Assignment,
    "absences": tuples.Absence,
    "statements": tuples.Statement,
    "goals": tuples.Goal,
    "coordination": tuples.Coordination,
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return support.empty_caseload(tmp_path_factory.mktemp("empty"))


def put_down(path, empty, before):
    records = {
        table: [OF_TABLE[table](**{name: row.get(name) for name in OF_TABLE[table]._fields}) for row in rows]
        for table, rows in ({"assignments": COORDINATOR} | before).items()
    }
    return store(empty, path, case(**records))


def told(record):
    """A record as a row of the table has it: what is filled in, days as text."""
    row = record if isinstance(record, dict) else record._asdict()
    return {key: str(value) if hasattr(value, "year") else value for key, value in row.items() if value is not None}


def of_case(timeline):
    kinds = {table: sorted(map(told, getattr(timeline, table)), key=repr) for table in TABLES if table != "notes"}
    return kinds | {"case": told(timeline.case)}


def flags(timeline):
    return {flag.rule for flag in Evaluator(parameters(), DAY).flags(timeline)}


def write(path, row):
    """Answer as an answers file does, and save."""
    template, on = TEMPLATES[row["form"]], row.get("date", DAY)
    known = facts(case_in(path), journal_in(path), on=on, form=template, today=DAY)
    guide = Guide(template, known, {}, on, DAY, "lbh")
    guide.fill(row["answers"])
    assert guide.missing() == []
    answers = guide.final()
    assert "_unasked" not in answers
    head = {"template": template, "answers": answers, "facts": known, "case_ref": REF, "note_date": on}
    save(path, **head, caseworker="lbh", draft=None, who="tester", at=support.AT, today=DAY)


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_the_case_afterwards(row, empty, tmp_path):
    path = put_down(tmp_path / "case.sqlite", empty, row["before"])
    before, untouched = case_in(path), everything(path)
    if "refused" in row:
        with pytest.raises(Refused) as refusal:
            write(path, row)
        assert row["refused"] in str(refusal.value)
        assert everything(path) == untouched
        return
    write(path, row)
    stored, expected = case_in(path), of_case(before)
    for table, records in row["after"].items():
        named = expected["case"] | records if table == "case" else sorted(map(told, records), key=repr)
        assert named != expected[table], f"{table} is named as changed"
        expected[table] = named
    found = of_case(stored)
    for table, records in expected.items():
        assert _ordered(found[table]) == _ordered(records), table
    on = row.get("date", DAY)
    (note,) = stored.notes
    assert note[:3] == (on, TEMPLATES[row["form"]].kind, row.get("scope"))
    assert flags(before) - flags(stored) == set(row["cleared"])
    assert flags(stored) - flags(before) == set(row["raised"])


def _ordered(found):
    if isinstance(found, dict):
        return found
    return sorted((dict(sorted(record.items())) for record in found), key=repr)


def test_every_template_has_a_row():
    assert {row["form"] for row in ROWS} == set(TEMPLATES)
