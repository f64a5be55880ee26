"""What the tests of the import share: an empty caseload, small extracts, and all that a caseload holds."""

import contextlib
import csv
import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kontant.exchange.importing import ImportReport, import_extract
from kontant.model.tables import ROWS
from kontant.store import schema

SAMPLES = Path(__file__).parents[1] / "data"
DAY = date(2026, 11, 22)
HEADERS = {
    "cases": "case_ref,name,cpr,birth_date,opened,closed,target_group,track,challenges",
    "conversations": "case_ref,date,kind,status,caseworker",
    "offers": "case_ref,type,start,end,outcome,hours_per_week",
    "exemptions": "case_ref,scope,start,end,reason,explanation",
    "assignments": "case_ref,role,start,caseworker,end",
    "benefits": "case_ref,start,benefit,end",
    "paid_work": "case_ref,month,hours",
    "goals": "case_ref,kind,title,set_on,due",
    "absences": "case_ref,date,from_kind,contact_attempts,reasonable_ground",
    "statements": "case_ref,type,ordered,received,declined",
    "notes": "case_ref,date,template,text,answers",
}
CASE = "A-1,Ane Holm,,1980-01-02,2026-01-05,,activity_ready,job,physical|mental"


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def caseload(tmp_path: Path) -> Path:
    path = tmp_path / "caseload.sqlite"
    schema.create(path)
    return path


@pytest.fixture
def take(caseload: Path) -> Callable[..., ImportReport]:
    """Import an extract into the caseload, on the usual day unless another is given."""

    def run(extract: Path, day: date = DAY, **more: Any) -> ImportReport:
        return import_extract(caseload, extract, extract_date=day, who="test", at="2026-11-22T08:00:00+00:00", **more)

    return run


@pytest.fixture
def contents(caseload: Path) -> Callable[..., dict[str, list[tuple[Any, ...]]]]:
    """Everything that the caseload holds, log included, table by table."""

    def read(*tables: str) -> dict[str, list[tuple[Any, ...]]]:
        with contextlib.closing(sqlite3.connect(caseload)) as connection:
            names = tables or (*ROWS, "events", "changes")
            return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2, 3").fetchall() for name in names}

    return read


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of CSV files from lines of text; one case, A-1, unless cases are given."""

    def write(name: str = "extract", /, **tables: Sequence[str] | str) -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for table, lines in {"cases": [CASE], **tables}.items():
            body = [lines] if isinstance(lines, str) else lines
            text = "\n".join([HEADERS[table], *body]) + "\n"
            (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """A folder packed, at the top of the zip or below ``top``."""

    def pack(folder: Path, top: str = "") -> Path:
        target = tmp_path / "extract.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, top + file.name)
        return target

    return pack


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """A workbook with a sheet for each table; cells are written by their Python type, decimals to the last digit."""

    def write(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
        import xlsxwriter

        target = tmp_path / "extract.xlsx"
        book = xlsxwriter.Workbook(target)
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(y, x, cell, day)
                    elif isinstance(cell, float):
                        # As a formula with its result: xlsxwriter rounds a number to sixteen digits, Excel does not.
                        sheet.write_formula(y, x, f"={cell!r}", value=cell)
                    elif cell is not None:
                        sheet.write(y, x, cell)
        book.close()
        return target

    return write


@pytest.fixture
def sheets_of() -> Callable[[Path, str, str], dict[str, list[list[str]]]]:
    """The cells of a sample's files."""

    def read(folder: Path, encoding: str, separator: str) -> dict[str, list[list[str]]]:
        found = {}
        for file in sorted(folder.glob("*.csv")):
            with file.open(encoding=encoding, newline="") as lines:
                found[file.stem] = list(csv.reader(lines, delimiter=separator))
        return found

    return read
