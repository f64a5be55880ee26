"""Every figure of the audit once more, in plain SQL: each value, base and interval must be the one that is reported.

The SQL (``sql/*.sql``) was written from the figures' definitions, apart from the code that is tested here. It borrows
only what judges a text (is a goal concrete, is a reason the person's own, is a question closed) and folds names.
"""

import math
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from stdnum.dk import cpr
from support import AT, DAY, imported

from kontant.exchange.demo import write_extract
from kontant.exchange.importing import import_extract
from kontant.model.vocabulary import folded
from kontant.report.benchmark import benchmarks
from kontant.report.measuring import READS, Group, Result, measure
from kontant.rules.concrete import is_concrete
from kontant.rules.doctor_questions import asks_work_ability, closed
from kontant.rules.exemption_reasons import not_own
from kontant.rules.law import Law
from kontant.rules.parameter_file import load
from kontant.store.schema import create
from kontant.store.timelines import open_timelines

from .figures_extract import DAYS, drawn_tables, write_tables
from .figures_limits import limit_tables

SQL = Path(__file__).parent / "sql"
SCRIPTS = (
    "facts", "target_group", "contact", "exemptions", "management", "plan", "offers", "company", "coordination",
    "caseload", "needs",
)  # fmt: skip
SAMPLES = ("caseload", "edges", "demo", "drawn", "limits")
SAMPLE_DAYS = [(sample, day) for sample in SAMPLES for day in DAYS]
LAW = load()


class Cell(NamedTuple):
    """A figure, or one category of it, as the SQL has it."""

    category: str | None
    n: int
    people: int
    value: float
    low: float | None
    high: float | None


class Said(NamedTuple):
    """A figure of a group as the SQL has it."""

    kind: str
    missing: frozenset[str]
    cells: tuple[Cell, ...]


Groups = Mapping[tuple[str, str | None], Mapping[str, Said]]


@pytest.fixture(scope="module")
def caseloads(tmp_path_factory):
    """Where each caseload lies; ``small`` is one to take records away from."""
    folder = tmp_path_factory.mktemp("figures")
    made = {name: imported(folder, name) for name in ("caseload", "edges")}
    for name in ("demo", "drawn", "limits", "small"):
        made[name] = folder / f"{name}.sqlite"
        create(made[name])
        import_extract(made[name], _extract(folder / name), extract_date=DAY, who="test", at=AT)
    _withdraw(made["drawn"])
    return made


def _extract(folder: Path) -> Path:
    folder.mkdir()
    match folder.name:
        case "demo":
            write_extract(folder, seed=2022, day=DAY)
        case "limits":
            write_tables(folder, limit_tables(DAYS))
        case name:
            write_tables(folder, drawn_tables(seed=5, cases=180 if name == "drawn" else 40))
    return folder


def _withdraw(caseload: Path) -> None:
    """Some records of some cases were taken back by a later extract, whatever their day: nothing may count them."""
    with closing(sqlite3.connect(caseload)) as connection, connection:
        for table, day in (
            ("conversations", "date"),
            ("offers", "start"),
            ("exemptions", "start"),
            ("assignments", "start"),
        ):
            connection.execute(
                f"UPDATE {table} SET withdrawn = '2026-11-22' WHERE case_ref LIKE '%3' AND {day} GLOB '*[1-4]'"
            )


@cache
def by_sql(caseload: Path, day: date, everyone: bool, by: str = "") -> Groups:
    """Every figure of the caseload, as ("", ""), and of its groups by dimension ``by``, as (by, group)."""
    with closing(sqlite3.connect(f"{caseload.as_uri()}?mode=ro", uri=True)) as connection:
        _borrow(connection)
        connection.execute("CREATE TEMP TABLE asof (day TEXT, everyone INTEGER, divided_by TEXT)")
        connection.execute("INSERT INTO asof VALUES (?, ?, ?)", (day.isoformat(), everyone, by))
        connection.commit()
        for name in SCRIPTS:
            connection.executescript((SQL / f"{name}.sql").read_text(encoding="utf-8"))
        rows = connection.execute((SQL / "measured.sql").read_text(encoding="utf-8")).fetchall()
    cells: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for dimension, part, figure, kind, *cell, missing in rows:
        cells[dimension, part, figure, kind, missing].append(tuple(cell))
    found: dict[tuple[str, str | None], dict[str, Said]] = defaultdict(dict)
    for (dimension, part, figure, kind, missing), told in cells.items():
        lacks = frozenset(code.partition(":")[0] for code in (missing or "").split())
        found[dimension, part][figure] = Said(kind, lacks, tuple(Cell(*cell) for cell in told if not missing))
    return found


def _borrow(connection: sqlite3.Connection) -> None:
    """What SQL cannot judge."""
    functions = {
        "folded": folded,
        "concrete": lambda text: None if text is None else is_concrete(text),
        "closed": closed,
        "asks_work": asks_work_ability,
        "root": lambda number: None if number is None else math.sqrt(number),
        "born": _born,
    }
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("not_own", 2, not_own, deterministic=True)


def _born(number: str | None) -> str | None:
    return None if number is None else cpr.get_birth_date(number).isoformat()


def measured(caseload: Path, day: date, **options: Any) -> Any:
    """The figures as kontant has them."""
    with closing(sqlite3.connect(caseload)) as connection:
        return measure(open_timelines(connection, day, READS), Law(LAW, day), **options)


def of_sql(said: Said) -> dict[str, Any]:
    """A figure of the SQL in the shape that results are compared in."""
    added = said.kind in ("shares", "range")
    totals = [sum(each) if added else max(each) for each in zip(*((c.n, c.people) for c in said.cells), strict=True)]
    shares = said.kind not in ("mean", "range")
    return {
        "missing": said.missing,
        "n, people": tuple(totals) or (0, 0),
        "values": {c.category: pytest.approx(c.value, abs=1e-6) for c in said.cells},
        "intervals": {c.category: pytest.approx((c.low, c.high), abs=0.01) for c in said.cells if shares},
        "ns": {c.category: c.n for c in said.cells if added},
    }


def of_result(result: Result) -> dict[str, Any]:
    """A result in the same shape."""
    values = {None: result.value} if result.values is None else result.values
    intervals = {None: result.interval} if result.intervals is None else result.intervals
    return {
        "missing": frozenset(result.missing),
        "n, people": (result.n, result.people),
        "values": {category: value for category, value in values.items() if value is not None},
        "intervals": {category: each for category, each in intervals.items() if each is not None},
        "ns": {category: n for category, n in (result.ns or {}).items() if n},
    }


def differences(results: Mapping[str, Result], said: Mapping[str, Said]) -> dict[str, Any]:
    """What kontant has and what the SQL has, of each figure in which they are not the same."""
    pairs = {name: (of_result(results[name]), of_sql(said[name])) for name in said}
    return {
        f"{name}: {part}": (ours[part], theirs[part])
        for name, (ours, theirs) in pairs.items()
        for part in ours
        if ours[part] != theirs[part]
    }


@pytest.mark.parametrize(("sample", "day"), SAMPLE_DAYS)
@pytest.mark.parametrize("everyone", [False, True], ids=["long-term", "all"])
def test_every_figure_is_that_of_the_sql(caseloads, sample: str, day: date, everyone: bool) -> None:
    ours = measured(caseloads[sample], day, everyone=everyone)
    theirs = by_sql(caseloads[sample], day, everyone)["", ""]
    assert set(ours.results) == set(theirs) == set(benchmarks())
    assert differences(ours.results, theirs) == {}


@pytest.mark.parametrize("by", ["track", "seniority", "gender", "challenges"])
@pytest.mark.parametrize("day", DAYS[1::2])
def test_every_figure_of_a_group_is_that_of_the_sql(caseloads, by: str, day: date) -> None:
    ours = measured(caseloads["drawn"], day, everyone=True, by=by, min_group=1)
    theirs = by_sql(caseloads["drawn"], day, True, by)
    assert {group.key for group in ours.groups} == {part for dimension, part in theirs if dimension == by}
    assert {group.key: _of_cases(group, theirs[by, group.key]) for group in ours.groups} == {
        group.key: {} for group in ours.groups
    }


def _of_cases(group: Group, said: Mapping[str, Said]) -> dict[str, Any]:
    """The differences in the figures whose units are cases or their records."""
    return differences(group.results, {name: each for name, each in said.items() if not name.startswith("caseload.")})


LACKING = {
    **{table: f"DELETE FROM {table}" for table in (
        "benefits", "conversations", "offers", "exemptions", "assignments", "paid_work", "absences", "statements",
        "goals", "coordination", "notes",
    )},
    "answers": "UPDATE notes SET answers = NULL",
    "follow-ups": "DELETE FROM notes WHERE template LIKE 'offer%'",
    "explanations": "UPDATE exemptions SET explanation = NULL WHERE scope = 'hours_225'",
    "words": "UPDATE exemptions SET explanation = ' ' WHERE scope = 'activation'",
    "offers with absence": "DELETE FROM absences WHERE from_kind = 'offer'",
    "questions": "UPDATE statements SET question = NULL",
    "challenges": "UPDATE cases SET challenges = ''",
    "cases": "UPDATE cases SET closed = opened",
    "coordinators of today": "UPDATE assignments SET \"end\" = start WHERE role = 'coordinator'",
    "paid hours": "UPDATE paid_work SET hours = 0",
    "long-term cases": "UPDATE benefits SET start = \"end\" WHERE \"end\" IS NOT NULL",
    "what was done by then": "UPDATE goals SET set_on = '2026-01-01', reached = NULL",
}  # fmt: skip


@pytest.mark.parametrize("kind", LACKING)
def test_what_is_missing_is_that_of_the_sql(caseloads, tmp_path: Path, kind: str) -> None:
    bare = tmp_path / "bare.sqlite"
    bare.write_bytes(caseloads["small"].read_bytes())
    with closing(sqlite3.connect(bare)) as connection, connection:
        connection.execute(LACKING[kind])
    day = date(2025, 5, 31)
    theirs = by_sql(bare, day, False)["", ""]
    assert differences(measured(bare, day).results, theirs) == {}


def test_the_drawn_caseload_answers_every_figure_both_ways(caseloads) -> None:
    """Otherwise it would hold two figures equal that are always none or all."""
    met: dict[str, set[float]] = defaultdict(set)
    for day in DAYS:
        for name, said in by_sql(caseloads["drawn"], day, True)["", ""].items():
            for cell in said.cells:
                met[f"{name} {cell.category or ''}".strip()].add(cell.value)
    assert {name.split()[0] for name in met} == set(benchmarks())
    assert [name for name, values in met.items() if values <= {0, 100}] == []
