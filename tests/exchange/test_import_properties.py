"""Whatever an extract says: the tables hold it, saying it again changes nothing, and one bad cell nothing at all."""

import csv
import io
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kontant.exchange.faults import ExtractRefused
from kontant.exchange.importing import import_extract
from kontant.model.tables import RECORDS, ROWS, extract_key
from kontant.model.vocabulary import VOCABULARIES
from kontant.store import schema

DAY = date(2026, 11, 22)
TABLES = ("cases", "conversations", "offers", "exemptions", "assignments", "paid_work", "absences", "goals", "notes")
LETTERS = "abcÆØÅæøåéß 0129-,;|'\"/=+"

days = st.dates(date(1990, 1, 1), date(2030, 12, 31))
# White space is single in what is stored.
words = st.text(LETTERS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
long_texts = st.none() | st.text(LETTERS + "\n\t", min_size=1, max_size=40).filter(str.strip)
FORMS = ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m-%Y", "%d/%m/%Y")


def codes(table, column):
    return st.sampled_from(sorted(VOCABULARIES[table, column]))


def records(table):
    """Records of one table as dictionaries of the values that should be stored."""
    needed = {
        "conversations": lambda: {
            "date": days,
            "kind": codes(table, "kind"),
            "status": codes(table, "status"),
            "caseworker": st.none() | words,
        },
        "offers": lambda: {
            "type": codes(table, "type"),
            "start": days,
            "goal": long_texts,
            "hours_per_week": st.none() | st.integers(0, 336).map(lambda n: n / 2),
        },
        "exemptions": lambda: {
            "scope": codes(table, "scope"),
            "start": days,
            "reason": codes(table, "reason"),
            "explanation": long_texts,
        },
        "assignments": lambda: {"role": codes(table, "role"), "start": days, "caseworker": words},
        "paid_work": lambda: {
            "month": days.map(lambda day: day.replace(day=1)),
            "hours": st.integers(0, 1488).map(lambda n: n / 2),
        },
        "absences": lambda: {
            "date": days,
            "from_kind": codes(table, "from_kind"),
            "contact_attempts": st.none() | st.integers(0, 999),
            "reasonable_ground": st.none() | st.booleans(),
        },
        "goals": lambda: {"kind": codes(table, "kind"), "title": words, "set_on": days},
        "notes": lambda: {"date": days, "template": codes(table, "template"), "text": long_texts},
    }[table]()
    return st.fixed_dictionaries({"case_ref": st.sampled_from(("A-1", "Ø 2")), **needed})


heads = st.fixed_dictionaries(
    {
        "name": words,
        "birth_date": st.none() | days,
        "opened": days,
        "target_group": codes("cases", "target_group"),
        "track": codes("cases", "track"),
        "challenges": st.sets(codes("cases", "challenges")).map(
            lambda some: "|".join(code for code in VOCABULARIES["cases", "challenges"] if code in some)
        ),
    }
)


@st.composite
def extracts(draw):
    """A small extract: for each table that it carries, records with distinct keys."""
    found = {"cases": [{"case_ref": ref, **draw(heads)} for ref in ("A-1", "Ø 2")]}
    for table in draw(st.sets(st.sampled_from(TABLES[1:]))):
        rows = draw(st.lists(records(table), max_size=4))
        found[table] = list({tuple(row[column] for column in extract_key(table)): row for row in rows}.values())
    return found


@st.composite
def written(draw):
    """An extract, and how it is written: encoding, separator, form of days, decimal sign."""
    encoding = draw(st.sampled_from(("utf-8", "utf-8-sig", "cp1252")))
    return (
        draw(extracts()),
        encoding,
        draw(st.sampled_from(",;")),
        draw(st.sampled_from(FORMS)),
        draw(st.sampled_from(",.")),
    )


def cell(value, form, decimal):
    if isinstance(value, date):
        return value.strftime(form)
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    return {None: "", True: "ja", False: "nej"}[value] if value is None or isinstance(value, bool) else str(value)


def write(folder, found, encoding, separator, form, decimal):
    for table, rows in found.items():
        columns = [
            c for c in RECORDS[table].model_fields if (rows and c in rows[0]) or (not rows and is_needed(table, c))
        ]
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator)
        writer.writerow(columns)
        writer.writerows([cell(row[column], form, decimal) for column in columns] for row in rows)
        text = out.getvalue()
        # A Windows-1252 file of plain ASCII is UTF-8 as well.
        (folder / f"{table}.csv").write_text(text, encoding=encoding, newline="")


def is_needed(table, column):
    return RECORDS[table].model_fields[column].is_required()


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return [
            list(connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3")) for name in (*ROWS, "events", "changes")
        ]


@contextmanager
def caseload() -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        path, extract = Path(folder) / "caseload.sqlite", Path(folder) / "extract"
        extract.mkdir()
        schema.create(path)
        yield path, extract


def bring(path, extract):
    return import_extract(path, extract, extract_date=DAY, who="test", at="2026-11-22T08:00:00+00:00")


def stored(value):
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


@settings(max_examples=40, deadline=None)
@given(written())
def test_the_tables_hold_what_the_extract_says_and_saying_it_again_changes_nothing(example):
    found, *manner = example
    with caseload() as (path, extract):
        write(extract, found, *manner)
        bring(path, extract)
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            for table in ROWS:
                rows = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
                numbers = [row.pop("id", None) for row in rows]
                assert len({*numbers}) == (len(rows) if table == "notes" else min(len(rows), 1))
                said = [{column: stored(value) for column, value in row.items()} for row in found.get(table, [])]
                empty = dict.fromkeys(RECORDS[table].model_fields)
                origin = {"batch": 1, "seen_on": "2026-11-22", "seen_before": None, "typed": None} | (
                    {"withdrawn": None} if rows and "withdrawn" in rows[0] else {}
                )
                origin |= {"nr": 0, "form": None, "version": None} if table == "notes" else {}
                by_key = sorted((empty | row | origin for row in said), key=lambda row: key_of(table, row))
                assert sorted(rows, key=lambda row: key_of(table, row)) == by_key
        before = dump(path)
        assert not bring(path, extract).changes
        assert dump(path) == before


def key_of(table, row):
    return [row[column] for column in extract_key(table)]


@settings(max_examples=40, deadline=None)
@given(written(), written(), st.data())
def test_one_bad_cell_changes_nothing(first, second, data):
    with caseload() as (path, extract):
        write(extract, first[0], *first[1:])
        bring(path, extract)
        before = dump(path)
        found, *manner = second
        table = data.draw(st.sampled_from([name for name, rows in found.items() if rows]))
        row = data.draw(st.sampled_from(found[table]))
        free = {"text", "goal", "explanation", "name", "caseworker", "title", "challenges"}
        column = data.draw(st.sampled_from(sorted(row.keys() - free)))
        row[column] = "" if column == "case_ref" else "Z?9"
        write(extract, found, *manner)
        with pytest.raises(ExtractRefused):
            bring(path, extract)
        assert dump(path) == before
