"""The demo extract: the same for the same seed and day, valid in every row, and alive on its day."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta
from stdnum.dk import cpr

from kontant.exchange.demo import CASES, EARLIEST_DAY, FEWEST_CASES, LATEST_DAY, write_extract
from kontant.model.tables import EXTRACT_TABLES, RECORDS, extract_key

DAY = date(2026, 11, 22)
SETS = [
    (2022, DAY, 45),
    (1, date(2024, 2, 29), 45),
    (7, date(2025, 5, 14), 45),
    (8, date(2025, 6, 30), 45),
    (9, date(2025, 7, 1), 45),
    (3, date(2018, 1, 1), 45),
    (4, date(2027, 1, 3), 45),
    (5, DAY, 30),
    (6, DAY, 100),
]
DATES = {
    "birth_date", "opened", "closed", "cv_registered", "start", "end", "date", "month", "hearing_sent", "ordered",
    "consulted", "received", "declined", "reminded", "set_on", "due", "reached",
}  # fmt: skip


class Written:
    """An extract read back."""

    def __init__(self, folder: Path, seed: int, day: date, cases: int = CASES) -> None:
        write_extract(folder, seed=seed, day=day, cases=cases)
        self.day = day
        self.rows = {table: list(_read(folder / f"{table}.csv")) for table in EXTRACT_TABLES}
        self.cases = {row["case_ref"]: row for row in self.rows["cases"]}
        self.n = len(self.cases)

    def on_the_day(self, table: str, **values: str):
        """Rows of ``table`` with these values whose period holds the day."""
        return [
            row
            for row in self.rows[table]
            if all(row[column] == value for column, value in values.items())
            and row["start"] <= self.day <= (row["end"] or self.day)
        ]


def _read(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                column: (date.fromisoformat(value) if column in DATES else value) if value else None
                for column, value in row.items()
            }


def refs(rows) -> set[str]:
    return {row["case_ref"] for row in rows}


@pytest.fixture(scope="module", params=SETS, ids=lambda given: f"{given[0]}-{given[1]}-{given[2]}")
def written(request, tmp_path_factory) -> Written:
    return Written(tmp_path_factory.mktemp("demo"), *request.param)


def test_every_row_is_valid_and_its_key_its_own(written):
    for table, rows in written.rows.items():
        assert rows, table
        for row in rows:
            RECORDS[table].model_validate({column: value for column, value in row.items() if value is not None})
        keys = [tuple(row[column] for column in extract_key(table)) for row in rows]
        assert keys == sorted(set(keys))


def test_child_rows_belong_to_a_case(written):
    assert all(row["case_ref"] in written.cases for rows in written.rows.values() for row in rows)


def test_all_cases_are_open(written):
    assert all(case["opened"] <= written.day and case["closed"] is None for case in written.cases.values())
    assert len({case["name"] for case in written.cases.values()}) == written.n


def test_nothing_has_happened_after_the_day(written):
    assert not [r for r in written.rows["conversations"] if r["date"] > written.day and r["status"] != "planned"]
    for table, column in (
        ("notes", "date"),
        ("absences", "date"),
        ("coordination", "date"),
        ("statements", "received"),
    ):
        assert not [row for row in written.rows[table] if row[column] and row[column] > written.day]
    assert not [row for row in written.rows["offers"] if row["outcome"] and row["end"] > written.day]


def test_cpr_numbers_tell_birthday_and_gender_and_are_nobodys(written):
    for case in written.cases.values():
        assert cpr.get_birth_date(case["cpr"]) == case["birth_date"]
        assert int(case["cpr"][-1]) % 2 == (case["gender"] == "male")
        assert cpr.checksum(case["cpr"]) != 0
        assert (case["birth_date"].month, case["birth_date"].day) != (1, 1)
        assert relativedelta(case["opened"], case["birth_date"]).years >= 18
        assert relativedelta(written.day, case["birth_date"]).years < 65
    assert len({case["cpr"] for case in written.cases.values()}) == written.n


@pytest.mark.parametrize("table", ["assignments", "benefits", "exemptions", "offers"])
def test_periods_of_a_kind_do_not_overlap(written, table):
    kind = {"assignments": "role", "exemptions": "scope", "offers": "type"}.get(table, "case_ref")
    own = defaultdict(list)
    for row in written.rows[table]:
        own[row["case_ref"], row[kind]].append((row["start"], row["end"] or date.max))
    for periods in own.values():
        periods.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(periods))


def test_the_morning_has_something_of_each(written):
    day, rows = written.day, written.rows
    assert [r for r in rows["conversations"] if r["status"] == "planned" and r["date"] < day]
    assert [r for r in rows["conversations"] if r["status"] == "planned" and day < r["date"] <= day + timedelta(30)]
    assert [
        r for r in written.on_the_day("exemptions", scope="activation") if r["end"] and r["end"] <= day + timedelta(30)
    ]
    recent = [r for r in rows["assignments"] if r["role"] == "coordinator" and r["start"] > day - timedelta(45)]
    handed_over = refs(r for r in rows["notes"] if r["template"] == "handover" and r["date"] > day - timedelta(75))
    assert refs(recent) - handed_over
    today = written.on_the_day("assignments", role="coordinator")
    assert 4 <= len({row["caseworker"] for row in today}) <= 6


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_and_day_give_the_same_bytes(tmp_path):
    for name in "ab":
        write_extract(tmp_path / name, seed=2022, day=DAY)
    assert _files(tmp_path / "a") == _files(tmp_path / "b")
    assert set(_files(tmp_path / "a")) == {f"{table}.csv" for table in EXTRACT_TABLES}


def test_another_seed_or_day_gives_others(tmp_path):
    write_extract(tmp_path / "a", seed=2022, day=DAY)
    write_extract(tmp_path / "b", seed=2023, day=DAY)
    write_extract(tmp_path / "c", seed=2022, day=DAY - timedelta(1))
    assert _files(tmp_path / "a")["cases.csv"] != _files(tmp_path / "b")["cases.csv"]
    assert _files(tmp_path / "a")["cases.csv"] != _files(tmp_path / "c")["cases.csv"]


@pytest.mark.parametrize(
    ("day", "cases"),
    [(EARLIEST_DAY - timedelta(1), 45), (LATEST_DAY + timedelta(1), 45), (DAY, FEWEST_CASES - 1)],
)
def test_days_and_sizes_that_cannot_be_made_are_refused(tmp_path, day, cases):
    with pytest.raises(ValueError, match="no demo caseload"):
        write_extract(tmp_path / "x", seed=1, day=day, cases=cases)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("day", [EARLIEST_DAY, LATEST_DAY])
def test_the_first_and_last_day_can_be_made(tmp_path, day):
    assert Written(tmp_path, 2022, day).n == 45
